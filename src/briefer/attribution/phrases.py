"""Noun phrases, subjects and what follows a verb, read off tagged tokens without a parser."""

from __future__ import annotations

from briefer.attribution.cues import ADDRESSEE, PREPOSITION_RATE, Verb
from briefer.attribution.words import Token, short_quote

NOUN = frozenset("NN0 NN1 NN2 NP0 CRD ORD PNI ZZ0 PNX UNC".split())
PRONOUN = frozenset("PNP PNQ PNI PNX".split())
INSIDE = NOUN | frozenset("AT0 DPS DT0 AJ0 AJC AJS POS".split())
FINITE = frozenset("VVD VVZ VVB VBD VBZ VBB VHD VHZ VHB VDD VDZ VDB VM0".split())
BE = frozenset("is are was were be been being 's 're get gets got".split())
AUXILIARY = frozenset("VM0 VHD VHZ VHB VHI VHG VBD VBZ VBB VBI VBN VBG VDD VDZ VDB XX0 AV0 TO0".split())
TIME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight earlier later recently "
    "january february march april may june july august september october november december week month year morning "
    "afternoon evening night weekend again afterwards afterward meanwhile since ago before".split()
)
MODIFIERS = frozenset("of for from at by in on to with under against within behind near inside between".split())
SUBJECTS = frozenset("i he she we they who which it you".split())


def word(tokens: list[Token], at: int) -> str:
    """The lower-case word at an index, "" outside the sentence."""
    return tokens[at].low if 0 <= at < len(tokens) else ""


def tag(tokens: list[Token], at: int) -> str:
    """The tag at an index, "" outside the sentence."""
    return tokens[at].tag if 0 <= at < len(tokens) else ""


def nominal(tokens: list[Token], at: int) -> bool:
    """Whether a token can be the head of a noun phrase."""
    token = tokens[at]
    return token.tag in NOUN or token.tag == "PNP" or token.low in ("who", "which", "those", "some", "many", "others", "all", "both", "most", "this", "these", "few", "several") or short_quote(token)


def phrase_end(tokens: list[Token], at: int, *, attached: bool = False) -> int:
    """The index behind the noun phrase that begins at `at`; `at` itself if none does.

    With `attached`, prepositional phrases behind it count too; those with "of" always do.
    """
    i, n, head = at, len(tokens), False
    while i < n:
        token = tokens[i]
        if token.tag == "PNP" and i == at:
            i, head = i + 1, True
            break
        if token.tag in INSIDE or short_quote(token):
            head = head or nominal(tokens, i)
            if head and i > at and token.tag in ("AT0", "DPS") and tokens[i - 1].tag in NOUN:
                break  # a second noun phrase: "told the paper the plan"
            i += 1
        elif token.tag == "AV0" and not head and tag(tokens, i + 1) in INSIDE:
            i += 1
        elif token.tag in ("VVN", "VVG") and not head and tag(tokens, i + 1) in INSIDE | {"CJC"}:
            i += 1
        elif token.tag == "CJC" and token.low in ("and", "or") and head and tag(tokens, i + 1) in INSIDE:
            i += 1
        elif token.text in ("-", "–", "/", "&", "’", "'") and i + 1 < n and tokens[i + 1].tag in INSIDE and token.start == tokens[i - 1].end:
            i += 1
        elif head and (token.tag == "PRF" or (attached and token.tag == "PRP")) and i + 1 < n:
            behind = phrase_end(tokens, i + 1)
            if behind == i + 1:
                break
            i = behind
        else:
            break
    return i if head else at


