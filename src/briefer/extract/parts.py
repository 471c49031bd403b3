"""Long articles in parts, and the parts' positions as one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefer.models import Position

CARRIED = 700
"""Characters of the first and of the preceding paragraph that go with a later part, so that "he" has a name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an article, and what a reader must know from before it."""

    text: str
    before: str = ""

    def halves(self) -> tuple[Part, ...]:
        """The part in two or three smaller ones, or itself where it cannot be divided."""
        first, *others = split(self.text, -(-len(self.text) // 2))
        return (Part(first.text, self.before), *(Part(o.text, f"{self.before}\n{o.before}".strip()) for o in others))


def split(text: str, size: int) -> tuple[Part, ...]:
    """Parts of at most `size` characters, cut between paragraphs where one can; their texts together are `text`."""
    parts: list[Part] = []
    lead = latest = ""
    for paragraph in _bounded(text, size):
        if parts and len(parts[-1].text) + len(paragraph) <= size:
            parts[-1] = Part(parts[-1].text + paragraph, parts[-1].before)
        else:
            parts.append(Part(paragraph, "\n".join(dict.fromkeys(filter(None, (lead, latest))))))
        if words := paragraph.strip():
            lead, latest = lead or words[:CARRIED], words[-CARRIED:]
    return tuple(parts)


def merge(positions: Iterable[Position]) -> tuple[Position, ...]:
    """The positions in their order, each speaker's words once."""
    kept: dict[tuple[str, str], Position] = {}
    for position in positions:
        words = position.quote or position.statement
        kept.setdefault((position.speaker.casefold(), " ".join(words.split())), position)
    return tuple(kept.values())


def _bounded(text: str, size: int) -> Iterable[str]:
    """The paragraphs, with their line ends; one that is too long in pieces."""
    for paragraph in text.splitlines(keepends=True):
        while len(paragraph) > size:
            cut = _cut(paragraph[:size])
            yield paragraph[:cut]
            paragraph = paragraph[cut:]
        yield paragraph


def _cut(window: str) -> int:
    """Where to cut inside a paragraph: after a sentence, else after a word, else at the end of the window."""
    for end in (". ", "。", " "):
        if (at := window.rfind(end)) > 0:
            return at + len(end)
    return len(window)
