"""speaker, hop: whose words the article says these are, and through whom it has them.

The rule judges by the confidence of the reading. Words that an attribution gives to somebody else by name, or by a
description that fits nobody else, are a fault. Where the reading had to guess, or gives the words to nobody, there is a
caution, unless the claimed speaker can be the one who is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from briefer.attribution import attributions
from briefer.attribution.cues import lexicon
from briefer.attribution.quotations import quoted
from briefer.grounding.rules.claim import Claim, around, holding
from briefer.grounding.rules.reference import ANAPHORS, Stand, plausible, stand, subjects
from briefer.grounding.rules.sources import core_of, head_of, members, same_bearer, same_party
from briefer.models import Attribution, Finding, Hop, HopKind, Mode, Span
from briefer.text.facts.names import mentions, names, tokens_of
from briefer.text.facts.words import words
from briefer.text.sentences import paragraphs, sentences

_PRONOUN = frozenset("he she they it i we you who which that his her their him them".split())
_TOLD = re.compile(r"\b(?:told|tells|telling|(?:spoke|speaking|interview) (?:to|with)) (?:(?:[Tt]he|[Aa]|[Oo]ur) )?\Z")
_AGENT = re.compile(r"(?:ed|en|wn|nt|ght|de|id) by (?:the )?\Z")
_HEARD = re.compile(r"\b(?:heard|learned|learnt) from (.{2,60}?) that\W*\Z")
_REPORTED = re.compile(r"\bwould\b")
_REJECTS = re.compile(
    r"(?i)\b(?:reject|dismiss|withdr[ae]w|retract|den[yi]|disput|contest|rebut|refut|disavow|renounc|recant|abandon)"
)
_ASIDE = 4  # words that another may have inside what the claimed speaker says
_FIRST_PERSON = re.compile(r"\b(?:I|we|We|our|my|us)\b")


def speaker(claim: Claim) -> Iterator[Finding]:
    """The article gives these words to someone else (a fault), or it may, or to nobody (a caution)."""
    if not claim.speaker:
        return
    places = claim.evidence.places if claim.evidence.occurrences > 1 and len(claim.evidence.spans) == 1 else ()
    found = [_wrong_at(claim, place) for place in places]
    if not places or all(found):
        yield from [finding for span in claim.evidence.spans if (finding := _wrong_at(claim, span))][:1]


def _wrong_at(claim: Claim, span: Span) -> Finding | None:
    """What is wrong with the claimed speaker of the words at one span; None if nothing is."""
    held = _evidence(claim, (span,))
    stands = {a: stand(claim.text, a, _who(claim)) for a in held}
    top = [a for a in held if a in attributions(claim.text)]
    mine = [a for a in held if stands[a] is Stand.SAME]
    mine = [a for a in mine if a in top or any(_within(span, c) for c in a.content) or _told_by_via(claim, a)]
    if mine:
        return _beyond(claim, span, held, mine)
    if not top or 2 * _shared(claim.text, top, span) < len(words(span.of(claim.text))):
        return _unattributed(claim, span)
    if _leads(claim, span, top):
        return None
    sure = [a for a in top if stands[a] is Stand.OTHER]
    sure += [a for a in top if a not in sure and a.speaker and a.speaker in [b.speaker for b in sure]]
    guesses = [a for a in top if a not in sure]
    if 2 * _shared(claim.text, sure, span) >= _shared(claim.text, top, span):
        return _someone_else(claim, sure[0], certain=True)
    if any(plausible(claim.text, a.source[0], _who(claim), a.speaker) for a in guesses):
        return None
    return _someone_else(claim, guesses[0], certain=False)


def _told_by_via(claim: Claim, held: Attribution) -> bool:
    """Whether the position names one through whom the article has what an attribution holds."""
    relays = [step.name for step in held.chain if step.kind is not HopKind.SPEAKER]
    return any(same_party(tokens_of(name), relay) for name in claim.position.via for relay in relays)


def _who(claim: Claim) -> str:
    """The claimed speaker without an explanation in brackets."""
    return re.sub(r"\s*\([^()]*\)", "", claim.position.speaker) or claim.position.speaker


def _evidence(claim: Claim, spans: tuple[Span, ...]) -> list[Attribution]:
    """The attributions with a source that hold some of the words, the narrowest first: also those inside another's
    content ("Orr rejected Tolk's view that"), but of nobody's "I"."""
    found = [a for a in holding(claim.text, spans, deep=True) if a.source]
    relays = [step.span for a in attributions(claim.text) for step in a.chain if step.kind is HopKind.OUTLET]
    inner = [a for a in found if _FIRST_PERSON.fullmatch(a.source[0].of(claim.text)) or a.source[0] in relays]
    return [a for a in found if a not in inner]


