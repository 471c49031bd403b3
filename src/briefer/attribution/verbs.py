"""Verbs that may be cues, and the statements they make."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefer.attribution.frames import verb_ahead
from briefer.attribution.cues import FRAMES, Verb, lexicon
from briefer.attribution.phrases import AUXILIARY, BE, FINITE, NOUN, Range, is_finite_next, subject, tag, word
from briefer.attribution.words import Token
from briefer.models import Span


@dataclass(slots=True)
class Statement:
    """One statement found in a unit, in token indexes of that unit."""

    unit: int
    cue: Range
    content: list[Range]
    source: Range | None
    kind: str
    frame: str
    lemma: str = ""
    relay: bool = False  # its source passes on what others say: "according to", an outlet
    relays: list[Range] = field(default_factory=list)  # who passed it on
    cited: Range | None = None  # who speaks where the source passes on: "the agency reported, citing officials"
    spans: list[Span] = field(default_factory=list)  # further pieces of content in other units
    same_as: Statement | None = None  # a quotation of its own that goes on with this one's speaker


FACTORS = {"VM0": 0.6, "TO0": 0.65, "bare": 0.66, "XX0": 0.72, "passive": 0.77, "VVG": 0.85, "plain": 1.0}
"""How far a modal, "to", a bare participle, "not", the passive, -ing lower the rate; from the same counts."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that may be a cue, with what the sentence shows around it."""

    at: int
    first: int  # where its auxiliaries begin
    verb: Verb
    form: str  # VVD, VVZ, VVB, VVN, VVG, VVI
    passive: bool
    factor: float  # how far its surroundings lower the rate


def verb_cues(tokens: list[Token]) -> list[Cue]:
    """The verbs of the lexicon in a sentence, outside quotations."""
    table = lexicon()
    return [
        _cue(tokens, at, *table.get(t.low, UNLISTED))
        for at, t in enumerate(tokens)
        if (t.low in table and _is_verb(tokens, at)) or (at and t.tag == "VVD" and ends_speech(tokens[at - 1]))
    ]


def ends_speech(token: Token) -> bool:
    """Whether a quotation ends as one does before its cue: ',”'."""
    return token.tag == "QUO" and token.text[-1] in ",?!"


UNLISTED = (Verb("", "s", dict.fromkeys(FRAMES, 0.0)), "VVD")  # any verb in the past is a cue right behind “...,”


def _cue(tokens: list[Token], at: int, verb: Verb, form: str) -> Cue:
    first = at
    while first > 0 and tokens[first - 1].tag in AUXILIARY:
        first -= 1
    while first < at and tokens[first].tag == "AV0":
        first += 1
    lead = tokens[first:at]
    tags = {t.tag for t in lead}
    being = any(t.low in BE for t in lead)
    if form in ("VVD", "VVN"):
        if lead:
            participle = being or any(t.startswith("VH") for t in tags) or tokens[at].tag == "VVN"
        elif tokens[at].tag == "VVN":
            participle = not _looks_finite(tokens, at)
        else:
            participle = _reduced(tokens, at)
        form = "VVN" if participle else "VVD"
    elif form == "VVB" and ("TO0" in tags or "VM0" in tags):
        form = "VVI"
    passive = form == "VVN" and being
    setting = [name for name, holds in (*((t, t in tags) for t in FACTORS), ("passive", passive)) if holds]
    setting.append("VVG" if form == "VVG" else "bare" if form == "VVN" and not lead else "plain")
    return Cue(at, first, verb, form, passive, min(FACTORS[name] for name in setting))


def _is_verb(tokens: list[Token], at: int) -> bool:
    token, before, after = tokens[at], tag(tokens, at - 1), tag(tokens, at + 1)
    if token.tag.startswith("VV"):
        return (
            f"{word(tokens, at - 1)} {token.low}" != "in order"
            and f"{token.low} {word(tokens, at + 1)}" != "provided that"
        )
    if token.low in ("said", "says", "told"):
        return True
    if token.tag not in ("NN1", "NN2", "AJ0", "NN0"):
        return False
    return before == "PNP" or (before in ("NP0", "NN2") and after in ("CJT", "QUO", "TO0"))


def _reduced(tokens: list[Token], at: int) -> bool:
    """Whether a past form between commas is a participle, as the verb of its subject follows: "Orr, asked, left"."""
    inserted = at > 1 and tokens[at - 1].text == "," and tokens[at - 2].tag in NOUN
    if not inserted or tag(tokens, at + 1) not in ("PRP", "AVQ", "CJS"):
        return False
    comma = next((i for i in range(at + 1, min(len(tokens), at + 20)) if tokens[i].text == ","), 0)
    return comma > 0 and is_finite_next(tokens, comma + 1)


def _looks_finite(tokens: list[Token], at: int) -> bool:
    """Whether a form that the tagger took for a participle has a subject of its own and no "by" behind it."""
    if at == 0 or word(tokens, at + 1) == "by":
        return False
    before, following = tokens[at - 1], tag(tokens, at + 1)
    if before.text == ",":
        clause = following in ("CJT", "AT0", "DPS", "PNP") or (following == "PRP" and _that_ahead(tokens, at + 2))
        return clause and subject(tokens, at) is not None
    if before.tag in NOUN and following in ("PRP", "PRF") and verb_ahead(tokens, at + 1):
        return False  # "the taxes requested in March are due"
    if before.tag == "AV0":
        return at > 1 and (tokens[at - 2].tag in NOUN or tokens[at - 2].tag == "PNP")
    return before.low in ("he", "she", "they", "we", "i", "who", "it") or before.tag in (
        "NP0",
        "NN2",
        "NN1",
        "NN0",
        "CJC",
    )


def _that_ahead(tokens: list[Token], at: int) -> bool:
    """Whether a that-clause follows within a phrase or two, before any other verb."""
    for token in tokens[at : at + 9]:
        if token.tag == "CJT":
            return True
        if token.tag in FINITE or token.tag in ("PUN", "QUO"):
            return False
    return False


def taken(found: list[Statement], at: int) -> bool:
    """Whether a token is part of a statement already found, as content or cue."""
    for s in found:
        if s.cue[0] <= at < s.cue[1] or (not s.relay and any(a <= at < b for a, b in s.content)):
            return True
        if s.cue[1] <= at < s.content[0][0] and not s.relay:
            return True  # the addressee, time or place between cue and content
    return False
