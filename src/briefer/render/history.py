"""A speaker's positions over time as one HTML file: a picture with a row for each issue, and the words under it."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from types import SimpleNamespace as Part

from briefer.models import Brief, Item
from briefer.render.formats import styled
from briefer.render.look import Look
from briefer.render.markup import digest, written
from briefer.render.page import MARKS, page
from briefer.render.templates import Templates

UNCLEAR = "unclear"
_LEFT, _RIGHT = 26, 694  # of the picture's 720 units
_TICK, _SIGN, _LETTER, _LANE, _ROW = 76, 18, 6.8, 15, 70


def history(found: Sequence[tuple[Brief, Item]], look: Look, templates: Templates) -> str:
    """The page of these positions, which come the oldest first. Raises UsageError naming template and line."""
    style = styled(look, templates, "brief.css", "history.css")
    return written(templates, "history", _history(found, look), style=style, style_digest=digest(style))


def _history(found: Sequence[tuple[Brief, Item]], look: Look) -> Part:
    """All that the page shows: `rows`, one for each issue, hold their height in the picture, the marks there, and the
    entries of the list."""
    days = [brief.date for brief, _ in found]
    grouped: dict[str, list[Part]] = {}
    titles: dict[str, str] = {}
    for number, (brief, item) in enumerate(found, 1):
        title, line = _line(brief, item, look)
        key = title.casefold()
        titles.setdefault(key, title)
        entry = Part(number=number, day=brief.date, when=_day(brief.date), line=line)
        grouped.setdefault(key, []).append(entry)
    rows, y = [], 30
    for key, entries in grouped.items():
        marks = _marks(entries, days)
        rows.append(Part(issue=titles[key], y=y, marks=marks, entries=tuple(entries)))
        y += _ROW + max(mark.fall for mark in marks)
    first, last = _day(days[0]), _day(days[-1])
    return Part(
        look=Part(**asdict(replace(look, logo=""))),
        speaker=max((line.speaker for row in rows for line in (entry.line for entry in row.entries)), key=len),
        span=first if first == last else f"{first} to {last}",
        height=y,
        ticks=_ticks(days),
        rows=tuple(rows),
        marks={**MARKS, UNCLEAR: "○"},
    )


def _line(brief: Brief, item: Item, look: Look) -> tuple[str, Part]:
    """An item as its brief shows it, and the issue it is on."""
    alone = replace(
        brief,
        sections=tuple(replace(s, items=(item,)) for s in brief.sections if item in s.items),
        bottom_line=(), changes=(), disputes=(), withheld=(),
    )  # fmt: skip
    [group] = page(alone, look).groups
    [line] = group.lines
    line.stance = line.stance or UNCLEAR
    return line.issue or group.title, line


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


def _marks(entries: Sequence[Part], days: Sequence[date]) -> tuple[Part, ...]:
    """One mark for each day and stance, none over another; where the stance is another than before its word stands
    below, in the first lane that is free there, which is `fall` below the first of all. Words without a stance count
    only where nothing else was said."""
    told = [entry for entry in entries if entry.line.stance != UNCLEAR] or entries
    grouped: dict[tuple[date, str], list[Part]] = {}
    for entry in told:
        grouped.setdefault((entry.day, entry.line.stance), []).append(entry)
    places = _apart([_place(day, days) for day, _ in grouped])
    ends: list[float] = []
    marks: list[Part] = []
    for x, ((_, stance), same) in zip(places, grouped.items(), strict=True):
        named, half = not marks or marks[-1].stance != stance, (len(stance) + 2) * _LETTER / 2
        lane = next((n for n, end in enumerate(ends) if end <= x - half), len(ends)) if named else 0
        if named:
            ends[lane : lane + 1] = [x + half]
        first = same[0]  # to which the mark leads
        marks.append(Part(x=x, fall=lane * _LANE, stance=stance, named=named, when=first.when, entry=first.number))
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
