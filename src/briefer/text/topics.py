"""What a text is about: labels for the measures and claims one can be for or against, alike in different texts."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from briefer.text.facts.lexicon import grouped, listed
from briefer.text.facts.words import FUNCTION, stem

MEASURES = {noun: group.split()[0] for group in grouped("topics", "measures") for noun in group.split()}
"""Nouns that name what one can be for or against, each with the form a label uses; chosen by hand."""
PLACES, WEAK, GENERAL = (
    listed("topics", "places", "lines"),
    listed("topics", "weak", "places"),
    listed("topics", "general"),
)
THINGS, BESIDE = listed("topics", "things", "beside", "places"), listed("topics", "beside")
COMPOUNDS, BARGAINED = listed("topics", "compounds"), listed("topics", "bargained")
COMMON, LED, NO_NAME = listed("topics", "common"), listed("topics", "led"), listed("topics", "no_name")
WORKERS = re.compile(rf"\b({'|'.join(sorted(listed('topics', 'workers')))})\b", re.IGNORECASE)
_WORD = r"[^\W\d_a-z][\w’']{1,30}(?:[–-][^\W\d_a-z][\w’']{1,30}){0,2}"
NAME = rf"{_WORD}(?: {_WORD}){{0,3}}"


@lru_cache(maxsize=4096)
def topic_words(label: str) -> frozenset[str]:
    """The stems of the words that carry matter, one for "inspectors" and "inspections": for comparing labels."""
    found = re.findall(r"[^\W\d_]+|\d+", label.replace("’s", "").replace("'s", ""))
    words = (MEASURES.get(word.lower(), word) for word in found)
    return frozenset(stem(word) for word in words if word.lower() not in FUNCTION)


def topics(text: str, title: str = "", people: frozenset[str] = frozenset(), *, most: int = 4) -> tuple[str, ...]:
    """Up to `most` labels for what a text is about, most important first; () where nothing can be named.

    `people` are names that stand for no place or thing.
    """
    long = [word for word in title.split() if len(word) > 3]
    cased = sum(word[0].isupper() for word in long) > 0.7 * len(long)  # then a capital in the title makes no name
    whole = (text if cased else f"{title}. {text}").replace("–", "-").replace("’", "'")
    weighted = f"{title}. {title}. {title}. {text[:400]}. {text[:400]}. {text}"
    counts = Counter(MEASURES[word] for word in re.findall(r"[^\W\d_][\w-]*", weighted.lower()) if word in MEASURES)
    enough = (m for m in counts if counts[m] > (3 if m in GENERAL else 1))
    ranked = sorted(enough, key=lambda m: (-counts[m] * (0.5 if m in WEAK else 1.0), m))
    near = {measure: _near(whole, measure, people) for measure in ranked}
    overall = sum(near.values(), Counter[str]())
    overall.update(_places(whole, people))
    overall.update({name: 4 for name in overall if name in title})
    main = overall.most_common(1)[0][0] if overall else ""
    found = _group_label(title, text)
    for measure in ranked:
        if found and found[0].endswith("pay") and measure in BARGAINED:
            continue
        own = max(near[measure], key=lambda name: (near[measure][name] + overall[name] / 2, name), default=main)
        label = _label(whole, own, measure)
        alone = is_thing(label) and (not found or measure not in BESIDE)
        if not alone and not any(topic_words(other) <= topic_words(label) for other in found):
            found.append(label)
    if any(is_closure(label) for label in found):
        found = [label for label in found if not label.endswith(" plan")]  # the plan is to close it
    if not found and ranked:
        found = [_label(whole, main, ranked[0])]
    if not main_topic(tuple(found), f"{title}. {text[:400]}"):
        found = [*_key_phrase(title, text, main if main in title else ""), *found]
    return tuple(found[:most])


def topic_of(passages: tuple[str, ...], labels: tuple[str, ...], main: str = "") -> str:
    """The label whose measure the first possible passage names; `main` if none does.

    Passages go from the words themselves to what stands around them.
    """
    for passage in passages:
        found = topic_words(passage)
        scores = [len(topic_words(label) & found) + 3 * len(topic_words(label.split()[-1]) & found) for label in labels]
        if any(score > 2 for score in scores):
            return labels[scores.index(max(scores))]
    return main


def main_topic(labels: tuple[str, ...], head: str) -> str:
    """The first label if the head of a text, its title and lead, is about it; else ""."""
    first = labels[0] if labels else ""
    named = first.endswith("' pay") or re.search(rf"\b(?:{measure_of(first)})\b", head, re.IGNORECASE)
    return first if first and named else ""


def is_thing(label: str) -> bool:
    """Whether a label names a place or a thing only, which nobody is for or against."""
    return label.split()[-1].lower() in THINGS and not is_closure(label)


def is_closure(label: str) -> bool:
    """Whether a label names the closing of something, which nobody needs to name by its noun."""
    return label.startswith("Closure of ") or label.endswith(" closure")


def measure_of(label: str) -> str:
    """A pattern for the words that name a label's measure, in all its forms."""
    last = label.split()[-1].lower() if label else ""
    if is_closure(label):
        return r"clos\w+|shut\w*"
    return "|".join(re.escape(word) for word, measure in MEASURES.items() if measure == last) or re.escape(last)


