"""What a cue says of its content, the words that say it again ("Rejects", "Warns that"), and speech made reported."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from briefer.attribution.cues import inflected, lexicon, listed
from briefer.attribution.phrases import BE, FINITE
from briefer.attribution.words import units
from briefer.models import Attribution, Mode, Span
from briefer.text.facts.dates import dates

NEUTRAL = listed("neutral")
OBJECT_FIRST = listed("object_first")
AUXILIARIES = listed("auxiliaries")
PARTICLES = listed("particles_of_verbs")
MODAL = re.compile(
    r"\b(?:will|would|must|should|cannot|can|could|may|might|needs?|has to|have to|ought)\b|[’']ll\b|\bwon[’']t\b"
)
NEGATION = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|cannot)\b|n[’']t\b", re.IGNORECASE)
PREPOSED = re.compile(r"(?:to|for|of|about|against|on|in|with|at|from) ")
BARE = frozenset("VVG VBG VHG VBB VHB VHZ VBZ VBD VHD VM0 VVN".split())
MARKS = "\"'“”‘’«»„‚`"
PLURAL = {"has": "have", "is": "are", "was": "were", "does": "do"}
SINGULAR = {plural: singular for singular, plural in PLURAL.items()}
CONTRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), put)
    for pattern, put in (
        (r"\bwon[’']t\b", "will not"), (r"\bcan[’']t\b", "cannot"), (r"\bshan[’']t\b", "shall not"),
        (r"\b(\w+)n[’']t\b", r"\1 not"), (r"\b(I|we|they|he|she|it|that|there)[’']ll\b", r"\1 will"),
        (r"\b(we|they)[’']re\b", r"\1 are"), (r"\b(I|we|they)[’']ve\b", r"\1 have"), (r"\bI[’']m\b", "I am"),
    )
)  # fmt: skip
WILL = re.compile(
    r"(?P<who>he|she|they) (?P<adverbs>(?:still |now |also |never |only )*)"
    r"(?P<verb>will|shall|would|cannot|wants?|hopes?|expects?|refuses?|rejects?|supports?|opposes?|demands?|insists?"
    r"|welcomes?|regrets?|intends?|accepts?)\b(?P<rest>.*)",
    re.DOTALL,
)
ADVERBS = r"(?:(?:\w+ly|also|still|never|always|just|now|too|not|both|all) )*"


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


def cue_words(text: str, found: Attribution) -> list[str]:
    """The words of the cue in lower case."""
    return [w for span in found.cue for w in re.findall(r"[\w’'-]+", span.of(text).lower().replace("’", "'"))]


def cue_lemma(text: str, found: Attribution) -> str:
    """The lemma of the cue's verb or its noun, in lower case; "" without a cue."""
    words = [word for word in cue_words(text, found) if word not in AUXILIARIES]
    verbs = (lexicon()[word][0].lemma for word in words if word in lexicon())
    return next(verbs, next((word for word in words if word not in PARTICLES), ""))


def lead(text: str, found: Attribution, words: str, person: Person) -> tuple[str, bool]:
    """What to put before the content's `words`, and whether a "that" belongs between; "" where no known frame fits.

    The verb of the article stays, in the present, but for mere saying; auxiliaries and dated acts stay in their tense.
    """
    says, cue, lemma = "Say" if person.plural else "Says", cue_words(text, found), cue_lemma(text, found)
    clause = "according" in cue or is_clause(text, found, words)
    negated = NEGATION.search(" ".join(cue)) is not None
    passive = cue[0] in AUXILIARIES and BE & set(cue) and cue[-1] in lexicon() and not cue[-1].endswith("ing")
    at = next((i for i, word in enumerate(cue) if word in lexicon() and word not in AUXILIARIES), None)
    helped = cue[0] in AUXILIARIES and (negated or not (clause and cue[0] in ("has", "have", "had", "also")))
    if (at is None and not helped) or (not negated and (lemma in NEUTRAL or passive)):
        return says if clause and not re.match(r"(?:why|how|what|who|when|where) ", words) else "", True
    if at is None or helped:
        first = (SINGULAR if not person.plural else PLURAL).get(cue[0], cue[0])
        return " ".join([first.capitalize(), *cue[1:], *([] if clause else gap(text, found))]), False
    past = any(w.value in ("last", "yesterday") or w.kind in ("weekday", "month", "year") for w in dates(words))
    verb = cue[at] if past and not clause else third_person(cue[at], plural=person.plural)
    rest = [word for word in cue[at + 1 :] if word in PARTICLES] + gap(text, found)
    if lemma in OBJECT_FIRST and not rest and re.match(r"(?:for|to|of|not to) ", words) and lemma != "call":
        return "", False  # its object was not found
    return " ".join([verb.capitalize(), *rest]), clause and not rest and not after_cue(found)


