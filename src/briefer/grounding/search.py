"""Finding words in a folded text: every place, the edges treated apart, no place that cuts a word or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from briefer.grounding.bounds import cut, plain

MANY = 20_000  # places looked at, at most; a quote of more than 500 code points has fewer
_WORK = 10_000_000  # code points of candidates
_LEADING = " \n',;:—"
_TRAILING = " \n',;:—。、،؛।۔."
_APART = ("half", " non", " un-", " in-", "dis-")  # what belongs to the word behind it
_HELPER = re.compile(
    r"\b(?:can|could|do|does|did|will|would|shall|should|must|might|am|is|are|was|were|have|has|had)\Z", re.IGNORECASE
)
_HELPER_NOT = re.compile(r" not\b(?! only)| — not —")
_SEEN = re.compile(r"[^\W_]|[\u2190-\u2bff\U0001f000-\U0001faff]")  # letters, digits, and signs such as emoji
_QUIET_LEFT = frozenset(["", " ", "\n", " '", "\n'", "'"])  # what stands before most matches
_QUIET_RIGHT = re.compile(r"\Z|\s(?![?!؟])|[,.](?=\s|'|\Z)|'(?=\s[^?!؟]|[,.]|\Z)")  # and behind them


class Words(NamedTuple):
    """Folded words to be found: only `core` must stand in the text; marks, comma or stop at the edges may differ."""

    before: str
    core: str
    after: str
    open_start: bool = False  # the quoter put brackets inside the first word
    open_end: bool = False  # or inside the last

    @classmethod
    def of(cls, words: str, *, open_start: bool = False, open_end: bool = False) -> Words | None:
        """The words with their edges apart; None if there are no words."""
        core = words.lstrip(_LEADING)
        before = words[: len(words) - len(core)]
        core, after = _without_end(core)
        return cls(before, core, after, open_start, open_end) if _SEEN.search(core) else None


def _without_end(words: str) -> tuple[str, str]:
    """The words, and the closing punctuation taken off them; an ellipsis stays."""
    core = words.rstrip(_TRAILING)
    dots = words.find("..", len(core))
    if dots >= 0:  # the punctuation behind the last ellipsis goes, the ellipsis stays
        end = words.rfind("..") + 2
        core = words[:end]
    return core, words[len(core) :]


def find(
    text: str, words: Words, limit: int = MANY, start: int = 0, end: int | None = None
) -> tuple[list[tuple[int, int]], str]:
    """Every place (start, end) of the words in a folded text, edges included where they agree.

    The second value says why the first refused candidate was refused; "" if there was none.
    """
    places: list[tuple[int, int]] = []
    why, quiet = "", None
    hits = _hits(text, words.core, start, len(text) if end is None else end)
    for at in islice(hits, min(MANY, _WORK // len(words.core) + 1)):
        stop = at + len(words.core)
        left = text[at - 1 : at]
        if left == "'":
            left = text[max(0, at - 2) : at]
        if quiet is None:
            quiet = plain(words.core)
        apart = left == " " and f" {text[max(0, at - 5) : at - 1].lower()}".endswith(_APART)
        if _HELPER_NOT.match(text, stop) and _HELPER.search(words.core):
            why = why or "it cuts off a negation"
            continue
        if apart or not (quiet and left in _QUIET_LEFT and _QUIET_RIGHT.match(text, stop)):
            reason = cut(text, at, stop, open_start=words.open_start, open_end=words.open_end)
            reason = reason or _changed_end(words.after, text[stop : stop + 4])
            if reason:
                why = why or reason
                continue
        if words.after:
            stop += _agreeing(words.after, text[stop : stop + 8])
        if words.before:
            at -= _agreeing(words.before[::-1], text[max(0, at - 8) : at][::-1])
        places.append((at, stop))
        if len(places) >= limit:
            break
    return places, why


def _hits(text: str, core: str, start: int, end: int) -> Iterator[int]:
    """The start of each occurrence in order, overlapping ones too; the first letter may differ in case."""
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
