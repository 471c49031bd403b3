"""Killed at any moment: the store stays whole, no output is half written, and the next run yields the same page."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sqlite3
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import runs

SOAK = "BRIEFER_SOAK" in os.environ
KILLS, HISTORIES = 5, 100 if SOAK else 10

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["warm"])


def started(folder: Path) -> BaseProcess:
    """A run of the sample day in a folder."""
    run = PROCESSES.Process(target=runs.run, args=(str(folder),))
    run.start()
    return run


def ended(run: BaseProcess) -> int | None:
    run.join()
    code = run.exitcode
    run.close()
    return code


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, float]:
    """The page of a run that nobody interrupts, and the seconds that it took."""
    folder = tmp_path_factory.mktemp("unbroken")
    with pytest.MonkeyPatch.context() as patch:  # the process that others are forked from looks for `warm` there
        patch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
        assert ended(started(folder)) == 0  # the first waits until all is loaded
    (folder / "s.db").unlink()
    began = time.monotonic()
    assert ended(started(folder)) == 0
    return (folder / "page.json").read_bytes(), time.monotonic() - began


@pytest.mark.parametrize("history", range(HISTORIES))
def test_a_run_that_is_killed_goes_on_as_if_it_had_not_been(
    history: int, tmp_path: Path, unbroken: tuple[bytes, float]
) -> None:
    page, took = unbroken
    moments = random.Random(None if SOAK else history)
    for _ in range(KILLS):
        run = started(tmp_path)
        time.sleep(moments.uniform(0, took))
        run.kill()
        ended(run)
        assert not (tmp_path / "page.json").exists() or (tmp_path / "page.json").read_bytes() == page
        if (tmp_path / "s.db").exists():
            with sqlite3.connect(tmp_path / "s.db") as store:
                assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert store.execute("PRAGMA foreign_key_check").fetchall() == []
            store.close()
    assert ended(started(tmp_path)) == 0
    assert json.loads((tmp_path / "page.json").read_bytes()) == json.loads(page)
    assert {path.name for path in tmp_path.iterdir()} - {"s.db.lock", ".s.db.new.lock"} == {"s.db", "page.json"}
