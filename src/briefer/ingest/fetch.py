"""The one way to the network for articles: guarded, bounded, polite.

http and https only. A host's addresses are looked up once for each request, all of them are checked, and the connection
goes to a checked one: what a name says later cannot matter. Redirects are followed by hand, each hop checked alike.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx2
from protego import Protego

from briefer import __version__
from briefer.errors import InputError

AGENT = f"briefer/{__version__} (news brief; one request at a time)"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_SHOWN = 300  # characters of an address in a message
MOST_RULES = 500_000  # bytes of a robots.txt that are read, as RFC 9309 has it
PACKINGS = ("gzip", "deflate", "identity")
PORTS = {"http": 80, "https": 443}
LATER = "try again later, or save the page"
NAT64, COMPATIBLE = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a page may take, and a whole run."""

    size: int = 20_000_000  # bytes, after decompression
    silence: float = 10.0  # seconds without a byte
    deadline: float = 30.0  # seconds for all of it, redirects included, waiting for its turn not
    redirects: int = 5
    pause: float = 1.0  # seconds between two requests to one host of the open internet
    at_once: int = 8  # hosts
    whole: float = 900.0  # seconds for all that one Fetcher is asked for


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave: the address it came from in the end, its bytes, and what it says of them."""

    url: str
    data: bytes
    content_type: str = ""
    etag: str = ""
    modified: str = ""  # Last-Modified, as the server words it
    unchanged: bool = False  # 304: what was known still holds, and `data` is empty


async def _look_up(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


def public(address: str) -> bool:
    """Whether an address is one of the open internet, whatever it is wrapped in.

    `is_global` alone says yes to some that lead back to the machine or into its network: NAT64, 6to4, IPv4-compatible,
    site-local and multicast ones.
    """
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and (found in NAT64 or found in COMPATIBLE):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast


class Fetcher:
    """Fetches pages: from several hosts at once, from each one page at a time and with a pause between two."""

    def __init__(
        self,
        *,
        private: bool = False,
        bounds: Bounds | None = None,
        resolve: Resolve = _look_up,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`private` allows addresses of private networks and of this machine."""
        self._private, self._bounds, self._resolve = private, bounds or Bounds(), resolve
        self._transport = transport or httpx2.AsyncHTTPTransport(trust_env=False)
        self._rules: dict[str, Protego | InputError] = {}  # by the address of the robots.txt
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # by host, and by address of a robots.txt
        self._due: dict[str, float] = {}  # host: when it may be asked again, on the loop's clock
        self._places = asyncio.Semaphore(self._bounds.at_once)
        self._end = 0.0  # when all must be done, on the loop's clock; set by the first question

    async def get(self, url: str, *, etag: str = "", modified: str = "") -> Fetched:
        """What stands at an address; `etag` and `modified` are what its server said when it was last asked.

        Raises InputError: an address or redirect that is not allowed, a robots.txt that forbids it, a server that
        refuses, is slow or sends too much, a run that has taken too long.
        """
        conditions = {"if-none-match": etag, "if-modified-since": modified}
        here = _parsed(url, httpx2.URL())
        self._end = self._end or self._now() + self._bounds.whole
        try:
            return await self._follow(here, {name: value for name, value in conditions.items() if value})
        except InputError as error:
            if error.subject == str(here):
                raise
            raise InputError(str(here), f"leads to {error.subject}: {error.cause}", error.remedy) from None

    async def _follow(self, start: httpx2.URL, headers: dict[str, str], *, robots: bool = True) -> Fetched:
        """What an address and the redirects from it lead to."""
        here, left = start, self._bounds.deadline
        for _ in range(self._bounds.redirects + 1):
            if robots and not await self._allowed(here):
                raise InputError(str(start), "its robots.txt asks programs to stay away", "save the page by hand")
            async with self._turn(start, here.host):
                began = self._now()
                target, got = await self._asked(start, here, headers, min(left, self._end - began))
                left -= self._now() - began
            if got:
                return got
            there = _parsed(target, here)
            if here.scheme == "https" and there.scheme == "http":
                raise InputError(str(start), f"leads from https to {there}", "give that address if you trust it")
            here = there
        raise InputError(str(start), f"leads on more than {self._bounds.redirects} times", "give the last address")

    @asynccontextmanager
    async def _turn(self, start: httpx2.URL, host: str) -> AsyncIterator[None]:
        """A host to oneself, rested since it was last asked. Raises InputError when the run's time is over."""
        async with self._turns[host]:
            await asyncio.sleep(min(self._due.get(host, 0.0), self._end) - self._now())
            async with self._places:
                if self._now() >= self._end:
                    cause = f"not asked: fetching took {self._bounds.whole / 60:g} minutes already"
                    raise InputError(str(start), cause, "the next run goes on")
                yield

    async def _asked(
        self, start: httpx2.URL, here: httpx2.URL, headers: dict[str, str], seconds: float
    ) -> tuple[str, Fetched | None]:
        """Where the answer to one request leads on to, or all of it; the connection goes to a checked address."""
        try:
            async with asyncio.timeout(seconds):
                address = await self._checked(here)
                answer = await self._transport.handle_async_request(self._request(here, address, headers))
                try:
                    target = answer.headers.get("location", "") if answer.status_code in REDIRECTS else ""
                    return target, None if target else await self._whole(start, here, answer)
                finally:
                    await answer.aclose()
                    self._due[here.host] = self._now() + self._bounds.pause * public(address)
        except TimeoutError:
            cause = f"took more than {self._bounds.deadline:g} s"
        except httpx2.HTTPError as error:
            cause = _cause(error)
        raise InputError(str(start), cause, LATER)

    def _request(self, here: httpx2.URL, address: str, headers: dict[str, str]) -> httpx2.Request:
        own = {"host": here.netloc.decode("ascii"), "user-agent": AGENT, "accept-encoding": ", ".join(PACKINGS)}
        silence = dict.fromkeys(("connect", "read", "write", "pool"), self._bounds.silence)
        return httpx2.Request(
            "GET",
            here.copy_with(host=address),
            headers={**own, "connection": "close", **headers},
            extensions={"sni_hostname": here.raw_host.decode("ascii"), "timeout": silence},
        )

    async def _whole(self, start: httpx2.URL, here: httpx2.URL, answer: httpx2.Response) -> Fetched:
        kind, etag, modified = (answer.headers.get(name, "") for name in ("content-type", "etag", "last-modified"))
        etag, modified = (value * value.isascii() for value in (etag, modified))  # they must go back as they came
        known = Fetched(str(here), b"", kind, etag, modified)
        if answer.status_code == 304:
            return replace(known, unchanged=True)
        if answer.status_code != 200:
            raise Refused(str(start), f"the server answers {answer.status_code}", LATER, answer.status_code)
        packing = answer.headers.get("content-encoding", "").strip().lower()
        if packing and packing not in PACKINGS:  # one in another unpacks to what no memory holds
            raise InputError(str(start), f"is packed in a way that was not asked for ({packing[:40]})", LATER)
        data = bytearray()
        async for piece in answer.aiter_bytes():
            data += piece
            if len(data) > self._bounds.size:
                most = self._bounds.size // 1_000_000
                raise InputError(str(start), f"sends more than {most} MB", "save the article alone")
        return replace(known, data=bytes(data))

    async def _checked(self, here: httpx2.URL) -> str:
        """An address of the host. Raises InputError if any of them is not allowed."""
        try:
            found = await self._resolve(here.raw_host.decode("ascii").strip("[]"), here.port or PORTS[here.scheme])
        except (OSError, UnicodeError):
            found = ()
        if not found:
            raise InputError(str(here), f"no host of the name {here.host} is known", "check the address")
        if not self._private and not all(map(public, found)):
            raise InputError(str(here), "is in a private network", "--allow-private allows it")
        return found[0]

    async def _allowed(self, here: httpx2.URL) -> bool:
        """Whether a site's robots.txt, asked for once, lets us read a page. A site without one does; one in trouble is
        not asked."""
        site = here.copy_with(raw_path=b"/robots.txt", fragment=None)
        async with self._turns[str(site)]:
            if str(site) not in self._rules:
                self._rules[str(site)] = await self._rules_of(site)
        rules = self._rules[str(site)]
        if isinstance(rules, InputError):
            raise InputError(str(here), rules.cause, rules.remedy)
        return bool(rules.can_fetch(str(here), AGENT))

    async def _rules_of(self, site: httpx2.URL) -> Protego | InputError:
        try:
            said = (await self._follow(site, {}, robots=False)).data[:MOST_RULES]
        except Refused as refused:
            if not 400 <= refused.status < 500 or refused.status == 429:
                return refused
            said = b""
        except InputError as error:
            return error
        return Protego.parse(said.decode("utf-8", "replace"))

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


class Refused(InputError):
    """A server that answers, but not with what was asked for."""

    def __init__(self, subject: str, cause: str, remedy: str, status: int) -> None:
        super().__init__(subject, cause, remedy)
        self.status = status


def _parsed(url: str, base: httpx2.URL) -> httpx2.URL:
    """An address, absolute or beside `base`, without credentials and fragment. Raises InputError for any but http."""
    try:
        found = base.join(url).copy_with(username=None, password=None, fragment=None)
        if found.scheme in PORTS and found.raw_host and (found.port is None or 0 < found.port < 65_536):
            return found
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        pass
    raise InputError(url[:MOST_SHOWN], "is no http or https address", "give it as https://host/page")


def _cause(error: httpx2.HTTPError) -> str:
    """What went wrong on the way, without the library's own words."""
    if isinstance(error, httpx2.TimeoutException):
        return "the server says nothing"
    if isinstance(error, httpx2.ConnectError):
        known = {"CERTIFICATE": "its certificate is not valid", "SSL": "it does not speak https"}
        return "no connection: " + next((said for name, said in known.items() if name in str(error)), "nobody answers")
    return "the answer is broken off or garbled"
