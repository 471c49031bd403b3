"""Each of N1 to N8 is found broken where it is broken in that very way, and holds where nothing is."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import invariants
import pytest
import runs

pytestmark = pytest.mark.smoke


@dataclass(frozen=True)
class Ran:
    """A copy of a run by a model about two articles, to break something in."""

    folder: Path
    kind: runs.Kind
    inputs: Path
    log: Path

    def looked(self) -> dict[str, list[str]]:
        """What is found broken, by the name of the invariant."""
        outs = tuple(self.folder / page for page in runs.PAGES)
        store = self.folder / "s.db"
        run = invariants.Run(store=store, inputs=(self.inputs,), outs=outs, log=self.log, like=self.kind.like)
        return {name: found for name, _, found in invariants.invariants(run) if found}

    def sql(self, *statements: str, sealed: bool = True) -> None:
        """Edits the store; `sealed` gives the rows the digests that fit, as one would who knows about them."""
        with closing(sqlite3.connect(self.folder / "s.db")) as db, db:
            for statement in statements:
                assert db.execute(statement).rowcount
            for table, columns in invariants.DIGESTED.items() if sealed else ():
                for n, *values in db.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}").fetchall():
                    digest = invariants.sha256("\0".join(map(str, values)))[:16]
                    db.execute(f"UPDATE {table} SET digest = ? WHERE rowid = ?", (digest, n))

    def replace(self, table: str, column: str, old: str, new: str) -> None:
        """Edits words in a column."""
        where = f"WHERE instr({column}, '{old}')"
        self.sql(f"UPDATE {table} SET {column} = replace({column}, '{old}', '{new}') {where}")

    def note(self, *lines: dict[str, object]) -> None:
        """Adds to the server's log."""
        with self.log.open("a") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)

    def asked(self) -> str:
        """The key of a call whose answer was kept."""
        return str(next(json.loads(line)["answered"] for line in self.log.read_text().splitlines() if "ans" in line))


@pytest.fixture(scope="module")
def kind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[runs.Kind]:
    with runs.unbroken(tmp_path_factory.mktemp("model"), ("Handal", "Brekke")) as kind:
        yield kind


@pytest.fixture
def ran(kind: runs.Kind, tmp_path: Path) -> Ran:
    shutil.copytree(kind.like, tmp_path / "run")
    shutil.copytree(kind.inputs, tmp_path / "in")
    shutil.copy(kind.like.with_suffix(".log"), tmp_path / "log")
    return Ran(tmp_path / "run", kind, tmp_path / "in", tmp_path / "log")


def test_all_hold_after_a_run_that_nothing_befell(ran: Ran) -> None:
    assert ran.looked() == {}


def another_input(ran: Ran) -> None:
    (ran.inputs / "more.md").write_text("The ferry stays, said Ida Marl.")


def no_input(ran: Ran) -> None:
    (ran.inputs / "Handal.md").unlink()


def sql(*statements: str) -> Callable[[Ran], None]:
    return lambda ran: ran.sql(*statements)


def words(table: str, column: str, old: str, new: str) -> Callable[[Ran], None]:
    return lambda ran: ran.replace(table, column, old, new)


def unsealed(statement: str) -> Callable[[Ran], None]:
    return lambda ran: ran.sql(statement, sealed=False)


def cut(name: str) -> Callable[[Ran], None]:
    def run(ran: Ran) -> None:
        path = ran.folder / name
        path.write_bytes(path.read_bytes()[:-400])

    return run


def asked_again(ran: Ran) -> None:
    ran.note({"asked": ran.asked()})


def answered_again(ran: Ran) -> None:
    ran.note({"answered": ran.asked(), "body": ""})


def answered_too_often(ran: Ran) -> None:
    again: dict[str, object] = {"answered": ran.asked(), "body": ""}
    ran.note({"stopped": []}, *[again] * (invariants.IN_FLIGHT + 1))


def left(name: str) -> Callable[[Ran], None]:
    return lambda ran: (ran.folder / name).touch()


def other_brief(ran: Ran) -> None:
    ran.replace("briefs", "json", '"engine":"llm m"', '"engine":"llm n"')


def other_page(ran: Ran) -> None:
    (ran.folder / "page.md").write_text((ran.folder / "page.md").read_text().replace("days", "weeks"))


