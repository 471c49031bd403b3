"""Whom a phrase names: the members of a group, each with a name or a common noun, and whose they are."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance.Levenshtein import distance

from briefer.attribution import attributions
from briefer.attribution.names import BODIES as INSTITUTIONS
from briefer.attribution.names import COURTESY, FEMALE, FIELDS, IN_FULL, MALE, MEN, OFFICES, WOMEN, Names
from briefer.attribution.words import units
from briefer.models import Span
from briefer.text.facts.lexicon import listed
from briefer.text.facts.names import BODIES, TITLES, Name, names, same_name, same_token, tokens_of, vocabulary
from briefer.text.facts.words import FUNCTION, stem

VOICES, ONLOOKERS, QUALIFIERS = listed("names", "voices"), listed("names", "onlookers"), listed("names", "qualifiers")
PAPERS = frozenset(
    """report study letter statement document paper survey opinion analysis proposal memo draft text poll research bill
    plan ruling judgment post posts section article page site website result review version finding figure
    estimate""".split()
)
THEY = frozenset("they them their some others many both these those two three four five six several few".split())
LIKE = (
    frozenset(("minister", "secretary")),
    frozenset("congressman congresswoman representative rep senator sen lawmaker legislator councillor member".split()),
    frozenset("chair chairman chairperson".split()),
    frozenset("chair chairwoman chairperson".split()),
    frozenset(("spokesman", "spokesperson")),
    frozenset(("spokeswoman", "spokesperson")),
    frozenset("friend pal mate ally supporter backer defender".split()),
    frozenset("critic opponent detractor foe".split()),
)
GROUPS = BODIES | INSTITUTIONS | {"firm", "operator"}
_CALLINGS = TITLES | OFFICES | VOICES
_AND = (
    "and|or|quoting|citing|including|among them|such as|along with|together with|as well as|led by|headed by"
    "|joined by|through"
)
_JOINT = re.compile(rf"\s*[,;()—–]\s*(?:(?:{_AND}|through|via)\s)?|\s(?:{_AND})\s")
_TAIL = re.compile(
    r"(?:^|\s)(?:of|for|to|from|at|in|on|with|by|near|against|about|between|after|before|under|like|than|except"
    r"|without|outside|around|but|behind|via|through|close|familiar|who|whom|whose|which|that|where|when|as|while"
    r"|(?!being\b)[a-z]{3,}ing|(?!\w*eed\b)[a-z]{3,}ed)\s"
)
_MODIFIER = re.compile(r"\s\w+(?:ed|ing)\s")  # "a housing inspector", "an unnamed pilot"
_TITLED = re.compile(r"\w (?:Mr|Mrs|Ms|Miss|Dr)\.? ([^,]+)\Z")  # "Undersecretary for Trade Mr. Garst"
_OWNER = re.compile(r"^(.*)(?:(?<=s)['’]|['’]s)\s+(?=\S)")
_APPOSITION = re.compile(
    r", (?![A-Z])(?!(?:in|at|on|to|from|for|with|by|as|after|during|while|when|ha[sd]|have|is|was|were|will|would|did"
    r"|and|but|whose|which|that|who(?! (?:is|was|chairs|directs|heads|leads)\b)|\w+ing)\b)"
    r"(?:the |a |an |who (?:is|was) |\w+['’]s )?[^,.;:\"“()]{3,80}"
)

_FRONTED = re.compile(
    r"(?:\A|[.!?]\s+|\n)(?:(?:[A-Z][a-z]+(?:ed|ing) (?:about|of|on|over|to|by|with|whether|if)|(?:After|Before) \w+ing)"
    r"\b[^,.;]*|(?:Of|On|Against|As for|Rather than|Instead of)\s)\Z"
)
"""Before a name that no apposition follows: "Asked about Orr, the minister said"."""


class Member(NamedTuple):
    """One of those whom a phrase names. `name` is empty where a common noun is the head; `words` describe him, and
    `owners` are the names and words that only tell whose or where he is."""

    name: tuple[str, ...]
    words: tuple[str, ...]
    owners: tuple[tuple[str, ...], ...] = ()

    @property
    def head(self) -> str:
        """The common noun that says what he is; "" where there is only a name."""
        return self.words[-1] if self.words else ""


@lru_cache(maxsize=64)
def members(text: str, phrase: str) -> tuple[Member, ...]:
    """Those whom a phrase of a text, or one about it, names: each of a group, an office and the name beside it."""
    found: list[Member] = []
    at = 0
    for joint in [*_JOINT.finditer(phrase), None]:
        part = phrase[at : joint.start() if joint else None].strip()
        shared = bool(found and at and found[-1].owners and phrase[:at].endswith(" and ") and part[:1].isupper())
        if part and not shared and not part.lower().startswith("not "):  # else it may belong to the one or to the other
            found += _member(text, part)
        at = joint.end() if joint else at
    return tuple(found)


def _member(text: str, part: str) -> list[Member]:
    """The name, and the description before it or in its stead, of a phrase without a joint."""
    found = (t for t in _TAIL.finditer(part) if not t.start() or _bare(part[: t.start()]) or not _MODIFIER.match(t[0]))
    tail = next(found, None)
    head, behind = (part[: tail.start()], part[tail.end() :]) if tail else (part, "")
    if tail and tail[0].strip() == "of" and not _bare(head):  # "one of two pilots", "one of the crew"
        return [m if m.name or many(m.head) else Member((), ("member",), (m.words,)) for m in _member(text, behind)]
    noun = tokens_of(head)[-1:]
    if {*noun} & PAPERS:  # a letter is not his to whom it goes
        behind = re.split(r"(?:^|\s)(?:to|about|on|against)\s", f"{tail[0].strip() if tail else ''} {behind}")[0]
    title = _TITLED.search(behind)
    name = tokens_of(title[1]) if title else _behind_office(noun[-1], behind) if noun else ()
    if name and not {*noun} & (VOICES | ONLOOKERS):
        return [Member((), tokens_of(head)), Member(name, ())]
    owners = [*(one.core for one in names(behind)), tokens_of(behind)] if behind else []
    if owned := _OWNER.search(head):
        owners += [*(one.core for one in names(owned[1])), tokens_of(owned[1])]
        head = head[owned.end() :]
    run = [one for one in names(head) if one.span.end == len(head.rstrip()) and not _common(text, head, one)]
    if not run:
        owners += [one.core for one in names(head) if not _common(text, head, one)]
        words = tokens_of(head)
        return [Member((), words, tuple(owners))] if words else []
    tokens = run[-1].tokens
    offices = [n for n, token in enumerate(tokens[:-1]) if token in _CALLINGS]
    name = tokens[offices[-1] + 1 :] if offices else tokens
    before = (*tokens_of(head[: run[-1].span.start]), *tokens[: len(tokens) - len(name)])
    if before and before[-1] in _CALLINGS - {*COURTESY}:
        return [Member((), before, (*owners, before[:-1])), Member(name, (), tuple(owners))]
    return [Member(name, (), tuple(owners))]


def _bare(phrase: str) -> bool:
    """Whether a phrase has a word that says who is meant: "an unnamed" and "about a dozen" have none."""
    return any(token not in QUALIFIERS and token not in FUNCTION for token in tokens_of(phrase))


def _behind_office(head: str, behind: str) -> tuple[str, ...]:
    """The name at the end of what stands behind an office or body: "Minister of Trade X Y", "head of roads X Y",
    "University of Wend president X Y"."""
    run = [one for one in names(behind) if one.span.end == len(behind)]
    before = behind[: run[0].span.start].split() if run else []
    if head not in OFFICES:
        led = head in GROUPS and len(before) > 1 and before[-1] in OFFICES and before[-2] not in FUNCTION
        return run[0].tokens if led else ()
    name = tuple(token for token in run[0].tokens if token not in FIELDS | TITLES) if run else ()
    led = (
        before[-1].islower() and before[-1] not in FUNCTION if before else bool(run) and len(name) < len(run[0].tokens)
    )
    return name if led and len(name) > 1 else ()


def many(head: str) -> bool:
    """Whether a pronoun or common noun means more than one."""
    return head in THEY or head in ("people", "police") or (head.endswith("s") and not head.endswith(("ss", "us")))


def like(one: str, other: str) -> bool:
    """Whether two common nouns say the same of somebody: forms of one word, or words of one family."""
    return same_token(one, other) or any({one.rstrip("s"), other.rstrip("s")} <= family for family in LIKE)


def head_of(text: str, place: Span) -> str:
    """The common noun or pronoun at the head of a phrase; "" where it has none."""
    return next((one.head for one in members(text, place.of(text))), "")


def _common(text: str, part: str, one: Name) -> bool:
    """Whether a capital only begins a sentence or claim: a word that the text has in lower case, or a plural."""
    lower, proper = vocabulary(text)
    first = one.tokens[0]
    if len(one.tokens) > 1 or not one.initial or first in proper or one.span.of(part).isupper():
        return False
    return stem(first) in lower or first in _CALLINGS | PAPERS or first.endswith("s")


def core_of(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """A name without titles and articles; all of it where nothing else is there."""
    plain = tuple(t for t in tokens if t not in ("the", "a", "an"))
    bare = tuple(t for t in plain if t not in TITLES)
    return bare if any(t not in BODIES for t in bare) else plain


def same_bearer(text: str, claimed: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether two names of a text can have one bearer: one is short for the other, or they differ in words by which
    the text describes him. "Martin Kessel" is not "Kessel" where the text has a "Clara Kessel" only."""
    one, other = core_of(claimed), core_of(own)
    if not one or not other:
        return False
    full = {other}
    if len(other) == 1 < len(one) and one[-1] == other[0]:
        full = {n.core for n in names(text) if len(n.core) > 1 and n.core[-1] == other[0]} or {one}
    if any(same_name(one, longer) for longer in full):
        return True
    if full == {other} and len(other) == 1 < len(one) and len(other[0]) > 4 and distance(one[-1], other[0]) == 1:
        return not any(len(n.core) > 1 and n.core[-1] == other[0] for n in names(text))  # a slip in a surname
    known = {*described(text, other), *_CALLINGS, *(word[:1] for word in other)}
    return one[-1] == other[-1] and {*one[:-1]} <= known


