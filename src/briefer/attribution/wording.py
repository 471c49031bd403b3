"""One clean sentence that says what a speaker holds: verb first, third person, the article's own words inside."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from briefer.attribution.cues import lexicon
from briefer.attribution.quotations import quotations
from briefer.attribution.reported import THEY, Person, dropped, reported, third_person
from briefer.attribution.words import units
from briefer.models import Attribution, Mode, Span
from briefer.text.sentences import sentences

LONGEST, LIMIT = 30, 35  # words: longer than the first is cut at a safe border, than the second not said at all
NEUTRAL = frozenset(
    """say tell add note explain reply respond answer continue go recall write read remark comment state report tweet post
    speak talk repeat observe quip joke shout quote wonder give put mention show assure inform remind see find hear
    discuss echo make take be have do hold learn know understand seem appear feel""".split()
)
"""Cue verbs that say no more of a clause than that it was said, and nothing of an object."""
NEEDS_THAT = frozenset("mention discuss find see take make have put give hold read quote show speak talk hear learn".split())
WITH_OBJECT = frozenset("announce declare indicate express voice outline signal reveal disclose repeat".split())
"""Cue verbs that say no more of a clause than that it was said, but stay where an object follows."""
NOUN_CUES = {
    "claim": "claim that", "allegation": "allege that", "assertion": "assert that", "warning": "warn that",
    "statement": "say that", "denial": "deny that", "admission": "admit that", "argument": "argue that",
    "complaint": "complain that", "belief": "believe that", "view": "believe that", "fear": "fear that",
    "hope": "hope that", "suggestion": "suggest that", "prediction": "predict that", "insistence": "insist that",
    "accusation": "allege that", "plan": "plan", "pledge": "pledge", "promise": "promise", "vow": "vow",
    "threat": "threaten", "offer": "offer", "refusal": "refuse", "intention": "intend", "desire": "want",
    "opposition": "oppose", "criticism": "criticize", "praise": "praise", "demand": "demand",
}  # fmt: skip
AUXILIARIES = frozenset(
    """has have had will would can could may might must should shall did does do is are was were be been won't wouldn't
    not never also still again already later now n't""".split()
)
OBJECT_FIRST = frozenset("accuse urge call ask describe order invite thank press implore beg warn request tell".split())
"""Verbs whose object may stand between the cue and the content: "urged both sides to wait"."""
PARTICLES = frozenset("for out on off up down against about to with at over in as that of back away".split())
DANGLING = frozenset(
    """a an the of in on at by for from with without to into onto about over under between among against during before
    after until since as than and or but nor so that which who whom whose when where while if unless because although
    though whether its his her their our my very not no even especially particularly including such is are was were has
    have had will would could may might does did do""".split()
)
HEAVY = re.compile(
    r"\b(?:if|unless|only|not|no|never|nor|but|provided|until|before|as long as|except|without|although|though|whether"
    r"|may|might|could|alleged\w*|reported\w*)\b|n[’']t\b",
    re.IGNORECASE,
)
BORDER = re.compile(
    r"; |\s[–—-]\s|, (?:which|who|whose|where|because|(?:even )?as|while|whereas|something|saying|adding|leaving|making|citing"
    r"|arguing|noting|and (?:that|it|he|she|they|the|we|I))\b|(?<!,) (?:because|while|whereas)\b"
)
CLOSED = re.compile(
    r"(?:the|a|an|this|that|these|those|he|she|it|they|we|his|her|its|their|our|my|your|there|here|in|on|at|by|for|from"
    r"|with|since|as|if|when|while|before|after|during|under|although|though|what|who|why|how|where|which|some|many"
    r"|most|all|both|one|two|three|four|five|six|no|not|only|just|now|another|other|several|every|each|any|few|nobody"
    r"|nothing|everybody|everything|until|unless|to|today|yesterday|tomorrow|either|neither|such|more|less|having)\b",
    re.IGNORECASE,
)
OPENER = re.compile(r"(?:(?:yes|well|look|so|and|but|now|frankly|of course|listen)\b,? ?)+", re.IGNORECASE)
ORDERS = re.compile(
    r"(?:now |please )?(?:let|show|give|stop|look|ask|tell|come|go|get|keep|leave|take|make|do|don[’']t|remember|imagine"
    r"|wait|stay|listen|bring|put|call|thank|thanks|try|read)\b",
    re.IGNORECASE,
)
STANCE = re.compile(
    r"\b(?:will|would|must|should|cannot|can|could|may|might|needs?|has to|have to|ought|want|no|not|never|none|nobody"
    r"|nothing|neither|nor|wrong|right|unacceptable|reckless|risk|threat)\b|n[’']t\b",
    re.IGNORECASE,
)
VAGUE = re.compile(r"(?:it|that|this|they|he|she|these|those|and|but)\b", re.IGNORECASE)
DATED = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|last (?:week|month|year)|(?:Jan|Febr)uary|March|April|June|July"
    r"|August|(?:Sept|Nov|Dec)ember|October|in (?:19|20)\d\d)\b"
)
EMPTY = re.compile(r"(?:it|them|him|her|this|that|so|us|one)(?: (?:on|in|out|up|down|at|again|off|back)(?: \w+)?)?\Z")
FINITE = frozenset("VVD VVZ VVB VBB VBD VBZ VHB VHD VHZ VDB VDD VDZ VM0".split())
MARKS = "\"'“”‘’«»„‚`"


