"""speaker, hop: whose words the article says these are, and through whom it has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from briefer.attribution import attributions
from briefer.attribution.quotations import quoted
from briefer.grounding.rules.beside import beside_cue, cues, has_role, spoke_last
from briefer.grounding.rules.claim import Claim, around, holding
from briefer.grounding.rules.reference import HE, SHE, core_of, fits, may_mean, same_words, subjects
from briefer.grounding.rules.sources import (
    is_source,
    means,
    only_mentioned,
    same_party,
)
from briefer.models import Attribution, Finding, Hop, HopKind, Mode, Span
from briefer.text.facts.names import TITLES, mentions, names, tokens_of
from briefer.text.sentences import paragraphs, sentences

_PRONOUN = frozenset("he she they it we i you who which that his her their him them".split())
_TOLD = re.compile(r"\b(?:told|tells|telling|(?:spoke|speaking|interview) (?:to|with)) (?:(?:[Tt]he|[Aa]|[Oo]ur) )?\Z")
_AGENT = re.compile(r"(?:ed|en|wn|nt|ght|de|id) by (?:the )?\Z")
_REPORTED = re.compile(r"\bwould\b")
_ASIDE = 4  # words that another may have inside what the claimed speaker says
_FIRST_PERSON = re.compile(r"\b(?:I|we|We|our|my|us)\b")


def speaker(claim: Claim) -> Iterator[Finding]:
    """The article gives these words to someone else (a fault), or to nobody (a caution)."""
    claimed = claim.speaker
    if not claimed:
        return
    places = claim.evidence.places if claim.evidence.occurrences > 1 and len(claim.evidence.spans) == 1 else ()
    if any(_wrong(claim, claimed, (place,)) is None for place in places):
        return
    finding = _wrong(claim, claimed, claim.evidence.spans)
    if finding:
        yield finding


def _wrong(claim: Claim, claimed: tuple[str, ...], spans: tuple[Span, ...]) -> Finding | None:
    """What is wrong with the claimed speaker of words at these spans; None if nothing is."""
    text = claim.text
    held = [a for a in holding(text, spans) if a.source]
    right = [a for a in held if _gives(claim, a)]
    named = [a for a in held if a in right or set(tokens_of(a.speaker)) - _PRONOUN]
    if not named:
        return _unattributed(claim, claimed, spans)
    if not right and all(_leads(claim, span, named) for span in spans):
        return None
    for span in spans:
        over = [a for a in named if any(c.overlaps(span) for c in a.content)]
        if over and not any(a in right for a in over):
            return _someone_else(claim, over[0], claimed)
        if not _within(text, span, right):
            stray = _stray(text, span, over, right)
            if stray:
                return _someone_else(claim, stray, claimed)
    return None


def _gives(claim: Claim, held: Attribution) -> bool:
    """Whether an attribution gives its content to the claimed speaker, by name, by description or by a word that can
    mean him."""
    text, mention = claim.text, Span(held.source[0].start, held.source[-1].end)
    if is_source(text, held, claim.speaker) or _by_role(claim, held, claim.speaker):
        return True
    if same_words(text, mention.of(text), claim.position.speaker):
        return True
    pronoun = mention.of(text).lower() in HE | SHE and fits(text, mention.of(text), claim.position.speaker)
    if pronoun and spoke_last(text, around(text, mention), claim.speaker):
        return True
    resolved = set(tokens_of(held.speaker)) - _PRONOUN
    return bool(held.cue) and not (resolved and names(held.speaker)) and may_mean(text, mention, claim.position.speaker)


def _within(text: str, span: Span, right: list[Attribution]) -> bool:
    """Whether the quoted words, one sentence, hold the mention of the claimed speaker too: what others say there is
    part of what he says or does."""
    return around(text, Span(span.start, span.start)) == around(text, span) and any(
        span.start <= a.source[0].start < span.end for a in right
    )


def _by_role(claim: Claim, held: Attribution, claimed: tuple[str, ...]) -> bool:
    """Whether the article's reading knows the source only by a role that is the claimed speaker's."""
    role = set(tokens_of(held.speaker)) - {"the"}
    return (
        bool(role & TITLES)
        and not only_mentioned(claim.text, held, claimed)
        and not any(n.core == n.tokens for n in names(held.speaker))
        and has_role(claim, role, claimed)
    )


def _stray(text: str, span: Span, over: list[Attribution], right: list[Attribution]) -> Attribution | None:
    """An attribution to another that holds a part of the span which the claimed speaker's do not hold."""
    mine = [c for a in right for c in a.content]
    for other in over:
        if other not in right:
            for content in other.content:
                both = Span(max(content.start, span.start), min(content.end, span.end))
                if len(both.of(text).split()) > _ASIDE and not any(c.overlaps(both) for c in mine):
                    return other
    return None


