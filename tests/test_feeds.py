"""Feeds and lists of them: which entries they hold, and what becomes of an entry's page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sites import Site, loopback, said, site

from briefer.errors import InputError
from briefer.ingest.feeds import MOST, Entry, kind, read_feed, read_opml
from briefer.ingest.fetch import Bounds, Fetcher, Refused
from briefer.ingest.gather import Found, Rules, gather

CASES = Path(__file__).parent / "cases" / "feeds"
AT = "http://courier.test/feeds/all"
BRIDGE = Entry(
    "http://courier.test/2031/bridge",
    "Bridge “stays shut” & toll goes",
    "Ines Varo",
    "2031-03-03T07:30:00+00:00",
    "<p>The bridge stays shut.</p>",
)


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "rdf.xml", "feed.json"])
def test_every_kind_of_feed_says_the_same(name: str) -> None:
    data = (CASES / name).read_bytes()
    feed = read_feed(data, AT)
    assert kind(data) == "feed"
    assert feed.title == "Kell Courier"
    assert feed.entries[0] == BRIDGE
    assert [entry.url for entry in feed.entries] == [
        "http://courier.test/2031/bridge",
        "http://courier.test/2031/ferry",
    ]


def test_an_entry_without_a_date_has_none() -> None:
    assert read_feed((CASES / "rss.xml").read_bytes(), AT).entries[1].published == "unknown"


def test_a_list_of_feeds_is_opml() -> None:
    data = (CASES / "feeds.opml").read_bytes()
    assert kind(data) == "opml"
    assert read_opml(data, AT) == ("http://courier.test/rss.xml", "http://ledger.test/atom.xml")


@pytest.mark.parametrize("data", [b"<html><body>no feed", b"", b"{}", b"plain words", b'{"version": "2"}'])
def test_other_bytes_are_no_feed(data: bytes) -> None:
    assert kind(data) == ""


ITEM = "<item><link>{}</link><title>x</title><pubDate>{}</pubDate></item>"


def rss(*items: tuple[str, str]) -> bytes:
    return ("<rss version='2.0'><channel><title>T</title>" + "".join(ITEM.format(*i) for i in items)).encode()


DATES = [
    ("Mon, 03 Mar 2031 08:30:00 +0100", "2031-03-03T07:30:00+00:00"),
    ("Thu, 01 Jan 1970 00:00:00 GMT", "unknown"),
    ("yesterday", "unknown"),
    ("", "unknown"),
]


@pytest.mark.parametrize(("stated", "read"), DATES)
def test_a_date_is_read_or_unknown(stated: str, read: str) -> None:
    assert read_feed(rss(("http://a.test/", stated)), AT).entries[0].published == read


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://a.test/"])
def test_links_that_lead_to_no_page_are_left_out(link: str) -> None:
    assert read_feed(rss((link, "")), AT).entries == ()


def test_an_address_that_stands_twice_is_one_entry() -> None:
    assert len(read_feed(rss(("http://a.test/", ""), ("http://a.test/", "")), AT).entries) == 1


def test_the_newest_entries_are_taken_and_the_others_counted() -> None:
    days = [(f"http://a.test/{n}", f"{1 + n % 28} Mar 2031 0{n % 9}:00:00 GMT") for n in range(MOST + 30)]
    feed = read_feed(rss(*days), AT)
    assert (len(feed.entries), feed.older) == (MOST, 30)
    assert feed.entries[0].published > feed.entries[-1].published


BROKEN = [b"<rss", b'{"version": "https://jsonfeed.org/version/1", "items": 7}', b"[" * 100_000, b"<opml>"]


@pytest.mark.parametrize("data", BROKEN)
def test_what_cannot_be_read_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(InputError, match="can be read"):
        read_feed(data, AT)
    with pytest.raises(InputError, match="can be read"):
        read_opml(data, AT)


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "ledger"><!ENTITY e SYSTEM "file:///etc/hostname">]>
<opml><body><outline xmlUrl="http://&a;.test/"/><outline text="&e;"/></body></opml>"""


def test_a_list_that_brings_its_own_entities_is_refused() -> None:
    with pytest.raises(InputError, match="can be read"):
        read_opml(ENTITIES, AT)


