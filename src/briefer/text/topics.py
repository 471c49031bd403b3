"""What a text is about: labels for the measures and claims one can be for or against, alike in different texts."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from briefer.text.facts.words import FUNCTION, stem

MEASURES = {
    noun: group.split()[0]
    for group in """inspections inspection inspectors inspector inspect observers observer examination examine;treaty treaties
    convention pact accord;agreement agreements;deal deals;vote votes voting ballot;recount recounts;strike strikes walkout
    walkouts stoppage;pay wages wage;talks negotiations negotiation;ceasefire truce armistice;sanctions sanction;tariffs tariff
    duties;closure closures close closing;reform reforms;budget budgets;tax taxes levy;loan loans credit instalment;guarantees
    guarantee assurances;bill bills;law laws legislation act;ban bans;plan plans;offer offers;election elections by-election;
    referendum referendums;motion motions;inquiry inquiries investigation probe;resignation resign;dismissal dismiss sack;
    withdrawal withdraw pullout;aid assistance;weapons arms missiles;troops forces soldiers;border borders;fees fee charges;
    quota quotas;subsidy subsidies;merger merger takeover;contract contracts;licence licences license permit permits;
    railway rail railroad line;flow flows minimum;dam dams reservoir;hospital wards ward;school schools;airport runway;bridge
    tunnel;port ports;mine mines mining;plant plants reactor;housing homes rents rent;pension pensions;migration asylum
    migrants refugees;climate emissions;prices price;cuts cut savings;jobs layoffs redundancies;compensation damages;
    summit meeting;verdict ruling sentence;charges indictment;appeal appeals;safety security""".replace("\n", " ").split(";")
    for noun in group.split()
}
"""Nouns and verbs that name what one can be for or against, each with the form a label uses."""
WEAK = frozenset("dam port border meeting summit plan offer agreement deal law safety prices line plant".split())
NAME = re.compile(r"[^\W\d_a-z][\w’']*(?:[–-][^\W\d_a-z][\w’']+)*(?: [^\W\d_a-z][\w’']*(?:[–-][^\W\d_a-z][\w’']+)*)*")
WORD = re.compile(r"[^\W\d_][\w’'-]*")
NO_PLACE = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december mr mrs ms dr sir lord president minister prime foreign energy finance chancellor chief
    secretary senator governor mayor general spokesman spokeswoman parliament assembly government ministry union party
    commission council board""".split()
)


@lru_cache(maxsize=4096)
def topic_words(label: str) -> frozenset[str]:
    """The stems of a label's words that carry matter, one form for names joined by either dash: for comparing labels."""
    words = (MEASURES.get(word.lower(), word) for word in re.findall(r"[^\W\d_]+|\d+", label))
    return frozenset(stem(word) for word in words if word.lower() not in FUNCTION)


def topics(text: str, title: str = "", people: frozenset[str] = frozenset(), *, most: int = 3) -> tuple[str, ...]:
    """Up to `most` labels for what a text is about, most important first; () where nothing can be named.

    `people` are words of names that are no place or thing: speakers and outlets.
    """
    lead = text[:400]
    measures = _measures(f"{title}. {title}. {title}. {lead}. {lead}. {text}")
    names = _names(f"{title}. {title}. {lead}. {text}", people)
    found: list[str] = []
    for measure, _ in measures:
        name = _name_for(measure, names, f"{title}. {text}")
        label = _label(name, measure)
        if label and topic_words(label) not in map(topic_words, found):
            found.append(label)
        if len(found) == most:
            break
    return tuple(found)


def _measures(text: str) -> list[tuple[str, float]]:
    counts: Counter[str] = Counter()
    for word in WORD.findall(text):
        measure = MEASURES.get(word.lower())
        if measure:
            counts[measure] += 1
    return sorted(((m, n * (0.5 if m in WEAK else 1.0)) for m, n in counts.items() if n > 1), key=lambda item: -item[1])


def _names(text: str, people: frozenset[str]) -> list[str]:
    counts: Counter[str] = Counter()
    for match in re.finditer(rf"(?<=[a-z,’'] ){NAME.pattern}", text):
        name = match[0].replace("–", "-").removesuffix("’s").removesuffix("'s")
        words = re.split(r"[ -]", name.lower())
        if not any(word in NO_PLACE or word in people for word in words) and len(name) > 2 and not name.isupper():
            counts[name] += 1
    return [name for name, n in counts.most_common() if n > 1]


def _name_for(measure: str, names: list[str], text: str) -> str:
    """The name that stands most often close before the measure, else the commonest."""
    near: Counter[str] = Counter()
    forms = "|".join(word for word, label in MEASURES.items() if label == measure)
    for match in re.finditer(rf"(?:[\w’'–-]+ ){{0,6}}(?:{forms})\b(?: [\w’'–-]+){{0,4}}", text, re.IGNORECASE):
        words = match[0].replace("–", "-")
        near.update(name for name in names[:12] if re.search(rf"\b{re.escape(name)}\b", words))
    best = near.most_common(1)
    return best[0][0] if best else (names[0] if names else "")


def _label(name: str, measure: str) -> str:
    words = [name, measure] if measure not in name.lower().split() else [name]
    return " ".join(word for word in words if word)


def topic_of(words: str, labels: tuple[str, ...]) -> str:
    """The label that shares most words with a passage, its last word counting double; the first where none does."""
    found = topic_words(words)
    best, most = "", 0
    for label in labels:
        head = topic_words(label.split()[-1])
        score = len(topic_words(label) & found) + len(head & found)
        if score > most:
            best, most = label, score
    return best or (labels[0] if labels else "")
