"""Names in a text and which of them can mean the same person, place or body."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Prefix

from briefer.models import Span
from briefer.text.facts.lexicon import grouped, listed
from briefer.text.facts.numbers import WORDS
from briefer.text.facts.words import FUNCTION, plain, stem

_CAP = r"""(?:(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|St|Lt|Col|Sgt)\.(?=\s)
    |[^\W\d_a-z](?:[^\W_]|[\u0300-\u036f])*(?:['’.&](?=[^\W_])[^\W_]+)*)"""
_RUN = re.compile(
    rf"""(?<![\w'’])(?:(?:[^\W\d_]\.){{2,}}|{_CAP})
    (?:[ \u00a0-](?:of[ ]the[ ]|(?:of|de|la|del|della|da|dos|du|van|von|der|den|bin|ibn|al|el|&)[ ]){{0,2}}
    (?:(?:[^\W\d_]\.){{2,}}|{_CAP}))*""",
    re.VERBOSE,
)

TITLES = listed("names", "titles")
VOICES = listed("names", "voices")
_CALENDAR = listed("names", "calendar")
_ALIASES = tuple(frozenset(group.split("|")) for group in grouped("names", "aliases"))
BODIES = listed("names", "bodies")
_OF = re.compile(r"([\w’'-]+) of (?:the )?")
_BEGINS = re.compile(r"[.!?:\n…][\s\"'“”‘’)]*\Z|[\"“‘(•–—]\s?\Z")
_DEMONYM = re.compile(
    r"(?:a|e|ia|y|ist|ists|ism|i|s|n|an|ns|ans|ian|ians|ern|erner|ean|eans|ese|er|ers|ish|ic|ite|ites)?"
)
_ROUGH = listed("numbers", "about", "over", "under")
_SMALL = listed("names", "small")


class Name(NamedTuple):
    """One capitalised run. `tokens` are folded words without titles' dots and small words; `initial` marks the run that
    begins a sentence, where the first capital proves nothing."""

    tokens: tuple[str, ...]
    span: Span
    initial: bool

    @property
    def core(self) -> tuple[str, ...]:
        """The tokens without titles and roles; all of them where nothing else is there ("Health Ministry")."""
        bare = tuple(token for token in self.tokens if token not in TITLES)
        return bare if any(token not in BODIES for token in bare) else self.tokens


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


@lru_cache(maxsize=32)
def names(text: str) -> tuple[Name, ...]:
    """The capitalised runs of a text in order, without months, weekdays and "I"; a function word that begins a sentence
    is left out of its run."""
    found = []
    for run in _runs(text):
        start, end = run.start, run.end
        words = re.split(r"[ \u00a0]", run.of(text))
        while words and not words[0].isupper() and plain(words[0]).split("'")[0] in FUNCTION | _CALENDAR:
            start += len(words.pop(0)) + 1
        while words and fold_token(words[-1]) in _SMALL | _CALENDAR:
            end -= len(words.pop()) + 1
        tokens = tokens_of(" ".join(words))
        initial = start == run.start and (not start or bool(_BEGINS.search(text, max(0, start - 3), start)))
        if tokens and not _common(tokens, words, initial):
            found.append(Name(tokens, Span(start, end), initial))
    return tuple(found)


def _runs(text: str) -> Iterator[Span]:
    """The capitalised runs; "of" binds only after a body ("Bank of Wend"), else it divides ("Marrow of the Union")."""
    for match in _RUN.finditer(text):
        start = match.start()
        for joint in _OF.finditer(text, *match.span()):
            if joint[1].lower() not in BODIES:
                yield Span(start, joint.end(1))
                start = joint.end()
        if not match[0][0].islower():
            yield Span(start, match.end())


def _common(tokens: tuple[str, ...], words: list[str], initial: bool) -> bool:
    """Whether a run has capitals only by its place: a day, a function word, at the beginning also a role or number."""
    if initial and all(token in TITLES or token in WORDS or token in _ROUGH for token in tokens):
        return True
    if initial and len(tokens) == 1 and tokens[0].endswith(("ly", "ing", "tion", "ment", "ness")):
        return True
    return len(tokens) == 1 and (tokens[0] in _CALENDAR or (tokens[0] in FUNCTION and not words[0].isupper()))


@lru_cache(maxsize=4096)
def same_token(one: str, other: str) -> bool:
    """Whether two folded tokens can be forms of one name: equal, a plural, or a demonym of the same stem."""
    if one == other or one.rstrip("s") == other.rstrip("s"):
        return True
    shared = Prefix.similarity(one, other)
    return shared >= 4 and all(_DEMONYM.fullmatch(token[shared:]) for token in (one, other))


def _acronym(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether one word is made of the first letters of the others."""
    letters = "".join(token[0] for token in long)
    return len(short) == 1 and len(long) > 1 and 2 <= len(short[0]) <= 6 and letters.endswith(short[0])


def abbreviates(short: str, word: str) -> bool:
    """Whether an abbreviation is made of letters of one word, its first among them ("tv" of "television")."""
    letters = iter(word)
    return word[:1] == short[:1] and len(short) < len(word) and all(letter in letters for letter in short)


def _aliases(tokens: tuple[str, ...]) -> set[int]:
    """The groups of names for one thing that hold a name."""
    joined = " ".join(tokens)
    return {i for i, group in enumerate(_ALIASES) if joined in group}


def is_country(tokens: tuple[str, ...]) -> bool:
    """Whether a name is one of a country, its people, capital or government, as far as the lexicon knows."""
    return bool(_aliases(tokens))


@lru_cache(maxsize=4096)
def same_name(said: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """Whether a name of a statement can be short or another form for one of the article; titles must have gone before.

    "Kessel" is short for "Clara Kessel", and so is "C. Kessel"; "Martin Kessel" is not.
    """
    if not said or not found:
        return False
    if _acronym(said, found) or _acronym(found, said) or _aliases(said) & _aliases(found):
        return True
    if len(said) + len(found) > 2 and same_token("".join(said), "".join(found)):
        return True  # "Southeast Asia", "South East Asia"
    if all(any(same_token(a, b) or (len(a) == 1 and b.startswith(a)) for b in found) for a in said):
        return True
    return len(found) > 1 and len(said) > len(found) and all(any(same_token(a, b) for b in said) for a in found)


@lru_cache(maxsize=8)
def vocabulary(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of the words a text has in lower case, and folded tokens that it has in names inside its sentences."""
    lower = frozenset(stem(word) for word in re.findall(r"(?<![\w'’])[^\W\d_A-Z][^\W\d_]+", text))
    proper = frozenset(token for name in names(text) for token in (name.tokens[1:] if name.initial else name.tokens))
    return lower, proper


@lru_cache(maxsize=64)
def mentions(text: str, wanted: tuple[str, ...]) -> tuple[Span, ...]:
    """Where a text mentions a name or role, given as folded tokens: as a capitalised run, or word by word."""
    named = [one.span for one in names(text) if same_name(wanted, one.core) or same_name(wanted, one.tokens)]
    pattern = r"\W{1,2}".join(re.escape(token) for token in wanted)
    said = re.finditer(rf"(?i)(?<!\w){pattern}(?!\w)", text) if wanted else ()
    return (*named, *(Span(*match.span()) for match in said))
