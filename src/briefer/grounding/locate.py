"""Where the words of a quote stand in a text. Nothing but equality after folding, and marked gaps, makes a match."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

from briefer.attribution.quotations import quoted
from briefer.grounding import elided
from briefer.grounding.bounds import possessive, splits_emoji
from briefer.grounding.bridges import outside_bridges, reading
from briefer.grounding.nearest import explain
from briefer.grounding.search import Words, find
from briefer.models import Evidence, Match, Mode, Span
from briefer.text.fold import Folded, fold

_SHOWN = 50  # places kept at most
_WORD = re.compile(r"\w+")
_REPEATED_MARK = re.compile(r"\n\s*([“«\"‘])")

Places = list[tuple[tuple[int, int], ...]]


def locate(text: str, quote: str) -> Evidence:
    """Where `quote` stands in `text`: match, spans, number of places, and the nearest true words where it does not.

    Pure, deterministic, linear in the text; folding a text once serves all its quotes. Spans are code points of
    `text`, half-open. Never raises, whatever the two strings hold.
    """
    folded = fold(quote).text.strip()
    words = Words.of(folded)
    if words is None:
        return Evidence(match=Match.ABSENT, why="the quote holds no words")
    evidence, why = _whole(text, quote, words)
    if evidence is None and (mark := _REPEATED_MARK.search(quote)):  # cut from inside a quotation of several paragraphs
        reopened = Words.of(fold(mark[1] + quote).text[1:].strip())
        evidence = _whole(text, quote, reopened)[0] if reopened else None
    near = bool(why)
    if evidence is None and elided.is_marked(folded):
        evidence, why, near = _pieces(text, quote, folded)
    return evidence or explain(text, folded, why, near=near)


def mode_of(text: str, spans: tuple[Span, ...]) -> Mode:
    """Whether the words of the spans stand in quotation marks: all direct, none indirect, some mixed."""
    starts, ends = _marked(text)
    modes = set()
    for span in spans:
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and span.end <= ends[at]:
            modes.add(Mode.DIRECT)
        elif (at < 0 or ends[at] <= span.start) and (at + 1 == len(starts) or span.end <= starts[at + 1]):
            modes.add(Mode.INDIRECT)
        else:
            for word in _WORD.finditer(text, span.start, span.end):
                at = bisect_right(starts, word.start()) - 1
                modes.add(Mode.DIRECT if at >= 0 and word.start() < ends[at] else Mode.INDIRECT)
    return modes.pop() if len(modes) == 1 else Mode.MIXED


@lru_cache(maxsize=8)
def _marked(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where the words in quotation marks start, and where they end."""
    regions = quoted(text)
    return tuple(region.start for region in regions), tuple(region.end for region in regions)


def _readings(text: str, words: str) -> Iterator[Folded]:
    """The text folded, and then as folded `words` join what it divides; made only when the first holds nothing."""
    yield fold(text)
    joined = reading(text, words)
    if joined:
        yield joined


def _whole(text: str, quote: str, words: Words) -> tuple[Evidence | None, str]:
    """Evidence for the words in one stretch, or why the first candidate was refused."""
    why = ""
    for source in _readings(text, words.core):
        places, reason = find(source.text, words)
        kept: Places = [(place,) for place in places]
        if kept and (words.core[-1] in "sSxXzZ" or words.core[-1] > "\u2000" or words.core[0] > "\u2000"):
            kept = [place for place in kept if not _splits(text, source.span(*place[0]))]
            reason = reason or ("it ends inside a word" if places and not kept else "")
        why = why or reason
        if kept:
            return _found(text, quote.strip(), source, kept), ""
    return None, why


def _splits(text: str, span: Span) -> bool:
    return possessive(text, span.end) or splits_emoji(text, span.start, span.end)


def _pieces(text: str, quote: str, folded: str) -> tuple[Evidence | None, str, bool]:
    """Evidence for the pieces between marked gaps, or why none counts, and whether each piece has a candidate."""
    why, near = "", False
    for source in _readings(text, folded):
        ways, reason, candidates = elided.places(text, source, folded)
        if ways:
            return _found(text, quote.strip(), source, ways, elided=True), "", True
        why, near = why or reason, near or candidates
    return None, why, near


def _found(text: str, quote: str, source: Folded, places: Places, *, elided: bool = False) -> Evidence:
    """Evidence for places that fit: a place that is the quote to the letter comes first."""
    stretches = [source.span(*piece) for piece in places[0]]
    spans = (
        tuple(part for span in stretches for part in outside_bridges(text, span))
        if source is not fold(text)
        else tuple(stretches)
    )
    match = Match.ELIDED if elided or len(spans) > 1 else Match.NORMALIZED
    if match is Match.NORMALIZED and quote in text:
        for span in chain(spans, (source.span(*place[0]) for place in islice(places, 1, None))):
            if span.end - span.start == len(quote) and text.startswith(quote, span.start):
                match, spans = Match.EXACT, (span,)
                break
    outer = spans
    if len(places) > 1 or len(spans) > 1:
        outer = tuple(Span(source.span(*p[0]).start, source.span(*p[-1]).end) for p in places[:_SHOWN])
    return Evidence(match=match, spans=spans, occurrences=len(places), places=outer, mode=mode_of(text, spans))
