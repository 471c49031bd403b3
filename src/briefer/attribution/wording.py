"""One clean sentence that says what a speaker holds: verb first, third person, the article's own words inside."""

import re

from briefer.attribution.leads import (
    MARKS,
    MODAL,
    NEGATION,
    THEY,
    Person,
    dropped,
    has_finite,
    is_object,
    lead,
    reported,
)
from briefer.attribution.names import is_body
from briefer.attribution.phrases import FINITE
from briefer.attribution.words import units
from briefer.models import Attribution, Mode, Span
from briefer.text.sentences import sentences

LONGEST, LIMIT = 30, 40  # words: longer than the first is cut at a safe border, than the second not said at all
DANGLING = frozenset("AT0 CJC CJS CJT DPS DTQ PNQ PRF PRP TO0 VBB VBD VBZ VHB VHD VHZ VM0".split())
"""Tags of words that no sentence ends with."""
OPEN = frozenset("NP0 NN0 NN1 AJ0 VVB VVN VVD VVG ZZ0".split())
"""Tags that a word may get which is a name at the beginning of a sentence."""
HEAVY = re.compile(
    r"\b(?:if|unless|only|but|provided|until|before|as long as|except|without|although|though|whether|may|might|could"
    rf"|alleged\w*|reported\w*)\b|{NEGATION.pattern}",
    re.IGNORECASE,
)
BORDER = re.compile(
    r"; |\s[–—-]\s|, (?:which|who|whose|where|because|(?:even )?as|while|whereas|saying|adding|leaving|making"
    r"|citing|arguing|noting|and (?:that|it|he|she|they|the|we|I))\b|(?<!,) (?:because|while|whereas)\b"
)
OPENER = re.compile(r"\A(?:(?:yes|well|look|so|now|frankly|of course|listen), |(?:and|but)\b,? )+", re.IGNORECASE)
ADDRESSED = re.compile(r"\byou(?:r|rs|[’']\w+)?\b", re.IGNORECASE)
SCRAP = re.compile(r"that[’']?s\b|that (?:is|was|that)\b|\w+ing\b(?! (?:is|was|will|would|has)\b)", re.IGNORECASE)
VAGUE = re.compile(r"(?:it|that|this|they|he|she|these|those|and|but)\b", re.IGNORECASE)
EMPTY = re.compile(r"(?:it|them|him|her|this|that|so|us|one)(?: (?:on|in|out|up|down|at|again|off|back)(?: \w+)?)?\Z")
APART = re.compile(r"(?:and|but|provided|or|an?|the|his|her|its|which|who|though|although|because|while|as)\b")
JOINED = re.compile(r"(?:that|whether|if|what|why|how|who|when|where|which) ")
FIRST_PERSON = re.compile(r"(?:I|we)\b", re.IGNORECASE)
OURS = re.compile(r"\b(?:[Ww]e|us|[Oo]urs?|[Oo]urselves)\b")
REPORTERS = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Mm]y|us)\b")
"""Outside quotation marks: whom it means, nobody can tell."""
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
MINE = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]yself)\b")


def statement(text: str, found: Attribution, basis: Span, person: Person = THEY) -> str:
    """A sentence without subject that reads well under the speaker's name and behind it; "" where none is safe.

    `basis` is the stretch that was chosen as the quote. Behind the first verb stand the article's words, first and
    second person turned into reported speech; a quotation that cannot be turned is given in its own marks.
    """
    if found.mode is Mode.DIRECT and not is_object(text, found):
        return _direct(text, found, basis, person)
    words = _joined(text, found, marks=True)
    before, that = lead(text, found, words, person)
    plain = QUOTED.sub("", words)
    if not before or EMPTY.match(words) or REPORTERS.search(plain):
        return ""
    if that and not JOINED.match(words):
        words = f"that {lowered(text, words)}"
    return _finish(f"{before} {words}")


def _direct(text: str, found: Attribution, basis: Span, person: Person) -> str:
    """The weightiest quoted sentence that makes a statement: turned, or else in its own marks.

    Whom "we" means is not known where one person says it, nor what "I" becomes where nobody knows he or she.
    """
    says, several = "Say" if person.plural else "Says", person.plural or is_body(found.speaker)
    split, quoted = is_split(text, found), basis.of(text)
    said = _weightiest([_joined(text, found)] if split else [_plain(part.of(quoted)) for part in sentences(quoted)])
    for sentence in said:
        unknown = (person == THEY and MINE.search(sentence)) or (OURS.search(sentence) and not (several or split))
        clause = "" if unknown else _turned(text, sentence, person)
        own = FIRST_PERSON.match(sentence) and (several or not OURS.search(sentence))
        will = dropped(clause, person) if own else ""
        marked = _marked(says, sentence, least=3) if unknown and not split else ""
        if made := _finish(will or f"{says} that {clause}") if clause else marked:
            return made
    pieces = _weightiest(_pieces(text, found)) if split else said
    return next((made for words in pieces if (made := _marked(says, words))), "")


