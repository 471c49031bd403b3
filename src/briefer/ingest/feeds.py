"""RSS, Atom and JSON feeds, and lists of them (OPML): bytes to entries, newest first."""

from __future__ import annotations

import calendar
import codecs
import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urljoin

import lxml.html
from lxml import etree

from briefer.errors import InputError
from briefer.ingest.dates import parse_date
from briefer.ingest.decode import PROLOGUE
from briefer.models import UNKNOWN

MOST = 200  # entries of one feed that are looked at
EARLIEST = 1990  # what claims to be older has no date
MOST_PARSED = 500  # entries at each end of a longer feed, among which its newest are
_ENTRY = re.compile(rb"<(?:item|entry)[\s>]")
_XML = re.compile(rf"{PROLOGUE}<(rss|feed|rdf:RDF|opml)\b", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a feed: where it stands, and what the feed says of it."""

    url: str
    title: str = ""
    author: str = ""
    published: str = UNKNOWN  # ISO 8601
    body: str = ""  # as HTML; a summary or the whole text

    @property
    def out(self) -> datetime | None:
        """When it came out, a bare date counted to the end of its day; None where unknown."""
        if self.published == UNKNOWN:
            return None
        if len(self.published) == len("2031-03-03"):
            return datetime.combine(date.fromisoformat(self.published), time.max, UTC)
        return datetime.fromisoformat(self.published)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's name and its newest entries, each address once; `older` of them were left out."""

    title: str
    entries: tuple[Entry, ...]
    older: int = 0


def kind(data: bytes) -> str:
    """ "feed", "opml", or "" for what is neither."""
    start = _start(data)
    if found := _XML.match(start):
        return "opml" if found[1] == "opml" else "feed"
    named = b"jsonfeed.org/version" in data.replace(b"\0", b"").replace(b"\\", b"")
    return "feed" if start.startswith("{") and named else ""


def _start(data: bytes) -> str:
    """What a feed begins with, whatever it is encoded in."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data[:65_536].decode("utf-16" if wide else "utf-8-sig", "replace").lstrip()


def read_feed(data: bytes, url: str) -> Feed:
    """The feed in some bytes; `url` is where it came from. Raises InputError for one that cannot be read."""
    title, found, passed = _json(data, url) if _start(data).startswith("{") else _xml(data, url)
    once: dict[str, Entry] = {}
    for entry in found:
        if re.match(r"https?://", entry.url) and entry.url != url:  # an empty link leads to the feed itself
            once.setdefault(entry.url, entry)
    newest = sorted(once.values(), key=lambda entry: entry.out or datetime.min.replace(tzinfo=UTC), reverse=True)
    return Feed(title, tuple(newest[:MOST]), max(len(newest) - MOST, 0) + passed)


def read_opml(data: bytes, url: str) -> tuple[str, ...]:
    """The addresses of the feeds that an OPML file lists. Raises InputError for one that cannot be read."""
    try:
        tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        raise InputError(url, "is no OPML that can be read", "export the list of feeds again") from None
    listed = (element.get("xmlUrl") or element.get("xmlurl") or "" for element in tree.iter("outline"))
    if not (addresses := tuple(dict.fromkeys(address for address in listed if address.strip()))):
        raise InputError(url, "lists no feed", "export the list of feeds again")
    return addresses


def _xml(data: bytes, url: str) -> tuple[str, Iterable[Entry], int]:
    """Title, entries, and how many of those between the two ends were passed over."""
    import feedparser

    starts = [match.start() for match in _ENTRY.finditer(data)]
    if passed := max(len(starts) - 2 * MOST_PARSED, 0):
        data = data[: starts[MOST_PARSED]] + data[starts[-MOST_PARSED] :]
    try:
        read = feedparser.parse(
            io.BytesIO(data),
            response_headers={"content-location": url},
            sanitize_html=False,  # a body is read as any page is; both take minutes for a long one
            resolve_relative_uris=False,
        )
    except Exception:  # the parser trips over what no character is
        read = None
    if not read or not read.get("version"):
        raise InputError(url, "is no feed that can be read", "check the address") from None
    return _line(read.feed.get("title")), (_entry(one) for one in read.entries), passed


def _entry(one: dict[str, Any]) -> Entry:
    bodies = [part.get("value") or "" for part in one.get("content") or ()] + [one.get("summary") or ""]
    moment = one.get("published_parsed") or dict.get(one, "updated_parsed")  # a plain get warns of its own default
    published = ""
    with suppress(ValueError, OverflowError, OSError):  # the year 0, or one past what a calendar here holds
        published = datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat() if moment else ""
    title = _line(one.get("title"))
    if title and one.get("title_detail", {}).get("type") == "text/html":
        title = _line(lxml.html.fromstring(title).text_content())
    return Entry(_line(one.get("link")), title, _line(one.get("author")), _dated(published), max(bodies, key=len))


def _json(data: bytes, url: str) -> tuple[str, Iterable[Entry], int]:
    try:
        read = json.loads(data)
        items = [item for item in read["items"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(url, "is no JSON feed that can be read", "check the address") from None
    passed = max(len(items) - 2 * MOST_PARSED, 0)
    return _line(read.get("title")), _items(items[:MOST_PARSED] + items[MOST_PARSED + passed :], url), passed


def _items(items: list[dict[str, Any]], url: str) -> Iterator[Entry]:
    for item in items:
        authors = item.get("authors") or [item.get("author")]
        named = [one for one in authors if isinstance(one, dict)] if isinstance(authors, list) else []
        link, body = item.get("url"), item.get("content_html") or item.get("content_text") or item.get("summary")
        try:
            whole = urljoin(url, link) if isinstance(link, str) else ""
        except ValueError:
            continue
        yield Entry(
            whole,
            _line(item.get("title")),
            ", ".join(filter(None, (_line(one.get("name")) for one in named))),
            _dated(_line(item.get("date_published"))),
            body if isinstance(body, str) else "",
        )


def _line(value: object) -> str:
    return " ".join(value.encode("utf-8", "replace").decode().split()) if isinstance(value, str) else ""


def _dated(stated: str) -> str:
    """A date or time in ISO 8601; "unknown" for what is none, and for what no article of a feed can have."""
    found = parse_date(stated)
    return found if found and int(found[:4]) >= EARLIEST else UNKNOWN
