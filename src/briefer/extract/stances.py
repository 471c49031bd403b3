"""What a speaker does with the words, where that leaves him towards an issue, and how much it is a position."""

import re

from briefer.attribution.cues import listed, nouns
from briefer.attribution.leads import MODAL, NEGATION, NEUTRAL, THEY, Person, cue_lemma, cue_words, gap, has_finite
from briefer.attribution.names import is_body
from briefer.extract.quoting import sentence_at
from briefer.models import Act, Attribution, Mode, Stance
from briefer.text.facts.lexicon import grouped, pattern
from briefer.text.topics import is_closure, is_thing, measure_of, topic_words

OPPOSING, SUPPORTING, WILLING = listed("opposing"), listed("supporting"), listed("willing")
TELLING = frozenset(("say", "tell", "add", "insist"))
ACTS = {lemma: act for act in Act if act is not Act.STATES for lemma in listed(act.value)}
CONDITION = re.compile(
    r"\b(?:[Oo]nly if|[Uu]nless|provided(?: that)?|[Aa]s long as|on condition|only (?:after|when|once))\b"
    r"|(?:(?:will|would|could|can|may|might)\b.{3,140}\buntil|\b(?:not|no|never|cannot)\b.{3,100}\bbefore)"
    r" (?:[\w’'-]+ ){1,6}?(?:has|have|had|is|are|was|were|[a-z]+ed)\b"  # a clause: "until 2034" is no condition
)
IF = re.compile(
    r"\b[Ii]f\b.{3,90}(?:\b(?:will|would|could|can|may|might|should|must)\b|[’']ll\b)"
    r"|(?:\b(?:will|would|could|can|may|might|should|must)\b|[’']ll\b).{3,140}\bif\b"
)
OWN = re.compile(r"\b(?:I|we|he|she|they|it)(?: will| would| should| must|[’']ll)\b")
BAD, GOOD, OPPOSITE, CONTESTED, OFFICE, ACTORS = (
    pattern("positions", name) for name in ("bad", "good", "opposite", "contested", "office", "actors")
)
DENIAL = re.compile(
    r"\b(?:did not|never) (?:say|said|do|did|make|made|agreed?|offer|promised?|threaten)\b"
    r"|\b(?:not true|untrue|no truth|false)\b"
)
LETTING, STOPPING, STOPPED, DONE = (
    "|".join(grouped("positions", name)) for name in ("letting", "stopping", "stopped", "done")
)
WE = r"\b(?:I|we|he|she|they) (?:[a-z]+ly |still |also )?"
OURS = rf"(?:{WE}|\bour (?:[\w’'-]+ ){{1,2}}|\b(?-i:[A-Z])[\w’'-]* )"
"""Those for whom a speaker speaks: "we", "our members", "Orm"."""
AM = (
    r"\b(?:I|we|he|she|they)(?: (?:[a-z]+ly |still |also )?(?:am|is|are|was|were|stands?|remains?)|[’'](?:m|re|s)) "
    r"(?:[a-z]+ly |still |now )?"
)
OUTRIGHT: tuple[tuple[Stance, str], ...] = (
    (Stance.OPPOSES, rf"{WE}(?:oppose[sd]?|reject(?:s|ed)?) ~MEASURE"),
    (Stance.OPPOSES, rf"{AM}(?:against|opposed to) ~MEASURE"),
    (Stance.SUPPORTS, rf"{WE}(?:support|back|favou?r|endorse|welcome)(?:s|e?d)? ~MEASURE"),
    (Stance.SUPPORTS, rf"{AM}in favou?r of ~MEASURE"),
)
"""Clauses in which somebody takes a side, whatever the thing: "~" stands for a few words, MEASURE for what it is on."""
CLAUSES: tuple[tuple[Stance, str], ...] = (
    (Stance.OPPOSES, r"\bthere will be no ~MEASURE"),
    (Stance.OPPOSES, rf"\b(?:must not|cannot|can[’']t) (?:{LETTING}) ~MEASURE"),
    (Stance.OPPOSES, rf"{OURS}(?:will not|won[’']t|would not|(?:will |would )?never) (?:{LETTING}) ~MEASURE"),
    (Stance.OPPOSES, r"\bvot(?:es?|ing) against ~MEASURE"),
    (Stance.OPPOSES, rf"MEASURE ~(?:should|must) be (?:{STOPPED})\b"),
    (Stance.OPPOSES, r"MEASURE ~(?:should|must|will) not (?:go ahead|proceed|be held|be built|happen)\b"),
    (Stance.SUPPORTS, r"\bvot(?:es?|ing) (?:for|in favou?r of) ~MEASURE"),
    (Stance.SUPPORTS, rf"{WE}(?:will|would) (?:{LETTING}) ~MEASURE"),
    (Stance.SUPPORTS, r"MEASURE ~(?:can|may|should|must) (?:now )?(?:start|begin|enter|go ahead|proceed|continue)\b"),
    (Stance.SUPPORTS, rf"MEASURE ~(?:can|should|must) be (?:{DONE})\b"),
)
"""The same for what can be done or left undone."""
WILLED: tuple[tuple[Stance, str], ...] = (
    (Stance.SUPPORTS, rf"^to (?:{LETTING}) ~MEASURE"),
    (Stance.OPPOSES, rf"^to (?:{STOPPING}) ~MEASURE|^for an? (?:[a-z]+ )?(?:end|halt|stop) to ~MEASURE"),
)
"""The same behind a cue of will: "agreed to let inspectors in", "called for an end to the ban"."""
GAP = r"(?:[\w’'-]+ ){0,4}?"
REOPENED = re.compile(r"\b(?:would|will|must|should|to) (?:re-?open|save|(?:stay|remain) open|keep\b.{1,40}\bopen)\b")
ABOUT = re.compile(
    r"\b(?:of|for|on|to|in|about|with|by|at|after|before|since|over|despite|from|that|who|which|when) ", re.I
)
WISH = re.compile(
    r"\b(?:requests?|calls?|demands?|plans?|proposals?|idea|bid|appeals?|offer|push|need|introduction|start|use|any) "
    r"|^(?:for|to) ",
    re.IGNORECASE,
)
SUBJECT = re.compile(r"\b(?:I|we|he|she|they|you)\b", re.IGNORECASE)
DOUBTING = OPPOSING | listed("denies") | {"doubt", "question", "wonder"}
RELAYED = re.compile(
    r"(?<!\bI )(?<!\bwe )\b(?:say|says|said|claim(?:s|ed)?|thinks?|believe[sd]?|allege[sd]?|suggest(?:s|ed)?|told"
    r"|reported|accus(?:e[sd]?|ing)|criticism|rumou?r(?:s|ed)?|speculation"
    r"|(?:reports?|charges?|accusations?|allegations?|suggestions?|impression) (?:[\w’'-]+ ){0,4}that)\b",
    re.IGNORECASE,
)
"""Before a clause: it is what others say, or say of the speaker."""
TURN = 200  # how far before a cue in its sentence what turns it is looked for
FADING = pattern("negation", "fading")
ENDING = rf"(?<!not )(?<!never )(?<!n['’]t )\b(?:never|yet to|{'|'.join(grouped('negation', 'ending'))})"
OWNED = r"(?: (?!and |or |but )[\w’'-]+){1,3}"  # "ended [his firm] support"
ENDED, ENDED_OWN = re.compile(rf"{ENDING}\s*\Z", re.I), re.compile(rf"{ENDING}(?:{OWNED})?\s*\Z", re.I)
PAST = re.compile(
    rf"(?<!at )\b(?:{'|'.join(grouped('negation', 'past'))}),?(?: ha[sd])?\s*\Z"
    rf"|\A(?:{'|'.join(p for p in grouped('negation', 'past') if p != 'once')})\b(?:,? [\w’'-]+){{0,4}}\s*\Z",
    re.I,
)
"""What stands before a cue of what is no longer held or is held back: "stopped", "ended his", "once"."""
ENOUGH = 1.6  # the weight from which an attribution is a position
WEAK_CUES = listed("weak")
NOBODY = re.compile(
    r"(?:his|her|its|their|our|my)\b"
    r"|(?:it|that|this|these|those|there|three|both|what|which|who|he|she|they|we|i|you|(?:some|any|no|every)body"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b(?! \w+ (?:official|diplomat|source|aide))",
    re.IGNORECASE,
)
UNSAID = re.compile(rf"(?:{'|'.join(listed('unspoken', ';'))}) (?:\w+ )?\Z")
BACKGROUND = re.compile(r"\b(?:after|before|since|without|by|of|despite|from) \Z")
LOST = re.compile(r"(?:to |that )?(?:it|this|these|those|the (?:step|move|matter))\b", re.IGNORECASE)
SERVICE = re.compile(
    r"(?:for |to )?(?:be named|be identified|comment|elaborate|give details|something else)\b"
    r"|.*\bat \d+ [A-Z][a-z]+ [A-Z]"
)


