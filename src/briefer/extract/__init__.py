"""Engines: the functions from an Article to proposed Positions. What they propose is nothing until it is checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from briefer.models import Article, Position, Sentence, Span


class Engine(Protocol):
    """One way to read an article. Implementations: `embedded.EmbeddedEngine`, `llm.ModelEngine`."""

    @property
    def name(self) -> str:
        """As the page shows it: "embedded 1" or "llm MODEL"."""

    @property
    def key(self) -> str:
        """Digest of all that decides the answer besides the article: readings are kept under it."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the page must say about the readings so far."""

    async def read(self, article: Article) -> tuple[Position, ...]:
        """Proposed positions, most important first. Raises ModelError; a model that finds none returns ()."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A position that the checker refused: why, and where the true words stand (None where nobody knows)."""

    position: Position
    reasons: tuple[str, ...]  # "rule: message"
    near: Span | None


@dataclass(frozen=True, slots=True)
class Told:
    """A checked position as an engine is shown it for the brief's own words."""

    position: Position
    outlet: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The brief's own words over numbered positions, from 1: issues with their members, and the bottom line."""

    issues: tuple[tuple[str, tuple[int, ...]], ...] = ()
    sentences: tuple[Sentence, ...] = ()


@runtime_checkable
class Writer(Protocol):
    """An engine that can be asked again, and that words the brief. Implementation: `llm.ModelEngine`."""

    async def repair(self, article: Article, failed: Sequence[Failed]) -> tuple[Position | None, ...]:
        """For each of `failed` the mended position, not yet checked, or None. One call at most; raises ModelError."""

    async def word(self, told: Sequence[Told]) -> Wording:
        """Issues and bottom line, not yet checked; nothing where the model gives none. Raises ModelError."""

    async def reword(
        self, told: Sequence[Told], refused: Sequence[tuple[Sentence, tuple[str, ...]]]
    ) -> tuple[Sentence, ...]:
        """The sentences that were refused, with their reasons, worded anew. One call; raises ModelError."""
