"""Cues in front of what was said: active, passive, and whose words they are."""

from __future__ import annotations

from briefer.attribution.frames import complement
from briefer.attribution.cues import ADJECTIVES, PREPOSITION_RATE, lexicon
from briefer.attribution.frames import content_end
from briefer.attribution.names import PEOPLE
from briefer.attribution.phrases import (
    AUXILIARY,
    BE,
    FINITE,
    NOUN,
    TIME,
    Range,
    following_subject,
    is_finite_next,
    main_subject,
    phrase_end,
    subject,
    tag,
    word,
)  # fmt: skip
from briefer.attribution.verbs import Cue, Statement
from briefer.attribution.words import Token, short_quote

ACCEPT = 0.4  # a verb in a frame is a cue from this rate on; below it the annotators of PolNeAR saw none in most cases
NAMING = frozenset(("call", "name", "dub", "title", "label"))
GREETING = frozenset(("welcome", "accept", "renew"))  # with a measure for an object they say where somebody stands
OPENING = frozenset("after before since when while once because although though until".split())
QUOTING = frozenset(("quote", "cite", "report"))


def preposed(tokens: list[Token], cue: Cue, index: int, found: list[Statement]) -> Statement | None:
    """The statement of a cue in front of its content, if the lexicon accepts the verb in the frame it stands in."""
    if cue.passive and tokens[cue.at].low in ADJECTIVES:
        return None
    if cue.form == "VVN" and (cue.passive or not _perfect(tokens, cue)):
        return _passive(tokens, cue, index)
    frame, start = complement(tokens, cue.at, cue.verb)
    parenthesis = _parenthesis(tokens, cue, index)
    if parenthesis is not None:
        return parenthesis
    if frame == "end" or start >= len(tokens) or _rate(tokens, cue, frame, start) < ACCEPT:
        return None
    if frame == "object" and cue.verb.rates["clause"] >= 0.9:
        if not any(t.tag in FINITE or t.tag == "QUO" for t in tokens[start:]):
            return None
        if word(tokens, phrase_end(tokens, start, attached=True)) == ",":
            frame = "clause"  # the law, which took effect in May, is bad
    if not _agrees(tokens, cue) or (cue.verb.lemma in NAMING and short_quote(tokens[start])):
        return None
    source = source_of(tokens, cue, found)
    relays: list[Range] = []
    if word(tokens, cue.at - 1) == "as" and cue.form == "VVG":
        source, relays = _quoted_as(tokens, cue.at - 1, source)
    end = content_end(tokens, start, frame, inserted=_inserted(tokens, cue))
    relative = word(tokens, cue.first - 1) in ("who", "which", "that") or cue.form == "VVG"
    if relative:
        end = before_main_verb(tokens, start, end, frame)
    if end <= start or (frame == "object" and end == start + 1 and tokens[start].tag == "PNP"):
        return None
    content = [(start, end)]
    if cue.verb.kind == "p":  # "The vote seems to be lost": nobody's words, and the subject is part of them
        if source is None or not (frame == "to" or tokens[start].tag in ("AJ0", "AJC", "VVN")):
            return None
        content, source = [source, (start, end)], None
    place = cue.first, cue.at + 1
    return Statement(index, place, content, source, cue.verb.kind, frame, cue.verb.lemma, relays=relays)


def _parenthesis(tokens: list[Token], cue: Cue, index: int) -> Statement | None:
    """The statement of "a link which she said had been cut": "which" and the verb with what follows."""
    behind = cue.at + 1
    if not is_finite_next(tokens, behind) or cue.verb.rates["clause"] < ACCEPT:
        return None
    source = subject(tokens, cue.first)
    if source is None or tag(tokens, source[0] - 1) not in ("DTQ", "PNQ"):
        return None
    content = [(source[0] - 1, source[0]), (behind, content_end(tokens, behind, "clause"))]
    return Statement(index, (cue.first, behind), content, source, cue.verb.kind, "clause", cue.verb.lemma)


def before_main_verb(tokens: list[Token], start: int, end: int, frame: str) -> int:
    """Where a content ends at the latest, if its cue belongs to the subject of a verb that follows."""
    verbs = [i for i in range(start + 1, end) if tokens[i].tag in FINITE and tokens[i - 1].tag not in AUXILIARY]
    main = [i for i in verbs if not _subordinate(tokens[max(start + 1, i - 6) : i])]
    own = frame in ("that", "clause", "wh", "object that")  # the clause has a verb itself
    return main[own] if len(main) > own else end


def _subordinate(before: list[Token]) -> bool:
    return any(t.tag in ("PNQ", "DTQ", "AVQ", "CJS", "CJC", "CJT") or t.text == "," for t in before)


def _rate(tokens: list[Token], cue: Cue, frame: str, start: int) -> float:
    """How likely the verb is a cue here."""
    rate = cue.verb.rates[frame] * cue.factor
    if frame == "object" and cue.verb.lemma in GREETING:
        behind = phrase_end(tokens, start)
        head = tokens[next((i for i in range(start, behind) if tokens[i].tag == "PRF"), behind) - 1]
        return 0.5 * cue.factor if head.tag == "NN1" and head.low not in PEOPLE else rate  # no guests
    if frame != "prep":
        return rate
    preposition = word(tokens, start)
    if cue.verb.rates["that"] > 0.88 and preposition not in ("about", "of", "against", "for", "to", "as"):
        return 0.0  # "said with a laugh"
    return rate * PREPOSITION_RATE.get(preposition, 0.3)