def phrase_start(tokens: list[Token], last: int, first: int = 0) -> int:
    """The index where the noun phrase ending with `last` begins, with its of/for/at phrases and clauses inside it."""
    i = last
    while i > first:
        before = tokens[i - 1]
        here = tokens[i]
        if before.low == "that" and (here.tag in ("NN2", "AT0", "DPS", "NP0", "DT0") or i - 1 == first):
            break
        if before.tag in INSIDE or short_quote(before):
            if here.tag in ("AT0", "DPS") and before.tag in NOUN | {"PNP"}:
                break  # "In a statement | the ministry"
            if before.low in TIME and (before.text[0].isupper() or here.tag == "NP0") and here.tag in INSIDE - {"CRD"}:
                break  # "On Monday | officials"
            i -= 1
        elif before.tag in ("PRF", "PRP") and before.low in MODIFIERS and i - 1 > first and (nominal(tokens, i - 2) or tokens[i - 2].tag in ("VVN", "AJ0")):
            i -= 1
        elif before.tag == "CJC" and before.low in ("and", "or", "&") and i - 1 > first and nominal(tokens, i - 2):
            i -= 1
        elif before.tag in ("VVN", "VVG", "AV0") and here.tag in INSIDE | {"PRP"} and i - 1 >= first and _modifies(tokens, i - 1, first):
            i -= 1
        elif before.text in ("-", "–", "/", "&", "’", "'") and i - 1 > first and tokens[i - 2].tag in INSIDE:
            i -= 1
        else:
            break
    return _trimmed(tokens, i, last, first)


def _modifies(tokens: list[Token], at: int, first: int) -> bool:
    """Whether a participle belongs to the noun phrase: "the newly elected mayor", "officials briefed on the talks"."""
    here, before = tokens[at], tokens[at - 1] if at > first else None
    if before is None:
        return here.tag == "VVN"
    if here.tag == "AV0":
        return before.tag in ("AT0", "DPS", "DT0") or (at == first)
    if before.tag in ("AT0", "DPS", "AJ0", "AV0", "CRD", "ORD"):
        return True
    return here.tag in ("VVN", "VVG") and before.tag in NOUN and tag(tokens, at + 1) in ("PRP", "PRF")


def _trimmed(tokens: list[Token], start: int, last: int, first: int) -> int:
    """Leaves out an adverbial in front, and an object that is joined to the subject by "and"."""
    i = start
    while i < last and (tokens[i].tag in ("CJC", "CJS", "AV0", "PUN", "POS", "PRF") or tokens[i].text in "-–'’"):
        i += 1
    before = tokens[start - 1].tag if start > first else ""
    if before.startswith("V") or before in ("TO0",):
        for at in range(last - 1, i, -1):
            if tokens[at].tag == "CJC":
                return at + 1
    return i


def subject(tokens: list[Token], behind: int, first: int = 0) -> tuple[int, int] | None:
    """The noun phrase that ends right before index `behind`, as a half-open range: over an apposition, a relative clause
    or an insertion between commas. None if there is none."""
    last = behind - 1
    while last >= first and (tokens[last].tag in ("AV0", "PNX") or tokens[last].low == "first" or _dated(tokens, last)):
        last -= 1 + _dated(tokens, last)
    if last < first:
        return None
    if tokens[last].text in (",", ")", "—", "–"):
        opening = "(" if tokens[last].text == ")" else tokens[last].text
        at = last - 1
        while at >= first and tokens[at].text != opening and last - at < 40:
            at -= 1
        if at <= first or tokens[at].text != opening:
            return None
        return subject(tokens, at, first)
    token = tokens[last]
    if token.low in SUBJECTS:
        return last, last + 1
    if token.low == "that" and last > first and tokens[last - 1].tag in NOUN:
        return last, last + 1
    if not nominal(tokens, last) and not (token.tag in ("AJ0", "DT0", "POS") or short_quote(token)):
        return None
    start = phrase_start(tokens, last, first)
    if start > first and tokens[start - 1].tag in FINITE:
        relative = _relative(tokens, start - 1, first)
        if relative is not None:
            return subject(tokens, relative, first)
    if start - 1 > first and tokens[start - 1].text == "," and tokens[start - 2].tag == "NP0":
        if _is_apposition(tokens, start, last) and tokens[start - 2].low not in TIME:
            named = subject(tokens, start - 1, first)
            if named and tag(tokens, named[0] - 1) not in ("PRP", "PRF"):
                return named
    return start, last + 1


def _dated(tokens: list[Token], at: int) -> bool:
    """Whether "on Monday", "last week" ends here."""
    return tokens[at].low in TIME and word(tokens, at - 1) in ("on", "last", "this", "late", "early")


def _relative(tokens: list[Token], verb: int, first: int) -> int | None:
    """The index of the relative pronoun whose clause the verb belongs to."""
    for at in range(verb - 1, max(first, verb - 8) - 1, -1):
        if tokens[at].tag in ("PNQ", "DTQ") or (tokens[at].low == "that" and at > first and tokens[at - 1].tag in NOUN):
            return at
        if tokens[at].tag == "PUN":
            return None
    return None


