"""The pipeline with a model: refused positions are asked about again, the page's own words judged, counts hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from made import DAY, article
from test_llm import QUICK, completion, failure

from briefer import pipeline
from briefer.errors import BudgetError
from briefer.extract.calls import Caller
from briefer.extract.embedded import EmbeddedEngine
from briefer.extract.llm import ModelEngine
from briefer.extract.spending import Budget
from briefer.models import to_json
from briefer.render.formats import render_with_notes
from briefer.render.proof import verify
from briefer.store import Store

ONE = article(
    "Mayor Liv Handal said on Monday that the toll on the bridge would stay at 40 crowns.\n\n"
    "Odd Brekke, who chairs the deckhands' union, demanded 30 new posts by June."
)
TOLL = {
    "quote": "the toll on the bridge would stay at 40 crowns", "speaker": "Liv Handal", "stance": "supports",
    "issue": "toll on the bridge", "statement": "The toll on the bridge will stay at 40 crowns.",
}  # fmt: skip
POSTS = {
    "quote": "demanded 30 new posts by June", "speaker": "Odd Brekke", "stance": "supports", "issue": "new posts",
    "statement": "The deckhands' union demands 30 new posts by June.", "act": "demands",
}  # fmt: skip
WRONG = {**POSTS, "statement": "The deckhands' union demands 50 new posts by June."}
GOOD = "Handal says the toll on the bridge will stay at 40 crowns; Brekke demands 30 new posts by June."
BAD = "Handal will scrap the toll of 90 crowns."


class Server:
    """Answers each kind of question with what it is given for it, in turn, and counts."""

    def __init__(self, **answers: list[Any]) -> None:
        self.answers, self.asked = answers, list[str]()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        form = json.loads(request.content)["response_format"]["json_schema"]["name"]
        self.asked.append(form)
        given = self.answers.get(form, [{"issues": [], "bottom_line": []}])
        answer = given.pop(0) if len(given) > 1 else given[0]
        return answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, json=completion(answer))

    def engine(self, store: Store | None = None, **options: Any) -> ModelEngine:
        where = {"base_url": "http://127.0.0.1:9/v1", "limits": QUICK, "replies": store}
        return ModelEngine(Caller("m", transport=httpx2.MockTransport(self), **where, **options))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        opened.add(ONE, ONE.text.encode(), datetime(2031, 5, 6, tzinfo=UTC))
        yield opened


def words(*said: tuple[str, list[int]], issues: Any = ()) -> dict[str, Any]:
    return {"issues": list(issues), "bottom_line": [{"text": text, "items": items} for text, items in said]}


def made(server: Server, store: Store | None = None, **options: Any) -> pipeline.Made:
    return pipeline.make_brief((ONE,), day=DAY, engine=server.engine(store, **options), store=store)


def test_a_refused_position_is_mended_and_counted() -> None:
    server = Server(positions=[{"positions": [TOLL, WRONG]}], repair=[{"items": [{**POSTS, "item": 1}]}])
    brief = made(server).brief
    assert server.asked.count("repair") == 1
    assert (brief.counts.proposed, brief.counts.withheld, brief.counts.repaired, len(brief.items)) == (2, 0, 1, 2)
    assert verify(str(render_with_notes(brief, "json")[0]).encode(), ".json", lambda _: ONE.text).faults == ()


def test_what_is_still_wrong_is_withheld_as_it_was_proposed() -> None:
    server = Server(positions=[{"positions": [TOLL, WRONG]}], repair=[{"items": [{**WRONG, "item": 1}]}])
    brief = made(server).brief
    assert server.asked.count("repair") == 1
    assert [one.position.statement for one in brief.withheld] == [WRONG["statement"]]
    assert brief.counts.repaired == 0


def test_a_good_answer_is_not_asked_again() -> None:
    server = Server(positions=[{"positions": [TOLL, POSTS]}])
    made(server)
    assert server.asked == ["positions", "brief"]


def test_a_second_run_makes_no_call_and_the_same_bytes(store: Store) -> None:
    server = Server(
        positions=[{"positions": [TOLL, WRONG, {"quote": 1}]}],
        repair=[{"items": [{**POSTS, "item": 1}]}],
        brief=[words((GOOD, [1, 2]))],
    )
    first = made(server, store).brief
    silent = Server(positions=[failure(500)], repair=[failure(500)], brief=[failure(500)])
    assert to_json(made(silent, store).brief) == to_json(first)
    assert silent.asked == []


def test_mending_that_failed_is_taken_up_by_the_next_run(store: Store) -> None:
    down = Server(positions=[{"positions": [TOLL, WRONG]}], repair=[failure(503)])
    result = made(down, store)
    assert (len(result.brief.withheld), len(result.problems)) == (1, 1)
    up = Server(repair=[{"items": [{**POSTS, "item": 1}]}])
    assert made(up, store).brief.counts.repaired == 1
    assert "positions" not in up.asked


def test_a_budget_spent_on_the_way_is_said_and_the_page_is_made() -> None:
    result = made(Server(positions=[{"positions": [TOLL, WRONG]}]), budget=Budget(most_calls=1))
    assert len(result.brief.items) == 1
    assert all(isinstance(problem, BudgetError) for problem in result.problems)


def test_a_budget_spent_before_anything_is_no_case_for_the_fallback() -> None:
    engine = Server().engine(budget=Budget(most_calls=0))
    with pytest.raises(BudgetError):
        pipeline.make_brief((ONE,), day=DAY, engine=engine, fallback=EmbeddedEngine())


def test_a_bottom_line_that_its_items_bear_out_is_printed() -> None:
    issues = [{"title": "Toll and posts on the bridge", "items": [1, 2]}]
    server = Server(positions=[{"positions": [TOLL, POSTS]}], brief=[words((GOOD, [1, 2]), issues=issues)])
    brief = made(server).brief
    assert [(s.text, s.items) for s in brief.bottom_line] == [(GOOD, (1, 2))]
    assert [section.title for section in brief.sections] == ["Toll and posts on the bridge"]
    assert server.asked.count("brief") == 1


def test_a_refused_sentence_is_asked_for_once_more() -> None:
    server = Server(positions=[{"positions": [TOLL, POSTS]}], brief=[words((BAD, [1])), words((GOOD, [1, 2]))])
    assert [s.text for s in made(server).brief.bottom_line] == [GOOD]
    assert server.asked.count("brief") == 2


def test_a_sentence_refused_twice_is_replaced_by_a_plain_one() -> None:
    server = Server(positions=[{"positions": [TOLL, POSTS]}], brief=[words((BAD, [1]))])
    (said,) = made(server).brief.bottom_line
    assert said.text == "Liv Handal: The toll on the bridge will stay at 40 crowns."
    assert server.asked.count("brief") == 2


def test_a_heading_that_its_items_do_not_bear_out_is_left_out() -> None:
    issues = [{"title": "Handal resigns in disgrace", "items": [1, 2]}]
    brief = made(Server(positions=[{"positions": [TOLL, POSTS]}], brief=[words(issues=issues)])).brief
    assert "resigns" not in " ".join(section.title for section in brief.sections)


def test_what_was_spent_is_told_from_the_store(store: Store) -> None:
    made(Server(positions=[{"positions": [TOLL, POSTS]}], brief=[words((GOOD, [1, 2]))]), store)
    told = pipeline.spending(store)
    assert "1,400 prompt" in next(iter(told.values()))
    assert any("articles of the brief" in name for name in told)
    assert pipeline.estimate((ONE,), Server().engine(store), store).calls == 0
