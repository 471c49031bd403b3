"""Who belongs to the phrase that names a speaker: each of a group speaks; whom it only mentions does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.models import Attribution, Span
from briefer.text.facts.lexicon import listed
from briefer.text.facts.names import TITLES, Name, names

_REACH = 160  # code points beside a mention in which its phrase ends
_INCLUSION = "including|among them|amongst them|such as|along with|together with|as well as|led by|headed by|joined by"
_JOINT = re.compile(rf",|\b(?:and|both|or|{_INCLUSION})\b")
_STRANGE = re.compile(
    r"(?i)['’]s?\s|\b(?:of|to|for|from|with|by|against|about|between|in|at|on|near|behind|before|after|under|like|unlike"
    r"|than|except|but|without|besides|who|whom|whose|that|which|over|beyond|not|\w{3,}ing)\b"
)
_POSSESSIVE = re.compile(r"['’]s?\Z")
_LISTED = re.compile(r"(?:[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3}, (?:and )?)+\Z")
_ACCORDING = re.compile(r"(?i)\baccording to (?:the )?\Z")
_GOVERNED = re.compile(
    r"(?i)\b(?:according to|told|to|with|for|from|in|on|at) (?:the )?\Z"
)  # a row of names, no subject
_PHRASE_END = re.compile(r"[.!?;:\"“”«»()\n]|\s[—–]\s")
ONLOOKERS = listed("names", "onlookers")
_OFFICES = "|".join(sorted(TITLES - ONLOOKERS - listed("names", "voices")))
_OFFICE = re.compile(rf"(?i)\b(?:{_OFFICES}) (?:of|for) (?:the )?")  # "Minister of Trade Ilse Marrow"


def members(text: str, held: Attribution) -> tuple[Name, ...]:
    """The names of those whose words an attribution holds: each of a coordinated or included group, nobody whom the
    phrase only mentions ("aides of", "who met", "excluding")."""
    return tuple(name for name, speaks in _named(text, held) if speaks)


def onlooked(text: str, held: Attribution) -> tuple[Name, ...]:
    """The names by which the phrase says whose the speakers are: "critics of Orr", "officials who met Orr"."""
    return tuple(name for name, speaks in _named(text, held) if speaks is False)


def onlookers(mention: str) -> bool:
    """Whether a mention is of people who are named by somebody else: critics, supporters, neighbours."""
    return any(word in ONLOOKERS for word in re.findall(r"\w+", re.split(r"\b(?:of|to|who)\b", mention.lower())[0]))


def _phrase(text: str, held: Attribution) -> Span:
    """The whole subject around a mention: back over names in a row, on to the verb of saying or the next full sign;
    behind "according to" only the mention."""
    start, end = held.source[0].start, held.source[-1].end
    if _ACCORDING.search(text, max(0, start - 20), start):
        return Span(start, end)
    row = _LISTED.search(text, max(0, start - _REACH), start)
    if row and not _GOVERNED.search(text, max(0, row.start() - 20), row.start()):
        start = row.start()
    cue = next((c.start for c in held.cue if end <= c.start <= end + _REACH), None)
    stop = _PHRASE_END.search(text, end, end + _REACH)
    return Span(start, cue if cue is not None else stop.start() if stop else min(len(text), end + _REACH))


def _named(text: str, held: Attribution) -> Iterator[tuple[Name, bool | None]]:
    """The names of the phrase in order: True for a speaker, False for another's, None where the words do not tell."""
    words = _phrase(text, held).of(text) if held.source else ""
    speaks: bool | None = True
    for one in names(words):
        joint = next(reversed(list(_JOINT.finditer(words, 0, one.span.start))), None)
        before = words[joint.end() if joint else 0 : one.span.start]
        if _STRANGE.search(_OFFICE.sub("", before)) or _POSSESSIVE.search(one.span.of(words)):
            speaks = False
        elif before.strip() or (joint and joint[0][0] in "ailtsjh" and joint[0] != "and"):
            speaks = True
        elif speaks is False and joint and (joint[0] == "," or not onlookers(words)):
            speaks = None  # "the mayor of Wend, Ilse Marrow", "the mayor of Wend and Ilse Marrow"
        yield one, speaks
