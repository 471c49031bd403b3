"""The printed page, measured in the file itself: one sheet, nothing small, cut, crossed or left alone, all counted."""

import base64
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import drawn
import fonts
import pages
import pypdf
import pytest

from briefer.models import Brief, Sentence, to_json
from briefer.render.carried import carried, public
from briefer.render.formats import render
from briefer.render.look import PAPERS, Look
from briefer.render.page import page
from briefer.render.pdf import pdf
from briefer.render.proof import verify

SIZES = {"a4": (595.3, 841.9), "letter": (612.0, 792.0)}
EDGE, SIDE = 48.2, 34.0  # points: left and right margin, and the one below
ROOT = Path(__file__).resolve().parents[1]


def made(brief: Brief, paper: str = "a4", look: Look | None = None, *, system: bool = False) -> tuple[bytes, str]:
    """The PDF as it comes out where only briefer's own fonts are, and what was noted of it."""
    look = look or Look(paper=paper)
    data, notes = pdf(page(public(brief), look), carried(public(brief), look), system=system)
    return data, " ".join(notes)


@pytest.fixture(
    scope="module",
    params=[pytest.param((day, paper), id=f"{day}, {paper}") for day in pages.DAYS for paper in PAPERS],
)
def day(request: pytest.FixtureRequest) -> tuple[Brief, str, drawn.Sheet]:
    """Every day on every paper, each drawn once."""
    name, paper = request.param
    brief = pages.DAYS[name]()
    return brief, paper, drawn.sheet(made(brief, paper)[0])


Day = tuple[Brief, str, drawn.Sheet]

# what holds whatever the day brings


def test_there_is_one_page_of_the_paper(day: Day) -> None:
    _, paper, sheet = day
    assert sheet.pages == 1
    assert (sheet.width, sheet.height) == pytest.approx(SIZES[paper], abs=0.1)


def test_no_type_is_smaller_than_seven_and_a_half_points(day: Day) -> None:
    assert min(run.size for run in day[2].runs) >= 7.5


def test_nothing_stands_outside_the_margins(day: Day) -> None:
    _, _, sheet = day
    right, top = sheet.width - EDGE + 0.5, sheet.height - 39
    outside = [
        run
        for run in sheet.runs
        if run.text.strip() and not (run.left > EDGE - 0.5 and run.right < right and SIDE < run.base < top)
    ]
    assert outside == []


def test_no_lines_cross(day: Day) -> None:
    runs = sorted((run for run in day[2].runs if run.text.strip()), key=lambda run: run.base)
    crossed = [
        (one.text, other.text)
        for nth, one in enumerate(runs)
        for other in runs[nth + 1 :]
        if other.base < one.base + 0.55 * one.size and min(one.right, other.right) - max(one.left, other.left) > 1
    ]
    assert crossed == []


def columns(sheet: drawn.Sheet) -> list[list[drawn.Run]]:
    """The runs of the main column and of the side, from the top, without masthead, bottom line and foot."""
    heads = [run for run in sheet.runs if run.role == "H2"]
    top, foot = max((run.base for run in heads), default=0) + 5, foot_of(sheet)
    middle = EDGE + (sheet.width - 2 * EDGE - 22) * 0.63 + 11
    body = [run for run in sheet.runs if foot < run.base < top and run.text.strip()]
    body.sort(key=lambda run: (-run.base, run.left))
    return [[run for run in body if run.left < middle], [run for run in body if run.left >= middle]]


def foot_of(sheet: drawn.Sheet) -> float:
    return next(run.base for run in sheet.runs if run.text.startswith(("Sources ", "Checked "))) + 5


def test_no_heading_stands_without_an_item_below_it(day: Day) -> None:
    for column in columns(day[2]):
        assert not column or column[-1].role != "H2"
        for one, below in pairwise(column):
            same = one.role == below.role == "H2" and one.size == below.size and one.base - below.base < 2 * one.size
            assert one.role != "H2" or below.role != "H2" or same, f"{one.text} / {below.text}"


