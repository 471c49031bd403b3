"""scope, direction: words that make a number of people or a movement another one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from briefer.grounding.rules.claim import Claim
from briefer.models import Finding, Span
from briefer.text.facts.lexicon import listed, pattern
from briefer.text.facts.numbers import SCALES, WORDS, quantities
from briefer.text.facts.senses import CONVERSE, SIDES, Mark, alike, negations, opposite
from briefer.text.facts.words import Word, is_proper, words

_KINDS = {word: kind for kind in ("all", "most", "many", "some", "few", "only") for word in listed("scope", kind)}
_WIDE = pattern("scope", "wide")
_PARTIAL, _TOTAL = pattern("scope", "partial"), pattern("scope", "total")
_NARROW = pattern("scope", "narrow")
_SHARE = re.compile(
    rf"(?i)\b(?:half|(?:a|one|two|three) (?:third|quarter|fifth)s?|{'|'.join(WORDS)}|\d+(?:%| per ?cent)?)"
    r"(?: (?:of )?(?:the|these|those|our|their|its)(?= \w+s\b)| of (?=\w+s\b))"
)
_ROUGH = listed("numbers", "about", "over", "under") | {"a", "than", "at"}
_WHEN = frozenset("on in at last then now recently yesterday today".split())  # "only last week"
_ALMOST = frozenset("almost nearly not".split())
_LIGHT = frozenset("the a an its their our his her is are was were be has have had will would".split())
_SIDED = frozenset("from over than against not".split())
_MUTUAL = frozenset("and or with between by meet meets met like equal equals".split())
_PLACE = frozenset("up down over under".split())
_ORDER = frozenset("before after for against up down".split())


def scope(claim: Claim) -> Iterator[Finding]:
    """All, most, many, some, few or only, where the quoted sentences have another of them or none."""
    said, there = claim.brought(_quantifiers(claim.statement)), claim.missing(_quantifiers(claim.quoted), 1)
    for ours in said:
        rivals = [m for m in there if _same_heads(ours, m) and "only" not in (m.kind, ours.kind)]
        traces = {"all": _WIDE, "most": _WIDE, "only": _NARROW}.get(ours.kind)
        partial = ours.kind == "all" and _PARTIAL.search(claim.left) and not _PARTIAL.search(claim.statement)
        if partial and not _TOTAL.search(claim.quoted):
            traces = _TOTAL
        if rivals and all(m.kind != ours.kind for m in rivals):
            yield claim.instead("scope", ours.span, rivals[0].span)
            return
        counted = ours.kind == "most" and (quantities(claim.quoted) or ours.span.of(claim.statement).endswith("ly"))
        if not (rivals or counted) and traces and not traces.search(claim.quoted):
            yield claim.instead("scope", ours.span)
            return
    if said or _PARTIAL.search(claim.statement) or quantities(claim.statement):
        return
    for mark in (*there, *claim.missing(_shares(claim.quoted), 1)):
        if mark.kind in ("most", "some", "few") and _bare(claim, mark):
            yield claim.lost("scope", mark.span)
            return


def _quantifiers(text: str) -> list[Mark]:
    """The quantifiers of a text over the next two words that carry matter."""
    found, out = words(text), []
    for at, word in enumerate(found):
        kind, last = _KINDS.get(word.low), found[at - 1].low if at else ""
        ahead = [w for w in found[at + 1 : at + 6] if w.clause == word.clause]
        count = next((w.low for w in ahead if w.low not in _ROUGH), "")
        counted = count[:1].isdigit() or count in WORDS or count in SCALES
        apart = bool(ahead) and ahead[0].low in ("other", "else") and word.low.startswith(("each", "every"))
        if (
            not kind
            or apart  # "each other", "everyone else": over against somebody, not all
            or (kind in ("only", "some") and counted)
            or (kind == "only" and bool(ahead) and ahead[0].low in _WHEN)
            or (word.low == "all" and bool(ahead) and ahead[0].low in ("along", "but", "too"))
            or (word.low == "most" and last == "the")
            or (word.low == "all" and last in ("at", "after", "of", "above"))
        ):
            continue
        place = word.span
        if kind == "all" and last in _ALMOST:
            kind, place = "most", Span(found[at - 1].span.start, place.end)
        heads = [w for w in ahead if w.content and w.low not in _KINDS][:2]
        out.append(Mark(kind, 1, place, tuple(heads)))
    return out


def _shares(text: str) -> list[Mark]:
    """The parts of a whole in a text ("half of the", "two of the") over the word for what they are parts of."""
    return [
        Mark("some", 1, Span(*match.span()), tuple([w for w in words(text) if w.span.start >= match.end()][:1]))
        for match in _SHARE.finditer(text)
    ]


def _same_heads(one: Mark, other: Mark) -> bool:
    """Whether two quantifiers are said of the same, or of nothing that has a name ("everybody")."""
    return not one.governs or not other.governs or any(alike(a.key, b.key) for a in one.governs for b in other.governs)


def _bare(claim: Claim, mark: Mark) -> bool:
    """Whether the statement begins with what the article has only some of."""
    first = words(claim.statement)[:1]
    return claim.cut is not None or any(alike(word.key, first[0].key) for word in mark.governs[:1])


class _Turn(NamedTuple):
    """A word that has an opposite, with the words before and after it in its clause."""

    word: Word
    odd: bool
    before: tuple[Word, ...]
    after: tuple[Word, ...]
    negates: bool  # "refuse to": what it is said of comes after
    quoted: bool = False


def direction(claim: Claim) -> Iterator[Finding]:
    """More for less, rise for fall, before for after, support for oppose: opposites, or their sides exchanged."""
    for said, there in itertools.chain(_replaced(claim) if claim.cut is not None else (), _facing(claim)):
        yield claim.instead("direction", said.span, there.span)
        return
    if turned := _exchanged(words(claim.statement), words(claim.quoted)):
        yield claim.fault("direction", f'the sides of "{turned.text}" are exchanged', claim.span(turned.span))


def _exchanged(said: tuple[Word, ...], there: tuple[Word, ...]) -> Word | None:
    """The first word that both texts share and whose two sides stand the other way round."""
    ours, theirs = ([w for w in side if w.low not in _LIGHT] for side in (said, there))
    for i, word in enumerate(ours):
        sided = word.low in _SIDED or (word.low == "to" and any(w.key == "prefer" for w in ours[:i]))
        if not (word.content or sided) or alike(word.key, "say") or alike(word.key, "ask"):
            continue
        before, after = _sides(ours, i)
        facing = [(w, *_sides(theirs, k)) for k, w in enumerate(theirs) if w.key == word.key]
        if any(before & left and after & right for _, left, right in facing):
            continue
        for other, left, right in facing:
            if before & right - after - left and after & left - before - right:
                return other
    return None


def _sides(found: list[Word], at: int) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of matter directly before and after a word; for a word such as "than", of all near it."""
    sides = []
    for step in (-1, 1):
        keys: set[str] = set()
        for n in range(at + step, at + 5 * step, step):
            if not 0 <= n < len(found) or found[n].low in _MUTUAL:
                break
            if found[max(n, n - step)].comma and found[at].content:
                break
            if found[n].content:
                keys.add(found[n].key)
            elif found[at].content:
                break
        sides.append(frozenset(keys))
    return sides[0], sides[1]


