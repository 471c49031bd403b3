"""From attributions to positions: which are positions, in which words, and how they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from briefer.attribution.quotations import quotations
from briefer.attribution.reported import GROUP, HE, SHE, THEY, Person
from briefer.attribution.wording import FINITE, cue_lemma, finite_in, is_object, is_split, statement, tags_in, weight
from briefer.extract.stances import ACTS, BAD, CONDITION, GOOD, MODAL, NEGATION, OPPOSING, SUPPORTING, act_of, stance_of
from briefer.models import UNKNOWN, Article, Attribution, HopKind, Mode, Position, Span, Stance
from briefer.text.facts.dates import dates
from briefer.text.facts.words import content_keys
from briefer.text.sentences import sentences
from briefer.text.topics import topic_of, topic_words, topics

MOST = 14
ENOUGH = 2.2  # the score from which an attribution is a position
LONGEST_QUOTE = 45  # words

WEAK_CUES = frozenset(
    """know see find hear appear seem expect name learn show read provide speak respond feature list set mark project
    estimate release publish write include vote plan look mention discuss understand remember notice discover receive
    experience agreeing support identify address issue circulate introduce share watch sign display aim continue""".split()
)
OFFICE = re.compile(
    r"\b(?:minister|president|chancellor|secretary|senator|governor|mayor|leader|commissioner|chair\w*|chief|ambassador"
    r"|spokes\w+|king|queen|premier|envoy|judge|general|director|congress\w+|lawmaker|MP|deputy|head)\b",
    re.IGNORECASE,
)
ACTORS = re.compile(
    r"\b(?:officials?|diplomats?|sources?|aides?|insiders?|people|spokes\w+|ministers?|ministry|government|board|company|union"
    r"|part(?:y|ies)|police|court|judges?|critics|experts?|residents|members?|leaders?|lawmakers|farmers|growers|workers|doctors"
    r"|nurses|teachers|dockers|investigators|prosecutors?|regulator|commission|council|association|federation|opposition"
    r"|campaigners|activists|analysts|economists|scientists|allies|neighbours|commanders?|army|agency|bank|committee"
    r"|consortium|proposals?|report|mayor|chair\w*|president|secretary|editor|lawyers?|families|voters|students|owners)\b",
    re.IGNORECASE,
)
NOBODY = re.compile(
    r"(?:it|that|this|these|those|there|three|both|friday|monday|tuesday|wednesday|thursday|saturday|sunday|what|which|who"
    r"|he|she|they|we|i|you|somebody|anybody|nobody|everybody)\b(?! \w+ (?:official|diplomat|source|aide))",
    re.IGNORECASE,
)
CONTESTED = re.compile(
    r"\b(?:danger\w*|risk\w*|threat\w*|warn\w*|promis\w*|refus\w*|demand\w*|agree\w*|accus\w*|blame\w*|guarantee\w*|condition"
    r"|decision|oppos\w*|support\w*|willing|ready|concerns?|fear\w*|rais(?:e|ed|ing)|cut|den(?:y|ied)|independent|safe\w*)\b",
    re.IGNORECASE,
)
DATELINE = re.compile(
    r"\A\s*(?:(?:date:?\s*)?\d{4}-\d\d-\d\d\s+|[A-Z][A-Z .,/’'-]+(?:, [A-Z][a-z]+\.? \d{1,2})?(?: \([^)\n]{2,30}\))? [-–—] "
    r"|[A-Z][A-Za-z .]+, [A-Z][a-z]+\.? \d{1,2} \([^)\n]{2,30}\) [-–—] |[A-Z][A-Z .]+ \([^)\n]{2,30}\) [-–—] )"
)
OPENING = re.compile(r"(?:On|During|In|At|After|Late|Early|Earlier|Speaking|Last)\b")
LIKENING = frozenset("frame describe portray characterize characterise cast label view regard depict present denounce".split())
SUBORDINATE = re.compile(r"\b(?:after|before|since|when|while|because|that|which|who|whose|where|as|if)\b")
LOOSE = re.compile(r",? (?:even|especially|particularly|and|but|or)\Z")
LATER = re.compile(
    r"\s*,?\s*(?:but |and )?(?:only )?(?:if|unless|provided|as long as|until|so long as|on condition)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A position with what decides its place."""

    position: Position
    score: float
    at: int


