"""An HTML page: what it states of itself, what it shows, what it hides. Import late: loads lxml and trafilatura."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree
from trafilatura import bare_extraction

from briefer.errors import InputError
from briefer.ingest.header import stated, words
from briefer.ingest.markdown import without

META = {
    "title": ("og:title", "twitter:title", "dc.title", "headline"),
    "outlet": ("og:site_name", "publisher", "dc.publisher", "citation_journal_title"),
    "author": ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"),
    "published": (
        *("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date"),
        *("dc.date.issued", "dc.date", "pubdate", "publish-date", "parsely-pub-date", "sailthru.date"),
    ),
    "url": ("og:url",),
}
"""Names of meta elements in which pages state a field, the surest first."""

ARTICLES = re.compile(r"(?:\w*News)?Article|BlogPosting|Report")
"""Types of JSON-LD that describe the article itself."""

HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0*\.?0*(?:[a-z%]|\s*(?:;|!|$))"
    r"|opacity\s*:\s*0*\.?0+\s*(?:;|!|$)|(?:^|;|\s)color\s*:\s*(?:transparent|white|#fff(?:fff)?\b)"
    r"|(?:text-indent|left|right|top|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|(?:^|;)\s*(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|!|$)|transform\s*:\s*scale\(\s*0\s*\)",
    re.IGNORECASE,
)
"""Style declarations under which words do not show; white letters only where no background is set with them."""

HIDDEN_CLASSES = frozenset("sr-only visually-hidden visuallyhidden screen-reader-text hidden d-none".split())
BLOCKS = frozenset("p head quote list item table row code div section figure".split())
TAG = re.compile(r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+")
PIECES = ("p", "li", "blockquote", "h2", "h3", "h4")
MOST_ATTRIBUTES = 500  # of one element; libxml2 needs time quadratic in them: 180 s for 200,000


def read_page(text: str, origin: str) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """The fields that a page states, the words of its article, and notes; what the page hides is left out and counted.

    Raises InputError for a page without article text, or built so that the parser would lose some of it.
    """
    tree = _tree(text, origin)
    fields, notes = _stated(tree)
    hidden = _drop_hidden(tree)
    pieces = [(e.tag, "\n".join(_blocks(e))) for e in tree.iter(*PIECES) if e.find("*//p") is None and not _aside(e)]
    document: Any = bare_extraction(tree, include_comments=False, deduplicate=False, with_metadata=False)
    body = None if document is None else document.body
    blocks = [] if body is None else _blocks(body)
    if len(blocks) == 1:
        blocks = _divided(blocks[0], [words for _, words in pieces])
    if body is not None and blocks and len(body) and body[0].tag == "head" and body[0].get("rend") == "h1":
        fields.setdefault("title", blocks[0])  # the headline; it is a field in every format
        blocks = blocks[1:]
    if not any(c.isalnum() for block in blocks for c in block):
        cause = "holds no article text" + (" that the page shows" if hidden else "")
        raise InputError(origin, cause, "save the page as a reader sees it, or give its text")
    if hidden:
        notes = (*notes, f"words that the page hides, left out: {hidden}")
    if lost := _lost([words for tag, words in pieces if tag == "p"], _bare(" ".join(blocks))):
        notes = (*notes, f"paragraphs of the page that the article's text leaves out: {lost}")
    return fields, "\n\n".join(blocks), notes


def _tree(text: str, origin: str) -> Any:
    for tag in TAG.finditer(text):
        if len(tag[0]) > 2 * MOST_ATTRIBUTES:
            bare = re.sub(r"\"[^\"]*\"|'[^']*'", '"" ', tag[0])
            if len(re.findall(r"[\s/\"]+[^\s/=>\"]", bare)) > MOST_ATTRIBUTES:
                raise InputError(origin, f"has an element with over {MOST_ATTRIBUTES} attributes", "give its text")
    parser = lxml.html.HTMLParser(collect_ids=False, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text), parser=parser)
    except (etree.ParserError, ValueError):
        raise InputError(origin, "holds no article text", "give its text") from None
    fatal = [entry.message for entry in parser.error_log if entry.level_name == "FATAL"]
    if any("depth" in message for message in fatal):
        raise InputError(origin, "is nested too deep to read without losing text", "give its text")
    if any("limit" in message for message in fatal):
        raise InputError(origin, "has a part too large to read without losing text", "give its text")
    return tree


# what the page states


def _stated(tree: Any) -> tuple[dict[str, str], tuple[str, ...]]:
    """Fields from JSON-LD, meta elements, <link rel=canonical>, <time> and <html lang>; the surest first."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.strip().lower(), meta.get("content") or "")
    linked = next((found for found in map(_described, _json_ld(tree)) if found), {})
    offers = {field: [linked.get(field, "")] + [metas.get(name, "") for name in names] for field, names in META.items()}
    offers["author"] = [name for name in offers["author"] if "://" not in name]
    offers["author"] += [e.text_content() for e in tree.xpath("//*[@rel='author' or @itemprop='author']")[:1]]
    offers["outlet"] = [name for name in offers["outlet"] if "://" not in name]
    offers["published"] += _times(tree)
    offers["url"] = [link.get("href", "") for link in tree.xpath("//link[@rel='canonical']")] + offers["url"]
    offers["language"] = [tree.get("lang") or tree.get("xml:lang") or "", linked.get("language", "")]
    fields: dict[str, str] = {}
    notes: list[str] = []
    for field, values in offers.items():
        for value in filter(str.strip, values):
            found, more = stated({field: value})
            notes += more
            if found:
                fields.update(found)
                break
    headings = [words(h.text_content()) for h in tree.iter("h1")]
    if "title" not in fields and (
        title := headings[0] if len(headings) == 1 else words(tree.findtext(".//title") or "")
    ):
        fields["title"] = re.sub(rf"\s+[|–—-]\s+{re.escape(fields.get('outlet', title))}$", "", title)
    return fields, tuple(dict.fromkeys(notes))