def _replaced(claim: Claim) -> Iterator[tuple[Word, Word]]:
    """Departures that put a word in the stead of its opposite, without a negation that makes up for it."""
    ours, theirs = claim.brought(negations(claim.statement)), claim.missing(negations(claim.quoted))
    for said, there in claim.replaced(words(claim.statement), words(claim.quoted)):
        for a, b in itertools.product(said, there):
            turned = [m for m in ours if not m.span.overlaps(a.span)] + [
                m for m in theirs if not m.span.overlaps(b.span)
            ]
            if opposite(a.key, b.key) and not (is_proper(a) or is_proper(b)) and len(turned) % 2 == 0:
                yield a, b


def _facing(claim: Claim) -> Iterator[tuple[Word, Word]]:
    """The words of a statement in words of its own whose opposite the quoted sentences say of the same thing."""
    ours, theirs = _turns(claim.statement), [*_there(claim)]
    for said in ours:
        against = [t for t in theirs if opposite(t.word.key, said.word.key)]
        facing = [t for t in against if t.odd == said.odd]
        same = [t for t in theirs if alike(t.word.key, said.word.key) or (t in against and t not in facing)]
        nearest, best = (max(turns, key=lambda t: (_fit(said, t), t.quoted), default=None) for turns in (same, facing))
        both = any(opposite(t.word.key, said.word.key) for t in ours)
        if nearest and said.word.low in ("before", "after"):
            if _shared(said.after, nearest.before) and not _shared(said.after, nearest.after):
                yield said.word, nearest.word
        elif best and _same_thing(claim, said, best):
            if nearest and best.quoted > nearest.quoted and _fit(said, best) >= _fit(said, nearest):
                nearest = None  # what is quoted decides over the rest of its sentence
            own = max((_fit(t, best) for t in ours if alike(t.word.key, best.word.key)), default=-1)
            least = max(own, _fit(said, nearest)) if nearest and both else own
            if _fit(said, best) > least and (both or not nearest):
                yield said.word, best.word


