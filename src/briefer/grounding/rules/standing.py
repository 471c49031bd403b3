"""condition, denial, question: whether the article lets the words stand by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.grounding.rules.claim import Claim
from briefer.models import Act, Finding, Span
from briefer.text.facts.lexicon import grouped, pattern
from briefer.text.facts.senses import CONDITION, KEPT, negative

_DENIAL = pattern("denial", "before")
_DENIED_AFTER = re.compile(
    r"(?i)^[\"”'’,\s]*(?:\w+[\s,]+){0,6}?(?:which|a claim|an allegation|a charge|claims?|is|was|are|were)?\s?"
    r"(?:\w+\s){0,3}?(?:denied|denies|untrue|false|baseless|unfounded|an? (?:\w+ )?(?:lie|myth|hoax|rumou?r)"
    r"|rejected (?:as|the)|disputed)\b"
)
_NO = pattern("denial", "kept")
_ASKED = re.compile(
    rf"(?i)\b(?:{'|'.join(grouped('question', 'verbs'))})\b[^,;:\"“”.?!]*?"
    r"\b(?:whether|if|why|how|when|who|what)\b|\bwhether\b"
)
_ASKS = pattern("question", "kept")


def condition(claim: Claim) -> Iterator[Finding]:
    """An "if", "unless" or "until" that governs the words and is lost, or one that the statement puts in."""
    kept = _keeps(claim)
    for mark in CONDITION.finditer(claim.quoted):
        region = _governed(claim.quoted, mark)
        place = claim.span(Span(*mark.span()))
        if claim.cut is not None:
            inside = any(c.overlaps(place) for c in claim.cut)
            gone = any(edit.there.overlaps(Span(*mark.span())) for edit in claim.edits)
            lost = (
                claim.asserts
                and (gone or not inside)
                and any(c.overlaps(claim.span(region)) for c in claim.cut)
                and not kept
            )
        else:
            part, rest = region.of(claim.quoted), claim.quoted[: region.start] + claim.quoted[region.end :]
            near = claim.nearness(part)
            lost = not kept and near >= 0.4 and near >= claim.nearness(rest)
        if lost:
            yield claim.fault("condition", f'"{mark[0]}" of the quoted sentence is lost in the statement', place)
            return
    put_in = re.search(r"(?i)\b(?:if|unless|as long as|on condition|provided that|only when)\b", claim.put_in)
    if (
        put_in
        and not claim.literal
        and not KEPT.search(claim.quoted)
        and not re.search(r"(?i)\b(?:even|as|ask\w*) if\b", claim.statement)
    ):
        yield claim.fault(
            "condition", f'the statement has "{put_in[0].lower()}"; the quoted sentence sets no condition'
        )


def _keeps(claim: Claim) -> bool:
    """Whether the statement's own words hold a condition. A "would" counts only where the article has none: in reported
    speech it stands for "will"."""
    found = {match[0].lower() for match in KEPT.finditer(claim.put_in)}
    return bool(found - {"would"}) or (bool(found) and "would" not in claim.quoted)


def _governed(text: str, mark: re.Match[str]) -> Span:
    """What a condition governs: the stretch between the joints around it, and to the sentence's end where it leads."""
    joints = [m.start() for m in re.finditer(r"[;:\u2014.!?]|,? but\b(?! only)|, and\b", text)]
    start = max((j for j in joints if j < mark.start()), default=-1) + 1
    lead = text[start : mark.start()].strip(" \"“'‘,").lower() in ("", "and", "but", "that")
    ends = [j for j in joints if j > mark.end() and (not lead or text[j] in ";.!?")]
    return Span(start, min(ends, default=len(text)))


def denial(claim: Claim) -> Iterator[Finding]:
    """The article reports the words as denied or untrue, and the statement does not say so."""
    if claim.position.act is Act.DENIES or not claim.asserts or _NO.search(claim.put_in) or negative(claim.put_in):
        return
    for mark in _DENIAL.finditer(claim.quoted):
        if claim.repeats(mark.start()):
            continue
        after = claim.quoted[mark.end() :]
        reach = Span(
            mark.end(), mark.end() + (re.search(r"[;.!?]\s|, (?:and|but|saying|adding)\b|$", after) or mark).start()
        )
        if claim.literal:
            start = claim.span(reach).start
            covered = any(c.overlaps(claim.span(reach)) and c.start >= start for c in claim.cut or ())
        else:
            covered = claim.nearness(reach.of(claim.quoted)) >= 0.5
        if covered:
            yield claim.fault(
                "denial", f'the article reports these words as denied ("{mark[0]}")', claim.span(Span(*mark.span()))
            )
            return
    tail = claim.text[claim.place.end : claim.context.end]
    if claim.cut is not None and _DENIED_AFTER.search(tail):
        yield claim.fault("denial", "the article calls these words untrue", Span(claim.place.end, claim.context.end))


def question(claim: Claim) -> Iterator[Finding]:
    """The article has the words only as a question, and the statement does not say so."""
    if ("?" in claim.statement or _ASKS.search(claim.statement)) or not claim.asserts:
        return
    start = claim.place.start - claim.context.start
    for mark in _ASKED.finditer(claim.quoted):
        between = claim.quoted[mark.end() : max(mark.end(), start)]
        if mark.start() < start and claim.cut is not None and not re.search(r"[,;:\"“”?!]|\. ", between):
            yield claim.fault(
                "question", f'the article only has the words asked ("{mark[0]}")', claim.span(Span(*mark.span()))
            )
            return
        if claim.cut is None and claim.nearness(re.split(r"[,;?!]|\. ", claim.quoted[mark.end() :])[0]) >= 0.5:
            yield claim.fault(
                "question", f'the article only has this asked ("{mark[0]}")', claim.span(Span(*mark.span()))
            )
            return
    tail = re.match(r"[^.!?]*\?", claim.text[claim.place.end : claim.context.end])
    if tail or claim.text[: claim.place.end].endswith("?"):
        yield claim.fault("question", "the article asks this and does not state it")
