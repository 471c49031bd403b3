"""The one way to the network: what is fetched, what is refused before a byte is sent, what is cut short."""

from __future__ import annotations

import asyncio
import gzip

import httpx2
import pytest
from sites import loopback, said, site

from briefer.errors import InputError
from briefer.ingest.fetch import AGENT, Bounds, Fetched, Fetcher, public

QUICK = Bounds(size=100_000, silence=1.5, deadline=2.0, pause=0.0)


def fetcher(*, bounds: Bounds = QUICK, private: bool = True) -> Fetcher:
    return Fetcher(private=private, bounds=bounds, resolve=loopback)


async def test_a_page_comes_with_its_address_and_what_the_server_says_of_it() -> None:
    async with site({"/page": said(b"<p>Hello", "content-type: text/html", 'etag: "7"', "last-modified: Mon")}) as one:
        got = await fetcher().get(one.url("/page"))
    assert got == Fetched(one.url("/page"), b"<p>Hello", "text/html", '"7"', "Mon")


async def test_the_server_hears_the_hosts_name_and_who_asks() -> None:
    async with site({"/page": said(b"x")}) as one:
        await fetcher().get(one.url("/page"))
    assert f"host: news.test:{one.port}\r\n" in one.heads[-1]
    assert f"user-agent: {AGENT}\r\n" in one.heads[-1]


async def test_what_has_not_changed_is_not_sent_again() -> None:
    async with site({"/page": said(status="304 Not Modified")}) as one:
        got = await fetcher().get(one.url("/page"), etag='"7"', modified="Mon")
    assert got.unchanged
    assert 'if-none-match: "7"' in one.heads[-1]
    assert "if-modified-since: Mon" in one.heads[-1]


async def test_a_packed_answer_is_unpacked() -> None:
    async with site({"/page": said(gzip.compress(b"news"), "content-encoding: gzip")}) as one:
        assert (await fetcher().get(one.url("/page"))).data == b"news"


async def test_a_redirect_is_followed() -> None:
    async with site({"/old": said(b"", "location: /new", status="301 Moved"), "/new": said(b"x")}) as one:
        assert (await fetcher().get(one.url("/old"))).url == one.url("/new")


async def test_robots_txt_keeps_us_out() -> None:
    rules = said(b"User-agent: *\nDisallow: /*private*\n")
    async with site({"/robots.txt": rules, "/page": said(b"x"), "/private": said(b"x")}) as one:
        asks = fetcher()
        assert (await asks.get(one.url("/page"))).data == b"x"
        with pytest.raises(InputError, match=r"robots\.txt"):
            await asks.get(one.url("/private"))
    assert one.asked == ["/robots.txt", "/page"]


@pytest.mark.parametrize(("address", "waits"), [("93.184.216.34", True), ("127.0.0.1", False)])
async def test_a_host_of_the_internet_is_asked_again_only_after_a_pause(address: str, waits: bool) -> None:
    async def known(_: str, __: int) -> list[str]:
        return [address]

    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=b"x"))
    asks = Fetcher(private=True, bounds=Bounds(pause=0.1), resolve=known, transport=transport)
    loop = asyncio.get_running_loop()
    start = loop.time()
    await asyncio.gather(*(asks.get(f"http://news.test/{n}") for n in range(2)))
    assert (loop.time() - start >= 0.2) == waits


REFUSED = [
    ("a server that refuses", {"/page": said(status="403 Forbidden")}, "answers 403"),
    ("a loop of redirects", {"/page": said(b"", "location: /page", status="302 Found")}, "more than 5 times"),
    ("a redirect to a file", {"/page": said(b"", "location: file:///etc/passwd", status="302 Found")}, "no http"),
    ("too many bytes", {"/page": said(b"x" * 200_000)}, "sends more than"),
    ("a bomb", {"/page": said(gzip.compress(b"x" * 10_000_000), "content-encoding: gzip")}, "sends more than"),
    ("an answer that is cut", {"/page": said(b"x" * 10)[:-5]}, "broken off"),
    ("no answer in HTTP", {"/page": b"SSH-2.0-OpenSSH\r\n\r\n"}, "broken off or garbled"),
    ("a slow body", {"/page": b"drip:" + said(b"x" * 99)}, "took more than 2 s"),
]


@pytest.mark.parametrize(("pages", "cause"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_one_line_says_why_a_page_was_not_fetched(pages: dict[str, bytes], cause: str) -> None:
    async with site(pages) as one:
        with pytest.raises(InputError, match=cause):
            await fetcher().get(one.url("/page"))


async def test_a_site_whose_robots_txt_fails_is_left_alone() -> None:
    async with site({"/robots.txt": said(status="503 Down"), "/page": said(b"x")}) as one:
        with pytest.raises(InputError, match="answers 503"):
            await fetcher().get(one.url("/page"))
    assert one.asked == ["/robots.txt"]


SPELLINGS = """127.0.0.1 localhost 127.1 2130706433 0x7f000001 0177.0.0.1 0 0.0.0.0 [::1] [::] [::ffff:127.0.0.1]
    [::ffff:7f00:1] [64:ff9b::7f00:1] [2002:7f00:1::] [::127.0.0.1] 169.254.169.254 10.0.0.1 172.16.0.1 192.168.1.1
    100.64.0.1 [fe80::1] [fc00::1] [fec0::1] 224.0.0.1 255.255.255.255 [ff02::1] 192.0.0.1 198.18.0.1 240.0.0.1
    [2001:db8::1]""".split()


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_spelling_of_a_private_address_is_connected_to(host: str) -> None:
    with pytest.raises(InputError, match=r"private network|no host|no http"):
        await Fetcher(bounds=QUICK).get(f"http://{host}:1/")


async def test_a_name_that_means_a_private_address_is_not_connected_to() -> None:
    async with site({"/page": said(b"x")}) as one:
        with pytest.raises(InputError, match="private network"):
            await fetcher(private=False).get(one.url("/page"))
    assert one.asked == []


async def test_a_name_with_one_private_address_among_others_is_not_connected_to() -> None:
    async def mixed(_: str, __: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(InputError, match="private network"):
        await Fetcher(bounds=QUICK, resolve=mixed).get("http://news.test/")


HOPS = [
    ("into a private network", "https://inside.test/", "private network"),
    ("from https to http", "http://news.test/x", "https to http"),
]


@pytest.mark.parametrize(("target", "cause"), [row[1:] for row in HOPS], ids=[row[0] for row in HOPS])
async def test_a_redirect_is_checked_like_the_first_address(target: str, cause: str) -> None:
    async def known(host: str, _: int) -> list[str]:
        return ["10.0.0.1"] if host == "inside.test" else ["93.184.216.34"]

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        robots = request.url.path == "/robots.txt"
        return httpx2.Response(404) if robots else httpx2.Response(302, headers={"location": target})

    asked: list[str] = []
    asks = Fetcher(bounds=QUICK, resolve=known, transport=httpx2.MockTransport(answer))
    with pytest.raises(InputError, match=cause):
        await asks.get("https://news.test/")
    assert set(asked) == {"93.184.216.34"}


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://news.test/", "data:,x", "http://", "//x", ""])
async def test_only_http_is_spoken(url: str) -> None:
    with pytest.raises(InputError, match="no http"):
        await fetcher().get(url)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "2002:5db8:d822::"])
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert public(address)
