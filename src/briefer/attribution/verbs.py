"""Verbs that may be cues, and the statements they make."""

from dataclasses import dataclass, field

from briefer.attribution.cues import FRAMES, Verb, lexicon
from briefer.attribution.phrases import AUXILIARY, BE, NOUN, Range, is_finite_next, tag, word
from briefer.attribution.words import Token
from briefer.models import Span


@dataclass(slots=True)
class Statement:
    """One statement found in a sentence, in token indexes of that sentence."""

    tokens: list[Token]
    cue: Range
    content: list[Range]
    source: Range | None
    kind: str
    frame: str
    lemma: str = ""
    relay: bool = False  # its source passes on what others say: "according to", an outlet
    relays: list[Range] = field(default_factory=list)  # who passed it on
    cited: Range | None = None  # who speaks where the source passes on: "the agency reported, citing officials"
    spans: list[Span] = field(default_factory=list)  # further pieces of content in other sentences
    same_as: "Statement | None" = None  # a quotation of its own that goes on with this one's speaker


FACTORS = {"VM0": 0.6, "TO0": 0.65, "XX0": 0.72, "passive": 0.77, "VVG": 0.85}
"""How far a modal, "to", "not", the passive, -ing lower the rate; from the same counts."""
PHRASAL = frozenset((verb, particle) for verb in ("back", "call") for particle in ("away", "down", "off", "out"))
"""A particle makes another verb of these: to "back down" or to "call off" is not to back or to call."""
UNLISTED = (Verb("", "s", dict.fromkeys(FRAMES, 0.0)), "VVD")  # any verb in the past is a cue right behind “...,”


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that may be a cue, with what the sentence shows around it."""

    at: int
    first: int  # where its auxiliaries begin
    verb: Verb
    form: str  # VVD, VVZ, VVB, VVN, VVG
    passive: bool
    factor: float  # how far its surroundings lower the rate

    @property
    def place(self) -> Range:
        """The verb with its auxiliaries."""
        return self.first, self.at + 1


def verb_cues(tokens: list[Token]) -> list[Cue]:
    """The verbs of the lexicon in a sentence, outside quotations, and any verb that follows a finished quotation."""
    table = lexicon()
    return [
        _cue(tokens, at, *table.get(t.low, UNLISTED))
        for at, t in enumerate(tokens)
        if (t.low in table and t.tag.startswith("VV") and (table[t.low][0].lemma, word(tokens, at + 1)) not in PHRASAL)
        or (at and t.tag == "VVD" and ends_speech(tokens[at - 1]))
    ]


def ends_speech(token: Token) -> bool:
    """Whether a quotation ends as one does before its cue: ',”'."""
    return token.tag == "QUO" and token.text[-1] in ",?!"


def _cue(tokens: list[Token], at: int, verb: Verb, form: str) -> Cue:
    first = at
    while first > 0 and tokens[first - 1].tag in AUXILIARY:
        first -= 1
    while first < at and tokens[first].tag == "AV0":
        first += 1
    tags, being = {t.tag for t in tokens[first:at]}, any(t.low in BE for t in tokens[first:at])
    if form in ("VVD", "VVN"):
        form = "VVN" if being or tags & {"VHD", "VHZ", "VHB", "VHI", "VHG"} or _participle(tokens, at) else "VVD"
    passive = form == "VVN" and being
    factor = min(FACTORS.get(name, 1.0) for name in (*tags, "passive" if passive else form))
    return Cue(at, first, verb, form, passive, factor)


def _participle(tokens: list[Token], at: int) -> bool:
    """Whether a past form is a participle: "the taxes requested in March are due", "Orr, asked, left"."""
    last = next((i for i in range(at - 1, -1, -1) if tokens[i].tag != "AV0"), -1)  # "officials later framed"
    if word(tokens, last) == ",":
        comma = next((i for i in range(at + 1, min(len(tokens), at + 20)) if tokens[i].text == ","), len(tokens))
        return is_finite_next(tokens, comma + 1)
    return tokens[at].tag == "VVN" and tag(tokens, last) not in NOUN | {"CJC"}


def taken(found: list[Statement], at: int) -> bool:
    """Whether a token is part of a statement already found: cue, content, or addressee, time and place between them."""
    return any(
        s.cue[0] <= at < s.cue[1]
        or (not s.relay and (any(a <= at < b for a, b in s.content) or s.cue[1] <= at < s.content[0][0]))
        for s in found
    )
