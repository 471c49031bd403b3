"""A position beside the words of its article: what every rule looks at."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from briefer.attribution import attributions
from briefer.models import Attribution, Evidence, Finding, Position, Severity, Span
from briefer.text.facts.names import tokens_of
from briefer.text.facts.words import Word, content_keys, words
from briefer.text.sentences import sentences

_SAYS = re.compile(
    r"[,:]?\s(?:(?:has |had )?(?:said|says|stated|states|added|adds|explained|explains|noted|notes|told \w+|believes|thinks)"
    r"(?: that)?[,:]?\s|:\s)"
)
_FINITE = frozenset(
    """is are was were am be been has have had do does did will would shall should can could may might must cannot
    isn't aren't wasn't weren't won't don't doesn't didn't can't couldn't wouldn't i'm we're they're it's he's she's we'll i'll
    we've i've says say goes go makes make needs need wants want takes take gives give gets get knows know comes come""".split()
)


@dataclass(frozen=True)
class Claim:
    """One found position and its surroundings. Pure: everything is derived from the three fields."""

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
    def statement(self) -> str:
        """The statement without a head such as "Ortvik says that" that only names its speaker."""
        said = self.position.statement.strip()
        head = _SAYS.search(said)
        if head and head.start() < 80:
            known = {*tokens_of(self.position.speaker), *tokens_of(self.position.role), "the", "he", "she", "they"}
            if all(token in known for token in tokens_of(said[: head.start()])):
                return said[head.end() :]
        return said

    @cached_property
    def cut(self) -> tuple[Span, ...] | None:
        """Where the statement repeats the article to the word; None where it has words of its own."""
        said = [word.low for word in words(self.statement)]
        if not said:
            return self.evidence.spans
        if said == [word.low for word in words(self.position.quote)]:
            return self.evidence.spans
        found = words(self.quoted)
        lows, base = [word.low for word in found], self.context.start
        for at in range(len(lows) - len(said) + 1):
            if lows[at] == said[0] and lows[at : at + len(said)] == said:
                return (Span(base + found[at].span.start, base + found[at + len(said) - 1].span.end),)
        return None

    def inside_cut(self, offset: int) -> bool:
        """Whether an offset of the quoted sentences lies in what the statement repeats."""
        at = offset + self.context.start
        return any(span.start <= at < span.end for span in self.cut or ())

    @cached_property
    def asserts(self) -> bool:
        """Whether what the statement repeats is a clause, not a mere phrase; one in own words always counts as a clause."""
        if self.cut is None:
            return True
        lows = [word.low for span in self.cut for word in words(span.of(self.text))]
        before = self.text[max(0, self.cut[0].start - 6) : self.cut[0].start].lower()
        verb = any(low in _FINITE or (low.endswith("ed") and len(low) > 4) or word_past(low) for low in lows[1:])
        return verb or before.endswith("that ") or lows[:1] == lows[:1] and lows[0] in _FINITE

    @cached_property
    def keys(self) -> frozenset[str]:
        """Stems of the statement's words that carry matter, without those of the speaker."""
        speaker = content_keys(f"{self.position.speaker} {self.position.role}")
        return content_keys(self.statement) - speaker

    def nearness(self, passage: str) -> float:
        """Share of the statement's stems that a passage holds."""
        return len(self.keys & content_keys(passage)) / max(1, len(self.keys))

    def span(self, found: Span) -> Span:
        """A span of the quoted sentences as one of the article."""
        return Span(found.start + self.context.start, found.end + self.context.start)

    def fault(self, rule: str, message: str, span: Span | None = None) -> Finding:
        """A finding that withholds; its place is the quoted sentences unless given."""
        return Finding(rule, Severity.FAULT, message, span or self.context)

    def caution(self, rule: str, message: str, span: Span | None = None) -> Finding:
        """A finding that is printed beside its item."""
        return Finding(rule, Severity.CAUTION, message, span or self.context)


def word_past(low: str) -> bool:
    """Whether a word is an irregular past form ("rose")."""
    from briefer.text.facts.words import IRREGULAR

    return low in IRREGULAR


def around(text: str, place: Span) -> Span:
    """The whole sentences that a place touches."""
    all_sentences = sentences(text)
    first = max(0, bisect_right(all_sentences, place.start, key=lambda s: s.start) - 1)
    last = max(first, bisect_left(all_sentences, place.end, key=lambda s: s.start) - 1)
    if not all_sentences:
        return place
    return Span(min(all_sentences[first].start, place.start), max(all_sentences[last].end, place.end))


def holding(text: str, spans: tuple[Span, ...]) -> tuple[Attribution, ...]:
    """The attributions whose content overlaps one of the spans, the narrowest first."""
    found = [a for a in attributions(text) if any(c.overlaps(s) for c in a.content for s in spans)]
    return tuple(sorted(found, key=lambda a: sum(c.end - c.start for c in a.content)))


def outside(claim: Claim, found: tuple[Word, ...]) -> Iterator[Word]:
    """The words of the quoted sentences that the statement does not repeat."""
    return (word for word in found if not claim.inside_cut(word.span.start))
