"""The model engine against recorded answers: one cassette for each sample article.

`make record` (or --record-mode=rewrite with BRIEFER_RECORD_BASE_URL and BRIEFER_RECORD_MODEL set) records them anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx2
import pytest
import vcr
import yaml
from vcr.errors import CannotOverwriteExistingCassetteException

from briefer.extract.calls import Limits
from briefer.extract.llm import ModelEngine
from briefer.extract.prompt import load
from briefer.grounding.verdict import check
from briefer.models import Article, Position

SEEDS = {path.stem: path for path in sorted((Path(__file__).parents[1] / "seeds").glob("*/*.md"))}
CASSETTES = Path(__file__).parent / "cassettes"
RECORDED = [name for name in SEEDS if (CASSETTES / f"{name}.yaml").exists()]
ANEW = "record anew: make record BASE_URL=... MODEL=... (tests/cassettes/README.md)"
PATIENT = Limits(silence=3_600, deadline=3_600)  # who answers may be slow


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All sample articles when recording, else those that were recorded."""
    if "name" in metafunc.fixturenames:
        recording = metafunc.config.getoption("--record-mode") not in (None, "none")
        metafunc.parametrize("name", list(SEEDS) if recording else RECORDED)


def article(name: str) -> Article:
    """A sample article as its file words it."""
    _, header, text = SEEDS[name].read_text("utf-8").split("---\n", 2)
    known = yaml.load(header, Loader=yaml.BaseLoader)
    said = {field: known.get(field, "unknown") for field in ("title", "outlet", "author", "url", "language")}
    marks = {"id": name, "origin": name, "sha256": "", "raw_sha256": "", "reader": "test"}
    return Article(text=text.strip(), published=known.get("date", "unknown"), **said, **marks)


class Played(httpx2.AsyncHTTPTransport):
    """The real transport, which a cassette stands in for; a request that it lacks ends the test with the reason."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(request)
        except CannotOverwriteExistingCassetteException:
            prompt = load()
            pytest.fail(f"no recorded answer to prompts/{prompt.path.name}, version {prompt.version}; {ANEW}")


def where(name: str, record_mode: str) -> tuple[str, str]:
    """Base URL and model: to record at, or as recorded."""
    if record_mode != "none":
        return os.environ["BRIEFER_RECORD_BASE_URL"], os.environ["BRIEFER_RECORD_MODEL"]
    request = yaml.safe_load((CASSETTES / f"{name}.yaml").read_text("utf-8"))["interactions"][0]["request"]
    return request["uri"].removesuffix("/chat/completions"), request["body"]["model"]


async def replayed(name: str, tape: vcr.VCR, record_mode: str) -> tuple[Position, ...]:
    base_url, model = where(name, record_mode)
    key = os.environ.get("BRIEFER_API_KEY") or os.environ.get("OPENAI_API_KEY") if record_mode != "none" else "none"
    if record_mode != "none":
        (CASSETTES / f"{name}.yaml").unlink(missing_ok=True)
    engine = ModelEngine(model, base_url=base_url, api_key=key, limits=PATIENT, transport=Played())
    with tape.use_cassette(f"{name}.yaml") as cassette:
        positions = await engine.read(article(name))
    assert record_mode != "none" or cassette.all_played
    return positions


async def test_a_recorded_answer_is_read(name: str, tape: vcr.VCR, record_mode: str) -> None:
    positions = await replayed(name, tape, record_mode)
    words = article(name).text
    assert all(position.quote and position.statement for position in positions)
    assert sum(check(words, position).evidence.found for position in positions) >= 0.8 * len(positions)


def test_four_articles_or_more_are_recorded(record_mode: str) -> None:
    assert record_mode != "none" or len(RECORDED) >= 4, ANEW


@pytest.mark.parametrize("path", sorted(CASSETTES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_cassette_holds_no_key_and_belongs_to_a_sample_article(path: Path) -> None:
    text = path.read_text("utf-8")
    assert path.stem in SEEDS
    assert "uthorization" not in text
    assert "sk-" not in text


async def test_a_request_that_was_not_recorded_names_the_prompt_and_the_remedy(tape: vcr.VCR, tmp_path: Path) -> None:
    engine = ModelEngine("m", base_url="http://127.0.0.1:9/v1", transport=Played())
    missed = r"prompts/positions\.md, version 1; record anew: make record"
    with (
        tape.use_cassette(str(tmp_path / "none.yaml"), record_mode="none"),
        pytest.raises(pytest.fail.Exception, match=missed),
    ):
        await engine.read(article(next(iter(SEEDS))))


async def test_a_recording_replays_for_another_host_and_holds_no_key(tape: vcr.VCR, tmp_path: Path) -> None:
    item = {"quote": "“a”\nb", "statement": "x"}
    message = {"role": "assistant", "content": json.dumps({"positions": [item]}, ensure_ascii=False)}
    body = {"object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
    seen: list[httpx2.Request] = []

    def server(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=body, headers={"x-account": "acme"})

    async def read(host: str, mode: str) -> tuple[Position, ...]:
        transport = httpx2.MockTransport(server)
        engine = ModelEngine("m", base_url=f"https://{host}/v1", api_key="sk-canary", transport=transport)
        with tape.use_cassette(str(tmp_path / "one.yaml"), record_mode=mode):
            return await engine.read(article(next(iter(SEEDS))))

    recorded = await read("one.example", "all")
    assert await read("other.example", "none") == recorded
    assert len(seen) == 1
    kept = (tmp_path / "one.yaml").read_text("utf-8")
    assert "quote: |-" in kept
    assert "canary" not in kept
    assert "acme" not in kept
