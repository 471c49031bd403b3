"""A position beside the words of its article: what every rule looks at."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple, TypeVar

from briefer.attribution import attributions
from briefer.models import Attribution, Evidence, Finding, HopKind, Mode, Position, Severity, Span
from briefer.text.facts.dates import When
from briefer.text.facts.lexicon import listed
from briefer.text.facts.names import Name, tokens_of
from briefer.text.facts.numbers import Quantity
from briefer.text.facts.senses import Mark, alike
from briefer.text.facts.words import IRREGULAR, Word, words
from briefer.text.sentences import sentences

T = TypeVar("T", Word, Name, Quantity, When)
NEAR = 0.72  # share of shared words from which on the departures of a statement are judged one by one
LONGEST = 2000  # characters of a sentence or statement that are judged, so that time stays linear in the text

_SAYS = re.compile(
    r"[,:]?\s(?:(?:has |had )?(?:said|says|stated|states|added|adds|explained|explains|noted|notes|told \w+|believes"
    r"|thinks)(?: that)?[,:]?\s|:\s)"
)
_EXPLAINED = re.compile(r"\s*\([^()]*\)")
_FINITE = listed("words", "finite")


class Edit(NamedTuple):
    """One departure: a stretch of the statement and what the article has in its stead; either can be empty."""

    said: Span
    there: Span


def _stretch(found: Sequence[Word], first: int, last: int) -> Span:
    """From one word to another; empty, at its place, where there is none between."""
    if first < last:
        return Span(found[first].span.start, found[last - 1].span.end)
    at = found[first].span.start if first < len(found) else found[-1].span.end
    return Span(at, at)


@dataclass(frozen=True)
class Claim:
    """One found position and its surroundings. Pure: everything is derived from the three fields.

    A statement that nearly repeats the article is judged by its departures and by what governs the repeated words from
    outside; one in words of its own is judged whole, beside the whole quoted sentences.
    """

    text: str
    position: Position
    evidence: Evidence

    @cached_property
    def place(self) -> Span:
        """From the first to the last word of the evidence."""
        return Span(self.evidence.spans[0].start, self.evidence.spans[-1].end)

    @cached_property
    def context(self) -> Span:
        """The quoted sentences, whole."""
        return around(self.text, self.place)

    @cached_property
    def quoted(self) -> str:
        """The words of the quoted sentences."""
        return self.context.of(self.text)

    @cached_property
    def attributions(self) -> tuple[Attribution, ...]:
        """Those whose content holds evidence, the narrowest first."""
        return holding(self.text, self.evidence.spans)

    @cached_property
    def speaker(self) -> tuple[str, ...]:
        """The folded words of the claimed speaker, without an explanation in brackets."""
        return tokens_of(_EXPLAINED.sub("", self.position.speaker)) or tokens_of(self.position.speaker)

    @cached_property
    def statement(self) -> str:
        """The statement without a head such as "Marrow says that" that only names its speaker."""
        said = self.position.statement.strip()[:LONGEST]
        head = _SAYS.search(said)
        if head and head.start() < 80:
            known = {*tokens_of(self.position.speaker), *tokens_of(self.position.role), "the", "he", "she", "they"}
            if all(token in known for token in tokens_of(said[: head.start()])):
                return said[head.end() :]
        return said

    @cached_property
    def telling(self) -> tuple[Span, ...]:
        """Where the statement only tells who says it, and that he does ("the curator of the show thinks")."""
        return tuple(span for a in attributions(self.statement) for span in (*a.source, *a.cue))

    @cached_property
    def _aligned(self) -> tuple[tuple[Span, ...] | None, tuple[Edit, ...]]:
        """Where the statement repeats the quoted sentences, and where it departs from them in between; None where most
        of its words are its own."""
        said = words(self.statement)
        if not said or [w.low for w in said] == [w.low for w in words(self.position.quote)]:
            return self.evidence.spans, ()
        found = words(self.quoted)
        matcher = SequenceMatcher(None, [w.key for w in found], [w.key for w in said], autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        matched = sum(block.size for block in blocks)
        if matched < min(len(said), 4) or matched < NEAR * len(said):
            return None, ()
        first, last = blocks[0].a - blocks[0].b, blocks[-1].a + blocks[-1].size
        first, last = max(0, first), min(len(found), last + len(said) - blocks[-1].b - blocks[-1].size)
        edits = []
        for tag, a, b, c, d in matcher.get_opcodes():
            a, b = max(a, first), min(b, last)
            if tag != "equal" and (a < b or c < d):
                edits.append(Edit(_stretch(said, c, d), _stretch(found, a, max(a, b))))
        return (self.span(Span(found[first].span.start, found[last - 1].span.end)),), tuple(edits)

    @property
    def cut(self) -> tuple[Span, ...] | None:
        """Where the article has what the statement repeats, to the word or nearly; None where it has own words."""
        return self._aligned[0]

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Where a statement that nearly repeats the article departs from it."""
        return self._aligned[1]

    @property
    def literal(self) -> bool:
        """Whether the statement repeats the article to the word."""
        return self.cut is not None and not self.edits

    @cached_property
    def own(self) -> str:
        """The words by which the statement departs from the article; all of them where they are its own."""
        return self.statement if self.cut is None else " ; ".join(edit.said.of(self.statement) for edit in self.edits)

    @cached_property
    def left(self) -> str:
        """What the article has in their stead; all of the quoted sentences where the words are the statement's own."""
        return self.quoted if self.cut is None else " ; ".join(edit.there.of(self.quoted) for edit in self.edits)

    def brought(self, marks: Iterable[Mark]) -> list[Mark]:
        """Those marks of the statement that do not repeat the article's."""
        return [m for m in marks if self.cut is None or any(m.span.overlaps(edit.said) for edit in self.edits)]

    def missing(self, marks: Iterable[Mark], heads: int = 0) -> list[Mark]:
        """Those marks of the quoted sentences that govern what the statement tells and that it does not repeat. What a
        mark governs is told where one of its first `heads` words is; for 0, where half of all are."""
        governs = self._tells if self.cut is None else self._cut_off
        return [mark for mark in marks if governs(mark, heads)]

    def _cut_off(self, mark: Mark, heads: int) -> bool:
        """Whether a mark is edited away, or stands outside of what is repeated and governs it."""
        if any(edit.there.overlaps(mark.span) for edit in self.edits):
            return True
        if self.inside_cut(mark.span.start) or not (self.asserts or mark.kind == "not"):
            return False
        reach = 1 if heads == 1 else None if self.asserts else 4  # a mere phrase is turned by what is near
        return any(self.inside_cut(w.span.start) for w in mark.governs[:reach])

    def _tells(self, mark: Mark, heads: int) -> bool:
        """Whether a statement in words of its own tells what a mark governs within the quote."""
        if not any(self.span(place).overlaps(self.place) for place in (mark.span, *(w.span for w in mark.governs[:4]))):
            return False
        said = [word for word in words(self.statement) if word.content]
        told = [w.key for w in mark.governs if any(alike(w.key, other.key) for other in said)]
        if heads:
            return any(word.key in told for word in mark.governs[:heads])
        return len(told) >= 2 and 2 * len(told) >= min(len(mark.governs), len(said))

    def replaced(self, said: Sequence[T], there: Sequence[T]) -> Iterator[tuple[list[T], list[T]]]:
        """For each departure, the items of the statement and those of the quoted sentences that it touches."""
        for edit in self.edits:
            yield (
                [item for item in said if item.span.overlaps(edit.said)],
                [item for item in there if item.span.overlaps(edit.there)],
            )

    def inside_cut(self, offset: int) -> bool:
        """Whether an offset of the quoted sentences lies in what the statement repeats."""
        at = offset + self.context.start
        return any(span.start <= at < span.end for span in self.cut or ())

    @cached_property
    def asserts(self) -> bool:
        """Whether the statement asserts something: all do but a mere phrase that only repeats the quote."""
        if self.cut is None or [w.low for w in words(self.statement)] != [w.low for w in words(self.position.quote)]:
            return True
        lows = [word.low for span in self.cut for word in words(span.of(self.text))]
        before = self.text[max(0, self.cut[0].start - 6) : self.cut[0].start].lower()
        verb = any(low in _FINITE or (low.endswith("ed") and len(low) > 4) or low in IRREGULAR for low in lows[1:])
        return lows[0] != "to" and (verb or before.endswith("that ") or lows[0] in _FINITE)

    def span(self, found: Span) -> Span:
        """A span of the quoted sentences as one of the article."""
        return Span(found.start + self.context.start, found.end + self.context.start)

    def fault(self, rule: str, message: str, span: Span | None = None) -> Finding:
        """A finding that withholds; its place is the quoted sentences unless given."""
        return Finding(rule, Severity.FAULT, message, span if span and span.start < span.end else self.context)

    def instead(self, rule: str, said: Span, there: Span | None = None) -> Finding:
        """The fault that the statement has one thing where the quoted sentences have another, or none."""
        shown = said.of(self.statement)
        if there is None:
            return self.fault(rule, f'the statement has "{shown}"; the quoted sentence has nothing of the kind')
        message = f'the statement has "{shown}" where the article has "{there.of(self.quoted)}"'
        return self.fault(rule, message, self.span(there))

    def lost(self, rule: str, there: Span, message: str = '"{}" of the quoted sentence is lost or changed') -> Finding:
        """The fault that the statement does not keep a span of the quoted sentences."""
        return self.fault(rule, message.format(there.of(self.quoted)), self.span(there))

    def caution(self, rule: str, message: str, span: Span | None = None) -> Finding:
        """A finding that is printed beside its item, at a place of the article."""
        return Finding(rule, Severity.CAUTION, message, span or self.context)


