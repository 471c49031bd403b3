"""negation, modality, condition, denial, question: whether the article asserts what the statement asserts, as firmly.

Each looks for marks (`briefer.text.facts.senses`) that the quoted sentences have over what the statement tells and the
statement keeps no trace of, or that the statement brings and the quoted sentences give no cause for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from briefer.grounding.rules.claim import Claim
from briefer.grounding.rules.ended import endings, goes_on, is_lost, is_past, pasts
from briefer.models import Act, Finding, Mode, Span
from briefer.text.facts.lexicon import listed, pattern
from briefer.text.facts.numbers import WORDS
from briefer.text.facts.senses import (
    CERTAIN,
    ILL,
    NEGATIVE,
    OWED,
    SOFT,
    Mark,
    alike,
    hedges,
    negations,
    opposite,
    perfects,
    signs,
)  # fmt: skip
from briefer.text.facts.words import Word, stem, words

_CONDITION = pattern("condition", "marks")
_UNBOUND = pattern("condition", "unbound")
_BROUGHT = pattern("condition", "brought")
_KEPT = pattern("condition", "kept")
_IF = re.compile(r"(?i)\b(?:if|unless)\b")
_DENIAL = pattern("denial", "before")
_CALLED, _CONCEDED = pattern("denial", "called"), pattern("denial", "conceded")
_DENIED = 'the article reports these words as denied ("{}")'
_NO_LONGER = 'by "{}" of the quoted sentence this is held no longer, or not at all'
_ANSWERED = re.compile(r"Asked(?!.*\b(?:whether|if)\Z)")  # "Asked what it cost, she said": an answer follows
_REPORTED = re.compile(r"(?i)(?:den|reject)")  # judged as a denial, where it stands outside of the words
_DENIED_AFTER = re.compile(
    r"(?i)^[\"”’',\s]*(?:\w+[\s,]+){0,6}?(?:which|a claim|an allegation|a charge|claims?|is|was|are|were)?\s?"
    r"(?:\w+\s){0,3}?(?:denied|denies|untrue|false|baseless|unfounded|an? (?:\w+ )?(?:lie|myth|hoax|rumou?r)"
    r"|rejected (?:as|the)|disputed)\b"
)
_UNSAID = re.compile(r"(?i)(?:\bnot|n['’]t|\bnever) (?:say|said|stated?|wr[io]te|claim(?:ed)?)\Z")
_NO = pattern("denial", "kept")
_ASKED = pattern("question", "asked")
_ASKS = pattern("question", "kept")
_TURNED = pattern("negation", "turned")
_BE = frozenset("be been being is are was were to".split())
_LIGHT = listed("negation", "light") | WORDS.keys()
_BARE = ("not", "n't", "n’t")  # other negations are oftener put in another way
_LESS = re.compile(r"(?i)\b(?:less|unless|until|without)\b")  # "not as much", "if not"
_STRONG = (("possible", 1), ("reported", 1), ("due", 2))
_JOINTS = (
    r"[;:\u2014.!?]|(?<![a-z] )“| \"|,? but\b(?! only)|, and\b"
    r"| and (?=(?:would|will|could|should|ha[sd]|have|is|was|were|\w+ed|said|told)\b)"
)


def negation(claim: Claim) -> Iterator[Finding]:
    """What the statement asserts, the quoted sentences negate, or the other way round."""
    said, there = claim.brought(negations(claim.statement)), claim.missing(negations(claim.quoted), 3)
    ended = [mark for mark in endings(claim.quoted) if mark.governs]
    views = [mark.governs[0].key for mark in ended]
    said = [mark for mark in said if not any(alike(w.key, view) for w in mark.governs[:1] for view in views)]
    there = [mark for mark in there if not goes_on(mark, claim)]
    if claim.cut is not None:
        said, there = _odd(claim, said, there)
    elif said or there:
        said, there = _single(said), _single(there)
        lost = [mark for mark in there if _turned(mark, claim.quoted, claim.statement, said)]
        said = [mark for mark in said if _turned(mark, claim.statement, claim.quoted, said)]
        there = lost
    if there:
        yield claim.lost("negation", there[0].span, '"{}" of the quoted sentence turns what the statement says')
    elif said:
        yield claim.instead("negation", said[0].span)
    elif not (_TURNED.search(claim.statement) or negations(claim.statement)):
        lost = [mark for mark in claim.missing(ended, 3) or claim.missing(pasts(claim), 1) if is_lost(mark, claim)]
        yield from (claim.lost("negation", mark.span, _NO_LONGER) for mark in lost[:1])


def _single(marks: list[Mark]) -> list[Mark]:
    """Those marks that no other one turns round ("nothing in it is untrue")."""
    pairs = [(a, b) for a in marks for b in marks if a != b and any(w.span.overlaps(b.span) for w in a.governs)]
    return [mark for mark in marks if not any(mark in pair for pair in pairs)]


def _odd(claim: Claim, said: list[Mark], there: list[Mark]) -> tuple[list[Mark], list[Mark]]:
    """The negations of either side that a near copy departs by, if they are an odd number."""
    repeated = [m for m in there if not any(edit.there.overlaps(m.span) for edit in claim.edits)]
    there = [m for m in there if m not in repeated or m.strength == 2 or not _REPORTED.match(m.span.of(claim.quoted))]
    told = [m for m in there if any(not any(e.there.overlaps(w.span) for e in claim.edits) for w in m.governs)]
    there = told or there  # what is left out with all its words turns nothing
    ours, theirs = words(claim.own), words(claim.left)
    there = [m for m in there if m.kind != "prefix" or any(w.key == m.governs[0].key for w in ours)]
    turned = any(opposite(a.key, b.key) for a in ours for b in theirs)
    even = (len(said) + len(there) + turned) % 2 == 0
    return ([], []) if even or NEGATIVE.search(claim.own if there else claim.left) else (said, there)


def _turned(mark: Mark, own: str, other: str, said: list[Mark]) -> bool:
    """Whether the words that a negation governs stand in the other text with the other polarity, or that has no trace
    of the negation."""
    odd, facing = {sign.word.span: sign.odd for sign in signs(own)}, negations(other)
    governed = [word for word in mark.governs[:4] if word.low not in _LIGHT]
    same = [_agrees(other, word, mark.kind == "prefix" or odd[word.span]) for word in governed]
    if any(same) or (not facing and len(said) == 2):
        return False
    bare = mark.span.of(own).lower().endswith(_BARE)
    plain = bare and mark in said and not _LESS.search(other)
    if plain and same[:2] == [False, False] and not facing:
        return True
    alone = (
        not facing
        and mark.strength == 2
        and (False in same or (bare and (mark not in said or _told(mark, own, other))))
    )
    return (alone or same[:1] == [False]) and not _counted(mark, own, other)


def _told(mark: Mark, own: str, other: str) -> bool:
    """Whether the other text tells what stands around a negation, so that only the negated word itself differs."""
    clause = {word.clause for word in mark.governs}
    near = [w for w in words(own) if w.clause in clause and w not in mark.governs[:1]]
    around = [w for w in near if w.content and w.low not in _LIGHT]
    return 2 * sum(_among(w, words(other)) for w in around) >= max(2, len(around))


def _counted(mark: Mark, own: str, other: str) -> bool:
    """Whether the other text says no in another way, or a negation is weighed elsewhere: a verb by its opposite, a
    "without" as a condition."""
    found = words(other)
    same = [w for w in found if _among(w, mark.governs[:4])]
    near, governed = {w.clause for w in same}, [word.low for word in mark.governs[:4]]
    itself = same if mark.span.of(own).lower().endswith(_BARE) else [w for w in same if w.low in governed]
    told = [w.span for w in found if (w.clause in near or not near) and w not in itself]
    if mark.kind != "prefix" and any(Span(*m.span()).overlaps(w) for m in NEGATIVE.finditer(other) for w in told):
        return True
    ill = [word for word in mark.governs[:2] if word.key in ILL]
    if ill and not _among(ill[0], found):
        return True  # "none broke the rules" is "all kept within them"
    label = mark.span.of(own)
    keys = {stem(word) for word in label.split()}
    turned = mark.kind == "verb" and any(opposite(key, w.key) for key in keys for w in found)
    return turned or (label.lower() == "without" and bool(_KEPT.search(other)))


def _agrees(other: str, word: Word, odd: bool) -> bool | None:
    """Whether a word has the same polarity somewhere in the other text, be it as the subject of what is negated there;
    None where it is not there."""
    clauses = {w.clause for mark in negations(other) for w in mark.governs}
    found = [
        (s.odd == odd or (odd and s.word.clause in clauses)) != opposite(s.word.key, word.key)
        for s in signs(other)
        if alike(s.word.key, word.key) or opposite(s.word.key, word.key)
    ]
    return any(found) if found else None


def modality(claim: Claim) -> Iterator[Finding]:
    """A "may", "could", "plans to" or "should" that is lost, made stronger, or put over what is certain."""
    said, turning = claim.brought(hedges(claim.statement)), negations(claim.quoted)
    for hedge in claim.missing(hedges(claim.quoted), 2):
        if claim.cut is None:
            negated = any(m.span.start < hedge.span.start and hedge.governs[0] in m.governs for m in turning)
            dropped = negated or claim.quoted.startswith("could not", hedge.span.start)
        else:
            dropped = claim.literal and _is_cue(claim, hedge)
        if dropped or (hedge.kind == "planned" and NEGATIVE.search(claim.quoted[: hedge.span.start])):
            continue
        alike_ = [h.strength for h in said if h.kind == hedge.kind]
        stronger = bool(alike_) and min(alike_) > hedge.strength
        told = SOFT.search(claim.own) or (hedge.kind == "due" and negations(claim.own))
        if stronger or not told:
            yield claim.lost("modality", hedge.span)
            return
    for hedge in said:
        if hedge.span.of(claim.statement).lower() == "could" and _done(hedge.governs[0], claim.left):
            continue
        cause = OWED if hedge.kind == "due" else SOFT
        if (hedge.kind, hedge.strength) in _STRONG and not cause.search(claim.left):
            yield claim.instead("modality", hedge.span)
            return
    if mark := _overstated(claim):
        yield claim.fault("modality", f'the statement has "{mark}"; the quoted sentence does not say so')


def _overstated(claim: Claim) -> str:
    """The word by which the statement has for certain or for done what the article has as planned, wished or feared; ""
    for none."""
    certain = CERTAIN.search(claim.own)
    if certain and not CERTAIN.search(claim.left):
        return certain[0]
    left = claim.left if claim.cut is not None else claim.place.of(claim.text)
    if negations(claim.own) or SOFT.search(claim.own) or not SOFT.search(left):
        return ""
    done, there = perfects(claim.left), words(claim.left)
    intended = {there[at].span for at in range(1, len(there)) if there[at - 1].low == "to"}
    last = ""
    for verb in words(claim.own):
        facing = [w for w in there if alike(w.key, verb.key)]
        passive, last = last in _BE, verb.low
        if facing and is_past(verb) and not passive and all(w.span in intended for w in facing):
            return verb.text
        if verb in perfects(claim.own) and (facing or not done) and not any(w in done or is_past(w) for w in facing):
            return verb.text
    return ""


def _done(word: Word, text: str) -> bool:
    """Whether a text tells a verb as past: what came to pass was possible."""
    return any(is_past(other) and alike(other.key, word.key) for other in words(text))


def _is_cue(claim: Claim, mark: Mark) -> bool:
    """Whether a mark of the quoted sentences is the verb that attributes the words."""
    place = claim.span(mark.span)
    return any(cue.overlaps(place) for a in claim.attributions for cue in a.cue)


def _found(pattern_: re.Pattern[str], text: str, joints: str, before: bool = False) -> list[Mark]:
    """The matches of a pattern as marks over the words behind them up to the next joint, or also over those before from
    the last one; of these, a mark that leads governs to the sentence's end."""
    found, places = [], [match.start() for match in re.finditer(joints, text)]
    for match in pattern_.finditer(text):
        start = max((place for place in places if place < match.start()), default=-1) + 1
        leads = before and text[start : match.start()].strip(" \"“'‘,").lower() in ("", "and", "but", "that")
        ends = (p for p in places if p >= match.end() and (not leads or text[p] in ";.!?"))
        region = Span(start if before else match.end(), min(ends, default=len(text)))
        governed = tuple(w for w in words(text) if w.content and w.span.overlaps(region))
        found.append(Mark("joined", 1, Span(*match.span()), governed))
    return found


