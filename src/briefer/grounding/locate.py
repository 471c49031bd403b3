"""Where the words of a quote stand in a text. Nothing but equality after folding, and marked gaps, makes a match."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from briefer.attribution.quotations import quoted
from briefer.grounding import elided
from briefer.grounding.bridges import bridged, bridges, outside_bridges
from briefer.grounding.nearest import explain
from briefer.grounding.search import Words, find
from briefer.models import Evidence, Match, Mode, Span
from briefer.text.fold import Folded, fold, has_divided_words

_SHOWN = 50  # places kept at most
_WORD = re.compile(r"\w+")


def locate(text: str, quote: str) -> Evidence:
    """Where `quote` stands in `text`: match, spans, number of places, and the nearest true words where it does not.

    Pure, deterministic, linear in the text; folding a text once serves all its quotes. Spans are code points of
    `text`, half-open. Never raises, whatever the two strings hold.
    """
    folded = fold(quote).text.strip()
    words = Words.of(folded)
    if words is None:
        return Evidence(match=Match.ABSENT, why="the quote holds no words")
    why = ""
    for match, source in _readings(text):
        places, reason = find(source.text, words)
        why = why or reason
        if places:
            spans = [
                outside_bridges(text, source.span(*p)) if match is Match.ELIDED else (source.span(*p),) for p in places
            ]
            return _found(text, quote.strip(), match, spans)
    if elided.is_marked(folded):
        ways, reason = elided.places(text, fold(text), folded)
        why = reason or why
        if ways:
            return _found(text, quote.strip(), Match.ELIDED, ways)
    return explain(text, folded, why)


def mode_of(text: str, spans: tuple[Span, ...]) -> Mode:
    """Whether the words of the spans stand in quotation marks: all direct, none indirect, some mixed."""
    regions, starts = quoted(text), _starts(text)
    inside = total = 0
    for span in spans:
        for word in _WORD.finditer(text, span.start, span.end):
            at = bisect_right(starts, word.start()) - 1
            inside += at >= 0 and word.start() < regions[at].end
            total += 1
    if not inside:
        return Mode.INDIRECT
    return Mode.DIRECT if inside == total else Mode.MIXED


@lru_cache(maxsize=8)
def _starts(text: str) -> tuple[int, ...]:
    return tuple(region.start for region in quoted(text))


def _readings(text: str) -> Iterator[tuple[Match, Folded]]:
    """The ways to read a text, the plainest first; each is made only when the one before holds nothing."""
    yield Match.NORMALIZED, fold(text)
    if has_divided_words(text):
        yield Match.NORMALIZED, fold(text, keep_divided=True)
    if bridges(text):
        yield Match.ELIDED, bridged(text, " ")
        yield Match.ELIDED, bridged(text, ", ")


def _found(text: str, quote: str, match: Match, places: list[tuple[Span, ...]]) -> Evidence:
    """Evidence for places that fit: a place that is the quote to the letter comes first."""
    letter = next((spans for spans in places if len(spans) == 1 and spans[0].of(text) == quote), None)
    chosen = letter or places[0]
    return Evidence(
        match=Match.EXACT if letter and match is not Match.ELIDED else match,
        spans=chosen,
        occurrences=len(places),
        places=tuple(Span(spans[0].start, spans[-1].end) for spans in places[:_SHOWN]),
        mode=mode_of(text, chosen),
    )