def _weightiest(said: list[str]) -> list[str]:
    return sorted((OPENER.sub("", words) for words in said), key=weight, reverse=True)


def _marked(says: str, words: str, least: int = 6) -> str:
    """A sentence in its own marks; "" for a scrap, or where it is too long."""
    if not least <= len(words.split()) <= LIMIT or not has_finite(words):
        return ""
    return f"{says}: “{words[0].upper()}{words[1:]}{'' if words[-1] in '.?!' else '.'}”"


def _turned(text: str, sentence: str, person: Person) -> str:
    """A quoted sentence as a reported clause; "" for questions, orders, words to a "you", and mere scraps."""
    clause = sentence.removesuffix("[...]").rstrip()
    first = next((t.tag for unit in units(clause) for t in unit.tokens if t.tag != "AV0"), "")
    unusable = first in ("VVB", "VVI", "VDB") or clause.endswith("?") or ADDRESSED.search(clause) or SCRAP.match(clause)
    return "" if unusable or not has_finite(clause) else lowered(text, reported(clause, person))


def weight(words: str) -> float:
    """How much a stretch of speech says: words of will, duty, possibility and negation first, length after."""
    vague = VAGUE.match(words) is not None
    firm = len(MODAL.findall(words)) + len(NEGATION.findall(words))
    return min(firm, 3) * 6 + min(len(words.split()), 25) - 8 * vague


def is_split(text: str, found: Attribution) -> bool:
    """Whether the attribution stands inside one sentence of the content."""
    pieces = _pieces(text, found)
    return len(pieces) > 1 and pieces[0][-1:] not in ".!?" and pieces[1][:1].islower()


def _pieces(text: str, found: Attribution) -> list[str]:
    return [_plain(span.of(text)) for span in found.content]


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(MARKS + " ,")


def _joined(text: str, found: Attribution, *, marks: bool = False) -> str:
    """The content in one line, joined over an attribution that stands inside it; `marks` keeps its quotation marks."""
    joined: list[str] = []
    for span in found.content:
        words = re.sub(r"\s+", " ", span.of(text)).strip(" ,") if marks else _plain(span.of(text))
        if joined:
            told = max((part.end for part in (*found.cue, *found.source)), default=span.start)
            between = text[told : span.start].partition(",")[2].strip(" ,:" + MARKS)  # "he wrote, but could not"
            following = between or words.lstrip(MARKS)
            if joined[-1][-1:] in ".!?" or not following[:1].islower():
                break
            joined[-1] += "," * bool(APART.match(following))
            joined += [between] * bool(between)
        joined.append(words)
    whole = " ".join(joined)
    lone = whole.count("“") != whole.count("”") or whole.count('"') % 2
    return re.sub('["“”]', "", whole) if lone else whole


def lowered(text: str, clause: str) -> str:
    """The clause with a small first letter, unless it begins with a name."""
    word = re.match(r"(?!I\b)[A-ZÀ-Þ](?![A-ZÀ-Þ])[\w’'-]*", clause)
    if not word:
        return clause
    first, *rest = (token.tag for token in units(clause)[0].tokens)
    if first in OPEN and re.match(r" [A-ZÀ-Þ]", clause[word.end() :]):
        return clause  # "Health Minister", "Radio Orm"
    small = first not in OPEN
    if not small and not re.search(rf"[a-z,] {re.escape(word[0])}\b", text):
        small = first != "NP0" and rest[:1] not in ([], *([tag] for tag in FINITE))
        small = small or re.search(rf"(?<![\w-]){re.escape(word[0].lower())}\b", text) is not None
    return clause[0].lower() + clause[1:] if small else clause


def _finish(words: str) -> str:
    """The sentence with its capital and its stop, without a side clause where it has more than LONGEST words and that
    has no negation or condition; "" where it would dangle or is too long."""
    words = re.sub(r"\s+", " ", words).strip(" ,;:–—-")
    borders = reversed([*BORDER.finditer(words)]) if len(words.split()) > LONGEST else ()
    kept = (words[: b.start()] for b in borders if not HEAVY.search(words, b.end()))  # a side clause can go
    words = next((short for short in kept if len(short.split()) <= LONGEST), words)
    bare = words.rstrip(MARKS + ".…!,; ")
    closing = re.sub(r"[.…!,; ]", "", words[len(bare) :])
    if not 1 < len(bare.split()) <= LIMIT or (units(bare)[-1].tokens[-1].tag in DANGLING and not closing):
        return ""
    return bare[0].upper() + bare[1:] + closing + "."