def _shared(text: str, held: list[Attribution], span: Span) -> int:
    """How many of the words at a span some attributions hold."""
    contents = [c for a in held for c in a.content]
    found = (Span(span.start + w.span.start, span.start + w.span.end) for w in words(span.of(text)))
    return sum(any(c.overlaps(word) for c in contents) for word in found)


def _beyond(claim: Claim, span: Span, held: list[Attribution], mine: list[Attribution]) -> Finding | None:
    """What is wrong although the words, or some of them, are the claimed speaker's: a part of them is another's, he has
    all of them from another, or he rejects them."""
    text = claim.text
    ours = [c for a in mine for c in a.content]
    others = [a for a in held if a not in mine and stand(text, a, _who(claim)) is Stand.OTHER]
    for other in others:
        strays = (c for c in other.content if not any(c.overlaps(own) for own in ours))
        if any(len(words(text[max(c.start, span.start) : min(c.end, span.end)])) > _ASIDE for c in strays):
            return _someone_else(claim, other, certain=True)
    inner = [a for a in held[: held.index(mine[0])] if any(_within(span, c) for c in a.content)]
    for other in inner:
        if other in others:
            who = other.speaker or other.source[0].of(text)
            message = f"{claim.position.speaker} only tells these words; they are given to {who}"
            return claim.caution("speaker", message, other.source[0])
    for cue in (c for a in mine for c in a.cue if inner and _REJECTS.search(c.of(text)) and not span.overlaps(c)):
        return claim.caution("speaker", f'the article has these words only behind "{cue.of(text)}"', cue)
    return None


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _someone_else(claim: Claim, held: Attribution, *, certain: bool) -> Finding:
    """The finding that names who the article gives the words to: a fault, or a caution where that is a guess."""
    who = held.speaker or held.source[0].of(claim.text)
    if certain:
        message = f"the article gives these words to {who}, not to {claim.position.speaker}"
        return claim.fault("speaker", message, held.source[0])
    message = f"the article gives these words to {who}; nothing shows that this is {claim.position.speaker}"
    return claim.caution("speaker", message, held.source[0])


def _unattributed(claim: Claim, span: Span) -> Finding | None:
    """No attribution holds the words: the claimed speaker may still be the one their sentence or paragraph is about."""
    text, sentence = claim.text, around(claim.text, span)
    expected = _expected(claim, span)
    if expected:
        return claim.caution("speaker", f'the article has these words only with "{expected.of(text)}"', expected)
    if heard := _HEARD.search(text, sentence.start, span.start):
        source = (Span(*heard.span(1)),)
        held = Attribution(source=source, cue=(), content=(span,), mode=Mode.INDIRECT, speaker=source[0].of(text))
        same = stand(text, held, _who(claim)) is Stand.SAME
        return None if same else _someone_else(claim, held, certain=False)
    if _leads(claim, span, []) or _beside(claim, sentence) or _goes_on(claim, span, sentence):
        return None
    found = sentences(text)
    two = text[found[max(0, bisect_left(found, sentence.start, key=lambda s: s.start) - 1)].start : sentence.end]
    if not any(one.name for one in members(text, _who(claim))) and {*claim.speaker} <= {*tokens_of(two)}:
        return None
    known = any(any(True for _ in mentions(text, (token,))) for token in core_of(claim.speaker))
    if not known:
        if any(not any(q.overlaps(Span(*m.span())) for q in quoted(text)) for m in _FIRST_PERSON.finditer(text)):
            return None  # the author's own piece
        return claim.fault("speaker", f"{claim.position.speaker} stands nowhere in the article", sentence)
    return claim.caution("speaker", "the article gives these words to nobody", sentence)


