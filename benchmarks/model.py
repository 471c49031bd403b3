"""The model engine at a local server: time beside the ideal, a prompt beside its article, mending beside a new call.

200 articles, 200 ms latency, 16 in flight; server and engine share one process. Tokens are characters / 4.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
import time
from pathlib import Path
from typing import Any

from briefer.extract import Failed
from briefer.extract.answer import MOST, Answer, Form
from briefer.extract.calls import Caller, Limits
from briefer.extract.llm import LANGUAGE, ModelEngine
from briefer.extract.prompt import load
from briefer.extract.repair import Repair, refused_items
from briefer.extract.spending import tokens
from briefer.grounding.verdict import check
from briefer.ingest.readers import load as read_file
from briefer.models import Article, Checked, Position

ARTICLES, LATENCY, IN_FLIGHT, MOST_RATIO = 200, 0.2, 16, 1.15
ANSWER = {"positions": [{"quote": "the bridge stays open", "speaker": "Handal", "statement": "The bridge stays open."}]}
SHORT, LIKE_OURS = 508, 1128
"""Tokens of the prompt of langextract 1.7.1 without the article, for the two examples of prompts/positions.md:
with an instruction of two sentences, and with ours."""

SEEDS = sorted((Path(__file__).resolve().parents[1] / "seeds").glob("*/*.md"))


async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One answer, after the latency, to whatever is asked."""
    head = await reader.readuntil(b"\r\n\r\n")
    size = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    await reader.readexactly(size)
    await asyncio.sleep(LATENCY)
    message = {"role": "assistant", "content": json.dumps(ANSWER)}
    body = json.dumps(
        {"object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
    )
    head_out = (
        f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    writer.write((head_out + body).encode())
    await writer.drain()
    writer.close()


async def seconds() -> float:
    """How long the articles take, after one that finds out how the endpoint answers."""
    server = await asyncio.start_server(served, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    engine = ModelEngine(Caller("m", base_url=address, limits=Limits(in_flight=IN_FLIGHT)))
    marks: dict[str, Any] = {"origin": "x", "sha256": "", "raw_sha256": "", "reader": "bench", "language": "en"}
    texts = [
        Article(id=str(n), text=f"Handal said the bridge stays open. Case {n}. " * 40, **marks)
        for n in range(ARTICLES + 1)
    ]
    await engine.read(texts[0])
    started = time.perf_counter()
    await asyncio.gather(*(engine.read(text) for text in texts[1:]))
    taken = time.perf_counter() - started
    server.close()
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
    return asked(Repair, load("repair.md").filled({"text": refused_items(article, failed).text}, language=LANGUAGE))


def main() -> int:
    taken, ideal = asyncio.run(seconds()), math.ceil(ARTICLES / IN_FLIGHT) * LATENCY
    said = f"{ARTICLES} articles, {LATENCY * 1000:.0f} ms, {IN_FLIGHT} in flight"
    print(f"{said}: {taken:.2f} s, ideal {ideal:.2f} s, ratio {taken / ideal:.2f}")
    articles = [read_file(path) for path in SEEDS]
    over = sum(map(overhead, articles)) / len(articles)
    print(f"prompt overhead per article: {over:.0f} tokens; langextract {SHORT} to {LIKE_OURS}")
    again, whole = (
        sum(f(a) for a in articles) / len(articles) for f in (mending, lambda a: overhead(a) + tokens(len(a.text)))
    )
    print(f"re-ask of three positions: {again:.0f} tokens; a whole second call: {whole:.0f}")
    return 0 if taken <= MOST_RATIO * ideal else 1


if __name__ == "__main__":
    sys.exit(main())
