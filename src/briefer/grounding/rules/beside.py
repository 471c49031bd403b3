"""Whether the claimed speaker stands where the sentence has its speaker: beside the verb of saying, by name or role."""

from __future__ import annotations

import re

from briefer.attribution import attributions
from briefer.attribution.cues import SAYING, lexicon
from briefer.attribution.quotations import quoted
from briefer.grounding.rules.claim import Claim, around, holding
from briefer.grounding.rules.groups import ONLOOKERS
from briefer.grounding.rules.reference import core_of
from briefer.grounding.rules.sources import described, introductions, is_source, means
from briefer.models import Span
from briefer.text.facts.names import TITLES, Name, mentions, names, same_name, tokens_of
from briefer.text.facts.words import is_proper, words
from briefer.text.sentences import sentences

_APPOSED = re.compile(
    r"\s*(?:['’]s)?(?:,[^,;:.]{2,90},)?,?\s*(?:(?:has|had|have|also|then|later|once|again"
    r"|\w+ly|who|on \w+day|would|did|not|was|in a \w+)\s+){0,3}"
)
_JOINED = re.compile(r",? (?:and|along with|together with|as well as) (?:[^\W\d_]+,? ){1,5}")
_ROLE_BEFORE = re.compile(r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Ii]ts)\s+((?:[\w’'-]+\s+){1,4})$")
_OBLIQUE = re.compile(
    r"(?i)\b(?:(?:by|of|from|to|with|for|in|at|on|against|about|like|unlike|than|except|excluding|besides|without)"
    r" (?:the |an? |\w{1,3}-)?|who(?: \w+){1,3} "
    rf"|\b(?:{'|'.join(sorted(ONLOOKERS))}) (?:of|to) (?-i:[A-Z])[\w’' -]{{1,40}} and )\Z"
)


def beside_cue(claim: Claim, span: Span, claimed: tuple[str, ...]) -> bool:
    """Whether the claimed speaker is the subject of the verb of saying that stands nearest to the words in their
    sentence (or `within` them), or a pronoun is, and the claimed speaker spoke last."""
    text, sentence = claim.text, around(claim.text, span)
    return any(_is_subject(claim, sentence, span, cue, claimed) for cue in cues(text, sentence, span, within=True))


def _is_subject(claim: Claim, sentence: Span, span: Span, cue: Span, claimed: tuple[str, ...]) -> bool:
    """Whether the claimed speaker, or a role or pronoun that means him, is the subject of a verb of saying."""
    text = claim.text
    base = max([sentence.start, *(q.end for q in quoted(text) if sentence.start <= q.end <= cue.start)])
    before, after = text[base : cue.start], text[cue.end : cue.end + 160]
    told = [c for a in holding(text, (span,)) if a.source and a.speaker for c in a.content]
    for place in _places(text, before, claimed):
        if any(c.start <= base + place.start < c.end for c in told):
            continue  # who is spoken of
        if (_APPOSED.fullmatch(before, place.end) or _JOINED.fullmatch(before, place.end)) and not _OBLIQUE.search(
            before, 0, place.start
        ):
            return True
    places = (cue.end + m.start for m in mentions(after, claimed))
    named = next((place - cue.end for place in places if not span.start <= place < span.end), None)
    inverted = before.rstrip()[-1:] in ('"', "”", "’", "'", ",", "")
    if inverted and named is not None and re.fullmatch(r"[\s,]*(?:\w+['’]s )?[a-z ]{0,40}", after[:named]):
        return True
    role = _ROLE_BEFORE.search(before)
    if role and has_role(claim, set(tokens_of(role[1])), claimed):
        return True
    if (
        role
        and set(tokens_of(role[1])) <= TITLES
        and not any(set(tokens_of(role[1])) <= k for _, k in introductions(text))
    ):
        return spoke_last(text, sentence, claimed)
    pronoun = re.search(r"(?i)\b(?:he|she)\s+(?:\w+\s+)?$", before) or re.match(r"\s*(?:he|she)\b", after)
    return bool(pronoun) and spoke_last(text, sentence, claimed)


def _places(text: str, part: str, claimed: tuple[str, ...]) -> list[Span]:
    """Where a part of the text names the claimed speaker, in full or in short."""
    core = core_of(claimed)
    return [*(n.span for n in names(part) if means(text, core, (n,))), *mentions(part, core), *mentions(part, claimed)]


def cues(text: str, sentence: Span, span: Span, *, within: bool) -> list[Span]:
    """The verb of saying or thinking that stands nearest to the words, outside quotation marks; all of them where the
    words hold every one."""
    inside = [q for q in quoted(text) if q.overlaps(sentence)]
    verbs = []
    found = words(sentence.of(text))
    for at, word in enumerate(found):
        place = Span(word.span.start + sentence.start, word.span.end + sentence.start)
        verb = lexicon().get(word.low)
        if at and is_proper(word):
            continue
        passive = at > 0 and found[at - 1].low in ("be", "been", "being", "was", "were")
        says = verb and (verb[0].lemma in SAYING or verb[0].kind in "st") and not passive
        if says and not any(q.overlaps(place) for q in inside):
            verbs.append(place)
    outside = [cue for cue in verbs if not span.overlaps(cue)]
    nearest = min(outside, key=lambda c: (max(span.start - c.end, c.start - span.end), c.start), default=None)
    if nearest is None:
        return verbs[:1]
    return [nearest, *(cue for cue in verbs if within and cue not in outside)]


def has_role(claim: Claim, role: set[str], claimed: tuple[str, ...]) -> bool:
    """Whether the claimed speaker has a role by the article, or by the position while the article gives it nobody."""
    if role <= described(claim.text, core_of(claimed)):
        return True
    if not role <= set(tokens_of(claim.position.role)) or not any(mentions(claim.text, core_of(claimed))):
        return False
    holders = [core for core, known in introductions(claim.text) if role <= known]
    return all(same_name(core, claimed) or same_name(claimed, core) for core in holders)


def spoke_last(text: str, sentence: Span, claimed: tuple[str, ...]) -> bool:
    """Whether a "he" or "she" in a sentence can be the claimed speaker: the first one named in one of the two sentences
    before, or the source of the last attribution before."""
    earlier = [a for a in attributions(text) if a.content[-1].end <= sentence.start and a.source]
    before = [s for s in sentences(text) if s.end <= sentence.start][-2:]
    subjects = [n for s in before for n in _subject(s.of(text))]
    if subjects:
        near = [a for a in earlier if a.source[0].start >= before[-1].start]
        return any(same_name(core_of(claimed), n.core) for n in subjects) or any(
            is_source(text, a, claimed) for a in near
        )
    return bool(earlier) and is_source(text, earlier[-1], claimed)


def _subject(sentence: str) -> list[Name]:
    """The first name of a sentence that is no possessive."""
    return [n for n in names(sentence) if not re.search(r"['’]s?$", n.span.of(sentence))][:1]
