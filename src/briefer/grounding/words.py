"""The words of words.toml: what numbers are made of, and what governs other words."""

from __future__ import annotations

import tomllib
from pkgutil import get_data

_LISTS: dict[str, dict[str, str]] = tomllib.loads((get_data(__package__, "words.toml") or b"").decode())


def listed(key: str) -> frozenset[str]:
    """The words of a list of what numbers are made of."""
    return frozenset(word.replace("_", " ") for word in _LISTS["numbers"][key].split())


def pattern(table: str, *keys: str) -> str:
    """The alternatives of some lists as the inside of a group."""
    return "|".join(_LISTS[table][key].replace("\n", "") for key in keys)