def condition(claim: Claim) -> Iterator[Finding]:
    """An "if", "unless" or "until" that governs the words and is lost, or one that the statement puts in."""
    if turned := _exchanged(claim):
        yield claim.instead("condition", *turned)
    elif (mark := _UNBOUND.search(claim.own)) and _KEPT.search(claim.quoted) and not _UNBOUND.search(claim.quoted):
        yield claim.fault("condition", f'the statement has "{mark[0]}"; the quoted sentence sets a condition')
    elif not _KEPT.search(claim.own):
        lost = claim.missing(_found(_CONDITION, claim.quoted, _JOINTS, before=True))[:1]
        yield from (claim.lost("condition", mark.span) for mark in lost)
    elif (mark := _BROUGHT.search(claim.own)) and not (_KEPT.search(claim.quoted) or negations(claim.quoted)):
        yield claim.fault("condition", f'the statement has "{mark[0]}"; the quoted sentence sets no condition')


def _exchanged(claim: Claim) -> tuple[Span, Span] | None:
    """An "if" for an "unless" over the same words, or the reverse, not made up for by a negation or an opposite."""
    texts = (claim.statement, claim.place.of(claim.text))
    ours, theirs = ([w for w in words(text) if w.content and not alike(w.key, "say")] for text in texts)
    if any(map(negations, texts)) or any(opposite(a.key, b.key) for a in ours for b in theirs):
        return None
    there = _found(_IF, claim.quoted, _JOINTS)
    for said in _found(_IF, claim.statement, _JOINTS):
        facing = [m for m in there if said.governs and all(_among(w, m.governs) for w in said.governs)]
        same = {m.span.of(claim.quoted).lower() for m in facing}
        told = any(_among(w, theirs) for w in ours if w not in said.governs)
        if facing and told and said.span.of(claim.statement).lower() not in same:
            return said.span, facing[0].span
    return None