@lru_cache(maxsize=8)
def introductions(text: str) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    """Every name of a text with the words that introduce it: those of its office, and an apposition."""
    found = []
    for one in names(text):
        known = set(one.tokens)
        after = _APPOSITION.match(text, one.span.end, one.span.end + 90)
        if after and not _FRONTED.search(text, max(0, one.span.start - 90), one.span.start):
            known.update(tokens_of(re.sub(r"\w+['’]s ", "", after[0])))
        found.append((one.core, frozenset(known - FUNCTION)))
    read = Names(text, units(text)).by_name.values()
    found += [
        (tokens_of(n.name), frozenset(tokens_of(f"{n.role} {n.name}")))
        for n in read
        if n.role and "by" not in n.role.split()
    ]
    return tuple((core, known | {IN_FULL[word] for word in known if word in IN_FULL}) for core, known in found)


@lru_cache(maxsize=256)
def described(text: str, own: tuple[str, ...]) -> frozenset[str]:
    """All words by which the article introduces a name."""
    some = {letter for token in own for letter in token[:1]}
    near = (pair for pair in introductions(text) if any(token[:1] in some for token in pair[0]))
    return frozenset().union(*(known for core, known in near if same_name(own, core) or same_name(core, own)))


def human(text: str, name: tuple[str, ...]) -> bool:
    """Whether a name is a person's: by a title, a given name, a surname that stands alone, or by looking like one."""
    if {name[0], name[-1]} & (GROUPS | FIELDS):
        return False
    if described(text, name) & (TITLES | OFFICES) - {"press", "state"} or (name[0] in MEN | WOMEN and len(name) > 1):
        return True
    if len(name) == 1:
        return any(len(n.core) > 1 and n.core[-1] == name[0] and human(text, n.core) for n in names(text))
    return len(name) < 4 and not name[-1].endswith("s")


def gender(text: str, name: tuple[str, ...]) -> str:
    """m, f, or "" where neither the given name, a title nor "she" where the reading takes it for the name tells."""
    if name[0] in MEN | WOMEN and len(name) > 1:
        return "m" if name[0] in MEN else "f"
    alone = len({n.core for n in names(text) if len(n.core) > 1 and n.core[-1] == name[-1]}) < 2
    cores = (name, name[-1:]) if alone else (name,)
    known = {word for core, words in introductions(text) if core in cores for word in words}
    known.update(a.source[0].of(text).lower() for a in attributions(text) if a.source and tokens_of(a.speaker) == name)
    if {"ms", "mrs", "miss", "she"} & known or FEMALE.search(" ".join(known)):
        return "f"
    return "m" if {"mr", "he"} & known or MALE.search(" ".join(known)) else ""


def same_party(tokens: tuple[str, ...], name: str) -> bool:
    """Whether folded tokens and a name mean one person, body or description."""
    own, other = core_of(tokens), core_of(tokens_of(name))
    if same_name(own, other) or same_name(other, own):
        return True
    wanted = set(own) - QUALIFIERS
    return bool(wanted) and (wanted <= set(other) or set(other) - QUALIFIERS <= wanted)
