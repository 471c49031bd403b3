"""A dask worker's preload: each process leaves its number where a test finds it, and dies of certain articles."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import briefer

if other := os.environ.get("BRIEFER_TEST_VERSION"):
    briefer.__version__ = other

from briefer.extract import calls
from briefer.extract.embedded import EmbeddedEngine
from briefer.extract.spending import Price
from briefer.models import Article, Position

POISON = "The well of Ovel is poisoned"
_read = EmbeddedEngine.read


def price(_: str, __: str) -> Price:
    """A millionth of a dollar for each token, of any model."""
    return lambda prompt, completion: (prompt + completion) / 1e6


async def read(self: EmbeddedEngine, article: Article) -> tuple[Position, ...]:
    if POISON in article.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return await _read(self, article)


def dask_setup(_: object) -> None:
    EmbeddedEngine.read = read  # type: ignore[method-assign]
    calls.price = price
    Path(os.environ["BRIEFER_TEST_PROCESSES"], str(os.getpid())).touch()
