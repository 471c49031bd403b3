"""Bytes to characters: one fixed order, and every decision in words."""

from __future__ import annotations

import codecs
import re

from briefer.errors import InputError

MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "a zip archive (DOCX, ODT, EPUB ...)"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
    (b"SQLite format 3\0", "a database"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
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
PLAIN_CHARSETS = re.compile(
    r"utf-?8|iso-?8859-\d{1,2}|latin-?\d|windows-?\d+|cp\d+|koi8-[ru]|gb\w+|big5(-hkscs)?|euc-(jp|kr)|iso-2022-jp"
    r"|shift[-_]jis|x-sjis|us-ascii|ascii|macintosh|mac-?\w+|tis-620|ks_c_5601-1987"
)
WIDER = {  # what browsers read under these names (https://encoding.spec.whatwg.org/#names-and-labels)
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "x-sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
    "iso-8859-9": "cp1254",
    "big5": "big5hkscs",
    "macintosh": "mac_roman",
}
CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\U000e0000-\U000e007f]")
LOST = "\N{REPLACEMENT CHARACTER}"
TOLERATED = 0.005  # the share of characters that may be damaged in something that is still a text


def decode(data: bytes, origin: str, *, markup: bool = False) -> tuple[str, tuple[str, ...]]:
    """The characters of a file with LF line ends, and notes on what was not plain UTF-8.

    Order: byte order mark, the pattern of zero bytes (UTF-16 and UTF-32), the charset that markup declares, UTF-8,
    UTF-8 with a few stray bytes, Windows-1252 if the outcome looks like words, the guess of charset-normalizer.
    Nothing is replaced in silence. Raises InputError for what is empty, binary, or in no encoding that fits.
    """
    refuse_binary(data, origin)
    text, notes = _decoded(data, origin, markup)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip(" \n\t\f\v\ufeff\0"):
        raise InputError(origin, "is empty", "give a file with an article in it")
    if len(CONTROL.findall(text)) > TOLERATED * len(text):
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
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and b"\0" in data[:12]):
        raise unread(origin, "a picture, sound or film")


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
    return text, tuple(notes)


def _no_text(origin: str) -> InputError:
    return InputError(origin, "is a binary file, not a text", "give the article as text, Markdown or HTML")


def _decoded(data: bytes, origin: str, markup: bool) -> tuple[str, tuple[str, ...]]:
    for bom, name in BOMS:
        if data.startswith(bom):
            return _declared(data[len(bom) :], name, origin, "by its byte order mark")
    if b"\0" in data[:4096] and (wide := _wide(data)):
        return _declared(data, wide, origin, "by the pattern of its zero bytes")
    notes: tuple[str, ...] = ()
    if markup and (found := META_CHARSET.search(data[:4096])):
        declared = (found[1] or found[2]).decode("ascii", "replace").lower()
        name = WIDER.get(declared, declared)
        text = _strict(data, name) if PLAIN_CHARSETS.fullmatch(name) or name in WIDER.values() else None
        really = _strict(data, "utf-8") if text is not None and not data.isascii() else None
        if really is not None and not name.startswith("utf"):
            return really, (f"the page declares {declared}, but is UTF-8",)
        if text is not None:
            return text, () if name.startswith("utf") or data.isascii() else (f"encoding {name}, as the page declares",)
        notes = (f"the page declares {declared}, which does not fit",)
    text, more = _undeclared(data, origin)
    return text, notes + more


def _undeclared(data: bytes, origin: str) -> tuple[str, tuple[str, ...]]:
    if (text := _strict(data, "utf-8")) is not None:
        return text, ()
    if b"\0" in data and len(CONTROL.findall(data[:65_536].decode("latin-1"))) > TOLERATED * len(data[:65_536]):
        raise _no_text(origin)
    if mended := _mended(data):
        return mended
    text = _strict(data, "cp1252")
    if text is not None and _plausible(text):
        return text, ("the encoding is not stated; read as Windows-1252",)
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:200_000]).best()
    text = _strict(data, guess.encoding) if guess else None
    if guess is None or text is None or len(CONTROL.findall(text)) > TOLERATED * len(text):
        raise InputError(origin, "is in an unknown encoding, or no text", "save it as UTF-8 and give it again")
    return text, (f"the encoding is not stated; {guess.encoding} is a guess",)


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def _declared(data: bytes, name: str, origin: str, how: str) -> tuple[str, tuple[str, ...]]:
    """The text in an encoding that is certain; a few damaged places are replaced and counted."""
    text = data.decode(name, "replace")
    lost = text.count(LOST) - (_strict(data, name) or "").count(LOST)
    label = name.upper()
    notes = () if name == "utf-8" else (f"encoding {label}, {how}",)
    if not lost or _strict(data, name) is not None:
        return text, notes
    if name == "utf-8" and (mended := _mended(data)):
        return mended
    if lost > TOLERATED * len(text) + 1:
        raise InputError(origin, f"is {label} {how}, but does not decode so", "save it as UTF-8 and give it again")
    return text, (*notes, f"places that are no {label}, replaced by U+FFFD: {lost}")


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by where the zero bytes of spaces, line ends and Latin letters stand."""
    sample = data[: 4096 - 4096 % 4]
    zeros = [sample[start::4].count(0) for start in range(4)]
    quarter = max(len(sample) // 4, 1)
    if len(data) % 4 == 0:
        for name, full in (("utf-32-le", (2, 3)), ("utf-32-be", (0, 1))):
            if all(zeros[n] > 0.9 * quarter for n in full) and _strict(data, name) is not None:
                return name
    if len(data) % 2 == 0:
        even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
        for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
            text = _strict(data, name) if high > 20 * low and high * 50 >= quarter else None
            if text and len(CONTROL.findall(text)) <= TOLERATED * len(text):
                return name
    return None


def _mended(data: bytes) -> tuple[str, tuple[str, ...]] | None:
    """UTF-8 in which a few bytes are Windows-1252 or damaged; None if it is not mostly UTF-8."""
    pieces: list[str] = []
    stray = start = 0
    known = 0
    while start < len(data):
        try:
            piece = data[start:].decode("utf-8")
            known += sum(c > "\x7f" for c in piece)
            pieces.append(piece)
            break
        except UnicodeDecodeError as error:
            piece = data[start : start + error.start].decode("utf-8")
            known += sum(c > "\x7f" for c in piece)
            bad = data[start + error.start : start + error.end]
            pieces += [piece, bad.decode("cp1252", "replace") if len(bad) == 1 else LOST]
            stray += 1
            start += error.end
        if stray > 200:
            return None
    if stray > known:
        return None
    return "".join(pieces), (f"places that are no UTF-8, read as Windows-1252 or replaced by U+FFFD: {stray}",)


def _plausible(text: str) -> bool:
    """Whether a text read as Windows-1252 looks like a western language: no control characters, few letters beyond
    ASCII, no long rows of them, no signs inside words."""
    letters = sum(c.isalpha() for c in text)
    beyond = sum(c.isalpha() and c > "\x7f" for c in text)
    odd = len(re.findall(r"[^\W\d_][¹²³¼½¾¿¡¢£¤¥¦§©¬®±µ¶¸][^\W\d_]", text)) + len(re.findall("[À-ÿ]{4}", text))
    return not CONTROL.search(text) and beyond <= 0.25 * letters and odd <= 0.001 * letters
