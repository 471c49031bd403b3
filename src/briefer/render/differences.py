"""What differs between a page as it should be and a page as it is, named by item and field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from briefer.render.markup import Label

_ITEM = re.compile(r"item \d+\Z")
_SHOWN = 90  # code points of a wording


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, and where: an item and field, or a part of the page."""

    where: str
    what: str


def plain(text: str) -> str:
    """The text with plain line ends and no spaces before them; nothing else is forgiven."""
    return re.sub(r"[ \t]+(?=\n|\Z)", "", text.replace("\r\n", "\n").replace("\r", "\n"))


def differences(expected: str, labels: Sequence[Label], actual: str) -> list[Fault]:
    """The faults of `actual`, empty if the two are the same but for line ends and spaces before them.

    Items that stand whole in another order are named as such; any other difference by the field it falls in.
    """
    expected, labels, actual = _plain(expected, labels, actual)
    if expected == actual:
        return []
    faults = _moved(expected, labels, actual)
    if faults:
        return faults
    return list(dict.fromkeys(_hunks(expected, labels, actual)))


def _plain(expected: str, labels: Sequence[Label], actual: str) -> tuple[str, tuple[Label, ...], str]:
    """Both texts made plain, the labels moved along."""
    gone = [
        (m.start(), m.end() - m.start()) for m in re.finditer(r"[ \t]+(?=\n|\Z)|\s+\Z", expected)
    ]

    def new(at: int) -> int:
        return at - sum(min(length, max(at - start, 0)) for start, length in gone)

    moved = tuple(Label(label.name, new(label.start), new(label.end)) for label in labels) if gone else tuple(labels)
    return plain(expected).rstrip(), moved, plain(actual).rstrip()


def _moved(expected: str, labels: Sequence[Label], actual: str) -> list[Fault]:
    """Whole items that all stand in the page, in another order."""
    items = [label for label in labels if _ITEM.match(label.name)]
    places = [actual.find(expected[label.start : label.end]) for label in items]
    if -1 in places or places == sorted(places):
        return []
    inverted = [
        (one.name.split()[1], two.name.split()[1])
        for (one, at), (two, after) in zip(zip(items, places, strict=True), list(zip(items, places, strict=True))[1:], strict=False)
        if at > after
    ]
    return [Fault(f"items {one} and {two}", "in another order") for one, two in inverted]


def _hunks(expected: str, labels: Sequence[Label], actual: str) -> Iterator[Fault]:
    one, two = expected.split("\n"), actual.split("\n")
    starts = [0]
    for line in one:
        starts.append(starts[-1] + len(line) + 1)
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _named(expected, labels, starts[a], "\n".join(one[a:b]), "\n".join(two[c:d]))


def _named(expected: str, labels: Sequence[Label], start: int, one: str, two: str) -> Iterator[Fault]:
    """The faults of a stretch of the expected page that begins at `start`, against what stands there."""
    gone = [
        label for label in labels
        if _ITEM.match(label.name) and start <= label.start and label.end <= start + len(one) + 1
        and expected[label.start : label.end].strip().split("\n")[0] not in two
        and not set(_words(expected, label, labels)) & set(two.split("\n"))
    ]  # fmt: skip
    if gone and len(two) < len(one):
        yield from (Fault(label.name, "missing") for label in gone)
        return
    if not one.strip():
        yield Fault(_before(labels, start), f"text added: {_wording(two)}")
        return
    first = _common(one, two)
    last = min(_common(one[::-1], two[::-1]), len(one) - first, len(two) - first)
    begin, end = start + first, start + len(one) - last
    over = [x for x in labels if x.start <= max(end, begin) and begin <= x.end and x.start < x.end]
    inner = [x for x in over if not _ITEM.match(x.name)] or over[-1:]
    field = inner[0] if inner else None
    if field is None or field.start > begin or field.end < end:
        lead, tail = max(0, first - 30), last - min(last, 30)
        where = field.name if field else _before(labels, begin)
        yield Fault(where, _both(one[lead : len(one) - tail], two[lead : len(two) - tail]))
        return
    lead, tail = field.start - start, start + len(one) - field.end
    yield Fault(field.name, _both(one[max(lead, 0) : len(one) - max(tail, 0)], two[max(lead, 0) : len(two) - max(tail, 0)]))


def _words(expected: str, label: Label, labels: Sequence[Label]) -> list[str]:
    """The lines of an item that are its own."""
    return [line for line in expected[label.start : label.end].split("\n") if len(line) > 40]


def _before(labels: Sequence[Label], at: int) -> str:
    items = [label for label in labels if _ITEM.match(label.name)]
    inside = next((label for label in labels if label.start <= at < label.end), None)
    if inside:
        return inside.name
    done = [label for label in items if label.end <= at]
    if not done:
        return "page: top"
    return f"page: after {done[-1].name}"


def _common(one: str, two: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _both(one: str, two: str) -> str:
    return f"shows {_wording(two)} where the proof has {_wording(one)}"


def _wording(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 2] + ' …'}”"
