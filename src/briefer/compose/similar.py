"""How alike two labels, speakers or statements are, by their content words."""

import re
from functools import lru_cache

from briefer.text.facts.words import content_keys
from briefer.text.topics import topic_words

_ALIKE = 0.5
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TITLES = frozenset("mr mrs ms dr prof sir dame lord lady gen col maj capt lt sen rep gov president minister".split())
_ALL = re.compile(r"[%‰$€£¥+−-]?\d[\d.,:]*(?<=\d)[%‰]?|[^\W\d_]+(?:['’][^\W_]+)?")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def all_words(text: str) -> tuple[str, ...]:
    """The words of a text in order, small, without articles; numbers as they are written."""
    words = (found[0].lower().replace("’", "'") for found in _ALL.finditer(text))
    return tuple(word for word in words if word not in ("the", "a", "an"))


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The stems of a text's content words; numbers stay as they are."""
    return content_keys(text) | frozenset(number[0] for number in _NUMBER.finditer(text))


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared members over those of the smaller set; 0 if either is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared members over all; 0 if both are empty."""
    return len(a & b) / len(a | b) if a or b else 0.0


def same_issue(one: str, other: str) -> bool:
    """Whether two labels are of one issue: half of the shorter one's words shared, and more than one word or all."""
    a, b = topic_words(one), topic_words(other)
    shared = a & b
    return overlap(a, b) >= _ALIKE and (len(shared) > 1 or len(shared) == min(len(a), len(b)))


def same_speaker(a: str, b: str) -> bool:
    """Whether two names are one speaker's: equal, or one is the surname or the ending of the other, titles apart."""
    left, right = _name(a), _name(b)
    if not left or not right:
        return False
    short, long = sorted((left, right), key=len)
    return long[-len(short) :] == short


def last_word(name: str) -> str:
    """The word that two names of one speaker have in common."""
    return "".join(_name(name)[-1:])


@lru_cache(maxsize=4096)
def _name(name: str) -> tuple[str, ...]:
    words = [word.lower() for word in _WORD.findall(name)]
    return tuple(word for word in words if word not in _TITLES and word not in ("the", "a", "an"))
