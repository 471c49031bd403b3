"""What a refused quote comes closest to, word by word. It explains a refusal; it never accepts anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, islice

from briefer.grounding.bounds import UNSPACED, cut
from briefer.grounding.elided import segments
from briefer.models import Edit, Evidence, Match, Nearest
from briefer.text.fold import fold

_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+(?:['-][^\W{UNSPACED}]+)*")
_WORDS_MOST = 400  # of a quote that are compared
_TRIED = 24  # of its words, which are looked for in the text, the longest first: these are seldom common ones
_LONGEST = 6  # of those that stand in it, whose places say where the quote would stand
_PLACES = 16  # of each that are looked at
_CANDIDATES = 3  # stretches that are compared word by word
_ADDED = 8  # words behind the last one, at most, where the text's words would be cut


def explain(text: str, quote: str, why: str, *, near: bool) -> Evidence:
    """Altered, if a stretch of the text as long as the quote holds at least half of its words in order; else absent.

    `quote` is folded. Where a candidate was refused (`near`), the words are altered in any case.
    """
    from rapidfuzz.distance import LCSseq  # slow to load, and words that stand need none

    source = fold(text).text
    bare = "\n".join(segments(quote))
    mine = list(_WORD.finditer(bare))[:_WORDS_MOST]
    sought = [word[0].lower() for word in mine]
    common, best = 0, (0, 0)
    for stretch in _stretches(source, mine, len(bare)):
        shared = LCSseq.similarity(sought, _WORD.findall(_lowered(source), *stretch))
        if shared > common:
            common, best = shared, stretch
    if not sought or (2 * common < len(sought) and not near):
        return Evidence(match=Match.ABSENT, why="no passage of the article holds half of these words")
    nearest = _nearest(text, [word[0] for word in mine], list(_WORD.finditer(source, *best))) if common else None
    return Evidence(match=Match.ALTERED, nearest=nearest, why=why or "the words differ from the article's")


@lru_cache(maxsize=8)
def _lowered(text: str) -> str:
    return text.replace("İ", "I").lower()  # the only letter that is two in lower case


def _stretches(source: str, mine: list[re.Match[str]], length: int) -> list[tuple[int, int]]:
    """The stretches, up to twice as long as the quote, where its longest words would stand as they do in it."""
    margin = max(12, length // 2)
    votes: Counter[int] = Counter()
    found = 0
    for word in sorted(mine, key=lambda word: word.start() - word.end())[:_TRIED]:
        hits = list(islice(_hits(_lowered(source), word[0].lower()), _PLACES))
        votes.update((hit - word.start()) // margin for hit in hits)
        found += bool(hits)
        if found == _LONGEST:
            break
    most = max(votes.values(), default=0)
    starts = [bucket * margin for bucket, count in votes.most_common(_CANDIDATES) if 2 * count > most]
    return [_whole_words(source, start - margin, start + length + 2 * margin) for start in starts]


def _hits(text: str, word: str) -> Iterator[int]:
    """Where a word begins in a text."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _whole_words(source: str, start: int, end: int) -> tuple[int, int]:
    """The stretch, widened so far that it divides no word of a usual length."""
    space = source.find(" ", end, end + 40)
    return max(0, source.rfind(" ", max(0, start - 40), max(0, start)) + 1 or start), end if space < 0 else space


def _nearest(text: str, mine: list[str], there: list[re.Match[str]]) -> Nearest:
    """The true words where the quote would stand, with so many more that nothing is cut, and the way to them."""
    from rapidfuzz.distance import Indel

    source = fold(text)
    true = [word[0] for word in there]
    key = str if set(mine) & set(true) else str.lower
    steps = Indel.opcodes([*map(key, mine)], [*map(key, true)])
    same = [step for step in steps if step.tag == "equal"]
    first = max(0, same[0].dest_start - same[0].src_start)
    last = min(len(there), same[-1].dest_end + len(mine) - same[-1].src_end)
    start = there[first].start()
    ends = range(last, min(len(there), last + _ADDED) + 1)
    last = next((end for end in ends if not cut(source.text, start, there[end - 1].end())), last)
    edits = []
    for _, run in groupby(steps, key=lambda step: step.tag == "equal"):
        parts = list(run)
        ours = " ".join(mine[parts[0].src_start : parts[-1].src_end])
        words = " ".join(true[max(first, parts[0].dest_start) : min(last, parts[-1].dest_end)])
        if ours or words:
            edits.append(Edit(_kind(ours, words), ours, words))
    span = source.span(start, there[last - 1].end())
    return Nearest(span, span.of(text), tuple(edits))


def _kind(ours: str, words: str) -> str:
    """How the quote's words become the text's."""
    if ours == words:
        return "equal"
    return "replace" if ours and words else "delete" if ours else "insert"
