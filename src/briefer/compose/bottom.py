"""The bottom line: sentences that somebody worded are judged by the items they cite; plain ones are made by code."""

import re
from collections.abc import Mapping, Sequence

from briefer.compose.similar import same_speaker
from briefer.models import Position, Sentence, Stance
from briefer.text.bearing import unborne
from briefer.text.facts.names import tokens_of

LONGEST = 300
"""Characters of a sentence; 35 words have fewer."""

_STANDS = {Stance.SUPPORTS: "supports", Stance.OPPOSES: "opposes", Stance.CONDITIONAL: "accepts under a condition"}
_CLAUSE = re.compile(r"[;:]\s|,?\s(?:while|whereas|but|although|though)\s|,\s(?:and|yet)\s")
_MARKS = re.compile(r"[\"“”„«»]")


def sentence_faults(sentence: Sentence, positions: Mapping[int, Position]) -> tuple[str, ...]:
    """What speaks against a sentence beside the positions it cites, in words; empty where it may be printed.

    Each clause is judged by the positions of the speakers whom it names, so that two who are named together cannot
    change places; a clause that names none, by all that is cited.
    """
    cited = [positions[n] for n in sentence.items if n in positions]
    if not cited or len(cited) < len(sentence.items):
        return ("items: it cites items that do not exist",)
    if len(sentence.text) > LONGEST:
        return (f"length: it has more than {LONGEST} characters",)
    if _MARKS.search(sentence.text):
        return ("marks: it sets words in quotation marks",)
    whole = " ".join(map(told, cited))
    faults = list(unborne(sentence.text, whole))
    for clause in _CLAUSE.split(sentence.text):
        named = [position for position in cited if _names(clause, position)]
        if named and len(named) < len(cited):
            faults += unborne(clause, " ".join(map(told, named)))
    silent = [p.speaker for p in cited if p.speaker and not _names(sentence.text, p)]
    faults += [f"speaker: it cites {speaker} without the name" for speaker in dict.fromkeys(silent)]
    return tuple(dict.fromkeys(faults))


def title_faults(title: str, positions: Sequence[Position]) -> tuple[str, ...]:
    """What speaks against a heading over these positions."""
    if _MARKS.search(title) or len(title) > LONGEST // 2:
        return ("marks: a heading is a short phrase without quotation marks",)
    return unborne(title, " ".join(map(told, positions)))


def told(position: Position) -> str:
    """All that a position says, in sentences that can be compared."""
    stands = _STANDS.get(position.stance)
    stance = f"{position.speaker} {stands} {position.issue}." if stands and position.issue else f"{position.issue}."
    who = ", ".join(part for part in (position.speaker, position.role, *position.via) if part)
    return f"{who}. {stance} {position.statement} {position.quote}."


def _names(text: str, position: Position) -> bool:
    """Whether a text names a position's speaker by the last word of the name at least, or by its description."""
    tokens, said = tokens_of(position.speaker), tokens_of(text)
    if not tokens:
        return False
    return tokens[-1] in said or any(same_speaker(word, position.speaker) for word in said)
