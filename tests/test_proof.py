"""A page proves itself: untouched pages hold; whatever is changed in one is found and named."""

import base64
import hashlib
import io
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import made
import pages
import pypdf
import pytest

from briefer.errors import InputError, UsageError
from briefer.grounding.verdict import RULES_VERSION, check
from briefer.models import Brief, Checked, Evidence, Match, Position
from briefer.render.carried import VERSION, Seal, carried, comment, from_markdown
from briefer.render.formats import FORMATS, render, render_with_notes
from briefer.render.look import Look
from briefer.render.proof import Report, verify
from briefer.render.templates import Templates


def nothing(_: str) -> None:
    """No article is at hand."""


def page(form: str, brief: Brief | None = None) -> str:
    return str(render(brief or pages.ordinary(), form))


def report(text: str, form: str, text_of: Callable[[str], str | None] = nothing) -> Report:
    return verify(text.encode(), f".{form}", text_of)


def wheres(text: str, form: str) -> set[str]:
    return {fault.where for fault in report(text, form).faults}


def block(text: str, form: str, number: int) -> tuple[int, int]:
    """Where an item begins and ends in a page."""
    mark = (lambda n: f"[{n}] **") if form == "md" else (lambda n: f'<details class="item" data-number="{n}"')
    return text.index(mark(number)), text.index(mark(number + 1))


# pages that hold


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "brief", [pages.ordinary, lambda: pages.brief([]), lambda: pages.many(30)], ids=["ordinary", "empty", "many"]
)
def test_an_untouched_page_holds(form: str, brief: Callable[[], Brief]) -> None:
    made = render(brief(), form)
    assert verify(made if isinstance(made, bytes) else made.encode(), form, nothing).faults == ()


@pytest.mark.parametrize("form", ["md", "html", "json"])
@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: "\ufeff" + t,
        lambda t: t + "\n",
        lambda t: t.replace("\n\n", "  \n\n"),
    ],
    ids=["CRLF", "BOM", "newline at the end", "spaces at line ends"],
)
def test_what_mail_and_editors_do_to_a_file_is_no_fault(form: str, change: Callable[[str], str]) -> None:
    assert report(change(page(form)), form).faults == ()


def test_the_report_says_that_only_the_page_was_looked_at() -> None:
    found = report(page("md"), "md")
    assert (found.items, found.against_articles) == (12, 0)
    assert "the passages it carries agree" in found.sentence
    assert "only the articles help" in found.sentence


# pages that were changed


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("by 14 June if", "by 24 June if", "item 3"),
        ("a shrug with a letterhead", "a shrug without a letterhead", "item 2"),
        ("Calls the reply a mere", "Calls the reply no mere", "item 2"),
        ("Nora Wibe", "Nora Wiba", "item 11"),
        ("leader of the islanders", "leaver of the islanders", "item 2"),
        ("names a spokesman only", "names a spokesman", "item 3"),
        ("via a board member", "via a bored member", "item 1"),
        ("Only one of the two", "Only two of the two", "“Bottom line”"),
        ("A second quay at Selm", "A third quay at Selm", "“A second quay at Selm”"),
        ("12 passed", "13 passed", "rest of the page"),
        ("no islander pays", "one islander pays", "“Changed since 5 May”"),
        ("four lifeboats against", "five lifeboats against", "“Disputed”"),
    ],
)
@pytest.mark.parametrize("form", ["md", "html"])
def test_a_change_on_the_page_is_named_by_the_part_it_stands_in(form: str, old: str, new: str, where: str) -> None:
    shown, proof = page(form).rsplit("<!-- briefer proof" if form == "md" else '<script type="application', 1)
    assert old in shown
    changed = shown.replace(old, new) + page(form)[len(shown) : -len(proof)] + proof
    assert any(found.startswith(where) for found in wheres(changed, form))


def test_both_wordings_are_given() -> None:
    fault = report(page("md").replace("a shrug with a", "a shrug without a"), "md").faults[0]
    assert fault.what == (
        "shows “> “a shrug without a letterhead”” where the proof has “> “a shrug with a letterhead””"
    )


@pytest.mark.parametrize("form", ["md", "html"])
@pytest.mark.parametrize("number", [1, 4, 7, 11])
def test_a_removed_item_is_missing(form: str, number: int) -> None:
    text = page(form)
    start, end = block(text, form, number)
    gone = text[:start] + text[end:]
    if "##" in text[start:end] or "<h2>" in text[start:end]:
        pytest.fail("the case takes a heading along")
    assert f"item {number}: missing" in {f"{f.where}: {f.what}" for f in report(gone, form).faults}


