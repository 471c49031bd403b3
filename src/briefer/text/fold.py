"""Folding: what may differ between a quote and its source without changing the sense is made equal.

Folded are quotation marks and apostrophes, dashes (ranges apart from parentheses), white space, NFC, ligatures,
full-width ASCII, format characters, the ellipsis character, an entity (decoded once), a word divided at a line end
(read both ways) and the mark that is repeated where a quotation goes on in a new paragraph. Never folded is what
carries sense: superscripts, vulgar fractions, look-alike letters, accents, case, inner punctuation, the spelling of
numbers.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from briefer.models import Span

_MARKS = "\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞＂＇"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HYPHENS = "\u2010\u2011\u2012\u2212\ufe63"
_ONE_TO_ONE = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(mark): "'" for mark in _MARKS},
    **{ord(space): " " for space in _SPACES},
    **{ord(hyphen): "-" for hyphen in _HYPHENS},
    0x2014: "—",
    0x2015: "—",
    0x2E3A: "—",
}
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
FORMAT = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\U000e0000-\U000e007f"
"""Members of a character class: code points that are not seen."""

# Every alternative begins with a plain set of characters: that is what keeps the scan fast.
_SPECIAL = re.compile(
    rf"""\u00ad[ \t]*\r?\n[ \t]*|[{FORMAT}][{FORMAT}]*
    |-(?<=[^\W\d_]-)[ \t]*\r?\n[ \t]*(?=[^\W\d_])
    |—[\s—]*|--[-\s—]*|\s\s*(?:—|--)[-\s—]*|\s\s*[-–](?=\s)\s*|\s\s*–(?!\d)|–(?=\s)\s*|–
    |\s\s+(?:'+(?=[\w(\[]))?|[^\S ]
    |…|\.\ \.(?:\ \.)+
    |[ﬀ-ﬆ]|'''*""",
    re.VERBOSE,
)
_DIVIDED = re.compile(r"[-\u2010]\s*\n")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NOT_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back: every stretch of it covers whole code points of the original."""

    text: str
    _starts: tuple[int, ...]  # of the changed pieces in `text`
    _pieces: tuple[tuple[int, int, int], ...]  # (end in `text`, start in the original, end in the original)
    _before: Folded | None = None  # the stage that this one folded further

    def span(self, start: int, end: int) -> Span:
        """The original's stretch for a folded one that is not empty, without unseen characters at its edges."""
        span = Span(self._original(start, False), self._original(end - 1, True))
        return self._before.span(span.start, span.end) if self._before else span

    def _original(self, index: int, after: bool) -> int:
        number = bisect_right(self._starts, index) - 1
        if number < 0:
            return index + after
        end, original_start, original_end = self._pieces[number]
        if index < end:
            return original_end if after else original_start
        return original_end + index - end + after


@lru_cache(maxsize=64)
def fold(text: str, keep_divided: bool = False) -> Folded:
    """The text folded, in linear time. `keep_divided` reads a hyphen at a line end as part of the word."""
    return _fold(text, None, keep_divided)


def splice(text: str, edits: Iterable[tuple[int, int, str]]) -> Folded:
    """The text folded with stretches (start, end, new words) replaced first; they are in order and do not overlap."""
    spliced = _replace(text, edits, None)
    return _fold(spliced.text, spliced, False)


def _fold(text: str, before: Folded | None, keep_divided: bool) -> Folded:
    if "&" in text and _ENTITY.search(text):
        edits = ((match.start(), match.end(), html.unescape(match[0])) for match in _ENTITY.finditer(text))
        before = _replace(text, edits, before)
        text = before.text
    if not unicodedata.is_normalized("NFC", text):
        before = _compose(text, before)
        text = before.text
    found = _SPECIAL.finditer(text.translate(_ONE_TO_ONE))
    edits = ((match.start(), match.end(), _replacement(match, text, keep_divided)) for match in found)
    return _replace(text.translate(_ONE_TO_ONE), edits, before)


def has_divided_words(text: str) -> bool:
    """Whether a hyphen at a line end makes a second reading necessary."""
    return _DIVIDED.search(text) is not None


def _replacement(match: re.Match[str], text: str, keep_divided: bool) -> str:
    found = match[0]
    if found in _LIGATURES:
        return _LIGATURES[found]
    bare = found.strip()
    if not bare:
        return " "
    if bare[0] == "'":
        goes_on = found.count("\n") > 1 and _is_open(text, match.start())
        return ("" if bare == found else " ") + ("" if goes_on else "'")
    if bare[0] in "….":
        return "..."
    if bare[0] in "-–—":
        if "\n" in found and found[0] == "-" and bare == "-":
            return "-" if keep_divided else ""
        return "-" if found == "–" else " — "
    return ""


def _replace(text: str, edits: Iterable[tuple[int, int, str]], before: Folded | None) -> Folded:
    out: list[str] = []
    starts: list[int] = []
    pieces: list[tuple[int, int, int]] = []
    done = length = 0
    for start, end, new in edits:
        length += start - done
        out += (text[done:start], new)
        starts.append(length)
        length += len(new)
        pieces.append((length, start, end))
        done = end
    out.append(text[done:])
    return Folded("".join(out), tuple(starts), tuple(pieces), before)


def _compose(text: str, before: Folded | None) -> Folded:
    """NFC, cluster by cluster: a base letter with its marks becomes one piece."""
    clusters = re.compile("|".join(re.escape(c) for c in sorted(_clusters(text), key=len, reverse=True)) or r"(?!)")
    edits = ((match.start(), match.end(), unicodedata.normalize("NFC", match[0])) for match in clusters.finditer(text))
    return _replace(text, edits, before)


def _clusters(text: str) -> set[str]:
    """The distinct clusters of a text that NFC changes."""
    found: set[str] = set()
    for run in {match[0] for match in _NOT_ASCII.finditer(text)}:
        if unicodedata.is_normalized("NFC", run):
            continue
        cluster = ""
        for char in run + " ":
            joins = unicodedata.combining(char) or "\u1100" <= char <= "\u11ff"
            if cluster and not joins:
                if unicodedata.normalize("NFC", cluster) != cluster:
                    found.add(cluster)
                cluster = ""
            cluster += char
    return found


def _is_open(text: str, end: int) -> bool:
    """Whether the paragraph that ends at `end` leaves a quotation open, so that the next paragraph repeats its mark."""
    start = text.rfind("\n\n", 0, end) + 1
    paragraph = text[start:end]
    curly = paragraph.count("“") + paragraph.count("«") - paragraph.count("”") - paragraph.count("»")
    return curly > 0 or paragraph.count('"') % 2 == 1
