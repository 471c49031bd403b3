"""Cues behind what was said, and "according to"."""

from briefer.attribution.cues import ADDRESSEE, SAYING
from briefer.attribution.frames import complement, content_end
from briefer.attribution.names import PEOPLE
from briefer.attribution.phrases import FINITE, Range, is_finite_next, phrase_end, subject, tag, word
from briefer.attribution.verbs import Cue, Statement, ends_speech, taken
from briefer.attribution.words import Token

OTHER_CLAUSE = frozenset("CJC CJS VVG VVN PNQ DTQ PRP AV0 TO0 AVQ".split())
"""What follows the cue's comma where something else begins, and not the rest of what was said."""
CONDITIONS = frozenset(("if", "only", "unless", "provided", "until", "long", "condition"))
"""What begins a condition, with the word before it; it is never somebody else's: "A, he said, but only if B"."""


def postposed(tokens: list[Token], cue: Cue, found: list[Statement]) -> Statement | None:
    """The statement of a cue behind its content: "A", X said; A, said X; A, X said, B."""
    if cue.form == "VVG":
        return None
    placed = _inverted(tokens, cue) or _straight(tokens, cue)
    if placed is None:
        return None
    source, behind = placed
    start = min(source[0], cue.first)
    before = tokens[start - 1] if start else None
    says = cue.verb.lemma in SAYING
    if before is None or not (ends_speech(before) or (says and before.tag in ("QUO", "PUN"))):
        return None
    last = start if before.tag == "QUO" else start - 1
    relative = tag(tokens, last - 1) in ("DTQ", "PNQ")  # "a plan which, he said, is dead"
    first = last - 1 if relative else max([0, *(b for s in found for _, b in (*s.content, s.cue) if b <= last)])
    # "He left one door open: surgery could go, he said"
    first = next((i for i in range(last - 1, first, -1) if tokens[i].text == ":"), first)
    while first < last and tokens[first].tag in ("CJC", "PUN"):
        first += 1
    if first >= last:
        return None
    content = [(first, last), *_resumed(tokens, behind, tokens[last - 1].tag == "QUO")]
    return Statement(tokens, cue.place, content, source, cue.verb.kind, "clause", cue.verb.lemma)


def _straight(tokens: list[Token], cue: Cue) -> tuple[Range, int] | None:
    """The source before a cue that nothing follows but an addressee, a time or the rest of the quotation."""
    frame, behind = complement(tokens, cue.at, cue.verb)
    source = subject(tokens, cue.first)
    if source is None or tokens[source[0]].tag in ("PNQ", "DTQ"):
        return None
    if frame == "quote" and word(tokens, behind - 1) in (",", ":"):
        return source, behind - 1
    if frame == "end":
        return source, behind
    ends = phrase_end(tokens, behind + (frame == "prep"), attached=True)
    placed = frame == "prep" and word(tokens, behind) != "as"  # ", she said on the phone"
    return (source, ends) if placed or tag(tokens, source[0] - 1) == "QUO" else None


def _inverted(tokens: list[Token], cue: Cue) -> tuple[Range, int] | None:
    """The source behind the cue of "A," said X, and the index behind it."""
    at = cue.at
    behind = phrase_end(tokens, at + 1)
    if at == 0 or behind == at + 1:
        return None
    quoted = tokens[at - 1].tag == "QUO"
    if not cue.verb.lemma and tokens[behind - 1].tag not in ("NP0", "PNP"):
        return None
    said = quoted or (tokens[at - 1].text == "," and any(t.tag in FINITE or t.tag == "QUO" for t in tokens[:at]))
    other = is_finite_next(tokens, behind) or cue.verb.lemma in ADDRESSEE
    if not said or (other and not quoted):
        return None
    return (at + 1, behind), phrase_end(tokens, at + 1, attached=True)


def _resumed(tokens: list[Token], behind: int, quoting: bool) -> list[Range]:
    """The rest of a content that its cue has cut in two."""
    at = behind + 1
    if word(tokens, behind) != "," or at >= len(tokens):
        return []
    if tokens[at].tag == "QUO":
        return [(at, at + 1)]
    conditional = CONDITIONS & {token.low for token in tokens[at : at + 2]}
    goes_on = conditional or tokens[at].tag not in OTHER_CLAUSE or _told_on(tokens, at + 1)
    return [(at, content_end(tokens, at, "clause"))] if goes_on and not quoting else []


def _told_on(tokens: list[Token], at: int) -> bool:
    """Whether behind "and" a clause follows that goes on telling: about no person, with "would", "had", "was"."""
    verb = phrase_end(tokens, at)
    if verb == at or any(t.tag in ("NP0", "PNP") for t in tokens[at:verb]) or tokens[verb - 1].low in PEOPLE:
        return False
    return tag(tokens, verb) in ("VM0", "VBD", "VBZ", "VHD", "VHZ", "VBB")


def according(tokens: list[Token], found: list[Statement]) -> list[Statement]:
    """The statements of "according to X, A" and "A, according to X"."""
    new = []
    for at, token in enumerate(tokens):
        if token.low == "according" and word(tokens, at + 1) == "to" and not taken(found, at):
            far = phrase_end(tokens, at + 2, attached=True)
            content, source = _around(tokens, at, far, found)
            if far > at + 2 and content[0][0] < content[0][1]:
                new.append(Statement(tokens, (at, at + 2), content, source, "s", "clause", "according", relay=True))
    return new


def _around(tokens: list[Token], at: int, behind: int, found: list[Statement]) -> tuple[list[Range], Range]:
    """Content and source of an "according to" whose noun phrase ends before `behind`."""
    near = phrase_end(tokens, at + 2)
    source = (at + 2, behind if word(tokens, near) in ("for", "at", "from", "in", "on", "with", "by") else near)
    if at == 0 or tag(tokens, at - 1) in ("CJC", "CJT"):
        start = behind + (word(tokens, behind) == ",")
        return [(start, content_end(tokens, start, "clause"))], source
    first = max((s.cue[1] for s in found if s.relay), default=0)
    while tokens[first].tag in ("PUN", "CJC"):
        first += 1
    content = [(first, at - (word(tokens, at - 1) == ","))]
    if word(tokens, behind) == "," and tag(tokens, behind + 1) not in OTHER_CLAUSE | {""}:
        content.append((behind + 1, content_end(tokens, behind + 1, "clause")))
    return content, source
