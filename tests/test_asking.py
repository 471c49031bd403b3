"""The pipeline with a model: refused positions are asked about again, the page's own words judged, counts hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from endpoints import Endpoint, failure
from made import DAY, article

from briefer import pipeline
from briefer.errors import BudgetError
from briefer.extract.embedded import EmbeddedEngine
from briefer.extract.spending import Budget
from briefer.models import to_json
from briefer.reading import estimate
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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        opened.add(ONE, ONE.text.encode(), datetime(2031, 5, 6, tzinfo=UTC))
        yield opened


def words(*said: tuple[str, list[int]], issues: Any = ()) -> dict[str, Any]:
    return {"issues": list(issues), "bottom_line": [{"text": text, "items": items} for text, items in said]}


def made(server: Endpoint, store: Store | None = None, **options: Any) -> pipeline.Made:
    return pipeline.make_brief((ONE,), day=DAY, engine=server.engine(replies=store, **options), store=store)


def test_a_refused_position_is_mended_and_counted() -> None:
    server = Endpoint(positions=[{"positions": [TOLL, WRONG]}], repair=[{"items": [{**POSTS, "item": 1}]}])
    brief = made(server).brief
    assert server.forms.count("repair") == 1
    assert (brief.counts.proposed, brief.counts.withheld, brief.counts.repaired, len(brief.items)) == (2, 0, 1, 2)
    assert verify(str(render_with_notes(brief, "json")[0]).encode(), ".json", lambda _: ONE.text).faults == ()


def test_what_is_still_wrong_is_withheld_as_it_was_proposed() -> None:
    server = Endpoint(positions=[{"positions": [TOLL, WRONG]}], repair=[{"items": [{**WRONG, "item": 1}]}])
    brief = made(server).brief
    assert server.forms.count("repair") == 1
    assert [one.position.statement for one in brief.withheld] == [WRONG["statement"]]
    assert brief.counts.repaired == 0


def test_a_good_answer_is_not_asked_again() -> None:
    server = Endpoint(positions=[{"positions": [TOLL, POSTS]}])
    made(server)
    assert server.forms == ["positions", "brief"]


def test_a_second_run_makes_no_call_and_the_same_bytes(store: Store) -> None:
    server = Endpoint(
        positions=[{"positions": [TOLL, WRONG, {"quote": 1}]}],
        repair=[{"items": [{**POSTS, "item": 1}]}],
        brief=[words((GOOD, [1, 2]))],
    )
    first = made(server, store).brief
    silent = Endpoint(positions=[failure(500)], repair=[failure(500)], brief=[failure(500)])
    assert to_json(made(silent, store).brief) == to_json(first)
    assert silent.forms == []


def test_mending_that_failed_is_taken_up_by_the_next_run(store: Store) -> None:
    down = Endpoint(positions=[{"positions": [TOLL, WRONG]}], repair=[failure(503)])
    result = made(down, store)
    assert (len(result.brief.withheld), len(result.problems)) == (1, 1)
    up = Endpoint(repair=[{"items": [{**POSTS, "item": 1}]}])
    assert made(up, store).brief.counts.repaired == 1
    assert "positions" not in up.forms


def test_a_budget_spent_on_the_way_is_said_and_the_page_is_made() -> None:
    result = made(Endpoint(positions=[{"positions": [TOLL, WRONG]}]), budget=Budget(most_calls=1))
    assert len(result.brief.items) == 1
    assert all(isinstance(problem, BudgetError) for problem in result.problems)


def test_a_budget_spent_before_anything_is_no_case_for_the_fallback() -> None:
    engine = Endpoint().engine(budget=Budget(most_calls=0))
    with pytest.raises(BudgetError):
        pipeline.make_brief((ONE,), day=DAY, engine=engine, fallback=EmbeddedEngine())


def test_a_bottom_line_that_its_items_bear_out_is_printed() -> None:
    issues = [{"title": "Toll and posts on the bridge", "items": [1, 2]}]
    server = Endpoint(positions=[{"positions": [TOLL, POSTS]}], brief=[words((GOOD, [1, 2]), issues=issues)])
    brief = made(server).brief
    assert [(s.text, s.items) for s in brief.bottom_line] == [(GOOD, (1, 2))]
    assert [section.title for section in brief.sections] == ["Toll and posts on the bridge"]
    assert server.forms.count("brief") == 1


def test_a_refused_sentence_is_asked_for_once_more() -> None:
    server = Endpoint(positions=[{"positions": [TOLL, POSTS]}], brief=[words((BAD, [1])), words((GOOD, [1, 2]))])
    assert [s.text for s in made(server).brief.bottom_line] == [GOOD]
    assert server.forms.count("brief") == 2


def test_a_sentence_refused_twice_is_replaced_by_a_plain_one() -> None:
    server = Endpoint(positions=[{"positions": [TOLL, POSTS]}], brief=[words((BAD, [1]))])
    (said,) = made(server).brief.bottom_line
    assert said.text == "Liv Handal: The toll on the bridge will stay at 40 crowns."
    assert server.forms.count("brief") == 2


def test_a_heading_that_its_items_do_not_bear_out_is_left_out() -> None:
    issues = [{"title": "Handal resigns in disgrace", "items": [1, 2]}]
    brief = made(Endpoint(positions=[{"positions": [TOLL, POSTS]}], brief=[words(issues=issues)])).brief
    assert "resigns" not in " ".join(section.title for section in brief.sections)


def test_what_was_spent_is_told_from_the_store(store: Store) -> None:
    made(Endpoint(positions=[{"positions": [TOLL, POSTS]}], brief=[words((GOOD, [1, 2]))]), store)
    told = pipeline.spending(store)
    assert "1,400 prompt" in next(iter(told.values()))
    assert any("articles of the brief" in name for name in told)
    assert estimate((ONE,), Endpoint().engine(replies=store), store.reading).calls == 0
