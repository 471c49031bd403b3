"""From the statements of single sentences to the attributions of an article."""

import re
from collections.abc import Sequence

from briefer.attribution.cues import listed
from briefer.attribution.frames import CLAUSAL
from briefer.attribution.names import BODIES, PEOPLE, is_outlet_name, run_end
from briefer.attribution.phrases import Range, main_subject, phrase_end, word
from briefer.attribution.quotations import quotations
from briefer.attribution.speakers import Speakers, anonymous
from briefer.attribution.statements import announced, statements
from briefer.attribution.verbs import Statement
from briefer.attribution.words import Token, Unit, short_quote, units
from briefer.models import Attribution, Hop, HopKind, Mode, Span

CUELESS_WORDS = 6  # a quotation from this length on belongs to somebody, also where no cue is near
SIGNATURE = 12  # words in which a quotation is signed
CITING = ("citing", "quoting")
HANDED = frozenset("had has got received obtained heard learned learnt took cited quoted".split())
PASSED_ON = frozenset("report reveal disclose quote cite publish release obtain leak carry".split())
DASHES = frozenset("-–—")
UNSAID, SUPPOSED = (re.compile(rf"\b(?:{'|'.join(listed(name, ';') - {''})})\Z") for name in ("unsaid", "supposed"))
Who = tuple[tuple[Span, ...], str, str, tuple[Hop, ...]]  # source, speaker, role, chain


def read(text: str) -> tuple[Attribution, ...]:
    """The attributions of a text, in the order of their contents."""
    reader = _Reader(text, units(text))
    for index in range(len(reader.parts)):
        reader.take(index)
    found = [_attribution(statement, who) for statement, who in reader.found]
    apart = [one for one in found if not any(a.overlaps(b) for a in one.source for b in one.content)]
    return tuple(sorted(apart, key=lambda a: (a.content[0].start, a.content[0].end)))


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
        quotes = [at for at, t in enumerate(unit.tokens) if t.tag == "QUO"]
        if all(t.tag in ("QUO", "PUN") for t in unit.tokens):
            if quotes:
                self._only_quotation(index, quotes)
            return
        local = _relayed(unit.tokens, statements(unit.tokens, self.speakers.is_outlet))
        self.pending = announced(unit.tokens, local)
        said = [r for s in local for r in s.content]
        for at in quotes:  # one in no content belongs to the cue before it, else to the nearest subject
            if short_quote(unit.tokens[at]) or any(a <= at < b for a, b in said):
                continue
            before = [s for s in local if s.kind == "s" and s.cue[1] <= at]
            if before:
                before[-1].content.append((at, at + 1))
            elif _is_long(unit.tokens[at]):
                local.append(_cueless(unit.tokens, at, main_subject(unit.tokens, at)))
        for statement in sorted(local, key=lambda s: s.cue):
            self._settle(statement)
        speech = [s for s in local if s.kind == "s" or _quotes(unit.tokens, s)]
        sources = [s.source for s in speech if s.source is not None and s.lemma != "according"]
        self.speakers.attend(unit.tokens, [r for s in speech for r in s.content], sources[-1] if sources else None)
        if speech:
            self.last = max(speech, key=lambda s: (_quotes(unit.tokens, s), s.cue))
            self.last_paragraph = unit.paragraph

    def _only_quotation(self, index: int, quotes: list[int]) -> None:
        """Joins a sentence that is a quotation and nothing else to the one who is speaking."""
        unit = self.parts[index]
        whole = Span(unit.tokens[quotes[0]].start, unit.tokens[quotes[-1]].end)
        near = unit.paragraph - self.last_paragraph <= 1
        goes_on = unit.paragraph == self.last_paragraph or self.parts[index - 1].end in self.unclosed
        behind = next((u.tokens for u in self.parts[index + 1 : index + 2] if u.paragraph == unit.paragraph), [])
        signed = run_end(behind, 1) if 2 < len(behind) < SIGNATURE and behind[0].text in DASHES else 0
        if signed > 2:  # "It is dead." - Mira Tolk
            self._settle(Statement(behind, (0, 0), [], (1, signed), "s", "quote", spans=[whole]))
        elif self.pending is not None:
            self._settle(self.pending)
            self.pending.spans.append(whole)
            self.last, self.last_paragraph, self.pending = self.pending, unit.paragraph, None
        elif self.last is not None and near and goes_on:
            self.last.spans.append(whole)
            self.last_paragraph = unit.paragraph
        elif _is_long(unit.tokens[quotes[0]]):
            statement = _cueless(unit.tokens, quotes[0], None)
            statement.same_as = (self.last.same_as or self.last) if self.last and near else None
            self._settle(statement)
            self.last, self.last_paragraph = statement, unit.paragraph

    def _settle(self, statement: Statement) -> None:
        """Resolves the speaker while what was read last is still in mind."""
        origin = statement.same_as or statement
        tokens, source, speaker = origin.tokens, origin.source, origin.cited or origin.source
        name, role, known, chain = "", "", None, []
        if speaker is not None and not _is_unsaid(origin):
            name, role, known = self.speakers.resolve(tokens, speaker, origin.content)
            if name:
                chain.append(Hop(name, _span(tokens, speaker), HopKind.SPEAKER, anonymous(name, known)))
        for part in [each for relay in statement.relays for each in _each(tokens, relay)]:
            relayer, _, entry = self.speakers.resolve(tokens, part)
            if relayer:
                kind = HopKind.OUTLET if is_outlet_name(relayer) else HopKind.RELAYER
                unnamed = kind is HopKind.RELAYER and anonymous(relayer, entry)
                chain.append(Hop(relayer, _span(tokens, part), kind, unnamed))
        self.found.append((statement, ((_span(tokens, source),) if source else (), name, role, tuple(chain))))


