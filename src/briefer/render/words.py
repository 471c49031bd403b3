"""The article's words as a page shows them: cut from the carried passages, never taken from a proposal."""

from briefer.errors import BrieferError
from briefer.grounding.locate import locate
from briefer.models import Item, Mode, Passage, Span

OPENING, CLOSING = "“«„‘‹", "”»’›"
_PLAIN = '"'


def passage_of(item: Item, span: Span) -> Passage | None:
    """The carried passage that holds the whole span."""
    return next((p for p in item.passages if p.start <= span.start <= span.end <= p.start + len(p.text)), None)


def disagreement(item: Item) -> str:
    """What keeps the item's passages from bearing out its quote, in words; "" where they do."""
    evidence = item.checked.verdict.evidence
    if not evidence.found or not evidence.spans:
        return "its words were not found in the article"
    outer = Span(evidence.spans[0].start, evidence.spans[-1].end)
    passage = passage_of(item, outer)
    if passage is None:
        return "its words lie outside the passages it carries"
    found = locate(passage.text, item.checked.position.quote)
    if not found.found:
        return "its quote does not stand in the passage it carries"
    moved = Span(outer.start - passage.start, outer.end - passage.start)
    same = tuple(Span(s.start + passage.start, s.end + passage.start) for s in found.spans) == evidence.spans
    if not same and (moved not in found.places or len(found.spans) != len(evidence.spans)):
        return "its quote stands elsewhere in the passage than its spans say"
    if any(passage_of(item, hop.span) is None for hop in item.checked.verdict.chain):
        return "a hop of its chain lies outside the passages it carries"
    return ""


def shown(item: Item) -> tuple[str, bool]:
    """The words to print, and whether to set quotation marks around them.

    Segments are joined with " … ". Words that stand in marks only in part keep their own marks; a mark that the span
    cuts off beside them is taken along. Raises BrieferError naming the item where the passages do not bear it out.
    """
    if fault := disagreement(item):
        raise BrieferError(f"item {item.number}", fault, "no page was written; make the brief again")
    evidence = item.checked.verdict.evidence
    mixed = evidence.mode is Mode.MIXED
    words = " … ".join(" ".join(_cut(item, span, with_marks=mixed).split()) for span in evidence.spans)
    direct = evidence.mode is Mode.DIRECT
    return (_without_outer_marks(words) if direct else words), direct


def _without_outer_marks(words: str) -> str:
    """Words that get quotation marks on the page, without those that a span took along at its ends."""
    first, last = words[0] in OPENING + _PLAIN, words[-1] in CLOSING[:2] + _PLAIN
    inner = words[1:-1]
    if first and last and not set(inner) & set(OPENING[:3] + CLOSING[:2] + _PLAIN):
        return inner
    if first and not set(words[1:]) & set(CLOSING + _PLAIN):
        return words[1:]
    return words[:-1] if last and not set(words[:-1]) & set(OPENING + _PLAIN) else words


def _cut(item: Item, span: Span, *, with_marks: bool) -> str:
    passage = passage_of(item, span)
    if passage is None:  # `disagreement` has looked at the outer span
        raise BrieferError(f"item {item.number}", "a part of its words lies outside its passages")
    text, start, end = passage.text, span.start - passage.start, span.end - passage.start
    words = text[start:end]
    if with_marks:
        opened = sum(words.count(mark) for mark in OPENING[:3]) - sum(words.count(mark) for mark in CLOSING[:2])
        plain = words.count(_PLAIN) % 2
        if (text[end : end + 1] in tuple(CLOSING[:2]) and opened > 0) or (text[end : end + 1] == _PLAIN and plain):
            return text[start : end + 1]
        if text[start - 1 : start] in tuple(OPENING[:3]) and opened < 0:
            return text[start - 1 : end]
    return words
