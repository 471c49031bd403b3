"""What follows a verb: the frame in which the lexicon says whether it is a cue."""

from __future__ import annotations

from briefer.attribution.cues import ADDRESSEE, PREPOSITION_RATE, Verb
from briefer.attribution.phrases import FINITE, INSIDE, NOUN, TIME, is_finite_next, phrase_end, tag, word
from briefer.attribution.words import Token, short_quote

CIRCUMSTANCE = frozenset("to in on at during from with after before by through via".split())


def complement(tokens: list[Token], cue: int, verb: Verb) -> tuple[str, int]:
    """What follows a verb: the frame of the lexicon, and the index where its content begins.

    One addressee, time or place between them is left out.
    """
    i, stepped = cue + 1, False
    if word(tokens, i) == "so":
        return "end", i
    for _ in range(4):
        i = _past_fillers(tokens, i)
        found = _marked(tokens, i, verb) if i < len(tokens) else ("end", i)
        if found is not None:
            return found
        led = tokens[i].tag in ("PRP", "PRF") or tokens[i].low == "as"
        frame, at = _after_preposition(tokens, i, verb) if led else _after_phrase(tokens, i, verb)
        if frame != "skip":
            return ("end" if stepped and frame == "object" else frame), at
        i, stepped = at, stepped or led
    return "end", i


def _past_fillers(tokens: list[Token], at: int) -> int:
    """The index behind adverbs, days, and an insertion between commas or dashes that "that" or a quotation follows."""
    while at < len(tokens):
        here, following = tokens[at], word(tokens, at + 1)
        if (
            (here.tag in ("AV0", "AVP", "XX0", "PNX") and here.low not in ("there", "that"))
            or here.low in TIME - {"may", "march"}
            or (here.low in ("last", "this", "next", "late") and following in TIME)
        ):
            at += 1
        elif here.text in ("—", "–") or (here.text == "," and tag(tokens, at + 1) in ("PRP", "AV0", "VVG", "CJS")):
            ends = (k for k in range(at + 2, min(len(tokens), at + 14)) if tokens[k].text == here.text)
            behind = next(ends, 0) + 1
            if behind == 1 or not (tag(tokens, behind) in ("QUO", "CJT") or word(tokens, behind) == "that"):
                return at
            at = behind
        else:
            return at
    return at


def _marked(tokens: list[Token], at: int, verb: Verb) -> tuple[str, int] | None:
    """The frame that the next word alone shows; None where a phrase has to be read."""
    here, following = tokens[at], tag(tokens, at + 1)
    if here.text in (",", ":") and (following == "QUO" or (here.text == ":" and following)):
        return "quote", at + 1
    if here.tag == "PUN":
        return "end", at
    if here.tag == "QUO" and not short_quote(here):
        return "quote", at
    if here.low == "that" and _introduces(tokens, at):
        return "that", at
    if here.tag == "TO0":
        return "to", at
    if here.tag in ("AVQ", "PNQ", "DTQ") or here.low in ("whether", "if", "how", "why", "what"):
        return "wh", at
    if (here.tag == "VVG" and following not in NOUN) or here.tag in ("VBG", "VHG"):
        return ("clause" if verb_ahead(tokens, at + 1) else "gerund"), at
    if here.tag == "EX0":
        return "clause", at
    if here.tag == "CJS" and here.low != "as":
        return ("clause" if verb.lemma in ("say", "believe", "think") else "end"), at
    return None


def _introduces(tokens: list[Token], at: int) -> bool:
    """Whether "that" opens a clause, and is no pronoun."""
    if tokens[at].tag == "CJT" and word(tokens, at + 1) == ",":
        return True
    pronoun = is_finite_next(tokens, at + 1) or tag(tokens, at + 1) in ("PRF", "PUN", "")
    return tokens[at].tag in ("CJT", "DT0") and not pronoun


