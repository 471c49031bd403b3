"""What a refused quote comes closest to, word by word. It explains a refusal; it never accepts anything."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from briefer.grounding.bounds import UNSPACED, cut
from briefer.grounding.elided import segments
from briefer.models import Edit, Evidence, Match, Nearest
from briefer.text.fold import Folded, fold

_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+(?:['-][^\W{UNSPACED}]+)*")
_WORDS_MOST = 400  # of a quote that are compared
_HINTS = 12  # of the quote's words, the rarest in the text
_PLACES = 300  # of theirs that are looked at
_CANDIDATES = 3  # stretches that are compared word by word


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a folded text: as they stand, for comparing, and where."""

    shown: list[str]
    compared: list[str]
    places: list[tuple[int, int]]
    where: dict[str, list[int]]  # the numbers of each compared word


@lru_cache(maxsize=8)
def _words(text: str) -> _Words:
    shown = _WORD.findall(text)
    compared = [word.lower() for word in shown]
    where: dict[str, list[int]] = {}
    for number, word in enumerate(compared):
        where.setdefault(word, []).append(number)
    return _Words(shown, compared, [match.span() for match in _WORD.finditer(text)], where)


def explain(text: str, quote: str, why: str, *, near: bool) -> Evidence:
    """Altered, if a stretch of the text as long as the quote holds at least half of its words in order; else absent.

    `quote` is folded. Where a candidate was refused (`near`), the words are altered in any case.
    """
    source = fold(text)
    there, shown = _words(source.text), _WORD.findall("\n".join(segments(quote)))[:_WORDS_MOST]
    sought = [word.lower() for word in shown]
    common, window = 0, (0, 0)
    for stretch in _stretches(sought, there):
        shared = LCSseq.similarity(sought, there.compared[slice(*stretch)])
        if shared > common:
            common, window = shared, stretch
    if not sought or (2 * common < len(sought) and not near):
        return Evidence(match=Match.ABSENT, why="no passage of the article holds half of these words")
    nearest = _nearest(text, source, shown, there, window) if common else None
    return Evidence(match=Match.ALTERED, nearest=nearest, why=why or "the words differ from the article's")


def _stretches(sought: list[str], there: _Words) -> list[tuple[int, int]]:
    """The stretches of words, somewhat longer than the quote, where its rarest words would stand as in the quote."""
    known = sorted((len(there.where[word]), number, word) for number, word in enumerate(sought) if word in there.where)
    margin = max(2, len(sought) // 2)
    votes: Counter[int] = Counter()
    looked = 0
    for count, number, word in known[:_HINTS]:
        votes.update([(place - number) // margin for place in there.where[word][:_PLACES]])
        looked += count
        if looked > _PLACES:
            break
    starts = [bucket * margin for bucket, _ in votes.most_common(_CANDIDATES)]
    return [(max(0, start - margin), max(0, start) + len(sought) + 2 * margin) for start in starts]


def _nearest(text: str, source: Folded, shown: list[str], there: _Words, window: tuple[int, int]) -> Nearest:
    """The true words from the first that both share to the last, so far that nothing is cut, and the way to them."""
    steps = list(LCSseq.opcodes([word.lower() for word in shown], there.compared[slice(*window)]))
    while steps[0].tag == "insert":
        del steps[0]
    while steps[-1].tag == "insert":
        del steps[-1]
    first, last = window[0] + steps[0].dest_start, window[0] + steps[-1].dest_end
    start, end = there.places[first][0], there.places[last - 1][1]
    edits: list[Edit] = []
    for step in steps:
        at = window[0] + step.dest_start
        mine, true = shown[step.src_start : step.src_end], there.shown[at : window[0] + step.dest_end]
        if step.tag != "equal" or mine == true:
            edits.append(Edit(step.tag, " ".join(mine), " ".join(true)))
        else:
            edits += (Edit("equal" if a == b else "replace", a, b) for a, b in zip(mine, true, strict=True))
    while cut(source.text, start, end) and last < len(there.places) and last - first < len(shown) + 8:
        edits.append(Edit("insert", "", there.shown[last]))
        end = there.places[last][1]
        last += 1
    span = source.span(start, end)
    return Nearest(span, span.of(text), _joined(edits))


def _joined(edits: list[Edit]) -> tuple[Edit, ...]:
    """Neighbours of one kind as one step; a deletion beside an insertion as a replacement."""
    out: list[Edit] = []
    for edit in edits:
        last = out[-1] if out else None
        if last and last.kind == edit.kind:
            out[-1] = Edit(edit.kind, f"{last.quote} {edit.quote}".strip(), f"{last.text} {edit.text}".strip())
        elif last and {last.kind, edit.kind} == {"insert", "delete"}:
            out[-1] = Edit("replace", last.quote or edit.quote, last.text or edit.text)
        else:
            out.append(edit)
    return tuple(out)
