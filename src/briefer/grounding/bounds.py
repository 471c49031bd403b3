"""Where a match may begin and end: never inside a word or a number, never before the magnitude or unit of one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from briefer.grounding.words import (
    BEFORE,
    ENGLISH,
    HALVES,
    JOINING,
    MAGNITUDE_STEMS,
    MAGNITUDES,
    MEASURE_STEMS,
    NUMERALS,
    UNITS,
)

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Members of a character class: scripts without spaces between words (Thai, Lao, Burmese, Khmer, Chinese, Japanese)."""

_CURRENCY = "$€£¥₹₽₩₺₴₦₫₱฿"
_SIGNS = frozenset(f"%٪‰‱°º′″½¼¾⁰¹²³{_CURRENCY}").union(map(chr, (*range(0x2074, 0x207A), *range(0x2150, 0x215F))))
_OPENING_SIGNS = frozenset("%٪‰") | {sign for sign in _SIGNS if sign.isnumeric()}

_POINT = r"[.,:/٫٬]"
_HEADS = frozenset(stem[:2] for stem in MAGNITUDE_STEMS)
_LETTERS = re.compile(r"(?:[^\W\d_]|[\u0900-\u0dff])+")  # the vowel signs of India are no letters
_RANGE = re.compile(rf" (?P<joining>\w{{1,6}}) [{_CURRENCY}]?\d[\d.,]*(?P<rest>.*)", re.DOTALL)
_PARTS = frozenset(
    """half halves third thirds quarter quarters fifth fifths sixth sixths seventh sevenths eighth eighths
ninth ninths tenth tenths hundredth hundredths thousandth thousandths times fold""".split()
)
_GOES_ON = re.compile(
    rf"\^\d| ?[x×] ?\d| \([^\W\d]+\) |, \d[\d.,]* (?:or|to|and) |, \d/\d| \d/\d|{_POINT}\d"
    r"|\s?[多余餘数數]?[万億亿萬兆千百만억조천]"
)
_SPACED_ON = re.compile(r"\s\d{3}(?!\d)")
_ENDS_LOW = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})*\Z")
_THOUSANDS_BEFORE = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})* \Z")
_CJK_NUMBER = "〇一二三四五六七八九十百千万萬億亿兆零两"
_NOT_BEFORE = re.compile(r"(?:[不没沒無无未非勿别別]|ไม่(?:ได้|เคย|ยอม|ต้องการ|อยาก|ควร)?|មិន|ບໍ່)\Z")
_APART_BEFORE = re.compile(r"\b(?:non|un-|in-|dis-) \Z", re.IGNORECASE)
_NOT_AFTER = re.compile(
    r"(?:する)?わけで[はも]|する(?:わけ|つもり|こと)(?:で)?[はもが]|(?:した|でき|し|たく|く)*(?:ない|なか|なく)|ませ|まい|ず[にに、。]?|ぬ"
)
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
    last = _LETTERS.match(words[: -_REACH - 1 : -1])
    return (
        last is not None
        and words[0].isalpha()
        and words[0] < "\u0e00" > words[-1]
        and not _starts_in_number(words)
        and last[0][::-1].lower() not in NUMERALS
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
        if _unspaced(a) or _unspaced(b):
            return a in _CJK_NUMBER and b in _CJK_NUMBER
        return True
    if a in _JOINTS and len(left) > 1 and _wordlike(left[-2]) and _wordlike(b):
        return not _unspaced(b) and not (a == "'" and _ELISION.search(left) and _VOWEL.match(b))
    if b in _JOINTS and len(right) > 1 and _wordlike(right[1]) and _wordlike(a):
        return not _unspaced(a)
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


def _unspaced(char: str) -> bool:
    return char >= "\u0e00" and bool(_one_unspaced().match(char))


@cache
def _one_unspaced() -> re.Pattern[str]:
    return re.compile(f"[{UNSPACED}]")


def _not_cut_off(before: str, first: str, last: str, after: str) -> bool:
    if _unspaced(first) and _NOT_BEFORE.search(before):
        return True
    if _APART_BEFORE.search(before):
        return True
    return bool(_unspaced(last) and _NOT_AFTER.match(after))


def _first_word(text: str) -> str:
    word = _LETTERS.match(text)
    return word[0].lower() if word else ""


def _last_word(text: str) -> str:
    word = re.split(r"[^\w'\u0900-\u0dff]", text)[-1].lower()
    return word if word in NUMERALS else word.rpartition("'")[2]


def _is_magnitude(text: str) -> bool:
    """Whether a text begins with a word for a power of ten."""
    low = text[:_REACH].lower()
    return (low[:2] in _HEADS and low.startswith(MAGNITUDE_STEMS)) or _first_word(low) in MAGNITUDES


def _starts_in_number(words: str) -> bool:
    """Whether words begin with what may belong to a number before them."""
    return words[0].isdigit() or words[0] in _OPENING_SIGNS or _first_word(words) in NUMERALS or _is_magnitude(words)


def _number_before(before: str, words: str) -> bool:
    """Whether the words begin inside a number or behind its sign."""
    if words[0].isdigit():
        if re.search(rf"\d{_POINT}\Z", before) or _sign_before().search(before):
            return True
        return bool(_THOUSANDS_BEFORE.search(before) and re.match(r"\d{3}(?!\d)", words))
    if words[0] in _CJK_NUMBER and before.endswith("百分之"):
        return True
    article = re.match(r"an? ", words)
    if article and re.search(r"\bhalf \Z", before, re.IGNORECASE):
        return _starts_in_number(words[article.end() :])
    if not _starts_in_number(words):
        return False
    left = before.removesuffix(" ") if before.endswith(" ") else before.removesuffix("-")
    if left[-1:].isdigit():
        return True
    last, first = _last_word(left), _first_word(words)
    return last in NUMERALS and (_is_magnitude(words) or words[0] in _OPENING_SIGNS or _one_number(last, first))


@cache
def _sign_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[{_CURRENCY}±≈~<>≤≥]\s?|(?<![^\s(\['])[-+]|(?<!\w)(?:{'|'.join(map(re.escape, BEFORE))})\s?|\bminus "
        r"|(?<!au |al |lo |du |ou | o )\b(?:moins|menos|meno) )\Z",
        re.IGNORECASE,
    )


def _one_number(left: str, right: str) -> bool:
    """Whether two numerals side by side are one number: both English, or both in another script than the Latin, whose
    languages share too many words."""
    return (left in ENGLISH and right in ENGLISH) or (right in NUMERALS and left[0] > "\u0370" < right[0])


def _number_after(words: str, after: str) -> bool:
    """Whether the words end inside a number or before its magnitude, its fraction or its unit."""
    digit = words[-1].isdigit()
    if not digit and _last_word(words) not in NUMERALS:
        return False
    if after[:1].isspace() and after[1:].lower().startswith(HALVES):
        return True
    rest = after[1:] if after[:1].isspace() else after
    rest = rest.removeprefix("-")
    if digit:
        both = _RANGE.match(after)
        if both and both["joining"].lower() in JOINING and _measures(both["rest"].lstrip(" -")):
            return True
        if _GOES_ON.match(after) or (_SPACED_ON.match(after) and _ENDS_LOW.search(words)):
            return True
        return _measures(rest) or _first_word(rest) in UNITS
    if rest == after:
        return False
    last, first = _last_word(words), _first_word(rest)
    return _measures(rest) or _one_number(last, first) or (last in ENGLISH and first in _PARTS)


def _measures(rest: str) -> bool:
    """Whether a text begins with a magnitude, with a percentage or with a sign for one."""
    return rest[:1] in _SIGNS or _is_magnitude(rest) or rest.lower().startswith(MEASURE_STEMS)