@pytest.mark.parametrize("form", ["md", "html"])
def test_items_in_another_order_are_named(form: str) -> None:
    text = page(form)
    (start, middle), (_, end) = block(text, form, 2), block(text, form, 3)
    assert wheres(text[:start] + text[middle:end] + text[start:middle] + text[end:], form) == {"items 2 and 3"}


def test_added_text_is_placed() -> None:
    text = page("md")
    end = block(text, "md", 3)[0]
    faults = report(text[:end] + "[99] **Nobody** said so.\n\n" + text[end:], "md").faults
    assert [(f.where, f.what) for f in faults] == [("item 2", "text added: “[99] **Nobody** said so.”")]


# the proof itself


def edited(change: Callable[[Any], object]) -> str:
    whole = json.loads(page("json"))
    change(whole)
    return json.dumps(whole, ensure_ascii=False)


def items(whole: Any) -> Any:
    return whole["sections"][0]["items"]


def other(whole: Any) -> Any:
    """The id of another item's source."""
    return whole["sources"][4]["id"]


def claim(whole: Any) -> Any:
    """What item 2 proposes."""
    return items(whole)[1]["checked"]["position"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        pytest.param(lambda w: claim(w).update(speaker="Ann Torvald"), "item 2", id="speaker"),
        pytest.param(lambda w: claim(w).update(stance="supports"), "item 2", id="stance"),
        pytest.param(lambda w: items(w)[1]["checked"].update(article=other(w)), "item 2", id="moved"),
        pytest.param(
            lambda w: items(w)[2]["checked"]["verdict"]["findings"].clear(), "item 3", id="caution dropped"
        ),
        pytest.param(lambda w: items(w)[1]["passages"][0].update(text="else"), "item 2", id="passage"),
        pytest.param(lambda w: items(w).pop(3), "item 4", id="removed"),
        pytest.param(lambda w: items(w).insert(1, items(w).pop(2)), "item 3", id="reordered"),
        pytest.param(lambda w: w["counts"].update(withheld=3), "counts", id="counts"),
        pytest.param(lambda w: w["withheld"].pop(), "withheld", id="withheld dropped"),
        pytest.param(lambda w: w["sources"][0].update(url="https://else.example"), "sources", id="source"),
        pytest.param(lambda w: w.update(date="2031-05-07"), "date", id="date"),
        pytest.param(lambda w: w["bottom_line"][0].update(items=[77]), "bottom line", id="cites nothing"),
        pytest.param(lambda w: w.update(extra=1), "proof", id="a name that no brief has"),
    ],
)  # fmt: skip
def test_a_changed_json_is_named_by_its_part(change: Callable[[Any], object], where: str) -> None:
    assert where in wheres(edited(change), "json")


def resealed(brief: Brief) -> str:
    """The JSON that a careful forger would make: every hash fits."""
    return carried(brief)


def with_item(number: int, **position: Any) -> Brief:
    brief = pages.ordinary()
    sections = tuple(
        replace(
            section,
            items=tuple(
                replace(item, checked=replace(item.checked, position=replace(item.checked.position, **position)))
                if item.number == number
                else item
                for item in section.items
            ),
        )
        for section in brief.sections
    )
    return replace(brief, sections=sections)


def test_a_resealed_quote_fails_at_its_own_passage() -> None:
    assert wheres(resealed(with_item(2, quote="a shrug without a letterhead")), "json") == {"item 2"}


def judged(brief: Brief) -> tuple[Brief, dict[str, str]]:
    """The brief with the verdicts of the rules themselves, and its articles' texts."""
    texts = {item.checked.article: item.passages[0].text for item in brief.items}
    sections = tuple(
        replace(
            section,
            items=tuple(
                replace(
                    item,
                    checked=replace(item.checked, verdict=check(texts[item.checked.article], item.checked.position)),
                )
                for item in section.items
            ),
        )
        for section in brief.sections
    )
    return replace(brief, sections=sections, rules=RULES_VERSION), texts


def test_against_its_articles_an_honest_page_holds() -> None:
    brief, texts = judged(pages.brief(pages.ORDINARY[:2]))
    found = report(page("md", brief), "md", texts.get)
    assert found.faults == ()
    assert found.sentence.startswith("All 2 items were compared with the articles")


