"""Noun phrases and subjects, read off tagged tokens without a parser."""

from briefer.attribution.cues import listed
from briefer.attribution.words import Token, short_quote

Range = tuple[int, int]
NOUN = frozenset("NN0 NN1 NN2 NP0 CRD ORD PNI ZZ0 PNX UNC".split())
PARTICIPLE = frozenset(("VVN", "VVG"))
LINKS = frozenset("-–/&’'")
INSIDE = NOUN | frozenset("AT0 DPS DT0 AJ0 AJC AJS POS".split())
FINITE = frozenset("VVD VVZ VVB VBD VBZ VBB VHD VHZ VHB VDD VDZ VDB VM0".split())
BE = frozenset("is are was were be been being 's 're get gets got".split())
AUXILIARY = frozenset("VM0 VHD VHZ VHB VHI VHG VBD VBZ VBB VBI VBN VBG VDD VDZ VDB XX0 AV0 TO0".split())
TIME, MODIFIERS = listed("days") | listed("time"), listed("modifiers")
SUBJECTS = frozenset("i he she we they who which it you".split())


def word(tokens: list[Token], at: int) -> str:
    """The lower-case word at an index, "" outside the sentence."""
    return tokens[at].low if 0 <= at < len(tokens) else ""


def tag(tokens: list[Token], at: int) -> str:
    """The tag at an index, "" outside the sentence."""
    return tokens[at].tag if 0 <= at < len(tokens) else ""


def nominal(token: Token) -> bool:
    """Whether a token can be the head of a noun phrase."""
    return token.tag in NOUN or token.tag == "PNP" or short_quote(token)


def phrase_end(tokens: list[Token], at: int, *, attached: bool = False) -> int:
    """The index behind the noun phrase that begins at `at`; `at` itself if none does.

    With `attached`, prepositional phrases behind it count too; those with "of" always do.
    """
    if tag(tokens, at) == "PNP":
        return at + 1
    i, head = at, False
    while i < len(tokens):
        token, following = tokens[i], tag(tokens, i + 1)
        if token.tag in INSIDE or short_quote(token):
            head = head or nominal(token)
            if head and i > at and token.tag in ("AT0", "DPS") and tokens[i - 1].tag in NOUN:
                break  # a second noun phrase: "told the paper the plan"
            i += 1
        elif token.tag == "PRF" or (token.tag == "PRP" and (attached or tag(tokens, i - 1) == "AJ0")):
            behind = phrase_end(tokens, i + 1) if head else i + 1
            if behind == i + 1:
                break
            i = behind
        elif _linked(tokens, i, head) and following in INSIDE:
            i += 1
        else:
            break
    return i if head else at


def _linked(tokens: list[Token], at: int, head: bool) -> bool:
    """Whether a word between nouns belongs to their phrase: "very", "elected", "and", a hyphen."""
    token = tokens[at]
    if token.tag == "AV0" or token.tag in PARTICIPLE:
        return not head
    if token.tag == "CJC":
        return head
    return token.text in LINKS


def phrase_start(tokens: list[Token], last: int) -> int:
    """The index where the noun phrase ending with `last` begins, with its of/for/at phrases and clauses inside it."""
    i = last
    while i > 0 and _belongs(tokens, i):
        i -= 1
    return i


def _belongs(tokens: list[Token], at: int) -> bool:
    """Whether the token before `at` is part of the noun phrase that goes on with it."""
    here, before = tokens[at], tokens[at - 1]
    if here.tag in ("AT0", "DPS") and before.tag in NOUN:
        return False  # "In a statement | the ministry"
    if before.low in TIME and here.tag in INSIDE - {"CRD"}:
        return False  # "On Monday | officials"
    if before.tag in INSIDE or short_quote(before):
        return True
    earlier = tokens[at - 2] if at > 1 else Token(0, 0, "", "")
    if before.tag in PARTICIPLE:  # "the elected mayor", "officials briefed on the talks"
        modifier = earlier.tag in ("", "AT0", "DPS", "AJ0", "AV0", "CRD", "ORD")
        return modifier if here.tag in INSIDE else here.tag in ("PRP", "PRF") and earlier.tag in NOUN
    if before.tag == "AV0":  # "a former aide"
        return here.tag in INSIDE and earlier.tag in ("AT0", "DPS", "DT0")
    if before.tag in ("PRF", "PRP"):
        led = nominal(earlier) or earlier.tag in ("VVN", "AJ0") or earlier.low == "those"
        return before.low in MODIFIERS and led
    if before.low == "but":  # "not X but Y said", "all but Y said"
        return earlier.tag == "PNI" or earlier.low == "all"
    if before.tag == "CJC":
        return nominal(earlier) and earlier.tag != "CRD"
    if before.text == ",":  # "Borsavia, Karstova and Silvenia"
        return here.tag == earlier.tag == "NP0" and any(t.tag == "CJC" for t in tokens[at : at + 4])
    return before.text in LINKS