def statement(text: str, found: Attribution, basis: Span, person: Person = THEY) -> str:
    """A sentence without subject that reads well under the speaker's name and behind it; "" where none is safe.

    `basis` is the stretch that was chosen as the quote. Behind the first verb stand the article's words, first and
    second person turned into reported speech; a quotation that cannot be turned is given in its own marks.
    """
    if found.mode is Mode.DIRECT and not is_object(text, found):
        if basis.of(text)[:1].islower():
            return ""  # the end of a sentence that the reporter began
        return _direct(text, found, basis, person)
    words = _joined(text, found, marks=True)
    lead, clausal = _lead(text, found, person)
    if not lead or not words or EMPTY.match(words):
        return ""
    if clausal and not re.match(r"(?:that|whether|if|what|why|how|who|when|where|which) ", words):
        words = f"that {lowered(text, words)}"
    return _finish(_shortened(f"{lead} {words}"))


def is_object(text: str, found: Attribution) -> bool:
    """Whether the content is no clause but what a verb before it acts on: "rejected the request", "called it “absurd”"."""
    if not _after_cue(found) or len(found.content) > 1 or _opens_sentence(text, found.content[0]):
        return False
    if "according" in _cue(text, found):
        return False
    if found.mode is Mode.DIRECT:
        return not has_finite(found.content[0].of(text).strip(MARKS)) and bool(_gap(text, found, cue_lemma(text, found)))
    return not _is_clause(text, found)


def _direct(text: str, found: Attribution, basis: Span, person: Person) -> str:
    """Of the quoted sentences the weightiest that can be turned, else one in its own marks."""
    says = "Say" if person.plural else "Says"
    said = [_joined(text, found)] if is_split(text, found) else [_plain(s) for s in _sentences(text, basis)]
    said = sorted((s for s in said if s), key=weight, reverse=True)
    for sentence in said:
        clause = OPENER.sub("", sentence, count=1) if OPENER.match(sentence) else sentence
        answers = re.search(r"\byou(?:r|rs|[’']\w+)?\b", clause, re.IGNORECASE)
        if clause.endswith("?") or ORDERS.match(clause) or answers or not has_finite(clause):
            continue
        clause = lowered(text, reported(clause, person))
        made = _finish(_shortened(dropped(clause, person) or f"{says} that {clause}"))
        if made:
            return _with_antecedent(text, found, basis, sentence, made, person)
    if is_split(text, found):
        said = sorted((_plain(span.of(text)) for span in found.content), key=weight, reverse=True)
    said = [OPENER.sub("", s, count=1) if OPENER.match(s) else s for s in said]
    whole = next((s for s in said if 6 <= len(s.split()) <= LONGEST and has_finite(s)), "")
    whole = whole[:1].upper() + whole[1:]
    return f"{says}: “{whole}”" + "." * (whole[-1] not in ".?!") if whole else ""


def _with_antecedent(text: str, found: Attribution, basis: Span, sentence: str, made: str, person: Person) -> str:
    """Two short sentences as one where the second begins with a pronoun for what the first names."""
    said = [_plain(s) for s in _sentences(text, basis)]
    at = said.index(sentence) if sentence in said else 0
    if at == 0 or not VAGUE.match(sentence) or " that " not in made:
        return made
    before = lowered(text, reported(said[at - 1].rstrip("."), person))
    head, _, rest = made.partition(" that ")
    fits = len(f"{before} {made}".split()) <= LONGEST and has_finite(before) and not said[at - 1].endswith(("?", "!"))
    return f"{head} that {before}; {rest}" if fits and not re.search(r"\byou\b|\b[Ii]f\b", before) else made


def weight(words: str) -> float:
    """How much a stretch of speech says: words of will, duty, possibility and negation first, length after."""
    vague = VAGUE.match(words) is not None
    return min(len(STANCE.findall(words)), 3) * 6 + min(len(words.split()), 25) - 8 * vague


def is_split(text: str, found: Attribution) -> bool:
    """Whether the attribution stands inside one sentence of the content."""
    pieces = [span.of(text).strip(MARKS + " ") for span in found.content]
    return len(pieces) > 1 and pieces[0][-1:] not in ".!?" and pieces[1][:1].islower()