def _near(text: str, measure: str, people: frozenset[str]) -> Counter[str]:
    """Names that stand right before a measure, or behind it with a preposition, by weight."""
    forms = "|".join(word for word, label in MEASURES.items() if label == measure)
    found: Counter[str] = Counter()
    before = rf"({NAME})(?:'s)? (?:[a-z-]+ )?(?:{forms})\b"
    behind = rf"\b(?:{forms}) (?:in|at|to|for|of|on|into|near) (?:the )?({NAME})"
    for pattern, points in ((before, 3), (behind, 2)):
        for match in re.finditer(pattern, text):
            name = match[1].removesuffix("'s").removesuffix("'")
            if _may_name(name, people):
                found[name] += points
    return found


def _places(text: str, people: frozenset[str]) -> Counter[str]:
    """Names that stand as places do, each time counted one."""
    found = (match[1] for match in re.finditer(rf"\b(?:in|at|to|of|into|near|from) ({NAME})", text))
    names = (name.removesuffix("'s").removesuffix("'") for name in found)
    return Counter(name for name in names if _may_name(name, people))


def _may_name(name: str, people: frozenset[str]) -> bool:
    words = re.split(r"[ -]", name.lower())
    return len(name) > 2 and name not in people and words[0] not in MEASURES and not NO_NAME & set(words)


def _group_label(title: str, text: str) -> list[str]:
    """A dispute over pay has one label, whatever it has come to: "Dockers' pay"."""
    group, pay = WORKERS.search(title), re.search(r"\b(?:pay|wages?)\b", text, re.IGNORECASE)
    dispute = re.search(r"\b(?:strike|union|per ?cent)\b|%", text)
    return [f"{group[1].capitalize()}' pay"] if group and pay and dispute else []


def _key_phrase(title: str, text: str, name: str) -> tuple[str, ...]:
    """What a text off the list of measures is about: the pair of words, else the noun, that title and text repeat."""
    words = re.findall(r"[^\W\d_][\w-]*|[.,;:?!]", f"{title}. {text}")
    place = {w: i for i, w in reversed(list(enumerate(words)))}
    plain = [w.lower() if w.islower() and len(w) > 2 and w not in FUNCTION | NO_NAME | COMMON else "" for w in words]
    head = {stem(w.lower()) for w in re.findall(r"[^\W\d_][\w-]*", f"{title} {text[:300]}")}
    nouns = {w for before, w in zip(words, plain[1:], strict=False) if w and before.lower() in ("the", "a", "an", "of")}
    led = {
        f"{a} {b}"
        for before, a, b in zip(words, plain[1:], plain[2:], strict=False)
        if a and b and before.lower() in LED
    }
    pairs = Counter(f"{a} {b}" for a, b in pairwise(plain) if f"{a} {b}" in led and not b.endswith("ed"))
    single = Counter(w for w in plain if w in nouns)
    common = Counter({pair: n for pair, n in pairs.items() if min(single[w] for w in pair.split()) > 2})
    for counts, least in ((pairs, 2), (common, 1), (single, 3)):
        ranked = sorted((w for w in counts if counts[w] >= least), key=lambda w: (-counts[w], place[w.split()[0]]))
        for phrase in ranked:
            if all(stem(w) in head for w in phrase.split()):
                label = f"{name} {phrase}".strip()
                return (label[:1].upper() + label[1:],)
    return ()


def _label(text: str, name: str, measure: str) -> str:
    """The name, the place or the compound that goes with the measure, and the measure: "Dunmarrow dam inspections"."""
    forms = "|".join(word for word, label in MEASURES.items() if label == measure)
    capital = "|".join(word.capitalize() for word in forms.split("|"))
    proper = next((m[0] for m in re.finditer(rf"({NAME}) (?:{capital})\b", text) if _may_name(m[1], frozenset())), "")
    if proper:
        return proper
    place = re.search(rf"\b{re.escape(name)} ({'|'.join(PLACES)})\b", text) if name else None
    if measure in THINGS and re.search(rf"\b(?:clos\w+|shut\w*) (?:[\w'-]+ ){{0,5}}?(?:{forms})\b", text):
        return " ".join(filter(None, ("Closure of", name, measure)))
    before = Counter(m[1] for m in re.finditer(rf"\b([a-z]+) (?:{forms})\b", text))
    free = not name and not place  # then any word that stands there twice may be the compound's first
    compounds = Counter(
        {w: n for w, n in before.items() if w in COMPOUNDS or (free and n > 1 and w not in FUNCTION | COMMON)}
    )
    middle = compounds.most_common(1)[0][0] if compounds else place[1] if place and place[1] != measure else ""
    words = [name, middle, measure] if middle != measure else [name, measure]
    label = " ".join(word for word in words if word)
    return label[:1].upper() + label[1:]