@pytest.mark.parametrize(
    ("article", "where"),
    [
        pytest.param(lambda text: text.replace("shrug", "honour"), "item 2: quote", id="other words"),
        pytest.param(lambda text: text + " More.", "item 2: source", id="another version"),
        pytest.param(lambda text: "Up. " + text, "item 2: passage", id="moved"),
    ],
)
def test_the_article_itself_shows_a_forgery(article: Callable[[str], str], where: str) -> None:
    brief, texts = judged(pages.brief(pages.ORDINARY[:2]))
    forged = {id_: article(text) for id_, text in texts.items()}
    assert where in {fault.where for fault in report(page("md", brief), "md", forged.get).faults}


def test_a_verdict_that_the_rules_do_not_give_is_found() -> None:
    brief, texts = judged(pages.brief(pages.ORDINARY[:2]))
    item = brief.items[1]
    wrong = replace(item.checked, verdict=replace(item.checked.verdict, chain=()))
    section = replace(brief.sections[0], items=(brief.items[0], replace(item, checked=wrong)))
    forged = page("md", replace(brief, sections=(section,)))
    found = {fault.where for fault in report(forged, "md", texts.get).faults}
    assert found == ({"item 2: verdict"} if item.checked.verdict.chain else set())


def test_what_was_withheld_keeps_its_reasons_in_the_proof() -> None:
    brief = report(page("md"), "md").brief
    kept: list[Checked] = list(brief.withheld)
    assert [c.verdict.evidence for c in kept[:2]] == [Evidence(match=Match.ABSENT)] * 2
    assert [f.rule for c in kept for f in c.verdict.findings] == ["speaker", "condition"]
    assert {c.position.quote for c in kept} == {""}


def test_local_folders_stay_at_home() -> None:
    assert [unread.origin for unread in report(page("md"), "md").brief.not_read] == ["selm.pdf", "vald.txt"]


# files that are no brief


def unfinished() -> str:
    """A block that is sealed as it should be around the beginning of a proof."""
    lines = base64.b64encode(zlib.compress(b'{"proof": {}}')[:-4]).decode()
    return f"\n<!-- briefer proof\n{hashlib.sha256(lines.encode()).hexdigest()[:16]}\n{lines}\n-->\n"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param("# Another page\n", "md", id="foreign md"),
        pytest.param("<p>Another page</p>", "html", id="foreign html"),
        pytest.param('{"a": 1}', "json", id="foreign json"),
        pytest.param("[1]", "json", id="json list"),
        pytest.param("%PDF-1.7 nothing", "pdf", id="broken pdf"),
        pytest.param("", "md", id="empty"),
        pytest.param(comment("{}"), "md", id="empty proof"),
        pytest.param(comment('{"proof": {}}'), "md", id="hollow proof"),
        pytest.param("[" * 100_000, "json", id="deep json"),
        pytest.param(unfinished(), "md", id="proof that breaks off"),
    ],
)
def test_a_file_without_a_readable_proof_is_refused(text: str, form: str) -> None:
    with pytest.raises(InputError, match=f"{form} file"):
        report(text, form)


@pytest.mark.parametrize("form", ["md", "html", "json"])
@pytest.mark.parametrize("part", [0.3, 0.7, 0.99])
def test_a_truncated_page_is_found(form: str, part: float) -> None:
    text = page(form)
    try:
        faults = report(text[: int(len(text) * part)], form).faults
    except InputError:
        return
    assert part > 0.9
    assert faults


def test_other_bytes_than_utf8_are_refused() -> None:
    with pytest.raises(InputError, match="UTF-8"):
        verify(b"\xff\xfe", "md", nothing)


def test_a_newer_proof_asks_for_an_update() -> None:
    whole = carried(pages.ordinary()).replace(f'"proof":{{"version":{VERSION}', '"proof":{"version":99')
    body = whole.rpartition(',"sha256":"')[0]
    newer = f'{body},"sha256":"{hashlib.sha256(body.encode()).hexdigest()}"}}}}'
    with pytest.raises(UsageError, match="update"):
        report(newer, "json")


def test_a_proof_with_folders_of_fonts_was_changed() -> None:
    with pytest.raises(InputError, match="its proof was changed"):
        report(edited(lambda whole: whole["proof"]["look"].update(fonts=["/usr/share/fonts"])), "json")


def test_a_version_that_was_changed_is_no_newer_proof() -> None:
    assert wheres(edited(lambda whole: whole["proof"].update(version=99)), "json") == {"proof"}


def test_an_unknown_suffix_is_refused() -> None:
    with pytest.raises(UsageError, match=r"\.docx"):
        report("", "docx")


def test_a_page_of_other_templates_is_said_to_be_beyond_comparison() -> None:
    other = carried(pages.brief([]), like=Seal(version=2, layout={"md": "letter.md.j2 0"}, drawn="", parts={}))
    faults = report("# Anything\n" + comment(other), "md").faults
    assert [fault.where for fault in faults] == ["page"]
    assert "letter.md.j2" in faults[0].what
    assert "could not be compared" in faults[0].what


