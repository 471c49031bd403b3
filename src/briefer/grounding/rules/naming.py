"""name: what the statement names must be named where the words stand, or be what a pronoun there means."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from briefer.grounding.rules.claim import Claim
from briefer.models import Finding, Span
from briefer.text.facts.lexicon import grouped
from briefer.text.facts.names import Name, names, same_name, same_token, tokens_of, vocabulary
from briefer.text.facts.words import content_keys, stem, words

_ANAPHOR = re.compile(
    r"(?i)\b(?:he|she|they|it|him|her|them|his|hers|its|their|theirs|we|us|our|ours|i|me|my|mine|you|your|who|this|these|those|both"
    r"|that(?= as\b|[.,;])"
    rf"|(?-i:the (?:two |three |[a-z]+ )?(?:{'|'.join(grouped('names', 'definite'))})))\b"
)


def name(claim: Claim) -> Iterator[Finding]:
    """A name of the statement that the quoted sentences do not bear out, or two names that changed places."""
    if claim.literal:
        return
    said = [n for one in names(claim.statement) if (n := _read(claim, one)) and not _measures(claim.statement, n)]
    found = names(claim.quoted)
    for ours, theirs in claim.replaced(said, found, lambda n: n.span):
        if (
            ours
            and theirs
            and not any(same_name(a.core, b.core) or same_name(b.core, a.core) for a in ours for b in theirs)
            and not _given(claim, ours[0], theirs[0])
        ):
            label, there = ours[0].span.of(claim.statement), theirs[0].span.of(claim.quoted)
            yield claim.fault(
                "name", f'the statement has "{label}" where the article has "{there}"', claim.span(theirs[0].span)
            )
            return
    for one in said:
        if _given(claim, one) or any(
            same_name(one.core, other.core) or same_name(one.core, other.tokens) for other in found
        ):
            continue
        rival = _replaced(claim, one, found)
        if rival is None and _elsewhere(claim, one) and (_ANAPHOR.search(claim.quoted) or not _dropped(claim, found)):
            continue
        label = one.span.of(claim.statement)
        where = (
            f'where the article has "{rival.span.of(claim.quoted)}"' if rival else "which the quoted sentence does not"
        )
        yield claim.fault("name", f'the statement names "{label}", {where}', claim.span(rival.span) if rival else None)
    yield from _swapped(claim, said, found)


def _measures(text: str, one: Name) -> bool:
    """Whether a capitalised run is the sign of a unit behind a number ("35 GWh")."""
    return bool(re.fullmatch(r"[kMGT]?Wh?|[kM]?Hz|[kMGT]B|[cmk]?[mg]", one.span.of(text))) and bool(
        re.search(r"\d\s?\Z", text[: one.span.start])
    )


def _read(claim: Claim, one: Name) -> Name | None:
    """A capitalised run as a name; None where it is none. At the beginning of a sentence the article decides, by its
    own use of the first word."""
    if not one.initial:
        return one
    lower, proper = vocabulary(claim.text)
    first, rest = one.tokens[0], one.tokens[1:]
    known = stem(first) in lower or (first not in proper and first.endswith("s") and not first.endswith("ss"))
    if rest:
        start = one.span.start + one.span.of(claim.statement).find(" ") + 1
        return Name(rest, Span(start, one.span.end), False) if known and start > one.span.start else one
    if one.span.of(claim.statement).isupper() or (first in proper and not known):
        return one
    return one if not known and _replaced(claim, one, names(claim.quoted)) else None


def _given(claim: Claim, one: Name, instead: Name | None = None) -> bool:
    """Whether the position itself brings the name: its speaker, role, issue or relayers, or the speaker as the article
    has it. In the stead of a bare name nothing is given."""
    if instead and any(
        edit.there.start >= instead.span.start and edit.there.end <= instead.span.end for edit in claim.edits
    ):
        return False
    position = claim.position
    own = [position.speaker, position.role, position.issue, *position.via]
    own += [a.speaker for a in claim.attributions] + [a.role for a in claim.attributions]
    known = {token for part in own for token in tokens_of(part)}
    return all(any(same_token(token, other) for other in known) for token in one.core) or any(
        same_name(one.core, tokens_of(part)) for part in own if part
    )


def _elsewhere(claim: Claim, one: Name) -> bool:
    """Whether the article names it anywhere, so that a pronoun or "the minister" can mean it."""
    return any(same_name(one.core, other.core) or same_name(one.core, other.tokens) for other in names(claim.text))


def _dropped(claim: Claim, found: tuple[Name, ...]) -> bool:
    """Whether the statement leaves out a name of the quoted words: a strange one may then stand in its place."""
    kept = [
        *names(claim.statement),
        *(Name(tokens_of(p), Span(0, 0), False) for p in (claim.position.speaker, claim.position.role) if p),
    ]
    inside = [n for n in found if claim.span(n.span).overlaps(claim.place)]
    return any(not any(same_name(k.core, n.core) or same_name(n.core, k.core) for k in kept) for n in inside)


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
        if any(same_name(k.core, other.core) for k in kept):
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


def mentions(text: str, wanted: tuple[str, ...]) -> Iterator[Span]:
    """Where a text mentions a name or role, given as folded tokens: as a capitalised run, or word by word."""
    for one in names(text):
        if same_name(wanted, one.core) or same_name(wanted, one.tokens):
            yield one.span
    if wanted:
        pattern = r"\W{1,2}".join(re.escape(token) for token in wanted)
        yield from (Span(*match.span()) for match in re.finditer(rf"(?i)(?<!\w){pattern}(?!\w)", text))
