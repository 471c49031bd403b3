"""Whatever is changed in a page is found and named; no file makes the check stumble. BRIEFER_SOAK=1 looks longer.

What bears evidence here: every sign of a page in Markdown, HTML or JSON and every space between two words of a line;
of a PDF every byte. So neither the statement nor the article's words, a name, a number, a mark, a link, a count, the
layout or the proof may be changed unseen. Line ends, spaces at line ends and those between the signs of JSON bear
nothing: programs that pass files on change them.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import json
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pages
import pypdf
import pytest

from briefer.errors import InputError, UsageError
from briefer.models import Brief
from briefer.render import proof as proofs
from briefer.render.carried import carried, comment, from_html, from_markdown, island, public
from briefer.render.formats import FORMATS, render
from briefer.render.look import Look
from briefer.render.page import page as sheet_of
from briefer.render.pdf import pdf
from briefer.render.proof import Report, verify

pytestmark = pytest.mark.smoke
SOAK = "BRIEFER_SOAK" in os.environ
EDITS = 4000 if SOAK else 150
COSTLY = 300 if SOAK else 6  # edits after which a PDF is drawn again
FEW = pages.ORDINARY[:3]  # items of a PDF
UNTOUCHED = 200 if SOAK else 12  # days of which no page may alarm
WRITTEN = 'aeioXZ0189.,!?-é’%\\"<\u0430\u200b\u00a0\u202e'  # the last are a Cyrillic a, and what does not show
TEXTUAL = ("md", "html", "json")
UNSEEN = {ord("\u200b"): None, ord("\u2060"): None}


def page(form: str, brief: Brief | None = None) -> bytes:
    made = render(brief or pages.ordinary(), form)
    return made if isinstance(made, bytes) else made.encode()


def checked(data: bytes, form: str) -> Report | InputError:
    """What the check says; anything but a report or a clear refusal goes up and fails the test."""
    try:
        return verify(data, form, lambda _: None)
    except InputError as error:
        return error


def alarms(data: bytes, form: str) -> bool:
    result = checked(data, form)
    return isinstance(result, InputError) or bool(result.faults)


def wheres(data: bytes, form: str) -> set[str]:
    result = checked(data, form)
    return {fault.where for fault in result.faults} if isinstance(result, Report) else set()


def single(text: str, chance: random.Random) -> str:
    """The text with one character that bears evidence replaced, taken away, put in, or changed places with the next."""
    while True:
        at = chance.randrange(1, len(text) - 2)
        if any(text[n].isspace() and not (text[n - 1].isalnum() and text[n + 1].isalnum()) for n in (at, at + 1)):
            continue
        kind, new = chance.randrange(4), chance.choice(WRITTEN)
        middle = (new, "", new + text[at], text[at + 1] + text[at])[kind]
        made = text[:at] + middle + text[at + 1 + (kind == 3) :]
        if made != text:
            return made


def with_attachment(data: bytes, attached: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for held in list(writer.attachment_list):
        held.delete()
    writer.add_attachment("proof.json", attached)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def embedded(proof: str, form: str, visible_of: Brief) -> bytes:
    """The page of a brief with another proof in the place of its own."""
    if form == "json":
        return proof.encode()
    if form == "pdf":
        return with_attachment(page("pdf", visible_of), proof.encode())
    own = page(form, visible_of).decode()
    shown, _ = (from_markdown if form == "md" else from_html)(own)
    if form == "md":
        return (shown.rstrip("\n") + "\n" + comment(proof)).encode()
    before, tag, after = shown.rpartition('id="proof">')
    return (before + tag + island(proof) + after).encode()


def sealed_again(tree: dict[str, Any]) -> str:
    """The JSON of a proof whose last hash fits, whatever else is in it."""
    tree = {**tree, "proof": {name: value for name, value in tree["proof"].items() if name != "sha256"}}
    body = json.dumps(tree, separators=(",", ":"), ensure_ascii=False)[:-2]
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
    return f'{body},"sha256":"{digest}"}}}}'


@pytest.fixture
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs of one proof are drawn once."""
    kept: dict[str, Any] = {}

    def again(brief: Brief, form: str, *, templates: Any, like: Any) -> Any:
        key = carried(brief, like=like)
        if key not in kept:
            kept[key] = FORMATS[form](brief, like.look, templates, like)
        return kept[key]

    monkeypatch.setattr(proofs, "render_with_notes", again)


# untouched


