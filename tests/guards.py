"""Guards that can be switched off one by one, each by its name, so that a test can show that it would notice.

Each takes what sets an attribute: `setattr` in a process of its own, else a monkeypatch's.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Patch = Callable[[Any, str, Any], None]


def one_transaction_per_write(patch: Patch) -> None:
    """Each statement for itself."""
    from briefer.store import Store

    @contextlib.contextmanager
    def write(store: Any) -> Iterator[Any]:
        yield store._db

    patch(Store, "_write", write)


def reply_kept_as_it_arrives(patch: Patch) -> None:
    """Replies are kept when the brief is."""
    from briefer.store import Store

    save_reply, save_brief = Store.save_reply, Store.save_brief
    waiting: list[tuple[Any, Any]] = []

    def later(_: Any, key: str, **about: Any) -> None:
        waiting.append((key, about))

    def with_replies(store: Any, *given: Any) -> None:
        for key, about in waiting:
            save_reply(store, key, **about)
        save_brief(store, *given)

    patch(Store, "save_reply", later)
    patch(Store, "save_brief", with_replies)
    killed_at_the_brief(patch)


def killed_at_the_brief(patch: Patch) -> None:
    """No guard: the process ends when all is read and the brief would be kept."""
    from briefer.store import Store

    patch(Store, "save_brief", lambda *_: os.kill(os.getpid(), signal.SIGKILL))


def one_run_at_a_time(patch: Patch) -> None:
    """Nobody waits for another run."""
    from briefer.store import Store

    patch(Store, "alone", lambda _: contextlib.nullcontext())


def new_store_put_in_place_whole(patch: Patch) -> None:
    """A store is made in its place."""
    from briefer import store
    from briefer.store.file import connect, upgrade

    def create(path: Path) -> None:
        with contextlib.closing(connect(str(path))) as made:
            upgrade(made)

    patch(store, "create", create)


def page_put_in_place_whole(patch: Patch) -> None:
    """A page is written into its file."""
    from briefer.render import formats

    def write(path: Path, data: str | bytes) -> None:
        with path.open("wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)

    patch(formats, "write_whole", write)


def page_synced(patch: Patch) -> None:
    """A page is left to the system."""
    patch(os, "fsync", lambda _: None)


def leavings_swept(patch: Patch) -> None:
    """What a killed run left stays."""
    from briefer.render import formats

    patch(formats, "_sweep", lambda _: None)


def row_digests(patch: Patch) -> None:
    """Rows are taken as they stand."""
    from briefer import store

    patch(store, "whole", lambda _: "1")


def text_hash(patch: Patch) -> None:
    """Texts are taken as they stand."""
    from briefer import store
    from briefer.models import Article, from_json

    def article(_: Any, *row: Any) -> Article:
        return store.replace(from_json(row[1], Article), text=row[2])

    patch(store.Store, "_article", article)


def application_id(patch: Patch) -> None:
    """Any database is taken for a store."""
    from briefer import store

    patch(store, "refuse_others", lambda *_: None)


def budget(patch: Patch) -> None:
    """Calls are not counted against their limit."""
    from briefer.extract.spending import Budget

    patch(Budget, "begin", lambda *_: 0.0)


def finish_reason(patch: Patch) -> None:
    """Whatever JSON there is, is taken."""
    from briefer.extract import wire

    patch(wire, "judged", lambda _: None)


def no_redirects(patch: Patch) -> None:
    """The text goes wherever the endpoint says."""
    import httpx2

    from briefer.extract.wire import Wire

    class Following(httpx2.AsyncClient):
        def __init__(self, **options: Any) -> None:
            super().__init__(**{**options, "follow_redirects": True})

    patch(httpx2, "AsyncClient", Following)
    patch(Wire, "handle_async_request", lambda wire, request: wire._inner.handle_async_request(request))


OFF = {name: guard for name, guard in list(globals().items()) if getattr(guard, "__module__", "") == __name__}
