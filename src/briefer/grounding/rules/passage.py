"""marks, repeated, hidden, instruction, brackets, gap, language: how the words stand, whatever is claimed of them."""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from collections.abc import Iterator

from briefer.attribution.quotations import quoted
from briefer.grounding.gaps import stitched
from briefer.grounding.rules.claim import LONGEST, Claim, around, holding
from briefer.models import Attribution, Finding, Span
from briefer.text.facts.lexicon import grouped, pattern
from briefer.text.facts.names import tokens_of
from briefer.text.facts.words import FUNCTION, english, words
from briefer.text.sentences import paragraphs

_ELLIPSIS = re.compile(r"[\[(]?\s*(?:\.\s?\.\s?\.|…)\s*[\])]?")


def marks(claim: Claim) -> Iterator[Finding]:
    """Words that the statement sets in quotation marks and the article does not."""
    article = html.unescape(claim.text)
    inside = [_plain(span.of(article)) for span in quoted(article)]
    for span in quoted(claim.position.statement):
        said = span.of(claim.position.statement)
        pieces = [_plain(piece) for piece in _ELLIPSIS.split(said) if words(piece)]
        if not any(_in_order(pieces, region) for region in inside):
            yield claim.fault("marks", f'the statement sets "{said}" in quotation marks; the article does not')


def _in_order(pieces: list[str], region: str) -> bool:
    """Whether pieces of whole words stand in a region, one behind the other."""
    rest = f" {region} "
    for piece in pieces:
        _, found, rest = rest.partition(f" {piece} ")
        if not found:
            return False
        rest = f" {rest}"
    return True


def _plain(text: str) -> str:
    """The words of a text in lower case, with a space between."""
    return " ".join(word.low for word in words(text))


_CORRECTED = pattern("repeated", "corrected")
_CAPTION = re.compile(r"(?i)^\W*(?:photo|image|picture|caption|video|file photo|graphic|watch|listen|read more)\b")
_REPLY = re.compile(r"(?i)\b(?:asked|question|replied|answered|responded|response)\b")


def repeated(claim: Claim) -> Iterator[Finding]:
    """The words stand in several places that differ in speaker or sense; a headline or caption is no such place."""
    places = claim.evidence.places
    if claim.evidence.occurrences < 2 or len(places) < 2:
        return
    if any(a.overlaps(b) for a, b in itertools.pairwise(places)) or len(set(places)) < len(places):
        other = next((place for place in places if place != claim.place), places[1])
        yield claim.caution("repeated", "the words fit in more than one way in one passage", other)
        return
    body = [place for place in places if not _is_head(claim.text, place)]
    here = claim.place if claim.place in body else body[0] if body else claim.place
    for place in body:
        if place != here and (why := _differ(claim, here, place)):
            yield claim.caution("repeated", f"the words also stand elsewhere, {why}", place)
            return


def _differ(claim: Claim, one: Span, two: Span) -> str:
    """How two places differ, in words; "" where they say the same."""
    first, second = (_row(claim.text, place).of(claim.text) for place in (one, two))
    if bool(_CORRECTED.search(first)) != bool(_CORRECTED.search(second)):
        return "where they are corrected or withdrawn"
    here, there = _voice(claim.text, one), _voice(claim.text, two)
    if here != there and not {here.lower(), there.lower()} & FUNCTION:
        return f"given to {there or 'nobody'} there and to {here or 'nobody'} here"
    count = len(words(one.of(claim.text)))
    brief = count <= 4 or (count <= 8 and not claim.asserts)
    if not brief or _plain(first) == _plain(second):
        return ""
    again = here and count > 2 and not _REPLY.search(f"{first} {second}")
    return "" if again else "in another sentence or row"


def _row(text: str, place: Span) -> Span:
    """The sentence around a place, or the part of it on the place's line."""
    sentence = around(text, place)
    start, end = text.rfind("\n", 0, place.start) + 1, text.find("\n", place.end)
    return Span(max(start, sentence.start), sentence.end if end < 0 else min(end, sentence.end))


def _voice(text: str, place: Span) -> str:
    """The name or mention of who says the words at a place; "" for the reporter."""
    held: tuple[Attribution, ...] = holding(text, (place,))
    named = next((a for a in held if a.speaker or a.source), None)
    return (named.speaker or named.source[0].of(text)) if named else ""


def _is_head(text: str, place: Span) -> bool:
    """Whether a place is in a headline or caption: an own short block without a full stop, or a marked one."""
    blocks = paragraphs(text)
    number = next((i for i, block in enumerate(blocks) if block.start <= place.start < block.end), 0)
    block = blocks[number].of(text)[:500] if blocks else ""
    if _CAPTION.match(block) or len(block.split()) > 20 or "\n" in block:
        return bool(_CAPTION.match(block))
    ends = bool(re.search(r"[.!?][\"”’']?$", block))
    return not ends and (number < 2 or not any(mark in block for mark in (":", "|", "\t"))) and len(blocks) > 1


