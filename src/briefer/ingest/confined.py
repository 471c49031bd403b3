"""Parsers of foreign formats, each article in a child process that may take only so much time and memory."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any

from briefer.errors import InputError
from briefer.ingest.readers import format_of, read
from briefer.models import Article

PLAIN = frozenset({"text", "markdown", "json"})  # read by our own linear code: no child is needed
SECONDS, MEMORY = 20.0, 2_000_000_000
REMEDY = "give its text, or the article alone"

Read = Callable[[bytes, str, Mapping[str, str] | None], Article]


class Confined:
    """Reads articles as `read` does, from any thread; a context manager. The first that needs a child starts it."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY, by: Read = read) -> None:
        """`memory` is in bytes of address space, where the system can limit it."""
        self._seconds, self._memory, self._read = seconds, memory, by
        self._pool: Any = None
        self._starting = threading.Lock()

    def __enter__(self) -> Confined:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.stop()
            self._pool.join()

    def read(self, data: bytes, origin: str, said: Mapping[str, str] | None = None) -> Article:
        """The article in some bytes. Raises InputError, also for what takes too long or too much."""
        try:
            if format_of(data, origin) in PLAIN:
                return self._read(data, origin, said)
            return self._in_child(data, origin, said)
        except InputError:
            raise
        except TookTooLong:
            cause = f"took more than {self._seconds:g} s to read"
        except MemoryError:
            cause = "took too much memory to read"
        except Exception as error:  # whatever a parser stumbles over costs this article only
            cause = f"cannot be read ({type(error).__name__})"
        raise InputError(origin, cause, REMEDY)

    def _in_child(self, data: bytes, origin: str, said: Mapping[str, str] | None) -> Article:
        from pebble import ProcessExpired, ProcessPool

        with self._starting:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")  # a fork would inherit the open store
                self._pool = ProcessPool(1, initializer=_limit, initargs=(self._memory,), context=context)
        task = self._pool.schedule(self._read, (data, origin, dict(said or {})), timeout=self._seconds)
        try:
            article: Article = task.result()
        except ProcessExpired:
            raise MemoryError from None
        return article


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
