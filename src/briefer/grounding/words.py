"""The words of words.toml: what numbers are made of, and what governs other words."""

from __future__ import annotations

import tomllib
from pkgutil import get_data

_LISTS: dict[str, dict[str, str]] = tomllib.loads((get_data(__package__, "words.toml") or b"").decode())


def _words(key: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in _LISTS["numbers"][key].split())


def pattern(table: str, *keys: str) -> str:
    """The alternatives of some lists as the inside of a group."""
    return "|".join(_LISTS[table][key].replace("\n", "") for key in keys)


ENGLISH = _words("english")
NUMERALS = ENGLISH | _words("others")
MAGNITUDE_STEMS = tuple(_words("magnitude_stems"))
MAGNITUDES = _words("magnitudes")
MEASURE_STEMS = tuple(_words("measure_stems"))
UNITS = _words("units")
JOINING = _words("joining")
HALVES = tuple(_words("halves"))
BEFORE = _words("before")
