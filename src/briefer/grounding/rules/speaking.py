"""speaker, hop: whose words the article says these are, and through whom it has them.

The rule judges by the confidence of the reading. Words that an attribution gives to somebody else by name, or by a
description that fits nobody else, are a fault. Where the reading had to guess, the rule is silent if the claimed
speaker can be the one who is meant. If he cannot, it is a fault where the article names somebody who can, or has words
of his own under his name; else a caution.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from briefer.attribution import attributions
from briefer.attribution.cues import lexicon, nouns
from briefer.attribution.quotations import quoted
from briefer.grounding.rules.claim import Claim, around, holding
from briefer.grounding.rules.reference import ANAPHORS, Stand, plausible, stand, subjects
from briefer.grounding.rules.sources import core_of, head_of, members, same_bearer, same_party
from briefer.models import Attribution, Finding, Hop, HopKind, Mode, Span
from briefer.text.facts.names import mentions, names, tokens_of
from briefer.text.facts.words import words
from briefer.text.sentences import sentences

_PRONOUN = frozenset("he she they it i we you who which that his her their him them".split())
_TOLD = re.compile(r"\b(?:told|tells|telling|(?:spoke|speaking|interview) (?:to|with)) (?:(?:[Tt]he|[Aa]|[Oo]ur) )?\Z")
_AGENT = re.compile(r"(?:ed|en|wn|nt|ght|de|id) by (?:the )?\Z")
_HEARD = re.compile(r"\b(?:heard|learned|learnt) from (.{2,60}?) that\W*\Z")
_REJECTS = re.compile(
    r"(?i)\b(?:reject|dismiss|withdr[ae]w|retract|den[yi]|disput|contest|rebut|refut|disavow|renounc|recant|abandon)\w*"
)
_QUOTING = re.compile(r", (?:quoting|citing) ((?:[A-Z][\w.'’-]+ ?){1,5}),")
_HEDGED = re.compile(
    r"(?i)\W*(?:(?:is|was) (?:said|set|due|to)|might|may|could|should|would"
    r"|(?:(?:is|was) )?(?:report|alleg|suppos|rumou?r|expect|believ|thought|likely))"
)
"""How a statement begins that itself says that the words are not certain to have been said."""
_ASIDE = 4  # words that another may have inside what the claimed speaker says
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|me)\b")


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
    unsaid = all(not a.speaker and names(a.source[0].of(claim.text)) for a in mine)
    if mine and unsaid and not _HEDGED.match(claim.statement):  # "Orr might have said"
        place = mine[0].source[0]
        return claim.fault("speaker", f"the article does not say that {claim.position.speaker} said these words", place)
    if mine:
        return _beyond(claim, span, held, mine)
    if not top or 2 * _shared(claim.text, top, span) < len(words(span.of(claim.text))):
        return _unattributed(claim, span)
    if any(_told_by_via(claim, a) and _tells(claim, a, span) for a in top):
        return None
    sure = [a for a in top if stands[a] is Stand.OTHER]
    sure += [a for a in top if a not in sure and a.speaker and a.speaker in [b.speaker for b in sure]]
    guesses = [a for a in top if a not in sure]
    if 2 * _shared(claim.text, sure, span) >= _shared(claim.text, top, span):
        return _someone_else(claim, sure[0], certain=True)
    if any(plausible(claim.text, a.source[0], _who(claim), a.speaker) for a in guesses):
        return None
    named = [a for a in guesses if names(a.speaker)]
    return _someone_else(claim, (named or guesses)[0], certain=bool(named) or _speaks(claim))


def _speaks(claim: Claim) -> bool:
    """Whether the article has words of the claimed speaker under his name: whoever is only described is not he."""
    said = (a for a in attributions(claim.text) if a.source and names(a.source[0].of(claim.text)))
    return any(stand(claim.text, a, _who(claim)) is Stand.SAME for a in said)


def _told_by_via(claim: Claim, held: Attribution) -> bool:
    """Whether the position names one through whom the article has what an attribution holds."""
    relays = [step.name for step in held.chain if step.kind is not HopKind.SPEAKER] or [held.speaker]
    return any(same_party(tokens_of(name), relay) for name in claim.position.via for relay in relays)


def _tells(claim: Claim, held: Attribution, span: Span) -> bool:
    """Whether somebody without a name says the words inside what is quoted of another: "My mother says the bus is
    late"; only for a claimed speaker without a name."""
    said = [c.of(claim.text).strip("\"'“”‘’ ") for c in held.content if c.overlaps(span)]
    inner = [members(part, a.source[0].of(part)) for part in said for a in attributions(part) if a.source]
    claimed = members(claim.text, _who(claim))
    return any(people and not any(one.name for one in (*people, *claimed)) for people in inner)


