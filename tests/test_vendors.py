"""Which endpoint and which SDK a model's name leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import instructor
import pytest
from endpoints import (
    ITEM,
    KEY,
    QUICK,
    TEXT,
    Endpoint,
    Kept,
    answer,
    article,
)
from instructor.core.exceptions import InstructorRetryException

from briefer.errors import ModelError, UsageError
from briefer.extract.answer import Answer
from briefer.extract.calls import Caller
from briefer.extract.llm import ModelEngine
from briefer.extract.spending import Budget

# Endpoints and vendors


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "BRIEFER_API_KEY", "DEEPSEEK_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("url", ["http://localhost:11434/v1", "http://127.0.0.1:8080/v1", "http://[::1]:8080/v1"])
@pytest.mark.usefixtures("no_keys")
def test_an_endpoint_on_this_machine_needs_no_key(url: str) -> None:
    assert ModelEngine(Caller("m", base_url=url)).caller.endpoint == url


@pytest.mark.parametrize(
    "url", [None, "https://models.example/v1", "http://192.168.1.5/v1", "http://localhost.example/v1"]
)
@pytest.mark.usefixtures("no_keys")
def test_another_endpoint_needs_one(url: str | None) -> None:
    with pytest.raises(UsageError, match=r"no key for .*; set OPENAI_API_KEY or BRIEFER_API_KEY"):
        ModelEngine(Caller("m", base_url=url))


@pytest.mark.parametrize(
    "url",
    [
        "localhost:11434/v1",
        "models.example/v1",
        "ftp://models.example",
        "http://",
        "http://a:b:c",
        "https://models.example/v1?a=b",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="base_url: no http address; write it like"):
        ModelEngine(Caller("m", base_url=url, api_key=KEY))


def test_a_key_that_cannot_be_sent_is_refused_without_showing_it() -> None:
    with pytest.raises(UsageError, match="holds a character that no key has") as caught:
        ModelEngine(Caller("m", api_key=f"{KEY}\u2026"))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("model", "base_url", "endpoint", "asked"),
    [
        ("gpt-9", None, "https://api.openai.com/v1", "gpt-9"),
        ("openai/gpt-9", None, "https://api.openai.com/v1", "gpt-9"),
        ("deepseek/chat", None, "https://api.deepseek.com", "chat"),
        ("ollama/llama9", None, "http://localhost:11434/v1", "llama9"),
        ("openai/gpt-9", "https://router.example/v1", "https://router.example/v1", "openai/gpt-9"),
    ],
)
async def test_a_models_name_leads_to_its_endpoint(model: str, base_url: str | None, endpoint: str, asked: str) -> None:
    end = Endpoint(answer(ITEM))
    engine = ModelEngine(
        Caller(model, base_url=base_url, api_key=KEY, transport=httpx2.MockTransport(end), limits=QUICK)
    )
    assert engine.name == f"llm {model}"
    assert engine.caller.endpoint == endpoint
    await engine.read(article())
    assert end.asked[0]["model"] == asked


@pytest.mark.parametrize(
    ("model", "cause"),
    [
        ("anthropic/claude-x", "anthropic package is required"),
        ("nobody/model", "Unsupported provider: nobody"),
        ("deepseek/chat", "DEEPSEEK_API_KEY is not set"),
    ],
)
@pytest.mark.usefixtures("no_keys")
def test_a_vendor_that_cannot_be_asked_is_named(model: str, cause: str) -> None:
    with pytest.raises(UsageError, match=cause):
        ModelEngine(Caller(model))


def vendor(monkeypatch: pytest.MonkeyPatch, create: Callable[..., Any], **options: Any) -> ModelEngine:
    """An engine at a vendor whose SDK is `create`."""
    made = instructor.AsyncInstructor(client=object(), create=create, mode=instructor.Mode.TOOLS)
    monkeypatch.setattr(instructor, "from_provider", lambda *_, **__: made)
    return ModelEngine(Caller("anthropic/model-x", limits=QUICK, **options))


async def test_a_vendor_with_an_sdk_of_its_own_is_asked_through_it(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []

    async def create(**asked: Any) -> Answer:
        calls.append(asked)
        return Answer.model_validate({"positions": [{**ITEM, "said_on": "2030-05-13"}]})

    kept = Kept()
    first = await vendor(monkeypatch, create, replies=kept).read(article())
    assert await vendor(monkeypatch, create, replies=kept).read(article()) == first
    assert len(calls) == 1
    assert TEXT in calls[0]["messages"][1]["content"]
    assert not calls[0]["context"]
    assert kept.saved[0]["endpoint"] == "anthropic"


async def test_a_vendors_answer_in_the_wrong_form_is_asked_for_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def create(**request: Any) -> Answer:
        asked.append(request["messages"][-1]["content"])
        try:
            return Answer.model_validate({"positions": [ITEM] if len(asked) > 1 else 7})
        except ValueError as error:
            raise InstructorRetryException("x", n_attempts=1, total_usage=0) from error

    budget = Budget()
    assert len(await vendor(monkeypatch, create, budget=budget).read(article())) == 1
    assert budget.calls == 2
    assert asked[1].startswith(asked[0])
    assert "did not have the form" in asked[1]


@pytest.mark.parametrize(
    ("status", "cause", "calls"), [(401, "the key was not accepted", 1), (529, "HTTP 529", 3), (400, "HTTP 400", 1)]
)
async def test_a_vendors_error_is_named(monkeypatch: pytest.MonkeyPatch, status: int, cause: str, calls: int) -> None:
    class Broken(Exception):
        status_code = status

    asked = []

    async def create(**request: Any) -> Answer:
        asked.append(request)
        raise Broken(f"{KEY} {TEXT}")

    with pytest.raises(ModelError) as caught:
        await vendor(monkeypatch, create).read(article())
    assert cause in caught.value.cause
    assert "canary" not in str(caught.value)
    assert len(asked) == calls
