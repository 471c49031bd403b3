"""Where a content ends: with the statement, not with the sentence."""

from __future__ import annotations

from briefer.attribution.complements import complement
from briefer.attribution.cues import SAYING, lexicon
from briefer.attribution.phrases import AUXILIARY, FINITE, is_finite_next, phrase_end, tag, word
from briefer.attribution.words import Token

LOOSE = frozenset(("object", "prep", "to", "object to", "gerund"))
"""Frames without a finite verb: what follows them is the reporter's again at the first comma, "and" or "after"."""
CUTTING = frozenset(("after", "before", "while", "because", "since", "when", "as"))


def content_end(tokens: list[Token], start: int, frame: str, *, inserted: bool = False) -> int:
    """The index behind the last token of a content that begins at `start`.

    Where the cue's clause is inserted, the content ends with it, at the comma before the main clause goes on.
    """
    if frame == "quote" and tokens[start].tag == "QUO":
        return _quote_end(tokens, start)
    dashes = [i for i in range(start + 1, len(tokens)) if tokens[i].text in ("—", "–", "--")]
    end = len(tokens)
    for i in range(start + 1, len(tokens)):
        token = tokens[i]
        if token.text == ";" or (len(dashes) == 1 and i == dashes[0]):
            end = i
        elif token.text == ",":
            own = inserted and (is_finite_next(tokens, i + 1) or _clause_within(tokens, i + 1))
            if (
                own
                or _another_begins(tokens, i + 1)
                or _new_statement(tokens, i + 1)
                or ((frame in LOOSE or frame == "wh") and _leaves(tokens, i + 1, frame))
            ):
                end = i
        elif (token.tag == "CJC" and _says_more(tokens, i + 1)) or (
            frame in LOOSE and i > start + 1 and _ends_phrase(tokens, i)
        ):
            end = i
        if end == i:
            break
    return _closed(tokens, start, end)


def _another_begins(tokens: list[Token], at: int) -> bool:
    """Whether behind a comma "according to", a saying participle, "with officials warning" or "X said." follows."""
    behind = phrase_end(tokens, at + 1) if word(tokens, at) in ("with", "and") else at
    if word(tokens, at) == "according" or _participle_cue(tokens, behind):
        return True
    verb = phrase_end(tokens, at)  # "..., the Times reported."
    entry = lexicon().get(word(tokens, verb)) if verb > at and tag(tokens, verb) in FINITE else None
    return entry is not None and entry[0].lemma in SAYING and complement(tokens, verb, entry[0])[0] == "end"


def _participle_cue(tokens: list[Token], at: int) -> bool:
    entry = lexicon().get(word(tokens, at))
    return tag(tokens, at) == "VVG" and entry is not None and entry[0].kind in "st"


def _leaves(tokens: list[Token], at: int, frame: str) -> bool:
    """Whether behind a comma something follows that does not belong to a content without a finite verb."""
    if tag(tokens, at) == "CJC":
        whole = _clause_within(tokens, at + 1) or tag(tokens, at + 1) == "CJS"
        return whole or (frame in LOOSE and word(tokens, at) == "but")
    return frame in LOOSE and tag(tokens, at) in ("VVG", "VVN", "PNQ", "DTQ", "CJS")


def _ends_phrase(tokens: list[Token], at: int) -> bool:
    """Whether "and" with a verb, or "after", "while" and the like, ends a content without a finite verb."""
    token = tokens[at]
    if token.tag == "CJC":
        participle = tag(tokens, at + 1) == "VVN" and word(tokens, at + 1) in lexicon()
        return participle or is_finite_next(tokens, at + 1)
    cuts = token.low in CUTTING and token.tag in ("CJS", "PRP", "AVQ")
    return cuts and (token.low != "as" or _clause_within(tokens, at + 1))


def _closed(tokens: list[Token], start: int, end: int) -> int:
    """The end without punctuation or an adverb of what follows ("even" of "even as")."""
    while end > start + 1:
        last = tokens[end - 1]
        adverb = end < len(tokens) and last.low in ("even", "just")
        if not adverb and (last.tag != "PUN" or last.text in ")]"):
            break
        end -= 1
    return end


def _quote_end(tokens: list[Token], start: int) -> int:
    """Further quotations of the same sentence belong to the content if next to nothing stands between."""
    end = i = start + 1
    while i < len(tokens) and i - end <= 4 and tokens[i].tag not in FINITE:
        end = i + 1 if tokens[i].tag == "QUO" else end
        i += 1
    return end


def _new_statement(tokens: list[Token], at: int) -> bool:
    """Whether behind a comma another statement begins: "and X said", "but criticized", "while X says"."""
    joined = tag(tokens, at)
    if joined not in ("CJC", "CJS"):
        return False
    verb = phrase_end(tokens, at + 1)
    own = verb == at + 1
    while tag(tokens, verb) == "AV0" or (not own and tag(tokens, verb) in AUXILIARY):
        verb += 1
    entry = lexicon().get(word(tokens, verb))
    if entry is None or not tag(tokens, verb).startswith("VV") or entry[1] == "VVG":
        return False
    frame = complement(tokens, verb, entry[0])[0]
    saying = entry[0].lemma in SAYING
    return entry[0].rates[frame] >= 0.7 and (saying or (frame != "end" and (own or joined == "CJC")))


def _says_more(tokens: list[Token], at: int) -> bool:
    """Whether a verb behind "and" is another cue of the same source: "said A and claimed B"."""
    entry = lexicon().get(word(tokens, at))
    if entry is None or entry[0].kind != "s" or entry[1] not in ("VVD", "VVZ") or not tag(tokens, at).startswith("VV"):
        return False
    return complement(tokens, at, entry[0])[0] in ("that", "clause", "quote")


def _clause_within(tokens: list[Token], at: int) -> bool:
    """Whether a noun phrase and its finite verb follow."""
    return is_finite_next(tokens, phrase_end(tokens, at))
