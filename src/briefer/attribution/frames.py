"""What follows a cue: the frame in which the lexicon says whether it is one, and where the content begins and ends."""

from briefer.attribution.cues import ADDRESSEE, PREPOSITION_RATE, Verb, lexicon
from briefer.attribution.phrases import AUXILIARY, FINITE, INSIDE, TIME, is_finite_next, phrase_end, tag, word
from briefer.attribution.words import Token, short_quote

LOOSE = frozenset(("object", "prep", "to", "object to", "gerund"))
"""Frames without a finite verb: what follows them is the reporter's again at the first comma, "and" or "after"."""
CUTTING = frozenset(("after", "while", "because", "since", "when", "as"))
REMARKS = frozenset(("however", "though", "something", "a", "an"))
CLAUSAL = frozenset(("that", "clause", "quote", "object that", "wh"))
SURE = 0.7  # the rate from which a verb behind "and" or "while" begins another statement


def complement(tokens: list[Token], cue: int, verb: Verb) -> tuple[str, int]:
    """What follows a verb: the frame of the lexicon, and the index where its content begins.

    One addressee, time or place between them is left out.
    """
    i = cue + 1
    for _ in range(4):
        i = _past_fillers(tokens, i)
        found = _marked(tokens, i) if i < len(tokens) else ("end", i)
        if found is not None:
            return found
        led = tokens[i].tag in ("PRP", "PRF") or tokens[i].low == "as"
        frame, at = _after_preposition(tokens, i, verb) if led else _after_phrase(tokens, i, verb)
        if frame != "skip":
            return frame, at
        i = at
    return "end", i


def _past_fillers(tokens: list[Token], at: int) -> int:
    """The index behind adverbs, days, and an insertion between commas or dashes that "that" or a quotation follows."""
    while at < len(tokens):
        here, following = tokens[at], word(tokens, at + 1)
        dated = here.low in TIME or (following in TIME and here.tag in ("ORD", "DT0", "AJ0"))
        if here.tag in ("AV0", "AVP", "XX0", "PNX") or dated:
            at += 1
        elif here.text in (",", "—", "–"):
            ends = (k for k in range(at + 2, min(len(tokens), at + 14)) if tokens[k].text == here.text)
            behind = next(ends, 0) + 1
            if behind == 1 or tag(tokens, behind) not in ("QUO", "CJT"):
                return at
            at = behind
        else:
            return at
    return at


def _marked(tokens: list[Token], at: int) -> tuple[str, int] | None:
    """The frame that the next word alone shows; None where a phrase has to be read."""
    here, following = tokens[at], tag(tokens, at + 1)
    if here.text in (",", ":") and following == "QUO":
        return "quote", at + 1
    if here.tag == "QUO" and not short_quote(here):
        return "quote", at
    if here.low == "that":
        return "that", at
    if here.tag == "TO0":
        return "to", at
    if here.tag in ("AVQ", "PNQ", "DTQ"):
        return "wh", at
    return ("clause", at) if here.tag == "EX0" or (here.tag == "CJS" and here.low != "as") else None


def _after_preposition(tokens: list[Token], at: int, verb: Verb) -> tuple[str, int]:
    """The frame behind a preposition; "skip" and where to go on if its phrase tells the addressee, time or place."""
    preposition = tokens[at].low
    behind = phrase_end(tokens, at + 1, attached=True)
    following = behind + (word(tokens, behind) in (",", ":"))
    opens = tag(tokens, following) in ("CJT", "QUO") or tag(tokens, behind) in ("TO0", "AVQ")
    if tag(tokens, behind) == "TO0":
        return "object to", behind  # "called on the council to resign"
    if verb.rates["clause"] > 0.6 and not opens:
        clause = behind + (word(tokens, behind) == ",")
        if is_finite_next(tokens, phrase_end(tokens, clause)) and phrase_end(tokens, clause) > clause:
            return "clause", clause if tokens[behind - 1].low in TIME else at
    skipped = opens or tokens[behind - 1].low in TIME or preposition not in PREPOSITION_RATE
    return ("skip", behind) if skipped else ("prep", at)


def _after_phrase(tokens: list[Token], at: int, verb: Verb) -> tuple[str, int]:
    """The frame behind a noun phrase: it is the subject of a clause, an addressee, or the object."""
    behind = phrase_end(tokens, at)
    if behind == at:
        return "end", at
    talks_to, far = verb.lemma in ADDRESSEE, phrase_end(tokens, at, attached=True)
    if is_finite_next(tokens, far) and verb.rates["clause"] >= 0.4:
        return "clause", at
    if tag(tokens, far) == "CJT" and not talks_to:
        return "object that", at
    if tag(tokens, far + (tag(tokens, far) == "XX0")) == "TO0":
        return "object to", far if talks_to else at
    if talks_to:
        clause = tag(tokens, behind) in INSIDE or tag(tokens, behind) == "PNP"
        return _told(tokens, behind) or ("clause" if clause else "end", behind)
    takes_clause = verb.rates["clause"] >= verb.rates["object"]
    if takes_clause and (tag(tokens, behind) in ("AT0", "DPS", "PNP") or verb_ahead(tokens, behind)):
        return "clause", at
    return "object", at


