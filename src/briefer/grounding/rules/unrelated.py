"""unrelated: the statement has nothing to do with the words that shall bear it out."""

from __future__ import annotations

from collections.abc import Iterator

from briefer.grounding.rules.claim import Claim, around
from briefer.models import Finding, Span
from briefer.text.facts.words import content_keys


def unrelated(claim: Claim) -> Iterator[Finding]:
    """Not one word of matter in the statement stands, in any form, in the quoted sentences or beside them.

    Of 114 faithful statements in somebody's own words two share none; what a model makes up beside a true quote mostly
    shares none.
    """
    wide = Span(max(0, claim.context.start - 2), min(len(claim.text), claim.context.end + 2))
    if claim.keys and not claim.keys & content_keys(around(claim.text, wide).of(claim.text)):
        yield claim.fault("unrelated", "no word of the statement stands in the quoted sentence or beside it")