def around(text: str, place: Span) -> Span:
    """The whole sentences that a place touches; of what is longer than any sentence, the part around the place."""
    found = sentences(text)
    first = max(0, bisect_right(found, place.start, key=lambda s: s.start) - 1)
    last = max(first, bisect_left(found, place.end, key=lambda s: s.start) - 1)
    start, end = min(found[first].start, place.start), max(found[last].end, place.end)
    return Span(max(start, place.start - LONGEST), min(end, place.start + 2 * LONGEST, place.end + LONGEST))


def holding(text: str, spans: tuple[Span, ...], *, deep: bool = False) -> tuple[Attribution, ...]:
    """The attributions whose content overlaps one of the spans, the narrowest first; those inside the content of
    another come with its speaker as relayer: direct speech, or `deep`, of any kind and inside quotation marks too."""
    found = [a for a in attributions(text) if any(c.overlaps(s) for c in a.content for s in spans)]
    known = [a.content for a in found]
    found += [inner for a in found for inner in _nested(text, a, spans, deep) if inner.content not in known]
    return tuple(sorted(found, key=lambda a: sum(c.end - c.start for c in a.content)))


def _nested(text: str, outer: Attribution, spans: tuple[Span, ...], deep: bool) -> Iterator[Attribution]:
    """Attributions inside the content of another, in direct speech: "The driver said the envoy had told him: ..."."""
    for content in outer.content:
        quoted = content.of(text)[:1] in "\"“'‘"
        start = content.start + quoted
        part = text[start : content.end]
        if len(part) > LONGEST or (quoted and not deep) or not any(content.overlaps(span) for span in spans):
            continue
        relayers = [replace(h, kind=HopKind.RELAYER) if h.kind is HopKind.SPEAKER else h for h in outer.chain]
        for inner in attributions(part):
            told = _moved(inner.content, start)
            kind = inner.mode is Mode.DIRECT or (deep and not quoted)
            if inner.source and kind and any(c.overlaps(span) for c in told for span in spans):
                own = [replace(hop, span=_moved((hop.span,), start)[0]) for hop in inner.chain]
                source, cue = _moved(inner.source, start), _moved(inner.cue, start)
                yield replace(inner, source=source, cue=cue, content=told, chain=(*own, *relayers))


def _moved(spans: tuple[Span, ...], by: int) -> tuple[Span, ...]:
    """Spans shifted by an offset."""
    return tuple(Span(span.start + by, span.end + by) for span in spans)