def _there(claim: Claim) -> Iterator[_Turn]:
    """The words of the quoted sentences that have an opposite; what is said with the quote and the rest stand apart."""
    told = [claim.place, *(content for held in claim.attributions for content in held.content)]
    quoted = {word.span for word in words(claim.quoted) if any(claim.span(word.span).overlaps(s) for s in told)}
    for turn in _turns(claim.quoted):
        inside = turn.word.span in quoted
        before, after = (tuple(w for w in s if (w.span in quoted) == inside) for s in (turn.before, turn.after))
        yield turn._replace(before=before, after=after, quoted=inside)


def _turns(text: str) -> list[_Turn]:
    """The words of a text that have an opposite."""
    found = words(text)
    marks = negations(text)
    odd = {word.span for mark in marks for word in mark.governs}
    out = []
    for at, word in enumerate(found):
        bound = [w.low for w in found[at + 1 : at + 3]]
        counts = len(bound) == 2 and bound[0] == "than" and (bound[1][:1].isdigit() or bound[1] in WORDS)
        side = word.low in ("later", "left") and at > 0 and found[at - 1].low in ("the", "a", "this", "that", "its")
        negates = any(m.span.of(text).endswith(" to") and m.span.overlaps(word.span) for m in marks)
        if counts or side or word.low in _PLACE or text[word.span.start - 1 : word.span.start] == "-":
            continue
        if word.key in SIDES and not (at and is_proper(word)):
            before = [w for w in found[:at] if w.content and w.clause == word.clause][-4:]
            after = [w for w in found[at + 1 :] if w.content and w.clause == word.clause][:4]
            less = at > 0 and found[at - 1].low == "less"
            out.append(_Turn(word, (word.span in odd) != less, tuple(before), tuple(after), negates))
    return out


def _fit(one: _Turn, other: _Turn) -> int:
    """How much two such words share of what stands beside them."""
    if one.word.low in ("before", "after"):
        return 2 * _shared(one.after, other.after) + _shared(one.before, other.before)
    return _shared((*one.before, *one.after), (*other.before, *other.after))


def _shared(one: tuple[Word, ...], other: tuple[Word, ...]) -> int:
    """How many words of one stretch the other has, or words of their meaning."""
    return sum(any(alike(a.key, b.key) for b in other) for a in one)


def _same_thing(claim: Claim, said: _Turn, there: _Turn) -> bool:
    """Whether two opposites are said of one thing, and neither of its two sides is exchanged to make them agree."""
    if {said.word.low, there.word.low} & _ORDER or said.negates or there.negates:
        return _shared(said.after, there.after) > 0
    if said.word.low in ("more", "less") and said.after and not _shared(said.after[:1], there.after[:1]):
        return False
    compared = said.word.low in ("more", "less") and " than " in claim.statement and " than " in claim.quoted
    exchanged = _shared(said.before, there.after) or _shared(said.after, there.before)
    return not exchanged or not (compared or said.word.key in CONVERSE)
