"""Quotes with marked departures: "A ... B", "A [...] B", "[the minister] must go", "[T]he plan"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from briefer.grounding.gaps import negation_or_number, polarity, swallows
from briefer.grounding.search import Words, find
from briefer.text.fold import Folded
from briefer.text.sentences import paragraphs

_MARKED = re.compile(r"(?P<dots>[\[(<]\s*\.{3,}\s*[\])>]|\.{3,})|\[(?P<put>[^\[\]]{0,120})\]|(?P<case>\x00)")
_FIRST_LETTER = re.compile(r"(?<!\w)\[([^\W\d_])\](?=\w)")
_ENDINGS = frozenset(["s", "es", "d", "ed", "r", "er", "n", "en", "ing", "'s", "ly", "ies", "ied", "y", "e"])
_PIECES = 12  # more than that is no quote
_PLACES = 200  # looked at for each piece, and ways counted at most
_STEPS = 50_000  # pairs of places that are tried
_WINDOW = 5000  # code points beside the rarest piece in which the others are looked for
_REPLACED = 8  # words that one bracket may stand for
_CLAUSE_END = re.compile(r"[.!?;:]\s|\s'|\n")
_NO_WAY = "the pieces do not stand in order in one paragraph, or a gap leaves out a negation, a condition or a hedge"

Way = tuple[tuple[int, int], ...]


def is_marked(words: str) -> bool:
    """Whether folded words carry an ellipsis or brackets."""
    return bool(_MARKED.search(words))


def segments(words: str) -> Iterator[str]:
    """The pieces of a folded quote between its marked gaps, for comparing words."""
    yield from (piece for piece in _MARKED.sub("\n", words).split("\n") if piece.strip())


def places(text: str, source: Folded, words: str) -> tuple[list[Way], str, bool]:
    """Every way to place the pieces of folded words in order inside one paragraph of the folded text, the tightest
    first, at most 200; else why none counts, and whether each piece has a candidate somewhere."""
    why, candidates = "", False
    for own in (source.text, "") if "[" in words else ("",):  # brackets of the text's own, or else all the quoter's
        pieces, gaps, reason = _parse(own, words)
        why = reason or why
        if not pieces:
            continue
        if not own and set(gaps[1:-1]) <= {"words"} and gaps[0] == gaps[-1] == "":  # only added to, so in one stretch
            added = Words.of(re.sub(r" ?\[[^\[\]]*\]", "", words))
            if added and (whole := find(source.text, added, _PLACES)[0]):
                return [(place,) for place in whole], "", True
        ways: dict[Way, None] = {}
        for low, high in _regions(text, source, pieces):
            reached = (find(source.text, piece, _PLACES, low, high + len(piece.core))[0] for piece in pieces)
            found = [[place for place in hits if place[0] < high] for hits in reached]
            if all(found):
                ways.update(dict.fromkeys(islice(_ways(source.text, found, gaps), _PLACES)))
            if len(ways) >= _PLACES:
                break
        if ways:
            return sorted(ways, key=lambda way: (way[-1][1] - way[0][0], way)), "", True
        tried = [find(source.text, piece, 1) for piece in pieces]
        candidates = all(hits or reason for hits, reason in tried)
        why = next((reason for hits, reason in tried if not hits and reason), _NO_WAY)
    return [], why, candidates


def _parse(own: str, words: str) -> tuple[list[Words], list[str], str]:
    """The pieces of a quote, the kind of gap around each (one more than pieces), and a reason to refuse."""
    words = _FIRST_LETTER.sub(lambda match: match[0] if match[0] in own else f"\x00{match[1]}", words)
    pieces: list[Words] = []
    gaps, at = [""], 0
    for match in (*_MARKED.finditer(words), None):
        if match and match["put"] is not None and match[0] in own:
            continue
        kind = _kind(words, match) if match else ""
        if kind is None:
            return [], [], "a word, a number or a negation was changed with brackets"
        piece = Words.of(words[at : match.start() if match else None].strip(), open_end=kind == "ending")
        if piece:
            pieces.append(piece)
            gaps.append(kind)
        elif kind and (not gaps[-1] or kind == "dots"):  # two gaps side by side are one
            gaps[-1] = kind
        if len(pieces) > _PIECES:
            return [], [], "it is made of too many pieces"
        at = match.end() if match else at
    single = sum(" " not in piece.core and piece.core.isascii() for piece in pieces)
    if "dots" in gaps[1:-1] and single > 1 and single > len(pieces) - single:
        return [], [], "it is put together from single words"
    return pieces, gaps, "" if pieces else "the quote holds no words outside its brackets"


def _kind(words: str, match: re.Match[str]) -> str | None:
    """What a mark stands for: left out ("dots"), a first letter's "case", a word's "ending", or "words" of the quoter;
    None if what was put in cannot be left out of the comparison."""
    put = match["put"]
    if put is None:
        return "case" if match["case"] else "dots"
    before, after = words[match.start() - 1 : match.start()], words[match.end() : match.end() + 1]
    if before.isalnum() and put in _ENDINGS and not after.isalnum():
        return "ending"
    joins = (before.isalnum() or after.isalnum()) and put.isascii() and (before + after).isascii()
    return None if joins or negation_or_number().search(put) else "words"


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


def _ways(source: str, found: list[list[tuple[int, int]]], gaps: list[str]) -> Iterator[Way]:
    """All orders of places, one for each piece, with clean gaps between, until enough are tried."""
    dead: set[tuple[int, int]] = set()
    steps = iter(range(_STEPS))

    def onwards(piece: int, number: int) -> Iterator[Way]:
        place = found[piece][number]
        if piece + 1 == len(found):
            if not (
                gaps[-1] == "words" and _governs(_CLAUSE_END.split(source[place[1] : place[1] + 60])[0].split()[:4])
            ):
                yield (place,)
            return
        following, alive = found[piece + 1], False
        polar = polarity().search(source, place[1], following[-1][0])
        clean = polar.start() if polar else following[-1][0]
        for other in range(bisect_left(following, (place[1], 0)), len(following)):
            fits = _fits(source, place[1], following[other][0], gaps[piece + 1], clean)
            if fits is None or next(steps, None) is None:
                break
            if fits and (piece + 1, other) not in dead:
                for way in onwards(piece + 1, other):
                    alive = True
                    yield (place, *way)
        if not alive:
            dead.add((piece, number))

    for number, (start, _) in enumerate(found[0]):
        before = _CLAUSE_END.split(source[max(0, start - 90) : start])[-1].split()
        if not (gaps[0] == "words" and _governs(before[-_REPLACED:])):
            yield from onwards(0, number)


def _governs(words: list[str]) -> bool:
    """Whether brackets in the place of these words would stand for a negation, a condition or a hedge."""
    return bool(polarity().search(" ".join(words)))


def _fits(source: str, end: int, start: int, kind: str, clean: int) -> bool | None:
    """Whether a gap may leave out end..start; None where no larger one may either. No word of polarity begins before
    `clean`."""
    left_out = source[end : min(start, end + 400)]
    if kind == "case":
        return True if not left_out.strip(" ',—:") else None
    if kind == "ending":
        return True if re.fullmatch(r"\w{0,4}\W*", left_out) else None
    if start > clean:
        return None
    if kind == "dots":
        return not swallows(source, end, start)
    return True if len(left_out.split()) <= _REPLACED else None
