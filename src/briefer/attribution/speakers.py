"""Who a mention means: the full name and office behind "she", a surname, "the minister"."""

from collections.abc import Sequence

from briefer.attribution.cues import listed
from briefer.attribution.names import (
    COURTESY,
    OFFICES,
    PEOPLE,
    Named,
    Names,
    bare,
    is_body,
    is_capital,
    is_office,
    is_outlet_name,
    joined,
)
from briefer.attribution.phrases import NOUN, Range, first_subject, main_subject, subject, tag, word
from briefer.attribution.words import Token, Unit

HE, SHE = frozenset(("he", "his", "him")), frozenset(("she", "her"))
MEANT = {"they": "group", "their": "group", "it": "thing", "its": "thing"}
PRONOUNS = HE | SHE | {*MEANT, "i", "we", "you"}
SOLE, LOCAL = listed("sole"), listed("local")
BESIDE = 60  # two people named so near each other fit equally well
RECENT = {"acting": 2, "thing": 1, "group": 2}  # sentences after which they are no longer meant
NEAR = 900  # code points back to where a pronoun looks for its person
Meaning = tuple[str, str, Named | None]  # name, role, and the entry among the article's names
NOBODY: Meaning = ("", "", None)


class Speakers:
    """Resolves the mentions of an article, read from its beginning to its end."""

    def __init__(self, text: str, units: Sequence[Unit]) -> None:
        self.text = text
        self.names = Names(text, units)
        # The person, thing and group that a sentence was last about, with its number; "acting" is the person again, but
        # for sentences in the past perfect, which tell the background.
        self.latest: dict[str, tuple[Meaning, int]] = {}
        self.now = self.before = 0  # counts the sentences; where the last one begins

    def is_outlet(self, tokens: list[Token], part: Range) -> bool:
        """Whether a mention means a newspaper, an agency, a broadcaster."""
        return tokens[part[0]].low not in PRONOUNS and is_outlet_name(self.resolve(tokens, part)[0])

    def attend(self, tokens: list[Token], said: Sequence[Range], source: Range | None) -> None:
        """Keeps in mind whom a sentence is about, for the next: its subject, or the source where that was only said."""
        found = first_subject(tokens)
        if source is not None and (found is None or _within(found, said)):
            found = source
        if found is not None:
            self._turn_to(tokens, found, said)
        self.now, self.before = self.now + 1, tokens[0].start

    def _turn_to(self, tokens: list[Token], found: Range, said: Sequence[Range]) -> None:
        phrase = tokens[found[0] : found[1]]
        low, alone = phrase[0].low, len(phrase) == 1
        again = MEANT.get(low, "")
        if again and (alone or low == "its"):  # "Its chairman said so. It wants more."
            self._keep(again, self._recent(again))
        if alone and low in PRONOUNS - HE - SHE:
            return
        meaning = words, _, named = self.resolve(tokens, found, said)
        if named is not None and named.person:
            self._keep("person", meaning)
            if not any(t.low == "had" for t in tokens[found[1] : found[1] + 2]):
                self._keep("acting", meaning)
        elif named is None and _head(phrase).tag == "NN1" and is_office(_head(phrase)):
            self._keep("person", (words, "", Named(words, "", True)))
        elif _is_plural(phrase):
            self._keep("group", (words, "", None))
        elif named is not None or not alone:
            self._keep("thing", meaning)

    def _keep(self, kind: str, meaning: Meaning) -> None:
        if meaning[0]:
            self.latest[kind] = meaning, self.now

    def _recent(self, kind: str) -> Meaning:
        """What of this kind one of the last sentences was about."""
        meaning, at = self.latest.get(kind, (NOBODY, 0))
        return meaning if self.now - at <= RECENT[kind] else NOBODY

    def resolve(self, tokens: list[Token], source: Range, said: Sequence[Range] = ()) -> Meaning:
        """The name and role that a mention means; its own words where it names nobody known, "" for "we" and "it".

        `said` is what the speaker said: nobody named in it is the "he" who said it.
        """
        first, behind = source
        low = tokens[first].low
        if behind - first > 1:
            return self._phrase(tokens, source, said)
        if low in ("they", "their"):
            found = main_subject(tokens, first)
            if found is not None and not _within(found, said) and _is_plural(tokens[found[0] : found[1]]):
                return joined(self.text, tokens[found[0] : found[1]]), "", None
        if low in HE | SHE:
            named = self._person(tokens, first, said)
            return (named.name, named.role, named) if named else NOBODY
        if low in PRONOUNS:
            return self._recent(MEANT[low]) if low in MEANT else NOBODY
        if low in ("who", "which", "that", "whose"):
            antecedent = subject(tokens, first - (first > 0 and tokens[first - 1].text in (",", "—", "–")))
            return self._antecedent(tokens, antecedent, low == "which") if antecedent else NOBODY
        return self._phrase(tokens, source, said)

    def _antecedent(self, tokens: list[Token], part: Range, thing: bool) -> Meaning:
        """Who "who" is behind a noun phrase: the nearest person in it; "which" is the nearest body."""
        starts = [i + 1 for i in range(*part) if tokens[i].tag in ("PRP", "PRF") or tokens[i].tag.startswith("VV")]
        for start in [*reversed(starts), part[0]]:
            meaning = self.resolve(tokens, (start, part[1])) if start < part[1] else NOBODY
            head = bare(_head(tokens[start : part[1]])) if start < part[1] else ""
            person = meaning[2].person if meaning[2] else head in PEOPLE | OFFICES
            if is_body(meaning[0]) if thing else person:
                return meaning
        return self.resolve(tokens, part)

    def _phrase(self, tokens: list[Token], source: Range, said: Sequence[Range]) -> Meaning:
        """Who a noun phrase means."""
        first, behind = source
        words = joined(self.text, tokens[first:behind])
        plain = words[4:] if words[:4].lower() == "the " and words[4:5].isupper() else words
        titles = (i for i in range(first + 1, behind - 1) if bare(tokens[i]) in COURTESY and tokens[i - 1].tag == "NP0")
        start = next(titles, first)  # "Undersecretary for Education Mr. X"
        end = next((i for i in range(start, behind) if _ends_head(tokens, i, start)), behind)
        of = next((i for i in range(start, behind) if tokens[i].low in ("of", "from", "at")), behind)
        named = self._named(tokens, start, of) if of <= end and of < behind else None
        if named is not None and named.person and " " in named.name:  # "X Y of the Mining Board"
            return named.name, named.role or joined(self.text, tokens[of:behind]), named
        described = end > start and (bare(tokens[end - 1]) in OFFICES or not is_capital(tokens, end - 1))
        named = self._named(tokens, start, end) or (self._apposed(tokens, behind) if described else None)
        named = named or self._office(tokens[first:behind])
        if named is not None:
            return named.name, named.role, named
        group = self._recent("group")[0]
        if tokens[first].low == "the" and words[4:] in group.lower().split():
            return group, "", None  # "Researchers at the institute ... The researchers said"
        owner = self.resolve(tokens, (first, first + 1), said)[0] if tokens[first].low in ("his", "her", "its") else ""
        if owner and behind - first > 1:
            return f"{owner}{'’' if '’' in self.text else chr(39)}s {words.partition(' ')[2]}", "", None
        return plain, "", None

    def _named(self, tokens: list[Token], first: int, behind: int) -> Named | None:
        """Whose name ends a stretch; nobody's where "and", or "of" behind no office, joins it to another noun."""
        last = tokens[behind - 1]
        start, named = self.names.by_end.get(last.end, (last.start, None))
        if start == last.start and is_capital(tokens, behind - 1):
            named = self.names.by_last.get(bare(last), named)
        if named is None or start < tokens[first].start:
            return None
        led = [token for token in tokens[first:behind] if token.start < start]
        if any(t.tag == "CJC" for t in led) or (any(t.tag == "PRF" for t in led) and not any(map(is_office, led))):
            return None
        if start == last.start and len(self.names.bearers(bare(last))) > 1:  # two of one family
            return Named(last.text, "", True)
        return named

    def _apposed(self, tokens: list[Token], behind: int) -> Named | None:
        """The person named between commas behind an office: "the minister, X Y, said"."""
        for at in range(behind + 1, min(behind + 8, len(tokens)) if word(tokens, behind) == "," else 0):
            start, named = self.names.by_end.get(tokens[at].end, (-1, None))
            led = [token.tag for token in tokens[behind + 1 : at] if token.start < start]
            if named is not None and named.person and tag(tokens, at + 1) in ("PUN", ""):
                return named if set(led) <= {"AT0", "NN1", "AJ0", "ORD", "DPS", "NP0"} else None
        return None

    def _office(self, phrase: list[Token]) -> Named | None:
        """Who "the minister", "the commission" is: the nearest before whose office or name has the words.

        Where the article gives nobody that office, the one just spoken of, if that one's own office is told nowhere.
        """
        heads = {bare(t) for t in phrase if t.tag in NOUN}
        if heads and phrase[0].low in ("the", "his", "her", "their"):
            holder = self.names.office(heads, phrase[0].start)
            if holder is not None:
                return holder
        named, head = self._recent("acting")[2], bare(_head(phrase))
        if phrase[0].low != "the" or head not in SOLE or (len(phrase) == 2 and head not in LOCAL):
            return None
        if named is None or named.role:
            return None
        named.role = joined(self.text, phrase[1:])
        return named

    def _person(self, tokens: list[Token], at: int, said: Sequence[Range]) -> Named | None:
        """Who "she" is: whom the sentence before was about, else the last fit; nobody named in what was said.

        Nobody either where two people named before fit equally well.
        """
        place, wants = tokens[at].start, "m" if tokens[at].low in HE else "f"
        places = [(tokens[a].start, tokens[b - 1].end) for a, b in said if a < b]
        barred = [n for p, n in self.names.before(tokens[-1].end) if any(a <= p < b for a, b in places)]

        def fits(named: Named | None) -> bool:
            return named is not None and named.person and named.gender in ("", wants) and named not in barred

        near = [(p, n) for p, n in self.names.before(place) if place - p < NEAR and fits(n)]
        last = [n for p, n in near if p >= self.before]
        (_, _, chosen), spoken_of = self.latest.get("person", (NOBODY, 0))
        chosen = chosen if fits(chosen) else None
        if (chosen is None or self.now - spoken_of > 1) and last and all(n is last[0] for n in last):
            chosen = last[0]  # nobody was the subject, one was named: "The news reached X."
        if chosen is None and near and all(n is near[0][1] or near[0][0] - p > BESIDE for p, n in near):
            chosen = near[0][1]
        if chosen is not None and " " not in chosen.name:  # a surname that two people have
            same = [n for n in self.names.bearers(chosen.name.lower()) if n.gender == wants]
            chosen = same[0] if len(same) == 1 else chosen
        if chosen is not None:
            chosen.gender = wants
        return chosen


def anonymous(name: str, named: Named | None) -> bool:
    """Whether a speaker is described but not named."""
    return named is None and any(word in PEOPLE for word in name.lower().split())


def _head(phrase: list[Token]) -> Token:
    """The head of a noun phrase: the last noun before "of the union", "at the hospital"."""
    end = next((i for i, t in enumerate(phrase) if i and t.tag in ("PRF", "PRP", "VVN", "VVG")), len(phrase))
    return phrase[end - 1]


def _is_plural(phrase: list[Token]) -> bool:
    return _head(phrase).tag == "NN2" or any(t.tag == "CJC" for t in phrase)


def _within(part: Range, ranges: Sequence[Range]) -> bool:
    return any(a <= part[0] < b for a, b in ranges)


def _ends_head(tokens: list[Token], at: int, first: int) -> bool:
    """Whether the head of a noun phrase ends before this token: a comma, a preposition, "of" behind a common noun."""
    token = tokens[at]
    if token.tag == "PRF":
        return at > first and tokens[at - 1].text[0].islower()
    return token.text in (",", "(") or (at > first and (token.tag == "PRP" or token.low == "as"))
