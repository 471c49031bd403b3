"""The whole program with a model at a real server: limits, second runs, and answers that are not true."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from endpoints import Asked, completion, form, http, says, served
from mutations import HARMFUL, mutants

from briefer.cli import main
from briefer.ingest.readers import load
from briefer.models import Brief, from_json
from briefer.store import Store
from briefer.store.file import SEALED

NAMES = ("Handal", "Brekke", "Marrow")
WORDS = "the harbour bridge would stay open until {}"
DAYS = ("May", "June", "July")

Answers = Callable[[str], list[dict[str, Any]]]
Run = Callable[..., tuple[int, str, str]]


def source(name: str) -> str:
    words = WORDS.format(DAYS[NAMES.index(name)])
    return f"---\ntitle: Bridge {name}\noutlet: Tarn Gazette\n---\n\nMayor Liv {name} said on Monday that {words}.\n"


def honest(name: str) -> list[dict[str, Any]]:
    day = DAYS[NAMES.index(name)]
    statement = f"The harbour bridge will stay open until {day}."
    return [{"quote": WORDS.format(day), "speaker": f"Liv {name}", "statement": statement, "stance": "supports"}]


def model(answers: Answers = honest, **changes: Any) -> Any:
    """A server that answers about the article that it is asked about; it mends nothing and words nothing."""

    def reply(asked: Asked) -> bytes:
        text = asked["messages"][1]["content"]
        empty = {"repair": {"items": []}, "brief": {"issues": [], "bottom_line": []}}
        name = next((name for name in NAMES if f"Title: Bridge {name}" in text), "")
        said = empty.get(form(asked)) or {"positions": answers(name)}
        return http(200, {**completion(said), **changes})

    return says(reply)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command over three articles in an empty folder, with nothing from outside."""
    for name in [name for name in os.environ if name.startswith(("BRIEFER_", "OPENAI_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for name in NAMES:
        Path("in", f"{name}.md").write_text(source(name), "utf-8")

    def command(address: str, *words: str) -> tuple[int, str, str]:
        where = ("--engine", "llm", "--model", "m", "--base-url", address, "--store", "kept.db")
        code = main(("brief", "in", "--date", "2031-05-06", *where, *words))
        return code, *capsys.readouterr()

    return command


def brief() -> Brief:
    return from_json(Path("page.json").read_bytes(), Brief)


def test_a_second_run_makes_no_call_and_the_same_bytes(run: Run) -> None:
    pages = [Path(f"page.{suffix}") for suffix in ("json", "md", "html", "pdf")]
    outputs = [word for page in pages for word in ("-o", str(page))]
    made = []
    with served(model()) as (address, asked):
        for _ in range(2):
            assert run(address, *outputs)[0] == 0
            made.append([page.read_bytes() for page in pages])
            calls, asked[:] = len(asked), []
    assert made[0] == made[1]
    assert calls == 0
    assert len(brief().items) == 3


@pytest.mark.usefixtures("run")
def test_two_runs_at_once_ask_about_each_article_once() -> None:
    with served(model()) as (address, asked):
        words = ("brief", "in", "--model", "m", "--base-url", address, "--store", "kept.db", "--quiet")
        both = [subprocess.Popen([sys.executable, "-m", "briefer", *words], stdout=subprocess.DEVNULL) for _ in "ab"]
        assert [one.wait() for one in both] == [0, 0]
    assert [form(one) for one in asked].count("positions") == len(NAMES)


def test_a_dry_run_makes_no_call(run: Run) -> None:
    with served(model()) as (address, asked):
        code, out, _ = run(address, "--dry-run")
    assert code == 0
    assert out.startswith("3 articles to read: 3 calls, about ")
    assert asked == []


def test_a_run_stops_at_its_calls_and_the_next_goes_on(run: Run) -> None:
    with served(model()) as (address, asked):
        code, _, err = run(address, "--max-calls", "2", "-o", "page.json")
        assert (code, len(asked)) == (4, 2)
        assert "the 2 calls of --max-calls are made; run again with a higher limit" in err
        assert len(brief().not_read) == 1
        assert run(address, "-o", "page.json")[0] == 0
    assert [form(one) for one in asked].count("positions") == 3
    assert len(brief().items) == 3


def test_a_limit_of_money_at_an_unknown_price_names_the_other_limit(run: Run) -> None:
    with served(model()) as (address, asked):
        code, _, err = run(address, "--max-cost", "1")
    assert code == 2
    assert "the price of m is not known; limit the number: --max-calls N" in err
    assert asked == []


def test_a_run_stops_at_its_money(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefer.extract.calls.price", lambda *_: lambda prompt, reply: (prompt + reply) / 100_000)
    with served(model()) as (address, asked):
        code, _, err = run(address, "--max-cost", "0.03")
    assert code == 4
    assert "the $0.03 of --max-cost are spent" in err
    assert 0 < len(asked) * 0.0075 <= 0.03


def test_another_model_than_the_one_asked_is_told_on_the_page(run: Run) -> None:
    with served(model(model="other")) as (address, _):
        for _ in range(2):
            run(address, "-o", "page.json")
            assert brief().notes == ("Asked for m, the endpoint answered as other.",)


def test_a_store_of_the_first_schema_is_brought_up_and_remembers_how_to_ask(run: Run) -> None:
    with served(model()) as (address, _):
        run(address)
        old = sqlite3.connect("kept.db", isolation_level=None)
        old.executescript(
            "DROP TABLE offers; DROP TABLE visits;"
            "DROP INDEX articles_by_place; ALTER TABLE articles DROP COLUMN place; PRAGMA user_version = 1;"
        )
        for table in SEALED:
            old.execute(f"ALTER TABLE {table} DROP COLUMN digest")
        old.close()
        assert run(address, "-o", "page.json")[0] == 0
        assert len(brief().items) == 3
        Path("in", "new.md").write_text(source("Handal").replace("Monday", "Friday"), "utf-8")
        run(address)
        with Store.open(Path("kept.db")) as store:
            assert store.offer(address, "m") == "schema"


@pytest.mark.parametrize("seed", range(10))
def test_answers_about_another_article_are_never_shown(run: Run, seed: int) -> None:
    chance = random.Random(seed)
    with served(model(lambda _: honest(chance.choice(NAMES)))) as (address, _):
        code, *_ = run(address, "-o", "page.json")
    assert code == 0
    page = brief()
    texts = {article.id: article.text for article in (load(path) for path in Path("in").iterdir())}
    assert all(item.checked.position.quote in texts[item.checked.article] for item in page.items)
    assert len(page.items) + len(page.withheld) == 3


def test_altered_quotes_of_every_kind_are_never_shown(run: Run) -> None:
    cases = list(mutants(HARMFUL, len(HARMFUL), seed=5))
    for path in Path("in").iterdir():
        path.unlink()
    for n, (_, text, _, _) in enumerate(cases):
        Path("in", f"{n}.md").write_text(f"---\ntitle: Case {n}\noutlet: Gazette {n}\n---\n\n{text}\n", "utf-8")

    def reply(asked: Asked) -> bytes:
        text = asked["messages"][1]["content"]
        if form(asked) != "positions":
            return http(200, completion({"items": [], "issues": [], "bottom_line": []}))
        _, _, mutant, _ = cases[int(text.partition("Title: Case ")[2].partition("\n")[0])]
        return http(200, completion({"positions": [{"quote": mutant, "speaker": "", "statement": mutant[:900]}]}))

    with served(says(reply)) as (address, _):
        run(address, "-o", "page.json")
    assert [item.checked.position.quote for item in brief().items] == []
    assert len(brief().withheld) == len(cases)


SILENT = [
    *(f"Light rain on {day}, {n} degrees at noon. The lake road stays closed." for n, day in enumerate(DAYS, start=8)),
    *(f"The ferry {name} carries 300 passengers. It sails at seven and at nine." for name in NAMES),
    *(f"Photo: the bridge of {name} in the fog, seen from the lake." for name in NAMES),
    *(f"Team | Points\n{name} | 12\nTarn | 9" for name in NAMES),
    *(f"{name} won 3-1. The second goal fell in the 54th minute." for name in NAMES),
    *(f"The shop on {name} Street opens at eight. It closes at six on Saturdays." for name in NAMES),
    *(f"{name} Quay was built in 19{n}0 of granite from Orm." for n, name in enumerate(NAMES, start=1)),
    *(f"Frost in {day}. Snow depth at the pass is 74 centimetres, 31 below the mean." for day in DAYS),
    *(f"Born in {day} 1931 in Tarn, the painter studied in Orm and died on Tuesday." for day in DAYS),
    *(f"Bus {n} runs by way of Mill Lane until Friday." for n in (4, 9, 12)),
]


def silent() -> None:
    """Puts the articles in which nobody says anything in the place of the others."""
    for path in Path("in").iterdir():
        path.unlink()
    for n, text in enumerate(SILENT):
        Path("in", f"{n}.md").write_text(f"---\ntitle: Notes {n}\noutlet: Gazette {n}\n---\n\n{text}\n", "utf-8")


def test_articles_without_statements_are_right_answers(run: Run) -> None:
    silent()
    with served(model(lambda _: [])) as (address, asked):
        code, _, err = run(address)
    assert code == 0
    assert "30 articles, 0 statements checked" in err
    assert [form(one) for one in asked] == ["positions"] * 30


def test_what_is_invented_about_articles_without_statements_is_not_shown(run: Run) -> None:
    silent()

    def invent(asked: Asked) -> bytes:
        text = asked["messages"][1]["content"]
        first = text.partition("\n\n")[2].split(". ")[0].split("\n")[0].removesuffix(".")
        invented = [
            {"quote": "we must act now", "speaker": "Ida Korr", "statement": "Korr wants to act now."},
            {"quote": first, "speaker": "Ida Korr", "statement": "Korr opposes all of this."},
        ]
        return http(200, completion({"items": [], "positions": invented}))

    with served(says(invent)) as (address, _):
        assert run(address, "-o", "page.json")[0] == 0
    assert brief().items == ()
    assert len(brief().withheld) == 60
