"""The HTML page in a real browser: its script runs under its own policy, and nothing else does."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from made import article, brief, checked

import briefer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic", "--enable-logging=stderr",
    "--virtual-time-budget=2000",
)  # fmt: skip
HOSTILE = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"


def opened(page: str, folder: Path, fragment: str = "") -> tuple[str, str]:
    """The document after its script ran, and what the browser's console said."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    command = [
        str(CHROMIUM),
        *FLAGS,
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
        f"{path.as_uri()}{fragment}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@pytest.fixture(scope="module")
def page() -> str:
    source = article(
        f"“The ferry must sail,” said Ida Marl.\n\nOlaf Brenn said the ferry was too dear {HOSTILE}.", title=HOSTILE
    )
    positions = [
        checked(source, "The ferry must sail"),
        checked(source, "the ferry was too dear", speaker=f"Olaf {HOSTILE}"),
    ]
    return str(briefer.render(brief([(source, positions)]), "html"))


def test_the_page_opens_without_a_complaint_and_fills_its_filters(page: str, tmp_path: Path) -> None:
    document, console = opened(page, tmp_path)
    assert console == ""
    assert '<option value="Ida Marl">' in document


def test_a_link_to_an_item_opens_its_passage(page: str, tmp_path: Path) -> None:
    document, _ = opened(page, tmp_path, "#item-2")
    assert re.search(r'<details class="item" id="item-2"[^>]* open', document)
    assert not re.search(r'<details class="item" id="item-1"[^>]* open', document)


def test_markup_in_an_article_stays_text(page: str, tmp_path: Path) -> None:
    document, console = opened(page, tmp_path)
    assert "<title>run" not in document
    assert console == ""
    assert not re.search(r"<img|<script>document", document)
