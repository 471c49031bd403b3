"""One clean sentence that says what a speaker holds: verb first, third person, the article's own words inside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefer.attribution.cues import IRREGULAR, forms, lexicon
from briefer.attribution.quotations import quotations
from briefer.models import Attribution, Span
from briefer.text.sentences import sentences

LONGEST = 33  # words; what is longer is cut at a safe border or not said at all
NEUTRAL = frozenset(
    """say tell add note explain reply respond answer continue go recall write read remark comment state report tweet post
    speak talk repeat observe quip joke shout quote announce ask wonder give put mention outline describe speak show
    see find hear know feel discuss echo go express voice make take be have do""".split()
)
"""Cue verbs that say no more of a clause than that it was said."""
NOUN_CUES = {
    "claim": "claims that", "allegation": "alleges that", "assertion": "asserts that", "warning": "warns that",
    "statement": "says that", "denial": "denies that", "admission": "admits that", "argument": "argues that",
    "complaint": "complains that", "belief": "believes that", "view": "holds that", "fear": "fears that",
    "hope": "hopes that", "suggestion": "suggests that", "prediction": "predicts that", "insistence": "insists that",
    "accusation": "alleges that", "plan": "plans", "pledge": "pledges", "promise": "promises", "vow": "vows",
    "threat": "threatens", "offer": "offers", "refusal": "refuses", "decision": "has decided", "intention": "intends",
    "willingness": "is willing", "readiness": "is ready", "reluctance": "is reluctant", "desire": "wants",
    "determination": "is determined", "call": "calls for", "concern": "is concerned", "doubt": "doubts",
    "opposition": "opposes", "support": "supports", "criticism": "criticizes", "praise": "praises",
}  # fmt: skip
AUXILIARIES = frozenset(
    "has have had will would can could may might must should shall did does do is are was were be won't wouldn't".split()
)
PARTICLES = frozenset("for out on off up down against about to with at over in as that of back into away".split())
DANGLING = frozenset(
    """a an the of in on at by for from with without to into about over under between among against during before after
    until since as than and or but nor so that which who whom whose when where while if unless because although though
    whether its his her their our my very not no""".split()
)
HEAVY = re.compile(
    r"\b(?:if|unless|only|not|no|never|nor|but|provided|until|before|as long as|except|without|although|though|whether"
    r"|may|might|could|alleged\w*|reported\w*)\b|n[’']t\b",
    re.IGNORECASE,
)
BORDER = re.compile(
    r"; |\s[–—-]\s|, (?:which|who|whose|where|because|as|while|whereas|saying|adding|leaving|making|citing|arguing|noting"
    r"|and (?:that|it|he|she|they|the|we|I))\b"
)
CAPITAL_ONLY_AT_START = re.compile(
    r"(?:the|a|an|this|that|these|those|he|she|it|they|we|his|her|its|their|our|my|your|there|here|in|on|at|by|for|from"
    r"|with|since|as|if|when|while|before|after|during|under|although|though|what|who|why|how|where|which|some|many"
    r"|most|all|both|one|two|three|four|five|six|no|not|only|just|now|another|other|several|every|each|any|few|nobody"
    r"|nothing|everybody|everything|until|unless|to|today|yesterday|tomorrow|either|neither|such|people|members)\b",
    re.IGNORECASE,
)
OPENER = re.compile(r"(?:(?:yes|well|look|so|and|now|frankly|of course|listen)\b,? ?)+", re.IGNORECASE)
ORDERS = re.compile(
    r"(?:let|show|give|stop|look|ask|tell|come|go|get|keep|leave|take|make|do|don[’']t|please|remember|imagine|wait|stay"
    r"|listen|bring|put|call|thank|thanks|try|read)\b(?! \w+(?:s|ed)\b)",
    re.IGNORECASE,
)
MARKS = "\"'“”‘’«»„‚`"


@dataclass(frozen=True, slots=True)
class Person:
    """How the text speaks of a speaker: the pronouns, and whether verbs with the name are plural."""

    subject: str = "they"
    object: str = "them"
    possessive: str = "their"
    plural: bool = False


HE, SHE = Person("he", "him", "his"), Person("she", "her", "her")
THEY, GROUP, BODY = Person(), Person(plural=True), Person("it", "it", "its")


def statement(text: str, found: Attribution, person: Person = THEY) -> str:
    """A sentence without subject that reads well under the speaker's name and behind it; "" where none can be made safely.

    What follows its verb are the article's words, with the first and second person turned into reported speech.
    """
    content = _content(text, found)
    if not content:
        return ""
    lead, takes_clause = _lead(text, found, person)
    quoted = _is_quoted(text, found.content[0])
    clause = _reported(content, person) if quoted else content
    if quoted and not clause:
        return _finish(f"Says: “{content.strip(MARKS + ' ')}”") if len(content.split()) <= LONGEST else ""
    if takes_clause and not quoted and _after_cue(found) and not _opens_sentence(text, found.content[0]):
        body = clause
    elif takes_clause:
        clause = _lowered(text, clause)
        dropped = _dropped(clause, person) if quoted else ""
        if dropped:
            return _finish(_shortened(dropped))
        body = clause if clause.startswith("that ") else f"that {clause}"
    else:
        body = clause
    return _finish(_shortened(f"{lead} {body}"))


def third_person(verb: str, *, plural: bool = False) -> str:
    """The present tense of a verb in any form of the lexicon; "" for a word that is no verb there."""
    entry = lexicon().get(verb.lower())
    if entry is None:
        return ""
    lemma = entry[0].lemma
    return lemma if plural else next(form for form, tag in forms(lemma).items() if tag == "VVZ")


def cue_lemma(text: str, found: Attribution) -> str:
    """The lemma of the cue's verb or its noun, in lower case; "" without a cue."""
    words = [w for span in found.cue for w in re.findall(r"[\w’'-]+", span.of(text).lower())]
    for word in words:
        if word in AUXILIARIES:
            continue
        entry = lexicon().get(word)
        if entry:
            return entry[0].lemma
    return next((w for w in words if w not in AUXILIARIES and w not in PARTICLES), "")


