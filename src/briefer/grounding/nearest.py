"""What a refused quote comes closest to, word by word. It explains a refusal; it never accepts anything."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import groupby

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
_ADDED = 8  # words behind the last common one, at most, where the text's words would be cut


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
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _stretches(source: str, mine: list[re.Match[str]], length: int) -> list[tuple[int, int]]:
    """The stretches, up to twice as long as the quote, where its longest words would stand as they do in it."""
    lowered = _lowered(source)
    margin = max(12, length // 2)
    votes: Counter[int] = Counter()
    words = 0
    for word in sorted(mine, key=lambda word: word.start() - word.end())[:_TRIED]:
        sought, left = word[0].lower(), _PLACES
        place = lowered.find(sought)
        words += place >= 0
        while place >= 0 and left:
            votes[(place - word.start()) // margin] += 1
            place, left = lowered.find(sought, place + 1), left - 1
        if words == _LONGEST:
            break
    most = max(votes.values(), default=0)
    starts = [bucket * margin for bucket, count in votes.most_common(_CANDIDATES) if 2 * count > most]
    return [_whole_words(source, start - margin, start + length + 2 * margin) for start in starts]


def _whole_words(source: str, start: int, end: int) -> tuple[int, int]:
    """The stretch, widened so far that it divides no word of a usual length."""
    space = source.find(" ", end, end + 40)
    return max(0, source.rfind(" ", max(0, start - 40), max(0, start)) + 1 or start), end if space < 0 else space


def _nearest(text: str, mine: list[str], there: list[re.Match[str]]) -> Nearest:
    """The true words from the first that both share to the last, so far that nothing is cut, and the way to them."""
    from rapidfuzz.distance import Indel

    source = fold(text)
    steps = list(Indel.opcodes([word.lower() for word in mine], [word[0].lower() for word in there]))
    while steps[0].tag == "insert":
        del steps[0]
    while steps[-1].tag == "insert":
        del steps[-1]
    edits: list[Edit] = []
    for step in steps:
        ours = mine[step.src_start : step.src_end]
        true = [word[0] for word in there[step.dest_start : step.dest_end]]
        if step.tag == "equal":  # but perhaps for the case
            for same, pairs in groupby(zip(ours, true, strict=True), key=lambda pair: pair[0] == pair[1]):
                edits.append(Edit("equal" if same else "replace", *map(" ".join, zip(*pairs, strict=True))))
            continue
        quoted, words = " ".join(ours), " ".join(true)
        if edits and {edits[-1].kind, step.tag} == {"insert", "delete"}:
            beside = edits.pop()
            edits.append(Edit("replace", beside.quote or quoted, beside.text or words))
        else:
            edits.append(Edit(step.tag, quoted, words))
    start, last = there[steps[0].dest_start].start(), steps[-1].dest_end
    while cut(source.text, start, there[last - 1].end()) and last < min(len(there), steps[-1].dest_end + _ADDED):
        edits.append(Edit("insert", "", there[last][0]))
        last += 1
    span = source.span(start, there[last - 1].end())
    return Nearest(span, span.of(text), tuple(edits))
