"""name: what the statement names must be named where the words stand, or be what a pronoun there means."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from briefer.grounding.rules.claim import Claim
from briefer.grounding.rules.sources import described
from briefer.models import Finding, Span
from briefer.text.facts.names import (
    TITLES,
    VOICES,
    Name,
    is_country,
    names,
    same_name,
    same_token,
    tokens_of,
    vocabulary,
)
from briefer.text.facts.senses import is_common
from briefer.text.facts.words import content_keys, stem, words

_PRONOUN = re.compile(r"(?i)\b(?:he|she|him|his|hers?|its)\b")
_UNIT = re.compile(r"[kMGT]?Wh?|[kM]?Hz|[kMGT]B|[cmk]?[mg]")


def name(claim: Claim) -> Iterator[Finding]:
    """A name of the statement that the quoted sentences do not bear out, or two names that changed places."""
    if claim.literal:
        return
    said = [n for one in names(claim.statement) if (n := _read(claim, one))]
    found = names(claim.quoted)
    for ours, theirs in claim.replaced(said, found, lambda n: n.span):
        if ours and theirs and not _borne(ours, theirs) and not _given(claim, ours[0], theirs[0]):
            yield _fault(claim, ours[0], theirs[0])
            return
    for one in said:
        if _given(claim, one) or _borne([one], _in_full(claim, found)):
            continue
        rival = _replaced(claim, one, found)
        known = _borne([one], names(claim.text))
        if known and _describes(claim, one):
            continue
        dropped = _dropped(claim, one, found)
        if rival is None and known and (not dropped or _PRONOUN.search(claim.quoted[: dropped[0].span.start])):
            continue  # what a pronoun or "the minister" means
        if set(one.tokens) <= {word.low for word in words(claim.quoted)}:
            continue
        yield _fault(claim, one, rival)
    yield from _swapped(claim, said, found)


def _describes(claim: Claim, one: Name) -> bool:
    """Whether a name only tells whose or which a role is ("Brenn's lawyer", "the Orm mayor")."""
    after = words(claim.statement[one.span.end :][:30])[:1]
    return bool(after) and (after[0].low in TITLES or after[0].low in VOICES)


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
    return [*found, *(n for n in names(claim.text) if any(set(f.core) < set(n.core) for f in found))]


def _read(claim: Claim, one: Name) -> Name | None:
    """A capitalised run as a name; None for the sign of a unit and for a common word that begins a sentence, which the
    article has in no name of its own."""
    label = one.span.of(claim.statement)
    if _UNIT.fullmatch(label) and re.search(r"\d\s?\Z", claim.statement[: one.span.start]):
        return None
    first = one.tokens[0]
    lower, proper = vocabulary(claim.text)
    common = stem(first) in lower or is_common(stem(first)) or first.endswith(("ed", "ing", "s"))
    alone = len(one.tokens) == 1 and not _replaced(claim, one, names(claim.quoted))
    if not one.initial or label.isupper() or first in proper or not (common or alone):
        return one
    start = one.span.start + label.find(" ") + 1
    return Name(one.tokens[1:], Span(start, one.span.end), False) if len(one.tokens) > 1 and " " in label else None


def _given(claim: Claim, one: Name, instead: Name | None = None) -> bool:
    """Whether the position itself brings the name: its speaker, role, issue or relayers, the speaker as the article has
    it, or what the article calls those whom the quoted sentences name. In the stead of a bare name nothing is given."""
    if instead and any(
        edit.there.start >= instead.span.start and edit.there.end <= instead.span.end for edit in claim.edits
    ):
        return False
    position = claim.position
    own = [position.speaker, position.role, position.issue, *position.via]
    own += [a.speaker for a in claim.attributions] + [a.role for a in claim.attributions]
    known = {token for part in own for token in tokens_of(part)}
    for other in names(claim.quoted) if is_country(one.core) else ():
        known |= described(claim.text, other.core)
    return all(any(same_token(token, other) for other in known) for token in one.core) or any(
        same_name(one.core, tokens_of(part)) for part in own if part
    )


def _dropped(claim: Claim, one: Name, found: tuple[Name, ...]) -> list[Name]:
    """The names of the quoted words, of the same kind, country or other, that the statement leaves out: a strange one
    may then stand in their place, unless a pronoun before them means it."""
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
    kept = names(claim.statement)
    for other in found:
        if is_country(one.core) != is_country(other.core) or any(same_name(k.core, other.core) for k in kept):
            continue
        there_before, there_after = _beside(claim.quoted, other.span)
        hits = len(before & there_before) + len(after & there_after)
        edge = not before or not after
        if (
            hits >= 3
            or (edge and hits >= 2)
            or (hits == 2 and bool(before & there_before) and bool(after & there_after))
        ):
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
        shared = content_keys(here) & content_keys(there)
        apposed = there.strip()[:1] in (",", "(") or left.span.of(claim.statement).endswith(("'s", "’s"))
        if (
            shared
            and not apposed
            and not re.search(r"(?i)\b(?:by|and|with|from|between)\b", here + " " + there)
            and len(there) < 80
        ):
            yield claim.fault(
                "name",
                f'"{left.span.of(claim.statement)}" and "{right.span.of(claim.statement)}" changed places',
                claim.span(Span(there_right.span.start, there_left.span.end)),
            )
