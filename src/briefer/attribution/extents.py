"""Where a content ends: with the statement, not with the sentence."""

from __future__ import annotations

from briefer.attribution.cues import SAYING, lexicon
from briefer.attribution.complements import complement
from briefer.attribution.phrases import AUXILIARY, FINITE, is_finite_next, phrase_end, tag, word
from briefer.attribution.words import Token

CUTTING = frozenset(("after", "before", "while", "because", "since", "when", "as"))


def content_end(tokens: list[Token], start: int, frame: str, *, inserted: bool = False) -> int:
    """The index behind the last token of a content that begins at `start`.

    Where the cue's clause is inserted, the content ends with it, at the comma before the main clause goes on.
    """
    table = lexicon()
    loose = frame in ("object", "prep", "to", "object to", "gerund")
    if frame == "quote" and tokens[start].tag == "QUO":
        return _quote_end(tokens, start)
    n = len(tokens)
    for i in range(start + 1, n):
        token = tokens[i]
        if token.text == ";" or (
            token.text in ("—", "–", "--") and not any(t.text == token.text for t in tokens[i + 1 :])
        ):
            return i
        if token.text == ",":
            after = word(tokens, i + 1)
            if after == "according" or (
                tag(tokens, i + 1) == "VVG" and after in table and table[after][0].kind in "st"
            ):
                return i
            if after in ("with", "and") and _participle_cue(tokens, i + 2):
                return _closed(tokens, start, i)
            if inserted and (is_finite_next(tokens, i + 1) or _clause_within(tokens, i + 1)):
                return _closed(tokens, start, i)
            if _new_statement(tokens, i + 1):
                return i
            if loose and (
                tag(tokens, i + 1) in ("VVG", "VVN", "PNQ", "DTQ", "CJS")
                or (tag(tokens, i + 1) == "CJC" and after == "but")
            ):
                return i
            if (loose or frame == "wh") and tag(tokens, i + 1) == "CJC" and (_clause_within(tokens, i + 2) or tag(tokens, i + 2) == "CJS"):
                return i
        elif (
            token.tag == "CJC"
            and token.low in ("and", "but")
            and tag(tokens, i + 1).startswith("VV")
            and _says_more(tokens, i + 1)
        ):
            return _closed(tokens, start, i)
        elif loose and i > start + 1:
            if token.tag == "CJC" and (
                is_finite_next(tokens, i + 1) or (tag(tokens, i + 1) == "VVN" and word(tokens, i + 1) in table)
            ):
                return i
            if (
                token.low in CUTTING
                and token.tag in ("CJS", "PRP", "AVQ")
                and (token.low != "as" or _clause_within(tokens, i + 1))
            ):
                return _closed(tokens, start, i)
    return _closed(tokens, start, n)


def _closed(tokens: list[Token], start: int, end: int) -> int:
    """The end without punctuation or an adverb of what follows ("even" of "even as")."""
    while end > start + 1 and (
        (tokens[end - 1].tag == "PUN" and tokens[end - 1].text not in ")]")
        or (end < len(tokens) and tokens[end - 1].low in ("even", "just", "only"))
    ):
        end -= 1
    return end


def _quote_end(tokens: list[Token], start: int) -> int:
    """Further quotations of the same sentence belong to the content if next to nothing stands between."""
    end = start + 1
    i = end
    while i < len(tokens) and i - end <= 4:
        if tokens[i].tag == "QUO":
            end = i + 1
        elif tokens[i].tag in FINITE:
            break
        i += 1
    return end


def _new_statement(tokens: list[Token], at: int) -> bool:
    """Whether behind a comma another statement begins: "and/but/while X said"."""
    i = at
    joined = tag(tokens, i) in ("CJC", "CJS")
    if joined:
        i += 1
    if tag(tokens, i) in FINITE | {"AV0"} and joined:
        k = i + (tag(tokens, i) == "AV0")
        return _strong(tokens, k)
    behind = phrase_end(tokens, i)
    while tag(tokens, behind) in ("AV0",):
        behind += 1
    while tag(tokens, behind) in AUXILIARY:
        behind += 1
    if not joined or behind == i or not _strong(tokens, behind):
        return False
    return tag(tokens, at) == "CJC" or lexicon()[tokens[behind].low][0].lemma in SAYING


def _strong(tokens: list[Token], at: int) -> bool:
    entry = lexicon().get(word(tokens, at))
    if entry is None or not tag(tokens, at).startswith("VV") or entry[1] == "VVG":
        return False
    frame = complement(tokens, at, entry[0])[0]
    return entry[0].rates[frame] >= 0.7 and (frame != "end" or entry[0].lemma in SAYING)


def _participle_cue(tokens: list[Token], at: int) -> bool:
    """Whether a noun phrase and a saying participle follow: ", with officials warning that"."""
    behind = phrase_end(tokens, at)
    entry = lexicon().get(word(tokens, behind))
    return behind > at and tag(tokens, behind) == "VVG" and entry is not None and entry[0].kind in "st"


def _says_more(tokens: list[Token], at: int) -> bool:
    """Whether a verb behind "and" is another cue of the same source: "said A and claimed B"."""
    entry = lexicon().get(tokens[at].low)
    if entry is None or entry[0].kind != "s" or entry[1] not in ("VVD", "VVZ"):
        return False
    return complement(tokens, at, entry[0])[0] in ("that", "clause", "quote")


def _clause_within(tokens: list[Token], at: int) -> bool:
    behind = phrase_end(tokens, at)
    return is_finite_next(tokens, behind)
