"""The one way to the network: what is fetched, what is refused before a byte is sent, what is cut short."""

from __future__ import annotations

import asyncio
import gzip
import re
import ssl
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import httpx2
import pytest
from sites import loopback, said, site

from briefer.errors import InputError
from briefer.ingest.fetch import AGENT, Bounds, Fetched, Fetcher, Resolve, _look_up, public
from briefer.ingest.gather import Desk, Found, gather

SMALL = Bounds(size=100_000, pause=0.0)


def fetcher(*, bounds: Bounds = SMALL, private: bool = True) -> Fetcher:
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


@pytest.mark.parametrize(("address", "whole", "waits"), [("93.184.216.34", 0.1, True), ("127.0.0.1", 900.0, False)])
async def test_a_host_of_the_internet_is_asked_again_only_after_a_pause(
    address: str, whole: float, waits: bool
) -> None:
    async def known(_: str, __: int) -> list[str]:
        return [address]

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return httpx2.Response(200, content=b"x")

    asked: list[str] = []
    bounds = Bounds(pause=3600.0, whole=whole)
    asks = Fetcher(private=True, bounds=bounds, resolve=known, transport=httpx2.MockTransport(answer))
    with pytest.raises(InputError, match="the next run goes on") if waits else nullcontext():
        await asks.get("http://news.test/page")
    assert asked == ["/robots.txt", "/page"][: 1 if waits else 2]


GZIPPED = gzip.compress(b"x" * 10_000_000)
CHAIN = {f"/{n}": said(b"", f"location: /{n + 1}", status="302 Found") for n in range(30)}
TO_FILE = said(b"", "location: file:///etc/passwd", status="302 Found")
CHUNKED = b"endless:HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffff\r\n"
REFUSED = [
    ("forbidden", {"/page": said(status="403 Forbidden")}, "answers 403"),
    ("not found", {}, "answers 404"),
    ("gone", {"/page": said(status="410 Gone")}, "answers 410"),
    ("for legal reasons", {"/page": said(status="451 Unavailable")}, "answers 451"),
    ("down", {"/page": said(b"<p>sorry", status="503 Down")}, "answers 503"),
    ("no content", {"/page": said(status="204 No Content")}, "answers 204"),
    ("a loop of redirects", {"/page": said(b"", "location: /page", status="302 Found")}, "more than 5 times"),
    ("thirty redirects", {**CHAIN, "/page": CHAIN["/0"]}, "more than 5 times"),
    ("a redirect to a file", {"/page": TO_FILE}, "no http"),
    ("too many bytes", {"/page": said(b"x" * 200_000)}, "sends more than"),
    ("a bomb", {"/page": said(GZIPPED, "content-encoding: gzip")}, "sends more than"),
    ("a bomb in a bomb", {"/page": said(gzip.compress(GZIPPED), "content-encoding: gzip, gzip")}, "packed in a way"),
    ("a packing not asked for", {"/page": said(b"\x8b\x01", "content-encoding: br")}, r"packed in a way .*\(br\)"),
    ("no gzip where it is said", {"/page": said(b"plain", "content-encoding: gzip")}, "garbled"),
    ("an endless body", {"/page": b"endless:HTTP/1.1 200 OK\r\n\r\n"}, "sends more than"),
    ("an endless chunk", {"/page": CHUNKED}, "sends more than"),
    ("an answer that is cut", {"/page": said(b"x" * 10)[:-5]}, "broken off"),
    ("no answer in HTTP", {"/page": b"SSH-2.0-OpenSSH\r\n\r\n"}, "broken off or garbled"),
    ("no answer at all", {"/page": b""}, "broken off"),
]


