"""Where a match may begin and end: never inside a word or a number, never before the magnitude or unit of one."""

from __future__ import annotations

import re
import unicodedata

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
_SIGNS = frozenset("%٪‰‱°º′″½¼¾⁰¹²³").union(map(chr, (*range(0x2074, 0x207A), *range(0x2150, 0x215F))))
_OPENING_SIGNS = frozenset("%٪‰") | {sign for sign in _SIGNS if sign.isnumeric()}
_CJK_NUMBER = "〇一二三四五六七八九十百千万萬億亿兆零两"
_JOINTS = "-'&@/+"
_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))

_LETTERS = re.compile(r"(?:[^\W\d_]|[\u0900-\u0dff])+")  # the vowel signs of India are no letters
_ELISION = re.compile(r"(?<![^\W\d_])(?<![^\W\d_]')(?:[ldjmstc]|[Qq]u|[LDJMSTC])'\Z")
_VOWEL = re.compile(r"[aeiouyhàâéèêëîïôûœ]")
_NOT_BEFORE = re.compile(
    r"(?i:\b(?:non|un-|in-|dis-) )\Z|(?:[不没沒無无未非勿别別]|ไม่(?:ได้|เคย|ยอม|ต้องการ|อยาก|ควร)?|មិន|ບໍ່)\Z"
)
_NOT_AFTER = re.compile(
    r"(?:する)?わけで[はも]|する(?:わけ|つもり|こと)(?:で)?[はもが]|(?:した|でき|し|たく|く)*(?:ない|なか|なく)|ませ|まい|ず[にに、。]?|ぬ"
)
_HELPER = re.compile(
    r"\b(?:can|could|do|does|did|will|would|shall|should|must|might|am|is|are|was|were|have|has|had)\Z", re.IGNORECASE
)
_HELPER_NOT = re.compile(r" not\b(?! only)| — not —")
_RANGE = re.compile(rf" (?P<joining>\w{{1,6}}) [{_CURRENCY}]?\d[\d.,]*(?P<rest>.*)", re.DOTALL)
_GOES_ON = re.compile(
    r"\^\d| ?[x×] ?\d| \([^\W\d]+\) |, \d[\d.,]* (?:or|to|and) |, \d/\d| \d/\d|[.,:/٫٬]\d"
    r"|\s?[多余餘数數]?[万億亿萬兆千百만억조천]"
)
_SPACED_ON = re.compile(r"\s\d{3}(?!\d)")
_LOW = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})* ?\Z")  # digits that may be the thousands of those behind them
_NAMED_SIGNS = "|".join((r"(?<!\w)" if sign < "\u0e00" else "") + re.escape(sign) for sign in BEFORE)
_SIGN_BEFORE = re.compile(
    rf"(?:\d[.,:/٫٬]|[{_CURRENCY}±≈~<>≤≥]\s?|(?<![^\s(\['])[-+]|(?:{_NAMED_SIGNS})\s?"
    r"|\bminus |(?<!au |al |lo |du |ou | o )\b(?:moins|menos|meno) )\Z",
    re.IGNORECASE,
)
_REACH = 32  # code points beside the match that any pattern above looks at

_APART = re.compile(r"(?<![^ \n'])(?<!\S')(?<![fFnN-] )")
_APART_BEHIND = re.compile(r"\Z|\s(?![?!؟')]|not|— not)|[,.](?=\s|'|\Z)|'(?=\s[^?!؟')]|[,.]|\Z)")
_HEADS = frozenset(stem[:3] for stem in MAGNITUDE_STEMS)


def plain(words: str) -> bool:
    """Whether words begin and end with letters that no number, unit or negation beside them could belong to."""
    first, last = words.split(" ", 1)[0], words.rsplit(" ", 1)[-1].lower()
    low = first.lower()
    return (
        first.isalpha()
        and last.isalpha()
        and first[0] < "\u0e00" > last[-1]
        and low not in NUMERALS
        and last not in NUMERALS
        and low not in MAGNITUDES
        and low[:3] not in _HEADS
    )


def apart(text: str, start: int, end: int) -> bool:
    """Whether what stands beside `plain` words start..end is so usual that `cut` would find nothing."""
    return bool(_APART.match(text, start) and _APART_BEHIND.match(text, end))


def cut(text: str, start: int, end: int, *, open_end: bool = False) -> str:
    """Why the stretch start..end of a folded text cuts a word or a number, in words; "" if it does not.

    An open edge may lie inside a word: there the quoter's brackets stand for the rest of it.
    """
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    head, tail = text[start : start + _REACH], text[max(0, end - _REACH) : end]
    if _inside(before, head):
        return "it starts inside a word"
    if _NOT_BEFORE.search(before) and (before[-1] == " " or _unspaced(head[0])):
        return "it cuts off a negation"
    if (_HELPER_NOT.match(after) and _HELPER.search(tail)) or (_unspaced(tail[-1]) and _NOT_AFTER.match(after)):
        return "it cuts off a negation"
    if not open_end and _inside(tail, after):
        return "it ends inside a word"
    if _number_before(before, head):
        return "it starts inside a number"
    if _number_after(tail, after):
        return "it ends inside a number or before its magnitude"
    return ""


