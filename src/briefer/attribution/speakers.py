"""Who a mention means: the full name and office behind "she", a surname, "the minister"."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from briefer.attribution.phrases import NOUN, first_subject, main_subject, phrase_end, subject
from briefer.attribution.words import Token, Unit

ROLE = frozenset(
    "president premier chancellor minister secretary ambassador envoy senator congressman congresswoman representative "
    "governor mayor spokesman spokeswoman spokesperson chairman chairwoman chair chairperson director chief leader "
    "commissioner general colonel major captain lieutenant sergeant admiral commander judge justice attorney prosecutor "
    "lawyer professor doctor economist analyst strategist adviser advisor aide diplomat negotiator official candidate "
    "nominee king queen prince princess pope bishop archbishop cardinal rabbi imam sheikh ayatollah lord lady sir dame "
    "baroness speaker whip lawmaker legislator councillor councilman councilwoman councilor member head editor "
    "journalist reporter correspondent anchor host author writer activist campaigner executive officer founder "
    "co-founder owner manager coach captain player actor actress singer director researcher scientist historian expert "
    "fellow dean rector principal student teacher farmer resident veteran organizer pollster consultant columnist "
    "mr mrs ms miss dr prof gen lt col maj capt sgt adm sen rep gov rev hon president-elect vice-president deputy "
    "treasurer comptroller sheriff superintendent inspector marshal trustee delegate emissary counsel solicitor "
    "physician nurse engineer pastor priest businessman businesswoman billionaire investor banker trader trustee "
    "operative supporter critic opponent rival governor-general taoiseach vice".split()
)
OFFICE = frozenset(
    "state defense defence foreign affairs justice interior finance treasury commerce labor labour health education "
    "energy transportation transport agriculture homeland security war trade economy culture environment veterans "
    "housing urban development intelligence communications staff police".split()
)
COURTESY = frozenset("mr mrs ms miss dr mr. mrs. ms. dr.".split())
PARTICLES = frozenset("de da do dos del della di du la le van von der den bin bint ibn al el ben ter ten y e".split())
PEOPLE = frozenset(
    "official officials diplomat diplomats source sources person people aide aides adviser advisers advisor advisors "
    "witness witnesses expert experts critic critics analyst analysts observer observers lawmaker lawmakers insider "
    "insiders supporter supporters opponent opponents resident residents activist activists campaigner spokesman "
    "spokeswoman spokesperson spokespeople colleague colleagues friend friends economist economists scientist "
    "scientists researcher researchers investigator investigators prosecutor prosecutors police authorities leaders "
    "members others some many several one few voters protesters strategist strategists operative operatives "
    "negotiator negotiators envoy minister ministers figure figures executive executives employee employees".split()
)
BODY = frozenset(
    "ministry department office government administration agency commission committee council parliament congress senate "
    "house party court union group organization organisation company bank bureau police army military navy force forces "
    "university institute association federation foundation board authority service team campaign embassy kremlin "
    "pentagon nato un eu times post news journal press league society church club center centre network".split()
)
OUTLET = re.compile(
    r"\b(?:Reuters|Associated Press|AP|AFP|Agence France-Presse|BBC|CNN|NBC|ABC|CBS|MSNBC|NPR|PBS|C-SPAN|Sky News|ITV|"
    r"Politico|Axios|Bloomberg|Al Jazeera|Deutsche Welle|DW|Xinhua|TASS|Tass|Interfax|RIA Novosti|RT|Ukrinform|ANSA|DPA|"
    r"Kyodo|Yonhap|Anadolu|Haaretz|Le Monde|Le Figaro|El País|El Pais|Der Spiegel|Spiegel|Bild|Die Welt|Die Zeit|"
    r"Economist|Atlantic|New Yorker|Newsweek|BuzzFeed|Breitbart|Vox|Slate|Guardian|Independent|Financial Times|"
    r"[\w’'&. -]*\b(?:Times|Post|Journal|Herald|Tribune|Gazette|Pravda|Telegraph|Daily|Weekly|Magazine|Chronicle|Globe|"
    r"Observer|Ledger|Zeitung|Rundschau|Sentinel|Register|Monitor|Bulletin|Review|Standard|Star|Advertiser|Daily \w+|Examiner|Courier|Dispatch|Inquirer|Mirror|Mail|News|TV|Television|Radio|Newspaper|Broadcasting|Wire)|"
    r"(?:state|local|national|foreign|international|social|official)? ?(?:media|press)(?: reports?| outlets?)?|newspapers?|broadcaster|"
    r"(?:news|wire) (?:agency|agencies|outlets?|site|website|service|channel|organizations?)|media reports|"
    r"(?:television|radio) (?:station|channel|network))\Z"
)
MEN = frozenset(
    "donald barack joe john james robert michael william david richard thomas mark steve stephen steven paul george "
    "kevin brian jeff jeffrey mike bill bob jim tim tom dan daniel ted marco mitt mitch bernie vladimir sergei dmitry "
    "volodymyr emmanuel boris tony gordon peter andrew matthew anthony charles joseph edward henry frank jack larry "
    "scott eric greg gary ben benjamin alan adam alex alexander carl chris christopher craig doug gerald harry jason "
    "josh justin keith ken kenneth luke martin nathan nick patrick philip ron ronald roger ryan sam samuel sean simon "
    "terry todd victor walter olaf hugh jens viktor ivan igor mohammed muhammad ahmed ali hassan omar abdul jose juan carlos "
    "luis jorge pedro miguel antonio giuseppe mario matteo".split()
)
WOMEN = frozenset(
    "hillary mary elizabeth susan sarah nancy karen lisa anna anne ann angela ursula theresa margaret jennifer michelle "
    "melania ivanka kellyanne kamala christine janet laura linda barbara patricia maria kate katherine catherine kaja "
    "julia julie emily amy carol carly carolyn claire clara debbie diane donna dana elena elaine ellen emma eva grace "
    "hannah heather helen jane jean jessica jill joan joanna judith kelly kim kristen lucy maya megan melissa monica "
    "natalie nicole nina olga olivia pamela rachel rebecca rosa ruth samantha sandra sharon sofia sophie stephanie "
    "svetlana tamara teresa tracy valerie vanessa veronica victoria virginia yulia yvette giorgia sanna mette".split()
)
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march july september october november "
    "december".split()
)
RANKS = frozenset("col gen lt maj sgt adm rep gov rev dean miss marshal pope king prince page major".split())
SHORT = {
    "sen": "senator",
    "sens": "senators",
    "rep": "representative",
    "gov": "governor",
    "gen": "general",
    "prof": "professor",
}
HE, SHE = frozenset(("he", "his", "him")), frozenset(("she", "her"))
PRONOUNS = HE | SHE | {"they", "their", "it", "its", "i", "we", "you"}


@dataclass(slots=True)
class Named:
    """A name as the article gives it in full, with the words for the office."""

    name: str
    role: str
    start: int
    person: bool
    gender: str = ""

    @property
    def sure(self) -> bool:
        """Whether an office, a title, a given name or a pronoun shows that this is a person."""
        return self.person and bool(self.role or self.gender)


class Names:
    """Every name of an article, and who a mention in it means."""

    def __init__(self, text: str, units: list[Unit]) -> None:
        self.text = text
        self.units = units
        self.named: list[Named] = []
        self.by_last: dict[str, Named] = {}
        self.by_name: dict[str, Named] = {}
        self.first: set[str] = set()
        self.focus: Named | None = None
        self.group = ""
        self.mentions: list[tuple[int, Named]] = []
        for unit in units:
            self._collect(unit.tokens)

    def _collect(self, tokens: list[Token]) -> None:
        at = 0
        while at < len(tokens):
            behind = _run(tokens, at)
            if behind == at:
                at += 1
                continue
            self._enter(tokens, at, behind)
            at = behind

    def _enter(self, tokens: list[Token], first: int, behind: int) -> None:
        """Takes up one stretch of capitalised words: office and name, or the name of a body or place."""
        name_at = first
        for i in range(first, behind):
            if _is_role(tokens, i, behind):
                name_at = i + 1
        name_at = _past_office(tokens, first, name_at, behind)
        name_tokens = tokens[name_at:behind]
        if not name_tokens:
            return
        name = _joined(self.text, name_tokens)
        last = _bare(name_tokens[-1])
        body = any(_bare(t) in BODY for t in name_tokens) or bool(OUTLET.fullmatch(name))
        role = self._role(tokens, first, name_at, behind)
        known = self.by_name.get(name.lower()) or (self.by_last.get(last) if len(name_tokens) == 1 else None)
        if known is None and (first > 0 or len(name_tokens) > 1 or name_at > first):
            person = not body and (
                bool(role) or (len(name_tokens) in (2, 3) and (first == 0 or tokens[first - 1].low != "the"))
            )
            known = Named(name, "", tokens[name_at].start, person)
            self.named.append(known)
            self.first.add(_bare(name_tokens[0]))
            known.gender = _gender(name_tokens, role)
            self.by_name[name.lower()] = known
            if last not in self.by_last or len(self.by_last[last].name.split()) < len(name_tokens):
                self.by_last[last] = known
        if known is None:
            return
        if role and not known.role and role.lower() not in COURTESY:
            known.role, known.person = role, not body
        if role.lower().rstrip(".") in ("mr",):
            known.gender = "m"
        elif role.lower().rstrip(".") in ("mrs", "ms", "miss"):
            known.gender = "f"
        self.mentions.append((tokens[name_at].start, known))

    def _role(self, tokens: list[Token], first: int, name_at: int, behind: int) -> str:
        """The words for the office before the name or behind it between commas."""
        if first > 0 and tokens[first - 1].low in ("of", "for") and name_at == first:
            return ""
        start = first if name_at == first else name_at
        if tokens[start - 1].low in ("of", "for") or name_at > first:
            start = min(first, start)
        while (
            start > 0
            and tokens[start - 1].tag in ("NN1", "NN2", "AJ0", "NP0", "PRF", "ORD")
            and tokens[start - 1].text != ","
        ):
            start -= 1
        while start > 0 and tokens[start - 1].low == "of":
            start -= 1
        before = tokens[start:name_at]
        if before and any(_is_office(t) for t in before):
            return _joined(self.text, before)
        if behind + 1 < len(tokens) and tokens[behind].text == ",":
            end = phrase_end(tokens, behind + 1, attached=True)
            phrase = tokens[behind + 1 : end]
            if phrase and end < len(tokens) and tokens[end].tag == "PUN" and any(_is_office(t) for t in phrase[:8]):
                return _joined(self.text, phrase[1:] if phrase[0].tag in ("AT0", "DPS") else phrase)
        if name_at == first and first > 1 and tokens[first - 1].text == ",":
            found = subject(tokens, first - 1)
            led = tokens[found[0] - 1].tag if found and found[0] else ""
            if found and led not in ("PRP", "CJS") and any(_is_office(t) for t in tokens[found[0] : found[1]]):
                return _joined(self.text, tokens[found[0] + (tokens[found[0]].tag in ("AT0", "DPS")) : found[1]])
        return ""

    # --- resolution ---

    def is_outlet(self, tokens: list[Token], part: tuple[int, int]) -> bool:
        """Whether a mention means a newspaper, an agency, a broadcaster."""
        if tokens[part[0]].low in PRONOUNS:
            return False
        return bool(OUTLET.search(self.resolve(tokens, part, [])[0]))

    def resolve(
        self, tokens: list[Token], source: tuple[int, int], speakers: list[Named]
    ) -> tuple[str, str, Named | None]:
        """The name and role a source means, and its entry if it has one."""
        first, behind = source
        if behind - first == 1:
            low = tokens[first].low
            if low in ("they", "their"):
                return self._group(tokens, first), "", None
            if low in PRONOUNS:
                return self._pronoun(tokens[first], low, speakers, tokens[0].start)
            if low in ("who", "which", "that", "whose") and first > 0:
                antecedent = subject(tokens, first - (tokens[first - 1].text in (",", "—", "–")))
                if antecedent and tokens[antecedent[0]].low != low:
                    return self.resolve(tokens, antecedent, speakers)
                return "", "", None
        run = self._last_run(tokens, first, behind) or self._apposed(tokens, behind)
        words = _joined(self.text, tokens[first:behind])
        if run is not None:
            return self._name(tokens, run, words, first, behind)
        office = self._office(tokens[first:behind])
        if office is not None:
            return office.name, office.role, office
        return _plain(words), "", None

    def _last_run(self, tokens: list[Token], first: int, behind: int) -> tuple[int, int] | None:
        """The capitalised stretch that is the head of the phrase, if a name is its head."""
        end = behind
        for i in range(first, behind):
            if tokens[i].text in (",", "(") or (tokens[i].tag == "PRP" and i > first):
                end = i
                break
            if tokens[i].tag == "PRF" and i > first and tokens[i - 1].text[0].islower():
                end = i
                break
        at = end - 1
        if at < first or _bare(tokens[at]) in ROLE or not self._is_name(tokens, at):
            return None
        start = at
        while start > first and (self._is_name(tokens, start - 1) or tokens[start - 1].low in PARTICLES):
            start -= 1
        return start, end

    def _apposed(self, tokens: list[Token], behind: int) -> tuple[int, int] | None:
        """The name between commas behind an office: "the minister, X Y, said"."""
        if behind + 1 >= len(tokens) or tokens[behind].text != ",":
            return None
        end = _run(tokens, behind + 1)
        named = self.by_name.get(_joined(self.text, tokens[behind + 1 : end]).lower()) if end > behind + 1 else None
        return (
            (behind + 1, end)
            if named is not None and named.person and (end == len(tokens) or tokens[end].tag == "PUN")
            else None
        )

    def _is_name(self, tokens: list[Token], at: int) -> bool:
        known = tokens[at].text[0].isupper() and (tokens[at].low in self.by_last or tokens[at].low in self.first)
        return known or _capital(tokens, at)

    def _name(
        self, tokens: list[Token], run: tuple[int, int], words: str, first: int, behind: int
    ) -> tuple[str, str, Named | None]:
        name_at = run[0]
        for i in range(*run):
            if _is_role(tokens, i, run[1]):
                name_at = i + 1
        name_at = _past_office(tokens, run[0], name_at, run[1])
        if any(t.tag == "CJC" for t in tokens[first : run[0]]) or any(t.tag == "CJC" for t in tokens[run[0] : run[1]]):
            return _plain(words), "", None
        if any(t.tag == "PRF" for t in tokens[first:name_at]) and not any(
            _bare(t) in ROLE for t in tokens[first:name_at]
        ):
            return _plain(words), "", None
        name = _joined(self.text, tokens[name_at : run[1]])
        known = self.by_name.get(name.lower())
        last = _bare(tokens[run[1] - 1])
        if run[1] - name_at == 1:
            fuller = self.by_last.get(last)
            known = fuller or known
        if known is not None:
            return known.name, known.role, known
        return name, "", None

    def _office(self, phrase: list[Token]) -> Named | None:
        """The person who holds "the ministry", "the minister"."""
        heads = [_bare(t) for t in phrase if t.tag in NOUN]
        if not phrase or phrase[0].low not in ("the", "his", "her", "their") or not heads:
            return None
        head = heads[-1]
        for at, named in self._before(phrase[0].start):
            words = [SHORT.get(w.rstrip("."), w) for w in (named.role if named.person else named.name).lower().split()]
            if (
                head in words
                and all(h in words or h in named.role.lower() for h in heads)
                and (named.person or len(words) > 1)
            ):
                return named
        return None

    def _pronoun(self, token: Token, low: str, speakers: list[Named], sentence: int) -> tuple[str, str, Named | None]:
        """The person in focus: named earlier in the sentence, the subject before, the last speaker, the last one named."""
        if low in ("i", "we", "you"):
            return "", "", None
        if low not in HE | SHE:
            named = next((n for n in reversed(speakers) if not n.person), None) if low in ("it", "its") else None
            return (named.name, named.role, named) if named else ("", "", None)
        wants = "m" if low in HE else "f"
        near = [(at, n) for at, n in self._before(token.start) if token.start - at < 900 and n.person]
        near = [(at, n) for at, n in reversed(near) if n.gender in ("", wants)]
        named = next((n for at, n in near if at >= sentence and n.sure), None)
        if named is None and self.focus is not None and self.focus.gender in ("", wants):
            named = self.focus
        for pool in (
            [n for _, n in near if n.sure and n.gender == wants],
            [n for _, n in near if n.sure],
            [n for _, n in near],
        ):
            named = named or (pool[-1] if pool else None)
        if named is None:
            return "", "", None
        named.gender = wants
        return named.name, named.role, named

    def _group(self, tokens: list[Token], at: int) -> str:
        """Who "they" are: the plural subject earlier in the sentence, else that of an earlier one."""
        found = main_subject(tokens, at)
        if found and (tokens[found[1] - 1].tag == "NN2" or any(t.tag == "CJC" for t in tokens[found[0] : found[1]])):
            return _joined(self.text, tokens[found[0] : found[1]])
        return self.group

    def _before(self, place: int) -> list[tuple[int, Named]]:
        """The names mentioned before a place, nearest first, as far back as a reader remembers."""
        end = bisect_left(self.mentions, place, key=lambda mention: mention[0])
        return self.mentions[max(0, end - 200) : end][::-1]

    def attend(self, tokens: list[Token]) -> None:
        """Keeps in mind who is the subject of a sentence, for the pronouns of the next."""
        found = first_subject(tokens)
        if found is None or tokens[found[0]].low in PRONOUNS - HE - SHE:
            return
        words, _, named = self.resolve(tokens, found, [])
        phrase = tokens[found[0] : found[1]]
        if named is not None and named.person:
            self.focus = named
        elif named is None and phrase[-1].tag == "NN1" and any(_is_office(t) for t in phrase):
            self.focus = Named(words, "", phrase[0].start, True)
        elif named is None and (phrase[-1].tag == "NN2" or any(t.tag == "CJC" for t in phrase)):
            self.group = words


def anonymous(name: str, known: Named | None) -> bool:
    """Whether a speaker is described but not named."""
    return known is None and any(word in PEOPLE for word in name.lower().split())


def _is_role(tokens: list[Token], at: int, behind: int) -> bool:
    """Whether a capitalised word is an office; "Col" or "Gen" without a full stop may be a given name."""
    word = tokens[at].low
    return _bare(tokens[at]) in ROLE and not (word in RANKS and behind - at == 2)


def _is_office(token: Token) -> bool:
    return _bare(token) in ROLE and (token.text[0].isupper() or token.low not in ("major", "general", "fellow", "host"))


def _gender(name: list[Token], role: str) -> str:
    if _bare(name[0]) in MEN or re.search(r"(?:man|\bMr\.?|\bking|\bprince|\bSir)\b", role, re.IGNORECASE):
        return "m" if not re.search(r"woman\b", role, re.IGNORECASE) else "f"
    if _bare(name[0]) in WOMEN or re.search(
        r"(?:woman|\bMr?s\.?|\bqueen|princess|\bLady|\bDame)\b", role, re.IGNORECASE
    ):
        return "f"
    return ""


def _past_office(tokens: list[Token], first: int, name_at: int, behind: int) -> int:
    """Where the name begins in "Minister of Foreign Affairs X Y", with the words behind "of" taken for the office."""
    if (
        name_at != first
        or first < 2
        or tokens[first - 1].low not in ("of", "for")
        or _bare(tokens[first - 2]) not in ROLE
    ):
        return name_at
    at = first
    while at < behind and tokens[at].low in OFFICE:
        at += 1
    if at == first and behind - first >= 3 and not any(t.low in BODY for t in tokens[first:behind]):
        at = behind - 2
    return at


def _bare(token: Token) -> str:
    return token.low.rstrip(".")


def _capital(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if token.tag == "QUO" or not token.text[0].isupper() or token.low in DAYS:
        return False
    return (
        at > 0
        or token.tag == "NP0"
        or _bare(token) in ROLE
        or (
            len(tokens) > 1
            and tokens[1].text[0].isupper()
            and token.tag not in ("AT0", "PRP", "CJC", "CJS", "DT0", "DPS", "PNP", "AV0", "AVQ", "VVG")
        )
    )


def _run(tokens: list[Token], at: int) -> int:
    """The index behind the stretch of capitalised words that begins here."""
    if not _capital(tokens, at) or tokens[at].tag in ("AT0", "PRP", "PNP", "CJS", "CJC", "DPS"):
        return at
    i = at
    while i < len(tokens) and (
        _capital(tokens, i)
        or (
            (tokens[i].low in PARTICLES or tokens[i].text in "'’")
            and i + 1 < len(tokens)
            and tokens[i + 1].tag != "QUO"
            and tokens[i + 1].text[0].isupper()
        )
    ):
        i += 1
    return i


def _joined(text: str, tokens: list[Token]) -> str:
    return " ".join(text[tokens[0].start : tokens[-1].end].split()) if tokens else ""


def _plain(words: str) -> str:
    return words[4:] if words[:4].lower() == "the " and words[4:5].isupper() else words
