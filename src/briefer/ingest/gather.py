"""Addresses to bytes: pages, and the pages that feeds and lists of feeds lead to."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from briefer.errors import InputError
from briefer.ingest.feeds import Entry, kind, read_feed, read_opml
from briefer.ingest.fetch import Fetched, Fetcher
from briefer.models import UNKNOWN

WHOLE = 1_000  # characters of a feed's entry that may stand for a page that cannot be had
CHARSET = re.compile(r"(?i)^text/[^;]+;.*?charset=[\"']?([\w.:-]+)")


class Found(NamedTuple):
    """What an address led to: bytes with what a feed says of them, or why there are none."""

    origin: str
    data: bytes | InputError
    said: Mapping[str, str] = MappingProxyType({})  # title, author, outlet, published


@dataclass(frozen=True, slots=True)
class Desk:
    """Who wants something of the network: takes each thing as it comes, says what of a feed is wanted, and keeps what
    a feed's server said."""

    take: Callable[[Found], Awaitable[bool]]  # whether it was of use
    wanted: Callable[[Entry], bool | None] = lambda _: True  # None: too old, which a later run may see otherwise
    known: Callable[[str], tuple[str, str]] = lambda _: ("", "")  # address -> ETag and Last-Modified
    done: Callable[[Fetched], None] = lambda _: None  # a feed of which nothing was left


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
                    await entries(url, got)
                case "opml" if lists:
                    await asyncio.gather(*(address(one, lists=False) for one in read_opml(got.data, url)))
                case _:
                    await desk.take(Found(got.url, _unicode(got)))
        except InputError as error:
            await desk.take(Found(url, error))

    async def entries(url: str, got: Fetched) -> None:
        feed = read_feed(got.data, got.url)
        wants = [(one, desk.wanted(one)) for one in feed.entries]
        new = [one for one, want in wants if want and one.url not in seen]
        seen.update(one.url for one in new)
        taken = await asyncio.gather(*(entry(one, feed.title) for one in new))
        if all(taken) and not feed.older and all(want is not None for _, want in wants):
            desk.done(Fetched(url, b"", got.content_type, got.etag, got.modified))

    async def entry(one: Entry, outlet: str) -> bool:
        """The page of an entry; the entry's own text, if it is a whole article's, where the page cannot be had."""
        values = {"title": one.title, "author": one.author, "outlet": outlet, "published": one.published}
        said = {name: value for name, value in values.items() if value and value != UNKNOWN}
        try:
            data: bytes | InputError = _unicode(await fetcher.get(one.url))
        except InputError as error:
            page = f'<!doctype html><meta charset="utf-8"><article>{one.body}</article>'
            data = page.encode("utf-8", "replace") if len(one.body) >= WHOLE else error
        return await desk.take(Found(one.url, data, said))

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
