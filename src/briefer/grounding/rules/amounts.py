"""number, date: what the statement counts and when must be what the quoted sentences say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from briefer.grounding.rules.claim import Claim
from briefer.models import Finding, Span
from briefer.text.facts.dates import When, dates
from briefer.text.facts.numbers import Quantity, agree, quantities
from briefer.text.facts.words import words
from briefer.text.sentences import sentences

_BY = ("by", "another", "additional", "extra", "gap of")
_NEAR = ("weekday", "deictic", "relative week", "relative month", "relative year")
_COARSER = (
    ("weekday", "day", "deictic"), ("relative week", "relative weekend"), ("month", "season", "relative month"),
    ("year", "relative year"), ("decade", "relative decade"), ("relative century",),
)  # fmt: skip
_FIXED = frozenset("year month day decade time".split())
_POINTS = re.compile(r"(?i)\b(?:it|this|that|these|they|them)\b")
_BOUND = re.compile(
    r"(?i)\b(?:more|over|above|exceed\w*|least|up|most|under|below|less|fewer|nearly|almost|max\w*|min\w*|limit\w*|cap\w*"
    r"|about|around|some|close|excess|greater|higher|lower|roughly|approximately|top\w*|pass\w*|surpass\w*)\b"
)

_JOINED = re.compile(r"\s(?:[^\W\d]+ )?(?:out of|of|to|against) (?:the |all |every )?")


def number(claim: Claim) -> Iterator[Finding]:
    """A number of the statement that the quoted sentences do not have, or have of something else."""
    if claim.literal and claim.position.quote in claim.statement:
        return
    said, found = quantities(claim.statement), quantities(claim.quoted)
    for one in said:
        taken = {other.value for other in said if other.value != one.value}  # what another number repeats
        matches = [other for other in found if other.value not in taken and agree(one, other)]
        rival = _rival(one, claim, matches, found)
        if rival or not (matches or one.soft or _derived(claim, one, found) or _meant(claim, one, found)):
            closest = min(found, key=lambda q: (q.unit != one.unit, abs(q.value - one.value)), default=None)
            place = rival or closest
            there = _bounded(claim.quoted, place) if place else None
            yield claim.instead("number", _bounded(claim.statement, one), there)
            return
    yield from _turned(claim, said, found)
    for ours, theirs in claim.replaced(said, found):
        bearing = any(agree(one, other) for one in ours for other in theirs)
        if ours and theirs and not bearing and not all(_derived(claim, one, found) for one in ours):
            yield claim.instead("number", ours[0].span, theirs[0].span)


def _turned(claim: Claim, said: tuple[Quantity, ...], found: tuple[Quantity, ...]) -> Iterator[Finding]:
    """ "60 of 40" where the article has "40 of 60"."""
    theirs = {(a.value, b.value): a for a, b in _joined(claim.quoted, found)}
    for one, other in _joined(claim.statement, said):
        there = theirs.get((other.value, one.value))
        if there and one.value != other.value and (one.value, other.value) not in theirs:
            yield claim.instead("number", one.span, there.span)
            return


def _joined(text: str, found: tuple[Quantity, ...]) -> list[tuple[Quantity, Quantity]]:
    """Numbers that stand to each other as part to whole or as score to score."""
    return [(a, b) for a, b in pairwise(found) if _JOINED.fullmatch(text, a.span.end, b.span.start)]


def _bounded(text: str, quantity: Quantity) -> Span:
    """The place of a number with the words that make it a bound ("at least")."""
    lead = re.search(r"(?:[^\W\d]+ ){0,2}\Z" if quantity.bound else r"\Z", text[: quantity.span.start])
    return Span(lead.start() if lead else quantity.span.start, quantity.span.end)


def _derived(claim: Claim, said: Quantity, found: tuple[Quantity, ...]) -> bool:
    """Whether a number is what two of the quoted sentences make: "by 14" for "from 96 to 110", "a third" for "12 of
    36"."""
    years = {int(when.value) for when in dates(claim.quoted) if when.kind == "year"}
    if said.unit == "month" and any(12 * (a - b) == said.value for a in years for b in years):
        return True
    pairs = [
        (a, b)
        for a in found
        for b in found
        if a.value > b.value > 0 and agree(a, a._replace(unit=b.unit)) and not a.ordinal
    ]
    by = claim.statement[: said.span.start].lower().rstrip().endswith(_BY)
    if said.unit == "percent":
        least, most = -6 if said.bound in ("over", "about") else -1, 6 if said.bound in ("under", "about") else 1
        shares = [100 * b.value / a.value for a, b in pairs]
        return any(least < said.value - (100 - share if by else share) < most for share in shares)
    return by and any(abs(a.value - b.value - said.value) < 1e-6 * a.value for a, b in pairs)