def test_no_word_is_cut(day: Day) -> None:
    """Each word on the page is one of the brief's or of the template's; the endless ones may be cut anywhere."""
    brief, paper, sheet = day
    known = words(to_json(page(public(brief), Look(paper=paper))).decode()) | words(template())
    text = re.sub(r"\d+ (more|of \d+|on this page)", "", sheet.text)
    strange = {word for word in words(text) if word not in known and not re.search("w{8}|dampf|fsch|naud", word)}
    assert strange == set()


def template() -> str:
    return (ROOT / "templates" / "brief.typ").read_text(encoding="utf-8")


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def test_all_that_was_cut_is_counted(day: Day) -> None:
    brief, _, sheet = day
    text = " ".join(sheet.text.split())
    shown = Counter(statements=len(numbers(sheet)), sources=len({url for url in sheet.links if ":~:" not in url}))
    assert shown["statements"] + more(text, "statement") == len(brief.items)
    assert shown["sources"] + more(text, "source") == len({source.url for source in brief.sources})
    assert text.count("→") + more(text, "change") == sum(c.kind not in ("new", "repeated") for c in brief.changes)
    assert len(brief.notes) == more(text, "note") + sum(text.count(note[:20]) for note in {*brief.notes})
    if more(text, "article"):
        assert text.count("(no text)") + more(text, "article") == len(brief.not_read)
    if shown["statements"] < len(brief.items):
        assert f"{shown['statements']} on this page" in text
    if brief.disputes:
        quarrels = sum(len(re.findall(rf"{re.escape(q)}\b", text)) for q in {titled(d.subject) for d in brief.disputes})
        assert quarrels + more(text, "dispute") >= len(brief.disputes)


def titled(subject: str) -> str:
    return f"{subject} said" if subject.startswith("the ") else subject


def more(text: str, noun: str) -> int:
    """The count in "and 3 more statements"; 0 where nothing is said to be missing."""
    found = re.search(rf"and (\d+) more {noun}s?, in the HTML and JSON", text)
    return int(found[1]) if found else 0


def numbers(sheet: drawn.Sheet) -> list[str]:
    """The numbers that begin an item: what follows stands apart on the same line."""
    return [run.text for column in columns(sheet) for run in begun(column)]


def begun(column: list[drawn.Run]) -> Iterator[drawn.Run]:
    edge = min((run.left for run in column), default=0)
    return (run for run in column if re.fullmatch(r"\[\d+\]", run.text) and run.left < edge + 1)


def test_a_heading_says_how_many_of_its_items_are_here(day: Day) -> None:
    brief, _, sheet = day
    of = {section.title.split()[0]: len(section.items) for section in brief.sections}
    said = [
        int(n) for run in sheet.runs if (found := re.fullmatch(r"(\d+) of (\d+)", run.text)) for n in found.groups()
    ]
    if said and len(of) == len(brief.sections) == 1:
        assert said == [len(numbers(sheet)), len(brief.items)]
    assert all(here < there for here, there in zip(said[::2], said[1::2], strict=True))


# what is cut first


def shown(brief: Brief) -> str:
    return " ".join(drawn.sheet(made(brief)[0]).text.split())


def test_the_items_of_the_bottom_line_are_cut_last() -> None:
    brief = replace(pages.many(50), bottom_line=(Sentence("It holds.", (50,)),))
    assert "[50] Speaker" in shown(brief)


def test_sources_leave_the_side_before_any_item_leaves_the_page() -> None:
    text = shown(pages.DAYS["30 sources"]())
    assert "more statement" not in text
    assert "and 25 more sources, in the HTML and JSON" in text


def test_three_disputes_and_five_changes_stand_before_they_are_counted() -> None:
    text = shown(pages.DAYS["only changes"]())
    assert text.count("→") == 5
    assert "and 5 more changes, in the HTML and JSON" in text
    assert "and 12 more disputes, in the HTML and JSON" in shown(pages.DAYS["only disputes"]())


