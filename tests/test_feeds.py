"""Feeds and lists of them: which entries they hold, and what becomes of an entry's page."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sites import Site, loopback, said, site

from briefer.errors import InputError
from briefer.ingest.confined import Confined
from briefer.ingest.feeds import MOST, Entry, kind, read_feed, read_opml
from briefer.ingest.fetch import Bounds, Fetched, Fetcher, Refused
from briefer.ingest.gather import Desk, Found, gather

CASES = Path(__file__).parent / "cases" / "feeds"
AT = "http://courier.test/feeds/all"
BRIDGE = Entry(
    "http://courier.test/2031/bridge",
    "Bridge “stays shut” & toll goes",
    "Ines Varo",
    "2031-03-03T07:30:00+00:00",
    "<p>The bridge stays shut.</p>",
)


ITEM = "<item><link>{}</link><title>x</title><pubDate>{}</pubDate></item>"


def rss(*items: tuple[str, str]) -> bytes:
    return ("<rss version='2.0'><channel><title>T</title>" + "".join(ITEM.format(*i) for i in items)).encode()


def feed_of(inside: str, declared: str = "") -> bytes:
    """A feed with this in its channel, and these declarations before it."""
    before = f"<!DOCTYPE rss [{declared}]>" if declared else ""
    return f"{before}<rss version='2.0'><channel>{inside}</channel></rss>".encode()


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


COMMENTS = b"<!-- a -->" * 2_000


@pytest.mark.parametrize(
    "before", [COMMENTS, b"<!---->" * 40, b"\n<!DOCTYPE rss [<!ENTITY nbsp '&#160;'>]>\n", b"\xef\xbb\xbf"]
)
def test_a_feed_is_known_behind_whatever_stands_before_it(before: bytes) -> None:
    assert kind(before + rss(("http://a.test/", ""))) == "feed"
    assert kind(before + b"<p>said") == ""


def test_a_json_feed_is_known_however_its_address_is_written() -> None:
    assert kind(b'{"items": [], "title": "x", "version": "https:\\/\\/jsonfeed.org\\/version\\/1.1"}') == "feed"


ODD = [
    rss(("http://a.test/", "0000-00-00"), ("http://b.test/", "9999-12-31T23:59:59-05:00")),
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "http://[oops"}, {"url": "http://b.test/"}]}',
]


@pytest.mark.parametrize("data", ODD, ids=["dates", "link"])
def test_an_odd_entry_costs_no_other(data: bytes) -> None:
    assert "http://b.test/" in [entry.url for entry in read_feed(data, AT).entries]


@pytest.mark.parametrize("data", [b"<html><body>no feed", b"", b"{}", b"plain words", b'{"version": "2"}'])
def test_other_bytes_are_no_feed(data: bytes) -> None:
    assert kind(data) == ""


DATES = [
    ("Mon, 03 Mar 2031 08:30:00 +0100", "2031-03-03T07:30:00+00:00"),
    ("Mon, 03 Mar 2031 08:30:00 EST", "2031-03-03T13:30:00+00:00"),
    ("Mon, 03 Mar 2031 08:30:00 QQT", "2031-03-03T08:30:00+00:00"),
    ("2031-03-03", "2031-03-03T00:00:00+00:00"),
    ("Thu, 01 Jan 2999 00:00:00 GMT", "2999-01-01T00:00:00+00:00"),
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


BROKEN = [
    b"<rss",
    b"<rss version='2.0'><channel><title>&#xD800;</title></channel></rss>",
    b'{"version": "https://jsonfeed.org/version/1", "items": 7}',
    b"[" * 100_000,
    b"<opml>",
]


@pytest.mark.parametrize("data", BROKEN)
def test_what_cannot_be_read_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(InputError, match="can be read"):
        read_feed(data, AT)
    with pytest.raises(InputError, match="can be read"):
        read_opml(data, AT)


# what a feed can do to its parser

LAUGHS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
ONE = "<item><link>http://a.test/</link>{}</item>"
HEAVY = [
    ("100,000 entries", rss(*[("http://a.test/x", "")] * 3, *((f"http://a.test/{n}", "") for n in range(100_000)))),
    ("20 MB of text", feed_of(ONE.format(f"<description>{'word ' * 3_900_000}</description>"))),
    ("20 MB of marks", feed_of(ONE.format(f"<description><![CDATA[{'<a ' * 6_000_000}]]></description>"))),
    ("a billion laughs", feed_of("<title>&a11;</title>" + ONE.format(""), f"<!ENTITY a0 'ha'>{LAUGHS}")),
    ("quadratic growth", feed_of(f"<title>{'&a;' * 9_000}</title>" + ONE.format(""), f"<!ENTITY a '{'x' * 90_000}'>")),
]


@pytest.mark.parametrize("data", [row[1] for row in HEAVY], ids=[row[0] for row in HEAVY])
def test_a_heavy_feed_is_read_within_the_limits(data: bytes) -> None:
    with Confined(memory=1_000_000_000) as reader:
        feed = reader.parse(read_feed, data, AT)
    assert feed.entries[0].url.startswith("http://a.test/")
    assert len(feed.title) < 100_000


def test_of_a_feed_without_end_the_newest_are_found_at_either_end() -> None:
    late, early = ("http://a.test/late", "Tue, 04 Mar 2031 07:00:00 GMT"), "Mon, 03 Mar 2031 07:00:00 GMT"
    many = [(f"http://a.test/{n}", early) for n in range(5_000)]
    for feed in (read_feed(rss(late, *many), AT), read_feed(rss(*many, late), AT)):
        assert feed.entries[0].url == late[0]
        assert len(feed.entries) + feed.older == 5_001


STUCK = feed_of(ONE.format(f"<author>{'a' * 100_000}@{'((' * 50_000}</author>"))


def test_a_feed_that_its_parser_cannot_finish_is_given_up() -> None:
    with Confined(seconds=1.0) as reader, pytest.raises(InputError, match="took more than 1 s"):
        reader.parse(read_feed, STUCK, AT)


OUTSIDE = [
    ("an entity of a file", '<!ENTITY e SYSTEM "file://{file}">'),
    ("an entity of another server", '<!ENTITY e SYSTEM "{server}/entity">'),
    ("a parameter entity", '<!ENTITY % p SYSTEM "{server}/dtd"> %p;'),
]


@pytest.mark.parametrize("declared", [row[1] for row in OUTSIDE], ids=[row[0] for row in OUTSIDE])
async def test_what_a_feed_declares_opens_no_file_and_asks_no_server(declared: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the canary")
    async with site({"/entity": said(b"the canary"), "/dtd": said(b"<!ENTITY e 'the canary'>")}) as one:
        told = declared.format(file=secret, server=one.url("", "127.0.0.1"))
        feed = await asyncio.to_thread(read_feed, feed_of(f"<title>A&e;B</title>{ONE.format('')}", told), AT)
        listed = f'<!DOCTYPE opml [{told}]><opml><outline xmlUrl="http://a.test/&e;"/></opml>'.encode()
        with suppress(InputError):
            assert "canary" not in repr(await asyncio.to_thread(read_opml, listed, AT))
    assert "canary" not in repr(feed)
    assert one.asked == []


def test_a_list_that_brings_its_own_entities_is_refused() -> None:
    laughing = f'<!DOCTYPE opml [<!ENTITY a0 "ha">{LAUGHS}]><opml><outline xmlUrl="http://&a11;.test/"/></opml>'
    with pytest.raises(InputError, match="can be read"):
        read_opml(laughing.encode(), AT)


ITEMS = [
    ("the same guid twice", "<guid>7</guid>", ["http://a.test/1", "http://a.test/2"]),
    ("no guid", "", ["http://a.test/1", "http://a.test/2"]),
]


@pytest.mark.parametrize(("more", "urls"), [row[1:] for row in ITEMS], ids=[row[0] for row in ITEMS])
def test_an_entry_is_what_its_address_says_it_is(more: str, urls: list[str]) -> None:
    items = "".join(f"<item><link>{url}</link>{more}</item>" for url in urls)
    assert [entry.url for entry in read_feed(feed_of(items), AT).entries] == urls


LINKS = [
    ("/2031/bridge", "http://courier.test/2031/bridge"),
    ("bridge?a=1&amp;b=2", "http://courier.test/feeds/bridge?a=1&b=2"),
    ("//ledger.test/x", "http://ledger.test/x"),
]


@pytest.mark.parametrize(("link", "url"), LINKS)
def test_a_relative_link_starts_at_the_feed(link: str, url: str) -> None:
    assert [entry.url for entry in read_feed(rss((link, "")), AT).entries] == [url]


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "feed.json"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_feed_is_read_in_the_encoding_that_its_mark_names(name: str, encoding: str) -> None:
    text = (CASES / name).read_text("utf-8")
    data = re.sub("encoding=[\"'][^\"']+[\"']", f'encoding="{encoding.removesuffix("-sig")}"', text).encode(encoding)
    assert kind(data) == "feed"
    assert read_feed(data, AT).entries[0] == BRIDGE


def page(words: str) -> bytes:
    return said(f"<html><body><article><p>{words}</p></article></body></html>".encode(), "content-type: text/html")


def serve_feed(one: Site, *paths: str, body: str = "") -> None:
    """Puts a feed at /feed that leads to these paths."""
    items = [{"url": one.url(path), "title": f"Title of {path}", "content_html": body} for path in paths]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Kell Courier", "items": items}
    one.pages["/feed"] = said(json.dumps(feed).encode())


async def collect(*addresses: str, use: bool = True, **desk: Any) -> tuple[list[Found], list[Fetched]]:
    """What the addresses lead to, in the order of their origins, and the feeds of which nothing was left."""
    found: list[Found] = []
    done: list[Fetched] = []

    async def take(one: Found) -> bool:
        found.append(one)
        return use and isinstance(one.data, bytes)

    fetcher = Fetcher(private=True, bounds=Bounds(silence=0.5, deadline=2.0, pause=0.0), resolve=loopback)
    await gather(addresses, fetcher, Desk(take, done=done.append, **desk))
    return sorted(found, key=lambda one: one.origin), done


async def test_a_feed_leads_to_its_pages_with_what_it_says_of_them() -> None:
    async with site({"/a": page("one"), "/b": page("two")}) as one:
        serve_feed(one, "/a", "/b")
        found, _ = await collect(one.url("/feed"))
    assert [f.origin for f in found] == [one.url("/a"), one.url("/b")]
    assert found[0].said == {"title": "Title of /a", "outlet": "Kell Courier"}
    assert isinstance(found[0].data, bytes)
    assert b"one" in found[0].data


async def test_entries_that_are_not_wanted_are_not_fetched() -> None:
    async with site({"/a": page("one"), "/b": page("two")}) as one:
        serve_feed(one, "/a", "/b")
        found, _ = await collect(one.url("/feed"), wanted=lambda entry: entry.url.endswith("b"))
    assert [f.origin for f in found] == [one.url("/b")]
    assert "/a" not in one.asked


async def test_a_feed_that_has_not_changed_leads_nowhere() -> None:
    async with site({"/feed": said(status="304 Not Modified")}) as one:
        found, read = await collect(one.url("/feed"), known=lambda _: ('"7"', ""))
    assert (found, read) == ([], [])
    assert 'if-none-match: "7"' in one.heads[-1]


LEFT = [
    ("all were had", ("/a",), {}, True),
    ("a page could not be had", ("/a", "/gone"), {}, False),
    ("a page could not be read", ("/a",), {"use": False}, False),
    ("an entry is too old for now", ("/a",), {"wanted": lambda _: None}, False),
    ("an entry is known", ("/a",), {"wanted": lambda _: False}, True),
]


@pytest.mark.parametrize(("paths", "desk", "done"), [row[1:] for row in LEFT], ids=[row[0] for row in LEFT])
async def test_a_feed_is_done_when_nothing_of_it_is_left(
    paths: tuple[str, ...], desk: dict[str, Any], done: bool
) -> None:
    async with site({"/a": page("one")}) as one:
        serve_feed(one, *paths)
        _, read = await collect(one.url("/feed"), **desk)
    assert [fetched.url for fetched in read] == [one.url("/feed")] * done


async def test_entries_beyond_the_newest_are_counted_aloud() -> None:
    told: list[str] = []
    async with site({}) as one:
        serve_feed(one, *(f"/{n}" for n in range(MOST + 30)))
        await collect(one.url("/feed"), wanted=lambda _: False, tell=told.append)
    assert told == [f"{one.url('/feed')}: 30 entries beyond the newest {MOST} were left out"]


async def test_the_servers_word_on_the_encoding_comes_before_the_pages() -> None:
    data = "<html><meta charset=utf-8><p>Dvořák".encode("iso-8859-2")
    async with site({"/a": said(data, "content-type: text/html; charset=iso-8859-2")}) as one:
        ((_, got, *_),), _ = await collect(one.url("/a"))
    assert isinstance(got, bytes)
    assert "Dvořák" in got.decode("utf-8-sig")


async def test_a_list_of_feeds_leads_to_all_their_pages() -> None:
    async with site({"/a": page("one")}) as one:
        serve_feed(one, "/a")
        lines = "".join(f'<outline xmlUrl="{one.url(path)}"/>' for path in ("/feed", "/gone"))
        one.pages["/feeds"] = said(f"<opml><body>{lines}</body></opml>".encode())
        found, _ = await collect(one.url("/feeds"))
    assert [f.origin for f in found] == [one.url("/a"), one.url("/gone")]
    assert isinstance(found[1].data, InputError)


async def test_a_failing_feed_costs_only_its_own_articles() -> None:
    async with site({"/a": page("one"), "/down": said(status="503 Down")}) as one:
        serve_feed(one, "/a")
        found, _ = await collect(one.url("/down"), one.url("/feed"))
    assert {type(f.data) for f in found} == {Refused, bytes}


async def test_an_address_is_fetched_once_however_often_it_is_named() -> None:
    async with site({"/a": page("one")}) as one:
        serve_feed(one, "/a")
        found, _ = await collect(one.url("/feed"), one.url("/a"), one.url("/a"))
    assert [f.origin for f in found] == [one.url("/a")]


async def test_a_whole_text_in_the_feed_stands_for_a_page_that_cannot_be_had() -> None:
    async with site({}) as one:
        serve_feed(one, "/gone", body="<p>" + "The bridge stays shut. " * 60)
        (found,), _ = await collect(one.url("/feed"))
    assert b"The bridge stays shut." in found.instead


async def test_a_summary_does_not() -> None:
    async with site({}) as one:
        serve_feed(one, "/gone", body="<p>The bridge stays shut.")
        (found,), _ = await collect(one.url("/feed"))
    assert isinstance(found.data, InputError)
    assert found.instead == b""
