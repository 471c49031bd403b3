"""A cluster of real processes on this machine: a scheduler, and workers that can be killed and come again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MORTAL = str(Path(__file__).with_name("mortal.py"))
QUIET = {"DASK_LOGGING__DISTRIBUTED": "critical"}
LONG = 120.0
"""Seconds that nothing on a busy machine takes; whoever waits so long has failed."""


def until(happened: Callable[[], object]) -> None:
    """Waits for it."""
    end = time.monotonic() + LONG
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@dataclass
class Machines:
    """A scheduler and its workers."""

    address: str
    scheduler: subprocess.Popen[bytes]
    numbers: Path  # a file for each process that reads, named by its number
    add_worker: Callable[[], None]

    def kill_worker(self) -> None:
        """Kills a process that reads; its nanny starts another."""
        until(lambda: any(self.numbers.iterdir()))
        one = min(self.numbers.iterdir(), key=lambda path: path.stat().st_mtime)
        one.unlink()
        with suppress(ProcessLookupError):
            os.kill(int(one.name), signal.SIGKILL)


@contextmanager
def cluster(folder: Path, workers: int = 2, **environment: str) -> Iterator[Machines]:
    """A scheduler with so many workers, once all are there."""
    numbers = folder / "numbers"
    numbers.mkdir()
    environment = {**os.environ, **QUIET, "BRIEFER_TEST_PROCESSES": str(numbers), **environment}
    said = folder / "scheduler.json"

    def start(what: str, *more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *more]
        return subprocess.Popen(
            command, cwd=folder, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(said))
    running = [scheduler]
    try:
        until(lambda: said.exists() and said.stat().st_size)
        address = said.read_text().split('"address": "')[1].split('"')[0]

        def add_worker() -> None:
            place = ("--nthreads", "1", "--preload", MORTAL, "--local-directory", str(folder))
            running.append(start("worker", address, *place))

        for _ in range(workers):
            add_worker()
        until(lambda: len(list(numbers.iterdir())) == workers)
        yield Machines(address, scheduler, numbers, add_worker)
    finally:
        for one in reversed(running):
            one.terminate()
        for one in running:
            try:
                one.wait(LONG)
            except subprocess.TimeoutExpired:
                one.kill()
