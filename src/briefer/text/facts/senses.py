"""The small words that turn the sense of a sentence, and the words they govern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from briefer.text.facts.words import Word, stem, words

_NOT = frozenset(
    "not never no nobody none nothing neither nor cannot without nowhere hardly scarcely barely rarely seldom non".split()
)
_IDIOMS = re.compile(
    r"\b(?:not (?:only|just|merely|simply|least|to mention)|no (?:doubt|matter|less than|more than|sooner|wonder|later than)"
    r"|nothing (?:but|less)|never mind|whether or not|if not|why not|or not\b|not (?:a )?(?:few|little)|none other|no\. ?\d"
    r"|can(?:'t|not| not) wait|can(?:'t|not| not) help but|not necessarily more than)\b"
)
_VERBAL = re.compile(  # lexical negations that govern the verb or noun after them
    r"\b(?:fail(?:s|ed|ing|ure)? to|refus(?:e|es|ed|ing|al) to|declin(?:e|es|ed|ing) to|rul(?:e|es|ed|ing) out|no longer"
    r"|den(?:y|ies|ied|ying)|refrain(?:s|ed)? from|stopp?(?:s|ed)? short of|far from|anything but|lack(?:s|ed|ing)?(?: of)?"
    r"|absence of|unable to|unwilling to|impossible to|instead of|rather than|forb[ai]d(?:s|den)?|prevent(?:s|ed|ing)?"
    r"|avoid(?:s|ed|ing)?|in no way|by no means|turn(?:s|ed|ing)? down|vot(?:e|es|ed|ing) (?:down|against)|reject(?:s|ed|ing|ion)?(?: of)?|refus(?:e|es|ed|ing|al)(?! to)(?: of)?)\b"
)
_NEGATIVE = re.compile(  # words that make a sentence a "no" in a way that is not counted
    r"\b(?:oppos\w+|against|block\w*|ban(?:s|ned)?|halt\w*|stop\w*|cancel\w*|scrap\w*|abandon\w*|dismiss\w*|condemn\w*|critici\w+"
    r"|off the table|dead|end(?:s|ed)?|only|instead|few|little|too|until|unless|yet to|excluded?|resist\w*|quit\w*|drop\w*|lost"
    r"|wrong|false|untrue|lies?|doubt\w*|disput\w*|un\w{4,}|in(?:capable|adequate|sufficient|valid)|dis\w{5,}|\w{3,}less|keep\w*|spare\w*)\b"
)
_PREFIXED = re.compile(
    r"(?:un(?!i[oqtv]|der|less|til|cle)|dis(?=agree|approve|allow|honest|loyal|trust|satisf|like|honour|prove)|non"
    r"|in(?=capable|adequate|appropriate|correct|effective|secure|sufficient|valid|accurate|complete|consistent|humane|justice)"
    r"|il(?=legal|legitimate|logical)|im(?=possible|proper|practical|moral|mature|patient|perfect)|ir(?=relevant|responsible|regular))"
    r"(?P<rest>\w{4,})"
)
_POSSIBLE = "may might could possibly perhaps maybe potentially conceivably possible possibility can".split()
_LIKELY = (
    "likely probably expected expect expects presumably apparently seemingly seems seem appears appear unlikely".split()
)
_SHOULD = "should ought advisable recommend recommends recommended".split()
_MUST = "must required obliged compulsory mandatory".split()
_PLAN = """plan plans planned planning intend intends intended aim aims hope hopes hoped consider considers considering considered
    weigh weighs weighing propose proposes proposed mull mulls mulling want wants wanted try tries trying tried seek seeks seeking
    attempt attempts attempted""".split()
_WEIGHED = frozenset(stem(word) for word in "consider weigh mull".split())
_REPORTED = "allegedly reportedly supposedly purportedly".split()
_SURE = "will certainly definitely surely undoubtedly inevitably guaranteed shall".split()

HEDGES: dict[str, tuple[str, int]] = {
    word: kind
    for group, kind in (
        (_POSSIBLE, ("possible", 1)), (_LIKELY, ("possible", 2)), (_REPORTED, ("reported", 1)), (_PLAN, ("planned", 1)),
        (_SHOULD, ("due", 1)), (_MUST, ("due", 2)), (_SURE, ("sure", 3)),
    )
    for word in group
}  # fmt: skip
SOFT = re.compile(  # words by which a paraphrase keeps a hedge
    r"(?i)\b(?:ma[yi]ght|might|may(?:be)?|could|can|would|should|ought|must|possib\w+|potential\w*|perhaps|chance|likel\w+|unlikely|probabl\w+|risk\w*|option"
    r"|warn\w*|fear\w*|hop\w+|threat\w*|consider\w*|open to|plan\w*|want\w*|call\w* (?:for|on)|urg\w+|suggest\w*|propos\w+|expect\w*"
    r"|need\w*|require\w*|duty|demand\w*|recommend\w*|insist\w*|push\w*|owe\w*|if|uncertain|unclear|seem\w*|appear\w*|apparent\w*"
    r"|alleg\w+|reported\w*|suspect\w*|supposed\w*|purported\w*|claim(?:s|ed)?|believ\w+|think\w*|predict\w*|forecast\w*|worr\w+|doubt\w*"
    r"|aim\w*|intend\w*|intention\w*|seek\w*|sought|tr(?:y|ies|ied|ying)|attempt\w*|weigh\w*|mull\w*|whether|ask\w*|wish\w*|ready to|prepared to"
    r"|set to|due to|about to|have to|has to|had to|obliged|necessary|essential|right to|able to|ability|allow\w*|up to|conceivabl\w+|presumabl\w+)\b"
)
CONDITION = re.compile(
    r"(?i)\b(?P<if>(?<!as )(?<!even )(?<!ask )(?<!asked )(?<!asking )(?<!know )(?<!see )(?<!wonder )(?<!wondered )(?<!unclear )(?<!knew )if"
    r"(?! not\b| anything\b| any\b| only\b| you will\b)|unless|provided(?= that| the| we| they| it| he| she|,)|providing that|as long as|so long as|on condition(?: that)?"
    r"|in case|assuming|contingent on|conditional on|subject to|pending|depend(?:s|ing|ent)? (?:up)?on|in return for"
    r"|in exchange for|only (?:when|after|once|with)|not? (?:\w+ ){0,4}(?:until|before|without)(?! (?:\d|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|next|tomorrow|the end))"
    r"|n['’]t (?:\w+ ){0,4}(?:until|before|without)|(?<=[.!?\"“] )should(?= (?:the|a|we|they|he|she|it) \w+ )|until(?= (?:the|a|we|they|he|she|it|all|every) ))\b"
)
KEPT = re.compile(  # words by which a paraphrase keeps a condition
    r"(?i)\b(?:if|unless|while|provided|providing|as long as|so long as|condition\w*|in case|assuming|contingent|subject to|pending"
    r"|depend\w*|until|before|without|after|once|when|only|requir\w+|needs?|needed|first|return|exchange|prerequisite|hinge\w*|would|tie[sd]?|linked|should|otherwise|in the event|precondition|given|with\b(?= \w+ (?:approval|consent|support)))\b"
)
QUANTIFIERS = {
    word: kind
    for kind, group in (
        ("all", "all every each entire whole everyone everybody always entirely completely everything unanimous unanimously"),
        ("most", "most majority mostly largely"), ("many", "many numerous"), ("some", "some several certain sometimes partly partially"),
        ("few", "few rarely hardly"), ("only", "only solely exclusively"),
    )
    for word in group.split()
}  # fmt: skip
STATUS = {
    word: group.split()[0]
    for group in """former ex erstwhile onetime;acting interim caretaker;deputy vice assistant;alleged suspected accused purported
    supposed reputed;proposed planned draft mooted;provisional preliminary temporary tentative;outgoing departing;late deceased
    designate elect;retired emeritus;would-be aspiring;self-proclaimed self-styled so-called;unconfirmed unverified;attempted
    honorary;incoming""".replace("\n", ";").split(";")
    for word in group.split()
}
_PAIRS = """rise increase grow climb gain jump soar surge up higher boost expand raise
    |fall decrease drop decline shrink sink plunge slump down lower cut reduce slash contract;
    double triple|halve;gain benefit profit|lose suffer;more greater larger bigger|less fewer smaller;before earlier ahead|after later following;
    support back endorse favour favor approve welcome embrace champion|oppose reject condemn against resist denounce;
    accept agree approve adopt|reject refuse decline disagree veto;open reopen|close shut;
    start begin launch resume|end finish cease halt stop suspend;win defeat beat|lose;buy purchase acquire|sell;
    above over exceed|below under beneath;
    allow permit legalise legalize authorise authorize let|ban forbid prohibit block outlaw bar prevent;
    enter join|leave quit exit withdraw;keep retain maintain preserve|drop scrap abandon abolish;
    praise commend hail|criticise criticize condemn blame;success succeed successful|failure fail;guilty convict|innocent acquit;
    safe|dangerous unsafe;strong stronger strengthen|weak weaker weaken;high|low;early|late;easy easier|hard harder difficult;
    import|export;attack|defend;friend ally|enemy foe;better best improve|worse worst worsen deteriorate;first|last;
    maximum|minimum;north northern|south southern;east eastern|west western;confirm admit acknowledge|deny;love|hate;
    remember|forget;hire|fire dismiss;lend|borrow;pro|anti;for|against;fast faster quick|slow slower;
    lift ease loosen|impose tighten;alive|dead;true|false;include|exclude;advance|retreat;longest longer|shortest shorter;
    optimistic hopeful|pessimistic;rich richer|poor poorer;cheap cheaper|expensive costly;most|least;old older|young younger new;
    public|private;build|demolish;extend lengthen|shorten;hot warm|cold cool;wet|dry;peaceful|violent;trust|distrust;
    encourage|discourage;hope|fear;upgrade|downgrade;arrive|depart;create|destroy;deploy send|withdraw recall;top|bottom;
    inside|outside;major|minor;good|bad"""
_CONVERSE = frozenset(
    stem(w) for w in "win defeat beat lose buy purchase acquire sell lend borrow import export before after".split()
)
SIDES: dict[str, tuple[tuple[int, int], ...]] = {}
for _number, _pair in enumerate(_PAIRS.split(";")):
    for _side, _half in enumerate(_pair.split("|")):
        for _word in _half.split():
            SIDES[stem(_word)] = (*SIDES.get(stem(_word), ()), (_number, _side))


class Sign(NamedTuple):
    """One word with the negations over it: `odd` if they turn its sense, `rank` 0 where it stands next to one."""

    word: Word
    odd: bool
    rank: int
    explicit: bool


@lru_cache(maxsize=512)
def signs(text: str) -> tuple[Sign, ...]:
    """Every word that carries matter, with its polarity; `rank` is 9 for words in a phrase of time, place or manner, prefixes ("unfair") count for the word behind them."""
    found = words(text)
    over: dict[int, list[tuple[int, bool]]] = {}
    for start, explicit in _negators(text, found):
        for rank, at in enumerate(_scope(found, start)):
            over.setdefault(at, []).append((9 if rank and _adjunct(found, start, at) else rank, explicit))
    out = []
    for at, word in enumerate(found):
        if not word.content:
            continue
        negs = over.get(at, [])
        rank = min((r for r, _ in negs), default=9)
        out.append(Sign(word, len(negs) % 2 == 1, rank, any(e for _, e in negs)))
        if rest := prefix_of(word.low):
            out.append(Sign(word._replace(key=rest), len(negs) % 2 == 0, 0, True))
    return tuple(out)


def negative(text: str) -> bool:
    """Whether a text says "no" in any way, counted by `signs` or not."""
    return bool(_NEGATIVE.search(text.lower()) or any(True for _ in _negators(text, words(text))))


def negator_places(text: str) -> Iterator[tuple[int, tuple[int, ...]]]:
    """For each negation, its offset and the offsets of the words it governs."""
    found = words(text)
    for start, _ in _negators(text, found):
        yield found[start].span.start, tuple(found[at].span.start for at in _scope(found, start))


def _negators(text: str, found: tuple[Word, ...]) -> Iterator[tuple[int, bool]]:
    """Index of the last word of each negation, and whether it is one of the plain ones (not, never, no ...)."""
    low = text.lower().replace("’", "'")
    idle = [m.span() for m in _IDIOMS.finditer(low)] if len(low) == len(text) else []
    for at, word in enumerate(found):
        if (word.low in _NOT or word.low.endswith("n't")) and not any(a <= word.span.start < b for a, b in idle):
            if word.low == "no" and (
                at + 1 == len(found) or found[at + 1].clause != word.clause or _cut_off(text, word)
            ):
                continue
            if word.low == "nor" and any(
                w.low in ("not", "neither") for w in found[max(0, at - 6) : at] if w.clause == word.clause
            ):
                continue
            yield at, True
    for match in _VERBAL.finditer(low) if len(low) == len(text) else ():
        if match[0].startswith(("lack", "no ")) and "longer" not in match[0] and not match[0].startswith("lack"):
            continue
        last = [at for at, word in enumerate(found) if match.start() <= word.span.start < match.end()]
        if last and not (match[0] == "no longer"):
            yield last[-1], False


def _cut_off(text: str, word: Word) -> bool:
    return text[word.span.end : word.span.end + 1] in (",", ".", "!", "?", ";", ":", '"', "”", "'")


_OBJECT = frozenset("no nothing nobody none nowhere".split())
_SAYING = frozenset(
    stem(word) for word in "say tell add note argue claim warn explain insist believe think know".split()
) - {stem("know")}


def _before(found: tuple[Word, ...], start: int) -> Iterator[int]:
    """The verb whose object a negation begins ("found no evidence", "knew of no clause")."""
    if found[start].low in _OBJECT:
        for at in range(start - 1, max(-1, start - 3), -1):
            if found[at].clause == found[start].clause and not found[at + 1].comma and found[at].content:
                if found[at].key not in _SAYING:
                    yield at
                return


_ADJUNCT = frozenset(
    "for in at by since during until before after from on with about against over under within".split()
)


_FINITE = frozenset("is are was were be been has have had will would shall should can could may might must that".split())


def _adjunct(found: tuple[Word, ...], start: int, at: int) -> bool:
    """Whether a governed word stands in a phrase of time, place or manner, not in the predicate."""
    between = [word.low for word in found[start + 1 : at]]
    last = max((n for n, low in enumerate(between) if low in _ADJUNCT), default=-1)
    return last >= 0 and not any(low in _FINITE for low in between[last:])


def _scope(found: tuple[Word, ...], start: int) -> Iterator[int]:
    """The words a negation governs: what carries matter after it, to the end of its clause or the next comma; an
    insertion between commas directly behind the negation is passed over."""
    inserted = start + 1 < len(found) and found[start + 1].comma
    governed = False
    yield from _before(found, start)
    for at in range(start + 1, min(len(found), start + 15)):
        if found[at].clause != found[start].clause or (found[at].comma and governed and not inserted):
            return
        if found[at].comma and at > start + 1:
            inserted = False
        if found[at].content and not inserted and not (found[at].low == "longer" and found[start].low == "no"):
            governed = True
            yield at


class Hedge(NamedTuple):
    """A word of modality, what kind and how strong it is, and the words it governs, nearest first."""

    word: Word
    kind: str
    strength: int
    governs: tuple[Word, ...]


@lru_cache(maxsize=512)
def hedges(text: str) -> tuple[Hedge, ...]:
    """The modal words of a text in order; the month of May is none."""
    found = words(text)
    out = []
    for at, word in enumerate(found):
        if word.low not in HEDGES and not (
            word.low in ("have", "has", "had") and at + 1 < len(found) and found[at + 1].low == "to"
        ):
            continue
        if word.text == "May" and at and not re.search(r"[.!?:\"“‘]\s*$", text[: word.span.start][-3:]):
            continue
        kind, strength = HEDGES.get(word.low, ("due", 2))
        if (
            kind == "planned"
            and not (found[at + 1 : at + 2] and found[at + 1].low in ("to", "on"))
            and stem(word.low) not in _WEIGHED
        ):
            continue
        ahead = tuple(
            w for w in found[at + 1 : at + 14] if w.clause == word.clause and w.content and w.low not in HEDGES
        )
        if (
            not ahead
            or word.low in ("may", "might", "could", "can", "will", "shall", "should", "must")
            or kind in ("planned", "due")
        ):
            governed = ahead
        else:
            back = tuple(w for w in reversed(found[max(0, at - 3) : at]) if w.clause == word.clause and w.content)
            governed = (*ahead[:3], *back[:1], *ahead[3:])
        if governed:
            out.append(Hedge(word, kind, strength, governed))
    return tuple(out)


def prefix_of(low: str) -> str:
    """The stem that a negative prefix turns round ("unfair": "fair"); "" for a word without one."""
    rest = _PREFIXED.fullmatch(low)
    return stem(rest["rest"]) if rest else ""


def opposite(one: str, other: str) -> bool:
    """Whether two stems are opposites in one of the listed pairs."""
    return any(a == b and x != y for a, x in SIDES.get(one, ()) for b, y in SIDES.get(other, ()))


def converse(key: str) -> bool:
    """Whether the opposite of a word says the same with its two sides exchanged ("buy", "sell")."""
    return key in _CONVERSE
