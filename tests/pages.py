"""Briefs built by hand for tests of the page: invented, and consistent with themselves."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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

CUES = ("said", "told", "called")
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
    cue = [Span(at, at + len(verb)) for verb in CUES if (at := said.text.find(f" {verb} ") + 1)][:1]
    findings = (Finding("status", Severity.CAUTION, said.caution, spot),) if said.caution else ()
    position = Position(
        speaker=said.speaker, statement=said.statement, quote=said.quote, role=said.role, issue=said.issue,
        stance=Stance(said.stance), via=tuple(name for name, _ in said.via),
    )  # fmt: skip
    return Checked(
        article=source_of(said).id, position=position,
        verdict=Verdict(evidence=evidence, chain=tuple(hops), cue=tuple(cue), findings=findings, rules="1"),
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


# days that strain a page

NAME = "Aurelia Konstantina von Hohenwarth-Silberstein of the Upper Tarn Valley Councils"  # 80 characters
UNBROKEN = "Donaudampfschiff" * 12 + "kapitaen"  # one word of 200
LONG = (
    "The harbour board will not take a single crown from the reserve before the auditors have counted it twice, once "
    "in front of the council and once in front of the people who paid it in, and after that it will take only what the "
    "council has voted for, quay by quay and year by year, until the last of the berths is paid for and the reserve "
    "stands where it stood in the spring when the first of the storms came over the wall and the ferry broke loose"
)


def stretched(**fields: Any) -> Brief:
    """An ordinary day on which every speaker, role and outlet is as long as `fields` say."""
    said = []
    for one in ORDINARY:
        speaker, quote = fields.get("speaker", one.speaker), fields.get("quote", one.quote)
        text = f"“{quote},” said {speaker} on the quay." if fields.keys() & {"speaker", "quote"} else one.text
        others = {key: value for key, value in fields.items() if key != "quote"}
        said.append(replace(one, **{**others, "text": text, "quote": quote, "via": ()}))
    return brief(said, bottom_line=ordinary().bottom_line)


def filled(payload: str) -> Brief:
    """Two items in which every field holds this text."""
    text = f"Ida {payload} Marl told us that {payload} was said."
    said = Said(
        f"on {payload}", f"Ida {payload} Marl", text, f"{payload} was said", f"State {payload} ment.",
        f"role {payload}", "supports", f"Out {payload}", f"Title {payload}", caution=f"mind {payload}",
        heading=f"head {payload}",
    )  # fmt: skip
    return brief(
        [said, replace(said, issue="other")],
        notes=(f"note {payload}",),
        sources=(source_of(said, url="https://out.example/"),),
        bottom_line=(Sentence(f"bottom {payload}", (1,)),),
    )


def quarrels(count: int) -> tuple[Dispute, ...]:
    """Disputes, each of two items."""
    return tuple(Dispute("speakers", f"Berth {n} of the harbour plan", (n, n + 1)) for n in range(1, count + 1))


def turns(count: int) -> tuple[Change, ...]:
    """Changes: turned, new and repeated in turn."""
    kinds = (("reversed", Stance.OPPOSES), ("new", None), ("repeated", Stance.SUPPORTS))
    return tuple(
        Change(
            kind=kinds[n % 3][0], speaker=f"Speaker {n} Marl", issue=f"Berth {n} of the harbour plan", now=n + 1,
            before_date=YESTERDAY if n % 3 != 1 else None, before_stance=kinds[n % 3][1],
            before_quote="not this summer and not the next" if n % 3 == 0 else "", before_outlet="Tarn Gazette",
        )
        for n in range(count)
    )  # fmt: skip


WORDS = (
    "harbour board quay ferry toll auditor council berth storm wall inspectors islanders reserve vote papers".split()
)


def any_day(seed: int) -> Brief:
    """A day of which the seed says how many items it has, how long each text is, and what else happened."""
    choice = random.Random(seed)

    def text(*lengths: int) -> str:
        return " ".join(choice.choice(WORDS) for _ in range(choice.choice(lengths))).capitalize()

    count, issues = choice.randint(1, 45), [text(*range(1, 10)) for _ in range(choice.randint(1, 9))]
    said = []
    for n in range(count):
        quote, speaker = f"{text(2, 6, 12, 30, 60)} {n}", f"{text(1, 2, 3, 8)}{n}"
        said.append(Said(
            choice.choice(issues), speaker, f"“{quote},” said {speaker}.", quote, text(3, 8, 25), text(1, 3, 9),
            choice.choice(("supports", "opposes", "neutral", "conditional", "unclear")),
            text(2), text(3, 9), caution=choice.choice(("", "", text(8))),
        ))  # fmt: skip
    said.sort(key=lambda one: issues.index(one.issue))
    notes = [f"Note {n}: {text(9)}" for n in range(choice.choice((0, 1, 4)))]
    sentences = [Sentence(f"{text(6, 18, 40)}.", (choice.randint(1, count),)) for _ in range(choice.randint(0, 3))]
    return brief(
        said, bottom_line=tuple(sentences), notes=tuple(notes),
        changes=turns(choice.randint(0, min(count, 12))), disputes=quarrels(choice.randint(0, min(count - 1, 6))),
        withheld=[refused(source_of(said[0]).id)] * choice.randint(0, 9),
    )  # fmt: skip


UNREAD = tuple(NotRead(f"in/report-{n}.pdf", f"Report {n} of the pilots", "no text") for n in range(40))

DAYS: dict[str, Callable[[], Brief]] = {
    "nothing": lambda: brief([]),
    "1 item": lambda: brief(ORDINARY[:1]),
    "5 items": lambda: brief(ORDINARY[:5]),
    "an ordinary day": ordinary,
    "50 items": lambda: many(50),
    "500 items": lambda: many(500),
    "120 issues": lambda: many(120, issues=120),
    "one issue": lambda: brief([replace(one, issue=FERRY, heading="") for one in ORDINARY * 3]),
    "long names": lambda: stretched(speaker=NAME, role="deputy chair of the standing committee on ferries and quays"),
    "an unbroken name": lambda: stretched(speaker=UNBROKEN, role=UNBROKEN, title=UNBROKEN),
    "long quotes": lambda: stretched(quote=LONG),
    "long statements": lambda: stretched(statement=LONG + "."),
    "long headings": lambda: stretched(issue="Whether the second quay at Selm is to be paid by toll or by tax"),
    "no bottom line": lambda: ordinary(bottom_line=()),
    "a long bottom line": lambda: ordinary(bottom_line=(Sentence(LONG + ".", (1, 2)),) * 3),
    "only disputes": lambda: replace(many(16), disputes=quarrels(15)),
    "only changes": lambda: replace(many(30), changes=turns(30)),
    "changes and disputes": lambda: replace(ordinary(), changes=turns(11), disputes=ordinary().disputes * 6),
    "nothing but withheld": lambda: brief([], withheld=[refused(source_of(one).id) for one in ORDINARY]),
    "many not read": lambda: ordinary(not_read=UNREAD),
    "30 sources": lambda: brief(
        ORDINARY,
        sources=tuple(source_of(one) for one in ORDINARY) + many(18).sources,
        bottom_line=ordinary().bottom_line,
    ),
    "endless words": lambda: filled("W" * 10_000),
    "long fields": lambda: filled("many words " * 900),
    "an unclear turn": lambda: replace(
        brief([replace(one, stance="unclear") for one in ORDINARY[:3]]), changes=turns(1)
    ),
    "long issues side by side": lambda: brief(
        [replace(one, issue=f"{one.issue} before the summer holidays of the islanders begin") for one in ORDINARY]
    ),
    **{f"any day {seed}": lambda seed=seed: any_day(seed) for seed in range(1, 7)},
    "many notes": lambda: ordinary(notes=("The model's endpoint was down, so the embedded engine read.",) * 6),
}
"""What a page must bear, by name."""
