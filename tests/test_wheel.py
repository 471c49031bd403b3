"""What is built is whole: the wheel alone, in an empty environment, makes a brief."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(out),
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    return next(out.glob("*.whl"))


def test_prompts_and_templates_travel_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("prompts", "templates"):
        for path in (ROOT / folder).iterdir():
            assert f"briefer/data/{folder}/{path.name}" in names


def test_the_wheel_in_an_empty_environment_makes_a_brief(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env")  # its pip, and compiling what no test imports, would take most of the time
    python = tmp_path / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile"]
    subprocess.run([*pip, "--constraint", ROOT / "constraints.txt", wheel], check=True)
    day = ROOT / "seeds" / "2031-03-03"
    pages = [word for suffix in ("pdf", "html", "md", "json") for word in ("-o", f"page.{suffix}")]
    command = [
        tmp_path / "env" / "bin" / "briefer",
        "brief",
        day,
        "--engine",
        "embedded",
        "--store",
        "store.db",
        *pages,
    ]
    subprocess.run(command, check=True, cwd=tmp_path, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    assert all((tmp_path / f"page.{suffix}").stat().st_size > 1000 for suffix in ("pdf", "html", "md", "json"))
