"""Cues in front of what was said: active, passive, and whose words they are."""

from __future__ import annotations

from briefer.attribution.cues import ADJECTIVES, PREPOSITION_RATE, lexicon
from briefer.attribution.extents import content_end
from briefer.attribution.complements import complement
from briefer.attribution.phrases import (
    AUXILIARY,
    BE,
    FINITE,
    NOUN,
    TIME,
    Range,
    following_subject,
    main_subject,
    phrase_end,
    subject,
    tag,
    word,
)
from briefer.attribution.verbs import Cue, Statement
from briefer.attribution.words import Token, short_quote

ACCEPT = 0.4  # a verb in a frame is a cue from this rate on; below it the annotators of PolNeAR saw none in most cases
NAMING = frozenset(("call", "name", "dub", "title", "label"))


def preposed(tokens: list[Token], cue: Cue, index: int, found: list[Statement]) -> Statement | None:
    if cue.passive and tokens[cue.at].low in ADJECTIVES:
        return None
    if cue.passive or (cue.form == "VVN" and not _has(tokens, cue)):
        statement = _passive(tokens, cue, index)
        if statement is not None or cue.passive:
            return statement
        return None
    frame, start = complement(tokens, cue.at, cue.verb)
    rate = cue.verb.rates[frame] * cue.factor
    if frame == "prep":
        rate *= PREPOSITION_RATE.get(word(tokens, start), 0.3)
    if rate < ACCEPT or frame == "end" or start >= len(tokens) or (cue.form == "VVB" and cue.first == 0):
        return None
    if frame == "object" and cue.verb.rates["clause"] >= 0.9:
        if word(tokens, phrase_end(tokens, start, attached=True)) == ",":
            frame = "clause"  # the law, which took effect in May, is bad
        if not any(t.tag in FINITE or t.tag == "QUO" for t in tokens[start:]):
            return None
    if (
        frame == "prep"
        and cue.verb.rates["that"] > 0.88
        and word(tokens, start) not in ("about", "of", "against", "for", "to")
    ):
        return None
    if cue.verb.lemma in NAMING and short_quote(tokens[start]):
        return None
    if (
        cue.form == "VVB"
        and cue.first == cue.at
        and tag(tokens, cue.at - 1) in ("NP0", "NN1")
        and not _plural(tokens, cue)
    ):
        return None
    source, relays = source_of(tokens, cue, found), []
    if word(tokens, cue.at - 1) == "as" and cue.form == "VVG":
        source, relays = _quoted_as(tokens, cue.at - 1, source)
    kind = cue.verb.kind
    if kind == "p":
        if source is None or not (frame == "to" or tokens[start].tag in ("AJ0", "AJC", "VVN")):
            return None
        end = content_end(tokens, start, frame)
        return Statement(index, (cue.first, cue.at + 1), [source, (start, end)], None, kind, frame, cue.verb.lemma)
    end = content_end(tokens, start, frame, inserted=_inserted(tokens, cue))
    relative = word(tokens, cue.first - 1) in ("who", "which", "that") or cue.form in ("VVG", "VVN")
    if relative and frame in ("object", "prep"):
        end = next((i for i in range(start + 1, end) if tokens[i].tag in FINITE), end)
    if end <= start or (frame == "object" and end == start + 1 and tokens[start].tag == "PNP"):
        return None
    return Statement(index, (cue.first, cue.at + 1), [(start, end)], source, kind, frame, cue.verb.lemma, relays=relays)


def _plural(tokens: list[Token], cue: Cue) -> bool:
    """Whether a base form can be the verb of the noun before it."""
    found = subject(tokens, cue.at)
    return found is not None and any(t.tag in ("CJC", "NN2", "NN0", "DT0", "CRD") for t in tokens[found[0] : found[1]])


def _inserted(tokens: list[Token], cue: Cue) -> bool:
    """Whether the cue's clause hangs in front of the main clause or between its subject and verb."""
    before = cue.first - 1
    if before > 0 and "whose" in (tokens[max(0, before - 1)].low, tokens[max(0, before - 2)].low):
        return True
    if (cue.form in ("VVG", "VVN", "VVI") and not _has(tokens, cue)) or word(tokens, before) in ("who", "which"):
        if not any(t.tag in FINITE for t in tokens[: cue.first]):
            return True
        return tokens[before].text == "," or tokens[before].tag in ("PNQ", "DTQ", "CJS", "AVQ", "PRP")
    return False


def _has(tokens: list[Token], cue: Cue) -> bool:
    return any(t.tag.startswith("VH") for t in tokens[cue.first : cue.at])


