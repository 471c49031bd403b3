"""What of an article is shown around the places that a verdict names."""

from briefer.models import Article, Passage, Span, Verdict
from briefer.text.sentences import paragraphs

_MARGIN = 800  # code points kept around the spans of a paragraph without end
_LONG = 4000


def passages(article: Article, verdict: Verdict) -> tuple[Passage, ...]:
    """The paragraphs that hold a verdict's spans; of an endless paragraph, what stands around them."""
    spans = [*verdict.evidence.spans, *verdict.cue]
    spans += [*(hop.span for hop in verdict.chain), *(finding.span for finding in verdict.findings)]
    found: list[Span] = []
    for paragraph in paragraphs(article.text):
        inside = [span for span in spans if span.overlaps(paragraph)]
        if not inside:
            continue
        start, end = min(paragraph.start, *(s.start for s in inside)), max(paragraph.end, *(s.end for s in inside))
        if end - start > _LONG:
            start = max(start, min(s.start for s in inside) - _MARGIN)
            end = min(end, max(s.end for s in inside) + _MARGIN)
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Span(start, end))
    return tuple(Passage(span.start, span.of(article.text)) for span in found)
