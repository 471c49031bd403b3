"""One brief in four formats: what stands there, what may not, and one page whatever the day brings."""

import html
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pages
import pypdf
import pytest

from briefer.errors import BrieferError, UsageError
from briefer.models import Brief, HopKind, Passage, from_json
from briefer.render.carried import from_markdown
from briefer.render.formats import FORMATS, render, suffix_of, write_whole
from briefer.render.links import link
from briefer.render.markup import markdown
from briefer.render.page import beside

SAID = pages.ORDINARY[0]
VISIBLE = ("md", "html", "pdf")


def text_of(brief: Brief, form: str) -> str:
    """What a reader sees of the page: no markup, one space between words."""
    page = render(brief, form)
    if form == "pdf":
        assert isinstance(page, bytes)
        text = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page)).pages)
    elif form == "html":
        parser = Reader()
        parser.feed(str(page))
        text = "".join(parser.seen)
    else:
        visible = str(page).split("<!-- briefer proof")[0]
        text = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", lambda m: f"&#{ord(m[1])};", visible))
    return " ".join(text.split())


class Reader(HTMLParser):
    """Text nodes outside style and script, and every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] and self.tags[-1][0] in ("style", "script") and self.cdata_elem:
            return
        self.seen.append(data)


# what stands there


@pytest.mark.parametrize(("form", "part"), [("md", slice(None)), ("html", slice(None))])
def test_an_ordinary_day_looks_as_it_was_approved(form: str, part: slice) -> None:
    """Set BRIEFER_GOLDEN=write to approve what is made now."""
    made = str(render(pages.ordinary(), form))
    made = made.split("<!-- briefer proof")[0] if form == "md" else made[made.index("<body>") : made.index("<script ")]
    golden = pages.CASES / f"ordinary.{form}"
    if os.environ.get("BRIEFER_GOLDEN") == "write":
        golden.write_text(made[part], encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", VISIBLE)
@pytest.mark.parametrize(
    "words",
    [
        "The Morning Brief",
        "Tuesday 6 May 2031",
        "12 articles · 4 outlets · 16 statements checked",
        "the islanders call that a shrug",
        "“a shrug with a letterhead”",
        "she would “sail on it tomorrow, papers or none”",
        "via a board member · Tarn Gazette, 5 May",
        "the article names a spokesman only",
        "no islander pays to go home",
        "2 words not in the article",
        "1 other speaker",
        "16 statements proposed: 12 passed (1 with a caution), 4 withheld",
        "who speaks is judged by the rules that proposed it",
        "language not read: Swedish",
        "briefer check FILE",
    ],
)
def test_an_ordinary_page_says(form: str, words: str, ordinary: Callable[[str], str]) -> None:
    assert words.lower() in re.sub(r"[*`]", "", ordinary(form)).lower()


@pytest.fixture(scope="module")
def ordinary() -> Callable[[str], str]:
    made = {form: text_of(pages.ordinary(), form) for form in VISIBLE}
    return made.__getitem__


@pytest.mark.parametrize("form", VISIBLE)
def test_words_that_stand_in_no_marks_get_none(form: str) -> None:
    text = text_of(pages.ordinary(), form)
    assert "the money was there for one, not for two" in text
    assert "“the money" not in text


@pytest.mark.parametrize("form", ["md", "html", "pdf"])
def test_withheld_words_leave_no_trace_outside_json(form: str) -> None:
    page = render(pages.ordinary(), form)
    if isinstance(page, bytes):
        reader = pypdf.PdfReader(io.BytesIO(page))
        page = reader.pages[0].extract_text() + str(reader.attachments)
    elif form == "md":
        page += from_markdown(str(page))[1]
    assert not re.search("(?i)secret|never said so", page)


def test_json_is_the_whole_brief_again() -> None:
    brief = pages.ordinary()
    text = str(render(brief, "json"))
    assert from_json(text, Brief) == brief
    assert text.startswith('{\n  "id"')
    assert text.endswith("}\n")
    assert "proof" in json.loads(text)


def test_a_chain_reads_from_the_outside_in() -> None:
    text = "“We sail,” Ida Marl told partners, the Post reported, citing a diplomat."
    via = (("a diplomat", HopKind.RELAYER), ("the Post", HopKind.OUTLET))
    brief = pages.brief([replace(SAID, text=text, quote="We sail", via=via)])
    assert "via the Post, from a diplomat · Tarn Gazette" in text_of(brief, "md")


def test_a_cell_with_two_stances_shows_both() -> None:
    said = [*pages.ORDINARY, replace(pages.ORDINARY[0], stance="opposes")]
    assert "| Ida Marl | ◆ conditional, ▼ opposes |" in text_of(pages.brief(said), "md")


def test_no_matrix_where_it_would_only_repeat_the_items() -> None:
    assert "Who stands where" not in text_of(pages.brief(pages.ORDINARY[:4]), "md")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_brief_gives_the_same_bytes(form: str) -> None:
    assert render(pages.ordinary(), form) == render(pages.ordinary(), form)


# what is refused


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "text",
    ["Another paragraph altogether.", "“" + SAID.quote.replace("day", "night") + "”", "moved on " + SAID.text],
    ids=["other words", "changed words", "moved words"],
)
def test_nothing_is_written_where_a_passage_does_not_bear_out_the_words(form: str, text: str) -> None:
    brief = pages.brief([SAID])
    item = replace(brief.items[0], passages=(Passage(0, text),))
    wrong = replace(brief, sections=(replace(brief.sections[0], items=(item,)),))
    with pytest.raises(BrieferError, match="item 1"):
        render(wrong, form)


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="md, html, pdf, json"):
        render(pages.ordinary(), "docx")


@pytest.mark.parametrize(("name", "form"), [("a.PDF", "pdf"), ("b.c.md", "md")])
def test_a_file_name_asks_for_its_format(name: str, form: str) -> None:
    assert suffix_of(name) == form


def test_a_file_is_replaced_whole_and_a_link_is_not_followed(tmp_path: Path) -> None:
    kept, page = tmp_path / "kept", tmp_path / "page.md"
    kept.write_text("kept")
    page.symlink_to(kept)
    write_whole(page, "new")
    assert (page.read_text(), kept.read_text(), len(list(tmp_path.iterdir()))) == ("new", "kept", 2)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX says whether a process lives without ending it")
def test_what_a_killed_run_left_beside_a_file_goes(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead, living = (tmp_path / f".a.md.{pid}.part" for pid in (int(done.stdout), os.getppid()))
    own = tmp_path / f".a.md.{int(done.stdout)}"  # somebody's own file of a like name
    for left in (dead, living, own):
        left.write_text("part")
    write_whole(tmp_path / "a.md", "whole")
    assert {one.name for one in tmp_path.iterdir()} == {"a.md", living.name, own.name}


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrieferError, match="nowhere"):
        write_whole(tmp_path / "nowhere" / "page.md", "x")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("1. one", "1\\. one"), ("- one", "\\- one"), ("+ one", "\\+ one"), ("a\u2028b\nc", "a b c"),
        ("at $5", "at $5"), ("$5 or $x$", "\\$5 or \\$x\\$"), ("a\x00b", "a\ufffdb"), ("Smith & Co", "Smith & Co"),
        ("C# in the U.S. at 10:30", "C# in the U.S. at 10:30"), ("see www.x.com", "see www\\.x\\.com"),
        ("it is https://x", "it is https\\://x"), ("a\u202eb", "\u2068a\u202eb\u2069"),
        ("a\u2069b\u202ec", "\u2068\u2068a\u2069b\u202ec\u2069\u2069"), ("a\u2066b", "\u2068a\u2066b\u2069\u2069"),
    ],
)  # fmt: skip
def test_markdown_escapes_what_would_act_and_nothing_else(text: str, escaped: str) -> None:
    assert markdown(text) == escaped


@pytest.mark.parametrize(
    ("url", "safe"),
    [("https://a.example/b?c=d&e=f#g", "https://a.example/b?c=d&e=f#g"), ("http://a.example/x y<z>", "http://a.example/x%20y%3Cz%3E"),
     ("javascript:alert(1)", ""), ("data:text/html,x", ""), ("file:///etc/passwd", ""), ("https://u:p@a.example/", ""),
     ("https://аррle.example/", "https://xn--le-6kcek7g.example/"), ("unknown", ""), ("https://[::1", "")],
)  # fmt: skip
def test_only_plain_web_addresses_are_followed(url: str, safe: str) -> None:
    assert link(url)[:14] == safe[:14]
    assert bool(link(url)) == bool(safe)


def test_html_asks_nothing_of_anybody() -> None:
    page = str(render(pages.ordinary(), "html"))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    parser = Reader()
    parser.feed(page)
    assert not {tag for tag, _ in parser.tags} & {"link", "img", "iframe", "object", "embed", "base", "svg"}
    assert not [
        a for _, attributes in parser.tags for a in attributes if a in ("src", "style", "srcset") or a.startswith("on")
    ]


@pytest.mark.parametrize(
    ("statement", "words", "shown"),
    [
        pytest.param("Says that the dam is safe.", "the dam is safe", "", id="says-that"),
        pytest.param("Rejects a request for aid.", "rejecting a request for aid", "", id="verb-in-the-words"),
        pytest.param("Denies that she would resign.", "she would resign", "Denies:", id="a-denial-must-show"),
        pytest.param("Doubts that the plan would work.", "the plan would work", "Doubts:", id="a-doubt-must-show"),
        pytest.param(
            "Promises a bridge within a year.", "a bridge within a year", "Promises a bridge within a year.", id="whole"
        ),
        pytest.param("Says that it is safe.", "the dam is safe", "Says that it is safe.", id="other-words"),
    ],
)
def test_a_statement_is_cut_to_what_it_adds_to_the_words(statement: str, words: str, shown: str) -> None:
    assert beside(statement, words) == shown
