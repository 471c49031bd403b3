"""One clean sentence that says what a speaker holds: verb first, third person, the article's own words inside."""

from __future__ import annotations

import re

from briefer.attribution.leads import MARKS, has_finite, is_object, lead
from briefer.attribution.names import is_body
from briefer.attribution.phrases import FINITE
from briefer.attribution.reported import THEY, Person, dropped, reported
from briefer.attribution.words import units
from briefer.models import Attribution, Mode, Span
from briefer.text.sentences import sentences

LONGEST, LIMIT = 30, 35  # words: longer than the first is cut at a safe border, than the second not said at all
DANGLING = frozenset("AT0 CJC CJS CJT DPS DTQ PNQ PRF PRP TO0 VBB VBD VBZ VHB VHD VHZ VM0".split())
"""Tags of words that no sentence ends with."""
OPEN = frozenset("NP0 NN0 NN1 AJ0 VVB VVN VVD VVG ZZ0".split())
"""Tags that a word may get which is a name at the beginning of a sentence."""
HEAVY = re.compile(
    r"\b(?:if|unless|only|not|no|never|nor|but|provided|until|before|as long as|except|without|although|though|whether"
    r"|may|might|could|alleged\w*|reported\w*)\b|n[’']t\b",
    re.IGNORECASE,
)
BORDER = re.compile(
    r"; |\s[–—-]\s|, (?:which|who|whose|where|because|(?:even )?as|while|whereas|saying|adding|leaving|making"
    r"|citing|arguing|noting|and (?:that|it|he|she|they|the|we|I))\b|(?<!,) (?:because|while|whereas)\b"
)
OPENER = re.compile(r"\A(?:(?:yes|well|look|so|now|frankly|of course|listen), |(?:and|but)\b,? )+", re.IGNORECASE)
ADDRESSED = re.compile(r"\byou(?:r|rs|[’']\w+)?\b", re.IGNORECASE)
STANCE = re.compile(
    r"\b(?:will|would|must|should|cannot|can|could|may|might|needs?|has to|have to|ought|want|no|not|never|none|nobody"
    r"|nothing|neither|nor|wrong|right|unacceptable|reckless|risk|threat)\b|n[’']t\b",
    re.IGNORECASE,
)
SCRAP = re.compile(r"that[’']?s\b|that (?:is|was|that)\b|\w+ing\b(?! (?:is|was|will|would|has)\b)", re.IGNORECASE)
VAGUE = re.compile(r"(?:it|that|this|they|he|she|these|those|and|but)\b", re.IGNORECASE)
EMPTY = re.compile(r"(?:it|them|him|her|this|that|so|us|one)(?: (?:on|in|out|up|down|at|again|off|back)(?: \w+)?)?\Z")
APART = re.compile(r"(?:but|provided|or|an?|the|his|her|its|which|who|though|although|because|while|as)\b")
JOINED = re.compile(r"(?:that|whether|if|what|why|how|who|when|where|which) ")


def statement(text: str, found: Attribution, basis: Span, person: Person = THEY) -> str:
    """A sentence without subject that reads well under the speaker's name and behind it; "" where none is safe.

    `basis` is the stretch that was chosen as the quote. Behind the first verb stand the article's words, first and
    second person turned into reported speech; a quotation that cannot be turned is given in its own marks.
    """
    if found.mode is Mode.DIRECT and not is_object(text, found):
        return _direct(text, found, basis, person)
    words = _joined(text, found, marks=True)
    before, that = lead(text, found, words, person)
    if not before or EMPTY.match(words) or REPORTERS.search(QUOTED.sub("", words)):
        return ""
    if that and not JOINED.match(words):
        words = f"that {lowered(text, words)}"
    return _finish(f"{before} {words}")


OURS = re.compile(r"\b(?:[Ww]e|us|[Oo]urs?|[Oo]urselves)\b")
FIRST_PERSON = re.compile(r"(?:I|we)\b", re.IGNORECASE)
REPORTERS = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Mm]y|us)\b")
"""Outside quotation marks: whom it means, nobody can tell."""
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
MINE = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]yself)\b")


