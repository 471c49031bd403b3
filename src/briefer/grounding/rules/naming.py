"""name: what the statement names must be named where the words stand, or be what the article speaks of there."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from briefer.grounding.rules.claim import Claim
from briefer.models import Finding, Span
from briefer.text.facts.names import (
    TITLES,
    VOICES,
    Name,
    abbreviates,
    is_country,
    names,
    same_name,
    tokens_of,
    vocabulary,
)
from briefer.text.facts.words import content_keys, stem, words
from briefer.text.sentences import sentences

_PRONOUN = re.compile(r"(?i)\b(?:he|she|him|his|hers?|its?|we|our|us|they|them|their)\b")
_ROLE = re.compile(r"(?i)(?:the|an?|one) ")  # he who speaks is told by what he is
_WHOSE = re.compile(r"(?:['’]s|s['’])\Z")
_TOGETHER = re.compile(r"(?i)\b(?:by|and|with|from|between)\b")
BEFORE = 4  # sentences before the quoted ones in which what they are about has been named


def name(claim: Claim) -> Iterator[Finding]:
    """A name of the statement that the quoted sentences do not bear out, or two names that changed places."""
    if claim.literal:
        return
    said = [n for one in names(claim.statement) if (n := _read(claim, one))]
    found = names(claim.quoted)
    for ours, theirs in claim.replaced(said, found):
        if ours and theirs and not _borne(ours, theirs):
            yield _fault(claim, ours[0], theirs[0])
            return
    for one in said:
        if not (_given(claim, one) or _borne([one], _in_full(claim, found)) or _worded(claim, one)):
            rival = _replaced(claim, one, found)
            if _describes(claim, one, rival):
                continue
            if rival or not _meant(claim, one, found):
                yield _fault(claim, one, rival)
    yield from _swapped(claim, said, found)


def _fault(claim: Claim, one: Name, rival: Name | None) -> Finding:
    """The fault at a name, with the one that the article has in its place."""
    there = f'where the article has "{rival.span.of(claim.quoted)}"' if rival else "which the quoted sentence does not"
    message = f'the statement names "{one.span.of(claim.statement)}", {there}'
    return claim.fault("name", message, claim.span(rival.span) if rival else None)


def _borne(ours: Sequence[Name], theirs: Iterable[Name]) -> bool:
    """Whether any of some names is one of the others, or short for it."""
    return any(
        same_name(a.core, b.core) or same_name(a.core, b.tokens) or same_name(b.core, a.core)
        for b in theirs
        for a in ours
    )


def _in_full(claim: Claim, found: tuple[Name, ...]) -> list[Name]:
    """Some names, with the longer names for which the article uses them as short forms."""
    return [*found, *(n for n in names(claim.text) if any(set(f.tokens) < set(n.tokens) for f in found))]


def _worded(claim: Claim, one: Name) -> bool:
    """Whether the quoted sentences have the name's last word without a capital ("the board"), or the word that an
    abbreviation is made of ("TV")."""
    there = claim.quoted.lower().split()
    short = sum(char.isupper() for char in one.span.of(claim.statement)) > 1
    return one.tokens[-1] in (word.low for word in words(claim.quoted)) or (
        short and any(abbreviates(one.tokens[0], low) for low in there)
    )


def _read(claim: Claim, one: Name) -> Name | None:
    """A capitalised run as a name; None for a common word that begins a sentence, which the article has in no name."""
    label = one.span.of(claim.statement)
    first = one.tokens[0]
    lower, proper = vocabulary(claim.text)
    alone = len(one.tokens) == 1 and not _replaced(claim, one, names(claim.quoted))
    strange = first not in proper and (alone or first.endswith(("ed", "ing", "s")))
    if not one.initial or not (strange or stem(first) in lower):
        return one
    start = one.span.start + label.find(" ") + 1
    return Name(one.tokens[1:], Span(start, one.span.end), False) if len(one.tokens) > 1 and " " in label else None


def _given(claim: Claim, one: Name) -> bool:
    """Whether the position itself brings the name: its speaker, role, issue or relayers, or the speaker as the article
    has it."""
    position = claim.position
    own = [position.speaker, position.role, position.issue, *position.via]
    own += [part for a in claim.attributions for part in (a.speaker, a.role)]
    return any(same_name(one.core, tokens_of(part)) for part in own)


def _describes(claim: Claim, one: Name, rival: Name | None) -> bool:
    """Whether a name of the article only tells who speaks ("the curator of the Ardale show"), and does not stand where
    the article has another one for that."""
    telling = any(one.span.overlaps(span) and _ROLE.match(span.of(claim.statement)) for span in claim.telling)
    sources = [span for a in claim.attributions for span in a.source]
    exchanged = rival and any(claim.span(rival.span).overlaps(span) for span in sources)
    return telling and not exchanged and _borne([one], names(claim.text))


def _meant(claim: Claim, one: Name, found: tuple[Name, ...]) -> bool:
    """Whether the quoted words can mean a name that they do not have: it only tells whose a role is ("Brenn's lawyer"),
    or the article is about it there and they leave a place for it."""
    if not _borne([one], names(claim.text)):
        return False
    after = words(claim.statement[one.span.end :][:30])[:1]
    if after and (after[0].low in TITLES or after[0].low in VOICES):
        return True
    dropped = _dropped(claim, one, found)
    if not dropped and _WHOSE.search(one.span.of(claim.statement)):
        return True
    return _topical(claim, one) and (not dropped or bool(_PRONOUN.search(claim.quoted[: dropped[0].span.start])))


def _topical(claim: Claim, one: Name) -> bool:
    """Whether the article is about a name where the words stand: it has it shortly before, or is mostly about it."""
    near = [s.of(claim.text) for s in sentences(claim.text) if s.end <= claim.context.start][-BEFORE:]
    if any(_borne([one], names(sentence)) for sentence in near):
        return True
    all_ = names(claim.text)
    often = Counter(n.core[-1] for n in all_).most_common(2)[-1][1]
    return sum(_borne([one], [n]) for n in all_) >= often


def _dropped(claim: Claim, one: Name, found: tuple[Name, ...]) -> list[Name]:
    """The names that the statement leaves out of the words given to somebody, of the same kind, country or other: a
    strange one may then stand in their place."""
    told = [c for a in claim.attributions for c in a.content if a.source] or [claim.place]
    kept = [n.core for n in names(claim.statement)]
    kept += [tokens_of(part) for part in (claim.position.speaker, claim.position.role) if part]
    return [
        n
        for n in found
        if is_country(n.core) == is_country(one.core)
        and not any(same_name(k, n.core) or same_name(n.core, k) for k in kept)
        and any(claim.span(n.span).overlaps(part) for part in told)
    ]


def _beside(text: str, place: Span) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of the two words before and the two words after a place."""
    before = [w.key for w in words(text) if w.span.end <= place.start][-2:]
    after = [w.key for w in words(text) if w.span.start >= place.end][:2]
    return frozenset(before), frozenset(after)