def _who(claim: Claim) -> str:
    """The claimed speaker without an explanation in brackets."""
    return re.sub(r"\s*\([^()]*\)", "", claim.position.speaker) or claim.position.speaker


def _evidence(claim: Claim, spans: tuple[Span, ...]) -> list[Attribution]:
    """The attributions with a source that hold some of the words, the narrowest first: also those inside another's
    content ("Orr rejected Tolk's view that"), but for an outlet that only passes on what the content says."""
    relays = [step.span for a in attributions(claim.text) for step in a.chain if step.kind is HopKind.OUTLET]
    return [a for a in holding(claim.text, spans, deep=True) if a.source and a.source[0] not in relays]


def _shared(text: str, held: list[Attribution], span: Span) -> int:
    """How many of the words at a span some attributions hold or say of whom they are."""
    contents = [c for a in held for c in (*a.content, *a.cue, *a.source)]
    found = (Span(span.start + w.span.start, span.start + w.span.end) for w in words(span.of(text)))
    return sum(any(c.overlaps(word) for c in contents) for word in found)


def _beyond(claim: Claim, span: Span, held: list[Attribution], mine: list[Attribution]) -> Finding | None:
    """What is wrong although the words, or some of them, are the claimed speaker's: a part of them is another's, he has
    all of them from another, or he rejects them."""
    text = claim.text
    ours = [place for a in mine for place in (*a.content, *a.source)]
    others = [a for a in held if a not in mine and stand(text, a, _who(claim)) is Stand.OTHER]
    for other in others:
        strays = (c for c in other.content if not any(around(text, c).overlaps(own) for own in ours))
        if any(len(words(text[max(c.start, span.start) : min(c.end, span.end)])) > _ASIDE for c in strays):
            return _someone_else(claim, other, certain=True)
    inner = [a for a in held[: held.index(mine[0])] if any(_within(span, c) for c in a.content)]
    for other in inner:
        if other in others:
            who = other.speaker or other.source[0].of(text)
            message = f"{claim.position.speaker} only tells these words; they are given to {who}"
            return claim.caution("speaker", message, other.source[0])
    top = [c for a in mine for c in a.cue if a in attributions(text)]
    view = inner or any(cue.of(text).lower() in nouns() for cue in top)
    rejected = view and _REJECTS.search(text, around(text, span).start, span.start)  # "Orr withdrew her claim that"
    if rejected:
        place = Span(*rejected.span())
        return claim.caution("speaker", f'the article has these words only behind "{place.of(text)}"', place)
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
    for held in holding(text, (span,)):
        beyond = not any(span.overlaps(place) for place in (*held.content[:1], *held.cue))
        if held.cue and not held.source and beyond:  # "Orr is expected to say": nobody's words yet
            message = f'the article has these words only with "{held.cue[0].of(text)}"'
            return claim.caution("speaker", message, held.cue[0])
    if heard := _HEARD.search(text, sentence.start, span.start):
        source = (Span(*heard.span(1)),)
        held = Attribution(source=source, cue=(), content=(span,), mode=Mode.INDIRECT, speaker=source[0].of(text))
        same = stand(text, held, _who(claim)) is Stand.SAME
        return None if same else _someone_else(claim, held, certain=False)
    if _signed(claim, span) or _leads(claim, span) or _beside(claim, sentence) or _goes_on(claim, sentence):
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


def _signed(claim: Claim, span: Span) -> bool:
    """Whether the claimed speaker's full name alone ends the paragraph of the words, or is the line below."""
    name = r"\W+".join(map(re.escape, _who(claim).split()))
    line = rf"[^\n]*?[.!?…][\"'“”‘’]*\s*(?:[-–—]\s*)?{name}\s*(?:\n|\Z)"
    return len(claim.speaker) > 1 and bool(re.compile(line).match(claim.text, max(span.start, span.end - 2)))


def _leads(claim: Claim, span: Span) -> bool:
    """Whether the claimed speaker is the subject of a verb in the quoted words or the last one before them, or their
    first subject may mean him."""
    text = claim.text
    found = subjects(text, around(text, span))
    inside = [pair for pair in found if pair[0].overlaps(span)]
    for place, verb in inside + [pair for pair in found if pair[0].end <= span.start][-1:]:
        whole = Attribution(source=(place,), cue=(verb,), content=(verb,), mode=Mode.INDIRECT, speaker="")
        stands = stand(text, whole, _who(claim))
        first = [place] == [pair[0] for pair in inside[:1]]
        refers = first and stands is Stand.GUESS and head_of(text, place) in ANAPHORS
        if stands is Stand.SAME or (refers and plausible(text, place, _who(claim))):
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


