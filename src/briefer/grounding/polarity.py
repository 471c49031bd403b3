"""Words that a gap must not swallow: negations, conditions, hedges."""

from __future__ import annotations

import re
from functools import cache

_WORDS = (
    # English
    r"not|never|no|nobody|none|nothing|nowhere|neither|nor|no-one|without|cannot|hardly|scarcely|barely|rarely|seldom|"
    r"unless|if|only|except|excluding|until|till|provided|providing|whether|lest|(?-i:may)|might|could|perhaps|possibly|"
    r"probably|likely|unlikely|maybe|allegedly|alleged|reportedly|supposedly|apparently|purportedly|conditionally|"
    r"potentially|almost|nearly|seem(?:s|ed)?|den(?:y|ies|ied|ying)|refus\w+|reject\w+|fail(?:s|ed|ing)?|lack(?:s|ed|ing)?|"
    r"far from|instead of|rather than|so-called|in case|(?:as|so) long as|on condition|subject to|assuming|supposed|"
    # German, French, Spanish, Italian, Portuguese, Dutch, Polish
    r"nicht|kein\w*|nie|niemals|niemand|nichts|ohne|weder|wenn|falls|sofern|nur|vielleicht|angeblich|"
    r"ne|pas|jamais|aucun\w*|sans|rien|seulement|peut-être|nunca|jamás|ningun\w*|ningún|tampoco|solo|sólo|quizás?|"
    r"non|nessun\w*|senza|forse|não|nem|sem|talvez|niet|geen|nooit|zonder|misschien|nigdy|bez|tylko|może|"
    # Swedish, Danish and Norwegian, Turkish, Greek
    r"inte|aldrig|ikke|aldri|değil|yok|asla|eğer|δεν|μην?|χωρίς|αν|"
    # Russian, Ukrainian, Arabic, Hebrew, Hindi
    r"не|ни|нет|никогда|без|если|лишь|только|возможно|ні|ніколи|якщо|тільки|لا|لم|لن|ليس|ليست|غير|إذا|فقط|ربما|"
    r"לא|אין|אם|רק|בלי|नहीं|मत|अगर|यदि|केवल|शायद"
)


@cache
def polarity() -> re.Pattern[str]:
    """Words of polarity in a folded text. The lists are our own; the classes are those of the checker's promises."""
    return re.compile(
        rf"(?<!\w)(?:{_WORDS})(?![\w\u0900-\u097f])|n't\b|\b[nN]'\w"
        r"|[不没沒無无未非勿别別]|若|如果|可能|ない|なかっ|ません|もし|ไม่|หาก|ถ้า",
        re.IGNORECASE,
    )


@cache
def negation_or_number() -> re.Pattern[str]:
    """What the quoter must not put in by brackets."""
    return re.compile(
        r"\d|\b(?:not|never|no|nobody|none|nothing|nowhere|neither|nor|without|cannot|hardly|scarcely|barely|rarely|seldom|"
        r"unlikely|less|fewer|den(?:y|ies|ied|ying)|refus\w+|reject\w+|fail(?:s|ed|ing)?|anti|non|"
        r"nicht|kein\w*|nie|pas|jamais|nunca|não|niet|geen|не|нет|لا|لم|لن|לא|नहीं|"
        r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|"
        r"eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|twice|double|triple|first|second|third)\b"
        r"|n't\b|[不没沒無无未]|ない|ไม่|[〇一二三四五六七八九十百千万億亿]|[%‰½¼¾]",
        re.IGNORECASE,
    )


@cache
def head() -> re.Pattern[str]:
    """The end of a gap that takes away what governs the words behind it (a modal verb, an intention, an opposition), or
    what makes the number behind it a rough one; that number's first digit included."""
    return re.compile(
        r"\b(?:would|should|can|must|will|shall|ought|oppos\w+|avoid\w*|stop(?:s|ped|ping)?|doubt\w*|prevent\w*|"
        r"ban(?:s|ned|ning)?|(?:want|plan|hope|intend|tr(?:y|ie)|threaten|promise|going|used|claim|pretend|vow|pledge|offer)"
        r"\w*(?: \w+){0,2} to)"
        r"(?: that| the| a| an| any| its| their| our)?[ ,']*\Z"
        r"|\b(?:about|around|roughly|approximately|some|up to|at least|at most|(?:more|less|fewer) than|over|under)"
        r" \d\Z",
        re.IGNORECASE,
    )


def first_after(text: str, start: int, end: int) -> int:
    """Where the first word of polarity in start..end of a folded text begins; `end` if there is none."""
    found = polarity().search(text, start, end)
    return found.start() if found else end
