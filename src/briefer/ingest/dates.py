"""Dates as articles state them."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_NAMES = "january february march april may june july august september october november december".split()
MONTHS = {form: n for n, name in enumerate(_NAMES, 1) for form in (name, name[:3])} | {"sept": 9}
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ZONE = (
    r"(?:[ \t]*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)\b"
    r"|[ \t]*[ap](?:m\b|\.m\.)(?:[ \t]+(?-i:[A-Z]{2,5})\b)?|[ \t]+(?-i:[A-Z]{2,5})\b)"
)
_CLOCK = rf"(?:(?:T|,?[ \t]+(?:at[ \t]+)?)(?P<clock>\d\d?[:.]\d\d(?::\d\d(?:\.\d+)?)?){_ZONE}?)?"
DATE = re.compile(
    rf"""{_WEEKDAY}(?:
      (?P<y1>\d{{4}})[-/.](?P<m1>\d\d?)[-/.](?P<d1>\d\d?)
    | (?P<d2>\d\d?)(?:st|nd|rd|th)?\.?\s+(?P<m2>{_MONTH})\b\.?,?\s+(?P<y2>\d{{4}})
    | (?P<m3>{_MONTH})\b\.?\s+(?P<d3>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})
    | (?P<d4>\d\d?)\.\s?(?P<m4>\d\d?)\.\s?(?P<y4>\d{{4}})
    | (?P<y5>\d{{4}})年\s?(?P<m5>\d\d?)月\s?(?P<d5>\d\d?)日
    )(?!\d){_CLOCK}""",
    re.IGNORECASE | re.VERBOSE,
)
"""A calendar date in one of the forms that leave no doubt which number is what; never 03/04/2031."""


def parse_date(stated: str) -> str | None:
    """ISO 8601: a time if it is stated with its offset from UTC, else a date; None for what cannot be one."""
    stated = stated.strip()
    if (match := DATE.fullmatch(stated)) and (found := iso(match)):
        return found
    try:
        time = parsedate_to_datetime(stated)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return time.isoformat() if time.tzinfo and 999 < time.year < 9999 else None


def iso(match: re.Match[str]) -> str | None:
    """What a match of `DATE` says, in ISO 8601; None for a day that no calendar has."""
    parts = {name[0]: value for name, value in match.groupdict().items() if value and name[-1].isdigit()}
    month = MONTHS.get(parts["m"].lower()) or int(parts["m"])
    try:
        day = date(int(parts["y"]), month, int(parts["d"]))
    except ValueError:
        return None
    if not 1000 <= day.year < 9999:  # a zone could carry the last year past what a calendar here holds
        return None
    zone = (match["zone"] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    if zone:
        try:
            clock = match["clock"].replace(".", ":", 1) if ":" not in match["clock"] else match["clock"]
            return datetime.fromisoformat(f"{day.isoformat()}T{clock.zfill(5)}{zone}").isoformat()
        except ValueError:
            pass
    return day.isoformat()
