"""A damaged or edited store is refused, or shows what it showed before; it is never mended in silence or overwritten.

BRIEFER_SOAK=1 does a thousand random damages, new ones each time, else a hundred, always the same.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
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
            assert shown == before or (shown[0] in (1, 5) and shown[2]), (damage.__name__, words, shown[0], shown[2])
        assert Path("s.db").read_bytes() == data, damage.__name__
        code, _, err = run(whole.making, capsys)
        assert code == 0 or (code in (1, 5) and err), (damage.__name__, code, err)