def _passive(tokens: list[Token], cue: Cue, index: int) -> Statement | None:
    """X is expected to A; A was reported by X; it was announced that A; X was quoted as saying A."""
    if word(tokens, cue.at + 1) == "as" or (
        cue.verb.lemma in ("quote", "cite") and "saying" in [t.low for t in tokens[cue.at : cue.at + 10]]
    ):
        if cue.verb.lemma in ("quote", "cite", "report"):
            return None
    frame, start = complement(tokens, cue.at, cue.verb)
    behind = cue.at + 1
    while tag(tokens, behind) in ("AV0", "AVP"):
        behind += 1
    by = _by_phrase(tokens, behind)
    rate = cue.verb.rates["object" if frame == "end" or by else frame] * cue.factor
    if frame == "prep" and by is None:
        rate *= PREPOSITION_RATE.get(word(tokens, start), 0.3)
    if rate < ACCEPT:
        return None
    reduced = not cue.passive and word(tokens, cue.at - 1) == ","
    head = subject(tokens, cue.at - 1 if reduced else cue.first)
    it = head is not None and tokens[head[0]].low == "it" and frame in ("that", "clause")
    content: list[Range] = []
    if head is not None and not it and not (reduced and by is None):
        content.append(head)
    if frame in ("that", "to", "clause", "wh", "gerund") and start < len(tokens):
        content.append((start, content_end(tokens, start, frame, inserted=_inserted(tokens, cue))))
    elif not cue.passive and by is None and word(tokens, start) != "about":
        return None
    elif frame == "prep" and word(tokens, start) in ("as", "for", "of", "over", "about"):
        content.append((start, content_end(tokens, start, "prep", inserted=_inserted(tokens, cue))))
    elif by is None and cue.verb.kind != "s":
        return None
    if not content or (
        len(content) == 1 and content[0] == head and head[1] - head[0] == 1 and tokens[head[0]].tag in ("PNP", "DT0")
    ):
        return None
    return Statement(index, (cue.first, cue.at + 1), content, by, cue.verb.kind, frame, cue.verb.lemma)


def _by_phrase(tokens: list[Token], at: int) -> Range | None:
    for i in range(at, min(len(tokens), at + 7)):
        if tokens[i].low == "by" and tokens[i].tag == "PRP":
            behind = phrase_end(tokens, i + 1)
            return (i + 1, behind) if behind > i + 1 and tokens[i + 1].low not in TIME else None
        if tokens[i].tag in ("PUN", "QUO") or tokens[i].tag in FINITE:
            return None
    return None


def source_of(tokens: list[Token], cue: Cue, found: list[Statement]) -> Range | None:
    """The noun phrase whose statement it is, by the form of the verb."""
    if cue.form in ("VVD", "VVZ", "VVB", "VVN") or (cue.form == "VVI" and tag(tokens, cue.first) == "VM0"):
        direct = subject(tokens, cue.first)
        if direct is not None:
            return direct
    elif cue.form == "VVG" and cue.first == cue.at and cue.at > 0:
        before = tokens[cue.at - 1]
        if (before.tag in NOUN and before.tag != "PNX") or short_quote(before):
            return subject(tokens, cue.at)
    elif cue.first > 0 and any(t.tag.startswith("VB") for t in tokens[cue.first : cue.at]):
        direct = subject(tokens, cue.first)
        if direct is not None:
            return direct
    earlier = [s for s in found if s.cue[1] <= cue.at and s.source is not None]
    joined = [s for s in earlier if tag(tokens, cue.first - 1) == "CJC" and 0 < cue.first - s.content[-1][1] <= 2]
    if joined:
        return joined[-1].source
    if cue.form == "VVG" and earlier and word(tokens, cue.first - 1) in (",", "and"):
        return max(earlier, key=lambda s: s.cue).source
    return main_subject(tokens, cue.first) or following_subject(tokens, cue.at)


def _quoted_as(tokens: list[Token], at: int, source: Range | None) -> tuple[Range | None, list[Range]]:
    """Speaker and relayer of "X quoted Y as saying", "Y was quoted by X as saying"."""
    table = lexicon()
    for verb in range(at - 1, max(-1, at - 14), -1):
        entry = table.get(tokens[verb].low)
        if entry is None or entry[0].lemma not in ("quote", "cite", "report", "describe"):
            continue
        first = verb
        while first > 0 and tokens[first - 1].tag in AUXILIARY:
            first -= 1
        if any(t.low in BE for t in tokens[first:verb]):
            by = _by_phrase(tokens, verb + 1)
            return subject(tokens, first), [by] if by else []
        relayer = subject(tokens, first)
        return ((verb + 1, at) if verb + 1 < at else source), [relayer] if relayer else []
    return source, []
