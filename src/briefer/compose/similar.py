"""How alike two labels, speakers or statements are, by their content words."""

from __future__ import annotations

import re
from functools import lru_cache

_ALIKE = 0.5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_EMPTY = frozenset(
    "a an the of on in at to for from by with and or but as that this these those it its is are was were be been "
    "being has have had will would can could may might must should shall not no do does did he she they we i you "
    "his her their our who which what when where how than then there here over under about into out up down after "
    "before more most less least new says said say also against between per all any some only until unless if "
    "while during through him them us my me s t".split()
)
_TITLES = frozenset("mr mrs ms dr prof sir dame lord lady gen col maj capt lt sen rep gov president minister".split())
_ENDINGS = (
    "ations",
    "ation",
    "ings",
    "ing",
    "ions",
    "ion",
    "ments",
    "ment",
    "ies",
    "ied",
    "es",
    "ed",
    "ers",
    "er",
    "s",
    "e",
    "y",
)


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The stems of a text's content words; numbers stay as they are."""
    return frozenset(stem(word) for word in (m[0].lower() for m in _WORD.finditer(text)) if word not in _EMPTY)


def stem(word: str) -> str:
    """A word without its commonest ending, at least four letters long; enough to group labels, no more."""
    word = word.removesuffix("'s").removesuffix("’s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared members over those of the smaller set; 0 if either is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared members over all; 0 if both are empty."""
    return len(a & b) / len(a | b) if a or b else 0.0


def same_issue(one: str, other: str) -> bool:
    """Whether two labels are of one issue: half of the shorter one's words shared, and more than one word or all."""
    a, b = content_words(one), content_words(other)
    shared = a & b
    return overlap(a, b) >= _ALIKE and (len(shared) > 1 or len(shared) == min(len(a), len(b)))


def same_speaker(a: str, b: str) -> bool:
    """Whether two names are one speaker's: equal, or one is the surname or the ending of the other, titles apart."""
    left, right = _name(a), _name(b)
    if not left or not right:
        return False
    short, long = sorted((left, right), key=len)
    return long[-len(short) :] == short


@lru_cache(maxsize=4096)
def _name(name: str) -> tuple[str, ...]:
    words = [word.lower() for word in _WORD.findall(name)]
    return tuple(word for word in words if word not in _TITLES and word not in ("the", "a", "an"))
