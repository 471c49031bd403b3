"""The names of an article: who is a person, and which office the article gives them."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from briefer.attribution.cues import lexicon, listed
from briefer.attribution.phrases import Range, phrase_end, subject, tag, word
from briefer.attribution.words import Token, Unit
from briefer.text.facts.lexicon import grouped

OFFICES, FIELDS, PEOPLE, BODIES, MEN, WOMEN, PARTICLES, RANKS, DAYS, PAPERS = map(
    listed, ("offices", "fields", "people", "bodies", "men", "women", "particles", "ranks", "days", "papers")
)
OUTLETS = listed("outlets", ";")
OUTLET_KIND = re.compile(
    r"\b(?:news|wire|state|press|media|television|radio) (?:agency|outlet|site|service|channel|station|network)s?\Z"
)
COURTESY = {"mr": "m", "mrs": "f", "ms": "f", "miss": "f", "dr": ""}
IN_FULL = {"sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "prof": "professor"}
MALE = re.compile(r"(?:\b|s|chair|congress|council|business)man\b|\b(?:king|prince|sir|lord)\b", re.IGNORECASE)
FEMALE = re.compile(r"woman\b|\b(?:queen|princess|lady|dame)\b", re.IGNORECASE)

DENYING = frozenset("no not never neither hardly".split())  # "X, no friend of the mayor,"
DESCRIBING = frozenset("NN1 NN2 AJ0 NP0 PRF ORD POS".split())
WHERE = frozenset("in near at outside across into around inside throughout".split())
"""Before a name they say that it is a place; these do before "of" and a name."""
PLACES = frozenset("out outside city town village port north south east west".split())

STATUS = frozenset(" ".join(grouped("status", "groups")).split())
"""What makes an office another one, as "former"; the tagger takes some for a verb at the start of a sentence."""


@dataclass(slots=True)
class Named:
    """A name as the article gives it in full, with the words for the office."""

    name: str
    role: str
    person: bool
    gender: str = ""  # m, f or unknown


class Names:
    """Every capitalised name of an article in the order of its mentions."""

    def __init__(self, text: str, units: Sequence[Unit]) -> None:
        self.text = text
        self.by_name: dict[str, Named] = {}
        self.by_last: dict[str, Named] = {}
        self.by_end: dict[int, tuple[int, Named]] = {}  # where a mention ends: where it begins, and whose name it is
        for unit in units:
            at = 0
            while at < len(unit.tokens):
                behind = run_end(unit.tokens, at)
                if behind > at:
                    self._enter(unit.tokens, at, behind)
                at = max(behind, at + 1)
        self.mentions = [*self.by_end.values()]

    def before(self, place: int) -> list[tuple[int, Named]]:
        """The names mentioned before a place, nearest first, as far back as a reader remembers."""
        end = bisect_left(self.mentions, place, key=lambda mention: mention[0])
        return self.mentions[max(0, end - 200) : end][::-1]

    def _enter(self, tokens: list[Token], first: int, behind: int) -> None:
        """Takes up one stretch of capitalised words: office and name, or the name of a body or place."""
        name_at = name_start(tokens, first, behind)
        parts = tokens[name_at:behind]
        if not parts:
            return
        name, last = joined(self.text, parts), bare(parts[-1])
        role = self._role(tokens, first, name_at, behind)
        known = self.by_name.get(name.lower()) or (self.by_last.get(last) if len(parts) == 1 else None)
        if known is None:
            if behind == 1:
                return  # a capital at the beginning of a sentence is no name yet
            person = bool(role) or (len(parts) in (2, 3) and word(tokens, first - 1) != "the")
            known = Named(name, "", person and not is_body(name), gender(parts, role))
            self.by_name[name.lower()] = known
            if last not in self.by_last or len(self.by_last[last].name.split()) < len(parts):
                self.by_last[last] = known
        title = COURTESY.get(role.lower().rstrip("."))
        if title is not None:
            known.gender, known.person = title or known.gender, True
        elif role and not known.role:
            known.role, known.person = role, not is_body(name)
            known.gender = known.gender or gender(parts, role)
        before, led = (tokens[name_at - n].low if name_at >= n else "" for n in (1, 2))
        if not (known.role or known.gender) and (before in WHERE or (before == "of" and led in PLACES)):
            known.person = False  # "in San Calixto", "out of San Calixto"
        self.by_end[parts[-1].end] = parts[0].start, known

    def bearers(self, last: str) -> list[Named]:
        """The people of the article with this surname, one for each initial."""
        found = [n for n in self.by_name.values() if n.person and " " in n.name and n.name.lower().split()[-1] == last]
        return list({n.name[0]: n for n in reversed(found)}.values())

    def office(self, words: set[str], place: int) -> Named | None:
        """The one in whose office or name all these words stand: the only holder, else the nearest before a place."""
        holders = [n for n in self.by_name.values() if n.person and words <= _office_words(n)]
        if len(holders) == 1:
            return holders[0]
        named = (n for _, n in self.before(place))
        return next((n for n in named if words <= (_office_words(n) if n.person else {*n.name.lower().split()})), None)

    def _role(self, tokens: list[Token], first: int, name_at: int, behind: int) -> str:
        """The words for the office before the name, or between commas on either side of it."""
        if first > 0 and tokens[first - 1].low in ("of", "for") and name_at == first:
            return ""
        start = first
        while start > 0 and (
            tokens[start - 1].tag in DESCRIBING or tokens[start - 1].text in "'’" or tokens[start - 1].low in STATUS
        ):
            if tokens[start - 1].tag == "PRF" and any(is_office(t) for t in tokens[start:name_at]):
                break  # "the government of Prime Minister X"
            start -= 1
        if name_at > first and bare(tokens[name_at - 1]) in COURTESY:
            return tokens[name_at - 1].text
        if name_at > first or any(is_office(t) for t in tokens[start:name_at]):
            role = joined(self.text, tokens[start:name_at])
            opens = tokens[start].low in STATUS and name_at > start + 1 and tokens[start + 1].text[0].islower()
            return role[:1].lower() + role[1:] if opens else role  # "Former mayor" only where it opens a sentence
        beside: list[Range] = []
        if word(tokens, behind) == "," and word(tokens, behind + 1) not in DENYING:
            end = phrase_end(tokens, behind + 1, attached=True)
            beside += [(behind + 1, end)] if tag(tokens, end) == "PUN" else []
        if name_at == first and word(tokens, first - 1) == ",":
            beside += [found] if (found := subject(tokens, first - 1)) else []
        for start, end in beside:
            if any(is_office(t) for t in tokens[start:end]):
                return joined(self.text, tokens[start + (tokens[start].tag in ("AT0", "DPS")) : end])
        return ""


def _office_words(named: Named) -> set[str]:
    """The words of a person's office, abbreviations in full."""
    return {IN_FULL.get(word.rstrip("."), word) for word in named.role.lower().split()}


