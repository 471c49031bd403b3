"""Bytes to characters: one fixed order, and every decision in words."""

from __future__ import annotations

import codecs
import re

from briefer.errors import InputError

MAGIC = (
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
)
"""How files begin that hold no plain characters, and what they are."""

BOMS = (  # UTF-32 before UTF-16, whose mark it begins with
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
META_CHARSET = re.compile(
    rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{1,40})|<\?xml\s[^>]{0,99}encoding=["']([\w.-]{1,40})""", re.I
)
PROLOGUE = r"(?:\s++|<\?[^>]*+>|<!--(?:(?!-->).)*+-->|<!(?!--)(?!doctype html)[^>\[]*+(?:\[[^\]]*+\]\s*+)?+>)*+"
"""What may stand before the first element of a page or feed, for use with DOTALL; each alternative begins in its own
way, so that nothing is tried twice."""
WIDER = {  # what browsers read under these names (https://encoding.spec.whatwg.org/#names-and-labels)
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "x-sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
    "big5": "big5hkscs",
    "macintosh": "mac_roman",
}
PROBE = "".join(map(chr, range(9, 127)))  # stays as it is in every charset a page can declare
CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\U000e0000-\U000e007f]")
MIXED = re.compile("[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z]")
LOST = "\N{REPLACEMENT CHARACTER}"
MOST_STRAY = 200  # bytes
LEAST_LATIN = 0.02  # the share of characters below U+0100 in UTF-16 that has no mark
TOLERATED = 0.005  # the share of characters that may be damaged in something that is still a text


def decode(data: bytes, origin: str, markup: bool = False, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The characters of a file with LF line ends, and notes on what was not plain UTF-8.

    Order: byte order mark, the pattern of zero bytes (UTF-16 and UTF-32), the charset that is stated or that markup
    declares, UTF-8,
    UTF-8 with a few stray bytes, Windows-1252 if the outcome looks like words, the guess of charset-normalizer.
    Nothing is replaced in silence. Raises InputError for what is empty, binary, or in no encoding that fits.
    """
    refuse_binary(data, origin)
    found = META_CHARSET.search(data[:4096]) if markup and not charset else None
    declared = charset or ((found[1] or found[2]).decode("ascii", "replace") if found else "")
    text, notes = _decoded(data, origin, declared.lower())
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip(" \n\t\f\v\ufeff\0"):
        raise InputError(origin, "is empty", "give a file with an article in it")
    if _noisy(text):
        raise _no_text(origin)
    text, more = clean(text)
    return text, notes + more


def refuse_binary(data: bytes, origin: str) -> None:
    """Raises InputError for bytes that begin like a file of another kind, and for none but white space."""
    if not data.strip():
        raise InputError(origin, "is empty", "give a file with an article in it")
    for magic, kind in MAGIC:
        if data.startswith(magic):
            raise unread(origin, kind)


def unread(origin: str, kind: str) -> InputError:
    """The error for a kind of file that briefer has no reader for."""
    return InputError(origin, f"{kind} is not read yet", "save it as text, Markdown or HTML and give that")


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without control characters and lone surrogates, each replaced by U+FFFD, and notes on what it holds."""
    text, replaced = CONTROL.subn(LOST, text)
    notes = []
    if replaced:
        notes.append(f"control characters replaced by U+FFFD: {replaced}")
    if hidden := len(INVISIBLE.findall(text)):
        notes.append(f"invisible or direction-changing characters in the text: {hidden}")
    if mixed := len(MIXED.findall(text)):
        notes.append(f"places where a word mixes Latin letters with Greek or Cyrillic ones: {mixed}")
    return text, tuple(notes)


def _no_text(origin: str) -> InputError:
    return InputError(origin, "is a binary file, not a text", "give the article as text, Markdown or HTML")


def _decoded(data: bytes, origin: str, declared: str) -> tuple[str, tuple[str, ...]]:
    for bom, name in BOMS:
        if data.startswith(bom):
            return _marked(data[len(bom) :], name, origin)
    if b"\0" in data[:4096] and (wide := _wide(data)):
        return wide
    notes: tuple[str, ...] = ()
    if declared:
        text = _strict(data, WIDER.get(declared, declared)) if _keeps_ascii(declared) else None
        if data.isascii() and text is not None:
            return text, ()
        if declared.startswith("utf") and text is not None:
            return text, ()
        if text is not None and _strict(data, "utf-8") is None:
            return text, (f"encoding {WIDER.get(declared, declared)}, as declared",)
        notes = (f"the declared encoding {declared} does not fit",)
    text, more = _undeclared(data, origin)
    return text, notes + more


def _undeclared(data: bytes, origin: str) -> tuple[str, tuple[str, ...]]:
    if (text := _strict(data, "utf-8")) is not None:
        return text, ()
    if b"\0" in data and _noisy(data[:65_536].decode("latin-1")):
        raise _no_text(origin)
    if mended := _mended(data):
        return mended
    text = _strict(data, "cp1252")
    if text is not None and _plausible(text):
        return text, ("the encoding is not stated; read as Windows-1252",)
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:200_000]).best()
    text = _strict(data, guess.encoding) if guess else None
    if guess is None or text is None or _noisy(text):
        raise InputError(origin, "is in an unknown encoding, or no text", "save it as UTF-8 and give it again")
    return text, (f"the encoding is not stated; {guess.encoding} is a guess",)


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def _keeps_ascii(charset: str) -> bool:
    return "escape" not in charset and _strict(PROBE.encode(), charset) == PROBE


