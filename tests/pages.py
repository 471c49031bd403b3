"""Briefs built by hand for tests of the page: invented, and consistent with themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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

DAY = date(2031, 5, 6)


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

ORDINARY = (
    Said(FERRY, "Ida Marl", "“The ferry runs the day the hull is certified, and not one day before,” Ida Marl told the harbour board, according to a board member who was in the room.",
         "The ferry runs the day the hull is certified, and not one day before", "Ties the first sailing to the hull certificate.",
         "transport minister of Ostmark", "conditional", "Tarn Gazette", "Minister ties ferry to hull papers", (("a board member", HopKind.RELAYER),)),
    Said(FERRY, "Tom Revik", "Tom Revik, who leads the islanders' council, called the wait “an insult with a timetable” on Monday.",
         "an insult with a timetable", "Rejects any further delay.", "leader of the islanders' council", "opposes", "Selm Courier", "Island council loses patience"),
    Said(FERRY, "Shipwrights' Guild", "The Shipwrights' Guild said the hull could be made ready by 14 June if the yard works nights.",
         "the hull could be made ready by 14 June if the yard works nights", "Offers a June date in return for night work.", "", "conditional", "Radio Ostmark", "Guild names a date", caution="the article names a spokesman only, not the guild itself"),
    Said(FERRY, "Ann Torvald", "Ann Torvald, the mayor of Tarn, said she would “sail on it tomorrow, papers or none”, Radio Ostmark reported.",
         "she would “sail on it tomorrow, papers or none”", "Wants the ferry back at once.", "mayor of Tarn", "supports", "Tarn Gazette", "Mayor would sail tomorrow", (("Radio Ostmark", HopKind.OUTLET),)),
    Said(FERRY, "", "Four of the nine lifeboats have not been inspected since 2028, one official said.",
         "Four of the nine lifeboats have not been inspected since 2028", "Four of nine lifeboats lack an inspection.", "", "neutral", "Selm Courier", "Lifeboats without papers"),
    Said(QUAY, "Ada Pell", "“Two weeks, if nobody redraws the quay again,” said Ada Pell, who plans it for the county.",
         "Two weeks, if nobody redraws the quay again", "Expects the plan to be signed within two weeks.", "county planner", "supports", "Ostmark Post", "Quay plan nearly signed"),
    Said(QUAY, "Fishers' League", "The Fishers' League will not give up “a single metre of the south basin”, its letter says.",
         "a single metre of the south basin", "Refuses to cede the south basin.", "", "opposes", "Selm Courier", "League digs in over basin"),
    Said(QUAY, "Ida Marl", "Asked about the quay, Ida Marl said the money was there for one, not for two.",
         "the money was there for one, not for two", "Says that only one quay is funded.", "transport minister of Ostmark", "opposes", "Ostmark Post", "Money for one quay"),
    Said(QUAY, "Jon Hask", "“We asked for a crane and got a committee,” Jon Hask, a crane driver, said.",
         "We asked for a crane and got a committee", "Complains of slow planning.", "crane driver, Selm", "neutral", "Radio Ostmark", "On the quay"),
    Said(TOLL, "Ruel Bast", "“I was not asked, and I did not offer,” Senator Ruel Bast said of reports that he would chair the toll board.",
         "I was not asked, and I did not offer", "Denies that he offered to chair the toll board.", "senator", "opposes", "Ostmark Post", "Bast: not my board"),
    Said(TOLL, "Imke Solano", "A toll of 4.50 marks would be fair, judge Imke Solano told the hearing, “so long as nurses and teachers cross free”.",
         "so long as nurses and teachers cross free", "Would accept 4.50 marks with exemptions.", "judge, county court", "conditional", "Tarn Gazette", "Judge would exempt nurses"),
    Said(TOLL, "Tom Revik", "Revik's council backs the toll. “The bridge must pay for the boats,” Tom Revik said.",
         "The bridge must pay for the boats", "Backs the toll as funding for the ferry.", "leader of the islanders' council", "supports", "Radio Ostmark", "Council backs toll"),
)  # fmt: skip


def ordinary(**fields: Any) -> Brief:
    """A normal day: twelve items on three issues, changes, disputes, four withheld, two not read."""
    articles = [source_of(one).id for one in ORDINARY]
    values: dict[str, Any] = {
        "bottom_line": (
            Sentence("Ostmark will not run the Tarn ferry before its hull is certified;", (1,)),
            Sentence("the islanders call that an insult, while the guild names 14 June for the first time.", (2, 3)),
            Sentence("Only one of the two quays at Selm has money.", (8,)),
        ),
        "changes": (
            Change(kind="reversed", speaker="Tom Revik", issue=TOLL, now=12, before_date=date(2031, 5, 5),
                   before_stance=Stance.OPPOSES, before_quote="no islander pays to go home", before_outlet="Selm Courier"),
            Change(kind="softened", speaker="Ida Marl", issue=FERRY, now=1, before_date=date(2031, 5, 5),
                   before_stance=Stance.OPPOSES, before_quote="not this summer", before_outlet="Tarn Gazette"),
            Change(kind="new", speaker="Shipwrights' Guild", issue=FERRY, now=3),
            Change(kind="repeated", speaker="Ada Pell", issue=QUAY, now=6, before_date=date(2031, 5, 5), before_stance=Stance.SUPPORTS),
        ),
        "disputes": (
            Dispute("report", "the Shipwrights' Guild", (3, 5), "four lifeboats against none"),
            Dispute("speakers", TOLL, (10, 12)),
        ),
        "withheld": (refused(articles[0]), refused(articles[1]), refused(articles[2], rule="speaker"), refused(articles[3], rule="condition")),
        "not_read": (NotRead("/home/ada/in/selm.pdf", "", "no text"), NotRead("in/vald.txt", "Ferja stannar", "language not read: Swedish")),
    }  # fmt: skip
    return brief(ORDINARY, **{**values, **fields})


def many(count: int, issues: int = 12) -> Brief:
    """A flood: so many items, on so many issues of very different size."""
    said = []
    for n in range(count):
        issue = f"Question {min(n % issues, n % 5)} of the harbour plan" if n % 7 else f"Minor matter {n % issues}"
        words = f"berth {n} must stay open for as long as anybody pays for it and the tide allows it"
        said.append(Said(
            issue, f"Speaker {n} Marl", f"“{words.capitalize()},” said Speaker {n} Marl on the quay, before {n} people.",
            words.capitalize(), f"Wants berth {n} kept open.", "harbour pilot", ("supports", "opposes", "neutral", "conditional")[n % 4],
            f"Outlet {n % 9}", f"Berth {n} in question",
        ))  # fmt: skip
    said.sort(key=lambda one: one.issue)
    return brief(said)
