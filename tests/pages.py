"""Briefs built by hand for tests of the page: invented, and consistent with themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from briefer.grounding.locate import locate
from briefer.models import (
    UNKNOWN,
    Brief,
    Change,
    Checked,
    Counts,
    Dispute,
    Finding,
    Hop,
    HopKind,
    Item,
    NotRead,
    Passage,
    Position,
    Section,
    Sentence,
    Severity,
    Source,
    Span,
    Stance,
    Verdict,
)

DAY, YESTERDAY = date(2031, 5, 6), date(2031, 5, 5)


@dataclass(frozen=True)
class Said:
    """One item to be: the article's paragraph, the words in it, and what is claimed of them."""

    issue: str
    speaker: str
    text: str
    quote: str
    statement: str = "Says what the article says."
    role: str = ""
    stance: str = "unclear"
    outlet: str = "Tarn Gazette"
    title: str = "Ferry talks go on"
    via: tuple[tuple[str, HopKind], ...] = ()
    caution: str = ""
    heading: str = ""


def source_of(said: Said, **fields: Any) -> Source:
    digest = hashlib.sha256(said.text.encode()).hexdigest()
    return Source(**{
        "id": hashlib.sha256((said.outlet + said.text).encode()).hexdigest()[:12], "title": said.title,
        "outlet": said.outlet, "author": UNKNOWN, "published": "2031-05-05", "origin": "in/article.txt",
        "url": f"https://{said.outlet.lower().replace(' ', '-')}.example/{digest[:6]}?a=1&b=2", "language": "en",
        "sha256": digest, **fields,
    })  # fmt: skip


def checked(said: Said) -> Checked:
    evidence = locate(said.text, said.quote)
    assert evidence.found, said.quote
    spot = evidence.spans[0]
    at = said.text.find(said.speaker)
    hops = [Hop(said.speaker, Span(at, at + len(said.speaker)), HopKind.SPEAKER)] if said.speaker and at >= 0 else []
    for name, kind in said.via:
        at = said.text.index(name)
        hops.append(Hop(name, Span(at, at + len(name)), kind))
    findings = (Finding("status", Severity.CAUTION, said.caution, spot),) if said.caution else ()
    position = Position(
        speaker=said.speaker, statement=said.statement, quote=said.quote, role=said.role, issue=said.issue,
        stance=Stance(said.stance), via=tuple(name for name, _ in said.via),
    )  # fmt: skip
    return Checked(
        article=source_of(said).id, position=position,
        verdict=Verdict(evidence=evidence, chain=tuple(hops), findings=findings, rules="1"),
    )  # fmt: skip


def refused(article: str, quote: str = "never said so", rule: str = "") -> Checked:
    """A withheld position: absent, or with a fault of that rule."""
    evidence = locate("The mill was shut.", "The mill was shut" if rule else quote)
    findings = (Finding(rule, Severity.FAULT, f"secret {rule} detail", Span(0, 3)),) if rule else ()
    position = Position(speaker="Secret Speaker", statement="Secret statement.", quote=quote)
    return Checked(article=article, position=position, verdict=Verdict(evidence=evidence, findings=findings, rules="1"))


def brief(said: Sequence[Said], **fields: Any) -> Brief:
    """A brief of these items in this order, grouped by heading or issue."""
    sections: dict[str, list[Item]] = {}
    for number, one in enumerate(said, 1):
        item = Item(number=number, checked=checked(one), passages=(Passage(0, one.text),))
        sections.setdefault(one.heading or one.issue, []).append(item)
    sources = tuple({source.id: source for source in map(source_of, said)}.values())
    withheld = fields.pop("withheld", ())
    flagged = sum(bool(one.caution) for one in said)
    values = {
        "id": "b1", "date": DAY, "bottom_line": (), "changes": (), "disputes": (), "not_read": (), "notes": (),
        "engine": "embedded 1", "version": "0.1.0", "rules": "1", **fields,
    }  # fmt: skip
    return Brief(
        sections=tuple(Section(title, tuple(items)) for title, items in sections.items()),
        sources=values.pop("sources", sources), withheld=tuple(withheld),
        counts=Counts(
            articles=len(sources), outlets=len({s.outlet for s in sources}), proposed=len(said) + len(withheld),
            accepted=len(said) - flagged, flagged=flagged, withheld=len(withheld), merged=0,
        ),
        **values,
    )  # fmt: skip


FERRY, QUAY, TOLL = "Reopening the Tarn ferry", "A second quay at Selm", "The bridge toll"


def _said(row: dict[str, Any]) -> Said:
    return Said(**{"speaker": "", **row, "via": tuple((name, HopKind(kind)) for name, kind in row.get("via", ()))})


CASES = Path(__file__).parent / "cases" / "render"
ORDINARY = tuple(_said(row) for row in json.loads((CASES / "ordinary.json").read_text(encoding="utf-8")))


def ordinary(**fields: Any) -> Brief:
    """A normal day: twelve items on three issues, changes, disputes, four withheld, two not read."""
    articles = [source_of(one).id for one in ORDINARY]
    values: dict[str, Any] = {
        "bottom_line": (
            Sentence("The Tarn ferry stays in dock until its hull has papers;", (1,)),
            Sentence("the islanders call that a shrug, though the guild now offers 14 June.", (2, 3)),
            Sentence("Only one of the two quays at Selm has money.", (8,)),
        ),
        "changes": (
            Change(
                kind="reversed", speaker="Tom Revik", issue=TOLL, now=12, before_date=YESTERDAY,
                before_stance=Stance.OPPOSES, before_quote="no islander pays to go home", before_outlet="Selm Courier",
            ),
            Change(
                kind="softened", speaker="Ida Marl", issue=FERRY, now=1, before_date=YESTERDAY,
                before_stance=Stance.OPPOSES, before_quote="not this summer", before_outlet="Tarn Gazette",
            ),
            Change(kind="new", speaker="Shipwrights' Guild", issue=FERRY, now=3),
            Change(
                kind="repeated", speaker="Runa Feld", issue=QUAY, now=6, before_date=YESTERDAY,
                before_stance=Stance.SUPPORTS,
            ),
        ),
        "disputes": (
            Dispute("report", "the Shipwrights' Guild", (3, 5), "four lifeboats against none"),
            Dispute("speakers", TOLL, (10, 12)),
        ),
        "withheld": (
            refused(articles[0]), refused(articles[1]),
            refused(articles[2], rule="speaker"), refused(articles[3], rule="condition"),
        ),
        "not_read": (
            NotRead("/home/ada/in/selm.pdf", "", "no text"),
            NotRead("in/vald.txt", "Ferja stannar", "language not read: Swedish"),
        ),
    }  # fmt: skip
    return brief(ORDINARY, **{**values, **fields})


def many(count: int, issues: int = 12) -> Brief:
    """A flood: so many items, on so many issues of very different size."""
    said = []
    for n in range(count):
        issue = f"Question {min(n % issues, n % 5)} of the harbour plan" if n % 7 else f"Minor matter {n % issues}"
        words = f"berth {n} must stay open for as long as anybody pays for it and the tide allows it"
        said.append(Said(
            issue, f"Speaker {n} Marl",
            f"“{words.capitalize()},” said Speaker {n} Marl on the quay, before {n} people.",
            words.capitalize(), f"Wants berth {n} kept open.", "harbour pilot",
            ("supports", "opposes", "neutral", "conditional")[n % 4],
            f"Outlet {n % 9}", f"Berth {n} in question",
        ))  # fmt: skip
    said.sort(key=lambda one: one.issue)
    return brief(said)
