"""A cluster gives what one process gives, whichever of its processes die; each reply is paid once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mortal
import pytest
from endpoints import KEY, answer, called, failure, http, says, served
from machines import Machines, cluster, until
from made import article
from mortal import POISON

from briefer.archive import Tally, read_all
from briefer.config import Settings
from briefer.errors import BudgetError, ClusterError, ModelError, UsageError
from briefer.extract import calls
from briefer.models import Article, to_json
from briefer.reading import HOPELESS
from briefer.store import Store

Client = pytest.importorskip("distributed", reason="dask.distributed is not installed").Client

pytestmark = pytest.mark.smoke

NOW = datetime(2031, 5, 6, 7, tzinfo=UTC)
STAYS = {"quote": "would stay open", "speaker": "Liv Handal", "statement": "The bridge would stay open."}
EMBEDDED = Settings(store=Path("s.db"), user=Path("nowhere"), engine="embedded")
COUNT = 120


def speeches(count: int = COUNT) -> list[Article]:
    return [
        article(
            f"Mayor Liv Handal said on Monday that bridge {n} would stay open. “Nobody will close it,” she said.\n\n"
            f"Minister Olaf Brekke rejected plan {n}, an aide told the Sund Post.",
            outlet=f"Gazette {n}",
        )
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


def filled(path: Path, *more: Article) -> Store:
    store = Store.open(path)
    for one in (*speeches(), *more):
        store.add(one, b"", NOW)
    return store


def contents(store: Store) -> list[bytes]:
    """Every reading of the store as it is kept, in the order of the articles."""
    return [bytes(row) for row in _rows(store)]


def _rows(store: Store) -> list[bytes]:
    (engine,) = {row[0] for row in store._rows("SELECT engine FROM readings")}
    return [to_json(store.reading(one.id, engine)) for one in store.articles()]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What one process makes of the articles."""
    with filled(tmp_path_factory.mktemp("alone") / "s.db") as store:
        read_all(EMBEDDED, store)
        return contents(store)


def test_a_cluster_gives_what_one_process_gives(tmp_path: Path, machines: Machines, alone: list[bytes]) -> None:
    with filled(tmp_path / "s.db") as store:
        assert read_all(EMBEDDED, store, on=machines.address).articles == COUNT
        assert contents(store) == alone


def test_local_starts_and_ends_processes_of_its_own(tmp_path: Path, alone: list[bytes]) -> None:
    with filled(tmp_path / "s.db") as store:
        read_all(EMBEDDED, store, on="local")
        assert contents(store) == alone


