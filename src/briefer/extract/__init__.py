"""Engines: the functions from an Article to proposed Positions. What they propose is nothing until it is checked."""

from __future__ import annotations

from typing import Protocol

from briefer.models import Article, Position


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