def _json_ld(tree: Any) -> Iterator[Any]:
    for script in tree.iter("script"):
        if script.get("type", "").strip().lower() == "application/ld+json":
            try:
                waiting = [json.loads(script.text or "")]
            except (ValueError, RecursionError):
                continue
            while waiting:
                value = waiting.pop()
                if isinstance(value, list):
                    waiting.extend(reversed(value))
                elif isinstance(value, dict):
                    yield value
                    waiting.append(value.get("@graph", []))


def _described(value: dict[str, Any]) -> dict[str, str]:
    kinds = value.get("@type", "")
    if not any(isinstance(k, str) and ARTICLES.fullmatch(k) for k in (kinds if isinstance(kinds, list) else [kinds])):
        return {}
    names = {"title": "headline", "outlet": "publisher", "author": "author", "published": "datePublished"}
    return {field: words(value.get(name)) for field, name in {**names, "language": "inLanguage"}.items()}


def _times(tree: Any) -> list[str]:
    """What <time> elements say of publication: marked as such, the only one, or the first inside the article."""
    marked = tree.xpath("//time[@pubdate or @itemprop='datePublished']") or tree.xpath("//article//time[@datetime]")
    every = tree.xpath("//time[@datetime]")
    chosen = marked[:1] or (every if len(every) == 1 else [])
    return [time.get("datetime") or time.text_content() for time in chosen]


# what it hides


def _drop_hidden(tree: Any) -> int:
    """Takes out what a reader of the page does not see; returns how many words that were."""
    hiding = _hiding_rules(tree)
    count = 0
    for element in list(tree.iter()):
        if element.tag in ("script", "style"):
            continue  # no words; the extractor leaves them out
        if element.tag not in ("html", "body", "head") and element.getparent() is not None and _hides(element, hiding):
            count += len(element.text_content().split())
            element.drop_tree()
    return count


