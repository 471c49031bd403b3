"""Direct speech turned into reported speech: persons and verb forms, nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefer.attribution.cues import inflected, lexicon
from briefer.attribution.words import units


@dataclass(frozen=True, slots=True)
class Person:
    """How a text speaks of a speaker: the pronouns, and whether verbs behind the name are plural."""

    subject: str = "they"
    object: str = "them"
    possessive: str = "their"
    reflexive: str = "themselves"
    plural: bool = False


HE, SHE = Person("he", "him", "his", "himself"), Person("she", "her", "her", "herself")
THEY, GROUP = Person(), Person(plural=True)

CONTRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), put)
    for pattern, put in (
        (r"\bwon[’']t\b", "will not"), (r"\bcan[’']t\b", "cannot"), (r"\bshan[’']t\b", "shall not"),
        (r"\b(\w+)n[’']t\b", r"\1 not"), (r"\b(I|we|they|he|she|it|that|there)[’']ll\b", r"\1 will"),
        (r"\b(we|they)[’']re\b", r"\1 are"), (r"\b(I|we|they)[’']ve\b", r"\1 have"), (r"\bI[’']m\b", "I am"),
    )
)  # fmt: skip
ADVERBS = r"(?:(?:\w+ly|also|still|never|always|just|now|too|not|both|all) )*"


def third_person(verb: str, *, plural: bool = False) -> str:
    """The present tense of a verb of the lexicon, given in any form."""
    lemma = lexicon()[verb.lower()][0].lemma
    return lemma if plural else inflected(lemma)


def reported(clause: str, person: Person) -> str:
    """The clause with its first person turned to the third; tense, numbers and names stay as they are.

    A speaker of unknown gender, and every "we", becomes "they".
    """
    for pattern, put in CONTRACTIONS:
        clause = pattern.sub(put, clause)
    tags = {token.start: token.tag for unit in units(clause) for token in unit.tokens}
    clause = re.sub(
        rf"\bI ({ADVERBS})([\w’']+)",
        lambda m: f"{person.subject} {m[1]}{_agree(m[2], tags.get(m.start(2), ''), person)}",
        clause,
    )
    pronouns = {
        "i": person.subject, "me": person.object, "my": person.possessive, "myself": person.reflexive, "we": "they",
        "us": "them", "our": "their", "ours": "theirs", "ourselves": "themselves",
    }  # fmt: skip
    return re.sub(
        r"\b(?:I|[Mm]e|[Mm]y|[Mm]yself|[Ww]e|us|[Oo]ur|[Oo]urs|[Oo]urselves)\b(?![’'])",
        lambda m: pronouns[m[0].lower()],
        clause,
    )


def _agree(verb: str, tag: str, person: Person) -> str:
    """A verb with its tag that stood with "I", as it stands with the person's pronoun."""
    if person.subject == "they":
        return {"am": "are", "was": "were"}.get(verb, verb)
    irregular = {"am": "is", "have": "has", "do": "does"}
    return irregular.get(verb) or (inflected(verb) if tag in ("VVB", "VVI") else verb)
