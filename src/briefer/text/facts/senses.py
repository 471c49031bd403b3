"""The small words that turn the sense of a sentence, and the words they govern."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from briefer.text.facts.lexicon import grouped, listed, pattern
from briefer.text.facts.words import Word, stem, words

_NOT = listed("negation", "plain")
_IDIOMS = pattern("negation", "idioms")
_LEXICAL = pattern("negation", "lexical")
_UNCOUNTED = pattern("negation", "uncounted")
_PREFIXED = re.compile(rf"(?:{'|'.join(grouped('negation', 'prefixed'))})(?P<rest>\w{{4,}})")
_WEIGHED = frozenset(stem(word) for word in listed("modality", "weighed"))

_STRENGTH = {
    "possible": ("possible", 1), "likely": ("possible", 2), "reported": ("reported", 1), "planned": ("planned", 1),
    "due": ("due", 1), "bound": ("due", 2), "sure": ("sure", 3),
}  # fmt: skip
HEDGES = {word: kind for key, kind in _STRENGTH.items() for word in listed("modality", key)}
SOFT = pattern("modality", "kept")
CONDITION = pattern("condition", "marks")
KEPT = pattern("condition", "kept")
QUANTIFIERS = {word: kind for kind in ("all", "most", "many", "some", "few", "only") for word in listed("scope", kind)}
STATUS = {word: group.split()[0] for group in grouped("status", "groups") for word in group.split()}
_CONVERSE = frozenset(stem(word) for word in listed("direction", "converse"))
SIDES: dict[str, tuple[tuple[int, int], ...]] = {}
for _number, _pair in enumerate(grouped("direction", "pairs")):
    for _side, _half in enumerate(_pair.split("|")):
        for _word in _half.split():
            SIDES[stem(_word)] = (*SIDES.get(stem(_word), ()), (_number, _side))


class Sign(NamedTuple):
    """One word with the negations over it: `odd` if they turn its sense, `rank` 0 where it stands next to one."""

    word: Word
    odd: bool
    rank: int
    explicit: bool


@lru_cache(maxsize=64)
def signs(text: str) -> tuple[Sign, ...]:
    """Every word that carries matter, with its polarity; `rank` is 9 in a phrase of time, place or manner, and a prefix
    ("unfair") counts for the word behind it."""
    found = words(text)
    over: dict[int, list[tuple[int, bool]]] = {}
    for start, explicit in _negators(text, found):
        noun = found[start].low in _BEFORE_NOUNS
        for rank, at in enumerate(_scope(found, start), start=noun):
            over.setdefault(at, []).append((9 if rank and _adjunct(found, start, at) else rank, explicit))
    out = []
    for at, word in enumerate(found):
        if not word.content:
            continue
        negs = over.get(at, [])
        rank = min((r for r, _ in negs), default=9)
        out.append(Sign(word, len(negs) % 2 == 1, rank, any(e for _, e in negs)))
        if rest := prefix_of(word.low):
            out.append(Sign(word._replace(key=rest), len(negs) % 2 == 0, 0, True))
    return tuple(out)


def negative(text: str) -> bool:
    """Whether a text says "no" in any way, counted by `signs` or not."""
    return bool(_UNCOUNTED.search(text) or any(True for _ in _negators(text, words(text))))


def uncounted(text: str) -> bool:
    """Whether a text has a word that makes it a "no" in a way that `signs` does not count."""
    return bool(_UNCOUNTED.search(text))


def negator_places(text: str) -> Iterator[tuple[int, tuple[int, ...]]]:
    """For each negation, its offset and the offsets of the words it governs."""
    found = words(text)
    for start, _ in _negators(text, found):
        yield found[start].span.start, tuple(found[at].span.start for at in _scope(found, start))


def _negators(text: str, found: tuple[Word, ...]) -> Iterator[tuple[int, bool]]:
    """Index of the last word of each negation, and whether it is one of the plain ones (not, never, no ...)."""
    flat = text.replace("’", "'")
    idle = [match.span() for match in _IDIOMS.finditer(flat)]
    marks = [
        (at, True)
        for at, word in enumerate(found)
        if (word.low in _NOT or word.low.endswith("n't")) and not (word.low in ("no", "nor") and _idle(text, found, at))
    ]
    starts = [word.span.start for word in found]
    marks += [(bisect_left(starts, match.end()) - 1, False) for match in _LEXICAL.finditer(flat)]
    return ((at, plain) for at, plain in marks if not any(a <= starts[at] < b for a, b in idle))


def _idle(text: str, found: tuple[Word, ...], at: int) -> bool:
    """Whether a "no" is an answer by itself, or a "nor" only goes on with a negation."""
    word = found[at]
    if word.low == "nor":
        return any(w.low in ("not", "neither") for w in found[max(0, at - 6) : at] if w.clause == word.clause)
    return at + 1 == len(found) or found[at + 1].clause != word.clause or _cut_off(text, word)


def _cut_off(text: str, word: Word) -> bool:
    """Whether a stop or a closing mark follows at once."""
    return text[word.span.end : word.span.end + 1] in (",", ".", "!", "?", ";", ":", '"', "”", "'")


_BEFORE_NOUNS = frozenset("no without none nothing of than lack lacks lacked lacking".split())
_OBJECT = frozenset("no nothing nobody none nowhere".split())
_SAYING = frozenset(
    stem(word) for word in "say tell add note argue claim warn explain insist believe think know".split()
) - {stem("know")}


def _before(found: tuple[Word, ...], start: int) -> Iterator[int]:
    """The verb whose object a negation begins ("found no evidence", "knew of no clause")."""
    if found[start].low in _OBJECT:
        for at in range(start - 1, max(-1, start - 3), -1):
            if found[at].clause != found[start].clause or found[at + 1].comma:
                return
            if found[at].content:
                if found[at].key not in _SAYING:
                    yield at
                return
            if found[at].low != "of":
                return


_ADJUNCT = frozenset(
    "for in at by since during until before after from on with about against over under within".split()
)


_FINITE = frozenset(
    "is are was were be been has have had will would shall should can could may might must that".split()
)


def _adjunct(found: tuple[Word, ...], start: int, at: int) -> bool:
    """Whether a governed word stands in a phrase of time, place or manner, not in the predicate."""
    between = [word.low for word in found[start + 1 : at]]
    last = max((n for n, low in enumerate(between) if low in _ADJUNCT), default=-1)
    return last >= 0 and not any(low in _FINITE for low in between[last:])


def _scope(found: tuple[Word, ...], start: int) -> Iterator[int]:
    """The words a negation governs: what carries matter after it, to the end of its clause or the next comma; an
    insertion between commas directly behind the negation is passed over."""
    inserted = start + 1 < len(found) and found[start + 1].comma
    governed = False
    yield from _before(found, start)
    for at in range(start + 1, min(len(found), start + 15)):
        if found[at].clause != found[start].clause or (found[at].comma and governed and not inserted):
            return
        if found[at].comma and at > start + 1:
            inserted = False
        if found[at].content and not inserted and not (found[at].low == "longer" and found[start].low == "no"):
            governed = True
            yield at


class Hedge(NamedTuple):
    """A word of modality, what kind and how strong it is, and the words it governs, nearest first."""

    word: Word
    kind: str
    strength: int
    governs: tuple[Word, ...]


@lru_cache(maxsize=64)
def hedges(text: str) -> tuple[Hedge, ...]:
    """The modal words of a text in order; the month of May is none."""
    found = words(text)
    out = []
    for at, word in enumerate(found):
        if word.low not in HEDGES and not (
            word.low in ("have", "has", "had") and at + 1 < len(found) and found[at + 1].low == "to"
        ):
            continue
        if word.text == "May" and at and not re.search(r"[.!?:\"“‘]\s*$", text[: word.span.start][-3:]):
            continue
        kind, strength = HEDGES.get(word.low, ("due", 2))
        if (
            kind == "planned"
            and not (found[at + 1 : at + 2] and found[at + 1].low in ("to", "on"))
            and stem(word.low) not in _WEIGHED
        ):
            continue
        ahead = tuple(
            w for w in found[at + 1 : at + 14] if w.clause == word.clause and w.content and w.low not in HEDGES
        )
        if (
            not ahead
            or word.low in ("may", "might", "could", "can", "will", "shall", "should", "must")
            or kind in ("planned", "due")
        ):
            governed = ahead
        else:
            back = tuple(w for w in reversed(found[max(0, at - 3) : at]) if w.clause == word.clause and w.content)
            governed = (*ahead[:3], *back[:1], *ahead[3:])
        if governed:
            out.append(Hedge(word, kind, strength, governed))
    return tuple(out)


def prefix_of(low: str) -> str:
    """The stem that a negative prefix turns round ("unfair": "fair"); "" for a word without one."""
    rest = _PREFIXED.fullmatch(low)
    return stem(rest["rest"]) if rest else ""


def opposite(one: str, other: str) -> bool:
    """Whether two stems are opposites in one of the listed pairs."""
    return any(a == b and x != y for a, x in SIDES.get(one, ()) for b, y in SIDES.get(other, ()))


def same_side(one: str, other: str) -> bool:
    """Whether two stems are equal or stand on one side of a listed pair."""
    return one == other or bool(set(SIDES.get(one, ())) & set(SIDES.get(other, ())))


def converse(key: str) -> bool:
    """Whether the opposite of a word says the same with its two sides exchanged ("buy", "sell")."""
    return key in _CONVERSE
