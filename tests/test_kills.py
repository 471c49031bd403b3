"""Killed at any moment: the store stays whole, no output is half written, and the next run yields the same page."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

SOAK = "BRIEFER_SOAK" in os.environ
KILLS = 500 if SOAK else 10
DAY = Path(__file__).resolve().parents[1] / "seeds" / "2031-03-03"


def started(folder: Path) -> subprocess.Popen[bytes]:
    """A run of the sample day in a folder."""
    arguments = ["brief", str(DAY), "--date", DAY.name, "--engine", "embedded", "--store", "s.db", "-o", "page.json"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", "briefer", *arguments], cwd=folder, **quiet)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, float]:
    """The page of a run that nobody interrupts, and the seconds that it took."""
    folder = tmp_path_factory.mktemp("unbroken")
    began = time.monotonic()
    assert started(folder).wait() == 0
    return (folder / "page.json").read_bytes(), time.monotonic() - began


def test_a_run_that_is_killed_goes_on_as_if_it_had_not_been(tmp_path: Path, unbroken: tuple[bytes, float]) -> None:
    page, took = unbroken
    moments = random.Random(None if SOAK else 7)
    for _ in range(KILLS):
        run = started(tmp_path)
        time.sleep(moments.uniform(0.1, took))
        run.kill()
        run.wait()
        assert not (tmp_path / "page.json").exists() or (tmp_path / "page.json").read_bytes() == page
        if (tmp_path / "s.db").exists():
            with sqlite3.connect(tmp_path / "s.db") as store:
                assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert store.execute("PRAGMA foreign_key_check").fetchall() == []
            store.close()
    assert started(tmp_path).wait() == 0
    assert json.loads((tmp_path / "page.json").read_bytes()) == json.loads(page)
    assert {path.name for path in tmp_path.iterdir()} - {"s.db.lock"} == {"s.db", "page.json"}
