"""Quantities: value, unit, bound and what is counted, however they are spelt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from briefer.models import Span
from briefer.text.facts.words import FUNCTION, plain, stem

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen""".split()
WORDS = {word: value for value, word in enumerate(_SMALL)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_SHORT = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12}
_VAGUE = {"dozens": 12.0, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9, "trillions": 1e12}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth""".split(),
        1,
    )
}
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "tenth": 10,
}
_PARTS |= {word + "s": value for word, value in _PARTS.items() if word not in ("half", "halves")}
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125, "⅕": 0.2}
_TIMES = {
    "twice": 2.0,
    "double": 2.0,
    "doubled": 2.0,
    "doubling": 2.0,
    "triple": 3.0,
    "tripled": 3.0,
    "thrice": 3.0,
    "quadrupled": 4.0,
}

_UNITS = {
    name: (group.split()[0], factor)
    for factor, group in (
        (1, "$ dollar dollars usd us$"), (0.01, "$ cent cents"), (1, "€ euro euros eur"), (1, "£ pound pounds gbp sterling"),
        (1, "¥ yen jpy"), (1, "yuan renminbi rmb"), (1, "₹ rupee rupees inr"), (1, "rouble rouble roubles ruble rubles"),
        (1, "franc francs chf"), (1, "krona kronor krone kroner"), (1, "percent % percent pc"), (1, "points point points pp"),
        (1, "times times fold"), (1, "hour hour hours hrs"), (1, "minute minute minutes"), (1, "day day days"), (7, "day week weeks"),
        (14, "day fortnight fortnights"), (1, "month month months"), (12, "month year years"), (120, "month decade decades"),
        (1200, "month century centuries"), (1, "km km kilometre kilometres kilometer kilometers"), (1, "mile mile miles"),
        (1, "m metre metres meter meters"), (1, "foot foot feet ft"), (1, "kg kg kilo kilos kilogram kilograms"),
        (1, "ton ton tons tonne tonnes"), (1, "hectare hectare hectares"), (1, "acre acre acres"), (1, "degree degree degrees °"),
        (1, "litre litre litres liter liters"), (1, "mw mw megawatt megawatts"), (1, "gw gw gigawatt gigawatts"),
    )
    for name in group.split()[0 if len(group.split()) == 1 else 0 :]
}  # fmt: skip
_CURRENCY = frozenset("$ € £ ¥ yuan ₹ rouble franc krona".split())
_ABOUT = frozenset("about around roughly approximately some nearly almost circa approx near".split())
_UNDER = frozenset("nearly almost below under".split())
_MONTH = re.compile(
    r"(?i)\b(january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug"
    r"|sept?|oct|nov|dec)\b|\bMay\b"
)
_TOKEN = re.compile(
    r"\d{1,3}(?:[,\u00a0\u202f’']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|US\$|[$€£¥₹%°½¼¾⅓⅔⅛⅕]|(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*"
)


class Quantity(NamedTuple):
    """One number of a text. `unit` is one of a closed list or ""; `nouns` are stems of what is counted.

    `bound` is "", "about", "over" or "under". `soft` marks words like "one" or "first" that often count nothing.
    """

    value: float
    unit: str
    bound: str
    nouns: tuple[str, ...]
    role: str
    ordinal: bool
    soft: bool
    vague: bool
    span: Span


class _Reader:
    """Walks over the tokens of one text once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_TOKEN.finditer(text))
        self.lows = [plain(token[0]) for token in self.tokens]

    def low(self, at: int) -> str:
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    def glued(self, at: int) -> bool:
        """Whether the token begins where the one before ends."""
        return 0 < at < len(self.tokens) and self.tokens[at - 1].end() == self.tokens[at].start()

    def coded(self, at: int) -> bool:
        """Whether the digits belong to a code ("F-16", "G7"), a clock time, a score's tail or a date."""
        token = self.tokens[at]
        before, after = self.text[max(0, token.start() - 2) : token.start()], self.text[token.end() : token.end() + 2]
        if (
            re.search(r"[^\W\d_]-?$", before)
            and not before.endswith("$")
            or re.match(r":\d", after)
            or re.search(r"\d:$", before)
        ):
            return True
        month = _MONTH.match(self.text, self.tokens[at + 1].start()) if at + 1 < len(self.tokens) else None
        ahead = _MONTH.fullmatch(self.tokens[at - 1][0]) if at else None
        plain_day = token[0].isdigit() and int(token[0]) <= 31
        year = bool(re.fullmatch(r"(1[5-9]|20)\d\d", token[0]))
        return bool(plain_day and (month or ahead)) or (year and self._is_year(at))

    def _is_year(self, at: int) -> bool:
        nxt = self.low(at + 1)
        return (
            self.low(at - 1) not in ("$", "€", "£", "¥", "us$", "about", "nearly")
            and nxt not in _UNITS
            and nxt not in SCALES
        )

    def number(self, at: int) -> tuple[float, int] | None:
        """Value and the index after it, for digits or a run of number words."""
        low = self.low(at)
        if low[:1].isdigit():
            value, at = float(re.sub(r"[^\d.]", "", low)), at + 1
        elif low in WORDS:
            value, at = self._spelt(at)
        elif low in ("a", "an", "half", "several") and self.low(at + 1) in SCALES:
            value, at = (0.5 if low == "half" else 1.0), at + 1
        elif low == "half" and self.low(at + 1) == "a" and self.low(at + 2) in SCALES:
            value, at = 0.5, at + 2
        elif low == "couple":
            return 2.0, at + 1
        elif low in _GLYPHS:
            return _GLYPHS[low], at + 1
        else:
            return None
        if self.low(at) in _GLYPHS and self.glued(at):
            value, at = value + _GLYPHS[self.low(at)], at + 1
        if self.lows[at : at + 3] == ["and", "a", "half"]:
            value, at = value + 0.5, at + 3
        while self.low(at) in SCALES or (self.low(at) in _SHORT and self.glued(at)):
            value, at = value * (SCALES.get(self.low(at)) or _SHORT[self.low(at)]), at + 1
            if self.low(at) == "and" and (more := self._tail(at + 1, value)):
                value, at = more
        return value, at

    def _spelt(self, at: int) -> tuple[float, int]:
        value = float(WORDS[self.low(at)])
        at += 1
        if value >= 20 and 0 < WORDS.get(self.low(at), 0) < 10:
            value, at = value + WORDS[self.low(at)], at + 1
        return value, at

    def _tail(self, at: int, value: float) -> tuple[float, int] | None:
        """ "three hundred and twelve": what follows the "and", where it is smaller and counts on."""
        if value < 100 or self.low(at) not in WORDS or self.low(at) == "one":
            return None
        more, after = self._spelt(at)
        return (value + more, after) if more < 100 and self.low(after) not in SCALES else None

    def part(self, at: int) -> tuple[float, int] | None:
        """Share in per cent, for "a third", "two thirds", "half of", "one in five"."""
        low, nxt = self.low(at), self.low(at + 1)
        if (
            low in ("half",)
            and self.low(at - 1) not in ("first", "second", "and", "other")
            and nxt not in ("a", *SCALES)
        ):
            return 50.0, at + 2 if nxt == "of" else at + 1
        count = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}.get(low)
        if count and nxt in _PARTS and nxt not in ("second",) and (count > 1) == nxt.endswith("s"):
            if low == "a" and self.low(at + 2) not in (
                "of",
                "",
                "and",
                "in",
                "from",
                "since",
                "this",
                "less",
                "more",
                "higher",
                "lower",
            ):
                return None
            share = count / _PARTS[nxt]
            of = self.number(at + 3) if self.low(at + 2) == "of" else None
            if of and self.unit(of[1])[0] == "percent":
                return share * of[0], self.unit(of[1])[2]
            return 100.0 * share, at + 2
        if low in WORDS and nxt == "in" and WORDS.get(self.low(at + 2), 0) > WORDS[low]:
            return 100.0 * WORDS[low] / WORDS[self.low(at + 2)], at + 3
        return None

    def unit(self, at: int) -> tuple[str, float, int]:
        """Unit, its factor and the index after it; "" and 1 for none."""
        if self.low(at) == "per" and self.low(at + 1) == "cent":
            at, unit, factor = at + 2, "percent", 1.0
        elif self.low(at) == "basis" and self.low(at + 1).startswith("point"):
            return "points", 0.01, at + 2
        elif self.low(at) in _UNITS and not (self.low(at) == "m" and not self.glued(at)):
            unit, factor = _UNITS[self.low(at)]
            at += 1
        elif self.low(at) == "percentage" and self.low(at + 1).startswith("point"):
            return "points", 1.0, at + 2
        else:
            return "", 1.0, at
        if unit == "percent" and self.low(at) in ("point", "points"):
            return "points", 1.0, at + 1
        return unit, factor, at

    def bound(self, at: int) -> str:
        one, two = self.low(at - 1), f"{self.low(at - 2)} {self.low(at - 1)}"
        if two in ("more than", "at least", "greater than", "higher than", "excess of") or one in (
            "over",
            "above",
            "exceeding",
        ):
            return "over"
        if two in ("less than", "fewer than", "at most", "lower than", "up to") or one in _UNDER:
            negated = two in ("less than", "fewer than") and any(
                w in ("not", "no") or w.endswith("n't") for w in self.lows[max(0, at - 6) : at - 2]
            )
            return "over" if negated else "under"
        return "about" if one in _ABOUT or two in ("close to", "as many") else ""

    def nouns(self, at: int) -> tuple[str, ...]:
        found: list[str] = []
        for i in range(at, min(at + 4, len(self.tokens))):
            low = self.low(i)
            gap = self.text[self.tokens[i - 1].end() : self.tokens[i].start()] if i else ""
            if (
                re.search(r"[;:,.!?\n()]", gap)
                or low[:1].isdigit()
                or low in ("and", "or", "but", "to", "in", "on", "by", "from", "for")
            ):
                break
            if low in _VAGUE:
                break
            if low not in FUNCTION and low not in WORDS:
                found.append(stem(low))
        return tuple(found)

    def all(self) -> Iterator[Quantity]:
        at = 0
        while at < len(self.tokens):
            found = self._one(at)
            if found:
                yield found[0]
            at = found[1] if found else at + 1

    def _one(self, at: int) -> tuple[Quantity, int] | None:
        """The quantity that begins at a token, and the index after it."""
        start, sign = at, ""
        if self.low(at) in ("$", "€", "£", "¥", "₹", "us$"):
            sign, at = _UNITS[self.low(at)][0], at + 1
        low = self.low(at)
        if low[:1].isdigit() and not sign and self.coded(at):
            return None
        soft = vague = ordinal = False
        if low in _TIMES or low in _VAGUE:
            soft, vague = low in _TIMES, low in _VAGUE
            value, end, unit, factor = _TIMES.get(low) or _VAGUE[low], at + 1, "times" if low in _TIMES else "", 1.0
            while vague and self.low(end) == "of" and self.low(end + 1) in _VAGUE:
                value, end = value * _VAGUE[self.low(end + 1)], end + 2
        elif part := self.part(at):
            (value, end), unit, factor = part, "percent", 1.0
        elif low in _ORDINALS or (
            low[:1].isdigit() and self.low(at + 1) in ("st", "nd", "rd", "th") and self.glued(at + 1)
        ):
            value = float(_ORDINALS.get(low) or float(re.sub(r"\D", "", low)))
            end, unit, factor, ordinal, soft = (
                at + (1 if low in _ORDINALS else 2),
                "",
                1.0,
                True,
                low in ("first", "second", "third"),
            )
        elif number := self.number(at):
            value, end = number
            soft = low == "one" and end == at + 1 or low == "couple"
            unit, factor, end = self.unit(end)
        elif low in ("decade", "century", "fortnight", "dozen") and self.low(at - 1) in (
            "a",
            "the",
            "last",
            "past",
            "per",
        ):
            value, end, (unit, factor), soft = 1.0, at + 1, _UNITS.get(low, ("", SCALES.get(low, 1.0))), True
        else:
            return None
        span = Span(self.tokens[start].start(), self.tokens[end - 1].end())
        role = self.low(start - 1) if self.low(start - 1) in ("from", "to") else ""
        found = Quantity(
            value * factor, sign or unit, self.bound(start), self.nouns(end), role, ordinal, soft, vague, span
        )
        return found, end


