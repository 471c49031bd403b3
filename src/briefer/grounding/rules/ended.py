"""Views that a text tells as given up, fading or past: "ended his support", "previously backed"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from briefer.attribution.cues import lexicon, nouns
from briefer.grounding.rules.claim import Claim
from briefer.models import Span
from briefer.text.facts.lexicon import listed, pattern
from briefer.text.facts.senses import NEGATIVE, Mark, negations, opposite
from briefer.text.facts.words import IRREGULAR, Word, stem, words

_ENDING = pattern("negation", "ending")
_JOINING = listed("negation", "stops") | frozenset("and or but of with in by at amid".split())
_VIEWS = listed("negation", "views")
_FADING = pattern("negation", "fading")
_PAST = pattern("negation", "past")
_SAYING = frozenset(stem(word) for word in listed("negation", "saying"))
_PARTICLES = frozenset("up away down off back out from of on to".split())


def is_lost(mark: Mark, claim: Claim) -> bool:
    """Whether the statement has no trace of the end of a view: neither another word that says no nor the opposite."""
    said = words(claim.statement)
    kept = {word.key for word in words(claim.quoted) if not word.span.overlaps(mark.span)}
    ends = [w for m in NEGATIVE.finditer(claim.statement) for w in said if w.span.overlaps(Span(*m.span()))]
    return {w.key for w in ends} <= kept and not any(opposite(w.key, mark.governs[0].key) for w in said)


def goes_on(mark: Mark, claim: Claim) -> bool:
    """Whether a negation is over an ending that the statement leaves out too: who "never stopped demanding" demands."""
    ending = _ENDING.match(claim.quoted, mark.span.end + 1)
    said = {word.key for word in words(claim.statement)}
    return ending is not None and not said & {word.key for word in words(ending[0]) if word.low not in _PARTICLES}


def endings(text: str) -> Iterator[Mark]:
    """The verbs by which a text tells that somebody gives up, avoids or only feigns a stance: over the view that they
    end ("ended his support"), and none that is negated itself ("never stopped demanding")."""
    found, negated = words(text), {mark.span.end + 1 for mark in negations(text)}
    for match in _ENDING.finditer(text):
        behind = [word for word in found if word.span.start >= match.end()][:8]
        behind = list(takewhile(lambda w: not w.comma and w.low not in _JOINING, behind))
        view = next((n for n, w in enumerate(behind[:4]) if _is_view(w, bare=n == 0)), None)
        if view is None or any(word.low.endswith("ing") for word in behind[:view]):
            continue  # who stops making claims has made them
        if match.start() not in negated:
            governed = (w for w in behind[view:] if w.content and w.clause == behind[view].clause)
            yield Mark("not", 2, Span(*match.span()), tuple(governed))
    for match in _FADING.finditer(text):
        at = next(n for n, word in enumerate(found) if word.span.end > match.start())
        first = max(n for n in range(at + 1) if not n or found[n].comma or found[n].clause != found[n - 1].clause)
        ahead = [word for word in found[first:at] if word.content]
        view = next((n for n, word in enumerate(ahead) if _is_view(word, bare=False)), len(ahead))
        yield Mark("not", 2, Span(*match.span()), tuple(ahead[view:]))


def pasts(claim: Claim) -> Iterator[Mark]:
    """The adverbs by which the quoted sentences tell a stance as a past one ("previously backed"), where the statement
    is in the present tense."""
    found = words(claim.quoted)
    present = re.match(r"\w+[^s]s\b", claim.statement)
    for match in _PAST.finditer(claim.quoted) if present and not re.search(r"\bstill\b", claim.quoted) else ():
        behind = [word for word in found if word.span.start >= match.end()]
        verb = next((n for n, w in enumerate(behind[:4]) if is_past(w) and w.low in lexicon()), None)
        if verb is not None and behind[verb].key not in _SAYING:
            yield Mark("not", 2, Span(*match.span()), tuple(behind[verb : verb + 1]))


def _is_view(word: Word, *, bare: bool) -> bool:
    """Whether a word names what somebody says or holds: a noun ("pledge"), or right behind the ending a verb."""
    return word.low in nouns() or word.low in _VIEWS or (bare and word.low in lexicon())


def is_past(word: Word) -> bool:
    """Whether a word has the form of a verb's past."""
    return word.low.endswith("ed") or IRREGULAR.get(word.low, word.low) != word.low
