"""Questions to an endpoint: the strongest way it offers, what is kept of the answers, who answers."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
from endpoints import (
    ITEM,
    Endpoint,
    Kept,
    answer,
    article,
    called,
    completion,
    failure,
    mode,
    refusal,
    replied,
)

from briefer.errors import ModelError, StoreError
from briefer.extract.calls import Caller
from briefer.extract.llm import ModelEngine

# The strongest mode


@pytest.mark.parametrize("status", [400, 404, 422, 500])
async def test_an_endpoint_without_schemas_is_asked_with_tools(status: int) -> None:
    endpoint = Endpoint(lambda asked: called(ITEM) if mode(asked) == "tools" else failure(status))
    engine = endpoint.engine()
    assert len(await engine.read(article())) == 1
    await engine.read(article("Other words.", id="a2"))
    assert [mode(asked) for asked in endpoint.asked][-2:] == ["tools", "tools"]
    assert [mode(asked) for asked in endpoint.asked].count("schema") == (2 if status == 500 else 1)


async def test_an_endpoint_without_tools_is_asked_in_text() -> None:
    endpoint = Endpoint(lambda asked: answer(ITEM) if mode(asked) == "text" else failure(400))
    assert len(await endpoint.engine().read(article())) == 1
    assert [mode(asked) for asked in endpoint.asked] == ["schema", "tools", "text"]
    assert '"said_on"' in endpoint.asked[-1]["messages"][0]["content"]


async def test_an_endpoint_that_ignores_tools_is_asked_in_text() -> None:
    endpoint = Endpoint(lambda asked: failure(400) if mode(asked) == "schema" else answer(ITEM))
    assert len(await endpoint.engine().read(article())) == 1
    assert mode(endpoint.asked[-1]) == "text"


async def test_a_model_that_refuses_a_temperature_is_asked_without() -> None:
    endpoint = Endpoint(lambda asked: failure(400) if "temperature" in asked else answer(ITEM))
    assert len(await endpoint.engine().read(article())) == 1
    assert mode(endpoint.asked[-1]) == "schema"


async def test_the_mode_is_found_out_once_for_all_articles_at_the_same_time() -> None:
    endpoint = Endpoint(lambda asked: answer(ITEM) if mode(asked) == "text" else failure(400))
    engine = endpoint.engine()
    await asyncio.gather(*(engine.read(article(f"Text {number}.", id=str(number))) for number in range(20)))
    assert [mode(asked) for asked in endpoint.asked].count("schema") == 1


async def test_when_the_first_article_fails_the_others_are_read() -> None:
    endpoint = Endpoint(replied("", refusal="no"), answer(ITEM))
    engine = endpoint.engine()
    first, other = await asyncio.gather(
        engine.read(article()), engine.read(article("Other.", id="a2")), return_exceptions=True
    )
    assert isinstance(first, ModelError)
    assert len(other) == 1


# Kept replies


async def test_the_same_work_is_not_paid_twice() -> None:
    kept, endpoint = Kept(), Endpoint(answer(ITEM))
    first = await endpoint.engine(replies=kept).read(article())
    again = await Endpoint(failure(500)).engine(replies=kept).read(article())
    assert first == again
    assert len(endpoint.asked) == 1


async def test_a_reply_is_kept_raw_with_its_tokens() -> None:
    kept, endpoint = Kept(), Endpoint(answer(ITEM))
    await endpoint.engine(replies=kept, base_url="https://me:secret@models.example/v1").read(article())
    (saved,) = kept.saved
    assert saved.pop("body") == answer(ITEM).content
    assert saved == {
        "endpoint": "https://models.example/v1/chat/completions",
        "model": "m",
        "article": "a1",
        "prompt_tokens": 700,
        "completion_tokens": 50,
    }


@pytest.mark.parametrize(
    "change",
    [{"base_url": "https://other.example/v1"}, {"text": "Other words."}, {"title": "Other"}],
    ids=["endpoint", "text", "title"],
)
async def test_other_work_is_asked_anew(change: dict[str, str]) -> None:
    kept = Kept()
    await Endpoint(answer(ITEM)).engine(replies=kept).read(article())
    other = Endpoint(answer(ITEM))
    options = {name: change[name] for name in change if name == "base_url"}
    fields = {name: change[name] for name in change if name != "base_url"}
    await other.engine(replies=kept, **options).read(article(**fields))
    assert len(other.asked) == 1


@pytest.mark.parametrize(
    "bad",
    [completion("no JSON"), completion(None), completion(None, refusal="no"), completion("{}", "content_filter")],
    ids=["form", "nothing", "refusal", "filter"],
)
async def test_a_reply_of_no_use_is_counted_but_asked_anew(bad: dict[str, Any]) -> None:
    kept = Kept()
    await refusal(Endpoint(httpx2.Response(200, json=bad)), replies=kept)
    assert kept.saved
    assert not kept.served
    again = Endpoint(answer(ITEM))
    assert len(await again.engine(replies=kept).read(article())) == 1


@pytest.mark.parametrize(
    "response", [failure(500), httpx2.Response(200, html="<p>Log in"), httpx2.Response(200, content=b"{")]
)
async def test_what_is_no_reply_is_not_kept(response: httpx2.Response) -> None:
    kept = Kept()
    await refusal(Endpoint(response), replies=kept)
    assert not kept.saved


async def test_a_repaired_answer_is_repaired_from_what_is_kept() -> None:
    kept, endpoint = Kept(), Endpoint(replied("no JSON"), answer(ITEM))
    first = await endpoint.engine(replies=kept).read(article())
    assert await Endpoint(failure(500)).engine(replies=kept).read(article()) == first


async def test_a_store_that_fails_is_no_fault_of_the_model() -> None:
    class Full(Kept):
        def save_reply(self, *_: Any, **__: Any) -> None:
            raise StoreError("briefs.db", "no space left", "free some")

    with pytest.raises(StoreError, match="no space left"):
        await Endpoint(answer(ITEM)).engine(replies=Full()).read(article())


async def test_odd_token_counts_count_as_none() -> None:
    kept, body = Kept(), completion({"positions": []})
    body["usage"] = {"prompt_tokens": None, "completion_tokens": "many", "total_tokens": -1}
    await Endpoint(httpx2.Response(200, json=body)).engine(replies=kept).read(article())
    assert (kept.saved[0]["prompt_tokens"], kept.saved[0]["completion_tokens"]) == (0, 0)


def test_the_key_of_a_reading_follows_endpoint_and_model() -> None:
    one = ModelEngine(Caller("m", base_url="http://127.0.0.1:1/v1"))
    assert one.key == ModelEngine(Caller("m", base_url="http://127.0.0.1:1/v1", api_key="k")).key
    others = [
        ModelEngine(Caller("n", base_url="http://127.0.0.1:1/v1")),
        ModelEngine(Caller("m", base_url="http://127.0.0.1:2/v1")),
    ]
    assert len({one.key, *(other.key for other in others)}) == 3


# Another model


@pytest.mark.parametrize("answered", ["m", "M", "m-2030-01-01", "vendor/m", "m:latest", ""])
async def test_the_model_that_was_asked_may_answer_under_a_longer_name(answered: str) -> None:
    engine = Endpoint(httpx2.Response(200, json={**completion({"positions": []}), "model": answered})).engine()
    await engine.read(article())
    assert engine.notes == ()


async def test_another_model_than_the_one_asked_is_told_in_this_run_and_the_next() -> None:
    kept = Kept()
    other = httpx2.Response(200, json={**completion({"positions": []}), "model": "cheap\n-one"})
    engine = Endpoint(other).engine(replies=kept)
    await engine.read(article())
    told = ("Asked for m, the endpoint answered as cheap -one.",)
    assert engine.notes == told
    assert Endpoint(failure(500)).engine(replies=kept).notes == told
    right = Endpoint(answer()).engine(replies=kept)
    await right.read(article("Other words.", id="a2"))
    assert right.notes == Endpoint(answer()).engine(replies=kept).notes == ()