def _noisy(text: str) -> bool:
    return len(CONTROL.findall(text)) > TOLERATED * len(text)


def _marked(data: bytes, name: str, origin: str) -> tuple[str, tuple[str, ...]]:
    """The text in the encoding that its byte order mark names. Raises InputError where it is not in it."""
    if (text := _strict(data, name)) is not None:
        return text, () if name == "utf-8" else (f"encoding {name.upper()}, by its byte order mark",)
    if name == "utf-8" and (mended := _mended(data)):
        return mended
    raise InputError(origin, f"begins as {name.upper()}, but does not decode so", "save it as UTF-8 and give it again")


def _wide(data: bytes) -> tuple[str, tuple[str, ...]] | None:
    """UTF-16 or UTF-32 without a mark: the reading with most spaces, line ends and Latin letters, if it has enough."""
    names = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
    readings = [(text, name) for name in names if (text := _strict(data, name)) and not _noisy(text)]
    text, name = max(readings, key=lambda one: _latin(one[0]), default=("", ""))
    return (
        (text, (f"encoding {name.upper()}, by the pattern of its zero bytes",)) if _latin(text) > LEAST_LATIN else None
    )


def _latin(text: str) -> float:
    return sum(c < "\u0100" for c in text) / max(len(text), 1)


def _mended(data: bytes) -> tuple[str, tuple[str, ...]] | None:
    """UTF-8 in which a few bytes are Windows-1252 or damaged; None if it is not mostly UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    stray = sum("\udc80" <= c <= "\udcff" for c in text)
    if stray > min(MOST_STRAY, sum(c > "\x7f" for c in text) - stray):
        return None
    mended = re.sub("[\udc80-\udcff]", lambda c: bytes([ord(c[0]) - 0xDC00]).decode("cp1252", "replace"), text)
    return mended, (f"places that are no UTF-8, read as Windows-1252 or replaced by U+FFFD: {stray}",)


def _plausible(text: str) -> bool:
    """Whether a text read as Windows-1252 looks like a western language: no control characters, few letters beyond
    ASCII, no long rows of them, no signs inside words."""
    letters = sum(c.isalpha() for c in text)
    beyond = sum(c.isalpha() and c > "\x7f" for c in text)
    odd = len(re.findall(r"[^\W\d_][¹²³¼½¾¿¡¢£¤¥¦§©¬®±µ¶¸][^\W\d_]", text)) + len(re.findall("[À-ÿ]{4}", text))
    return not CONTROL.search(text) and beyond <= 0.25 * letters and odd <= 0.001 * letters