# PDF


def test_a_pdf_that_another_version_drew_is_compared_by_its_text_and_links() -> None:
    seal = Seal(version=VERSION, layout={"pdf": Templates().layout("pdf")}, drawn="typst 0", parts={})
    made, _ = render_with_notes(pages.ordinary(), "pdf", like=seal)
    assert isinstance(made, bytes)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made))
    written = io.BytesIO()
    writer.write(written)
    found = verify(written.getvalue(), "pdf", nothing)
    assert found.faults == ()
    assert "drawn by typst 0" in found.sentence


def test_the_last_hash_is_over_all_that_stands_before_it() -> None:
    body, _, digest = carried(pages.ordinary()).rpartition(',"sha256":"')
    assert digest == f'{hashlib.sha256(body.encode()).hexdigest()}"}}}}'


def test_a_page_of_other_rules_is_judged_anew_against_its_articles() -> None:
    text = "“The quay stays open,” said Ida Marl. Olaf Brenn was there too, and he listened to all of it."
    source = made.article(text)
    claim = Position(speaker="Olaf Brenn", statement="Says that the quay stays open.", quote="The quay stays open")
    verdict = replace(check(text, replace(claim, speaker="")), rules="0", findings=())
    forged = made.brief([(source, [Checked(article=source.id, position=claim, verdict=verdict)])])
    found = verify(str(render(replace(forged, rules="0"), "json")).encode(), "json", lambda _: text)
    assert any("withhold" in fault.what for fault in found.faults)


def test_json_with_a_key_twice_is_found() -> None:
    page = str(render(pages.ordinary(), "json"))
    found = verify(page.replace("{", '{"engine": "llm other",', 1).encode(), "json", lambda _: None)
    assert [fault.where for fault in found.faults] == ["proof"]


def test_a_page_of_other_rules_that_leaves_out_a_relayer_is_found() -> None:
    text = "Ida Marl told envoys the quay would stay open, the Tarn Herald reported on Monday."
    source = made.article(text)
    claim = Position(speaker="Ida Marl", statement="Says the quay stays open.", quote="the quay would stay open")
    verdict = replace(check(text, claim), rules="0", chain=(), findings=())
    forged = replace(made.brief([(source, [Checked(article=source.id, position=claim, verdict=verdict)])]), rules="0")
    found = verify(str(render(forged, "json")).encode(), "json", lambda _: text)
    assert any(fault.where == "item 1: chain" and "Tarn Herald" in fault.what for fault in found.faults)


@pytest.mark.parametrize(
    "look",
    [
        Look(colour="#7a1f2b;} body::before{content:'He stole it'"),
        Look(paper="a4;} body::before{content:'He stole it'} x{"),
        Look(logo="https://elsewhere.example/x.png"),
        Look(logo="data:image/png;base64,A"),
        Look(logo="data:image/svg+xml;base64,PHN2Zz4="),
    ],
    ids=["colour", "paper", "logo-elsewhere", "logo-of-no-bytes", "logo-broken"],
)
@pytest.mark.parametrize("form", ["md", "html"])
def test_a_look_that_no_page_can_have_is_refused(form: str, look: Look) -> None:
    with pytest.raises(InputError, match="the look in it was changed"):
        report(str(render(pages.ordinary(), form, look)), form)


def test_a_source_that_is_named_otherwise_than_its_article_is_found() -> None:
    source = made.article("“The quay stays open,” said Ida Marl.")
    brief = made.brief([(source, [made.checked(source, "The quay stays open")])])
    forged = replace(
        brief, sources=tuple(replace(one, outlet="Reuters", published="2031-01-01") for one in brief.sources)
    )
    found = verify(page("html", forged).encode(), "html", lambda _: source.text, article_of=lambda _: source)
    named = [fault.where for fault in found.faults if fault.where.startswith("source")]
    assert [where.rpartition(" ")[2] for where in named] == ["outlet", "published"]


@pytest.mark.parametrize("part", ["bytes", "digest"])
def test_a_proof_in_markdown_that_was_touched_is_refused(part: str) -> None:
    whole = comment(json.dumps({"items": ["the ferry stays"] * 40}))
    at = whole.rindex("\n", 0, -10) - 4 if part == "bytes" else whole.index("proof\n") + 6
    touched = whole[:at] + ("0" if whole[at] != "0" else "1") + whole[at + 1 :]
    with pytest.raises(InputError, match="changed"):
        from_markdown(f"# A page\n{touched}")
