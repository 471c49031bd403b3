"""Who a name, role or body in a position means in the article."""

from __future__ import annotations

import re
from functools import lru_cache

from briefer.attribution.cues import lexicon
from briefer.grounding.rules.groups import members, onlooked, onlookers
from briefer.grounding.rules.reference import QUALIFIERS, bearer, core_of
from briefer.models import Attribution, Span
from briefer.text.facts.lexicon import listed
from briefer.text.facts.names import TITLES, Name, fold_token, mentions, names, same_name, same_token, tokens_of
from briefer.text.facts.words import FUNCTION

_VOICE = listed("names", "voices")
_OWNERS = frozenset("his her its their our".split())
_COMMON = frozenset(
    "company firm group operator consortium party union bank agency club federation association organization"
    " organisation site".split()
)
_PAPERS = frozenset("report study letter statement document paper survey opinion analysis proposal memo".split())
_OWNED = re.compile(r"[^\W_]+['’]s? [a-z]")
_SHORT = re.compile(r"(?i)(?:the|his|her|its|their)\s")
_NEAR = 1500  # code points back to where "the company" looks for its name
_NOUN_PHRASE = re.compile(r"(?:[\w’'-]+ ){0,6}$")
_APPOSITION = re.compile(
    r", (?![A-Z])(?!(?:in|at|on|to|from|for|with|by|as|after|during|while|when|speaking|talking|writing|adding"
    r"|citing)\b)"
    r"(?:the |a |an |who (?:is|was) |\w+['’]s )?[^,.;:\"“()]{3,80}"
)


def is_source(text: str, held: Attribution, claimed: tuple[str, ...]) -> bool:
    """Whether a claimed speaker, as folded tokens, is the source of an attribution: by name, by a part of it, by role
    or by the body spoken for. A person's spokesman, ministry or lawyer is not that person."""
    mention = " ".join(span.of(text) for span in held.source)
    parts = tokens_of(mention)
    core = core_of(claimed)
    own = core_of(tokens_of(held.speaker))
    if claimed and claimed == tokens_of(held.speaker):
        return True
    if means(text, core, members(text, held)):
        return True
    if parts and same_token(parts[0], claimed[0]) and all(any(same_token(a, b) for b in claimed) for a in parts):
        return True  # "critics" for "critics of the toll"
    if only_mentioned(text, held, claimed):
        if onlookers(mention) or _is_person(text, core) or not any(True for _ in mentions(mention, core)):
            return False
    elif parts and len(claimed) > len(parts) and _stands_there(text, held, claimed):
        return True
    if _short_for(text, held, claimed, parts):
        return True
    voiced = [i for i, token in enumerate(parts) if token in _VOICE]
    if voiced and not any(token in _VOICE for token in claimed):
        return not _is_person(text, core) and all(any(same_token(a, b) for b in (*parts, *own)) for a in core)
    if _OWNED.search(held.speaker) and tokens_of(held.speaker)[-1] not in claimed and bearer(text, " ".join(core)):
        return False  # "her colleague" is not she
    if own and (same_name(core, own) or _longer(text, core, own)):
        return not _rival_first_name(core, own)
    known = {*parts, *tokens_of(held.speaker), *tokens_of(held.role), *described(text, own)} - QUALIFIERS
    wanted = [token for token in claimed if token not in QUALIFIERS] or list(claimed)
    if len(bare := [token for token in wanted if token not in TITLES]) > 2:
        wanted = bare
    if parts and parts[-1] in _PAPERS and _wrote(text, held, core, parts[-1]):
        return True
    return all(any(same_token(a, b) for b in known) for a in wanted) or same_name(core, core_of(parts))


