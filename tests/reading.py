"""What a reader sees of a page in each format, and what in it could act."""

from __future__ import annotations

import io
from typing import Any

import lxml.html
import pypdf
from markdown_it import MarkdownIt

Skeleton = list[tuple[str, ...]]


def squeezed(text: str) -> str:
    return "".join(text.split())


def markdown_seen(page: str) -> tuple[str, Skeleton]:
    """The text of a Markdown page and its nodes, as GitHub and its like read it; a link with where it leads."""
    text, nodes = [], []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page):
        nodes.append((token.type, token.tag))
        for inner in token.children or ():
            text.append(" " if inner.type == "softbreak" else inner.content)
            if inner.type not in ("text", "softbreak"):
                nodes.append((inner.type, inner.tag, str(inner.attrs.get("href", ""))))
        if not token.children:
            text.append("" if token.type == "html_block" else token.content)
        text.append("\n")
    return "".join(text), nodes


def html_seen(page: str) -> tuple[str, Skeleton]:
    """The text of an HTML page and its elements with the names of their attributes and where links lead."""
    tree: Any = lxml.html.document_fromstring(page)
    nodes = []
    for element in tree.iter():
        nodes.append((str(element.tag), *sorted(element.keys()), element.get("href", "")))
    for element in tree.xpath("//script | //style"):
        element.clear()
    return tree.text_content(), nodes


def pdf_seen(page: bytes) -> tuple[str, Skeleton]:
    """The text of a PDF and what could act in it: links, actions, scripts, files."""
    reader = pypdf.PdfReader(io.BytesIO(page))
    text, nodes = [], []
    for sheet in reader.pages:
        text.append(sheet.extract_text())
        for noted in sheet.get("/Annots", ()):
            held = noted.get_object()
            nodes.append((str(held.get("/Subtype")), str(held.get("/A", {}).get("/URI", ""))))
    root: Any = reader.trailer["/Root"]
    nodes += [("root", name) for name in ("/OpenAction", "/AA", "/AcroForm") if name in root]
    nodes += [("file", name) for name in reader.attachments]
    return "\n".join(text), nodes