_JOINING = re.compile(r"[\u0600-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u18af\ufb50-\ufefc]")
_UNSEEN = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u180e\u115f\u1160\u3164\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\u034f]"
)


def hidden(claim: Claim) -> Iterator[Finding]:
    """Characters in the passage that no reader sees: of zero width, for the direction of writing, or tags."""
    for match in _UNSEEN.finditer(claim.text, claim.place.start, claim.place.end):
        if not _lawful(claim.text, match.start()):
            label = unicodedata.name(match[0], f"U+{ord(match[0]):04X}").lower()
            yield claim.caution(
                "hidden", f"the passage holds a character that nobody sees ({label})", Span(*match.span())
            )
            return


def _lawful(text: str, at: int) -> bool:
    """Whether an invisible character has its work to do: joiners in emoji and in scripts that need them, direction
    marks beside writing from right to left, tags in a flag."""
    char, near = text[at], text[max(0, at - 2) : at] + text[at + 1 : at + 3]
    if char in "\u200c\u200d":
        return bool(_JOINING.search(near)) or (char == "\u200d" and any(ord(c) > 0x2190 for c in near))
    if char in "\u200e\u200f\u061c":
        return any(unicodedata.bidirectional(c) in ("R", "AL") for c in near)
    return "\U000e0020" <= char <= "\U000e007f" and "\U0001f3f4" in text[max(0, at - 8) : at]


_SLOTS = {f"{{{key}}}": f"(?:{'|'.join(grouped('instruction', key))})" for key in ("machine", "order")}
_INSTRUCTION = re.compile(
    "(?im)"
    + "|".join(re.sub(r"\{[a-z]+\}", lambda slot: _SLOTS[slot[0]], one) for one in grouped("instruction", "patterns"))
)


def instruction(claim: Claim) -> Iterator[Finding]:
    """The paragraph of the words talks to a machine, and they do not stand as the speaker's in another one."""
    orders = [(place, found) for place in claim.evidence.places if (found := _order(claim.text, place))]
    clean = [place for place in claim.evidence.places if place not in [held for held, _ in orders]]
    own = set(claim.speaker)
    if orders and not any(not own or own & set(tokens_of(_voice(claim.text, place))) for place in clean):
        label = " ".join(orders[0][1].of(claim.text).split())
        yield claim.fault("instruction", f'the passage talks to a machine ("{label}")', orders[0][1])


def _order(text: str, place: Span) -> Span | None:
    """Words to a machine in the paragraphs of a place, as far as it is near."""
    for block in paragraphs(text):
        if block.overlaps(place):
            start, end = max(block.start, place.start - LONGEST), min(block.end, place.end + LONGEST)
            if match := _INSTRUCTION.search(text[start:end]):
                return Span(start + match.start(), start + match.end())
    return None


def brackets(claim: Claim) -> Iterator[Finding]:
    """Words in square brackets that the quoter put in; the case of a first letter is none."""
    there = " ".join(span.of(claim.text) for span in claim.evidence.spans)
    for match in re.finditer(r"(?!(?<!\w)\[\w\]\w)\[([^\]]*\w[^\]]*)\]", claim.position.quote):
        if f"[{match[1].strip()}]" not in re.sub(r"\[\s*|\s*\]", lambda m: m[0].strip(), there):
            yield claim.caution("brackets", f'"{match[0]}" was put in by the quoter')


def gap(claim: Claim) -> Iterator[Finding]:
    """What an ellipsis leaves out is far longer than what it keeps, over twice as many words and at least nine, or it
    joins an unfinished sentence to the rest of another."""
    spans = claim.evidence.spans
    kept = sum(len(words(span.of(claim.text))) for span in spans)
    inside = quoted(claim.text)
    for left, right in itertools.pairwise(spans):
        left_out = claim.text[left.end : right.start]
        if _ELLIPSIS.search(claim.position.quote) is None and any(q.start <= left.start < q.end for q in inside):
            continue
        count = len(words(left_out))
        if count > 8 and count > 2 * kept:
            yield claim.caution(
                "gap", f"the ellipsis leaves out {count} words and keeps {kept}", Span(left.end, right.start)
            )
        elif stitched(claim.text, left.end, right.start):
            yield claim.caution("gap", "the ellipsis joins parts of two sentences", Span(left.end, right.start))


def language(claim: Claim) -> Iterator[Finding]:
    """The quoted sentences are not English, and there is more to judge than the words themselves."""
    if not readable(claim) and (claim.cut is None or claim.position.speaker.strip() or claim.position.via):
        yield claim.caution("language", "the words are located; the claim is not judged, because it is not in English")


def readable(claim: Claim) -> bool:
    """Whether the rules can read the quoted sentences; a short one, or one with hardly a
    function word, with its paragraph."""
    found = words(claim.quoted)
    if len(found) >= 8 and sum(word.low in FUNCTION for word in found) > 1:
        return english(claim.quoted)
    block = next((p for p in paragraphs(claim.text) if p.overlaps(claim.place)), claim.context)
    return english(block.of(claim.text))