def _direct(text: str, found: Attribution, basis: Span, person: Person) -> str:
    """Of the quoted sentences the weightiest that can be turned, else one in its own marks.

    Only what begins with "I" or "we" is the speaker's own will. Whom "we" means is not known where one person says it.
    """
    says, split, inside = "Say" if person.plural else "Says", is_split(text, found), sentences(basis.of(text))
    order = [_joined(text, found)] if split else [_plain(s.of(basis.of(text))) for s in inside]
    order = [OPENER.sub("", sentence, count=1) for sentence in sorted(order, key=weight, reverse=True)]
    several = person.plural or is_body(found.speaker)
    for sentence in order:
        unturned = (OURS.search(sentence) and not several) or (person == THEY and MINE.search(sentence))
        made = _marked(says, [sentence], least=3) if unturned and not split else ""
        if not made and (clause := _turned(text, sentence, person)):
            own = FIRST_PERSON.match(sentence) and (several or not OURS.search(sentence))
            made = _finish((dropped(clause, person) if own else "") or f"{says} that {clause}")
        if made:
            return made
    return _marked(says, sorted(_pieces(text, found), key=weight, reverse=True) if split else order)


def _marked(says: str, said: list[str], least: int = 6) -> str:
    """The first of these sentences that is neither a scrap nor too long, in its own marks; "" if none is."""
    bare = (OPENER.sub("", words, count=1) for words in said)
    whole = next((words for words in bare if least <= len(words.split()) <= LONGEST and has_finite(words)), "")
    return f"{says}: “{whole[0].upper()}{whole[1:]}{'' if whole[-1] in '.?!' else '.'}”" if whole else ""


def _turned(text: str, sentence: str, person: Person) -> str:
    """A quoted sentence as a reported clause; "" for questions, orders, words to a "you", and mere scraps."""
    clause = sentence.removesuffix("[...]").rstrip()
    first = next((t.tag for unit in units(clause) for t in unit.tokens if t.tag != "AV0"), "")
    unusable = first in ("VVB", "VVI", "VDB") or clause.endswith("?") or ADDRESSED.search(clause) or SCRAP.match(clause)
    unknown = person == THEY and MINE.search(clause)  # neither he nor she is known, and "they" would be others
    return "" if unusable or unknown or not has_finite(clause) else lowered(text, reported(clause, person))


def weight(words: str) -> float:
    """How much a stretch of speech says: words of will, duty, possibility and negation first, length after."""
    vague = VAGUE.match(words) is not None
    return min(len(STANCE.findall(words)), 3) * 6 + min(len(words.split()), 25) - 8 * vague


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
            between = _between(text, found, span)
            if joined[-1][-1:] in ".!?" or not (between or words.lstrip(MARKS))[:1].islower():
                break
            joined[-1] += "," * bool(APART.match(between or words))
            joined += [between] * bool(between)
        joined.append(words)
    return balanced(" ".join(joined))


def _between(text: str, found: Attribution, span: Span) -> str:
    """What stands between an attribution in mid-sentence and the rest of the content: "he wrote, but could not"."""
    inside = max((part.end for part in (*found.cue, *found.source)), default=span.start)
    return text[inside : span.start].partition(",")[2].strip(" ,:" + MARKS)


def balanced(words: str) -> str:
    """Without a quotation mark that has lost its partner."""
    lone = words.count("“") != words.count("”") or words.count('"') % 2
    return re.sub('["“”]', "", words) if lone else words


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
    """The sentence with its capital and its stop, cut to length; "" where it would dangle or cannot be cut safely."""
    words = _shortened(re.sub(r"\s+", " ", words).strip(" ,;:–—-"))
    bare = words.rstrip(MARKS + ".…!,; ")
    closing = re.sub(r"[.…!,; ]", "", words[len(bare) :])
    if " " not in bare or (units(bare)[-1].tokens[-1].tag in DANGLING and not closing):
        return ""
    return bare[0].upper() + bare[1:] + closing + "."


def _shortened(words: str) -> str:
    """At most LONGEST words, cut only where what goes is a side clause without negation or condition."""
    if len(words.split()) <= LONGEST:
        return words
    for border in reversed(list(BORDER.finditer(words))):
        kept, gone = words[: border.start()], words[border.end() :]
        if len(kept.split()) <= LONGEST and not HEAVY.search(gone):
            return kept
    return words if len(words.split()) <= LIMIT else ""