def _expected(claim: Claim, span: Span) -> Span | None:
    """The cue by which others expect or say of the claimed speaker what the words tell: "Orr is expected to say"."""
    for held in holding(claim.text, (span,)):
        subject_of = held.content[0] if len(held.content) > 1 and not held.source else None
        if subject_of and held.cue and not span.overlaps(held.cue[0]) and not span.overlaps(subject_of):
            return held.cue[0]
    return None


def _leads(claim: Claim, span: Span, held: list[Attribution]) -> bool:
    """Whether the claimed speaker is the subject of a verb in the quoted words, or where nobody says them, the last
    subject before them; and neither a source nor in what somebody else tells."""
    text, others = claim.text, [c for a in held for c in (*a.content, *a.source)]
    found = subjects(text, around(text, span))
    inside = [pair for pair in found if pair[0].overlaps(span)]
    before = [pair for pair in found if pair[0].end <= span.start and not held]
    for pair in inside + before[-1:]:
        place, verb = pair
        if not any(c.overlaps(place) for c in others):
            whole = Attribution(source=(place,), cue=(verb,), content=(verb,), mode=Mode.INDIRECT, speaker="")
            found_ = stand(text, whole, _who(claim))
            refers = found_ is Stand.GUESS and pair in inside[:1] and head_of(text, place) in ANAPHORS
            if found_ is Stand.SAME or (refers and plausible(text, place, _who(claim))):
                return True
    return False


def _beside(claim: Claim, sentence: Span) -> bool:
    """Whether a verb of saying follows the claimed speaker's name, or it is he by whom it is done."""
    told, name = sentence.of(claim.text), re.escape(claim.speaker[-1])
    verbs = re.findall(rf"(?i)\b{name} (?:\w+ly |has |had |also )?(\w+)", told)
    if any(verb in lexicon() and lexicon()[verb][0].kind == "s" for verb in verbs):
        return True
    ours = [one.name for one in members(claim.text, _who(claim)) if one.name]
    agents = [n for n in names(told) if _AGENT.search(told, 0, n.span.start)]
    return any(same_bearer(claim.text, own, agent.core) for own in ours for agent in agents)


def _goes_on(claim: Claim, span: Span, sentence: Span) -> bool:
    """Whether the words go on with what the claimed speaker says: in quotation marks of their own in a paragraph of
    his, or about nobody by name behind a sentence of his ("She said the dam was safe. The gates would be opened.")."""
    text, who = claim.text, _who(claim)
    block = next((p for p in paragraphs(text) if p.start <= span.start < p.end), sentence)
    if any(q.start <= span.start < q.end for q in quoted(text)):
        said = sorted((a for a in holding(text, (block,)) if a.source), key=lambda a: a.content[0].start)
        before = [a for a in said if a.content[0].start < span.start]
        return any(stand(text, a, who) is Stand.SAME for a in (before[-1:] or said[:1]))
    reported = bool(_REPORTED.search(sentence.of(text)))
    about = [place.of(text) for place, _ in subjects(text, sentence)]
    named = any(names(one) or one.lower().split()[0] in _PRONOUN for one in about)
    before = next((s for s in reversed(sentences(text)) if s.end <= sentence.start), None)
    if (not reported and (named or not about)) or before is None or "\n" in text[before.end : sentence.start]:
        return False
    held = [a for a in holding(text, (before,)) if a.source]
    return bool(held) and stand(text, max(held, key=lambda a: a.content[0].start), who) is Stand.SAME


def held_by(claim: Claim) -> Attribution | None:
    """The attribution whose chain is the claim's: the claimed speaker's if there is one, else the narrowest."""
    held = _evidence(claim, claim.evidence.spans) or list(holding(claim.text, claim.evidence.spans))
    mine = [a for a in held if claim.speaker and a.source and stand(claim.text, a, _who(claim)) is Stand.SAME]
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
