"""Which words can be cues, and what must follow them: the tables beside this file, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

FRAMES = ("that", "clause", "wh", "to", "quote", "object", "object that", "object to", "prep", "gerund", "end")


def _read(name: str) -> str:
    return resources.files("briefer.attribution").joinpath(name).read_text(encoding="utf-8")


_LISTS: dict[str, str] = tomllib.loads(_read("words.toml"))


def listed(name: str, divider: str | None = None) -> frozenset[str]:
    """The words of a list, divided by white space or by another sign."""
    return frozenset(" ".join(word.split()) for word in _LISTS[name].split(divider))


@dataclass(frozen=True, slots=True)
class Verb:
    """A word of the lexicon: its class, and by frame how likely it is a cue there (0 to 1)."""

    lemma: str
    kind: str  # s speech, t thought, i intention, d document, p perception, o other, n noun
    rates: dict[str, float]


IRREGULAR = {verb: past for verb, *past in (group.split() for group in listed("irregular", ";"))}


def forms(lemma: str) -> dict[str, str]:
    """The inflected forms of a verb with their tags VVB, VVZ, VVD, VVN, VVG; VVD where both past forms agree."""
    past, participle = IRREGULAR.get(lemma, ("", ""))
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")) else lemma
    if past.endswith("ed") and past[:-3] == lemma:  # the last letter is doubled
        stem = past[:-2]
    consonant_y = lemma.endswith("y") and lemma[-2] not in "aeiou"
    regular = lemma[:-1] + "ied" if consonant_y else lemma + ("d" if lemma.endswith("e") else "ed")
    past, participle = past or regular, participle or regular
    gerund = lemma[:-2] + "ying" if lemma.endswith("lie") else stem + "ing"
    return {lemma: "VVB", inflected(lemma): "VVZ", gerund: "VVG", participle: "VVN", past: "VVD"}


def inflected(verb: str) -> str:
    """The third person of a base form, by the rules of English spelling."""
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else verb + "s"


@cache
def _table() -> tuple[Verb, ...]:
    rows = (line.split("\t") for line in _read("cues.tsv").splitlines() if not line.startswith("#"))
    return tuple(
        Verb(lemma, kind, dict(zip(FRAMES, (int(figure) / 100 for figure in figures.split()), strict=True)))
        for lemma, kind, figures in rows
    )


@cache
def lexicon() -> dict[str, tuple[Verb, str]]:
    """Every inflected form of every cue verb, in lower case, with the verb and the form's tag."""
    table: dict[str, tuple[Verb, str]] = {}
    for verb in _table():
        if verb.kind != "n":
            for form, tag in forms(verb.lemma).items():
                table.setdefault(form, (verb, tag))
    return table


@cache
def nouns() -> dict[str, Verb]:
    """Every noun that can be a cue, singular and plural."""
    return {form: noun for noun in _table() if noun.kind == "n" for form in (noun.lemma, inflected(noun.lemma))}


SAYING = listed("saying")
"""Verbs that can follow or split what was said: "..., X noted"."""
ADDRESSEE = listed("addressing")
ADJECTIVES = listed("adjectives")
PREPOSITION_RATE = {word: float(rate) for word, _, rate in (pair.partition("=") for pair in listed("prepositions"))}
