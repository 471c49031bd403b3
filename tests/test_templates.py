"""A user's own templates: found first, never able to undo the escaping or to leave their place, named when wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pages
import pytest
from reading import html_seen, markdown_seen, pdf_seen

from briefer.cli import main
from briefer.errors import UsageError
from briefer.render.carried import from_html, from_markdown
from briefer.render.formats import render_with_notes
from briefer.render.proof import Report, verify
from briefer.render.templates import FILES, Templates
from briefer.store import Store

TYP = """#set document(title: "x", date: datetime(year: 2031, month: 5, day: 6))
#set text(lang: "en")
#pdf.attach("/p.json", bytes(sys.inputs.proof), relationship: "data", mime-type: "application/json", description: "x")
#let d = json(bytes(sys.inputs.data))
= Letter #d.day
"""
LETTERS = {
    "letter.md.j2": "Letter {{ page.day }}\n",
    "letter.html.j2": "<p>Letter {{ page.day }}</p>\n",
    "letter.typ": TYP,
}
FORMS = {"letter.md.j2": "md", "letter.html.j2": "html", "letter.typ": "pdf"}
HOSTILE = "*b* <i>c</i> [d](javascript:e) `f` _g_"


def laid_out(file: Path, source: str, *, seconds: float = 20.0) -> bytes:
    """An ordinary brief's page by a template with that source."""
    file.write_text(source, encoding="utf-8")
    form = FORMS[f"letter{''.join(file.suffixes)}"]
    page = render_with_notes(pages.ordinary(), form, templates=Templates(named=file, seconds=seconds))[0]
    return page if isinstance(page, bytes) else page.encode()


def checked(page: bytes, name: str, templates: Templates) -> Report:
    return verify(page, FORMS[name], lambda _: None, templates)


# where they are found


@pytest.mark.parametrize(
    ("name", "source", "shown"),
    [
        ("brief.md.j2", "Letter {{ page.day }}", "Letter Tue"),
        ("brief.html.j2", "<p>Letter {{ page.day }}</p>", "<p>Letter Tue"),
        ("brief.css", "b { color: red }", "\nb { color: red }</style>"),
        ("brief.js", "let own;", "<script>let own;</script>"),
        ("brief.typ", TYP, "Letter Tue"),
    ],
)
def test_the_users_own_file_goes_before_the_built_in_one(name: str, source: str, shown: str, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / name).write_text(source)
    form = next(form for form, files in FILES.items() if name in files)
    page = render_with_notes(pages.ordinary(), form, templates=Templates(user=tmp_path))[0]
    assert shown in (page if isinstance(page, str) else pdf_seen(page)[0])


def test_a_template_takes_in_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "foot.md.j2").write_text("Foot {{ page.iso }}")
    assert b"Foot 2031-05-06" in laid_out(tmp_path / "letter.md.j2", "{% include 'foot.md.j2' %}")


# what they cannot do

TRICKS = (
    "{{ x }}", "{{ x|safe }}", "{% autoescape false %}{{ x }}{% endautoescape %}", "{{ x[1:] }}",
    "{{ x|upper }}",
    "{{ (x ~ x)|safe }}", "{{ x|truncate(20) }}", "{{ x|replace('b', 'd')|safe }}",
    "{{ '%s'|format(x)|safe }}",
    "{% set y %}{{ x|safe }}{% endset %}{{ y }}",
    "{{ [x, x]|join(' ')|safe }}", "{{ x.__str__ if false else x.strip() }}",
    "{{ x|striptags|safe }}", "{{ x|reverse|safe }}",
    "{% filter safe %}{{ x }}{% endfilter %}", "{{ x|list|join|safe }}",
)  # fmt: skip


@pytest.mark.parametrize(("form", "seen"), [("md", markdown_seen), ("html", html_seen)])
def test_no_trick_of_a_template_undoes_the_escaping(
    form: str, seen: Callable[[str], tuple[str, list[tuple[str, ...]]]], tmp_path: Path
) -> None:
    file = tmp_path / f"letter.{form}.j2"
    file.write_text("{% set x = page.notes[0] %}\n" + "\n\n".join(f"<p>{one}</p>" for one in TRICKS))
    kinds = []
    for note in (HOSTILE, "plain words without any harm in them"):
        made = render_with_notes(pages.ordinary(notes=(note,)), form, templates=Templates(named=file))[0]
        kinds.append(seen(str(made))[1])
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize(
    ("name", "source", "line", "cause"),
    [
        pytest.param("a.md.j2", "\n{{ page.nope }}", 2, "has no attribute 'nope'", id="unknown-field"),
        pytest.param("a.html.j2", "\n\n{% if %}", 3, "Expected an expression", id="syntax"),
        pytest.param("a.md.j2", "{{ ''.__class__ }}", 1, "unsafe", id="reach"),
        pytest.param("a.md.j2", "{% include '../a.md.j2' %}", 1, "another folder", id="outside"),
        pytest.param("a.md.j2", "{% macro f() %}{{ f() }}{% endmacro %}\n{{ f() }}", 1, "recursion", id="recursion"),
        pytest.param("a.md.j2", "\n{{ 1 / 0 }}", 2, "division by zero", id="arithmetic"),
        pytest.param("a.typ", TYP + "#nope", 6, "unknown variable: nope", id="typst"),
        pytest.param("a.typ", TYP + '#read("/a.typ")', 6, "file not found", id="typst-file"),
    ],
)
def test_a_wrong_template_is_named_with_its_line(name: str, source: str, line: int, cause: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=cause) as raised:
        laid_out(tmp_path / name, source)
    assert raised.value.subject == f"{tmp_path / name} line {line}"
    assert "\n" not in str(raised.value)