def _hides(element: Any, hiding: frozenset[str]) -> bool:
    tag = str(element.tag)
    if (
        tag in ("template", "noscript", "del", "s", "strike")  # the last three are words that the page takes back
        or "hidden" in element.attrib
        or (tag == "dialog" and "open" not in element.attrib)
    ):
        return True
    names = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
    if names & hiding or {f"{tag}{name}" for name in names} & hiding:
        return True
    if element.get("aria-hidden") == "true" and tag in ("p", "div", "section", "ul", "ol"):
        return True
    return _invisible(element.get("style") or "")


def _invisible(style: str) -> bool:
    """Whether declarations hide words."""
    match = HIDING.search(style)
    return _same_colours(style) or (match is not None and ("color" not in match[0] or "background" not in style))


def _same_colours(style: str) -> bool:
    pairs = re.findall(r"(?:^|;)\s*(background(?:-color)?|color)\s*:\s*([^;!]+)", style, re.IGNORECASE)
    colours = {"color" if name.lower() == "color" else "background": value.strip().lower() for name, value in pairs}
    return bool(colours.get("color", "") == colours.get("background", " "))


def _hiding_rules(tree: Any) -> frozenset[str]:
    """Simple selectors (.name, #name, tag.name) that the page's own style sheets hide always."""
    found = {f".{name}" for name in HIDDEN_CLASSES}
    for sheet in tree.iter("style"):
        for selectors, body in _rules(without(sheet.text or "", "/*", "*/")):
            if _invisible(body):
                found.update(one.strip() for one in selectors.split(",") if re.fullmatch(r"\w*[.#][\w-]+", one.strip()))
    return frozenset(found)


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of a style sheet's unconditional rules; what stands in an @media is passed over."""
    opened: list[str] = []
    piece = ""
    for part in re.split("([{}])", sheet):
        if part == "{":
            opened.append(piece.rpartition(";")[2])
        elif part == "}" and opened:
            selectors = opened.pop()
            if not opened:
                yield selectors, piece
        piece = part


# its words


def _aside(paragraph: Any) -> bool:
    return any(a.tag in ("nav", "footer", "aside", "form", "header", "figure") for a in paragraph.iterancestors())


def _lost(paragraphs: list[str], text: str) -> int:
    """How many longer paragraphs of the page stand in the text (given without spaces) less often than on the page."""
    counts = Counter(words for words in paragraphs if len(words.split()) >= 8)
    return sum(max(0, count - text.count(_bare(words))) for words, count in counts.items())


def _divided(block: str, pieces: list[str]) -> list[str]:
    """The pieces of the page of which a block was run together, as the extractor's last resort does; else the block."""
    text = _bare(block)
    parts = [words for words in pieces if words and _bare(words) in text]
    return parts if len(parts) > 1 and 2 * len(_bare("".join(parts))) > len(text) else [block]


def _bare(words: str) -> str:
    return "".join(words.split())


def _blocks(body: Any) -> list[str]:
    """The text of each paragraph, heading, list item and table row, in order; a line break in one stays a line end."""
    blocks: list[str] = []
    pieces: list[str] = []

    def flush() -> None:
        block = re.sub(r" *\n *", "\n", re.sub(" {2,}", " ", "".join(pieces))).strip()
        pieces.clear()
        if block:
            blocks.append(block)

    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if tag in BLOCKS:
            flush()
        if event == "start":
            pieces.append({"item": "- ", "lb": "\n", "br": "\n"}.get(tag, "") + _spaced(element.text))
        else:
            if tag == "cell" and element.getnext() is not None:
                pieces.append(" | ")
            if element is not body:
                pieces.append(_spaced(element.tail))
    flush()
    return [block for block in blocks if block != "-"]


def _spaced(text: str | None) -> str:
    return re.sub(r"[ \t\n\r\f]+", " ", text or "")
