"""Nouns and adjectives as cues: "the claim that", "is confident that", "made clear that"."""

from __future__ import annotations

from briefer.attribution.cues import ADJECTIVES, listed, nouns
from briefer.attribution.frames import content_end
from briefer.attribution.leading import ACCEPT, before_main_verb
from briefer.attribution.phrases import AUXILIARY, BE, Range, main_subject, subject, tag, word
from briefer.attribution.verbs import Statement, taken
from briefer.attribution.words import Token

CLEAR = ("clear", "plain")
GOVERNED = frozenset("of for about on against".split())
RECEIVED = listed("received")


def noun_cues(tokens: list[Token], index: int, found: list[Statement]) -> list[Statement]:
    """The statements of a sentence whose cue is a noun or an adjective, outside those found before."""
    new: list[Statement] = []
    for at in range(len(tokens) - 1):
        following = tokens[at + 1]
        frame = {"CJT": "that", "TO0": "to"}.get(following.tag, "prep" if following.low in GOVERNED else "")
        if not frame or taken(found + new, at):
            continue
        read = _noun if tokens[at].tag.startswith("NN") and tokens[at].low in nouns() else _adjective
        statement = read(tokens, at, frame, index)
        if statement:
            new.append(statement)
    return new


def _noun(tokens: list[Token], at: int, frame: str, index: int) -> Statement | None:
    first = at
    while first > 0 and tokens[first - 1].tag in ("AJ0", "NN1"):
        first -= 1
    noun, start = nouns()[tokens[at].low], at + 1 + (frame == "prep")
    source, certainty = _holder(tokens, first)
    if noun.rates[frame] * certainty * (1.4 if frame == "that" else 1) < ACCEPT:
        return None
    end = before_main_verb(tokens, start, content_end(tokens, start, frame), frame)
    return Statement(index, (at, at + 1), [(start, end)], source, "n", frame, noun.lemma) if end > start else None


def _holder(tokens: list[Token], first: int) -> tuple[Range | None, float]:
    """Whose claim or hope a noun names, and how much that adds to its being a cue."""
    before = tag(tokens, first - 1)
    if before == "POS":
        return subject(tokens, first - 1), 1.5
    if before == "DPS":
        return (first - 1, first), 1.5
    verb = first - 1 - (before in ("AT0", "DT0"))
    if word(tokens, verb) in RECEIVED:
        return None, 1.0
    if tag(tokens, verb).startswith("V"):
        return main_subject(tokens, verb + 1), 1.3 if tag(tokens, verb).startswith("VV") else 1.1
    return None, 0.8


def _adjective(tokens: list[Token], at: int, frame: str, index: int) -> Statement | None:
    first = at
    while first > 0 and tokens[first - 1].tag in AUXILIARY:
        first -= 1
    made = first - 1 - (word(tokens, first - 1) in ("it", "that"))
    if tokens[at].low in CLEAR and word(tokens, made) in ("made", "makes", "make") and frame == "that":
        first = made
    elif tokens[at].low not in ADJECTIVES or not any(t.low in BE for t in tokens[first:at]):
        return None
    end = content_end(tokens, at + 1, frame, inserted=word(tokens, first - 1) in ("who", "which"))
    source = main_subject(tokens, made + 1) if first == made else subject(tokens, first)
    return Statement(index, (first, at + 1), [(at + 1, end)], source, "t", frame, tokens[at].low)
