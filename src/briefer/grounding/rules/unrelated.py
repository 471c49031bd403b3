"""unrelated: the statement, or a clause of it, has nothing to do with the words that shall bear it out."""

from __future__ import annotations

from collections.abc import Iterator

from briefer.grounding.rules.claim import NEAR, Claim, around
from briefer.models import Finding, Span
from briefer.text.facts.numbers import agree, quantities
from briefer.text.facts.senses import alike
from briefer.text.facts.words import Word, content_keys, words

LEAST = 0.17
"""Share of its words of matter that even a free paraphrase finds in the passage, in any word of their meaning."""
ENOUGH = 2  # words of matter, up to which a statement need not share one with the passage

_JOINING = frozenset("and but while because".split())


def unrelated(claim: Claim) -> Iterator[Finding]:
    """Hardly a word of matter in the statement stands, in any form or meaning, in or beside the quoted sentences, or
    one that repeats them goes on with a clause of its own."""
    beside = Span(max(0, claim.context.start - 2), min(len(claim.text), claim.context.end + 2))
    quoted, passage = content_keys(claim.quoted), content_keys(around(claim.text, beside).of(claim.text))
    keys = content_keys(claim.statement) - content_keys(f"{claim.position.speaker} {claim.position.role}")
    told = keys - content_keys(" ; ".join(span.of(claim.statement) for span in claim.telling))
    near, wide = (sum(any(alike(key, other) for other in there) for key in keys) for there in (quoted, passage))
    counted = any(agree(one, other) for one in quantities(claim.statement) for other in quantities(claim.quoted))
    if (
        not counted
        and len(told) > ENOUGH
        and len(quoted) >= ENOUGH
        and (not wide or (wide < LEAST * len(keys) and not near))
    ):
        yield claim.fault("unrelated", "no word of the statement stands in the quoted sentence or beside it")
    elif added := _added(claim, passage):
        label = claim.statement[added[0].span.start : added[-1].span.end]
        yield claim.fault(
            "unrelated", f'"{label}" of the statement stands neither in the quoted sentence nor beside it'
        )


def _added(claim: Claim, there: frozenset[str]) -> list[Word]:
    """A clause that a statement joins to what it repeats, and at least half of whose words of matter are new."""
    said, quoted = words(claim.statement), content_keys(claim.quoted)
    for clause in {word.clause for word in said if word.low in _JOINING}:
        put = [word for word in said if word.clause == clause]
        own = [word for word in put if word.content]
        rest = [word for word in said if word.content and word not in own]
        new = [word for word in own if not any(alike(word.key, key) for key in there)]
        repeated = sum(word.key in quoted for word in rest)
        if put[0].low in _JOINING and 2 * len(new) >= len(own) >= ENOUGH and repeated >= NEAR * max(3, len(rest)):
            return put
    return []
