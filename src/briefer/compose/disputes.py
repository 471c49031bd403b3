"""Where outlets differ on what one speaker said, and where speakers differ with each other."""

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

from briefer.compose.similar import content_words, jaccard, overlap, same_issue, same_speaker
from briefer.models import Dispute, Item, Mode, Stance
from briefer.text.facts.dates import dates
from briefer.text.facts.numbers import quantities

_SAME_SAYING = 0.4  # of all content words: two reports of one remark
_SAME_MATTER = 0.25  # of the shorter one's: two remarks on one matter
_MOST = 4
_FEW = 2
_NUMBER = re.compile(r"(\d[\d.,]*)(?:\s?(?:%|[^\W\d_]+))?")
_WORD = re.compile(r"[^\W\d_]+")
_NOT = re.compile(r"\b(?:not|no|nor|neither|never|nobody|none|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_MAYBE = re.compile(r"\b(?:may|might|could|perhaps|possibly|probably)\b(?! \d)(?<!\d may)", re.IGNORECASE)
_HOW_MANY = re.compile(r"\b(?:all|every|each|both|some|several|many|most|few|only)\b", re.IGNORECASE)
_NEAR = 0.6  # of all content words: where one small word more or less is another report and not another cut


def disputes(items: Sequence[Item], outlet: Mapping[str, str]) -> tuple[Dispute, ...]:
    """Reports that differ, then speakers who differ, at most four of each; `outlet` maps article ids to outlets."""
    reports = [found for a, b in combinations(items, 2) if (found := _report(a, b, outlet))]
    return (*reports[:_MOST], *_speakers(items)[:_MOST])


def _report(a: Item, b: Item, outlet: Mapping[str, str]) -> Dispute | None:
    """Two outlets, one speaker, one remark, and a number, a negation or a word in quotation marks that differs."""
    one, two = a.checked, b.checked
    if outlet.get(one.article) == outlet.get(two.article) or not same_speaker(
        one.position.speaker, two.position.speaker
    ):
        return None
    first, second = one.position.quote, two.position.quote
    mine, theirs = _words_only(first), _words_only(second)
    difference = ""
    if jaccard(mine, theirs) >= _SAME_SAYING:
        direct = one.verdict.evidence.mode is two.verdict.evidence.mode is Mode.DIRECT
        difference = _facts_differ(first, second) or (_words_differ(first, second) if direct else "")
    elif len(mine & theirs) > 1 and overlap(mine, theirs) >= _SAME_MATTER:
        difference = _figures_differ(first, second)
    return Dispute("report", one.position.speaker, (a.number, b.number), difference) if difference else None


def _figures_differ(first: str, second: str) -> str:
    """Two amounts of one unit in words on one matter, however else it is put; nothing where an amount is in both."""
    one, two = ([q for q in quantities(text) if q.unit and not q.vague] for text in (first, second))
    pairs = [(a, b) for a in one for b in two if (a.unit, a.per) == (b.unit, b.per)]
    pairs = [(a, b) for a, b in pairs if {*a.nouns} & {*b.nouns} or not (a.nouns and b.nouns)]
    if not pairs or any(a.value == b.value for a, b in pairs):
        return ""
    a, b = pairs[0]
    return f"{a.span.of(first)} against {b.span.of(second)}"


def _facts_differ(first: str, second: str) -> str:
    numbers = [{match[1].rstrip(".,"): match[0] for match in _NUMBER.finditer(text)} for text in (first, second)]
    days = [{(when.kind, when.value): when.span.of(text) for when in dates(text)} for text in (first, second)]
    for (mine, theirs), most in ((numbers, None), (days, 1)):
        only = [words for fact, words in mine.items() if fact not in theirs][:most]
        others = [words for fact, words in theirs.items() if fact not in mine][:most]
        if only and others:
            return f"{', '.join(only)} against {', '.join(others)}"
    if bool(_NOT.search(first)) != bool(_NOT.search(second)):
        return "one has a negation that the other has not"
    if jaccard(_words_only(first), _words_only(second)) < _NEAR:
        return ""
    if bool(_MAYBE.search(first)) != bool(_MAYBE.search(second)):
        return "one is less certain than the other"
    many = [dict.fromkeys(found[0].lower() for found in _HOW_MANY.finditer(text)) for text in (first, second)]
    if many[0] and many[1] and many[0] != many[1]:
        return f"“{' '.join(many[0])}” against “{' '.join(many[1])}”"
    return ""


def _words_differ(first: str, second: str) -> str:
    """The one or two words in which two quotations of one remark differ; what only one of them has is no difference."""
    mine, theirs = _words_only(first), _words_only(second)
    only = [
        [word for word in _WORD.findall(text) if _words_only(word) & (words - others)]
        for text, words, others in ((first, mine, theirs), (second, theirs, mine))
    ]
    if all(1 <= len(words) <= _FEW for words in only):
        return f"“{' '.join(only[0])}” against “{' '.join(only[1])}”"
    return ""


def _words_only(text: str) -> frozenset[str]:
    return frozenset(word for word in content_words(text) if not word[0].isdigit())


def _speakers(items: Sequence[Item]) -> list[Dispute]:
    """For each issue the speakers who support it against those who oppose it, by their weightiest items."""
    found: list[Dispute] = []
    for a, b in combinations(items, 2):
        one, two = a.checked.position, b.checked.position
        if {one.stance, two.stance} != {Stance.SUPPORTS, Stance.OPPOSES} or not (one.speaker and two.speaker):
            continue
        if same_speaker(one.speaker, two.speaker) or not same_issue(one.issue, two.issue):
            continue
        if any(same_issue(one.issue, other.subject) for other in found):
            continue
        found.append(Dispute("speakers", one.issue, (a.number, b.number)))
    return found