def cue_lemma(text: str, found: Attribution) -> str:
    """The lemma of the cue's verb or its noun, in lower case; "" without a cue."""
    words = _cue(text, found)
    for word in words:
        if word not in AUXILIARIES and word in lexicon():
            return lexicon()[word][0].lemma
    return next((word for word in words if word not in AUXILIARIES and word not in PARTICLES), "")


def _cue(text: str, found: Attribution) -> list[str]:
    return [w for span in found.cue for w in re.findall(r"[\w’'-]+", span.of(text).lower().replace("’", "'"))]


def _lead(text: str, found: Attribution, person: Person) -> tuple[str, bool]:
    """The words before the content, and whether they take a clause; "" where the content does not fit a known frame."""
    says = "Say" if person.plural else "Says"
    words, lemma = _cue(text, found), cue_lemma(text, found)
    if not words or "according" in words:
        return says, True
    clause = _is_clause(text, found)
    if words[-1] in NOUN_CUES and len(words) < 3 and (words[-1] not in lexicon() or words[-1] == "warning"):
        verb, *rest = NOUN_CUES[words[-1]].split()
        return f"{third_person(verb, plural=person.plural).capitalize()}", bool(rest)
    negated = bool({"not", "never", "n't"} & set(words))
    plain = lemma in NEUTRAL or (clause and lemma in WITH_OBJECT) or (not _after_cue(found) and not _clausal(lemma))
    if plain and not negated:
        return (says if clause and not re.match(r"(?:why|how|what|who|when|where) ", _joined(text, found)) else ""), True
    if words[0] in AUXILIARIES and not (clause and words[0] in ("has", "have", "had", "also")):
        if {"be", "been", "being", "is", "was", "were", "are"} & set(words) and words[-1] in lexicon():
            return (says if clause else ""), True  # passive: the speaker is no subject of it
        return " ".join([_auxiliary(words, person), *(_gap(text, found, lemma) if not clause else [])]), False
    at = next((i for i, word in enumerate(words) if word in lexicon() and word not in AUXILIARIES), None)
    if at is None:
        return (says if clause else ""), True
    dated = not clause and lexicon()[words[at]][1] == "VVD" and DATED.search(_joined(text, found))
    verb = words[at] if dated else third_person(words[at], plural=person.plural)
    gap = _gap(text, found, lemma)
    rest = [word for word in words[at + 1 :] if word in PARTICLES]
    return " ".join([verb.capitalize(), *rest, *gap]), clause and not gap and (not _after_cue(found) or lemma in WITH_OBJECT)


def _auxiliary(words: list[str], person: Person) -> str:
    first = {"have": "has", "are": "is", "were": "was", "do": "does"}.get(words[0], words[0])
    if person.plural:
        first = {"has": "have", "is": "are", "was": "were", "does": "do"}.get(words[0], words[0])
    return " ".join([first.capitalize(), *words[1:]])


def _clausal(lemma: str) -> bool:
    """Whether a that-clause can follow the verb."""
    entry = lexicon().get(lemma)
    return lemma in NEUTRAL or (entry is not None and max(entry[0].rates["that"], entry[0].rates["clause"]) >= 0.8)


def _gap(text: str, found: Attribution, lemma: str) -> list[str]:
    """What stands between cue and content and belongs to the verb: a particle, or its object."""
    if not found.content or found.cue[-1].end > found.content[0].start:
        return []
    between = Span(found.cue[-1].end, found.content[0].start)
    words = re.sub(r"\s+", " ", between.of(text)).strip(" ,:" + MARKS).split()
    if not words or len(words) > 8 or any(between.overlaps(span) for span in found.source):
        return []
    return words if lemma in OBJECT_FIRST or all(word in PARTICLES for word in words) else []


def _after_cue(found: Attribution) -> bool:
    return bool(found.cue) and found.cue[0].start < found.content[0].start


def _opens_sentence(text: str, span: Span) -> bool:
    return text[: span.start].rstrip(MARKS + " ")[-1:] in ("", ".", "!", "?", "\n")


def _is_clause(text: str, found: Attribution) -> bool:
    """Whether the content is a clause of its own: it names what is said, with a finite verb."""
    words = _joined(text, found)
    if re.match(r"(?:to|for|of|about|against|on|in|with|at|from) ", words) and not _opens_sentence(text, found.content[0]):
        return False
    lemma = cue_lemma(text, found)
    if _after_cue(found) and (lemma in OBJECT_FIRST - {"tell", "ask", "warn"} or not _clausal(lemma) or lemma in NEEDS_THAT):
        return words.startswith("that ") and any(tag in FINITE for span in found.content for _, tag in tags_in(text, span))
    return words.startswith("whether ") or finite_in(text, Span(found.content[0].start, found.content[-1].end))