def _is_unsaid(statement: Statement) -> bool:
    """Whether the words are only supposed, almost said or rumoured: then nobody is their speaker."""
    before = " ".join(t.low for t in statement.tokens[: max(0, statement.cue[1] - 1)])
    led = statement.source[0] if statement.source else 0
    first = " ".join(t.low for t in statement.tokens[: min(led, statement.cue[0])])
    return UNSAID.search(before) is not None or SUPPOSED.search(first) is not None


def _relayed(tokens: list[Token], local: list[Statement]) -> list[Statement]:
    """The statements of a sentence without those that only pass on another one, which become its relays."""
    local = _reported_by(_within(tokens, local))
    for statement in local:
        if statement.kind == "s" and not statement.relays:
            _citing(tokens, statement)
        behind = statement.source[1] if statement.source else len(tokens)
        if word(tokens, behind) == "," and word(tokens, behind + 1) in ("through", "via"):
            statement.relays.append((behind + 2, phrase_end(tokens, behind + 2)))  # ", through its spokesman, said"
        for relay in list(statement.relays):
            start = _handed_from(tokens, relay[1])
            told = (start, phrase_end(tokens, start, attached=True))
            if told[1] > start > 0:
                statement.relays.insert(statement.relays.index(relay), told)
    return local


def _within(tokens: list[Token], local: list[Statement]) -> list[Statement]:
    """An outlet's report, or "according to", around another's statement; without one it stands for itself."""
    for outer in [s for s in local if s.relay]:
        inner = [s for s in local if s is not outer and any(a <= s.cue[0] < b for a, b in outer.content)]
        outlet = outer.source and is_outlet_name(" ".join(t.text for t in tokens[slice(*outer.source)]))
        kinds = "st" if outlet else "s"  # an outlet passes thoughts on, a report has its own
        told = [s for s in inner if s.source is not None and s.frame in CLAUSAL and s.kind in kinds]
        for s in told:
            s.relays += [outer.source] if outer.source else []
        local = [s for s in local if s is not outer] if told else [s for s in local if s not in inner]
    return local


def _reported_by(local: list[Statement]) -> list[Statement]:
    """ "The talks, reported by a diplomat, showed that": the diplomat relays."""
    behind = [(s, s.source) for s in local if s.lemma in PASSED_ON and s.source and s.source[0] >= s.cue[1]]
    for relay, source in behind:
        for other in [s for s in local if s.source == relay.content[0]]:
            other.relays.append(source)
            local = [s for s in local if s is not relay]
    return local


def _citing(tokens: list[Token], statement: Statement) -> None:
    """ "..., the agency reported, citing two officials": the officials speak, the agency relays."""
    cues = (i for i in range(statement.cue[1], len(tokens) - 1) if tokens[i].low in CITING)
    at = next(cues, -1) + 1
    cited = (at, phrase_end(tokens, at, attached=True))
    if at and statement.source is not None and any(t.low in PEOPLE | BODIES for t in tokens[at : cited[1]]):
        statement.cited = cited
        statement.relays.append(statement.source)


def _handed_from(tokens: list[Token], at: int) -> int:
    """Where the one begins who told the outlet before `at`: "the Times, which had it from a diplomat"; 0 if nobody."""
    if word(tokens, at) != ",":
        return 0
    if word(tokens, at + 1) in CITING:
        return at + 2
    stretch = range(at + 3, min(len(tokens), at + 10)) if word(tokens, at + 2) in HANDED else ()
    return next((i + 1 for i in stretch if tokens[i].low == "from"), 0)


def _each(tokens: list[Token], part: Range) -> list[Range]:
    """The relayers of a phrase, one for each that "and" joins: "a diplomat and an official"."""
    inside = range(part[0] + 1, part[1] - 1)
    ands = [i for i in inside if tokens[i].tag == "CJC" and tokens[i + 1].tag in ("AT0", "NP0")]
    return list(zip([part[0], *(i + 1 for i in ands)], [*ands, part[1]], strict=True))


def _attribution(statement: Statement, who: Who) -> Attribution:
    tokens, (source, speaker, role, chain) = statement.tokens, who
    pieces = [*(_span(tokens, part) for part in statement.content), *statement.spans]
    content = tuple(sorted(pieces, key=lambda span: span.start))
    cue = (_span(tokens, statement.cue),) if statement.cue[0] < statement.cue[1] else ()
    inside = [token for part in statement.content for token in tokens[slice(*part)]]
    quoted = bool(statement.spans) or any(t.tag == "QUO" for t in inside)
    plain = any(t.tag != "QUO" and any(map(str.isalnum, t.text)) for t in inside)
    mode = Mode.MIXED if quoted and plain else Mode.DIRECT if quoted else Mode.INDIRECT
    return Attribution(source=source, cue=cue, content=content, mode=mode, speaker=speaker, role=role, chain=chain)


def _quotes(tokens: list[Token], statement: Statement) -> bool:
    """Whether a whole quotation is part of the content."""
    return any(t.tag == "QUO" and not short_quote(t) for a, b in statement.content for t in tokens[a:b])


def _is_long(quotation: Token) -> bool:
    return not short_quote(quotation) and len(quotation.text.split()) >= CUELESS_WORDS


def _cueless(tokens: list[Token], at: int, source: Range | None) -> Statement:
    """The statement of a quotation that has no cue."""
    return Statement(tokens, (at, at), [(at, at + 1)], source, "s", "quote")


def _span(tokens: list[Token], part: Range) -> Span:
    return Span(tokens[part[0]].start, tokens[part[1] - 1].end)
