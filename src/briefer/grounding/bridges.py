"""Split quotations: “A,” she said. “B.” quoted as “A. B.”, with the attribution inside left out."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from briefer.attribution.quotations import quotations
from briefer.grounding.polarity import POLARITY
from briefer.models import Span
from briefer.text.fold import Folded, splice
from briefer.text.sentences import paragraphs

_SAID = re.compile(
    r"\b(?:said|says|say|added|adds|told|tells|wrote|writes|asked|asks|replied|replies|continued|continues|explained|"
    r"explains|noted|notes|warned|warns|insisted|insists|argued|argues|recalled|recalls|stated|states|declared|declares|"
    r"tweeted|posted|shouted|joked|concluded|concludes|remarked|remarks|answered|answers|admitted|admits|promised|"
    r"claimed|claims|stressed|stresses|observed|observes|acknowledged|suggested|suggests|went on|according to)\b"
)
_NEW_SENTENCE = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bGen)(?<!\bSen)(?<!\bRep)(?<!\b[A-Z])[.!?;:]\s+\w"
)
_MOST_WORDS = 25


@lru_cache(maxsize=8)
def bridges(text: str) -> tuple[tuple[Span, bool], ...]:
    """The attributions that stand between two parts of one quotation, and whether a new sentence follows each.

    A bridge reaches from the last quoted word (a comma or stop excluded) to the next quoted word.
    """
    found = []
    ends = [paragraph.end for paragraph in paragraphs(text)]
    number = 0
    for left, right in pairwise(quotations(text)):
        while ends[number] < left.inner.start:
            number += 1
        if right.inner.start >= ends[number]:
            continue
        between = text[left.outer.end : right.outer.start].strip()
        if not between.endswith((".", ",")) or len(between.split()) > _MOST_WORDS:
            continue
        inner = between[:-1].strip(" ,")
        if len(_SAID.findall(inner)) != 1 or POLARITY.search(inner) or _NEW_SENTENCE.search(inner):
            continue
        end = left.inner.end - (text[left.inner.end - 1] in ",.")
        found.append((Span(end, right.inner.start), between.endswith(".")))
    return tuple(found)


@lru_cache(maxsize=8)
def bridged(text: str, joint: str) -> Folded:
    """The text folded without its bridges; inside a sentence the parts are joined by `joint`."""
    return splice(
        text,
        (
            (span.start, span.end, (" " if text[span.start - 1] in "?!…" else ". ") if new_sentence else joint)
            for span, new_sentence in bridges(text)
        ),
    )


def outside_bridges(text: str, span: Span) -> tuple[Span, ...]:
    """The span in pieces, what lies in a bridge left out."""
    pieces, start = [], span.start
    for bridge, _ in bridges(text):
        if bridge.overlaps(span):
            pieces.append(Span(start, bridge.start))
            start = bridge.end
    return (*(piece for piece in pieces if piece.start < piece.end), Span(start, span.end))
