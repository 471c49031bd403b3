"""The small words that turn, soften or limit what a sentence says, the words they govern, and what words mean alike."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Prefix

from briefer.models import Span
from briefer.text.facts.lexicon import grouped, listed, pattern
from briefer.text.facts.words import IRREGULAR, Word, stem, words

_NOT = listed("negation", "plain")
_IDIOMS = pattern("negation", "idioms")
_LEXICAL = pattern("negation", "lexical")
NEGATIVE = pattern("negation", "traces")
_UNDONE = re.compile(r"(?i)(?:fail|refus|declin)\w* to\b|unable to\b")  # what comes of them is that it was not done
ILL = frozenset(stem(word) for word in listed("negation", "ill"))
_PREFIXED = re.compile(rf"(?:{'|'.join(grouped('negation', 'prefixed'))})(?P<rest>\w{{4,}})")
_OBJECT = listed("negation", "objects")
_STOPS = listed("negation", "stops")
_BEGIN = frozenset("the a an all every each its his her their our my this these those some".split())
_SAYING = frozenset(stem(word) for word in listed("negation", "saying"))

_STRENGTH = {
    "possible": ("possible", 1), "likely": ("possible", 2), "reported": ("reported", 1), "due": ("due", 1),
    "bound": ("due", 2),
}  # fmt: skip
_HEDGES = {word: kind for key, kind in _STRENGTH.items() for word in listed("modality", key)}
_PLANS = frozenset(stem(word) for word in listed("modality", "planned"))
_BETWEEN = frozenset("now already since also just recently finally been".split())
_UNDONE_YET = frozenset("who to will would shall should could may might must".split())
_UNCHANGED = frozenset("cost cut put hit set let shut hurt split quit spread bid beat burst cast shed".split())
_BARE = frozenset(stem(word) for word in listed("modality", "weighed"))
_WILLS = frozenset(stem(word) for word in listed("modality", "wills"))
_SEEMS, _PLACES = frozenset("appear appears".split()), frozenset("at before in on with".split())
SOFT = pattern("modality", "kept")
OWED = pattern("modality", "owed")
CERTAIN = pattern("modality", "certain")

CONVERSE = frozenset(stem(word) for word in listed("direction", "converse"))
"""Stems whose opposite says the same with its two sides exchanged ("buy", "sell")."""
SIDES: dict[str, tuple[tuple[int, int], ...]] = {}
for _number, _pair in enumerate(grouped("direction", "pairs")):
    for _side, _half in enumerate(_pair.split("|")):
        for _word in _half.split():
            SIDES[stem(_word)] = (*SIDES.get(stem(_word), ()), (_number, _side))
_SYNONYMS: dict[str, frozenset[int]] = {}
for _number, _group in enumerate(grouped("words", "synonyms")):
    for _word in _group.split():
        _SYNONYMS[stem(_word)] = _SYNONYMS.get(stem(_word), frozenset()) | {_number}

ROOT = 0.8  # share of the longer of two stems from which on what they begin with makes them words of one root


class Mark(NamedTuple):
    """A word or phrase that turns, softens or limits others: its kind, how strong it is, its place in the text, and the
    words it governs, the nearest first."""

    kind: str
    strength: int
    span: Span
    governs: tuple[Word, ...]


class Sign(NamedTuple):
    """One word that carries matter; `odd` if the negations over it turn its sense."""

    word: Word
    odd: bool


@lru_cache(maxsize=64)
def negations(text: str) -> tuple[Mark, ...]:
    """The negations of a text: plain ones (strength 2: not, never, no), and verbs and prefixes that say no (1: refuse,
    unfair); a prefix governs the rest of its word."""
    found = words(text)
    marks = []
    for start, plain, span in _negators(text, found):
        strength = 2 if plain or _UNDONE.match(text, span.start) else 1
        marks.append(Mark("not" if plain else "verb", strength, span, tuple(found[at] for at in _scope(found, start))))
    for word in found:
        if rest := prefix_of(word.low):
            marks.append(Mark("prefix", 1, word.span, (word._replace(key=rest),)))
    return tuple(marks)


@lru_cache(maxsize=64)
def signs(text: str) -> tuple[Sign, ...]:
    """Every word that carries matter, with its polarity; a prefix ("unfair") counts for the word behind it."""
    over = Counter(word.span for mark in negations(text) if mark.kind != "prefix" for word in mark.governs)
    out = []
    for word in words(text):
        if word.content:
            odd = over[word.span] % 2 == 1
            out.append(Sign(word, odd))
            if rest := prefix_of(word.low):
                out.append(Sign(word._replace(key=rest), not odd))
    return tuple(out)


def _negators(text: str, found: tuple[Word, ...]) -> Iterator[tuple[int, bool, Span]]:
    """Index of the last word of each negation, whether it is a plain one, and its place."""
    flat = text.replace("’", "'")
    idle = [match.span() for match in _IDIOMS.finditer(flat)]
    marks = [
        (at, True, word.span)
        for at, word in enumerate(found)
        if _says_no(word) and not (word.low in ("no", "nor") and _idle(text, found, at))
    ]
    starts = [word.span.start for word in found]
    marks += [(bisect_left(starts, m.end()) - 1, False, Span(*m.span())) for m in _LEXICAL.finditer(flat)]
    return (mark for mark in sorted(marks) if not any(a <= starts[mark[0]] < b for a, b in idle))


def _says_no(word: Word) -> bool:
    return word.low in _NOT or word.low.endswith("n't")


def _idle(text: str, found: tuple[Word, ...], at: int) -> bool:
    """Whether a "no" is an answer by itself, or a "nor" only goes on with a negation."""
    word = found[at]
    if word.low == "nor":
        return not word.comma and any(_says_no(w) for w in found[max(0, at - 6) : at] if w.clause == word.clause)
    follows = text[word.span.end : word.span.end + 1]
    return at + 1 == len(found) or found[at + 1].clause != word.clause or follows in (*',.!?;:"”-', "'")


def _scope(found: tuple[Word, ...], start: int) -> Iterator[int]:
    """The words a negation governs: what carries matter after it, to the end of its clause or the next comma; an
    insertion between commas directly behind it is passed over, and a verb whose object it begins comes first."""
    inserted = start + 1 < len(found) and found[start + 1].comma
    governed = False
    if found[start].low in _OBJECT and not found[start].comma:
        at = start - 1 - (found[start - 1].low == "of" and start > 1)
        verb = found[at] if at >= 0 else None
        if verb and verb.content and verb.clause == found[start].clause and verb.key not in _SAYING:
            yield at
    for at in range(start + 1, min(len(found), start + 15)):
        anew = found[at].low in ("and", "but") and at + 1 < len(found) and found[at + 1].low in _BEGIN
        if found[at].clause != found[start].clause or (
            governed and ((found[at].comma and not inserted) or found[at].low in _STOPS or anew)
        ):
            return
        if found[at].comma and at > start + 1:
            inserted = False
        if found[at].content and not inserted:
            governed = True
            yield at


@lru_cache(maxsize=64)
def hedges(text: str) -> tuple[Mark, ...]:
    """The modal words of a text in order; the month of May is none."""
    found = words(text)
    out = []
    for at, word in enumerate(found):
        nxt = found[at + 1].low if at + 1 < len(found) else ""
        if word.low in ("have", "has", "had") and nxt == "to":
            kind, strength = "due", 2
        elif word.low in _HEDGES or word.key in _PLANS:
            kind, strength = _HEDGES.get(word.low, ("planned", 1))
        else:
            continue
        if word.low in ("almost", "nearly") and not (nxt in IRREGULAR or nxt.endswith("ed")):
            continue  # only what almost happened did not happen
        if word.low in _SEEMS and nxt in _PLACES:
            continue  # what appears on a page appears for certain
        if (word.text == "May" and at and word.clause == found[at - 1].clause) or (
            kind == "planned"
            and nxt not in ("to", "on", "that")
            and not (word.key in _WILLS and "to" in [w.low for w in found[at + 2 : at + 6] if w.clause == word.clause])
            and not (word.key in _BARE and "ing" in word.low + nxt)
        ):
            continue
        end = next((n for n in range(at + 2, len(found)) if found[n].low in _STOPS), len(found))
        commas = [n for n in range(at + 1, end) if found[n].comma]
        begin = commas[1] if commas[:1] == [at + 1] and len(commas) > 1 else at + 1  # "must, she said, close"
        ahead = [w for w in found[begin:end] if w.clause == word.clause and w.content and w.low not in _HEDGES]
        if ahead:
            out.append(Mark(kind, strength, word.span, tuple(ahead)))
    return tuple(out)


@lru_cache(maxsize=64)
def perfects(text: str) -> tuple[Word, ...]:
    """The verbs that a text tells as done ("has agreed")."""
    found = words(text)
    out = []
    for at, word in enumerate(found):
        if word.low in ("has", "have", "having", "i've", "we've", "they've") and (
            not at or found[at - 1].low not in _UNDONE_YET
        ):
            verb = next((w for w in found[at + 1 : at + 4] if w.low not in _BETWEEN and not w.low.endswith("ly")), word)
            if verb.low.endswith(("ed", "en")) or verb.low in IRREGULAR or verb.low in _UNCHANGED:
                out.append(verb)
    return tuple(out)


def prefix_of(low: str) -> str:
    """The stem that a negative prefix turns round ("unfair": "fair"); "" for a word without one."""
    rest = _PREFIXED.fullmatch(low)
    return stem(rest["rest"]) if rest else ""


@lru_cache(maxsize=8192)
def alike(one: str, other: str) -> bool:
    """Whether two stems are equal or of one root, synonyms, or stand on one side of a pair of opposites."""
    return (
        one == other
        or bool(_SYNONYMS.get(one, frozenset()) & _SYNONYMS.get(other, frozenset()))
        or bool(set(SIDES.get(one, ())) & set(SIDES.get(other, ())))
        or (one[:5] == other[:5] and Prefix.normalized_similarity(one, other) >= ROOT)
    )


@lru_cache(maxsize=8192)
def opposite(one: str, other: str) -> bool:
    """Whether two stems are opposites in one of the listed pairs."""
    return any(a == b and x != y for a, x in SIDES.get(one, ()) for b, y in SIDES.get(other, ()))
