"""Cues behind what was said, and "according to"."""

from __future__ import annotations

from briefer.attribution.frames import complement
from briefer.attribution.cues import ADDRESSEE, SAYING
from briefer.attribution.frames import content_end
from briefer.attribution.names import PEOPLE
from briefer.attribution.phrases import FINITE, Range, is_finite_next, phrase_end, subject, tag, word
from briefer.attribution.verbs import Cue, Statement, taken
from briefer.attribution.words import Token, short_quote

BREAKS = frozenset((",", "—", "–", "-", "?", "!"))
OTHER_CLAUSE = frozenset("CJC CJS VVG VVN PNQ DTQ PRP AV0 TO0 AVQ".split())
"""What follows the cue's comma where something else begins, and not the rest of what was said."""


def postposed(tokens: list[Token], cue: Cue, index: int, found: list[Statement]) -> Statement | None:
    """The statement of a cue behind its content: "A", X said; A, said X; A, X said, B."""
    if cue.form in ("VVG", "VVI") or cue.passive or taken(found, cue.at):
        return None
    placed = _inverted(tokens, cue) or _straight(tokens, cue)
    if placed is None:
        return None
    source, behind = placed
    start = min(source[0], cue.first)
    before = tokens[start - 1] if start else None
    says = cue.verb.lemma in SAYING
    if before is None or not (before.tag == "QUO" if not says else before.tag == "QUO" or before.text in BREAKS):
        return None
    if not says and before.text[-1] not in ",?!":
        return None
    last = start if before.tag == "QUO" else start - 1
    first = _beginning(tokens, last, found)
    if first >= last or not _worth(tokens[first:last], tokens[behind:]):
        return None
    content = [(first, last), *_resumed(tokens, behind, tokens[last - 1].tag == "QUO")]
    frame = "quote" if before.tag == "QUO" else "clause"
    return Statement(index, (cue.first, cue.at + 1), content, source, cue.verb.kind, frame, cue.verb.lemma)


def _straight(tokens: list[Token], cue: Cue) -> tuple[Range, int] | None:
    """The source before a cue that nothing follows but an addressee, a time or the rest of the quotation."""
    frame, behind = complement(tokens, cue.at, cue.verb)
    source = subject(tokens, cue.first)
    if source is None:
        return None
    if frame == "quote" and word(tokens, behind - 1) in (",", ":"):
        return source, behind - 1
    if frame == "end":
        return source, behind
    if source[0] == 0 or tokens[source[0] - 1].tag != "QUO" or frame not in ("object", "prep", "gerund", "to"):
        return None
    return source, phrase_end(tokens, behind + (frame == "prep"), attached=True)


def _inverted(tokens: list[Token], cue: Cue) -> tuple[Range, int] | None:
    """The source behind the cue of "A," said X, and the index behind it."""
    at = cue.at
    behind = phrase_end(tokens, at + 1)
    if cue.first == 0 or cue.first != at or behind == at + 1:
        return None
    following = tag(tokens, behind)
    last = tokens[behind - 1]
    if not cue.verb.lemma and last.tag not in ("NP0", "PNP") and last.low not in PEOPLE:
        return None
    if tokens[at - 1].text == ",":
        resumes = word(tokens, behind) == "," and tag(tokens, behind + 1) in FINITE
        said = resumes or any(t.tag in FINITE or t.tag == "QUO" for t in tokens[:at])
        ends = following in ("PUN", "") or cue.verb.lemma == "say"
        if not said or not ends or cue.verb.lemma in ADDRESSEE or is_finite_next(tokens, behind) or following == "QUO":
            return None
    elif tokens[at - 1].tag != "QUO":
        return None
    if following in ("CJT", "TO0"):
        return None
    end = behind
    while tag(tokens, end) == "PRP" and phrase_end(tokens, end + 1) > end + 1:
        end = phrase_end(tokens, end + 1)
    of_place = word(tokens, behind) in ("of", "for", "at", "from", "in")
    return (at + 1, end if of_place else behind), end


def _beginning(tokens: list[Token], last: int, found: list[Statement]) -> int:
    """Where a content that ends at `last` begins: behind earlier statements, or at the quotation behind a colon."""
    ends = [b for s in found for _, b in (*s.content, s.cue) if b <= last]
    first = max(ends, default=0)
    if tag(tokens, last - 1) in ("DTQ", "PNQ"):
        return last - 1  # "a plan which, he said, is dead"
    while first < last and tokens[first].tag in ("CJC", "PUN"):
        first += 1
    colons = (at for at in range(last - 1, first, -1) if tokens[at].text == ":" and tag(tokens, at + 1) == "QUO")
    return next(colons, first - 1) + 1


