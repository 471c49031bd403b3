"""Attributed statements in one sentence: which cue, whose it is, where its content begins and ends."""

from collections.abc import Callable

from briefer.attribution.cues import ADJECTIVES, PREPOSITION_RATE, SAYING, nouns
from briefer.attribution.following import according, postposed
from briefer.attribution.frames import CLAUSAL, complement, content_end
from briefer.attribution.phrases import (
    AUXILIARY,
    BE,
    FINITE,
    TIME,
    Range,
    is_finite_next,
    main_subject,
    phrase_end,
    subject,
    tag,
    word,
)  # fmt: skip
from briefer.attribution.verbs import Cue, Statement, taken, verb_cues
from briefer.attribution.words import Token

ACCEPT = 0.4  # a cue in a frame counts from this rate on; below it the annotators of PolNeAR saw none in most cases
OPENING = frozenset("after before since when while once because although though until".split())
QUOTING = frozenset("quoted quotes cited cites reported".split())
JUDGING = frozenset("as for of over about".split())
CLEAR = ("clear", "plain")  # "made it plain that"
GOVERNED = frozenset("of for about on against".split())
IsOutlet = Callable[[list[Token], Range], bool]


def statements(tokens: list[Token], is_outlet: IsOutlet) -> list[Statement]:
    """All statements of a sentence, none inside another's content unless that one only relays it."""
    cues = verb_cues(tokens)
    found: list[Statement] = []
    for cue in cues:
        behind = postposed(tokens, cue, found)
        if behind and _quotes(tokens, cue.at):  # "A," X quoted Y as saying
            saying = next(i for i in range(cue.at + 1, len(tokens)) if tokens[i].low == "as")
            behind.source, behind.relays = _quoted_as(tokens, saying)
        found += _marked(tokens, behind, is_outlet)
    found += according(tokens, found)
    for cue in cues:
        if not taken(found, cue.at) and not _quotes(tokens, cue.at):
            found += _marked(tokens, _preposed(tokens, cue, found), is_outlet)
    for at in range(len(tokens) - 1):
        if not taken(found, at):
            found += [s for s in (_noun(tokens, at), _adjective(tokens, at)) if s]
    outer = [(a, b) for s in found if not s.relay for a, b in s.content]
    return sorted((s for s in found if s.relay or not any(a <= s.cue[0] < b for a, b in outer)), key=lambda s: s.cue)


def _marked(tokens: list[Token], statement: Statement | None, is_outlet: IsOutlet) -> list[Statement]:
    """The statement, if there is one, marked where an outlet makes it."""
    if statement and statement.source is not None and statement.frame in ("that", "clause"):
        statement.relay = is_outlet(tokens, statement.source)
    return [statement] if statement else []


def announced(tokens: list[Token], local: list[Statement]) -> Statement | None:
    """The cue at the end of "She wrote:", whose content is the next paragraph."""
    if tokens[-1].text not in (":", ","):
        return None
    for cue in reversed(verb_cues(tokens)):
        if cue.verb.lemma in SAYING:
            return Statement(tokens, cue.place, [], _source(tokens, cue, local), "s", "quote", cue.verb.lemma)
    return None


def _preposed(tokens: list[Token], cue: Cue, found: list[Statement]) -> Statement | None:
    """The statement of a verb in front of its content, if the lexicon accepts it in the frame it stands in."""
    if cue.form == "VVN" and (cue.passive or not _perfect(tokens, cue)):
        return _passive(tokens, cue)
    frame, start = complement(tokens, cue.at, cue.verb)
    if is_finite_next(tokens, cue.at + 1):
        return _parenthesis(tokens, cue)
    if frame == "end" or _rate(tokens, cue, frame, start) < ACCEPT:
        return None
    if frame == "object" and cue.verb.rates["clause"] >= 0.9:
        if not any(t.tag in FINITE or t.tag == "QUO" for t in tokens[start:]):
            return None
        frame = "clause"  # the law, which took effect in May, is bad
    if cue.first == 0:
        return None
    source, relays = _source(tokens, cue, found), list[Range]()
    if word(tokens, cue.at - 1) == "as":
        source, relays = _quoted_as(tokens, cue.at - 1)
    end = content_end(tokens, start, frame, inserted=_inserted(tokens, cue))
    if word(tokens, cue.first - 1) in ("who", "which", "that"):
        end = _before_main_verb(tokens, start, end, frame)
    content = [(start, end)]
    if cue.verb.kind == "p":  # "The vote seems to be lost": nobody's words, and the subject is part of them
        if source is None or not (frame == "to" or tokens[start].tag in ("AJ0", "AJC", "VVN")):
            return None
        content, source = [source, (start, end)], None
    return Statement(tokens, cue.place, content, source, cue.verb.kind, frame, cue.verb.lemma, relays=relays)


