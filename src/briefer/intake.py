"""What comes in: sources and feeds become articles, kept in the store; each input is one, or a line that says why."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from briefer.errors import BrieferError, InputError
from briefer.ingest.confined import Confined
from briefer.ingest.files import URL, read_bytes
from briefer.ingest.readers import discover
from briefer.models import Article
from briefer.store import Store

if TYPE_CHECKING:
    from briefer.ingest.feeds import Entry
    from briefer.ingest.fetch import Fetched
    from briefer.ingest.gather import Desk, Found

_LOOK_BACK = timedelta(hours=48)
_FIRST_LOOK = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the inputs: each is an article, or one line that says why not."""

    articles: tuple[Article, ...]
    new: frozenset[str]  # ids that the store did not have
    problems: tuple[BrieferError, ...]


def ingest(
    sources: Iterable[str],
    *,
    store: Store | None = None,
    stdin: bytes | None = None,
    now: datetime,
    since: datetime | None = None,
    allow_private: bool = False,
) -> Ingested:
    """Every article of files, folders, addresses and "-", kept in a store if one is given; a bad input never stops the
    others.

    With `since`, feeds give only what the store has not fetched before and what is not dated earlier. Addresses of
    private networks are refused unless allowed.
    """
    articles: dict[str, Article] = {}
    new: set[str] = set()
    problems: list[BrieferError] = []
    named = list(dict.fromkeys(sources))
    lists = [source for source in named if source.lower().endswith(".opml") and not URL.match(source)]
    addresses = [source for source in named if URL.match(source)]
    for path in lists:
        try:
            addresses += _feeds_of(path)
        except InputError as error:
            problems.append(error)

    def opened(data: bytes | InputError, origin: str, said: Mapping[str, str] | None = None) -> Article | None:
        try:
            if isinstance(data, InputError):
                raise data
            return reader.read(data, origin, said)
        except InputError as error:
            problems.append(error)
            return None

    def keep(article: Article, data: bytes | InputError) -> None:
        articles.setdefault(article.id, article)
        if store is not None and isinstance(data, bytes) and store.add(article, data, now):
            new.add(article.id)

    async def take(found: Found) -> bool:
        """Keeps an article as it comes, so that a run that is stopped loses none."""
        article = await asyncio.to_thread(opened, found.data, found.origin, found.said)
        if article is not None:
            keep(article, found.data)
            if store is not None:
                store.save_visit(found.origin, now)
        return article is not None

    with Confined() as reader:
        for origin, data in discover((s for s in named if s not in {*addresses, *lists}), stdin=stdin):
            if article := opened(data, origin):
                keep(article, data)
        if addresses:
            from briefer.ingest.fetch import Fetcher
            from briefer.ingest.gather import gather

            asyncio.run(gather(addresses, Fetcher(private=allow_private), _desk(take, store, since, now)))
    by_address = sorted(articles.values(), key=lambda a: a.origin if URL.match(a.origin) else "")  # not as they came
    return Ingested(tuple(by_address), frozenset(new), tuple(problems))


def news(
    feeds: Iterable[str], store: Store, day: date, *, now: datetime, since: date | None, allow_private: bool
) -> Ingested:
    """What a brief of `day` without SOURCE takes, from feeds and store: what no brief of an earlier day has used, out
    on `since` or later, else since the last brief less 48 hours, for a first one the last 24 hours; nothing later than
    the day."""
    last = store.last_created(day)
    start = last - _LOOK_BACK if last else now - _FIRST_LOOK
    if since:
        start = datetime.combine(since, time(), now.astimezone().tzinfo)
    taken = ingest(feeds, store=store, now=now, since=start, allow_private=allow_private)
    return replace(taken, articles=tuple(a for a in store.fresh(day, start) if a.day is None or a.day <= day))


def _desk(take: Callable[[Found], Awaitable[bool]], store: Store | None, since: datetime | None, now: datetime) -> Desk:
    """With `since`, only what the store has not fetched before, and what is not dated earlier."""
    from briefer.ingest.gather import Desk

    if store is None or since is None:
        return Desk(take)
    kept, earliest = store, since

    def wanted(entry: Entry) -> bool | None:
        if kept.visit(entry.url) is not None:
            return False
        return True if entry.out is None or entry.out >= earliest else None

    def done(feed: Fetched) -> None:
        kept.save_visit(feed.url, now, etag=feed.etag, modified=feed.modified)

    return Desk(take, wanted, lambda url: kept.visit(url) or ("", ""), done)


def _feeds_of(path: str) -> tuple[str, ...]:
    """The feeds that an OPML file lists. Raises InputError."""
    from briefer.ingest.feeds import read_opml

    data = read_bytes(path)
    if isinstance(data, InputError):
        raise data
    return read_opml(data, path)
