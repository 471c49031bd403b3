"""Noun phrases and subjects, read off tagged tokens without a parser."""

from __future__ import annotations

from briefer.attribution.words import Token, short_quote

Range = tuple[int, int]
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
    return (
        token.tag in NOUN
        or token.tag == "PNP"
        or token.low
        in ("who", "which", "those", "some", "many", "others", "all", "both", "most", "this", "these", "few", "several")
        or short_quote(token)
    )


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
        elif (
            (token.tag == "AV0" and not head and tag(tokens, i + 1) in INSIDE)
            or (token.tag in ("VVN", "VVG") and not head and tag(tokens, i + 1) in INSIDE | {"CJC"})
            or (token.tag == "CJC" and token.low in ("and", "or") and head and tag(tokens, i + 1) in INSIDE)
            or (
                token.text in ("-", "–", "/", "&", "’", "'")
                and i + 1 < n
                and tokens[i + 1].tag in INSIDE
                and token.start == tokens[i - 1].end
            )
        ):
            i += 1
        elif head and (token.tag == "PRF" or (token.tag == "PRP" and (attached or tokens[i - 1].tag == "AJ0"))) and i + 1 < n:
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
        elif (
            (
                before.tag in ("PRF", "PRP")
                and before.low in MODIFIERS
                and i - 1 > first
                and (nominal(tokens, i - 2) or tokens[i - 2].tag in ("VVN", "AJ0"))
            )
            or (
                before.tag == "CJC"
                and i - 1 > first
                and nominal(tokens, i - 2)
                and tokens[i - 2].tag != "CRD"
                and before.low in ("and", "or", "&")
            )
            or (
                before.tag in ("VVN", "VVG", "AV0")
                and here.tag in INSIDE | {"PRP"}
                and i - 1 >= first
                and _modifies(tokens, i - 1, first)
            )
            or (before.text in ("-", "–", "/", "&", "’", "'") and i - 1 > first and tokens[i - 2].tag in INSIDE)
        ):
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
            return (
                subject(tokens, last, first)
                if tokens[last].text == "," and last > first and tokens[last - 1].tag == "NP0"
                else None
            )
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
        if _is_apposition(tokens, start) and tokens[start - 2].low not in TIME:
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


def _is_apposition(tokens: list[Token], start: int) -> bool:
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
