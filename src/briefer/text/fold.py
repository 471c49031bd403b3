"""Folding: what may differ between a quote and its source without changing the sense is made equal.

Folded are quotation marks and apostrophes, dashes (ranges apart from parentheses), white space, NFC, ligatures,
full-width ASCII, format characters, the ellipsis character, an entity (decoded once), a word divided at a line end,
the space between a number and its sign ("5 %"), the mark that is repeated where a quotation goes on in a new paragraph,
and the space inside French marks and at the line ends of scripts without spaces. Never folded is what carries sense:
superscripts, vulgar fractions, look-alike letters, accents, case, inner punctuation, the spelling of numbers.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from briefer.models import Span
from briefer.text.sentences import even_lines

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
_FORMAT = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\U000e0000-\U000e007f"
_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # wrapped anywhere, without a space

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNSEEN = re.compile(rf"\u00ad[ \t]*\n[ \t]*|[{_FORMAT}]+")
_LOOSE = rf"(?<=[{_CJK}])(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)(?=[{_CJK}])|(?<!\S)«\s+|\s+»(?![^\W_])"
_LINE_END = r"[ \t]*\n[ \t]*"
_BREAKS = r"\t-\r\x1c-\x1f\x85\u2028\u2029"  # white space that is no plain space
_RANGE = r"(?:\s*(?:—|--+)\s*|\s+[–-]\s+|–|\s*[–-][^\S\n]*\n\s*)(?=\d)"  # a dash between numbers, however it is drawn
_CURRENCY = "$€£¥₹₽₩₺₴₦₫₱฿"
_UNIT = rf"\s+(?=[%‰‱٪°]|[{_CURRENCY}](?!\s*\d))"  # the space before the sign of a number
_DASH = r"(?:\s*(?:—|–(?!\d)|-(?=[-\s]|\Z)))*"  # what may follow the first sign of a dash
# A plain set of characters first, and only then a look at which of them it was: that keeps the scan fast.
_SPECIAL = {
    spaces: re.compile(
        rf"""[-—–….'ﬀ-ﬆ\d{_CURRENCY}{_BREAKS}{spaces}](?:
        (?<=\d)(?:{_RANGE}|{_UNIT})|(?<=[{_CURRENCY}])\s+(?=\d)
        |(?<=[^\W_]-){_LINE_END}(?=[^\W_])
        |(?<=[—–]){_DASH}|(?<=-)(?:-+|(?<!\S-)(?=\s|\Z)){_DASH}
        |(?:(?<=[{_BREAKS}])\s*|(?<=\ )\s+)(?:'+(?=[\w(\[]))?
        |(?<=…)|(?<=\.)(?:\.\.+|(?:\s{{1,3}}\.){{2,}})
        |(?<=')'+|(?<=[ﬀ-ﬆ]))""",
        re.VERBOSE,
    )
    for spaces in ("", r"\ ")  # plain spaces are looked at only where two stand side by side
}
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f])"  # composed or not
_DIVIDED = re.compile(rf"[-\u2010]{_LINE_END}(?=({_LETTER}{{1,30}}))")
_WORD_END = re.compile(rf"{_LETTER}+\Z")
_CLOSING = {"“": ("”",), "«": ("»",), "‘": (".’", ",’", "?’", "!’", "…’")}  # an apostrophe closes nothing
_QUOTED_ON = 5000  # code points of a paragraph that are looked at for a quotation left open


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back: every stretch of it covers whole code points of the original."""

    text: str
    _starts: list[int]  # in `text`, of what was changed
    _pieces: list[tuple[int, int, int, int]]  # the same with its end, and start and end in the original
    _before: Folded | None = None  # the stage that this one folded further

    def span(self, start: int, end: int) -> Span:
        """The original's stretch for a folded one that is not empty, without unseen characters at its edges."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        if first >= 0:
            _, stop, original, behind = self._pieces[first]
            start = original if start < stop else behind + start - stop
        if last >= 0:
            _, stop, _, behind = self._pieces[last]
            end = behind if end <= stop else behind + end - stop
        return self._before.span(start, end) if self._before else Span(start, end)

    def index(self, place: int) -> int:
        """The first index of the folded text that stands for nothing before a place of the original."""
        place = self._before.index(place) if self._before else place
        following = bisect_right(self._pieces, place, key=itemgetter(3))
        if following < len(self._pieces) and self._pieces[following][2] < place:
            return self._pieces[following][1]
        _, end, _, original_end = self._pieces[following - 1] if following else (0, 0, 0, 0)
        return end + place - original_end


class Joint(NamedTuple):
    """A stretch of the original that may be read as something else, and folded words that show that a quote does."""

    start: int
    end: int
    new: str
    sign: str


@lru_cache(maxsize=64)
def fold(text: str) -> Folded:
    """The text folded, in linear time; a word divided at a line end is read as one word."""
    text, before = even_lines(text), None

    def change(edits: Iterable[tuple[int, int, str]]) -> None:
        nonlocal text, before
        before = _replace(text, edits, before)
        text = before.text

    if "&" in text and _ENTITY.search(text):
        from html import unescape  # with its table, which few texts need
        from html.entities import html5

        known = (match for match in _ENTITY.finditer(text) if match[0][1] == "#" or match[0][1:] in html5)
        change((*match.span(), unescape(match[0])) for match in known)
    odd = set() if text.isascii() else set("".join(_NOT_ASCII.findall(text)))
    if odd and _UNSEEN.search("".join(odd)):
        change((*match.span(), "") for match in _UNSEEN.finditer(text))
    if not unicodedata.is_normalized("NFC", text):
        change(_composed(text))
        odd = set(text)
    if odd and (odd & {"«", "»"} or max(odd) >= "\u3040"):
        change((*match.span(), match[0].strip()) for match in re.finditer(_LOOSE, text))
    plain = text
    for char in ('"', "`", *(_ONE_TO_ONE.keys() & odd)):
        plain = plain.replace(char, _ONE_TO_ONE[char])
    special = _SPECIAL[r"\ " if "  " in plain else ""]
    return _replace(plain, _edits(special.finditer(plain), plain, text), before)


def splice(text: str, edits: Iterable[tuple[int, int, str]]) -> Folded:
    """The folded text with stretches (start, end of the original, new words) replaced; they are in order and apart."""
    folded = fold(text)
    return _replace(folded.text, ((folded.index(start), folded.index(end), new) for start, end, new in edits), folded)


def divided(text: str) -> Iterator[Joint]:
    """The words divided at a line end, to be read with the hyphen that stands there."""
    for match in _DIVIDED.finditer(text) if "\n" in text else ():
        left = _WORD_END.search(text, max(0, match.start() - 30), match.start())
        if left:
            yield Joint(match.start(), match.end(), "-", fold(f"{left[0]}-{match[1]}").text)


def _edits(found: Iterator[re.Match[str]], plain: str, text: str) -> Iterator[tuple[int, int, str]]:
    """What becomes of each special stretch; `text` is still unfolded there."""
    done, last = 0, ""  # where the stretch before ended, and what it became
    for match in found:
        start, end = match.span()
        sign = plain[start]
        if sign.isspace():
            while start > done and plain[start - 1] == " ":
                start -= 1
            mark = plain.find("'", start, end)
            stop = end if mark < 0 else mark
            headline = mark < 0 and _is_blank(plain, start, end) and _is_headline(text, start, end)
            yield start, stop, "\n\n" if headline else " "
            if mark >= 0:
                yield mark, end, "" if _goes_on(text, start, mark) else "'"
            new = " "
        elif sign.isdigit() or sign in _CURRENCY:
            new = "" if plain[start + 1 : end].isspace() else "-"
            yield start + 1, end, new
        else:
            left = last[-1:] if start == done else plain[start - 1]
            new = _sign(plain[start:end], left, plain[end : end + 1])
            yield start, end, new
        done, last = end, new


def _sign(found: str, left: str, right: str) -> str:
    """What stands for marks, a ligature, dots, a word's divider or a dash between two characters."""
    if found[0] in _LIGATURES:
        return _LIGATURES[found[0]]
    if found[0] == "'":
        return "'"
    if found[0] == "-" and found[-1].isspace():
        return "" if left.isalpha() and right.isalpha() else "-"
    if found == "–" and right.strip() and (right.isdigit() or left.strip()):
        return "-"
    new = "..." if found[0] in "…." else "—"
    return (" " if not left.isspace() else "") + new + (" " if not right.isspace() else "")


def _is_blank(text: str, start: int, end: int) -> bool:
    """Whether white space holds the end of a paragraph."""
    return text.count("\n", start, end) > 1 or text.find("\u2029", start, end) >= 0


def _is_headline(text: str, start: int, end: int) -> bool:
    """Whether the blank line start..end divides words that no sentence joins: unfinished ones from a new beginning."""
    before = text[max(0, start - 8) : start].rstrip()
    return before[-1:].isalnum() and not text[end : end + 1].islower()


def _goes_on(text: str, end: int, mark: int) -> bool:
    """Whether the mark opens a paragraph inside a quotation that the paragraph before, up to `end`, has left open."""
    blank = _is_blank(text, end, mark)
    if not blank and (text[end - 1 : end] not in (".", "?", "!", "…") or "\n" not in text[end:mark]):
        return False
    start = max(0, end - _QUOTED_ON, text.rfind("\n\n" if blank else "\n", 0, end))
    paragraph = text[start:end]
    opening = text[mark]
    if opening == '"':
        return paragraph.count('"') % 2 == 1
    return opening in _CLOSING and paragraph.rfind(opening) > max(map(paragraph.rfind, _CLOSING[opening]))


def _replace(text: str, edits: Iterable[tuple[int, int, str]], before: Folded | None) -> Folded:
    out: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    done = length = 0
    for start, end, new in edits:
        out += (text[done:start], new)
        first = length + start - done
        length = first + len(new)
        pieces.append((first, length, start, end))
        done = end
    out.append(text[done:])
    return Folded("".join(out), [piece[0] for piece in pieces], pieces, before)


def _composed(text: str) -> Iterator[tuple[int, int, str]]:
    """The edits to NFC, cluster by cluster: a base letter with its marks becomes one piece."""
    chars = set(text)
    joined = "".join(c for c in chars if unicodedata.category(c)[0] == "M" or "\u1160" <= c <= "\u11ff") or "\u0301"
    single = "".join(c for c in chars if not unicodedata.is_normalized("NFC", c)) or "\u0301"
    for match in re.finditer(f".[{re.escape(joined)}]+|[{re.escape(single)}]", text, re.DOTALL):
        yield *match.span(), unicodedata.normalize("NFC", match[0])
