"""Where a match may begin and end: never inside a word or a number, never before the magnitude or unit of one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Members of a character class: scripts without spaces between words (Thai, Lao, Burmese, Khmer, Chinese, Japanese)."""

_UNSPACED = re.compile(f"[{UNSPACED}]")
_CURRENCY = "$€£¥₹₽₩₺₴₦₫₱฿"
_MAGNITUDE = (
    rf"(?:%|‰|‱|°|º|[′″]|[¼½¾⅐-⅞⁰¹²³⁴-⁹]|[{_CURRENCY}]|per ?cent\b|percent|pct\b|percentage|points?\b|basis points?|"
    r"bps\b|hundreds?\b|thousands?\b|millions?\b|mln\b|billions?\b|bln\b|trillions?\b|trn\b|quadrillions?\b|lakhs?\b|"
    r"crores?\b|dozens?\b|scores?\b|[kKmMbB]n?\b|tn\b|degrees?\b|"
    r"USD\b|EUR\b|Mio\b|Mrd\b|Millionen\b|Milliarden\b|Prozent\b|pour cent\b|"
    r"millones\b|por ciento\b|milli(?:on|ard)s?\b|тыс|млн\b|млрд\b|процент|миллион|миллиард)"
)
_UNIT = (
    r"(?:[ap]\.?m\b|o'clock|(?:hour|minute|day|week|month|year)s?\b|(?:kilo|centi|milli)?met(?:re|er)s?\b|miles?\b|feet\b|"
    r"inch(?:es)?\b|[kcm]?m\b|mph\b|k?g\b|kilos?\b|(?:kilo)?grams?\b|ton(?:ne)?s?\b|acres?\b|hectares?\b|lit(?:re|er)s?\b|"
    r"barrels?\b|[kMG]W\b|(?:mega|giga|kilo)watts?\b)"
)
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion|half|dozen"
)
_AND_A_HALF = r" and (?:a|one|two|three)[ -](?:half|quarter|third)"
_POINT = r"[.,:/٫٬]"
_GOES_ON = re.compile(
    rf"\s?-?(?:{_MAGNITUDE}|{_UNIT})| \d/\d|{_POINT}\d|\s?[万億亿萬兆千百]|{_AND_A_HALF}"
    rf"| (?:to|or|and) [{_CURRENCY}]?\d[\d.,]*\s?-?{_MAGNITUDE}"
)
_SPACED_ON = re.compile(r"\s\d{3}(?!\d)")
_ENDS_IN_NUMBER = re.compile(rf"(?:\d|\b(?:{_NUMBER_WORDS}))\Z", re.IGNORECASE)
_ENDS_LOW = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})*\Z")
_WORD_GOES_ON = re.compile(rf"[ -](?:(?:{_NUMBER_WORDS})\b|{_MAGNITUDE})|{_AND_A_HALF}", re.IGNORECASE)
_STARTS_IN_NUMBER = re.compile(
    rf"(?:\d|[%‰½¼¾⅐-⅞⁰¹²³⁴-⁹]|(?:{_NUMBER_WORDS}|hundreds|thousands|millions|billions|trillions?|[mb]ln|lakhs?|crores?)\b)",
    re.IGNORECASE,
)
_NUMERALS = frozenset(_NUMBER_WORDS.split("|"))
_NUMERAL_STARTS = _NUMERALS | frozenset(
    "hundreds thousands millions billions trillion trillions mln bln lakh lakhs crore crores".split()
)
_LETTERS = re.compile(r"[^\W_]+")
_NUMBER_BEFORE = re.compile(rf"(?:\d|\b(?:{_NUMBER_WORDS}))[ -]?\Z", re.IGNORECASE)
_SIGN_BEFORE = re.compile(
    rf"(?:[{_CURRENCY}±≈~<>≤≥]\s?|(?<![^\s(\['])[-+]|\b(?:USD|EUR|GBP|CHF|JPY|CNY|RUB|INR|AUD|CAD|Rs\.?)\s?"
    r"|\b[Mm]inus |百分之)\Z"
)
_THOUSANDS_BEFORE = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})* \Z")
_CJK_NUMBER = "〇一二三四五六七八九十百千万萬億亿兆零两"
_NOT_BEFORE = re.compile(r"(?:[不没沒無无未非勿别別]|ไม่(?:ได้|เคย)?|មិន|ບໍ່)\Z")
_NOT_AFTER = re.compile(r"(?:ない|なか|なく|ませ|まい|ず[にに、。]?|ぬ)")
_ELISION = re.compile(r"(?<![^\W\d_])(?:[ldjmstc]|[Qq]u|[LDJMSTC])'\Z")
_VOWEL = re.compile(r"[aeiouyhàâéèêëîïôûœ]")
_JOINTS = "-'&@/+"
_REACH = 32  # code points beside the match that any pattern above looks at


def cut(text: str, start: int, end: int, *, open_start: bool = False, open_end: bool = False) -> str:
    """Why the stretch start..end of a folded text cuts a word or a number, in words; "" if it does not.

    An open edge may lie inside a word: there the quoter's brackets stand for the rest of it.
    """
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if start >= end:
        return "nothing to compare"
    wide = text[max(0, end - _REACH) : end]
    return _cut(
        before, text[start : min(end, start + _REACH)], min(end - start, len(wide)), wide, after, open_start, open_end
    )


