"""What commands print: plain text for a terminal, JSON for programs."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click
import msgspec

from briefer.models import UNKNOWN, Article, Brief, Edit, Hop, HopKind, Item, Passage, Severity, Span, to_json

if TYPE_CHECKING:
    from briefer.archive import Tally
    from briefer.extract import Estimate
    from briefer.lookup import Answer, Hit
    from briefer.render.proof import Report

WIDTH = 100
FOUND = {
    "exact": "word for word",
    "normalized": "word for word (marks, spaces or dashes differ)",
    "elided": "with marked omissions",
    "altered": "NOT word for word",
    "absent": "NOT FOUND",
}


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int, int, int, str], None] | None]:
    """A function that shows articles, their rate, accepted positions, spending and the time left, if somebody is
    watching; cleans up behind itself."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()

    def show(done: int, total: int, accepted: int, spent: str) -> None:
        rate = done / (time.monotonic() - started)
        left = timedelta(seconds=round((total - done) / rate))
        words = [f"{done}/{total} articles", f"{rate:.3g} a second", f"{accepted} accepted", spent]
        words += [f"{left} left"] * (done < total)
        click.echo(f"\r{', '.join(filter(None, words)):<{WIDTH}}", err=True, nl=False)

    try:
        yield show
    finally:
        click.echo("\r" + " " * WIDTH + "\r", err=True, nl=False)


def estimate(of: Estimate) -> str:
    """What a run would cost, in one line."""
    if not of.calls:
        return f"{of.articles} articles to read, without a call to a model"
    money = "price unknown" if of.cost is None else f"about ${of.cost:.4f}"
    return (
        f"{of.articles} articles to read: {of.calls} calls, about {of.prompt_tokens:,} prompt and"
        f" {of.completion_tokens:,} reply tokens, {money}; mending and the brief's own words come on top"
    )


def summary(brief: Brief) -> str:
    """One line about a brief that was made."""
    counts = brief.counts
    line = (
        f"{brief.date}: {counts.articles} article{'s' * (counts.articles != 1)}, {counts.proposed} "
        f"statement{'s' * (counts.proposed != 1)} checked, "
        f"{counts.accepted + counts.flagged} printed ({counts.flagged} with a caution), {counts.withheld} withheld"
    )
    unread = "".join(f"\nnot read: {one.origin}: {one.reason}" for one in brief.not_read)
    return line + (f", {len(brief.not_read)} not read" if brief.not_read else "") + f"; engine: {brief.engine}" + unread


def tally(of: Tally) -> str:
    """One line about what a run read."""
    if not (of.articles or of.stopped):
        since = f" that came out on {of.since} or later" if of.since else ""
        return f"nothing to read: the engine has read every article in the store{since}"
    done = of.articles - of.failed
    counts = [
        f"{done:,} article{'s' * (done != 1)} read",
        f"{of.printable:,} positions that may be printed",
    ]
    counts += [f"{of.withheld:,} withheld"]
    counts += [f"{of.not_read:,} in a language that the engine does not read"] * bool(of.not_read)
    counts += [f"{of.failed:,} failed"] * bool(of.failed)
    return ", ".join(counts) + f"; engine: {of.engine}"


def source_line(article: Article) -> str:
    """Outlet, title, date; the file or URL where the article does not name its outlet."""
    outlet = article.origin if article.outlet == UNKNOWN else article.outlet
    title = "" if article.title == UNKNOWN else f" “{article.title}”"
    return f"{outlet}{title}, {'undated' if article.published == UNKNOWN else article.published[:10]}"


def chain_line(chain: Sequence[Hop]) -> str:
    """The chain from the speaker outwards, in words."""
    parts = []
    for hop in chain:
        word = {"speaker": "said by", "relayer": "passed on by", "outlet": "via"}[hop.kind]
        parts.append(f"{word} {hop.name}{' (unnamed)' if hop.anonymous and hop.kind is not HopKind.OUTLET else ''}")
    return ", ".join(parts) or "said by nobody whom the article names"


