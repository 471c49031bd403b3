"""An HTML page: what it states of itself, what it shows, what it hides. Import late: loads lxml and trafilatura."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import lxml.html
from lxml import etree
from trafilatura import bare_extraction, extract_metadata

from briefer.errors import InputError
from briefer.ingest.dates import DATE, iso
from briefer.ingest.decode import CONTROL, LOST
from briefer.ingest.header import stated, words
from briefer.ingest.markdown import without

HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*(?:0*\.?0*(?:[a-z%]|\s*(?:;|!|$))|0*\.\d+p[xt]|1px)"
    r"|opacity(?:\s*:\s*|\()0*\.?0+%?\s*(?:;|!|$|\))"
    r"|(?:^|;|\s)color\s*:\s*(?:transparent|white|#fff(?:fff)?\b|rgba?\(\s*255\D+255\D+255\b|rgba\([^)]*,\s*0*\.?0*\s*\))"
    r"|(?:text-indent|left|right|top|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%"
    r"|(?:^|;)\s*(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|!|$)|transform\s*:\s*scale\(\s*0\s*\)",
    re.IGNORECASE,
)
"""Style declarations under which words do not show; white letters only where no background is set with them."""

CONDITIONAL = re.compile(r"@[^{};]*+(?:;|\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\})")
RULE, SIMPLE = re.compile(r"([^{}]*+)\{([^{}]*+)\}"), re.compile(r"\w*[.#][\w-]+")
"""In a style sheet: what holds only under a condition, a rule, and a selector that is looked at."""
HIDDEN_CLASSES = frozenset("sr-only visually-hidden visuallyhidden screen-reader-text hidden d-none".split())
BLOCKS = frozenset("p head quote list item table row code div section figure".split())
TAG = re.compile(r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+")
WALL = re.compile(
    r"(?i)subscribe (?:now )?to (?:continue|read|keep|unlock)|(?:sign|log) in to (?:continue|read)|already a subscriber"
    r"|(?:accept|enable|agree to)(?: all| our)? cookies|enable javascript|verify (?:that )?you are (?:a )?human"
    r"|checking your browser|(?:article|content|story) is (?:only )?for (?:our )?subscribers"
    r"|not available in your (?:country|region)|nur für abonnent|réservé aux abonnés|solo para suscriptores"
)
"""What a page says that shows a wall in place of its article, or behind its beginning."""
UNFREE = re.compile(r"(?i)\"isAccessibleForFree\"\s*:\s*\"?false")
MOST_OF_A_WALL = 700  # characters
INLINE = tuple(
    "span time label output data meter abbr acronym dfn ins bdi bdo cite q code kbd samp var small big u font mark math"
    " legend blink fieldset tt nobr".split()
)
"""What the extractor would drop, or break a paragraph at, inside running text."""
PROSE = 12  # words of a paragraph that is no byline
PIECES = ("p", "li", "blockquote", "h2", "h3", "h4")
PUBLISHED = re.compile(r"publi|pub-?date", re.IGNORECASE)
LATEST = "9998-12-31"  # else htmldate takes no date after today
MOST_SEARCHED = 500_000  # characters of a page in which its date is looked for
MOST_ATTRIBUTES = 500  # of one element; libxml2 needs time quadratic in them: 180 s for 200,000


def read_page(text: str, origin: str) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """The fields that a page states, the words of its article, and notes; what the page hides is left out and counted.

    Raises InputError for a page without article text, or built so that the parser would lose some of it.
    """
    tree = _tree(text, origin)
    _unwrap(tree, "time")  # a day in running text is not the page's own
    fields, notes = _stated(tree, text)
    hidden = _drop_hidden(tree)
    _unwrap(tree, *INLINE)
    pieces = [(e.tag, "\n".join(_blocks(e))) for e in tree.iter(*PIECES) if e.find("*//p") is None and not _aside(e)]
    document: Any = bare_extraction(tree, include_comments=False, deduplicate=False, with_metadata=False)
    body = None if document is None else document.body
    blocks = [] if body is None else _blocks(body)
    if len(blocks) == 1:  # the extractor's last resort runs all paragraphs together
        inside = [words for _, words in pieces if words and _bare(words) in _bare(blocks[0])]
        blocks = inside if 2 * len(_bare("".join(inside))) > len(_bare(blocks[0])) else blocks
    if body is not None and blocks and len(body) and body[0].tag == "head" and body[0].get("rend") == "h1":
        fields.setdefault("title", blocks[0])  # the headline; it is a field in every format
        blocks = blocks[1:]
    if not any(c.isalnum() for block in blocks for c in block):
        cause = "holds no article text" + (" that the page shows" if hidden else "")
        raise InputError(origin, cause, "save the page as a reader sees it, or give its text")
    if (wall := WALL.search(" ".join(blocks))) and sum(map(len, blocks)) < MOST_OF_A_WALL:
        raise InputError(origin, f"shows no article, but “{wall[0]}”", "save the page as a reader sees it")
    if wall or UNFREE.search(text):
        notes = (*notes, "the page may show only the beginning of its article")
    if (replaced := "".join(blocks).count(LOST) - text.count(LOST)) > 0:
        notes = (*notes, f"control characters replaced by U+FFFD: {replaced}")
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
    for part in tree.iter():
        part.text, part.tail = (CONTROL.sub(LOST, held) if held else held for held in (part.text, part.tail))
    fatal = [entry.message for entry in parser.error_log if entry.level_name == "FATAL"]
    if any("depth" in message for message in fatal):
        raise InputError(origin, "is nested too deep to read without losing text", "give its text")
    if any("limit" in message for message in fatal):
        raise InputError(origin, "has a part too large to read without losing text", "give its text")
    return tree


# what the page states


def _stated(tree: Any, source: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields that the page states, as trafilatura finds them, and the language of its root element.

    Its guess at a date counts only where the page states it clearly; else the first <time> of the article does.
    """
    dated = {"original_date": True, "extensive_search": False, "max_date": LATEST}
    try:
        found = extract_metadata(tree, date_config=dated)
    except Exception:  # whatever its parsers of dates and JSON make of a broken value
        return {}, ("what the page states of itself could not be read",)
    headings = [words(h.text_content()) for h in tree.iter("h1")]
    fields, notes = stated(
        {
            "title": found.title or (headings[0] if len(headings) == 1 else ""),
            "outlet": found.sitename,
            "author": (found.author or "").replace("; ", ", "),
            "published": _published(source, found.date or "")
            or next(iter(tree.xpath("//article//time/@datetime")), ""),
            "url": found.url,
            "language": tree.get("lang") or tree.get("xml:lang") or found.language,
        }
    )
    if outlet := fields.get("outlet"):
        fields["title"] = re.sub(rf"\s+[|–—-]\s+{re.escape(outlet)}$", "", fields.get("title", ""))
    return {name: value for name, value in fields.items() if value}, notes


