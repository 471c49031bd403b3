"""The second question about an article: only the refused positions, their reasons, and the passages they come from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from briefer.extract import Failed
from briefer.extract.answer import Form, Quoted, Towards, at_most, good
from briefer.extract.prompt import item_line
from briefer.models import UNKNOWN, Article, Position, Span, Stance
from briefer.text.sentences import sentences

REASKED = 12
"""Positions in one re-ask; what lies beyond is withheld as it is."""

LONGEST = 500
"""Characters of a sentence that are shown before and behind the true words."""


class Numbered(BaseModel):
    item: int


class Mended(Quoted, Numbered):  # its number stands first
    stance: Towards = Stance.UNCLEAR

    def mended(self, old: Position, article: Article) -> Position:
        """The old position with the mended fields."""
        return replace(old, stance=self.stance, **self.borne(article))


class Repair(Form):
    items: Annotated[list[Mended], BeforeValidator(good(Mended)), at_most(REASKED)]


def refused_items(article: Article, failed: Sequence[Failed]) -> tuple[str, frozenset[int]]:
    """The refused positions for which a passage is known, with the reasons, behind the passages in their order; and
    their numbers, from 1."""
    places = sentences(article.text)
    judged = article.language in ("en", UNKNOWN)  # else only the quote can be mended: no wording would pass the rules
    numbered = [(n, one, one.near) for n, one in enumerate(failed, start=1) if judged or one.misquoted]
    known = [(n, one, near) for n, one, near in numbered if near][:REASKED]
    lines = ["Passages:", *_passages(article.text, places, [near for _, _, near in known]), "", "Refused items:"]
    for n, one, _ in known:
        shown = [name for name in Mended.model_fields if name != "item"]
        lines += [item_line(n, one.position, shown), "Reasons: " + "; ".join(one.reasons)]
    return "\n".join(lines), frozenset(n for n, _, _ in known)


def _passages(text: str, places: Sequence[Span], known: Sequence[Span]) -> Iterator[str]:
    """The sentences that hold known words, with those before, which may name "he"; an endless one is cut, a gap
    marked."""
    latest = 0
    for n, place in enumerate(places):
        end = places[min(n + 1, len(places) - 1)].end
        if held := [span for span in known if span.start < end and place.start < span.end]:
            if n > latest + 1:
                yield "[...]"
            shown = Span(max(place.start, held[0].start - LONGEST), min(place.end, held[0].end + LONGEST))
            yield " ".join(shown.of(text).split())
            latest = n