def marked(passages: Sequence[Passage], spans: Sequence[Span]) -> str:
    """The passages with the spans marked."""
    out = []
    for passage in passages:
        text = passage.text
        for span in sorted(spans, reverse=True):
            start, end = span.start - passage.start, span.end - passage.start
            if 0 <= start < end <= len(text):
                text = f"{text[:start]}»{text[start:end]}«{text[end:]}"
        out.append(fill(" ".join(text.split()), WIDTH, initial_indent="    ", subsequent_indent="    "))
    return "\n".join(out)


def difference(diff: Sequence[Edit]) -> str:
    """A word diff in one line: [-only in the quote-] {+only in the article+}."""
    from briefer.grounding.bounds import UNSPACED

    gap = re.compile(f"(?<=[{UNSPACED}]) (?=[{UNSPACED}])")  # between the words of scripts that have no spaces
    steps = []
    for edit in diff:
        quote, text = gap.sub("", edit.quote), gap.sub("", edit.text)
        wrong, right = quote and f"[-{quote}-]", text and f"{{+{text}+}}"
        steps.append(text if edit.kind == "equal" else " ".join(filter(None, (wrong, right))))
    return " ".join(steps)


def answer(made: Answer, speaker: str) -> str:
    """What `check WORDS` says: each article with the passage, who says it, and the true words of near misses."""
    if not made.hits:
        return "Not found in any article of the store. That is no proof that nobody said it."
    lines = [_headline(made, speaker)]
    for hit in made.hits:
        lines += ["", *_hit(hit, speaker)]
    if made.found and made.articles > len(made.hits):
        lines += ["", f"and {made.articles - len(made.hits)} more articles"]
    if made.more:
        lines += ["", f"Not looked into, as these are enough: {made.more} older articles that hold all of these words."]
    return "\n".join(lines)


def _headline(made: Answer, speaker: str) -> str:
    place = "not in the named article, but in" if made.elsewhere else "in"
    if not made.found:
        return f"NOT AS CLAIMED: these words stand in no article; the nearest passage{'s' * (len(made.hits) > 1)}:"
    articles = f"{made.articles}{' or more' * bool(made.more)} article{'s' * (made.articles > 1)}"
    faults = [{f.rule for f in hit.verdict.findings if f.severity is Severity.FAULT} for hit in made.hits]
    turned = ", but what stands around them there turns their sense: read the passage" * all(
        found - {"speaker"} for found in faults
    )
    if made.as_claimed and speaker:
        count = sum(hit.as_claimed for hit in made.hits)
        more = " or more" * (count == len(made.hits) < made.articles + made.more)
        return f"FOUND in {count}{more} article{'s' * (count > 1)}, said by {speaker}{turned}."
    if made.as_claimed:
        return f"FOUND in {articles}{turned}."
    if all(any(f.rule == "language" for f in hit.verdict.findings) for hit in made.hits):
        return f"NOT JUDGED: these words stand {place} {articles}; who says them is judged in English only."
    said = any(hit.as_claimed for hit in made.hits)
    others = f", but not as words of {speaker}" * (not said and (not turned or any("speaker" in f for f in faults)))
    return f"NOT AS CLAIMED: these words stand {place} {articles}{others or turned}."


