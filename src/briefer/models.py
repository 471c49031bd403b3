"""The values that travel through briefer: frozen, without I/O.

Article -> Position (proposed) -> Checked (with its Verdict) -> Brief. All offsets count code points of
`Article.text` and are half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

UNKNOWN = "unknown"
"""Stands where an article does not say; never replaced by a guess."""


class Match(StrEnum):
    """How a quote stands in a text."""

    EXACT = "exact"
    NORMALIZED = "normalized"
    ELIDED = "elided"
    ALTERED = "altered"
    ABSENT = "absent"


class Mode(StrEnum):
    """Whether words stand inside quotation marks in the article: all, none, some."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Stance(StrEnum):
    """Where a speaker stands towards an issue."""

    SUPPORTS = "supports"
    OPPOSES = "opposes"
    CONDITIONAL = "conditional"
    NEUTRAL = "neutral"
    UNCLEAR = "unclear"


class Act(StrEnum):
    """What a speaker does with the words."""

    STATES = "states"
    DEMANDS = "demands"
    OFFERS = "offers"
    PROMISES = "promises"
    WARNS = "warns"
    DENIES = "denies"
    CRITICIZES = "criticizes"
    PRAISES = "praises"


class HopKind(StrEnum):
    """A step's part in a chain."""

    SPEAKER = "speaker"
    RELAYER = "relayer"
    OUTLET = "outlet"


class Severity(StrEnum):
    """A caution is printed beside its item; a fault withholds it."""

    CAUTION = "caution"
    FAULT = "fault"


class Action(StrEnum):
    """What is done with a position."""

    ACCEPT = "accept"
    FLAG = "flag"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article as read. The text never changes after ingest; all offsets index it."""

    id: str  # from outlet and text, so the same article from two places is one
    origin: str  # path, URL or "-" as the user named it
    text: str
    title: str = UNKNOWN
    outlet: str = UNKNOWN
    author: str = UNKNOWN
    published: str = UNKNOWN  # ISO 8601: a date, or a time with its offset
    url: str = UNKNOWN
    language: str = UNKNOWN  # ISO 639-1
    sha256: str  # of the text in UTF-8
    raw_sha256: str  # of the bytes it was read from
    reader: str  # name and version, as "html 1 trafilatura 2.3.1"
    notes: tuple[str, ...] = ()  # what the reader had to decide or noticed, in words

    @property
    def day(self) -> date | None:
        """The calendar day of publication in the article's own zone; None where unknown."""
        return None if self.published == UNKNOWN else date.fromisoformat(self.published[:10])


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a chain, from the speaker outwards. The article's own outlet is no hop."""

    name: str
    span: Span
    kind: HopKind
    anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One attributed statement found in a text by rules alone."""

    source: tuple[Span, ...]  # the mention beside the cue, may be empty
    cue: tuple[Span, ...]  # may be empty
    content: tuple[Span, ...]
    mode: Mode
    speaker: str  # the resolved name; "" where the text names nobody
    role: str = ""  # as the article words it
    chain: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What an engine proposes: who takes what stance on which issue, in which words. Not yet checked."""

    speaker: str
    statement: str  # one sentence in briefer's words
    quote: str  # the article's words
    role: str = ""
    issue: str = ""  # a measure or claim that one can be for or against
    stance: Stance = Stance.UNCLEAR
    act: Act = Act.STATES
    via: tuple[str, ...] = ()  # relayers and outlets, from the speaker outwards
    said_on: date | None = None
    repaired: bool = False  # mended by its engine after a first refusal

    def __post_init__(self) -> None:
        object.__setattr__(self, "stance", Stance(self.stance))
        object.__setattr__(self, "act", Act(self.act))
        object.__setattr__(self, "via", tuple(self.via))
        if isinstance(self.said_on, str):
            object.__setattr__(self, "said_on", date.fromisoformat(self.said_on))


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of a word diff: `kind` is equal, replace, delete (only in the quote) or insert (only in the text)."""

    kind: str
    quote: str
    text: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The true passage that comes closest to a refused quote. It explains; it never accepts."""

    span: Span
    words: str
    diff: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where and how a quote stands in a text."""

    match: Match
    spans: tuple[Span, ...] = ()  # one per segment; empty for altered and absent
    occurrences: int = 0  # places (or ways, for an elided quote) that fit
    places: tuple[Span, ...] = ()  # the outer span of each occurrence, at most 50
    mode: Mode = Mode.INDIRECT
    nearest: Nearest | None = None  # for altered and absent
    why: str = ""  # for altered and absent: what keeps the words from counting, in words

    @property
    def found(self) -> bool:
        """Whether the words stand in the text."""
        return self.match in (Match.EXACT, Match.NORMALIZED, Match.ELIDED)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reader must know about a claim; `span` is the place in the article that proves it."""

    rule: str
    severity: Severity
    message: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the checker says of one position."""

    evidence: Evidence
    chain: tuple[Hop, ...] = ()
    cue: tuple[Span, ...] = ()  # the words of saying ("said", "according to") that give the quote to its speaker
    findings: tuple[Finding, ...] = ()
    rules: str = ""  # version of the rules that judged

    @property
    def action(self) -> Action:
        """refuse if altered or absent, else flag if there is any finding, else accept."""
        if not self.evidence.found:
            return Action.REFUSE
        return Action.FLAG if self.findings else Action.ACCEPT

    @property
    def printable(self) -> bool:
        """Whether the position may stand on a page: found, and no finding is a fault."""
        return self.evidence.found and all(f.severity is Severity.CAUTION for f in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A position with its verdict; the only thing a brief is composed of."""

    article: str  # id
    position: Position
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article that is carried along as proof."""

    start: int  # where `text` begins in the article
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One numbered line of a brief."""

    number: int  # from 1, in reading order
    checked: Checked
    passages: tuple[Passage, ...]  # cover every span of the verdict
    also: tuple[str, ...] = ()  # ids of other articles that carry the same words
    origins: int = 1  # of all these, how many are no copies of one another