def is_ended(text: str, found: Attribution) -> bool:
    """Whether a cue stands under a verb of ending, avoiding or pretending, or is told as a thing of the past."""
    if not found.cue:
        return False
    start, cue = found.cue[0].start, found.cue[0].of(text).lower()
    before = text[max(sentence_at(text, start).start, start - TURN) : start]
    if cue in nouns():
        return bool(ENDED_OWN.search(before) or PAST.search(before) or FADING.match(text, found.content[-1].end + 1))
    if cue.startswith("to "):
        return bool(ENDED.search(f"{before}to"))
    return bool(ENDED.search(before) or PAST.search(before) or re.match(r"ha[sd] .*\b(?:earlier|previously)\b", cue))


def act_of(text: str, found: Attribution, words: str) -> Act:
    """By the cue where it says it; for a mere "said" by the words that were said."""
    lemma = cue_lemma(text, found)
    cue = " ".join(span.of(text) for span in found.cue)
    if lemma in ("call", "rule", "vote"):
        if re.search(r"\bfor\b", cue) or words.startswith(("for ", "on ")):
            return Act.DEMANDS
    elif lemma in ACTS and not NEGATION.search(cue):
        return ACTS[lemma]
    if re.search(r"\b(?:would consider|willing to|ready to|prepared to|open to|could still)\b", words):
        return Act.OFFERS
    if re.search(r"\b(?:must|should|ought to|(?<!I )(?<!we )(?<!he )(?<!they )ha(?:s|ve) to)\b", words) and not (
        CONDITION.search(words) or IF.search(words)
    ):
        return Act.DEMANDS
    if DENIAL.search(words):
        return Act.DENIES
    if BAD.search(words):
        return Act.CRITICIZES
    if GOOD.search(words) and not NEGATION.search(words):
        return Act.PRAISES
    return Act.STATES


