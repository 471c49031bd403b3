"""Who a mention means: the full name and office behind "she", a surname, "the minister"."""

from __future__ import annotations

from briefer.attribution.names import (
    OFFICES,
    PARTICLES,
    PEOPLE,
    Named,
    Names,
    bare,
    is_body,
    is_capital,
    is_office,
    is_outlet_name,
    joined,
    name_start,
    run_end,
)  # fmt: skip
from briefer.attribution.phrases import NOUN, Range, first_subject, main_subject, subject
from briefer.attribution.words import Token, Unit

HE, SHE = frozenset(("he", "his", "him")), frozenset(("she", "her"))
PRONOUNS = HE | SHE | {"they", "their", "it", "its", "i", "we", "you"}
IN_FULL = {"sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "prof": "professor"}
NEAR = 900  # code points back to where a pronoun looks for its person
Meaning = tuple[str, str, Named | None]  # name, role, and the entry among the article's names


class Speakers:
    """Resolves the mentions of an article, read from its beginning to its end."""

    def __init__(self, text: str, units: list[Unit]) -> None:
        self.text = text
        self.names = Names(text, units)
        self.spoken: list[Named] = []  # in the order in which they spoke
        self.focus: Named | None = None  # the person the last sentences were about
        self.group = ""

    def is_outlet(self, tokens: list[Token], part: Range) -> bool:
        """Whether a mention means a newspaper, an agency, a broadcaster."""
        return tokens[part[0]].low not in PRONOUNS and is_outlet_name(self.resolve(tokens, part)[0])

    def attend(self, tokens: list[Token]) -> None:
        """Keeps in mind who is the subject of a sentence, for the pronouns of the next."""
        found = first_subject(tokens)
        if found is None or tokens[found[0]].low in PRONOUNS - HE - SHE:
            return
        words, _, named = self.resolve(tokens, found)
        phrase = tokens[found[0] : found[1]]
        if named is not None:
            self.focus = named if named.person else self.focus
        elif phrase[-1].tag == "NN1" and any(is_office(t) for t in phrase):
            self.focus = Named(words, "", True)
        elif _is_plural(phrase):
            self.group = words

    def resolve(self, tokens: list[Token], source: Range) -> Meaning:
        """The name and role that a mention means; its own words where it names nobody known, "" for "we" and "it"."""
        first, behind = source
        low = tokens[first].low if behind - first == 1 else ""
        if low in ("they", "their"):
            found = main_subject(tokens, first)
            plural = found is not None and _is_plural(tokens[found[0] : found[1]])
            return joined(self.text, tokens[found[0] : found[1]]) if found and plural else self.group, "", None
        if low in PRONOUNS:
            named = self._person(tokens, first) if low in HE | SHE else self._body(low)
            return (named.name, named.role, named) if named else ("", "", None)
        if low in ("who", "which", "that", "whose"):
            antecedent = subject(tokens, first - (first > 0 and tokens[first - 1].text in (",", "—", "–")))
            known = antecedent is not None and tokens[antecedent[0]].low != low
            return self.resolve(tokens, antecedent) if antecedent and known else ("", "", None)
        run = self._last_run(tokens, first, behind) or self._apposed(tokens, behind)
        named = None if run else self._office(tokens[first:behind])
        if named:
            return named.name, named.role, named
        words = joined(self.text, tokens[first:behind])
        plain = words[4:] if words[:4].lower() == "the " and words[4:5].isupper() else words
        return self._name(tokens, run, plain, first) if run else (plain, "", None)

    def _last_run(self, tokens: list[Token], first: int, behind: int) -> Range | None:
        """The capitalised stretch that is the head of the phrase, if a name is its head."""
        end = next((i for i in range(first, behind) if _ends_head(tokens, i, first)), behind)
        at = end - 1
        if at < first or bare(tokens[at]) in OFFICES or not self._is_name(tokens, at):
            return None
        while at > first and (self._is_name(tokens, at - 1) or tokens[at - 1].low in PARTICLES):
            at -= 1
        return at, end

    def _apposed(self, tokens: list[Token], behind: int) -> Range | None:
        """The name between commas behind an office: "the minister, X Y, said"."""
        if behind >= len(tokens) or tokens[behind].text != ",":
            return None
        for at in range(behind + 1, min(behind + 5, len(tokens))):
            end = run_end(tokens, at)
            if end == at and tokens[at].tag not in ("AT0", "NN1", "AJ0", "ORD", "DPS"):
                return None
            if end > at:
                named = self.names.by_name.get(joined(self.text, tokens[name_start(tokens, at, end) : end]).lower())
                closed = end == len(tokens) or tokens[end].tag == "PUN"
                return (at, end) if named is not None and named.person and closed else None
        return None

    def _is_name(self, tokens: list[Token], at: int) -> bool:
        token = tokens[at]
        seen = token.low in self.names.by_last or token.low in self.names.first
        return (seen and token.text[0].isupper()) or is_capital(tokens, at)

    def _name(self, tokens: list[Token], run: Range, words: str, first: int) -> Meaning:
        name_at = name_start(tokens, *run)
        led = tokens[first:name_at]
        joins = any(t.tag == "CJC" for t in tokens[first : run[1]])
        if joins or (any(t.tag == "PRF" for t in led) and not any(bare(t) in OFFICES for t in led)):
            return words, "", None
        name = joined(self.text, tokens[name_at : run[1]])
        named = self.names.by_last.get(bare(tokens[run[1] - 1])) if run[1] - name_at == 1 else None
        named = named or self.names.by_name.get(name.lower())
        return (named.name, named.role, named) if named else (name or words, "", None)

    def _office(self, phrase: list[Token]) -> Named | None:
        """Who "the minister", "the commission" is: the nearest before whose office or name has the words."""
        heads = [bare(t) for t in phrase if t.tag in NOUN]
        if not heads or phrase[0].low not in ("the", "his", "her", "their"):
            return None
        for _, named in self.names.before(phrase[0].start):
            words = (named.role if named.person else named.name).lower().split()
            full = {IN_FULL.get(word.rstrip("."), word) for word in words}
            if set(heads) <= full and (named.person or len(words) > 1):
                return named
        return None

    def _body(self, low: str) -> Named | None:
        """What "it" is: the body that spoke last."""
        return next((n for n in reversed(self.spoken) if not n.person), None) if low in ("it", "its") else None

    def _person(self, tokens: list[Token], at: int) -> Named | None:
        """Who "she" is: named earlier in the sentence, else its subject before, else the last one named."""
        place, wants = tokens[at].start, "m" if tokens[at].low in HE else "f"
        near = [
            (p, n) for p, n in self.names.before(place) if place - p < NEAR and n.person and n.gender in ("", wants)
        ]
        here = [n for p, n in near if p >= tokens[0].start and n.sure]
        focus = [self.focus] if self.focus is not None and self.focus.gender in ("", wants) else []
        sure = [n for _, n in near if n.sure]
        known = [n for n in sure if n.gender == wants]
        others = [n for n in reversed(self.spoken) if not is_body(n.name) and n.gender in ("", wants)]
        chosen = next(iter(here[-1:] + focus + known + sure + [n for _, n in near] + others), None)
        if chosen is not None:
            chosen.gender = wants
        return chosen


def anonymous(name: str, named: Named | None) -> bool:
    """Whether a speaker is described but not named."""
    return named is None and any(word in PEOPLE for word in name.lower().split())


def _is_plural(phrase: list[Token]) -> bool:
    return phrase[-1].tag == "NN2" or any(t.tag == "CJC" for t in phrase)


def _ends_head(tokens: list[Token], at: int, first: int) -> bool:
    """Whether the head of a noun phrase ends before this token: a comma, a preposition, "of" behind a common noun."""
    token = tokens[at]
    if token.tag == "PRF":
        return at > first and tokens[at - 1].text[0].islower()
    return token.text in (",", "(") or (token.tag == "PRP" and at > first)
