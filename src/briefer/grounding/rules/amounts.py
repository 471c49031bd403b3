"""number, date: what the statement counts and when must be what the quoted sentences say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.grounding.rules.claim import Claim
from briefer.models import Finding
from briefer.text.facts.dates import dates
from briefer.text.facts.numbers import Quantity, agree, quantities
from briefer.text.facts.words import words
from briefer.text.sentences import sentences

_BY = ("by", "another", "additional", "extra", "gap of")
_NEAR = ("weekday", "deictic", "relative week", "relative month", "relative year")
_POINTS = re.compile(r"(?i)\b(?:it|this|that|these|they|them)\b")

_BOUND = re.compile(
    r"(?i)\b(?:more|over|above|exceed\w*|least|up|most|under|below|less|fewer|nearly|almost|max\w*|min\w*|limit\w*|cap\w*"
    r"|about|around|some|close|excess|greater|higher|lower|roughly|approximately|top\w*|pass\w*|surpass\w*)\b"
)


def number(claim: Claim) -> Iterator[Finding]:
    """A number of the statement that the quoted sentences do not have, or have of something else."""
    if claim.literal and claim.position.quote in claim.statement:
        return
    said, found = quantities(claim.statement), quantities(claim.quoted)
    for quantity in said:
        matches = [other for other in found if agree(quantity, other)]
        rival = _rival(quantity, claim, matches, found)
        if (matches or quantity.soft) and not rival:
            continue
        if not matches and (_derived(claim, quantity, found) or _meant(claim, quantity, found)):
            continue
        shown, place = quantity.span.of(claim.statement), rival or _closest(quantity, found)
        there = f'"{place.span.of(claim.quoted)}"' if place else "no such number"
        yield claim.fault(
            "number",
            f'the statement says "{shown}"; the quoted sentence has {there}',
            claim.span(place.span) if place else None,
        )
        return
    for ours, theirs in claim.replaced(said, found, lambda q: q.span):
        bearing = any(agree(one, other) for one in ours for other in theirs)
        if ours and theirs and not bearing and not all(_derived(claim, one, found) for one in ours):
            shown = ours[0].span.of(claim.statement)
            there = theirs[0].span.of(claim.quoted)
            yield claim.fault(
                "number", f'the statement says "{shown}" where the article has "{there}"', claim.span(theirs[0].span)
            )


def _derived(claim: Claim, said: Quantity, found: tuple[Quantity, ...]) -> bool:
    """Whether a number is what two of the quoted sentences make: "by 14" for "from 96 to 110", "a third" for "12 of
    36"."""
    years = {int(when.value) for when in dates(claim.quoted) if when.kind == "year"}
    if said.unit == "month" and any(12 * (a - b) == said.value for a in years for b in years):
        return True
    pairs = [(a, b) for a in found for b in found if a.value > b.value > 0 and a.unit == b.unit and not a.ordinal]
    if said.unit == "percent":
        least = -6 if said.bound in ("over", "about") else -1
        return any(least < said.value - 100 * b.value / a.value < 1 for a, b in pairs)
    by = claim.statement[: said.span.start].lower().rstrip().endswith(_BY)
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
    """A number of the article that counts what the statement counts, where the equal one counts something else."""
    if said.role and matches and all(m.role and m.role != said.role for m in matches):
        return matches[0]
    if said.per and matches and all(m.per and m.per != said.per for m in matches):
        return matches[0]
    if not said.bound and matches and all(m.bound in ("over", "under") for m in matches) and _unbounded(claim):
        return matches[0]
    if other := _elsewhere(said, claim, matches, found):
        return other
    nouns = set(said.nouns)
    if not nouns or any(nouns & set(m.nouns) or not m.nouns for m in matches) or (not matches and not said.soft):
        return None
    rivals = [
        other for other in found if nouns & set(other.nouns) and other not in matches and other.ordinal == said.ordinal
    ]
    return rivals[0] if rivals and (not said.soft or said.value != rivals[0].value) else None


def _unbounded(claim: Claim) -> bool:
    """Whether a near copy has no word by which a number is only a bound."""
    return claim.cut is not None and not _BOUND.search(claim.statement)


def _elsewhere(said: Quantity, claim: Claim, matches: list[Quantity], found: tuple[Quantity, ...]) -> Quantity | None:
    """Another number of the same unit in the clause that the statement tells; the equal one is in another clause."""
    here = _clause(claim.statement, said)
    if not matches or not said.unit or said.soft:
        return None
    best = max(len(here & _clause(claim.quoted, match)) for match in matches)
    rivals = [q for q in found if q not in matches and q.unit == said.unit and q.ordinal == said.ordinal]
    return next((q for q in rivals if len(here & _clause(claim.quoted, q)) >= best + 2), None)


def _clause(text: str, quantity: Quantity) -> frozenset[str]:
    """Stems of the clause that holds a quantity."""
    found = words(text)
    clause = next((w.clause for w in found if w.span.overlaps(quantity.span)), -1)
    return frozenset(w.key for w in found if w.clause == clause and w.content and not w.low[0].isdigit())


def _closest(said: Quantity, found: tuple[Quantity, ...]) -> Quantity | None:
    """The number of the article that comes nearest, for the message."""
    alike = [other for other in found if other.ordinal == said.ordinal]
    return min(alike, key=lambda q: (q.unit != said.unit, abs(q.value - said.value)), default=None)


def date(claim: Claim) -> Iterator[Finding]:
    """A date of the statement that contradicts the quoted sentences, or that stands nowhere in the article."""
    if claim.literal:
        return
    near = dates(claim.quoted)
    known = {(when.kind, when.value) for when in near}
    known |= {("decade", f"{when.value[:3]}0") for when in near if when.kind == "year"}
    for when in dates(claim.statement):
        if (when.kind, when.value) in known:
            continue
        rough = when.kind in ("season", "end")
        rivals = [other for other in near if other.kind == when.kind or (rough and other.kind in _NEAR)]
        anywhere = {(w.kind, w.value) for w in dates(claim.text)} | {("relative " + when.kind[9:], "this")}
        if not rivals and (
            (when.kind, when.value) in anywhere
            or (when.kind in ("day", "month") and _day_alone(claim))
            or (rough and not any(q.unit in ("day", "month") for q in quantities(claim.quoted)))
        ):
            continue
        there = f'"{rivals[0].span.of(claim.quoted)}"' if rivals else "no such date, nor has the article"
        yield claim.fault(
            "date",
            f'the statement says "{when.span.of(claim.statement)}"; the quoted sentence has {there}',
            claim.span(rivals[0].span) if rivals else None,
        )
        return
    for ours, theirs in claim.replaced(dates(claim.statement), near, lambda w: w.span):
        if ours and theirs and ours[0].kind == theirs[0].kind and ours[0].value != theirs[0].value:
            shown, there_ = ours[0].span.of(claim.statement), theirs[0].span.of(claim.quoted)
            yield claim.fault(
                "date", f'the statement says "{shown}" where the article has "{there_}"', claim.span(theirs[0].span)
            )


def _day_alone(claim: Claim) -> bool:
    """Whether the quoted sentences have the day without its month ("by the 14th"), as the statement has both."""
    days = {w.value for w in dates(claim.statement) if w.kind == "day"}
    return any(re.search(rf"\bthe {day}(?:st|nd|rd|th)\b", claim.quoted) for day in days)
