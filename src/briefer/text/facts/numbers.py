"""Quantities: value, unit, bound and what is counted, however they are spelt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from briefer.models import Span
from briefer.text.facts.lexicon import grouped, listed, valued
from briefer.text.facts.words import FUNCTION, plain, stem

WORDS = valued("numbers", "words")
SCALES = valued("numbers", "scales")
_SHORT = valued("numbers", "short")
_VAGUE = valued("numbers", "vague")
_ORDINALS = valued("numbers", "ordinals")
_PARTS = valued("numbers", "parts")
_GLYPHS = valued("numbers", "glyphs")
_TIMES = valued("numbers", "times")

_UNITS = {
    name: (group.split()[1], float(group.split()[0]))
    for group in reversed(grouped("numbers", "units"))  # so that a unit's own group has the last word on its name
    for name in group.split()[1:]
}
_DAYS = {"second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "month": 30.4}
_ABOUT, _OVER, _UNDER = (listed("numbers", key) for key in ("about", "over", "under"))
_RATES = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
_SIGNS = frozenset(("$", "€", "£", "¥", "₹", "us$"))
_AFTER_PART = FUNCTION | {"", "since", "higher", "lower"}
_SPANS = frozenset("decade century fortnight dozen".split())
_FURTHER = frozenset("more extra additional further other consecutive full".split())
_ENDS = frozenset("and or but to in on by from for".split())
_MONTH = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|ust|tember|ember|ober)?"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_CODE_BEFORE = re.compile(r"[^\W\d_]-?\Z|\d:\Z")
_CLOCK = re.compile(r"(?i):\d|\s?[ap]\.?m\b| o.clock| (?:in the (?:morning|afternoon|evening)|at night)\b")
_TOKEN = re.compile(
    r"\d{1,3}(?:[,\u00a0\u202f’']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:kilo|mega|giga|tera)watt-hours?|US\$|[$€£¥₹%°½¼¾⅓⅔⅛⅕]|(?:[^\W\d_]\.){2,}"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"
)


class Quantity(NamedTuple):
    """One number of a text. `unit` is one of a closed list or ""; `nouns` are stems of what is counted.

    `bound` is "", "about", "over" or "under". `soft` marks words like "one" or "first" that often count nothing.
    """

    value: float
    unit: str = ""
    bound: str = ""
    nouns: tuple[str, ...] = ()
    role: str = ""  # "from", "to" or "by" before it
    per: str = ""  # the time it is counted by ("a month", "yearly")
    ordinal: bool = False
    soft: bool = False
    vague: bool = False
    span: Span = Span(0, 0)


class _Reader:
    """Walks over the tokens of one text once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_TOKEN.finditer(text))
        self.lows = [plain(token[0]) for token in self.tokens]

    def low(self, at: int) -> str:
        """The token at an index in lower case; "" beyond the ends."""
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    def glued(self, at: int) -> bool:
        """Whether the token begins where the one before ends."""
        return 0 < at < len(self.tokens) and self.tokens[at - 1].end() == self.tokens[at].start()

    def coded(self, at: int) -> bool:
        """Whether the digits belong to a code ("F-16", "G7"), a date or a year."""
        token = self.tokens[at]
        if _CODE_BEFORE.search(self.text, max(0, token.start() - 2), token.start()):
            return True
        if token[0].isdecimal() and int(token[0]) <= 31:
            beside = (self.tokens[n][0] for n in (at - 1, at + 1) if 0 <= n < len(self.tokens))
            if any(_MONTH.fullmatch(word) for word in beside):
                return True
        counted = self.low(at - 1) in _SIGNS or self.low(at - 1) in _ABOUT or self.low(at + 1) in (*_UNITS, *SCALES)
        return bool(_YEAR.fullmatch(token[0])) and not counted

    def number(self, at: int) -> tuple[float, int] | None:
        """Value and the index after it, for digits or a run of number words."""
        low, nxt = self.low(at), self.low(at + 1)
        if low[:1].isdecimal():
            value, at = float(re.sub(r"[^\d.]", "", low)), at + 1
        elif low in WORDS:
            value, at = self._spelt(at)
        elif unit := self.half(at):
            value, at = 0.5, unit
        elif (low in ("a", "an", "another", "several") and nxt in SCALES) or (
            low in ("a", "an") and self._and_half(at + 2)
        ):
            value, at = 1.0, at + 1
        elif low == "couple" or low in _GLYPHS:
            value, at = _GLYPHS.get(low, 2.0), at + 1
        else:
            return None
        if self.low(at) in _GLYPHS and self.glued(at):
            value, at = value + _GLYPHS[self.low(at)], at + 1
        if self._and_half(at):
            value, at = value + 0.5, at + 3
        while self.low(at) in SCALES or (self.low(at) in _SHORT and self.glued(at)):
            value, at = value * (SCALES.get(self.low(at)) or _SHORT[self.low(at)]), at + 1
            tail = self._spelt(at + 1) if self.low(at) == "and" and self.low(at + 1) in WORDS else (0.0, at)
            if tail[1] > at and self.low(tail[1]) not in SCALES:  # "three hundred and twelve"
                value, at = value + tail[0], tail[1]
        return value, at

    def half(self, at: int) -> int:
        """The index of what is halved in "half an hour", "half a million", "half million"; 0 for no such words."""
        after = at + 1 + (self.low(at + 1) in ("a", "an"))
        whole = self.low(after) in SCALES or (self.low(after) in _UNITS and self.low(after) not in _SIGNS)
        return after if self.low(at) == "half" and whole else 0

    def _and_half(self, at: int) -> bool:
        """Whether "and a half" stands there."""
        return self.lows[at : at + 3] == ["and", "a", "half"]

    def _spelt(self, at: int) -> tuple[float, int]:
        """A number in words below a hundred, and the index after it."""
        value, unit = WORDS[self.low(at)], WORDS.get(self.low(at + 1), 0)
        return (value + unit, at + 2) if value >= 20 and 0 < unit < 10 else (value, at + 1)

    def part(self, at: int) -> tuple[float, int] | None:
        """Share in per cent and the index after it, for "a third", "two thirds", "half of", "one in five"."""
        low, nxt, third = self.low(at), self.low(at + 1), self.low(at + 2)
        if low == "half" and self.low(at - 1) not in ("first", "second", "and", "other") and not self.half(at):
            return 50.0, at + 1 + (nxt == "of")
        count = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}.get(low)
        if count and nxt in _PARTS and (count > 1) == nxt.endswith("s") and (low != "a" or third in _AFTER_PART):
            of = self.number(at + 3) if third == "of" else None
            if of and self.unit(of[1])[0] == "percent":
                return of[0] * count / _PARTS[nxt], self.unit(of[1])[2]
            return 100.0 * count / _PARTS[nxt], at + 2
        for n in (at + 1, at + 2):  # "one in three", "one judge in three"
            whole = WORDS.get(self.low(n + 1), 0) if low in WORDS and self.low(n) == "in" else 0
            if whole > WORDS.get(low, 0) and self.low(n + 2) not in _UNITS:
                return 100.0 * WORDS[low] / whole, n + 2
        return None

    def unit(self, at: int) -> tuple[str, float, int]:
        """Unit, its factor and the index after it; "" and 1 for none."""
        low, nxt = self.low(at), self.low(at + 1)
        if low in ("percentage", "percent", "%", "basis") and nxt.startswith("point"):
            return "points", 0.01 if low == "basis" else 1.0, at + 2
        if low == "per" and nxt == "cent":
            return "percent", 1.0, at + 2
        if low in ("year", "month") and nxt == "old":
            return "", 1.0, at  # an age: "a 24-year-old" is "a man of 24"
        if low in _UNITS and (low != "m" or self.glued(at)):
            return *_UNITS[low], at + 1
        return "", 1.0, at

    def bound(self, at: int) -> str:
        """ "over", "under" or "about" by the word or two before; "no more than" is "under"."""
        near = {self.low(at - 1), f"{self.low(at - 2)}+{self.low(at - 1)}"}
        negated = any(low in ("not", "no") or low.endswith("n't") for low in self.lows[max(0, at - 6) : at - 2])
        if near & (_OVER | _UNDER):
            return "over" if bool(near & _OVER) != (negated and self.low(at - 1) == "than") else "under"
        return "about" if near & _ABOUT or near & {"close+to", "as+many"} else ""

    def nouns(self, at: int) -> tuple[str, ...]:
        """Stems of what the number before a token counts."""
        found: list[str] = []
        for n in range(at, min(at + 4, len(self.tokens))):
            gap, low = self.text[self.tokens[n - 1].end() : self.tokens[n].start()], self.low(n)
            if re.search(r"[;:,.!?\n()]", gap) or low[:1].isdecimal() or low in _ENDS or low in _VAGUE:
                break
            if low not in FUNCTION and low not in WORDS:
                found.append(stem(low))
        return tuple(found)

    def per(self, at: int) -> str:
        """The time that a number before a token is counted by; "" for none."""
        for n in range(at, min(at + 3, len(self.tokens))):
            if self.low(n) in _RATES:
                return _RATES[self.low(n)]
            if self.low(n) in ("a", "per", "each", "every") and self.low(n + 1) in _RATES.values():
                return self.low(n + 1)
        return ""

    def all(self) -> Iterator[Quantity]:
        """The quantities in order, none overlapping."""
        at = 0
        while at < len(self.tokens):
            sign = self.low(at) in _SIGNS
            found = self._found(at + sign)
            timed = _CLOCK.match(self.text, self.tokens[at].end())
            if not found or timed or (self.low(at)[:1].isdecimal() and self.coded(at)):
                at += 1
                continue
            end, quantity = found
            yield quantity._replace(
                value=-quantity.value if self.low(at - 1) == "minus" else quantity.value,
                unit=_UNITS[self.low(at)][0] if sign else quantity.unit,
                bound=self.bound(at),
                nouns=self.nouns(end),
                role=self.low(at - 1) if self.low(at - 1) in ("from", "to", "by") else "",
                per=self.per(end),
                span=Span(self.tokens[at].start(), self.tokens[end - 1].end()),
            )
            at = end

    def _found(self, at: int) -> tuple[int, Quantity] | None:
        """The quantity whose words begin at a token, and the index after them."""
        low, nxt = self.low(at), self.low(at + 1)
        if low in _VAGUE:
            again = nxt == "of" and self.low(at + 2) in _VAGUE
            value = _VAGUE[low] * (_VAGUE[self.low(at + 2)] if again else 1.0)
            return at + (3 if again else 1), Quantity(value, vague=True)
        if low in _TIMES:
            return at + 1, Quantity(_TIMES[low], "times", soft=True)
        if low in _PARTS and nxt in ("point", "points"):
            return at + 2, Quantity(1.0 / _PARTS[low], "points")  # "a quarter-point cut"
        if part := self.part(at):
            return part[1], Quantity(part[0], "percent")
        if low in _ORDINALS:
            return at + 1, Quantity(_ORDINALS[low], ordinal=True, soft=low in ("first", "second", "third"))
        if low[:1].isdecimal() and nxt in ("st", "nd", "rd", "th") and self.glued(at + 1):
            return at + 2, Quantity(float(re.sub(r"\D", "", low)), ordinal=True)
        if number := self.number(at):
            unit, factor, end = self.unit(number[1] + (self.low(number[1]) in _FURTHER))
            end = end if unit else number[1]
            pointing = low in ("two", "three") and self.low(at - 1) in ("the", "these", "those", "all")
            soft = number[1] == at + 1 and (low in ("one", "couple") or pointing or self.low(at - 1) == "or")
            half = unit != "" and self._and_half(end)
            return end + 3 * half, Quantity((number[0] + 0.5 * half) * factor, unit, soft=soft)
        if low in _SPANS and self.low(at - 1) in ("a", "the", "last", "past", "per"):
            unit, factor = _UNITS.get(low, ("", SCALES.get(low, 1.0)))
            half = self._and_half(at + 1)
            return at + 1 + 3 * half, Quantity(factor * (1 + 0.5 * half), unit, soft=True)
        return None


