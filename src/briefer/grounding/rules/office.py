"""status: words that make an office, a deed or a plan another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from briefer.grounding.rules.claim import Claim
from briefer.models import Finding
from briefer.text.facts.lexicon import grouped
from briefer.text.facts.names import TITLES
from briefer.text.facts.senses import alike
from briefer.text.facts.words import Word, content_keys, stem, words

STATUS = {word: group.split()[0] for group in grouped("status", "groups") for word in group.split()}
_LATE = re.compile(r" (?:[A-Z]|\w+ [A-Z])")  # "the late Ilse Marrow"
_TOLD = {group.split()[0]: group.split() for group in grouped("status", "told")}  # the same, told as a deed


def status(claim: Claim) -> Iterator[Finding]:
    """A "former", "acting", "alleged" or "proposed" that the statement or role drops, or that only they have."""
    said = f"{claim.position.role} ; {claim.statement}"
    ours = {STATUS[mark.low] for mark in _marks(said)}
    for mark, head in _statuses(claim.quoted):
        kept = STATUS[mark.low] in ours or any(alike(word.key, mark.key) for word in words(said))
        if not kept and any(word.key == head.key for word in words(said)):
            yield claim.caution("status", f'"{mark.text}" is dropped', claim.span(mark.span))
            return
    known, told = {STATUS[mark.low] for mark in _marks(claim.text)}, content_keys(claim.text)
    for mark, head in _statuses(said):
        group = STATUS[mark.low]
        if group in known or any(stem(word) in told for word in _TOLD.get(group, ())):
            continue
        if any(alike(head.key, key) for key in content_keys(claim.quoted)):
            yield claim.caution("status", f'"{mark.text}" stands in the statement only')
            return


def _marks(text: str) -> list[Word]:
    """The status words of a text."""
    found = (word for word in words(text) if word.low in STATUS)
    return [word for word in found if word.low != "late" or _LATE.match(text, word.span.end)]


def _statuses(text: str) -> list[tuple[Word, Word]]:
    """The status words of a text, each with the word or words it is said of: the next, and a title behind that."""
    found = words(text)
    pairs = []
    for mark in _marks(text):
        at = found.index(mark) + 1
        heads = takewhile(lambda word: word.content and not word.comma, found[at : at + 2])
        pairs += [(mark, word) for n, word in enumerate(heads) if not n or word.low in TITLES]
    return pairs
