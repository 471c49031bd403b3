"""The HTML page in a real browser: what a click, a key, a filter and a printer make of it, and that it asks nobody."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pages
import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from briefer.models import Brief
from briefer.render.formats import render
from briefer.render.look import Look

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")

expect.set_options(timeout=60_000)

Opener = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}}
DARK = {"color_scheme": "dark"}
HOSTILE = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests here. It ends with this file: while it runs, no other event loop can."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a brief as a file. Whatever a test does with it, nothing else is asked for and nothing complains."""
    contexts, asked, said = [], [], []

    def opened(brief: Brief, fragment: str = "", look: Look | None = None, **options: Any) -> Page:
        path = tmp_path / "page.html"
        path.write_text(html(brief, look), encoding="utf-8")
        contexts.append(browser.new_context(**{"reduced_motion": "reduce", **options}))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda request: asked.append(request.url.split("#")[0]))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{path.as_uri()}{fragment}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert set(asked) <= {(tmp_path / "page.html").as_uri()}
    assert said == []


@lru_cache(maxsize=8)
def html(brief: Brief, look: Look | None) -> str:
    return str(render(brief, "html", look))


@pytest.fixture
def day(opened: Opener) -> Page:
    return opened(pages.ordinary())


def line(page: Page, number: int) -> Locator:
    return page.locator(f"#item-{number}")


def passage(page: Page, number: int) -> Locator:
    return page.locator(f".item[data-number='{number}'] .proof")


def shown(page: Page) -> list[int]:
    """The numbers of the lines that are not filtered away."""
    return page.locator(".item:visible").evaluate_all("items => items.map((item) => Number(item.dataset.number))")


def sheets(page: Page) -> list[str]:
    """The text of each sheet of paper that the page is printed on."""
    printed = io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))
    return [" ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(printed).pages]


# who exactly said that?


def test_a_click_on_a_line_opens_its_passage_and_another_closes_it(day: Page) -> None:
    expect(passage(day, 4)).to_be_hidden()
    line(day, 4).click()
    expect(passage(day, 4)).to_be_visible()
    expect(passage(day, 5)).to_be_hidden()
    line(day, 4).click()
    expect(passage(day, 4)).to_be_hidden()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_key_opens_the_passage_and_escape_closes_it(day: Page, key: str) -> None:
    line(day, 4).focus()
    day.keyboard.press(key)
    expect(passage(day, 4)).to_be_visible()
    day.keyboard.press("Escape")
    expect(passage(day, 4)).to_be_hidden()
    expect(line(day, 4)).to_be_focused()


def test_a_passage_marks_the_words_and_names_each_step_by_word(day: Page) -> None:
    line(day, 4).click()
    expect(passage(day, 4).locator("mark")).to_have_text("she would “sail on it tomorrow, papers or none”")
    steps = passage(day, 4).locator("u").evaluate_all("us => us.map((u) => [u.textContent, u.dataset.as])")
    assert steps == [["Ann Torvald", "speaker"], ["said", "says so"], ["Radio Halvern", "outlet"]]
    written = "u => getComputedStyle(u, '::after').content"
    assert passage(day, 4).locator("u").first.evaluate(written) == '"speaker"'


@pytest.mark.parametrize(("name", "label"), [("Torvald", "speaker"), ("Mayor Torvald", "speaker, Mayor Torvald")])
def test_a_step_is_named_where_the_passage_words_it_otherwise(opened: Opener, name: str, label: str) -> None:
    brief = pages.brief(pages.ORDINARY[3:4])
    section, item = brief.sections[0], brief.items[0]
    verdict = item.checked.verdict
    verdict = replace(verdict, chain=(replace(verdict.chain[0], name=name),))
    item = replace(item, checked=replace(item.checked, verdict=verdict))
    page = opened(replace(brief, sections=(replace(section, items=(item,)),)))
    expect(passage(page, 1).locator("u").first).to_have_attribute("data-as", label)


def test_what_was_found_stands_beside_the_passage_in_words(day: Page) -> None:
    line(day, 3).click()
    expect(passage(day, 3)).to_contain_text("the article names a spokesman only")
    expect(passage(day, 3).locator(".found")).to_have_attribute("data-as", "caution")


def test_words_can_be_selected_without_opening_the_line(day: Page) -> None:
    box = line(day, 2).locator(".words").bounding_box()
    assert box
    day.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    day.mouse.down()
    day.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=4)
    day.mouse.up()
    assert "shrug" in day.evaluate("String(getSelection())")
    expect(passage(day, 2)).to_be_hidden()


