"""unrelated: the statement has nothing to do with the words that shall bear it out."""

from __future__ import annotations

from collections.abc import Iterator

from briefer.grounding.rules.claim import Claim, around
from briefer.models import Finding, Span
from briefer.text.facts.words import content_keys

LEAST = (
    0.17  # share of its words of matter that even a free paraphrase finds in the passage, in any word of their meaning
)
ENOUGH = 2  # words of matter on both sides, below which not even one need be shared


def unrelated(claim: Claim) -> Iterator[Finding]:
    """Hardly a word of matter in the statement stands, in any form or meaning, in or beside the quoted sentences."""
    beside = Span(max(0, claim.context.start - 2), min(len(claim.text), claim.context.end + 2))
    wide = claim.nearness(around(claim.text, beside).of(claim.text))
    enough = min(len(claim.keys), len(content_keys(claim.quoted))) >= ENOUGH
    if enough and (not wide or (wide < LEAST and not claim.nearness(claim.quoted))):
        yield claim.fault("unrelated", "no word of the statement stands in the quoted sentence or beside it")
