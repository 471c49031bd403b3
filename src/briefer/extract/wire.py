"""The way to a model's endpoint: answers kept raw as they arrive and served again, every call counted and bounded."""

import hashlib
import ipaddress
import urllib.request
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

import httpx2

from briefer.errors import UsageError
from briefer.extract.faults import AGAIN, Fault, completion, judged, refused, usage
from briefer.extract.spending import Budget

HEADERS = frozenset("host connection content-type content-length accept authorization api-key user-agent".split())
"""What goes along with a request: the SDK would add facts about the machine and headers of its environment."""


BROKEN = (
    (httpx2.ConnectError, "not reachable", f"start it or check base_url; {AGAIN}"),
    (httpx2.TimeoutException, "no answer in time", AGAIN),
    (httpx2.DecodingError, "the answer is not encoded as it says", AGAIN),
    (httpx2.RequestError, "the connection broke", AGAIN),
)
"""What can happen to a connection, in words."""

Answered = tuple[bytes, tuple[int, int]]
"""The body of a reply; its prompt and completion tokens."""


class Replies(Protocol):
    """Where raw replies are kept: the store, or a dict in a test."""

    def reply(self, key: str) -> bytes | None:
        """The body that was kept under `key` and is still served."""

    def save_reply(
        self,
        key: str,
        *,
        endpoint: str,
        model: str,
        article: str,
        body: bytes,
        prompt_tokens: int,
        completion_tokens: int,
    ) -> None:
        """Keeps a body before anybody looks into it."""

    def drop_reply(self, key: str) -> None:
        """Serves the body no more, so that the next run asks again; it stays counted."""

    def offer(self, endpoint: str, model: str) -> str | None:
        """The strongest way to ask that was found for this endpoint and model."""

    def save_offer(self, endpoint: str, model: str, offer: str) -> None:
        """Remembers it for later runs."""


@dataclass(slots=True)
class Asked:
    """The question that a request belongs to."""

    article: str  # id
    keys: list[str] = field(default_factory=list)  # of its replies
    answered_by: str = ""  # the model that the latest of them names


ASKED: ContextVar[Asked] = ContextVar("asked")
"""The question in whose task a request is sent: the libraries between would not carry it."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Answers that are paid for once: each call counted before it goes out, each reply kept before anybody looks."""

    model: str
    replies: Replies | None
    budget: Budget

    async def answer(self, key: str, endpoint: str, size: int, call: Callable[[], Awaitable[Answered]]) -> bytes:
        """The body that is kept under the key, else what a call of so many characters brings."""
        asked = ASKED.get()
        body = self.replies.reply(key) if self.replies else None
        if body is None:
            promise, used = self.budget.begin(size), (0, 0)
            try:
                body, used = await call()
                if self.replies:
                    about = {"endpoint": endpoint, "model": self.model, "article": asked.article}
                    self.replies.save_reply(key, body=body, prompt_tokens=used[0], completion_tokens=used[1], **about)
            finally:
                self.budget.end(promise, *used)
        asked.keys.append(key)
        return body

    def drop(self) -> None:
        """Marks the replies to the question of this task as not to be served again."""
        for key in ASKED.get().keys:
            if self.replies:
                self.replies.drop_reply(key)


class Wire(httpx2.AsyncBaseTransport):
    """A transport that all questions to one model share. Raises Fault for all that is not a whole chat completion."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, ledger: Ledger, limit: int) -> None:
        self._inner, self._ledger, self._limit = inner, ledger, limit

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """A kept reply to the same request, else the endpoint's, kept."""

        async def call() -> Answered:
            body = await self._fetched(request)
            return body, usage(completion(body).get("usage"))

        key = hashlib.sha256(str(request.url).encode() + b"\n" + await request.aread()).hexdigest()
        endpoint = str(request.url.copy_with(username=None, password=None))
        body = await self._ledger.answer(key, endpoint, len(request.content), call)
        answer = completion(body)
        ASKED.get().answered_by = str(answer.get("model") or "")
        if fault := judged(answer):
            raise fault
        return httpx2.Response(200, headers={"content-type": "application/json"}, content=body, request=request)

    async def aclose(self) -> None:
        """Closes the transport inside."""
        await self._inner.aclose()

    async def _fetched(self, request: httpx2.Request) -> bytes:
        """The endpoint's body, of at most so many bytes."""
        kept = [(name, value) for name, value in request.headers.items() if name in HEADERS]
        request.headers = httpx2.Headers([*kept, ("accept-encoding", "identity")])
        body = bytearray()
        try:
            response = await self._inner.handle_async_request(request)
            try:
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > self._limit:
                        raise Fault(f"the answer is longer than {self._limit:,} bytes")
            finally:
                await response.aclose()
        except httpx2.RequestError as error:
            cause, remedy = next(words for kind, *words in BROKEN if isinstance(error, kind))
            raise Fault(cause, remedy, again=True) from error
        if response.status_code != 200:
            raise refused(response.status_code, response.headers, bytes(body))
        return bytes(body)


def address(url: str) -> httpx2.URL:
    """A base URL, read. Raises UsageError for what is none, without repeating it."""
    with suppress(httpx2.InvalidURL):
        read = httpx2.URL(url)
        if read.scheme in ("http", "https") and read.host and not read.query:
            return read
    raise UsageError("base_url", "no http address", "write it like http://localhost:11434/v1")


def local(host: str) -> bool:
    """Whether a host is this machine, where servers ask for no key."""
    with suppress(ValueError):
        number = ipaddress.ip_address(host)
        return number.is_loopback or number.is_unspecified
    return host == "localhost" or host.endswith(".localhost")


def way_out(url: httpx2.URL) -> httpx2.AsyncBaseTransport:
    """A transport for an address, through the proxy that the environment names for it."""
    proxy = None if urllib.request.proxy_bypass(url.host) else urllib.request.getproxies().get(url.scheme)
    return httpx2.AsyncHTTPTransport(proxy=proxy, limits=httpx2.Limits())  # the gate bounds the calls