def _hit(hit: Hit, speaker: str) -> list[str]:
    evidence = hit.evidence
    lines = [click.style(source_line(hit.article), bold=True) + f"  [{hit.article.id}]"]
    if evidence.found:
        places = f", in {evidence.occurrences} places" if evidence.occurrences > 1 else ""
        lines += [
            f"  {FOUND[evidence.match]}{places}; {_said(hit)}",
            marked(hit.passages, evidence.spans),
        ]
    elif evidence.nearest:
        lines += [f"  {FOUND[evidence.match]}: {evidence.why}", f"    {difference(evidence.nearest.diff)}"]
        lines += [f"  the article's words: {chain_line(hit.verdict.chain)}"]
        lines += [marked(hit.passages, (evidence.nearest.span,))]
    if hit.dropped:
        lines += [f"  caution: the article was edited; its newer version [{hit.dropped}] no longer has these words"]
    shown = [f for f in hit.verdict.findings if speaker or f.rule not in ("speaker", "hop")]
    return lines + [f"  {f.severity}: {f.message} ({f.rule})" for f in shown]


def _said(hit: Hit) -> str:
    """Who says the words; nobody has judged that of an article in another language."""
    if hit.verdict.chain or hit.article.language in ("en", UNKNOWN):
        return chain_line(hit.verdict.chain)
    return f"who says them is not judged in this language ({hit.article.language})"


def answer_values(words: str, made: Answer) -> dict[str, Any]:
    """The same for programs."""
    counts = {"articles": made.articles, "more": made.more, "elsewhere": made.elsewhere}
    return {"words": words, "found": made.found, **counts, "hits": [_hit_values(hit) for hit in made.hits]}


def _hit_values(hit: Hit) -> dict[str, Any]:
    article = hit.article
    known = {name: getattr(article, name) for name in ("id", "outlet", "title", "published", "url", "origin", "sha256")}
    return {
        "article": known,
        "as_claimed": hit.as_claimed,
        "dropped_by": hit.dropped,
        "action": hit.verdict.action,
        "verdict": hit.verdict,
        "passages": hit.passages,
    }


def item(brief: Brief, one: Item, article: Article) -> str:
    """One line of a brief inside its article: statement, words, chain, findings, passage."""
    position, verdict = one.checked.position, one.checked.verdict
    who = f"{position.speaker or 'nobody named'}{f', {position.role}' if position.role else ''}"
    lines = [
        click.style(f"{brief.date}#{one.number}  {who}", bold=True) + f"  ({position.stance}, {position.act})",
        f"  {position.statement}",
        f"  on: {position.issue}" if position.issue else "",
        f"  {source_line(article)}  [{article.id}]",
        f"  {chain_line(verdict.chain)}",
        f"  {FOUND[verdict.evidence.match]}, {verdict.evidence.mode} speech; {verdict.action}",
        *(f"  {finding.severity}: {finding.message} ({finding.rule})" for finding in verdict.findings),
        "",
        marked(one.passages, verdict.evidence.spans),
    ]
    return "\n".join(line for number, line in enumerate(lines) if line or number == len(lines) - 2)


def history(found: Sequence[tuple[Brief, Item]]) -> str:
    """A speaker's positions, one block each: item, stance, issue, statement, the article's words."""
    lines = []
    for brief, one in found:
        position = one.checked.position
        lines += [
            click.style(f"{brief.date}#{one.number}", bold=True)
            + f"  {position.stance}  on {position.issue or 'no named issue'}",
            f"  {position.speaker}: {position.statement}",
            fill(position.quote, WIDTH, initial_indent="    ", subsequent_indent="    "),
        ]
    return "\n".join(lines)


def report(name: str, result: Report) -> str:
    """What `check FILE` says: each fault by item or part, and which check was done."""
    count = len(result.faults)
    holds = "every line holds" if result.against_all else "the page is as it was written"
    head = f"{name}: " + (f"{count} fault{'s' * (count != 1)} found" if count else holds)
    return "\n".join([head, *(f"  {fault.where}: {fault.what}" for fault in result.faults), result.sentence])


def report_values(result: Report) -> dict[str, Any]:
    """The same for programs."""
    return {"holds": not result.faults, "faults": result.faults, "items": result.items, "done": result.sentence}


def as_json(value: object) -> str:
    """A value as JSON that a person can read."""
    return msgspec.json.format(to_json(value), indent=2).decode()
