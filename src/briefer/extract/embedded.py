"""The engine without a model: rules read the attributions, rules word the positions. English only."""

import hashlib

from briefer.models import Article, Position

VERSION = "3"


class EmbeddedEngine:
    """Reads with rules alone: no network, no model, the same positions for the same article."""

    name = f"embedded {VERSION}"
    key = hashlib.sha256(name.encode()).hexdigest()[:16]
    notes: tuple[str, ...] = ()

    async def read(self, article: Article) -> tuple[Position, ...]:
        """Proposed positions, most important first; () where nobody takes one or the article is not in English."""
        from briefer.attribution import attributions
        from briefer.extract.positions import positions

        if article.language not in ("en", "unknown"):
            return ()
        return positions(article, attributions(article.text))
