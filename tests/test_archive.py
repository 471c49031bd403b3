"""All that is unread is read, kept as it comes, counted, and not read again."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from endpoints import KEY, Play, answer, failure, http, replied, says, served
from machines import until
from made import article

from briefer.archive import IN_FLIGHT, Tally, read_all
from briefer.config import Settings
from briefer.errors import BudgetError, ModelError
from briefer.extract.embedded import EmbeddedEngine
from briefer.models import UNKNOWN, Article
from briefer.reading import HOPELESS
from briefer.store import Store
from briefer.terminal import tally

NOW = datetime(2031, 5, 6, 7, tzinfo=UTC)
STAYS = {"quote": "would stay open", "speaker": "Liv Handal", "statement": "The bridge would stay open."}
EMBEDDED = Settings(store=Path("s.db"), user=Path("nowhere"), engine="embedded")
READ = EmbeddedEngine().key


def speeches(count: int) -> list[Article]:
    return [
        article(f"Mayor Liv Handal said on Monday that bridge {n} would stay open.", outlet=f"Gazette {n}")
        for n in range(count)
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        yield opened


def add(store: Store, *articles: Article) -> None:
    for one in articles:
        store.add(one, b"", NOW)


def asking(url: str) -> Settings:
    return replace(EMBEDDED, engine="llm", model="m", base_url=url, api_key=KEY)


positions: Play = says(lambda _: http(200, answer(STAYS).content))
down: Play = says(lambda _: http(401, failure(401).content))


def test_each_article_is_read_once(store: Store) -> None:
    add(store, *speeches(3))
    assert read_all(EMBEDDED, store).articles == 3
    assert read_all(EMBEDDED, store) == Tally(EmbeddedEngine.name)


def test_a_limit_is_kept_and_the_next_run_goes_on(store: Store) -> None:
    add(store, *speeches(5))
    assert [read_all(EMBEDDED, store, limit=2).articles for _ in range(3)] == [2, 2, 1]


def test_since_takes_what_came_out_on_that_day_or_later(store: Store) -> None:
    days = ("2031-05-01", "2031-05-04", "2031-05-04T07:00:00+00:00", UNKNOWN)
    add(store, *(replace(one, published=day) for one, day in zip(speeches(4), days, strict=True)))
    assert read_all(EMBEDDED, store, since=date(2031, 5, 4)).articles == 3


def test_an_article_in_another_language_is_counted_and_not_met_again(store: Store) -> None:
    add(store, article("Die Brücke bleibt, sagte Liv Handal.", language="de"), *speeches(1))
    assert read_all(EMBEDDED, store, limit=1).not_read == 1
    assert read_all(EMBEDDED, store, limit=1).printable == 1


def test_what_was_read_by_other_rules_is_judged_anew(store: Store) -> None:
    (one,) = speeches(1)
    add(store, one)
    read_all(EMBEDDED, store)
    kept = store.reading(one.id, READ) or ()
    old = [replace(found, verdict=replace(found.verdict, rules="0", findings=())) for found in kept]
    store.save_reading(one.id, READ, old, NOW)
    assert read_all(EMBEDDED, store).articles == 1
    assert store.reading(one.id, READ) == kept


def test_progress_tells_articles_total_and_positions(store: Store) -> None:
    add(store, *speeches(2))
    told: list[tuple[int, int, int, str]] = []
    read_all(EMBEDDED, store, progress=lambda *words: told.append(words))
    assert told == [(1, 2, 1, ""), (2, 2, 2, "")]


def test_an_interrupted_run_ends_soon_and_keeps_what_it_read(tmp_path: Path) -> None:
    path = tmp_path / "many.db"
    with Store.open(path) as store:
        add(store, *speeches(400))
        command = [sys.executable, "-m", "briefer", "read", "--store", str(path), "--engine", "embedded"]
        run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        until(lambda: store.status()["readings"])
        run.send_signal(signal.SIGINT)
        said = run.communicate()[1]
        assert (run.returncode, "Traceback" in said) == (130, False)
        assert 0 < store.status()["readings"] < 400


def test_nothing_late_enough_is_not_nothing_unread(store: Store) -> None:
    add(store, *speeches(1))
    assert "2031-06-01 or later" in tally(read_all(EMBEDDED, store, since=date(2031, 6, 1)))


def test_a_limit_of_calls_stops_the_run_and_the_next_goes_on(store: Store) -> None:
    add(store, *speeches(5))
    with served(positions) as (url, asked):
        first = read_all(asking(url), store, max_calls=2)
        assert isinstance(first.stopped, BudgetError)
        assert (first.articles, len(asked)) == (2, 2)
        second = read_all(asking(url), store)
    assert (second.articles, second.stopped, len(asked)) == (3, None, 5)


def test_an_endpoint_that_gives_no_answer_is_not_asked_for_all_articles(store: Store) -> None:
    add(store, *speeches(HOPELESS + 3 * 2 * IN_FLIGHT))
    with served(down) as (url, asked):
        ended = read_all(asking(url), store)
    assert isinstance(ended.stopped, ModelError)
    assert len(asked) <= HOPELESS + 2 * IN_FLIGHT
    assert len(ended.problems) == HOPELESS


def test_articles_about_which_the_model_will_not_speak_stop_nothing(store: Store) -> None:
    add(store, *speeches(HOPELESS + 5))
    filtered = says(lambda _: http(200, replied(None, "content_filter").content))
    with served(filtered) as (url, _):
        assert read_all(asking(url), store, in_flight=1).failed == HOPELESS + 5


def test_no_more_calls_are_in_flight_than_were_asked_for(store: Store) -> None:
    add(store, *speeches(12))
    most, now = 0, 0

    async def counted(asked: dict[str, object], writer: object) -> None:
        nonlocal most, now
        now += 1
        most = max(most, now)
        await positions(asked, writer)  # type: ignore[arg-type]
        now -= 1

    with served(counted) as (url, _):
        read_all(asking(url), store, in_flight=3)
    assert 1 <= most <= 3
