"""What follows a verb: the frame in which the lexicon says whether it is a cue."""

from __future__ import annotations

from briefer.attribution.cues import ADDRESSEE, PREPOSITION_RATE, Verb
from briefer.attribution.phrases import FINITE, INSIDE, NOUN, TIME, is_finite_next, phrase_end, tag, word
from briefer.attribution.words import Token, short_quote


def complement(tokens: list[Token], cue: int, verb: Verb) -> tuple[str, int]:
    """What follows a verb: the frame of the lexicon, and the index where its content begins.

    One addressee, time or place between them is left out.
    """
    i, n, skipped = cue + 1, len(tokens), False
    if word(tokens, i) == "so":
        return "end", i
    for _ in range(4):
        while tag(tokens, i) in ("AV0", "AVP", "XX0", "PNX") and word(tokens, i) not in ("there", "that"):
            i += 1
        if i >= n:
            return "end", i
        here = tokens[i]
        if here.text in (",", ":") and tag(tokens, i + 1) == "QUO":
            return "quote", i + 1
        if here.text == ":" and i + 1 < n:
            return "quote", i + 1
        if here.text == "," and tag(tokens, i + 1) in ("PRP", "AV0", "VVG"):
            behind = next((k for k in range(i + 2, min(n, i + 14)) if tokens[k].text == ","), 0)
            if behind and (tag(tokens, behind + 1) == "QUO" or word(tokens, behind + 1) == "that"):
                i = behind + 1
                continue
        if here.text in ("—", "–") or (here.text == "," and word(tokens, i + 1) == "as"):
            behind = next((k for k in range(i + 2, min(n, i + 14)) if tokens[k].text == here.text), 0)
            if behind and tag(tokens, behind + 1) == "CJT":
                i = behind + 1
                continue
        if here.tag == "PUN":
            return "end", i
        if here.tag == "QUO" and not short_quote(here):
            return "quote", i
        if here.low == "that" and (
            (here.tag == "CJT" and word(tokens, i + 1) == ",")
            or (
                here.tag in ("CJT", "DT0")
                and not is_finite_next(tokens, i + 1)
                and tag(tokens, i + 1) not in ("PRF", "PUN", "")
            )
        ):
            return "that", i
        if here.tag == "TO0":
            return "to", i
        if here.tag in ("AVQ", "PNQ", "DTQ") or here.low in ("whether", "if", "how", "why", "what"):
            return "wh", i
        if (here.tag == "VVG" and tag(tokens, i + 1) not in NOUN) or here.tag in ("VBG", "VHG"):
            return ("clause" if verb_ahead(tokens, i + 1) else "gerund"), i
        if here.low in TIME or (here.low in ("last", "this", "next", "late", "early") and word(tokens, i + 1) in TIME):
            if not (here.tag == "NP0" and word(tokens, i) in ("may", "march")):
                i += 1
                continue
        if here.tag in ("PRP", "PRF") or here.low == "as":
            frame, at = _after_preposition(tokens, i, verb)
            if frame == "skip":
                i, skipped = at, True
                continue
            return frame, at
        if here.tag in ("CJS", "EX0"):
            return ("clause", i) if here.tag == "EX0" or verb.lemma in ("say", "believe", "think") else ("end", i)
        frame, at = _after_phrase(tokens, i, verb)
        if frame == "skip":
            i = at
            continue
        return ("end" if skipped and frame == "object" else frame), at
    return "end", i


def _after_preposition(tokens: list[Token], at: int, verb: Verb) -> tuple[str, int]:
    preposition = tokens[at].low
    behind = phrase_end(tokens, at + 1, attached=True)
    if behind > at + 1 and verb.rates["clause"] > 0.6 and preposition not in ("to", "of", "about", "as"):
        clause = behind + (word(tokens, behind) == ",")
        if (
            tag(tokens, clause) not in ("CJT", "QUO", "TO0")
            and is_finite_next(tokens, phrase_end(tokens, clause))
            and phrase_end(tokens, clause) > clause
        ):
            return "clause", at
    opens = (
        tag(tokens, behind) in ("CJT", "QUO", "TO0", "AVQ")
        or word(tokens, behind) in ("whether", "what")
        or (word(tokens, behind) in (",", ":") and tag(tokens, behind + 1) in ("QUO", "CJT"))
    )
    if behind > at + 1 and preposition in (
        "to",
        "in",
        "on",
        "at",
        "during",
        "from",
        "with",
        "after",
        "before",
        "by",
        "through",
        "via",
    ):
        nearest = phrase_end(tokens, at + 1)
        if opens and (preposition != "to" or tag(tokens, behind) != "TO0"):
            return "skip", behind
        if not opens and tokens[nearest - 1].low in TIME and behind < len(tokens):
            return "skip", nearest
        if preposition not in PREPOSITION_RATE:
            return "skip", nearest
    return "prep", at


def _after_phrase(tokens: list[Token], at: int, verb: Verb) -> tuple[str, int]:
    behind = phrase_end(tokens, at)
    if behind == at:
        return "end", at
    far = phrase_end(tokens, at, attached=True)
    talks_to = verb.lemma in ADDRESSEE and verb.lemma != "call"
    if tokens[at].low in ("them", "him", "us", "me") and not talks_to:
        return "object", at
    for k in dict.fromkeys((behind, far)):
        if is_finite_next(tokens, k) and verb.rates["clause"] >= 0.4:
            return "clause", at
        following = tag(tokens, k)
        if following == "CJT" or (word(tokens, k) == "that" and talks_to):
            return "object that", k if talks_to else at
        if following == "QUO" or (word(tokens, k) in (",", ":") and tag(tokens, k + 1) == "QUO"):
            if talks_to:
                return "quote", k + (following != "QUO")
            if following == "QUO":
                return "object", at
        if following == "TO0":
            return "object to", k if verb.lemma in ADDRESSEE else at
        if talks_to and (following in ("AVQ", "PNQ", "DTQ") or word(tokens, k) in ("if", "whether")):
            return "wh", k
    if talks_to:
        for k in range(behind, min(len(tokens), behind + 16)):
            if tokens[k].tag in ("CJT", "QUO") and not short_quote(tokens[k]):
                return ("object that" if tokens[k].tag == "CJT" else "quote"), k
            if tokens[k].tag in FINITE or tokens[k].text in ";:" or tokens[k].tag in ("PNQ", "DTQ"):
                break
    if verb.lemma in ("tell", "inform", "assure", "remind"):
        if tag(tokens, behind) in INSIDE or tag(tokens, behind) == "PNP":
            return "clause", behind
        if tokens[behind - 1 if behind == len(tokens) else behind].tag in ("PRP", "AV0"):
            return "skip", behind
        return "end", behind
    if verb.rates["clause"] >= verb.rates["object"]:
        if tag(tokens, behind) in ("AT0", "DPS", "PNP") or verb_ahead(tokens, behind):
            return "clause", at
    return "object", at


def verb_ahead(tokens: list[Token], at: int) -> bool:
    """Whether a finite verb follows within the same clause, over prepositional phrases and participles."""
    for i in range(at, min(len(tokens), at + 14)):
        token = tokens[i]
        if token.tag in FINITE:
            return True
        if token.tag in ("PUN", "CJT", "CJS", "PNQ", "DTQ", "AVQ") or (token.tag == "QUO" and not short_quote(token)):
            return False
    return False
