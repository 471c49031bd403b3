"""Runs of the whole program, each in a process of its own that can be killed or whose calls to the system can fail."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path

import answering
import pytest
from answering import Answering
from invariants import breaches

DAY = Path(__file__).resolve().parents[1] / "seeds" / "2031-03-03"
PAGES = ("page.json", "page.md", "page.html")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A run: what it reads, the engine, the model's server if there is one, and the folder of an unbroken run."""

    inputs: Path
    day: str
    like: Path
    server: Answering | None = None

    @property
    def words(self) -> list[str]:
        outs = [word for page in PAGES for word in ("-o", page)]
        engine = ("llm", "--model", "m", "--base-url", self.server.address) if self.server else ("embedded",)
        return ["brief", str(self.inputs), "--date", self.day, "--engine", *engine, "--store", "s.db", *outs, "--quiet"]

    def started(self, folder: Path, off: str = "", **environment: str) -> BaseProcess:
        """The run, in a folder; if nothing ran there yet, the server logs anew."""
        if not folder.exists():
            folder.mkdir()
            if self.server:
                self.server.logs(folder.with_suffix(".log"))
        return start(folder, self.words, off, **environment)

    def breaches(self, folder: Path, ended: int) -> list[str]:
        """What is broken after a run there that ended with a code; other than 0, something stopped it."""
        log = None
        if self.server:
            self.server.rest()
            log = self.server.log
            self.server.note(**{"stopped" if ended else "ended": _kept(folder / "s.db")})
        outs = tuple(folder / page for page in PAGES)
        return breaches(folder / "s.db", inputs=(self.inputs,), outs=outs, log=log, like=self.like, finished=ended == 0)


def _kept(store: Path) -> list[str]:
    """The keys of the replies that the store serves; opening it rolls back what was half written."""
    if store.exists():
        with contextlib.closing(sqlite3.connect(store)) as db, contextlib.suppress(sqlite3.OperationalError):
            return [key for (key,) in db.execute("SELECT key FROM replies WHERE served")]
    return []


@contextlib.contextmanager
def unbroken(top: Path, names: tuple[str, ...] = (), **answers: bool) -> Iterator[Kind]:
    """The sample day without a model; with `names`, an article about each that a model reads."""
    like = top / "like"
    with answering.answering(**answers) if names else contextlib.nullcontext() as server:
        inputs = answering.write_articles(top / "in", names) if names else DAY
        kind = Kind(inputs=inputs, day=answering.DAY if names else DAY.name, like=like, server=server)
        assert code(kind.started(like)) == 0, said(like)
        assert kind.breaches(like, 0) == []
        yield kind


@cache
def failing() -> str:
    """The library that makes calls fail, compiled; "" where there is no compiler."""
    compiler = shutil.which("cc")
    if not compiler or sys.platform != "linux":
        return ""
    made = Path(tempfile.mkdtemp(prefix="failing"), "failing.so")
    source = Path(__file__).with_name("failing.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl"], check=True)
    return str(made)


@cache
def _processes() -> multiprocessing.context.ForkServerContext:
    """Where runs are forked from a process that has loaded all: a run then takes a third of a second."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["warm"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
        patch.setenv("LD_PRELOAD", failing())
        first = context.Process(target=len, args=("",))
        first.start()
        first.join()
    return context


def start(folder: Path, words: list[str], off: str = "", **environment: str) -> BaseProcess:
    """A command in a folder, without the guard named `off`; `said` gives what it prints."""
    run = _processes().Process(target=_run, args=(str(folder), words, off, environment))
    run.start()
    return run


def code(run: BaseProcess) -> int:
    """How it ended."""
    run.join()
    ended = run.exitcode
    run.close()
    assert ended is not None
    return ended


def trace(folder: Path) -> list[str]:
    """The calls of the last run that could fail, a line each."""
    return folder.with_suffix(".trace").read_text().splitlines()


def said(folder: Path) -> str:
    """What the last run printed."""
    return folder.with_suffix(".said").read_text()


def fails_at(call: int, fault: str, folder: Path, on: str = "") -> dict[str, str]:
    """The environment of a run whose call of that number fails, among those whose line in the trace holds `on`."""
    trace = str(folder.with_suffix(".trace"))
    return {
        "FAULT_AT": str(call), "FAULT": fault, "FAULT_UNDER": str(folder), "FAULT_TRACE": trace, "FAULT_ON": on
    }  # fmt: skip


def _run(folder: str, words: list[str], off: str, environment: dict[str, str]) -> None:
    from briefer.cli import main

    for name in [name for name in os.environ if name.startswith(("BRIEFER_", "OPENAI_", "XDG_", "LD_"))]:
        del os.environ[name]
    os.chdir(folder)
    out = os.open(f"{folder}.said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.update({"HOME": folder, **environment})
    if off:
        from guards import OFF

        OFF[off](setattr)
    sys.exit(main(words))
