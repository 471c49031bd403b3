"""The reporter's own prose as tagged tokens: a sentence at a time, each quotation one token."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from briefer.attribution.cues import lexicon
from briefer.attribution.quotations import Quotation, quotations
from briefer.models import Span
from briefer.text.sentences import STARTERS, paragraphs, sentences

TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., p.m.
    r"|[$€£¥]?\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|%)?"
    r"|(?:can(?=not\b)|not\b)"
    r"|(?-i:[A-ZÀ-Þ]\w*(?:–[A-ZÀ-Þ]\w*)+)"  # Kell–Orrin
    r"|\w+?(?=n[’']t\b)|n[’']t\b|[’'](?:s|re|ve|ll|d|m)\b"
    r"|[^\W_](?:[\w&]|\.(?=[a-z0-9]{2})|[-‐‑’'](?=\w)(?!(?:s|re|ve|ll|d|m)\b))*"
    r"|\.\.+|\S",
    re.IGNORECASE,
)
DATELINE = re.compile(
    r"(?:date\s+)?\d{4}-\d\d-\d\d\s+(?=\S)"
    r"|[A-Z][A-Z.’' -]{1,40}(?:,\s[A-Z][\w. ]{1,20}){0,2}"
    r"(?:,?\s(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}|\d{1,2}\s[A-Z][a-z]{2,8}\.?)(?:,?\s\d{4})?)?"
    r"\s*(?:\([^)]{2,20}\)\s*)?(?:[—–]|--?)\s+(?=\S)"
    r"|[A-Z][A-Za-z .,/’'-]{1,40}?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})? \([^)\n]{2,30}\) (?:[—–]|--?)\s+(?=\S)"
    r"|\([A-Z][A-Za-z ]{1,12}\)\s*(?:[—–]|--?)\s+(?=\S)"
)
TITLES = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Sens|Rep|Reps|Gov|Rev|Hon|St|Jr|Sr|Inc|Corp|Co|Ltd|[A-Z])\Z"
)
SEEN = {"UNKNOWN": "NP0", "UNC": "NP0", "NN": "NN1", "AJ": "AJ0", "NP": "NP0", "VVX": "VVB"}
OBJECTS = frozenset("AT0 DPS PNP CJT VVG PNX".split())
STAND_IN = "Clinton"
CLOSED = STARTERS | {"i", "said", "says", "according"}
LONGEST = 300  # tokens: no sentence is longer, and what is must not take the time of its square
WORD_LIMIT = 40


@dataclass(slots=True)
class Token:
    """A word, a sign, or a whole quotation. `tag` is one of the CLAWS C5 set, QUO for a quotation."""

    start: int
    end: int
    text: str
    low: str
    tag: str = ""


@dataclass(slots=True)
class Unit:
    """A sentence of the reporter's: a quotation inside it never divides it."""

    start: int
    end: int
    paragraph: int
    tokens: list[Token]


@lru_cache(maxsize=64)
def units(text: str) -> tuple[Unit, ...]:
    """The text's sentences with their tagged tokens, in order; kept for a few texts, as each is read more than once."""
    begins, ends = ({getattr(sentence, side) for sentence in sentences(text)} for side in ("start", "end"))
    marked, at = quotations(text), 0
    found: list[Unit] = []
    for number, paragraph in enumerate(paragraphs(text)):
        first = at
        while at < len(marked) and marked[at].outer.end <= paragraph.end:
            at += 1
        parts: list[list[Token]] = []
        for token in _tokens(text, paragraph, marked[first:at], ends):
            if not parts or token.start in begins or len(parts[-1]) == LONGEST:
                parts.append([])
            parts[-1].append(token)
        found += [Unit(part[0].start, part[-1].end, number, part) for part in parts]
    names = {u.tokens[i].low for u in found for i in range(1, len(u.tokens)) if _is_name(u.tokens, i)}
    for unit in found:
        _tag(unit.tokens, names)
    return tuple(found)


def _tokens(text: str, paragraph: Span, marked: Sequence[Quotation], ends: set[int]) -> Iterator[Token]:
    """The tokens of a paragraph behind its dateline."""
    dateline = DATELINE.match(text, paragraph.start, paragraph.end)
    position = dateline.end() if dateline else paragraph.start
    for quotation in marked:
        outer = quotation.outer
        yield from _plain(text, position, outer.start, ends)
        yield Token(outer.start, outer.end, quotation.inner.of(text), "", "QUO")
        position = outer.end
    yield from _plain(text, position, paragraph.end, ends)


