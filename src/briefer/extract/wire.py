"""The way to a model's endpoint: answers kept raw as they arrive and served again, and every fault given its name."""

from __future__ import annotations

import functools
import hashlib
import ipaddress
import json
import re
import ssl
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

import httpx2

from briefer.errors import UsageError

HEADERS = {
    *("host", "connection", "content-type", "content-length", "accept", "authorization", "api-key", "user-agent"),
}
"""What goes along with a request: the SDK would add facts about the machine and headers of its environment."""

AGAIN = "run again to take it up; what was answered is kept"


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


class Fault(Exception):
    """What an endpoint did wrong, in words without key and article, and what may help."""

    def __init__(
        self,
        cause: str,
        remedy: str = AGAIN,
        *,
        again: bool = False,  # the same request may succeed
        wait: float | None = None,  # seconds that the endpoint asked for
        mode: bool = False,  # another way to ask may succeed
        smaller: bool = False,  # a smaller part may succeed
        crowded: bool = False,  # fewer calls at a time may succeed
        spent: bool = False,  # a limit of the user's own stopped it
        passing: bool = False,  # a later run may succeed
    ) -> None:
        super().__init__(cause)
        self.cause, self.remedy = cause, remedy
        self.again, self.wait, self.mode, self.smaller = again, wait, mode, smaller
        self.crowded, self.spent, self.passing = crowded, spent, passing or again or spent


class Meter(Protocol):
    """What bounds and books the calls that go out: `spending.Budget`."""

    def begin(self, characters: int) -> object:
        """Counts a call of so many characters. Raises Fault where a limit leaves no room for it."""

    def end(self, ticket: object, prompt: int = 0, completion: int = 0) -> None:
        """Books the tokens that it used."""


class Wire(httpx2.AsyncBaseTransport):
    """A transport for the requests of one call. Raises Fault for all that is not a whole chat completion."""

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        replies: Replies | None,
        *,
        budget: Meter,
        model: str,
        article: str,
        limit: int,
    ) -> None:
        self._inner, self._replies, self._budget, self._limit = inner, replies, budget, limit
        self._model, self._article = model, article
        self._keys: list[str] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """A kept reply to the same request, else the endpoint's, kept."""
        key = hashlib.sha256(str(request.url).encode() + b"\n" + await request.aread()).hexdigest()
        body = self._replies.reply(key) if self._replies else None
        if body is None:
            ticket, used = self._budget.begin(len(request.content)), (0, 0)
            try:
                body = await self._fetch(request)
                used = _usage(body)
                self._keep(key, request, body, used)
            finally:
                self._budget.end(ticket, *used)
        self._keys.append(key)
        if fault := judged(body):
            if not fault.smaller:  # that one leads to smaller parts, and does so in the next run as well
                self.drop()
            raise fault
        return httpx2.Response(200, headers={"content-type": "application/json"}, content=body, request=request)

    async def aclose(self) -> None:
        """Closes the transport inside."""
        await self._inner.aclose()

    def drop(self) -> None:
        """Marks the replies of this call as not to be served again."""
        for key in self._keys:
            if self._replies:
                self._replies.drop_reply(key)
        self._keys.clear()

    async def _fetch(self, request: httpx2.Request) -> bytes:
        named = request.url.host == "api.openai.com"
        headers = [(k, v) for k, v in request.headers.items() if k in HEADERS or (named and k.startswith("openai-"))]
        asked = httpx2.Request(
            request.method,
            request.url,
            headers=[*headers, ("accept-encoding", "identity")],
            content=request.content,
            extensions=request.extensions,
        )
        with _connection():
            response = await self._inner.handle_async_request(asked)
            try:
                body = await _bounded(response, self._limit)
            finally:
                await response.aclose()
        if response.status_code != 200:
            raise refused(response.status_code, response.headers, body)
        return completion(body)

    def _keep(self, key: str, request: httpx2.Request, body: bytes, used: tuple[int, int]) -> None:
        if not self._replies:
            return
        self._replies.save_reply(
            key,
            endpoint=str(request.url.copy_with(username=None, password=None)),
            model=self._model,
            article=self._article,
            body=body,
            prompt_tokens=used[0],
            completion_tokens=used[1],
        )


@contextmanager
def _connection() -> Iterator[None]:
    """Names what can happen to a connection."""
    try:
        yield
    except httpx2.ConnectError as error:
        raise Fault("not reachable", f"start it or check base_url; {AGAIN}", again=True) from error
    except httpx2.TimeoutException as error:
        raise Fault("no answer in time", again=True) from error
    except httpx2.TransportError as error:
        raise Fault("the connection broke", again=True) from error
    except httpx2.DecodingError as error:
        raise Fault("the answer is not encoded as it says", again=True) from error


