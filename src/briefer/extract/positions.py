"""From attributions to positions: which are positions, in which words, and how they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from briefer.attribution.quotations import quotations
from briefer.attribution.wording import HE, MARKS, SHE, BODY, GROUP, THEY, Person, cue_lemma, statement
from briefer.models import Act, Article, Attribution, HopKind, Mode, Position, Span, Stance
from briefer.text.facts.dates import dates
from briefer.text.sentences import sentences
from briefer.text.topics import topic_of, topic_words, topics

MOST = 14
ENOUGH = 3.0  # the score from which an attribution is a position
LONGEST_QUOTE = 45  # words

OPPOSING = frozenset(
    """reject oppose refuse criticize criticise condemn denounce dismiss block veto resist protest decline rebuff rebuke
    deplore decry disagree object rule slam blast attack ban prohibit repudiate balk""".split()
)
SUPPORTING = frozenset(
    """back support welcome praise endorse favor favour hail applaud defend approve accept demand urge embrace champion
    commend promote call want seek propose advocate request recommend""".split()
)
ACTS = {
    lemma: act
    for act, lemmas in {
        Act.DEMANDS: "demand urge call want request require insist press petition implore order ask appeal seek recommend",
        Act.OFFERS: "offer propose volunteer invite",
        Act.PROMISES: "promise pledge vow swear undertake commit guarantee assure",
        Act.WARNS: "warn caution threaten fear alert",
        Act.DENIES: "deny dispute refute rebut contradict",
        Act.CRITICIZES: "criticize criticise condemn denounce accuse blame slam blast attack complain deplore decry lament "
        "rebuke castigate reject dismiss protest",
        Act.PRAISES: "praise welcome hail applaud commend thank laud salute celebrate back support endorse",
    }.items()
    for lemma in lemmas.split()
}
WEAK_CUES = frozenset(
    """know see find hear appear seem expect name learn show read provide speak respond feature list set mark project
    estimate release publish write include vote plan look mention discuss understand remember notice discover receive
    experience agreeing support identify address issue circulate introduce share watch sign display aim continue""".split()
)
CONDITION = re.compile(
    r"\b(?:only if|unless|provided(?: that)?|as long as|on condition|if\b.{3,80}\b(?:will|would|could|can|may)"
    r"|(?:will|would|could|can|may|might)\b.{3,120}\b(?:if|until|unless)\b|only (?:after|when|once))",
    re.IGNORECASE,
)
MODAL = re.compile(
    r"\b(?:will|would|must|should|cannot|can|could|may|might|won[’']t|needs?|has to|have to|ought)\b", re.I
)
NEGATION = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|cannot)\b|n[’']t\b", re.IGNORECASE)
BAD = re.compile(
    r"\b(?:reckless|wrong|unacceptable|dangerous|illegal|unfair|irresponsible|threat|blackmail|failure|failed|betray\w*"
    r"|worse|worst|shame\w*|absurd|risk\w*|badly|holes|attempt to|no basis|too little|too low|too late|lack\w*)\b",
    re.IGNORECASE,
)
GOOD = re.compile(
    r"\b(?:courageous|right|welcome|grateful|glad|progress|historic|great|best|fair|correct|proud)\b", re.I
)
OFFICE = re.compile(
    r"\b(?:minister|president|chancellor|secretary|senator|governor|mayor|leader|commissioner|chair\w*|chief|ambassador"
    r"|spokes\w+|king|queen|premier|envoy|judge|general|director|congress\w+|lawmaker|MP|deputy|head)\b",
    re.IGNORECASE,
)
ANONYMOUS = re.compile(
    r"\b(?:official|officials|diplomat|diplomats|source|sources|aide|aides|insider|person|people)\b", re.I
)
DATELINE = re.compile(
    r"\A\s*(?:(?:date:?\s*)?\d{4}-\d\d-\d\d\s+|[A-Z][A-Z .,/’'-]+(?:, [A-Z][a-z]+\.? \d{1,2})?(?: \([^)\n]{2,30}\))? [-–—] "
    r"|[A-Z][A-Za-z .]+, [A-Z][a-z]+\.? \d{1,2} \([^)\n]{2,30}\) [-–—] |[A-Z][A-Z .]+ \([^)\n]{2,30}\) [-–—] )"
)
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
    usable = [whole(text, a) for a in found if a.content and a.speaker]
    labels = _labels(article, usable)
    kept: list[Candidate] = []
    for attribution in usable:
        candidate = _candidate(article, attribution, usable, labels)
        if candidate and not any(_same(candidate.position, other.position) for other in kept):
            kept.append(candidate)
    kept.sort(key=lambda c: (-c.score, c.at))
    return tuple(c.position for c in kept[:MOST])


def whole(text: str, found: Attribution) -> Attribution:
    """The attribution without a dateline, and with the condition that stands behind its cue: "..., he said, but only if ..."."""
    content = list(found.content)
    line = DATELINE.match(text)
    if line and content[0].start < line.end() < content[0].end:
        content[0] = Span(line.end(), content[0].end)
    last = max([*found.cue, *found.source, *content], key=lambda s: s.end).end
    if found.mode is not Mode.DIRECT and (later := LATER.match(text, last)):
        end = next((s.end for s in sentences(text) if s.start <= last < s.end), last)
        start = later.start() + len(later[0]) - len(later[0].lstrip(" ,"))
        content.append(Span(start, end))
    return Attribution(
        source=found.source, cue=found.cue, content=tuple(content), mode=found.mode, speaker=found.speaker,
        role=found.role, chain=found.chain,
    )  # fmt: skip


def _candidate(
    article: Article, found: Attribution, others: list[Attribution], labels: tuple[str, ...]
) -> Candidate | None:
    text = article.text
    score = _score(article, found, labels)
    if score < ENOUGH:
        return None
    quote = quote_of(text, found)
    words = statement(text, found, person_of(text, found, others))
    if not words or not quote:
        return None
    issue = topic_of(f"{words} {quote.of(text)}", labels)
    position = Position(
        speaker=found.speaker,
        role=found.role,
        statement=words,
        quote=quote.of(text),
        issue=issue,
        stance=stance_of(text, found, issue),
        act=act_of(text, found),
        via=tuple(h.name for h in found.chain if h.kind is not HopKind.SPEAKER),
        said_on=said_on(article, found),
    )
    return Candidate(position, score, found.content[0].start)


def quote_of(text: str, found: Attribution) -> Span | None:
    """The stretch of the article that stands for a content: a whole quotation or clause, without its outer marks.

    Contiguous always. Of a quotation that its attribution splits, the weightier part; of an indirect clause split so,
    all from its first to its last word, because a part could lose a condition.
    """
    spans = [_bare(text, span) for span in found.content]
    first, last = spans[0], spans[-1]
    if found.mode is not Mode.DIRECT and len(spans) > 1 and _within_sentence(text, Span(first.start, last.end)):
        return Span(first.start, last.end)
    best = max(spans, key=lambda span: (_weight(span.of(text)), -span.start))
    if len(best.of(text).split()) > LONGEST_QUOTE:
        best = _cut(text, best)
    return best if best.of(text).strip() else None


def _bare(text: str, span: Span) -> Span:
    """Without the quotation marks around it and the comma inside them."""
    start, end = span.start, span.end
    for mark in quotations(text):
        if mark.outer.start <= start <= mark.inner.start and mark.inner.end <= end <= mark.outer.end:
            start, end = max(start, mark.inner.start), min(end, mark.inner.end)
    while end > start and text[end - 1] in ", \n":
        end -= 1
    return Span(start, end)


def _within_sentence(text: str, span: Span) -> bool:
    return any(s.start <= span.start and span.end <= s.end for s in sentences(text))


def _cut(text: str, span: Span) -> Span:
    """The first sentences of a long stretch; a single long sentence stays whole."""
    inside = [s for s in sentences(text) if s.overlaps(span)]
    end = min(inside[0].end, span.end) if inside else span.end
    for sentence in inside[1:]:
        if len(text[span.start : sentence.end].split()) > LONGEST_QUOTE:
            break
        end = min(sentence.end, span.end)
    return Span(span.start, end)


def _weight(words: str) -> float:
    """How much a stretch says: stance words first, length after."""
    found = (
        len(MODAL.findall(words)) + len(NEGATION.findall(words)) + len(BAD.findall(words)) + len(GOOD.findall(words))
    )
    return min(found, 3) * 6 + min(len(words.split()), 25)


def _words(text: str, found: Attribution) -> str:
    return " ".join(span.of(text) for span in found.content)


def _labels(article: Article, found: list[Attribution]) -> tuple[str, ...]:
    people = {word.lower() for a in found if a.role or " " in a.speaker for word in a.speaker.split()}
    people |= {word.lower() for word in article.outlet.split()}
    return topics(article.text, "" if article.title == "unknown" else article.title, frozenset(people))


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
    score += 0.6 * (1 - found.content[0].start / max(1, len(text)))
    score -= 1.5 if count < 4 else 0.0
    score -= 0.5 * len(re.findall(r"\d", words)) / 8
    if not found.cue and not found.source:
        score -= 1.0
    if not found.speaker[:1].isupper() and not ANONYMOUS.search(found.speaker):
        score -= 0.8
    return score


def _same(one: Position, other: Position) -> bool:
    """Whether two positions of one article rest on the same words."""
    if one.speaker != other.speaker:
        return one.quote == other.quote
    return one.quote in other.quote or other.quote in one.quote


def person_of(text: str, found: Attribution, others: list[Attribution]) -> Person:
    """How the article speaks of the speaker: from the pronouns it uses as mentions, else from the form of the name."""
    for other in [found, *others]:
        if other.speaker == found.speaker:
            for span in other.source:
                low = span.of(text).lower()
                if low in ("he", "she"):
                    return HE if low == "he" else SHE
    head = re.split(r"\b(?:of|in|at|from|for|close|familiar|with)\b|,", found.speaker)[0].strip()
    if re.match(r"(?:two|three|four|five|several|some|many|most|both)\b", head, re.I) or (
        not head[:1].isupper() or head.split()[-1:] and head.split()[-1].lower() in PLURAL_HEADS
    ) and head.endswith("s") and not head.endswith("ss"):  # fmt: skip
        return GROUP
    if re.search(r"\bMr\b", _mention(text, found)):
        return HE
    return SHE if re.search(r"\b(?:Ms|Mrs)\b", _mention(text, found)) else THEY


PLURAL_HEADS = frozenset(
    "officials diplomats leaders members ministers lawmakers sources growers farmers dockers critics".split()
)


def _mention(text: str, found: Attribution) -> str:
    return " ".join(span.of(text) for span in found.source)


def act_of(text: str, found: Attribution) -> Act:
    """What the speaker does, by the cue first and the content's words second."""
    lemma, words = cue_lemma(text, found), _words(text, found)
    act = ACTS.get(lemma)
    if act is not None:
        return act
    if re.search(r"\b(?:would consider|willing to|ready to|prepared to|open to|could still)\b", words):
        return Act.OFFERS
    if re.search(r"\b(?:must|should|ought to|ha(?:s|ve) to)\b", words):
        return Act.DEMANDS
    if BAD.search(words):
        return Act.CRITICIZES
    if GOOD.search(words):
        return Act.PRAISES
    return Act.STATES


