"""Whatever comes in: an article or a clear refusal, positions or a named fault, attributions whose spans fit.

BRIEFER_SOAK=1 looks at many more. What `locate` makes of any text is in test_locate.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2
import pytest
from endpoints import ITEM, TEXT, Endpoint, article, replied
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from briefer.attribution import attributions
from briefer.errors import InputError, ModelError
from briefer.extract.answer import LINE, MOST, SENTENCE, WORDS
from briefer.ingest.confined import PLAIN, Confined
from briefer.ingest.decode import CONTROL
from briefer.ingest.feeds import kind, read_feed, read_opml
from briefer.ingest.readers import READERS, format_of, read
from briefer.models import UNKNOWN, Article, from_json, to_json
from briefer.store import Store

pytestmark = pytest.mark.smoke
SOAK = "BRIEFER_SOAK" in os.environ
CASES = Path(__file__).parent / "cases"
NOW = datetime(2031, 5, 6, tzinfo=UTC)


def examples(short: int, long: int) -> settings:
    return settings(max_examples=long if SOAK else short, suppress_health_check=[*HealthCheck])


# bytes


def seeds(*folders: str) -> dict[str, list[bytes]]:
    """The kept inputs of at most 20 kB, by the ending of their names."""
    found: dict[str, list[bytes]] = {}
    for folder in folders:
        for path in sorted((CASES / folder).rglob("*")):
            expected = path.suffix == ".json" and folder == "ingest"  # what a test compares with
            if path.is_file() and path.stat().st_size < 20_000 and not expected:
                found.setdefault(path.suffix.lower(), []).append(path.read_bytes())
    return found


INPUTS = seeds("ingest", "inputs")
FEEDS = [data for kept in seeds("feeds", "inputs/I10").values() for data in kept]
SUFFIXES = [".txt", ".md", ".html", ".pdf", ".docx", ".eml", ".jsonl"]
SPLICES = [
    b"\0", b"\xff\xfe", b"<", b">", b"&#0;", b"<!--", b"-->", b"\n---\n", b"\r", b'"', b"{", b"[" * 50, b"<div>" * 50,
    b"endobj", b"stream\n", b"\xed\xa0\x80", b"\xe2\x80\xae", b"]]>", b"<![CDATA[", b"=?utf-8?q?", b"\\ud800",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, kept: list[bytes]) -> bytes:
    """One of the kept inputs with a few pieces cut, scribbled over, doubled, spliced in or taken from another."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    made = bytearray(chance.choice(kept))
    for _ in range(chance.randrange(6)):
        at, size = chance.randrange(len(made) + 1), chance.choice((1, 1, 2, 8, 60, 400))
        piece = made[at : at + size]
        other = chance.choice(kept)
        start = chance.randrange(len(other) + 1)
        new = (b"", chance.randbytes(len(piece)), bytes(piece) * 2, chance.choice(SPLICES), other[start : start + size])
        made[at : at + chance.choice((0, size))] = chance.choice(new)
    return bytes(made)


def sound(made: Article, data: bytes) -> None:
    """What holds of every article: characters that a page may hold, and the same after store and JSON."""
    assert any(c.isalnum() for c in made.text)
    assert not CONTROL.search(made.text)
    assert not any(CONTROL.search(field) for field in (made.title, made.outlet, made.author, made.url))
    assert from_json(to_json(made), Article) == made
    with Store.open(":memory:") as store:
        store.add(made, data, NOW)
        assert store.article(made.id) == made


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_bytes_are_an_article_or_refused(suffix: str) -> None:
    inputs = [data for end in {suffix, ".htm", ".markdown"} for data in INPUTS.get(end, ()) if end[:3] == suffix[:3]]
    confined = Confined()

    @examples(60, 2_500)
    @given(damaged(inputs) | st.binary(max_size=400))
    def check(data: bytes) -> None:
        origin = f"in/a{suffix}"
        with suppress(InputError):
            own = format_of(data, origin) in PLAIN  # our own code stumbles over nothing
            with nullcontext() if own else confined._named(origin):
                made = read(data, origin)
            sound(made, data)

    check()


def test_every_reader_is_fuzzed() -> None:
    assert {*map(format_of, (b"x <p>", *[b"x"] * 9), (f"a{suffix}" for suffix in SUFFIXES))} == {*READERS}


