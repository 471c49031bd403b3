"""How much an attribution is a position, and how much it matters: a sum of small reasons."""

from __future__ import annotations

import re

from briefer.attribution.cues import listed
from briefer.attribution.leads import NEUTRAL, cue_lemma
from briefer.extract.stances import ACTS, BAD, CONDITION, GOOD, IF, MODAL, NEGATION, OPPOSING, SUPPORTING
from briefer.models import Attribution, HopKind, Mode
from briefer.text.topics import topic_words

ENOUGH = 1.6  # the weight from which an attribution is a position
WEAK_CUES = listed("weak")
CONTESTED = re.compile(
    r"\b(?:danger\w*|risk\w*|threat\w*|warn\w*|promis\w*|refus\w*|demand\w*|agree\w*|accus\w*|blame\w*|guarantee\w*"
    r"|condition|decision|oppos\w*|support\w*|willing|ready|concerns?|fear\w*|rais(?:e|ed|ing)|cut|den(?:y|ied)"
    r"|independent|safe\w*)\b",
    re.IGNORECASE,
)
OFFICE = re.compile(
    r"\b(?:minister|president|chancellor|secretary|senator|governor|mayor|leader|commissioner|chair\w*|chief|ambassador"
    r"|spokes\w+|king|queen|premier|envoy|judge|general|director|congress\w+|lawmaker|MP|deputy|head)\b",
    re.IGNORECASE,
)
ACTORS = re.compile(
    r"\b(?:official|diplomat|source|aide|insider|people|spokes\w+|minister|ministry|government|board|company|union"
    r"|part(?:y|ie)|police|court|judge|critic|expert|resident|member|leader|lawmaker|farmer|grower|worker|doctor|nurse"
    r"|teacher|docker"
    r"|investigator|prosecutor|regulator|commission|council|association|federation|opposition|campaigner|activist|analyst"
    r"|economist|scientist|all(?:y|ie)|neighbour|commander|army|agency|bank|committee|consortium|proposal|report|mayor"
    r"|chair\w*|president|secretary|editor|lawyer|famil(?:y|ie)|voter|student|owner)s?\b",
    re.IGNORECASE,
)
NOBODY = re.compile(
    r"(?:it|that|this|these|those|there|three|both|(?:mon|tues|wednes|thurs|fri|satur|sun)day|what|which|who|he|she|they|we|i"
    r"|you|somebody|anybody|nobody|everybody)\b(?! \w+ (?:official|diplomat|source|aide))",
    re.IGNORECASE,
)
UNSAID = re.compile(r"(?:\bnot|n[’']t|\bnever|\bdeclined to|\brefused to|\bfailed to|\byet to) (?:\w+ )?\Z")
BACKGROUND = re.compile(r"\b(?:after|before|since|without|by|of|despite|from) \Z")
QUANTITY = re.compile(r"(?:hundreds|dozens|thousands|group|number|majority|lots|most|some|many|one)\b", re.IGNORECASE)
SERVICE = re.compile(
    r"(?:for |to )?(?:be named|be identified|comment|elaborate|give details|something else)\b"
    r"|.*\bat \d+ [A-Z][a-z]+ [A-Z]"
)
LOST = re.compile(r"(?:that )?(?:it|this|they|the (?:step|move|matter)) (?!would (?:have to|begin|not))", re.IGNORECASE)


def can_speak(name: str) -> bool:
    """Whether a speaker's name can stand over a position: no pronoun, no day, no "her ministry"."""
    return bool(name) and NOBODY.match(name) is None and re.match(r"(?:his|her|its|their|our|my)\b", name, re.I) is None


def weigh(text: str, found: Attribution, topic: frozenset[str]) -> float:
    """The weight of an attribution: what is done with the words, what they hold, who speaks, and where they stand."""
    words = " ".join(span.of(text) for span in found.content)
    return _saying(text, found, words) + _holding(words, topic) + _speaking(text, found) + 1.2 * (
        1 - found.content[0].start / max(1, len(text))
    )  # fmt: skip


def _saying(text: str, found: Attribution, words: str) -> float:
    lemma = cue_lemma(text, found)
    total = 2.0 * (lemma in OPPOSING or lemma in SUPPORTING or lemma in ACTS) - 2.0 * (lemma in WEAK_CUES)
    plain = lemma in NEUTRAL and not any(
        pattern.search(words) for pattern in (MODAL, NEGATION, BAD, GOOD, CONTESTED, CONDITION)
    )
    total += 0.8 * (found.mode is not Mode.INDIRECT) - 0.4 * plain - 1.0 * (not found.cue and not found.source)
    before = text[max(0, found.cue[0].start - 20) : found.cue[0].start].lower() if found.cue else ""
    total -= (
        4.0 * bool(UNSAID.search(before))
        + 2.5 * bool(BACKGROUND.search(before))
        + 1.5 * before.endswith(("who ", "which "))
    )
    unsaid = lemma in NEUTRAL and bool(found.cue) and NEGATION.search(found.cue[0].of(text)) is not None
    return total - 3.0 * bool(SERVICE.match(words)) - 3.0 * unsaid


def _holding(words: str, topic: frozenset[str]) -> float:
    modal, negated = MODAL.search(words), NEGATION.search(words)
    judged, conditional = BAD.search(words) or GOOD.search(words), CONDITION.search(words) or IF.search(words)
    shared, count = len(topic_words(words) & topic), len(words.split())
    total = 1.0 + 1.0 * bool(modal) + 0.7 * bool(negated) + 1.0 * bool(judged) + 1.0 * bool(conditional)
    total += 0.6 * bool(CONTESTED.search(words)) + 0.8 * min(2, shared) - 0.3 * (shared == 0)
    short = count < 6 and not (modal or negated or judged)
    return total - 0.6 * bool(LOST.match(words)) - 0.5 * short - 0.8 * (count < 4)


def _speaking(text: str, found: Attribution) -> float:
    name = re.sub(r"(?:the|an?) ", "", found.speaker, count=1, flags=re.IGNORECASE)
    head = re.split(r" (?:of|in|from|for|at|with|close|on) ", name)[0]
    actor = ACTORS.search(name if QUANTITY.match(head) else head) is not None
    total = 1.0 if OFFICE.search(found.role or found.speaker) else (0.4 + 0.4 * actor) * name[:1].isupper()
    total -= 2.0 * (not name[:1].isupper() and not actor)
    total += 2.0 * any(hop.kind is HopKind.RELAYER for hop in found.chain)  # somebody saw to it that it became known
    return total - 1.5 * any(span.of(text).lower() in ("who", "which", "that") for span in found.source)