@pytest.mark.parametrize("form", TEXTUAL)
@pytest.mark.parametrize("seed", range(20 if SOAK else 3))
def test_other_line_ends_and_spaces_at_line_ends_never_alarm(form: str, seed: int) -> None:
    chance = random.Random(seed)
    for brief in (pages.ordinary(), pages.brief([]), pages.many(20 + seed)):
        text = page(form, brief).decode()
        for end in ("\r\n", "\r", "\n"):
            lines = [line + chance.choice(("", " ", "\t", "  ")) for line in text.split("\n")]
            assert not alarms(("\ufeff" * chance.randrange(2) + end.join(lines) + end).encode(), form)


@pytest.mark.parametrize("form", FORMATS)
def test_an_untouched_page_never_alarms(form: str) -> None:
    """Days of every size and kind; of the pages that are drawn, which takes longer, each eighth."""
    days = [*pages.DAYS.values(), *(functools.partial(pages.any_day, seed) for seed in range(7, UNTOUCHED))]
    looks = (Look(), Look(title="The Tarn Desk", desk="Press office", colour="#224466"), Look(withheld=True))
    for n, day in enumerate(days[: UNTOUCHED : 8 if form == "pdf" else 1]):
        made = render(day(), form, looks[n % 3])
        assert not alarms(made if isinstance(made, bytes) else made.encode(), form), n


# one character


@pytest.mark.parametrize("form", TEXTUAL)
def test_every_single_character_that_is_changed_is_found(form: str) -> None:
    """What a reader sees, and the proof; of an ordinary day and others."""
    chance = random.Random(form)
    whole = [page(form, brief).decode() for brief in (pages.ordinary(), *(pages.any_day(n) for n in range(4)))]
    made = [single(whole[n % len(whole)], chance) for n in range(EDITS)]
    missed = [one for one in made if not alarms(one.encode("utf-8", "surrogatepass"), form)]
    assert not missed


@pytest.mark.parametrize("form", ["md", "html"])
def test_every_changed_item_of_a_page_is_named(form: str) -> None:
    chance, brief = random.Random(7), pages.ordinary()
    whole = page(form, brief).decode()
    begin = (lambda n: f"\n[{n}] **") if form == "md" else (lambda n: f'<summary id="item-{n}">\n<span class="n">[{n}]')
    for _ in range(EDITS // 4):
        number = chance.randrange(1, 12)
        start = whole.index(begin(number)) + len(begin(number))
        at = chance.choice(
            [
                n
                for n in range(start, whole.index("\n\n>" if form == "md" else "</summary>", start))
                if whole[n].isalnum()
            ]
        )
        made = whole[:at] + ("q" if whole[at] != "q" else "x") + whole[at + 1 :]
        assert f"item {number}" in wheres(made.encode(), form), whole[at - 20 : at + 20]


@pytest.mark.usefixtures("drawn_once")
def test_every_single_byte_of_a_pdf_that_is_changed_is_found() -> None:
    chance, data = random.Random(11), page("pdf", pages.brief(FEW))
    for _ in range(EDITS // (4 if SOAK else 8)):
        at = chance.randrange(len(data))
        made = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        assert alarms(made, "pdf"), at


def test_every_single_character_of_the_proof_in_a_pdf_is_found() -> None:
    chance, brief = random.Random(13), pages.brief(FEW)
    for _ in range(COSTLY):
        assert alarms(embedded(single(carried(public(brief)), chance), "pdf", brief), "pdf")


SHOWN_IN_PDF = ["speaker", "role", "statement", "words", "source", "via"]


def test_every_item_changed_in_the_text_of_a_pdf_is_named() -> None:
    """A changed page is drawn around the proof of the true one."""
    chance, brief = random.Random(17), pages.ordinary()
    true, proof = sheet_of(public(brief), Look()), carried(public(brief))
    for _ in range(COSTLY):
        group = chance.randrange(len(true.groups))
        lines = true.groups[group].lines
        line = chance.choice(lines)
        field = chance.choice([f for f in SHOWN_IN_PDF if getattr(line, f)])
        wrong = replace(line, **{field: single(getattr(line, field), chance)})
        seen = [getattr(one, field).translate(UNSEEN).split() for one in (wrong, line)]
        if seen[0] == seen[1]:
            continue  # a PDF's text has what is seen: neither spaces beside spaces nor characters without a width
        changed = replace(true.groups[group], lines=tuple(wrong if x is line else x for x in lines))
        groups = tuple(changed if n == group else g for n, g in enumerate(true.groups))
        data, _ = pdf(replace(true, groups=groups), proof)
        assert f"item {line.number}" in wheres(data, "pdf"), (line, field)


# whole pieces


def reshaped(form: str, change: Callable[[Brief], Brief]) -> bytes:
    """A page that shows a changed brief and carries the proof of the true one; in JSON, with the true one's seal."""
    brief = pages.ordinary()
    if form != "json":
        return embedded(carried(public(brief)), form, change(brief))
    true = json.loads(carried(brief))
    return json.dumps({**json.loads(carried(change(brief))), "proof": true["proof"]}, ensure_ascii=False).encode()


def with_items(brief: Brief, change: Callable[[list[Any]], list[Any]]) -> Brief:
    first = brief.sections[0]
    return replace(brief, sections=(replace(first, items=tuple(change(list(first.items)))), *brief.sections[1:]))


def swapped(items: list[Any]) -> list[Any]:
    """Two items whose words have changed places, each with what bears it out."""
    one, two = items[0], items[2]
    first = replace(two, number=one.number, checked=replace(two.checked, article=one.checked.article))
    second = replace(one, number=two.number, checked=replace(one.checked, article=two.checked.article))
    return [first, items[1], second, *items[3:]]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("change", "named"),
    [
        pytest.param(lambda items: items[:1] + items[2:], {"item 2"}, id="removed"),
        pytest.param(lambda items: [items[0], items[2], items[1], *items[3:]], {"items 2 and 3", "item 3"}, id="moved"),
        pytest.param(swapped, {"item 1"}, id="quotes of two sources swapped"),
    ],
)
def test_items_removed_moved_or_swapped_are_named(
    form: str, change: Callable[[list[Any]], list[Any]], named: set[str]
) -> None:
    found = {where.split(":")[0] for where in wheres(reshaped(form, lambda b: with_items(b, change)), form)}
    assert found & named


@pytest.mark.parametrize("form", FORMATS)
def test_the_proof_of_another_brief_is_found(form: str) -> None:
    other = carried(public(pages.ordinary(notes=("another day",))))
    assert form == "json" or alarms(embedded(other, form, pages.ordinary()), form)


@pytest.mark.parametrize("form", FORMATS)
def test_a_page_without_its_proof_is_refused(form: str) -> None:
    text = page(form)
    if form == "pdf":
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(text))
        for held in list(writer.attachment_list):
            held.delete()
        made = io.BytesIO()
        writer.write(made)
        gone = made.getvalue()
    elif form == "json":
        gone = json.dumps({k: v for k, v in json.loads(text).items() if k != "proof"}).encode()
    else:
        gone = (from_markdown if form == "md" else from_html)(text.decode())[0].encode()
    assert isinstance(checked(gone, form), InputError)


