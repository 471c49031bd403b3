"""Attributed statements in one sentence: which cue, whose it is, where its content begins and ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from briefer.attribution.cues import ADDRESSEE, ADJECTIVES, NOUNS, PREPOSITION_RATE, RECEIVED, SAYING, Verb, lexicon
from briefer.attribution.phrases import (
    AUXILIARY, BE, FINITE, INSIDE, NOUN, TIME, complement, following_subject, is_finite_next, main_subject, phrase_end, subject, tag, word,
)
from briefer.attribution.words import Token, Unit, short_quote
from briefer.models import Span

CUTTING = frozenset(("after", "before", "while", "because", "since", "when", "as"))
ACCEPT = 0.4  # a verb in a frame is a cue from this rate on; below it the annotators of PolNeAR saw none in most cases
Range = tuple[int, int]


@dataclass(slots=True)
class Statement:
    """One statement found in a unit, in token indexes of that unit."""

    unit: int
    cue: Range
    content: list[Range]
    source: Range | None
    kind: str
    frame: str
    lemma: str = ""
    relay: bool = False  # its source passes on what others say: "according to", an outlet
    relays: list[Range] = field(default_factory=list)  # who passed it on
    cited: Range | None = None  # the speaker, where the source only passes on: "the agency reported, citing two officials"
    spans: list[Span] = field(default_factory=list)  # further pieces of content in other units
    same_as: Statement | None = None  # a quotation of its own that goes on with this one's speaker


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that may be a cue, with what the sentence shows around it."""

    at: int
    first: int  # where its auxiliaries begin
    verb: Verb
    form: str  # VVD, VVZ, VVB, VVN, VVG, VVI
    passive: bool
    factor: float  # how far its surroundings lower the rate


def verb_cues(tokens: list[Token]) -> list[Cue]:
    """The verbs of the lexicon in a sentence, outside quotations."""
    table = lexicon()
    found = []
    for at, token in enumerate(tokens):
        entry = table.get(token.low)
        if entry is None or not _is_verb(tokens, at):
            continue
        verb, form = entry
        first = at
        while first > 0 and tokens[first - 1].tag in AUXILIARY:
            first -= 1
        while first < at and tokens[first].tag == "AV0":
            first += 1
        lead = tokens[first:at]
        tags = {t.tag for t in lead}
        if form in ("VVD", "VVN"):
            form = "VVN" if (tags & {"VHD", "VHZ", "VHB", "VHI", "VHG"} or any(t.low in BE for t in lead) or token.tag == "VVN") else "VVD"
            if token.tag == "VVN" and not lead and _looks_finite(tokens, at):
                form = "VVD"
        elif form == "VVB" and "TO0" in tags | {"VM0"} & tags:
            form = "VVI"
        passive = form == "VVN" and any(t.low in BE for t in lead) and token.tag != "VVG"
        factor = 1.0
        if tags & {"VM0"}:
            factor = 0.6
        elif "TO0" in tags:
            factor = 0.65
        elif "XX0" in tags:
            factor = 0.72
        elif passive:
            factor = 0.77
        elif form == "VVG":
            factor = 0.85
        elif form == "VVN" and not lead:
            factor = 0.66
        found.append(Cue(at, first, verb, form, passive, factor))
    return found


