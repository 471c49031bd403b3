"""The layout holds: who may import whom, what the pure side never touches, what a command loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "briefer"

ALLOWED = {
    "errors": set(),
    "models": set(),
    "text": {"models"},
    "attribution": {"text", "models"},
    "grounding": {"attribution", "text", "models"},
    "config": {"errors"},
    "ingest": {"text", "models", "errors"},
    "store": {"models", "errors"},
    "extract": {"attribution", "text", "config", "models", "errors"},
    "compose": {"text", "models"},
    "render": {"grounding", "config", "models", "errors"},
    "intake": {"ingest", "store", "models", "errors"},
    "lookup": {"compose", "grounding", "store", "models"},
    "reading": {"grounding", "config", "extract", "models", "errors"},
    "pipeline": {"reading", "compose", "grounding", "store", "extract", "config", "models", "errors"},
    "worker": {"reading", "grounding", "extract", "config", "models", "errors"},
    "cluster": {"worker", "reading", "store", "extract", "config", "models", "errors"},
    "archive": {"cluster", "reading", "grounding", "store", "extract", "config", "models", "errors"},
    "terminal": {"errors", "models", "grounding", "extract", "lookup", "archive", "render"},
    "cli": {
        "errors",
        "models",
        "config",
        "store",
        "render",
        "intake",
        "lookup",
        "reading",
        "pipeline",
        "archive",
        "terminal",
    },
    "__main__": {"cli"},
    "__init__": {"models", "attribution", "grounding", "ingest", "pipeline", "render"},
}
"""Each place and what it may import besides itself. Every place may read the version in `briefer`."""

PURE = ("text", "attribution", "grounding", "compose")
IMPURE_MODULES = {
    "asyncio", "glob", "httpx2", "instructor", "io", "logging", "openai", "os", "pathlib", "random", "secrets",
    "shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib",
}  # fmt: skip


def place_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


FILES = sorted(SOURCE.rglob("*.py"))


def test_every_place_is_in_the_table() -> None:
    assert {place_of(path) for path in FILES} == set(ALLOWED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_only_what_the_table_allows(path: Path) -> None:
    place = place_of(path)
    places = {name.split(".")[1] for name in imports(path) if name.startswith("briefer.")} - {"__version__"}
    assert places <= ALLOWED[place] | {place}


@pytest.mark.parametrize(
    "path", [p for p in FILES if place_of(p) in PURE], ids=lambda path: str(path.relative_to(SOURCE))
)
def test_the_pure_side_reaches_for_no_clock_file_network_or_chance(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports(path)} & IMPURE_MODULES


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {line.split(".")[0] for line in done.stdout.splitlines()}


def test_help_loads_no_heavy_library() -> None:
    heavy = {"openai", "instructor", "pydantic", "trafilatura", "typst", "py3langid", "jinja2", "numpy"}
    assert not loaded_by("from briefer.cli import main\nmain(['--help'])") & heavy


def test_the_checker_runs_with_the_model_side_absent() -> None:
    code = (
        "sys.modules['openai'] = sys.modules['instructor'] = sys.modules['pydantic'] = None\n"
        "import briefer\n"
        "text = 'The mill stays open, said Ada Korr.'\n"
        "assert briefer.check(text, briefer.Position(speaker='Ada Korr', statement='The mill stays open.', "
        "quote='The mill stays open')).action == 'accept'"
    )
    loaded_by(code)
