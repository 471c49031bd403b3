"""What differs between a page as it should be and a page as it is, named by item or heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from rapidfuzz.distance import Postfix, Prefix

_MARK = re.compile(
    r'(?:<details class="item" data-number="|\[)(?P<item>\d+)(?:"|\] (?=\S))|\[w(?P<link>\d+)\]: |'
    r'(?:#+ |<h[12]>|<section class="bottom" aria-label="|\*\*(?=Bottom line))(?P<heading>[^<"*]+?)\.?(?=[<"*]|$)'
    r"|(?P<end>---|</section>|<footer>|<aside|<section)"
)
"""How a line begins that opens an item, a heading or another part, in Markdown, in HTML and in the text of a PDF."""
_SHOWN = 90  # code points of a wording
_AROUND = 30  # of these, on each side of what differs


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, and where: an item, or a part of the page."""

    where: str
    what: str


def plain(text: str) -> str:
    """The text with plain line ends and no spaces before them or at its end; nothing else is forgiven."""
    return re.sub(r"[ \t]+(?=\n|\Z)", "", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip("\n")


def differences(expected: str, actual: str) -> list[Fault]:
    """The faults of `actual`, empty if the two are the same; both are `plain`.

    Items that are gone, or stand in another order, are named as such.
    """
    if expected == actual:
        return []
    one, two = _owned(expected), _owned(actual)
    should, there = list(dict.fromkeys(where for where, _ in one)), dict.fromkeys(where for where, _ in two)
    gone = [where for where in should if where.startswith("item ") and where not in there]
    place = {where: n for n, where in enumerate(there)}
    kept = [where for where in should if where.startswith("item ") and where in there]
    faults = [Fault(where, "missing") for where in gone]
    faults += [
        Fault(f"items {a[5:]} and {b[5:]}", "in another order") for a, b in pairwise(kept) if place[a] > place[b]
    ]
    if sorted(one) != sorted(two):
        faults += _hunks([line for line in one if line[0] not in gone], two)
    return list(dict.fromkeys(faults)) or [Fault("page", "lines were moved, added or taken out")]


def _owned(page: str) -> list[tuple[str, str]]:
    """Each line of a page that is not blank, behind the name of the part it belongs to."""
    owner, lines = "top of the page", []
    for line in filter(str.strip, page.split("\n")):
        if found := _MARK.match(line):
            heading = found["heading"] and f"“{found['heading'].strip()}”"
            named = found["link"] and f"link of item {found['link']}"
            owner = f"item {found['item']}" if found["item"] else named or heading or "rest of the page"
        lines.append((owner, line))
    return lines


def _hunks(one: list[tuple[str, str]], two: list[tuple[str, str]]) -> Iterator[Fault]:
    old_lines, new_lines = [line for _, line in one], [line for _, line in two]
    for kind, a, b, c, d in SequenceMatcher(None, old_lines, new_lines, autojunk=False).get_opcodes():
        if kind == "insert":
            yield Fault(one[a - 1][0] if a else two[c][0], f"text added: {_wording(' '.join(new_lines[c:d]))}")
        elif kind != "equal":
            shown, true = _apart(" ".join(new_lines[c:d]), " ".join(old_lines[a:b]))
            for where in dict.fromkeys(where for where, _ in one[a:b]):
                yield Fault(where, f"shows {shown} where the proof has {true}")


def _apart(new: str, old: str) -> tuple[str, str]:
    """Two wordings, cut to what differs and what stands around it; without tags where these are the same."""
    bare = [re.sub(r"<[^>]*>", "", text) for text in (new, old)]
    new, old = bare if bare[0] != bare[1] else (new, old)
    first, last = int(Prefix.similarity(old, new)), int(Postfix.similarity(old, new))
    lead, tail = max(0, first - _AROUND), max(0, min(last, len(old) - first, len(new) - first) - _AROUND)
    return _wording(new[lead : len(new) - tail]), _wording(old[lead : len(old) - tail])


def _wording(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 2] + ' …'}”"
