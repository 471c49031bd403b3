"""Cues behind what was said, and "according to"."""

from __future__ import annotations

from briefer.attribution.cues import ADDRESSEE, SAYING
from briefer.attribution.extents import content_end
from briefer.attribution.complements import complement
from briefer.attribution.phrases import FINITE, Range, is_finite_next, phrase_end, subject, tag, word
from briefer.attribution.verbs import Cue, Statement, taken
from briefer.attribution.words import Token, short_quote


def postposed(tokens: list[Token], cue: Cue, index: int, found: list[Statement]) -> Statement | None:
    """ "A", X said; A, said X; A, X said, B."""
    if cue.verb.lemma not in SAYING or cue.form in ("VVG", "VVI") or cue.passive or taken(found, cue.at):
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
    first = max(
        [b for s in found for _, b in s.content if b <= last] + [s.cue[1] for s in found if s.cue[1] <= last] + [0]
    )
    while first < last and (tokens[first].tag in ("CJC", "PUN")):
        first += 1
    for at in range(last - 1, first, -1):
        if tokens[at].text == ":" and tag(tokens, at + 1) == "QUO":
            first = at + 1
            break
    if first >= last or not _worth(tokens, first, last, tokens[behind:]):
        return None
    content = [(first, last), *_resumed(tokens, behind, tokens[last - 1].tag == "QUO")]
    return Statement(
        index,
        (cue.first, cue.at + 1),
        content,
        source,
        cue.verb.kind,
        "quote" if before.tag == "QUO" else "clause",
        cue.verb.lemma,
    )


def _inverted(tokens: list[Token], cue: Cue) -> tuple[Range, int] | None:
    """The source behind the cue of "A," said X, and the index behind it."""
    at = cue.at
    if cue.first == 0 or (tokens[cue.first - 1].tag != "QUO" and tokens[cue.first - 1].text != ",") or cue.first != at:
        return None
    behind = phrase_end(tokens, at + 1, attached=False)
    if behind == at + 1:
        return None
    resumes = word(tokens, behind) == "," and tag(tokens, behind + 1) in FINITE
    if tokens[at - 1].text == "," and not resumes and not any(t.tag in FINITE or t.tag == "QUO" for t in tokens[:at]):
        return None
    if is_finite_next(tokens, behind) and tokens[at - 1].tag != "QUO":
        return None
    if tag(tokens, behind) in ("CJT", "TO0") or (tag(tokens, behind) == "QUO" and tokens[at - 1].tag != "QUO"):
        return None
    if tokens[at - 1].text == "," and (
        cue.verb.lemma in ADDRESSEE or (tag(tokens, behind) not in ("PUN", "") and cue.verb.lemma != "say")
    ):
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
    if (
        len(rest) > 1
        and rest[0].text == ","
        and rest[1].tag not in ("QUO", "VVG", "CJC", "CJS")
        and any(t.tag in FINITE for t in rest)
    ):
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
    if tokens[at].tag == "CJC" and (
        tag(tokens, at + 1) in ("QUO", "CJT", "CJS") or word(tokens, at + 1) in ("only", "not")
    ):
        return [(at + 1, content_end(tokens, at + 1, "that"))]
    goes_on = tokens[at].low in ("before", "until", "if", "unless", "because", "since")
    stops = ("CJC", "CJS", "VVG", "VVN", "PNQ", "DTQ", "PRP", "AV0", "TO0", "AVQ")
    if quoting or (tokens[at].tag in stops and not goes_on) or tokens[at].low == "according":
        return []
    end = content_end(tokens, at, "clause")
    return [(at, end)] if any(t.tag in FINITE for t in tokens[at:end]) else []


def according(tokens: list[Token], index: int, found: list[Statement]) -> list[Statement]:
    """According to X, A; A, according to X."""
    new = []
    for at, token in enumerate(tokens):
        if token.low != "according" or word(tokens, at + 1) != "to" or taken(found, at):
            continue
        behind = phrase_end(tokens, at + 2, attached=True)
        if behind == at + 2:
            continue
        source = (at + 2, phrase_end(tokens, at + 2))
        source = (
            (at + 2, behind)
            if word(tokens, source[1]) in ("of", "for", "at", "from", "in", "on", "with", "by")
            else source
        )
        opening = at == 0 or (at == 1 and tokens[0].tag in ("CJC", "AV0"))
        comma = next(
            (i for i in range(behind, min(len(tokens), at + 16)) if tokens[i].text == "," or tokens[i].tag in FINITE), 0
        )
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
            if word(tokens, behind) == "," and tag(tokens, behind + 1) not in (
                "CJC",
                "CJS",
                "VVG",
                "PNQ",
                "DTQ",
                "",
                "PRP",
                "VVN",
            ):
                content.append((behind + 1, content_end(tokens, behind + 1, "clause")))
        if content[0][0] < content[0][1]:
            new.append(Statement(index, (at, at + 2), content, source, "s", "clause", "according", relay=True))
    return new


def _past_apposition(tokens: list[Token], comma: int) -> int:
    """The comma that closes an apposition opened by this one, else this one."""
    behind = phrase_end(tokens, comma + 1, attached=True)
    if behind > comma + 1 and word(tokens, behind) == "," and any(t.tag in FINITE for t in tokens[behind:]):
        if tokens[comma + 1].tag in ("AT0", "DPS", "NN1", "AJ0"):
            nxt = phrase_end(tokens, behind + 1, attached=True)
            if is_finite_next(tokens, nxt):
                return behind
    return comma
