"""status: words that make an office, a deed or a plan another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefer.grounding.rules.claim import Claim
from briefer.models import Finding, Span
from briefer.text.facts.dates import dates
from briefer.text.facts.lexicon import grouped, listed
from briefer.text.facts.names import TITLES, names, same_name, tokens_of
from briefer.text.facts.senses import alike
from briefer.text.facts.words import Word, content_keys, is_proper, stem, words

STATUS = {word: group.split()[0] for group in grouped("status", "groups") for word in group.split()}
_THE = re.compile(r"(?i)\bthe \Z")
_LATE = re.compile(r" (?:[A-Z]|\w+ [A-Z])")
_TOLD = {group.split()[0]: group.split() for group in grouped("status", "told")}  # the same, told as a deed
_SETTLED = listed("status", "settled")  # groups of words that count wherever they stand


def status(claim: Claim) -> Iterator[Finding]:
    """A "former", "acting", "alleged", "proposed" that the statement or role drops or puts in, or a "signed" or
    "convicted" that only the statement has."""
    said = f"{claim.position.role} ; {claim.statement}"
    there, ours = {kind for kind, _ in _kinds(claim.quoted)}, {kind for kind, _ in _kinds(said)}
    heads = [word for word in words(said) if word.content and STATUS.get(word.low) is None]
    for mark, head in _statuses(claim.quoted):
        bare = [w for w in words(claim.quoted) if w.key == head.key and all(h != w for _, h in _statuses(claim.quoted))]
        kept = STATUS[mark.low] in ours or any(alike(word.key, mark.key) for word in heads)
        if not kept and not bare and any(word.key == head.key for word in heads):
            yield claim.caution("status", f'"{mark.text}" is dropped', claim.span(mark.span))
            return
    there_keys = content_keys(claim.quoted)
    brought = [
        (mark, head.key)
        for mark, head in _statuses(said)
        if head.low in TITLES
        or any(alike(head.key, key) for key in there_keys)
        or mark.span.end <= len(claim.position.role)
    ]
    brought += [
        (word, "") for kind, word in _kinds(said) if kind in _SETTLED and not _THE.search(said, 0, word.span.start)
    ]
    for mark, head_key in brought:
        if mark.low.endswith("ed") and claim.statement.startswith(mark.text):
            continue  # a verb
        if STATUS[mark.low] in there or claim.literal:
            continue
        if not _known(claim, mark, head_key):
            yield claim.caution("status", f'"{mark.text}" stands in the statement only')
            return
    yield from _role(claim)


def _known(claim: Claim, mark: Word, head: str) -> bool:
    """Whether the article has a status word of the same group near the speaker, or before the same head."""
    who = tokens_of(claim.position.speaker)
    near = [n.span for n in names(claim.text) if who and same_name(who, n.core)]
    around = " ; ".join(claim.text[max(0, span.start - 60) : span.end + 60] for span in near)
    if STATUS[mark.low] in {kind for kind, _ in _kinds(around)}:
        return True
    if any(other.key == head and STATUS[m.low] == STATUS[mark.low] for m, other in _statuses(claim.text)):
        return True
    told = content_keys(claim.text)
    return bool(head) and any(stem(word) in told for word in _TOLD.get(STATUS[mark.low], ()))


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
            word.low == "late" and (dates(text[word.span.end :][:12]) or not _LATE.match(text, word.span.end))
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
            heads = [
                w for n, w in enumerate(heads) if w not in marks and not (n and is_proper(w) and w.low not in TITLES)
            ]
            pairs += [(word, head) for head in heads]
    return pairs
