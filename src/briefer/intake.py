"""What comes in: sources and feeds become articles, kept in the store; each input is one, or a line that says why."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    from briefer.ingest.gather import Found

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
    named = list(sources)
    lists = [source for source in named if source.lower().endswith(".opml") and not URL.match(source)]
    addresses = [source for source in named if URL.match(source)]
    for path in lists:
        try:
            addresses += _feeds_of(path)
        except InputError as error:
            problems.append(error)
    local = discover((source for source in named if source not in {*addresses, *lists}), stdin=stdin)
    gathered, feeds = _gathered(addresses, store, since, allow_private) if addresses else ((), ())
    with Confined() as reader:
        for origin, data, said in itertools.chain(((*pair, None) for pair in local), gathered):
            try:
                if isinstance(data, InputError):
                    raise data
                article = reader.read(data, origin, said)
            except InputError as error:
                problems.append(error)
                continue
            articles.setdefault(article.id, article)
            if store is not None and store.add(article, data, now):
                new.add(article.id)
            if store is not None and URL.match(origin):
                store.save_visit(origin, now)
    if store is not None:
        for feed in feeds:
            store.save_visit(feed.url, now, etag=feed.etag, modified=feed.modified)
    return Ingested(tuple(articles.values()), frozenset(new), tuple(problems))


def _feeds_of(path: str) -> tuple[str, ...]:
    """The feeds that an OPML file lists. Raises InputError."""
    from briefer.ingest.feeds import read_opml

    data = read_bytes(path)
    if isinstance(data, InputError):
        raise data
    return read_opml(data, path)


def _gathered(
    addresses: Sequence[str], store: Store | None, since: datetime | None, allow_private: bool
) -> tuple[Sequence[Found], Sequence[Fetched]]:
    """What addresses lead to; of feeds, with `since`, only what is new."""
    from briefer.ingest.fetch import Fetcher
    from briefer.ingest.gather import Rules, gather

    rules = Rules()
    if store is not None and since is not None:
        kept, earliest = store, since

        def wanted(entry: Entry) -> bool:
            return kept.visit(entry.url) is None and (entry.out is None or entry.out >= earliest)

        rules = Rules(wanted, lambda url: kept.visit(url) or ("", ""))
    return asyncio.run(gather(addresses, Fetcher(private=allow_private), rules))


def start(store: Store, day: date, now: datetime) -> datetime:
    """From when on a brief without SOURCE takes articles: since the last one less 48 hours, for a first one the last
    24 hours."""
    last = store.last_created(day)
    return last - _LOOK_BACK if last else now - _FIRST_LOOK
