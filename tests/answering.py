"""A model's server that logs what it is asked, for `invariants.py`; at times it fails before it answers."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from endpoints import completion, form

NAMES = ("Handal", "Brekke", "Marrow", "Solvik", "Tangen", "Ulvest")
DAY = "2031-05-06"


def write_articles(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    """The folder, with an article about the mayor of each name."""
    folder.mkdir()
    for n, name in enumerate(names):
        head = f"---\ntitle: Bridge of {name}\noutlet: Tarn Gazette\npublished: 2031-05-05\n---\n\n"
        said = f"Mayor Liv {name} said on Monday that the bridge would stay open for {20 + n} days.\n\n"
        (folder / f"{name}.md").write_text(f"{head}{said}“The ramp of {name} is safe,” she said on Sunday.\n", "utf-8")
    return folder


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """What a fair model says: two positions of an article, one of them misquoted; mended when asked again."""
    text, kind = asked["messages"][1]["content"], form(asked)
    name = text.partition("ramp of ")[2].split()[0].strip(',”"') if "ramp of " in text else ""
    ramp = {"speaker": f"Liv {name}", "statement": f"The ramp of {name} is safe.", "stance": "supports"}
    if kind == "repair":
        return {"items": [{"item": 1, "quote": f"The ramp of {name} is safe", **ramp}]}
    if kind == "brief":
        return {"issues": [{"title": "Bridge", "items": [1, 2]}], "bottom_line": []}
    days = text.partition("stay open for ")[2].split()[0]
    bridge = {"speaker": f"Liv {name}", "statement": f"The bridge stays open for {days} days.", "stance": "supports"}
    quotes = (f"the bridge would stay open for {days} days", f"The ramp of {name} is quite safe")
    both = [{**bridge, "quote": quotes[0]}, {**ramp, "quote": quotes[1]}]
    return {"positions": [{**one, "issue": "Bridge"} for one in both]}


class Answering(ThreadingHTTPServer):
    """Answers every question; of those whose key says so the first time with a fault that passes."""

    daemon_threads = True

    def __init__(self, *, faults: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.log, self.faults, self.busy = Path(), faults, 0
        self.writing = threading.Lock()
        self.seen: set[str] = set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def logs(self, path: Path) -> Path:
        """Logs there from now on, as if it had been asked nothing."""
        self.log, self.seen = path, set()
        path.touch()
        return path

    def note(self, **line: Any) -> None:
        with self.writing, self.log.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def rest(self) -> None:
        """Waits until no answer is under way."""
        while self.busy:
            time.sleep(0.005)

    def handle_error(self, *_: Any) -> None:
        """The other side was killed."""


class _Handler(BaseHTTPRequestHandler):
    server: Answering
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["content-length"]))
        url = f"http://{self.headers['host']}{self.path}"
        key = hashlib.sha256(f"{url}\n".encode() + asked).hexdigest()
        with self.server.writing:
            self.server.busy += 1
        try:
            self.server.note(asked=key)
            self._answer(key, asked)
        finally:
            with self.server.writing:
                self.server.busy -= 1

    def _answer(self, key: str, asked: bytes) -> None:
        time.sleep(0.01 + int(key[:2], 16) / 8_000)  # so that some calls are always under way
        body, fault = json.dumps(completion(answer(json.loads(asked)))).encode(), int(key[2], 16) % 8
        first = self.server.faults and key not in self.server.seen
        self.server.seen.add(key)
        failed = first and fault == 0
        self.send_response(503 if failed else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if first and fault == 1:
            body = body[: len(body) // 2]
            self.close_connection = True
        elif not failed:
            self.server.note(answered=key, body=hashlib.sha256(body).hexdigest())
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """The log has what matters."""


@contextmanager
def answering(*, faults: bool = False) -> Iterator[Answering]:
    """The server, while it is needed."""
    with Answering(faults=faults) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
