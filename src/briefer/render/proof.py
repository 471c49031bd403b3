"""Verification of an exported page: its proof, what it shows, and the words behind each line."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from briefer.errors import BrieferError, InputError, UsageError
from briefer.grounding.verdict import RULES_VERSION, check
from briefer.models import Article, Brief, Item, Severity, Source
from briefer.render.carried import Proof, drawn_now, from_html, from_markdown, opened, unsealed
from briefer.render.differences import Fault, differences, plain
from briefer.render.formats import FORMATS, render_with_notes, visible
from briefer.render.page import page
from briefer.render.pdf import needs_other_fonts
from briefer.render.templates import FILES, Templates
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
    drawn_elsewhere: str = ""  # by what, where a PDF's drawing could not be compared
    laid_out_elsewhere: bool = False  # by a template that is not here: what the page shows could not be compared

    @property
    def against_all(self) -> bool:
        """Whether every item was checked against its article itself."""
        return 0 < self.items == self.against_articles

    @property
    def sentence(self) -> str:
        """Which of the two checks was done, and what it is worth."""
        said = []
        if self.against_articles:
            count = "All" if self.against_all else f"{self.against_articles} of"
            said.append(
                f"{count} {self.items} items were compared with the articles: words, speaker, chain, statement."
            )
        failed = {fault.where.split(":")[0] for fault in self.faults if fault.where.startswith("item ")}
        if failed:
            said.append(f"{len(failed)} of them did not hold." if said else f"{len(failed)} items did not hold.")
        if self.against_all:
            said.append("Stances, headings, notes, bottom line and lists: only with the proof it carries.")
        else:
            shown = "The brief that the page carries" if self.laid_out_elsewhere else "The page"
            agree = "agree" if len(self.faults) == self.laid_out_elsewhere else "disagree"
            said.append(f"{shown} and the passages it carries {agree}.")
            said.append("This finds changes, not a forgery made with care: against that only the articles help.")
        if withheld := self.brief.counts.withheld:
            said.append(f"What the brief withheld ({withheld}) was not checked again.")
        if self.drawn_elsewhere:
            said.append(f"It was drawn by {self.drawn_elsewhere}: its text and links were compared, not its drawing.")
        return " ".join(said)


def verify(
    data: bytes,
    suffix: str,
    text_of: TextOf,
    templates: Templates | None = None,
    *,
    article_of: Callable[[str], Article | None] = lambda _: None,
) -> Report:
    """What differs between an exported page, the proof it carries and, where `text_of` has them, its articles, of which
    `article_of` knows outlet, title, date and address.

    The page is made again from its proof, whatever its format, and compared with what it shows. Raises InputError for
    a file that carries no readable proof, UsageError for an unknown suffix or a newer proof.
    """
    form = suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise UsageError(suffix, "no format that can be checked", f"known are {', '.join(FORMATS)}")
    shown, carried = _taken_apart(data, form)
    proof = opened(carried, form)
    brief = proof.brief
    faults = [*unsealed(proof)]
    here = _at_hand(proof, form, templates or Templates())
    if here is None or not any(map(disagreement, brief.items)):
        faults += _compared(proof, shown, data, form, here)
    sources = {source.id: source for source in brief.sources}
    faults += [fault for source in brief.sources for fault in _misstated(source, article_of(source.id))]
    against = 0
    for item in brief.items:
        if fault := disagreement(item):
            faults.append(Fault(f"item {item.number}", fault))
        text = text_of(item.checked.article)
        if text is not None:
            against += 1
            faults += _against(item, text, sources.get(item.checked.article), brief.rules)
    elsewhere = proof.seal.drawn if form == "pdf" and proof.seal.drawn != drawn_now() else ""
    return Report(
        brief=brief, faults=tuple(dict.fromkeys(faults)), items=len(brief.items), against_articles=against,
        drawn_elsewhere=elsewhere, laid_out_elsewhere=here is None,
    )  # fmt: skip


def _taken_apart(data: bytes, form: str) -> tuple[str, str]:
    """What a file shows, and the JSON of its proof. Raises InputError."""
    if form == "pdf":
        return _pdf(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{form} file", f"not UTF-8 at byte {error.start}", "export it again") from None
    if form == "json":
        return "", text
    return (from_markdown if form == "md" else from_html)(plain(text))


def _pdf(data: bytes) -> tuple[str, str]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it would warn of is found by comparing
    try:
        reader = PdfReader(io.BytesIO(data))
        attachments: dict[str, Any] = dict(reader.attachments)
        [[attached]] = attachments.values()  # another one beside it would be read by others
        lines = [line for sheet in reader.pages for line in (sheet.extract_text(), *_links(sheet))]
        return plain("\n".join(lines)), attached.decode()
    except Exception:  # pypdf raises whatever a broken file leads to
        raise InputError("pdf file", "no proof can be read from it", "export it again") from None


def _links(sheet: Any) -> Iterator[str]:
    """The web addresses behind the words of a PDF page."""
    for noted in sheet.get("/Annots", ()):
        yield str(noted.get_object().get("/A", {}).get("/URI", noted.get_object().get("/Subtype")))


def _at_hand(proof: Proof, form: str, own: Templates) -> Templates | None:
    """The templates that laid out the page, if they are here: of the user's folder, or built in."""
    if form not in FILES:
        return own
    laid_out = proof.seal.layout.get(form, "")
    return next((one for one in (own.like(laid_out, form), own, Templates()) if one.layout(form) == laid_out), None)


def _compared(proof: Proof, shown: str, data: bytes, form: str, templates: Templates | None) -> list[Fault]:
    """What a page shows otherwise than the page made again from its proof."""
    if templates is None:
        name = proof.seal.layout.get(form, "").split(" ")[0]
        cause = f"laid out by a template {name} that is not here: what it shows could not be compared"
        remedy = f"put it into your templates folder, or check with briefer {proof.brief.version}"
        return [Fault("page", f"{cause}; {remedy}")]
    if form == "json":
        return []  # it is its proof
    try:
        expected = visible(proof.brief, "html" if form == "html" else "md", proof.seal.look, templates)
        if form != "pdf":
            return differences(plain(expected), plain(shown))
        again, _ = render_with_notes(proof.brief, "pdf", templates=templates, like=proof.seal)
    except BrieferError as error:
        return [Fault(error.subject, error.cause)]
    if again == data or not isinstance(again, bytes):
        return []
    text = _pdf(again)[0]
    if text != shown:
        if needs_other_fonts(page(proof.brief, proof.seal.look)):
            cause = (
                "drawn with fonts that are not here: what it shows cannot be compared; check the HTML of the same brief"
            )
            return [Fault("page", cause)]
        return differences(text, shown)
    drawn = "in its drawing or in what describes it; its text and links are the same"
    return [Fault("page", f"not as briefer writes it, {drawn}")] if proof.seal.drawn == drawn_now() else []


def _misstated(source: Source, article: Article | None) -> Iterator[Fault]:
    """Where a source is named otherwise than its article."""
    for name in ("outlet", "title", "published", "url") if article else ():
        if getattr(source, name) != getattr(article, name):
            yield Fault(f"source {source.title}: {name}", f"is “{getattr(article, name)}” in the article")


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
    elif lost := {hop.name for hop in verdict.chain} - {hop.name for hop in item.checked.verdict.chain}:
        yield Fault(f"{where}: chain", f"leaves out who passed it on: {', '.join(sorted(lost))}")
