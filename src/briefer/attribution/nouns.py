"""Nouns and adjectives as cues: "the claim that", "is confident that"."""

from __future__ import annotations

from briefer.attribution.cues import ADJECTIVES, NOUNS, RECEIVED
from briefer.attribution.extents import content_end
from briefer.attribution.leading import ACCEPT
from briefer.attribution.phrases import AUXILIARY, BE, FINITE, Range, main_subject, subject, tag, word
from briefer.attribution.verbs import Statement, taken
from briefer.attribution.words import Token

CLEAR = ("clear", "plain")  # "made it plain that"


def noun_cues(tokens: list[Token], index: int, found: list[Statement]) -> list[Statement]:
    new: list[Statement] = []
    for at, token in enumerate(tokens):
        if taken(found + new, at) or at + 1 >= len(tokens):
            continue
        singular = token.low[:-1] if token.low.endswith("s") and token.low[:-1] in NOUNS else token.low
        statement = None
        if token.tag.startswith("NN") and singular in NOUNS:
            statement = _noun(tokens, at, singular, index)
        elif (token.low in ADJECTIVES or token.low in CLEAR) and token.tag in ("AJ0", "VVN", "VVD", "AV0"):
            statement = _adjective(tokens, at, index)
        if statement:
            new.append(statement)
    return new


def _noun(tokens: list[Token], at: int, noun: str, index: int) -> Statement | None:
    group, share = NOUNS[noun]
    following = tokens[at + 1]
    if following.tag == "CJT" and "that" in group:
        frame, start = "that", at + 1
    elif following.tag == "TO0" and "to" in group:
        frame, start = "to", at + 1
    elif following.low in group and following.tag in ("PRP", "PRF"):
        frame, start = "prep", at + 2
    else:
        return None
    first = at
    while first > 0 and tokens[first - 1].tag in ("AJ0", "AJC", "NN1", "ORD", "CRD", "AV0"):
        first -= 1
    source, certainty = _holder(tokens, first)
    if share * certainty * (1.4 if frame == "that" else 1) < ACCEPT:
        return None
    end = _before_main_verb(tokens, start, content_end(tokens, start, frame), frame)
    return Statement(index, (at, at + 1), [(start, end)], source, "s", frame, noun) if end > start else None


def _before_main_verb(tokens: list[Token], start: int, end: int, frame: str) -> int:
    """Where the content of a noun ends, if the noun is the subject of a verb that follows."""
    verbs = 0
    for i in range(start + 1, end):
        if tokens[i].tag in FINITE and tokens[i - 1].tag not in AUXILIARY:
            if _relative_before(tokens, i, start):
                continue
            verbs += 1
            if verbs > (frame == "that"):
                return i
    return end


def _relative_before(tokens: list[Token], verb: int, start: int) -> bool:
    return any(
        tokens[i].tag in ("PNQ", "DTQ", "AVQ", "CJS", "CJC", "CJT") or tokens[i].text == ","
        for i in range(max(start + 1, verb - 6), verb)
    )


def _holder(tokens: list[Token], first: int) -> tuple[Range | None, float]:
    """Whose claim or hope a noun names, and how much that adds to its being a cue."""
    before = tag(tokens, first - 1)
    if before == "POS":
        return subject(tokens, first - 1), 1.5
    if before == "DPS":
        return (first - 1, first), 1.5
    verb = first - 1 - (before in ("AT0", "DT0"))
    if tag(tokens, verb).startswith("VV"):
        if word(tokens, verb) in RECEIVED:
            return None, 1.0
        return main_subject(tokens, verb + 1), 1.3
    if tag(tokens, verb).startswith(("VH", "VB")):
        return main_subject(tokens, verb + 1), 1.1
    return None, 0.8


def _adjective(tokens: list[Token], at: int, index: int) -> Statement | None:
    first = at
    while first > 0 and tokens[first - 1].tag in AUXILIARY:
        first -= 1
    made = first - 1 - (word(tokens, first - 1) in ("it", "that"))
    if tokens[at].low in CLEAR and word(tokens, made) in ("made", "makes", "make") and tokens[at + 1].tag == "CJT":
        end = content_end(tokens, at + 1, "that")
        return Statement(index, (made, at + 1), [(at + 1, end)], main_subject(tokens, made + 1), "s", "that", "clear")
    if (
        tokens[at].low in CLEAR
        or not any(t.low in BE for t in tokens[first:at])
        or word(tokens, first - 1) in ("it", "what")
    ):
        return None
    following = tokens[at + 1]
    if following.tag in ("CJT", "TO0") or following.low in ("about", "of"):
        frame = {"CJT": "that", "TO0": "to"}.get(following.tag, "prep")
        end = content_end(tokens, at + 1, frame, inserted=word(tokens, first - 1) in ("who", "which"))
        return Statement(index, (first, at + 1), [(at + 1, end)], subject(tokens, first), "t", frame, tokens[at].low)
    return None
