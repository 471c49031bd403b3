"""What comes in: sources and feeds become articles, kept in the store; each input is one, or a line that says why."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
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
_FIRST_DAY = date(1000, 1, 1)  # no article is older, and the years before are not the same in all zones


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the inputs: each is an article, or one line that says why not."""

    articles: tuple[Article, ...]
    new: Mapping[str, str]  # by the id of each that the store did not have: "new", or "new version" of one it has
    problems: tuple[BrieferError, ...]
    told: tuple[str, ...] = ()  # what was left out, in words


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
    named = list(dict.fromkeys(sources))
    lists = [source for source in named if source.lower().endswith(".opml") and not URL.match(source)]
    addresses = [source for source in named if URL.match(source)]
    with Confined() as reader:
        taking = _Taking(reader, store, now, since)
        files = [source for source in named if source not in {*addresses, *lists}]
        for path in lists:
            addresses += taking.feeds_of(path)
        for origin, data in discover(files, stdin=stdin):
            taking.keep(taking.read(origin, data))
        if addresses:
            asyncio.run(taking.fetch(addresses, allow_private))
    return taking.outcome()


def news(
    feeds: Iterable[str], store: Store, day: date, *, now: datetime, since: date | None, allow_private: bool
) -> Ingested:
    """What a brief of `day` without SOURCE takes, from feeds and store: what no brief of an earlier day has used, out
    on `since` or later, else since the last brief less 48 hours, for a first one the last 24 hours; nothing later than
    the day."""
    last = store.last_created(day)
    start = min(last, now) - _LOOK_BACK if last else now - _FIRST_LOOK  # a clock may have been ahead
    if since:
        start = datetime.combine(max(since, _FIRST_DAY), time()).astimezone()
    taken = ingest(feeds, store=store, now=now, since=start, allow_private=allow_private)
    fresh = store.fresh(day, start)
    articles = tuple(a for a in fresh if (_day(a) or day) <= day)
    later = f"articles dated after {day} were left for a later brief: {len(fresh) - len(articles)}"
    return replace(taken, articles=articles, told=(*taken.told, *[later] * (len(fresh) > len(articles))))


def _day(article: Article) -> date | None:
    """The calendar day here on which an article came out; None where unknown."""
    timed = len(article.published) > len("2031-03-03")
    return datetime.fromisoformat(article.published).astimezone().date() if timed else article.day


class _Taking:
    """Takes inputs as they come, so that a run that is stopped loses none, and keeps count of them."""

    def __init__(self, reader: Confined, store: Store | None, now: datetime, since: datetime | None) -> None:
        self._reader, self._store, self._now, self._since = reader, store, now, since
        self._articles: dict[str, Article] = {}
        self._new: dict[str, str] = {}
        self._problems: list[BrieferError] = []
        self._told: list[str] = []
        self._early = 0  # entries of feeds

    def outcome(self) -> Ingested:
        """What has come, that of the network in the order of its addresses."""
        ordered = sorted(self._articles.values(), key=lambda a: a.origin if URL.match(a.origin) else "")
        early = f"entries of feeds that came out earlier were left out: {self._early} (--since DATE takes them)"
        told = (*self._told, *[early] * bool(self._early))
        return Ingested(tuple(ordered), self._new, tuple(self._problems), told)

    def read(
        self, origin: str, data: bytes | InputError, said: Mapping[str, str] | None = None, instead: bytes = b""
    ) -> tuple[Article, bytes] | InputError:
        """The article in some bytes, else in what the feed itself has of it; the bytes it is from."""
        failed: InputError | None = None
        for given in (data, instead):
            try:
                if isinstance(given, InputError):
                    raise given
                article = self._reader.read(given, origin, said)
            except InputError as error:
                failed = failed or error
            else:
                notes = (f"the text is the feed's; of the page: {failed.cause}",) if failed else ()
                return replace(article, notes=(*article.notes, *notes)), given
        assert failed
        return failed

    def keep(self, read: tuple[Article, bytes] | InputError) -> bool:
        """Keeps what was read; whether it is an article."""
        if isinstance(read, InputError):
            self._problems.append(read)
            return False
        article, data = read
        if self._store is not None:
            state = "new version" if self._store.has_version(article) else "new"
            if self._store.add(article, data, self._now):
                self._new[article.id] = state
            else:  # pages are checked against what was kept, whose title or date may be another
                article = self._store.article(article.id)
        self._articles.setdefault(article.id, article)
        return True

    def feeds_of(self, path: str) -> tuple[str, ...]:
        """The feeds that an OPML file lists."""
        from briefer.ingest.feeds import read_opml

        data = read_bytes(path)
        try:
            if isinstance(data, InputError):
                raise data
            return self._reader.parse(read_opml, data, path)
        except InputError as error:
            self._problems.append(error)
            return ()

    async def fetch(self, addresses: Sequence[str], allow_private: bool) -> None:
        """Takes what addresses lead to; the last thing that is read."""
        from briefer.ingest.fetch import Fetcher
        from briefer.ingest.gather import gather

        try:
            await gather(addresses, Fetcher(private=allow_private), self._desk())
        finally:
            self._reader.stop()  # an interrupted run would wait for what the child is at

    def _desk(self) -> Desk:
        """What the network's side asks and tells. With `since`, only what the store has not fetched before is wanted,
        and what is not dated earlier."""
        from briefer.ingest.gather import Desk

        store, since, now = self._store, self._since, self._now

        async def take(found: Found) -> bool:
            kept = self.keep(await asyncio.to_thread(self.read, *found))
            if kept and store is not None:
                store.save_visit(found.origin, now)
            return kept

        if store is None or since is None:
            return Desk(take, tell=self._told.append, parse=self._reader.parse)

        def wanted(entry: Entry) -> bool | None:
            if store.visit(entry.url) is not None:
                return False
            if entry.out is None or entry.out >= since:
                return True
            self._early += 1
            return None

        def done(feed: Fetched) -> None:
            store.save_visit(feed.url, now, etag=feed.etag, modified=feed.modified)

        def known(url: str) -> tuple[str, str]:
            return store.visit(url) or ("", "")

        return Desk(take, wanted, known, done, self._told.append, self._reader.parse)
