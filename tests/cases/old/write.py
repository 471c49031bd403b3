"""Writes a store and briefs as this version makes them, for later versions to open, check and migrate.

    PYTHONPATH=src python tests/cases/old/write.py

Run it once for each release, before the number is raised, and keep what it wrote: tests/cases/old/VERSION/. It changes
nothing that is there. tests/test_old.py holds every later version to it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from briefer import __version__
from briefer.cli import main
from briefer.store import Store

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
FORMS = ("md", "html", "pdf", "json")
DAYS = {"2031-03-03": ("dam-committee", "dam-refusal-ledger"), "2031-03-04": ("dam-observers", "dam-reversal")}
HOUSE = 'title = "The Tarn Desk"\ndesk = "Press office"\ncolour = "#224466"\n'
LATER = datetime(2031, 3, 5, 7, tzinfo=UTC)


def run(*words: str) -> None:
    """One command in the folder where we are; it must succeed."""
    if code := main([*words, "--store", "store.db", "--quiet"]):
        sys.exit(f"briefer {' '.join(words)}: exit code {code}")


def outputs(name: str, *more: str) -> list[str]:
    return [word for form in FORMS for word in ("-o", f"{name}.{form}")] + list(more)


def write(place: Path) -> None:
    """All that is kept of this version, in a new folder."""
    place.mkdir()
    os.chdir(place)
    for day, names in DAYS.items():
        Path("in").mkdir()
        for source in (ROOT / "seeds" / day).glob("*.md"):
            if source.name.startswith(names):
                shutil.copy(source, "in")
        run("brief", "in", "--date", day, "--engine", "embedded", *outputs(day))
        shutil.rmtree("in")
    run("export", *outputs("withheld", "--with-withheld"))
    Path("briefer.toml").write_text(HOUSE)
    run("export", *outputs("house"))
    Path("briefer.toml").unlink()
    with Store.open("store.db", clock=lambda: LATER) as store:  # what only a model or a feed would leave there
        article = next(store.articles()).id
        about = {"model": "m", "article": article, "prompt_tokens": 7, "completion_tokens": 3}
        store.save_reply("k1", endpoint="http://127.0.0.1:9/v1", body=b'{"choices": []}', **about)
        store.save_offer("http://127.0.0.1:9/v1", "m", "schema")
        store.save_visit("http://courier.example/feed", LATER, etag='"7"')
        known = {
            "articles": {a.id: a.sha256 for a in store.articles()},
            "items": {day: len(made.items) for day in DAYS if (made := store.brief(day))},
            "status": {name: count for name, count in store.status().items() if name != "bytes"},
        }
    Path("store.db.lock").unlink(missing_ok=True)
    Path("known.json").write_text(json.dumps(known, indent=2) + "\n")
    shutil.copytree(ROOT / "templates", "templates")


if __name__ == "__main__":
    made = HERE / __version__
    if made.exists():
        sys.exit(f"{made} is there: an old version stays as it was written")
    for name in [name for name in os.environ if name.startswith(("BRIEFER_", "OPENAI_", "XDG_"))]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        write(Path(folder) / __version__)
        shutil.copytree(Path(folder) / __version__, made)
    print(made)
