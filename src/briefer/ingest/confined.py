"""Parsers of foreign formats, each input in a child process that may take only so much time and memory."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any, TypeVar

from briefer.errors import InputError
from briefer.ingest.readers import format_of, read
from briefer.models import Article

PLAIN = frozenset({"text", "markdown", "json"})  # read by our own linear code: no child is needed
SECONDS, MEMORY = 20.0, 2_000_000_000
REMEDY = "give its text, or the article alone"

T = TypeVar("T")
Read = Callable[[bytes, str, Mapping[str, str] | None], Article]


class Confined:
    """Reads articles as `read` does, from any thread; a context manager. The first that needs a child starts it."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY, by: Read = read) -> None:
        """`memory` is in bytes of address space, where the system can limit it."""
        self._seconds, self._memory, self._read = seconds, memory, by
        self._pool: Any = None
        self._tasks: set[Any] = set()  # scheduled, not done
        self._starting = threading.Lock()

    def __enter__(self) -> Confined:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the child, whatever it is at."""
        for task in tuple(self._tasks):
            task.cancel()  # else who waits for it waits for ever
        if self._pool:
            self._pool.stop()
            self._pool.join()
            self._pool = None

    def read(self, data: bytes, origin: str, said: Mapping[str, str] | None = None) -> Article:
        """The article in some bytes. Raises InputError, also for what takes too long or too much."""
        with self._named(origin):
            if format_of(data, origin) in PLAIN:
                return self._read(data, origin, said)
            return self._in_child(self._read, data, origin, dict(said or {}))

    def parse(self, parser: Callable[[bytes, str], T], data: bytes, origin: str) -> T:
        """What another parser makes of some bytes, under the same limits. Raises InputError."""
        with self._named(origin):
            return self._in_child(parser, data, origin)

    @contextmanager
    def _named(self, origin: str) -> Iterator[None]:
        """Whatever a parser stumbles over as an InputError, so that it costs this input only."""
        try:
            yield
            return
        except InputError:
            raise
        except TookTooLong:
            cause = f"took more than {self._seconds:g} s to read"
        except MemoryError:
            cause = "took too much memory to read"
        except Exception as error:
            cause = f"cannot be read ({type(error).__name__})"
        raise InputError(origin, cause, REMEDY)

    def _in_child(self, parser: Callable[..., T], *arguments: Any) -> T:
        from concurrent.futures.process import BrokenProcessPool

        from pebble import ProcessExpired, ProcessPool

        for _ in range(2):
            with self._starting:
                pool = self._pool
                if pool is None:
                    context = multiprocessing.get_context("spawn")  # a fork would inherit the open store
                    pool = ProcessPool(1, initializer=_limit, initargs=(self._memory,), context=context)
                    self._pool = pool
                with _no_interrupts():
                    task = pool.schedule(parser, arguments, timeout=self._seconds)
                self._tasks.add(task)
            try:
                result: T = task.result()
            except ProcessExpired:
                raise MemoryError from None
            except BrokenProcessPool:  # another's child died just as this one was handed over: a new one takes it
                with self._starting:
                    if self._pool is pool:
                        pool.stop()
                        pool.join()
                        self._pool = None
            else:
                return result
            finally:
                self._tasks.discard(task)
        raise MemoryError


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Keeps Ctrl-C from a child that is started meanwhile: it is the parent's to stop it, without a traceback."""
    if not hasattr(signal, "pthread_sigmask"):  # not on Windows
        yield
        return
    resource_tracker.ensure_running()  # when it is started it unblocks them
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)  # nobody may raise what somebody else has set
    memory = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