def _replaced(claim: Claim, one: Name, found: tuple[Name, ...]) -> Name | None:
    """The name of the quoted sentences in whose place, between the same words, the statement has another."""
    before, after = _beside(claim.statement, one.span)
    for other in found:
        there_before, there_after = _beside(claim.quoted, other.span)
        hits = len(before & there_before) + len(after & there_after)
        edge = not before or not after
        if hits > 2 or (hits == 2 and (edge or (before & there_before and after & there_after))):
            return other
    return None


def _swapped(claim: Claim, said: list[Name], found: tuple[Name, ...]) -> Iterator[Finding]:
    """Two names around one verb that stand the other way round in the quoted sentence."""
    for left, right in itertools.pairwise(said):
        there_left = next((n for n in found if same_name(left.core, n.core)), None)
        there_right = next((n for n in found if same_name(right.core, n.core)), None)
        if not there_left or not there_right or there_right.span.start >= there_left.span.start:
            continue
        here = claim.statement[left.span.end : right.span.start]
        there = claim.quoted[there_right.span.end : there_left.span.start]
        apposed = there.strip()[:1] in (",", "(") or left.span.of(claim.statement).endswith(("'s", "’s"))
        if (
            content_keys(here) & content_keys(there)
            and not apposed
            and not _TOGETHER.search(here + " " + there)
            and len(there) < 80
        ):
            changed = f'"{left.span.of(claim.statement)}" and "{right.span.of(claim.statement)}" changed places'
            yield claim.fault("name", changed, claim.span(Span(there_right.span.start, there_left.span.end)))
