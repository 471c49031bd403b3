"""Everything that an endpoint can do wrong, by name: in a reply, and on a real connection."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest
from endpoints import (
    ITEM,
    KEY,
    QUICK,
    TEXT,
    Endpoint,
    answer,
    article,
    completion,
    drip,
    failure,
    hang,
    http,
    mode,
    refusal,
    replied,
    reset,
    says,
    server,
)

from briefer.errors import ModelError
from briefer.extract.calls import Caller
from briefer.extract.llm import ModelEngine
from briefer.extract.spending import Limits

# Faults


@pytest.mark.parametrize(
    ("response", "cause", "calls"),
    [
        (failure(500), "HTTP 500", 3),
        (failure(503), "HTTP 503", 3),
        (failure(529), "HTTP 529", 3),
        (failure(408), "HTTP 408", 3),
        (failure(429), "too many requests", 3),
        (failure(429, "insufficient_quota"), "nothing left to spend", 1),
        (failure(402), "nothing left to spend", 1),
        (failure(401, "invalid_api_key"), "the key was not accepted (HTTP 401, invalid_api_key)", 1),
        (failure(403), "the key was not accepted", 1),
        (failure(413), "too long for the model", 1),
        (failure(400, "context_length_exceeded"), "too long for the model", 1),
        (failure(400), "the request was refused (HTTP 400)", 6),
        (failure(404, "model_not_found"), "HTTP 404, model_not_found", 6),
        (failure(307, location="http://elsewhere.example/v1"), "redirects elsewhere", 1),
        (httpx2.Response(200, html="<html><body>Log in</body></html>"), "a web page", 1),
        (httpx2.Response(200, content=b'{"choices": [{"mess'), "no whole JSON", 3),
        (httpx2.Response(200, content=b"[" * 200_000), "no whole JSON", 3),
        (httpx2.Response(200, json={"choices": []}), "no choices", 1),
        (httpx2.Response(200, json=["choices"]), "no choices", 1),
        (httpx2.Response(200, json={"choices": [{"message": None}]}), "no message", 1),
        (replied(None), "answered with nothing", 1),
        (replied(None, refusal="I cannot"), "declined", 1),
        (replied({"positions": [ITEM]}, "content_filter"), "content filter", 1),
        (replied({"positions": [ITEM]}, "length"), "cut off", 1),
        (replied(f"canary, {TEXT}"), "not in the form asked for", 2),
        (replied(7), "not in the form asked for", 2),
        (httpx2.Response(200, content=b"x" * 4_000_001), "longer than 4,000,000 bytes", 1),
        (httpx2.Response(200, content=b"zz", headers={"content-encoding": "zstd-no"}), "no whole JSON", 3),
        (httpx2.ConnectError("no route"), "not reachable", 3),
        (httpx2.ReadTimeout("silence"), "no answer in time", 3),
        (httpx2.RemoteProtocolError("cut"), "the connection broke", 3),
        (httpx2.ReadError("reset"), "the connection broke", 3),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_a_fault_is_named_without_key_and_article(
    response: Any, cause: str, calls: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    endpoint = Endpoint(response)
    error = await refusal(endpoint)
    assert cause in error.cause
    assert error.subject == 'https://models.example/v1, m, "Bridge"'
    assert error.remedy
    assert len(endpoint.asked) == calls
    seen = f"{error} {error.__cause__} {caplog.text} {''.join(capfd.readouterr())}"
    assert KEY not in seen
    assert "canary" not in seen


@pytest.mark.parametrize(
    "fault", [failure(500), failure(429), httpx2.ReadError("reset"), httpx2.Response(200, content=b"{")], ids=str
)
async def test_a_passing_fault_costs_one_more_call(fault: Any) -> None:
    endpoint = Endpoint(fault, answer(ITEM))
    assert len(await endpoint.engine().read(article())) == 1
    assert [mode(asked) for asked in endpoint.asked] == ["schema", "schema"]


@pytest.mark.parametrize(
    "asked",
    [
        {"retry-after": "0.001"},
        {"retry-after": "-5"},
        {"retry-after-ms": "1"},
        {"retry-after": format_datetime(datetime.now(UTC) - timedelta(days=1))},
        {"retry-after": "soon"},
        {"retry-after": "Mon, 99 Foo 2030"},
    ],
    ids=["seconds", "negative", "milliseconds", "past-date", "words", "no-date"],
)
async def test_a_wait_that_was_asked_for_is_kept(asked: dict[str, str]) -> None:
    assert len(await Endpoint(failure(429, **asked), answer(ITEM)).engine().read(article())) == 1


async def test_a_wait_beyond_the_deadline_ends_the_call_at_once() -> None:
    endpoint = Endpoint(failure(429, **{"retry-after": "3600"}))
    error = await refusal(endpoint)
    assert len(endpoint.asked) == 1
    assert "asks to wait 3600 s" in error.remedy


async def test_a_title_cannot_write_lines_into_a_message() -> None:
    with pytest.raises(ModelError) as caught:
        await Endpoint(failure(401)).engine().read(article(title="Bridge\n\x1b[31mAll is well" + "x" * 500))
    assert '"Bridge [31mAll is well' in str(caught.value)
    assert len(str(caught.value)) < 400


async def test_credentials_in_the_address_are_not_shown() -> None:
    error = await refusal(Endpoint(failure(401)), base_url="https://me:secret@models.example/v1")
    assert "secret" not in str(error)


# Faults of a real connection


CUT = says(lambda _: http(200, completion({"positions": [ITEM]}))[:-40])
GARBAGE = says(lambda _: b"\x16\x03\x01 no HTTP at all\r\n\r\n")


@pytest.mark.parametrize(
    ("play", "limits", "cause", "calls"),
    [
        (hang, Limits(silence=1, tries=2, backoff=0), "no answer in time", 2),
        (hang, Limits(silence=60, deadline=2, backoff=0), "no answer within 2 s", 1),
        (drip, Limits(silence=60, deadline=2, backoff=0), "no answer within 2 s", 1),
        (CUT, QUICK, "the connection broke", 3),
        (reset, QUICK, "the connection broke", 3),
        (GARBAGE, QUICK, "the connection broke", 3),
    ],
    ids=["hang-silence", "hang-deadline", "drip", "cut", "reset", "garbage"],
)
async def test_a_connection_fails_within_its_limits(play: Any, limits: Limits, cause: str, calls: int) -> None:
    async with server(play) as (address, asked):
        with pytest.raises(ModelError) as caught:
            await ModelEngine(Caller("m", base_url=address, limits=limits)).read(article())
    assert caught.value.cause == cause
    assert len(asked) == calls


async def test_a_redirect_carries_nothing_elsewhere() -> None:
    async with (
        server(hang) as (elsewhere, stolen),
        server(says(lambda _: http(307, b"", location=elsewhere))) as (address, asked),
    ):
        with pytest.raises(ModelError, match="redirects elsewhere"):
            await ModelEngine(Caller("m", base_url=address, limits=QUICK)).read(article())
    assert len(asked) == 1
    assert stolen == []


async def test_many_questions_share_their_connections() -> None:
    ports = set()

    async def play(_: Any, writer: asyncio.StreamWriter) -> bool:
        ports.add(writer.get_extra_info("peername"))
        writer.write(http(200, completion({"positions": []})).replace(b"connection: close\r\n", b""))
        return True

    async with server(play) as (address, asked):
        engine = ModelEngine(Caller("m", base_url=address, limits=Limits(in_flight=3)))
        await asyncio.gather(*(engine.read(article(f"Text {n}.", id=str(n))) for n in range(30)))
    assert len(asked) == 30
    assert len(ports) <= 4


async def test_an_endpoint_that_is_down_is_named() -> None:
    async with server(hang) as (address, _):
        pass
    with pytest.raises(ModelError, match=rf"{address}.*not reachable; start it or check base_url"):
        await ModelEngine(Caller("m", base_url=address, limits=QUICK)).read(article())


def test_one_engine_serves_one_event_loop_after_another() -> None:
    engine = Endpoint(answer(ITEM)).engine()
    assert [len(asyncio.run(engine.read(article()))) for _ in range(2)] == [1, 1]
