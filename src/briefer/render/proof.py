"""Verification of an exported page: its proof, what it shows, and the words behind each line."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from briefer.errors import BrieferError, InputError, UsageError
from briefer.grounding.verdict import RULES_VERSION, check
from briefer.models import Brief, Item, Severity, Source, to_json
from briefer.render.carried import Proof, layout, opened, parts, split, unsealed, values
from briefer.render.differences import Fault, differences, plain
from briefer.render.formats import FORMATS, render, visible
from briefer.render.words import disagreement

TextOf = Callable[[str], str | None]
"""The full text of an article by its id, or None where it is not at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What verification found; no faults means that every line holds."""

    brief: Brief
    faults: tuple[Fault, ...]
    items: int  # checked against the passages carried along
    against_articles: int  # of these, also against the whole article

    @property
    def sentence(self) -> str:
        """Which of the two checks was done, and what it is worth."""
        agree = "disagree" if self.faults else "agree"
        if self.items and self.against_articles == self.items:
            return (
                f"All {self.items} items were checked against the articles themselves: words, speaker, chain, "
                "statement. Stances, headings, the bottom line and the lists: only against the proof the page carries."
            )
        offline = (
            f"The page and the passages it carries {agree}. This finds changes, not a forgery made with care: "
            "against that only the articles themselves help."
        )
        if self.against_articles:
            return (
                f"{self.against_articles} of {self.items} items were checked against the articles themselves. {offline}"
            )
        return offline


def verify(data: bytes, suffix: str, text_of: TextOf) -> Report:
    """What differs between an exported page, the proof it carries and, where `text_of` has them, its articles.

    Raises InputError for a file that carries no readable proof, UsageError for an unknown suffix or a newer proof.
    """
    form = suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise UsageError(suffix, "no format that can be checked", f"known are {', '.join(FORMATS)}")
    proof, found = _READERS[form](data)
    brief = proof.brief
    faults = [*_seal(proof), *found, *_whole(brief)]
    sources = {source.id: source for source in brief.sources}
    against = 0
    for item in brief.items:
        fault = disagreement(item)
        if fault:
            faults.append(Fault(f"item {item.number}", fault))
        text = text_of(item.checked.article)
        if text is not None:
            against += 1
            faults += _against(item, text, sources.get(item.checked.article), brief.rules)
    return Report(brief=brief, faults=tuple(dict.fromkeys(faults)), items=len(brief.items), against_articles=against)


def _decoded(data: bytes, form: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{form} file", f"not UTF-8 at byte {error.start}", "check the file as briefer wrote it"
        ) from None


def _page(data: bytes, form: str) -> tuple[Proof, list[Fault]]:
    """The proof of a Markdown or HTML page, and what the page shows against it."""
    shown, proof = split(plain(_decoded(data, form)), form)
    if proof.layout != layout():
        return proof, [_other_layout(proof)]
    try:
        expected, labels = visible(proof.brief, form)
    except BrieferError as error:
        return proof, [Fault(error.subject, error.cause)]
    return proof, differences(expected, labels, shown)


def _json(data: bytes) -> tuple[Proof, list[Fault]]:
    text = _decoded(data, "json")
    try:
        proof = unsealed(json.loads(text, object_pairs_hook=_once)["proof"], text, "json")
    except (ValueError, LookupError, TypeError, RecursionError):
        raise InputError("json file", "cut off, or no brief that briefer wrote", "export it again") from None
    return proof, []


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different; a second one of a name would be read by others."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


def _pdf(data: bytes) -> tuple[Proof, list[Fault]]:
    """The proof attached to a PDF, and its text against that of the page made from the proof."""
    try:
        from pypdf import PdfReader
    except ImportError:
        raise UsageError(
            "pdf file", "reading it needs pypdf", "pip install pypdf, or check the .html or .json"
        ) from None
    try:
        reader = PdfReader(io.BytesIO(data))
        attached = (
            reader.attachments["/proof.json"][0]
            if "/proof.json" in reader.attachments
            else reader.attachments["proof.json"][0]
        )
        shown = [page.extract_text() for page in reader.pages]
    except Exception as error:  # pypdf raises whatever a broken file leads to
        raise InputError("pdf file", f"no proof can be read from it ({error})", "export it again") from None
    proof = opened(attached, "pdf")
    if proof.layout != layout():
        return proof, [_other_layout(proof)]
    try:
        made = render(proof.brief, "pdf")
    except BrieferError as error:
        return proof, [Fault(error.subject, error.cause)]
    if made == data or not isinstance(made, bytes):
        return proof, []
    expected = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    return proof, differences("\n".join(expected), (), "\n".join(shown))


_READERS: dict[str, Callable[[bytes], tuple[Proof, list[Fault]]]] = {
    "md": lambda data: _page(data, "md"),
    "html": lambda data: _page(data, "html"),
    "json": _json,
    "pdf": _pdf,
}


def _other_layout(proof: Proof) -> Fault:
    made = f"briefer {proof.brief.version}"
    return Fault(
        "page", f"laid out by other templates ({made}): what it shows cannot be compared; check it with {made}"
    )


def _seal(proof: Proof) -> Iterator[Fault]:
    """Where the brief in the proof is not what was sealed, by item and field."""
    now = parts(proof.brief)
    fields = list(values(proof.brief.items[0])) if proof.brief.items else []
    for name, digest in proof.parts.items():
        if name not in now:
            yield Fault(name, "missing")
        elif now[name] != digest and name.startswith("item "):
            changed = zip(fields, now[name].split(), str(digest).split(), strict=False)
            names = ", ".join(field for field, one, other in changed if one != other)
            yield Fault(f"{name}: {names}" if names else name, "not what was sealed")
        elif now[name] != digest:
            yield Fault(name.replace("_", " "), "not what was sealed")
    for name in now.keys() - proof.parts.keys():
        yield Fault(name, "added after the brief was sealed")
    if not proof.exact:
        yield Fault("proof", "its JSON holds a name that no brief has, or lacks one")
    if proof.sealed != hashlib.sha256(to_json(proof.brief)).hexdigest():
        yield Fault("proof", "its sha256 does not fit the brief it carries")


def _whole(brief: Brief) -> Iterator[Fault]:
    """Where the brief contradicts itself."""
    numbers = [item.number for item in brief.items]
    for place, number in enumerate(numbers, 1):
        if place != number:
            yield Fault(f"item {number}", f"stands in place {place}; items are missing or in another order")
            break
    counts = brief.counts
    if counts.proposed != counts.accepted + counts.flagged + counts.withheld:
        yield Fault("counts", "proposed is not accepted, flagged and withheld together")
    if counts.withheld != len(brief.withheld) or counts.accepted + counts.flagged != len(numbers) + counts.merged:
        yield Fault("counts", "they do not fit the items and what was withheld")
    known = {source.id for source in brief.sources}
    if counts.articles != len(known):
        yield Fault("counts", f"{counts.articles} articles, but {len(known)} sources")
    for item in brief.items:
        for id_ in (item.checked.article, *item.also):
            if id_ not in known:
                yield Fault(f"item {item.number}: source", f"{id_} is not among the sources")
    cited = [n for s in brief.bottom_line for n in s.items] + [n for d in brief.disputes for n in d.items]
    for number in {*cited, *(change.now for change in brief.changes)} - set(numbers):
        yield Fault(f"item {number}", "cited, but not there")


def _against(item: Item, text: str, source: Source | None, rules: str) -> Iterator[Fault]:
    """Where an item is not borne out by the whole text of its article."""
    where = f"item {item.number}"
    if source and hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != source.sha256:
        yield Fault(f"{where}: source", "the article at hand has another text than the one that was read")
    for passage in item.passages:
        if text[passage.start : passage.start + len(passage.text)] != passage.text:
            yield Fault(f"{where}: passage", "does not stand in the article at its place")
    verdict = check(text, item.checked.position)
    if not verdict.evidence.found:
        yield Fault(f"{where}: quote", "does not stand in the article")
    elif not verdict.printable:
        faults = "; ".join(f.message for f in verdict.findings if f.severity is Severity.FAULT)
        yield Fault(f"{where}: verdict", f"the rules withhold it: {faults}")
    elif verdict != item.checked.verdict and rules == RULES_VERSION:
        yield Fault(f"{where}: verdict", "the rules now judge otherwise")
