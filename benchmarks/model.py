"""The model engine at a local server: time beside the ideal, a prompt beside its article, mending beside a new call.

200 articles, 200 ms latency, 16 in flight; the server is a process of its own. Tokens are characters / 4.
"""

from __future__ import annotations

import asyncio
import json
import math
import multiprocessing
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from briefer.extract import Failed
from briefer.extract.answer import MOST, Answer, Form
from briefer.extract.calls import Caller
from briefer.extract.llm import LANGUAGE, ModelEngine
from briefer.extract.prompt import load
from briefer.extract.repair import Repair, refused_items
from briefer.extract.spending import Limits, tokens
from briefer.grounding.verdict import check
from briefer.ingest.readers import load as read_file
from briefer.models import Article, Checked, Position

ARTICLES, LATENCY, IN_FLIGHT, RUNS, MOST_RATIO = 200, 0.2, 16, 3, 1.15
ANSWER = {"positions": [{"quote": "the bridge stays open", "speaker": "Handal", "statement": "The bridge stays open."}]}
MESSAGE = {"role": "assistant", "content": json.dumps(ANSWER)}
CHOICE = {"index": 0, "finish_reason": "stop", "message": MESSAGE}
BODY = json.dumps({"object": "chat.completion", "model": "m", "choices": [CHOICE]}).encode()
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY)
LANGEXTRACT, CHUNKS = 1477, 2.7
"""Tokens that langextract 1.7.1 sends for an article of seeds/ besides its text, with the instruction and the example
of prompts/positions.md, and the calls that it makes of it: at its default of 1,000 characters a call."""

SEEDS = sorted((Path(__file__).resolve().parents[1] / "seeds").glob("*/*.md"))


def endpoint(port: Any) -> None:
    """A server that answers everything after the latency; tells its port through a pipe."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                size = next(
                    int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
                )
                await reader.readexactly(size)
                await asyncio.sleep(LATENCY)
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY)
                )
                writer.write(BODY)
                await writer.drain()

    async def main() -> None:
        server = await asyncio.start_server(served, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


async def seconds(port: int) -> float:
    """How long the articles take, after one that finds out how the endpoint answers."""
    engine = ModelEngine(Caller("m", base_url=f"http://127.0.0.1:{port}/v1", limits=Limits(in_flight=IN_FLIGHT)))
    marks: dict[str, Any] = {"origin": "x", "sha256": "", "raw_sha256": "", "reader": "bench", "language": "en"}
    texts = [
        Article(id=str(n), text=f"Handal said the bridge stays open. Case {n}. " * 40, **marks)
        for n in range(ARTICLES + 1)
    ]
    await engine.read(texts[0])
    started = time.perf_counter()
    await asyncio.gather(*(engine.read(text) for text in texts[1:]))
    return time.perf_counter() - started


def timed() -> float:
    """The shortest of some runs: what else the machine does only makes it longer."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=endpoint, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    taken = min(asyncio.run(seconds(port)) for _ in range(RUNS))
    server.terminate()
    return taken


def asked(form: type[Form], messages: list[dict[str, str]]) -> int:
    """Tokens of a question: its messages and the schema of its answer, as they are sent."""
    schema = json.dumps({k: v for k, v in form.model_json_schema().items() if k != "title"}, separators=(",", ":"))
    return tokens(sum(len(message["content"]) for message in messages) + len(schema))


def overhead(article: Article) -> int:
    """Tokens that go out for an article besides its text."""
    messages = load().messages(article, article.text, language=LANGUAGE, most=MOST)
    return asked(Answer, messages) - tokens(len(article.text))


def mending(article: Article) -> int:
    """Tokens of a re-ask about three positions whose words are off by one."""
    sentences = [s for s in article.text.split(". ") if 8 < len(s.split()) < 40][:3]
    off = [Position(speaker="X", statement=s, quote=" ".join(["Meanwhile", *s.split()[1:]])) for s in sentences]
    checked = [Checked(article=article.id, position=p, verdict=check(article.text, p)) for p in off]
    failed = [one for one in map(Failed.of, checked) if one]
    return asked(Repair, load("repair.md").filled({"text": refused_items(article, failed)[0]}, language=LANGUAGE))


def main() -> int:
    taken, ideal = timed(), math.ceil(ARTICLES / IN_FLIGHT) * LATENCY
    said = f"{ARTICLES} articles, {LATENCY * 1000:.0f} ms, {IN_FLIGHT} in flight"
    print(f"{said}: {taken:.2f} s, ideal {ideal:.2f} s, ratio {taken / ideal:.2f}")
    articles = [read_file(path) for path in SEEDS]
    over = sum(map(overhead, articles)) / len(articles)
    print(f"prompt overhead per article: {over:.0f} tokens; langextract {LANGEXTRACT} in {CHUNKS} calls")
    again, whole = (
        sum(f(a) for a in articles) / len(articles) for f in (mending, lambda a: overhead(a) + tokens(len(a.text)))
    )
    print(f"re-ask of three positions: {again:.0f} tokens; a whole second call: {whole:.0f}")
    return 0 if taken <= MOST_RATIO * ideal and over <= LANGEXTRACT / 2 else 1


if __name__ == "__main__":
    sys.exit(main())
