"""Every write, fsync, rename, truncation and unlink of a run fails in turn, or is its last: N1 to N8 hold, and the next
run ends as if nothing had happened.

BRIEFER_SOAK=1 takes every call; else the first and the last of each kind of call on each file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import runs

pytestmark = [
    pytest.mark.smoke,
    pytest.mark.skipif(
        not runs.failing(), reason="needs Linux and a C compiler: the system's own calls are made to fail"
    ),
]

SOAK = "BRIEFER_SOAK" in os.environ
PARTS = 8  # that run side by side
NUMBER = re.compile(r"\d+")

Traced = tuple[runs.Kind, list[str]]


def calls_of(folder: Path) -> list[str]:
    """The calls of the last run: what was done to which file."""
    return [f"{line.split()[0]} {NUMBER.sub('', Path(line.split(maxsplit=1)[1]).name)}" for line in runs.trace(folder)]


def chosen(calls: Sequence[str]) -> list[int]:
    """The numbers of the calls that are to fail, from 1."""
    if SOAK:
        return list(range(1, len(calls) + 1))
    backwards = calls[::-1]
    kinds = dict.fromkeys(calls)
    return sorted({n for kind in kinds for n in (calls.index(kind) + 1, len(calls) - backwards.index(kind))})


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traced]:
    """A run by a model about one article, and the calls that it makes."""
    top = tmp_path_factory.mktemp("traced")
    with runs.unbroken(top, ("Handal",)) as kind:
        folder = top / "again"
        assert runs.code(kind.started(folder, **runs.fails_at(0, "EIO", folder))) == 0
        yield kind, calls_of(folder)


def test_the_calls_of_a_run_are_seen(traced: Traced) -> None:
    made = set(traced[1])
    for call in ("write s.db", "write s.db-journal", "fsync s.db", "unlink s.db-journal", "rename .s.db.new"):
        assert call in made
    for page in runs.PAGES:
        assert {f"{call} .{page}..part" for call in ("write", "fsync", "rename")} <= made


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("fault", ["EIO", "ENOSPC", "KILL"])
def test_a_run_whose_call_fails_leaves_all_whole_and_the_next_goes_on(
    fault: str, part: int, traced: Traced, tmp_path: Path
) -> None:
    kind, calls = traced
    for number in chosen(calls)[part::PARTS]:
        folder, what = tmp_path / f"run{number}", (number, calls[number - 1])
        ended = runs.code(kind.started(folder, **runs.fails_at(number, fault, folder)))
        assert ended in ({-9} if fault == "KILL" else {0, 1, 5}), (what, ended, runs.said(folder))
        assert not re.search("Traceback|internal error", runs.said(folder)), (what, runs.said(folder))
        assert kind.breaches(folder, ended) == [], (what, ended)
        assert runs.code(kind.started(folder)) == 0, (what, runs.said(folder))
        assert kind.breaches(folder, 0) == [], what