def possessive(text: str, end: int) -> bool:
    """Whether the words that end in an unfolded text at `end`, before an apostrophe, are cut out of a possessive
    ("the workers' union") rather than the last of a quotation in single marks."""
    if text[end : end + 1] not in ("'", "’") or not re.match(r" [^\W\d_]", text[end + 1 : end + 3]):
        return False
    mark = re.compile(r"(?<!\w)(?P<opens>[‘'])(?=\w)|(?<=\S)[’'](?!\w)|\n")
    marks = list(mark.finditer(text, max(0, end - 1000), end))
    if not marks or not marks[-1]["opens"]:
        return True
    later = mark.search(text, end + 1, end + 1000)
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
    if b in _FLAGS:  # flags are pairs
        return (len(left) - len(left.rstrip(_FLAGS))) % 2 == 1
    if _wordlike(a) and _wordlike(b):
        return not (_unspaced(a) or _unspaced(b)) or (a in _CJK_NUMBER and b in _CJK_NUMBER)
    if a in _JOINTS and len(left) > 1 and _wordlike(left[-2]) and _wordlike(b):
        return not _unspaced(b) and not (a == "'" and _ELISION.search(left) and _VOWEL.match(b))
    if b in _JOINTS and len(right) > 1 and _wordlike(right[1]) and _wordlike(a):
        return not _unspaced(a)
    if b == "+" or (a.isdigit() and b in ".,:" and right[1:2].isdigit()):
        return _wordlike(a)
    if (a == ".") != (b == "."):
        return _dotted(left.removesuffix("."), right.removeprefix("."))
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
    return char >= "\u0e00" and bool(re.match(f"[{UNSPACED}]", char))


def _first_word(text: str) -> str:
    word = _LETTERS.match(text)
    return word[0].lower() if word else ""


def _last_word(text: str) -> str:
    word = re.split(r"[^\w'\u0900-\u0dff]", text)[-1].lower()
    return word if word in NUMERALS else word.rpartition("'")[2]


def _is_magnitude(text: str) -> bool:
    """Whether a text begins with a word for a power of ten."""
    return text.lower().startswith(MAGNITUDE_STEMS) or _first_word(text) in MAGNITUDES


def _is_measure(rest: str) -> bool:
    """Whether a text begins with a magnitude, with a percentage or with a sign for one."""
    if rest[:1] in _CURRENCY:
        return bool(rest) and not rest[1:2].isdigit()
    return rest[0] in _SIGNS or _is_magnitude(rest) or rest.lower().startswith(MEASURE_STEMS)


def _one_number(left: str, right: str) -> bool:
    """Whether two numerals side by side are one number: both English, or both in another script than the Latin, whose
    languages share too many words."""
    return (left in ENGLISH and right in ENGLISH) or (right in NUMERALS and left[:1] > "\u0370" < right[0])


def _number_before(before: str, words: str) -> bool:
    """Whether the words begin inside a number or behind its sign."""
    if words[0].isdigit() or words[0] in _CJK_NUMBER:
        thousands = before.endswith(" ") and _LOW.search(before) and re.match(r"\d{3}(?!\d)", words)
        return bool(thousands or _SIGN_BEFORE.search(before))
    if before.lower().endswith("half "):
        words = re.sub(r"\Aan? (?=\w)", "", words)
    first = _first_word(words)
    scale = words[0] in _OPENING_SIGNS or _is_magnitude(words)
    if not scale and first not in NUMERALS:
        return False
    left = before.removesuffix(" ") if before.endswith(" ") else before.removesuffix("-")
    last = _last_word(left)
    return left[-1:].isdigit() or (last in NUMERALS and (scale or _one_number(last, first)))


def _number_after(words: str, after: str) -> bool:
    """Whether the words end inside a number or before its magnitude, its fraction or its unit."""
    digit, last = words[-1].isdigit(), _last_word(words)
    if not digit and last not in NUMERALS:
        return False
    spaced = after[:1].isspace()
    rest = after[spaced:].removeprefix("-")
    if not rest or (not digit and rest == after):
        return False
    first = _first_word(rest)
    if _is_measure(rest) or _one_number(last, first) or (spaced and rest.lower().startswith(HALVES)):
        return True
    if not digit:
        return last in ENGLISH and first in UNITS
    both = _RANGE.match(after)
    if both and both["joining"].lower() in JOINING and _is_measure(both["rest"].lstrip(" -") or " "):
        return True
    thousands = _SPACED_ON.match(after) and _LOW.search(words)
    return first in UNITS or bool(thousands or _GOES_ON.match(after))
