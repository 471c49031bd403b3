"""Words, their stems, the clauses they stand in, and whether they are English at all."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from briefer.models import Span
from briefer.text.facts.lexicon import grouped, listed

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|(?:[^\W\d_]|[\u0300-\u036f\u00ad])+(?:['’](?:[^\W\d_])+)*|_+")

FUNCTION = listed("words", "function")

IRREGULAR = {form: group.split()[0] for group in grouped("words", "irregular") for form in group.split()[1:]}

_SUFFIXES = tuple(
    (ending, put)
    for put, endings in {
        "y": "ying ied ies ily", "e": "ations ation ators ator ements ement es", "t": "tions tion", "s": "sions sion",
        "": "ments ment ingly ings ing edly ures ure ed s ly", "ss": "sses", "ch": "ches", "sh": "shes", "x": "xes",
    }.items()
    for ending in endings.split()
)  # fmt: skip


_WHOLE = listed("words", "whole")


class Word(NamedTuple):
    """One word of a text. `key` is its stem; `clause` counts the clauses from 0."""

    text: str
    low: str
    key: str
    span: Span
    clause: int
    comma: bool  # whether a comma stands before it

    @property
    def content(self) -> bool:
        """Whether the word carries matter of its own."""
        return self.low not in FUNCTION and "'" not in self.low[1:-2]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """One form for the forms of an English word ("closing", "closed", "closure"); rough, only for comparing."""
    low = re.sub(r"['’]s?$", "", plain(word))
    base = IRREGULAR.get(low, low)
    if base == low and not low.endswith(("ss", "us", "is")):
        base = next((low.removesuffix(end) + put for end, put in _SUFFIXES if _bears(low, end)), low)
    if base.endswith("y"):
        return base[:-1] + "i"
    base = base.rstrip("e") if len(base) > 3 else base
    if len(base) > 4 and base[-1] == base[-2] and base[-1] not in "ls":
        base = base[:-1]
    return {"clo": "clos", "rais": "rise", "ris": "rise"}.get(base, base)


def _bears(low: str, ending: str) -> bool:
    """Whether a word is long enough to bear an ending."""
    least = {"ily": 7, "ly": 99 if low.endswith("ily") else 5}.get(ending, len(ending) + 3)
    return low.endswith(ending) and len(low) >= least and not (ending == "ly" and low in _WHOLE)


def plain(word: str) -> str:
    """Lower case, straight apostrophes, one form for composed letters, no soft hyphens."""
    return unicodedata.normalize("NFC", word).lower().replace("’", "'").replace("\u00ad", "")


_BREAK = re.compile(r"[;:.!?()\u2013\u2014\n]|\s-\s")
_JOIN = frozenset(
    """and but so or yet while because which who although though whereas since unless until if when whenever as where
    after before""".split()
)
_SUBORDINATE = frozenset("but because while whereas although though unless if when whenever which who".split())
_SUBJECT = frozenset("i we you he she it they there this that".split())


@lru_cache(maxsize=64)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order, with offsets into it and the number of their clause."""
    found: list[Word] = []
    clause, end, last = 0, 0, ""
    for match in TOKEN.finditer(text):
        low = plain(match[0])
        between = text[end : match.start()]
        if found and (
            _BREAK.search(between)
            or (low in _JOIN and "," in between)
            or (low in _SUBORDINATE and last not in ("and", "or", "but", "only", "even", "not", "as"))
            or (last == "and" and low in _SUBJECT and found[-1].clause == clause)
        ):
            clause += 1
        found.append(Word(match[0], low, stem(match[0]), Span(*match.span()), clause, "," in between))
        end, last = match.end(), low
    return tuple(found)


def is_proper(word: Word) -> bool:
    """Whether a word is written as part of a name."""
    return word.text[:1].isupper()


def content_keys(text: str) -> frozenset[str]:
    """The stems of the words that carry matter."""
    return frozenset(word.key for word in words(text) if word.content)


_ENGLISH = FUNCTION | frozenset("said says say year years people new one two".split())
_PARTICLES = listed("words", "particles")
_OTHER = listed("words", "other")


def _particle(found: tuple[Word, ...], at: int) -> bool:
    """Whether a word belongs to a name ("Jürgen von der Halde")."""
    if found[at].low not in _PARTICLES or not at:
        return False
    return found[at - 1].text[:1].isupper() or _particle(found, at - 1)


def english(text: str) -> bool:
    """Whether the rules can read a text: Latin letters, and more English function words than those of its neighbours.

    Words common to several languages count for each; a text too short to tell counts as English.
    """
    letters = [char for char in text if char.isalpha()]
    latin = sum(char < "\u0250" or "\u1e00" <= char < "\u2100" for char in letters)
    if latin * 2 < len(letters):
        return False
    found = words(text)
    lows = [word.low for at, word in enumerate(found) if not _particle(found, at)]
    ours, theirs = sum(low in _ENGLISH for low in lows), sum(low in _OTHER for low in lows)
    return ours >= theirs or theirs < 2
