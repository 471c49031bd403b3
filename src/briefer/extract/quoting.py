"""From an attribution to the stretch of the article that is quoted for it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from briefer.attribution.leads import finite_in, is_object, tags_in
from briefer.attribution.phrases import FINITE
from briefer.attribution.quotations import quotations
from briefer.attribution.wording import is_split, weight
from briefer.models import Attribution, Mode, Span
from briefer.text.sentences import sentences
from briefer.text.topics import topic_words

LONGEST = 45  # words of a quote: what is longer is cut at a sentence's end
LIMIT = 55  # a single sentence may be so long, and no longer
LATER = re.compile(
    r"\s*,?\s*(?:but |and )?(?:only )?(?:if|unless|provided|as long as|until|so long as|on condition)\b", re.I
)
LOOSE = re.compile(
    r",? (?:even|especially|particularly|and|but|or)\Z"
    r"|, an? (?:day|week|month|year)(?: (?:after|before|earlier)\b[^,]*)?\Z"
    r"| in an? (?:statement|letter|interview|speech|post|email)(?: (?:of|to|on|with)(?: [\w’'-]+){1,4})?\Z"
    r"|, (?:something|an? (?:step|move|claim|charge|view|demand|figure)) (?:that |which )?[\w’' -]+\Z"
)
SUBORDINATE = re.compile(r"\b(?:after|before|since|when|while|because|that|which|who|whose|where|as|if)\b")


def whole(text: str, found: Attribution) -> Attribution:
    """The attribution with a content that can stand alone.

    What hangs loose at the end goes; a condition that stands behind the cue comes in: "..., he said, but only if ...".
    """
    return found if found.mode is Mode.DIRECT else replace(found, content=tuple(_mended(text, found, [*found.content])))


def _mended(text: str, found: Attribution, content: list[Span]) -> list[Span]:
    first, last = content[0], max([*found.cue, *found.source, *content], key=lambda span: span.end).end
    end = sentence_at(text, last - 1).end
    stop = end - (text[end - 1] in ".!")
    behind = bool(found.cue) and found.cue[0].start > first.end
    if behind and (colon := text.rfind(": ", first.start, first.end)) > 0:
        content[0] = first = Span(colon + 2, first.end)
    if later := LATER.match(text, last):
        return [*content, Span(later.start() + len(later[0]) - len(later[0].lstrip(" ,")), stop)]
    if len(content) > 1 or not found.cue:
        return content
    if not behind and text.startswith(" before ", first.end):
        return [Span(first.start, stop)]
    phrase = Span(first.start, _phrase_end(text, first))
    if not behind and not finite_in(text, phrase):
        first = phrase
    loose = LOOSE.search(text[: first.end], max(first.start, first.end - 200))
    return [Span(first.start, loose.start())] if loose else [first]


def _phrase_end(text: str, span: Span) -> int:
    """Where an object ends before a comma or "and" and a verb that goes on with the outer subject; else its own end."""
    for start, tag in tags_in(text, span):
        joined = text[start - 2 : start] == ", " or text[start - 5 : start] in (" and ", " but ")
        if tag in FINITE and joined and not SUBORDINATE.search(text, span.start, start):
            return start - (2 if text[start - 2] == "," else 5)
    return span.end


def quote_of(text: str, found: Attribution, topic: frozenset[str] = frozenset()) -> Span | None:
    """The stretch of the article that stands for a content: a whole quotation or clause, without its outer marks.

    Contiguous always. Where the attribution stands inside one sentence, all from its first word to its last, since a
    part could lose a condition; an object with the verb it belongs to; of several pieces the weightiest. None where
    that is too long.
    """
    first, last = found.content[0], found.content[-1]
    if is_split(text, found):
        span = Span(first.start, last.end)
    elif is_object(text, found) and first.start - found.cue[0].start < 80:
        span = _bare(text, Span(found.cue[0].start, first.end))
    else:
        spans = [_bare(text, span) for span in found.content]
        span = max(spans, key=lambda span: (_worth(span.of(text), topic), -span.start))
        span = _cut(text, span)
    return None if not 0 < len(span.of(text).split()) <= LIMIT else span


def sentence_at(text: str, offset: int) -> Span:
    """The sentence that holds an offset, or the last one before it; in logarithmic time."""
    found = sentences(text)
    return found[max(0, bisect_right(found, offset, key=lambda span: span.start) - 1)] if found else Span(0, len(text))


def sentences_in(text: str, span: Span) -> list[Span]:
    """The sentences of a stretch, cut to it."""
    found = sentences(text)
    first, last = (bisect_right(found, at, key=lambda sentence: sentence.start) for at in (span.start, span.end - 1))
    inside = found[max(0, first - 1) : last]
    return [Span(max(s.start, span.start), min(s.end, span.end)) for s in inside if s.overlaps(span)]


def _worth(words: str, topic: frozenset[str]) -> float:
    answers = re.search(r"\byou(?:r|[’']\w+)?\b|\?", words) is not None
    return weight(words) + 5 * min(2, len(topic_words(words) & topic)) - 10 * answers


def _bare(text: str, span: Span) -> Span:
    """Without the quotation marks around it, "that" before it and a comma behind."""
    start, end = span.start + 5 * text.startswith("that ", span.start), span.end
    marked = quotations(text)
    for mark in marked[bisect_right(marked, start, key=lambda mark: mark.outer.end) :]:
        if mark.outer.start >= end:
            break
        if mark.outer.start <= start <= mark.inner.start and mark.inner.end <= end <= mark.outer.end:
            start, end = mark.inner.start, min(end, mark.inner.end)
    while end > start and text[end - 1] in ", \n":
        end -= 1
    return Span(start, end)


def _cut(text: str, span: Span) -> Span:
    """The first sentences of a long stretch; a single long sentence stays whole."""
    inside = sentences_in(text, span)
    end = inside[0].end if inside else span.end
    for sentence in inside[1:]:
        if len(text[span.start : sentence.end].split()) > LONGEST:
            break
        end = sentence.end
    return Span(span.start, end)