def test_a_template_that_fills_the_memory_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too much memory"):
        laid_out(tmp_path / "a.md.j2", "{{ 'a' * 9999999999 }}")


def test_a_template_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    with pytest.raises(UsageError, match=r"more than 0\.5 s"):
        laid_out(tmp_path / "a.md.j2", endless, seconds=0.5)


def test_a_printed_page_without_its_proof_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="attaches no proof"):
        laid_out(tmp_path / "a.typ", "Letter")


# what such a page carries


@pytest.mark.parametrize("name", LETTERS)
def test_a_page_of_another_template_carries_no_withheld_word_and_its_brief_is_checked(
    name: str, tmp_path: Path
) -> None:
    made = laid_out(tmp_path / name, LETTERS[name])
    report = checked(made, name, Templates())
    assert [fault.where for fault in report.faults] == ["page"]
    assert f"a template {name} that is not here" in report.faults[0].what
    assert "The brief that the page carries and the passages it carries agree" in report.sentence
    assert len(report.brief.withheld) == 4
    proof = json.dumps(report.brief.withheld, default=lambda value: {n: getattr(value, n) for n in value.__slots__})
    assert "secret" not in proof.lower()
    assert "never said so" not in proof


@pytest.mark.parametrize("name", LETTERS)
def test_where_its_template_is_at_hand_the_whole_page_is_compared(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    made = laid_out(folder / name, LETTERS[name])
    assert checked(made, name, Templates(user=tmp_path)).faults == ()
    if name != "letter.typ":
        changed = made.replace(b"Letter Tue", b"Letter Wed", 1)
        assert checked(changed, name, Templates(user=tmp_path)).faults


def test_a_page_of_the_built_in_template_holds_for_whoever_has_another(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "brief.md.j2").write_text("Letter {{ page.day }}")
    made = str(render_with_notes(pages.ordinary(), "md")[0]).encode()
    assert checked(made, "letter.md.j2", Templates(user=tmp_path)).faults == ()


@pytest.mark.parametrize(("form", "opened"), [("md", from_markdown), ("html", from_html)])
def test_the_words_of_what_was_withheld_are_in_no_page(
    form: str, opened: Callable[[str], tuple[str, str]], tmp_path: Path
) -> None:
    everything = "{{ page }}"
    page = laid_out(tmp_path / f"letter.{form}.j2", everything).decode()
    assert "never said so" not in page + opened(page)[1]
    assert "secret" not in (page + opened(page)[1]).lower()


# the command line


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., int]:
    with Store.open(tmp_path / "s.db") as store:
        store.save_brief(replace(pages.ordinary(), id="b1"), datetime(2031, 5, 6, tzinfo=UTC))
    for name, source in LETTERS.items():
        (tmp_path / name).write_text(source)
    return lambda name, *words: main(
        ["export", "--store", str(tmp_path / "s.db"), "--template", str(tmp_path / name), *words]
    )


def test_a_template_says_what_is_printed(export: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert export("letter.html.j2") == 0
    assert "<p>Letter Tuesday 6 May 2031</p>" in capsys.readouterr().out


def test_a_template_lays_out_the_file_of_its_format_alone(export: Callable[..., int], tmp_path: Path) -> None:
    assert export("letter.md.j2", "-o", str(tmp_path / "a.md"), "-o", str(tmp_path / "a.html")) == 0
    assert (tmp_path / "a.md").read_text().startswith("Letter Tuesday")
    assert "<h1>" in (tmp_path / "a.html").read_text()


@pytest.mark.parametrize(
    ("name", "words", "cause"),
    [
        pytest.param("letter.md.j2", ["-o", "a.pdf"], "write a .md file", id="other-format"),
        pytest.param("none.md.j2", [], "no such file", id="missing"),
        pytest.param("s.db", [], "name it x.md.j2", id="no-format"),
    ],
)
def test_a_template_that_does_not_fit_is_wrong_use(
    export: Callable[..., int], capsys: pytest.CaptureFixture[str], name: str, words: list[str], cause: str
) -> None:
    assert export(name, *words) == 2
    assert cause in capsys.readouterr().err
