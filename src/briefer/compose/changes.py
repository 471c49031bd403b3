"""What a speaker's stance is against earlier briefs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from briefer.compose.similar import content_words, last_name, overlap, same_issue, same_speaker
from briefer.models import Brief, Change, Item, Position, Stance
from briefer.text.topics import topic_words

_ORDER = ("reversed", "softened", "hardened", "new", "repeated")
_NEAR = 0.35  # of the shorter one's words
_CLEAR = (Stance.SUPPORTS, Stance.OPPOSES)


def changes(items: Sequence[Item], earlier: Sequence[Brief]) -> tuple[Change, ...]:
    """One change at most for each speaker and issue, the weightiest kinds first.

    An item is compared with the speaker's closest stance in the latest of the `earlier` briefs (latest first) that
    has one on a related issue. Without earlier briefs nothing is new and the result is empty.
    """
    if not earlier:
        return ()
    found: list[Change] = []
    spoken: defaultdict[str, list[tuple[Brief, Item]]] = defaultdict(list)  # many briefs are compared: by last name
    for brief in earlier:
        for old in brief.items:
            spoken[last_name(old.checked.position.speaker)].append((brief, old))
    issues = {old.checked.position.issue for brief in earlier for old in brief.items}
    for item in items:
        if not (speaker := item.checked.position.speaker):
            continue
        own = [one for one in spoken[last_name(speaker)] if same_speaker(one[1].checked.position.speaker, speaker)]
        before = _latest(item.checked.position, own)
        change = _compared(item, *before) if before else None if own else _first(item, issues)
        if change:
            found.append(change)
    found.sort(key=lambda change: (_ORDER.index(change.kind), change.now))
    kept: list[Change] = []
    for change in found:
        if not any(same_speaker(change.speaker, one.speaker) and same_issue(change.issue, one.issue) for one in kept):
            kept.append(change)
    return tuple(kept)


def kind_of(before: Stance, now: Stance) -> str:
    """The change from one stance to another: reversed, hardened, softened or repeated; "" where either is no stance."""
    if Stance.UNCLEAR in (before, now):
        return ""
    if before == now:
        return "repeated"
    if before in _CLEAR and now in _CLEAR:
        return "reversed"
    return "hardened" if now in _CLEAR else "softened"


def _latest(position: Position, own: Sequence[tuple[Brief, Item]]) -> tuple[Brief, Item] | None:
    """The closest of a speaker's own positions with a stance in the latest brief that has one on a related issue."""
    stood = (one for one in own if one[1].checked.position.stance is not Stance.UNCLEAR)
    for _, same in groupby(stood, key=lambda one: one[0].id):
        near = [(_nearness(position, item.checked.position), -item.number, (brief, item)) for brief, item in same]
        related = [found for found in near if found[0] >= 0]
        if related:
            return max(related, key=lambda found: found[:2])[2]
    return None


def _nearness(one: Position, other: Position) -> float:
    """How much of what two positions say is the same; below 0 where they are on different issues.

    Labels may be worded anew each day: with one word in common, the words of the positions must bear them out.
    """
    said, before = (content_words(f"{p.statement} {p.quote}") for p in (one, other))
    near = overlap(said, before)
    related = topic_words(one.issue) & topic_words(other.issue) and near >= _NEAR
    return near if related or same_issue(one.issue, other.issue) else -1.0


def _first(item: Item, issues: Iterable[str]) -> Change | None:
    """A stance on an issue that earlier briefs knew, of a speaker whom none of them had."""
    position = item.checked.position
    if position.stance in (Stance.UNCLEAR, Stance.NEUTRAL):
        return None
    if not any(same_issue(old, position.issue) for old in issues):
        return None
    return Change(kind="new", speaker=position.speaker, issue=position.issue, now=item.number)


def _compared(item: Item, brief: Brief, old: Item) -> Change | None:
    position, past = item.checked.position, old.checked.position
    kind = kind_of(past.stance, position.stance)
    if not kind:
        return None
    outlet = next((source.outlet for source in brief.sources if source.id == old.checked.article), "")
    return Change(
        kind=kind,
        speaker=position.speaker,
        issue=position.issue,
        now=item.number,
        before_date=brief.date,
        before_stance=past.stance,
        before_quote=past.quote,
        before_outlet=outlet,
        before_mode=old.checked.verdict.evidence.mode,
    )
