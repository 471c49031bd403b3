"""Reading on a dask.distributed cluster: batches out, replies and outcomes in. Only this side sees the store.

A batch is sent once. If its worker dies, dask starts it elsewhere, where it refuses to begin again; what is left of it
is sent in smaller batches, with the replies that came meanwhile. So no reply is paid twice, and an article that kills
its workers is soon alone and set aside.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import time
import uuid
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefer.config import Settings
from briefer.errors import BudgetError, ClusterError, InputError, UsageError
from briefer.extract import Engine, Writer
from briefer.models import Article
from briefer.reading import Kept, Outcome

if TYPE_CHECKING:
    from distributed import Client

    from briefer.extract.spending import Budget
    from briefer.store import Store
    from briefer.worker import Batch, Result, Task

BATCH = 16
"""Articles that are sent at once where no model is asked: half a second's work."""

ROUNDS = 16
"""Articles of a batch for each of its calls in flight: the wait for its last call is a small part of it."""

ROOM = 12
"""Times what a batch is estimated to cost that it may spend, where calls or money are limited: what is kept free for
each call in flight, and second questions, are well within it."""

DEATHS = 3
"""Workers that an article may kill before it is set aside."""

PATIENCE = 60.0
"""Seconds without any worker after which a run ends."""

Settle = Callable[[list[tuple[Article, Outcome]], str], bool]
"""Keeps what came of articles, with what was spent so far, in words; tells whether there is any use in going on."""
Pairs = list[tuple[Article, Kept]]


def read_on(
    address: str,
    settings: Settings,
    store: Store,
    engine: Engine,
    todo: Iterator[tuple[Article, Kept]],
    settle: Settle,
    *,
    total: int,
    in_flight: int,
) -> None:
    """Reads the articles on the cluster at an address, or on one process per core for "local", and hands on what came
    of each batch with what was spent so far, in words. Limits are the engine's, for the cluster as a whole.

    Raises UsageError without dask.distributed or for what is no address, ClusterError for a cluster that is not there,
    differs, or is lost.
    """
    try:
        from distributed.client import FutureCancelledError
        from distributed.comm.addressing import get_address_host_port
        from distributed.comm.core import CommClosedError
    except ImportError:
        remedy = "install it with briefer: pip install '.[cluster]' in its checkout"
        raise UsageError("--on", "dask.distributed is not installed", remedy) from None
    from briefer.worker import Task, about

    try:
        if address != "local" and not get_address_host_port(address)[0]:
            raise ValueError(address)
    except (ValueError, TypeError, ImportError, RuntimeError):
        remedy = 'give it as tcp://host:8786, or "local"'
        raise UsageError(f"--on {address}", "is no address of a scheduler", remedy) from None
    run = f"briefer-{uuid.uuid4().hex[:12]}"
    if address != "local" and "@" in (settings.base_url or ""):
        remedy = "name the address without it and give the key in BRIEFER_API_KEY on each machine"
        raise UsageError("base_url", "holds a password, which would travel to the workers", remedy)
    needed = Settings(
        store=Path(), user=settings.user, engine=settings.engine, model=settings.model, base_url=settings.base_url
    )
    task = Task(needed, bool(settings.api_key), about(engine.key), run)

    async def read() -> None:
        async with _connected(address, settings.api_key) as client:
            await _compare(client, task)
            run = _Run(address, client, task, store, engine, todo, settle, total, in_flight)
            try:
                await run.read()
            finally:
                for one in run.running:
                    one.cancel()
                await asyncio.gather(*run.running, return_exceptions=True)

    try:
        asyncio.run(read())
    except (OSError, CommClosedError, FutureCancelledError) as error:  # TimeoutError is an OSError
        remedy = "see that scheduler and workers are up, then run again: what was read is kept"
        raise ClusterError(address, f"cannot be reached, or was lost ({type(error).__name__})", remedy) from error


@asynccontextmanager
async def _connected(address: str, key: str | None) -> AsyncIterator[Client]:
    from distributed import Client, LocalCluster

    if address != "local":
        async with Client(address, asynchronous=True, timeout=10) as client:
            yield client
        return
    options: dict[str, Any] = {"env": {"BRIEFER_API_KEY": key}} if key else {}  # these are our own processes
    async with (
        LocalCluster(
            n_workers=os.cpu_count(), threads_per_worker=1, dashboard_address="127.0.0.1:0", asynchronous=True,
            silence_logs=logging.CRITICAL, **options,
        ) as cluster,
        Client(cluster, asynchronous=True) as client,
    ):  # fmt: skip
        yield client


