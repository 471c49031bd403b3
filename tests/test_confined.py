"""Foreign formats are parsed in a child process: what it gives back, and what it may take."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

import pytest

from briefer.errors import InputError
from briefer.ingest.confined import Confined, _limit
from briefer.ingest.readers import read
from briefer.models import Article

PAGE = b"<html><body><article><p>The council of Velmora closed the old mill, said Ada Korr.</p></article></body></html>"


def sleeps(_: bytes, __: str, ___: Mapping[str, str] | None) -> Article:
    time.sleep(60)
    raise AssertionError


def grows(_: bytes, __: str, ___: Mapping[str, str] | None) -> Article:
    raise AssertionError(len(bytearray(4_000_000_000)))


def dies(_: bytes, __: str, ___: Mapping[str, str] | None) -> Article:
    import os

    os._exit(1)


def stumbles(_: bytes, __: str, ___: Mapping[str, str] | None) -> Article:
    raise RecursionError


def interrupted(data: bytes, origin: str, _: Mapping[str, str] | None) -> Article:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGINT)
    return read(data, origin)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")
def test_ctrl_c_is_the_parents_to_answer() -> None:
    with Confined(by=interrupted) as reader:
        assert reader.read(PAGE, "a.html").text


@pytest.mark.parametrize("name", ["a.html", "a.txt"])
def test_whatever_a_parser_stumbles_over_is_one_line(name: str) -> None:
    with Confined(by=stumbles) as reader, pytest.raises(InputError, match=r"cannot be read \(RecursionError\)"):
        reader.read(PAGE if name.endswith("html") else b"Plain words.", name)


def test_a_page_is_read_as_it_is_without_a_child() -> None:
    with Confined() as reader:
        assert reader.read(PAGE, "a.html") == read(PAGE, "a.html")


def test_what_is_wrong_with_a_page_is_said_as_without_a_child() -> None:
    with Confined() as reader, pytest.raises(InputError, match="no article text") as raised:
        reader.read(b"<html><body></body></html>", "a.html")
    assert raised.value.subject == "a.html"
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("parser", "seconds", "cause"), [(sleeps, 0.5, "more than 0.5 s"), (grows, 60, "memory"), (dies, 60, "memory")]
)
def test_a_parser_that_takes_too_much_costs_its_article_only(parser: object, seconds: float, cause: str) -> None:
    with Confined(seconds=seconds, memory=2_000_000_000, by=parser) as reader:  # type: ignore[arg-type]
        with pytest.raises(InputError, match=cause):
            reader.read(PAGE, "a.html")
        with pytest.raises(InputError, match=cause):
            reader.read(PAGE, "b.html")


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limits")
def test_a_limit_that_was_set_for_the_whole_run_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process may not raise what somebody else has set."""
    import resource

    asked: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (500, 1000))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, most: asked.append((kind, most)))
    _limit(2_000)
    _limit(200)
    assert asked == [(resource.RLIMIT_AS, (1000, 1000)), (resource.RLIMIT_AS, (200, 200))]


def test_plain_text_needs_no_child() -> None:
    with Confined() as reader:
        assert reader.read(b"The mill is closed.", "a.txt").text == "The mill is closed."
        assert reader._pool is None
