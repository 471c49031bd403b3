"""Addresses to bytes: pages, and the pages that feeds and lists of feeds lead to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from briefer.errors import InputError
from briefer.ingest.feeds import Entry, kind, read_feed, read_opml
from briefer.ingest.fetch import Fetched, Fetcher
from briefer.models import UNKNOWN

WHOLE = 1_000  # characters of a feed's entry that may stand for a page that cannot be had


class Found(NamedTuple):
    """What an address led to: bytes with what a feed says of them, or why there are none."""

    origin: str
    data: bytes | InputError
    said: Mapping[str, str] = MappingProxyType({})  # title, author, outlet, published


@dataclass(frozen=True, slots=True)
class Rules:
    """What of the network is wanted: which entries of a feed, and what a feed's server said when it last answered."""

    wanted: Callable[[Entry], bool] = lambda _: True
    known: Callable[[str], tuple[str, str]] = lambda _: ("", "")  # address -> ETag and Last-Modified


async def gather(
    addresses: Sequence[str], fetcher: Fetcher, rules: Rules = Rules()
) -> tuple[list[Found], list[Fetched]]:
    """What the addresses lead to, in their order and each once; and the feeds all of whose wanted entries were had.

    Nothing raises: a feed that fails costs its own articles only.
    """
    read: list[Fetched] = []

    async def address(url: str, *, lists: bool = True) -> list[Found]:
        etag, modified = rules.known(url)
        try:
            got = await fetcher.get(url, etag=etag, modified=modified)
            if got.unchanged:
                return []
            match kind(got.data):
                case "feed":
                    found = await _entries(got, fetcher, rules)
                    if all(isinstance(one.data, bytes) for one in found):
                        read.append(replace(got, url=url, data=b""))
                    return found
                case "opml" if lists:
                    feeds = (address(one, lists=False) for one in read_opml(got.data, url))
                    return [found for part in await asyncio.gather(*feeds) for found in part]
        except InputError as error:
            return [Found(url, error)]
        return [Found(got.url, got.data)]

    parts = await asyncio.gather(*(address(url) for url in dict.fromkeys(addresses)))
    once: dict[str, Found] = {}
    for found in (found for part in parts for found in part):
        once.setdefault(found.origin, found)
    return list(once.values()), read


async def _entries(got: Fetched, fetcher: Fetcher, rules: Rules) -> list[Found]:
    feed = read_feed(got.data, got.url)
    return list(await asyncio.gather(*(_entry(one, feed.title, fetcher) for one in feed.entries if rules.wanted(one))))


async def _entry(entry: Entry, outlet: str, fetcher: Fetcher) -> Found:
    """The page of an entry; the entry's own text, if it is a whole article's, where the page cannot be had."""
    values = {"title": entry.title, "author": entry.author, "outlet": outlet, "published": entry.published}
    said = {name: value for name, value in values.items() if value and value != UNKNOWN}
    try:
        return Found(entry.url, (await fetcher.get(entry.url)).data, said)
    except InputError as error:
        whole = len(entry.body) >= WHOLE
        page = f'<!doctype html><meta charset="utf-8"><article>{entry.body}</article>'
        return Found(entry.url, page.encode("utf-8", "replace") if whole else error, said)
