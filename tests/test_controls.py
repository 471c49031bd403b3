"""Each guard is worth its place: with it all is well, and without it the very thing that other tests look for fails."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import endpoints
import pytest
import runs
import test_faults as faults
from answering import NAMES
from guards import OFF

from briefer.cli import main
from briefer.errors import ModelError
from briefer.extract.llm import ModelEngine
from briefer.extract.spending import Budget, Limits

pytestmark = pytest.mark.smoke

MANY = tuple(f"{name}{end}" for name in NAMES for end in ("son", "sen", "stad", "holm"))
LIMITS = Limits(silence=1.0, deadline=1.5, tries=3, backoff=0.005, reply=200_000)


# the whole program, in a process of its own


@pytest.fixture(scope="module")
def kind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[runs.Kind]:
    with runs.unbroken(tmp_path_factory.mktemp("few"), NAMES[:2]) as kind:
        yield kind


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[runs.Kind]:
    """More articles than there are calls at one time."""
    with runs.unbroken(tmp_path_factory.mktemp("many"), MANY) as kind:
        yield kind


def stopped(kind: runs.Kind, folder: Path, off: str, **fault: str) -> list[str]:
    """What is broken after a run that a fault stops, or after the next run."""
    ended = runs.code(kind.started(folder, off, **fault))
    assert ended != 0
    found = kind.breaches(folder, ended)
    again = runs.code(kind.started(folder, off))
    return found + kind.breaches(folder, again) + ([runs.said(folder)] if again else [])


needs_failing = pytest.mark.skipif(not runs.failing(), reason="needs Linux and a C compiler")


@needs_failing
@pytest.mark.parametrize(
    ("guard", "call", "number", "fault"),
    [
        ("one_transaction_per_write", "unlink {}/s.db-journal", 2, "KILL"),
        ("new_store_put_in_place_whole", "write {}/s.db", 1, "KILL"),
        ("page_put_in_place_whole", "page.json", 1, "EIO"),
        ("leavings_swept", "rename .page.md", 1, "KILL"),
    ],
)
def test_without_it_a_fault_leaves_something_broken(
    guard: str, call: str, number: int, fault: str, kind: runs.Kind, tmp_path: Path
) -> None:
    on, off = tmp_path / "on", tmp_path / "off"
    assert stopped(kind, on, "", **runs.fails_at(number, fault, on, call.format(on))) == []
    assert stopped(kind, off, guard, **runs.fails_at(number, fault, off, call.format(off)))


@needs_failing
def test_without_it_no_page_is_synced(kind: runs.Kind, tmp_path: Path) -> None:
    synced = []
    for off in ("", "page_synced"):
        folder = tmp_path / f"run{off}"
        assert runs.code(kind.started(folder, off, **runs.fails_at(0, "EIO", folder))) == 0
        synced.append("fsync" in {line.split()[0] for line in runs.trace(folder) if ".page.md" in line})
    assert synced == [True, False]


def test_without_it_answers_are_paid_for_again(many: runs.Kind, tmp_path: Path) -> None:
    def lost(off: str) -> list[str]:
        return [one for one in stopped(many, tmp_path / off, off) if one.startswith(("N3", "N4"))]

    assert lost("killed_at_the_brief") == []
    assert lost("reply_kept_as_it_arrives")


def test_without_it_two_runs_read_the_same_article(kind: runs.Kind, tmp_path: Path) -> None:
    def together(folder: Path, off: str) -> list[str]:
        both = [kind.started(folder, off) for _ in "ab"]
        assert [runs.code(one) for one in both] == [0, 0], runs.said(folder)
        return kind.breaches(folder, 0)

    assert together(tmp_path / "on", "") == []
    assert any(together(tmp_path / f"off{n}", "one_run_at_a_time") for n in range(5))


# commands over a store that something else changed


@pytest.mark.parametrize(
    ("guards", "edit"),
    [
        pytest.param(("row_digests",), "UPDATE briefs SET json = replace(json, 'Bridge', 'Fridge')", id="row_digests"),
        pytest.param(("text_hash",), "UPDATE articles SET text = replace(text, 'stay', 'play')", id="text_hash"),
        pytest.param(("application_id",), "PRAGMA application_id = 7", id="application_id"),
    ],
)
def test_without_it_a_changed_store_is_believed(
    guards: tuple[str, ...], edit: str, kind: runs.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(kind.like / "s.db", tmp_path)
    monkeypatch.chdir(tmp_path)
    with closing(sqlite3.connect("s.db")) as db, db:
        db.execute(edit)
    commands = (["export", "-o", "page.html"], ["show", "1"])
    assert 5 in {main([*words, "--store", "s.db"]) for words in commands}
    for guard in guards:
        OFF[guard](monkeypatch.setattr)
    assert {main([*words, "--store", "s.db"]) for words in commands} == {0}


# a model's endpoint that misbehaves


async def budget(engine: Callable[..., ModelEngine]) -> bool:
    async with faults.misbehaving([]) as (address, asked):
        await faults.outcomes(engine(address, budget=Budget(most_calls=2)))
    return len(asked) <= 2


async def finish_reason(engine: Callable[..., ModelEngine]) -> bool:
    async with faults.misbehaving(["filter"]) as (address, _):
        results = await faults.outcomes(engine(address))
    return isinstance(results[0], ModelError)


async def no_redirects(engine: Callable[..., ModelEngine]) -> bool:
    async with faults.misbehaving([]) as (other, reached):
        to = f"{other}/chat/completions"
        async with endpoints.server(faults.failure(307, location=to)) as (address, _):
            await faults.outcomes(engine(address))
    return not reached


async def reply_limit(engine: Callable[..., ModelEngine]) -> bool:
    async with faults.misbehaving(["huge"]) as (address, _):
        results = await faults.outcomes(engine(address))
    return "longer than" in str(results[0])


async def deadline(engine: Callable[..., ModelEngine]) -> bool:
    with contextlib.suppress(TimeoutError):
        async with endpoints.server(endpoints.drip) as (address, _), asyncio.timeout(6):
            await faults.outcomes(engine(address))
            return True
    return False


async def tries(engine: Callable[..., ModelEngine]) -> bool:
    with contextlib.suppress(TimeoutError):
        async with endpoints.server(faults.failure(408)) as (address, asked), asyncio.timeout(6):
            await faults.outcomes(engine(address))
    return len(asked) <= len(faults.ARTICLES) * faults.MOST_CALLS


NONE = {
    "deadline": {"deadline": 1e6},
    "tries": {"tries": 10**6, "deadline": 1e6, "backoff": 0.0},
    "reply_limit": {"reply": 10**9},
}
"""Limits without the guard of that name."""


@pytest.mark.parametrize("guard", [budget, finish_reason, no_redirects, reply_limit, deadline, tries])
async def test_without_it_an_endpoint_does_as_it_likes(
    guard: Callable[[Callable[..., ModelEngine]], Awaitable[bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def engine(limits: Limits) -> Callable[..., ModelEngine]:
        return lambda address, **options: faults.engine(address, limits, **options)

    assert await guard(engine(LIMITS))
    name = guard.__name__
    if name in OFF:
        OFF[name](monkeypatch.setattr)
    assert not await guard(engine(replace(LIMITS, **NONE.get(name, {}))))


def test_every_guard_has_its_control() -> None:
    text = Path(__file__).read_text()
    assert [name for name in OFF if name not in text] == []
