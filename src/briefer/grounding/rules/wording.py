"""scope, direction: words that make a number of people or a movement another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from briefer.grounding.rules.claim import Claim
from briefer.grounding.rules.office import is_proper
from briefer.models import Finding, Span
from briefer.text.facts.lexicon import valued
from briefer.text.facts.numbers import WORDS
from briefer.text.facts.senses import (
    KEPT,
    QUANTIFIERS,
    SIDES,
    converse,
    negative,
    negator_places,
    opposite,
    same_side,
    signs,
)
from briefer.text.facts.words import Word, content_keys, words

_OFTEN = valued("scope", "often")


def scope(claim: Claim) -> Iterator[Finding]:
    """All, most, many, some, few or only, where the quoted sentences have another of them or none."""
    if claim.cut is not None:
        yield from _only_lost(claim)
        yield from _requantified(claim)
        return
    ours, theirs = _quantified(claim.statement), _quantified(claim.quoted)
    for word, kind, heads in ours:
        if kind == "only":
            if not any(k == "only" for _, k, _ in theirs) and not _only_meant(claim):
                yield claim.fault("scope", f'the statement has "{word.text}"; the quoted sentence does not')
            continue
        rivals = [(w, k) for w, k, h in theirs if k != "only" and heads & h]
        if rivals and all(k != kind for _, k in rivals):
            yield claim.fault(
                "scope",
                f'the statement has "{word.text}", the quoted sentence "{rivals[0][0].text}"',
                claim.span(rivals[0][0].span),
            )
        elif not rivals and kind in ("all", "most") and _bare(claim, heads):
            yield claim.fault("scope", f'the statement has "{word.text}"; the quoted sentence does not say so')
    yield from _widened(claim, ours, theirs)
    said, found = ({w.low: w for w in words(t) if w.low in _OFTEN} for t in (claim.statement, claim.quoted))
    if said and found and not set(said) & set(found) and {_OFTEN[w] for w in said}.isdisjoint(_OFTEN[w] for w in found):
        there = next(iter(found.values()))
        yield claim.fault(
            "scope",
            f'the statement has "{next(iter(said))}", the quoted sentence "{there.text}"',
            claim.span(there.span),
        )


def _quantified(text: str) -> list[tuple[Word, str, frozenset[str]]]:
    """The quantifiers of a text, their kind, and the stems of the next two words that carry matter."""
    found, out = words(text), []
    for at, word in enumerate(found):
        kind = QUANTIFIERS.get(word.low)
        if kind == "only" and at + 1 < len(found) and (found[at + 1].low[0].isdigit() or found[at + 1].low in WORDS):
            continue
        if (
            not kind
            or word.low in _OFTEN
            or (word.low == "most" and found[at - 1].low == "the" and at)
            or (word.low == "all" and at and found[at - 1].low in ("at", "after", "of", "above"))
        ):
            continue
        ahead = [
            w for w in found[at + 1 : at + 6] if w.content and w.clause == word.clause and w.low not in QUANTIFIERS
        ]
        whole = word.low in ("everyone", "everybody", "everything")
        heads = frozenset({"person"} if whole else {w.key for w in ahead[:2]})
        out.append((word, kind, heads))
    return out


def _only_meant(claim: Claim) -> bool:
    """Whether the quoted sentences restrict in another way."""
    return bool(
        KEPT.search(claim.quoted)
        or negative(claim.quoted)
        or re.search(r"(?i)\b(?:just|sole|alone|merely|exclusive)", claim.quoted)
    )


def _bare(claim: Claim, heads: frozenset[str]) -> bool:
    """Whether the quoted sentences speak of the same things without a number or quantifier over all of them."""
    found = words(claim.quoted)
    wide = re.search(
        r"(?i)\b(?:all|every\w*|each|any|always|entire|whole|most|majority|no|none|nobody|per ?cent|\d+|both|largely"
        r"|mostly|mainly|unanimous\w*)\b|%",
        claim.quoted,
    )
    return any(word.key in heads and word.low.endswith("s") for word in found) and not wide


def _widened(
    claim: Claim, ours: list[tuple[Word, str, frozenset[str]]], theirs: list[tuple[Word, str, frozenset[str]]]
) -> Iterator[Finding]:
    """ "Some residents" that have become "residents"."""
    found = words(claim.statement)
    for word, kind, heads in theirs:
        if (
            kind not in ("some", "few")
            or word.low in ("certain", "hardly", "rarely")
            or not found
            or found[0].key not in heads
        ):
            continue
        if not any(h & heads for _, _, h in ours):
            yield claim.fault("scope", f'"{word.text}" of the quoted sentence is lost', claim.span(word.span))


def _only_lost(claim: Claim) -> Iterator[Finding]:
    """An "only" directly before the clause that the statement repeats."""
    before = claim.text[claim.context.start : claim.cut[0].start] if claim.cut else ""
    if claim.asserts and (
        match := re.search(r"(?i)\b(only|few|hardly any|some|most|many)\s+(?:of\s+)?(?:the\s+)?$", before)
    ):
        place = Span(claim.context.start + match.start(1), claim.context.start + match.end(1))
        yield claim.fault("scope", f'"{match[1]}" before these words is lost', place)


def _requantified(claim: Claim) -> Iterator[Finding]:
    """Departures that put one quantifier in the stead of another, or "all", "most" or "only" in the stead of none."""
    for ours, theirs in claim.replaced(_quantified(claim.statement), _quantified(claim.quoted), lambda q: q[0].span):
        said, there = {kind for _, kind, _ in ours}, {kind for _, kind, _ in theirs}
        if said == there or not (said & {"all", "most", "only"} or there & {"some", "few", "most", "many"}):
            continue
        if said == {"only"} and not there and _only_meant(claim):
            continue
        word = (theirs or ours)[0][0]
        place = claim.span(theirs[0][0].span) if theirs else None
        yield claim.fault(
            "scope", f'"{word.text}" stands only in the {"quoted sentence" if theirs else "statement"}', place
        )
        return


class _Turn(NamedTuple):
    """A word that has an opposite, with the stems before and after it in its clause."""

    word: Word
    odd: bool
    before: frozenset[str]
    after: frozenset[str]


def direction(claim: Claim) -> Iterator[Finding]:
    """More for less, rise for fall, before for after, support for oppose: opposites, or their sides exchanged."""
    if claim.literal:
        return
    yield from _opposed(claim)
    if claim.cut is not None:
        return
    ours, theirs = _turns(claim.statement), _turns(claim.quoted)
    for said in ours:
        alike = [t for t in theirs if opposite(t.word.key, said.word.key) or same_side(t.word.key, said.word.key)]
        if not alike:
            continue
        best = max(alike, key=lambda t: (_fit(said, t), not opposite(t.word.key, said.word.key)))
        if not opposite(best.word.key, said.word.key):
            if said.word.low in ("before", "after") and _exchanged(said, best):
                yield claim.fault(
                    "direction", f'what is "{said.word.text}" what is turned round', claim.span(best.word.span)
                )
        elif best.odd == said.odd and _same_side(said, best) and not _compared(claim, said.word, best.word):
            yield claim.fault(
                "direction",
                f'the statement has "{said.word.text}", the quoted sentence "{best.word.text}"',
                claim.span(best.word.span),
            )
            return


def _opposed(claim: Claim) -> Iterator[Finding]:
    """Departures that put a word in the stead of its opposite, without a negation that makes up for it."""
    ours, theirs = ({at for at, _ in negator_places(text)} for text in (claim.statement, claim.quoted))
    for said, there in claim.replaced(words(claim.statement), words(claim.quoted), lambda w: w.span):
        pair = next(
            ((a, b) for a in said for b in there if opposite(a.key, b.key) and not (is_proper(a) or is_proper(b))), None
        )
        negations = sum(w.span.start in ours for w in said) + sum(w.span.start in theirs for w in there)
        if pair and negations % 2 == 0:
            message = f'the statement has "{pair[0].text}" where the article has "{pair[1].text}"'
            yield claim.fault("direction", message, claim.span(pair[1].span))
            return


def _turns(text: str) -> list[_Turn]:
    """The words of a text that have an opposite."""
    found = words(text)
    odd = {sign.word.span: sign.odd for sign in signs(text)}
    out = []
    for at, word in enumerate(found):
        if word.key not in SIDES or (at and is_proper(word)):
            continue
        near = [w for w in found if w.clause == word.clause and w.content and w is not word]
        before = [w.key for w in near if w.span.end <= word.span.start][-4:]
        after = [w.key for w in near if w.span.start >= word.span.end][:4]
        if at and word.clause != found[at - 1].clause:
            before = [w.key for w in found[:at] if w.content][-4:]
        out.append(_Turn(word, odd.get(word.span, False), frozenset(before), frozenset(after)))
    return out


def _fit(said: _Turn, found: _Turn) -> int:
    """How many neighbours two such words share."""
    if said.word.low in ("before", "after"):
        return 2 * len(said.after & found.after) + len(said.before & found.before)
    return len((said.before | said.after) & (found.before | found.after))


def _exchanged(said: _Turn, found: _Turn) -> bool:
    """Whether two events stand the other way round about the word."""
    return not said.after & found.after and bool(said.after & found.before) and bool(said.before & found.after)


def _compared(claim: Claim, said: Word, found: Word) -> bool:
    """Whether "more" and "less" agree after all: what stands before "than" in one stands behind it in the other, or
    they are said of different qualities ("more worrying", "less favourable")."""
    if {said.low, found.low} != {"more", "less"}:
        return False
    (near, far), (other_near, other_far) = _sides(claim.statement, said), _sides(claim.quoted, found)
    if far and other_far:
        return bool(near & other_far or far & other_near) and not (near & other_near or far & other_far)
    quality = [re.match(r"\W*(\w+(?:ing|able|ible|ous|ful|ive|ic|al))\b", t[w.span.end :]) for t, w in (
        (claim.statement, said), (claim.quoted, found))]  # fmt: skip
    return all(quality) and len({q[1].lower() for q in quality if q}) == 2


def _sides(text: str, word: Word) -> tuple[frozenset[str], frozenset[str]]:
    """Stems between a comparative and its "than", and behind that."""
    near, _, far = re.split(r"[;.]", text[word.span.end :])[0].partition(" than ")
    return content_keys(near), content_keys(far)


def _same_side(said: _Turn, found: _Turn) -> bool:
    """Whether both words are said of the same thing: a shared neighbour, and no exchange of the two sides."""
    if said.word.low in ("before", "after", "for", "against"):
        return bool(said.after & found.after)
    if (
        converse(said.word.key)
        and (said.before & found.after or said.after & found.before)
        and not said.before & found.before
    ):
        return False
    alone = not (said.before | said.after) or not (found.before | found.after)
    return _fit(said, found) > 0 or alone
