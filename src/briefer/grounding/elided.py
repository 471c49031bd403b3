"""Quotes with marked departures: "A ... B", "A [...] B", "[the minister] must go", "[T]he plan"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from briefer.grounding.gaps import negation_or_number, polarity, swallows
from briefer.grounding.search import Words, find
from briefer.text.fold import Folded
from briefer.text.sentences import paragraphs

_MARKED = re.compile(r"(?P<dots>[\[(<]\s*\.{3,}\s*[\])>]|\.{3,})|\[(?P<put>[^\[\]]{0,120})\]")
_ENDINGS = frozenset(["s", "es", "d", "ed", "r", "er", "n", "en", "ing", "'s", "ly", "ies", "ied", "y", "e"])
_PIECES = 12  # more than that is no quote
_PLACES = 200  # looked at for each piece, and ways counted at most
_STEPS = 50_000  # pairs of places that are tried
_WINDOW = 5000  # code points beside the rarest piece in which the others are looked for
_REPLACED = 8  # words that one bracket may stand for
_AMOUNT = re.compile(r" (?:[^\W\d]+ ){0,2}[$€£]?\d")  # at the beginning of a gap
_NO_WAY = "the pieces do not stand in order in one paragraph, or a gap leaves out a negation, a condition or a hedge"

Way = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two pieces: dots, words put in, a letter's case, or a word's ending."""

    kind: str
    put: str = ""


def is_marked(words: str) -> bool:
    """Whether folded words carry an ellipsis or brackets."""
    return bool(_MARKED.search(words))


def places(text: str, source: Folded, words: str) -> tuple[list[Way], str, bool]:
    """Every way to place the pieces of folded words in order inside one paragraph of the folded text, the tightest
    first, at most 200; else why none counts, and whether each piece has a candidate somewhere."""
    ways: dict[Way, None] = {}
    why, candidates = "", False
    for own in (source.text, "") if "[" in words else ("",):  # brackets of the text's own, or else all the quoter's
        pieces, gaps, reason = _parse(own, words)
        why = reason or why
        added = _only_added(words, gaps) if pieces and not own else None
        whole = find(source.text, added, _PLACES)[0] if added else []
        if whole:
            return [(place,) for place in whole], "", True
        for low, high in _regions(text, source, pieces) if pieces else ():
            reached = (find(source.text, piece, _PLACES, low, high + len(piece.core))[0] for piece in pieces)
            found = [[place for place in hits if place[0] < high] for hits in reached]
            if all(found):
                ways.update(dict.fromkeys(_ways(source.text, found, gaps)))
            if len(ways) >= _PLACES:
                break
        if ways:
            return sorted(ways, key=lambda way: (way[-1][1] - way[0][0], way)), "", True
        if pieces:
            tried = [find(source.text, piece, 1) for piece in pieces]
            candidates = all(hits or reason for hits, reason in tried)
            why = next((reason for hits, reason in tried if not hits and reason), _NO_WAY)
    return [], why, candidates


def segments(words: str) -> Iterator[str]:
    """The pieces of a folded quote between its marked gaps, for comparing words."""
    yield from (piece for piece in _MARKED.sub("\n", words).split("\n") if piece.strip())


def _parse(source: str, words: str) -> tuple[list[Words], list[_Gap | None], str]:
    """The pieces of a quote, what stands around them (one more than pieces), and a reason to refuse."""
    pieces: list[Words] = []
    gaps: list[_Gap | None] = [None]
    at = 0
    for match in _MARKED.finditer(words):
        put = match["put"]
        if put is not None and match[0] in source:
            continue
        gap = _gap(words, match)
        if gap is None:
            return [], [], "a word, a number or a negation was changed with brackets"
        _add(pieces, gaps, words[at : match.start()], gap)
        if len(pieces) > _PIECES:
            break
        at = match.end() - (gap.kind == "case")
        if gap.kind == "case":  # the letter belongs to the next piece
            words = words[: match.start()] + " " * (len(match[0]) - 1) + gap.put + words[match.end() :]
    _add(pieces, gaps, words[at:], None)
    if len(pieces) > _PIECES:
        return [], [], "it is made of too many pieces"
    single = sum(" " not in piece.core and piece.core.isascii() for piece in pieces)
    dots = sum(gap is not None and gap.kind == "dots" for gap in gaps[1:-1])
    if dots and single > 1 and single > len(pieces) - single:
        return [], [], "it is put together from single words"
    return pieces, gaps, "" if pieces else "the quote holds no words outside its brackets"