def test_all_passages_open_and_close_at_once(day: Page) -> None:
    toggle = day.get_by_role("button", name="Open all passages")
    toggle.click()
    expect(day.locator(".item[open]")).to_have_count(12)
    toggle.click()
    expect(day.locator(".item[open]")).to_have_count(0)


def test_without_its_script_the_page_opens_passages_and_offers_no_tools(opened: Opener) -> None:
    page = opened(pages.ordinary(), java_script_enabled=False)
    expect(page.get_by_role("search")).to_be_hidden()
    line(page, 4).click()
    expect(passage(page, 4)).to_be_visible()


# keys


def test_j_and_k_go_from_line_to_line_past_those_filtered_away(day: Page) -> None:
    day.get_by_label("Stance").select_option("conditional")
    day.get_by_label("Stance").blur()
    for key, number in (("j", 1), ("j", 3), ("j", 11), ("j", 11), ("k", 3)):
        day.keyboard.press(key)
        expect(line(day, number)).to_be_focused()


def test_a_slash_leads_to_the_search_and_is_a_letter_there(day: Page) -> None:
    day.keyboard.press("/")
    expect(day.get_by_role("searchbox")).to_be_focused()
    day.keyboard.press("/")
    expect(day.get_by_role("searchbox")).to_have_value("/")


def test_escape_in_the_search_takes_every_filter_away(day: Page) -> None:
    day.get_by_label("Stance").select_option("supports")
    day.get_by_role("searchbox").fill("ferry")
    day.keyboard.press("Escape")
    assert shown(day) == list(range(1, 13))


def test_the_first_key_stop_skips_to_the_statements(day: Page) -> None:
    day.keyboard.press("Tab")
    expect(day.get_by_role("link", name="Skip to the statements")).to_be_focused()
    day.keyboard.press("Enter")
    expect(day.get_by_role("main")).to_be_focused()


# search and filters


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        pytest.param("revik", [2, 12], id="a-speaker"),
        pytest.param("TARN gazette", [1, 4, 11], id="all-words-in-any-case"),
        pytest.param('"papers or none"', [4], id="a-phrase"),
        pytest.param('"none or papers"', [], id="no-such-phrase"),
        pytest.param("islanders' council", [2, 12], id="a-plain-apostrophe"),
        pytest.param("one official said", [5], id="only-in-the-passage"),
        pytest.param("  ", list(range(1, 13)), id="nothing"),
    ],
)
def test_a_search_finds_lines_by_what_they_and_their_passages_say(day: Page, words: str, numbers: list[int]) -> None:
    day.get_by_role("searchbox").fill(words)
    assert shown(day) == numbers


def test_a_search_forgives_accents_and_marks(opened: Opener) -> None:
    said = replace(pages.ORDINARY[0], role="maire d’Évreux")
    page = opened(pages.brief([said, *pages.ORDINARY[1:]]))
    page.get_by_role("searchbox").fill("d'evreux")
    assert shown(page) == [1]


def test_a_line_says_where_only_its_passage_has_the_words(day: Page) -> None:
    day.get_by_role("searchbox").fill("official")
    after = day.locator("#item-5 .chain").evaluate("chain => getComputedStyle(chain, '::after').content")
    assert after == '"found in the passage"'


@pytest.mark.parametrize(
    ("choice", "numbers"),
    [
        pytest.param({"Speaker": "Ida Marl"}, [1, 8], id="speaker"),
        pytest.param({"Issue": "The bridge toll"}, [10, 11, 12], id="issue"),
        pytest.param({"Stance": "conditional"}, [1, 3, 11], id="stance"),
        pytest.param({"Speaker": "Ida Marl", "Stance": "opposes"}, [8], id="both"),
    ],
)
def test_filters_leave_what_fits_and_count_it(day: Page, choice: dict[str, str], numbers: list[int]) -> None:
    for name, value in choice.items():
        day.get_by_label(name, exact=True).select_option(value)
    assert shown(day) == numbers
    expect(day.get_by_role("status")).to_have_text(f"{len(numbers)} of 12 statements")


def test_a_heading_goes_with_its_last_line(day: Page) -> None:
    day.get_by_label("Speaker", exact=True).select_option("Edda Krohn")
    expect(day.get_by_role("main").get_by_role("heading", level=2)).to_have_text(["The bridge toll"])