@lru_cache(maxsize=1024)
def _cut(before: str, head: str, length: int, wide: str, after: str, open_start: bool, open_end: bool) -> str:
    """The same for what stands around the edges; `wide` are the code points up to the end, the last `length` of them
    the match's own. Remembered, because a text that repeats itself asks the same again and again."""
    tail = wide[-length:]
    if not open_start and _inside(before, head):
        return "it starts inside a word"
    if _not_cut_off(before, head[0], tail[-1], after):
        return "it cuts off a negation"
    if not open_end and _inside(tail, after):
        return "it ends inside a word"
    if _number_before(before, head):
        return "it starts inside a number"
    if _number_after(wide, after):
        return "it ends inside a number or before its magnitude"
    return ""


def plain(words: str) -> bool:
    """Whether words begin and end with letters that no number, unit or negation beside them could belong to: between
    spaces they need no further look, unless "half" stands before them."""
    first, last = _LETTERS.match(words), _LETTERS.match(words[: -_REACH - 1 : -1])
    return (
        first is not None
        and last is not None
        and words[0] < "\u0e00" > words[-1]
        and not (words[0].isnumeric() or words[-1].isnumeric())
        and first[0].lower() not in _NUMERAL_STARTS
        and last[0][::-1].lower() not in _NUMERALS
    )


def possessive(text: str, end: int) -> bool:
    """Whether the words that end in an unfolded text at `end`, before an apostrophe, are cut out of a possessive
    ("the workers' union") rather than the last of a quotation in single marks."""
    if text[end : end + 1] not in ("'", "’") or not re.match(r" [^\W\d_]", text[end + 1 : end + 3]):
        return False
    line = text[max(0, end - 1000, text.rfind("\n", 0, end) + 1) : end]
    marks = list(re.finditer(r"(?<!\w)(?P<opens>[‘'])(?=\w)|(?<=\S)[’'](?!\w)", line))
    if not marks or not marks[-1]["opens"]:
        return True
    later = re.search(r"(?<!\w)(?P<opens>[‘'])(?=\w)|(?<=\S)[’'](?!\w)|\n", text[end + 1 : end + 1000])
    return later is not None and later[0] != "\n" and not later["opens"]


def splits_emoji(text: str, start: int, end: int) -> bool:
    """Whether an unfolded stretch ends inside a sequence that is shown as one sign."""
    return text[end : end + 1] == "\u200d" or (start > 0 and text[start - 1] == "\u200d" and text[start] > "\u2000")


def _inside(left: str, right: str) -> bool:
    """Whether the border between the two lies inside a word."""
    if not left or not right:
        return False
    a, b = left[-1], right[0]
    if unicodedata.category(b)[0] == "M" or "\U0001f3fb" <= b <= "\U0001f3ff":
        return True
    if a.isspace() or b.isspace():
        return False
    if "\U0001f1e6" <= b <= "\U0001f1ff":  # flags are pairs
        run = len(left) - len(left.rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
        return run % 2 == 1
    if _wordlike(a) and _wordlike(b):
        if _UNSPACED.match(a) or _UNSPACED.match(b):
            return a in _CJK_NUMBER and b in _CJK_NUMBER
        return True
    if a in _JOINTS and len(left) > 1 and _wordlike(left[-2]) and _wordlike(b):
        return not _UNSPACED.match(b) and not (a == "'" and _ELISION.search(left) and _VOWEL.match(b))
    if b in _JOINTS and len(right) > 1 and _wordlike(right[1]) and _wordlike(a):
        return not _UNSPACED.match(a)
    if b == "+" or (a.isdigit() and b in ".,:" and right[1:2].isdigit()):
        return _wordlike(a)
    if a == "." or b == ".":
        return _dotted(left.removesuffix("."), right.removeprefix(".")) if (a == ".") != (b == ".") else False
    return _wordlike(a) and b in "$£€" and len(right) > 1 and right[1].isdigit()


def _dotted(left: str, right: str) -> bool:
    """Whether a stop between the two belongs to a word: "U.S", "a.m", "example.com"; not "the end.The next"."""
    a, b = re.search(r"[^\W\d_]+\Z", left), re.match(r"-?([^\W\d_]+)", right)
    if not a or not b:
        return False
    return len(a[0]) == 1 or b[0][0] == "-" or len(b[1]) == 1 or b[1][0].islower()


def _wordlike(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def _not_cut_off(before: str, first: str, last: str, after: str) -> bool:
    if _UNSPACED.match(first) and _NOT_BEFORE.search(before):
        return True
    return bool(_UNSPACED.match(last) and _NOT_AFTER.match(after))


def _number_before(before: str, words: str) -> bool:
    if words[0].isdigit():
        if re.search(rf"\d{_POINT}\Z", before) or _SIGN_BEFORE.search(before):
            return True
        if _THOUSANDS_BEFORE.search(before) and re.match(r"\d{3}(?!\d)", words):
            return True
    if words[0] in _CJK_NUMBER and before.endswith("百分之"):
        return True
    if re.match(r"an? ", words) and re.search(r"\bhalf \Z", before, re.IGNORECASE):
        return bool(_STARTS_IN_NUMBER.match(words.split(" ", 1)[1]))
    starts = _STARTS_IN_NUMBER.match(words)
    return bool(starts and not words[0].isdigit() and _NUMBER_BEFORE.search(before))


def _number_after(words: str, after: str) -> bool:
    if not _ENDS_IN_NUMBER.search(words):
        return False
    if not words[-1].isdigit():
        return bool(_WORD_GOES_ON.match(after))
    return bool(_GOES_ON.match(after) or (_SPACED_ON.match(after) and _ENDS_LOW.search(words)))
