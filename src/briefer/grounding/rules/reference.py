"""How surely an attribution gives its words to a claimed speaker: by name, by a description, or by a guess."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import IntEnum

from briefer.attribution import attributions
from briefer.attribution.cues import lexicon
from briefer.attribution.names import FIELDS, OFFICES, PEOPLE
from briefer.attribution.phrases import BE, FINITE, subject, word
from briefer.attribution.words import units
from briefer.grounding.rules.sources import (
    GROUPS,
    ONLOOKERS,
    PAPERS,
    QUALIFIERS,
    THEY,
    VOICES,
    Member,
    described,
    gender,
    head_of,
    human,
    introductions,
    like,
    many,
    members,
    same_bearer,
)
from briefer.models import Attribution, Span
from briefer.text.facts.names import TITLES, Name, names, tokens_of
from briefer.text.facts.words import FUNCTION
from briefer.text.sentences import sentences

HE, SHE, IT = frozenset(("he", "his", "him")), frozenset(("she", "her")), frozenset(("it", "its"))
THEIR, RELATIVE = frozenset("their its his her".split()), frozenset("who which that whose".split())
ADDRESSED = frozenset("told informed advised warned asked reminded".split())
POLLED = frozenset("percent cent respondents polled surveyed interviewees".split())
_PRONOUNS = HE | SHE | THEY | IT
ANAPHORS = _PRONOUNS | OFFICES | PEOPLE | ONLOOKERS | PAPERS | POLLED | GROUPS
"""Pronouns and common nouns that can mean somebody named before."""
_REACH = 160  # code points beside a mention in which its phrase ends
_FAR = 1500  # code points from a pronoun or noun to the name that it means
_PHRASE_END = re.compile(r"[.!?;:\"“”«»()\n]|\s[—–]\s")
_INDEFINITE = re.compile(r"(?i)(?:an?|one|another|two|three|several|some|many)\b(?! of\b)")
_ONE_OF = re.compile(r"(?i)(?:one|another) of\b")
_COURTESY = re.compile(r"\b(?:(Mr)|Ms|Mrs|Miss)\b")


class Stand(IntEnum):
    """Whose words they are by one attribution, as far as the claimed speaker goes."""

    OTHER = 0  # somebody else's, by a name or by a description that fits one bearer
    GUESS = 1  # a pronoun's or description's, which the reading had to guess
    SAME = 2


def stand(text: str, held: Attribution, claimed: str) -> Stand:
    """How an attribution with a source stands to a claimed speaker."""
    mention = Span(held.source[0].start, held.source[-1].end)
    ours, resolved, said = _claimed(text, claimed), members(text, held.speaker), tokens_of(mention.of(text))
    around = _joined(text, mention.start), mention.of(text), _apposed(text, held, mention.end)
    theirs = tuple(member for part in around for member in members(text, part))
    named = [m for m in theirs if m.name]
    if named:
        resolved = tuple(r for r in resolved if any(r.name[-1:] == m.name[-1:] for m in named))
    elif said[:1] and (said[0] in RELATIVE or (said[0] in THEIR and any(r.owners for r in resolved))):
        theirs = resolved
    courtesy = _COURTESY.search(mention.of(text))
    found = [_pair(text, o, t, "fm"[bool(courtesy[1])] if courtesy else "") for o in ours for t in theirs]
    read = [_pair(text, o, r) for o in ours for r in resolved]
    office = head_of(text, mention) in OFFICES - ONLOOKERS - VOICES  # "the head of roads X Y"
    runs = [n.core for n in names(mention.of(text))]  # "director of the Dock Union X Y"
    if office and any(len(o.name) > 1 and run[-len(o.name) :] == o.name for o in ours for run in runs if run != o.name):
        return Stand.SAME
    if Stand.SAME in found or (Stand.SAME in read and (office or Stand.OTHER not in found)):
        return Stand.SAME
    if said and tokens_of(claimed) == said:
        return Stand.SAME
    sure = Stand.OTHER in read and any(_bears(text, r.name, t) for r in resolved for t in theirs)
    return Stand.OTHER if named or sure or Stand.OTHER in found else Stand.GUESS


def _claimed(text: str, claimed: str) -> tuple[Member, ...]:
    """The members of a claimed speaker: an office beside a name is no other one."""
    found = members(text, claimed)
    return tuple(one for one in found if one.name) or found


def _joined(text: str, start: int) -> str:
    """What "and" joins to the subject before its mention: "the mayor, X Y, and | her deputy said"."""
    unit = next((unit for unit in units(text) if unit.start <= start < unit.end), None)
    before = [token for token in unit.tokens if token.start < start] if unit else []
    joins = unit and before and before[-1].low == "and" and not any(token.tag in FINITE for token in before)
    return text[unit.start : start] if unit and joins else ""


def _apposed(text: str, held: Attribution, end: int) -> str:
    """What belongs to the subject behind its mention, up to the verb of saying or the next full sign."""
    if any(c.of(text).lower() == "according to" for c in held.cue):
        return ""
    stop = _PHRASE_END.search(text, end, end + _REACH)
    ends = [c.start for c in held.cue if end <= c.start <= end + _REACH] or [stop.start() if stop else end + _REACH]
    return text[end : ends[0]]


def _pair(text: str, ours: Member, theirs: Member, courtesy: str = "") -> Stand:
    """How one of those whom a phrase names stands to one of those who are claimed."""
    mine, other = _words(ours), _words(theirs)
    if ours.name and theirs.name:
        same = same_bearer(text, ours.name, theirs.name) and _called(text, ours.name, theirs.name, courtesy)
        return Stand.SAME if same else Stand.OTHER
    if ours.name and any(same_bearer(text, ours.name, owner) for owner in theirs.owners):
        if theirs.head not in PAPERS and (theirs.head in ONLOOKERS or human(text, ours.name)):
            return Stand.OTHER  # a person's lawyer, a body's critic
        speaks = theirs.head in PAPERS | VOICES | GROUPS or many(theirs.head)
        return Stand.SAME if speaks else Stand.GUESS
    if ours.name:
        return Stand.SAME if _bears(text, ours.name, theirs) else Stand.GUESS
    if theirs.name:
        known = {*described(text, theirs.name), *theirs.name}
        fits_him = mine and _subset({*ours.words} - QUALIFIERS - FUNCTION, known)
        whose = ours.head in known or not ours.owners or any({*owner} & known for owner in ours.owners)
        return Stand.SAME if fits_him and whose else Stand.OTHER
    speaks = theirs.head in PAPERS or (theirs.head in VOICES - ONLOOKERS and ours.head not in OFFICES | PEOPLE)
    if speaks and any(mine and _subset(mine, {*owner}) for owner in theirs.owners):
        return Stand.SAME  # "a report by the board", "a spokesman for the airline"
    other |= {word for owner in theirs.owners for word in described(text, owner) & (TITLES | OFFICES | FIELDS)}
    heads = like(ours.head, theirs.head) and many(ours.head) == many(theirs.head)
    return Stand.SAME if heads and (_subset(mine, other) or _subset(other, mine)) else Stand.GUESS


def _words(one: Member) -> set[str]:
    """The words that describe somebody and those that say whose he is."""
    return {*one.words, *(token for owner in one.owners for token in owner)} - QUALIFIERS - FUNCTION


def _subset(few: set[str], more: set[str]) -> bool:
    return all(any(like(a, b) for b in more) for a in few)


def _called(text: str, claimed: tuple[str, ...], own: tuple[str, ...], courtesy: str) -> bool:
    """Whether "Ms" before a surname that two people have leaves the claimed one."""
    if not courtesy or len(own) > 1 or len(claimed) < 2:
        return True
    bearers = {n.core for n in names(text) if len(n.core) > 1 and n.core[-1] == own[0]}
    known = {core for core in bearers if gender(text, core) == courtesy}
    return gender(text, claimed) in ("", courtesy) and (not known or any(same_bearer(text, claimed, k) for k in known))


def _bears(text: str, name: tuple[str, ...], description: Member) -> bool:
    """Whether a description is that of a name, by the words that introduce it, and of no other."""
    words = _words(description)
    holders = [core for core, known in introductions(text) if words and words <= known]
    return bool(name and holders) and all(same_bearer(text, name, core) for core in holders)


def subjects(text: str, part: Span) -> list[tuple[Span, Span]]:
    """The subjects in a part of a text, outside quotation marks, each with its finite verb; none of hearing and
    seeing."""
    found = []
    for unit in units(text):
        for at, token in enumerate(unit.tokens if unit.start < part.end and part.start < unit.end else ()):
            hears = token.low in lexicon() and lexicon()[token.low][0].kind == "p"
            hears = hears or (token.low in BE and word(unit.tokens, at + 1) in ADDRESSED)
            verb = token.tag in FINITE and not hears
            place = subject(unit.tokens, at) if verb else None
            if place and unit.tokens[place[0]].low not in RELATIVE:
                who = Span(unit.tokens[place[0]].start, unit.tokens[place[1] - 1].end)
                found.append((who, Span(token.start, token.end)))
    return found


def fits(text: str, head: str, one: Member) -> bool:
    """Whether a pronoun or common noun is of the claimed speaker's kind: number, gender, person, body or paper."""
    paper = one.head.removesuffix("s") in PAPERS
    person = human(text, one.name) if one.name else not paper and one.head not in GROUPS
    plural = not one.name and many(one.head)
    if head in HE | SHE:
        agrees = not one.name or gender(text, one.name) in ("", "m" if head in HE else "f")
        return agrees and not plural and (person or len(one.name) == 1)
    if head in POLLED:
        return paper
    if head.removesuffix("s") in PAPERS:
        return not (person and one.name)
    if many(head):
        return not paper and (plural or not person)
    if head in IT | GROUPS:
        return not plural and (not person if one.name else head in IT or like(head, one.head))
    return not plural and (person or head not in OFFICES | PEOPLE)