def _is_verb(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if token.tag.startswith("VV"):
        return (token.low, word(tokens, at - 1)) != ("order", "in") and (token.low, word(tokens, at + 1)) != ("provided", "that")
    if token.low in ("said", "says", "told"):
        return True
    before, after = tag(tokens, at - 1), tag(tokens, at + 1)
    return token.tag in ("NN1", "NN2", "AJ0", "NN0") and (
        (before in ("NP0", "PNP", "NN2") and after in ("CJT", "QUO", "TO0")) or (before == "PNP")
    )


def _looks_finite(tokens: list[Token], at: int) -> bool:
    """Whether a form that the tagger took for a participle has a subject of its own and no "by" behind it."""
    if at == 0:
        return False
    before = tokens[at - 1]
    if word(tokens, at + 1) == "by":
        return False
    if before.text == ",":
        return tag(tokens, at + 1) in ("CJT", "AT0", "DPS", "PNP", "QUO") and subject(tokens, at) is not None
    if before.tag == "AV0":
        return at > 1 and (tokens[at - 2].tag in NOUN or tokens[at - 2].tag == "PNP")
    return before.low in ("he", "she", "they", "we", "i", "who", "it") or before.tag in ("NP0", "NN2", "NN1", "NN0", "CJC")


def statements(unit: Unit, index: int, is_outlet: Callable[[list[Token], Range], bool]) -> list[Statement]:
    """All statements of a unit, outermost first found, none inside another's content unless that one only relays it."""
    tokens = unit.tokens
    found: list[Statement] = []
    cues = verb_cues(tokens)
    for cue in cues:
        statement = _postposed(tokens, cue, index, found)
        if statement:
            found.append(_marked(tokens, statement, is_outlet))
    found.extend(_according(tokens, index, found))
    for cue in cues:
        if _taken(found, cue.at):
            continue
        statement = _preposed(tokens, cue, index, found)
        if statement:
            found = [s for s in found if s.lemma not in ("quote", "cite", "report") or s.cue[1] > cue.at or not statement.relays]
            found.append(_marked(tokens, statement, is_outlet))
    found.extend(_nouns(tokens, index, found))
    return sorted(found, key=lambda s: s.cue)


def _marked(tokens: list[Token], statement: Statement, is_outlet: Callable[[list[Token], Range], bool]) -> Statement:
    if statement.kind == "s" and statement.frame in ("that", "clause") and statement.source is not None:
        statement.relay = is_outlet(tokens, statement.source)
    return statement


def _taken(found: list[Statement], at: int) -> bool:
    """Whether a token is part of a statement already found, as content or cue."""
    for s in found:
        if s.cue[0] <= at < s.cue[1] or (not s.relay and any(a <= at < b for a, b in s.content)):
            return True
        if s.cue[1] <= at < s.content[0][0] and not s.relay:
            return True  # the addressee, time or place between cue and content
    return False


# --- the cue behind its content ---


def _postposed(tokens: list[Token], cue: Cue, index: int, found: list[Statement]) -> Statement | None:
    """"A", X said; A, said X; A, X said, B."""
    if cue.verb.lemma not in SAYING or cue.form in ("VVG", "VVI") or cue.passive or _taken(found, cue.at):
        return None
    inverted = _inverted(tokens, cue)
    if inverted:
        source, behind, start = inverted[0], inverted[1], cue.first
    else:
        frame, behind = complement(tokens, cue.at, cue.verb)
        found_subject = subject(tokens, cue.first)
        if found_subject is None:
            return None
        source, start = found_subject, found_subject[0]
        quoting = start > 0 and tokens[start - 1].tag == "QUO"
        if frame != "end" and not (frame == "quote" and word(tokens, behind - 1) in (",", ":")):
            if not quoting or frame not in ("object", "prep", "gerund", "to"):
                return None
            behind = phrase_end(tokens, behind + (frame == "prep"), attached=True)
        if frame == "quote":
            behind -= 1
    if start == 0:
        return None
    before = tokens[start - 1]
    if before.tag != "QUO" and before.text not in (",", "—", "–", "-", "?", "!"):
        return None
    last = start if before.tag == "QUO" else start - 1
    first = max([b for s in found for _, b in s.content if b <= last] + [s.cue[1] for s in found if s.cue[1] <= last] + [0])
    while first < last and (tokens[first].tag in ("CJC", "PUN")):
        first += 1
    for at in range(last - 1, first, -1):
        if tokens[at].text == ":" and tag(tokens, at + 1) == "QUO":
            first = at + 1
            break
    if first >= last or not _worth(tokens, first, last, tokens[behind:]):
        return None
    content = [(first, last), *_resumed(tokens, behind, tokens[last - 1].tag == "QUO")]
    return Statement(index, (cue.first, cue.at + 1), content, source, cue.verb.kind, "quote" if before.tag == "QUO" else "clause", cue.verb.lemma)


def _inverted(tokens: list[Token], cue: Cue) -> tuple[Range, int] | None:
    """The source behind the cue of "A," said X, and the index behind it."""
    at = cue.at
    if cue.first == 0 or (tokens[cue.first - 1].tag != "QUO" and tokens[cue.first - 1].text != ",") or cue.first != at:
        return None
    behind = phrase_end(tokens, at + 1, attached=False)
    if behind == at + 1:
        return None
    if is_finite_next(tokens, behind) and tokens[at - 1].tag != "QUO":
        return None
    if tag(tokens, behind) in ("CJT", "TO0") or (tag(tokens, behind) == "QUO" and tokens[at - 1].tag != "QUO"):
        return None
    if tokens[at - 1].text == "," and (cue.verb.lemma in ADDRESSEE or (tag(tokens, behind) not in ("PUN", "") and cue.verb.lemma != "say")):
        return None
    end = behind
    while tag(tokens, end) == "PRP":
        further = phrase_end(tokens, end + 1)
        if further == end + 1:
            break
        end = further
    source_end = end if word(tokens, behind) in ("of", "for", "at", "from", "in") else behind
    return (at + 1, source_end), end


def _worth(tokens: list[Token], first: int, last: int, rest: list[Token]) -> bool:
    """Whether what stands before the cue is a statement and not the adverbial in front of one that follows."""
    stretch = tokens[first:last]
    if any(t.tag == "QUO" for t in stretch):
        return True
    finite = any(t.tag in FINITE for t in stretch)
    if len(rest) > 1 and rest[0].text == "," and rest[1].tag not in ("QUO", "VVG", "CJC", "CJS") and any(t.tag in FINITE for t in rest):
        return True  # "The law, said X, is dead"; "In most cases, she said, the law is dead"
    quote_follows = any(t.tag == "QUO" and not short_quote(t) for t in rest[:2])
    if quote_follows and (not finite or stretch[0].tag in ("CJS", "PRP", "VVG", "AVQ", "VVN")):
        return False
    return finite


def _resumed(tokens: list[Token], behind: int, quoting: bool) -> list[Range]:
    """The rest of a content that its cue has cut in two."""
    if word(tokens, behind) not in (",", ":", "—", "–", "-") or behind + 1 >= len(tokens):
        return []
    at = behind + 1
    if tokens[at].tag == "QUO":
        return [(at, at + 1)]
    if tokens[at].tag == "CJC" and (tag(tokens, at + 1) in ("QUO", "CJT", "CJS") or word(tokens, at + 1) in ("only", "not")):
        return [(at + 1, content_end(tokens, at + 1, "that"))]
    goes_on = tokens[at].low in ("before", "until", "if", "unless", "because", "since")
    stops = ("CJC", "CJS", "VVG", "VVN", "PNQ", "DTQ", "PRP", "AV0", "TO0", "AVQ")
    if quoting or (tokens[at].tag in stops and not goes_on) or tokens[at].low == "according":
        return []
    end = content_end(tokens, at, "clause")
    return [(at, end)] if any(t.tag in FINITE for t in tokens[at:end]) else []


# --- according to ---


def _according(tokens: list[Token], index: int, found: list[Statement]) -> list[Statement]:
    """According to X, A; A, according to X."""
    new = []
    for at, token in enumerate(tokens):
        if token.low != "according" or word(tokens, at + 1) != "to" or _taken(found, at):
            continue
        behind = phrase_end(tokens, at + 2, attached=True)
        if behind == at + 2:
            continue
        source = (at + 2, phrase_end(tokens, at + 2))
        source = (at + 2, behind) if word(tokens, source[1]) in ("of", "for", "at", "from", "in", "on", "with", "by") else source
        opening = at == 0 or (at == 1 and tokens[0].tag in ("CJC", "AV0"))
        comma = next((i for i in range(behind, min(len(tokens), at + 16)) if tokens[i].text == "," or tokens[i].tag in FINITE), 0)
        if opening and comma > behind and tokens[comma].text == ",":
            source, behind = (at + 2, comma), comma
        if opening or (word(tokens, at - 1) in (",", "and", "but") and tokens[at - 1].tag == "CJC"):
            start = behind
            if word(tokens, behind) == ",":
                start = _past_apposition(tokens, behind) + 1
            content = [(start, content_end(tokens, start, "clause"))]
        else:
            first = max([s.cue[1] for s in found if s.cue[1] <= at and s.relay] + [0])
            while first < at and tokens[first].tag in ("PUN", "CJC"):
                first += 1
            last = at - 1 if word(tokens, at - 1) == "," else at
            content = [(first, last)]
            if word(tokens, behind) == "," and tag(tokens, behind + 1) not in ("CJC", "CJS", "VVG", "PNQ", "DTQ", "", "PRP", "VVN"):
                content.append((behind + 1, content_end(tokens, behind + 1, "clause")))
        if content[0][0] < content[0][1]:
            new.append(Statement(index, (at, at + 2), content, source, "s", "clause", "according", relay=True))
    return new


def _past_apposition(tokens: list[Token], comma: int) -> int:
    """The comma that closes an apposition opened by this one, else this one."""
    behind = phrase_end(tokens, comma + 1, attached=True)
    if behind > comma + 1 and word(tokens, behind) == "," and any(t.tag in FINITE for t in tokens[behind:]):
        if tokens[comma + 1].tag in ("AT0", "DPS", "NN1", "AJ0") :
            nxt = phrase_end(tokens, behind + 1, attached=True)
            if is_finite_next(tokens, nxt):
                return behind
    return comma


# --- the cue before its content ---


def _preposed(tokens: list[Token], cue: Cue, index: int, found: list[Statement]) -> Statement | None:
    if cue.passive and tokens[cue.at].low in ADJECTIVES:
        return None
    if cue.passive or (cue.form == "VVN" and not _has(tokens, cue)):
        statement = _passive(tokens, cue, index)
        if statement is not None or cue.passive:
            return statement
        return None
    frame, start = complement(tokens, cue.at, cue.verb)
    rate = cue.verb.rates[frame] * cue.factor
    if frame == "prep":
        rate *= PREPOSITION_RATE.get(word(tokens, start), 0.3)
    if rate < ACCEPT or frame == "end" or start >= len(tokens) or (cue.form == "VVB" and cue.first == 0):
        return None
    if frame == "object" and cue.verb.rates["clause"] >= 0.9:
        if word(tokens, phrase_end(tokens, start, attached=True)) == ",":
            frame = "clause"  # the law, which took effect in May, is bad
        if not any(t.tag in FINITE or t.tag == "QUO" for t in tokens[start:]):
            return None
    if frame == "prep" and cue.verb.rates["that"] > 0.88 and word(tokens, start) not in ("about", "of", "against", "for", "to"):
        return None
    source, relays = source_of(tokens, cue, found), []
    if word(tokens, cue.at - 1) == "as" and cue.form == "VVG":
        source, relays = _quoted_as(tokens, cue.at - 1, source)
    kind = cue.verb.kind
    if kind == "p":
        if source is None or not (frame == "to" or tokens[start].tag in ("AJ0", "AJC", "VVN")):
            return None
        end = content_end(tokens, start, frame)
        return Statement(index, (cue.first, cue.at + 1), [source, (start, end)], None, kind, frame, cue.verb.lemma)
    end = content_end(tokens, start, frame, inserted=_inserted(tokens, cue))
    if word(tokens, cue.first - 1) in ("who", "which", "that") and frame in ("object", "prep"):
        end = next((i for i in range(start + 1, end) if tokens[i].tag in FINITE), end)
    if end <= start or (frame == "object" and end == start + 1 and tokens[start].tag == "PNP"):
        return None
    return Statement(index, (cue.first, cue.at + 1), [(start, end)], source, kind, frame, cue.verb.lemma, relays=relays)


def _inserted(tokens: list[Token], cue: Cue) -> bool:
    """Whether the cue's clause hangs in front of the main clause or between its subject and verb."""
    before = cue.first - 1
    if before > 0 and "whose" in (tokens[max(0, before - 1)].low, tokens[max(0, before - 2)].low):
        return True
    if (cue.form in ("VVG", "VVN", "VVI") and not _has(tokens, cue)) or word(tokens, before) in ("who", "which"):
        if not any(t.tag in FINITE for t in tokens[: cue.first]):
            return True
        return tokens[before].text == "," or tokens[before].tag in ("PNQ", "DTQ", "CJS", "AVQ", "PRP")
    return False


def _has(tokens: list[Token], cue: Cue) -> bool:
    return any(t.tag.startswith("VH") for t in tokens[cue.first : cue.at])


def _passive(tokens: list[Token], cue: Cue, index: int) -> Statement | None:
    """X is expected to A; A was reported by X; it was announced that A; X was quoted as saying A."""
    if word(tokens, cue.at + 1) == "as" or (cue.verb.lemma in ("quote", "cite") and "saying" in [t.low for t in tokens[cue.at : cue.at + 10]]):
        if cue.verb.lemma in ("quote", "cite", "report"):
            return None
    frame, start = complement(tokens, cue.at, cue.verb)
    behind = cue.at + 1
    while tag(tokens, behind) in ("AV0", "AVP"):
        behind += 1
    by = _by_phrase(tokens, behind)
    rate = cue.verb.rates["object" if frame == "end" or by else frame] * cue.factor
    if frame == "prep" and by is None:
        rate *= PREPOSITION_RATE.get(word(tokens, start), 0.3)
    if rate < ACCEPT:
        return None
    head = subject(tokens, cue.first if cue.passive else cue.at)
    it = head is not None and tokens[head[0]].low == "it" and frame in ("that", "clause")
    content: list[Range] = []
    if head is not None and not it:
        content.append(head)
    if frame in ("that", "to", "clause", "wh", "gerund") and start < len(tokens):
        content.append((start, content_end(tokens, start, frame, inserted=_inserted(tokens, cue))))
    elif not cue.passive and by is None:
        return None
    elif frame == "prep" and word(tokens, start) in ("as", "for", "of", "over"):
        content.append((start, content_end(tokens, start, "prep", inserted=_inserted(tokens, cue))))
    elif by is None and cue.verb.kind != "s":
        return None
    if not content or (len(content) == 1 and content[0] == head and head[1] - head[0] == 1 and tokens[head[0]].tag in ("PNP", "DT0")):
        return None
    return Statement(index, (cue.first, cue.at + 1), content, by, cue.verb.kind, frame, cue.verb.lemma)


def _by_phrase(tokens: list[Token], at: int) -> Range | None:
    for i in range(at, min(len(tokens), at + 7)):
        if tokens[i].low == "by" and tokens[i].tag == "PRP":
            behind = phrase_end(tokens, i + 1)
            return (i + 1, behind) if behind > i + 1 and tokens[i + 1].low not in TIME else None
        if tokens[i].tag in ("PUN", "QUO") or tokens[i].tag in FINITE:
            return None
    return None


def source_of(tokens: list[Token], cue: Cue, found: list[Statement]) -> Range | None:
    """The noun phrase whose statement it is, by the form of the verb."""
    if cue.form in ("VVD", "VVZ", "VVB", "VVN") or (cue.form == "VVI" and tag(tokens, cue.first) == "VM0"):
        direct = subject(tokens, cue.first)
        if direct is not None:
            return direct
    elif cue.form == "VVG" and cue.first == cue.at and cue.at > 0:
        before = tokens[cue.at - 1]
        if before.tag in NOUN and before.tag != "PNX" or short_quote(before):
            return subject(tokens, cue.at)
    elif cue.first > 0 and any(t.tag.startswith("VB") for t in tokens[cue.first : cue.at]):
        direct = subject(tokens, cue.first)
        if direct is not None:
            return direct
    earlier = [s for s in found if s.cue[1] <= cue.at and s.source is not None]
    if cue.form == "VVG" and earlier and word(tokens, cue.first - 1) in (",", "and"):
        return max(earlier, key=lambda s: s.cue).source
    return main_subject(tokens, cue.first) or following_subject(tokens, cue.at)


def _quoted_as(tokens: list[Token], at: int, source: Range | None) -> tuple[Range | None, list[Range]]:
    """Speaker and relayer of "X quoted Y as saying", "Y was quoted by X as saying"."""
    table = lexicon()
    for verb in range(at - 1, max(-1, at - 14), -1):
        entry = table.get(tokens[verb].low)
        if entry is None or entry[0].lemma not in ("quote", "cite", "report", "describe"):
            continue
        first = verb
        while first > 0 and tokens[first - 1].tag in AUXILIARY:
            first -= 1
        if any(t.low in BE for t in tokens[first:verb]):
            by = _by_phrase(tokens, verb + 1)
            return subject(tokens, first), [by] if by else []
        relayer = subject(tokens, first)
        return ((verb + 1, at) if verb + 1 < at else source), [relayer] if relayer else []
    return source, []


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
        if token.text == ";" or (token.text in ("—", "–", "--") and not any(t.text == token.text for t in tokens[i + 1 :])):
            return i
        if token.text == ",":
            after = word(tokens, i + 1)
            if after == "according" or (tag(tokens, i + 1) == "VVG" and after in table and table[after][0].kind in "st"):
                return i
            if after in ("with", "and") and _participle_cue(tokens, i + 2):
                return _closed(tokens, start, i)
            if inserted and (is_finite_next(tokens, i + 1) or _clause_within(tokens, i + 1)):
                return _closed(tokens, start, i)
            if _new_statement(tokens, i + 1):
                return i
            if loose and (tag(tokens, i + 1) in ("VVG", "VVN", "PNQ", "DTQ", "CJS") or (tag(tokens, i + 1) == "CJC" and after == "but")):
                return i
            if (loose or frame == "wh") and tag(tokens, i + 1) == "CJC" and _clause_within(tokens, i + 2):
                return i
        elif token.tag == "CJC" and token.low in ("and", "but") and tag(tokens, i + 1).startswith("VV") and _says_more(tokens, i + 1):
            return _closed(tokens, start, i)
        elif loose and i > start + 1:
            if token.tag == "CJC" and (is_finite_next(tokens, i + 1) or (tag(tokens, i + 1) == "VVN" and word(tokens, i + 1) in table)):
                return i
            if token.low in ("after", "before", "while", "because", "since", "when", "as") and token.tag in ("CJS", "PRP", "AVQ") and frame != "prep":
                return _closed(tokens, start, i)
    return _closed(tokens, start, n)


def _closed(tokens: list[Token], start: int, end: int) -> int:
    """The end without punctuation or an adverb of what follows ("even" of "even as")."""
    while end > start + 1 and (
        (tokens[end - 1].tag == "PUN" and tokens[end - 1].text not in ")]") or (end < len(tokens) and tokens[end - 1].low in ("even", "just", "only"))
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


# --- nouns and adjectives ---


def _nouns(tokens: list[Token], index: int, found: list[Statement]) -> list[Statement]:
    new: list[Statement] = []
    for at, token in enumerate(tokens):
        if _taken(found + new, at) or at + 1 >= len(tokens):
            continue
        singular = token.low[:-1] if token.low.endswith("s") and token.low[:-1] in NOUNS else token.low
        statement = None
        if token.tag.startswith("NN") and singular in NOUNS:
            statement = _noun(tokens, at, singular, index)
        elif token.low in ADJECTIVES and token.tag in ("AJ0", "VVN", "VVD", "AV0"):
            statement = _adjective(tokens, at, index)
        if statement:
            new.append(statement)
    return new


def _noun(tokens: list[Token], at: int, noun: str, index: int) -> Statement | None:
    group, share = NOUNS[noun]
    following = tokens[at + 1]
    if following.tag == "CJT" and "that" in group:
        frame, start = "that", at + 1
    elif following.tag == "TO0" and "to" in group:
        frame, start = "to", at + 1
    elif following.low in group and following.tag in ("PRP", "PRF"):
        frame, start = "prep", at + 2
    else:
        return None
    first = at
    while first > 0 and tokens[first - 1].tag in ("AJ0", "AJC", "NN1", "ORD", "CRD", "AV0"):
        first -= 1
    source, certainty = _holder(tokens, first)
    if share * certainty * (1.4 if frame == "that" else 1) < ACCEPT:
        return None
    end = _before_main_verb(tokens, start, content_end(tokens, start, frame), frame)
    return Statement(index, (at, at + 1), [(start, end)], source, "s", frame, noun) if end > start else None


def _before_main_verb(tokens: list[Token], start: int, end: int, frame: str) -> int:
    """Where the content of a noun ends, if the noun is the subject of a verb that follows."""
    verbs = 0
    for i in range(start + 1, end):
        if tokens[i].tag in FINITE and tokens[i - 1].tag not in AUXILIARY:
            if _relative_before(tokens, i, start):
                continue
            verbs += 1
            if verbs > (frame == "that"):
                return i
    return end


def _relative_before(tokens: list[Token], verb: int, start: int) -> bool:
    return any(tokens[i].tag in ("PNQ", "DTQ", "AVQ", "CJS", "CJC", "CJT") or tokens[i].text == "," for i in range(max(start + 1, verb - 6), verb))


def _holder(tokens: list[Token], first: int) -> tuple[Range | None, float]:
    """Whose claim or hope a noun names, and how much that adds to its being a cue."""
    before = tag(tokens, first - 1)
    if before == "POS":
        return subject(tokens, first - 1), 1.5
    if before == "DPS":
        return (first - 1, first), 1.5
    verb = first - 1 - (before in ("AT0", "DT0"))
    if tag(tokens, verb).startswith("VV"):
        if word(tokens, verb) in RECEIVED:
            return None, 1.0
        return main_subject(tokens, verb + 1), 1.3
    if tag(tokens, verb).startswith(("VH", "VB")):
        return main_subject(tokens, verb + 1), 1.1
    return None, 0.8


def _adjective(tokens: list[Token], at: int, index: int) -> Statement | None:
    first = at
    while first > 0 and tokens[first - 1].tag in AUXILIARY:
        first -= 1
    if not any(t.low in BE for t in tokens[first:at]) or word(tokens, first - 1) in ("it", "what"):
        return None
    following = tokens[at + 1]
    if following.tag in ("CJT", "TO0") or following.low in ("about", "of"):
        frame = {"CJT": "that", "TO0": "to"}.get(following.tag, "prep")
        end = content_end(tokens, at + 1, frame, inserted=word(tokens, first - 1) in ("who", "which"))
        return Statement(index, (first, at + 1), [(at + 1, end)], subject(tokens, first), "t", frame, tokens[at].low)
    return None
