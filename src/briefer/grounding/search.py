"""Finding words in a folded text: every place, the edges treated apart, no place that cuts a word or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from briefer.grounding.bounds import apart, cut, plain

MANY = 20_000  # places looked at, at most; a quote of more than 500 code points has fewer
_WORK = 10_000_000  # code points of candidates
_LEADING = " \n',;:—"
_TRAILING = " \n',;:—。、،؛।۔."
_SEEN = re.compile(r"[^\W_]|[\u2190-\u2bff\U0001f000-\U0001faff]")  # letters, digits, and signs such as emoji


class Words(NamedTuple):
    """Folded words to be found: only `core` must stand in the text; marks, comma or stop at the edges may differ."""

    before: str
    core: str
    after: str
    open_end: bool = False  # the quoter put brackets inside the last word

    @classmethod
    def of(cls, words: str, *, open_end: bool = False) -> Words | None:
        """The words with their edges apart; None if there are no words."""
        core = words.lstrip(_LEADING)
        before, whole = words[: len(words) - len(core)], core
        core = core.rstrip(_TRAILING)
        if whole.startswith("..", len(core)):  # the punctuation behind the last ellipsis goes, the ellipsis stays
            core = whole[: whole.rfind("..") + 2]
        if not core or not (core[0].isalnum() or _SEEN.search(core)):
            return None
        return cls(before, core, whole[len(core) :], open_end)


def find(
    text: str, words: Words, limit: int = MANY, start: int = 0, end: int | None = None
) -> tuple[list[tuple[int, int]], str]:
    """Every place (start, end) of the words in a folded text, edges included where they agree.

    The second value says why the first refused candidate was refused; "" if there was none. Overlapping places count;
    the first letter may differ in case.
    """
    core, after = words.core, words.after
    places: list[tuple[int, int]] = []
    why, quiet = "", plain(core)
    hits = _hits(text, core, start, len(text) if end is None else end)
    for at in islice(hits, min(MANY, _WORK // len(core) + 1)):
        stop = at + len(core)
        if not (quiet and apart(text, at, stop)):
            reason = cut(text, at, stop, open_end=words.open_end)
            if reason := reason or _changed_end(after, text[stop : stop + 4]):
                why = why or reason
                continue
        first = at - _agreeing(words.before[::-1], text[max(0, at - 8) : at][::-1]) if words.before else at
        places.append((first, stop + _agreeing(after, text[stop : stop + 8]) if after else stop))
        if len(places) >= limit:
            break
    return places, why


def _hits(text: str, core: str, start: int, end: int) -> Iterator[int]:
    """The start of each occurrence in order; a single letter is looked for in either case by an expression."""
    firsts, rest = (core[0], core[0].swapcase()), core[1:]
    if not rest:
        yield from (match.start() for match in re.compile("|".join(map(re.escape, firsts))).finditer(text, start, end))
        return
    at = text.find(rest, start + 1, end)
    while at >= 0:
        if text[at - 1] in firsts:
            yield at - 1
        at = text.find(rest, at + 1, end)


def _agreeing(edge: str, beside: str) -> int:
    """How many code points of an edge stand in the text too."""
    count = 0
    while count < min(len(edge), len(beside)) and edge[count] == beside[count]:
        count += 1
    return count


def _changed_end(after: str, beside: str) -> str:
    ends = beside.lstrip("' )")[:1]
    if ends and ends in "?!؟" and after.strip(" \n'—;:"):
        return f"the text ends in “{ends}” there"
    return ""