def plausible(text: str, place: Span, claimed: str, reading: str = "") -> bool:
    """Whether a mention without a name, which the reading takes for somebody, can be the claimed speaker: of his kind,
    and he spoke last, or is named or described near before it; "a former guard" also one who is named only later."""
    noun = head_of(text, place)
    rival = reading if names(reading) else ""
    people = any(human(text, n.core) for n in names(text) if n.span.start < place.start)
    for one in _claimed(text, claimed):
        alone = not one.name and not many(one.head) and many(noun) and _ONE_OF.match(text, place.start)
        head = "one" if alone else noun
        if not fits(text, head, one):
            continue
        new = bool(one.name) and head not in POLLED and bool(_INDEFINITE.match(text, place.start))
        opens = one.name and head not in _PRONOUNS and not people
        if (new or opens or head in OFFICES) and not _may_hold(text, head, one, alone=not (rival or new)):
            continue
        if (new or opens) and head != "another" and _introduced(text, place, head, one):
            return True
        if new:
            continue
        if _named_before(text, place, head, one, last=bool(rival)):
            return True
        if head in _PRONOUNS:
            others = (r for r in members(text, rival) if _named_before(text, place, head, r, last=True))
            earlier = [a for a in attributions(text) if a.content[-1].end <= place.start and a.source]
            if earlier and stand(text, earlier[-1], claimed) is Stand.SAME and not any(others):
                return True
    return False