def _gap(words: str, match: re.Match[str]) -> _Gap | None:
    """The gap that a match stands for; None if what was put in cannot be left out of the comparison."""
    put = match["put"]
    if put is None:
        return _Gap("dots")
    after, before = words[match.end() : match.end() + 1], words[match.start() - 1 : match.start()]
    if len(put) == 1 and put.isalpha() and after.isalpha() and not before.isalnum():
        return _Gap("case", put)
    if before.isalnum() and put in _ENDINGS and not after.isalnum():
        return _Gap("ending", put)
    if negation_or_number().search(put):
        return None
    joins = (before.isalnum() or after.isalnum()) and put.isascii() and (before + after).isascii()
    return None if joins else _Gap("words", put)


def _only_added(words: str, gaps: list[_Gap | None]) -> Words | None:
    """The words without what was put in, if brackets inside are the only marks."""
    inner = all(gap is not None and gap.kind == "words" for gap in gaps[1:-1])
    return Words.of(re.sub(r" ?\[[^\[\]]*\]", "", words)) if inner and not gaps[0] and not gaps[-1] else None


def _add(pieces: list[Words], gaps: list[_Gap | None], words: str, gap: _Gap | None) -> None:
    """Append a piece and the gap behind it; where there is no piece, two gaps become one."""
    last = gaps[-1]
    piece = Words.of(words.strip(), open_end=gap is not None and gap.kind == "ending")
    if piece:
        pieces.append(piece)
        gaps.append(gap)
    elif gap and (last is None or gap.kind == "dots"):
        gaps[-1] = gap


@lru_cache(maxsize=8)
def _starts(text: str) -> tuple[int, ...]:
    return tuple(paragraph.start for paragraph in paragraphs(text))


def _regions(text: str, source: Folded, pieces: list[Words]) -> Iterator[tuple[int, int]]:
    """The stretches of the folded text that lie in one paragraph and hold the rarest piece."""
    rarest = min(pieces, key=lambda piece: source.text.count(piece.core[1:]))
    starts, covered = _starts(text), 0
    for start, end in find(source.text, rarest, _PLACES)[0]:
        if end <= covered:
            continue
        number = bisect_right(starts, source.span(start, end).start)
        low = source.index(starts[number - 1]) if number else 0
        high = source.index(starts[number]) if number < len(starts) else len(source.text)
        covered = min(high, end + _WINDOW)
        yield max(low, start - _WINDOW), covered


def _ways(source: str, found: list[list[tuple[int, int]]], gaps: list[_Gap | None]) -> Iterator[Way]:
    """All orders of places, one for each piece, with clean gaps between, until enough are known or tried."""
    dead: set[tuple[int, int]] = set()
    steps = iter(range(_STEPS))

    def onwards(piece: int, number: int) -> Iterator[Way]:
        place = found[piece][number]
        if piece + 1 == len(found):
            if not _end_swallows(source, place[1], gaps[-1]):
                yield (place,)
            return
        alive = False
        following = found[piece + 1]
        nearest = bisect_left(following, (place[1], 0))
        found_polar = polarity().search(source, place[1], following[-1][0]) if nearest < len(following) else None
        clean = found_polar.start() if found_polar else following[-1][0]
        for other in range(nearest, len(following)):
            fits = _fits(source, place[1], following[other][0], gaps[piece + 1], clean)
            if fits is None or next(steps, None) is None:
                break
            if fits and (piece + 1, other) not in dead:
                for way in onwards(piece + 1, other):
                    alive = True
                    yield (place, *way)
        if not alive:
            dead.add((piece, number))

    firsts = (number for number, (start, _) in enumerate(found[0]) if not _start_swallows(source, start, gaps[0]))
    yield from islice((way for number in firsts for way in onwards(0, number)), _PLACES)


def _fits(source: str, end: int, start: int, gap: _Gap | None, clean: int) -> bool | None:
    """Whether a gap may leave out end..start; None where no larger one may either. No word of polarity begins before
    `clean`."""
    if gap is None:
        return None
    left_out = source[end : min(start, end + 400)]
    if gap.kind == "case":
        return True if not left_out.strip(" ',—:") else None
    if gap.kind == "ending":
        return True if re.fullmatch(r"\w{0,4}\W*", left_out) else None
    if start > clean:
        return None
    if gap.kind == "dots":
        return not swallows(source, end, start)
    return True if len(left_out.split()) <= _REPLACED else None


def _start_swallows(source: str, start: int, gap: _Gap | None) -> bool:
    """Whether brackets before the first piece stand in the place of a negation, a condition or a hedge."""
    if gap is None or gap.kind != "words":
        return False
    before = re.split(r"[.!?;:]\s|\s'|\n", source[max(0, start - 90) : start])[-1]
    return bool(polarity().search(" ".join(before.split()[-_REPLACED:])))


def _end_swallows(source: str, end: int, gap: _Gap | None) -> bool:
    """Whether brackets behind the last piece do."""
    if gap is None or gap.kind != "words":
        return False
    after = re.split(r"[.!?;:\n]", source[end : end + 60])[0]
    return bool(polarity().search(" ".join(after.split()[:4])))
