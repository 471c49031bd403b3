"""Seeded sequences of faults from a real server on this machine: the right end, in time, within the budget, and quiet.

BRIEFER_SOAK=1 runs a thousand sequences, else a hundred. Each is a list of misdeeds of one to eight, after which the
server behaves; three articles are read at once, then once more by the next run.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from endpoints import KEY, Kept, Play, completion, drip, hang, http, reset, says, server
from invariants import breaches
from made import article

from briefer.errors import ModelError
from briefer.extract.calls import Caller
from briefer.extract.llm import ModelEngine
from briefer.extract.sdks import WAYS
from briefer.extract.spending import Budget, Limits
from briefer.grounding.verdict import check
from briefer.models import Article
from briefer.store import Store

pytestmark = pytest.mark.smoke

SEQUENCES = 1_000 if "BRIEFER_SOAK" in os.environ else 100
LIMITS = Limits(silence=0.1, deadline=0.6, tries=3, backoff=0.005, reply=200_000)
HANGS = 60  # seconds, where the deadlines end every call within two
PATIENT = Limits(silence=20, deadline=30)
SLOWER = Limits(silence=0.3, deadline=2.5, tries=3, backoff=0.005, reply=200_000)
NAMES = ("Handal", "Brekke", "Marrow")
ARTICLES = tuple(
    article(
        f"Mayor Liv {name} said on Monday that the canary bridge of {name} would stay open.", title=f"Bridge {name}"
    )
    for name in NAMES
)
MOST_CALLS = LIMITS.tries + 2 * len(WAYS)
"""Of one article in one run: each failure that passes is counted, and each way to ask gets a second question."""


def said(name: str) -> str:
    return json.dumps({"positions": items(name)})


def items(name: str) -> list[dict[str, str]]:
    words = f"the canary bridge of {name} would stay open"
    return [{"quote": words, "speaker": f"Liv {name}", "statement": f"The canary bridge of {name} stays open."}]


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """What the libraries load at their first call is loaded before time is taken."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=completion({"positions": []})))
    asyncio.run(ModelEngine(Caller("m", base_url="http://127.0.0.1:9/v1", transport=transport)).read(ARTICLES[0]))


def name_in(asked: dict[str, Any]) -> str:
    """Whose article a request asks about."""
    text = asked["messages"][1]["content"]
    return next(name for name in NAMES if f"bridge of {name}" in text)


def failure(status: int, **headers: str) -> Play:
    return says(lambda _: http(status, {"error": {"message": f"canary {KEY}", "code": "x y"}}, **headers))


def answered(content: Any, finish: str = "stop", **message: Any) -> Play:
    return says(lambda _: http(200, completion(content, finish, **message)))


def whole(asked: dict[str, Any], finish: str = "stop") -> bytes:
    return http(200, completion({"positions": items(name_in(asked))}, finish))


PASSING: dict[str, Play] = {
    "429": failure(429), "429-seconds": failure(429, retry_after="0"), "429-ms": failure(429, retry_after_ms="20"),
    "429-past": failure(429, retry_after="Mon, 01 Jan 2001 00:00:00 GMT"),
    "429-negative": failure(429, retry_after="-3"),
    "500": failure(500), "502": failure(502), "503": failure(503), "529": failure(529), "408": failure(408),
    "hang": hang, "reset": reset,
    "cut": says(lambda asked: whole(asked)[:-40]),
    "half-json": says(lambda _: http(200, b'{"choices": [{"mess')),
    "no-http": says(lambda _: b"\x16\x03\x01 no HTTP\r\n\r\n"),
    "empty": says(lambda _: b""),
}  # fmt: skip
FINAL: dict[str, Play] = {
    "429-hour": failure(429, retry_after="3600"), "401": failure(401), "402": failure(402),
    "307": failure(307, location="http://127.0.0.1:9/"), "drip": drip,
    "page": says(lambda _: http(200, b"<html>canary</html>")),
    "no-choices": says(lambda _: http(200, {"choices": []})),
    "refusal": answered(None, refusal="I cannot"), "filter": says(lambda asked: whole(asked, "content_filter")),
    "length": says(lambda asked: whole(asked, "length")), "nothing": answered(""),
    "huge": says(lambda _: http(200, completion("x" * 300_000))),
}  # fmt: skip
FORM: dict[str, Play] = {
    "prose": answered("I found a canary."), "wrong-schema": answered({"items": 1}),
    "nan": answered('{"positions":[NaN]}'),
    "deep": answered("[" * 5_000), "400": failure(400), "404": failure(404),
}  # fmt: skip
HARMLESS: dict[str, Play] = {
    "fenced": says(lambda asked: http(200, completion(f"```json\n{said(name_in(asked))}\n```"))),
    "other-model": says(lambda asked: http(200, {**completion(said(name_in(asked))), "model": "other"})),
    "crossed": says(lambda asked: http(200, completion(said(NAMES[NAMES.index(name_in(asked)) - 1])))),
}
MISDEEDS = {**PASSING, **FINAL, **FORM, **HARMLESS}