def no_page(ran: Ran) -> None:
    (ran.folder / "page.md").unlink()


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        pytest.param("N1", another_input, id="an-input-that-is-nowhere"),
        pytest.param("N1", no_input, id="an-article-from-nowhere"),
        pytest.param("N1", sql("DELETE FROM used"), id="a-brief-that-used-nothing"),
        pytest.param("N1", words("briefs", "json", '"accepted":4', '"accepted":5'), id="counts-that-do-not-add-up"),
        pytest.param("N2", sql("UPDATE articles SET text = text || ' '"), id="a-text"),
        pytest.param("N2", sql("UPDATE articles SET raw = (SELECT body FROM replies)"), id="raw-bytes"),
        pytest.param("N2", words("articles", "fields", "Bridge of", "Fridge of"), id="a-title"),
        pytest.param("N2", words("articles", "fields", "Tarn", "Barn"), id="an-outlet"),
        pytest.param("N2", sql("UPDATE articles SET came_out = '2031-05-06T23:59:59+00:00'"), id="a-time"),
        pytest.param("N2", unsealed("UPDATE briefs SET created = '2031-01-01T00:00:00+00:00'"), id="a-digest"),
        pytest.param("N2", sql("INSERT INTO words (rowid, body) VALUES (9, 'ferry')"), id="the-index"),
        pytest.param("N2", words("verdicts", "verdict", '"spans":[{"start":', '"spans":[{"start":1'), id="a-span"),
        pytest.param("N2", words("briefs", "json", '"text":"Mayor', '"text":"Major'), id="a-passage"),
        pytest.param("N3", words("readings", "positions", '"supports"', '"opposes"'), id="a-reading"),
        pytest.param("N3", sql("DELETE FROM replies"), id="replies-that-are-gone"),
        pytest.param("N3", sql("UPDATE replies SET body = (SELECT raw FROM articles)"), id="a-reply-that-is-none"),
        pytest.param("N3", lambda ran: ran.log.write_text(""), id="a-reply-that-nobody-gave"),
        pytest.param("N4", asked_again, id="asked-again-though-kept"),
        pytest.param("N4", answered_again, id="answered-twice-without-a-kill"),
        pytest.param("N4", answered_too_often, id="answered-too-often-for-one-kill"),
        pytest.param("N5", cut("page.html"), id="half-a-page"),
        pytest.param("N5", cut("page.json"), id="half-a-json"),
        pytest.param("N5", left(".page.md.77.part"), id="a-page-in-the-making"),
        pytest.param("N5", left(".s.db.new"), id="a-store-in-the-making"),
        pytest.param("N5", left("s.db-journal"), id="a-journal"),
        pytest.param("N5", other_brief, id="a-page-of-no-brief"),
        pytest.param("N6", other_page, id="another-page"),
        pytest.param("N6", no_page, id="no-page"),
        pytest.param("N7", cut("s.db"), id="a-store-that-is-cut"),
        pytest.param("N7", sql("PRAGMA user_version = 1"), id="another-version"),
        pytest.param("N7", sql("PRAGMA application_id = 1"), id="another-program"),
        pytest.param("N7", sql("DROP INDEX served_reply"), id="a-lost-index"),
        pytest.param("N7", sql("DELETE FROM readings"), id="verdicts-on-nothing"),
        pytest.param("N8", words("verdicts", "verdict", '"match":"exact"', '"match":"elided"'), id="a-verdict"),
        pytest.param("N8", words("verdicts", "verdict", '"occurrences":1', '"occurrences":2'), id="occurrences"),
        pytest.param("N8", words("briefs", "json", '"speaker":"Liv H', '"speaker":"Ida H'), id="a-speaker"),
        pytest.param("N8", words("briefs", "json", '"stance":"supports"', '"stance":"opposes"'), id="a-stance"),
        pytest.param("N8", words("briefs", "json", "is safe.", "is not safe."), id="a-statement"),
        pytest.param("N8", words("briefs", "json", '"title":"Bridge of', '"title":"Fridge of'), id="a-source"),
    ],
)  # fmt: skip
def test_what_is_broken_is_found(ran: Ran, name: str, broken: Callable[[Ran], None]) -> None:
    broken(ran)
    assert name in ran.looked()


def test_the_command_prints_a_line_for_each_and_ends_with_one_where_one_is_broken(ran: Ran) -> None:
    command = [sys.executable, invariants.__file__, str(ran.folder / "s.db"), "--input", str(ran.inputs)]
    ended = []
    for broken in (lambda _: None, other_brief):
        broken(ran)
        done = subprocess.run([*command, "--out", str(ran.folder / "page.md")], capture_output=True, text=True)
        lines = [line.split()[:2] for line in done.stdout.splitlines() if line.startswith("N")]
        ended.append(
            (done.returncode, [name for name, _ in lines], [name for name, state in lines if state != "holds"])
        )
    names = list(invariants.LOOKED_FOR)
    assert ended == [(0, names, []), (1, names, ["N5"])]