@lru_cache(maxsize=512)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a text in order, without years, days of a month, clock times and codes such as "F-16".

    In a range ("10 to 15 per cent") both ends get the unit.
    """
    found = list(_Reader(text).all())
    for i in range(len(found) - 2, -1, -1):
        here, nxt = found[i], found[i + 1]
        between = text[here.span.end : nxt.span.start].strip().lower()
        if (
            not here.unit
            and nxt.unit
            and between in ("to", "and", "or", "-", "–")
            and not here.ordinal
            and not here.nouns
        ):
            found[i] = here._replace(unit=nxt.unit)
    return tuple(found)


def agree(said: Quantity, found: Quantity) -> bool:
    """Whether a number of a statement can stand for one of the article: unit, magnitude and bound included."""
    if said.ordinal != found.ordinal or not _units(said.unit, found.unit):
        return False
    if said.vague or found.vague:
        low, high = sorted((said.value, found.value))
        return (low == high) if said.vague == found.vague else (found.vague is False and low <= found.value < low * 100)
    bounds = {said.bound, found.bound}
    if bounds == {"over", "under"}:
        return said.value != found.value and abs(said.value - found.value) <= 0.1 * found.value
    share = said.unit == "percent" and (said.value % 1 or found.value % 1)
    if abs(said.value - found.value) <= (0.5 if share else 1e-6 * max(1.0, abs(found.value))):
        return True
    near = abs(said.value - found.value) <= 0.1 * abs(found.value)
    return near and (
        (said.bound == "about")
        or (said.bound == "over" and said.value < found.value)
        or (said.bound == "under" and said.value > found.value)
    )


def _units(said: str, found: str) -> bool:
    if said == found:
        return True
    loose = {said, found} - {""}
    return len(loose) == 1 and not loose & {"percent", "points", "times"}
