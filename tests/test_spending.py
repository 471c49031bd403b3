"""What calls cost and where they stop; how many are in flight; what a later run remembers of an endpoint."""

from __future__ import annotations

import asyncio

import pytest
from endpoints import ITEM, QUICK, Endpoint, Kept, answer, article, failure, mode

from briefer.errors import BudgetError, UsageError
from briefer.extract.calls import Caller
from briefer.extract.faults import Fault
from briefer.extract.gate import Gate
from briefer.extract.llm import ModelEngine
from briefer.extract.spending import Budget, price
from briefer.models import Article

OPENAI = "https://api.openai.com/v1"


def texts(count: int) -> list[Article]:
    return [article(f"Handal said the bridge stays open, case {n}.", id=str(n)) for n in range(count)]


async def read(engine: ModelEngine, count: int) -> list[object]:
    return list(await asyncio.gather(*(engine.read(one) for one in texts(count)), return_exceptions=True))


async def test_no_more_calls_go_out_than_allowed() -> None:
    endpoint = Endpoint(answer(ITEM))
    results = await read(endpoint.engine(budget=Budget(most_calls=3)), 10)
    assert len(endpoint.asked) == 3
    assert sum(isinstance(one, BudgetError) for one in results) == 7


async def test_retries_and_second_questions_count_as_calls() -> None:
    endpoint = Endpoint(failure(500))
    await read(endpoint.engine(budget=Budget(most_calls=2)), 3)
    assert len(endpoint.asked) == 2


async def test_what_is_kept_costs_no_call() -> None:
    kept = Kept()
    await read(Endpoint(answer(ITEM)).engine(replies=kept), 3)
    assert all(
        isinstance(one, tuple)
        for one in await read(Endpoint(answer()).engine(replies=kept, budget=Budget(most_calls=0)), 3)
    )


async def test_a_run_goes_on_where_the_budget_ended() -> None:
    kept, endpoint = Kept(), Endpoint(answer(ITEM))
    for _ in range(2):
        results = await read(endpoint.engine(replies=kept, budget=Budget(most_calls=3)), 6)
    assert all(isinstance(one, tuple) for one in results)
    assert len(endpoint.asked) == 6


async def test_money_is_a_hard_stop() -> None:
    endpoint = Endpoint(answer(ITEM))
    budget = Budget(most_cost=0.05, price=lambda prompt, completion: (prompt + completion) / 100_000)
    await read(endpoint.engine(budget=budget), 20)
    assert 0 < budget.cost <= 0.05
    assert len(endpoint.asked) == round(budget.cost / 0.0075)


def test_a_limit_of_money_needs_a_known_price() -> None:
    with pytest.raises(UsageError, match="the price of home-made is not known; limit the number: --max-calls"):
        ModelEngine(Caller("home-made", base_url="http://127.0.0.1:9/v1", budget=Budget(most_cost=1.0)))


@pytest.mark.parametrize(
    ("endpoint", "model"),
    [
        (OPENAI, "gpt-4.1-mini"),
        (f"{OPENAI}/chat/completions", "gpt-4.1-mini"),
        ("anthropic", "anthropic/claude-sonnet-4-5"),
    ],
)
def test_a_listed_model_has_a_price(endpoint: str, model: str) -> None:
    known = price(endpoint, model)
    assert known is not None
    assert 0 < known(1_000, 0) < known(1_000, 1_000)


@pytest.mark.parametrize(
    ("endpoint", "model"), [("http://127.0.0.1:8080/v1", "gpt-4.1-mini"), (OPENAI, "nothing-9"), ("ollama", "ollama/x")]
)
def test_another_has_none(endpoint: str, model: str) -> None:
    assert price(endpoint, model) is None


def test_a_call_in_flight_is_reckoned_with() -> None:
    budget = Budget(most_cost=0.002, price=lambda prompt, completion: (prompt + completion) / 1_000_000)
    promise = budget.begin(2_000)
    with pytest.raises(Fault, match="--max-cost"):
        budget.begin(2_000)
    budget.end(promise)
    budget.begin(2_000)


def test_an_estimate_makes_no_call() -> None:
    endpoint = Endpoint(answer(ITEM))
    estimate = endpoint.engine().estimate(texts(4))
    assert (estimate.articles, estimate.calls, estimate.cost) == (4, 4, None)
    assert estimate.prompt_tokens > 2_800
    assert endpoint.asked == []


async def test_the_gate_lets_no_more_in_than_it_is_wide() -> None:
    gate, inside, most = Gate(3), 0, 0

    async def one() -> None:
        nonlocal inside, most
        async with gate.place():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(30)))
    assert most == 3


async def test_one_wave_of_refusals_halves_the_gate_once() -> None:
    gate, wave = Gate(16), asyncio.Barrier(16)

    async def one() -> None:
        async with gate.place() as admitted:
            await wave.wait()
            gate.refused(admitted, None)

    await asyncio.gather(*(one() for _ in range(16)))
    assert gate.width == 8
    for _ in range(200):
        gate.answered()
    assert gate.width == 16


async def test_a_wait_that_is_asked_for_holds_back_all() -> None:
    gate = Gate(4)
    async with gate.place() as admitted:
        gate.refused(admitted, 0.05)
    before = asyncio.get_running_loop().time()
    async with gate.place():
        assert asyncio.get_running_loop().time() - before >= 0.04


async def test_a_caller_that_gives_up_leaves_its_place_to_others() -> None:
    gate, full, leave = Gate(1), asyncio.Event(), asyncio.Event()

    async def one() -> None:
        async with gate.place():
            full.set()
            await leave.wait()

    first = asyncio.create_task(one())
    await full.wait()
    waiting = [asyncio.create_task(one()) for _ in range(3)]
    await asyncio.sleep(0)
    leave.set()
    waiting[0].cancel()
    done = await asyncio.gather(first, *waiting, return_exceptions=True)
    assert [isinstance(result, asyncio.CancelledError) for result in done] == [False, True, False, False]


async def test_a_later_run_asks_at_once_in_the_way_that_was_found() -> None:
    kept = Kept()
    await (
        Endpoint(lambda asked: answer(ITEM) if mode(asked) == "text" else failure(400))
        .engine(replies=kept)
        .read(article())
    )
    later = Endpoint(answer(ITEM))
    await later.engine(replies=kept).read(article("Other words.", id="a2"))
    assert [mode(asked) for asked in later.asked] == ["text"]


async def test_a_way_that_no_longer_works_is_found_anew() -> None:
    kept = Kept()
    kept.save_offer("https://models.example/v1", "m", "text")
    endpoint = Endpoint(lambda asked: failure(400) if mode(asked) == "text" else answer(ITEM))
    await endpoint.engine(replies=kept).read(article())
    assert kept.offer("https://models.example/v1", "m") == "schema"


async def test_a_weaker_way_found_during_an_outage_is_not_remembered() -> None:
    kept = Kept()
    endpoint = Endpoint(failure(500), failure(500), failure(400), answer(ITEM))
    await endpoint.engine(replies=kept, limits=QUICK).read(article())
    assert kept.offers == {}
