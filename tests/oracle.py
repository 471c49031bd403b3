"""What `locate` promises of words in one stretch, read slowly: the fold as a list of steps, every window looked at.

Written from the promises and not from the code. It knows short texts of one paragraph made of `PIECES`: no dots or
brackets that leave something out, no split quotations, no numbers in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from random import Random

PIECES = (
    *("the", "pier", "We", "Öre", "won’t", "o'clock", "ﬁne", "e\u0301cole", "non-stop", "mid-term"),
    *("Ａre", "to\u00adday"),
    *("5", "15", "500", "1,500", "3.75", "７", "-5", "$5", "€ 15", "5 %", "5%", "million", "percent", "7–12", "7-12"),
    *("“", "”", "‘", "’", "'", '"', "„", "«", "»", ",", ";", ". ", "? ", "! ", "?”", ".’", "&amp;", "\u200b", "\u2060"),
    *(" – ", "—", " — ", "--", " -- ", " - ", "-", "\u2011", "−", "-\n"),
    *((" ",) * 30), "  ", "\u00a0", "\u2009", "\n", " \r\n",
)  # fmt: skip
CHANGES = (
    ("“", '"'), ("”", '"'), ("’", "'"), ("'", "’"), ("‘", "'"), ('"', "“"), (" ", "\u00a0"), (" ", "\n"), (" ", "  "),
    ("\n", " "), (" – ", " — "), ("—", " - "), ("--", "–"), ("–", "-"), ("-", "\u2011"), ("-", "−"), ("ﬁ", "fi"),
    ("fi", "ﬁ"), ("e\u0301", "é"), ("７", "7"), ("Ａ", "A"), ("\u00ad", ""), ("\u200b", ""), ("&amp;", "&"),
    (" %", "%"),
    ("-\n", ""), ("-\n", "-"), ("5", "6"), ("5", "50"), ("-", ""), ("-", " "), ("We", "we"), ("the", "The"),
    ("pier", "Pier"), ("pier", "piers"), (",", ""), (".", ""), ("?", "."), ("won’t", "wo"), ("million", "billion"),
    ("é", "e"), ("’", ""), (" ", ""),
)  # fmt: skip
BEYOND = re.compile(
    r"\n[\s\u200b\u2060]*\n|\r(?!\n)|\n\s*[\"'‘’“”„«»]|\.[\s\u200b\u2060]*\.|[-–—\u2011−][\s\u200b\u2060]*[–—\u2011−]"
    r"|[–—\u2011−][\s\u200b\u2060]*-|-[\s\u200b\u2060]+-|---"
    r"|[\u2011−][\s\u200b\u2060]*\n|-[\u200b\u2060]+|[\u200b\u2060]-|\d[–-]\s+\d|\.’\s*o'clock|-\ne\u0301"
)
"""Where more than one paragraph, gaps, dashes in a row, a range with one space, a stop inside "5 o'clock", or a word
that is divided before a decomposed letter begin: other tables have these."""

Unit = tuple[str, int, int]  # a folded character, and where it comes from in the original
STEPS = (
    (r"&amp;", "&"), (r"[\u00ad\u200b\u2060]", ""), (r"e\u0301", "é"), (r"ﬁ", "fi"), (r"７", "7"), (r"Ａ", "A"),
    (r"(?<!\S)«\s+", "«"), (r"\s+»(?![^\W_])", "»"), (r"[\"'‘’“”„«»]+", "'"), (r"[\u2011−]", "-"), (r"\r(?=\n)", " "),
    (r"(?<=[^\W\d_])-[^\S\n]*\n\s*(?=[^\W\d_])", "<divided>"), (r"(?<=[^\W_])-[^\S\n]*\n\s*(?=[^\W_])", "-"),
    (r"(?<=\d)(?:\s*(?:—|--)\s*|\s+[–-]\s+|–)(?=\d)", "-"),
    (r"\s*(?:—|--|(?<!\S)[–-](?=\s|\Z)|–(?=\s|\Z)|(?<!\S)–(?!\d))\s*", " — "), (r"–", "-"),
    (r"(?<=\d)\s+(?=%)", ""), (r"(?<=[$€])\s+(?=\d)", ""), (r"(?<=\d)\s+(?=[$€](?!\s?\d))", ""), (r"\s+", " "),
)  # fmt: skip
INSIDE = (  # what stands left and right of a border that divides a word or a number
    (r"[^\W_]\Z", r"[^\W_]"), (r"[^\W_][-'&]\Z", r"[^\W_]"), (r"[^\W_]\Z", r"[-'&][^\W_]"), (r"\d[.,]\Z", r"\d"),
    (r"\d\Z", r"[.,]\d"), (r"[^\W_]\Z", r"[$€]\d"),
    (r"(?<![\d.,])\d{1,3}(?: \d{3})* \Z", r"\d{3}(?!\d)"), (r"(?<![\d.,])\d{1,3}(?: \d{3})*\Z", r" \d{3}(?!\d)"),
)  # fmt: skip
BEFORE = ((r"[$€]\Z", r"\d"), (r"(?<![^\s'])-\Z", r"\d"), (r"(?:\d|(?<![^\W_])million)[ -]?\Z", r"million|%"))
BEHIND = ((r"(?:\d|(?<![^\W_])million)\Z", r" ?-?(?:%|million|percent|o'clock)"), (r"\d\Z", r" ?[$€](?!\d)"))


def verdict(text: str, quote: str) -> tuple[str, int]:
    """exact, normalized or refused, and the number of places; "found" for a quote with marks, spaces or unseen
    characters at its edges, which may differ, so that to the letter means little there."""
    bare = _folded(quote)[0]
    words = "".join(char for char, _, _ in bare).strip(" ")
    core = words.lstrip(" ',;:—")
    closing = core[len(core.rstrip(" ',;:—.")) :]
    core = core.rstrip(" ',;:—.")
    if not re.search(r"[^\W_]", core):
        return "refused", 0
    for units in _folded(text):
        places = list(_places(units, core, closing))
        if places:
            exact = any(text[start:end] == quote for start, end in places)
            return ("found" if not bare_edges(quote) else "exact" if exact else "normalized"), len(places)
    return "refused", 0


def _folded(text: str) -> list[list[Unit]]:
    """The text folded in every way in which its divided words can be read, first as words without a hyphen."""
    ways = []
    for hyphens in product(("", "-"), repeat=len(re.findall(r"-[\s\u200b\u2060]*\n", text))):
        units = [(char, at, at + 1) for at, char in enumerate(text)]
        chosen = iter(hyphens)
        for pattern, new in STEPS:
            units = list(_replaced(units, pattern, new, chosen))
        ways.append(units)
    return ways


def _replaced(units: list[Unit], pattern: str, new: str, hyphens: Iterator[str]) -> Iterator[Unit]:
    done = 0
    for match in re.finditer(pattern, "".join(char for char, _, _ in units)):
        yield from units[done : match.start()]
        for char in next(hyphens) if new == "<divided>" else new:
            yield char, units[match.start()][1], units[match.end() - 1][2]
        done = match.end()
    yield from units[done:]


def _places(units: list[Unit], core: str, closing: str) -> Iterator[tuple[int, int]]:
    """Where the words begin and end in the original, wherever they stand and cut nothing."""
    text = "".join(char for char, _, _ in units)
    either = (core, core[0].swapcase() + core[1:])
    for start in range(len(text)):
        end = start + len(core)
        if text[start:end] not in either:
            continue
        cut = any(_is_border(text, start, *pair) for pair in INSIDE + BEFORE)
        cut = cut or any(_is_border(text, end, *pair) for pair in INSIDE + BEHIND)
        asked = re.match(r"[' ]{0,3}[?!]", text[end:]) and re.search(r"[.,]", closing)
        if not cut and not asked:
            yield units[start][1], units[end - 1][2]


def _is_border(text: str, at: int, left: str, right: str) -> bool:
    return bool(re.search(left, text[:at]) and re.match(right, text[at:]))


def bare_edges(quote: str) -> bool:
    """Whether a quote begins and ends with a letter or digit."""
    return quote[:1].isalnum() and quote[-1:].isalnum()


def drawn(rng: Random) -> Iterator[tuple[str, str]]:
    """A text, and quotes of it: slices, true at some borders and false at others, some of them changed."""
    while BEYOND.search(text := "".join(rng.choices(PIECES, k=rng.randint(3, 16)))):
        pass
    for _ in range(8):
        start = rng.randrange(len(text))
        if rng.random() < 0.7:
            start = text.rfind(" ", 0, start) + 1
        end = rng.randint(start + 1, len(text))
        if rng.random() < 0.7:
            end = text.find(" ", end) % (len(text) + 1)
        quote = text[start:end] or text
        for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
            old, new = rng.choice([change for change in CHANGES if change[0] in quote] or CHANGES)
            quote = quote.replace(old, new, rng.choice((-1, 1)))
        quote += rng.choice(("", "", "", ".", ",", "?", "”", "’"))
        if not BEYOND.search(quote):
            yield text, quote