@dataclass(frozen=True, slots=True)
class Section:
    """The items under one heading."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the bottom line and the items that bear it out."""

    text: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """An engine's own words over numbered positions, from 1: issues with their members, and the bottom line."""

    issues: tuple[tuple[str, tuple[int, ...]], ...] = ()  # without a title where none would do
    sentences: tuple[Sentence, ...] = ()  # without text where a plain one must do


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A speaker's stance on an issue against the latest earlier brief that has one."""

    kind: str  # new, hardened, softened, reversed, repeated
    speaker: str
    issue: str
    now: int  # item number
    before_date: date | None = None
    before_stance: Stance | None = None
    before_quote: str = ""
    before_outlet: str = ""
    before_mode: Mode = Mode.INDIRECT


@dataclass(frozen=True, slots=True)
class Dispute:
    """`kind` report: outlets differ on what one speaker said. `kind` speakers: speakers differ with each other."""

    kind: str
    subject: str
    items: tuple[int, ...]
    difference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article as the page lists it."""

    id: str
    title: str
    outlet: str
    author: str
    published: str
    url: str
    origin: str
    language: str
    sha256: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotRead:
    """An input that is not in the brief, and why."""

    origin: str
    title: str
    reason: str
    article: str = ""  # its id, where a later brief need not try again


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was read, checked and withheld. proposed = accepted + flagged + withheld."""

    articles: int
    outlets: int
    proposed: int
    accepted: int
    flagged: int  # printed with a caution
    withheld: int
    merged: int  # printed positions that stand under the item of another article
    repaired: int = 0  # printed positions that were refused at first and mended


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One day's brief. Its JSON is the canonical form; every page is made from it."""

    id: str
    date: date
    bottom_line: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    changes: tuple[Change, ...]
    disputes: tuple[Dispute, ...]
    sources: tuple[Source, ...]
    withheld: tuple[Checked, ...]
    not_read: tuple[NotRead, ...]
    engine: str  # "embedded 1" or "llm MODEL"
    counts: Counts
    version: str  # of briefer
    rules: str  # version of the rules
    notes: tuple[str, ...] = ()  # said on top of the page, as "the model's endpoint was down"

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in reading order."""
        return tuple(item for section in self.sections for item in section.items)


def to_json(value: Any) -> bytes:
    """UTF-8 JSON of any value of this module: keys are field names, in their order."""
    return msgspec.json.encode(value)


def from_json(data: bytes | str, kind: type[T]) -> T:
    """The value that `to_json` wrote. Raises msgspec.ValidationError or DecodeError, which name the place."""
    return msgspec.json.decode(data, type=kind)