def test_a_thin_day_shows_the_words_in_their_passage() -> None:
    assert "Ida Marl told the harbour board, according to a board member" in shown(pages.brief(pages.ORDINARY[:1]))


# its own look


def test_the_page_bears_the_house() -> None:
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#205080"/></svg>'
    address = f"data:image/svg+xml;base64,{base64.b64encode(logo.encode()).decode()}"
    data, _ = made(
        pages.ordinary(), look=Look(title="Tarn Dispatch", desk="Harbour desk", logo=address, paper="letter")
    )
    sheet = drawn.sheet(data)
    title, desk = (next(run for run in sheet.runs if run.text == words) for words in ("Tarn Dispatch", "Harbour desk"))
    assert title.base == desk.base
    assert title.right < desk.left
    assert title.left > EDGE + 20
    assert sheet.width == 612


# every script


def said(*statements: str) -> Brief:
    """Items with these statements, in the script that each is in."""
    one = pages.ORDINARY[0]
    quote = "Give me a certified hull"
    return pages.brief(
        [replace(one, statement=text, text=f"“{quote},” Ida Marl said.", quote=quote, via=()) for text in statements]
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Паром не выйдет, пока у корпуса нет бумаг: ґанок, ўсё, ђак.", id="Cyrillic"),
        pytest.param("Το πλοίο δεν θα φύγει χωρίς χαρτιά, ᾧ τινι.", id="Greek"),
        pytest.param("Žádný převoz, żaden prom, İstanbul’da gemi, Phà sẽ không rời bến.", id="Latin"),
        pytest.param("המעבורת לא תצא לדרך.", id="Hebrew"),
    ],
)
def test_briefers_own_fonts_write(text: str) -> None:
    data, notes = made(said(text))
    assert notes == ""
    for word in re.findall(r"\w+", text):
        assert word in drawn.sheet(data).text.replace("\n", " ")


def test_italics_of_another_script_come_from_one_font() -> None:
    one = pages.Said("Ferry", "Ида Марль", "Паром не выйдет, сказала Ида Марль.", "Паром не выйдет")
    runs = drawn.sheet(made(pages.brief([one]))[0]).runs
    assert {"LibertinusSerif-Italic" in run.font for run in runs if run.text.startswith("Паром")} == {True}


@pytest.mark.parametrize(
    ("text", "placeholder", "remedy"),
    [
        pytest.param("渡轮不会开航", "[Chinese text]", "Noto Sans CJK (Debian: fonts-noto-cjk)", id="Chinese"),
        pytest.param("เรือข้ามฟาก", "[Thai text]", "Noto Sans Thai (Debian: fonts-noto-core)", id="Thai"),
        pytest.param("\U0001f600", "[U+1F600]", "a font with these signs", id="emoji"),
    ],
)
def test_what_no_font_has_is_named_with_the_remedy_and_costs_nothing_else(
    text: str, placeholder: str, remedy: str
) -> None:
    data, notes = made(said(f"Laughs {text} aloud."))
    assert f"Laughs {placeholder} aloud." in " ".join(drawn.sheet(data).text.split())
    assert f"no font here has {placeholder}, so named on the page; install {remedy}" in notes
    assert "`fonts` in briefer.toml" in notes


def test_a_font_from_the_house_writes_what_briefers_own_lack(tmp_path: Path) -> None:
    (tmp_path / "han.ttf").write_bytes(fonts.font("渡轮不会开航", "House Han"))
    data, notes = made(said("Says 渡轮不会开航."), look=Look(fonts=(str(tmp_path),)))
    sheet = drawn.sheet(data)
    assert notes == ""
    assert [run.font[8:] for run in sheet.runs if "渡轮" in run.text] == ["HouseHan"]
    assert all("HouseHan" not in run.font for run in sheet.runs if run.text.isascii())


def test_words_from_right_to_left_run_so_and_end_where_their_sentence_goes_on() -> None:
    data, _ = made(said("Says: אחת שתיים! (12) and goes."))
    runs = drawn.sheet(data).runs
    order = [next(run.left for run in runs if word in run.text) for word in ("Says:", "שתיים", "אחת", "goes.")]
    assert order == sorted(order)


