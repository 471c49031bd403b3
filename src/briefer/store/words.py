"""The words under which the store finds a text again."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from itertools import filterfalse, pairwise

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_LINE_BREAK = re.compile(r"(\w+)[-\u2010\u00ad]\s*\n\s*(\w+)")
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"(?P<run>[{_UNSPACED}](?:\s*[{_UNSPACED}])*)|[^\W_{_UNSPACED}]+")


def _tokens(text: str) -> set[str]:
    """Words without case, accents, width and invisible characters; of scripts without spaces, single characters and
    pairs. Wider than what the checker folds, so that the index never misses what the checker would accept."""
    folded = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).casefold()
    bare = unicodedata.normalize("NFC", "".join(filterfalse(unicodedata.combining, folded)))
    found: set[str] = set()
    for match in _WORD.finditer(bare):
        if match["run"]:
            run = "".join(match["run"].split())
            found.update(run)
            found.update(a + b for a, b in pairwise(run))
        else:
            found.add(match[0])
    return found


def indexed(text: str) -> str:
    """All tokens under which a text is found, in a fixed order: also with entities decoded, and with words whole that a
    line end divides."""
    readings = {text, _LINE_BREAK.sub(r"\1\2", text), unescape(text)}
    return " ".join(sorted(set[str]().union(*map(_tokens, readings))))


def asked(words: str) -> set[str]:
    """The tokens that any text holding these words is found under; words in brackets are the quoter's."""
    plain = re.sub(r"\[[^\]]*\]", " ", unescape(_LINE_BREAK.sub(" ", words)))
    tokens = _tokens(plain)
    pairs = {c for token in tokens if len(token) == 2 and re.fullmatch(f"[{_UNSPACED}]+", token) for c in token}
    return tokens - pairs
