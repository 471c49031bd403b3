"""Words that a gap must not swallow: negations, conditions, hedges."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

_WORDS = (
    # English
    r"not|never|no|nobody|none|nothing|nowhere|neither|nor|no-one|without|cannot|hardly|scarcely|barely|rarely|seldom|"
    r"unless|if|only|except|excluding|until|till|provided|providing|whether|lest|may|might|could|perhaps|possibly|probably|likely|"
    r"unlikely|maybe|allegedly|reportedly|supposedly|apparently|purportedly|conditionally|potentially|den(?:y|ies|ied|ying)|"
    r"refus\w+|reject\w+|fail(?:s|ed|ing)?|lack(?:s|ed|ing)?|far from|instead of|rather than|"
    # German, French, Spanish, Italian, Portuguese, Dutch, Polish
    r"nicht|kein\w*|nie|niemals|niemand|nichts|ohne|weder|wenn|falls|sofern|nur|"
    r"ne|pas|jamais|aucun\w*|sans|rien|seulement|nunca|jamás|ningun\w*|ningún|tampoco|solo|sólo|"
    r"non|mai|nessun\w*|senza|não|nem|sem|niet|geen|nooit|zonder|nigdy|bez|tylko|"
    # Russian, Ukrainian, Arabic
    r"не|ни|нет|никогда|без|если|лишь|только|ні|ніколи|якщо|тільки|لا|لم|لن|ليس|ليست|غير|إذا|فقط"
)
POLARITY = re.compile(rf"\b(?:{_WORDS})\b|n't\b|\b[nN]'\w|[不没沒無无未非勿别別]|ない|ません", re.IGNORECASE)
"""In a folded text. The lists are our own; the classes are those of the checker's promises."""

NEGATION_OR_NUMBER = re.compile(
    r"\d|\b(?:not|never|no|nobody|none|nothing|neither|nor|without|cannot|hardly|nicht|kein\w*|nie|pas|jamais|nunca|non|не|нет|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|twice|double)\b|n't\b|[不没沒無无]|[一二三四五六七八九十百千万億]",
    re.IGNORECASE,
)
"""What the quoter must not put in by brackets."""


@lru_cache(maxsize=8)
def _places(text: str) -> tuple[int, ...]:
    return tuple(match.start() for match in POLARITY.finditer(text))


def between(text: str, start: int, end: int) -> bool:
    """Whether a word of polarity begins in start..end of a folded text."""
    places = _places(text)
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end
