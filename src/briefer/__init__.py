"""briefer: a one-page news brief in which every line can be checked against the words of its article.

briefer.load("article.html")                 # Article
briefer.brief(articles, date=...)            # Brief
briefer.render(brief, "md")                  # str; bytes for pdf
briefer.locate(text, quote)                  # Evidence
briefer.check(text, position)                # Verdict
briefer.attributions(text)                   # who says what, by rules alone
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import_module("briefer.render")  # before the function of that name, which would else be replaced by the package

if TYPE_CHECKING:
    from briefer.attribution import attributions
    from briefer.grounding.locate import locate
    from briefer.grounding.verdict import check
    from briefer.ingest.readers import load
    from briefer.models import Article, Attribution, Brief, Checked, Evidence, Position, Verdict
    from briefer.pipeline import brief

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Attribution",
    "Brief",
    "Checked",
    "Evidence",
    "Position",
    "Verdict",
    "attributions",
    "brief",
    "check",
    "load",
    "locate",
    "render",
]

# Loaded on first use, so that importing briefer stays cheap.
_LAZY = {
    **dict.fromkeys(
        ("Article", "Attribution", "Brief", "Checked", "Evidence", "Position", "Verdict"), "briefer.models"
    ),
    "attributions": "briefer.attribution",
    "brief": "briefer.pipeline",
    "check": "briefer.grounding.verdict",
    "load": "briefer.ingest.readers",
    "locate": "briefer.grounding.locate",
}


def render(brief: Brief, format: str) -> str | bytes:
    """The page of a brief: text for md, html and json, bytes for pdf. Raises UsageError for an unknown format."""
    return import_module("briefer.render.formats").render(brief, format)  # type: ignore[no-any-return]


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'briefer' has no attribute {name!r}")
