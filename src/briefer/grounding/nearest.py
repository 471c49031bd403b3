"""What a refused quote comes closest to, word by word. It explains a refusal; it never accepts anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from briefer.grounding.bounds import UNSPACED, cut
from briefer.grounding.elided import segments
from briefer.models import Edit, Evidence, Match, Nearest
from briefer.text.fold import Folded, fold

_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+(?:['-][^\W{UNSPACED}]+)*")
_WORDS_MOST = 400  # of a quote that are compared


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a folded text: as they stand, for comparing, and where."""

    shown: tuple[str, ...]
    compared: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


@lru_cache(maxsize=8)
def _words(text: str) -> _Words:
    found = list(_WORD.finditer(text))
    shown = tuple(match[0] for match in found)
    return _Words(shown, tuple(word.lower() for word in shown), tuple(match.span() for match in found))


def explain(text: str, quote: str, why: str, *, near: bool) -> Evidence:
    """Altered, if a stretch of the text as long as the quote holds at least half of its words in order; else absent.

    `quote` is folded. Where a candidate was refused (`near`), the words are altered in any case.
    """
    source = fold(text)
    there, sought = _words(source.text), _quote_words(quote)
    window = _window(sought.compared, there.compared)
    common = LCSseq.similarity(sought.compared, there.compared[window[0] : window[1]]) if window else 0
    if not sought.compared or (2 * common < len(sought.compared) and not near):
        return Evidence(match=Match.ABSENT, why="no passage of the article holds half of these words")
    nearest = _nearest(text, source, sought, there, window or (0, 0)) if common else None
    return Evidence(match=Match.ALTERED, nearest=nearest, why=why or "the words differ from the article's")


def _quote_words(quote: str) -> _Words:
    return _words("\n".join(segments(quote))[: _WORDS_MOST * 40])


def _window(sought: tuple[str, ...], there: tuple[str, ...]) -> tuple[int, int] | None:
    """The stretch of words that shares most with the quote, with a margin for words left out."""
    sought = sought[:_WORDS_MOST]
    if not sought or not there:
        return None
    if len(sought) >= len(there):
        return 0, len(there)
    best = fuzz.partial_ratio_alignment(sought, there)
    if best is None or not best.score:
        return None
    margin = max(2, len(sought) // 2)
    return max(0, best.dest_start - margin), min(len(there), best.dest_end + margin)


def _nearest(text: str, source: Folded, sought: _Words, there: _Words, window: tuple[int, int]) -> Nearest:
    compared = there.compared[slice(*window)]
    steps = LCSseq.opcodes(sought.compared, compared)
    same = [step for step in steps if step.tag == "equal"]
    first, last = window[0] + same[0].dest_start, window[0] + same[-1].dest_end
    start, end = there.places[first][0], there.places[last - 1][1]
    while cut(source.text, start, end) and last < len(there.places) and last - first < len(sought.shown) + 8:
        last += 1
        end = there.places[last - 1][1]
    words = there.shown[first:last]
    steps = LCSseq.opcodes(sought.compared, tuple(word.lower() for word in words))
    edits = []
    for step in steps:
        mine, true = sought.shown[step.src_start : step.src_end], words[step.dest_start : step.dest_end]
        edits += (
            [Edit("equal", a, b) if a == b else Edit("replace", a, b) for a, b in zip(mine, true, strict=True)]
            if (step.tag == "equal")
            else [Edit(step.tag, " ".join(mine), " ".join(true))]
        )
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
