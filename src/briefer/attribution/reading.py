"""From the statements of single sentences to the attributions of an article."""

from __future__ import annotations

from bisect import bisect_right

from briefer.attribution.chains import relayed
from briefer.attribution.names import is_outlet_name
from briefer.attribution.phrases import Range, main_subject, subject
from briefer.attribution.quotations import quotations, quoted
from briefer.attribution.speakers import Speakers, anonymous
from briefer.attribution.statements import announced, statements
from briefer.attribution.verbs import Statement
from briefer.attribution.words import Token, Unit, short_quote, units
from briefer.models import Attribution, Hop, HopKind, Mode, Span

CUELESS_WORDS = 4  # a quotation from this length on belongs to somebody, also where no cue is near


def read(text: str) -> tuple[Attribution, ...]:
    """The attributions of a text, in the order of their contents."""
    parts = units(text)
    speakers = Speakers(text, parts)
    reader = _Reader(text, parts, speakers)
    for index, unit in enumerate(parts):
        reader.take(index, unit)
    found = [reader.attribution(*one) for one in reader.found]
    return tuple(sorted(found, key=lambda a: (a.content[0].start, a.content[0].end)))


class _Reader:
    """Walks over the sentences and remembers who spoke last."""

    def __init__(self, text: str, parts: list[Unit], speakers: Speakers) -> None:
        self.text, self.parts, self.speakers = text, parts, speakers
        self.inner = quoted(text)
        self.unclosed = {q.outer.end for q in quotations(text) if q.unclosed}
        self.found: list[tuple[Statement, tuple[Span, ...], str, str, tuple[Hop, ...]]] = []
        self.last: Statement | None = None
        self.last_paragraph = -1
        self.pending: Statement | None = None

    def take(self, index: int, unit: Unit) -> None:
        tokens = unit.tokens
        if all(t.tag in ("QUO", "PUN") for t in tokens):
            if any(t.tag == "QUO" for t in tokens):
                self._only_quotation(index, unit)
            return
        if self._transcript(index, unit):
            return
        local = relayed(tokens, statements(unit, index, self.speakers.is_outlet), self.speakers)
        self.pending = announced(tokens, index, local)
        covered = [r for s in local for r in s.content]
        loose = [i for i, t in enumerate(tokens) if t.tag == "QUO" and not any(a <= i < b for a, b in covered)]
        for at in loose:
            if len(tokens[at].text.split()) < CUELESS_WORDS or short_quote(tokens[at]):
                continue
            near = [s for s in local if s.kind == "s" and (s.cue[1] <= at)]
            if near:
                near[-1].content.append((at, at + 1))
            elif self.last is not None and self.last_paragraph == unit.paragraph and at == 0:
                self.last.spans.append(Span(tokens[at].start, tokens[at].end))
            else:
                source = main_subject(tokens, at) or subject(tokens, at)
                local.append(Statement(index, (at, at), [(at, at + 1)], source, "s", "quote"))
        for statement in sorted(local, key=lambda s: s.cue):
            self._settle(statement)
        self.speakers.attend(tokens)
        speech = [s for s in local if s.kind == "s"]
        if speech:
            self.last, self.last_paragraph = max(speech, key=lambda s: s.cue), unit.paragraph

    def _transcript(self, index: int, unit: Unit) -> bool:
        """Takes up a paragraph of an interview, "SMITH: ...", and the sentences that go on in it."""
        tokens = unit.tokens
        opens = index == 0 or self.parts[index - 1].paragraph != unit.paragraph
        if not opens:
            if self.last is not None and self.last.frame == "transcript" and self.last_paragraph == unit.paragraph:
                self.last.spans.append(_span(tokens, (0, len(tokens))))
                return True
            return False
        colon = next((i for i, t in enumerate(tokens[:6]) if t.text == ":"), 0)
        if (
            not colon
            or colon + 1 >= len(tokens)
            or not all(t.text.isupper() and len(t.text) > 2 for t in tokens[:colon])
        ):
            return False
        self.last = Statement(index, (colon, colon), [(colon + 1, len(tokens))], (0, colon), "s", "transcript")
        self.last_paragraph = unit.paragraph
        self._settle(self.last)
        return True

    def _only_quotation(self, index: int, unit: Unit) -> None:
        first = next(t for t in unit.tokens if t.tag == "QUO")
        last = [t for t in unit.tokens if t.tag == "QUO"][-1]
        if self.pending is not None and unit.paragraph - self.parts[self.pending.unit].paragraph <= 1:
            self.last, self.pending = self.pending, None
            self.last.spans.append(Span(first.start, last.end))
            self.last_paragraph = unit.paragraph
            self._settle(self.last)
            return
        distance = unit.paragraph - self.last_paragraph
        if self.last is not None and self._continues(index, distance):
            self.last.spans.append(Span(first.start, last.end))
            self.last_paragraph = unit.paragraph
        elif len(first.text.split()) >= CUELESS_WORDS:
            at = unit.tokens.index(first)
            statement = Statement(index, (at, at), [(at, at + 1)], None, "s", "quote")
            if self.last is not None and distance <= 1:
                statement.same_as = self.last
            self._settle(statement)
            self.last, self.last_paragraph = statement, unit.paragraph

    def _continues(self, index: int, distance: int) -> bool:
        """Whether the sentence before ends inside a quotation, with one, or announces one with a colon or comma."""
        before = self.parts[index - 1]
        if distance > 1 or index == 0:
            return False
        if before.end in self.unclosed or before.tokens[-1].text in (":", ","):
            return True
        last = self.last
        quoting = last is not None and (
            bool(last.spans)
            or any(
                t.tag == "QUO" and not short_quote(t)
                for a, b in last.content
                for t in self.parts[last.unit].tokens[a:b]
            )
        )
        return distance == 0 and quoting

    # --- results ---

    def _settle(self, statement: Statement) -> None:
        """Resolves the speaker while what was read last is still in mind."""
        tokens = self.parts[statement.unit].tokens
        source: tuple[Span, ...] = ()
        name, role, known = "", "", None
        chain: list[Hop] = []
        origin = statement
        while origin.same_as is not None:
            origin = origin.same_as
        if origin is not statement and origin.source is not None:
            tokens, statement.source = self.parts[origin.unit].tokens, origin.source
        if statement.source is not None:
            source = (_span(tokens, statement.source),)
            speaker = statement.cited or statement.source
            name, role, known = self.speakers.resolve(tokens, speaker)
            if name:
                chain.append(Hop(name, _span(tokens, speaker), HopKind.SPEAKER, anonymous(name, known)))
        for part in statement.relays:
            chain.extend(self._hops(tokens, part))
        if known is not None:
            self.speakers.spoken.append(known)
        self.found.append((statement, source, name, role, tuple(chain)))

    def attribution(
        self, statement: Statement, source: tuple[Span, ...], speaker: str, role: str, chain: tuple[Hop, ...]
    ) -> Attribution:
        tokens = self.parts[statement.unit].tokens
        pieces = [*(_span(tokens, r) for r in statement.content), *statement.spans]
        content = tuple(sorted(pieces, key=lambda s: s.start))
        cue = () if statement.cue[0] == statement.cue[1] else (_span(tokens, statement.cue),)
        mode = self._mode(content)
        return Attribution(source=source, cue=cue, content=content, mode=mode, speaker=speaker, role=role, chain=chain)

    def _hops(self, tokens: list[Token], part: Range) -> list[Hop]:
        """One hop for each of the relayers that "and" joins."""
        hops = []
        first = part[0]
        cuts = [
            i
            for i in range(*part)
            if tokens[i].tag == "CJC" and i + 1 < part[1] and tokens[i + 1].tag in ("AT0", "NP0")
        ]
        for end in [*cuts, part[1]]:
            if end > first:
                name, _, known = self.speakers.resolve(tokens, (first, end))
                kind = HopKind.OUTLET if is_outlet_name(name) else HopKind.RELAYER
                if name:
                    hops.append(
                        Hop(name, _span(tokens, (first, end)), kind, kind is HopKind.RELAYER and anonymous(name, known))
                    )
            first = end + 1
        return hops

    def _mode(self, content: tuple[Span, ...]) -> Mode:
        inside = outside = False
        for piece in content:
            at = bisect_right(self.inner, piece.start, key=lambda s: s.end)
            position = piece.start
            while at < len(self.inner) and self.inner[at].start < piece.end:
                outside = outside or _words(self.text, position, self.inner[at].start)
                inside = inside or _words(
                    self.text, max(position, self.inner[at].start), min(piece.end, self.inner[at].end)
                )
                position = max(position, self.inner[at].end)
                at += 1
            outside = outside or _words(self.text, position, piece.end)
        return Mode.MIXED if inside and outside else Mode.DIRECT if inside else Mode.INDIRECT


def _words(text: str, start: int, end: int) -> bool:
    return any(sign.isalnum() for sign in text[start:end])


def _span(tokens: list[Token], part: Range) -> Span:
    return Span(tokens[part[0]].start, tokens[part[1] - 1].end)
