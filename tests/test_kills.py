"""Killed at any moment, of ingest, calls, checks, store or pages: N1 to N8 hold, and the next run yields the same page.

BRIEFER_SOAK=1 kills five hundred times, at moments that differ each time, else fifty times at the same moments.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import runs
from answering import NAMES

pytestmark = pytest.mark.smoke

SOAK = "BRIEFER_SOAK" in os.environ
KILLS, HISTORIES = 5, 50 if SOAK else 5

Timed = tuple[runs.Kind, float]


def timed(kind: runs.Kind, folder: Path) -> Timed:
    """The run, and the seconds that it takes once all is loaded."""
    began = time.monotonic()
    assert runs.code(kind.started(folder)) == 0
    return kind, time.monotonic() - began


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timed]:
    top = tmp_path_factory.mktemp("embedded")
    with runs.unbroken(top) as kind:
        yield timed(kind, top / "again")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timed]:
    top = tmp_path_factory.mktemp("model")
    with runs.unbroken(top, NAMES, faults=True) as kind:
        yield timed(kind, top / "again")


@pytest.mark.parametrize("history", range(HISTORIES))
@pytest.mark.parametrize("engine", ["embedded", "model"])
def test_a_run_that_is_killed_goes_on_as_if_it_had_not_been(
    history: int, engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kind, took = request.getfixturevalue(engine)
    folder, moments = tmp_path / "run", random.Random(None if SOAK else history)
    for _ in range(KILLS):
        run = kind.started(folder)
        time.sleep(moments.uniform(0, took))
        run.kill()
        assert kind.breaches(folder, runs.code(run)) == []
    assert runs.code(kind.started(folder)) == 0, runs.said(folder)
    assert kind.breaches(folder, 0) == []
