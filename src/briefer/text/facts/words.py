"""Words, their stems, the clauses they stand in, and whether they are English at all."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from briefer.models import Span

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|(?:[^\W\d_]|[\u0300-\u036f\u00ad])+(?:['’](?:[^\W\d_])+)*|_+")

FUNCTION = frozenset(
    """a an the this that these those some any all each every both either neither no not nor none such same other another
    i me my mine we us our ours you your yours he him his she her hers it its they them their theirs who whom whose which
    what where when why how there here then thus be is am are was were been being have has had having do does did doing done
    will would shall should can could may might must ought cannot of in on at by for from with without to into onto
    about over under above below between among against during before after since until till through across along around
    behind beyond despite per via upon within as than if unless because while whereas although though so and or but yet
    also too very just only even still already again ever never more most less least much many few little own out up down
    off away back now""".split()
)

IRREGULAR = {
    form: group.split()[0]
    for group in """rise rose risen;fall fell fallen;win won;lose lost;buy bought;sell sold;say said;tell told;take took taken
    make made;give gave given;go went gone;come came;keep kept;hold held;leave left;meet met;pay paid;send sent;spend spent
    build built;break broke broken;choose chose chosen;begin began begun;become became;grow grew grown;know knew known
    lead led;mean meant;run ran;see saw seen;seek sought;show shown;speak spoke spoken;stand stood;steal stole stolen
    think thought;understand understood;withdraw withdrew withdrawn;write wrote written;draw drew drawn;bring brought
    catch caught;deal dealt;drive drove driven;fight fought;forbid forbade forbidden;find found;fly flew flown
    forget forgot forgotten;strike struck;swear swore sworn;teach taught;throw threw thrown;get got gotten;hide hid hidden
    hear heard;sink sank sunk;shrink shrank shrunk;shoot shot;lend lent;feel felt;feed fed;bear bore borne;die dying died
    lie lying lied;have has had;do does did done;bite bit;man men;woman women;child children;person people;life lives
    wife wives;leader leadership;bad worse worst;good better best;ban banned banning;refuse refusal;deny denial denied denies
    approve approval;oppose opposition;support supporter supporters;decide decision decisions;propose proposal;lay laid;eat ate eaten;sit sat;wear wore worn;foot feet;raise raised raising""".replace(
        "\n", ";"
    ).split(";")
    for form in group.split()[1:]
}

_SUFFIXES = (
    ("ying", "y"), ("ations", "e"), ("ation", "e"), ("ements", "e"), ("ement", "e"), ("ments", ""), ("ment", ""), ("ingly", ""), ("ings", ""),
    ("ing", ""), ("edly", ""), ("ures", ""), ("ure", ""), ("tions", "t"), ("tion", "t"), ("sions", "s"), ("sion", "s"),
    ("ied", "y"), ("ies", "y"), ("ed", ""), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("es", "e"),
    ("s", ""), ("ily", "y"), ("ly", ""),
)  # fmt: skip


class Word(NamedTuple):
    """One word of a text. `key` is its stem; `clause` counts the clauses from 0."""

    text: str
    low: str
    key: str
    span: Span
    clause: int
    comma: bool  # whether a comma stands before it

    @property
    def content(self) -> bool:
        """Whether the word carries matter of its own."""
        return self.low not in FUNCTION and "'" not in self.low[1:-2]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """One form for the forms of an English word ("closing", "closed", "closure"); rough, and meant only for comparing."""
    low = re.sub(r"['’]s?$", "", plain(word))
    base = IRREGULAR.get(low, low)
    if base == low:
        for suffix, put in _SUFFIXES:
            if base.endswith(suffix) and len(base) - len(suffix) >= 3 and not base.endswith(("ss", "ous", "us", "is")):
                base = base[: len(base) - len(suffix)] + put
                break
    base = base[:-1] + "i" if base.endswith("y") else base.rstrip("e") if len(base) > 3 else base
    if len(base) > 4 and base[-1] == base[-2] and base[-1] not in "ls":
        base = base[:-1]
    return {"clo": "clos", "rais": "rise", "ris": "rise"}.get(base, base)


def plain(word: str) -> str:
    """Lower case, straight apostrophes, one form for composed letters, no soft hyphens."""
    return unicodedata.normalize("NFC", word).lower().replace("’", "'").replace("\u00ad", "")


_BREAK = re.compile(r"[;:.!?()\u2013\u2014\n]|\s-\s")
_JOIN = frozenset(
    """and but so or yet while because which who although though whereas since unless until if when whenever as where
    after before""".split()
)
_SUBORDINATE = frozenset("but because while whereas although though unless if when whenever which who".split())
_SUBJECT = frozenset("i we you he she it they there this that".split())


@lru_cache(maxsize=512)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order, with offsets into it and the number of their clause."""
    found: list[Word] = []
    clause, end, last = 0, 0, ""
    for match in TOKEN.finditer(text):
        low = plain(match[0])
        between = text[end : match.start()]
        if found and (
            _BREAK.search(between)
            or (low in _JOIN and "," in between)
            or (low in _SUBORDINATE and last not in ("and", "or", "but", "only", "even", "not", "as"))
            or (last == "and" and low in _SUBJECT and found[-1].clause == clause)
        ):
            clause += 1
        found.append(Word(match[0], low, stem(match[0]), Span(*match.span()), clause, "," in between))
        end, last = match.end(), low
    return tuple(found)


def content_keys(text: str) -> frozenset[str]:
    """The stems of the words that carry matter."""
    return frozenset(word.key for word in words(text) if word.content)


_ENGLISH = FUNCTION | frozenset("said says say year years people new one two".split())
_OTHER = frozenset(
    """der die das und nicht ist ein eine den dem des mit von zu auf für sich wir sie er im auch wird werden haben hat sagte
    le la les des et est une un du que qui dans pour pas sur avec nous il elle au aux ce cette ont été sera sont dit
    el los las y es en que por con para una del se no lo su al como más pero ha han dijo será están
    di che è non il per sono della dei nel ha si con una gli da alla detto anche questo
    o os as e um uma do da dos das não em é para com mais foi são disse está
    het een van niet dat op te zijn met voor aan wij hij zei och att det som på är inte med av för den till vi har
    og ikke til han sagde jeg nie się na jest z w że to do jak ale było""".split()
)


def english(text: str) -> bool:
    """Whether the rules can read a text: Latin letters, and more English function words than those of its neighbours.

    Words common to several languages count for each; a text too short to tell counts as English.
    """
    letters = [char for char in text if char.isalpha()]
    latin = sum(char < "\u0250" or "\u1e00" <= char < "\u2100" for char in letters)
    if latin * 2 < len(letters):
        return False
    lows = [word.low for word in words(text)]
    ours, theirs = sum(low in _ENGLISH for low in lows), sum(low in _OTHER for low in lows)
    return ours >= theirs or theirs < 2
