"""The picture of a speaker's positions: what stands where in it, and that a browser finds nothing wrong with it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pages
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from reading import html_seen

from briefer.cli import main
from briefer.models import Brief, Item
from briefer.render.history import history
from briefer.render.look import Look
from briefer.render.templates import Templates
from briefer.store import Store

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SAID = pages.ORDINARY[0]
START = date(2031, 3, 3)


def taken(*positions: tuple[int, str, str], said: pages.Said = SAID) -> list[tuple[Brief, Item]]:
    """Positions by day, issue and stance."""
    found = []
    for day, issue, stance in positions:
        brief = replace(pages.brief([replace(said, issue=issue, stance=stance)]), date=START + timedelta(days=day))
        found.append((brief, brief.items[0]))
    return found


def drawn(found: Sequence[tuple[Brief, Item]]) -> str:
    return history(found, Look(desk="Harbour desk"), Templates())


def marks(page: str) -> list[tuple[str, int, str]]:
    """Each mark of the picture: its row, its place and what is written at it."""
    import lxml.html

    tree = lxml.html.document_fromstring(page)
    rows = {text.text: float(text.get("y")) for text in tree.xpath("//*[@class='issue']")}
    found = []
    for link in tree.xpath("//*[name()='svg']//a"):
        spot = link.find("circle")
        row = max((name for name in rows if rows[name] < float(spot.get("cy"))), key=lambda name: rows[name])
        found.append((row, int(spot.get("cx")), " ".join(text.text for text in link.findall("text"))))
    return found


def test_a_row_is_an_issue_and_a_mark_names_its_stance_where_that_changes() -> None:
    page = drawn(
        taken((0, "Ferry", "opposes"), (5, "Toll", "neutral"), (8, "Ferry", "opposes"), (10, "Ferry", "supports"))
    )
    assert marks(page) == [
        ("Ferry", 26, "▼ opposes"), ("Ferry", 560, "▼"), ("Ferry", 694, "▲ supports"), ("Toll", 360, "● neutral"),
    ]  # fmt: skip


def test_words_without_a_stance_stand_in_the_picture_only_where_nothing_else_was_said() -> None:
    page = drawn(taken((0, "Ferry", "opposes"), (0, "Ferry", "unclear"), (9, "Toll", "unclear")))
    assert [what for _, _, what in marks(page)] == ["▼ opposes", "○ unclear"]
    assert html_seen(page)[0].count(SAID.quote) == 3


@pytest.mark.parametrize("days", [[0], [0] * 4, range(40), [*range(20), 900], [0, *range(880, 900)]], ids=str)
def test_no_mark_covers_another_and_all_stand_in_the_picture(days: Sequence[int]) -> None:
    stances = ("supports", "opposes", "conditional", "neutral")
    places = [x for _, x, _ in marks(drawn(taken(*((day, "Ferry", stances[n % 4]) for n, day in enumerate(days)))))]
    assert len(places) == len(days)
    assert places[0] >= 0
    assert places[-1] <= 720
    assert all(b - a >= min(18, 668 // len(days)) for a, b in pairwise(places))


def test_every_mark_leads_to_its_words() -> None:
    text, nodes = html_seen(drawn(taken((0, "Ferry", "opposes"), (1, "Toll", "supports"))))
    assert [node[-1] for node in nodes if node[0] == "a" and "#p" in node[-1]] == ["#positions", "#p1", "#p2"]
    assert "3 Mar 2031" in text
    assert "Tarn Gazette, 5 May" in text


@pytest.mark.parametrize("payload", ["</style><script>x", "\" onload='x'", "{{ 7*7 }}", "]]>--><svg onload=x>"])
def test_hostile_text_stays_text(payload: str) -> None:
    def made(word: str) -> tuple[str, list[tuple[str, ...]]]:
        said = replace(SAID, speaker=f"Ida {word}", statement=f"Says {word}.", role=word, title=word, outlet="Post")
        return html_seen(drawn(taken((0, f"On {word}", "opposes"), said=said)))

    assert made(payload)[1] == made("plain")[1]
    assert f"On {payload}" in made(payload)[0]


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")
@pytest.mark.parametrize(("width", "scheme"), [(1000, "light"), (390, "dark")])
def test_a_browser_finds_nothing_wrong_with_it(width: int, scheme: str, tmp_path: Path) -> None:
    path = tmp_path / "history.html"
    path.write_text(drawn(taken((0, "Ferry", "opposes"), (4, "Toll", "unclear"), (9, "Ferry", "supports"))))
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.set_default_timeout(60_000)
        page.on("console", lambda message: said.append(message.text))
        page.goto(path.as_uri())
        page.locator("svg a").first.focus()
        page.keyboard.press("Enter")
        assert page.url.endswith("#p1")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        browser.close()
    assert said == []


@pytest.mark.parametrize(("name", "code"), [("line.html", 0), ("line.pdf", 2)])
def test_the_command_writes_it(name: str, code: int, tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db") as store:
        store.save_brief(pages.ordinary(), datetime(2031, 5, 6, tzinfo=UTC))
    path = tmp_path / name
    assert main(["history", "Marl", "--store", str(tmp_path / "s.db"), "-o", str(path)]) == code
    assert path.exists() == (code == 0)
