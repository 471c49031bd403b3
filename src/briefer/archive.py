"""All that the store holds, read without making a brief: in this process, or on a cluster (cluster.py)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice, takewhile

from briefer.config import Settings
from briefer.errors import BrieferError, BudgetError, ModelError
from briefer.extract import Engine, Estimate, Writer
from briefer.grounding.verdict import RULES_VERSION
from briefer.models import Article
from briefer.reading import HOPELESS, Kept, Outcome, choose_engines, estimate, read_each
from briefer.store import Store

IN_FLIGHT = 16
"""Calls to a model at one time, of all workers together."""

NAMED = 20
"""Problems that are told one by one."""

Progress = Callable[[int, int, int, str], None]
"""Called with the articles done, their total, the positions accepted so far, and what was spent, in words."""


@dataclass(slots=True)
class Tally:
    """What came of the articles so far."""

    engine: str
    since: date | None = None  # the day before which none was taken
    articles: int = 0
    printable: int = 0  # positions
    withheld: int = 0
    not_read: int = 0  # articles in a language that the engine does not read
    failed: int = 0  # articles
    problems: list[BrieferError] = field(default_factory=list)  # the first of them
    in_a_row: int = 0  # failures of the endpoint
    stopped: BrieferError | None = None  # why there is no use in going on

    def count(self, outcome: Outcome) -> None:
        """Adds what came of one article; one that there was no money for stays unread and is not counted."""
        if isinstance(outcome.error, BudgetError):
            self.problems += [outcome.error] * (not self.stopped)
            self.stopped = outcome.error
            return
        self.articles += 1
        for one in outcome.checked:
            self.printable += one.verdict.printable
            self.withheld += not one.verdict.printable
        self.not_read += bool(outcome.unread and not outcome.error)
        self.in_a_row = self.in_a_row + 1 if type(outcome.error) is ModelError else 0
        if outcome.error:
            self.failed += 1
            self.problems += [outcome.error][: NAMED - len(self.problems)]
            if self.in_a_row >= HOPELESS:
                self.stopped = outcome.error


def read_all(
    settings: Settings,
    store: Store,
    *,
    limit: int | None = None,
    since: date | None = None,
    on: str | None = None,
    in_flight: int = IN_FLIGHT,
    max_calls: int | None = None,
    max_cost: float | None = None,
    progress: Progress | None = None,
) -> Tally:
    """Runs the engine and the checker over what it has not read yet by these rules; what comes is kept as it comes.

    `on` is the address of a dask.distributed scheduler, or "local" for a process per core; without it this process
    reads. Where a limit is reached, or the model gives no answer, it takes no more articles, and the tally says why.
    Raises UsageError, StoreError, ClusterError.
    """
    engine, _ = choose_engines(settings, store, max_calls=max_calls, max_cost=max_cost, in_flight=in_flight)
    tally = Tally(engine.name, since)
    with store.alone():
        total = min(store.count_unread(engine.key, RULES_VERSION, since), limit or 2**63)
        todo = takewhile(lambda _: not tally.stopped, islice(_todo(store, engine, since), limit))

        def settle(came: list[tuple[Article, Outcome]], spent: str = "") -> bool:
            """Keeps and counts what came of some articles; one in a language that the engine does not read is not met
            again."""
            new = [(article.id, one.checked) for article, one in came if not (one.error or one.known)]
            store.save_readings(engine.key, new, datetime.now(UTC))
            for _, outcome in came:
                tally.count(outcome)
            if progress and tally.articles:
                progress(tally.articles, total, tally.printable, spent)
            return not tally.stopped

        if on is not None:
            from briefer.cluster import read_on

            read_on(on, settings, store, engine, todo, settle, total=total, in_flight=in_flight)
        else:

            def spent() -> str:
                return engine.budget.shown if isinstance(engine, Writer) else ""

            lanes = min(2 * in_flight, max(total, 1))
            asyncio.run(read_each(todo, engine, lambda *came: settle([came], spent()), lanes=lanes))
    if tally.failed and tally.failed == tally.articles:
        tally.stopped = tally.stopped or tally.problems[0]
    return tally


def estimate_unread(settings: Settings, store: Store, *, limit: int | None, since: date | None) -> Estimate:
    """What `read_all` would spend, without a call."""
    engine, _ = choose_engines(settings, store)
    return estimate(islice(store.unread(engine.key, RULES_VERSION, since), limit), engine, store.reading)


def _todo(store: Store, engine: Engine, since: date | None) -> Iterator[tuple[Article, Kept]]:
    for article in store.unread(engine.key, RULES_VERSION, since):
        yield article, store.reading(article.id, engine.key)
