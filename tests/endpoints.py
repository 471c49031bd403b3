"""Endpoints that a test makes: in memory with answers in turn, and real servers on this machine that misbehave."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx2
import pytest

from briefer.errors import ModelError
from briefer.extract.calls import Caller
from briefer.extract.llm import ModelEngine
from briefer.extract.spending import Limits
from briefer.models import Article

KEY = "sk-canary-4711"
QUICK = Limits(silence=5, deadline=5, tries=3, backoff=0)

TEXT = "Mayor Liv Handal of Tarnby said the bridge canary would stay open, an aide told the Post.\nThe rest is weather."
ITEM = {"quote": "the bridge canary would stay open", "speaker": "Liv Handal", "statement": "The bridge stays open."}


def article(text: str = TEXT, **fields: str) -> Article:
    marks = {"id": "a1", "origin": "a.txt", "sha256": "", "raw_sha256": "", "reader": "test"}
    return Article(text=text, **{"title": "Bridge", "outlet": "Sund Gazette", **marks, **fields})


Asked = dict[str, Any]
Answer = httpx2.Response | Exception | Callable[[Asked], httpx2.Response]


def completion(content: Any, finish: str = "stop", **message: Any) -> dict[str, Any]:
    """A chat completion whose text is `content`, or its JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
    usage = {"prompt_tokens": 700, "completion_tokens": 50, "total_tokens": 750}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def replied(content: Any, finish: str = "stop", **message: Any) -> httpx2.Response:
    return httpx2.Response(200, json=completion(content, finish, **message))


def answer(*items: Any) -> httpx2.Response:
    return replied({"positions": list(items)})


def called(*items: Any) -> httpx2.Response:
    """An answer by way of a tool."""
    function = {"name": "Positions", "arguments": json.dumps({"positions": items})}
    return replied(None, "tool_calls", tool_calls=[{"id": "c", "type": "function", "function": function}])


def failure(status: int, code: str = "", **headers: str) -> httpx2.Response:
    error = {"message": f"you sent {TEXT} with {KEY}", "code": code}
    return httpx2.Response(status, json={"error": error}, headers=headers)


def mode(asked: Asked) -> str:
    """In which way a request asks for its answer."""
    return "schema" if "response_format" in asked else "tools" if "tools" in asked else "text"


def form(asked: Asked) -> str:
    """Which answer a request in the strongest mode asks for: positions, repair or brief."""
    return str(asked["response_format"]["json_schema"]["name"])


class Endpoint:
    """Answers with the given responses in turn, the last one for ever, and keeps what was asked.

    Answers that are named are given to the questions of that form, and take no turn.
    """

    def __init__(self, *responses: Answer, **named: list[Any]) -> None:
        self.responses, self.named = list(responses), named
        self.asked: list[Asked] = []
        self.headers: list[dict[str, str]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(json.loads(request.content))
        self.headers.append(dict(request.headers))
        turns = self.responses or self.named.get(form(self.asked[-1]), [{"issues": [], "bottom_line": []}])
        given = turns.pop(0) if len(turns) > 1 else turns[0]
        if isinstance(given, Exception):
            raise given
        response = replied(given) if isinstance(given, dict) else given(self.asked[-1]) if callable(given) else given
        return httpx2.Response(response.status_code, headers=response.headers, content=response.content)

    @property
    def forms(self) -> list[str]:
        return [form(asked) for asked in self.asked]

    def engine(self, **options: Any) -> ModelEngine:
        settings = {"base_url": "https://models.example/v1", "api_key": KEY, "limits": QUICK, **options}
        return ModelEngine(Caller("m", transport=httpx2.MockTransport(self), **settings))


class Kept:
    """Replies in memory."""

    def __init__(self) -> None:
        self.served: dict[str, bytes] = {}
        self.saved: list[dict[str, Any]] = []
        self.offers: dict[tuple[str, str], str] = {}

    def reply(self, key: str) -> bytes | None:
        return self.served.get(key)

    def save_reply(self, key: str, **about: Any) -> None:
        self.served[key] = about["body"]
        self.saved.append(about)

    def drop_reply(self, key: str) -> None:
        self.served.pop(key, None)

    def offer(self, endpoint: str, model: str) -> str | None:
        return self.offers.get((endpoint, model))

    def save_offer(self, endpoint: str, model: str, offer: str) -> None:
        self.offers[endpoint, model] = offer


Play = Callable[[Asked, asyncio.StreamWriter], Awaitable[bool | None]]
"""Does something to a request; if it returns true, the connection stays open for the next one."""


@asynccontextmanager
async def server(play: Play) -> AsyncIterator[tuple[str, list[Asked]]]:
    """A server on this machine that plays on every request; gives its base URL and what was asked."""
    asked: list[Asked] = []
    tasks: set[asyncio.Task[Any]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        try:
            again: bool | None = True
            while again:
                lines = (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
                size = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
                asked.append(json.loads(await reader.readexactly(size)))
                again = await play(asked[-1], writer)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass  # the client gave up
        finally:
            writer.close()

    running = await asyncio.start_server(one, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}/v1", asked
    finally:
        running.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def served(play: Play) -> Iterator[tuple[str, list[Asked]]]:
    """The same server in a thread, for a program that runs its own event loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    opened = server(play)
    try:
        yield asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(opened.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def http(status: int, body: Any, **headers: str) -> bytes:
    """A response as it goes over the connection; its body is bytes, or what becomes JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(data)}", "content-type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "connection: close", "", ""]).encode() + data


def says(make: Callable[[Asked], bytes]) -> Play:
    """One response to each request."""

    async def play(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(make(asked))
        await writer.drain()

    return play


async def hang(_: Asked, __: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def drip(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\n \r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def reset(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def refusal(endpoint: Endpoint, **options: Any) -> ModelError:
    """The error that reading an article there ends with."""
    with pytest.raises(ModelError) as caught:
        await endpoint.engine(**options).read(article())
    return caught.value
