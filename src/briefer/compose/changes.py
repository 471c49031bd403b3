"""What a speaker's stance is against earlier briefs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from briefer.compose.similar import content_words, last_word, overlap, same_issue, same_speaker
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
    issues = {item.checked.position.issue for brief in earlier for item in brief.items}
    past: defaultdict[str, list[tuple[Brief, Item]]] = defaultdict(list)  # by the last word of the speaker's name
    for brief in earlier:
        for item in brief.items:
            past[last_word(item.checked.position.speaker)].append((brief, item))
    named = [(item, item.checked.position.speaker) for item in items if item.checked.position.speaker]
    compared = (_change(item, past[last_word(speaker)], issues) for item, speaker in named)
    found = sorted(filter(None, compared), key=lambda change: (_ORDER.index(change.kind), change.now))
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


def _change(item: Item, past: Sequence[tuple[Brief, Item]], issues: Iterable[str]) -> Change | None:
    """How the item's stance differs from the speaker's closest one in the latest brief that has one on a related
    issue; else whether it is the first of a speaker whom no brief had, on one of the `issues` that they knew."""
    position = item.checked.position
    own = [(brief, old) for brief, old in past if same_speaker(old.checked.position.speaker, position.speaker)]
    if before := _closest(position, own):
        return _compared(item, *before)
    known = any(same_issue(issue, position.issue) for issue in issues)
    if own or not known or position.stance in (Stance.UNCLEAR, Stance.NEUTRAL):
        return None
    return Change(kind="new", speaker=position.speaker, issue=position.issue, now=item.number)


def _closest(position: Position, own: Sequence[tuple[Brief, Item]]) -> tuple[Brief, Item] | None:
    """Of a speaker's own items, the latest brief first, the closest with a stance."""
    stood = [(brief, old) for brief, old in own if old.checked.position.stance is not Stance.UNCLEAR]
    for _, group in groupby(stood, key=lambda pair: pair[0].id):
        near = [(_nearness(position, old.checked.position), -old.number, brief, old) for brief, old in group]
        related = [found for found in near if found[0] >= 0]
        if related:
            return max(related, key=lambda found: found[:2])[2:]
    return None


def _nearness(one: Position, other: Position) -> float:
    """How much of what two positions say is the same; below 0 where they are on different issues.

    Labels may be worded anew each day: with one word in common, the words of the positions must bear them out.
    """
    said, before = (content_words(f"{p.statement} {p.quote}") for p in (one, other))
    near = overlap(said, before)
    related = topic_words(one.issue) & topic_words(other.issue) and near >= _NEAR
    return near if related or same_issue(one.issue, other.issue) else -1.0


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
