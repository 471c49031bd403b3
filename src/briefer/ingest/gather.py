"""Addresses to bytes: pages, and the pages that feeds and lists of feeds lead to."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from briefer.errors import InputError
from briefer.ingest.feeds import MOST, Entry, Feed, kind, read_feed, read_opml
from briefer.ingest.fetch import Fetched, Fetcher
from briefer.models import UNKNOWN

WHOLE = 1_000  # characters of a feed's entry that may stand for its page
Parser = Callable[[bytes, str], Any]
CHARSET = re.compile(r"(?i)^text/[^;]+;.*?charset=[\"']?([\w.:-]+)")


class Found(NamedTuple):
    """What an address led to: bytes with what a feed says of them, or why there are none."""

    origin: str
    data: bytes | InputError
    said: Mapping[str, str] = MappingProxyType({})  # title, author, outlet, published
    instead: bytes = b""  # the text that the feed itself has, for a page that cannot be had or shows no article


@dataclass(frozen=True, slots=True)
class Desk:
    """Who wants something of the network: takes each thing as it comes, says what of a feed is wanted, and keeps what
    a feed's server said."""

    take: Callable[[Found], Awaitable[bool]]  # whether it was of use
    wanted: Callable[[Entry], bool | None] = lambda _: True  # None: too old, which a later run may see otherwise
    known: Callable[[str], tuple[str, str]] = lambda _: ("", "")  # address -> ETag and Last-Modified
    done: Callable[[Fetched], None] = lambda _: None  # a feed of which nothing was left
    tell: Callable[[str], None] = lambda _: None  # what somebody should know of a feed that was read
    parse: Callable[[Parser, bytes, str], Any] = lambda parser, data, url: parser(data, url)  # from any thread


async def gather(addresses: Sequence[str], fetcher: Fetcher, desk: Desk) -> None:
    """Fetches what the addresses lead to, each once; the desk takes it as it comes.

    Nothing raises but what the desk raises: a feed that fails costs its own articles only.
    """
    seen: set[str] = set()

    async def address(url: str, *, lists: bool = True) -> None:
        if url in seen:
            return
        seen.add(url)
        etag, modified = desk.known(url)
        try:
            got = await fetcher.get(url, etag=etag, modified=modified)
            if got.unchanged:
                return
            match kind(got.data):
                case "feed":
                    await entries(url, got, await asyncio.to_thread(desk.parse, read_feed, got.data, got.url))
                case "opml" if lists:
                    listed = await asyncio.to_thread(desk.parse, read_opml, got.data, url)
                    await asyncio.gather(*(address(one, lists=False) for one in listed))
                case _:
                    await desk.take(Found(got.url, _unicode(got)))
        except InputError as error:
            await desk.take(Found(url, error))

    async def entries(url: str, got: Fetched, feed: Feed) -> None:
        if not feed.entries:
            desk.tell(f"{url}: this feed has no entry that leads to a page")
        if feed.older:
            desk.tell(f"{url}: {feed.older:,} entries beyond the newest {MOST} were left out")
        wants = [(one, desk.wanted(one)) for one in feed.entries]
        new = [one for one, want in wants if want and one.url not in seen]
        seen.update(one.url for one in new)
        taken = await asyncio.gather(*(entry(one, feed.title) for one in new))
        if all(taken) and not feed.older and all(want is not None for _, want in wants):
            desk.done(Fetched(url, b"", got.content_type, got.etag, got.modified))

    async def entry(one: Entry, outlet: str) -> bool:
        values = {"title": one.title, "author": one.author, "outlet": outlet, "published": one.published}
        said = {name: value for name, value in values.items() if value and value != UNKNOWN}
        page = f'<!doctype html><meta charset="utf-8"><article>{one.body}</article>'.encode("utf-8", "replace")
        try:
            data: bytes | InputError = _unicode(await fetcher.get(one.url))
        except InputError as error:
            data = error
        return await desk.take(Found(one.url, data, said, page if len(one.body) >= WHOLE else b""))

    await asyncio.gather(*(address(url) for url in addresses))


def _unicode(got: Fetched) -> bytes:
    """The bytes of a page; in UTF-8 with its mark where the server names another encoding, which comes before the
    page's own word."""
    named = CHARSET.match(got.content_type)
    if not named or named[1].lower() in ("utf-8", "utf8"):
        return got.data
    try:
        return b"\xef\xbb\xbf" + got.data.decode(named[1]).encode()
    except (LookupError, UnicodeError):
        return got.data
