"""From attributions to positions: which are positions, in which words, and how they stand."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta

from briefer.attribution.leads import GROUP, HE, SHE, THEY, Person
from briefer.attribution.wording import is_split, statement, weight
from briefer.extract.quoting import quote_of, sentence_at, sentences_in, whole
from briefer.extract.stances import ACTORS, ENOUGH, act_of, can_speak, is_ended, stance_of, weigh
from briefer.models import UNKNOWN, Article, Attribution, HopKind, Mode, Position, Span
from briefer.text.facts.dates import dates
from briefer.text.facts.words import content_keys
from briefer.text.topics import main_topic, topic_of, topic_words, topics

MOST, TRIED = 16, 84  # positions of one article; attributions worded for them, so that the time stays linear
FACT = re.compile(r"\b[A-Z][\w-]+|\d[\d.,]*\d|\d")
COUNTED = re.compile(r"(?:two|three|four|five|several|some|many|most|both)\b", re.IGNORECASE)
PROVISO = re.compile(r",? (?:but )?(?:only if|unless|provided|as long as)\b.*", re.DOTALL)
"""A condition behind a clause: what it names is not what the clause is about."""
LONG_AGO = 180  # days after which a date without a year is not taken for a past one
OPENING = re.compile(r"(?:On|During|In|At|After|Late|Early|Earlier|Speaking|Last)\b")
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()


def positions(article: Article, found: Iterable[Attribution]) -> tuple[Position, ...]:
    """At most MOST positions among the attributions of an article, most important first, none twice."""
    text = article.text
    usable = [whole(text, a) for a in found if a.content and can_speak(a.speaker) and not is_ended(text, a)]
    people = {a.speaker for a in usable} | {a.speaker.split()[-1] for a in usable if a.role} | {article.outlet}
    labels = topics(text, "" if article.title == UNKNOWN else article.title, frozenset(people))
    topic = frozenset[str]().union(*map(topic_words, labels))
    weighed = sorted((-weigh(text, a, topic), a.content[0].start, n) for n, a in enumerate(usable))
    tried = [usable[n] for negative, _, n in weighed[:TRIED] if -negative >= ENOUGH]
    known = persons(text, usable, {a.speaker for a in tried})
    main = main_topic(labels, f"{article.title}. {text[:400]}")
    kept: list[Position] = []
    for attribution in tried:
        quote = quote_of(text, attribution, topic) if len(kept) < MOST else None
        person = known[attribution.speaker]
        position = _position(article, attribution, quote, person, labels, main) if quote else None
        if position and not any(_same(position, other) for other in kept):
            kept.append(position)
    return tuple(kept)


def _position(
    article: Article, found: Attribution, quote: Span, person: Person, labels: tuple[str, ...], main: str
) -> Position | None:
    """The position of an attribution, on one of the article's `labels` or its `main` one; None where no sentence about
    it is safe."""
    text = article.text
    words = statement(text, found, quote, person)
    conditional = re.search(r"\b(?:[Ii]f|[Uu]nless)\b", quote.of(text))
    if found.mode is Mode.DIRECT and conditional and not is_split(text, found):
        # of several sentences with a condition, one: beside the others its statement would seem to lose it
        parts = sorted(sentences_in(text, quote), key=lambda part: (-weight(part.of(text)), part.start))
        worded = ((part, statement(text, found, part, person)) for part in parts)
        quote, words = next((pair for pair in worded if pair[1]), (quote, words))
    if not words:
        return None
    said = quote.of(text) if found.mode is Mode.DIRECT else " ".join(span.of(text) for span in found.content)
    around = _around(text, quote) if re.search(r"\d", words) else ""
    said_first = " ".join(PROVISO.sub("", part) for part in (words, quote.of(text)))
    issue = topic_of((said_first, around), labels, main)
    return Position(
        speaker=found.speaker,
        role=found.role,
        statement=words,
        quote=quote.of(text),
        issue=issue,
        stance=stance_of(text, found, said, issue, person),
        act=act_of(text, found, said),
        via=tuple(hop.name for hop in found.chain if hop.kind is not HopKind.SPEAKER),
        said_on=said_on(article, found),
    )


def _around(text: str, quote: Span) -> str:
    """The words before a quote in its sentence and in the sentence before, inside the paragraph."""
    start = sentence_at(text, quote.start).start
    before = sentence_at(text, start - 1) if start else Span(0, 0)
    return text[start if "\n" in text[before.end : start] else before.start : quote.end]


def _same(one: Position, other: Position) -> bool:
    """Whether two positions of one article say the same: on the same words, or one speaker nearly so in other words."""
    if one.quote in other.quote or other.quote in one.quote:
        return True
    ours, theirs = (set(FACT.findall(position.statement[1:])) for position in (one, other))
    if one.speaker != other.speaker or one.issue != other.issue or (ours - theirs and theirs - ours):
        return False
    keys, others = content_keys(one.statement), content_keys(other.statement)
    least = min(len(keys), len(others))
    return least > 3 and len(keys & others) >= 0.6 * least


def persons(text: str, found: list[Attribution], speakers: set[str]) -> dict[str, Person]:
    """How the article speaks of each speaker: from the pronouns and titles of its mentions, else the name's form."""
    known: dict[str, Person] = {}
    for attribution in found:
        for span in attribution.source:
            mention = span.of(text)
            if mention.lower() in ("he", "she"):
                known[attribution.speaker] = HE if mention.lower() == "he" else SHE
            elif title := re.match(r"(Mr|Ms|Mrs|Sir|Lady)\b", mention):
                known.setdefault(attribution.speaker, HE if title[1] in ("Mr", "Sir") else SHE)
    return {name: known.get(name) or _by_name(text, name) for name in sorted(speakers)}


def _by_name(text: str, name: str) -> Person:
    """Plural where the name counts, or its head is a plural noun: known, or found in small letters in the text."""
    head = re.split(r"\b(?:of|in|at|from|for|close|familiar|with)\b|,", name)[0].split()
    last = head[-1] if head else ""
    small = ACTORS.fullmatch(last) or re.search(rf"\b{re.escape(last.lower())}\b", text)
    plural = last.endswith("s") and not last.endswith(("ss", "us")) and small
    return GROUP if plural or COUNTED.match(name) or last.lower() in ("people", "police") else THEY


def said_on(article: Article, found: Attribution) -> date | None:
    """The day on which the words were said, where their sentence names it beside the cue and the article has a date."""
    day = article.day
    if day is None or not found.cue:
        return None
    sentence = sentence_at(article.text, found.cue[0].start)
    numbers: dict[str, int] = {}
    for when in dates(sentence.of(article.text)):
        if not _beside(article.text, found, sentence, when.span):
            continue
        if when.kind in ("month", "day", "year"):
            numbers[when.kind] = int(when.value)
        if when.kind == "weekday":
            return day - timedelta(days=(day.weekday() - WEEKDAYS.index(when.value)) % 7)
        if when.kind == "deictic" and when.value in ("today", "yesterday"):
            return day - timedelta(days=when.value == "yesterday")
    for year in [numbers["year"]] if "year" in numbers else [day.year, day.year - 1]:
        with suppress(KeyError, ValueError):
            named = date(year, numbers["month"], numbers["day"])
            if named <= day and ("year" in numbers or (day - named).days < LONG_AGO):
                return named
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