async def _bounded(response: httpx2.Response, limit: int) -> bytes:
    """The body. Raises Fault as soon as it is longer than `limit` bytes."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > limit:
            raise Fault(f"the answer is longer than {limit:,} bytes")
    return bytes(body)


def refused(status: int, headers: httpx2.Headers, body: bytes) -> Fault:
    """The fault that a status other than 200 stands for; of the body only a short code is looked at."""
    code = _code(body)
    said = f"HTTP {status}" + (f", {code}" if code else "")
    if 300 <= status < 400:
        return Fault(f"redirects elsewhere, which is not followed ({said})", "set base_url to the final address")
    if status in (401, 403):
        return Fault(f"the key was not accepted ({said})", "check the key for this endpoint")
    if status == 402 or code == "insufficient_quota":
        return Fault(f"the account has nothing left to spend ({said})", f"add credit there, then {AGAIN}")
    if status == 413 or code in ("context_length_exceeded", "exceed_context_size_error"):
        return Fault(f"the text is too long for the model ({said})", "name a model with a longer context", smaller=True)
    if status == 429:
        return Fault(f"too many requests ({said})", again=True, wait=retry_after(headers), crowded=True)
    if status in (408, 409) or status >= 500:
        failed, crowded = f"the endpoint failed ({said})", status in (503, 529)
        return Fault(failed, again=True, wait=retry_after(headers), mode=status in (500, 501), crowded=crowded)
    mode = status in (400, 404, 422)
    return Fault(f"the request was refused ({said})", "check base_url and the model's name", mode=mode)


def retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds that an endpoint asks to wait: milliseconds, seconds or a date; None where it says nothing sensible."""
    value = headers.get("retry-after", "")
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return max(float(milliseconds) / 1000, 0.0)
        return max(float(value), 0.0)
    except ValueError:
        pass
    try:
        return max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None


def completion(body: bytes) -> bytes:
    """The body, if it is a chat completion at all. Raises Fault for a page, cut JSON, or an empty list of choices."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        page = body.lstrip()[:1] == b"<"
        raise Fault(
            "it answered with a web page" if page else "the answer is no whole JSON",
            "check base_url (it often ends in /v1)" if page else AGAIN,
            again=not page,
        ) from None
    choices = value.get("choices") if isinstance(value, dict) else None
    if not choices or not isinstance(choices, list) or not isinstance(choices[0], dict):
        raise Fault("the answer holds no choices")
    if not isinstance(choices[0].get("message"), dict):
        raise Fault("the answer holds no message")
    return body


def judged(body: bytes) -> Fault | None:
    """Why a completion cannot be used, whatever its JSON says; None if nothing speaks against it."""
    choice: dict[str, Any] = json.loads(body)["choices"][0]
    message = choice["message"]
    if choice.get("finish_reason") == "length":
        return Fault("the answer was cut off at the model's limit", "allow longer answers", smaller=True)
    if choice.get("finish_reason") == "content_filter":
        return Fault("the endpoint's content filter stopped the answer", "try another model")
    if message.get("refusal"):
        return Fault("the model declined to answer", "try another model")
    if not message.get("content") and not message.get("tool_calls") and not message.get("function_call"):
        return Fault("the model answered with nothing")
    return None


def _code(body: bytes) -> str:
    """The error code in a body, if it is a plain word: never a sentence, which may repeat the request or the key."""
    try:
        error = json.loads(body)["error"]
        found = [error.get(name) for name in ("code", "type")]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return ""
    words = [word for word in found if isinstance(word, str) and re.fullmatch(r"[a-z]+(_[a-z]+){0,5}", word)]
    return words[0][:60] if words else ""


def _usage(body: bytes) -> tuple[int, int]:
    """Prompt and completion tokens as a reply counts them; 0 for what it does not say."""
    usage = json.loads(body).get("usage")
    counts = [usage.get(f"{kind}_tokens") if isinstance(usage, dict) else 0 for kind in ("prompt", "completion")]
    prompt, completion = (max(count, 0) if isinstance(count, int) else 0 for count in counts)
    return prompt, completion


def address(url: str) -> httpx2.URL:
    """A base URL, read. Raises UsageError for what is none, without repeating it."""
    try:
        read = httpx2.URL(url)
        if read.scheme in ("http", "https") and read.host and not read.query:
            return read
    except httpx2.InvalidURL:
        pass
    raise UsageError("base_url", "no http address", "write it like http://localhost:11434/v1")


def local(host: str) -> bool:
    """Whether a host is this machine, where servers ask for no key."""
    try:
        number = ipaddress.ip_address(host)
        return number.is_loopback or number.is_unspecified
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def way_out(url: httpx2.URL) -> httpx2.AsyncBaseTransport:
    """A transport for an address, through the proxy that the environment names for it."""
    proxy = None if urllib.request.proxy_bypass(url.host) else urllib.request.getproxies().get(url.scheme)
    return httpx2.AsyncHTTPTransport(proxy=proxy, verify=_trust())


@functools.cache
def _trust() -> ssl.SSLContext:
    return httpx2.create_ssl_context()
