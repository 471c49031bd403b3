"""negation, modality: whether the statement asserts what the article asserts, and as firmly."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from briefer.grounding.rules.claim import Claim
from briefer.models import Finding
from briefer.text.facts.senses import (
    KEPT,
    SOFT,
    Hedge,
    Sign,
    hedges,
    negative,
    negator_places,
    opposite,
    prefix_of,
    signs,
    uncounted,
)
from briefer.text.facts.words import words

_BEST = re.compile(r"(?i)\b(?:best|worst|most|least|(?!for|inter|hon|mod)\w{3,}est)\b")
_NONE_BETTER = re.compile(r"(?i)\b(?:no|none|nobody|never)\b.{0,80}\b(?:better|worse|more|less|\w{3,}er)\b")
_ONLY_IF = re.compile(r"(?i)\b(?:only|unless|on condition|provided)\b(?: \w+){0,3}? (?:if|that|when)\b|\bunless\b")
_LATER = re.compile(r"\b(?:until|till|before|unless|without|except)\b")


def negation(claim: Claim) -> Iterator[Finding]:
    """What the statement asserts, the quoted sentence negates, or the other way round."""
    if claim.cut is not None and not claim.headed:
        for at, governed in negator_places(claim.quoted):
            inside = [place for place in governed if claim.inside_cut(place)]
            if re.match(r"(?i)den(?:y|ie)|reject", claim.quoted[at:]):
                continue  # a denial is judged by its own rule
            told = inside and re.search(r"\b(?:why|how|what|who|when|where|which)\b", claim.quoted[at : inside[0]])
            if claim.asserts and inside and not told and not claim.inside_cut(at) and at < inside[0]:
                yield claim.fault(
                    "negation", "the sentence around the words negates them; the statement does not", claim.context
                )
                return
    edited = list(_edited(claim))
    yield from edited
    found = None if edited or (claim.cut is not None and not claim.headed) else _turned(claim)
    if found:
        there = "the quoted sentence negates" if found.odd else "the quoted sentence asserts"
        message = f'{there} "{found.word.text}"; the statement says the opposite'
        yield claim.fault("negation", message, claim.span(found.word.span))


def _edited(claim: Claim) -> Iterator[Finding]:
    """Departures that put a negation in or take one out, unless an opposite makes up for it."""
    said, there = ([at for at, _ in negator_places(text)] for text in (claim.statement, claim.quoted))
    odd = []
    for edit in claim.edits:
        ours, theirs = words(edit.said.of(claim.statement)), words(edit.there.of(claim.quoted))
        unless = sum(word.low == "unless" for word in (*ours, *theirs))
        count = (
            unless
            + sum(edit.said.start <= at < edit.said.end for at in said)
            + sum(edit.there.start <= at < edit.there.end for at in there)
        )
        turned = any(opposite(a.key, b.key) for a in ours for b in theirs)
        prefixed = any(prefix_of(a.low) == b.key or prefix_of(b.low) == a.key for a in ours for b in theirs)
        said_, there_ = edit.said.of(claim.statement), edit.there.of(claim.quoted)
        if not prefixed and uncounted(
            said_ if any(edit.there.start <= at < edit.there.end for at in there) else there_
        ):
            continue  # "dropped its plan to" is "will not"
        if (count + turned + prefixed) % 2 and not (turned and not count):
            late = _LATER.search(claim.quoted + claim.statement) and KEPT.search(edit.said.of(claim.statement))
            if not late:
                odd.append(edit)
    if len(odd) % 2:  # an even number makes up for itself: the negation only moved
        there_ = odd[0].there.of(claim.quoted) or odd[0].said.of(claim.statement)
        yield claim.fault(
            "negation", f'the statement and the article differ in a negation at "{there_}"', claim.span(odd[0].there)
        )


def _turned(claim: Claim) -> Sign | None:
    """The word of the quoted clauses whose polarity the statement turns round."""
    said, found = signs(claim.statement), signs(claim.clauses)
    lexical = {True: not negative(claim.statement), False: not negative(claim.clauses)}  # by who is negated
    if ("unless" in claim.statement.lower()) != ("unless" in claim.clauses.lower()) and KEPT.search(claim.statement):
        return None  # "unless it rains" is "if it does not rain"
    if any(
        _BEST.search(a) and _NONE_BETTER.search(b) for a, b in itertools.permutations((claim.statement, claim.clauses))
    ):
        return None  # "no port has a better offer" is "the best offer of all ports"
    opposed = any(opposite(a.word.key, b.word.key) for a in said for b in found)
    loose: list[Sign] = []
    for one in said:
        there = [other for other in found if other.word.key == one.word.key]
        if (
            not there
            or any(other.odd == one.odd for other in there)
            or (one.word.text[:1].isupper() and one.word.span.start)
        ):
            continue
        other = there[0]
        negated = other if other.odd else one
        if not negated.explicit and (negated.rank or not lexical[other.odd]):
            continue
        if (
            negated.rank == 0
            and not opposed
            and not _dated(claim.clauses if other.odd else claim.statement, negated, other.odd, claim)
        ):
            return other
        if negated.rank < 9:
            loose.append(other)
    if not loose or opposed:
        return None
    bare = claim.statement if loose[0].odd else claim.clauses
    enough = len(loose) > 1 or len(claim.keys) <= 2
    return loose[0] if enough and not negative(bare) and claim.nearness(claim.clauses) >= 0.5 else None


def _dated(text: str, negated: Sign, in_article: bool, claim: Claim) -> bool:
    """Whether "not ... until", "not without" may be said positively: "only after", "when", "with"."""
    other = claim.statement if in_article else claim.clauses
    return bool(_LATER.search(text[negated.word.span.end :].lower()) and KEPT.search(other))


def modality(claim: Claim) -> Iterator[Finding]:
    """A "may", "could", "plans to" or "should" over the statement's predicate that is lost or made stronger."""
    if claim.cut is not None:
        for hedge in hedges(claim.quoted):
            place = claim.span(hedge.word.span)
            bound = [
                w for w in hedge.governs[:3] if claim.inside_cut(w.span.start) and w.span.start > hedge.word.span.start
            ]
            if (
                not bound
                or hedge.kind == "sure"
                or claim.inside_cut(hedge.word.span.start)
                or any(cue.overlaps(place) for a in claim.attributions for cue in a.cue)
            ):
                continue
            if claim.asserts or bound[0] == hedge.governs[0]:
                yield claim.fault(
                    "modality", f'the sentence has "{hedge.word.text}" over these words; the statement does not', place
                )
                return
        yield from _rehedged(claim)
        return
    said = hedges(claim.statement)
    for hedge in hedges(claim.clauses):
        if hedge.kind == "sure":
            yield from _weakened(claim, hedge, said)
        elif _lost(claim, hedge, said):
            place = claim.span(hedge.word.span)
            yield claim.fault("modality", f'"{hedge.word.text}" of the quoted sentence is lost or made stronger', place)
            return