def _parenthesis(tokens: list[Token], cue: Cue) -> Statement | None:
    """The statement of "a link which she said had been cut": "which" and the verb with what follows."""
    source, behind = subject(tokens, cue.first), cue.at + 1
    if source is None or tag(tokens, source[0] - 1) not in ("DTQ", "PNQ", "CJT"):
        return None
    end = _before_main_verb(tokens, behind, content_end(tokens, behind, "clause", inserted=True), "object")
    content = [(source[0] - 1, source[0]), (behind, end)]
    return Statement(tokens, cue.place, content, source, cue.verb.kind, "clause", cue.verb.lemma)


def _before_main_verb(tokens: list[Token], start: int, end: int, frame: str) -> int:
    """Where a content ends at the latest, if its cue belongs to the subject of a verb that follows."""
    verbs = [i for i in range(start + 1, end) if tokens[i].tag in FINITE]
    subordinate = ("PNQ", "DTQ", "AVQ", "CJS", "CJC", "CJT")
    main = [
        i for i in verbs if not any(t.tag in subordinate or t.text == "," for t in tokens[max(start + 1, i - 6) : i])
    ]
    own = frame in CLAUSAL  # the clause has a verb itself
    return main[own] if len(main) > own else end


def _rate(tokens: list[Token], cue: Cue, frame: str, start: int) -> float:
    """How likely the verb is a cue here."""
    preposition = PREPOSITION_RATE.get(word(tokens, start), 0.3) if frame == "prep" else 1.0
    return cue.verb.rates[frame] * cue.factor * preposition


def _inserted(tokens: list[Token], cue: Cue) -> bool:
    """Whether the cue's clause hangs in front of the main clause or between its subject and verb."""
    if any(t.low in OPENING for t in tokens[: min(cue.first, 4)]):
        return True  # "Hours after Orr agreed to go, "
    loose = cue.form in ("VVG", "VVN") and not _perfect(tokens, cue)
    return loose or word(tokens, cue.first - 1) in ("who", "which")


def _perfect(tokens: list[Token], cue: Cue) -> bool:
    return any(t.tag.startswith("VH") for t in tokens[cue.first : cue.at])


def _passive(tokens: list[Token], cue: Cue) -> Statement | None:
    """The statement of "X is expected to A", "A was reported by X", "it was announced that A"."""
    frame, start = complement(tokens, cue.at, cue.verb)
    by = _by_phrase(tokens, cue.at + 1)
    if by and cue.passive and frame == "clause":
        frame = "object"  # "was rejected by the board over fears it would fail"
    if (cue.verb.rates["object"] * cue.factor if by else _rate(tokens, cue, frame, start)) < ACCEPT:
        return None
    content, led = list[Range](), cue.passive or by is not None
    if led or word(tokens, cue.first - 1) != ",":
        head = subject(tokens, cue.first - (word(tokens, cue.first - 1) == ","))
        content += [head] if head and frame not in ("that", "clause") else []
    preposition = word(tokens, start) if frame == "prep" else ""
    if frame in ("that", "to", "clause", "wh") or preposition in (JUDGING if led else ("about",)):
        content.append((start, content_end(tokens, start, frame, inserted=_inserted(tokens, cue))))
    elif by is None:
        return None
    return Statement(tokens, cue.place, content, by, cue.verb.kind, frame, cue.verb.lemma) if content else None


def _by_phrase(tokens: list[Token], at: int) -> Range | None:
    """The doer in a passive: the noun phrase behind the next "by"."""
    by = next((i + 1 for i in range(at, min(len(tokens), at + 8)) if tokens[i].low == "by"), at)
    behind = phrase_end(tokens, by)
    return (by, behind) if at < by < behind and tokens[by].low not in TIME else None