def _someone_else(claim: Claim, held: Attribution, claimed: tuple[str, ...]) -> Finding:
    """The fault that names who the article gives the words to."""
    place = (held.source or held.cue or held.content)[0]
    who = held.speaker or place.of(claim.text)
    for hop_ in held.chain:
        if hop_.kind is not HopKind.SPEAKER and same_party(claimed, hop_.name):
            return claim.fault("speaker", f"{hop_.name} only passes these words on; they are given to {who}", hop_.span)
    return claim.fault("speaker", f"the article gives these words to {who}, not to {claim.position.speaker}", place)


def _unattributed(claim: Claim, claimed: tuple[str, ...], spans: tuple[Span, ...]) -> Finding | None:
    """No attribution holds the words: the claimed speaker may still be the one their sentence or paragraph is about."""
    text, core = claim.text, core_of(claimed)
    if all(beside_cue(claim, span, claimed) for span in spans):
        return None
    sentence = around(text, Span(spans[0].start, spans[-1].end))
    if _acts(claim, spans[0]):
        return None
    block = next((p for p in paragraphs(text) if p.start <= spans[0].start < p.end), sentence)
    spoken = any(q.start <= spans[0].start < q.end for q in quoted(text))
    spoken = spoken and not cues(text, sentence, spans[0], within=False)
    if spoken and any(is_source(text, a, claimed) for a in attributions(text) if a.content[0].overlaps(block)):
        return None
    if _goes_on(claim, sentence):
        return None
    known = all(any(True for _ in mentions(text, (token,))) for token in core)
    if not known and not any(mentions(text, core)) and not _FIRST_PERSON.search(sentence.of(text)):
        return claim.fault("speaker", f"{claim.position.speaker} stands nowhere in the article", sentence)
    return claim.caution("speaker", "the article gives these words to nobody", sentence)


def _leads(claim: Claim, span: Span, held: list[Attribution]) -> bool:
    """Whether the quoted words are a sentence with the claimed speaker as its subject, whom no one else tells of."""
    text, sentence = claim.text, around(claim.text, span)
    told = [content for a in held for content in a.content]
    return any(
        span.start <= subject.start < span.end
        and not any(content.start <= subject.start < content.end for content in told)
        and is_source(text, _subject_of(subject, sentence), claim.speaker)
        for subject in subjects(text, sentence, sentence)
    )


def _subject_of(subject: Span, sentence: Span) -> Attribution:
    """A sentence as its subject's own, so that it is judged as the source of an attribution is."""
    behind = Span(subject.end, subject.end)
    return Attribution(source=(subject,), cue=(behind,), content=(sentence,), mode=Mode.INDIRECT, speaker="")


def _acts(claim: Claim, span: Span) -> bool:
    """Whether the claimed speaker is the subject of the quoted sentence or clause, or the one by whom something is
    done."""
    text, sentence = claim.text, around(claim.text, span)
    for subject in subjects(text, sentence, span):
        if _gives(claim, _subject_of(subject, sentence)):
            return True
    agents = (n.span for n in names(sentence.of(text)) if means(text, core_of(claim.speaker), (n,)))
    return any(_AGENT.search(sentence.of(text), 0, place.start) for place in agents)


