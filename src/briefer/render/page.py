"""A brief worded for people: stances as marks, chains as "via" and "from", dates, counts and reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from briefer.models import UNKNOWN, Brief, Change, Checked, Dispute, Hop, HopKind, Item, Mode, Severity, Source, Stance
from briefer.render.links import link, to_the_words
from briefer.render.look import Look
from briefer.render.sheet import Group, Held, Line, Listed, Matrix, Page, Piece, Quarrel, Shift, Side
from briefer.render.words import shown

MARKS = {"supports": "▲", "opposes": "▼", "conditional": "◆", "neutral": "●"}
PARTS = {HopKind.SPEAKER: "speaker", HopKind.RELAYER: "passed on by", HopKind.OUTLET: "outlet"}
_TOKEN = re.compile(r"\w+")
REASONS = {
    "altered": "words altered",
    "absent": "words not in the article",
    "speaker": "other speaker",
    "number": "number differs",
    "date": "date differs",
    "name": "name differs",
    "negation": "lost or added negation",
    "modality": "certainty changed",
    "condition": "lost condition",
    "denial": "reported as denied",
    "question": "only asked",
    "scope": "scope changed",
    "direction": "direction reversed",
    "unrelated": "statement apart from its quote",
    "marks": "quotation marks put in",
    "instruction": "talks to a machine",
}
"""How a refusal or the rule of a fault is worded in the count of what was withheld."""


def page(brief: Brief, look: Look) -> Page:
    """The page of a brief. Raises BrieferError naming the item whose passages do not bear out its words."""
    year, sources = brief.date.year, {source.id: source for source in brief.sources}
    groups = tuple(Group(s.title, tuple(_line(i, s.title, sources, year) for i in s.items)) for s in brief.sections)
    lines = {line.number: line for group in groups for line in group.lines}
    outlets = {i.number: _outlet(sources.get(i.checked.article)) for i in brief.items}
    reasons = Counter(_reason(checked) for checked in brief.withheld)
    return Page(
        look=look,
        day=f"{brief.date:%A} {brief.date.day} {brief.date:%B} {year}",
        iso=brief.date.isoformat(),
        coverage=(
            _count(brief.counts.articles, "article"),
            _count(brief.counts.outlets, "outlet"),
            f"{_count(brief.counts.proposed, 'statement')} checked",
        ),
        notes=brief.notes,
        bottom_line=tuple((s.text, s.items) for s in brief.bottom_line),
        groups=tuple(group for group in groups if group.lines),
        since=_since(brief.changes, year),
        shifts=tuple(_shift(c, lines, year) for c in brief.changes if c.kind != "repeated"),
        unchanged=tuple((_capital(c.speaker), c.now) for c in brief.changes if c.kind == "repeated"),
        disputes=tuple(_quarrel(d, lines, outlets) for d in brief.disputes),
        matrix=_matrix(brief),
        sources=tuple(_listed(s, year) for s in brief.sources),
        not_read=tuple((n.title or n.origin, n.reason) for n in brief.not_read),
        counted=_counted(brief),
        withheld=tuple((n, reason) for reason, n in sorted(reasons.items(), key=lambda r: (-r[1], r[0]))),
        held=tuple(_held(c, sources, year) for c in brief.withheld if c.position.quote),
        engine=_engine(brief),
        marks=MARKS,
    )


def _short(iso: str, year: int) -> str:
    """As "6 May", with the year if it is another; what is no date stays as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return "undated" if iso == UNKNOWN else iso
    return f"{day.day} {day:%b}" + (f" {day.year}" if day.year != year else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _stance(stance: Stance | None) -> str:
    return "" if stance in (None, Stance.UNCLEAR) else str(stance)


def _outlet(source: Source | None) -> str:
    return source.outlet if source and source.outlet != UNKNOWN else "unknown outlet"


def _from(source: Source | None, year: int) -> str:
    return f"{_outlet(source)}, {_short(source.published if source else UNKNOWN, year)}"


def _also(outlets: Sequence[str], origins: int) -> str:
    """Who else has the same words, and how many of all that comes to where some copy others."""
    count = "one origin" if origins == 1 else f"{origins} origins"
    return ", ".join(outlets) + (f" ({count})" if outlets and origins <= len(outlets) else "")


def _line(item: Item, heading: str, sources: dict[str, Source], year: int) -> Line:
    position, verdict, source = item.checked.position, item.checked.verdict, sources.get(item.checked.article)
    words, quoted = shown(item)
    own, day = _outlet(source), source.published if source else UNKNOWN
    also = dict.fromkeys(_outlet(sources.get(id_)) for id_ in item.also)
    unnamed = any(hop.kind is HopKind.SPEAKER and hop.anonymous for hop in verdict.chain)
    said = position.said_on.isoformat() if position.said_on else day[:10]
    return Line(
        number=item.number,
        speaker=_capital(position.speaker) or "No speaker named",
        role=position.role or ("unnamed" if unnamed and position.speaker else ""),
        stance=_stance(position.stance),
        act=position.act.value,
        issue="" if _same(position.issue, heading) else position.issue,
        statement=beside(position.statement, words),
        words=words,
        quoted=quoted,
        via=via(item.checked),
        source=_from(source, year),
        also=_also([name for name in also if name != own], item.origins),
        said=f"said {_short(said, year)}" if said != day[:10] else "",
        cautions=tuple(f.message for f in verdict.findings if f.severity is Severity.CAUTION),
        passages=tuple(_pieces(item, p.start, p.text) for p in item.passages),
        hops=tuple((PARTS[hop.kind], hop.name) for hop in verdict.chain),
        link=to_the_words(source.url, words) if source else "",
    )


def beside(statement: str, words: str) -> str:
    """What a statement adds to the words beside it: "" for a mere "says", its verb where the rest stands in them.

    Any other verb ("denies", "promises") must show or stand in the words: without it they would say something else.
    """
    said, there = _TOKEN.findall(statement.casefold()), _TOKEN.findall(words.casefold())
    rest = said[2:] if said[1:2] == ["that"] else said[1:]
    if not said or len(rest) < 2 or not set(rest) <= set(there):
        return statement
    if said[0] in ("says", "say") or any(word[:4] == said[0][:4] for word in there):
        return ""
    return f"{statement.split()[0]}:" if said[1] == "that" else statement


def _same(issue: str, heading: str) -> bool:
    return _TOKEN.findall(issue.casefold()) == _TOKEN.findall(heading.casefold())


def via(checked: Checked) -> str:
    """The chain behind a speaker, from the outermost inwards: "via Politico, from a European diplomat"."""
    names = dict.fromkeys(h.name for h in reversed(checked.verdict.chain) if h.kind is not HopKind.SPEAKER)
    return ", ".join(f"{'from' if place else 'via'} {name}" for place, name in enumerate(names))


def _pieces(item: Item, start: int, text: str) -> tuple[Piece, ...]:
    """The passage cut wherever a quoted span, a hop or a finding begins or ends."""
    verdict = item.checked.verdict
    kinds = [
        *((span, "quote", "") for span in verdict.evidence.spans),
        *(
            (hop.span, "hop", _label(hop, text[max(hop.span.start - start, 0) : hop.span.end - start]))
            for hop in verdict.chain
        ),
        *((span, "hop", "says so") for span in verdict.cue),
        *((finding.span, "finding", finding.message) for finding in verdict.findings),
    ]
    inside = [(max(s.start - start, 0), min(s.end - start, len(text)), kind, name) for s, kind, name in kinds]
    inside = [entry for entry in inside if entry[0] < entry[1]]
    cuts = sorted({0, len(text), *(at for entry in inside for at in entry[:2])})
    pieces = []
    for begin, end in pairwise(cuts):
        over = [(kind, name) for first, last, kind, name in inside if first <= begin and end <= last]
        names = dict(reversed(over))
        pieces.append(Piece(text[begin:end], "quote" in names, names.get("hop", ""), names.get("finding", "")))
    return tuple(pieces)


def _label(hop: Hop, words: str) -> str:
    """What a hop is called over its words in a passage: its part, and who is meant where they do not name him."""
    return PARTS[hop.kind] if hop.name in words else f"{PARTS[hop.kind]}, {hop.name}"


def _since(changes: Iterable[Change], year: int) -> str:
    days = {change.before_date for change in changes if change.before_date}
    return f"since {_short(days.pop().isoformat(), year)}" if len(days) == 1 else "since earlier briefs"


def _shift(change: Change, lines: dict[int, Line], year: int) -> Shift:
    outlet = "unknown outlet" if change.before_outlet == UNKNOWN else change.before_outlet
    past = _short(change.before_date.isoformat(), year) if change.before_date else ""
    line = lines.get(change.now)
    return Shift(
        speaker=_capital(change.speaker),
        issue=change.issue,
        before=_stance(change.before_stance),
        after=line.stance if line else "",
        past=", ".join(filter(None, (past, outlet))),
        words=" ".join(change.before_quote.split()),
        quoted=change.before_mode is Mode.DIRECT,
        number=change.now,
        now=line.source if line else "",
        now_words=line.words if line else "",
        now_quoted=line is not None and line.quoted,
    )


def _capital(name: str) -> str:
    """A name as it begins a line."""
    return name[:1].upper() + name[1:]


def _quarrel(dispute: Dispute, lines: dict[int, Line], outlets: dict[int, str]) -> Quarrel:
    report = dispute.kind == "report"
    sides = tuple(
        Side(outlets[n] if report else line.speaker, "" if report else line.stance, line.words, line.quoted, n)
        for n in dispute.items
        if (line := lines.get(n))
    )
    return Quarrel(f"What {dispute.subject} said" if report else dispute.subject, sides, dispute.difference)


def _matrix(brief: Brief) -> Matrix | None:
    """Speakers x issues, the busiest first; None where it would be a list."""
    cells: dict[str, dict[str, dict[str, None]]] = {}
    for section in brief.sections:
        for position in (item.checked.position for item in section.items):
            if position.speaker and (stance := _stance(position.stance)) and _same(section.title, position.issue):
                row = cells.setdefault(_capital(position.speaker), {})
                row.setdefault(section.title, {})[stance] = None
    cells = {who: row for who, row in cells.items() if any(set(cell) - {"neutral"} for cell in row.values())}
    issues = tuple(s.title for s in brief.sections if any(s.title in row for row in cells.values()))
    if len(issues) < 2 or len(cells) < 3:
        return None
    order = sorted(cells, key=lambda speaker: -len(cells[speaker]))
    return Matrix(issues, tuple((who, tuple(tuple(cells[who].get(i, ())) for i in issues)) for who in order))


def _listed(source: Source, year: int) -> Listed:
    url = link(source.url)
    title = source.title if source.title != UNKNOWN else source.origin
    host = url.split("/")[2] if url else ""
    return Listed(_outlet(source), title, _short(source.published, year), url, host, source.notes)


def _reason(checked: Checked) -> str:
    evidence = checked.verdict.evidence
    fault = next((f.rule for f in checked.verdict.findings if f.severity is Severity.FAULT), "unknown")
    key = fault if evidence.found else evidence.match.value
    return REASONS.get(key, key)


def _held(checked: Checked, sources: dict[str, Source], year: int) -> Held:
    position, evidence, source = checked.position, checked.verdict.evidence, sources.get(checked.article)
    why = (evidence.why, *(f.message for f in checked.verdict.findings if f.severity is Severity.FAULT))
    return Held(
        speaker=_capital(position.speaker) or "No speaker named",
        statement=position.statement,
        words=position.quote,
        reason=_reason(checked),
        why=tuple(filter(None, why)),
        nearest=evidence.nearest.words if evidence.nearest else "",
        source=_from(source, year),
    )


def _counted(brief: Brief) -> str:
    counts = brief.counts
    printed = counts.accepted + counts.flagged
    more = [f"{counts.repaired} mended after a first refusal"] if counts.repaired else []
    more += [f"{counts.flagged} with a caution"] if counts.flagged else []
    more += [f"{counts.merged} under the same words of another outlet"] if counts.merged else []
    extra = f" ({', '.join(more)})" if more else ""
    return f"{_count(counts.proposed, 'statement')} proposed: {printed} passed{extra}, {counts.withheld} withheld"


def _engine(brief: Brief) -> str:
    name = brief.engine
    if name.startswith("embedded"):
        name = name.replace("embedded", "embedded engine")
        return f"Read by the {name}: who speaks is judged by the rules that proposed it."
    return f"Read by {name.removeprefix('llm ')}, a language model; every line checked by rules, version {brief.rules}."
