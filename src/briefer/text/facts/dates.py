"""Dates as an article names them: weekdays, months, days, years, and words such as "last week"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from briefer.models import Span

_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DATE = re.compile(
    rf"\b(?P<weekday>(?i:{'|'.join(_WEEKDAYS)}))s?\b"
    rf"|\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})"
    rf"|\b(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,\d)"
    rf"|\b(?P<m3>{_MONTH})(?= (?:1[5-9]|20)\d\d\b)"
    rf"|\b(?P<m4>(?!May\b){_MONTH})\b|(?<![.!?:\"“] )(?<=\s)(?P<m5>May)\b(?! (?:I|we|he|she|it|they|you|not|have|be)\b)"
    r"|\b(?P<iso>(?:1[5-9]|20)\d\d-\d\d-\d\d)\b"
    rf"|\b(?P<time>(?P<hour>[01]?\d|2[0-3]|{'|'.join(_HOURS)})(?::(?P<minute>[0-5]\d))?"
    r"(?:\s?(?:(?P<am>a\.?m\b\.?)|(?P<pm>p\.?m\b\.?))|(?P<morning> in the morning\b)"
    r"|(?P<evening> (?:in the (?:afternoon|evening)|at night)\b)|(?<=:\d\d)\b| o.clock\b))"
    r"|\b(?P<decade>(?:1[5-9]|20)\d0)s\b"
    r"|(?<![\d.,$€£¥-])(?P<year>(?:1[5-9]|20)\d\d)(?![\d%]|[.,]\d)"
    r"(?! (?:people|dollars|euros|pounds|miles|tonnes|tons|men|women|jobs|homes|workers))"
    r"|\b(?i:end of (?:the|this|next)) (?P<end>(?i:week|month|year))\b"
    r"|(?:(?<=\b(?i:the) )|(?<=\b(?i:in) )|(?<=\b(?i:by) ))(?P<season>(?i:spring|summer|autumn|winter))\b"
    r"|\b(?P<deictic>(?i:yesterday|today|tomorrow|tonight))\b"
    r"|\b(?P<way>(?i:last|next|this|past|coming))\s(?P<what>(?i:week|weekend|month|year|decade|century|spring|summer|autumn|fall|winter|season|night))\b"
)


class When(NamedTuple):
    """One part of a date: `kind` is weekday, month, day, year, decade, time, season, end (of a week, month or year),
    deictic or "relative" with its unit."""

    kind: str
    value: str
    span: Span


def _parts(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """The parts of one match, as kind and value."""
    got = {name: value for name, value in match.groupdict().items() if value is not None}
    for name, value in got.items():
        if name[0] == "m" and name[1:].isdigit():
            yield "month", next(str(i + 1) for i, month in enumerate(_MONTHS) if month.startswith(value.lower()[:3]))
        elif name[0] == "d" and name[1:].isdigit():
            yield "day", str(int(value))
        elif name == "iso":
            year, month, day = value.split("-")
            yield from (("year", year), ("month", str(int(month))), ("day", str(int(day))))
        elif name == "way":
            way = {"past": "last", "coming": "next"}.get(value.lower(), value.lower())
            yield f"relative {got['what'].lower()}", way
        elif name == "time":
            yield name, _clock(got)
        elif name in ("weekday", "decade", "year", "end", "season", "deictic"):
            yield name, value.lower()


def _clock(got: dict[str, str]) -> str:
    """A time of the day on the clock of 24 hours, from the parts of a match."""
    named = got["hour"].lower()
    hour = _HOURS.index(named) + 1 if named in _HOURS else int(named)
    if got.keys() & {"am", "pm", "morning", "evening"}:
        hour = hour % 12 + 12 * bool(got.keys() & {"pm", "evening"})
    return f"{hour}:{got.get('minute', '00')}"


@lru_cache(maxsize=64)
def dates(text: str) -> tuple[When, ...]:
    """The parts of all dates of a text, in order; "3 May 2026" gives a day, a month and a year."""
    return tuple(When(kind, value, Span(*m.span())) for m in _DATE.finditer(text) for kind, value in _parts(m))