def _lead(text: str, found: Attribution, person: Person) -> tuple[str, bool]:
    """The words before the content, and whether they take a clause."""
    says = "Say" if person.plural else "Says"
    cue = " ".join(span.of(text) for span in found.cue).strip(MARKS + " ,:")
    words = cue.split()
    lows = [word.lower() for word in words]
    lemma = cue_lemma(text, found)
    if not words or "according" in lows or lemma in NEUTRAL or not _after_cue(found) and not _clausal(lemma):
        return says, True
    if lows[-1] in NOUN_CUES or lows[0] in NOUN_CUES and lows[0] not in lexicon():
        noun = NOUN_CUES[lows[-1] if lows[-1] in NOUN_CUES else lows[0]]
        return noun[0].upper() + noun[1:].removesuffix(" that"), noun.endswith(" that")
    if lows[0] in AUXILIARIES:
        if lows[0] in ("is", "are", "was", "were") and lexicon().get(lows[-1], (None, ""))[1] == "VVN":
            return says, True
        return _auxiliary(words, person), _clausal(lemma)
    while len(words) > 1 and lows[0] not in lexicon():
        words, lows = words[1:], lows[1:]
    verb = third_person(lows[0], plural=person.plural)
    if not verb:
        return says, True
    gap = _gap(text, found) if not _clausal(lemma) or _gap_belongs(lemma) else ""
    rest = [word for word in words[1:] if word.lower() in PARTICLES]
    return " ".join([verb[0].upper() + verb[1:], *rest, *([gap] if gap else [])]), _clausal(lemma) and not gap


def _auxiliary(words: list[str], person: Person) -> str:
    first = {"have": "has", "are": "is", "were": "was", "do": "does"}.get(words[0].lower(), words[0])
    if person.plural:
        first = {"has": "have", "is": "are", "was": "were", "does": "do"}.get(words[0].lower(), words[0])
    return " ".join([first[0].upper() + first[1:], *words[1:]])


def _clausal(lemma: str) -> bool:
    """Whether a that-clause can follow the verb."""
    entry = lexicon().get(lemma)
    return lemma in NEUTRAL or (entry is not None and max(entry[0].rates["that"], entry[0].rates["clause"]) >= 0.8)


def _gap_belongs(lemma: str) -> bool:
    """Whether the words between verb and content are its object: "urged both sides to wait"."""
    return lemma in ("accuse", "urge", "call", "ask", "describe", "order", "invite", "thank", "press", "implore", "beg")


