"""The model engine against recorded answers: one cassette for each day of sample articles.

`make record` (or --record-mode=rewrite with BRIEFER_RECORD_BASE_URL and BRIEFER_RECORD_MODEL set) records them anew.
"""

from __future__ import annotations

import asyncio
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
import vcr
import yaml
from vcr.errors import CannotOverwriteExistingCassetteException

from briefer import pipeline
from briefer.extract.calls import Caller
from briefer.extract.llm import LANGUAGE, ModelEngine
from briefer.extract.prompt import load
from briefer.extract.repair import Repair
from briefer.extract.spending import Limits
from briefer.extract.wording import Words
from briefer.grounding.verdict import check
from briefer.models import Article

DAYS = {path.name: sorted(path.glob("*.md")) for path in sorted((Path(__file__).parents[1] / "seeds").iterdir())}
SOME = next(iter(DAYS.values()))[0]
CASSETTES = Path(__file__).parent / "cassettes"
ANEW = "record anew: make record BASE_URL=... MODEL=... (tests/cassettes/README.md)"
PATIENT = Limits(silence=36_000, deadline=36_000)  # who answers may be slow


def article(path: Path) -> Article:
    """A sample article as its file words it."""
    _, header, text = path.read_text("utf-8").split("---\n", 2)
    known = yaml.load(header, Loader=yaml.BaseLoader)
    said = {field: known.get(field, "unknown") for field in ("title", "outlet", "author", "url", "language")}
    marks = {"id": path.stem, "origin": path.name, "sha256": "", "raw_sha256": "", "reader": "test"}
    return Article(text=text.strip(), published=known.get("date", "unknown"), **said, **marks)


class Played(httpx2.AsyncHTTPTransport):
    """The real transport, which a cassette stands in for; a request that it lacks ends the test with the reason."""

    async def aclose(self) -> None:
        """Stays open: one call's end is not the end of those beside it."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await super().handle_async_request(request)
        except CannotOverwriteExistingCassetteException:
            prompt = load()
            pytest.fail(f"no recorded answer to prompts/{prompt.path.name}, version {prompt.version}; {ANEW}")


def exchanges(day: str) -> list[dict[str, Any]]:
    recorded: list[dict[str, Any]] = yaml.safe_load((CASSETTES / f"{day}.yaml").read_text("utf-8"))["interactions"]
    return [one["request"] for one in recorded]


def recorded_data(day: str, form: str) -> list[str]:
    """What stood between the marks of the recorded questions of one form. It hangs on the checker's verdicts of the
    day of the recording, so it is sent again as it was; prompt and schema are those of today."""
    asked = [one["body"] for one in exchanges(day) if one["body"]["response_format"]["json_schema"]["name"] == form]
    messages = [body["messages"][1]["content"] for body in asked]
    return [text[text.index("\n") + 1 : text.rindex("\n</")] for text in messages]


def record(day: str, tape: vcr.VCR) -> None:
    """Makes the brief of a day at the endpoint named in the environment; all that is asked goes on the tape."""
    (CASSETTES / f"{day}.yaml").unlink(missing_ok=True)
    engine = ModelEngine(
        Caller(
            os.environ["BRIEFER_RECORD_MODEL"],
            base_url=os.environ["BRIEFER_RECORD_BASE_URL"],
            api_key=os.environ.get("BRIEFER_API_KEY") or os.environ.get("OPENAI_API_KEY"),
            limits=PATIENT,
            transport=Played(),
        )
    )
    with tape.use_cassette(f"{day}.yaml"):
        made = pipeline.make_brief([article(path) for path in DAYS[day]], day=date.fromisoformat(day), engine=engine)
    print(f"\n{day}: {made.brief.counts}; {engine.budget.shown}", *made.problems, sep="\n")


@pytest.mark.parametrize("day", DAYS)
async def test_a_recorded_day_is_read_mended_and_worded(day: str, tape: vcr.VCR, record_mode: str) -> None:
    if record_mode != "none":
        await asyncio.to_thread(record, day, tape)
        return
    assert (CASSETTES / f"{day}.yaml").exists(), ANEW
    first = exchanges(day)[0]
    where: dict[str, Any] = {"base_url": first["uri"].removesuffix("/chat/completions"), "api_key": "none"}
    engine = ModelEngine(Caller(first["body"]["model"], **where, transport=Played()))
    caller = Caller(first["body"]["model"], **where, transport=Played())
    with tape.use_cassette(f"{day}.yaml") as cassette:
        read = {path: await engine.read(article(path)) for path in DAYS[day]}
        for text in recorded_data(day, "repair"):
            mended = await caller.ask(Repair, load("repair.md").filled({"text": text}, language=LANGUAGE))
            assert all(item.quote in " ".join(text.split()) for item in mended.items)
        for text in recorded_data(day, "brief"):
            again = "Refused sentences:" in text
            words = await caller.ask(Words, load("brief.md").filled({"text": text}, language=LANGUAGE, again=again))
            assert words.bottom_line
    assert cassette.all_played
    checked = [(article(path).text, position) for path, positions in read.items() for position in positions]
    assert all(position.quote and position.statement for _, position in checked)
    assert sum(check(words, position).evidence.found for words, position in checked) >= 0.8 * len(checked)


@pytest.mark.parametrize("path", sorted(CASSETTES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_cassette_holds_no_key_and_belongs_to_a_sample_day(path: Path) -> None:
    text = path.read_text("utf-8")
    assert path.stem in DAYS
    assert "uthorization" not in text
    assert "sk-" not in text


async def test_a_request_that_was_not_recorded_names_the_prompt_and_the_remedy(tape: vcr.VCR, tmp_path: Path) -> None:
    engine = ModelEngine(Caller("m", base_url="http://127.0.0.1:9/v1", transport=Played()))
    missed = r"prompts/positions\.md, version 2; record anew: make record"
    with (
        tape.use_cassette(str(tmp_path / "none.yaml"), record_mode="none"),
        pytest.raises(pytest.fail.Exception, match=missed),
    ):
        await engine.read(article(SOME))


async def test_a_recording_replays_for_another_host_and_holds_no_key(tape: vcr.VCR, tmp_path: Path) -> None:
    item = {"quote": "“a”\nb", "statement": "x"}
    message = {"role": "assistant", "content": json.dumps({"positions": [item]}, ensure_ascii=False)}
    body = {"object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
    seen: list[httpx2.Request] = []

    def server(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=body, headers={"x-account": "acme"})

    async def read(host: str, mode: str) -> object:
        transport = httpx2.MockTransport(server)
        engine = ModelEngine(Caller("m", base_url=f"https://{host}/v1", api_key="sk-canary", transport=transport))
        with tape.use_cassette(str(tmp_path / "one.yaml"), record_mode=mode):
            return await engine.read(article(SOME))

    recorded = await read("one.example", "all")
    assert await read("other.example", "none") == recorded
    assert len(seen) == 1
    kept = (tmp_path / "one.yaml").read_text("utf-8")
    assert "quote: |-" in kept
    assert "canary" not in kept
    assert "acme" not in kept