def stance_of(text: str, found: Attribution, words: str, issue: str, person: Person = THEY) -> Stance:
    """Towards the issue's measure, only where the words bear on it; unclear rather than wrong.

    What others say, what is denied, and what a pronoun does that cannot mean the `person` who speaks, tells nothing.

    A condition counts first; then a clause that takes a side; then a cue of approval or refusal with the measure as its
    object. Nobody is called neutral: who merely reports a fact may well take sides.
    """
    lemma, words = cue_lemma(text, found), re.sub(r"\s+", " ", words)
    plan = "|the plans?|the proposals?" * (bool(issue) and is_closure(issue))
    measure = rf"\b(?:{measure_of(issue)}{plan})\b" if issue else r"(?!)"
    about, thing = re.search(measure, words, re.IGNORECASE) is not None, bool(issue) and is_thing(issue)
    own = _own(text, found, person)
    cue = " ".join([*cue_words(text, found), *(gap(text, found) if found.cue else [])])  # "ruled out", "did not vote"
    told = CONDITION.search(words)
    if told and not _is_others(words[: told.start()], own):
        conditional = True
    else:
        told = IF.search(words) if about or OWN.search(words) else None
        conditional = told is not None and not _is_others(words[: told.end()], own)
    if conditional and not (thing and not MODAL.search(words)) and lemma not in DOUBTING | {"ask"}:
        return Stance.CONDITIONAL
    willing = lemma in WILLING and not NEGATION.search(cue)
    doubted = lemma in DOUBTING or NEGATION.search(cue) or re.match("if |whether ", words)
    side = _by_clause(words, measure, thing, willing, own) if about and not doubted else None
    if side is None and about and not thing:
        side = _by_cue(lemma, words, measure, cue)
    kept = REOPENED.search(words) if is_closure(issue) and (willing or lemma in TELLING) else None
    if kept and not (NEGATION.search(words) or _is_others(words[: kept.start()], own)):
        side = side or Stance.OPPOSES
    return side or Stance.UNCLEAR


def _own(text: str, found: Attribution, person: Person) -> tuple[str, ...]:
    """The pronouns that can mean the speaker: in direct speech the first person, in the reporter's words also "she"."""
    if found.mode is Mode.DIRECT or any(text.startswith(" of ", span.end) for span in found.cue):  # "said of her"
        return "i", "we"
    several = is_body(found.speaker) or not (found.role or " " in found.speaker)
    return "i", "we", *(("he", "she", *["they"] * several) if person == THEY else [person.subject])


def _is_others(before: str, own: tuple[str, ...]) -> bool:
    """Whether what follows these words is told of or by others, or not so: "People say", "they", "it is false that"."""
    before = re.split(r"[.!?;] ", before)[-1]
    subjects = SUBJECT.findall(before)
    relayed = RELAYED.search(before) or DENIAL.search(before)
    return relayed is not None or (bool(subjects) and subjects[-1].lower() not in own)


