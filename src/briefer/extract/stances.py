"""What a speaker does with the words, and where that leaves him towards an issue."""

from __future__ import annotations

import re

from briefer.attribution.leads import NEUTRAL, cue_lemma
from briefer.models import Act, Attribution, Stance
from briefer.text.topics import is_thing, measure_of

OPPOSING = frozenset(
    """reject oppose refuse criticize criticise condemn denounce dismiss block veto resist protest decline rebuff rebuke
    deplore decry object rule slam blast attack ban prohibit repudiate balk""".split()
)
SUPPORTING = frozenset(
    """back support welcome praise endorse favor favour hail applaud defend approve accept demand urge embrace champion
    commend promote want seek propose advocate request recommend applaud""".split()
)
ACTS = {
    lemma: act
    for act, lemmas in {
        Act.DEMANDS: "demand urge want request require insist press petition implore order ask appeal seek recommend instruct",
        Act.OFFERS: "offer propose volunteer invite",
        Act.PROMISES: "promise pledge vow swear undertake commit",
        Act.WARNS: "warn caution threaten fear alert worry",
        Act.DENIES: "deny dispute refute rebut contradict",
        Act.CRITICIZES: "criticize criticise condemn denounce accuse blame slam blast attack complain deplore decry lament "
        "rebuke castigate reject dismiss protest",
        Act.PRAISES: "praise welcome hail applaud commend thank laud salute celebrate back support endorse",
    }.items()
    for lemma in lemmas.split()
}
CONDITION = re.compile(
    r"\b(?:[Oo]nly if|[Uu]nless|provided(?: that)?|[Aa]s long as|on condition|[Ii]f\b.{3,90}\b(?:will|would|could|can|may|might)"
    r"|(?:will|would|could|can|may|might)\b.{3,140}\b(?:if|until|unless)\b|\b(?:not|no|never|cannot)\b.{3,100}\bbefore\b|only (?:after|when|once))|[’']ll\b.{3,90}\bif\b"
    r"|\b[Ii]f\b.{3,90}[’']ll\b"
)
MODAL = re.compile(
    r"\b(?:will|would|must|should|cannot|can|could|may|might|needs?|has to|have to|ought)\b|[’']ll\b|\bwon[’']t\b"
)
NEGATION = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|cannot)\b|n[’']t\b", re.IGNORECASE)
BAD = re.compile(
    r"\b(?:reckless|wrong|unacceptable|dangerous|illegal|unfair|irresponsible|blackmail|betray\w*|worse|worst|shameful|absurd"
    r"|badly|full of holes|no basis|too little|too low|too late|lack\w*|disgrace\w*|cowardly|a mistake|a failure)\b",
    re.IGNORECASE,
)
GOOD = re.compile(
    r"\b(?:courageous|welcome|grateful|glad|progress|historic|great|best|fair|correct|proud)\b", re.IGNORECASE
)
DENIAL = re.compile(
    r"\b(?:did not|never) (?:say|said|do|did|make|made|agreed?|offer|promised?|threaten)\b|\b(?:not true|untrue|no truth|false)\b"
)
OPPOSITE = re.compile(
    r"\b(?:end|halt|stop|delay|postpone\w*|cancel\w*|scrap|abandon|drop|withdraw\w*|reject\w*|refus\w*|against|resign\w*"
    r"|oppos\w*|less|fewer|instead|lift|review|reconsider|change|amend\w*|pause|suspend|limit|cut|break\w*|threat\w*)\b",
    re.IGNORECASE,
)


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
    if re.search(
        r"\b(?:must|should|ought to|(?<!I )(?<!we )(?<!he )(?<!they )ha(?:s|ve) to)\b", words
    ) and not CONDITION.search(words):
        return Act.DEMANDS
    if DENIAL.search(words):
        return Act.DENIES
    if BAD.search(words):
        return Act.CRITICIZES
    if GOOD.search(words) and not NEGATION.search(words):
        return Act.PRAISES
    return Act.STATES


def stance_of(text: str, found: Attribution, words: str, issue: str) -> Stance:
    """Towards the issue's measure, only where the words bear on it; unclear rather than wrong.

    A condition counts first; then a cue of approval or refusal with the measure as its object; then a clause that lets
    the measure happen or rules it out. What merely reports a fact is neutral.
    """
    lemma, words = cue_lemma(text, found), re.sub(r"\s+", " ", words)
    cue = " ".join(span.of(text) for span in found.cue)
    if CONDITION.search(words) and lemma not in ("deny", "ask", "wonder"):
        return Stance.CONDITIONAL
    measure = rf"(?:{measure_of(issue)})\b"
    if issue and not is_thing(issue) and re.search(rf"\b{measure}", words, re.IGNORECASE):
        towards = _towards(lemma, words, measure, negated=bool(NEGATION.search(cue)))
        if towards is not None:
            return towards
    plain = not (MODAL.search(words) or NEGATION.search(words) or BAD.search(words) or GOOD.search(words))
    return (
        Stance.NEUTRAL
        if plain and lemma in NEUTRAL | {""} and act_of(text, found, words) is Act.STATES
        else Stance.UNCLEAR
    )


def _towards(lemma: str, words: str, measure: str, *, negated: bool) -> Stance | None:
    """Supports or opposes where a cue or clause says it of the measure itself; None where it does not."""
    near = re.match(rf"(?:[\w’'“”\"-]+ ){{0,10}}?{measure}", words, re.IGNORECASE)
    if lemma in OPPOSING | SUPPORTING and near:
        if OPPOSITE.search(words) or NEGATION.search(words):
            return None
        return Stance.OPPOSES if (lemma in OPPOSING) != negated else Stance.SUPPORTS
    if lemma in ("ask", "call", "press", "appeal") and near and words.startswith("for ") and not negated:
        return None if OPPOSITE.search(words) else Stance.SUPPORTS
    if lemma == "call" and near and not negated:
        return Stance.OPPOSES if BAD.search(words) else Stance.SUPPORTS if GOOD.search(words) else None
    gap = r"(?:[\w’'-]+ ){0,4}?"
    if re.search(
        rf"\b(?:there will be no|will not {gap}|won[’']t {gap}|must not {gap}|cannot {gap}|never {gap}) ?(?:any )?{gap}{measure}",
        words,
        re.I,
    ):
        return None if OPPOSITE.search(words) else Stance.OPPOSES
    if NEGATION.search(words) or OPPOSITE.search(words):
        return None
    if re.search(
        rf"\b{measure} {gap}(?:can|will|should|must) (?:start|begin|go ahead|proceed|continue|take place|be held)\b",
        words,
        re.I,
    ):
        return Stance.SUPPORTS
    if re.search(rf"\b(?:votes?|voting) (?:for|in favour of) {gap}{measure}", words, re.I):
        return Stance.SUPPORTS
    return None
