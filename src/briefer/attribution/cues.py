"""Which words can be cues, and what must follow them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

FRAMES = ("that", "clause", "wh", "to", "quote", "object", "object that", "object to", "prep", "gerund", "end")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the lexicon: its class, and by frame how likely it is a cue there (0 to 1)."""

    lemma: str
    kind: str  # s speech, t thought, i intention, d document, p perception, o other
    rates: dict[str, float]


IRREGULAR = {
    line.split()[0]: line.split()[1:]
    for line in """bet bet bet|break broke broken|cast cast cast|choose chose chosen|feel felt felt|find found found
    forbid forbade forbidden|foresee foresaw foreseen|foretell foretold foretold|forget forgot forgotten
    hear heard heard|hit hit hit|know knew known|lay laid laid|let let let|mean meant meant|meet met met
    outbid outbid outbid|pay paid paid|read read read|retell retold retold|say said said|see saw seen
    seek sought sought|set set set|shoot shot shot|show showed shown|speak spoke spoken|spend spent spent
    stand stood stood|stick stuck stuck|strike struck struck|strive strove striven|swear swore sworn|tell told told
    think thought thought|throw threw thrown|understand understood understood|undertake undertook undertaken
    withdraw withdrew withdrawn|write wrote written""".replace("\n", "|").split("|")
}  # fmt: skip
DOUBLED = (
    "admit ban beg brag chat commit compel confer control dub grip infer pen pin plan prefer quip rap rebut refer "
    "regret rip slam snap spar step stop tap"
).split()
IRREGULAR |= {verb: [f"{verb}{verb[-1]}ed"] * 2 for verb in DOUBLED}
"""Past tense and participle of the verbs that do not just add -ed."""


def forms(lemma: str) -> dict[str, str]:
    """The inflected forms of a verb with their tags VVB, VVZ, VVD, VVN, VVG; VVD where both past forms agree."""
    past, participle = IRREGULAR.get(lemma, ("", ""))
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")) else lemma
    if past.endswith("ed") and past[:-3] == lemma:  # the last letter is doubled
        stem = past[:-2]
    third = lemma + "s"
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = lemma + "es"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        third = lemma[:-1] + "ies"
        past, participle = past or lemma[:-1] + "ied", participle or lemma[:-1] + "ied"
    past, participle = past or _regular(lemma), participle or _regular(lemma)
    found = {lemma: "VVB", third: "VVZ", stem + "ing": "VVG", participle: "VVN", past: "VVD"}
    if lemma in ("lie", "belie"):
        found = {lemma: "VVB", third: "VVZ", lemma[:-2] + "ying": "VVG", past: "VVD"}
    return found


def _regular(lemma: str) -> str:
    return lemma + ("d" if lemma.endswith("e") else "ed")


@cache
def lexicon() -> dict[str, tuple[Verb, str]]:
    """Every inflected form of every cue verb, in lower case, with the verb and the form's tag."""
    table: dict[str, tuple[Verb, str]] = {}
    data = resources.files("briefer.attribution").joinpath("cues.tsv").read_text(encoding="utf-8")
    for line in data.splitlines():
        if line.startswith("#"):
            continue
        lemma, kind, figures = line.split("\t")
        verb = Verb(lemma, kind, dict(zip(FRAMES, (int(figure) / 100 for figure in figures.split()), strict=True)))
        for form, tag in forms(lemma).items():
            table.setdefault(form, (verb, tag))
    return table


PREPOSITION_RATE = {
    "about": 1.25, "against": 1.2, "for": 1.0, "of": 1.0, "with": 0.9, "to": 0.8, "on": 0.75, "as": 1.0, "over": 0.9,
    "from": 0.6, "upon": 0.8, "out": 0.8, "into": 0.5, "toward": 0.6, "towards": 0.6, "around": 0.5, "up": 0.8,
}  # fmt: skip

SAYING = frozenset(
    "acknowledge add admit advise agree allege announce argue ask assert believe boast calculate caution claim "
    "clarify comment complain concede conclude confirm contend continue counsel cry declare demand determine "
    "emphasize estimate exclaim expect explain fear figure find go guess hear hope imagine indicate insist "
    "interject joke know lament maintain murmur muse note observe opine pledge posit post predict promise quip "
    "read reason recall reckon recount reiterate remark repeat reply report respond retort reveal rule say shout "
    "show sigh snap speculate state stress suggest suppose suspect tell testify theorize think tweet underline "
    "understand urge vow warn whisper wonder write yell".split()
)
"""Verbs that can follow or split what was said: "..., X noted"."""

_NOUN_GROUPS = {
    "that of": "claim 53 assertion 73 allegation 62 suggestion 81 accusation 62 argument 39 complaint 61 warning 62 "
    "statement 45 belief 60 fear 50 hope 51 view 44 insistence 70 contention 70 notion 45 speculation 45 "
    "admission 60 denial 60 announcement 40 assumption 67 conclusion 40 acknowledgment 60 prediction 60 concern 52 "
    "doubt 61 declaration 45 confession 45 assurance 60 confirmation 40 revelation 40 reminder 40 understanding 60 "
    "conviction 45 comment 30 remark 35 report 30 idea 30 criticism 60 sense 30 message 30 sign 25 threat 45",
    "to of": "decision 35 plan 30 pledge 62 call 43 offer 40 vow 80 refusal 80 promise 50 proposal 40 desire 45 "
    "willingness 60 determination 50 intention 50 demand 45 readiness 60 reluctance 60 commitment 35 request 28 "
    "hope 51 threat 45 proposal 40",
    "for": "call 43 support 41 praise 75 criticism 60 backing 47 endorsement 43 contempt 45 admiration 45 respect 30",
    "about of on against": "question 38 concern 52 doubt 61 criticism 60 support 41 complaint 61 "
    "skepticism 55 anger 40 anxiety 54 worry 50 opposition 40 endorsement 43 praise 75 disagreement 80 backing 47 "
    "condemnation 55 denunciation 60 attack 23 warning 62 fear 50 claim 40 accusation 62 allegation 50 comment 28 "
    "remark 30 view 44 rejection 45",
}
NOUNS: dict[str, tuple[frozenset[str], float]] = {}
"""Nouns that can be cues: what must follow them, and how often they are one. From the same counts as the verbs."""
for _frames, _shares in _NOUN_GROUPS.items():
    for _noun, _share in zip(_shares.split()[::2], _shares.split()[1::2], strict=True):
        _before = NOUNS.get(_noun, (frozenset(), 0.0))
        NOUNS[_noun] = (_before[0] | frozenset(_frames.split()), max(_before[1], int(_share) / 100))
RECEIVED = frozenset(
    "attract attracted cause caused draw drawing drawn draws drew earn earned face faced faces facing get gets "
    "got prompt prompted raise raised raises raising receive received receives receiving spark sparked trigger "
    "triggered win won".split()
)
"""Verbs whose subject is not the one who criticises or doubts."""
ADJECTIVES = frozenset(
    "adamant afraid angry aware certain concerned confident convinced critical determined disappointed doubtful "
    "eager glad hopeful keen nervous optimistic pessimistic proud ready reluctant sceptical skeptical supportive "
    "sure unaware unsure unwilling wary willing worried".split()
)
ADDRESSEE = frozenset(
    "advise ask assure beg beseech call command convince counsel direct encourage entreat exhort implore inform "
    "instruct invite lobby notify order persuade press promise reassure remind tell urge warn".split()
)
"""Verbs whose first object is the person spoken to."""
