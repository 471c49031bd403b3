"""How much an attribution is a position, and how much it matters: a sum of small reasons."""

from __future__ import annotations

import re

from briefer.attribution.cues import listed
from briefer.attribution.leads import NEUTRAL, cue_lemma
from briefer.extract.stances import ACTS, BAD, CONDITION, GOOD, IF, MODAL, NEGATION, OPPOSING, SUPPORTING
from briefer.models import Attribution, Mode
from briefer.text.facts.lexicon import pattern
from briefer.text.topics import topic_words

ENOUGH = 1.6  # the weight from which an attribution is a position
WEAK_CUES = listed("weak")
CONTESTED = pattern("positions", "contested")
OFFICE = pattern("positions", "office")
ACTORS = pattern("positions", "actors")
NOBODY = re.compile(
    r"(?:it|that|this|these|those|there|three|both|(?:mon|tues|wednes|thurs|fri|satur|sun)day|what|which|who|he|she|they|we|i"
    r"|you|somebody|anybody|nobody|everybody)\b(?! \w+ (?:official|diplomat|source|aide))",
    re.IGNORECASE,
)
UNSAID = re.compile(r"(?:\bnot|n[’']t|\bnever|\bdeclined to|\brefused to|\bfailed to|\byet to) (?:\w+ )?\Z")
BACKGROUND = re.compile(r"\b(?:after|before|since|without|by|of|despite|from) \Z")
SERVICE = re.compile(
    r"(?:for |to )?(?:be named|be identified|comment|elaborate|give details|something else)\b"
    r"|.*\bat \d+ [A-Z][a-z]+ [A-Z]"
)


LOST = re.compile(r"(?:to |that )?(?:it|this|these|those|the (?:step|move|matter))\b", re.IGNORECASE)


def can_speak(name: str) -> bool:
    """Whether a speaker's name can stand over a position: no pronoun, no day, no "her ministry"."""
    return bool(name) and NOBODY.match(name) is None and re.match(r"(?:his|her|its|their|our|my)\b", name, re.I) is None


def weigh(text: str, found: Attribution, topic: frozenset[str]) -> float:
    """The weight of an attribution: what is done with the words, what they hold, who speaks, and where they stand."""
    words = " ".join(span.of(text) for span in found.content)
    early = 1 - found.content[0].start / max(1, len(text))
    lost = 1.5 * (
        LOST.match(words) is not None and not ACTORS.search(found.speaker)
    )  # only the article says what it is
    return _saying(text, found, words) + _holding(words, topic) + _speaking(found) + 1.2 * early - lost


def _saying(text: str, found: Attribution, words: str) -> float:
    lemma = cue_lemma(text, found)
    total = 2.0 * (lemma in OPPOSING or lemma in SUPPORTING or lemma in ACTS) - 2.0 * (lemma in WEAK_CUES)
    total += 0.8 * (found.mode is not Mode.INDIRECT) - 0.4 * (lemma in NEUTRAL and not _reasons(words))
    cue = " ".join(span.of(text) for span in found.cue)
    before = text[max(0, found.cue[0].start - 20) : found.cue[0].start].lower() if cue else ""
    unsaid = lemma in NEUTRAL and UNSAID.search(f"{before}{cue} ")
    relative = any(span.of(text).lower() in ("who", "which", "that") for span in found.source)
    return total - 4.0 * bool(unsaid) - 2.5 * (relative or bool(BACKGROUND.search(before)))


def _reasons(words: str) -> int:
    """How many kinds of words stand there that take a side: duty, negation, judgement, condition, conflict."""
    kinds = ((MODAL,), (NEGATION,), (BAD, GOOD), (CONDITION, IF), (CONTESTED,))
    return sum(any(pattern.search(words) for pattern in kind) for kind in kinds)


def _holding(words: str, topic: frozenset[str]) -> float:
    shared, count, reasons = len(topic_words(words) & topic), len(words.split()), _reasons(words)
    short = 0.5 * (count < 6 and not reasons) + 0.8 * (count < 4)
    return 1.0 + 0.8 * reasons + (0.8 * min(2, shared) or -0.3) - short - 3.0 * bool(SERVICE.match(words))


def _speaking(found: Attribution) -> float:
    name = re.sub(r"(?:the|an?) ", "", found.speaker, count=1, flags=re.IGNORECASE)
    head = re.split(r" (?:of|in|from|for|at|with|close|on) ", name)[0]
    actor = ACTORS.search(head) is not None
    if not name[:1].isupper():
        return -2.0 * (not actor)
    return 1.0 if OFFICE.search(found.role or found.speaker) else 0.4 + 0.4 * actor