def _published(source: str, day: str) -> str:
    """The day as the page states it, with time and zone where it does; "" where it stands in no clear form there."""
    said = [(match, iso(match)) for match in DATE.finditer(source, 0, MOST_SEARCHED)] if day else []
    same = [(match, time) for match, time in said if time and time[:10] == day]
    marked = [time for match, time in same if PUBLISHED.search(source, max(0, match.start() - 60), match.start())]
    return (marked or [day if same else ""])[0] or ""


def _unwrap(tree: Any, *tags: str) -> None:
    """Takes these elements off the words that they hold inside paragraphs; "q" leaves the marks that it shows."""
    paragraphs = [e for e in tree.iter("p", "li", "blockquote") if len(e.text_content().split()) >= PROSE]
    for element in [inner for paragraph in paragraphs for inner in paragraph.iterdescendants(*tags)]:
        if element.getparent() is None:
            continue  # one inside another, of a paragraph inside another
        if element.tag == "q":
            element.text = f"“{element.text or ''}"
            element.tail = f"”{element.tail or ''}"
        element.drop_tag()


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
        for selectors, body in RULE.findall(CONDITIONAL.sub("", without(sheet.text or "", "/*", "*/"))):
            if _invisible(body):
                found.update(one.strip() for one in selectors.split(",") if SIMPLE.fullmatch(one.strip()))
    return frozenset(found)


# its words


def _aside(paragraph: Any) -> bool:
    return any(a.tag in ("nav", "footer", "aside", "form", "header", "figure") for a in paragraph.iterancestors())


def _lost(paragraphs: list[str], text: str) -> int:
    """How many longer paragraphs of the page stand in the text (given without spaces) less often than on the page."""
    counts = Counter(words for words in paragraphs if len(words.split()) >= 8)
    return sum(max(0, count - text.count(_bare(words))) for words, count in counts.items())


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