def positions(article: Article, found: Iterable[Attribution]) -> tuple[Position, ...]:
    """At most MOST positions among the attributions of an article, most important first, none twice."""
    text = article.text
    usable = [whole(text, a) for a in found if a.content and a.speaker and not NOBODY.match(a.speaker)]
    labels = _labels(article, usable)
    made = (_candidate(article, attribution, usable, labels) for attribution in usable)
    ranked = sorted((c for c in made if c is not None), key=lambda c: (-c.score, c.at))
    kept: list[Position] = []
    for candidate in ranked:
        if len(kept) < MOST and not any(_same(candidate.position, other) for other in kept):
            kept.append(candidate.position)
    return tuple(kept)


def whole(text: str, found: Attribution) -> Attribution:
    """The attribution with a content that can stand alone.

    A dateline goes, and so does what hangs loose at the end; a condition that stands behind the cue comes in ("...,
    he said, but only if ..."), and so does the verb of a clause that was cut off before it.
    """
    content = list(found.content)
    line = DATELINE.match(text)
    if line and content[0].start < line.end() < content[0].end:
        content[0] = Span(line.end(), content[0].end)
    if found.mode is not Mode.DIRECT:
        content = _mended(text, found, content)
    return Attribution(
        source=found.source, cue=found.cue, content=tuple(content), mode=found.mode, speaker=found.speaker,
        role=found.role, chain=found.chain,
    )  # fmt: skip


def _mended(text: str, found: Attribution, content: list[Span]) -> list[Span]:
    last = max([*found.cue, *found.source, *content], key=lambda s: s.end).end
    end = next((s.end for s in sentences(text) if s.start < last <= s.end), last)
    stop = end - (text[end - 1] in ".!")
    if found.cue and found.cue[0].start > content[0].end and (colon := text.rfind(": ", content[0].start, content[0].end)) > 0:
        content[0] = Span(colon + 2, content[0].end)
    if later := LATER.match(text, last):
        start = later.start() + len(later[0]) - len(later[0].lstrip(" ,"))
        return [*content, Span(start, stop)]
    only = content[0]
    if len(content) > 1 or not found.cue:
        return content
    if found.cue[0].start < only.start and not finite_in(text, only):
        if cue_lemma(text, found) in ("say", "add", "state") and text[only.end : only.end + 1] == ",":
            return [Span(only.start, stop)]
    elif cue_lemma(text, found) in LIKENING and (rest := re.compile(r" as [^,;]+").match(text, only.end, stop)):
        return [Span(only.start, rest.end())]
    elif not finite_in(text, Span(only.start, _comma(text, only))):
        return [Span(only.start, _comma(text, only))]
    loose = LOOSE.search(text, only.start, only.end)
    return [Span(only.start, loose.start())] if loose else [only]


def _comma(text: str, span: Span) -> int:
    """Where a noun phrase ends before ", " and a verb that goes on with an outer subject; its end if there is none."""
    for start, tag in tags_in(text, span):
        joined = text[start - 2 : start] == ", " or text[start - 5 : start] in (" and ", " but ")
        if tag in FINITE and joined and not SUBORDINATE.search(text, span.start, start):
            return start - (2 if text[start - 2] == "," else 5)
    return span.end


def _candidate(
    article: Article, found: Attribution, others: list[Attribution], labels: tuple[str, ...]
) -> Candidate | None:
    text = article.text
    score = _score(article, found, labels)
    if score < ENOUGH:
        return None
    quote = quote_of(text, found, frozenset().union(*map(topic_words, labels)))
    if quote is None:
        return None
    person = person_of(text, found, others)
    words = statement(text, found, quote, person)
    if found.mode is Mode.DIRECT and re.search(r"\b(?:[Ii]f|[Uu]nless)\b", quote.of(text)) and not is_split(text, found):
        for part in _parts(text, quote):  # a condition in another sentence would be lost
            if made := statement(text, found, part, person):
                quote, words = part, made
                break
    if not words:
        return None
    said = quote.of(text) if found.mode is Mode.DIRECT else _words(text, found)
    passages = (f"{words} {quote.of(text)}", _around(text, quote) if re.search(r"\d", words) else "")
    issue = topic_of(passages, labels)
    position = Position(
        speaker=found.speaker,
        role=found.role,
        statement=words,
        quote=quote.of(text),
        issue=issue,
        stance=stance_of(text, found, said, issue),
        act=act_of(text, found, said),
        via=tuple(h.name for h in found.chain if h.kind is not HopKind.SPEAKER),
        said_on=said_on(article, found),
    )
    return Candidate(position, score, found.content[0].start)


