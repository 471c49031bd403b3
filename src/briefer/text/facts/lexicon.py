"""The lexicon beside this file as sets of words, groups and patterns."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

_LEXICON: dict[str, dict[str, Any]] = tomllib.loads(
    resources.files("briefer.text.facts").joinpath("lexicon.toml").read_text(encoding="utf-8")
)


def listed(section: str, *keys: str) -> frozenset[str]:
    """The words under some keys of a section."""
    return frozenset(word for key in keys for word in _LEXICON[section][key].split())


def grouped(section: str, key: str) -> tuple[str, ...]:
    """The lines under a key, each a group of words or a pattern."""
    return tuple(_LEXICON[section][key])


def pattern(section: str, key: str) -> re.Pattern[str]:
    """Any of the patterns under a key, as whole words in any case."""
    return re.compile(rf"(?i)\b(?:{'|'.join(grouped(section, key))})\b")


def valued(section: str, key: str) -> dict[str, float]:
    """Words with a figure each ("dozen=12")."""
    return {word: float(figure) for word, figure in (pair.split("=") for pair in _LEXICON[section][key].split())}
