"""Words that a gap must not swallow (negations, refusals, conditions, hedges) or part from what they govern."""

from __future__ import annotations

import re
from functools import cache

_WORDS = (
    # English
    r"not|never|no|nobody|none|nothing|nowhere|neither|nor|no-one|without|cannot|hardly|scarcely|barely|rarely|seldom|"
    r"unless|if|only|except|excluding|until|till|provided|providing|whether|lest|(?-i:may)|might|could|perhaps|possibly|"
    r"probably|likely|unlikely|maybe|allegedly|alleged|reportedly|supposedly|apparently|purportedly|conditionally|"
    r"potentially|almost|nearly|seem(?:s|ed)?|den(?:y|ies|ied|ying)|refus\w+|reject\w+|fail(?:s|ed|ing)?|lack(?:s|ed|ing)?|"
    r"far from|instead of|rather than|so-called|in case|(?:as|so) (?:long|soon) as|on condition|subject to|assuming|"
    r"supposed|"
    r"anything but|impossible|unthinkable|untrue|false(?:ly|hood)?|myth|ceas(?:e|es|ed|ing)|opposed|unwilling|"
    r"reluctant\w*|"
    # German, French, Spanish, Italian, Portuguese, Dutch, Polish
    r"nicht|kein\w*|nie|niemals|niemand|nichts|ohne|weder|wenn|falls|sofern|sobald|nur|vielleicht|angeblich|kaum|"
    r"(?-i:wohl)|vermutlich|wahrscheinlich|(?:ver)?weiger\w*|ablehn\w*|abgelehnt|"
    r"ne|pas|jamais|aucun\w*|sans|rien|seulement|peut-être|nunca|jamás|ningun\w*|ningún|tampoco|solo|sólo|quizás?|"
    r"dès que|peu probable|rejet(?:te|ons|tent|é)\w*|niega\w*|negó|rechaz\w+|en cuanto|rifiut\w+|respin\w+|recus\w+|"
    r"rejeit\w+|"
    r"non|nessun\w*|senza|forse|não|nem|sem|talvez|niet|geen|nooit|zonder|misschien|nigdy|bez|tylko|może|"
    r"odm[oó]wi\w*|odrzuc\w+|chyba|"
    # Swedish, Danish and Norwegian, Finnish, Hungarian, Romanian, Turkish, Greek, Indonesian, Vietnamese
    r"vägra\w*|knappast|nægte\w*|nekte\w*|ei|emme|ette|eivät|älä|ilman|nincs|soha|elutasít\w*|fără|dacă|niciodată|"
    r"hayır|redde[td]\w*|αρν(?:ήθηκ|ούμ|είτ|ούντ)\w*|tidak|bukan|menolak|jika|không|chẳng|nếu|từ chối|"
    r"inte|aldrig|ikke|aldri|değil|yok|asla|eğer|δεν|μην?|χωρίς|αν|"
    # Russian, Ukrainian, Arabic, Persian, Urdu, Hebrew, Hindi, Bengali, Korean
    r"вряд ли|едва ли|навряд ли|отказ\w+|отверг\w+|навряд чи|відмов\w+|[فو]?[يتنأا]?(?:رفض|عارض)\w*|نه|نمی\w*|اگر|نہیں|"
    r"מסרב\w*|סירב\w*|इनकार|না|নেই|যদি|안|못|"
    r"не|ни|нет|никогда|без|если|лишь|только|возможно|ні|ніколи|якщо|тільки|لا|لم|لن|ليس|ليست|غير|إذا|فقط|ربما|"
    r"לא|אין|אם|רק|בלי|नहीं|मत|अगर|यदि|केवल|शायद"
)


@cache
def polarity() -> re.Pattern[str]:
    """Words of polarity in a folded text. The lists are our own; the classes are those of the checker's promises."""
    return re.compile(
        rf"(?<!\w)(?:{_WORDS})(?![\w\u0900-\u097f])|n't\b|\b[nN]'\w"
        r"|[不没沒無无未非勿别別]|若|如果|可能|一旦|只要|反[对對]|拒[绝絕]|反対|拒否|ない|なかっ|ません|もし|ไม่|หาก|ถ้า|ปฏิเสธ"
        r"|않|없|아니|거부|반대"
        r"|[,—] (?:I|we|they|he|she|some|many|critics) (?:fear|hope|believe|think|guess|suspect|suppose|assume|reckon|"
        r"expect|imagine|gather|presume|hear)(?:s|ed)?[ ]?[,—]",
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
        r"\b(?:would|should|can|must|will|shall|ought|less|against|oppos\w+|avoid\w*|stop(?:s|ped|ping)?|doubt\w*|prevent\w*|"
        r"ban(?:s|ned|ning)?|(?:want|plan|hope|intend|tr(?:y|ie)|threaten|promise|going|used|claim|pretend|vow|pledge|offer)"
        r"\w*(?: \w+){0,2} to)"
        r"(?: that| the| a| an| any| its| their| our)?[ ,']*\Z"
        r"|\b(?:about|around|roughly|approximately|some|up to|at least|at most|(?:more|less|fewer) than|over|under)"
        r" \d\Z",
        re.IGNORECASE,
    )


@cache
def unfinished() -> re.Pattern[str]:
    """The end of words that still ask for what they govern: a verb's helper, a negation, a condition. What is left out
    behind them decides what the sentence says."""
    return re.compile(
        r"(?<!\w)(?:am|is|are|was|were|be|been|being|isn't|aren't|wasn't|weren't|\w+n't|\w+'(?:ll|ve|re|m)|have|has|had|do|"
        r"does|did|will|would|shall|should|can|could|must|might|cannot|not|never|no|nor|hardly|scarcely|barely|rarely|"
        r"seldom|without|unless|if|unlikely|likely|nearly|almost|perhaps|possibly|probably|"
        r"ist|sind|war|waren|wird|werden|wurde|wurden|habe|haben|hat|hatte|kann|können|muss|müssen|soll|sollen|nicht|nie|"
        r"kein\w*|ohne|est|sont|était|sera|seront|ont|avons|vont|va|peut|doit|pas|jamais|sans|es|son|está|están|será|"
        r"han|hemos|puede|debe|nunca|sin|è|sono|hanno|deve|può|non|são|foi|não|sem|niet|geen|"
        r"был|была|были|будет|будут|будем|не|никогда|без|бути|буде|لا|لم|لن|لیس|לא|नहीं)\Z",
        re.IGNORECASE,
    )


@cache
def waits() -> re.Pattern[str]:
    """The beginning of a gap that says on what or when a plan depends."""
    return re.compile(
        r",? (?:only |but |not )?(?:once|after|when|whenever|before|in (?:return|exchange))\b", re.IGNORECASE
    )


@cache
def planned() -> re.Pattern[str]:
    """Words for what has not come yet."""
    return re.compile(
        r"\b(?:will|would|shall|can|could|may|must|going to|ready|willing|agree\w*|promis\w+)\b|'(?:ll|d)\b"
    )


def first_after(text: str, start: int, end: int) -> int:
    """Where the first word of polarity in start..end of a folded text begins; `end` if there is none."""
    found = polarity().search(text, start, end)
    return found.start() if found else end
