"""From the statements of single sentences to the attributions of an article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from briefer.attribution.chains import relayed
from briefer.attribution.names import is_outlet_name, run_end
from briefer.attribution.phrases import Range, main_subject, subject
from briefer.attribution.quotations import quotations, quoted
from briefer.attribution.speakers import Speakers, anonymous
from briefer.attribution.statements import announced, statements
from briefer.attribution.verbs import Statement
from briefer.attribution.words import Token, Unit, short_quote, units
from briefer.models import Attribution, Hop, HopKind, Mode, Span

CUELESS_WORDS = 6  # a quotation from this length on belongs to somebody, also where no cue is near
SIGNATURE = 12  # words in which a quotation is signed
DASHES = frozenset("-–—")
Who = tuple[tuple[Span, ...], str, str, tuple[Hop, ...]]  # source, speaker, role, chain


def read(text: str) -> tuple[Attribution, ...]:
    """The attributions of a text, in the order of their contents."""
    reader = _Reader(text, units(text))
    for index in range(len(reader.parts)):
        reader.take(index)
    inner = quoted(text)
    found = [_attribution(text, inner, reader.parts[s.unit].tokens, s, who) for s, who in reader.found]
    return tuple(sorted(found, key=lambda a: (a.content[0].start, a.content[0].end)))


class _Reader:
    """Walks over the sentences and remembers who spoke last."""

    def __init__(self, text: str, parts: Sequence[Unit]) -> None:
        self.parts = parts
        self.speakers = Speakers(text, parts)
        self.unclosed = {q.outer.end for q in quotations(text) if q.unclosed}
        self.found: list[tuple[Statement, Who]] = []
        self.last: Statement | None = None
        self.last_paragraph = -1
        self.pending: Statement | None = None  # "She wrote:", until its quotation comes

    def take(self, index: int) -> None:
        """Reads the next sentence."""
        unit = self.parts[index]
        quotes = [t for t in unit.tokens if t.tag == "QUO"]
        if all(t.tag in ("QUO", "PUN") for t in unit.tokens):
            if quotes:
                self._only_quotation(index, Span(quotes[0].start, quotes[-1].end))
        elif not self._transcript(index):
            local = relayed(unit.tokens, statements(unit, index, self.speakers.is_outlet))
            self.pending = announced(unit.tokens, index, local)
            self._cueless(unit, index, local)
            for statement in sorted(local, key=lambda s: s.cue):
                self._settle(statement)
            speech = [s for s in local if s.kind == "s" or _quotes(unit.tokens, s)]
            sources = [s.source for s in speech if s.source is not None and s.lemma != "according"]
            self.speakers.attend(unit.tokens, [r for s in speech for r in s.content], sources[-1] if sources else None)
            if speech:
                self._remember(max(speech, key=lambda s: (_quotes(unit.tokens, s), s.cue)), unit.paragraph)

    def _remember(self, statement: Statement, paragraph: int) -> None:
        self.last, self.last_paragraph = statement, paragraph

    def _cueless(self, unit: Unit, index: int, local: list[Statement]) -> None:
        """Gives every long quotation outside a content to the cue before it, else to a speaker without a cue."""
        tokens = unit.tokens
        covered = [r for s in local for r in s.content]
        for at, token in enumerate(tokens):
            if token.tag != "QUO" or short_quote(token) or len(token.text.split()) < CUELESS_WORDS:
                continue
            if any(a <= at < b for a, b in covered):
                continue
            near = [s for s in local if s.kind == "s" and s.cue[1] <= at]
            if near:
                near[-1].content.append((at, at + 1))
            else:
                source = main_subject(tokens, at) or subject(tokens, at)
                local.append(Statement(index, (at, at), [(at, at + 1)], source, "s", "quote"))

    def _transcript(self, index: int) -> bool:
        """Takes up a paragraph of an interview, "SMITH: ...", and the sentences that go on in it."""
        unit, last = self.parts[index], self.last
        tokens = unit.tokens
        if index and self.parts[index - 1].paragraph == unit.paragraph:
            if last is None or last.frame != "transcript" or self.last_paragraph != unit.paragraph:
                return False
            last.spans.append(Span(tokens[0].start, tokens[-1].end))
            return True
        colon = next((i for i, t in enumerate(tokens[:6]) if t.text == ":"), 0)
        named = all(t.text.isupper() and len(t.text) > 2 for t in tokens[:colon])
        if not colon or colon + 1 >= len(tokens) or not named:
            return False
        statement = Statement(index, (colon, colon), [(colon + 1, len(tokens))], (0, colon), "s", "transcript")
        self._remember(statement, unit.paragraph)
        self._settle(statement)
        return True

    def _only_quotation(self, index: int, whole: Span) -> None:
        """Joins a sentence that is a quotation and nothing else to the one who is speaking."""
        unit = self.parts[index]
        distance = unit.paragraph - self.last_paragraph
        if self._signed(index, whole):
            self.pending = None
        elif self.pending is not None and unit.paragraph - self.parts[self.pending.unit].paragraph <= 1:
            self._remember(self.pending, unit.paragraph)
            self._settle(self.pending)
            self.pending.spans.append(whole)
            self.pending = None
        elif self.last is not None and distance <= 1 and self._goes_on(index, self.last, distance):
            self.last.spans.append(whole)
            self.last_paragraph = unit.paragraph
        else:
            at = next(i for i, t in enumerate(unit.tokens) if t.tag == "QUO")
            if len(unit.tokens[at].text.split()) >= CUELESS_WORDS:
                statement = Statement(index, (at, at), [(at, at + 1)], None, "s", "quote")
                statement.same_as = self.last if distance <= 1 else None
                self._settle(statement)
                self._remember(statement, unit.paragraph)

    def _signed(self, index: int, whole: Span) -> bool:
        """Gives a quotation to the name behind a dash that signs it, if one does."""
        behind = self.parts[index + 1 : index + 2]
        tokens = behind[0].tokens if behind and behind[0].paragraph == self.parts[index].paragraph else []
        if not 2 < len(tokens) < SIGNATURE or tokens[0].text not in DASHES or run_end(tokens, 1) < 3:
            return False
        statement = Statement(index + 1, (0, 0), [], (1, run_end(tokens, 1)), "s", "quote", spans=[whole])
        self._settle(statement)
        self._remember(statement, behind[0].paragraph)
        return True

    def _goes_on(self, index: int, last: Statement, distance: int) -> bool:
        """Whether the sentence before ends inside a quotation, with one, or announces one with a colon or comma."""
        before = self.parts[index - 1]
        if before.end in self.unclosed or before.tokens[-1].text in (":", ","):
            return True
        return distance == 0 and (_quotes(self.parts[last.unit].tokens, last) or bool(last.spans))

    def _settle(self, statement: Statement) -> None:
        """Resolves the speaker while what was read last is still in mind."""
        origin = statement
        while origin.same_as is not None:
            origin = origin.same_as
        tokens, source, speaker = self.parts[origin.unit].tokens, origin.source, origin.cited or origin.source
        name, role, known, chain = "", "", None, []
        if speaker is not None:
            name, role, known = self.speakers.resolve(tokens, speaker, origin.content)
            if name:
                chain.append(Hop(name, _span(tokens, speaker), HopKind.SPEAKER, anonymous(name, known)))
        for part in statement.relays:
            chain.extend(self._hops(tokens, part))
        if known is not None:
            self.speakers.spoken.append(known)
        self.found.append((statement, ((_span(tokens, source),) if source else (), name, role, tuple(chain))))

    def _hops(self, tokens: list[Token], part: Range) -> list[Hop]:
        """One hop for each of the relayers that "and" joins."""
        ends = [
            i
            for i in range(*part)
            if tokens[i].tag == "CJC" and i + 1 < part[1] and tokens[i + 1].tag in ("AT0", "NP0")
        ]
        hops, first = [], part[0]
        for end in [*ends, part[1]]:
            name, _, known = self.speakers.resolve(tokens, (first, end)) if end > first else ("", "", None)
            if name:
                kind = HopKind.OUTLET if is_outlet_name(name) else HopKind.RELAYER
                unnamed = kind is HopKind.RELAYER and anonymous(name, known)
                hops.append(Hop(name, _span(tokens, (first, end)), kind, unnamed))
            first = end + 1
        return hops


def _attribution(
    text: str, inner: tuple[Span, ...], tokens: list[Token], statement: Statement, who: Who
) -> Attribution:
    source, speaker, role, chain = who
    pieces = [*(_span(tokens, part) for part in statement.content), *statement.spans]
    content = tuple(sorted(pieces, key=lambda span: span.start))
    cue = (_span(tokens, statement.cue),) if statement.cue[0] < statement.cue[1] else ()
    mode = _mode(text, inner, content)
    return Attribution(source=source, cue=cue, content=content, mode=mode, speaker=speaker, role=role, chain=chain)


def _mode(text: str, inner: tuple[Span, ...], content: tuple[Span, ...]) -> Mode:
    """direct if every word stands in quotation marks, indirect if none does, else mixed."""
    inside = outside = False
    for piece in content:
        position, at = piece.start, bisect_right(inner, piece.start, key=lambda span: span.end)
        while at < len(inner) and inner[at].start < piece.end:
            begin, end = max(position, inner[at].start), min(piece.end, inner[at].end)
            outside = outside or _has_words(text, position, begin)
            inside = inside or _has_words(text, begin, end)
            position, at = end, at + 1
        outside = outside or _has_words(text, position, piece.end)
    return Mode.MIXED if inside and outside else Mode.DIRECT if inside else Mode.INDIRECT


def _quotes(tokens: list[Token], statement: Statement) -> bool:
    """Whether a whole quotation is part of the content."""
    return any(t.tag == "QUO" and not short_quote(t) for a, b in statement.content for t in tokens[a:b])


def _has_words(text: str, start: int, end: int) -> bool:
    return any(sign.isalnum() for sign in text[start:end])


def _span(tokens: list[Token], part: Range) -> Span:
    return Span(tokens[part[0]].start, tokens[part[1] - 1].end)
