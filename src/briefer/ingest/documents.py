"""Articles in PDF and DOCX files, mail messages and JSON objects; parsers are loaded where they are used."""

from __future__ import annotations

import io
import json
import logging
import math
import re
import zipfile
from typing import Any

from briefer.errors import InputError
from briefer.ingest.decode import decode
from briefer.ingest.header import stated

MOST_PAGES = 200
FORWARDED, MOST_COVERING = "message/rfc822", 300  # characters of a covering note that is no article
MOST_UNPACKED = 50_000_000  # bytes, pictures included
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELIABLE = 0.9  # the share of letters, digits and usual marks in a text that a PDF maps rightly
_WRAPPED = re.compile(r"(?<![\n-])\n(?!\n)|(?<=\W-)\n(?!\n)")  # not behind a divided word, which stays one for `locate`
_NOISE = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")
_ENDS = (".", "!", "?", "”", "’", '"', "»", ":")
Read = tuple[dict[str, str], str, tuple[str, ...]]

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs what it mends


def read_pdf(data: bytes, origin: str) -> Read:
    """The fields, the text and the notes of a PDF. Raises InputError for one that is damaged, locked or has no text."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        document = PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise InputError(origin, "is locked with a password", "save it without one")
        pages = len(document.pages)
        if pages > MOST_PAGES:
            raise InputError(origin, f"has {pages:,} pages", f"give the article alone, at most {MOST_PAGES} pages")
        read, notes = _shown(list(document.pages))
        title = str(document.metadata.title or "") if document.metadata else ""
    except DependencyError:
        raise InputError(origin, "is encrypted in a way that is not read yet", "save it without encryption") from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        raise InputError(origin, f"is a damaged PDF ({type(error).__name__})", "print it to PDF anew") from None
    text = "\n\n".join(_paragraphs(page) for page in read if page.strip())
    if not any(c.isalpha() for c in text):
        raise InputError(origin, "holds no text; it may be a scan", "read it in with a text recognition first")
    if _garbled(text):
        notes += ("the text of this PDF is unreliable: compare with the page",)
    return {"title": title.strip()} if title.strip() else {}, text, notes


def _shown(pages: list[Any]) -> tuple[list[str], tuple[str, ...]]:
    """The text that shows on each page, and notes on what does not; where most does not, all of it."""
    inks = [_Ink(page) for page in pages]
    read = [page.extract_text(visitor_operand_before=ink) for page, ink in zip(pages, inks, strict=True)]
    doubt = "some text of this PDF may not show on its pages: compare with them"
    notes = (doubt,) if any(ink.doubtful for ink in inks) else ()
    if not any(ink.dropped for ink in inks):
        return read, notes
    whole = [page.extract_text() for page in pages]
    shown, words = (len(" ".join(some).split()) for some in (read, whole))
    if 2 * shown < words:
        return whole, ("most of the text of this PDF does not show, as behind a scan: compare with its pages", *notes)
    return read, (*[f"words that the document hides, left out: {words - shown}"] * (words > shown), *notes)


def read_docx(data: bytes, origin: str) -> Read:
    """The fields, the text and the notes of a DOCX file; hidden words are left out and counted. Raises InputError."""
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import XMLSyntaxError

    _refuse_bomb(data, origin)
    try:
        document = Document(io.BytesIO(data))
        body = document.element.body
        hidden = _drop_hidden(body)
        named = {style.style_id for style in document.styles if style.name == "Title"}
        styled = [
            p
            for p in body.iter(f"{W}p")
            if (s := p.find(f"{W}pPr/{W}pStyle")) is not None and s.get(f"{W}val") in named
        ]
        headline = _words(styled[0]) if styled else ""
        rows = {p: row for row in body.iter(f"{W}tr") for p in row.iter(f"{W}p")}
        # our own walk: the library passes over insertions, fields and boxes for content
        found = dict.fromkeys(rows.get(p, p) for p in body.iter(f"{W}p") if p not in styled[:1])
        blocks = [" ".join(filter(None, map(_words, one.iter(f"{W}p")))) for one in found]
        told = document.core_properties
        title = "" if told.title == "Word Document" else told.title  # what the library's own documents are called
        author = "" if told.author == "python-docx" else told.author
        fields, _ = stated({"title": headline or title, "author": author})
    except (OpcError, XMLSyntaxError, ValueError, KeyError, AttributeError, OSError) as error:
        raise InputError(origin, f"is a damaged DOCX ({type(error).__name__})", "save it anew") from None
    text = "\n\n".join(block.strip() for block in blocks if block.strip())
    if not text:
        raise InputError(origin, "holds no text", "give a file with an article in it")
    notes = (f"words that the document hides, left out: {hidden}",) if hidden else ()
    return fields, text, notes


def forwarded(data: bytes) -> tuple[bytes, ...]:
    """The messages that a message has attached, and itself where it is more than a line to go with them."""
    from email import message_from_bytes, policy

    if b"message/rfc822" not in data.lower():
        return (data,)
    try:
        message: Any = message_from_bytes(data, policy=policy.default)
        body = message.get_body(("plain", "html"))
        parts = [part.get_payload(0) for part in message.iter_attachments() if part.get_content_type() == FORWARDED]
        attached = tuple(part.as_bytes() for part in parts)
        return ((data,) if not attached or (body and len(body.get_content()) > MOST_COVERING) else ()) + attached
    except Exception:  # a message that its parser stumbles over is said to be damaged when it is read
        return (data,)


def read_mail(data: bytes, origin: str) -> tuple[dict[str, str], str, bool, tuple[str, ...]]:
    """The fields of a message, its words, whether they are HTML, and notes. Raises InputError for one without any."""
    from email import message_from_bytes, policy
    from email.errors import MessageError
    from email.utils import parseaddr

    try:
        message: Any = message_from_bytes(data, policy=policy.default)
        body = message.get_body(("html", "plain"))
        is_page = bool(body) and body.get_content_type() == "text/html"
        data = body.get_payload(decode=True) if body else b""
        charset = body.get_content_charset() if body else None
        sender, address = parseaddr(str(message.get("from", "")))
        told = {"title": message.get("subject"), "outlet": sender or address, "published": message.get("date")}
        fields, _ = stated({name: str(value) for name, value in told.items() if value})
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise InputError(origin, f"is a damaged message ({type(error).__name__})", "save it as text") from None
    if not data.strip():
        raise InputError(origin, "is a message without text", "save what it shows as text")
    words, notes = decode(data, origin, is_page, charset)
    return fields, words, is_page, notes


def read_row(text: str, origin: str) -> Read:
    """The fields and the text of a JSON object with a "text". Raises InputError for anything else."""
    remedy = 'give {"title": ..., "outlet": ..., "published": ..., "text": ...}'
    try:
        row = json.loads(text)
        said = {str(key).lower(): value for key, value in row.items() if isinstance(value, str) and value.strip()}
    except (ValueError, AttributeError, RecursionError):
        raise InputError(origin, "is no JSON object", remedy) from None
    body = next((said[key] for key in ("text", "body", "content") if key in said), "")
    if not body:
        raise InputError(origin, 'has no "text"', remedy)
    fields, notes = stated(said)
    return fields, body, notes


class _Ink:
    """Follows how the text of a PDF's page is painted, and takes out what does not show: white, clear, without ink,
    smaller than a point or beside the page.

    White on a page with colour painted on it may show, and stays.
    """

    def __init__(self, page: Any) -> None:
        resources = page.get("/Resources") or {}
        self._spaces, self._states = (resources.get(name) or {} for name in ("/ColorSpace", "/ExtGState"))
        self._box = [float(edge) for edge in page.mediabox]
        self._now: dict[str, float] = {"white": False, "clear": False, "inkless": False, "spot": False, "size": 12}
        self._outer: list[dict[str, float]] = []
        self._painted = False
        self.dropped = self.doubtful = False

    def __call__(self, operator: bytes, operands: list[Any], cm: list[float], tm: list[float]) -> None:
        now, name = self._now, operands[0] if operands else None
        match operator:
            case b"q":
                self._outer.append(dict(now))
            case b"Q" if self._outer:
                self._now = self._outer.pop()
            case b"cs":
                space = self._spaces.get(name, name)
                now["spot"] = isinstance(space, list) and space[0] in ("/Separation", "/DeviceN", "/Indexed")
            case b"g" | b"rg" | b"k" | b"sc" | b"scn":
                values = [float(one) for one in operands if isinstance(one, (int, float))]
                white = max(values) < 0.05 if len(values) == 4 else len(values) in (1, 3) and min(values) > 0.95
                now["white"] = white and not (now["spot"] and operator.startswith(b"sc"))
            case b"gs":
                now["clear"] = self._states.get(name, {}).get("/ca", 1) == 0
            case b"Tf":
                now["size"] = float(operands[1])
            case b"Tr":
                now["inkless"] = name in (3, 7)
            case b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"sh" | b"Do":
                self._painted |= operator in (b"sh", b"Do") or not now["white"]
            case b"Tj" | b"TJ" | b"'" | b'"':
                if (now["white"] and not self._painted) or now["clear"] or now["inkless"] or not self._on_page(cm, tm):
                    operands[-1] = type(operands[-1])()
                    self.dropped = True
                self.doubtful |= bool(now["white"] and self._painted)

    def _on_page(self, cm: list[float], tm: list[float]) -> bool:
        x, y = (tm[4] * cm[n] + tm[5] * cm[n + 2] + cm[n + 4] for n in (0, 1))
        left, bottom, right, top = self._box
        size = self._now["size"] * math.hypot(*tm[2:4]) * math.hypot(*cm[2:4])
        return size >= 1 and left - 99 < x < right + 99 and bottom - 99 < y < top + 99


def _paragraphs(page: str) -> str:
    """The lines of a page as paragraphs: one ends with a line that is well shorter than the others."""
    lines = [line.strip() for line in page.replace("\r", "").split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    full = lengths[int(len(lengths) * 0.75)]
    ends = [len(line) < (0.8 if line.endswith(_ENDS) else 0.6) * full for line in lines]
    text = "".join(line + ("\n\n" if end else "\n") for line, end in zip(lines, ends, strict=True))
    return _WRAPPED.sub(" ", re.sub(r"\n{3,}", "\n\n", text.replace("\u00ad\n", "")).strip())


def _words(paragraph: Any) -> str:
    """What a paragraph shows: also what was inserted with changes tracked, and what stands in links and fields."""
    signs = {f"{W}tab": " ", f"{W}br": "\n"}
    return "".join(signs.get(one.tag) or one.text or "" for one in paragraph.iter(f"{W}t", *signs)).strip()


def _drop_hidden(body: Any) -> int:
    """Takes out the runs that Word does not show, and deleted ones; how many words they held."""
    hidden = [*body.iterfind(f".//{W}del"), *(run for run in body.iter(f"{W}r") if _vanishes(run))]
    words = sum(len(piece.text.split()) for run in hidden for piece in run.iter(f"{W}t", f"{W}delText") if piece.text)
    for run in hidden:
        if run.getparent() is not None:
            run.getparent().remove(run)
    return words


def _vanishes(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    color = run.find(f"{W}rPr/{W}color")
    white = color is not None and str(color.get(f"{W}val")).upper() == "FFFFFF"
    return white or (vanish is not None and vanish.get(f"{W}val") not in ("0", "false"))


def _refuse_bomb(data: bytes, origin: str) -> None:
    """Raises InputError for an archive that is no DOCX, or that unpacks to far more than a document holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        raise InputError(origin, "is a damaged DOCX", "save it anew") from None
    if "word/document.xml" not in names:
        raise InputError(origin, "is an archive, no DOCX", "unpack it, or save it as text, Markdown or HTML")
    if size > MOST_UNPACKED:
        raise InputError(origin, f"unpacks to {size // 1_000_000:,} MB", "save the article alone")


def _garbled(text: str) -> bool:
    noise = sum(len(found[0]) for found in _NOISE.finditer(text))
    return noise > (1 - RELIABLE) * len(text)
