"""Folding: what may differ between a quote and its source without changing the sense is made equal.

Folded are quotation marks and apostrophes, dashes (ranges apart from parentheses), white space, NFC, ligatures,
full-width ASCII, format characters, the ellipsis character, an entity (decoded once), a word divided at a line end,
the mark that is repeated where a quotation goes on in a new paragraph, and the space inside French marks and at the
line ends of scripts without spaces. Never folded is what carries sense: superscripts, vulgar fractions, look-alike
letters, accents, case, inner punctuation, the spelling of numbers.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from html.entities import html5
from operator import itemgetter

from briefer.models import Span

_MARKS = "\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞〟﹁﹂﹃﹄❛❜❝❞⹂ʻʼ׳״＂＇｀"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_ONE_TO_ONE = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(_MARKS, "'"),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63", "-"),
    **dict.fromkeys("\u2014\u2015\u2e3a\u2e3b", "—"),
    "⋯": "…",
}
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
FORMAT = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\U000e0000-\U000e007f"
"""Members of a character class: code points that are not seen."""
CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Members of a character class: scripts that are wrapped anywhere, without a space or a hyphen."""

_TAIL = r"(?:[\s—]|–(?!\d)|-(?=[-\s]|\Z))*"
_DASH = rf"(?:(?:—|---*|–(?!\d)|-(?=\s|\Z)){_TAIL})"
_DOTS = r"(?:…|\.\.\.+|\.(?:\s{1,3}\.){2,})\s*"
# Every alternative begins with a plain set of characters, a space not among them: that keeps the scan fast. What is
# replaced by something that begins with a space takes the spaces before it along.
_SPECIAL = rf"""-(?<=[^\W_]-)[ \t]*\r?\n[ \t]*(?=[^\W_])
    |—{_TAIL}|---*{_TAIL}|–{_TAIL}|-(?<!\S-)(?=\s|\Z){_TAIL}
    |[^\S ]\s*(?:'+(?=[\w(\[])|{_DASH})?
    |{_DOTS}|[ﬀ-ﬆ]|''+"""