def _worth(stretch: list[Token], rest: list[Token]) -> bool:
    """Whether what stands before the cue is a statement and not the adverbial in front of one that follows."""
    if any(t.tag == "QUO" for t in stretch):
        return True
    goes_on = len(rest) > 1 and rest[0].text == "," and rest[1].tag not in ("QUO", "VVG", "CJC", "CJS")
    if goes_on and any(t.tag in FINITE for t in rest):
        return True  # "The law, said X, is dead"; "In most cases, she said, the law is dead"
    finite = any(t.tag in FINITE for t in stretch) or stretch[0].tag in ("DTQ", "PNQ")
    quote_follows = any(t.tag == "QUO" and not short_quote(t) for t in rest[:2])
    return finite and not (quote_follows and stretch[0].tag in ("CJS", "PRP", "VVG", "AVQ", "VVN"))


def _resumed(tokens: list[Token], behind: int, quoting: bool) -> list[Range]:
    """The rest of a content that its cue has cut in two."""
    at = behind + 1
    if word(tokens, behind) not in (",", ":", "—", "–", "-") or at >= len(tokens):
        return []
    if tokens[at].tag == "QUO":
        return [(at, at + 1)]
    if tokens[at].tag == "CJC" and (
        tag(tokens, at + 1) in ("QUO", "CJT", "CJS") or word(tokens, at + 1) in ("only", "not")
    ):
        return [(at + 1, content_end(tokens, at + 1, "that"))]
    if tokens[at].tag == "CJC" and not quoting and _told_on(tokens, at + 1):
        return [(at, content_end(tokens, at, "clause"))]
    goes_on = tokens[at].low in ("before", "until", "if", "unless", "because", "since")
    if quoting or (tokens[at].tag in OTHER_CLAUSE and not goes_on) or tokens[at].low == "according":
        return []
    end = content_end(tokens, at, "clause")
    return [(at, end)] if any(t.tag in FINITE for t in tokens[at:end]) else []


def _told_on(tokens: list[Token], at: int) -> bool:
    """Whether behind "and" a clause follows that goes on telling: about no person, with "would", "had", "was"."""
    verb = phrase_end(tokens, at)
    if verb == at or any(t.tag in ("NP0", "PNP") for t in tokens[at:verb]) or tokens[verb - 1].low in PEOPLE:
        return False
    return tag(tokens, verb) in ("VM0", "VBD", "VBZ", "VHD", "VHZ", "VBB")


def according(tokens: list[Token], index: int, found: list[Statement]) -> list[Statement]:
    """The statements of "according to X, A" and "A, according to X"."""
    new = []
    for at, token in enumerate(tokens):
        if token.low == "according" and word(tokens, at + 1) == "to" and not taken(found, at):
            far = phrase_end(tokens, at + 2, attached=True)
            content, source = _around(tokens, at, far, found)
            if far > at + 2 and content[0][0] < content[0][1]:
                new.append(Statement(index, (at, at + 2), content, source, "s", "clause", "according", relay=True))
    return new


def _around(tokens: list[Token], at: int, behind: int, found: list[Statement]) -> tuple[list[Range], Range]:
    """Content and source of an "according to" whose noun phrase ends before `behind`."""
    opening = at == 0 or (at == 1 and tokens[0].tag in ("CJC", "AV0"))
    near = phrase_end(tokens, at + 2)
    of_place = word(tokens, near) in ("of", "for", "at", "from", "in", "on", "with", "by")
    source = (at + 2, behind if of_place else near)
    if opening:
        stops = (
            i for i in range(behind, min(len(tokens), at + 16)) if tokens[i].text == "," or tokens[i].tag in FINITE
        )
        comma = next(stops, behind)
        if comma > behind and tokens[comma].text == ",":
            source, behind = (at + 2, comma), comma  # "a poll released on Monday by the university,"
    if opening or tag(tokens, at - 1) in ("CJC", "CJT"):
        start = _past_apposition(tokens, behind) + 1 if word(tokens, behind) == "," else behind
        return [(start, content_end(tokens, start, "clause"))], source
    first = max([s.cue[1] for s in found if s.cue[1] <= at and s.relay], default=0)
    while first < at and tokens[first].tag in ("PUN", "CJC"):
        first += 1
    content = [(first, at - (word(tokens, at - 1) == ","))]
    if word(tokens, behind) == "," and tag(tokens, behind + 1) not in OTHER_CLAUSE | {""}:
        content.append((behind + 1, content_end(tokens, behind + 1, "clause")))
    return content, source


def _past_apposition(tokens: list[Token], comma: int) -> int:
    """The comma that closes an apposition opened by this one, else this one."""
    behind = phrase_end(tokens, comma + 1, attached=True)
    apposed = (
        behind > comma + 1 and word(tokens, behind) == "," and tokens[comma + 1].tag in ("AT0", "DPS", "NN1", "AJ0")
    )
    return behind if apposed and is_finite_next(tokens, phrase_end(tokens, behind + 1, attached=True)) else comma