def page(words: str) -> bytes:
    return said(f"<html><body><article><p>{words}</p></article></body></html>".encode(), "content-type: text/html")


def serve_feed(one: Site, *paths: str, body: str = "") -> None:
    """Puts a feed at /feed that leads to these paths."""
    items = [{"url": one.url(path), "title": f"Title of {path}", "content_html": body} for path in paths]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Kell Courier", "items": items}
    one.pages["/feed"] = said(json.dumps(feed).encode())


def fetcher() -> Fetcher:
    return Fetcher(private=True, bounds=Bounds(silence=0.5, deadline=2.0, pause=0.0), resolve=loopback)


async def test_a_feed_leads_to_its_pages_with_what_it_says_of_them() -> None:
    async with site({"/a": page("one"), "/b": page("two")}) as one:
        serve_feed(one, "/a", "/b")
        found, _ = await gather([one.url("/feed")], fetcher())
    assert [f.origin for f in found] == [one.url("/a"), one.url("/b")]
    assert found[0].said == {"title": "Title of /a", "outlet": "Kell Courier"}
    assert isinstance(found[0].data, bytes)
    assert b"one" in found[0].data


async def test_entries_that_are_not_wanted_are_not_fetched() -> None:
    async with site({"/a": page("one"), "/b": page("two")}) as one:
        serve_feed(one, "/a", "/b")
        found, _ = await gather([one.url("/feed")], fetcher(), Rules(wanted=lambda entry: entry.url.endswith("b")))
    assert [f.origin for f in found] == [one.url("/b")]
    assert "/a" not in one.asked


async def test_a_feed_that_has_not_changed_leads_nowhere() -> None:
    async with site({"/feed": said(status="304 Not Modified")}) as one:
        found, read = await gather([one.url("/feed")], fetcher(), Rules(known=lambda _: ('"7"', "")))
    assert (found, read) == ([], [])
    assert 'if-none-match: "7"' in one.heads[-1]


@pytest.mark.parametrize(("paths", "done"), [(("/a",), True), (("/a", "/gone"), False)])
async def test_a_feed_is_done_when_all_its_pages_were_had(paths: tuple[str, ...], done: bool) -> None:
    async with site({"/a": page("one")}) as one:
        serve_feed(one, *paths)
        _, read = await gather([one.url("/feed")], fetcher())
    assert [fetched.url for fetched in read] == [one.url("/feed")] * done


async def test_a_list_of_feeds_leads_to_all_their_pages() -> None:
    async with site({"/a": page("one")}) as one:
        serve_feed(one, "/a")
        lines = "".join(f'<outline xmlUrl="{one.url(path)}"/>' for path in ("/feed", "/gone"))
        one.pages["/feeds"] = said(f"<opml><body>{lines}</body></opml>".encode())
        found, _ = await gather([one.url("/feeds")], fetcher())
    assert [f.origin for f in found] == [one.url("/a"), one.url("/gone")]
    assert isinstance(found[1].data, InputError)


async def test_a_failing_feed_costs_only_its_own_articles() -> None:
    async with site({"/a": page("one"), "/down": said(status="503 Down")}) as one:
        serve_feed(one, "/a")
        found, _ = await gather([one.url("/down"), one.url("/feed")], fetcher())
    assert [type(f.data) for f in found] == [Refused, bytes]


async def test_an_address_is_fetched_once_however_often_it_is_named() -> None:
    async with site({"/a": page("one")}) as one:
        serve_feed(one, "/a")
        found, _ = await gather([one.url("/feed"), one.url("/a"), one.url("/a")], fetcher())
    assert [f.origin for f in found] == [one.url("/a")]


async def test_a_whole_text_in_the_feed_stands_for_a_page_that_cannot_be_had() -> None:
    async with site({}) as one:
        serve_feed(one, "/gone", body="<p>" + "The bridge stays shut. " * 60)
        (found,), _ = await gather([one.url("/feed")], fetcher())
    assert isinstance(found.data, bytes)
    assert b"The bridge stays shut." in found.data


async def test_a_summary_does_not() -> None:
    async with site({}) as one:
        serve_feed(one, "/gone", body="<p>The bridge stays shut.")
        (found,), _ = await gather([one.url("/feed")], fetcher())
    assert isinstance(found, Found)
    assert isinstance(found.data, InputError)
