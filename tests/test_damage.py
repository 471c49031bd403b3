"""A damaged or edited store is refused, or shows what it showed before; it is never mended in silence or overwritten.

BRIEFER_SOAK=1 does a thousand random damages, new ones each time, else a hundred, always the same.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import invariants
import pytest
import runs

from briefer.cli import main

pytestmark = pytest.mark.smoke

SOAK = "BRIEFER_SOAK" in os.environ
DAMAGES = 1_000 if SOAK else 100
PAGE = 4096

SHOWING = (
    ["export", "2031-05-06", "-o", "page.json"],
    ["export", "2031-03-03", "-o", "page.html"],
    ["show", "2031-05-06#1"],
    ["history", "Liv Handal"],
    ["check", "the bridge would stay open for 20 days"],
    ["check", "kept.json"],
    ["check", "kept.html"],
)
"""Commands that change nothing in the store."""

NEWS = ["brief", "--date", "2031-05-07", "--since", "2031-01-01", "--engine", "embedded", "-o", "news.json"]
Shown = list[tuple[int, str, str]]


@dataclass(frozen=True)
class Whole:
    """A store that a model and the embedded engine read for, and what commands show of it."""

    folder: Path
    kind: runs.Kind
    shown: Shown

    @property
    def making(self) -> list[str]:
        """A command that makes a page from what the store has read."""
        return ["brief", str(runs.DAY), "--date", "2031-03-04", "--engine", "embedded", "-o", "again.json", "--quiet"]


def run(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """How a command ends, what it shows, and what it says of problems."""
    written = Path(words[words.index("-o") + 1]) if "-o" in words else None
    if written:
        written.unlink(missing_ok=True)
    code = main([*words, "--store", "s.db"])
    out, err = capsys.readouterr()
    assert not re.search("Traceback|internal error", err), (words, err)
    return code, out + (written.read_text() if written and written.exists() else ""), err


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("BRIEFER_", "OPENAI_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, runs.Kind]]:
    with runs.unbroken(tmp_path_factory.mktemp("made"), ("Handal", "Brekke", "Marrow")) as kind:
        words = ["brief", str(runs.DAY), "--date", "2031-03-03", "--engine", "embedded", "--store", "s.db", "--quiet"]
        assert runs.code(runs.start(kind.like, [*words, "-o", "day.json"])) == 0
        yield kind.like, kind


@pytest.fixture
def whole(made: tuple[Path, runs.Kind], capsys: pytest.CaptureFixture[str]) -> Whole:
    """The whole store as `s.db`, and pages made from it."""
    shutil.copy(made[0] / "s.db", "s.db")
    for suffix in ("json", "html"):
        shutil.copy(made[0] / f"page.{suffix}", f"kept.{suffix}")
    if not (shown := SEEN.get(made[0])):
        shown = SEEN[made[0]] = [run(words, capsys) for words in SHOWING]
        assert {code for code, *_ in shown} == {0}
    return Whole(made[0], made[1], shown)


SEEN: dict[Path, Shown] = {}


def refused(words: list[str], shown: tuple[int, str, str]) -> bool:
    """Whether a command says why it shows nothing, or, of a page, that not all of it could be compared."""
    code, out, err = shown
    if code == 0 and words[0] == "check":
        return "every line holds" not in out
    return bool(err or words[0] == "check") and code in (1, 2, 3, 5)  # 2 and 3 where nothing has that date or name


def flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(1, len(data)) :]


def zeroed(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) // PAGE) * PAGE
    data[start : start + PAGE] = bytes(PAGE)


def noise(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) // PAGE) * PAGE
    data[start : start + PAGE] = chance.randbytes(PAGE)


def swapped(data: bytearray, chance: random.Random) -> None:
    one, two = (chance.randrange(len(data) // PAGE) * PAGE for _ in "ab")
    data[one : one + PAGE], data[two : two + PAGE] = data[two : two + PAGE], data[one : one + PAGE]


def grown(data: bytearray, chance: random.Random) -> None:
    data += chance.randbytes(chance.randrange(1, 3 * PAGE))


DAMAGE = (flip, flip, flip, flip, cut, zeroed, noise, swapped, grown)


@pytest.mark.parametrize("part", range(10))
def test_a_damaged_store_is_refused_or_shows_what_it_showed(
    part: int, whole: Whole, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(None if SOAK else part)
    for _ in range(DAMAGES // 10):
        damage = chance.choice(DAMAGE)
        data = bytearray((whole.folder / "s.db").read_bytes())
        damage(data, chance)
        Path("s.db").write_bytes(data)
        for words, before in zip(SHOWING, whole.shown, strict=True):
            shown = run(words, capsys)
            assert shown == before or refused(words, shown), (damage.__name__, words, shown[0], shown[2])
        assert Path("s.db").read_bytes() == data, damage.__name__
        for words in (["status"], NEWS, whole.making):
            code, _, err = run(words, capsys)
            assert code == 0 or (code in (1, 3, 5) and err), (damage.__name__, words, code, err)


EVIDENCE = {
    "articles": ("id", "fields", "text", "raw", "came_out", "added"),
    "replies": ("key", "body"),
    "readings": ("article", "engine", "positions", "created"),
    "verdicts": ("article", "engine", "n", "rules", "verdict"),
    "briefs": ("id", "date", "created", "json"),
    "used": ("brief", "article"),
}
"""Columns that pages, or what is read from replies, come from."""


def edited(value: object, chance: random.Random) -> object:
    """The value with one sign changed."""
    if isinstance(value, int):
        return value + 1_000
    if isinstance(value, bytes):
        at = chance.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
    assert isinstance(value, str)
    at = chance.choice([n for n, sign in enumerate(value) if sign.isalnum()])
    return value[:at] + ("x" if value[at] != "x" else "y") + value[at + 1 :]


def reseal(db: sqlite3.Connection) -> None:
    """Gives the rows the digests that fit what stands in them now, as one would who knows about them."""
    for table, columns in invariants.DIGESTED.items():
        for n, *values in db.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}").fetchall():
            digest = invariants.sha256("\0".join(map(str, values)))[:16]
            db.execute(f"UPDATE {table} SET digest = ? WHERE rowid = ?", (digest, n))


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, columns in EVIDENCE.items() for column in columns]
)
def test_a_changed_sign_in_evidence_is_found(
    table: str, column: str, whole: Whole, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(None if SOAK else table + column)
    for _ in range(3):
        shutil.copy(whole.folder / "s.db", "s.db")
        with closing(sqlite3.connect("s.db")) as db, db:
            n, value = chance.choice(db.execute(f"SELECT rowid, {column} FROM {table}").fetchall())
            db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (changed := edited(value, chance), n))
        assert invariants.breaches(Path("s.db"), log=whole.kind.like.with_suffix(".log")), (value, changed)
        for words, before in zip(SHOWING, whole.shown, strict=True):
            shown = run(words, capsys)
            assert shown == before or refused(words, shown), (words, value, changed)


@pytest.mark.parametrize(
    ("table", "column", "old", "new"),
    [
        pytest.param("readings", "positions", '"speaker":"', '"speaker":"Anti-', id="speaker"),
        pytest.param("readings", "positions", '"statement":"', '"statement":"Seven ', id="statement"),
        pytest.param("readings", "positions", '"quote":"', '"quote":"not ', id="quote"),
        pytest.param("verdicts", "verdict", '"spans":[{"start":', '"spans":[{"start":1', id="span"),
        pytest.param("verdicts", "verdict", '"severity":"fault"', '"severity":"caution"', id="fault"),
        pytest.param("verdicts", "verdict", '"match":"exact"', '"match":"elided"', id="match"),
        pytest.param("articles", "text", "the", "not the", id="text"),
    ],
)  # fmt: skip
def test_a_page_made_from_evidence_that_was_edited_with_care_does_not_pass(
    table: str, column: str, old: str, new: str, whole: Whole, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect("s.db")) as db, db:
        assert db.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (old, new)).rowcount
        reseal(db)
    assert whole.kind
    code, _, err = run(whole.making, capsys)
    assert code in (1, 5) or run(["check", "again.json"], capsys)[0] in (1, 5), err
    assert invariants.breaches(Path("s.db"))


def test_an_edit_of_nothing_is_not_found(whole: Whole, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect("s.db")) as db, db:
        reseal(db)
    assert whole.kind
    assert (run(whole.making, capsys)[0], run(["check", "again.json"], capsys)[0]) == (0, 0)
    assert invariants.breaches(Path("s.db")) == []


def test_half_a_transaction_whose_journal_was_deleted_is_found(whole: Whole) -> None:
    with closing(sqlite3.connect("s.db", isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 2")  # so that pages reach the file before the transaction ends
        db.execute("BEGIN")
        db.execute("UPDATE articles SET added = '2000-01-01T00:00:00+00:00', text = text || 'x'")
        db.execute("INSERT INTO offers SELECT json, id, date FROM briefs")
        half = Path("s.db").read_bytes()
        assert Path("s.db-journal").exists()
        db.execute("ROLLBACK")
    assert whole.kind
    Path("s.db").write_bytes(half)
    assert invariants.breaches(Path("s.db"))


@pytest.mark.parametrize("other", ["text", "database", "newer"])
def test_what_is_no_store_of_this_version_is_refused_and_left_alone(
    other: str, whole: Whole, capsys: pytest.CaptureFixture[str]
) -> None:
    if other == "text":
        Path("s.db").write_text("my diary\n" * 1000)
    else:
        with closing(sqlite3.connect("s.db")) as db:
            db.execute("PRAGMA user_version = 99" if other == "newer" else "PRAGMA application_id = 7")
    before = Path("s.db").read_bytes()
    for words in (*SHOWING, whole.making):
        assert run(words, capsys)[0] == 5
    assert Path("s.db").read_bytes() == before
    assert any(one.startswith("N7") for one in invariants.breaches(Path("s.db")))