def test_three_killed_workers_cost_nothing_but_time(tmp_path: Path, machines: Machines, alone: list[bytes]) -> None:
    due = [1, COUNT // 3, COUNT // 2]

    def progress(done: int, *_: object) -> None:
        if due and done >= due[0]:
            due.pop(0)
            machines.kill_worker()

    with filled(tmp_path / "s.db") as store:
        tally = read_all(EMBEDDED, store, on=machines.address, progress=progress)
        assert (tally.articles, tally.failed, due) == (COUNT, 0, [])
        assert contents(store) == alone


def test_an_article_that_kills_its_workers_is_set_aside_and_named(
    tmp_path: Path, machines: Machines, alone: list[bytes]
) -> None:
    deadly = article(f"Mayor Liv Handal said: “{POISON}.”", origin="well.md", outlet="Ovel News")
    with filled(tmp_path / "s.db", deadly) as store:
        tally = read_all(EMBEDDED, store, on=machines.address)
        assert (tally.articles, tally.failed) == (COUNT + 1, 1)
        assert "well.md: the process that read it died" in str(tally.problems[0])
        store.forget(deadly.id)
        assert contents(store) == alone


def test_replies_that_came_before_a_worker_was_killed_are_not_paid_again(tmp_path: Path, machines: Machines) -> None:
    asked: Counter[str] = Counter()
    in_flight, kills = 8, [20, 40, 70]

    async def play(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        asked[str(request["messages"][-1])] += 1
        if kills and len(asked) >= kills[0]:
            kills.pop(0)
            machines.kill_worker()
        await asyncio.sleep(0.1)
        await says(lambda _: http(200, answer(STAYS).content))(request, writer)

    with served(play) as (url, _), filled(tmp_path / "s.db") as store:
        settings = replace(EMBEDDED, engine="llm", model="m", base_url=url)
        tally = read_all(settings, store, on=machines.address, in_flight=in_flight)
        assert (tally.articles, tally.failed, kills) == (COUNT, 0, [])
        assert asked.total() <= COUNT + 3 * in_flight
        assert store.status()["replies"] == COUNT


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_a_limit_of_calls_holds_for_all_workers_together(tmp_path: Path, machines: Machines, limit: int) -> None:
    with (
        served(says(lambda _: http(200, answer(STAYS).content))) as (url, asked),
        filled(tmp_path / "s.db") as store,
    ):
        settings = replace(EMBEDDED, engine="llm", model="m", base_url=url)
        tally = read_all(settings, store, on=machines.address, max_calls=limit)
        assert isinstance(tally.stopped, BudgetError)
        assert (tally.articles, len(asked)) == (limit, limit)
        assert read_all(settings, store, on=machines.address).articles == COUNT - limit


@pytest.mark.parametrize(("count", "limit", "read"), [(1, 5.0, 1), (COUNT, 5.0, COUNT), (COUNT, 0.06, None)])
def test_a_limit_of_money_is_used_and_kept(
    tmp_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch, count: int, limit: float, read: int | None
) -> None:
    monkeypatch.setattr(calls, "price", mortal.price)
    stays = says(lambda _: http(200, answer(STAYS).content))
    with served(stays) as (url, asked), Store.open(tmp_path / "s.db") as store:
        for one in speeches(count):
            store.add(one, b"", NOW)
        settings = replace(EMBEDDED, engine="llm", model="m", base_url=url)
        tally = read_all(settings, store, on=machines.address, max_cost=limit)
        if read is None:
            assert "$0.06 of --max-cost" in str(tally.stopped)
            assert 0.03 < len(asked) * 750 / 1e6 <= limit
        else:
            assert (tally.articles, tally.stopped) == (read, None)


def test_finding_out_how_to_ask_does_not_use_up_a_limit(tmp_path: Path, machines: Machines) -> None:
    def choosy(asked: dict[str, Any]) -> bytes:
        return http(400, failure(400).content) if "temperature" in asked else http(200, called(STAYS).content)

    with served(says(choosy)) as (url, _), Store.open(tmp_path / "s.db") as store:
        for one in speeches(3):
            store.add(one, b"", NOW)
        settings = replace(EMBEDDED, engine="llm", model="m", base_url=url)
        assert read_all(settings, store, on=machines.address, max_calls=100).articles == 3


def test_an_endpoint_that_gives_no_answer_is_not_asked_for_a_whole_batch(tmp_path: Path, machines: Machines) -> None:
    with served(says(lambda _: http(401, failure(401).content))) as (url, asked), filled(tmp_path / "s.db") as store:
        settings = replace(EMBEDDED, engine="llm", model="m", base_url=url)
        tally = read_all(settings, store, on=machines.address, in_flight=2)
        assert isinstance(tally.stopped, ModelError)
        assert HOPELESS <= len(asked) <= COUNT // 2


def test_workers_stop_when_nobody_waits_for_them(tmp_path: Path, machines: Machines) -> None:
    path, in_flight = tmp_path / "s.db", 4
    stays = says(lambda _: http(200, answer(STAYS).content))

    async def play(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        await stays(request, writer)

    with served(play) as (url, asked), filled(path) as store:
        place = ("--store", str(path), "--on", machines.address, "--in-flight", str(in_flight))
        model = ("--engine", "llm", "--model", "m", "--base-url", url)
        killed = subprocess.Popen(
            [sys.executable, "-m", "briefer", "read", *place, *model, "--quiet"], stderr=subprocess.DEVNULL
        )
        until(lambda: store.status()["replies"])
        killed.kill()
        killed.wait()
        begun = len(asked)
        with Client(machines.address) as client:
            until(lambda: not any(client.processing().values()))
        assert len(asked) - begun < COUNT // 2


def test_no_more_calls_are_in_flight_than_were_asked_for(tmp_path: Path, machines: Machines) -> None:
    most = now = 0

    async def play(request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        nonlocal most, now
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        await says(lambda _: http(200, answer(STAYS).content))(request, writer)
        now -= 1

    with served(play) as (url, _), filled(tmp_path / "s.db") as store:
        settings = replace(EMBEDDED, engine="llm", model="m", base_url=url)
        read_all(settings, store, on=machines.address, in_flight=3)
    assert 2 <= most <= 3


def test_the_key_of_the_endpoint_does_not_travel(tmp_path: Path, machines: Machines) -> None:
    settings = replace(EMBEDDED, engine="llm", model="m", base_url="https://models.example/v1", api_key=KEY)
    with filled(tmp_path / "s.db") as store, pytest.raises(ClusterError, match="BRIEFER_API_KEY") as caught:
        read_all(settings, store, on=machines.address)
    assert KEY not in str(caught.value)


def test_a_lost_scheduler_leaves_a_store_from_which_the_run_goes_on(tmp_path: Path, alone: list[bytes]) -> None:
    with cluster(tmp_path) as lost, filled(tmp_path / "s.db") as store:

        def progress(*_: object) -> None:
            lost.scheduler.kill()

        with pytest.raises(ClusterError, match="what was read is kept"):
            read_all(EMBEDDED, store, on=lost.address, progress=progress)
        assert 0 < read_all(EMBEDDED, store).articles < COUNT
        assert contents(store) == alone


def test_a_killed_coordinator_leaves_a_store_from_which_the_run_goes_on(
    tmp_path: Path, machines: Machines, alone: list[bytes]
) -> None:
    path = tmp_path / "s.db"
    filled(path).close()
    command = [sys.executable, "-m", "briefer", "read", "--store", str(path), "--on", machines.address, "--quiet"]
    killed = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    with Store.open(path) as store:
        until(lambda: store.status()["readings"])
        killed.kill()
        killed.wait()
        assert read_all(EMBEDDED, store, on=machines.address).articles < COUNT
        assert contents(store) == alone


def test_a_worker_of_another_version_is_found_before_work_starts(tmp_path: Path) -> None:
    with (
        cluster(tmp_path, workers=1, BRIEFER_TEST_VERSION="0.0.1") as old,
        filled(tmp_path / "s.db") as store,
        pytest.raises(ClusterError, match=r"briefer: 0\.0\.1 instead of"),
    ):
        read_all(EMBEDDED, store, on=old.address)


def test_workers_that_come_late_are_waited_for(tmp_path: Path, alone: list[bytes]) -> None:
    with cluster(tmp_path, workers=0) as empty, filled(tmp_path / "s.db") as store:
        threading.Timer(2, empty.add_worker).start()
        assert read_all(EMBEDDED, store, on=empty.address).articles == COUNT
        assert contents(store) == alone


def test_no_scheduler_is_said_at_once(tmp_path: Path) -> None:
    with filled(tmp_path / "s.db") as store, pytest.raises(ClusterError, match="cannot be reached"):
        read_all(EMBEDDED, store, on="tcp://127.0.0.1:9")


@pytest.mark.parametrize("address", ["smoke://signals:1", "here", "10.0.0.5", ""])
def test_what_is_no_address_is_wrong_use(tmp_path: Path, address: str) -> None:
    with filled(tmp_path / "s.db") as store, pytest.raises(UsageError, match="is no address"):
        read_all(EMBEDDED, store, on=address)


def test_nothing_unread_needs_no_work(tmp_path: Path, machines: Machines) -> None:
    with Store.open(tmp_path / "s.db") as store:
        assert read_all(EMBEDDED, store, on=machines.address) == Tally("embedded 3")
