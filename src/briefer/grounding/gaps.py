"""What a marked gap may leave out: nothing that governs the words kept, and nothing that those govern."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from briefer.grounding.words import ENGLISH, pattern
from briefer.models import Span
from briefer.text.sentences import sentences_in

_LOOK = 160  # code points beside an edge of a gap from which its sense is read
_CLAUSE_END = re.compile(r"[.!?;:]\s|\n")
_COMPLETE = re.compile(r"\s*[.!?;:]")  # the beginning of a gap behind words that need nothing more
_ASIDE = re.compile(r"'?(?:,[^,.!?;:—]*,|\s*—[^.!?;:—]*—|\s*\([^()]*\))[\s']*")  # all of a gap
_TURN = re.compile(r" [^,]+ (?:but|whereas|although|though|while|because)\b")
_CONDITION = re.compile(r"\b(?:if|unless|provided|wenn|falls)\b[^,]*\Z", re.IGNORECASE)
_AND = re.compile(r"[^,]* (?:and|und) \w")
_HAS_VERB = re.compile(
    r"[\s']*(?!(?:the|an?|this|that|these|those|my|our|his|her|its|their|any|all|of|den|die|das)\b|[A-Z])"
)  # the beginning of words that may go on behind a helper
_DANGLING = re.compile(r"(?:\bto \w+|\b(?:the|an?|and|or|of|to|that|who)|ing|ed)\s*\Z")
_AMOUNT = re.compile(r" (?:[^\W\d]+ ){0,2}[$€£]?\d")


@cache
def polarity() -> re.Pattern[str]:
    """Words that govern others: negations, refusals, conditions, hedges, restrictions."""
    words, joined = pattern("polarity", "negation", "refusal", "limit"), pattern("polarity", "joined")
    return re.compile(rf"(?<!\w)(?:{words})(?![\w\u0900-\u097f])|{joined}", re.IGNORECASE)


@cache
def negation_or_number() -> re.Pattern[str]:
    """What the quoter must not put in by brackets."""
    negations, numbers = pattern("polarity", "negation", "refusal"), "|".join(sorted(ENGLISH))
    return re.compile(
        rf"(?<!\w)(?<!\w-)\d|\b(?:{negations}|less|fewer|anti|twice|double|triple|first|second|third|(?:{numbers})s?)\b"
        r"|n't\b|[不没沒無无未]|ない|ไม่|[〇一二三四五六七八九十百千万億亿]|[%‰½¼¾]",
        re.IGNORECASE,
    )


@cache
def _edge(name: str) -> re.Pattern[str]:
    """What is looked for where kept words meet a gap, by name."""
    governors = pattern("polarity", "negation", "refusal", "limit")
    adverb, preposition = pattern("gaps", "adverb"), pattern("gaps", "preposition")
    return re.compile(
        {
            "head": rf"\b(?:{pattern('gaps', 'head')})(?: (?:from|that|the|an?|any|its|their|our))*[ ,']*\Z",
            "rough": rf"\b(?:{pattern('gaps', 'rough')}) \d\Z",
            "waits": rf",? (?:{pattern('gaps', 'waits')})\b",
            "planned": rf"\b(?:{pattern('gaps', 'planned')})\b",
            "governor": rf"(?:(?<!\w)(?:{governors})|n't)\Z",
            "helper": rf"(?<!\w)(?:{pattern('gaps', 'helper')})\Z",
            "reported": rf" (?:{pattern('gaps', 'reported')})\b",
            "adverbial": rf"(?: (?:{adverb}),?){{0,3}}(?: (?:{preposition}) \w+(?: \w+){{0,5}},?)? ",
        }[name],
        re.IGNORECASE,
    )


def swallows(text: str, end: int, start: int) -> bool:
    """Whether leaving out end..start of a folded text, where no word of polarity begins, changes what the rest says."""
    gap, closing = text[end : min(start, end + _LOOK)], text[max(end, start - _LOOK) : start]
    kept = _CLAUSE_END.split(text[max(0, end - _LOOK) : end])[-1]
    following = text[start : start + 20]
    first = following.lstrip("$€£")[:1]
    if _edge("head").search(closing) or _edge("rough").search(closing + first):
        return True
    if _edge("waits").match(gap) and _edge("planned").search(kept):
        return True
    if first.isdigit() and _AMOUNT.match(gap) and not kept.endswith(","):
        return True
    if _COMPLETE.match(gap):
        return False
    helper, governed = _edge("helper").search(kept), polarity().search(kept)
    if not helper and not governed:
        return False
    crosses = stitched(text, end, start)
    apart = _ASIDE.fullmatch(gap) is not None or _is_adverbial(gap)
    if _edge("governor").search(kept):
        return crosses or not apart
    if helper:
        return crosses or not (apart or _HAS_VERB.match(following)) or _edge("reported").match(gap) is not None
    return crosses or bool(_TURN.match(gap) or (_CONDITION.search(kept) and _AND.match(gap)))


def stitched(text: str, end: int, start: int) -> bool:
    """Whether leaving out end..start joins an unfinished sentence to the rest of another."""
    parts = sentences_in(text, Span(end, start))
    return not _COMPLETE.match(text, end, start) and len(list(islice(parts, 2))) > 1


def _is_adverbial(gap: str) -> bool:
    return _edge("adverbial").fullmatch(gap) is not None and not _DANGLING.search(gap)