def misbehaving(left: list[str]) -> AbstractAsyncContextManager[tuple[str, list[dict[str, Any]]]]:
    """A server that does what `left` says, a request each, then answers as it should."""

    async def play(asked: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        await (MISDEEDS[left.pop(0)] if left else says(whole))(asked, writer)

    return server(play)


def engine(address: str, limits: Limits = LIMITS, **options: Any) -> ModelEngine:
    return ModelEngine(Caller("m", base_url=address, api_key=KEY, limits=limits, **options))


async def outcomes(reader: ModelEngine) -> list[Any]:
    return list(await asyncio.gather(*(reader.read(one) for one in ARTICLES), return_exceptions=True))


def right(source: Article, result: Any) -> bool:
    """A named error, or positions of which only the article's own pass the checker."""
    if isinstance(result, ModelError):
        return bool(result.cause and result.remedy)
    passed = [position for position in result if check(source.text, position).printable]
    return all(position.speaker in source.text for position in passed)


@pytest.mark.parametrize("seed", range(SEQUENCES))
async def test_every_sequence_of_faults_ends_well(seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chance = random.Random(seed)
    play = chance.choices(list(MISDEEDS), k=chance.randint(1, 8))
    left = list(play)
    with Store.open(tmp_path / "s.db") as kept:
        for one in ARTICLES:
            kept.add(one, one.text.encode(), datetime.now(UTC))
        async with misbehaving(left) as (address, asked):
            budget = Budget(most_calls=3 * MOST_CALLS)
            async with asyncio.timeout(HANGS):
                first = await outcomes(engine(address, replies=kept, budget=budget))
            assert len(asked) <= budget.calls <= 3 * MOST_CALLS
            paid = kept.status()["replies"]
            calls = len(asked)
            left.clear()  # from here on the server behaves
            again = await outcomes(engine(address, PATIENT, replies=kept))
    names = [name_in(one) for one in asked]
    seen = [str(one) for one in first if isinstance(one, Exception)]
    assert all(right(source, one) for source, one in zip(ARTICLES, first, strict=True)), play
    assert all(calls_of <= MOST_CALLS for calls_of in (names[:calls].count(name) for name in NAMES)), play
    assert all(isinstance(one, tuple) for one in again), (play, again)
    assert paid <= len(asked)
    assert breaches(tmp_path / "s.db") == [], play
    logged = caplog.text.replace("the canary bridge", "")
    assert KEY not in "".join(seen) + logged
    assert "canary" not in "".join(seen)


@pytest.mark.parametrize("name", MISDEEDS)
async def test_each_fault_alone_costs_no_more_than_one_article(name: str) -> None:
    async with misbehaving([name]) as (address, _):
        results = await outcomes(engine(address, SLOWER))
    assert sum(isinstance(one, ModelError) for one in results) <= (1 if name != "429-hour" else 3)
    assert isinstance(results[0], tuple) == (name not in FINAL)


async def test_what_was_answered_is_not_asked_again() -> None:
    kept = Kept()
    async with misbehaving([]) as (address, asked):
        for _ in range(2):
            results = await outcomes(engine(address, replies=kept))
            assert all(isinstance(one, tuple) for one in results)
    assert sorted(map(name_in, asked)) == sorted(NAMES)


async def test_a_host_that_no_name_server_knows_is_not_reachable() -> None:
    with pytest.raises(ModelError, match=r"not reachable|connection broke|no answer"):
        await ModelEngine(Caller("m", base_url="http://briefer.invalid/v1", api_key=KEY, limits=LIMITS)).read(
            ARTICLES[0]
        )


async def test_a_server_without_tls_is_not_reachable_over_it() -> None:
    async with misbehaving([]) as (address, asked):
        secure = address.replace("http:", "https:")
        with pytest.raises(ModelError, match=r"not reachable|connection broke|no answer"):
            await engine(secure, SLOWER).read(ARTICLES[0])
    assert asked == []


async def test_a_text_without_end_is_refused_not_sent() -> None:
    unasked = engine("http://127.0.0.1:9/v1")
    with pytest.raises(ModelError, match="the text is too long"):
        await unasked.read(article("The bridge stays open. " * 60_000))
    assert unasked.caller.budget.calls == 0