def _plain(text: str, start: int, end: int, ends: set[int]) -> list[Token]:
    tokens: list[Token] = []
    for m in TOKEN.finditer(text, start, end):
        title = m[0] == "." and tokens and tokens[-1].end == m.start() and TITLES.match(tokens[-1].text)
        if title and m.end() < end and m.end() not in ends:
            tokens[-1].end += 1
        else:
            tokens.append(Token(m.start(), m.end(), m[0], m[0].lower().replace("’", "'")))
    return tokens


def short_quote(token: Token) -> bool:
    """Whether a quotation is but a word or a title inside the reporter's own sentence."""
    if token.tag != "QUO" or token.text[-1] in ".,?!":
        return False
    words = token.text.split()
    return len(words) <= 3 or all(w[0].isupper() or not w[0].isalpha() or len(w) <= 4 for w in words)


def _tag(tokens: list[Token], names: set[str]) -> None:
    """Tags a sentence: what has a capital inside this one or another is shown to the tagger as a name it knows."""
    shown = [
        STAND_IN if (_is_name(tokens, at) if at else token.low in names) else _shown(token)
        for at, token in enumerate(tokens)
    ]
    for token, tag, word in zip(tokens, _tags(shown), shown, strict=True):
        if token.tag != "QUO":
            token.tag = "NP0" if word == STAND_IN else tag
    _repair(tokens)
    if tokens[-1].text not in ".?!":
        _repair_headline(tokens)


def _repair(tokens: list[Token]) -> None:
    """Mends what the tagger often takes wrong and what the rest depends on."""
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else Token(0, 0, "", "")
        after = tokens[at + 1] if at + 1 < len(tokens) else Token(0, 0, "", "")
        named = before.tag == "NP0" and after.tag == "NN1"
        if token.tag in ("VVI", "VVB") and (before.tag in ("AT0", "DPS") or named):
            token.tag = "NN1"  # "the recount", "the Kell think tank"
        elif (token.low, after.low) == ("close", "to") and before.tag[:2] in ("NN", "DT", "PN"):
            token.tag = "AJ0"  # "sources close to Orr said"
        elif token.tag == "VVN" and (
            before.low in ("he", "she", "they", "we", "i", "who")
            or (before.tag in ("NP0", "NN1", "NN2", "NN0") and after.tag in OBJECTS)
        ):
            token.tag = "VVD"  # it has a subject and an object, or a pronoun for subject


def _repair_headline(tokens: list[Token]) -> None:
    """In a headline, a plural noun behind a singular one can be a verb that says something: "Court rules tax legal"."""
    table = lexicon()
    for at in range(1, len(tokens) - 1):
        if tokens[at].tag == "NN2" and tokens[at - 1].tag in ("NN1", "NP0") and tokens[at].low in table:
            verb, form = table[tokens[at].low]
            if form == "VVZ" and verb.rates["that"] > 0.88 and not tokens[at + 1].tag.startswith("V"):
                tokens[at].tag = form


def _is_name(tokens: list[Token], at: int) -> bool:
    """Whether a capital inside a sentence makes this word a name, which the tagger would take for a common noun."""
    token = tokens[at]
    return (
        token.text[0].isupper() and token.tag != "QUO" and token.low not in CLOSED and tokens[at - 1].text not in ":“"
    )


def _shown(token: Token) -> str:
    """What the tagger gets to see: stand-ins for quotations and for what it would take apart."""
    if token.tag == "QUO" and not short_quote(token):
        return '"'
    return "thing" if token.tag == "QUO" or len(token.text) > WORD_LIMIT else token.text.replace("’", "'")


def _tags(shown: list[str]) -> list[str]:
    try:
        tags: list[str] = _tagger().tag_sent(shown, taglevel=0)
    except (KeyError, IndexError, ValueError):  # signs it has never met
        return ["NN1" if word[:1].isalnum() else "PUN" for word in shown]
    return [
        "PUN" if not word[:1].isalnum() and word[:1] not in "'’$€£¥" else SEEN.get(tag, tag)
        for word, tag in zip(shown, tags, strict=True)
    ]


@cache
def _tagger() -> Any:
    """HanTa's English model (trained on the British National Corpus), read once."""
    from HanTa.HanoverTagger import HanoverTagger

    made = HanoverTagger("morphmodel_en.pgz")
    made.analyze_forward = lru_cache(maxsize=20_000)(made.analyze_forward)
    return made