def test_the_systems_fonts_are_asked_for_nothing_that_briefers_own_write() -> None:
    asked = made(pages.ordinary(), system=True), made(pages.ordinary(), system=False)
    assert asked[0] == asked[1]


def test_a_page_in_the_houses_own_signs_is_not_said_to_be_changed_where_these_are_missing(tmp_path: Path) -> None:
    sign = "\U000103c5"  # in no script, so in no font of the system
    (tmp_path / "house.ttf").write_bytes(fonts.font(sign, "House Signs"))
    data, notes = made(said(f"Wears the {sign} of the guild."), look=Look(fonts=(str(tmp_path),)))
    assert notes == ""
    report = verify(data, "pdf", lambda _: None)
    assert [fault.what.split(":")[0] for fault in report.faults] == ["drawn with fonts that are not here"]


def test_joiners_of_letters_stay_in_the_scripts_that_need_them() -> None:
    data, notes = made(said("Says ka\u200dbin and می\u200cرود."))
    assert "kabin" in drawn.sheet(data).text
    assert "U+200" not in notes + drawn.sheet(data).text


def test_a_title_that_no_font_can_write_is_named_too() -> None:
    data, notes = made(said("Says so."), look=Look(title="港湾日报"))
    assert "[Chinese text]" in notes
    assert [run.text for run in drawn.sheet(data).runs if run.role == "H1"] == ["[Chinese text]"]


# what others can read of it


def tree(data: bytes) -> list[str]:
    """The roles of the page's tags in reading order."""

    def walk(node: object) -> Iterator[str]:
        node = node.get_object()  # type: ignore[attr-defined]
        if isinstance(node, pypdf.generic.DictionaryObject):
            if "/S" in node:
                yield str(node["/S"])[1:]
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                yield from walk(kid)

    return list(walk(pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]))  # type: ignore[index]


def test_it_says_that_it_is_archivable_and_accessible() -> None:
    root = pypdf.PdfReader(io.BytesIO(made(pages.ordinary())[0])).trailer["/Root"]
    described = str(root["/Metadata"].get_data())  # type: ignore[index]
    assert "<pdfaid:part>3" in described
    assert "<pdfaid:conformance>A" in described
    assert "<pdfuaid:part>1" in described
    assert "The Morning Brief, Tuesday 6 May 2031" in described
    assert root["/Lang"] == "en"  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]


def test_its_tags_are_read_in_the_order_of_the_page() -> None:
    data, _ = made(pages.ordinary())
    roles = Counter(tree(data))
    assert roles["H1"] == 1
    assert roles["H2"] == 7  # three issues, changes, matrix, disputes, sources
    assert roles["TH"] >= 3
    text = drawn.sheet(data).text
    order = [
        "Morning Brief",
        "stays in dock",
        "Reopening the Tarn ferry",
        "The bridge toll",
        "CHANGED",
        "SOURCES",
        "Checked",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_items_lead_to_their_words_and_sources_to_their_articles() -> None:
    links = drawn.sheet(made(pages.ordinary())[0]).links
    assert any(link.endswith("#:~:text=a%20shrug%20with%20a%20letterhead") for link in links)
    assert {source.url for source in pages.ordinary().sources} <= set(links)


def test_the_proof_is_attached() -> None:
    [[attached]] = pypdf.PdfReader(io.BytesIO(made(pages.ordinary())[0])).attachments.values()
    assert json.loads(attached)["id"] == "b1"


def test_pages_that_are_drawn_at_once_are_the_same() -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn_at_once = list(pool.map(lambda _: made(pages.ordinary())[0], range(4)))
    assert len({*drawn_at_once, made(pages.ordinary())[0]}) == 1


def test_the_same_brief_gives_the_same_bytes_after_another_one() -> None:
    first = made(pages.ordinary())[0]
    made(pages.many(20))
    assert made(pages.ordinary())[0] == first == render(pages.ordinary(), "pdf")
