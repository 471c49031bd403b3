"""Whether words of our own are borne out by others: names, numbers, dates, polarity, and what they are about."""

from __future__ import annotations

from collections.abc import Iterator

from briefer.text.facts.dates import dates
from briefer.text.facts.names import names, same_name, same_token
from briefer.text.facts.numbers import agree, quantities
from briefer.text.facts.senses import hedges, opposite, signs
from briefer.text.facts.words import content_keys, stem, words

MATTER, ALL_BUT = 0.5, 0.75
"""Share of the content words, names apart, that the source must have: of a label, and of a sentence."""


def unborne(said: str, source: str) -> tuple[str, ...]:
    """What speaks against a text as a summary of a source, in words; empty where nothing does.

    Strict rather than fair: what it refuses is worded anew or left out, what it passes is printed.
    """
    return (*strange(said, source), *_turned(said, source), *apart(said, source, ALL_BUT))


def strange(said: str, source: str) -> Iterator[str]:
    """Names, numbers and dates that the source does not have."""
    for name in names(said):
        if name.initial and len(name.tokens) == 1 and stem(name.tokens[0]) in content_keys(source):
            continue
        if not any(same_name(name.core, one.core) or same_name(name.core, one.tokens) for one in names(source)):
            yield f'name: "{name.span.of(said)}" is not in the items'
    for number in quantities(said):
        if not number.soft and not any(agree(number, one) for one in quantities(source)):
            yield f'number: "{number.span.of(said)}" is not in the items'
    for when in dates(said):
        if (when.kind, when.value) not in {(day.kind, day.value) for day in dates(source)}:
            yield f'date: "{when.span.of(said)}" is not in the items'


def _turned(said: str, source: str) -> Iterator[str]:
    """Words that the source has with the other polarity, or only as their opposite; hedges that were lost."""
    there = signs(source)
    for sign in signs(said):
        same = [other for other in there if same_token(other.word.key, sign.word.key)]
        facing = [other for other in there if opposite(other.word.key, sign.word.key)]
        if same and all(other.odd != sign.odd for other in same):
            yield f'negation: the items do not say "{sign.word.text}" so'
        elif not same and any(other.odd == sign.odd for other in facing):
            yield f'negation: the items say the opposite of "{sign.word.text}"'
    softened = {word.key for hedge in hedges(source) for word in hedge.governs[:1]}
    if softened & content_keys(said) and not hedges(said):
        yield "modality: a may, could or wants to of the items is lost"


def apart(said: str, source: str, share: float = MATTER) -> Iterator[str]:
    """Whether more of the words than `share` leaves room for are about something else."""
    named = {token for name in names(said) for token in name.tokens}
    keys = {word.key for word in words(said) if word.content and word.low not in named}
    known = content_keys(source)
    there = sum(any(same_token(key, other) for other in known) for key in keys)
    if keys and there < share * len(keys):
        yield "unrelated: too many of its words are not in the items"
