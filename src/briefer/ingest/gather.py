"""Addresses to bytes: pages, and the pages that feeds and lists of feeds lead to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from briefer.errors import InputError
from briefer.ingest.feeds import Entry, kind, read_feed, read_opml
from briefer.ingest.fetch import Fetched, Fetcher
from briefer.models import UNKNOWN

WHOLE = 1_000  # characters of text in a feed's entry that may stand for a page that cannot be fetched


@dataclass(frozen=True, slots=True)
class Found:
    """What an address led to: bytes with what a feed says of them, or why there are none."""

    origin: str
    data: bytes | InputError
    said: Mapping[str, str] = field(default_factory=dict)  # title, author, outlet, published


async def gather(
    addresses: Sequence[str], fetcher: Fetcher, *, wanted: Callable[[Entry], bool] = lambda _: True
) -> list[Found]:
    """What the addresses lead to, in their order and each once; of feeds the pages of those entries that are `wanted`.

    Nothing raises: a feed that fails costs its own articles only.
    """
    parts = await asyncio.gather(*(_one(address, fetcher, wanted, lists=True) for address in dict.fromkeys(addresses)))
    once = {found.origin: found for part in reversed(parts) for found in reversed(part)}
    return list(reversed(once.values()))


async def _one(address: str, fetcher: Fetcher, wanted: Callable[[Entry], bool], *, lists: bool) -> list[Found]:
    try:
        got = await fetcher.get(address)
        match kind(got.data):
            case "feed":
                return await _entries(got, fetcher, wanted)
            case "opml" if lists:
                listed = read_opml(got.data, address)
                parts = await asyncio.gather(*(_one(one, fetcher, wanted, lists=False) for one in listed))
                return [found for part in parts for found in part]
    except InputError as error:
        return [Found(address, error)]
    return [Found(got.url, got.data)]


async def _entries(got: Fetched, fetcher: Fetcher, wanted: Callable[[Entry], bool]) -> list[Found]:
    feed = read_feed(got.data, got.url)
    new = [entry for entry in feed.entries if wanted(entry)]
    return list(await asyncio.gather(*(_entry(entry, feed.title, fetcher) for entry in new)))


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
