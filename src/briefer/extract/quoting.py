"""From an attribution to the stretch of the article that is quoted for it."""

import re
from bisect import bisect_right
from dataclasses import replace

from briefer.attribution.leads import is_object, tags_in
from briefer.attribution.names import is_outlet_name
from briefer.attribution.phrases import FINITE
from briefer.attribution.quotations import quotations
from briefer.attribution.wording import ADDRESSED, is_split, weight
from briefer.models import Attribution, Hop, HopKind, Mode, Span
from briefer.text.sentences import sentences
from briefer.text.topics import topic_words

LONGEST = 45  # words of a quote: what is longer is cut at a sentence's end
LIMIT = 55  # a single sentence may be so long, and no longer
LOOSE = re.compile(
    r",? (?:even|especially|particularly|and|but|or)\Z"
    r"|, an? (?:day|week|month|year)(?: (?:after|before|earlier)\b[^,]*)?\Z"
    r"| in an? (?:statement|letter|interview|speech|post|email)(?: (?:of|to|on|with)(?: [\w’'-]+){1,4})?\Z"
    r"|, (?:something|an? (?:step|move|claim|charge|view|demand|figure)) (?:that |which )?[\w’' -]+\Z"
)
NAMING = r"(?!(?:who|which|that|he|she|it|they|we|I|and|but|as|or|when|where|what|by|to)\b)[\w’'-]+"
RELAY = re.compile(
    rf", (?P<the>the (?=[A-Z]))?(?P<who>{NAMING}(?: {NAMING}){{0,5}}?)"
    r" (?P<verb>reports?|reported|says|said|writes|wrote)(?: (?:earlier|late|early|last|on|in)\b[\w ]*| \w*day)?\Z"
)
"""Behind a clause: "the Evening Chronicle reported on Thursday"."""
SUBORDINATE = re.compile(r"\b(?:after|before|since|when|while|because|that|which|who|whose|where|as|if)\b")


def whole(text: str, found: Attribution) -> Attribution:
    """The attribution with a content that can stand alone.

    It ends before who passed it on, before a verb that goes on with the speaker, and before what hangs loose.
    """
    if found.mode is Mode.DIRECT:
        return found
    found = _passed_on(text, found)
    if len(found.content) > 1 or not found.cue:
        return found
    (content,) = found.content
    if is_object(text, found):
        content = Span(content.start, _phrase_end(text, content))
    loose = LOOSE.search(text[: content.end], max(content.start, content.end - 200))
    return replace(found, content=(Span(content.start, loose.start() if loose else content.end),))


def _passed_on(text: str, found: Attribution) -> Attribution:
    """The attribution without the clause behind its content that tells who passed it on: that is its last hop."""
    last = found.content[-1]
    relay = RELAY.search(text[: last.end], max(last.start, last.end - 100))
    outlet = relay and (relay["the"] or is_outlet_name(relay["who"]))
    if not relay or not (outlet or relay["verb"].startswith("report")):
        return found
    hop = Hop(relay["who"], Span(*relay.span("who")), HopKind.OUTLET if outlet else HopKind.RELAYER)
    known = any(other.name == hop.name for other in found.chain)
    content = (*found.content[:-1], Span(last.start, relay.start()))
    return replace(found, content=content, chain=found.chain if known else (*found.chain, hop))


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
    answers = ADDRESSED.search(words) is not None or "?" in words
    return weight(words) + 5 * min(2, len(topic_words(words) & topic)) - 10 * answers


def _bare(text: str, span: Span) -> Span:
    """Without the quotation marks around it, "that" before it and a comma behind."""
    start, end = span.start + 5 * text.startswith("that ", span.start), span.end
    marked = quotations(text)
    at = bisect_right(marked, start, key=lambda mark: mark.outer.end)
    if at < len(marked):
        inner, outer = marked[at].inner, marked[at].outer
        if outer.start <= start <= inner.start and inner.end <= end <= outer.end:
            start, end = inner.start, min(end, inner.end)
    return Span(start, start + len(text[start:end].rstrip(", \n")))


def _cut(text: str, span: Span) -> Span:
    """The first sentences of a long stretch; a single long sentence stays whole."""
    inside = sentences_in(text, span)
    end = inside[0].end if inside else span.end
    for sentence in inside[1:]:
        if len(text[span.start : sentence.end].split()) > LONGEST:
            break
        end = sentence.end
    return Span(span.start, end)