def _told(tokens: list[Token], addressee: int) -> tuple[str, int] | None:
    """What an addressee was told: the next "that", question or quotation, over appositions, times and places."""
    for k in range(addressee, min(len(tokens), addressee + 16)):
        if tokens[k].tag == "CJT":
            return "object that", k
        if tokens[k].tag == "QUO" and not short_quote(tokens[k]):
            return "quote", k
        if k == addressee and tokens[k].tag in ("AVQ", "PNQ", "DTQ"):
            return "wh", k
        if tokens[k].tag in FINITE:
            return None
    return None


def verb_ahead(tokens: list[Token], at: int) -> bool:
    """Whether a finite verb follows within the same clause, over prepositional phrases and participles."""
    ends = FINITE | {"PUN", "CJT", "CJS", "PNQ", "DTQ", "AVQ", "QUO"}
    return next((t.tag for t in tokens[at : at + 14] if t.tag in ends), "") in FINITE


def content_end(tokens: list[Token], start: int, frame: str, *, inserted: bool = False) -> int:
    """The index behind the last token of a content that begins at `start`: with the statement, not with the sentence.

    Where the cue's clause is inserted, the content ends with it, at the comma before the main clause goes on.
    """
    end = len(tokens)
    for i in range(start + 1, len(tokens)):
        token, inner = tokens[i], tokens[i - 1].tag == "QUO" and tokens[i - 1].text.endswith(",")
        if token.text == ",":
            ends = _another(tokens, i + 1) or (inserted and _clause_within(tokens, i + 1))
        elif token.tag == "CJC" and tag(tokens, i + 1) in ("VVD", "VVZ", "VVN"):
            ends = _another(tokens, i)  # "said A and claimed B"
        else:
            ends = token.text == ";" or (inner and _another(tokens, i))
        if ends or (frame in LOOSE | {"wh"} and _loosely(tokens, i)):
            end = i
            break
    while end > start + 1 and tokens[end - 1].tag == "PUN" and tokens[end - 1].text not in ")]":
        end -= 1
    return end


def _another(tokens: list[Token], at: int) -> bool:
    """Whether behind a comma another statement begins.

    "according to", a saying participle, "with officials warning", "and X said", "while X, who left, says".
    """
    behind = phrase_end(tokens, at + 1) if word(tokens, at) in ("with", "and") else at
    participle = lexicon().get(word(tokens, behind)) if tag(tokens, behind) == "VVG" else None
    if word(tokens, at) == "according" or (participle and participle[0].kind in "st"):
        return True
    verb = _main_verb(tokens, at + 1) if tag(tokens, at) in ("CJC", "CJS") else at
    entry = lexicon().get(word(tokens, verb))
    if verb == at or entry is None:
        return False
    return entry[0].rates[complement(tokens, verb, entry[0])[0]] >= SURE


def _main_verb(tokens: list[Token], at: int) -> int:
    """The verb of a clause that begins here, over appositions and auxiliaries; `at` itself if none is near."""
    for i in range(at, min(len(tokens), at + 16)):
        if tokens[i].tag in ("CJT", "CJS", "QUO", "TO0"):
            break
        if (tokens[i].tag in FINITE or tokens[i].tag == "VVI") and word(tokens, i + 1) != "by":
            while tag(tokens, i) in AUXILIARY:
                i += 1
            return i
    return at


def _loosely(tokens: list[Token], at: int) -> bool:
    """Whether a content without a finite verb ends here: at "and" with a verb, "after", a remark behind a comma."""
    here, behind = tokens[at], tag(tokens, at + 1)
    if here.text == ",":
        if behind == "CJC":
            return _clause_within(tokens, at + 2)
        return behind in ("VVG", "VVN", "PNQ", "DTQ", "CJS") or word(tokens, at + 1) in REMARKS
    if here.tag == "CJC":
        return is_finite_next(tokens, at + 1)
    return here.low in CUTTING and here.tag != "AV0" and (here.low != "as" or _clause_within(tokens, at + 1))


def _clause_within(tokens: list[Token], at: int) -> bool:
    """Whether a noun phrase and its finite verb follow."""
    return is_finite_next(tokens, phrase_end(tokens, at))