@examples(150, 20_000)
@given(damaged(FEEDS) | st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_refused(data: bytes) -> None:
    assert kind(data) in ("", "feed", "opml")
    with suppress(InputError):
        assert all(read_opml(data, "http://a.test/"))
    with suppress(InputError):
        feed = read_feed(data, "http://a.test/")
        assert len({entry.url for entry in feed.entries}) == len(feed.entries)
        for entry in feed.entries:
            assert entry.url.startswith(("http://", "https://"))
            assert "\n" not in entry.title + entry.author + entry.url
            assert (entry.published == UNKNOWN) == (entry.out is None)
            entry.title.encode()


# what a model answers

NAMES = ["positions", "quote", "statement", "speaker", "via", "role", "issue", "stance", "act", "said_on", "x"]

ODD = [TEXT, ITEM["quote"], "supports", "2031-05-06", "\ud800", "</data>", "a" * 4000]
WORDED = st.text(max_size=30) | st.sampled_from(ODD)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDED,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=20,
)
ITEMS = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES[1:], VALUES)) | st.just(ITEM) | VALUES
ANSWERS = st.builds(lambda items, more: {"positions": items, **more}, st.lists(ITEMS, max_size=MOST + 9) | VALUES,
                    st.dictionaries(st.sampled_from(NAMES[1:]), VALUES, max_size=2))  # fmt: skip
AROUND = st.sampled_from(["@", "```json\n@\n```", "<think>{</think>@", "Here: @ as you asked", "@@", "[@]", "@}"])


def told(response: httpx2.Response) -> None:
    """Positions of the article that are bounded text, or a fault by its name."""
    try:
        positions = asyncio.run(Endpoint(response).engine().read(article()))
    except ModelError as error:
        fault = error
        assert fault.cause
        assert "canary" not in str(fault)
        return
    assert len(positions) <= MOST + 1
    for one in positions:
        assert len(one.quote) <= WORDS
        assert len(one.statement) <= SENTENCE
        assert all(len(line) <= LINE for line in (one.speaker, one.role, one.issue, *one.via))
        assert "\n" not in one.speaker + one.role + one.issue + one.statement


@examples(100, 4_000)
@given(ANSWERS | VALUES, AROUND)
def test_any_json_in_an_answer_is_positions_or_a_fault(value: Any, around: str) -> None:
    told(replied(around.replace("@", json.dumps(value))))


@examples(60, 2_000)
@given(
    st.text(max_size=200) | st.sampled_from(["[" * 5_000, '{"a":' * 5_000, "9" * 5_000, '{"positions":[' + "1," * 500])
)
def test_any_text_in_an_answer_is_positions_or_a_fault(text: str) -> None:
    told(replied(text))


@examples(60, 2_000)
@given(st.binary(max_size=300) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_body_of_an_answer_is_positions_or_a_fault(body: bytes) -> None:
    told(httpx2.Response(200, content=body))


# attributions

PIECES = [
    *"“”\"‘’'«»„()—….,:;?!\n\u200b\ufeff\x0cé", " - ", "\n\n", " said ", " told ", " according to ", " denied that ",
    " would ", " not ", " if ", "Ida Marl", "the mayor", "she", "He", "Tarn Gazette", "a spokesman for ",
    "the ferry stays shut", "until June", "1,500", "per cent", "U.S.", "Mr. ", "says", "asked whether",
    "quoted as saying", "reported", "tweeted:", "in a statement", "Kell", "and", "who",
]  # fmt: skip
PROSE = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40).map(" ".join)


def fits(text: str) -> None:
    """Spans inside the text, in order, none on another; the same again."""
    found = attributions(text)
    for one in found:
        parts = [*one.source, *one.cue, *one.content]
        assert all(0 <= span.start < span.end <= len(text) for span in parts)
        for group in (one.source, one.cue, one.content):
            assert [*group] == sorted(group, key=lambda span: span.start)
        placed = sorted(parts, key=lambda span: span.start)
        assert all(first.end <= second.start for first, second in pairwise(placed)), one
        assert one.content
        assert all(0 <= hop.span.start <= hop.span.end <= len(text) for hop in one.chain if hop.span)
    assert attributions(text) == found


@examples(150, 20_000)
@example(",  denied that  : 0\x1b¹ reported")  # a source inside what it says
@given(PROSE | st.text(max_size=200))
def test_what_is_attributed_in_any_text_stands_in_it(text: str) -> None:
    fits(text)


@examples(40, 1_000)
@given(damaged([path.read_bytes() for path in sorted((CASES.parents[1] / "seeds").rglob("*.md"))]))
def test_what_is_attributed_in_damaged_prose_stands_in_it(data: bytes) -> None:
    fits(data.decode("utf-8", "replace")[:4_000])


@pytest.mark.parametrize("piece", PIECES)
def test_many_of_one_piece_take_no_minutes(piece: str) -> None:
    """Seconds of computing, not by the clock: another's work does not count."""
    began = time.process_time()
    attributions(f"{piece} " * (20_000 // (len(piece) + 1)))
    assert time.process_time() - began < 30