def test_where_nothing_fits_the_page_says_so_and_offers_the_way_back(day: Page) -> None:
    day.get_by_role("searchbox").fill("no such words anywhere")
    expect(day.get_by_text("Nothing here fits")).to_be_visible()
    expect(day.get_by_role("status")).to_have_text("0 of 12 statements")
    day.get_by_role("button", name="Show all statements").click()
    assert shown(day) == list(range(1, 13))
    expect(day.get_by_role("status")).to_have_text("12 statements")


def test_clear_is_offered_only_where_there_is_something_to_clear(day: Page) -> None:
    clear = day.get_by_role("button", name="Clear")
    expect(clear).to_be_hidden()
    day.get_by_label("Issue", exact=True).select_option("The bridge toll")
    clear.click()
    expect(clear).to_be_hidden()
    assert shown(day) == list(range(1, 13))


def test_five_hundred_lines_are_searched_like_twelve(opened: Opener) -> None:
    page = opened(pages.many(500))
    page.get_by_role("searchbox").fill('"berth 499"')
    expect(page.get_by_role("status")).to_have_text("1 of 500 statements")
    assert len(shown(page)) == 1


# addresses


def test_a_choice_can_be_kept_as_an_address(opened: Opener) -> None:
    page = opened(pages.ordinary())
    page.get_by_label("Speaker", exact=True).select_option("Ida Marl")
    page.get_by_role("searchbox").fill("quay & money")
    page.get_by_role("searchbox").press("Enter")
    fragment = page.evaluate("location.hash")
    assert fragment == "#find=quay+%26+money&speaker=Ida+Marl"
    again = opened(pages.ordinary(), fragment)
    expect(again.get_by_role("searchbox")).to_have_value("quay & money")
    expect(again.get_by_label("Speaker", exact=True)).to_have_value("Ida Marl")
    assert shown(again) == shown(page)


def test_a_link_to_a_line_opens_its_passage_alone(opened: Opener) -> None:
    page = opened(pages.ordinary(), "#item-12")
    expect(passage(page, 12)).to_be_visible()
    expect(page.locator(".item[open]")).to_have_count(1)
    expect(line(page, 12)).to_be_focused()
    expect(line(page, 12)).to_be_in_viewport()


def test_a_number_in_the_bottom_line_opens_its_line_every_time(day: Page) -> None:
    number = day.get_by_label("Bottom line").get_by_role("link", name="[8]")
    for _ in range(2):
        number.click()
        expect(passage(day, 8)).to_be_visible()
        day.keyboard.press("Escape")
        expect(passage(day, 8)).to_be_hidden()


def test_a_link_to_a_line_that_is_filtered_away_brings_it_back(day: Page) -> None:
    day.get_by_label("Speaker", exact=True).select_option("Edda Krohn")
    day.get_by_label("Bottom line").get_by_role("link", name="[8]").click()
    expect(passage(day, 8)).to_be_visible()
    assert shown(day) == list(range(1, 13))


def test_a_mark_in_the_matrix_leads_to_the_statements_behind_it(day: Page) -> None:
    day.get_by_role("row", name="Shipwrights' Guild").get_by_role("link", name="conditional").click()
    expect(day.get_by_role("status")).to_have_text("1 of 12 statements")
    assert shown(day) == [3]
    expect(line(day, 3)).to_be_focused()


@pytest.mark.parametrize("fragment", ["#item-99", "#speaker=Nobody", "#", "#%E0%A4", "#=&=", "#find"])
def test_an_address_that_leads_nowhere_shows_the_whole_page(opened: Opener, fragment: str) -> None:
    assert shown(opened(pages.ordinary(), fragment)) == list(range(1, 13))


# what was withheld


def test_the_drawer_counts_what_was_withheld_by_reason(day: Page) -> None:
    drawer = day.locator(".drawer")
    drawer.get_by_text("4 withheld, and why").click()
    expect(drawer.get_by_role("listitem")).to_have_text(
        ["2 words not in the article", "1 lost condition", "1 other speaker"]
    )
    expect(day.get_by_text("Not for forwarding")).to_have_count(0)


def test_withheld_words_are_shown_only_on_a_page_that_says_it_is_not_for_forwarding(opened: Opener) -> None:
    page = opened(pages.ordinary(), look=Look(withheld=True))
    page.get_by_role("link", name="the end of the page").click()
    expect(page.locator(".held")).to_have_count(4)
    expect(page.locator(".held").last).to_contain_text("Secret Speaker Secret statement. never said so")
    expect(page.locator(".held").last).to_contain_text("lost condition; secret condition detail")
    expect(page.get_by_text("Not for forwarding")).to_be_visible()