@pytest.mark.parametrize("form", FORMATS)
def test_a_page_that_was_cut_off_is_found(form: str) -> None:
    chance, data = random.Random(19), page(form)
    ends = [chance.randrange(len(data) - 4) for _ in range(40)] + [0, 1]
    assert all(alarms(data[:end], form) for end in ends)


@pytest.mark.parametrize("form", FORMATS)
def test_what_the_control_lets_pass_the_check_finds(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its guards off the check lets a changed page pass: so it is they that find the changes above."""
    changed = reshaped(form, lambda brief: replace(brief, notes=("A quiet day.",)))
    assert alarms(changed, form)
    monkeypatch.setattr(proofs, "unsealed", lambda _: ())
    monkeypatch.setattr(proofs, "_compared", lambda *_: [])
    assert not alarms(changed, form)


# what no brief ever was

ODD = (
    None,
    -1,
    10**30,
    0,
    2**63,
    "",
    "x",
    "2031-99-99",
    "\u0000",
    "\ufdd0",
    [],
    {},
    True,
    1.5,
    [[]],
    "item 1",
    "a" * 5000,
)


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values in a tree."""
    yield path
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from leaves(value, (*path, key))


def with_odd(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    made = json.loads(json.dumps(tree))
    functools.reduce(lambda at, key: at[key], path[:-1], made)[path[-1]] = value
    return made


@pytest.mark.parametrize("form", TEXTUAL)
def test_no_odd_value_in_a_proof_makes_the_check_stumble(form: str) -> None:
    chance, brief = random.Random(23), pages.ordinary()
    tree = json.loads(carried(public(brief)))
    paths = [path for path in leaves(tree) if path and path != ("proof",)]
    for _ in range(EDITS // 4):
        odd = with_odd(tree, chance.choice(paths), chance.choice(ODD))
        with contextlib.suppress(UsageError):  # it may look like a newer version
            checked(embedded(sealed_again(odd), form, brief), form)


@pytest.mark.parametrize("form", FORMATS)
def test_no_scrambled_file_makes_the_check_stumble(form: str) -> None:
    chance, data = random.Random(29), page(form)
    for _ in range(EDITS // (30 if form == "pdf" else 6)):
        made = bytearray(data)
        for _ in range(chance.randrange(1, 30)):
            start, size = chance.randrange(len(made)), chance.randrange(200)
            made[start : start + size] = chance.choice((b"", chance.randbytes(size), made[:size], b"[" * size))
        assert alarms(bytes(made), form) or bytes(made) == data