@pytest.mark.parametrize(("pages", "cause"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_one_line_says_why_a_page_was_not_fetched(pages: dict[str, bytes], cause: str) -> None:
    async with site(pages) as one:
        with pytest.raises(InputError, match=cause):
            await fetcher().get(one.url("/page"))


async def test_a_page_that_comes_byte_by_byte_is_given_up() -> None:
    async with site({"/page": b"drip:" + said(b"x" * 999)}) as one:
        with pytest.raises(InputError, match="took more than 1 s"):
            await fetcher(bounds=Bounds(deadline=1.0, pause=0.0)).get(one.url("/page"))


async def test_a_server_that_says_nothing_is_given_up() -> None:
    async with site({"/page": b"drip:" + said(b"x" * 999)}) as one:
        with pytest.raises(InputError, match="the server says nothing"):
            await fetcher(bounds=Bounds(silence=0.1, pause=0.0)).get(one.url("/page"))


async def test_a_site_whose_robots_txt_fails_is_left_alone() -> None:
    async with site({"/robots.txt": said(status="503 Down"), "/page": said(b"x")}) as one:
        asks = fetcher()
        for path in ("/page", "/another"):
            with pytest.raises(InputError, match=f"{path}: the server answers 503"):
                await asks.get(one.url(path))
    assert one.asked == ["/robots.txt"]


async def test_a_robots_txt_without_end_is_read_as_far_as_it_matters() -> None:
    rules = said(b"User-agent: *\nDisallow: /closed\n" + b"# and so on\n" * 100_000)
    async with site({"/robots.txt": rules, "/page": said(b"x")}) as one:
        asks = fetcher(bounds=Bounds(pause=0.0))
        assert (await asks.get(one.url("/page"))).data == b"x"
        with pytest.raises(InputError, match=r"robots\.txt"):
            await asks.get(one.url("/closed"))


async def test_a_body_is_as_long_as_its_server_says() -> None:
    lying = said(b"news").replace(b"content-length: 4", b"content-length: 2")
    async with site({"/page": lying}) as one:
        assert (await fetcher().get(one.url("/page"))).data == b"ne"


CERTIFICATE = Path(__file__).parent / "cases" / "fetch" / "signed-by-itself.pem"


async def test_a_certificate_that_nobody_vouches_for_is_named() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    async with site({"/page": said(b"x")}, tls=context) as one:
        with pytest.raises(InputError, match="its certificate is not valid"):
            await fetcher().get(one.url("/page").replace("http:", "https:"))
    assert one.asked == []


async def test_a_server_that_does_not_speak_tls_is_named() -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said(status="400 Bad Request"))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        with pytest.raises(InputError, match="it does not speak https"):
            await fetcher().get(f"https://news.test:{server.sockets[0].getsockname()[1]}/page")


async def test_a_run_asks_the_network_for_so_long_and_no_longer() -> None:
    async with site({"/slow": b"drip:" + said(b"x" * 99), "/page": said(b"x")}) as one:
        asks = fetcher(bounds=Bounds(pause=0.0, whole=1.0))
        with pytest.raises(InputError, match=r"took more than|the next run goes on"):
            await asks.get(one.url("/slow"))
        with pytest.raises(InputError, match="the next run goes on"):
            await asks.get(one.url("/page"))
    assert "/page" not in one.asked


async def test_a_host_is_asked_by_one_at_a_time_also_where_a_redirect_leads() -> None:
    async def known(_: str, __: int) -> list[str]:
        return ["93.184.216.34"]

    async def answer(request: httpx2.Request) -> httpx2.Response:
        host = request.headers["host"]
        at_once.append(host)
        assert at_once.count(host) == 1
        await asyncio.sleep(0)
        at_once.remove(host)
        onward = {"location": f"http://papers.test{request.url.path}"} if host != "papers.test" else {}
        return httpx2.Response(302 if onward else 200, headers=onward, content=b"x")

    at_once: list[str] = []
    bounds = Bounds(pause=0.0)
    asks = Fetcher(bounds=bounds, resolve=known, transport=httpx2.MockTransport(answer))
    got = await asyncio.gather(*(asks.get(f"http://{host}.test/{n}") for n, host in enumerate(["a", "b", "c"] * 4)))
    assert {one.url.rpartition("/")[0] for one in got} == {"http://papers.test"}


FORBIDDEN = (Path(__file__).parent / "cases" / "fetch" / "forbidden.txt").read_text("utf-8").splitlines()[1:]
PUBLIC = "93.184.216.34"


class Open(httpx2.AsyncBaseTransport):
    """A way out on which one public address answers by a table, and all others are really connected to."""

    def __init__(self, answers: Mapping[str, httpx2.Response]) -> None:
        self._answers, self._real = answers, httpx2.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.host == PUBLIC:
            return self._answers.get(request.url.path, httpx2.Response(404))
        return await self._real.handle_async_request(request)


async def news_is_public(host: str, port: int) -> list[str]:
    return [PUBLIC] if host == "news.test" else await _look_up(host, port)


def led(route: str, target: str) -> tuple[str, dict[str, httpx2.Response]]:
    """An address that leads to the target by some route, and what the public site answers."""
    feed = {"version": "https://jsonfeed.org/version/1", "items": [{"url": target}]}
    return {
        "direct": (target, {}),
        "redirect": ("http://news.test/", {"/": httpx2.Response(302, headers={"location": target.encode()})}),
        "robots": ("http://news.test/", {"/robots.txt": httpx2.Response(302, headers={"location": target.encode()})}),
        "feed": ("http://news.test/feed", {"/feed": httpx2.Response(200, json=feed)}),
        "opml": ("http://news.test/o", {"/o": httpx2.Response(200, text=f'<opml><outline xmlUrl="{target}"/></opml>')}),
    }[route]


def turning(host: str) -> Resolve:
    """A resolver for which a name is public when it is first asked, and means the host ever after."""
    answers = [PUBLIC]

    async def resolve(_: str, port: int) -> list[str]:
        return [answers.pop()] if answers else await _look_up(host.rpartition("@")[2].strip("[]"), port)

    return resolve


@pytest.mark.smoke
@pytest.mark.parametrize("route", ["direct", "redirect", "robots", "feed", "opml", "rebinding"])
@pytest.mark.parametrize("host", FORBIDDEN)
async def test_no_spelling_of_a_private_address_is_connected_to_by_any_route(host: str, route: str) -> None:
    async def take(one: Found) -> bool:
        found.append(one)
        return False

    found: list[Found] = []
    async with site({"/page": said(b"x")}) as one:
        rebinding = route == "rebinding"
        start, answers = (one.url("/page"), {}) if rebinding else led(route, f"http://{host}:{one.port}/page")
        resolve = turning(host) if rebinding else news_is_public
        await gather([start], Fetcher(bounds=SMALL, resolve=resolve, transport=Open(answers)), Desk(take))
    assert one.connections == 0
    assert [type(got.data) for got in found] == [InputError]
    assert re.search(r"private network|no host|no http", str(found[0].data))


@pytest.mark.smoke
@pytest.mark.parametrize("host", FORBIDDEN)
async def test_no_proxy_of_the_environment_is_asked(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with site({}) as proxy, site({"/page": said(b"x")}) as one:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{host}:{proxy.port}")
        assert (await fetcher().get(one.url("/page"))).data == b"x"
    assert proxy.connections == 0


def test_there_are_enough_spellings() -> None:
    assert len({*FORBIDDEN}) >= 50


async def test_a_name_that_turns_private_between_two_questions_is_not_followed() -> None:
    async def turning(_: str, __: int) -> list[str]:
        return [next(answers)]

    answers = iter([PUBLIC, "127.0.0.1", PUBLIC])
    async with site({"/page": said(b"x")}) as one:
        asks = Fetcher(bounds=SMALL, resolve=turning, transport=Open({}))
        with pytest.raises(InputError, match="private network"):
            await asks.get(f"http://news.test:{one.port}/page")
    assert one.asked == []


async def test_a_name_that_means_a_private_address_is_not_connected_to() -> None:
    async with site({"/page": said(b"x")}) as one:
        with pytest.raises(InputError, match="private network"):
            await fetcher(private=False).get(one.url("/page"))
    assert one.asked == []


async def test_a_name_with_one_private_address_among_others_is_not_connected_to() -> None:
    async def mixed(_: str, __: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(InputError, match="private network"):
        await Fetcher(bounds=SMALL, resolve=mixed).get("http://news.test/")


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
        return httpx2.Response(404) if robots else httpx2.Response(302, headers={"location": target.encode()})

    asked: list[str] = []
    asks = Fetcher(bounds=SMALL, resolve=known, transport=httpx2.MockTransport(answer))
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
