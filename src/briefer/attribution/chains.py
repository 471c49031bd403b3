"""Who passed a statement on: the relayers and outlets between the speaker and the article."""

from __future__ import annotations

from briefer.attribution.names import BODIES, PEOPLE
from briefer.attribution.phrases import phrase_end, word
from briefer.attribution.verbs import Statement
from briefer.attribution.words import Token

STRONG = frozenset(("that", "clause", "quote", "wh", "object that", "to"))
PASSED_ON = frozenset("report reveal disclose quote cite publish release obtain leak carry".split())

HANDED = frozenset("had has got received obtained heard learned learnt took cited quoted".split())


def relayed(tokens: list[Token], local: list[Statement]) -> list[Statement]:
    """The statements of a sentence without those that only pass on another one, which become its relays."""
    local = _within(local)
    local = _reported_by(local)
    for statement in local:
        if statement.kind == "s":
            _citing(tokens, statement)
        _through(tokens, statement)
        _handed_on(tokens, statement)
    return [s for s in local if s.lemma not in ("cite", "quote") or not any(o.cited == s.content[0] for o in local)]


def _within(local: list[Statement]) -> list[Statement]:
    """An outlet's report, or "according to", around another's statement; without one it stands for itself."""
    for outer in [s for s in local if s.relay]:
        inner = [s for s in local if s is not outer and any(a <= s.cue[0] < b for a, b in outer.content)]
        strong = [s for s in inner if s.source is not None and s.frame in STRONG and s.kind == "s"]
        if strong and outer.source is not None:
            for s in strong:
                s.relays.append(outer.source)
            local = [s for s in local if s is not outer]
        else:
            local = [s for s in local if s not in inner]
    return local


def _reported_by(local: list[Statement]) -> list[Statement]:
    """ "The talks, reported by a diplomat, showed that": the diplomat relays."""
    passive = [
        s
        for s in local
        if s.lemma in PASSED_ON
        and s.source is not None
        and s.source[0] >= s.cue[1]
        and s.frame in ("end", "prep", "object")
    ]
    for relay in passive:
        others = [s for s in local if s is not relay and s.source is not None and s.source == relay.content[0]]
        for other in others:
            if relay.source is not None:
                other.relays.append(relay.source)
        if others:
            local = [s for s in local if s is not relay]
    return local


def _citing(tokens: list[Token], statement: Statement) -> None:
    """ "..., the agency reported, citing two officials": the officials speak, the agency relays."""
    if statement.source is None or statement.lemma in ("cite", "quote") or statement.relays:
        return
    for at in range(statement.cue[1], min(len(tokens) - 1, statement.cue[1] + 60)):
        if tokens[at].low in ("citing", "quoting") and tokens[at - 1].text == ",":
            behind = phrase_end(tokens, at + 1, attached=True)
            phrase = tokens[at + 1 : behind]
            if any(t.low in PEOPLE or t.low in BODIES for t in phrase) or (phrase and phrase[-1].tag == "NP0"):
                statement.cited = (at + 1, behind)
                statement.relays.insert(0, statement.source)
            return


def _handed_on(tokens: list[Token], statement: Statement) -> None:
    """ "according to the Times, which had it from a diplomat" or "citing a diplomat": the diplomat stands between."""
    for relay in list(statement.relays):
        at = relay[1]
        if word(tokens, at) != ",":
            continue
        start = 0
        if word(tokens, at + 1) in ("citing", "quoting"):
            start = at + 2
        elif word(tokens, at + 1) in ("which", "who") and word(tokens, at + 2) in HANDED:
            stretch = range(at + 3, min(len(tokens), at + 10))
            start = next((i + 1 for i in stretch if tokens[i].low == "from"), 0)
        end = phrase_end(tokens, start, attached=True) if start else 0
        if end > start:
            statement.relays.insert(statement.relays.index(relay), (start, end))


def _through(tokens: list[Token], statement: Statement) -> None:
    """ "The ministry, through its spokesman X, said": the spokesman relays."""
    behind = statement.source[1] if statement.source is not None else len(tokens)
    if word(tokens, behind) == "," and word(tokens, behind + 1) in ("through", "via"):
        end = phrase_end(tokens, behind + 2)
        if end > behind + 2:
            statement.relays.append((behind + 2, end))