def _meant(claim: Claim, said: Quantity, found: tuple[Quantity, ...]) -> bool:
    """Whether the position's speaker brings the number ("two doctors"), or a pronoun of quoted words without a number
    means one of the two sentences before."""
    if any(agree(said, other) for other in quantities(f"{claim.position.speaker} {claim.position.role}")):
        return True
    if any(not other.soft for other in found) or not _POINTS.search(claim.quoted):
        return False
    before = [s for s in sentences(claim.text) if s.end <= claim.context.start][-3:]
    return any(agree(said, other) for s in before for other in quantities(s.of(claim.text)))


def _rival(said: Quantity, claim: Claim, matches: list[Quantity], found: tuple[Quantity, ...]) -> Quantity | None:
    """A number of the article that counts what the statement counts, where the equal ones count something else, or an
    equal one with another bound, side or rate."""
    bare = not said.bound and claim.cut is not None and not _BOUND.search(claim.statement)
    if matches and all(
        (said.role and m.role not in ("", said.role))
        or (said.per and m.per not in ("", said.per))
        or (bare and m.bound in ("over", "under"))
        for m in matches
    ):
        return matches[0]
    others = [other for other in found if other not in matches and other.ordinal == said.ordinal]
    if matches and said.unit and not said.soft:
        here = _clause(claim.statement, said)
        best = max(len(here & _clause(claim.quoted, match)) for match in matches)
        for other in others:
            if other.unit == said.unit and len(here & _clause(claim.quoted, other)) >= best + 2:
                return other
    nouns = set(said.nouns)
    if any(nouns & set(m.nouns) or not m.nouns for m in matches) or not (matches or said.soft):
        return None
    same = (other for other in others if nouns & set(other.nouns))
    return next((other for other in same if not said.soft or said.value != other.value), None)


def _clause(text: str, quantity: Quantity) -> frozenset[str]:
    """Stems of the clause that holds a quantity."""
    found = words(text)
    clause = next((w.clause for w in found if w.span.overlaps(quantity.span)), -1)
    return frozenset(w.key for w in found if w.clause == clause and w.content and not w.low[0].isdigit())


def date(claim: Claim) -> Iterator[Finding]:
    """A date of the statement that contradicts the quoted sentences, or that stands nowhere in the article."""
    if claim.literal:
        return
    said, near = dates(claim.statement), dates(claim.quoted)
    known = {(when.kind, when.value) for when in near}
    known |= {("decade", f"{when.value[:3]}0") for when in near if when.kind == "year"}
    for when in said:
        rough = when.kind in ("season", "end")
        if any(_covers(claim, when, other) for other in near):
            continue
        rival = next((other for other in near if other.kind == when.kind or (rough and other.kind in _NEAR)), None)
        if (when.kind, when.value) not in known and (rival or not _elsewhere(claim, when, rough)):
            yield claim.instead("date", when.span, rival and rival.span)
            return
    for ours, theirs in claim.replaced(said, near):
        parts = {(when.kind, when.value) for when in (*ours, *theirs)}
        if ours and theirs and len(parts) == len(ours) + len(theirs) and {kind for kind, _ in parts} <= _FIXED:
            yield claim.instead("date", ours[0].span, theirs[0].span)


def _covers(claim: Claim, said: When, there: When) -> bool:
    """Whether a date says in another way what one of the quoted sentences says: a rough one that holds it ("last year"
    for "December"), a month for "last month" by the article's other dates, "before June" for "the end of May"."""
    if said.kind == "month" == there.kind:
        end, before = claim.quoted[: there.span.start].endswith("end of "), claim.statement[: said.span.start]
        return end and before.endswith("before ") and int(said.value) % 12 == (int(there.value) + 1) % 12
    if said.kind == "month" and there.kind == "relative month":
        step = {"last": 1, "this": 0, "next": -1}[there.value]
        now = {int(when.value) % 12 for when in dates(claim.text) if when.kind == "month"}
        return (int(said.value) + step) % 12 in now
    if said.kind == "end":
        return said.value == "week" and there.value in ("friday", "saturday", "sunday")
    finer, coarser = (next((n for n, kinds in enumerate(_COARSER) if w.kind in kinds), 9) for w in (there, said))
    near = finer or coarser == 1  # "next week" can hold a Friday, "next month" tells another time
    return said.kind.startswith("relative") and finer < coarser < 9 and bool(near)


def _elsewhere(claim: Claim, when: When, rough: bool) -> bool:
    """Whether the article has a date outside of the quoted sentences, or they have it in another way: the day without
    its month ("by the 14th"); nothing speaks against a season where they name no time."""
    if rough:
        return not any(quantity.unit in ("day", "month") for quantity in quantities(claim.quoted))
    days = [w.value for w in dates(claim.statement) if w.kind == "day"]
    if when.kind == "relative century" and "century" in claim.quoted:
        return True
    if when.kind in ("day", "month") and any(re.search(rf"\bthe {d}(?:st|nd|rd|th)\b", claim.quoted) for d in days):
        return True
    return when.value == "this" or (when.kind, when.value) in {(w.kind, w.value) for w in dates(claim.text)}