async def _compare(client: Client, task: Task) -> None:
    """Raises ClusterError where a worker would not read as this process would."""
    from briefer.worker import ready

    workers = await client.run(ready, task, on_error="return")
    for worker, about in workers.items():
        if isinstance(about, Exception):  # as where briefer is not installed
            raise _differs(worker, {"briefer": str(about).splitlines()[0][:200]}, task.about)
        if about != task.about:
            raise _differs(worker, about, task.about)


def _differs(worker: str, there: Mapping[str, str], here: Mapping[str, str]) -> ClusterError:
    name = next(name for name, value in here.items() if there.get(name) != value)
    found, wanted = there.get(name, "no such package"), here[name]
    remedy = f"let workers and this process be alike: {name} {wanted}"
    if name.startswith("engine"):
        remedy = "give it the same prompts folder, endpoint variables and BRIEFER_API_KEY"
    return ClusterError(worker, f"differs from this process in {name}: {found} instead of {wanted}", remedy)


def _refused(refusal: Outcome, budget: Budget) -> Outcome:
    """The refusal with the limit of the whole run: what a worker names is its share."""
    calls = budget.most_calls is not None and budget.calls >= budget.most_calls
    limit = (
        f"{budget.most_calls} calls of --max-calls are made"
        if calls
        else f"${budget.most_cost:g} of --max-cost are spent"
    )
    error = refusal.error or BudgetError("", "")
    return replace(refusal, error=BudgetError(error.subject, f"the {limit}", error.remedy))


