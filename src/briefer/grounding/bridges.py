"""Where a quote may join what a text divides: “A,” she said. “B.” as “A. B.”, a word with its hyphen at a line end."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import pairwise

from briefer.attribution.quotations import Quotation, quotations
from briefer.grounding.gaps import polarity
from briefer.models import Span
from briefer.text.fold import Folded, Joint, divided, fold, splice
from briefer.text.sentences import paragraphs, sentences_in

_ASIDE = re.compile(r"\b(?:who|when|as|while|after|before|was|were|had|has|being) (?:\w+ )?\w+|, according to")
_PRONOUN = re.compile(r"\b(?:he|she|it|they|I|we)\b")
_NAME = re.compile(r"\b[^\W\d_a-z][\w'’-]+")
_SECOND = re.compile(
    r"\b(?:as|while|when|before|after|and|but) (?!(?:he|she|it|they|being)\b)"
    r"(?:(?:the|an?) )?[^\W\d_]\w+(?: \w+)? \w*(?:ed|aid)\Z"
)
"""The end of an attribution that goes on to another speaker: "said Orm as Halm shouted"."""
_TITLE_STOP = re.compile(r"(?<=\b[MD]r)\.|(?<=\bM[rs]s)\.|(?<=\bMs)\.")
_LAST_WORD, _FIRST_WORD = re.compile(r"\w+\W*\Z"), re.compile(r"\W*\w")
_INSIDE = (" ", ", ", ". ")  # between the parts of a split quotation, where no sentence ends there
_SIGN = 20  # code points beside a bridge from which its words are taken
_MOST_WORDS = 25
_REACH = 160  # code points behind the second part in which it may be given to somebody


def reading(text: str, words: str) -> Folded | None:
    """The folded text with every joint read as folded `words` have it; None if they show none."""
    edits: list[Joint] = []
    for joint in _joints(text):
        if joint.sign in words and (not edits or edits[-1].end <= joint.start):
            edits.append(joint)
    return splice(text, (edit[:3] for edit in edits)) if edits else None


def outside_bridges(text: str, span: Span) -> tuple[Span, ...]:
    """The span in pieces, what lies in an attribution between two parts of a quotation left out."""
    pieces, start = [], span.start
    for bridge in sorted({(joint.start, joint.end) for joint in _joints(text) if joint.new != "-"}):
        if bridge[0] < span.end and span.start < bridge[1]:
            pieces.append(Span(start, bridge[0]))
            start = bridge[1]
    return (*(piece for piece in pieces if piece.start < piece.end), Span(start, span.end))


@lru_cache(maxsize=8)
def _joints(text: str) -> tuple[Joint, ...]:
    """Divided words, and attributions between two parts of one quotation, in order.

    An attribution is left out from the last quoted word (a comma or stop excluded) to the next quoted word; inside a
    sentence, the parts are joined by a space, a comma or a stop.
    """
    found = list(divided(text))
    blocks = iter(paragraphs(text))
    block, read, starts = next(blocks, Span(0, 0)), None, list[int]()
    for left, right in pairwise(quotations(text)):
        while block.end < left.inner.start:
            block = next(blocks)
        if right.inner.start >= block.end:
            continue
        between = text[left.outer.end : right.outer.start]
        if not _is_attribution(between.strip()) or _is_given_away(text, right, between, block.end):
            continue
        first = right.outer.start - len(between.lstrip(" ,"))
        if read is not block:  # once a paragraph, and only where a quotation is split
            read, starts = block, [sentence.start for sentence in sentences_in(text, block)]
        if bisect_right(starts, first) < bisect_left(starts, right.outer.start):
            continue
        end, start = left.inner.end - (text[left.inner.end - 1] in ",.，。"), right.inner.start
        before = _LAST_WORD.search(fold(text[max(0, end - _SIGN) : end]).text)
        after = _FIRST_WORD.match(fold(text[start : start + _SIGN]).text)
        if before and after:
            ends = between.rstrip().endswith((".", "。"))
            links = _INSIDE if not ends else (" ",) if text[end - 1] in "?!…" else (". ",)
            found.extend(Joint(end, start, link, before[0] + link + after[0]) for link in links)
    return tuple(sorted(found))


def _is_attribution(between: str) -> bool:
    """Whether what stands between two quotations says only whose words they are."""
    if not between.endswith((".", ",", "。", "，", "—", "–")) or len(between.split()) > _MOST_WORDS:
        return False
    inner = between[:-1].strip(" ,，—–")
    if re.search(r"[;:!?]\s", inner) or not _said().search(inner) or polarity().search(inner):
        return False
    if _SECOND.search(inner):
        return False
    return len(_said().findall(_ASIDE.sub("", inner))) <= 1


@cache
def _said() -> re.Pattern[str]:
    """Words that give a quotation to somebody; made when first needed, as most quotes stand without any bridge."""
    from briefer.attribution.cues import SAYING, forms

    cues = {form for lemma in SAYING for form, tag in forms(lemma).items() if tag not in ("VVG", "VVB")} | {"say"}
    return re.compile(
        rf"\b(?:{'|'.join(sorted(cues))}|sagte|sagt|erklärte|betonte|meinte|dit|déclaré|affirmé|dijo|afirmó|declaró|"
        r"detto|disse|сказала?|заявила?|[Aa]ccording to)\b|表示|说|說|と述べ|と話"
    )


def _is_given_away(text: str, right: Quotation, between: str, end: int) -> bool:
    """Whether the second part has an attribution of its own, to somebody whom the first does not name."""
    after = _TITLE_STOP.sub("", text[right.outer.end : min(end, right.outer.end + _REACH)])
    tail = re.split(r"[.;:“\"«]", after)[0].strip(" ")
    if not tail.strip(",") or _PRONOUN.search(tail):
        return False
    last = text[right.inner.end - 1]
    if not (last in ",，" or tail[0] == "," or (last in "?!" and (tail[0].islower() or _said().search(tail)))):
        return False
    first, second = _NAME.findall(between), _NAME.findall(tail)
    return not set(first[-1:]) & set(second) or bool(set(second) - set(first) and set(first) - set(second))
