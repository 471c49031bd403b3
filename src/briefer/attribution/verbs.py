"""Verbs that may be cues, and the statements they make."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefer.attribution.cues import Verb, lexicon
from briefer.attribution.complements import verb_ahead
from briefer.attribution.phrases import AUXILIARY, BE, NOUN, Range, is_finite_next, subject, tag, word
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
    cited: Range | None = (
        None  # the speaker, where the source only passes on: "the agency reported, citing two officials"
    )
    spans: list[Span] = field(default_factory=list)  # further pieces of content in other units
    same_as: Statement | None = None  # a quotation of its own that goes on with this one's speaker


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
    found = []
    for at, token in enumerate(tokens):
        entry = table.get(token.low)
        if entry is None or not _is_verb(tokens, at):
            continue
        verb, form = entry
        first = at
        while first > 0 and tokens[first - 1].tag in AUXILIARY:
            first -= 1
        while first < at and tokens[first].tag == "AV0":
            first += 1
        lead = tokens[first:at]
        tags = {t.tag for t in lead}
        if form in ("VVD", "VVN"):
            form = (
                "VVN"
                if (tags & {"VHD", "VHZ", "VHB", "VHI", "VHG"} or any(t.low in BE for t in lead) or token.tag == "VVN")
                else "VVD"
            )
            if token.tag == "VVN" and not lead and _looks_finite(tokens, at):
                form = "VVD"
            elif not lead and _reduced(tokens, at):
                form = "VVN"
        elif form == "VVB" and "TO0" in tags | {"VM0"} & tags:
            form = "VVI"
        passive = form == "VVN" and any(t.low in BE for t in lead) and token.tag != "VVG"
        factor = 1.0
        if tags & {"VM0"}:
            factor = 0.6
        elif "TO0" in tags:
            factor = 0.65
        elif "XX0" in tags:
            factor = 0.72
        elif passive:
            factor = 0.77
        elif form == "VVG":
            factor = 0.85
        elif form == "VVN" and not lead:
            factor = 0.66
        found.append(Cue(at, first, verb, form, passive, factor))
    return found


def _is_verb(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if token.tag.startswith("VV"):
        return (token.low, word(tokens, at - 1)) != ("order", "in") and (token.low, word(tokens, at + 1)) != (
            "provided",
            "that",
        )
    if token.low in ("said", "says", "told"):
        return True
    before, after = tag(tokens, at - 1), tag(tokens, at + 1)
    return token.tag in ("NN1", "NN2", "AJ0", "NN0") and (
        (before in ("NP0", "PNP", "NN2") and after in ("CJT", "QUO", "TO0")) or (before == "PNP")
    )


def _reduced(tokens: list[Token], at: int) -> bool:
    """Whether a past form between commas is a participle, as the verb of its subject follows: "Orr, asked, left"."""
    if at < 2 or tokens[at - 1].text != "," or tokens[at - 2].tag not in NOUN or tag(tokens, at + 1) not in ("PRP", "AVQ", "CJS"):
        return False
    comma = next((i for i in range(at + 1, min(len(tokens), at + 20)) if tokens[i].text == ","), 0)
    return comma > 0 and is_finite_next(tokens, comma + 1)


def _looks_finite(tokens: list[Token], at: int) -> bool:
    """Whether a form that the tagger took for a participle has a subject of its own and no "by" behind it."""
    if at == 0:
        return False
    before = tokens[at - 1]
    if word(tokens, at + 1) == "by":
        return False
    if before.text == ",":
        return tag(tokens, at + 1) in ("CJT", "AT0", "DPS", "PNP") and subject(tokens, at) is not None
    if before.tag in NOUN and tag(tokens, at + 1) in ("PRP", "PRF") and verb_ahead(tokens, at + 1):
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


def taken(found: list[Statement], at: int) -> bool:
    """Whether a token is part of a statement already found, as content or cue."""
    for s in found:
        if s.cue[0] <= at < s.cue[1] or (not s.relay and any(a <= at < b for a, b in s.content)):
            return True
        if s.cue[1] <= at < s.content[0][0] and not s.relay:
            return True  # the addressee, time or place between cue and content
    return False
