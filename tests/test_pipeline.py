"""Where the steps meet: nothing is read twice, a failure costs one article, the same input gives the same brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from made import DAY, article

import briefer
from briefer import pipeline
from briefer.errors import ModelError, NothingToDo
from briefer.extract.embedded import EmbeddedEngine
from briefer.models import Article, Position, from_json, to_json
from briefer.store import Store

NOW = datetime(2031, 5, 6, 7, tzinfo=UTC)
ONE = article("“The ferry must sail,” said Ida Marl.")
TWO = article("Olaf Brenn said the ferry was too dear.", outlet="Tarn Herald")
GERMAN = article("Die Fähre fährt, sagte Ida Marl.", outlet="Tarner Bote", language="de")


def first_words(source: Article) -> tuple[Position, ...]:
    words = source.text.split("”")[0].strip("“,").removesuffix(".")
    return (Position(speaker="Ida Marl" if source is ONE else "Olaf Brenn", statement=f"Says: {words}.", quote=words),)


@dataclass
class Told:
    """An engine that answers as it is told, and counts."""

    answer: Callable[[Article], tuple[Position, ...]] = first_words
    down: Sequence[str] = ()
    name: str = "llm told"
    key: str = "told"
    notes: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    async def read(self, source: Article) -> tuple[Position, ...]:
        self.asked.append(source.id)
        if source.id in self.down:
            raise ModelError("told", "no answer", "try again")
        return self.answer(source)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        for one in (ONE, TWO, GERMAN):
            opened.add(one, one.text.encode(), NOW)
        yield opened


def test_a_fault_of_our_own_costs_one_article() -> None:
    def answer(source: Article) -> tuple[Position, ...]:
        return first_words(source) if source is ONE else (1 // 0,)  # type: ignore[return-value]

    made = pipeline.make_brief((ONE, TWO), day=DAY, engine=Told(answer))
    assert [item.checked.position.speaker for item in made.brief.items] == ["Ida Marl"]
    assert [entry.reason for entry in made.brief.not_read] == ["not analysed: briefer failed on it (ZeroDivisionError)"]
    assert [str(problem) for problem in made.problems] == [
        f"{TWO.origin}: briefer failed on it (ZeroDivisionError); please report it"
    ]


def test_a_second_run_asks_the_engine_nothing(store: Store) -> None:
    for engine in (Told(), again := Told()):
        made = pipeline.make_brief((ONE, TWO), day=DAY, engine=engine, store=store).brief
    assert again.asked == []
    assert len(made.items) == 2


def test_without_a_store_nothing_is_kept() -> None:
    engine = Told()
    for _ in range(2):
        pipeline.make_brief((ONE,), day=DAY, engine=engine)
    assert len(engine.asked) == 2


def test_an_article_that_fails_is_named_and_the_others_are_briefed(store: Store) -> None:
    made = pipeline.make_brief((ONE, TWO), day=DAY, engine=Told(down=[TWO.id]), store=store)
    assert [item.checked.article for item in made.brief.items] == [ONE.id]
    assert [one.reason for one in made.brief.not_read] == ["not analysed: no answer"]
    assert len(made.problems) == 1


def test_a_later_run_reads_only_what_failed(store: Store) -> None:
    pipeline.make_brief((ONE, TWO), day=DAY, engine=Told(down=[TWO.id]), store=store)
    pipeline.make_brief((ONE, TWO), day=DAY, engine=(again := Told()), store=store)
    assert again.asked == [TWO.id]


def test_an_engine_that_is_down_is_an_error_without_a_fallback() -> None:
    with pytest.raises(ModelError):
        pipeline.make_brief((ONE,), day=DAY, engine=Told(down=[ONE.id]))


def test_a_fallback_reads_and_the_page_says_so() -> None:
    made = pipeline.make_brief((ONE,), day=DAY, engine=Told(down=[ONE.id]), fallback=EmbeddedEngine())
    assert made.brief.engine.startswith("embedded")
    assert "no answer" in made.brief.notes[0]


def test_no_article_is_no_brief() -> None:
    with pytest.raises(NothingToDo):
        pipeline.make_brief((), day=DAY, engine=Told())


def test_the_embedded_engine_is_not_asked_about_another_language() -> None:
    made = pipeline.make_brief((ONE, GERMAN), day=DAY, engine=EmbeddedEngine()).brief
    assert [one.reason for one in made.not_read] == ["language: de"]


def test_what_an_engine_makes_up_is_withheld() -> None:
    lie = Position(speaker="Ida Marl", statement="Wants the ferry sunk.", quote="The ferry must sink")
    made = pipeline.make_brief((ONE,), day=DAY, engine=Told(answer=lambda _: (lie,))).brief
    assert (made.items, len(made.withheld)) == ((), 1)


def test_a_kept_reading_of_older_rules_is_judged_anew(store: Store) -> None:
    from dataclasses import replace

    pipeline.make_brief((ONE,), day=DAY, engine=Told(), store=store)
    kept = store.reading(ONE.id, "told")
    assert kept is not None
    old = [replace(one, verdict=replace(one.verdict, rules="0")) for one in kept]
    store.save_reading(ONE.id, "told", old, NOW)
    pipeline.make_brief((ONE,), day=DAY, engine=(again := Told()), store=store)
    assert again.asked == []
    assert store.reading(ONE.id, "told") == kept


def test_the_second_day_tells_what_changed(store: Store) -> None:
    def stance(value: str) -> Callable[[Article], tuple[Position, ...]]:
        said = {"speaker": "Ida Marl", "statement": "Says so.", "issue": "Tarn ferry", "stance": value}
        return lambda source: (Position(quote=source.text.rstrip("."), **said),)  # type: ignore[arg-type]

    monday, tuesday = article("Ida Marl said no ferry."), article("Ida Marl said yes ferry.")
    for one in (monday, tuesday):
        store.add(one, b"", NOW)
    pipeline.make_brief((monday,), day=date(2031, 5, 5), engine=Told(answer=stance("opposes")), store=store)
    made = pipeline.make_brief((tuesday,), day=DAY, engine=Told(answer=stance("supports")), store=store).brief
    assert [change.kind for change in made.changes] == ["reversed"]


def test_the_same_brief_made_again_is_the_same(store: Store) -> None:
    first, second = (pipeline.make_brief((ONE, TWO), day=DAY, engine=Told(), store=store).brief for _ in range(2))
    assert first == second


def test_a_brief_comes_back_from_its_json() -> None:
    made = pipeline.make_brief((ONE, TWO, GERMAN), day=DAY, engine=EmbeddedEngine()).brief
    assert from_json(to_json(made), briefer.Brief) == made


def test_from_python_no_store_is_touched_unless_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    made = briefer.brief([ONE], date=DAY, engine="embedded")
    assert made.items
    assert list(tmp_path.rglob("*.db")) == []
    briefer.brief([ONE], date=DAY, engine="embedded", store=tmp_path / "kept.db")
    assert (tmp_path / "kept.db").exists()


def test_render_stays_a_function_after_the_package_was_used() -> None:
    made = pipeline.make_brief((ONE,), day=DAY, engine=Told()).brief
    for _ in range(2):
        assert "Ida Marl" in str(briefer.render(made, "md"))