def quote_of(text: str, found: Attribution, topic: frozenset[str] = frozenset()) -> Span | None:
    """The stretch of the article that stands for a content: a whole quotation or clause, without its outer marks.

    Contiguous always. Where the attribution stands inside one sentence, all from its first word to its last, since a
    part could lose a condition; an object with the verb it belongs to; of several sentences the weightiest piece.
    """
    first, last = found.content[0], found.content[-1]
    if is_split(text, found):
        span = Span(first.start, last.end)
    elif is_object(text, found) and first.start - found.cue[0].start < 80:
        span = _bare(text, Span(found.cue[0].start, first.end))
    else:
        spans = [_bare(text, span) for span in found.content]
        span = max(spans, key=lambda span: (_worth(span.of(text), topic), -span.start))
        if len(span.of(text).split()) > LONGEST_QUOTE:
            span = _cut(text, span)
    return span if span.of(text).strip() and len(span.of(text).split()) <= LONGEST_QUOTE + 10 else None


def _around(text: str, quote: Span) -> str:
    """The sentence that holds a quote, with the one before it in the paragraph."""
    start = text.rfind("\n", 0, quote.start) + 1
    before = [s for s in sentences(text) if start <= s.start < quote.end]
    return " ".join(s.of(text) for s in before[-2:])


def _parts(text: str, quote: Span) -> list[Span]:
    """The sentences of a quote, the weightiest first."""
    inside = [Span(max(s.start, quote.start), min(s.end, quote.end)) for s in sentences(text) if s.overlaps(quote)]
    return sorted(inside, key=lambda part: (-weight(part.of(text)), part.start))


def _worth(words: str, topic: frozenset[str]) -> float:
    answers = re.search(r"\byou(?:r|[’']\w+)?\b|\?", words) is not None
    return weight(words) + 5 * min(2, len(topic_words(words) & topic)) - 10 * answers


def _bare(text: str, span: Span) -> Span:
    """Without the quotation marks around it and the comma inside them; never with one mark of a pair."""
    start, end = span.start, span.end
    start += 5 * text.startswith("that ", start)
    for mark in quotations(text):
        if mark.outer.start <= start <= mark.inner.start and mark.inner.end <= end <= mark.outer.end:
            start, end = max(start, mark.inner.start), min(end, mark.inner.end)
        elif start < mark.outer.start < end < mark.outer.end <= end + 2:
            end = mark.outer.end
    while end > start and text[end - 1] in ", \n":
        end -= 1
    return Span(start, end)


def _cut(text: str, span: Span) -> Span:
    """The first sentences of a long stretch; a single long sentence stays whole."""
    inside = [s for s in sentences(text) if s.overlaps(span)]
    end = min(inside[0].end, span.end) if inside else span.end
    for sentence in inside[1:]:
        if len(text[span.start : sentence.end].split()) > LONGEST_QUOTE:
            break
        end = min(sentence.end, span.end)
    return Span(span.start, end)


def _words(text: str, found: Attribution) -> str:
    return " ".join(span.of(text) for span in found.content)


def _labels(article: Article, found: list[Attribution]) -> tuple[str, ...]:
    people = {a.speaker for a in found} | {a.speaker.split()[-1] for a in found if a.role} | {article.outlet}
    return topics(article.text, "" if article.title == UNKNOWN else article.title, frozenset(people))


def _score(article: Article, found: Attribution, labels: tuple[str, ...]) -> float:
    text, words = article.text, _words(article.text, found)
    lemma = cue_lemma(text, found)
    count = len(words.split())
    score = 1.0
    score += 2.0 if lemma in OPPOSING or lemma in SUPPORTING or lemma in ACTS else 0.0
    score -= 2.0 if lemma in WEAK_CUES else 0.0
    score += 1.0 * bool(MODAL.search(words)) + 0.7 * bool(NEGATION.search(words)) + 1.0 * bool(CONDITION.search(words))
    score += 1.0 * bool(BAD.search(words) or GOOD.search(words))
    score += 0.8 if found.mode is not Mode.INDIRECT else 0.0
    score += 0.8 * min(2, len(topic_words(words) & frozenset().union(*map(topic_words, labels), frozenset())))
    score += 1.0 if OFFICE.search(found.role or found.speaker) else 0.4 if found.speaker[:1].isupper() else 0.0
    score += 1.2 * (1 - found.content[0].start / max(1, len(text)))
    score -= 1.5 if count < 4 else 0.0
    score -= 0.5 * len(re.findall(r"\d", words)) / 8
    if not found.cue and not found.source:
        score -= 1.0
    mention = _mention(text, found).lower()
    before = text[max(0, found.cue[0].start - 12) : found.cue[0].start].lower() if found.cue else ""
    score -= 1.5 if mention in ("who", "which", "that") or re.search(r"\b(?:who|which) \Z", before) else 0.0
    score -= 2.5 if re.search(r"\b(?:after|before|since|without|by|of|despite|from) \Z", before) else 0.0
    score -= 3.0 if re.match(r"(?:for |to )?(?:be named|be identified|comment|elaborate|give details|something else|that|it)\b", words) else 0.0
    score += 0.6 * bool(CONTESTED.search(words))
    name = re.sub(r"(?:the|an?) ", "", found.speaker, count=1, flags=re.IGNORECASE)
    score -= 2.0 if not name[:1].isupper() and not ACTORS.search(found.speaker) else 0.0
    return score