def _rehedged(claim: Claim) -> Iterator[Finding]:
    """Departures that take a hedge out, make it stronger, or turn a "will" into a "may"."""
    for ours, theirs in claim.replaced(hedges(claim.statement), hedges(claim.quoted), lambda h: h.word.span):
        soft = [h for h in ours if h.kind != "sure"]
        for hedge in theirs:
            if hedge.kind == "planned" and uncounted(claim.quoted[: hedge.word.span.start][-25:]):
                continue
            kept = any(h.kind == hedge.kind and h.strength <= hedge.strength for h in soft)
            firmer = any(h.kind == "sure" or h.strength > hedge.strength for h in ours)
            if hedge.kind == "sure":
                lost = any(h.word.low in ("may", "might", "could", "possibly", "perhaps") for h in ours)
            elif hedge.word.low in ("can", "has", "have", "had"):
                lost = any(h.kind == "sure" for h in ours)
            else:
                lost = not kept and (firmer or not SOFT.search(claim.put_in))
            if lost:
                yield claim.fault(
                    "modality",
                    f'"{hedge.word.text}" of the quoted sentence is lost or changed',
                    claim.span(hedge.word.span),
                )
                return


def _lost(claim: Claim, hedge: Hedge, said: tuple[Hedge, ...]) -> bool:
    """Whether the statement has a hedge's predicate without the hedge, or with a stronger one."""
    if any(sign.word == hedge.word and sign.odd for sign in signs(claim.quoted)):
        return False  # "no plans to"
    if hedge.kind == "planned" and uncounted(claim.quoted[: hedge.word.span.start][-25:]):
        return False  # "dropped its plan to"
    if _ONLY_IF.search(claim.statement) and _ONLY_IF.search(claim.clauses):
        return False  # "could, but only if" is "will only if"
    governed = [word.key for word in hedge.governs]
    keys = [sign.word.key for sign in signs(claim.statement)]
    shared = [key for key in governed[:6] if key in keys]
    if governed[0] not in keys and (len(shared) < 2 or claim.nearness(claim.quoted) < 0.5):
        return False
    same = [other for other in said if governed[0] in [w.key for w in other.governs[:3]] or governed[0] not in keys]
    if hedge.word.low in ("can", "has", "have", "had"):
        return (
            governed[0] in keys
            and any(other.kind == "sure" for other in same)
            and not any(o.kind != "sure" for o in same)
        )
    if any(sign.word.key == governed[0] and sign.odd for sign in signs(claim.quoted)) and hedge.word.low in (
        "could",
        "should",
        "must",
    ):
        return False
    if any(other.kind == hedge.kind and other.strength > hedge.strength for other in same):
        return not any(other.kind == hedge.kind and other.strength <= hedge.strength for other in same)
    if any(other.kind == "due" and other.strength == 2 and hedge.kind == "possible" for other in same):
        return True
    soft = {match[0].lower() for match in SOFT.finditer(claim.statement)}
    return not soft or (soft == {"if"} and any(other.kind == "sure" for other in same))


def _weakened(claim: Claim, hedge: Hedge, said: tuple[Hedge, ...]) -> Iterator[Finding]:
    """A "will" that has become a "may" over the same predicate."""
    head = hedge.governs[0].key
    for other in said:
        if (
            other.word.low in ("may", "might", "could", "possibly", "perhaps")
            and other.governs[0].key == head
            and not SOFT.search(claim.quoted)
        ):
            message = f'the quoted sentence has "{hedge.word.text}"; the statement has "{other.word.text}"'
            yield claim.fault("modality", message, claim.span(hedge.word.span))
