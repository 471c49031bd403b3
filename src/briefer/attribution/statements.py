"""Attributed statements in one sentence: which cue, whose it is, where its content begins and ends."""

from __future__ import annotations

from collections.abc import Callable

from briefer.attribution.cues import SAYING
from briefer.attribution.following import according, postposed
from briefer.attribution.leading import QUOTING, preposed, source_of
from briefer.attribution.nouns import noun_cues
from briefer.attribution.phrases import Range
from briefer.attribution.verbs import Statement, taken, verb_cues
from briefer.attribution.words import Token, Unit


def statements(unit: Unit, index: int, is_outlet: Callable[[list[Token], Range], bool]) -> list[Statement]:
    """All statements of a unit, outermost first found, none inside another's content unless that one only relays it."""
    tokens = unit.tokens
    found: list[Statement] = []
    cues = verb_cues(tokens)
    for cue in cues:
        statement = postposed(tokens, cue, index, found)
        if statement:
            found.append(_marked(tokens, statement, is_outlet))
    found.extend(according(tokens, index, found))
    for cue in cues:
        if taken(found, cue.at):
            continue
        statement = preposed(tokens, cue, index, found)
        if statement:
            if statement.relays:  # "X quoted Y as saying": X is no speaker of its own
                found = [s for s in found if s.lemma not in QUOTING or s.cue[1] > cue.at]
            found.append(_marked(tokens, statement, is_outlet))
    found.extend(noun_cues(tokens, index, found))
    outer = [(a, b) for s in found if not s.relay for a, b in s.content]
    return sorted((s for s in found if s.relay or not any(a <= s.cue[0] < b for a, b in outer)), key=lambda s: s.cue)


def _marked(tokens: list[Token], statement: Statement, is_outlet: Callable[[list[Token], Range], bool]) -> Statement:
    if statement.kind == "s" and statement.frame in ("that", "clause") and statement.source is not None:
        statement.relay = is_outlet(tokens, statement.source)
    return statement


def announced(tokens: list[Token], index: int, local: list[Statement]) -> Statement | None:
    """The cue at the end of "She wrote:", whose content is the next paragraph."""
    if tokens[-1].text not in (":", ","):
        return None
    for cue in reversed(verb_cues(tokens)):
        if cue.verb.lemma in SAYING and not cue.passive and not taken(local, cue.at):
            place, source = (cue.first, cue.at + 1), source_of(tokens, cue, local)
            return Statement(index, place, [], source, "s", "quote", cue.verb.lemma)
    return None