@dataclass(slots=True)
class _Run:
    """A run in progress."""

    address: str
    client: Client
    task: Task
    store: Store
    engine: Engine
    todo: Iterator[tuple[Article, Kept]]
    settle: Settle
    left: int  # articles of `todo`
    in_flight: int
    again: deque[Pairs] = field(default_factory=deque)
    unpaid: Pairs = field(
        default_factory=list
    )  # their batch's share was spent: to be sent with all that is left, alone
    alone: bool = False  # such a batch is running
    running: dict[asyncio.Task[Result], Batch] = field(default_factory=dict)
    deaths: Counter[str] = field(default_factory=Counter)
    refusal: Outcome | None = None  # why an article was not paid for
    closed: bool = False  # nothing more is sent
    sent: int = 0

    async def read(self) -> None:
        """Sends batches as the workers are done with earlier ones, until nothing is left."""
        from distributed import Queue

        from briefer.worker import LATE

        news = await Queue(self.task.run, client=self.client)
        pause = LATE if isinstance(self.engine, Writer) else 1.0  # only a model's replies come before their batch
        seen = time.monotonic()
        while True:
            await self._keep(news)
            workers = len(await self.client.nthreads())
            if workers:
                seen = time.monotonic()
            elif time.monotonic() - seen > PATIENCE:
                remedy = "start workers and run again: what was read is kept"
                raise ClusterError(self.address, f"no worker was there for {PATIENCE:.0f} s", remedy)
            while batch := self._batch(workers):
                self.running[asyncio.ensure_future(self._result(batch))] = batch
            if not self.running and (workers or not self.left):
                break
            if not self.running:
                await asyncio.sleep(pause)
                continue
            done, _ = await asyncio.wait(self.running, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            await self._keep(news)  # before a batch is sent again
            for one in done:
                self._settle(self.running.pop(one), one.result())
        await self._keep(news)
        if self.unpaid and self.refusal and isinstance(self.engine, Writer):
            self._hand_on([(self.unpaid[0][0], _refused(self.refusal, self.engine.budget))])

    async def _keep(self, news: Any) -> None:
        """Keeps the replies that came."""
        for sent in await news.get(batch=True):
            for method, values, named in sent:
                getattr(self.store, method)(*values, **named)

    async def _result(self, batch: Batch) -> Result:
        from distributed import Event, KilledWorker

        from briefer.worker import Result, read_batch

        future = self.client.submit(read_batch, batch, key=batch.name, pure=False)
        try:
            result: Result = await future
        except KilledWorker:  # a scheduler that never starts a task again
            return Result(died=True)
        await Event(batch.name, client=self.client).clear()
        return result

    def _batch(self, workers: int) -> Batch | None:
        """The next batch; None if there is none, or the workers or the limits have no room for it."""
        from briefer.worker import Batch

        idle = workers - len(self.running)
        if not workers or self.closed or (self.running and (self.unpaid or self.alone)):
            return None
        if not isinstance(self.engine, Writer):
            pairs = self._next(BATCH, workers) if idle + workers > 0 else []  # one more waits at each worker
            return Batch(self.task, self._name(), tuple(pairs)) if pairs else None
        free = self.in_flight - sum(batch.in_flight for batch in self.running.values())
        calls, cost = self._left(self.engine.budget)
        nothing = calls == 0 or (cost is not None and cost <= 0)
        if idle < 1 or free < 1 or (nothing and self.running):
            return None
        self.alone = bool(self.unpaid)
        share = self.in_flight if self.alone else max(1, min(free, self.in_flight // workers))
        pairs, self.unpaid = self.unpaid or self._next(ROUNDS * share, workers), []
        articles = [article for article, _ in pairs]
        if not articles:
            return None
        if not self.alone and (calls, cost) != (None, None):
            needed = self.engine.estimate(articles)
            calls = None if calls is None else min(-(-calls // idle), ROOM * (1 + needed.calls))
            cost = None if cost is None else min(cost / idle, ROOM * (needed.cost or cost))
        replies = self.store.replies_about(article.id for article in articles)
        return Batch(self.task, self._name(), tuple(pairs), replies, self.store.offers(), share, calls, cost)

    def _left(self, budget: Budget) -> tuple[int | None, float | None]:
        """Calls and dollars that are neither spent nor granted to a batch; None where there is no limit."""
        calls, cost = budget.most_calls, budget.most_cost
        granted = self.running.values()
        return (
            None if calls is None else calls - budget.calls - sum(batch.max_calls or 0 for batch in granted),
            None if cost is None else cost - budget.cost - sum(batch.max_cost or 0.0 for batch in granted),
        )

    def _next(self, most: int, workers: int) -> Pairs:
        """Articles for a batch: what is left of an earlier one, else new ones, fewer towards the end."""
        if self.again:
            return self.again.popleft()
        pairs = list(islice(self.todo, max(1, min(most, self.left // (2 * workers)))))
        self.left -= len(pairs)
        return pairs

    def _name(self) -> str:
        self.sent += 1
        return f"{self.task.run}-{self.sent}"

    def _settle(self, batch: Batch, result: Result) -> None:
        """Hands on what came of a batch, and puts what did not come back into the queue."""
        if result.differs:
            raise _differs("a worker that came later", result.differs, self.task.about)
        pairs = list(batch.todo)
        if result.died:
            self._book(batch.max_calls or 0, 0, batch.max_cost or 0.0)  # all that it may have spent
            self._died(pairs)
            return
        self._book(result.calls, result.tokens, result.cost)
        came = [(article, outcome) for article, _ in pairs if (outcome := result.outcomes.get(article.id))]
        refused = {article.id: one for article, one in came if isinstance(one.error, BudgetError)}
        if refused:
            self.unpaid += [pair for pair in pairs if pair[0].id in refused]
            self.refusal, self.closed = next(iter(refused.values())), self.alone and not result.calls
        if left := [pair for pair in pairs if pair[0].id not in result.outcomes]:
            self.again.append(left)
        self._hand_on([(article, outcome) for article, outcome in came if article.id not in refused])

    def _hand_on(self, came: list[tuple[Article, Outcome]]) -> None:
        if not self.settle(came, self.engine.budget.shown if isinstance(self.engine, Writer) else ""):
            self.closed = True

    def _book(self, calls: int, tokens: int, cost: float) -> None:
        if isinstance(self.engine, Writer):
            self.engine.budget.calls += calls
            self.engine.budget.prompt_tokens += tokens
            self.engine.budget.cost += cost

    def _died(self, pairs: Pairs) -> None:
        self.deaths.update(article.id for article, _ in pairs)
        if len(pairs) == 1 and self.deaths[pairs[0][0].id] >= DEATHS:
            article = pairs[0][0]
            cause = f"the process that read it died, {DEATHS} times"
            fault = InputError(article.origin, cause, "the others were read; please report it")
            self._hand_on([(article, Outcome(unread=cause, error=fault))])
            return
        size = math.isqrt(len(pairs))
        self.again.extend(pairs[at : at + size] for at in range(0, len(pairs), size))
