"""Words that a gap must not swallow (negations, refusals, conditions, hedges) or part from what they govern."""

from __future__ import annotations

import re
from functools import cache

from briefer.text.facts.lexicon import grouped


def _any(key: str) -> str:
    """Any of the words under a key of the lexicon, as a pattern."""
    return "|".join(grouped("gap", key))


@cache
def polarity() -> re.Pattern[str]:
    """Words of polarity in a folded text."""
    afterthought = (  # "the ferry, we hope, will sail"
        r"[,—] (?:I|we|they|he|she|some|many|critics) (?:fear|hope|believe|think|guess|suspect|suppose|assume|reckon|"
        r"expect|imagine|gather|presume|hear)(?:s|ed)?[ ]?[,—]"
    )
    turning = rf"(?<!\w)(?:{_any('turning')})(?![\w\u0900-\u097f])"
    return re.compile(rf"{turning}|{_any('signs')}|{afterthought}", re.IGNORECASE)


@cache
def negation_or_number() -> re.Pattern[str]:
    """What the quoter must not put in by brackets."""
    return re.compile(rf"\b(?:{_any('put')})\b|{_any('put_signs')}", re.IGNORECASE)


@cache
def head() -> re.Pattern[str]:
    """The end of a gap that takes away what governs the words behind it (a modal verb, an intention, an opposition), or
    what makes the number behind it a rough one; that number's first digit included."""
    return re.compile(
        r"\b(?:would|should|can|must|will|shall|ought|less|against|oppos\w+|avoid\w*|stop(?:s|ped|ping)?|doubt\w*|prevent\w*|"
        r"ban(?:s|ned|ning)?|(?:want|plan|hope|intend|tr(?:y|ie)|threaten|promise|going|used|claim|pretend|vow|pledge|offer)"
        r"\w*(?: \w+){0,2} to)"
        r"(?: that| the| a| an| any| its| their| our)?[ ,']*\Z"
        r"|\b(?:about|around|roughly|approximately|some|up to|at least|at most|(?:more|less|fewer) than|over|under)"
        r" \d\Z",
        re.IGNORECASE,
    )


@cache
def unfinished() -> re.Pattern[str]:
    """The end of words that still ask for what they govern: a verb's helper, a negation, a condition. What is left out
    behind them decides what the sentence says."""
    return re.compile(rf"(?<!\w)(?:{_any('unfinished')})\Z", re.IGNORECASE)


@cache
def waits() -> re.Pattern[str]:
    """The beginning of a gap that says on what or when a plan depends."""
    return re.compile(
        r",? (?:only |but |not )?(?:once|after|when|whenever|before|in (?:return|exchange))\b", re.IGNORECASE
    )


@cache
def planned() -> re.Pattern[str]:
    """Words for what has not come yet."""
    return re.compile(
        r"\b(?:will|would|shall|can|could|may|must|going to|ready|willing|agree\w*|promis\w+)\b|'(?:ll|d)\b"
    )


def first_after(text: str, start: int, end: int) -> int:
    """Where the first word of polarity in start..end of a folded text begins; `end` if there is none."""
    found = polarity().search(text, start, end)
    return found.start() if found else end
