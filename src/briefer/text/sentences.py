"""Where paragraphs and sentences begin and end.

An own splitter because the one on the shelf (pysbd 0.3.4) needs time quadratic in the length of a paragraph, reads a
whole quotation as one sentence and divides "..." in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from briefer.models import Span

LONG_LINE = 120  # no text wrapped at a margin has lines this long
BLANK_LINE = re.compile(r"[\n\u2029](?:(?<=\u2029)|[^\S\n\u2029]*[\n\u2029])\s*")
LINE_END = re.compile(r"\n\s*")
FINISHED = re.compile(r"[.!?:…”\"’'»)。！？][^\S\n]*\Z")

STOP = re.compile(
    r"""(?P<mark>[.!?…]+) [”"’'»)\]」』]{0,4} (?P<gap>\s+) (?=(?P<opening>[“"‘'«„([「『—–-]{0,4}) (?P<next>\w+)?)
    | [。！？][”」』]?(?=[^”」』\s])""",
    re.VERBOSE,
)
LAST_WORD = re.compile(r"[\w.&’']+\Z")
DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")  # "U.S", "p.m"

NEVER_LAST = frozenset(
    "adm al amb approx asst brig capt cf cmdr col cpl dep det dist dr e.g eg fig fr ft gen gov govs hon i.e insp "
    "lt maj messrs mr mrs ms mt pp pres prof pvt rep reps rev sec sen sens sgt sr. st supt vol vs".split()
)
SELDOM_LAST = frozenset(
    "ala apr ariz ark aug ave blvd bros calif co colo conn corp dec del dept esq est etc feb fla fri ga ill inc "
    "ind jan jr jul jun kan ky la llc ltd mar mass md mich minn miss mo mon mont neb nev no nos nov oct okla ore "
    "pa ph rd sat sep sept sr sun tenn tex thu thurs tue tues univ va vt wash wed wis wyo".split()
)
STARTERS = frozenset(
    "a after all although an and another as at before both but by during for from he her here his how however i "
    "if in it its just many most my no not now on one only or other our several she since so some that the their "
    "then there these they this those though today two under we what when where which while who why with yet "
    "you".split()
)
ASKED = re.compile(
    r"[”\"’'»]\s+(?:[^\W\d_][\w.’'-]*\s+){1,5}?"
    r"(?:said|says|asked|asks|added|wrote|tweeted|shouted|replied|told|cried|exclaimed|wondered|demanded)\b"
)


def even_lines(text: str) -> str:
    """The text with "\\n" for every line end, its length kept; only the paragraph separator U+2029 stays."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return text.replace("\u2028", "\n").replace("\x85", "\n")


@lru_cache(maxsize=8)
def paragraphs(text: str) -> tuple[Span, ...]:
    """The blocks that blank lines divide, trimmed, in order; offsets in code points.

    Where a block holds a line too long for a wrapped text, or each of its lines ends like a sentence, its line ends
    divide paragraphs as well.
    """
    found: list[Span] = []
    text = even_lines(text)
    for start, end in _pieces(text, BLANK_LINE, 0, len(text)):
        if text.find("\n", start, end) < 0:
            found.append(Span(start, end))
            continue
        lines = list(_pieces(text, LINE_END, start, end))
        if any(b - a > LONG_LINE for a, b in lines) or all(FINISHED.search(text, max(a, b - 4), b) for a, b in lines):
            found.extend(Span(a, b) for a, b in lines)
        else:
            found.append(Span(start, end))
    return tuple(found)


@lru_cache(maxsize=8)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of all paragraphs, trimmed, in order; none crosses a paragraph. Sentences inside a quotation count
    too, and a closing mark belongs to the sentence it ends; offsets in code points."""
    return tuple(sentence for paragraph in paragraphs(text) for sentence in sentences_in(text, paragraph))


def sentences_in(text: str, paragraph: Span) -> Iterator[Span]:
    """The sentences of one paragraph of a text."""
    start = paragraph.start
    for stop in STOP.finditer(text, paragraph.start, paragraph.end):
        if _ends(text, stop, paragraph.end):
            yield Span(start, stop.start("gap") if stop["mark"] else stop.end())
            start = stop.end()
    yield Span(start, paragraph.end)


def _pieces(text: str, divider: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The trimmed, non-empty stretches between the dividers."""
    cuts = [(m.start(), m.end()) for m in divider.finditer(text, start, end)]
    for a, b in zip([start, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), end], strict=True):
        if a < b and not (text[a].isspace() or text[b - 1].isspace()):
            yield a, b
        elif piece := text[a:b].strip():
            first = text.index(piece[0], a)
            yield first, first + len(piece)


def _ends(text: str, stop: re.Match[str], limit: int) -> bool:
    """Whether this punctuation ends a sentence: what follows must look like a beginning, and what stands before it must
    not be an abbreviation or an initial that goes on."""
    following = stop["next"] or ""
    if stop["mark"] is None:
        return True
    if not following and not stop["opening"]:
        return stop.end() < limit
    if following[:1].islower():
        return False
    closing = stop.end("mark")
    if stop["mark"] != ".":
        return not (text[closing - 1] in "!?" and ASKED.match(text, closing, min(limit, closing + 120)))
    word = LAST_WORD.search(text, max(0, stop.start() - 24), stop.start())
    before = word[0] if word else ""
    lowered = before.lower()
    if lowered in NEVER_LAST:
        return False
    if len(before) == 1 and before.isalpha():
        return before == "I" and text[stop.start() - 3 : stop.start() - 2].islower()
    if DOTTED.fullmatch(before) or lowered in SELDOM_LAST:
        return bool(stop["opening"]) or following.lower() in STARTERS
    return True