def is_outlet_name(name: str) -> bool:
    """Whether a name is that of a newspaper, an agency, a broadcaster, or words for one."""
    low = name.lower().removeprefix("the ")
    words = re.split(r"[\s-]", low)
    return low in OUTLETS or words[-1] in PAPERS or bool(OUTLET_KIND.search(low))


def is_body(name: str) -> bool:
    """Whether a name is that of an institution."""
    return any(word in BODIES for word in name.lower().split()) or is_outlet_name(name)


def is_office(token: Token) -> bool:
    """Whether a word names an office or a profession; some do only with a capital, as "Major"."""
    return bare(token) in OFFICES and (
        token.text[0].isupper() or token.low not in ("major", "general", "fellow", "host")
    )


def gender(name: list[Token], role: str) -> str:
    """m, f or "" by the given name or the office."""
    if FEMALE.search(role) or bare(name[0]) in WOMEN:
        return "f"
    return "m" if MALE.search(role) or bare(name[0]) in MEN else ""


def name_start(tokens: list[Token], first: int, behind: int) -> int:
    """Where the name begins in a stretch of capitalised words: behind the offices and behind "Minister of Trade"."""
    start = first
    for i in range(first, behind):
        if bare(tokens[i]) in OFFICES and not (tokens[i].low in RANKS and behind - i == 2):
            start = i + 1
    if start == first == 0 and behind == 3 and tokens[0].tag == "NN1" and not is_body(tokens[2].low):
        return 1  # "Skipper Una Mackie": a trade that is in no list
    led = first > 1 and tokens[first - 1].low in ("of", "for") and bare(tokens[first - 2]) in OFFICES
    if start == first and led:
        while start < behind and tokens[start].low in FIELDS:
            start += 1
    return start


def bare(token: Token) -> str:
    """The lower-case word without the full stop of an abbreviation."""
    return token.low.rstrip(".")


def is_capital(tokens: list[Token], at: int) -> bool:
    """Whether a word can be part of a name; a capital that only begins the sentence does not count."""
    token = tokens[at]
    if token.tag == "QUO" or not token.text[0].isupper() or token.low in DAYS:
        return False
    if at > 0 or token.tag == "NP0" or bare(token) in OFFICES:
        return True
    if len(tokens) < 2 or not tokens[1].text[0].isupper():
        return False
    participle = token.tag in ("VVN", "VVD") and tokens[1].tag == "NP0" and token.low not in lexicon()
    return participle or token.tag in ("NN1", "NN2", "NN0", "AJ0", "VVZ", "VVB")


def run_end(tokens: list[Token], at: int) -> int:
    """The index behind the stretch of capitalised words that begins at `at`; `at` if none does."""
    if at >= len(tokens) or not is_capital(tokens, at) or tokens[at].tag in ("AT0", "PRP", "PNP", "CJS", "CJC", "DPS"):
        return at
    i = at + 1
    while i < len(tokens):
        links = tokens[i].low in PARTICLES or tokens[i].text in "'’"
        follows = i + 1 < len(tokens) and tokens[i + 1].tag != "QUO" and tokens[i + 1].text[0].isupper()
        if not is_capital(tokens, i) and not (links and follows):
            break
        i += 1
    return i


def joined(text: str, tokens: list[Token]) -> str:
    """The words from the first token to the last, on one line."""
    return " ".join(text[tokens[0].start : tokens[-1].end].split()) if tokens else ""