def _short_for(text: str, held: Attribution, claimed: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether a mention such as "her ministry", "the Energy Ministry" or "the company" is short for a claimed body: its
    words are the claim's, or it is a common word for bodies; and the body stands before it without a rival."""
    bare = tuple(part for part in parts if part not in _OWNERS)
    start = held.source[0].start if held.source else 0
    if not bare or not claimed or not _SHORT.match(text, start) or core_of(claimed) != tuple(claimed):
        return False
    earlier = [n for n in names(text) if start - _NEAR < n.span.start < start]
    if all(any(same_token(a, b) for b in claimed) for a in bare) and same_token(bare[-1], claimed[-1]):
        rivals = [n for n in earlier if same_token(n.tokens[-1], bare[-1]) and len(n.tokens) > 1]
        return not rivals or means(text, claimed, (rivals[-1],))
    return parts == bare[:1] and bare[0] in _COMMON and any(means(text, claimed, (n,)) for n in earlier)


def _wrote(text: str, held: Attribution, core: tuple[str, ...], paper: str) -> bool:
    """Whether the article says beside an earlier mention of a paper whose it is: "a report by the Harbour Board"."""
    for one in names(text[: held.source[0].start]):
        if means(text, core, (one,)):
            before, after = text[max(0, one.span.start - 40) : one.span.start], text[one.span.end : one.span.end + 40]
            if re.search(rf"\b{paper}s? (?:by|of|from) (?:the )?\Z", before) or re.match(
                rf"['’]s? (?:\w+ )?{paper}\b", after
            ):
                return True
    return False


def means(text: str, core: tuple[str, ...], those: tuple[Name, ...]) -> bool:
    """Whether a claimed name is one of some names, written as there or in full."""
    return any(
        (same_name(core, one.core) or _longer(text, core, one.core)) and not _rival_first_name(core, one.core)
        for one in those
    )


def only_mentioned(text: str, held: Attribution, claimed: tuple[str, ...]) -> bool:
    """Whether the phrase that names a source names the claimed speaker only as somebody else's, and the article's
    reading did not resolve it to the claimed speaker."""
    core, own = core_of(claimed), core_of(tokens_of(held.speaker))
    repeated = own == core_of(tokens_of(" ".join(span.of(text) for span in held.source)))
    resolved = not repeated and (same_name(core, own) or _longer(text, core, own))
    those = tuple(one for one in onlooked(text, held) if core and same_token(core[-1], one.core[-1]))
    return not resolved and means(text, core, those)


def _stands_there(text: str, held: Attribution, claimed: tuple[str, ...]) -> bool:
    """Whether the claimed words stand around the mention, or directly before the cue where the mention was misread."""
    for cue in held.cue[:1]:
        before = tokens_of(text[max(0, cue.start - 12 * len(claimed) - 20) : cue.start])
        if before[-len(claimed) :] == claimed:
            return True
    start, end = held.source[0].start, held.source[-1].end
    base = max(0, start - 150)
    return any(
        Span(base + m.start, base + m.end).overlaps(Span(start, end)) for m in mentions(text[base : end + 150], claimed)
    )


def _longer(text: str, claimed: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether the claim writes out a name of which the article's reading has only the last part, and the article has no
    other bearer of it."""
    if len(claimed) <= len(own) or claimed[-len(own) :] != own:
        return False
    full = [core_of(n.tokens) for n in names(text) if n.core[-len(own) :] == own and len(n.core) > len(own)]
    return not full or any(same_name(claimed, other) for other in full)


def _rival_first_name(claimed: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether two different first names share the surname by which they matched."""
    return (
        len(claimed) > 1
        and len(own) > 1
        and claimed[-1] == own[-1]
        and not any(same_token(a, b) or a[0] == b[0] for a in claimed[:-1] for b in own[:-1])
    )


@lru_cache(maxsize=8)
def introductions(text: str) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    """Every name of a text with the words that introduce it: those before it in its noun phrase, and an apposition."""
    found = []
    for one in names(text):
        before = _NOUN_PHRASE.search(text[max(0, one.span.start - 70) : one.span.start])
        role = [fold_token(word.rstrip(",")) for word in before[0].split()] if before else []
        known = set(one.tokens)
        if one.tokens != one.core or (role and role[-1] in TITLES | _VOICE):
            stop = max(
                (n for n, token in enumerate(role) if token in FUNCTION - {"of", "for"} or _is_cue(token)), default=-1
            )
            known.update(role[stop + 1 :])
        after = _APPOSITION.match(text, one.span.end, one.span.end + 90)
        if after and not _is_cue(tokens_of(after[0])[0]):
            known.update(tokens_of(after[0]))
        found.append((one.core, frozenset(known - FUNCTION)))
    return tuple(found)


def _is_cue(token: str) -> bool:
    """Whether a word is a finite form of a verb of saying: "the chair declared President X"."""
    return token in lexicon() and lexicon()[token][1] in ("VVD", "VVZ", "VVN")


def described(text: str, own: tuple[str, ...]) -> frozenset[str]:
    """All words by which the article introduces a name."""
    all_names, places = introductions(text), _bearers(text)
    near = sorted({n for token in own for n in places.get(token, ())[:50]})
    return frozenset().union(
        *(all_names[n][1] for n in near if same_name(own, all_names[n][0]) or same_name(all_names[n][0], own))
    )


@lru_cache(maxsize=8)
def _bearers(text: str) -> dict[str, list[int]]:
    """For each word of a name, the numbers of the names that bear it."""
    found: dict[str, list[int]] = {}
    for number, (core, _) in enumerate(introductions(text)):
        for token in core:
            found.setdefault(token, []).append(number)
    return found


def _is_person(text: str, core: tuple[str, ...]) -> bool:
    """Whether the article puts a title or role before the name."""
    return any(same_name(core, own) and known & TITLES for own, known in introductions(text))


def same_party(tokens: tuple[str, ...], name: str) -> bool:
    """Whether folded tokens and a name mean one person, body or description."""
    other = core_of(tokens_of(name))
    own = core_of(tokens)
    if same_name(own, other) or same_name(other, own):
        return True
    wanted = set(own) - QUALIFIERS
    return bool(wanted) and (wanted <= set(other) or set(other) - QUALIFIERS <= wanted)
