"""The second question about an article: only the refused positions, their reasons, and the passages they come from."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from briefer.extract import Failed
from briefer.extract.answer import Form, Quoted, Towards, at_most, good
from briefer.models import Article, Position, Span, Stance
from briefer.text.facts.words import content_keys
from briefer.text.sentences import sentences

REASKED = 12
"""Positions in one re-ask; what lies beyond is withheld as it is."""

PASSAGE = 300
"""Characters shown around the true words, as far as whole sentences allow."""

SHARED = 3
"""Content words that a sentence shares with a claim whose words stand nowhere, to be shown for it."""


class Numbered(BaseModel):
    item: int


class Mended(Quoted, Numbered):  # its number stands first
    stance: Towards = Stance.UNCLEAR

    def mended(self, old: Position, article: Article) -> Position:
        """The old position with the mended fields."""
        return replace(old, stance=self.stance, **self.borne(article))


class Repair(Form):
    items: Annotated[list[Mended], BeforeValidator(good(Mended)), at_most(REASKED)]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the model is shown, and the numbers (from 1) of the positions in it."""

    text: str
    numbers: frozenset[int]


def refused_items(article: Article, failed: Sequence[Failed]) -> Shown:
    """The refused positions for which a passage is known, with the reasons, behind the passages in their order."""
    places = sentences(article.text)
    located = [(n, one, one.near or _akin(article.text, one, places)) for n, one in enumerate(failed, start=1)]
    known = [(n, one, near) for n, one, near in located if near][:REASKED]
    passages = _joined([_window(places, near) for _, _, near in known])
    lines = ["Passages:", "\n[...]\n".join(" ".join(span.of(article.text).split("\n")) for span in passages), ""]
    lines.append("Refused items:")
    for n, one, _ in known:
        held = {name: getattr(one.position, name) for name in Mended.model_fields if name != "item"}
        shown = {name: value for name, value in held.items() if value}
        lines += [json.dumps({"item": n, **shown}, ensure_ascii=False, separators=(",", ":"))]
        lines += ["Reasons: " + "; ".join(one.reasons)]
    return Shown("\n".join(lines), frozenset(n for n, _, _ in known))


def _akin(text: str, one: Failed, places: Sequence[Span]) -> Span | None:
    """The sentence that shares most content words with a position whose words stand nowhere."""
    keys = content_keys(f"{one.position.quote} {one.position.statement}")
    best = max(places, key=lambda span: len(keys & content_keys(span.of(text))), default=None)
    return best if best and len(keys & content_keys(best.of(text))) >= SHARED else None


def _window(places: Sequence[Span], near: Span) -> Span:
    """The sentences that hold a place, and those around it that there is room for; an endless one is cut."""
    first = max(bisect_right(places, near.start, key=lambda span: span.start) - 1, 0)
    last = max(bisect_right(places, max(near.end - 1, near.start), key=lambda span: span.start) - 1, first)
    grown = True
    while grown:
        grown = False
        for a, b in ((first - 1, last), (first, last + 1)):
            if a >= 0 and b < len(places) and places[b].end - places[a].start <= PASSAGE:
                first, last, grown = a, b, True
                break
    start, end = places[first].start, places[last].end
    return Span(max(start, near.start - PASSAGE), min(end, max(near.end, near.start) + PASSAGE))


def _joined(spans: Sequence[Span]) -> list[Span]:
    """The spans in the text's order, those that meet as one."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end + 1:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out