_ONE_SPACE = re.compile(_SPECIAL, re.VERBOSE)
_MORE_SPACES = re.compile(rf"{_SPECIAL}|\ \ \s*(?:'+(?=[\w(\[])|{_DASH})?", re.VERBOSE)
_UNSEEN = re.compile(rf"\u00ad[ \t]*\r?\n[ \t]*|[{FORMAT}]+")
_LOOSE = re.compile(rf"(?<=[{CJK}])(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)(?=[{CJK}])|(?<!\S)«\s+|\s+»(?![^\W_])")
_LOOSE_SIGN = re.compile(f"[«{CJK}]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_WORD_END, _WORD_START = re.compile(r"[^\W_]+\Z"), re.compile(r"[^\W_]+")
_QUOTED_ON = 5000  # code points of a paragraph that are looked at for a quotation left open


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back: every stretch of it covers whole code points of the original."""

    text: str
    _starts: tuple[int, ...]  # of the changed pieces in `text`
    _pieces: tuple[tuple[int, int, int], ...]  # (end in `text`, start in the original, end in the original)
    _before: Folded | None = None  # the stage that this one folded further

    def span(self, start: int, end: int) -> Span:
        """The original's stretch for a folded one that is not empty, without unseen characters at its edges."""
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        if first >= 0:
            stop, original, behind = self._pieces[first]
            start = original if start < stop else behind + start - stop
        if last >= 0:
            stop, _, behind = self._pieces[last]
            end = behind if end <= stop else behind + end - stop
        return self._before.span(start, end) if self._before else Span(start, end)

    def index(self, place: int) -> int:
        """The first index of the folded text that stands for nothing before a place of the original."""
        place = self._before.index(place) if self._before else place
        following = bisect_right(self._pieces, place, key=itemgetter(2))
        if following < len(self._pieces) and self._pieces[following][1] < place:
            return self._pieces[following][0]
        end, _, original_end = self._pieces[following - 1] if following else (0, 0, 0)
        return end + place - original_end

    def removed(self) -> Iterator[int]:
        """Where something was folded to nothing, in the folded text."""
        yield from (start for start, (end, _, _) in zip(self._starts, self._pieces, strict=True) if start == end)


@lru_cache(maxsize=64)
def fold(text: str) -> Folded:
    """The text folded, in linear time; a word divided at a line end is read as one word."""
    return _fold(text, None)


def splice(text: str, edits: Iterable[tuple[int, int, str]]) -> Folded:
    """The folded text with stretches (start, end of the original, new words) replaced; they are in order and apart."""
    folded = fold(text)
    return _replace(folded.text, ((folded.index(start), folded.index(end), new) for start, end, new in edits), folded)


def hyphenated(text: str, words: str) -> Folded | None:
    """The text folded with a hyphen at the line ends where folded `words` have one; None if there is no such place."""
    places = sorted(place for word, found in _divided(text).items() if word in words for place in found)
    folded = fold(text)
    return _replace(folded.text, ((place, place, "-") for place in places), folded) if places else None


@lru_cache(maxsize=8)
def _divided(text: str) -> dict[str, list[int]]:
    """The words divided at a line end, with a hyphen, and where the hyphen would stand in the folded text."""
    found: dict[str, list[int]] = {}
    if "\n" not in text:
        return found
    folded = fold(text)
    places = [0, *folded.removed(), len(folded.text)]
    for before, place, after in zip(places, places[1:], places[2:], strict=False):
        if not 0 < place < len(folded.text) or "\n" not in folded.span(place - 1, place + 1).of(text):
            continue
        left = _WORD_END.search(folded.text, max(before, place - 30), place)
        right = _WORD_START.match(folded.text, place, min(after, place + 30))
        if left and right:
            found.setdefault(f"{left[0]}-{right[0]}", []).append(place)
    return found


def _fold(text: str, before: Folded | None) -> Folded:
    if "&" in text and _ENTITY.search(text):
        found = (match for match in _ENTITY.finditer(text) if match[0][1] == "#" or match[0][1:] in html5)
        before = _replace(text, ((match.start(), match.end(), unescape(match[0])) for match in found), before)
        text = before.text
    if not text.isascii() and _UNSEEN.search(text):
        before = _replace(text, ((match.start(), match.end(), "") for match in _UNSEEN.finditer(text)), before)
        text = before.text
    if not unicodedata.is_normalized("NFC", text):
        before = _compose(text, before)
        text = before.text
    if not text.isascii() and _LOOSE_SIGN.search(text):
        edits = ((match.start(), match.end(), match[0].strip()) for match in _LOOSE.finditer(text))
        before = _replace(text, edits, before)
        text = before.text
    plain = text
    for char in '"`' if text.isascii() else _ONE_TO_ONE.keys() & set(text):
        plain = plain.replace(char, _ONE_TO_ONE[char])
    special = _MORE_SPACES if "  " in plain else _ONE_SPACE
    return _replace(plain, _edits(special.finditer(plain), plain, text), before)


def _edits(found: Iterator[re.Match[str]], plain: str, text: str) -> Iterator[tuple[int, int, str]]:
    done = 0
    for match in found:
        start, end = match.span()
        if new := _LIGATURES.get(match[0], ""):
            yield start, end, new
            done = end
            continue
        new = _replacement(match[0], start, end, text)
        if new[:1] in (" ", "\n") or (new == "-" and match[0][-1].isspace()):
            while start > done and plain[start - 1] == " ":
                start -= 1
        if new.isspace() or not (new[:1] == " " or new[-1:] == " "):
            yield start, end, new
        else:
            yield from _apart(start, end, new, plain[start:end])
        done = end


def _apart(start: int, end: int, new: str, old: str) -> Iterator[tuple[int, int, str]]:
    """The replacement in up to three: the space before a sign, the sign, and the space behind it."""
    sign = new.strip()
    left, right = len(old) - len(old.lstrip()), len(old) - len(old.rstrip())
    if sign and left and new[0] == " ":
        yield start, start + left, " "
        start, new = start + left, new[1:]
    if sign and right and new[-1] == " ":
        yield start, end - right, new[:-1]
        start, new = end - right, " "
    yield start, end, new


def _replacement(found: str, start: int, end: int, text: str) -> str:
    """What stands for a special stretch; `text` is still unfolded there."""
    bare = found.strip()
    if not bare:
        return "\n\n" if found.count("\n") > 1 and _is_headline(text, start, end) else " "
    if bare[0] == "'":
        if bare == found:
            return "'"
        mark = end - len(bare)
        return " " if _goes_on(text, start, mark) else " '"
    if bare[0] in "….":
        return " ... "
    if bare[0] in "-–—":
        return _dash(found, bare, text[max(0, start - 2) : start], text[end : end + 1])
    return ""


def _dash(found: str, bare: str, before: str, after: str) -> str:
    """A hyphen, a dash, or nothing for the stretch `found` between the two characters before and the one after it."""
    left, right = found[0].isspace() or before[-1:].isspace(), found[-1].isspace()
    if found[0] == "-" == bare and "\n" in found and before[-1:].isalnum():
        return "" if before[-1].isalpha() and after.isalpha() else "-"
    long = bare[0] == "—" or bare[:2] == "--"  # no sign of a number, however it is spaced
    if before.rstrip()[-1:].isdigit() and after.isdigit() and (left == right or long or found[-1] == "\n"):
        return "-"
    closed = found == "–" and (after.isdigit() or not left)
    return "-" if closed and before else " — "


def _is_headline(text: str, start: int, end: int) -> bool:
    """Whether the blank line start..end divides words that no sentence joins: unfinished ones from a new beginning."""
    before = text[max(0, start - 8) : start].rstrip()
    return before[-1:].isalnum() and not text[end : end + 1].islower()


def _goes_on(text: str, end: int, mark: int) -> bool:
    """Whether the mark opens a paragraph inside a quotation that the paragraph before, up to `end`, has left open."""
    blank = text.count("\n", end, mark) > 1
    if not blank and text[end - 1 : end] not in (".", "?", "!", "…"):
        return False
    start = max(0, end - _QUOTED_ON, text.rfind("\n\n" if blank else "\n", 0, end))
    paragraph = text[start:end]
    if text[mark] == '"':
        return paragraph.count('"') % 2 == 1
    if text[mark] == "‘":
        return paragraph.rfind("‘") > max(paragraph.rfind(stop + "’") for stop in ".,?!…")
    return text[mark] in "“«" and paragraph.count("“") + paragraph.count("«") > paragraph.count("”") + paragraph.count(
        "»"
    )


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
    chars = set(text)
    joined = "".join(c for c in chars if unicodedata.category(c)[0] == "M" or "\u1160" <= c <= "\u11ff") or "\u0301"
    single = "".join(c for c in chars if not unicodedata.is_normalized("NFC", c)) or "\u0301"
    clusters = re.compile(f".[{re.escape(joined)}]+|[{re.escape(single)}]", re.DOTALL)
    edits = ((m.start(), m.end(), unicodedata.normalize("NFC", m[0])) for m in clusters.finditer(text))
    return _replace(text, ((a, b, new) for a, b, new in edits if new != text[a:b]), before)