def _gap(text: str, found: Attribution) -> str:
    if not found.cue or not found.content or found.cue[-1].end > found.content[0].start:
        return ""
    words = text[found.cue[-1].end : found.content[0].start].strip(" ,:" + MARKS)
    if len(words.split()) > 8 or any(found.cue[-1].end <= s.start < found.content[0].start for s in found.source):
        return ""
    return words


def _after_cue(found: Attribution) -> bool:
    return bool(found.cue) and found.cue[0].start < found.content[0].start


def _opens_sentence(text: str, span: Span) -> bool:
    return text[: span.start].rstrip(MARKS + " ")[-1:] in ("", ".", "!", "?", "\n")


def _is_quoted(text: str, span: Span) -> bool:
    """Whether a content stands in quotation marks as a whole."""
    return any(q.inner.start <= span.start + 1 and span.end - 2 <= q.outer.end and q.outer.start <= span.start
               for q in quotations(text) if q.outer.overlaps(span))  # fmt: skip


def _content(text: str, found: Attribution) -> str:
    """The first sentence of the content, joined over an attribution that stands inside it."""
    pieces: list[str] = []
    for span in found.content:
        if pieces and (pieces[-1][-1:] in ".!?" or not _continues(text, span)):
            break
        first = next((s for s in sentences(text) if s.start <= span.start < s.end), span)
        words = text[span.start : max(min(span.end, first.end), span.start)]
        quoted = _is_quoted(text, span)
        pieces.append(re.sub(r"\s+", " ", words).strip(" ," + (MARKS if quoted else "")))
    return _balanced(" ".join(pieces))


def _continues(text: str, span: Span) -> bool:
    return text[span.start : span.end].lstrip(MARKS + " ")[:1].islower()


def _balanced(words: str) -> str:
    """Without a quotation mark that has lost its partner."""
    for opening, closing in (("“", "”"), ("«", "»")):
        if words.count(opening) != words.count(closing):
            words = words.replace(opening, "").replace(closing, "")
    return words.replace('"', "") if words.count('"') % 2 else words


def _reported(clause: str, person: Person) -> str:
    """A quoted clause in the third person; "" where that is not safe: questions, orders, words to a "you"."""
    clause = OPENER.sub("", clause.strip(MARKS + " ")).strip()
    if not clause or clause.endswith("?") or ORDERS.match(clause) or re.search(r"\byou(?:r|rs|[’']\w+)?\b", clause, re.I):
        return ""
    return reported(clause, person)


CONTRACTIONS = (
    (r"\bwon[’']t\b", "will not"), (r"\bcan[’']t\b", "cannot"), (r"\b(\w+)n[’']t\b", r"\1 not"),
    (r"\b(I|we|they|he|she|it|that|there)[’']ll\b", r"\1 will"), (r"\b(we|they)[’']re\b", r"\1 are"),
    (r"\b(I|we|they)[’']ve\b", r"\1 have"), (r"\bI[’']m\b", "I am"),
)  # fmt: skip
ADVERBS = r"(?:\w+ly|also|still|never|always|just|now|too|do not|not|both|all) "


def reported(clause: str, person: Person) -> str:
    """First-person words turned to the third person; nothing else is changed."""
    for pattern, put in CONTRACTIONS:
        clause = re.sub(pattern, put, clause, flags=re.IGNORECASE)
    other = HE if person is HE else SHE if person is SHE else GROUP
    clause = re.sub(rf"\bI ((?:{ADVERBS})*)([\w’']+)", lambda m: f"{other.subject} {m[1]}{_agree(m[2], m[1], other)}", clause)
    clause = re.sub(rf"\b([\w’']+)( not)? I\b", lambda m: f"{_agree(m[1], '', other)}{m[2] or ''} {other.subject}", clause) if re.search(r"\b(?:am|have|do) (?:not )?I\b", clause) else clause
    for words, put in ((r"I", other.subject), (r"me", other.object), (r"my", other.possessive), (r"mine", "theirs"),
                       (r"myself", {"he": "himself", "she": "herself"}.get(other.subject, "themselves")),
                       (r"we", "they"), (r"us", "them"), (r"our", "their"), (r"ours", "theirs"), (r"ourselves", "themselves")):  # fmt: skip
        clause = re.sub(rf"\b(?:{words}|{words.capitalize()})\b(?!\.)", put, clause)
    return clause


