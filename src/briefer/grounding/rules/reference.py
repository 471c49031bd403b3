"""Whom words without a name can mean: "they", "the minister", "his lawyer", "the 62-page text"."""

from __future__ import annotations

import re
from functools import lru_cache

from briefer.attribution.names import FEMALE, MALE, OFFICES, PEOPLE, Named, Names
from briefer.attribution.phrases import FINITE, first_subject, subject
from briefer.attribution.words import units
from briefer.models import Span
from briefer.text.facts.lexicon import listed
from briefer.text.facts.names import BODIES, TITLES, mentions, names, same_name, same_token, tokens_of
from briefer.text.sentences import paragraphs

HE, SHE = frozenset(("he", "his", "him")), frozenset(("she", "her"))
THEY, IT = frozenset("they their them some others many both these those".split()), frozenset(("it", "its", "which"))
PRONOUNS = HE | SHE | THEY | IT | frozenset("we i you who that".split())
PAPERS = frozenset(
    """report study letter statement document paper survey opinion analysis proposal memo draft text poll research bill
    plan ruling judgment post posts section article page site website results""".split()
)
AUTHORS = frozenset("author authors poster posters writer writers".split())
POLLED = frozenset("percent cent respondents polled surveyed interviewees".split())
QUALIFIERS, ONLOOKERS = listed("names", "qualifiers"), listed("names", "onlookers")
_HEAD_ENDS = re.compile(
    r"(?i),|\b(?:of|for|to|on|from|in|at|by|with|led|headed|who|whose|that|which|familiar|briefed)\b"
)
_DEFINITE = re.compile(r"(?i)(?:the|this|that|these|those)\s")


def head_of(phrase: str) -> str:
    """The folded head noun of a noun phrase."""
    found = tokens_of(_HEAD_ENDS.split(phrase, maxsplit=1)[0])
    return found[-1] if found else ""


def same_words(text: str, mention: str, claimed: str) -> bool:
    """Whether two noun phrases have one head, and one has all words of the other; a name that only the claim has must
    stand in the article."""
    there, ours = set(tokens_of(mention)) - PRONOUNS, set(tokens_of(claimed)) - PRONOUNS
    one, other = head_of(mention), head_of(claimed)
    if not there or not ours or not same_token(one, other) or one.endswith("s") != other.endswith("s"):
        return False
    if _subset(ours - QUALIFIERS, there):
        return True
    return _subset(there - QUALIFIERS, ours) and _known(text, claimed)


def _subset(few: set[str], many: set[str]) -> bool:
    return all(any(same_token(a, b) for b in many) for a in few)


def may_mean(text: str, mention: Span, claimed: str) -> bool:
    """Whether a mention without a name can be the claimed speaker: one of his kind, named before it in the same
    paragraph or in the one before."""
    if not fits(text, mention.of(text), claimed):
        return False
    reach = 2 if head_of(mention.of(text)) not in POLLED else len(text)
    start = [p.start for p in paragraphs(text) if p.start <= mention.start][-reach:][:1]
    before, head = text[start[0] if start else 0 : mention.start], head_of(claimed)
    core, named = core_of(tokens_of(claimed)), bearer(text, claimed)
    if head in AUTHORS or any(True for _ in mentions(before, core[-1:] if named and named.person else core)):
        return True
    return named is None and _known(text, claimed) and head in tokens_of(before)


def _known(text: str, claimed: str) -> bool:
    """Whether all names inside a claimed description stand in the article."""
    return all(any(True for _ in mentions(text, (token,))) for name in names(claimed) for token in name.tokens)


def fits(text: str, mention: str, claimed: str) -> bool:
    """Whether a pronoun or description is of the claimed speaker's kind: number, gender, person, body or paper."""
    low, head, own, named = mention.lower(), head_of(mention), head_of(claimed), bearer(text, claimed)
    human = named.person if named else own in OFFICES | PEOPLE | ONLOOKERS or own == "one"
    many = named is None and own.endswith(("s", "people"))
    if low in HE | SHE:
        return human and not many and gender_of(text, claimed) in ("", "m" if low in HE else "f")
    if low in THEY:
        return many or not human
    if low in IT:
        return not many and not human
    if head in POLLED:
        return own in PAPERS
    if not _DEFINITE.match(mention) or any(n.core == n.tokens for n in names(mention)):
        return False
    if head in PAPERS:
        return own in PAPERS | AUTHORS
    return named is not None and human and head in OFFICES | PEOPLE | ONLOOKERS


def bearer(text: str, claimed: str) -> Named | None:
    """The person, body or place of the article that bears the claimed name."""
    core = core_of(tokens_of(claimed))
    return next(
        (named for own, named in _bearers(text) if same_name(core, own) and same_token(core[-1], own[-1])), None
    )


def gender_of(text: str, claimed: str) -> str:
    """m, f, or "" where neither the name nor the words for the office tell."""
    named = bearer(text, claimed)
    told = "f" if FEMALE.search(claimed) else "m" if MALE.search(claimed) else ""
    return (named.gender if named else "") or told


@lru_cache(maxsize=8)
def _bearers(text: str) -> tuple[tuple[tuple[str, ...], Named], ...]:
    """The names of an article as folded words, each with what the article says of its bearer."""
    return tuple((tokens_of(name), named) for name, named in Names(text, units(text)).by_name.items())


def core_of(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """A name without titles and articles; all of it where nothing else is there."""
    plain = tuple(t for t in tokens if t not in ("the", "a", "an"))
    bare = tuple(t for t in plain if t not in TITLES)
    return bare if any(t not in BODIES for t in bare) else plain


def subjects(text: str, sentence: Span, quote: Span) -> list[Span]:
    """The subject of a sentence's main clause, and that of the first verb in the quoted words."""
    found = []
    for unit in units(text):
        if unit.start < sentence.end and sentence.start < unit.end:
            verbs = (i for i, t in enumerate(unit.tokens) if t.tag in FINITE and t.start >= quote.start)
            places = (first_subject(unit.tokens), subject(unit.tokens, next(verbs, 0)))
            found += [Span(unit.tokens[p[0]].start, unit.tokens[p[1] - 1].end) for p in places if p]
    return found
