"""Where the words of a quote stand in a text. Nothing but equality after folding, and marked gaps, makes a match."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from briefer.attribution.quotations import quoted
from briefer.grounding import elided
from briefer.grounding.bounds import possessive, splits_emoji
from briefer.grounding.bridges import outside_bridges, reading
from briefer.grounding.nearest import explain
from briefer.grounding.search import Words, find
from briefer.models import Evidence, Match, Mode, Span
from briefer.text.fold import Folded, fold

_SHOWN = 50  # places kept at most
_WORD = re.compile(r"\w")
_REPEATED_MARK = re.compile(r"\n\s*([“«\"‘])")


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
    near = bool(why)
    if evidence is None and (mark := _REPEATED_MARK.search(quote)):  # cut from inside a quotation of several paragraphs
        reopened = Words.of(fold(mark[1] + quote).text[1:].strip())
        evidence = _whole(text, quote, reopened)[0] if reopened else None
    if evidence is None and elided.is_marked(folded):
        evidence, why, near = _pieces(text, folded)
    return evidence or explain(text, folded, why, near=near)


def mode_of(text: str, spans: tuple[Span, ...]) -> Mode:
    """Whether the words of the spans stand in quotation marks: all direct, none indirect, some mixed."""
    borders = _borders(text)
    modes = set()
    for span in spans:
        start, at = span.start, bisect_right(borders, span.start)
        while at < len(borders) and borders[at] < span.end:
            if _WORD.search(text, start, borders[at]):
                modes.add(at % 2)
            start, at = borders[at], at + 1
        if start == span.start or _WORD.search(text, start, span.end):
            modes.add(at % 2)
    return Mode.MIXED if len(modes) > 1 else Mode.DIRECT if 1 in modes else Mode.INDIRECT


@lru_cache(maxsize=8)
def _borders(text: str) -> tuple[int, ...]:
    """Where words in quotation marks start and end, by turns."""
    return tuple(place for region in quoted(text) for place in (region.start, region.end))


def _readings(text: str, words: str) -> Iterator[tuple[Folded, bool]]:
    """The text folded, and then as folded `words` join what it divides; made only when the first holds nothing."""
    yield fold(text), False
    joined = reading(text, words)
    if joined:
        yield joined, True


def _whole(text: str, quote: str, words: Words) -> tuple[Evidence | None, str]:
    """Evidence for the words in one stretch, or why the first candidate was refused."""
    why = ""
    for source, joined in _readings(text, words.core):
        places, reason = find(source.text, words)
        spans = [source.span(*place) for place in places]
        if spans and (words.core[-1] in "sSxXzZ" or words.core[-1] > "\u2000" or words.core[0] > "\u2000"):
            spans = [s for s in spans if not (possessive(text, s.end) or splits_emoji(text, s.start, s.end))]
            reason = reason or "it ends inside a word"
        if spans:
            return _found(text, quote.strip(), spans, joined=joined), ""
        why = why or reason
    return None, why


def _found(text: str, quote: str, places: list[Span], *, joined: bool) -> Evidence:
    """Evidence for words in one stretch: a place that is the quote to the letter comes first."""
    spans = outside_bridges(text, places[0]) if joined else (places[0],)
    match = Match.ELIDED if len(spans) > 1 else Match.NORMALIZED
    if len(spans) == 1:
        for span in places:
            if text.startswith(quote, span.start) and span.end - span.start == len(quote):
                match, spans = Match.EXACT, (span,)
                break
    shown, mode = tuple(places[:_SHOWN]), mode_of(text, spans)
    return Evidence(match=match, spans=spans, occurrences=len(places), places=shown, mode=mode)


def _pieces(text: str, folded: str) -> tuple[Evidence | None, str, bool]:
    """Evidence for the pieces between marked gaps, or why none counts, and whether each piece has a candidate."""
    why, near = "", False
    for source, joined in _readings(text, folded):
        ways, reason, candidates = elided.places(text, source, folded)
        if ways:
            spans = tuple(source.span(*piece) for piece in ways[0])
            if joined:
                spans = tuple(part for span in spans for part in outside_bridges(text, span))
            outer = tuple(source.span(way[0][0], way[-1][1]) for way in ways[:_SHOWN])
            mode = mode_of(text, spans)
            found = Evidence(match=Match.ELIDED, spans=spans, occurrences=len(ways), places=outer, mode=mode)
            return found, "", True
        why, near = why or reason, near or candidates
    return None, why, near
