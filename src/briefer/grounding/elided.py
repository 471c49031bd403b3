"""Quotes with marked departures: "A ... B", "A [...] B", "[the minister] must go", "[T]he plan"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from briefer.grounding.polarity import NEGATION_OR_NUMBER, POLARITY, between
from briefer.grounding.search import Words, find
from briefer.models import Span
from briefer.text.fold import Folded
from briefer.text.sentences import paragraphs

_MARKED = re.compile(r"(?P<dots>[\[(]\s*\.{3,4}\s*[\])]|\.{3,4})|\[(?P<put>[^\[\]]{0,120})\]")
_ENDINGS = frozenset(["s", "es", "d", "ed", "r", "er", "n", "en", "ing", "'s", "ly"])
_PIECES = 12  # more than that is no quote
_PLACES = 400  # looked at for each piece
_REPLACED = 8  # words that one bracket may stand for
_REACH = 4  # words looked at where a bracket stands at the edge of the quote


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two pieces: dots, words put in, a letter's case, or a word's ending."""

    kind: str
    put: str = ""


def is_marked(words: str) -> bool:
    """Whether folded words carry an ellipsis or brackets."""
    return bool(_MARKED.search(words))


def places(text: str, source: Folded, words: str) -> tuple[list[tuple[Span, ...]], str]:
    """Every way to place the pieces in order inside one paragraph, the tightest first; else why none counts."""
    pieces, gaps, why = _parse(source.text, words)
    if why or not pieces:
        return [], why
    found: list[list[tuple[int, int, int]]] = []
    starts = [paragraph.start for paragraph in paragraphs(text)]
    for piece in pieces:
        hits, reason = find(source.text, piece, _PLACES)
        if not hits:
            return [], reason or why
        found.append([(a, b, bisect_right(starts, source.span(a, b).start)) for a, b in hits])
    ways = _ways(source.text, found, gaps[1:-1])
    ways = [way for way in ways if not _edge_swallows(source.text, way, gaps)]
    ways.sort(key=lambda way: (way[-1][1] - way[0][0], way))
    reason = (
        ""
        if ways
        else "the pieces do not stand in order in one paragraph, or a gap leaves out a negation, a condition or a hedge"
    )
    return [tuple(source.span(a, b) for a, b in way) for way in ways], reason


def _parse(source: str, words: str) -> tuple[list[Words], list[_Gap | None], str]:
    """The pieces of a quote, what stands around them (one more than pieces), and a reason to refuse."""
    pieces: list[Words] = []
    gaps: list[_Gap | None] = [None]
    at = 0
    for match in _MARKED.finditer(words):
        put = match["put"]
        if put is not None and match[0] in source:
            continue
        if put is not None and NEGATION_OR_NUMBER.search(put):
            return [], [], "a number or a negation was put in with brackets"
        gap = _gap(words, match)
        _add(pieces, gaps, words[at : match.start()], gap)
        at = match.end() - (gap.kind == "case")
        if gap.kind == "case":  # the letter belongs to the next piece
            words = words[: match.start()] + " " * (len(match[0]) - 1) + put + words[match.end() :]
    _add(pieces, gaps, words[at:], None)
    if len(pieces) > _PIECES:
        return [], [], "it is made of too many pieces"
    single = sum(" " not in piece.core and piece.core.isascii() for piece in pieces)
    dots = sum(gap is not None and gap.kind == "dots" for gap in gaps[1:-1])
    if dots and single > 1 and single > len(pieces) - single:
        return [], [], "it is put together from single words"
    return pieces, gaps, "" if pieces else "the quote holds no words outside its brackets"


def _gap(words: str, match: re.Match[str]) -> _Gap:
    put = match["put"]
    if put is None:
        return _Gap("dots")
    after, before = words[match.end() : match.end() + 1], words[match.start() - 1 : match.start()]
    if len(put) == 1 and put.isalpha() and after.isalpha() and not before.isalnum():
        return _Gap("case", put)
    if before.isalnum() and put in _ENDINGS:
        return _Gap("ending", put)
    return _Gap("words", put)


def _add(pieces: list[Words], gaps: list[_Gap | None], words: str, gap: _Gap | None) -> None:
    """Append a piece and the gap behind it; where there is no piece, two gaps become one."""
    last = gaps[-1]
    piece = Words.of(words.strip(), open_end=gap is not None and gap.kind == "ending")
    if piece:
        pieces.append(piece)
        gaps.append(gap)
    elif gap and (last is None or gap.kind == "dots"):
        gaps[-1] = gap


def _ways(
    source: str, found: list[list[tuple[int, int, int]]], gaps: list[_Gap | None]
) -> list[tuple[tuple[int, int], ...]]:
    """All orders of places, one for each piece, that lie in one paragraph with clean gaps between."""
    ways: list[tuple[tuple[int, int], ...]] = []
    paragraphs_with_all = set.intersection(*({place[2] for place in places} for places in found))
    for paragraph in sorted(paragraphs_with_all):
        partial: list[tuple[tuple[int, int], ...]] = [((a, b),) for a, b, p in found[0] if p == paragraph]
        for gap, places in zip(gaps, found[1:], strict=True):
            here = [(a, b) for a, b, p in places if p == paragraph]
            partial = [(*way, place) for way in partial for place in here if _fits(source, way[-1][1], place[0], gap)]
            partial = partial[:_PLACES]
        ways += partial
        if len(ways) >= _PLACES:
            break
    return ways


def _fits(source: str, end: int, start: int, gap: _Gap | None) -> bool:
    if start < end or gap is None:
        return False
    left_out = source[end : min(start, end + 400)]
    if gap.kind == "case":
        return not left_out.strip(" ',")
    if gap.kind == "ending":
        return re.fullmatch(r"\w{0,4}\W*", left_out) is not None
    if between(source, end, start):
        return False
    return gap.kind == "dots" or len(left_out.split()) <= _REPLACED


def _edge_swallows(source: str, way: tuple[tuple[int, int], ...], gaps: list[_Gap | None]) -> bool:
    """Whether brackets at the edge of the quote stand in the place of a negation, a condition or a hedge."""
    first, last = gaps[0], gaps[-1]
    start, end = way[0][0], way[-1][1]
    if first and first.kind == "words":
        before = _last_words(source[max(0, start - 60) : start])
        if POLARITY.search(before):
            return True
    return bool(last and last.kind == "words" and POLARITY.search(_first_words(source[end : end + 60])))


def _last_words(text: str) -> str:
    return " ".join(re.split(r"[.!?;:]\s|\s'", text)[-1].split()[-_REACH:])


def _first_words(text: str) -> str:
    return " ".join(re.split(r"[.!?;:]", text)[0].split()[:_REACH])


def segments(words: str) -> Iterator[str]:
    """The pieces of a folded quote between its marked gaps, for comparing words."""
    yield from (piece for piece in _MARKED.sub("\n", words).split("\n") if piece.strip())
