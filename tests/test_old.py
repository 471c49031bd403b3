"""Stores and briefs that earlier versions wrote: they open, hold and migrate. tests/cases/old/write.py keeps more."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from briefer import __version__
from briefer.cli import main
from briefer.grounding.verdict import RULES_VERSION
from briefer.render.formats import FORMATS
from briefer.render.proof import Report, verify
from briefer.render.templates import Templates
from briefer.store import Store
from briefer.store.file import MIGRATIONS, connect, upgrade

KEPT = Path(__file__).parent / "cases" / "old"
VERSIONS = sorted(path for path in KEPT.iterdir() if (path / "known.json").is_file())
BRIEFS = [path for version in VERSIONS for path in sorted(version.iterdir()) if path.suffix[1:] in FORMATS
          and path.name != "known.json"]  # fmt: skip


def nowhere(_: str) -> None:
    return None


def checked(path: Path, text_of: Callable[[str], str | None] = nowhere) -> Report:
    """What the check says with the templates at hand that laid the page out, as its own remedy asks for."""
    return verify(path.read_bytes(), path.suffix, text_of, Templates(path.parent))


def copied(version: Path, folder: Path) -> Path:
    return Path(shutil.copy(version / "store.db", folder / "store.db"))


def test_every_format_is_kept_with_and_without_withheld_and_in_a_houses_look() -> None:
    for version in VERSIONS:
        names = {path.stem for path in BRIEFS if path.parent == version}
        assert names == {"2031-03-03", "2031-03-04", "withheld", "house"}
        assert {path.suffix[1:] for path in BRIEFS if path.parent == version} == {*FORMATS}
        assert "The Tarn Desk" in (version / "house.md").read_text("utf-8")
    assert VERSIONS


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_old_brief_holds(path: Path) -> None:
    result = checked(path)
    assert [*result.faults] == []
    assert result.items
    assert not result.laid_out_elsewhere


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_old_brief_holds_against_the_articles_of_its_store(path: Path, tmp_path: Path) -> None:
    with Store.open(copied(path.parent, tmp_path)) as store:
        result = checked(path, store.text)
    judged_anew = [fault for fault in result.faults if fault.where.endswith(": verdict")]
    assert [*result.faults] == (judged_anew if result.brief.rules != RULES_VERSION else [])
    assert result.against_all


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_change_in_an_old_brief_is_found(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    at = len(data) // 2
    changed = tmp_path / path.name
    changed.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    assert main(["check", str(changed), "--store", str(tmp_path / "s.db")]) == 1


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.name)
def test_an_old_store_has_all_that_was_in_it(version: Path, tmp_path: Path) -> None:
    known = json.loads((version / "known.json").read_text("utf-8"))
    with Store.open(copied(version, tmp_path)) as store:
        assert {article.id: article.sha256 for article in store.articles()} == known["articles"]
        items = {day: len(made.items) for day in known["items"] if (made := store.brief(day))}
        status = store.status()
        assert items == known["items"]
        assert {name: status[name] for name in known["status"]} == known["status"]
        assert store.reply("k1") == b'{"choices": []}'
        assert store.offer("http://127.0.0.1:9/v1", "m") == "schema"
        assert store.visit("http://courier.example/feed") == ('"7"', "")


COMMANDS = [
    ("status",), ("show", "1"), ("history", "Hallweg"), ("export", "--format", "html"), ("export", "2031-03-03"),
    ("check", "well inside what the designers allowed for"), ("brief", "--since", "2031-03-01", "--date", "2031-03-05"),
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.name)
def test_every_command_works_on_an_old_store(
    version: Path, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    engine = ("--engine", "embedded") if words[0] == "brief" else ()
    code = main([*words, *engine, "--store", str(copied(version, tmp_path))])
    assert code == (3 if words[0] == "brief" else 0)  # all was used: nothing is new


# stores of earlier schemas


def of_schema(path: Path, number: int, rows_of: Path) -> None:
    """A store as it was after so many migrations, with the rows of another as far as its tables had them."""
    with closing(sqlite3.connect(path)) as made, made:
        for migration in MIGRATIONS[:number]:
            made.executescript(migration)
        made.execute("ATTACH ? AS other", (str(rows_of),))
        for (table,) in made.execute("SELECT name FROM main.sqlite_schema WHERE sql LIKE 'CREATE TABLE %'").fetchall():
            if not table.startswith("words"):
                columns = [name for _, name, *_ in made.execute(f"PRAGMA main.table_info({table})")]
                listed = ", ".join(columns)
                made.execute(f"INSERT INTO main.{table} ({listed}) SELECT {listed} FROM other.{table}")
        made.execute("INSERT INTO words (rowid, body) SELECT n, text FROM main.articles")
        made.execute("PRAGMA application_id = 0x62726672")
        made.execute(f"PRAGMA user_version = {number}")


@pytest.mark.parametrize("number", range(1, len(MIGRATIONS)))
def test_a_store_of_an_earlier_schema_is_brought_up_with_its_rows(number: int, tmp_path: Path) -> None:
    path, version = tmp_path / "store.db", VERSIONS[-1]
    known = json.loads((version / "known.json").read_text("utf-8"))
    of_schema(path, number, copied(version, Path(shutil.copytree(version, tmp_path / "old"))))
    with Store.open(path) as store:
        assert {article.id: article.sha256 for article in store.articles()} == known["articles"]
        assert store.reply("k1") == b'{"choices": []}'
        store.save_visit("http://courier.example/later", store._clock())
        first = next(store.articles())
        assert not store.has_version(first)
    assert main(["check", str(version / "2031-03-04.json"), "--store", str(path)]) == 0
    with closing(sqlite3.connect(path)) as seen, closing(connect(":memory:")) as fresh:
        upgrade(fresh)
        tables = "SELECT name, sql FROM sqlite_schema ORDER BY name"
        assert seen.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert seen.execute(tables).fetchall() == fresh.execute(tables).fetchall()
        assert seen.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copied(VERSIONS[-1], tmp_path)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = path.read_bytes()
    assert main(["status", "--store", str(path)]) == 5
    assert "is from a newer briefer" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_this_version_is_kept_once_it_is_out() -> None:
    """While a number is being worked at, its fixture may be written anew; none may be missing."""
    assert __version__ in {path.name for path in VERSIONS}