def _is_apposition(tokens: list[Token], start: int, last: int) -> bool:
    """Whether a phrase behind a name and a comma describes the name, by its first word or its missing article."""
    return tokens[start].tag in ("AT0", "DPS", "AJ0", "NN1", "ORD", "CRD") or tokens[start].low in ("chief", "former")


def main_subject(tokens: list[Token], at: int, first: int = 0) -> tuple[int, int] | None:
    """The subject of the nearest clause whose finite verb stands before index `at`."""
    i = at - 1
    while i >= first:
        if tokens[i].tag in FINITE:
            start = i
            while start > first and tokens[start - 1].tag in AUXILIARY and tokens[start - 1].tag != "TO0":
                start -= 1
            found = subject(tokens, start, first)
            if found:
                return found
            i = start
        i -= 1
    return None


def first_subject(tokens: list[Token]) -> tuple[int, int] | None:
    """The subject of the first finite verb that has one, outside subordinate clauses in front."""
    for i, token in enumerate(tokens):
        if token.tag in FINITE and not (i and tokens[i - 1].tag in FINITE):
            found = subject(tokens, i)
            led = tokens[max(0, found[0] - 1) : found[0] + 1] if found else []
            if found and not any(t.tag in ("PNQ", "DTQ", "CJS") or t.low == "that" for t in led):
                return found
    return None


def following_subject(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """The subject of the first finite verb behind index `at`."""
    for i in range(at + 1, len(tokens)):
        if tokens[i].tag in FINITE:
            return subject(tokens, i, at + 1)
    return None


def is_finite_next(tokens: list[Token], at: int) -> bool:
    """Whether a finite verb stands at an index, adverbs before it left out."""
    while tag(tokens, at) == "AV0":
        at += 1
    return tag(tokens, at) in FINITE


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
        if here.text == "," and tag(tokens, i + 1) in ("PRP", "AV0", "VVG") :
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
        if here.low == "that" and (here.tag == "CJT" and word(tokens, i + 1) == "," or here.tag in ("CJT", "DT0") and not is_finite_next(tokens, i + 1) and tag(tokens, i + 1) not in ("PRF", "PUN", "")):
            return "that", i
        if here.tag == "TO0":
            return "to", i
        if here.tag in ("AVQ", "PNQ", "DTQ") or here.low in ("whether", "if", "how", "why", "what"):
            return "wh", i
        if (here.tag == "VVG" and tag(tokens, i + 1) not in NOUN) or here.tag in ("VBG", "VHG"):
            return ("clause" if _verb_ahead(tokens, i + 1) else "gerund"), i
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
        if tag(tokens, clause) not in ("CJT", "QUO", "TO0") and is_finite_next(tokens, phrase_end(tokens, clause)) and phrase_end(tokens, clause) > clause:
            return "clause", at
    opens = tag(tokens, behind) in ("CJT", "QUO", "TO0", "AVQ", "PNQ", "DTQ") or word(tokens, behind) == "whether" or (
        word(tokens, behind) in (",", ":") and tag(tokens, behind + 1) in ("QUO", "CJT")
    )
    if behind > at + 1 and preposition in ("to", "in", "on", "at", "during", "from", "with", "after", "before", "by", "through", "via"):
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
    talks_to = verb.lemma in ADDRESSEE
    if tokens[at].low in ("them", "him", "us", "me") and not talks_to:
        return "object", at
    for k in dict.fromkeys((behind, far)):
        if is_finite_next(tokens, k) and tag(tokens, k) != "":
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
            return "object to", k if talks_to else at
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
        if tag(tokens, behind) in ("AT0", "DPS", "PNP") or _verb_ahead(tokens, behind):
            return "clause", at
    return "object", at


def _verb_ahead(tokens: list[Token], at: int) -> bool:
    """Whether a finite verb follows within the same clause, over prepositional phrases and participles."""
    for i in range(at, min(len(tokens), at + 14)):
        token = tokens[i]
        if token.tag in FINITE:
            return True
        if token.tag in ("PUN", "CJT", "CJS", "PNQ", "DTQ", "AVQ") or (token.tag == "QUO" and not short_quote(token)):
            return False
    return False