def subject(tokens: list[Token], behind: int) -> Range | None:
    """The noun phrase that ends right before index `behind`, over an apposition, a relative clause or an insertion."""
    last = behind - 1
    while last >= 0 and (tokens[last].tag in ("AV0", "PNX") or _dated(tokens, last)):
        last -= 1 + _dated(tokens, last)
    if last < 0:
        return None
    token = tokens[last]
    if token.text in (",", ")", "—", "–"):
        opening = "(" if token.text == ")" else token.text
        at = next((i for i in range(last - 1, max(0, last - 40), -1) if tokens[i].text == opening), None)
        if at is None and tag(tokens, last - 1) == "NP0":
            at = last  # a comma that only divides subject and verb
        return None if at is None else subject(tokens, at)
    if token.low in SUBJECTS:
        return last, last + 1
    if not nominal(token) and token.tag not in ("AJ0", "DT0", "POS"):
        return None
    start = phrase_start(tokens, last)
    if tag(tokens, start - 1).startswith("V"):
        clause = range(start - 2, max(0, start - 9), -1)  # "Officials who met Tolk said"
        relative = next((i for i in clause if tokens[i].tag in ("PNQ", "DTQ", "PUN")), None)
        if relative is not None and tokens[relative].tag != "PUN":
            return subject(tokens, relative)
    if tag(tokens, start - 1) == "PRP" and tag(tokens, start - 2) in ("VVD", "VVN"):
        described = subject(tokens, start - 2)  # "A memo sent to donors": the verb follows
        return described and (described[0], last + 1)
    if word(tokens, start - 1) == "as" and word(tokens, start - 2).endswith("ing") and tokens[last].tag == "NP0":
        described = subject(tokens, start - 2)  # "Someone posing as Tolk"
        return (described[0], last + 1) if described else (start, last + 1)
    return _described(tokens, start) or (start, last + 1)


def _described(tokens: list[Token], start: int) -> Range | None:
    """The name before a comma that the phrase beginning at `start` describes: "Mira Tolk, leader of the council"."""
    if word(tokens, start - 1) != "," or tag(tokens, start - 2) != "NP0" or tokens[start - 2].low in TIME:
        return None
    if tokens[start].tag not in ("AT0", "DPS", "AJ0", "NN1", "ORD", "CRD"):
        return None
    found = subject(tokens, start - 1)
    # "In a letter to the Post, the union said", "Asked about Tolk, the mayor said"
    led = any(t.tag in ("PRP", "PRF") or t.tag[:1] == "V" or t.low == "than" for t in _beginning(tokens, found))
    return None if led else found


def _beginning(tokens: list[Token], found: Range | None) -> list[Token]:
    """The first word of a noun phrase and the one before it."""
    return tokens[max(0, found[0] - 1) : found[0] + 1] if found else []


def _dated(tokens: list[Token], at: int) -> bool:
    """Whether "on Monday", "last week" ends here."""
    return tokens[at].low in TIME and word(tokens, at - 1) in ("on", "in", "last", "this", "late", "early")


def main_subject(tokens: list[Token], at: int) -> Range | None:
    """The subject of the nearest clause whose finite verb stands before index `at`."""
    found = (subject(tokens, i) for i in range(at - 1, 0, -1) if tokens[i].tag in FINITE)
    return next(filter(None, found), None)


def first_subject(tokens: list[Token]) -> Range | None:
    """The subject of the first finite verb that has one, outside subordinate clauses in front."""
    for found in (subject(tokens, i) for i, token in enumerate(tokens) if token.tag in FINITE):
        led = _beginning(tokens, found)
        if found and not any(t.tag in ("PNQ", "DTQ", "CJS") or t.low == "that" for t in led):
            return found
    return None


def is_finite_next(tokens: list[Token], at: int) -> bool:
    """Whether a finite verb stands at an index, adverbs before it left out."""
    while tag(tokens, at) == "AV0":
        at += 1
    return tag(tokens, at) in FINITE