def _among(word: Word, others: Iterable[Word]) -> bool:
    """Whether one of the others is the word, or of its meaning."""
    return any(alike(word.key, other.key) for other in others)


def denial(claim: Claim) -> Iterator[Finding]:
    """The article reports the words as denied or untrue, and the statement does not say so."""
    if claim.position.act is Act.DENIES or _NO.search(claim.own) or negations(claim.own):
        return
    admits = _CONCEDED.search(claim.statement)
    said = claim.place.of(claim.text)
    if admits and not _CONCEDED.search(claim.quoted) and (_NO.search(said) or negations(said)):
        yield claim.fault("denial", f'the statement has "{admits[0]}"; the quoted sentence denies')
        return
    marks = [
        *_found(_CALLED, claim.quoted, r"[;.!?]\s", before=True),
        *_found(_DENIAL, claim.quoted, r"[;.!?]\s|, (?:and|but|saying|adding)\b"),
    ]
    yield from (claim.lost("denial", mark.span, _DENIED) for mark in claim.missing(marks)[:1])
    for cue in (a.cue[-1] for a in claim.attributions if a.mode is Mode.DIRECT and a.cue):
        if unsaid := _UNSAID.search(claim.text, 0, cue.end):
            yield claim.fault("denial", "the article has these words as not said", Span(*unsaid.span()))
            return
    if claim.cut is not None and _DENIED_AFTER.match(claim.text[claim.place.end : claim.context.end]):
        yield claim.fault("denial", "the article calls these words untrue", Span(claim.place.end, claim.context.end))


def question(claim: Claim) -> Iterator[Finding]:
    """The article has the words only as a question, and the statement does not say so."""
    if "?" in claim.statement or _ASKS.search(claim.statement) or not claim.asserts:
        return
    marks = _found(_ASKED, claim.quoted, r"[,;:\"“”?!]|\. ")
    lost = claim.missing(mark for mark in marks if not _ANSWERED.match(mark.span.of(claim.quoted)))
    asked = re.match(r"[^.!?]*\?", claim.text[claim.place.end : claim.context.end])
    if lost:
        yield claim.lost("question", lost[0].span, 'the article only has this asked ("{}")')
    elif asked or claim.text[: claim.place.end].endswith("?"):
        yield claim.fault("question", "the article asks this and does not state it")