# paper, width and scheme


def test_an_ordinary_day_prints_on_one_sheet_without_tools_and_passages(opened: Opener) -> None:
    [sheet] = sheets(opened(pages.ordinary(), "#item-4"))
    assert sheet.startswith("The Morning Brief Tuesday 6 May 2031")
    assert "[12] Tom Revik" in sheet
    assert "2 words not in the article" in sheet
    assert "briefer check FILE" in sheet
    assert "Radio Halvern reported" not in sheet
    assert not [word for word in ("All speakers", "Open all", "Skip to", "and why") if word in sheet]


def test_a_long_day_prints_its_overview_first_and_every_line_once(opened: Opener) -> None:
    flood = pages.many(50)
    text = sheets(opened(replace(flood, changes=pages.ordinary().changes[2:3])))
    assert text[0].index("First position") < text[0].index("[1] Speaker")
    assert 1 < len(text) < 6
    assert all(" ".join(text).count(f"[{n}] Speaker") == 1 for n in range(1, 51))


def test_a_thin_day_prints_its_passages_on_the_paper_of_the_house(opened: Opener) -> None:
    page = opened(pages.brief(pages.ORDINARY[:2]), look=Look(paper="letter"))
    [sheet] = sheets(page)
    assert "a shrug with a letterhead” on Monday." in sheet
    [paper] = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert [round(side) for side in paper.mediabox[2:]] == [612, 792]


def test_only_what_is_shown_is_printed(day: Page) -> None:
    day.get_by_label("Speaker", exact=True).select_option("Edda Krohn")
    [sheet] = sheets(day)
    assert "[10] Edda Krohn" in sheet
    assert "[11] Nora Wibe" not in sheet


@pytest.mark.parametrize("day", [pages.ordinary, lambda: pages.many(50)], ids=["ordinary", "fifty"])
def test_no_width_needs_sideways_scrolling(opened: Opener, day: Callable[[], Brief]) -> None:
    page = opened(day(), "#item-4")
    for width in (320, 390, 700, 900, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_matrix_of_an_ordinary_day_is_cut_nowhere(day: Page) -> None:
    table = day.get_by_role("group", name="Speakers by issue")
    for width in (390, 900, 1200):
        day.set_viewport_size({"width": width, "height": 800})
        assert table.evaluate("box => box.scrollWidth <= box.clientWidth && box.scrollHeight <= box.clientHeight")


@pytest.mark.parametrize(
    ("fragment", "look", "options"),
    [
        pytest.param("", Look(), {}, id="light"),
        pytest.param("", Look(), DARK, id="dark"),
        pytest.param("", Look(), PHONE, id="phone"),
        pytest.param("#item-3", Look(), {}, id="passage-open"),
        pytest.param("#item-3", Look(), {**DARK, **PHONE}, id="passage-open-dark-phone"),
        pytest.param("#withheld", Look(withheld=True), {}, id="drawer-open"),
        pytest.param("#withheld", Look(withheld=True), DARK, id="drawer-open-dark"),
        pytest.param("#find=nothing", Look(), {}, id="nothing-fits"),
        pytest.param("", Look(colour="#f5d000", desk="Ferry desk"), {}, id="a-pale-colour"),
        pytest.param("", Look(colour="#000040"), DARK, id="a-dark-colour-in-the-dark"),
    ],
)
def test_no_accessibility_rule_is_broken(opened: Opener, fragment: str, look: Look, options: dict[str, Any]) -> None:
    found = Axe().run(opened(pages.ordinary(), fragment, look, **options))
    assert found.response["passes"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found.response["violations"]] == []


def test_markup_in_an_article_stays_text(opened: Opener) -> None:
    hostile = [
        replace(said, role=HOSTILE, title=HOSTILE, issue=HOSTILE, statement=HOSTILE) for said in pages.ORDINARY[:3]
    ]
    page = opened(pages.brief(hostile, notes=(HOSTILE,)), "#item-2")
    expect(page).to_have_title("The Morning Brief, Tuesday 6 May 2031")
    expect(page.locator("img")).to_have_count(0)
    expect(page.locator("#item-2 .role")).to_have_text(f", {HOSTILE}")