@lru_cache(maxsize=4)
def _tagged(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Where the reporter's words begin, and their tags."""
    tokens = [token for unit in units(text) for token in unit.tokens]
    return tuple(t.start for t in tokens), tuple(t.tag for t in tokens)


def tags_in(text: str, span: Span) -> list[tuple[int, str]]:
    """The reporter's words that begin in a stretch: offset and tag (CLAWS C5; QUO for a quotation)."""
    starts, tags = _tagged(text)
    first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
    return list(zip(starts[first:last], tags[first:last], strict=True))


def finite_in(text: str, span: Span) -> bool:
    """Whether a stretch of the reporter's prose has a finite verb, or a quotation that may hold one."""
    return any(
        tag in FINITE and not (tag == "VVD" and text[start - 2 : start] == ", ") or tag == "QUO" for start, tag in tags_in(text, span)
    )


def has_finite(words: str) -> bool:
    """Whether words taken out of their quotation have a finite verb."""
    return any(token.tag in FINITE for unit in units(words) for token in unit.tokens)


def _sentences(text: str, basis: Span) -> list[str]:
    return [text[max(s.start, basis.start) : min(s.end, basis.end)] for s in sentences(text) if s.overlaps(basis)]


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(MARKS + " ,")


def _joined(text: str, found: Attribution, *, marks: bool = False) -> str:
    """The content in one line, joined over an attribution that stands inside it; `marks` keeps its quotation marks."""
    pieces: list[str] = []
    for span in found.content:
        between = _between(text, found, span) if pieces else ""
        if pieces and (pieces[-1][-1:] in ".!?" or not (between or span.of(text).lstrip(MARKS + " "))[:1].islower()):
            break
        words = re.sub(r"\s+", " ", span.of(text)).strip(" ,")
        words = words.strip(MARKS + " ,") if found.mode is Mode.DIRECT and not marks else words
        if pieces and re.match(r"(?:but|provided|or)\b", between or words):
            pieces[-1] += ","
        pieces += [between, words] if between else [words]
    return balanced(" ".join(pieces))


def _between(text: str, found: Attribution, span: Span) -> str:
    """What stands between an attribution inside a sentence and the rest of the content: "..., he wrote, but could not"."""
    inside = [part.end for part in (*found.cue, *found.source) if part.end <= span.start]
    tail = text[max(inside, default=span.start) : span.start]
    return tail.partition(",")[2].strip(" ,:" + MARKS)


def balanced(words: str) -> str:
    """Without a quotation mark that has lost its partner."""
    for opening, closing in (("“", "”"), ("«", "»")):
        if words.count(opening) != words.count(closing):
            words = words.replace(opening, "").replace(closing, "")
    return words.replace('"', "") if words.count('"') % 2 else words


def lowered(text: str, clause: str) -> str:
    """The clause with a small first letter, unless it begins with a name."""
    word = re.match(r"[\w’'-]+", clause)
    if not word or not word[0][0].isupper() or word[0] == "I" or word[0][1:2].isupper():
        return clause
    if CLOSED.match(clause):
        return clause[0].lower() + clause[1:]
    if re.search(rf"[a-z,] {re.escape(word[0])}\b", text):
        return clause
    small = re.search(rf"(?<![\w-]){re.escape(word[0].lower())}\b", text)
    first, *rest = (token.tag for token in units(clause)[0].tokens)
    common = first == "NN2" or (first[:2] in ("NN", "AJ", "VV", "AV", "CR", "PR", "CJ", "DT") and rest[:1] and rest[0] not in FINITE)
    return clause[0].lower() + clause[1:] if small or common else clause


def _shortened(words: str) -> str:
    """At most LONGEST words, cut only where what goes is a side clause without negation or condition; "" if that fails."""
    if len(words.split()) <= LONGEST:
        return words
    for border in reversed(list(BORDER.finditer(words))):
        kept, gone = words[: border.start()], words[border.end() :]
        if 6 <= len(kept.split()) <= LONGEST and not HEAVY.search(gone) and "," not in gone and balanced(kept) == kept:
            return kept
    return words if len(words.split()) <= LIMIT else ""


def _finish(words: str) -> str:
    """The sentence with its stop; "" where it would dangle."""
    words = re.sub(r"\s+", " ", words).strip(" ,;:–—-")
    bare = words.rstrip(MARKS + ".…!,;")
    last = bare.split()[-1] if bare.split() else ""
    if len(bare.split()) < 2 or last in DANGLING or re.search(r"\b(?:is|are|was|were|did|does|do|has|have) not\Z", bare):
        return ""
    closing = re.sub(r"[.…!,;]", "", words[len(bare) :])
    return bare[0].upper() + bare[1:] + closing + "."
