"""What the command line does with each hostile input: exit code, words, nothing opened or asked that it leads to.

Small ones run here, with the child process for foreign formats as in any run, only that it serves them all; what is
made large or odd runs as a program of its own, which may take ten seconds of computing and 512 MB.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import inputs
import pytest
from inputs import Input

from briefer import intake
from briefer.cli import main
from briefer.ingest.confined import Confined

pytestmark = pytest.mark.smoke
ROWS = inputs.rows()
IN_USE = {"brief": ["--engine", "embedded", "--date", "2031-05-06"]}
SECONDS, MEMORY = 10, 512_000_000
LIMITED = f"""import resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
done = subprocess.run([sys.executable, "-m", "briefer", *sys.argv[2:]])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write(f"{{used.ru_maxrss * 1024}} {{used.ru_utime + used.ru_stime}}")
sys.exit(done.returncode)"""
"""Runs a command and writes down what it took: a small process, whose own size is not taken for the command's."""


class Lasting(Confined):
    """Its child serves one test after the other."""

    def stop(self) -> None:
        """Does nothing: `end` does."""

    def end(self) -> None:
        super().stop()


@pytest.fixture(scope="module")
def child() -> Iterator[Lasting]:
    made = Lasting(seconds=120)  # not what a busy machine takes long for
    yield made
    made.end()


Place = tuple[Path, str, Path, list[str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A folder with all kept inputs, a server, a file outside, and what the server is asked."""
    folder = tmp_path_factory.mktemp("hostile") / "cases" / "inputs"
    folder.mkdir(parents=True)
    shutil.copytree(inputs.KEPT.parent / "refused", folder.parent / "refused")
    with inputs.laid_out(folder) as (server, outside, asked):
        yield folder, server, outside, asked


def words(one: Input, place: Place, store: Path) -> list[str]:
    folder, server, outside, asked = place
    asked.clear()
    inputs.make(one, folder)
    command = one.command(folder, server, outside)
    return [*command, *IN_USE.get(command[0], []), "--store", str(store)]


def untouched(outside: Path) -> bool:
    """Whether a file was not read since the last question: reading moves its time of access on."""
    read = os.stat(outside).st_atime_ns > 0
    os.utime(outside, ns=(0, 1))
    return not read


def judge(one: Input, place: Place, code: int, said: str) -> None:
    """What must hold after every input."""
    _, _, outside, asked = place
    assert (code, one.says in said) == (one.code, True), said
    assert "Traceback" not in said
    assert "internal error" not in said
    assert not one.lacks or one.lacks not in said
    assert inputs.SECRET not in said
    found_out = one.kind == "V1" and code == 1  # what was asked is answered: no problem to name
    assert code == 0 or found_out or any(line.startswith("briefer: ") for line in said.splitlines())
    led = [path for path in asked if path != "/robots.txt" and one.kind not in ("I10", "I12", "I13")]
    assert not led
    assert untouched(outside)


@pytest.mark.parametrize("one", [row for row in ROWS if not row.by], ids=lambda one: one.id)
def test_an_input_has_its_code_and_words(
    one: Input, place: Place, child: Lasting, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for name in [name for name in os.environ if name.startswith(("BRIEFER_", "OPENAI_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(intake, "Confined", lambda: child)
    untouched(place[2])
    code = main(words(one, place, tmp_path / "store.db"))
    judge(one, place, code, "".join(capsys.readouterr()))


@pytest.mark.skipif(sys.platform == "win32", reason="limits by the system")
@pytest.mark.parametrize("one", [row for row in ROWS if row.by], ids=lambda one: one.id)
def test_a_large_or_odd_input_takes_little_of_the_machine(one: Input, place: Place, tmp_path: Path) -> None:
    untouched(place[2])
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    used = tmp_path / "used"
    command = [sys.executable, "-c", LIMITED, str(used), *words(one, place, tmp_path / "store.db")]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    judge(one, place, done.returncode, done.stdout.decode("utf-8", "replace"))
    memory, seconds = map(float, used.read_text().split())
    assert memory < MEMORY
    assert seconds < 2 * SECONDS  # the program and its child


# what makes the tests above worth something


def test_there_are_enough_inputs_of_every_kind_and_each_file_has_a_row() -> None:
    kept = {f"{path.parent.name}/{path.name.removesuffix('.xml') if '.docx.' in path.name else path.name}"
            for path in inputs.KEPT.rglob("*") if path.is_file()}  # fmt: skip
    rows = {row.id for row in ROWS}
    kinds = {*(f"I{n}" for n in range(1, 17)), "R1", "V1", "V2", "V3"}
    assert len(rows) == len(ROWS) >= 300
    assert len(kept) >= 200
    assert all(row.says for row in ROWS)
    assert {row.kind for row in ROWS} == kinds
    used = " ".join(row.run for row in ROWS)
    assert [name for name in kept - rows if name.rpartition("/")[2] not in used and "page.html" not in name] == []


def test_the_file_outside_shows_that_it_was_read(place: Place) -> None:
    untouched(place[2])
    place[2].read_text()
    if untouched(place[2]):
        pytest.skip("this file system keeps no times of access: only the kernel's word below counts")
    assert untouched(place[2])


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: the kernel's word is not asked")
def test_the_kernel_sees_no_file_opened_and_nobody_called(place: Place, tmp_path: Path) -> None:
    folder, _, outside, asked = place
    asked.clear()
    seen = tmp_path / "seen"
    tracing = ["strace", "-f", "-qq", "-e", "trace=openat,open,connect,execve", "-o", str(seen)]
    sources = [str(path) for path in (folder / "I9").iterdir() if path.suffix != ".xml"]
    command = [sys.executable, "-m", "briefer", "add", *sources, "--store", str(tmp_path / "s.db")]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([*tracing, *command], env=environment, capture_output=True, check=False)
    calls = seen.read_text("utf-8", "replace")
    assert done.returncode == 1, done.stderr
    assert "I9/loads.html" in calls
    assert str(outside) not in calls
    assert "AF_INET" not in calls
    assert asked == []
