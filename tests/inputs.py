"""Hostile inputs as a user meets them: files, what is made because it is too large or odd for a repository, and what a
server says. The table beside the files gives the exit code of the command line for each, and words that it must say."""

from __future__ import annotations

import functools
import io
import os
import shlex
import shutil
import socketserver
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import yaml

KEPT = Path(__file__).parent / "cases" / "inputs"
SECRET = "The canary sings in the locked harbour office."
"""What stands in a file that no input may lead to."""
BODY = "“The ferry stays shut until June,” said Ida Marl, the mayor of Tarn, on Monday.\n"


@dataclass(frozen=True, slots=True)
class Input:
    """One row of the table."""

    kind: str  # of docs/reliability.md: I1 to I16, R1, V1 to V3
    name: str
    code: int
    says: str
    run: str
    by: list[Any] = field(default_factory=list)  # a maker and its arguments, for what is no file in the repository
    lacks: str = ""

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.name}"

    def command(self, folder: Path, server: str, outside: Path) -> list[str]:
        """The words of the command line for it."""
        known = {"file": folder / self.id, "folder": folder / self.kind, "server": server, "outside": outside}
        return [word.format(**known, served=f"{server}/{self.id}") for word in shlex.split(self.run)]


def rows() -> list[Input]:
    """The table: for each kind a command, if it is not `brief {file}`, and each input's exit code and words."""
    table = yaml.safe_load((KEPT.parent / "inputs.yaml").read_text("utf-8"))
    found = []
    for kind, held in table.items():
        run = held.pop("run", "brief {file}")
        for name, (code, says, *more) in held.items():
            found.append(Input(kind, name, code, says, **{"run": run, **(more[0] if more else {})}))
    return found


@contextmanager
def laid_out(folder: Path) -> Iterator[tuple[str, Path, list[str]]]:
    """The kept files in a folder, with the addresses of a server and of a file outside in the places for them; gives
    the two and what the server is asked for."""
    outside = folder.parent / "outside.txt"
    outside.write_text(SECRET)
    asked: list[str] = []

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            path = self.rfile.readline().split(b" ")[1].decode().partition("?")[0]
            while self.rfile.readline().strip():
                pass
            asked.append(path)
            file = folder / path[1:]
            if not file.is_file():
                self.wfile.write(b"HTTP/1.1 404 X\r\ncontent-length: 0\r\n\r\n")
            elif file.suffix == ".http":
                self.wfile.write(file.read_bytes())
            else:
                data = file.read_bytes()
                self.wfile.write(b"HTTP/1.1 200 X\r\ncontent-length: %d\r\n\r\n%s" % (len(data), data))

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Somebody went away in the middle."""

    with Server(("127.0.0.1", 0), Answer) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        server = f"http://127.0.0.1:{running.server_address[1]}"
        for path in KEPT.rglob("*"):
            if path.is_file():
                data = path.read_bytes().replace(b"{server}", server.encode())
                put = folder / path.relative_to(KEPT)
                put.parent.mkdir(parents=True, exist_ok=True)
                put.write_bytes(data.replace(b"{outside}", str(outside).encode()))
                if path.name.endswith(".docx.xml"):
                    put.with_suffix("").write_bytes(document(put.read_bytes()))
        yield server, outside, asked
        running.shutdown()


def document(xml: bytes) -> bytes:
    """A DOCX file around the XML of its text."""
    docx.Document().save(whole := io.BytesIO())
    made = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return made.getvalue()


# what is made


def repeat(path: Path, piece: str, times: int, before: str = "") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(before)
        for done in range(0, times, 10_000):
            file.write(piece * min(10_000, times - done))


def sized(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def pdf(content: bytes) -> bytes:
    """A PDF whose only page is this, packed."""
    stream = zlib.compress(content, 9)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    data, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for n, part in enumerate(parts, 1):
        table += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    end = b"xref\n0 5\n%strailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (table, len(data))


def pdf_of(path: Path, piece: str, times: int) -> None:
    path.write_bytes(pdf(piece.encode() * times))


def folder(path: Path, *names: str) -> None:
    """A folder with an article of each name; "\\xe9" and the like in a name are bytes."""
    path.mkdir()
    for name in names:
        file = path / os.fsdecode(name.encode("latin-1"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(BODY)


def pipe(path: Path) -> None:
    folder(path, "a.txt")
    os.mkfifo(path / "pipe.txt")


def lone_pipe(path: Path) -> None:
    os.mkfifo(path)


def link(path: Path, target: str) -> None:
    folder(path, "a.txt")
    (path / "link.txt").symlink_to(target)


def deep(path: Path, levels: int) -> None:
    folder(path, "/".join(["d"] * levels + ["a.txt"]))


def many(path: Path, count: int) -> None:
    folder(path, *(f"{n}.txt" for n in range(count)))


def brief_with(path: Path, size: int) -> None:
    """A Markdown page whose proof unpacks to so many bytes."""
    import base64
    import hashlib

    packed = base64.b64encode(zlib.compress(b" " * size, 9)).decode()
    lines = "\n".join(packed[at : at + 120] for at in range(0, len(packed), 120))
    digest = hashlib.sha256(lines.encode()).hexdigest()[:16]
    path.write_text(f"# B\n\n<!-- briefer proof\n{digest}\n{lines}\n-->\n")


MAKERS: dict[str, Callable[..., None]] = {
    made.__name__: made for made in (repeat, sized, pdf_of, folder, pipe, lone_pipe, link, deep, many, brief_with)
}


def make(one: Input, folder: Path) -> None:
    """Makes an input that is no file of the repository, in its place in the folder, anew each time."""
    if one.by:
        maker, *arguments = one.by
        path = folder / one.id
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)
        functools.partial(MAKERS[maker], path)(*arguments)
