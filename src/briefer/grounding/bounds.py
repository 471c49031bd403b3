"""Where a match may begin and end: never inside a word or a number, never before the magnitude of one."""

from __future__ import annotations

import re
import unicodedata

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Members of a character class: scripts without spaces between words (Thai, Lao, Burmese, Khmer, Chinese, Japanese)."""

_UNSPACED = re.compile(f"[{UNSPACED}]")
_MAGNITUDE = (
    r"(?:%|‰|‱|°|º|[¼½¾⅐-⅞⁰¹²³⁴-⁹]|per ?cent\b|percent|pct\b|percentage|points?\b|basis points?|bps\b|"
    r"hundreds?\b|thousands?\b|"
    r"millions?\b|mln\b|billions?\b|bln\b|trillions?\b|trn\b|quadrillions?\b|lakhs?\b|crores?\b|dozens?\b|scores?\b|"
    r"[kKmMbB]n?\b|tn\b|degrees?\b|[$€£¥₹₽₩₺₴]|euros?\b|dollars?\b|pounds\b|cents?\b|francs?\b|crowns?\b|yen\b|yuan\b|"
    r"roubles?\b|rubles?\b|Mio\b|Mrd\b|Millionen\b|Milliarden\b|Prozent\b|pour cent\b|millones\b|por ciento\b)"
)
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion|half|dozen"
)
_GOES_ON = re.compile(
    rf"\s?-?{_MAGNITUDE}|\s\d{{3}}(?!\d)| \d/\d|[.,:/]\d|\s?[万億亿萬兆千百]|"
    r" and (?:a|one|two|three)[ -](?:half|quarter|third)"
)
_ENDS_IN_NUMBER = re.compile(rf"(?:\d|\b(?:{_NUMBER_WORDS}))\Z", re.IGNORECASE)
_WORD_GOES_ON = re.compile(
    rf"[ -](?:(?:{_NUMBER_WORDS})\b|{_MAGNITUDE}|and (?:a|one|two|three)[ -](?:half|quarter|third))", re.IGNORECASE
)
_STARTS_IN_NUMBER = re.compile(rf"(?:\d|{_MAGNITUDE}|(?:{_NUMBER_WORDS})\b)", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(rf"(?:\d|\b(?:{_NUMBER_WORDS}))[ -]?\Z", re.IGNORECASE)
_SIGN_BEFORE = re.compile(
    r"(?:[$€£¥₹₽₩₺₴±≈~<>≤≥]\s?|(?<![^\s(\['])[-+]|\b(?:USD|EUR|GBP|CHF|JPY|CNY|RUB|INR|AUD|CAD)\s?)\Z"
)
_THOUSANDS_BEFORE = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})* \Z")
_CJK_NUMBER = "〇一二三四五六七八九十百千万萬億亿兆零两"
_NOT_BEFORE = re.compile(r"[不没沒無无未非勿别別]\Z")
_NOT_AFTER = re.compile(r"(?:ない|なか|なく|ませ|まい)")
_REACH = 24  # code points beside the match that any pattern above looks at


def cut(text: str, start: int, end: int, *, open_start: bool = False, open_end: bool = False) -> str:
    """Why the stretch start..end of a folded text cuts a word or a number, in words; "" if it does not.

    An open edge may lie inside a word: there the quoter's brackets stand for the rest of it.
    """
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    words = text[start:end]
    if not words:
        return "nothing to compare"
    if not open_start and _inside(before[-2:], words[:2]):
        return "it starts inside a word"
    if _not_cut_off(before, words, after):
        return "it cuts off a negation"
    if not open_end and _inside(words[-2:], after[:2]):
        return "it ends inside a word"
    if _number_before(before, words):
        return "it starts inside a number"
    if _number_after(words[-_REACH:], after):
        return "it ends inside a number or before its magnitude"
    return ""


def _inside(left: str, right: str) -> bool:
    """Whether the border between the two lies inside a word."""
    if not left or not right:
        return False
    a, b = left[-1], right[0]
    if unicodedata.category(b)[0] == "M" or "\U0001f3fb" <= b <= "\U0001f3ff":
        return True
    if _wordlike(a) and _wordlike(b):
        if _UNSPACED.match(a) or _UNSPACED.match(b):
            return a in _CJK_NUMBER and b in _CJK_NUMBER
        return True
    if a in "-'" and len(left) > 1 and _wordlike(left[-2]) and _wordlike(b):
        return not _UNSPACED.match(b)
    if b in "-'" and len(right) > 1 and _wordlike(right[1]) and _wordlike(a):
        return not _UNSPACED.match(a)
    return _wordlike(a) and b in "$£€" and len(right) > 1 and right[1].isdigit()


def _wordlike(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def _not_cut_off(before: str, words: str, after: str) -> bool:
    if _UNSPACED.match(words[0]) and _NOT_BEFORE.search(before):
        return True
    return bool(_UNSPACED.match(words[-1]) and _NOT_AFTER.match(after))


def _number_before(before: str, words: str) -> bool:
    if words[0].isdigit():
        if before[-1:] in tuple(".,:/") and before[-2:-1].isdigit():
            return True
        if _SIGN_BEFORE.search(before):
            return True
        if _THOUSANDS_BEFORE.search(before) and re.match(r"\d{3}(?!\d)", words):
            return True
    if (
        re.match(r"an? ", words)
        and re.search(r"\bhalf \Z", before, re.IGNORECASE)
        and _STARTS_IN_NUMBER.match(words[2:].lstrip())
    ):
        return True
    starts = _STARTS_IN_NUMBER.match(words)
    return bool(starts and not words[0].isdigit() and _NUMBER_BEFORE.search(before))


def _number_after(words: str, after: str) -> bool:
    number = _ENDS_IN_NUMBER.search(words)
    if not number:
        return False
    return bool((_GOES_ON if words[-1].isdigit() else _WORD_GOES_ON).match(after))
