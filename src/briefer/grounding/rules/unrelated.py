"""unrelated: the statement has nothing to do with the words that shall bear it out."""

from __future__ import annotations

from collections.abc import Iterator

from briefer.grounding.rules.claim import Claim
from briefer.models import Finding


LEAST = 0.17  # share of its words of matter that even a free paraphrase finds in the passage, in any word of their meaning


def unrelated(claim: Claim) -> Iterator[Finding]:
    """Hardly a word of matter in the statement stands, in any form or meaning, in the quoted sentences or beside them."""
    if len(claim.keys) > 2 and claim.nearness(claim.quoted) < LEAST:
        yield claim.fault("unrelated", "no word of the statement stands in the quoted sentence or beside it")
