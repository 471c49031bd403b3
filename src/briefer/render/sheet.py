"""What a page shows, worded but not laid out: Markdown, HTML and PDF are made from these types.

A stance is its word, "" where none was read. Words that are `quoted` stand in quotation marks in the article; others
are only set apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefer.render.look import Look


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage: whether it is quoted, and what the hop or finding over it is called."""

    text: str
    quoted: bool
    hop: str
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item as shown."""

    number: int
    speaker: str
    role: str
    stance: str
    act: str
    issue: str  # "" where the heading says it
    statement: str  # "" where the words say the same
    words: str
    quoted: bool
    via: str
    source: str
    also: str
    said: str
    cautions: tuple[str, ...]
    passages: tuple[tuple[Piece, ...], ...]
    hops: tuple[tuple[str, str], ...]  # part and name
    link: str  # to the words in the article, "" without a web address


@dataclass(frozen=True, slots=True)
class Group:
    """The lines under one heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One change: `before` and `after` are stances, empty for a first position."""

    speaker: str
    issue: str
    before: str
    after: str
    past: str  # date and outlet of the earlier words
    words: str
    quoted: bool
    number: int
    now: str  # outlet and date of the words of today, and these
    now_words: str
    now_quoted: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute."""

    name: str
    stance: str
    words: str
    quoted: bool
    number: int


@dataclass(frozen=True, slots=True)
class Quarrel:
    """A dispute as shown."""

    title: str
    sides: tuple[Side, ...]
    difference: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who stands where: a row is a speaker and a cell for each issue; a cell holds every stance taken there."""

    issues: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A source as listed; `url` and `host` are empty where there is no safe web address."""

    outlet: str
    title: str
    day: str
    url: str
    host: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What was proposed and withheld, where its words may be shown."""

    speaker: str
    statement: str
    words: str
    reason: str
    why: tuple[str, ...]
    nearest: str  # the words that the article has instead, "" where none come close
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that a page shows."""

    look: Look
    day: str
    iso: str
    coverage: tuple[str, ...]
    notes: tuple[str, ...]
    bottom_line: tuple[tuple[str, tuple[int, ...]], ...]
    groups: tuple[Group, ...]
    since: str
    shifts: tuple[Shift, ...]
    unchanged: tuple[tuple[str, int], ...]
    disputes: tuple[Quarrel, ...]
    matrix: Matrix | None
    sources: tuple[Listed, ...]
    not_read: tuple[tuple[str, str], ...]
    counted: str
    withheld: tuple[tuple[int, str], ...]  # count and reason
    held: tuple[Held, ...]  # empty where the words of what was withheld are kept back
    engine: str
    marks: dict[str, str]  # a stance's sign
