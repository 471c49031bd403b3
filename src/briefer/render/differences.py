"""What differs between a page as it should be and a page as it is, named by item and field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from briefer.render.markup import Label

_ITEM = re.compile(r"item \d+\Z")
_OWN = 12  # code points from which a line that occurs once can tell that its item is there
_SHOWN = 90  # code points of a wording


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, and where: an item and field, or a part of the page."""

    where: str
    what: str


def plain(text: str) -> str:
    """The text with plain line ends and no spaces before them or at its end; nothing else is forgiven."""
    return re.sub(r"[ \t]+(?=\n|\Z)", "", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip("\n")


def differences(expected: str, labels: Sequence[Label], actual: str) -> list[Fault]:
    """The faults of `actual`, empty if the two are the same; both are `plain`.

    Items that are gone, or stand whole in another order, are named as such; any other difference by its field.
    """
    if expected == actual:
        return []
    gone = _gone(expected, labels, actual)
    faults = [Fault(label.name, "missing") for label in gone]
    expected, labels = _without(expected, labels, gone)
    moved = _moved(expected, labels, actual)
    return list(dict.fromkeys([*faults, *(moved or _hunks(expected, labels, actual))])) or [
        Fault("page", "blank lines were added or taken out")
    ]


def placed(labels: Sequence[Label], page: str, other: str) -> list[Label]:
    """The labels of a page at the places where another page, laid out otherwise, shows the same letters."""

    def find(label: Label, value: str, start: int = 0, end: int = len(other)) -> Iterator[Label]:
        letters = re.findall(r"\[\d+\]|[^\W_]", value)
        found = re.compile(r"[\W_]*?".join(map(re.escape, letters))).search(other, start, end) if letters else None
        if found:
            yield Label(label.name, *found.span())

    values = [(label, page[label.start : label.end]) for label in labels]
    heads = [found for x, value in values if _ITEM.match(x.name) for found in find(x, value.split("\n")[0][:_OWN])]
    heads.sort(key=lambda label: label.start)
    ends = [*(label.start for label in heads[1:]), len(other)]
    items = {x.name: Label(x.name, x.start, end) for x, end in zip(heads, ends, strict=True)}
    found = list(items.values())
    for label, value in values:
        inside = items.get(label.name.split(":")[0])
        if inside and not _ITEM.match(label.name):
            found += find(label, value, inside.start, inside.end)
        elif not label.name.startswith("item "):
            found += find(label, value)
    return found


def _without(text: str, labels: Sequence[Label], gone: Sequence[Label]) -> tuple[str, list[Label]]:
    """The text without these stretches, and the other labels where they then are."""
    for label in reversed(gone):
        size = label.end - label.start
        text = text[: label.start] + text[label.end :]
        labels = [
            x if x.end <= label.start else Label(x.name, x.start - size, x.end - size)
            for x in labels
            if x.end <= label.start or x.start >= label.end
        ]
    return text, list(labels)


def _gone(expected: str, labels: Sequence[Label], actual: str) -> list[Label]:
    """Items of which neither the first line nor any line of their own is left."""
    counted, left = Counter(expected.split("\n")), set(actual.split("\n"))

    def is_gone(label: Label) -> bool:
        lines = expected[label.start : label.end].strip().split("\n")
        own = {lines[0], *(line for line in lines if len(line) >= _OWN and counted[line] == 1)}
        return not own & left

    return [label for label in labels if _ITEM.match(label.name) and is_gone(label)]


def _moved(expected: str, labels: Sequence[Label], actual: str) -> list[Fault]:
    """Whole items that all stand in the page, in another order."""
    items = [label for label in labels if _ITEM.match(label.name)]
    places = [actual.find(expected[label.start : label.end].strip()) for label in items]
    if -1 in places:
        return []
    return [
        Fault(f"items {one.name.split()[1]} and {two.name.split()[1]}", "in another order")
        for (one, at), (two, after) in pairwise(zip(items, places, strict=True))
        if at > after
    ]


def _hunks(expected: str, labels: Sequence[Label], actual: str) -> Iterator[Fault]:
    one, two = expected.split("\n"), actual.split("\n")
    starts = [0]
    for line in one:
        starts.append(starts[-1] + len(line) + 1)
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        old, new = "\n".join(one[a:b]), "\n".join(two[c:d])
        if kind != "equal" and (old.strip() or new.strip()):
            yield _named(labels, starts[a], old, new)


def _named(labels: Sequence[Label], start: int, old: str, new: str) -> Fault:
    """The fault of a stretch of the expected page that begins at `start`, by the field that holds all of it."""
    if not old.strip():
        return Fault(_around(labels, start), f"text added: {_wording(new)}")
    first = _common(old, new)
    last = min(_common(old[::-1], new[::-1]), len(old) - first, len(new) - first)
    begin, end = start + first, start + len(old) - last
    over = [x for x in labels if x.start <= begin and end <= x.end and x.start < x.end]
    field = min(over, key=lambda x: x.end - x.start, default=None)
    if field is None or _ITEM.match(field.name):
        lead, tail = max(0, first - 30), max(0, last - 30)
    else:
        lead, tail = max(field.start - start, first - 40, 0), max(start + len(old) - field.end, 0)
    shown, true = _wording(new[lead : len(new) - tail]), _wording(old[lead : len(old) - tail])
    return Fault(field.name if field else _around(labels, begin), f"shows {shown} where the proof has {true}")


def _around(labels: Sequence[Label], at: int) -> str:
    """The part of the page an offset lies in, or the item before it."""
    inside = next((label for label in labels if label.start <= at < label.end), None)
    done = [label.name for label in labels if _ITEM.match(label.name) and label.end <= at]
    return inside.name if inside else f"after {done[-1]}" if done else "top of the page"


def _common(one: str, two: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _wording(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 2] + ' …'}”"
