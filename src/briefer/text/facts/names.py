"""Names in a text and which of them can mean the same person, place or body."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from briefer.models import Span
from briefer.text.facts.numbers import WORDS
from briefer.text.facts.words import FUNCTION, plain, stem

_CAP = r"""(?:(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|St|Lt|Col|Sgt)\.(?=\s)
    |[^\W\d_a-z](?:[^\W_]|[\u0300-\u036f])*(?:['’.&](?=[^\W_])[^\W_]+)*)"""
_RUN = re.compile(
    rf"""(?<![\w'’])(?:(?:[^\W\d_]\.){{2,}}|{_CAP})
    (?:[ \u00a0-](?:of[ ]the[ ]|(?:of|de|la|del|della|da|dos|du|van|von|der|den|bin|ibn|al|el|for|&)[ ]){{0,2}}
    (?:(?:[^\W\d_]\.){{2,}}|{_CAP}))*""",
    re.VERBOSE,
)

TITLES = frozenset(
    """mr mrs ms miss dr prof professor sir dame lord lady rev reverend father sister president vice prime minister premier
    chancellor senator sen rep representative congressman congresswoman governor gov mayor councillor alderman judge justice
    king queen prince princess pope archbishop bishop cardinal imam rabbi general gen colonel col major captain capt
    lieutenant lt sergeant sgt admiral commander chief officer inspector superintendent secretary ambassador envoy
    spokesman spokeswoman spokesperson director chair chairman chairwoman chairperson head leader deputy acting former
    ex interim aide coach engineer doctor economist analyst professor farmer attorney lawyer commissioner speaker
    candidate author activist villager resident teacher nurse editor founder executive ceo manager captain foreign
    finance defence defense interior health education state press justice trade energy assistant under senior""".split()
)
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december jan feb mar apr jun jul aug sept oct nov dec i i'm i'll i've i'd mondays fridays
    ok one two three four five many several some most few""".split()
)
_ALIASES = tuple(
    frozenset(group.split("|"))
    for group in """us|usa|united states|america|american|americans|washington|white house|u.s|u.s.a
    uk|united kingdom|britain|british|u.k|london|downing street;eu|european union|brussels|europe|european|e.u
    un|united nations|u.n;russia|russian|moscow|kremlin;ukraine|ukrainian|kyiv|kiev;china|chinese|beijing
    france|french|paris;germany|german|berlin;netherlands|dutch|hague;switzerland|swiss|bern;denmark|danish|danes
    finland|finnish|finns;sweden|swedish|swedes|stockholm;poland|polish|poles|warsaw;spain|spanish|madrid
    greece|greek|athens;turkey|turkish|ankara|türkiye;ireland|irish|dublin;wales|welsh;thailand|thai;philippines|filipino|manila
    israel|israeli;iran|iranian|tehran;iraq|iraqi;japan|japanese|tokyo;north korea|pyongyang;south korea|seoul
    india|indian|new delhi|delhi;pakistan|pakistani|islamabad;scotland|scottish|scots;norway|norwegian|oslo
    canada|canadian|ottawa;mexico|mexican;cyprus|cypriot;belgium|belgian;italy|italian|rome;australia|australian|canberra
    afghanistan|afghan|kabul;new zealand|kiwi;nato|north atlantic treaty organization;who|world health organization""".replace(
        "\n", ";"
    ).split(";")
    for group in [group.strip()]
)
_SMALL = frozenset("of the de la del della da dos du van von der den bin ibn al el and for &".split())


class Name(NamedTuple):
    """One capitalised run. `tokens` are folded words without titles' dots and small words; `initial` marks the run that
    begins a sentence, where the first capital proves nothing."""

    tokens: tuple[str, ...]
    span: Span
    initial: bool

    @property
    def core(self) -> tuple[str, ...]:
        """The tokens without titles and roles; all of them where nothing else is there."""
        return tuple(token for token in self.tokens if token not in TITLES) or self.tokens


def fold_token(word: str) -> str:
    """Lower case, no accents, no possessive, no stops: names are compared so, never quotes."""
    low = re.sub(r"'s$|'$|\.", "", plain(word))
    return "".join(char for char in unicodedata.normalize("NFD", low) if not unicodedata.combining(char))


def tokens_of(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase that carry a name or a role."""
    parts = (
        fold_token(part) for part in re.findall(r"(?:[^\W\d_]\.){2,}|[\w’'.&\u0300-\u036f]+", phrase.replace("-", " "))
    )
    return tuple(part for part in parts if part and part not in _SMALL and part not in ("a", "an"))


@lru_cache(maxsize=64)
def names(text: str) -> tuple[Name, ...]:
    """The capitalised runs of a text in order, without months, weekdays and "I"; a function word that begins a sentence
    is left out of its run."""
    found = []
    for match in _RUN.finditer(text):
        if match[0][0].islower():
            continue
        start, end = match.span()
        before = text[max(0, start - 3) : start]
        initial = start == 0 or bool(re.search(r"[.!?:\n…][\s\"'“”‘’)]*$|[\"“‘(•–—]\s?$|^$", before))
        words = re.split(r"[ \u00a0]", match[0])
        while (
            words and (fold_token(words[0]) in FUNCTION or fold_token(words[0]) in _CALENDAR) and not words[0].isupper()
        ):
            start += len(words.pop(0)) + 1
        while words and fold_token(words[-1]) in _SMALL | _CALENDAR:
            end -= len(words.pop()) + 1
        tokens = tokens_of(" ".join(words))
        alone = initial and start == match.start()
        if tokens and not (alone and all(token in TITLES or token in WORDS for token in tokens)) and not _common(tokens, words):
            found.append(Name(tokens, Span(start, end), alone))
    return tuple(found)


def _common(tokens: tuple[str, ...], words: list[str]) -> bool:
    """Whether a run of one word is a day, a month or a function word in capitals only by its place."""
    return len(tokens) == 1 and (tokens[0] in _CALENDAR or (tokens[0] in FUNCTION and not words[0].isupper()))


@lru_cache(maxsize=4096)
def same_token(one: str, other: str) -> bool:
    """Whether two folded tokens can be forms of one name: equal, a plural, or a demonym of the same stem."""
    if one == other or one.rstrip("s") == other.rstrip("s"):
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    endings = (one[shared:], other[shared:])
    demonym = all(
        re.fullmatch(r"(?:a|e|ia|y|i|s|n|an|ns|ans|ian|ians|ean|eans|ese|er|ers|ish|ic|ite|ites)?", ending)
        for ending in endings
    )
    return shared >= 4 and demonym


def _acronym(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return len(short) == 1 and 2 <= len(short[0]) <= 6 and len(long) > 1 and short[0] == "".join(t[0] for t in long)


def _aliases(tokens: tuple[str, ...]) -> set[int]:
    joined = " ".join(tokens)
    return {i for i, group in enumerate(_ALIASES) if joined in group}


def same_name(said: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """Whether a name of a statement can be short or another form for one of the article; titles must have gone before.

    "Lowe" is short for "Anna Lowe", and so is "A. Lowe"; "Mark Lowe" is not.
    """
    if not said or not found:
        return False
    if _acronym(said, found) or _acronym(found, said) or _aliases(said) & _aliases(found):
        return True
    if all(any(same_token(a, b) or (len(a) == 1 and b.startswith(a)) for b in found) for a in said):
        return True
    return len(found) > 1 and len(said) > len(found) and all(any(same_token(a, b) for b in said) for a in found)


@lru_cache(maxsize=8)
def vocabulary(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of the words a text has in lower case, and folded tokens it has as names away from a sentence's beginning."""
    lower = frozenset(stem(word) for word in re.findall(r"(?<![\w'’])[^\W\d_A-Z][^\W\d_]+", text))
    proper = frozenset(token for name in names(text) for token in (name.tokens[1:] if name.initial else name.tokens))
    return lower, proper