def _by_clause(words: str, measure: str, thing: bool, willing: bool, own: tuple[str, ...]) -> Stance | None:
    """From "she opposes the tram", "there will be no inspectors", "the inspectors can start"."""
    for stance, clause in OUTRIGHT if thing else (*OUTRIGHT, *CLAUSES, *(WILLED if willing else ())):
        found = re.search(clause.replace("MEASURE", measure).replace("~", GAP), words, re.IGNORECASE)
        rest = words[: found.start()] + words[found.end() :] if found else ""
        turned = OPPOSITE.search(rest) or (stance is Stance.SUPPORTS and NEGATION.search(rest))
        if found and not turned and not _is_others(words[: found.end()], own):
            return stance
    return None


def _by_cue(lemma: str, words: str, measure: str, cue: str) -> Stance | None:
    """From "rejected the inspection", "welcomed calls for a recount", "called the plan reckless"."""
    negated = bool(NEGATION.search(cue))
    near = re.match(rf"(?:[\w’'“”\"-]+ ){{0,10}}?{measure}", words, re.IGNORECASE)
    if (
        not near
        or cue.startswith("had ")
        or RELAYED.search(near[0])
        or has_finite(near[0])
        or OPPOSITE.search(words.removeprefix("against "))
        or NEGATION.search(words)
    ):
        return None
    if ABOUT.search(near[0].removeprefix("against ")) and not WISH.search(near[0]):
        return None
    if lemma == "call" and not words.startswith("for "):
        good, bad = GOOD.search(words), BAD.search(words)
        return None if negated or bool(good) == bool(bad) else Stance.SUPPORTS if good else Stance.OPPOSES
    if lemma in OPPOSING or words.startswith("against ") or cue.endswith((" out", " against")):
        return None if negated or (lemma == "rule" and not cue.endswith(" out")) else Stance.OPPOSES
    wished = lemma in SUPPORTING or (lemma in ("ask", "call", "press", "appeal") and words.startswith("for "))
    return (Stance.OPPOSES if negated else Stance.SUPPORTS) if wished else None


def can_speak(name: str) -> bool:
    """Whether a speaker's name can stand over a position: no pronoun, no day, no "her ministry"."""
    return bool(name) and NOBODY.match(name) is None


def weigh(text: str, found: Attribution, topic: frozenset[str]) -> float:
    """The weight of an attribution: what is done with the words, what they hold, who speaks, and where they stand."""
    words = " ".join(span.of(text) for span in found.content)
    early = 1 - found.content[0].start / max(1, len(text))
    lost = 1.5 * (LOST.match(words) is not None and not ACTORS.search(found.speaker))  # the article says what it is
    return _saying(text, found, words) + _holding(words, topic) + _speaking(found) + 1.2 * early - lost


def _saying(text: str, found: Attribution, words: str) -> float:
    lemma = cue_lemma(text, found)
    total = 2.0 * (lemma in OPPOSING or lemma in SUPPORTING or lemma in ACTS) - 2.0 * (lemma in WEAK_CUES)
    total += 0.8 * (found.mode is not Mode.INDIRECT) - 0.4 * (lemma in NEUTRAL and not _reasons(words))
    cue = " ".join(span.of(text) for span in found.cue)
    before = text[max(0, found.cue[0].start - 20) : found.cue[0].start].lower() if cue else ""
    unsaid = lemma in NEUTRAL and UNSAID.search(f"{before}{cue} ")
    relative = any(span.of(text).lower() in ("who", "which", "that") for span in found.source)
    return total - 4.0 * bool(unsaid) - 2.5 * (relative or bool(BACKGROUND.search(before)))


def _reasons(words: str) -> int:
    """How many kinds of words stand there that take a side: duty, negation, judgement, condition, conflict."""
    kinds = ((MODAL,), (NEGATION,), (BAD, GOOD), (CONDITION, IF), (CONTESTED,))
    return sum(any(pattern.search(words) for pattern in kind) for kind in kinds)


def _holding(words: str, topic: frozenset[str]) -> float:
    shared, count, reasons = len(topic_words(words) & topic), len(words.split()), _reasons(words)
    short = 0.5 * (count < 6 and not reasons) + 0.8 * (count < 4)
    return 1.0 + 0.8 * reasons + (0.8 * min(2, shared) or -0.3) - short - 3.0 * bool(SERVICE.match(words))


def _speaking(found: Attribution) -> float:
    name = re.sub(r"(?:the|an?) ", "", found.speaker, count=1, flags=re.IGNORECASE)
    head = re.split(r" (?:of|in|from|for|at|with|close|on) ", name)[0]
    actor = ACTORS.search(head) is not None
    if not name[:1].isupper():
        return -2.0 * (not actor)
    return 1.0 if OFFICE.search(found.role or found.speaker) else 0.4 + 0.4 * actor