def _source(tokens: list[Token], cue: Cue, found: list[Statement]) -> Range | None:
    """The noun phrase whose statement it is: the cue's subject, that of an earlier cue, or that of the main clause."""
    loose = tag(tokens, cue.first) == "TO0" or (cue.form == "VVG" and word(tokens, cue.first - 1) == ",")
    direct = None if loose else subject(tokens, cue.first)
    if direct is not None:
        return direct
    earlier = [s for s in found if s.source is not None]
    if earlier and (tag(tokens, cue.first - 1) == "CJC" or word(tokens, cue.first - 1) == ","):
        return max(earlier, key=lambda s: s.cue).source
    return main_subject(tokens, cue.first)


def _quotes(tokens: list[Token], at: int) -> bool:
    """Whether a verb only hands on what another says: "X quoted Y as saying"."""
    behind = range(at + 1, min(at + 14, len(tokens) - 1))
    return tokens[at].low in QUOTING and any(tokens[i].low == "as" and tokens[i + 1].tag == "VVG" for i in behind)


def _quoted_as(tokens: list[Token], at: int) -> tuple[Range | None, list[Range]]:
    """Speaker and relayer of "X quoted Y as saying", "Y was quoted by X as saying"."""
    verb = next((i for i in range(at - 1, max(0, at - 14), -1) if tokens[i].low in QUOTING), 0)
    passive = tokens[verb - 1].low in BE
    first = subject(tokens, verb - passive)
    if not verb or verb + 1 == at:  # "Tolk, quoted as saying"
        return first or main_subject(tokens, at), []
    second = _by_phrase(tokens, verb + 1) if passive else (verb + 1, at)
    speaker, relayer = (first, second) if passive else (second, first)
    return speaker, [relayer] if relayer else []


def _noun(tokens: list[Token], at: int) -> Statement | None:
    """The statement of "the claim that", "his promise to", "doubts about"."""
    noun, frame = nouns().get(tokens[at].low), _hanging(tokens[at + 1])
    if noun is None or not frame:
        return None
    first, start = at, at + 1 + (frame == "prep")
    while tag(tokens, first - 1) in ("AJ0", "NN1"):
        first -= 1
    source, certainty = _holder(tokens, first)
    if noun.rates[frame] * certainty * (1.4 if frame == "that" else 1) < ACCEPT:
        return None
    end = _before_main_verb(tokens, start, content_end(tokens, start, frame), frame) if start < len(tokens) else 0
    return Statement(tokens, (at, at + 1), [(start, end)], source, "n", frame, noun.lemma) if end > start else None


def _hanging(following: Token) -> str:
    """The frame of a content that hangs on a noun or an adjective, by the word behind it; "" if none does."""
    return {"CJT": "that", "TO0": "to"}.get(following.tag, "prep" if following.low in GOVERNED else "")


def _holder(tokens: list[Token], first: int) -> tuple[Range | None, float]:
    """Whose claim or hope a noun names, and how much that adds to its being a cue."""
    before = tag(tokens, first - 1)
    if before in ("POS", "DPS"):
        return subject(tokens, first - 1) if before == "POS" else (first - 1, first), 1.5
    verb = first - 1 - (before in ("AT0", "DT0"))
    return (main_subject(tokens, verb + 1), 1.3) if tag(tokens, verb).startswith("V") else (None, 0.8)


def _adjective(tokens: list[Token], at: int) -> Statement | None:
    """The statement of "is confident that", "made it clear that"."""
    low, frame, first = tokens[at].low, _hanging(tokens[at + 1]), at
    if not frame or low not in ADJECTIVES:
        return None
    while tag(tokens, first - 1) in AUXILIARY or word(tokens, first - 1) in ("it", "made", "make", "makes"):
        first -= 1
    if not any(t.low.startswith("ma") if low in CLEAR else t.low in BE for t in tokens[first:at]):
        return None
    end = content_end(tokens, at + 1, frame, inserted=word(tokens, first - 1) in ("who", "which"))
    return Statement(tokens, (first, at + 1), [(at + 1, end)], subject(tokens, first), "t", frame, low)
