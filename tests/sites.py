"""A news site on loopback that answers each path with the bytes it was given."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress


def said(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer in HTTP/1.1. One that begins with "drip:" is sent a byte at a time, one with "endless:" over and
    over."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Site:
    """A server on loopback that answers paths with bytes and remembers what it was asked."""

    def __init__(self, pages: Mapping[str, bytes]) -> None:
        self.pages, self.port = {"/robots.txt": said(), **pages}, 0
        self.connections = 0
        self.asked: list[str] = []
        self.heads: list[str] = []

    def url(self, path: str = "/", host: str = "news.test") -> str:
        return f"http://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split()[1]
        self.asked.append(path)
        self.heads.append(head)
        answer = self.pages.get(path, said(status="404 Not Found"))
        slow, endless = answer.startswith(b"drip:"), answer.startswith(b"endless:")
        try:
            for piece in [answer[n : n + 1] for n in range(5, len(answer))] if slow else [answer]:
                writer.write(piece.removeprefix(b"endless:"))
                await writer.drain()
                await asyncio.sleep(0.2 if slow else 0)
            while endless:
                writer.write(b"x" * 10_000)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.transport.abort() if slow else writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


@asynccontextmanager
async def site(pages: Mapping[str, bytes], *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    made = Site(pages)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


async def loopback(_: str, __: int) -> list[str]:
    """A resolver for which every host is here."""
    return ["127.0.0.1"]