def _may_hold(text: str, office: str, one: Member, *, alone: bool) -> bool:
    """Whether an office can be the claimed speaker's: it or a like one is his; or he has none, and nobody else has it
    or it is just being introduced."""
    own = described(text, one.name) & OFFICES if one.name else {one.head}
    own = set() if one.name and "former" in described(text, one.name) else own
    held = any(office in known for _, known in introductions(text)) if alone else bool(one.name and own)
    return any(like(office, other) for other in own) or not (own or held)


def _introduced(text: str, place: Span, head: str, one: Member) -> bool:
    """Whether the claimed speaker stands nowhere before a description's sentence and is the first person named behind
    it; behind "the", also the first who may be so described and speaks under his name."""
    end = next((s.end for s in sentences(text) if s.end > place.start), place.end)
    people = [n for n in names(text) if human(text, n.core)]
    if any(same_bearer(text, one.name, n.core) for n in people if n.span.start < place.start):
        return False
    next_ones = [n.core for n in people if end <= n.span.start < end + _FAR][:1]
    if not _INDEFINITE.match(text, place.start):
        sources = [a.source[0] for a in attributions(text) if a.source and a.source[0].start >= end]
        told = (n.core for n in people if any(n.span.overlaps(source) for source in sources))
        may = (core for core in told if _may_hold(text, head, Member(core, ()), alone=False))
        next_ones += list(may)[:1]
    return any(same_bearer(text, one.name, core) for core in next_ones)


def _named_before(text: str, place: Span, head: str, one: Member, *, last: bool) -> bool:
    """Whether somebody is one of those of a mention's kind whom the last sentence or two with any of them name, or is
    described there; a "he" or "she" is only who is the subject of a verb there."""
    found = sentences(text)

    def at(where: Span) -> int:
        """The number of the sentence in which a place begins."""
        return max(0, bisect_right(found, where.start, key=lambda s: s.start) - 1)

    if not one.name:
        start = 0 if head in POLLED else found[max(0, at(place) - 1)].start
        there = {*tokens_of(text[start : place.start])}
        wanted = _words(one) - {head} if like(one.head, head) else {one.head}
        named = [n.core for n in names(text)]
        owners = [owner for owner in one.owners if owner in named]
        return _subset(wanted, there) and all(_subset({*o}, there) or described(text, o) & there for o in owners)
    before = [n for n in names(text) if n.span.start < place.start]
    kinds = [n for n in before if place.start - _FAR < n.span.start and _of_kind(text, n, head)]
    if head in HE | SHE:
        acting = subjects(text, Span(max(0, place.start - _FAR), place.start))
        kinds = [n for n in kinds if n.initial or any(n.span.overlaps(who) for who, _ in acting)]
    near = sorted({at(n.span) for n in kinds})[-1 if last else -2 :]
    kinds = [n for n in kinds if at(n.span) in near]
    if head in PAPERS | GROUPS:  # "the report", "the ministry": whose name stood beside the word last
        kinds += [n for n in before if head in tokens_of(found[at(n.span)].of(text))][-1:]
    return any(same_bearer(text, one.name, n.core) for n in kinds)


def _of_kind(text: str, one: Name, head: str) -> bool:
    """Whether a name of the text can be meant by a pronoun or noun: people by "he" and offices, bodies by the rest."""
    person = human(text, one.core)
    if head in HE | SHE | OFFICES | PEOPLE and not many(head):
        return person or len(one.core) == 1
    return not person or not (head in IT | THEY | GROUPS or many(head))
