"""Finding words in a folded text: every place, the edges treated apart, no place that cuts a word or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefer.grounding.bounds import cut

MANY = 100_000  # places counted at most
_EDGES = re.compile(r"\A(?P<before>[\s',;—]*)(?P<core>.*?)(?P<after>(?:[\s',—]|(?<!\.)\.(?!\.))*)\Z", re.DOTALL)
_SEEN = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words to be found. Only `core` must stand in the text; marks and a comma or stop at the edges may differ."""

    before: str
    core: str
    after: str
    open_start: bool = False  # the quoter put brackets inside the first word
    open_end: bool = False  # or inside the last

    @classmethod
    def of(cls, words: str, *, open_start: bool = False, open_end: bool = False) -> Words | None:
        """The words with their edges apart; None if there are no words."""
        parts = _EDGES.match(words)
        if not parts or not _SEEN.search(parts["core"]):
            return None
        return cls(parts["before"], parts["core"], parts["after"], open_start, open_end)


def find(text: str, words: Words, limit: int = MANY) -> tuple[list[tuple[int, int]], str]:
    """Every place (start, end) of the words in a folded text, edges included where they agree.

    The second value says why the first refused candidate was refused; "" if there was none.
    """
    places: list[tuple[int, int]] = []
    why = ""
    for start in _hits(text, words.core):
        end = start + len(words.core)
        reason = cut(text, start, end, open_start=words.open_start, open_end=words.open_end)
        reason = reason or _changed_end(words.after, text[end : end + 4])
        if reason:
            why = why or reason
            continue
        places.append(
            (
                start - _agreeing(words.before[::-1], text[:start][-8:][::-1]),
                end + _agreeing(words.after, text[end : end + 8]),
            )
        )
        if len(places) >= limit:
            break
    return places, why


def _hits(text: str, core: str) -> Iterator[int]:
    """The start of each occurrence in order, overlapping ones too; the first letter may differ in case."""
    other = core[0].swapcase() + core[1:]
    nearest = {words: text.find(words) for words in {core, other if len(other) == len(core) else core}}
    while any(at >= 0 for at in nearest.values()):
        at, words = min((at, words) for words, at in nearest.items() if at >= 0)
        yield at
        nearest[words] = text.find(words, at + 1)


def _agreeing(edge: str, beside: str) -> int:
    """How many code points of an edge stand in the text too."""
    count = 0
    while count < min(len(edge), len(beside)) and edge[count] == beside[count]:
        count += 1
    return count


def _changed_end(after: str, beside: str) -> str:
    ends = beside.lstrip("'")[:1]
    if ends in ("?", "!") and ("." in after or "," in after):
        return f"the text ends in “{ends}” there"
    return ""