def _after_preposition(tokens: list[Token], at: int, verb: Verb) -> tuple[str, int]:
    """The frame behind a preposition; "skip" and where to go on if its phrase tells the addressee, time or place."""
    preposition = tokens[at].low
    behind = phrase_end(tokens, at + 1, attached=True)
    following = behind + (word(tokens, behind) in (",", ":"))
    opens = tag(tokens, following) in ("CJT", "QUO")
    opens = opens or tag(tokens, behind) in ("TO0", "AVQ") or word(tokens, behind) in ("whether", "what")
    if behind > at + 1 and verb.rates["clause"] > 0.6 and preposition not in ("to", "of", "about", "as") and not opens:
        clause = behind + (word(tokens, behind) == ",")
        if is_finite_next(tokens, phrase_end(tokens, clause)) and phrase_end(tokens, clause) > clause:
            return "clause", clause if tokens[behind - 1].low in TIME else at
    if behind == at + 1 or preposition not in CIRCUMSTANCE:
        return "prep", at
    nearest = phrase_end(tokens, at + 1)
    if opens and (preposition != "to" or tag(tokens, behind) != "TO0"):
        return "skip", behind
    dated = not opens and tokens[nearest - 1].low in TIME and behind < len(tokens)
    return ("skip", nearest) if dated or preposition not in PREPOSITION_RATE else ("prep", at)


def _after_phrase(tokens: list[Token], at: int, verb: Verb) -> tuple[str, int]:
    """The frame behind a noun phrase: it is the subject of a clause, an addressee, or the object."""
    behind = phrase_end(tokens, at)
    if behind == at:
        return "end", at
    talks_to = verb.lemma in ADDRESSEE and verb.lemma != "call"
    if tokens[at].low in ("them", "him", "us", "me") and not talks_to:
        return "object", at
    for k in dict.fromkeys((behind, phrase_end(tokens, at, attached=True))):
        following = tag(tokens, k)
        if is_finite_next(tokens, k) and verb.rates["clause"] >= 0.4:
            return "clause", at
        if following == "CJT" and not talks_to:
            return "object that", at
        if following == "QUO" and not talks_to:
            return "object", at
        if following == "TO0":
            return "object to", k if verb.lemma in ADDRESSEE else at
    if talks_to:
        found = _told(tokens, behind)
        if found is not None:
            return found
    if verb.lemma in ("tell", "inform", "assure", "remind"):
        if tag(tokens, behind) in INSIDE or tag(tokens, behind) == "PNP":
            return "clause", behind
        return ("skip" if tag(tokens, behind) in ("PRP", "AV0") else "end"), behind
    takes_clause = verb.rates["clause"] >= verb.rates["object"]
    if takes_clause and (tag(tokens, behind) in ("AT0", "DPS", "PNP") or verb_ahead(tokens, behind)):
        return "clause", at
    return "object", at


def _told(tokens: list[Token], addressee: int) -> tuple[str, int] | None:
    """What an addressee was told: the next "that", question or quotation, over appositions, times and places."""
    for k in range(addressee, min(len(tokens), addressee + 16)):
        token = tokens[k]
        if token.tag == "CJT" or (token.low == "that" and k == addressee):
            return "object that", k
        if token.tag == "QUO" and not short_quote(token):
            return "quote", k
        if k == addressee and (token.tag in ("AVQ", "PNQ", "DTQ") or token.low in ("if", "whether")):
            return "wh", k
        if token.tag in FINITE or token.text == ";" or token.tag in ("PNQ", "DTQ"):
            return None
    return None


def verb_ahead(tokens: list[Token], at: int) -> bool:
    """Whether a finite verb follows within the same clause, over prepositional phrases and participles."""
    for i in range(at, min(len(tokens), at + 14)):
        token = tokens[i]
        if token.tag in FINITE:
            return tag(tokens, i - 1) != "CJC"  # "and urged": the verb of the subject before
        if token.tag in ("PUN", "CJT", "CJS", "PNQ", "DTQ", "AVQ") or (token.tag == "QUO" and not short_quote(token)):
            return False
    return False