def _same(one: Position, other: Position) -> bool:
    """Whether two positions of one article say the same: on the same words, or one speaker nearly so in other words."""
    if one.quote in other.quote or other.quote in one.quote:
        return True
    ours, theirs = content_keys(one.statement), content_keys(other.statement)
    shared, least = len(ours & theirs), min(len(ours), len(theirs))
    return one.speaker == other.speaker and one.issue == other.issue and least > 3 and shared >= 0.6 * least


def person_of(text: str, found: Attribution, others: list[Attribution]) -> Person:
    """How the article speaks of the speaker: from the pronouns it uses as mentions, else from the form of the name."""
    for other in [found, *others]:
        if other.speaker == found.speaker:
            for span in other.source:
                low = span.of(text).lower()
                if low in ("he", "she"):
                    return HE if low == "he" else SHE
    head = re.split(r"\b(?:of|in|at|from|for|close|familiar|with)\b|,", found.speaker)[0].split()
    last = head[-1] if head else ""
    counted = re.match(r"(?:two|three|four|five|several|some|many|most|both)\b", found.speaker, re.IGNORECASE)
    if counted or (last[1:].endswith("s") and not last.endswith("ss") and (last.islower() or last in PLURALS)):
        return GROUP
    if re.search(r"\bMr\b", _mention(text, found)):
        return HE
    return SHE if re.search(r"\b(?:Ms|Mrs)\b", _mention(text, found)) else THEY


PLURALS = frozenset("Officials Diplomats Leaders Members Ministers Lawmakers Sources Growers Farmers Dockers Critics".split())


def _mention(text: str, found: Attribution) -> str:
    return " ".join(span.of(text) for span in found.source)


def said_on(article: Article, found: Attribution) -> date | None:
    """The day on which the words were said, where their sentence names it beside the cue and the article's date is known."""
    day = article.day
    if day is None or not found.cue:
        return None
    text, cue = article.text, found.cue[0]
    sentence = next((s for s in sentences(text) if s.start <= cue.start < s.end), None)
    if sentence is None:
        return None
    marks = [when for when in dates(sentence.of(text)) if _beside(text, found, sentence, when.span)]
    weekdays = "monday tuesday wednesday thursday friday saturday sunday".split()
    for when in marks:
        if when.kind == "weekday":
            return day - timedelta(days=(day.weekday() - weekdays.index(when.value)) % 7)
        if when.kind == "deictic" and when.value in ("today", "yesterday"):
            return day - timedelta(days=when.value == "yesterday")
    numbers = {when.kind: int(when.value) for when in marks if when.kind in ("month", "day", "year")}
    if "month" in numbers and "day" in numbers:
        try:
            named = date(numbers.get("year", day.year), numbers["month"], numbers["day"])
        except ValueError:
            return None
        if named > day and (named - day).days > 180 and "year" not in numbers:
            named = named.replace(year=day.year - 1)
        return named if named <= day else None
    return None


def _beside(text: str, found: Attribution, sentence: Span, when: Span) -> bool:
    """Whether a date belongs to the cue: no comma between them, or it closes the phrase that opens the sentence."""
    start, end = sentence.start + when.start, sentence.start + when.end
    if any(span.start <= start < span.end for span in found.content):
        return False
    cue = found.cue[0]
    between = text[end : cue.start] if end <= cue.start else text[cue.end : start]
    if end <= cue.start and OPENING.match(text, sentence.start):
        return text.find(",", sentence.start, start) < 0 and between.count(",") <= 1
    return "," not in between and len(between) <= 60
