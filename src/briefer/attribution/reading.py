"""From the statements of single sentences to the attributions of an article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from briefer.attribution.phrases import FINITE, main_subject, phrase_end, subject, tag, word
from briefer.attribution.quotations import quotations, quoted
from briefer.attribution.speakers import OUTLET, Named, Names, anonymous
from briefer.attribution.statements import Range, Statement, statements
from briefer.attribution.words import Token, Unit, units
from briefer.models import Attribution, Hop, HopKind, Mode, Span

CUELESS_WORDS = 4  # a quotation from this length on belongs to somebody, also where no cue is near


def read(text: str) -> tuple[Attribution, ...]:
    """The attributions of a text, in the order of their contents."""
    parts = units(text)
    names = Names(text, parts)
    reader = _Reader(text, parts, names)
    for index, unit in enumerate(parts):
        reader.take(index, unit)
    found = [reader.attribution(*one) for one in reader.found]
    return tuple(sorted(found, key=lambda a: (a.content[0].start, a.content[0].end)))


class _Reader:
    """Walks over the sentences and remembers who spoke last."""

    def __init__(self, text: str, parts: list[Unit], names: Names) -> None:
        self.text, self.parts, self.names = text, parts, names
        self.inner = quoted(text)
        self.unclosed = {q.outer.end for q in quotations(text) if q.unclosed}
        self.found: list[tuple[Statement, list[tuple[int, Range]]]] = []
        self.last: Statement | None = None
        self.last_paragraph = -1
        self.speakers: list[Named] = []

    def take(self, index: int, unit: Unit) -> None:
        tokens = unit.tokens
        if all(t.tag in ("QUO", "PUN") for t in tokens):
            if any(t.tag == "QUO" for t in tokens):
                self._only_quotation(index, unit)
            return
        local, relays = _relayed(tokens, statements(unit, index))
        covered = [r for s in local for r in s.content]
        loose = [i for i, t in enumerate(tokens) if t.tag == "QUO" and not any(a <= i < b for a, b in covered)]
        for at in loose:
            if len(tokens[at].text.split()) < CUELESS_WORDS:
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
            self.found.append((statement, [(index, r) for r in relays.get(id(statement), [])]))
        speech = [s for s in local if s.kind == "s"]
        if speech:
            self.last, self.last_paragraph = max(speech, key=lambda s: s.cue), unit.paragraph

    def _only_quotation(self, index: int, unit: Unit) -> None:
        first = next(t for t in unit.tokens if t.tag == "QUO")
        last = [t for t in unit.tokens if t.tag == "QUO"][-1]
        distance = unit.paragraph - self.last_paragraph
        if self.last is not None and (distance == 0 or (distance == 1 and self._open(index))):
            self.last.spans.append(Span(first.start, last.end))
            self.last_paragraph = unit.paragraph
        elif len(first.text.split()) >= CUELESS_WORDS:
            at = unit.tokens.index(first)
            statement = Statement(index, (at, at), [(at, at + 1)], None, "s", "quote")
            if self.last is not None and distance == 1:
                statement.same_as = self.last
            self.found.append((statement, []))
            self.last, self.last_paragraph = statement, unit.paragraph

    def _open(self, index: int) -> bool:
        """Whether the paragraph before ends inside a quotation, or announces one with a colon or comma."""
        before = self.parts[index - 1]
        return before.end in self.unclosed or before.tokens[-1].text in (":", ",")

    # --- results ---

    def attribution(self, statement: Statement, relays: list[tuple[int, Range]]) -> Attribution:
        tokens = self.parts[statement.unit].tokens
        content = sorted([*(_span(tokens, r) for r in statement.content), *statement.spans], key=lambda s: s.start)
        cue = () if statement.cue[0] == statement.cue[1] else (_span(tokens, statement.cue),)
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
            name, role, known = self.names.resolve(tokens, statement.source, self.speakers)
            if name:
                kind = HopKind.OUTLET if OUTLET.search(name) else HopKind.SPEAKER
                chain.append(Hop(name, source[0], HopKind.SPEAKER, anonymous(tokens, name, known)))
        for _, part in relays:
            chain.extend(self._hops(tokens, part))
        if known is not None:
            self.speakers.append(known)
        return Attribution(source=source, cue=cue, content=tuple(content), mode=self._mode(content), speaker=name, role=role, chain=tuple(chain))

    def _hops(self, tokens: list[Token], part: Range) -> list[Hop]:
        """One hop for each of the relayers that "and" joins."""
        hops = []
        first = part[0]
        cuts = [i for i in range(*part) if tokens[i].tag == "CJC" and i + 1 < part[1] and tokens[i + 1].tag in ("AT0", "NP0")]
        for end in [*cuts, part[1]]:
            if end > first:
                name, _, known = self.names.resolve(tokens, (first, end), self.speakers)
                kind = HopKind.OUTLET if OUTLET.search(name) else HopKind.RELAYER
                if name:
                    hops.append(Hop(name, _span(tokens, (first, end)), kind, kind is HopKind.RELAYER and anonymous(tokens, name, known)))
            first = end + 1
        return hops

    def _mode(self, content: list[Span]) -> Mode:
        inside = outside = False
        for piece in content:
            at = bisect_right(self.inner, piece.start, key=lambda s: s.end)
            position = piece.start
            while at < len(self.inner) and self.inner[at].start < piece.end:
                outside = outside or _words(self.text, position, self.inner[at].start)
                inside = inside or _words(self.text, max(position, self.inner[at].start), min(piece.end, self.inner[at].end))
                position = max(position, self.inner[at].end)
                at += 1
            outside = outside or _words(self.text, position, piece.end)
        return Mode.MIXED if inside and outside else Mode.DIRECT if inside else Mode.INDIRECT


def _words(text: str, start: int, end: int) -> bool:
    return any(sign.isalnum() for sign in text[start:end])


def _span(tokens: list[Token], part: Range) -> Span:
    return Span(tokens[part[0]].start, tokens[part[1] - 1].end)


def _relayed(tokens: list[Token], local: list[Statement]) -> tuple[list[Statement], dict[int, list[Range]]]:
    """Takes out the statements that only pass on another one, and says who passed on which."""
    relays: dict[int, list[Range]] = {}
    for outer in [s for s in local if s.relay]:
        inner = [s for s in local if s is not outer and any(a <= s.cue[0] < b for a, b in outer.content)]
        strong = [s for s in inner if s.kind in "sti" and s.frame in ("that", "clause", "quote", "wh", "object that", "to") and s.source]
        for s in strong:
            relays.setdefault(id(s), []).append(outer.source or (0, 0))
        local = [s for s in local if s is not outer] if strong else [s for s in local if s not in inner]
    return local, relays