def gap(text: str, found: Attribution) -> list[str]:
    """The words between cue and content that belong to the verb: a particle, or its object."""
    words = text[found.cue[-1].end : found.content[0].start].strip(" ,:\n" + MARKS).split()
    when = words[:1] and words[0] in ("on", "in", "at", "after", "during", "last", "earlier")
    takes_object = cue_lemma(text, found) in OBJECT_FIRST | {"ask", "warn", "tell"} and not when
    return words if takes_object or all(word in PARTICLES for word in words) else []


def after_cue(found: Attribution) -> bool:
    """Whether the content follows its cue."""
    return bool(found.cue) and found.cue[0].start < found.content[0].start


def is_object(text: str, found: Attribution) -> bool:
    """Whether the content is no clause but what the verb before it acts on: "rejected the request"."""
    if not after_cue(found) or len(found.content) > 1 or "according" in cue_words(text, found):
        return False
    if found.mode is Mode.DIRECT:
        return bool(gap(text, found)) and not has_finite(found.content[0].of(text).strip(MARKS))
    return not is_clause(text, found, found.content[0].of(text))


def is_clause(text: str, found: Attribution, words: str) -> bool:
    """Whether the content, whose `words` these are, has a subject and a finite verb of its own, or a quotation that may
    hold one."""
    whole, lemma = Span(found.content[0].start, found.content[-1].end), cue_lemma(text, found)
    tags = tags_in(text, whole)
    verb = lexicon()[lemma][0] if lemma in lexicon() else None
    clausal = verb is not None and max(verb.rates["that"], verb.rates["clause"]) >= 0.8
    if after_cue(found) and (lemma in OBJECT_FIRST or not clausal):
        return words.startswith("that ") and any(tag in FINITE for _, tag in tags)
    if PREPOSED.match(words) or (tags and tags[0][1] in BARE):
        return False
    return words.startswith("whether ") or any(
        tag == "QUO" or (tag in FINITE and not (tag == "VVD" and text[start - 2 : start] == ", "))
        for start, tag in tags
    )


@lru_cache(maxsize=4)
def _tagged(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    tokens = [token for unit in units(text) for token in unit.tokens]
    return tuple(t.start for t in tokens), tuple(t.tag for t in tokens)


def tags_in(text: str, span: Span) -> list[tuple[int, str]]:
    """The reporter's words that begin in a stretch: offset and tag (CLAWS C5; QUO for a quotation)."""
    starts, tags = _tagged(text)
    first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
    return list(zip(starts[first:last], tags[first:last], strict=True))


def has_finite(words: str) -> bool:
    """Whether words taken out of their quotation have a finite verb."""
    return any(token.tag in FINITE for unit in units(words) for token in unit.tokens)


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


def dropped(clause: str, person: Person) -> str:
    """A reported clause about the speaker's own will without its subject, to stand under the name; "" for any other."""
    found = WILL.fullmatch(clause)
    if not found:
        return ""
    verb = found["verb"]
    if found["who"] == "they" and not person.plural and verb in lexicon():
        verb = third_person(verb)
    words = f"{found['adverbs']}{verb}{found['rest']}"
    return words[0].upper() + words[1:]
