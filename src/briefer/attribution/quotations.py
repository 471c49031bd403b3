"""Which words stand in quotation marks."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from briefer.models import Span
from briefer.text.sentences import paragraphs

_SIGNS = "“”„‟\"＂«»‹›「」『』‘’‚'"
# One set of signs first, and only then a look at which of them it was: that keeps the scan fast. A row of eight marks
# or more is an ornament and quotes nothing; an apostrophe inside a word neither opens nor closes.
_MARKS = re.compile(
    rf"[{_SIGNS}`](?:[{_SIGNS}`]{{7,}}|(?<=`)`|(?<=‘)‘|(?<=’)’|(?<=')'|(?<![`'’])"
    r"|(?<=['’])(?:(?<![^\W_\u3000-\U0010ffff].)|(?![^\W_])))"
)
CLOSERS = {
    "“": "”“\"＂''’’", "‟": "”\"", "„": "“”\"‟", '"': '"”', "＂": '＂"', "``": "''’’\"", "‘‘": "’’''\"”",
    "''": "''’’", "’’": "’’''", "”": "”", "«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』",
    "‘": "’'", "’": "’", "‚": "‘’'", "'": "'’",
}  # fmt: skip
SINGLE = frozenset("‘’‚'")
FAR = 500  # marks between a quotation's first and last at most, so that the time stays linear
NO_QUOTE = re.compile(r"['’‘](?:em|til|tis|twas|cause|cuz|bout|n|round|\d\ds?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quoted stretch: `inner` without its marks, `outer` with them; `unclosed` where its paragraph ended it."""

    inner: Span
    outer: Span
    unclosed: bool


class _Mark(NamedTuple):
    """One mark of a paragraph and what its neighbours allow it to be."""

    start: int
    end: int
    text: str
    may_open: bool  # space or an opening sign before it, none behind
    may_close: bool
    number: bool  # a digit stands before it: perhaps an inch or a minute


def quoted(text: str) -> tuple[Span, ...]:
    """The stretches that stand in quotation marks, marks left out, in order, outermost level, never overlapping.

    A quotation ends with its paragraph at the latest, so one over several paragraphs gives a Span for each. Offsets in
    code points, half-open; time linear in the text.
    """
    return tuple(quotation.inner for quotation in quotations(text))


@lru_cache(maxsize=8)
def quotations(text: str) -> tuple[Quotation, ...]:
    """The same stretches as `quoted`, each with the extent of its marks."""
    found: list[Quotation] = []
    unclosed = False  # whether the paragraph before ended inside a quotation
    for paragraph in paragraphs(text):
        found_marks = _MARKS.finditer(text, paragraph.start, paragraph.end)
        marks = [_mark(text, m, paragraph) for m in found_marks if m.end() - m.start() < 8]
        if not marks:
            unclosed = False
            continue
        doubles = [at for at, mark in enumerate(marks) if mark.text not in SINGLE]
        first = marks[doubles[0]] if doubles else None
        if unclosed and first is not None and not _opens(text, first) and not first.number:
            if text[paragraph.start : first.start].strip():  # the opening mark was not repeated
                found.append(_quotation(text, (paragraph.start, paragraph.start), (first.start, first.end)))
            marks = marks[doubles[0] + 1 :]
        found.extend(_read(text, marks, paragraph))
        unclosed = bool(found) and found[-1].unclosed and found[-1].outer.end == paragraph.end
    return tuple(found)


def _quotation(text: str, opening: tuple[int, int], closing: tuple[int, int]) -> Quotation:
    inner = text[opening[1] : closing[0]]
    start, end = opening[1] + len(inner) - len(inner.lstrip()), opening[1] + len(inner.rstrip())
    return Quotation(Span(start, max(start, end)), Span(opening[0], closing[1]), closing[0] == closing[1])


def _mark(text: str, match: re.Match[str], paragraph: Span) -> _Mark:
    start, end = match.span()
    before = text[start - 1] if start > paragraph.start else " "
    after = text[end] if end < paragraph.end else " "
    mark, space = match[0], before.isspace()
    free_before = space or before in "([{—–-/:“\"‘'„«‚" or before >= "\u3000"
    may_open = free_before and not after.isspace()
    return _Mark(start, end, mark, may_open, not space and not (mark in SINGLE and after.isalnum()), before.isdigit())


def _read(text: str, marks: list[_Mark], paragraph: Span) -> list[Quotation]:
    """The outermost quotations among the marks of one paragraph."""
    found: list[Quotation] = []
    at = 0
    while at < len(marks):
        mark = marks[at]
        opens = _opens(text, mark)
        last = _partner(text, marks, at) if opens else None
        if last is None and (mark.text in SINGLE and not (mark.text == "‘" and mark.start == paragraph.start)):
            opens = False  # an apostrophe
        if opens:
            end = (marks[last].start, marks[last].end) if last is not None else (paragraph.end, paragraph.end)
            if text[mark.end : end[0]].strip():
                found.append(_quotation(text, (mark.start, mark.end), end))
            at = last if last is not None else len(marks)
        at += 1
    return found


def _opens(text: str, mark: _Mark) -> bool:
    if mark.text in SINGLE:
        return mark.text != "’" and mark.may_open and not NO_QUOTE.match(text, mark.start)
    if mark.text in "“‟„«‹「『‘‘``":
        return not (mark.text == "“" and mark.may_close and not mark.may_open)
    return not mark.number and (mark.may_open or (mark.text in '"＂' and not mark.may_close))


def _partner(text: str, marks: list[_Mark], first: int) -> int | None:
    """The index of the mark that closes the quotation opened at `first`; None if none does.

    Quotations of the same kind inside it are counted; where that count never comes out even, a mark was forgotten, and
    the quotation ends at the first mark that can close it. One in single marks leaves no other open inside.
    """
    opening, single = marks[first].text, marks[first].text in SINGLE
    depth, doubles, fallback = 1, 0, None
    for at in range(first + 1, min(len(marks), first + FAR)):
        mark = marks[at]
        if (mark.text in SINGLE) != single:
            doubles += 1
        elif single and mark.may_open:
            if fallback is not None:
                break
        elif mark.text == opening and mark.may_open and not (opening == "“" and mark.may_close):
            depth += 1
        elif mark.text in CLOSERS[opening] and (mark.may_close or not single):
            if single and doubles % 2:
                break
            fallback = at if fallback is None else fallback
            following = text[mark.end : mark.end + 2].lstrip()[:1]
            depth -= not (single and text[mark.start - 1] in "sS" and following.islower())  # "the workers' party"
            if depth == 0:
                return at
    return fallback