def _agrees(tokens: list[Token], cue: Cue) -> bool:
    """Whether a base form has a subject that can go with it."""
    if cue.form != "VVB" or cue.first != cue.at:
        return cue.form != "VVB" or cue.first > 0
    if tag(tokens, cue.at - 1) not in ("NP0", "NN1"):
        return cue.at > 0
    found = subject(tokens, cue.at)
    plural = ("CJC", "NN2", "NN0", "DT0", "CRD")
    return found is not None and any(
        t.tag in plural or (t.tag == "NP0" and t.low.endswith("s")) for t in tokens[found[0] : found[1]]
    )


def _inserted(tokens: list[Token], cue: Cue) -> bool:
    """Whether the cue's clause hangs in front of the main clause or between its subject and verb."""
    before = cue.first - 1
    if before > 0 and any(t.low == "whose" for t in tokens[max(0, before - 2) : before]):
        return True
    if _in_opening_clause(tokens, cue.first):
        return True
    relative = word(tokens, before) in ("who", "which")
    if not relative and (cue.form not in ("VVG", "VVN", "VVI") or _perfect(tokens, cue)):
        return False
    if not any(t.tag in FINITE for t in tokens[: cue.first]):
        return True
    return tokens[before].text == "," or tokens[before].tag in ("PNQ", "DTQ", "CJS", "AVQ", "PRP")


def _in_opening_clause(tokens: list[Token], at: int) -> bool:
    """Whether an index lies in a clause of time or reason that opens the sentence: "Hours after Orr agreed to go, "."""
    opening = tokens[: min(at, 4)]
    subordinate = any(t.low in OPENING for t in opening)
    return subordinate and not any(t.text in (",", "—", "–") for t in tokens[:at])


def _perfect(tokens: list[Token], cue: Cue) -> bool:
    return any(t.tag.startswith("VH") for t in tokens[cue.first : cue.at])


def _passive(tokens: list[Token], cue: Cue, index: int) -> Statement | None:
    """The statement of "X is expected to A", "A was reported by X", "it was announced that A"."""
    if cue.verb.lemma in QUOTING and any(t.low in ("as", "saying") for t in tokens[cue.at + 1 : cue.at + 10]):
        return None
    frame, start = complement(tokens, cue.at, cue.verb)
    by = _by_phrase(tokens, cue.at + 1)
    if (cue.verb.rates["object"] * cue.factor if by or frame == "end" else _rate(tokens, cue, frame, start)) < ACCEPT:
        return None
    reduced = not cue.passive and word(tokens, cue.at - 1) == ","
    head = subject(tokens, cue.at - 1 if reduced else cue.first)
    content: list[Range] = []
    if head is not None and not (tokens[head[0]].low == "it" and frame in ("that", "clause")) and (by or not reduced):
        content.append(head)
    preposition = word(tokens, start) if frame == "prep" else ""
    if frame in ("that", "to", "clause", "wh", "gerund") or preposition in ("as", "for", "of", "over", "about"):
        if not (cue.passive or by or preposition in ("", "about")):
            return None
        end = content_end(tokens, start, "prep" if preposition else frame, inserted=_inserted(tokens, cue))
        content.append((start, end))
    elif by is None:
        return None
    lone = head is not None and content == [head] and head[1] - head[0] == 1
    if not content or (lone and tokens[content[0][0]].tag in ("PNP", "DT0")):
        return None
    return Statement(index, (cue.first, cue.at + 1), content, by, cue.verb.kind, frame, cue.verb.lemma)


def _by_phrase(tokens: list[Token], at: int) -> Range | None:
    """The doer in a passive: the noun phrase behind the next "by"."""
    for i in range(at, min(len(tokens), at + 8)):
        if tokens[i].low == "by" and tokens[i].tag == "PRP":
            behind = phrase_end(tokens, i + 1)
            return (i + 1, behind) if behind > i + 1 and tokens[i + 1].low not in TIME else None
        if tokens[i].tag in ("PUN", "QUO") or tokens[i].tag in FINITE:
            return None
    return None


def source_of(tokens: list[Token], cue: Cue, found: list[Statement]) -> Range | None:
    """The noun phrase whose statement it is: the cue's subject, that of an earlier cue, or that of the main clause."""
    before = tokens[cue.at - 1] if cue.at else None
    led = tag(tokens, cue.first) == "VM0" or any(t.tag.startswith("VB") for t in tokens[cue.first : cue.at])
    noun = before is not None and before.tag != "PNX" and (before.tag in NOUN or short_quote(before))
    if cue.form in ("VVD", "VVZ", "VVB", "VVN") or led or (cue.form == "VVG" and cue.first == cue.at and noun):
        direct = subject(tokens, cue.first)
        if direct is not None or noun:
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
        if entry is None or entry[0].lemma not in QUOTING:
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
