"""status: words that make an office, a deed or a plan another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.grounding.rules.claim import Claim
from briefer.models import Finding, Span
from briefer.text.facts.names import TITLES, names, same_name, tokens_of
from briefer.text.facts.lexicon import grouped
from briefer.text.facts.words import Word, is_proper, stem, words

STATUS = {word: group.split()[0] for group in grouped("status", "groups") for word in group.split()}


def status(claim: Claim) -> Iterator[Finding]:
    """A "former", "acting", "alleged", "proposed" that the statement or role drops or puts in."""
    said = f"{claim.position.role} ; {claim.statement}"
    for ours, theirs, text, what in (
        (claim.quoted, said, claim.quoted, "is dropped"),
        (said, claim.quoted, said, "stands in the statement only"),
    ):
        for mark, head in _statuses(ours):
            others = [word for word in words(theirs) if word.key == head.key]
            known = {group for group, _ in _kinds(theirs)} | (
                {g for g, _ in _kinds(claim.text)} if ours is said else set()
            )
            bare = [w for w in words(text) if w.key == head.key and not any(h == w for _, h in _statuses(text))]
            if others and STATUS[mark.low] not in known and not bare:
                place = claim.span(mark.span) if ours is claim.quoted else None
                yield claim.caution("status", f'"{mark.text}" {what}', place)
                return
    yield from _role(claim)


def _role(claim: Claim) -> Iterator[Finding]:
    """A role without the "former" or "deputy" that the article puts before it."""
    role, who = [stem(t) for t in tokens_of(claim.position.role)], tokens_of(claim.position.speaker)
    if not role or not who or any(True for _ in _kinds(claim.position.role)):
        return
    for one in names(claim.text):
        if same_name(who, one.core):
            start = max(0, one.span.start - 60)
            around = claim.text[start : one.span.end + 60]
            for mark, head in _statuses(around):
                if head.key in role and not re.search(
                    r"[.!?\n]", around[min(mark.span.end, one.span.start - start) : one.span.start - start]
                ):
                    place = Span(start + mark.span.start, start + mark.span.end)
                    yield claim.caution("status", f'the article has "{mark.text}" before the role', place)
                    return


def _kinds(text: str) -> Iterator[tuple[str, Word]]:
    """The status words of a text, each with the name of its group."""
    for word in words(text):
        if word.low in STATUS and not (
            word.low == "late" and not re.match(r" (?:[A-Z]|\w+ [A-Z])", text[word.span.end :])
        ):
            yield STATUS[word.low], word


def _statuses(text: str) -> list[tuple[Word, Word]]:
    """The status words of a text, each with the word or words it is said of."""
    found = words(text)
    marks = {word for _, word in _kinds(text)}
    pairs = []
    for at, word in enumerate(found[:-1]):
        if word in marks and found[at + 1].content and not found[at + 1].comma:
            heads = [w for w in found[at + 1 : at + 3] if w.content and w.clause == word.clause and not w.comma]
            heads = [w for n, w in enumerate(heads) if w not in marks and not (n and is_proper(w) and w.low not in TITLES)]
            pairs += [(word, head) for head in heads]
    return pairs