def _agree(verb: str, before: str, person: Person) -> str:
    """A verb that stood with "I", with "he", "she" or "they"."""
    low = verb.lower()
    if person.plural:
        return {"am": "are", "was": "were"}.get(low, verb)
    if "not" in before.split():
        return verb
    known = {"am": "is", "have": "has", "do": "does", "go": "goes"}.get(low)
    if known:
        return known
    if low in AUXILIARIES or low in ("cannot", "ought", "used") or _is_past(low):
        return verb
    return forms_third(low)


def forms_third(verb: str) -> str:
    """The third person of a base form, by the rules of English spelling."""
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else verb + "s"


PAST = frozenset(
    """was were had did went came took gave got made knew saw thought told said felt left kept held met lost won led sent
    spent built bought brought taught caught fought sought heard read grew threw drew flew chose spoke broke wrote began
    ran sat stood understood found put set let cut became fell rose paid meant dealt swore""".split()
) | {forms_ for past in IRREGULAR.values() for forms_ in past}


def _is_past(verb: str) -> bool:
    return verb in PAST or (verb.endswith("ed") and verb not in ("need", "heed", "feed", "speed", "proceed", "succeed"))


WANTS = re.compile(
    r"(?:he|she|they|it) (?P<rest>(?:still |now |also |never )*(?:will|won't|shall|would|cannot|wants?|hopes?|expects?|refuses?"
    r"|rejects?|supports?|opposes?|demands?|believes?|insists?|welcomes?|regrets?|intends?|needs?|thinks?|accepts?)\b.*)",
    re.DOTALL,
)


def _dropped(clause: str, person: Person) -> str:
    """A clause about the speaker's own will with its subject left out, to stand under the name."""
    match = WANTS.fullmatch(clause)
    if not match:
        return ""
    rest = match["rest"]
    if not person.plural and clause.startswith("they "):
        rest = re.sub(
            r"^((?:still |now |also |never )*)(want|hope|expect|refuse|reject|support|oppose|demand|believe|insist|welcome|regret|intend|need|think|accept)\b",
            lambda m: m[1] + forms_third(m[2]),
            rest,
        )
    return rest[0].upper() + rest[1:]


def _lowered(text: str, clause: str) -> str:
    """The clause with a small first letter, unless it begins with a name."""
    word = re.match(r"[\w’'-]+", clause)
    if not word or not word[0][0].isupper() or word[0] == "I":
        return clause
    if CAPITAL_ONLY_AT_START.match(clause) or (
        word[0].lower() not in ("may", "march") and re.search(rf"(?<![\w-]){re.escape(word[0].lower())}\b", text)
    ):
        return clause[0].lower() + clause[1:]
    inside = re.search(rf"[a-z,] {re.escape(word[0])}\b", text)
    common = not inside and re.search(r"(?:s|ing|tion|ment|ness|ity)\Z", word[0]) and re.match(r"[\w’'-]+ [a-z]", clause)
    return clause[0].lower() + clause[1:] if common else clause


def _shortened(words: str) -> str:
    """At most LONGEST words, cut only where what goes is a side clause without negation or condition; "" if that fails."""
    if len(words.split()) <= LONGEST:
        return words
    for border in reversed(list(BORDER.finditer(words))):
        kept, gone = words[: border.start()], words[border.start() :]
        if 6 <= len(kept.split()) <= LONGEST and not HEAVY.search(gone) and _balanced(kept) == kept:
            return kept
    return ""


def _finish(words: str) -> str:
    """The sentence with its stop; "" where it would dangle."""
    words = re.sub(r"\s+", " ", words).strip(" ,;:–—-")
    bare = words.rstrip(MARKS + ".…!")
    last = bare.split()[-1].lower() if bare.split() else ""
    if len(bare.split()) < 2 or last in DANGLING:
        return ""
    tail = words[len(bare) :].replace(".", "").replace("…", "").replace("!", "")
    return bare[0].upper() + bare[1:] + ("." + tail if tail and bare.startswith("Says: ") else tail + ".")