def _goes_on(claim: Claim, sentence: Span) -> bool:
    """Whether the words are about nobody by name and stand behind a sentence of the claimed speaker's: "She said the
    dam was safe. The gates would be opened." """
    text = claim.text
    last = next((s for s in reversed(sentences(text)) if s.end <= sentence.start), sentence)
    said = [a for a in holding(text, (last,)) if a.source and "\n" not in text[last.end : sentence.start]]
    before = sorted(said, key=lambda a: a.content[0].start)[-1:]
    about = [place.of(text) for place, _ in subjects(text, sentence)]
    named = any(names(one) or one.lower().split()[0] in _PRONOUN for one in about)
    reported = "would" in sentence.of(text).split() or bool(about and not named)
    return reported and any(stand(text, a, _who(claim)) is Stand.SAME for a in before)


def held_by(claim: Claim) -> Attribution | None:
    """The attribution whose chain is the claim's: the claimed speaker's if there is one, else the narrowest."""
    held = _evidence(claim, claim.evidence.spans)
    mine = (a for a in held if claim.speaker and stand(claim.text, a, _who(claim)) is Stand.SAME)
    return next(mine, next(iter(claim.attributions), None))


def chain_of(claim: Claim) -> tuple[Hop, ...]:
    """The hops behind the words, the speaker first: the claimed one where the rules accept him, else the article's."""
    held = held_by(claim)
    found = held.chain if held else ()
    if not claim.speaker or any(True for _ in speaker(claim)):
        return found
    own = next((n for n, step in enumerate(found) if same_party(claim.speaker, step.name)), None)
    if own is not None:
        return (replace(found[own], kind=HopKind.SPEAKER), *found[own + 1 :])
    relays = tuple(step for step in found if step.kind is not HopKind.SPEAKER)
    place = found[0].span if len(found) > len(relays) else _place_of(claim, claim.position.speaker)
    return (Hop(claim.position.speaker, place, HopKind.SPEAKER), *relays) if place else relays


def _place_of(claim: Claim, name: str) -> Span | None:
    """Where a name stands, or a description word for word ("an official familiar with the talks"), nearest to the
    words."""
    letters, tokens = r"\W+".join(map(re.escape, name.split())), tokens_of(name)
    spans = [*mentions(claim.text, core_of(tokens)), *mentions(claim.text, tokens)]
    spans += [Span(*m.span()) for m in re.finditer(rf"(?i)(?<!\w){letters}(?!\w)", claim.text) if tokens]
    return min(spans, key=lambda s: (abs(s.start - claim.place.start), s.start), default=None)


def hop(claim: Claim) -> Iterator[Finding]:
    """A relayer or outlet of the position has no place in the article, or one of the article is left out."""
    if not claim.position.speaker.strip():
        return
    held = held_by(claim)
    known = [claim.speaker, *map(tokens_of, claim.position.via)]
    for step in held.chain if held else ():
        addressed = step.kind is HopKind.OUTLET and _TOLD.search(claim.text, 0, step.span.start)
        if step.kind is HopKind.SPEAKER or addressed or any(same_party(name, step.name) for name in known):
            continue  # an outlet that is only spoken to is most often the article's own
        yield claim.caution(
            "hop", f"the article has these words through {step.name}, whom the position leaves out", step.span
        )
    for source in held.source[-1:] if held else ():
        quoting = _QUOTING.match(claim.text, source.end)
        if quoting and not any(same_party(name, quoting[1]) for name in known):
            place = Span(*quoting.span(1))
            yield claim.caution(
                "hop", f"the article has these words from {quoting[1]}, whom the position leaves out", place
            )
    for name in claim.position.via:
        if tokens_of(name) and find_hop(claim, name) is None:
            yield claim.caution("hop", f"{name}, named as passing the words on, stands nowhere in the article")


def find_hop(claim: Claim, name: str) -> Hop | None:
    """The hop of the article that a name of `via` means: of the chain, else any mention, the nearest to the words."""
    held = held_by(claim)
    for step in held.chain if held else ():
        if same_party(tokens_of(name), step.name):
            return step
    place = _place_of(claim, name)
    return Hop(name, place, HopKind.RELAYER) if place else None