def stance_of(text: str, found: Attribution, issue: str) -> Stance:
    """Towards the issue, where the words say so themselves; unclear where they do not."""
    lemma, words = cue_lemma(text, found), _words(text, found)
    cue = " ".join(span.of(text) for span in found.cue)
    about = bool(topic_words(issue.split()[-1] if issue else "") & topic_words(words))
    if CONDITION.search(words) and lemma not in ("deny", "ask", "wonder"):
        return Stance.CONDITIONAL
    flipped = bool(NEGATION.search(cue))
    if about and (lemma in OPPOSING or lemma in SUPPORTING):
        against = (lemma in OPPOSING) != flipped
        return Stance.OPPOSES if against else Stance.SUPPORTS
    return Stance.UNCLEAR


def said_on(article: Article, found: Attribution) -> date | None:
    """The day on which the words were said, where their sentence names it beside the cue and the article's date is known."""
    day = article.day
    if day is None or not found.cue:
        return None
    text, cue = article.text, found.cue[0]
    sentence = next((s for s in sentences(text) if s.start <= cue.start < s.end), None)
    if sentence is None:
        return None
    marks = [
        when for when in dates(sentence.of(text))
        if not any(c.start <= sentence.start + when.span.start < c.end for c in found.content)
        and abs(sentence.start + when.span.start - cue.end) <= 60
    ]  # fmt: skip
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
        return named if named <= day else named.replace(year=day.year - 1) if "year" not in numbers else None
    return None