def _goes_on(claim: Claim, sentence: Span) -> bool:
    """Whether a sentence that is about nobody by name goes on with what the one before it reports of the claimed
    speaker: "She said the dam was safe. The gates would be opened." """
    text, claimed = claim.text, claim.speaker
    reported = bool(_REPORTED.search(sentence.of(text)))
    about = [subject.of(text) for subject in subjects(text, sentence, sentence)]
    named = any(names(one) or one.lower().split()[0] in _PRONOUN for one in about)
    if not reported and (named or not about or cues(text, sentence, Span(sentence.end, sentence.end), within=False)):
        return False
    before = next((s for s in reversed(sentences(text)) if s.end <= sentence.start), None)
    if before is None or "\n" in text[before.end : sentence.start]:
        return False
    held = [a for a in attributions(text) if a.source and any(c.overlaps(before) for c in a.content)]
    if held:
        return is_source(text, held[-1], claimed)
    return reported and _goes_on(claim, before)


def held_by(claim: Claim) -> Attribution | None:
    """The attribution whose chain is the claim's: the claimed speaker's if there is one, else the narrowest."""
    claimed = claim.speaker
    held = holding(claim.text, claim.evidence.spans)
    mine = [a for a in held if claimed and is_source(claim.text, a, claimed)]
    return next(iter(mine or held), None)


def chain_of(claim: Claim) -> tuple[Hop, ...]:
    """The hops behind the words, the speaker first: the claimed one where the rules accept him, else the article's."""
    held = held_by(claim)
    found = held.chain if held else ()
    claimed = claim.speaker
    if not claimed or any(True for _ in speaker(claim)):
        return found
    own = next((n for n, step in enumerate(found) if same_party(claimed, step.name)), None)
    if own is not None:
        return (replace(found[own], kind=HopKind.SPEAKER), *found[own + 1 :])
    relays = tuple(step for step in found if step.kind is not HopKind.SPEAKER)
    place = found[0].span if len(found) > len(relays) else _place_of(claim, claimed)
    return (Hop(claim.position.speaker, place, HopKind.SPEAKER), *relays) if place else relays


def _place_of(claim: Claim, claimed: tuple[str, ...]) -> Span | None:
    """The mention of the claimed speaker that stands nearest to the words."""
    spans = [*mentions(claim.text, core_of(claimed)), *mentions(claim.text, claimed)]
    return min(spans, key=lambda s: (abs(s.start - claim.place.start), s.start), default=None)


def _addressed(text: str, step: Hop) -> bool:
    """Whether an outlet is the one spoken to ("told the Courier"): most often the article's own, which is no hop."""
    before = text[max(0, step.span.start - 40) : step.span.start]
    return step.kind is HopKind.OUTLET and bool(_TOLD.search(before))


def hop(claim: Claim) -> Iterator[Finding]:
    """A relayer or outlet of the position has no place in the article, or one of the article is left out."""
    if not claim.position.speaker.strip():
        return
    held = held_by(claim)
    via = [tokens_of(name) for name in claim.position.via]
    claimed = claim.speaker
    for step in held.chain if held else ():
        if step.kind is HopKind.SPEAKER or same_party(claimed, step.name) or _addressed(claim.text, step):
            continue
        if not any(same_party(tokens, step.name) for tokens in via):
            yield claim.caution(
                "hop", f"the article has these words through {step.name}, whom the position leaves out", step.span
            )
    for name, tokens in zip(claim.position.via, via, strict=True):
        if tokens and find_hop(claim, name) is None:
            yield claim.caution("hop", f"{name}, named as passing the words on, stands nowhere in the article")


def find_hop(claim: Claim, name: str) -> Hop | None:
    """The hop of the article that a name of `via` means: of the chain, else any mention, the nearest to the words."""
    tokens = tokens_of(name)
    held = held_by(claim)
    for step in held.chain if held else ():
        if same_party(tokens, step.name):
            return step
    place = (_place_of(claim, tokens) or _to_the_letter(claim, name)) if tokens else None
    return Hop(name, place, HopKind.RELAYER) if place else None


def _to_the_letter(claim: Claim, name: str) -> Span | None:
    """Where a description stands word for word ("an official familiar with the talks"), the nearest to the words."""
    words = r"\W+".join(map(re.escape, name.split()))
    found = (Span(*match.span()) for match in re.finditer(rf"(?i)(?<!\w){words}(?!\w)", claim.text))
    return min(found, key=lambda span: abs(span.start - claim.place.start), default=None)
