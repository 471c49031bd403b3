"""Who belongs to the phrase that names a speaker: each of a group speaks, an onlooker of the group does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.models import Attribution, Span
from briefer.text.facts.lexicon import listed
from briefer.text.facts.names import Name, names

_REACH = 160  # code points around a mention in which its phrase ends
_INCLUSION = (
    r"including|among them|amongst them|such as|along with|together with|as well as|led by|headed by|joined by|followed by"
)
_JOINT = re.compile(rf",|\b(?:and|both|or|{_INCLUSION})\b")
_ADDS = re.compile(rf"(?:{_INCLUSION})\Z")
_STRANGE = re.compile(
    r"(?i)['’]s?\s|\b(?:of|to|for|from|with|by|against|about|between|in|at|on|near|behind|before|after|under|like|unlike"
    r"|than|except|but|without|besides|who|whom|whose|that|which|over|beyond|citing|quoting|not)\b|\b\w{3,}ing\b"
)
_ONLOOKERS = listed("names", "onlookers")
_PHRASE_END = re.compile(r"[.!?;:\"“”«»()\n]|\s[—–]\s")


def members(text: str, held: Attribution) -> tuple[Name, ...]:
    """The names of those whose words an attribution holds: each of a coordinated or included group, and nobody whom
    the phrase only mentions ("aides of", "who met", "excluding")."""
    return tuple(name for name, inside in _named(text, held) if inside)


def onlooked(text: str, held: Attribution) -> tuple[Name, ...]:
    """The names that the phrase mentions as somebody else's: "critics of Orr", "officials who met Orr"."""
    return tuple(name for name, inside in _named(text, held) if not inside)


def onlooker(mention: str) -> bool:
    """Whether a mention is of people who are defined by somebody else: aides, critics, supporters."""
    head = re.split(r"\b(?:of|to|for|from|close|who)\b", mention.lower())[0]
    return any(word in _ONLOOKERS for word in re.findall(r"\w+", head))


def _phrase(text: str, held: Attribution) -> Span:
    """The whole subject around a mention: back to the last sign, on to the verb of saying, or to the sentence's end."""
    start, end = held.source[0].start, held.source[-1].end
    behind = next((cue.start for cue in held.cue if end <= cue.start <= end + _REACH), None)
    if behind is None:
        stop = _PHRASE_END.search(text, end, min(len(text), end + _REACH))
        behind = stop.start() if stop else min(len(text), end + _REACH)
    floor = max(0, start - _REACH)
    stops = list(_PHRASE_END.finditer(text, floor, start))
    return Span(stops[-1].end() if stops else floor, behind)


def _named(text: str, held: Attribution) -> Iterator[tuple[Name, bool]]:
    """The names of the phrase in order, each with whether it is one of the speakers."""
    if not held.source:
        return
    phrase = _phrase(text, held)
    words, first = phrase.of(text), held.source[0].start - phrase.start
    strange = False  # whether the piece before names somebody who does not speak
    for one in names(words):
        if one.span.end <= first and not re.fullmatch(r",\s*|,? and\s+", words[one.span.end : first][:6]):
            if one.span.end + 40 < first or not _runs_on(words[one.span.end : first]):
                continue
        joints = list(_JOINT.finditer(words, 0, one.span.start))
        last = joints[-1] if joints else None
        before = words[max(last.end() if last else 0, 0) : one.span.start]
        if last and _ADDS.search(last[0]):
            strange = False
        if _STRANGE.search(before):
            strange = True
        elif before.strip() and last:
            strange = False
        yield one, not strange


def _runs_on(between: str) -> bool:
    """Whether nothing but names and commas stands between two members."""
    return bool(re.fullmatch(r"(?:,\s*(?:[A-Z][\w’'-]*\s?)*)+(?:and\s+)?", between))
