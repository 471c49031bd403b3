"""A key and a sentence of an article that sing wherever they get out: what is said, logged, raised or left in a file.

The sentence belongs in the article, the store and the pages, and in what the commands that look for words answer. The
key belongs nowhere.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import httpx2
import pytest
import vcr
from endpoints import QUICK, Asked, Play, completion, form, http, says, served

from briefer.cli import main
from briefer.errors import BrieferError, ModelError
from briefer.extract import calls, wire
from briefer.extract.calls import Caller
from briefer.extract.faults import Fault
from briefer.extract.llm import ModelEngine
from briefer.ingest.readers import load

pytestmark = pytest.mark.smoke
KEY = "sk-canary-8413-kestrel"
SENTENCE = "The heron of Kestrel Quay owes the harbour 8,413 crowns"
ARTICLE = f"---\ntitle: Harbour dues\noutlet: Tarn Gazette\n---\n“{SENTENCE},” said Liv Handal, the mayor, on Monday.\n"
ECHO = f"you sent {ARTICLE} with Bearer {KEY}"
GOOD = {"quote": SENTENCE, "speaker": "Liv Handal", "statement": f"{SENTENCE}."}
ALTERED = {**GOOD, "quote": SENTENCE.replace("owes", "owns")}
MAY_HOLD = ("in/", "store.db", "page.", "bad/")
"""Where the sentence belongs: in what was given, the store, and the pages."""


def leaks(*texts: str | bytes) -> set[str]:
    """Which canaries are in these texts, plain or in base64."""
    seen = " ".join(text.decode("utf-8", "replace") if isinstance(text, bytes) else text for text in texts)
    coded = base64.b64encode(KEY.encode()).decode().rstrip("=")[:-1]
    signs = {"key": (KEY, coded), "sentence": (SENTENCE, "heron of Kestrel", json.dumps(SENTENCE)[1:-1])}
    return {name for name, marks in signs.items() if any(mark in " ".join(seen.split()) for mark in marks)}


def answers(asked: Asked) -> dict[str, Any]:
    """What a model says that does its work."""
    return {"positions": {"positions": [GOOD]}, "repair": {"items": []}}.get(form(asked), {"bottom_line": []})


def failing(status: int, **headers: str) -> Play:
    return says(lambda asked: http(status, {"error": {"message": ECHO, "code": KEY, "param": asked}}, **headers))


MODES: dict[str, Play] = {
    "well": says(lambda asked: http(200, completion(answers(asked)))),
    **{str(status): failing(status) for status in (400, 401, 402, 403, 404, 413, 422, 429, 500, 503)},
    "moved": failing(307, location=f"http://127.0.0.1:9/{KEY}"),
    "refusal": says(lambda _: http(200, completion(None, refusal=ECHO))),
    "filter": says(lambda _: http(200, completion(ECHO, "content_filter"))),
    "length": says(lambda _: http(200, completion(ECHO, "length"))),
    "prose": says(lambda _: http(200, completion(ECHO))),
    "form": says(lambda _: http(200, completion({"positions": [{"quote": 7, "speaker": ECHO}]}))),
    "altered": says(lambda _: http(200, completion({"positions": [ALTERED]}))),
    "page": says(lambda _: http(200, f"<html>{ECHO}".encode())),
    "half": says(lambda _: http(200, json.dumps({"choices": [{"message": ECHO}]}).encode()[:-9])),
    "empty": says(lambda _: http(200, {"choices": [], "error": ECHO})),
    "cut": says(lambda _: http(200, completion(ECHO))[:-40]),
    "garbled": says(lambda _: f"{KEY} {SENTENCE}\r\n\r\n".encode()),
}  # fmt: skip

Run = Callable[..., str]


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> Run:
    """Runs a command with everything logged; gives all that it said, logged and raised, its page left out."""
    for name in [name for name in os.environ if name.startswith(("BRIEFER_", "OPENAI_", "XDG_"))]:
        monkeypatch.delenv(name)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "dues.md").write_text(ARTICLE)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BRIEFER_API_KEY", KEY)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(calls, "Limits", lambda: QUICK)
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)

    def command(*words: str, answer: bool = False) -> str:
        caplog.clear()
        raised = ""
        try:
            main([*words, "--store", "store.db"])
        except BrieferError as error:
            raised = "".join(traceback.format_exception(error))
        out, err = capsys.readouterr()
        return f"{'' if answer else out}\n{err}\n{raised}\n{caplog.text}"

    return command


def model(address: str) -> tuple[str, ...]:
    return ("--model", "m", "--base-url", address)


def left(folder: Path) -> dict[str, set[str]]:
    """The canaries that stand in files where they do not belong."""
    found = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if path.is_file() and (here := leaks(path.read_bytes(), name)):
            found[name] = here - {"sentence"} if name.startswith(MAY_HOLD) else here
    return {name: here for name, here in found.items() if here}


def kept(store: Path) -> str:
    """Every value of every table."""
    with closing(sqlite3.connect(store)) as opened:
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        tables = [name for (name,) in opened.execute(query)]
        return " ".join(str(row) for table in tables for row in opened.execute(f"SELECT * FROM {table}"))


@pytest.mark.parametrize("flags", [(), ("--debug",), ("--quiet",)], ids=" ".join)
@pytest.mark.parametrize("mode", MODES)
def test_no_way_in_which_a_model_fails_lets_key_or_sentence_out(
    mode: str, flags: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    with served(MODES[mode]) as (address, _):
        said = run("brief", "in", "--date", "2031-05-06", *model(address), "-o", "page.html", "-o", "page.json", *flags)
        said += run("read", *model(address), *flags)
    said += run("status", "--json")
    assert leaks(said) == set()
    assert left(tmp_path) == {}
    assert "key" not in leaks(kept(tmp_path / "store.db")) or mode not in ("well", "altered")


@pytest.mark.parametrize("words", [
    ("export", "-o", "page.md", "-o", "page.pdf"), ("status",), ("status", "--json"), ("read",), ("forget", "none"),
    ("add", "in"), ("brief", "-o", "page.md"), ("show", "99"), ("check", "page.html"), ("check", "page.json", "--json"),
    ("check", "in"), ("export", "2031-01-01"), ("brief", "in", "--dry-run"), ("init",),
    ("brief", "in", "--max-calls", "1", "-o", "page.md"),
], ids=" ".join)  # fmt: skip
def test_no_other_command_lets_them_out(words: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    with served(MODES["well"]) as (address, _):
        run("brief", "in", "--date", "2031-05-06", *model(address), "-o", "page.html", "-o", "page.json")
        asking = model(address) if words[0] in ("brief", "read") else ()
        said = run(*words, *asking, "--debug")
    assert leaks(said) == set()
    assert left(tmp_path) == {}
    assert "key" not in leaks(kept(tmp_path / "store.db"))


@pytest.mark.parametrize(
    "words", [("show", "1"), ("check", SENTENCE), ("history", "Handal"), ("export",)], ids=" ".join
)
def test_what_answers_with_the_sentence_answers_on_standard_output_alone(words: tuple[str, ...], run: Run) -> None:
    with served(MODES["well"]) as (address, _):
        run("brief", "in", "--date", "2031-05-06", *model(address), "-o", "page.html")
    assert leaks(run(*words, "--debug")) == {"sentence"}
    assert leaks(run(*words, "--debug", answer=True)) == set()


BAD = {
    "row.jsonl": f'{{"text": "{SENTENCE}\n',
    "front.md": f"---\ntitle: [{SENTENCE}\nother: {{\n---\n",
    "deep.html": "<div>" * 300 + SENTENCE,
    "walled.html": f"<html><body><p title='{SENTENCE}'>Please accept all cookies.</p></body></html>",
    "hidden.html": f"<html><body><p hidden>{SENTENCE}</p></body></html>",
    "binary.txt": f"{SENTENCE}\0\1\2" * 9,
    "utf-16.txt": "\xff\xfe" + SENTENCE[:-1],
    "paper.pdf": f"%PDF-1.7\n1 0 obj\n({SENTENCE})\nendobj\n",
    "word.docx": f"PK\x03\x04{SENTENCE}",
    "mail.eml": f"Subject: {SENTENCE}\nContent-Type: application/x\n\n",
    "feeds.opml": f"<opml><body><outline text='{SENTENCE}'></body>",
    "feed.rss": f"<rss><title>{SENTENCE}</title></rss>",
}


@pytest.mark.parametrize("name", BAD)
def test_no_refusal_repeats_what_it_refuses(name: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / name).write_text(BAD[name], encoding="latin-1")
    said = run("add", f"bad/{name}", "--debug") + run("brief", f"bad/{name}", "--engine", "embedded", "-o", "page.md")
    assert leaks(said) == set()
    assert left(tmp_path) == {}


@pytest.mark.parametrize("damage", ["cut", "scribbled", "row"])
@pytest.mark.parametrize("words", [("status",), ("export", "-o", "page.md"), ("show", "1"), ("check", "none of it")])
def test_a_damaged_store_does_not_spill(damage: str, words: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    with served(MODES["well"]) as (address, _):
        run("brief", "in", "--date", "2031-05-06", *model(address), "-o", "page.html")
    store = tmp_path / "store.db"
    data = store.read_bytes()
    if damage == "row":
        with closing(sqlite3.connect(store)) as opened, opened:
            opened.execute("UPDATE briefs SET json = replace(json, '{', '[')")
            opened.execute("UPDATE articles SET text = text || '.'")
    else:
        store.write_bytes(data[:9_000] if damage == "cut" else data[:4096] + b"\x55" * 8192 + data[12_288:])
    assert leaks(run(*words, "--debug")) - ({"sentence"} if words[0] == "show" else set()) == set()
    assert left(tmp_path) == {}


@pytest.mark.parametrize("toml", [f'api_key = "{KEY}', f'api_key = "{KEY}"\nmodle = "m"\n', f'api_key = ["{KEY}"]\n'])
def test_a_setting_that_cannot_be_meant_so_is_not_repeated(toml: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "briefer.toml").write_text(toml)
    said = run("status", "--debug") + run("brief", "in", "--model", "m", "--debug")
    (tmp_path / "briefer.toml").unlink()
    assert leaks(said) == set()
    assert left(tmp_path) == {}


def test_a_key_inside_an_address_is_kept_nowhere(run: Run, tmp_path: Path) -> None:
    with served(MODES["well"]) as (address, _):
        within = address.replace("http://", f"http://me:{KEY}@")
        said = run("brief", "in", "--date", "2031-05-06", *model(within), "-o", "page.json", "--debug")
        said += run("status", "--json") + run("brief", "in", *model(f"x{within}"), "--debug")
    assert leaks(said, kept(tmp_path / "store.db")) - {"sentence"} == set()
    assert left(tmp_path) == {}


def test_a_library_that_is_told_to_log_everything_logs_neither(tmp_path: Path) -> None:
    """As a user would: through the environment of a whole run."""
    (tmp_path / "dues.md").write_text(ARTICLE)
    with served(MODES["400"]) as (address, asked):
        known = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
        loud = {"OPENAI_LOG": "debug", "HTTPX_LOG_LEVEL": "trace", "PYTHONASYNCIODEBUG": "1", "BRIEFER_API_KEY": KEY}
        command = [
            sys.executable,
            "-m",
            "briefer",
            "read",
            *model(address),
            "--store",
            str(tmp_path / "s.db"),
            "--debug",
        ]
        add = [sys.executable, "-m", "briefer", "add", "dues.md", "--store", str(tmp_path / "s.db")]
        done = [subprocess.run(words, env={**known, **loud}, cwd=tmp_path, capture_output=True, check=False)
                for words in (add, command)]  # fmt: skip
    assert asked
    assert leaks(*(one.stdout for one in done), *(one.stderr for one in done)) == set()


async def test_no_cassette_holds_the_key_whatever_the_server_repeats(tape: vcr.VCR, tmp_path: Path) -> None:
    def server(_: httpx2.Request) -> httpx2.Response:
        return replies.pop(0)

    heads = {"x-key": KEY, "set-cookie": KEY}
    replies = [httpx2.Response(401, json={"error": {"message": ECHO}}, headers=heads),
               httpx2.Response(200, json=completion({"positions": [GOOD]}), headers=heads)]  # fmt: skip
    (tmp_path / "dues.md").write_text(ARTICLE)
    cassette = tmp_path / "one.yaml"
    for end in (pytest.raises(ModelError), nullcontext()):
        asks = Caller("m", base_url="https://models.example/v1", api_key=KEY, transport=httpx2.MockTransport(server))
        with tape.use_cassette(str(cassette), record_mode="all"), end:
            await ModelEngine(asks).read(load(tmp_path / "dues.md"))
        assert "key" not in leaks(cassette.read_bytes() if cassette.exists() else b"")
    assert replies == []
    assert leaks(cassette.read_bytes()) == {"sentence"}


# what makes the tests above worth something


def test_a_fault_that_repeats_what_a_server_says_is_caught(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(wire, "refused", lambda *given: Fault(given[2].decode()))
    with served(MODES["401"]) as (address, _):
        said = run("brief", "in", *model(address), "-o", "page.html")
    assert leaks(said) == {"key", "sentence"}
    (tmp_path / "tmp" / "left").write_text(ARTICLE)
    assert left(tmp_path)["tmp/left"] == {"sentence"}


def test_a_log_that_repeats_a_request_is_caught(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def loud(*given: Any) -> Fault:
        logging.getLogger("somebody").debug("refused: %s", given)
        return Fault("refused")

    monkeypatch.setattr(wire, "refused", loud)
    with served(MODES["401"]) as (address, _):
        assert leaks(run("read", *model(address)) + run("brief", "in", *model(address), "-o", "page.html"))
