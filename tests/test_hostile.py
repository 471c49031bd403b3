"""Text that tries to act comes back as text: in every field, in every format."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pages
import pytest
from reading import html_seen, markdown_seen, pdf_seen, squeezed

from briefer.grounding.locate import locate
from briefer.models import Brief, Change, Dispute, HopKind, Mode, NotRead, Sentence, Stance
from briefer.render.formats import render
from briefer.render.look import Look
from briefer.render.markup import clean

ROWS = [json.loads(row) for row in (Path(__file__).parent / "cases" / "hostile.jsonl").read_text().splitlines()]
PAYLOADS = {row["id"]: row["text"] * row.get("times", 1) for row in ROWS}
PLAIN = "plain"
BATCH = 6  # payloads on one PDF page
URL = "https://out.example/"
BARE = re.compile(r"(?:https?|ftp)://|\bwww\.|\w@\w|(?<!\\):[\w+-]+:")
"""What Markdown readers make a link or a picture of, outside links: addresses, mail, emoji by name."""


@dataclass(frozen=True)
class Put:
    """A payload put into the fields of a brief: before the name of every other one, behind that of the rest."""

    payload: str
    first: bool
    quotable: bool = True  # whether the words with it are found again as they are, outside quotation marks

    def into(self, field: str) -> str:
        if self.first ^ (len(field) % 2 == 0):
            return f"{self.payload} {field}"
        return f"{field} {self.payload}"

    def said(self) -> pages.Said:
        """An item all of whose texts hold the payload."""
        speaker, relay = self.into("Speaker"), self.into("relay")
        text = f"It was told so: {self.payload} was said by {speaker} to {relay}, and {self.into('passage')}."
        quote = f"so: {self.payload} was said" if self.quotable else "told"
        return pages.Said(
            self.into("issue"), speaker, text, quote, self.into("statement"), self.into("role"), "supports",
            self.into("outlet"), self.into("title"), via=((relay, HopKind.RELAYER),), caution=self.into("caution"),
            heading=self.into("heading"),
        )  # fmt: skip

    def brief(self, *others: Put) -> Brief:
        said = self.said()
        sources = tuple(
            replace(pages.source_of(one, url=URL + put.payload[:400]), notes=(put.into("remark"),))
            for put in (self, *others)
            for one in (put.said(),)
        )
        shift = Change(
            kind="reversed", speaker=said.speaker, issue=self.into("matter"), now=1, before_date=pages.YESTERDAY,
            before_stance=Stance.OPPOSES, before_quote=self.into("before"), before_outlet=self.into("then"),
        )  # fmt: skip
        held = pages.refused(pages.source_of(said).id, quote=self.into("proposed"))
        position = replace(held.position, speaker=self.into("Held"), statement=self.into("claimed"))
        return pages.brief(
            [said, replace(said, issue="other"), *(put.said() for put in others)],
            notes=(self.into("note"),),
            sources=sources,
            bottom_line=(Sentence(self.into("bottom"), (1,)), Sentence(self.into("line"), ())),
            changes=(shift, replace(shift, kind="new", before_stance=None, before_quote="")),
            disputes=(Dispute("speakers", self.into("subject"), (1, 2), self.into("difference")),),
            not_read=(NotRead("in/x.txt", self.into("unread"), self.into("reason")),),
            engine=f"llm {self.into('engine')}",
            withheld=(replace(held, position=position),),
        )

    def look(self) -> Look:
        return Look(title=self.into("house"), desk=self.into("desk"), withheld=True)


def put(payload: str, first: bool) -> Put:
    said = Put(payload, first).said()
    found = locate(said.text, said.quote)
    return Put(payload, first, found.found and found.occurrences == 1 and found.mode is Mode.INDIRECT)


PUT = {name: put(payload, n % 2 == 0) for n, (name, payload) in enumerate(PAYLOADS.items())}
ITEM = ("Speaker", "issue", "statement", "role", "caution", "heading", "relay", "outlet")
REST = (
    "title", "matter", "before", "then", "note", "bottom", "line", "subject", "difference", "unread", "reason",
    "engine", "house", "desk",
)  # fmt: skip
FIELDS = {"md": (*ITEM, *REST, "remark"), "html": (*ITEM, *REST, "remark", "passage", "Held", "claimed", "proposed")}
SEEN = {"md": markdown_seen, "html": html_seen}


def test_there_are_a_hundred_payloads_and_as_many_that_are_quoted() -> None:
    assert len(PUT) >= 100
    assert sum(put.quotable for put in PUT.values()) >= 100


@pytest.mark.parametrize("form", SEEN)
@pytest.mark.parametrize("put", PUT.values(), ids=PUT)
def test_every_field_comes_back_literally_and_nothing_acts(form: str, put: Put) -> None:
    page = str(render(put.brief(), form, put.look()))
    text, nodes = SEEN[form](page)
    seen = same(text)
    assert not [field for field in FIELDS[form] if same(put.into(field)) not in seen]
    assert same(put.said().quote) in seen
    assert [unaddressed(node) for node in nodes] == harmless(form, put.first, put.quotable)
    assert {node[-1][: len(URL)] for node in nodes if ":" in node[-1]} == {URL}
    assert form == "html" or not BARE.search(re.sub(r"(?m)^\[[ws]\d+\]: .*$|\n<!-- briefer proof(?s:.*)", "", page))


@cache
def harmless(form: str, first: bool, quotable: bool) -> list[tuple[str, ...]]:
    """The nodes of the same page with a payload that is a word."""
    plain = Put(PLAIN, first, quotable)
    return [unaddressed(node) for node in SEEN[form](str(render(plain.brief(), form, plain.look())))[1]]


def same(text: str) -> str:
    """The text as far as it must come back: a speaker's first letter is made a capital, spaces are one."""
    return squeezed(clean(text)).casefold()


def unaddressed(node: tuple[str, ...]) -> tuple[str, ...]:
    return (*node[:-1], re.sub(r"https://.*", "https://", node[-1])) if len(node) > 2 else node


SHORT = [row["id"] for row in ROWS if "times" not in row]


@pytest.mark.parametrize("names", [SHORT[at : at + BATCH] for at in range(0, len(SHORT), BATCH)], ids=" ".join)
def test_the_printed_page_shows_them_too(names: list[str]) -> None:
    """What is too long is cut, what no font has is named: what is left comes back."""
    first, *others = (PUT[name] for name in names)
    page = render(first.brief(*others), "pdf", first.look())
    assert isinstance(page, bytes)
    text, nodes = pdf_seen(page)
    text = text.replace("\u200b", "")  # where a long word may break
    assert {kind for kind, *_ in nodes} <= {"/Link", "file"}
    assert all(node[1].startswith(("https://", "/")) or node[0] == "file" for node in nodes)
    for put in (first, *others):
        assert printable(put.into("statement")).search(squeezed(text)), put.payload[:40]


def printable(text: str) -> re.Pattern[str]:
    """Matches the beginning of a text where some characters may have been named in brackets."""
    shown = re.sub(r"[^ -~¡-¬®-\u024f]+", "\0", squeezed(clean(text)))[:40]
    return re.compile(re.sub("\0", ".{0,900}?", re.escape(shown).replace("\\\0", "\0")))
