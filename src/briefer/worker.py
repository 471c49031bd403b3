"""What a dask worker does: reads a batch of articles and gives back what came of them. It never sees the store."""

from __future__ import annotations

import asyncio
import os
import platform
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import Event, Queue, get_client, get_worker

from briefer import __version__
from briefer.config import Settings, load_settings
from briefer.errors import BrieferError, ModelError
from briefer.extract import Engine, Writer
from briefer.grounding.verdict import RULES_VERSION
from briefer.models import Article
from briefer.reading import HOPELESS, Kept, Outcome, choose_engines, read_each

if TYPE_CHECKING:
    from briefer.extract.wire import Replies

LATE = 0.05
"""Seconds after which replies that came are on their way to the coordinator."""

_ALONE = threading.Lock()  # one batch at a time, however many threads the worker has


@dataclass(frozen=True, slots=True)
class Task:
    """How to read: what all batches of a run share. The key of the endpoint never travels."""

    settings: Settings
    keyed: bool  # whether the coordinator has a key, so that a worker may use its own
    about: Mapping[str, str]  # of the coordinator
    run: str  # names what this run keeps on the scheduler


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles to read, with what is known of them, and the share of the run's limits."""

    task: Task
    name: str
    todo: tuple[tuple[Article, Kept], ...]
    replies: Mapping[str, bytes] = field(default_factory=dict)
    offers: Mapping[tuple[str, str], str] = field(default_factory=dict)  # by endpoint and model
    in_flight: int = 1
    max_calls: int | None = None
    max_cost: float | None = None  # US dollars


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a batch; nothing where an earlier worker died of it."""

    outcomes: Mapping[str, Outcome] = field(default_factory=dict)  # by article; without those that were not begun
    died: bool = False
    differs: Mapping[str, str] = field(default_factory=dict)  # this worker, where it is not as the coordinator
    calls: int = 0
    tokens: int = 0
    cost: float = 0.0  # US dollars


def about(key: str) -> dict[str, str]:
    """What must be the same everywhere for the same reading, with the engine's key."""
    return {
        "briefer": __version__,
        "rules": RULES_VERSION,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "distributed": version("distributed"),
        "HanTa": version("HanTa"),
        "engine, prompts and endpoint": key,
    }


def ready(task: Task) -> dict[str, str]:
    """`about` this worker; instead of the engine's key, why it cannot read at all."""
    try:
        return about(_engine(task, None).key)
    except BrieferError as error:
        return about(str(error))


def _engine(task: Task, replies: Replies | None, **limits: Any) -> Engine:
    """The engine, with this machine's key for the endpoint if one may be used."""
    settings = task.settings
    flags = {"engine": settings.engine, "model": settings.model, "base_url": settings.base_url}
    key = load_settings(flags, os.environ, Path.cwd()).api_key if task.keyed else None
    return choose_engines(replace(settings, api_key=key), replies, **limits)[0]


def read_batch(batch: Batch) -> Result:
    """What came of the articles. dask runs the task of a worker that died again as it was first sent, without the
    replies that came meanwhile; such a one does nothing, and the coordinator sends what is left."""
    with _ALONE:
        client = get_client()
        begun = Event(batch.name, client=client)
        if begun.is_set():
            return Result(died=True)
        begun.set()
        if (here := ready(batch.task)) != batch.task.about:  # a worker that came later
            return Result(differs=here)
        worker = get_worker()

        def wanted() -> bool:
            """Whether the coordinator still waits for the batch."""
            task = worker.state.tasks.get(batch.name)
            return task is not None and task.state == "executing"

        return asyncio.run(_read(batch, Queue(batch.task.run, client=client), wanted))


async def _read(batch: Batch, home: Queue, wanted: Callable[[], bool]) -> Result:
    kept, came, failures = _Kept(batch), dict[str, Outcome](), 0

    def settle(article: Article, outcome: Outcome) -> None:
        nonlocal failures
        came[article.id] = outcome
        failures = failures + 1 if type(outcome.error) is ModelError else 0

    limits = {"max_calls": batch.max_calls, "max_cost": batch.max_cost, "in_flight": batch.in_flight}
    engine = _engine(batch.task, kept, **limits)
    done = asyncio.Event()
    sending = asyncio.create_task(_send(kept, home, done))
    try:
        todo = takewhile(lambda _: wanted() and failures < HOPELESS, batch.todo)
        await read_each(todo, engine, settle, lanes=min(2 * batch.in_flight, len(batch.todo)))
    finally:
        done.set()
        await sending
    if not isinstance(engine, Writer):
        return Result(came)
    spent = engine.budget
    return Result(came, calls=spent.calls, tokens=spent.tokens, cost=spent.cost)


async def _send(kept: _Kept, home: Queue, done: asyncio.Event) -> None:
    """Sends the news as they come, the last when all is done."""
    ended = False
    while not ended:
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), LATE)
        ended = done.is_set()
        news, kept.news = kept.news, []
        if news:
            await asyncio.to_thread(home.put, news)


class _Kept:
    """The replies of a batch; what is to be kept becomes news for the coordinator's store."""

    def __init__(self, batch: Batch) -> None:
        self._bodies, self._offers = dict(batch.replies), dict(batch.offers)
        self.news: list[tuple[str, list[str], dict[str, Any]]] = []  # a method of the store, its arguments

    def reply(self, key: str) -> bytes | None:
        return self._bodies.get(key)

    def save_reply(self, key: str, *, body: bytes, **about: Any) -> None:
        self._bodies.setdefault(key, body)
        self.news.append(("save_reply", [key], {"body": body, **about}))

    def drop_reply(self, key: str) -> None:
        self._bodies.pop(key, None)
        self.news.append(("drop_reply", [key], {}))

    def offer(self, endpoint: str, model: str) -> str | None:
        return self._offers.get((endpoint, model))

    def save_offer(self, endpoint: str, model: str, offer: str) -> None:
        self._offers[endpoint, model] = offer
        self.news.append(("save_offer", [endpoint, model, offer], {}))
