"""Where the steps meet: read, check, keep, compose. The model side and the pure side know each other only here."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from briefer import __version__
from briefer.compose.select import Edition, compose
from briefer.compose.similar import same_issue, same_speaker
from briefer.config import Settings, load_settings
from briefer.errors import BrieferError, InputError, ModelError, NothingToDo, UsageError
from briefer.extract import Engine
from briefer.extract.embedded import EmbeddedEngine
from briefer.grounding.verdict import RULES_VERSION, check
from briefer.ingest.readers import discover, read
from briefer.models import (
    UNKNOWN,
    Article,
    Brief,
    Checked,
    Item,
    NotRead,
)
from briefer.store import Store

PARALLEL = 8  # model calls in flight
_LOOK_BACK = timedelta(hours=48)
_FIRST_LOOK = timedelta(hours=24)

Progress = Callable[[int, int], None]
"""Called with the number of articles done and their total."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the inputs: each is an article, or one line that says why not."""

    articles: tuple[Article, ...]
    new: frozenset[str]  # ids that the store did not have
    problems: tuple[BrieferError, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A brief, and what went wrong on the way without stopping it."""

    brief: Brief
    problems: tuple[BrieferError, ...]


def ingest(
    sources: Iterable[str], *, store: Store | None = None, stdin: bytes | None = None, now: datetime
) -> Ingested:
    """Every article of files, folders and "-", kept in a store if one is given; a bad input never stops the others."""
    articles: dict[str, Article] = {}
    new: set[str] = set()
    problems: list[BrieferError] = []
    for origin, data in discover(sources, stdin=stdin):
        try:
            if isinstance(data, InputError):
                raise data
            article = read(data, origin)
        except InputError as error:
            problems.append(error)
            continue
        articles.setdefault(article.id, article)
        if store is not None and store.add(article, data, now):
            new.add(article.id)
    return Ingested(tuple(articles.values()), frozenset(new), tuple(problems))


def choose_engines(settings: Settings, store: Store | None) -> tuple[Engine, Engine | None]:
    """The engine that the settings name, and what reads in its stead if it is down. Raises UsageError.

    `auto` takes the model if one is named, with the embedded engine behind it.
    """
    if not settings.uses_model:
        return EmbeddedEngine(), None
    if not settings.model:
        raise UsageError("--engine llm", "no model is named", "give --model NAME or set BRIEFER_MODEL")
    from briefer.extract.llm import ModelEngine

    engine = ModelEngine(
        settings.model, base_url=settings.base_url, api_key=settings.api_key, replies=store, prompts=settings.user
    )
    return engine, EmbeddedEngine() if settings.engine == "auto" else None


def make_brief(
    articles: Sequence[Article],
    *,
    day: date,
    engine: Engine,
    fallback: Engine | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
) -> Made:
    """The brief of the articles, checked line by line; kept in the store if one is given.

    Raises NothingToDo without articles, ModelError if the engine read none of them; a `fallback` reads them instead,
    and the page says so.
    """
    if not articles:
        raise NothingToDo("brief", "no article to read", "name files or folders that hold news articles")
    notes: tuple[str, ...] = ()
    problems: list[BrieferError] = []
    try:
        done, not_read, failed = asyncio.run(_analyse(articles, engine, store, progress))
    except ModelError as error:
        if fallback is None:
            raise
        problems.append(error)
        notes = (f"The model gave no answer, so the embedded engine read the articles ({error.cause}).",)
        engine = fallback
        done, not_read, failed = asyncio.run(_analyse(articles, engine, store, progress))
    edition = Edition(day, engine.name, __version__, RULES_VERSION, (*notes, *engine.notes))
    earlier = store.briefs_before(day) if store else ()
    made = compose(edition, done, not_read=not_read, earlier=earlier)
    if store:
        store.save_brief(made, datetime.now(UTC))
    return Made(made, (*problems, *failed))


async def _analyse(
    articles: Sequence[Article], engine: Engine, store: Store | None, progress: Progress | None
) -> tuple[list[tuple[Article, tuple[Checked, ...]]], list[NotRead], list[BrieferError]]:
    """Each article's checked positions in the articles' order, what was not read, and which calls failed."""
    gate = asyncio.Semaphore(PARALLEL)
    count = 0

    async def one(article: Article) -> tuple[Checked, ...] | NotRead | ModelError:
        nonlocal count
        async with gate:
            try:
                return await _checked(article, engine, store)
            except ModelError as error:
                return error
            finally:
                count += 1
                if progress:
                    progress(count, len(articles))

    results = await asyncio.gather(*(one(article) for article in articles))
    done: list[tuple[Article, tuple[Checked, ...]]] = []
    not_read: list[NotRead] = []
    failed: list[BrieferError] = []
    for article, result in zip(articles, results, strict=True):
        if isinstance(result, tuple):
            done.append((article, result))
        elif isinstance(result, NotRead):
            not_read.append(result)
        else:
            failed.append(result)
            not_read.append(NotRead(article.origin, article.title, f"not analysed: {result.cause}"))
    if failed and not done:
        raise failed[0]
    return done, not_read, failed


async def _checked(article: Article, engine: Engine, store: Store | None) -> tuple[Checked, ...] | NotRead:
    """The article's positions with their verdicts: kept ones judged anew if the rules changed, else read now."""
    if engine.name.startswith("embedded") and article.language not in ("en", UNKNOWN):
        return NotRead(article.origin, article.title, f"language: {article.language}")
    kept = store.reading(article.id, engine.key) if store else None
    if kept is not None and all(checked.verdict.rules == RULES_VERSION for checked in kept):
        return kept
    positions = [checked.position for checked in kept] if kept is not None else await engine.read(article)
    checked = tuple(Checked(article=article.id, position=p, verdict=check(article.text, p)) for p in positions)
    if store:
        store.save_reading(article.id, engine.key, checked, datetime.now(UTC))
    return checked


def unused(store: Store, day: date, now: datetime) -> tuple[Article, ...]:
    """What a brief without SOURCE takes: what no earlier-dated brief used, out since the last one less 48 hours.

    A first brief takes the last 24 hours.
    """
    last = store.last_created(day)
    return store.fresh(day, last - _LOOK_BACK if last else now - _FIRST_LOOK)


def read_all(
    store: Store, engine: Engine, *, limit: int | None = None, progress: Progress | None = None
) -> Made | None:
    """Run an engine and the checker over what it has not read yet, without a brief of its own being kept.

    Returns what came of it as a brief (never stored), or None if everything is read. Raises ModelError if the engine
    read none of it.
    """
    unread = [a for a in store.articles() if store.reading(a.id, engine.key) is None][:limit]
    if not unread:
        return None
    done, not_read, failed = asyncio.run(_analyse(unread, engine, store, progress))
    edition = Edition(date.today(), engine.name, __version__, RULES_VERSION)
    return Made(compose(edition, done, not_read=not_read), tuple(failed))


def history(store: Store, speaker: str, *, issue: str = "") -> list[tuple[Brief, Item]]:
    """A speaker's printed positions over all briefs, the oldest first; only those on an issue, if one is named."""
    return [
        (brief, item)
        for brief in reversed(store.briefs_before(date.max))
        for item in brief.items
        if same_speaker(item.checked.position.speaker, speaker)
        and (not issue or same_issue(item.checked.position.issue, issue))
    ]


def brief(
    articles: Iterable[Article],
    *,
    date: date | None = None,
    engine: str = "auto",
    store: Path | str | None = None,
) -> Brief:
    """The checked brief of the articles, dated `date` (default: today); no store is touched unless a path is given.

    `engine` is auto, embedded or llm; model, endpoint and key come from the environment and briefer.toml.
    Raises NothingToDo, UsageError, ModelError or StoreError.
    """
    settings = load_settings({"engine": engine}, os.environ, Path.cwd())
    day = date or datetime.now().astimezone().date()
    with contextlib.nullcontext() if store is None else Store.open(Path(store)) as kept:
        reader, fallback = choose_engines(settings, kept)
        return make_brief(tuple(articles), day=day, engine=reader, fallback=fallback, store=kept).brief
