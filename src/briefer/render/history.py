"""A speaker's positions over time as one HTML file: a picture with a row for each issue, and the words under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefer.models import Brief, Item
from briefer.render.formats import styled
from briefer.render.look import Look
from briefer.render.markup import digest, written
from briefer.render.page import MARKS, page
from briefer.render.sheet import Line
from briefer.render.templates import Templates

UNCLEAR = "unclear"
_LEFT, _RIGHT = 26, 694  # of the picture's 720 units
_TICK, _SIGN, _LETTER, _LANE, _ROW = 76, 18, 6.8, 15, 70


@dataclass(frozen=True, slots=True)
class Entry:
    """One position in the list: its line, and the brief it stands in."""

    number: int
    day: date
    when: str
    line: Line


@dataclass(frozen=True, slots=True)
class Mark:
    """A stance in the picture; `fall` is how far its word stands below the first lane, `entry` where it leads."""

    x: int
    fall: int
    stance: str
    named: bool  # whether its word stands there
    when: str
    entry: int


@dataclass(frozen=True, slots=True)
class Row:
    """An issue in the picture and in the list."""

    issue: str
    y: int
    marks: tuple[Mark, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class History:
    """All that the page shows."""

    look: Look
    speaker: str
    span: str
    height: int
    ticks: tuple[tuple[int, str], ...]
    rows: tuple[Row, ...]
    marks: dict[str, str]


def history(found: Sequence[tuple[Brief, Item]], look: Look, templates: Templates) -> str:
    """The page of these positions, which come the oldest first. Raises UsageError naming template and line."""
    style = styled(look, templates, "brief.css", "history.css")
    return written(templates, "history", _history(found, look), style=style, style_digest=digest(style))


def _history(found: Sequence[tuple[Brief, Item]], look: Look) -> History:
    days = [brief.date for brief, _ in found]
    grouped: dict[str, list[Entry]] = {}
    titles: dict[str, str] = {}
    for number, (brief, item) in enumerate(found, 1):
        title, line = _line(brief, item, look)
        key = title.casefold()
        titles.setdefault(key, title)
        grouped.setdefault(key, []).append(Entry(number, brief.date, _day(brief.date), line))
    rows, y = [], 30
    for key, entries in grouped.items():
        marks = _marks(entries, days)
        rows.append(Row(titles[key], y, marks, tuple(entries)))
        y += _ROW + max(mark.fall for mark in marks)
    first, last = _day(days[0]), _day(days[-1])
    return History(
        look=replace(look, logo=""),
        speaker=max((line.speaker for row in rows for line in (entry.line for entry in row.entries)), key=len),
        span=first if first == last else f"{first} to {last}",
        height=y,
        ticks=_ticks(days),
        rows=tuple(rows),
        marks={**MARKS, UNCLEAR: "○"},
    )


def _line(brief: Brief, item: Item, look: Look) -> tuple[str, Line]:
    """An item as its brief shows it, and the issue it is on."""
    alone = replace(
        brief,
        sections=tuple(replace(s, items=(item,)) for s in brief.sections if item in s.items),
        bottom_line=(), changes=(), disputes=(), withheld=(),
    )  # fmt: skip
    [group] = page(alone, look).groups
    [line] = group.lines
    return line.issue or group.title, replace(line, stance=line.stance or UNCLEAR)


def _day(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def _place(day: date, days: Sequence[date]) -> int:
    length = (days[-1] - days[0]).days
    return _LEFT + round((_RIGHT - _LEFT) * ((day - days[0]).days / length if length else 0.5))


def _ticks(days: Sequence[date]) -> tuple[tuple[int, str], ...]:
    """The first and the last day, and of those between as many as have room."""
    last, ticks = _place(days[-1], days), [(_place(days[0], days), _day(days[0]))]
    for day in dict.fromkeys(days):
        x = _place(day, days)
        if x - ticks[-1][0] >= _TICK and (x == last or last - x >= _TICK):
            ticks.append((x, _day(day)))
    return tuple(ticks)


def _marks(entries: Sequence[Entry], days: Sequence[date]) -> tuple[Mark, ...]:
    """One mark for each day and stance, none over another; where the stance is another than before its word stands
    below, in the first lane that is free there. Words without a stance count only where nothing else was said."""
    told = [entry for entry in entries if entry.line.stance != UNCLEAR] or entries
    grouped: dict[tuple[date, str], list[Entry]] = {}
    for entry in told:
        grouped.setdefault((entry.day, entry.line.stance), []).append(entry)
    places = _apart([_place(day, days) for day, _ in grouped])
    ends: list[float] = []
    marks: list[Mark] = []
    for x, ((_, stance), same) in zip(places, grouped.items(), strict=True):
        named, half = not marks or marks[-1].stance != stance, (len(stance) + 2) * _LETTER / 2
        lane = next((n for n, end in enumerate(ends) if end <= x - half), len(ends)) if named else 0
        if named:
            ends[lane : lane + 1] = [x + half]
        marks.append(Mark(x, lane * _LANE, stance, named, same[0].when, same[0].number))
    return tuple(marks)


def _apart(places: list[int]) -> list[int]:
    """The places in their order, moved so that each has room; closer together where there is not enough for all."""
    room = min(_SIGN, (_RIGHT - _LEFT) // max(len(places) - 1, 1))
    for n in range(1, len(places)):
        places[n] = max(places[n], places[n - 1] + room)
    limit = _RIGHT
    for n in reversed(range(len(places))):
        places[n] = min(places[n], limit)
        limit = places[n] - room
    return places
