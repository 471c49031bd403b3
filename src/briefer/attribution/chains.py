"""Who passed a statement on: the relayers and outlets between the speaker and the article."""

from __future__ import annotations

from briefer.attribution.frames import CLAUSAL
from briefer.attribution.names import BODIES, PEOPLE, is_outlet_name
from briefer.attribution.phrases import phrase_end, word
from briefer.attribution.verbs import Statement
from briefer.attribution.words import Token

HANDED = frozenset("had has got received obtained heard learned learnt took cited quoted".split())
CITING = ("citing", "quoting")


def relayed(tokens: list[Token], local: list[Statement]) -> list[Statement]:
    """The statements of a sentence without those that only pass on another one, which become its relays."""
    local = _within(tokens, local)
    for statement in local:
        if statement.kind == "s" and not statement.relays:
            _citing(tokens, statement)
        for relay in list(statement.relays):
            start = _handed_from(tokens, relay[1])
            if phrase_end(tokens, start) > start > 0:
                place = statement.relays.index(relay)
                statement.relays.insert(place, (start, phrase_end(tokens, start, attached=True)))
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