@lru_cache(maxsize=64)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a text in order, without years, days of a month, clock times and codes such as "F-16".

    In a range ("10 to 15 per cent") both ends get the unit.
    """
    found = list(_Reader(text).all())
    for i in range(len(found) - 2, -1, -1):
        here, nxt = found[i], found[i + 1]
        between = text[here.span.end : nxt.span.start].strip().lower()
        if between == "and" and here.unit == nxt.unit == "month" and here.value % 120 == 0:  # "a decade and two years"
            found[i : i + 2] = [nxt._replace(value=here.value + nxt.value, span=Span(here.span.start, nxt.span.end))]
        elif between in ("to", "and", "or", "-", "–") and not (here.nouns or here.ordinal or here.unit):
            found[i] = here._replace(unit=nxt.unit)
    for i in range(1, len(found)):
        here, last = found[i], found[i - 1]
        bare = not (here.unit or here.nouns or here.ordinal or here.soft)
        if bare and last.unit and (here.role in ("from", "to") or text[here.span.end :][:1] in (".", ";", "")):
            found[i] = here._replace(unit=last.unit)  # "to 0.8 per cent from 1.4", "had 22 per cent, Marrow 17."
    return tuple(found)


def agree(said: Quantity, found: Quantity) -> bool:
    """Whether a number of a statement can stand for one of the article: unit, magnitude and bound included."""
    twice = found.soft and found.unit == "times" and not said.unit
    if said.ordinal != found.ordinal or not (twice or _units(said.unit, found.unit)):
        return False
    if said.vague or found.vague:
        return said.value == found.value if found.vague else said.value <= found.value < said.value * 100
    if said.unit != found.unit and said.unit in _DAYS and found.unit in _DAYS:
        rough = 0.1 if "month" in (said.unit, found.unit) else 1e-6
        said, found = (q._replace(value=q.value * _DAYS[q.unit], unit="day") for q in (said, found))
        if abs(said.value - found.value) <= rough * found.value:
            return True
    bounds = {said.bound, found.bound}
    if bounds == {"over", "under"}:
        return said.value != found.value and abs(said.value - found.value) <= 0.1 * found.value
    share = said.unit == "percent" and (said.value % 1 or found.value % 1)
    if abs(said.value - found.value) <= (0.5 if share else 1e-6 * max(1.0, abs(found.value))):
        return True
    apart = abs(said.value - found.value) / max(abs(found.value), 1e-6)
    if said.bound == "about":
        return apart <= 0.1
    return apart <= 0.3 and said.bound == ("under" if said.value > found.value else "over")


def _units(said: str, found: str) -> bool:
    """Whether two units can mean the same; a missing one fits any but shares, points and multiples."""
    if said == found or (said in _DAYS and found in _DAYS):
        return True
    loose = {said, found} - {""}
    return len(loose) == 1 and not loose & {"percent", "points", "times"}
