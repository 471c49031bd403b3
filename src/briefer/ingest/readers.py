"""Formats: each reader turns bytes and their origin into an Article, and nothing after it asks what they were."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path, PurePath
from typing import Any

from briefer.errors import InputError
from briefer.ingest.decode import PROLOGUE, clean, decode, unread
from briefer.ingest.files import UNREAD, URL, find
from briefer.ingest.header import front_matter, plain_header
from briefer.ingest.markdown import words_of
from briefer.models import UNKNOWN, Article

__all__ = ["READERS", "Reader", "discover", "load", "read"]

MARKUP = re.compile(rf"{PROLOGUE}<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL)
FEED = re.compile(rf"{PROLOGUE}<(?:rss|feed|rdf:RDF|opml)\b", re.IGNORECASE | re.DOTALL)
MARKDOWN = re.compile(r"\A\s*---[ \t]*\n|^#{1,6} \S|^\S[^\n]*\n(?:={3,}|-{3,})$|\]\(https?://", re.MULTILINE)
OWN = re.compile(rb"<!-- briefer proof\n|<script type=\"application/json\" id=\"proof\"")
MAGIC = {b"%PDF-": "pdf", b"PK\x03\x04": "docx"}
MAIL_STARTS = re.compile(rb"^From \S.*\r?\n", re.MULTILINE)
MOST_SAID = 300  # characters of what a feed says
LANGUAGE_SAMPLE = 1200  # characters
LEAST_LETTERS = 25  # fewer say too little; of scripts that write a word in one or two signs, a fifth of that


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: the suffixes of its files, and how bytes and their origin become an Article."""

    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], Article]


def _messages(data: bytes) -> Iterator[bytes]:
    """The messages of an mbox file; a "From " that was quoted at the start of a line is unquoted."""
    starts = list(MAIL_STARTS.finditer(data))
    ends = [start.start() for start in starts[1:]]
    for start, end in zip(starts, [*ends, len(data)], strict=bool(starts)):
        yield re.sub(rb"^>(>*From )", rb"\1", data[start.end() : end], flags=re.MULTILINE)


def _lines(data: bytes) -> Iterator[bytes]:
    yield from filter(bytes.strip, data.splitlines())


def _forwarded(data: bytes) -> Iterable[bytes]:
    from briefer.ingest.documents import forwarded

    return forwarded(data)


PARTS: Mapping[str, Callable[[bytes], Iterable[bytes]]] = {
    ".mbox": lambda data: chain.from_iterable(map(_forwarded, _messages(data))),
    ".eml": _forwarded,
    ".jsonl": _lines,
    ".ndjson": _lines,
}
"""By suffix, how a file that holds several articles is taken apart."""


def read_text(data: bytes, origin: str) -> Article:
    """An article in plain text."""
    text, notes = decode(data, origin)
    fields, text, more = front_matter(text)
    fields, text, last = plain_header(text, fields)
    return _article(data, origin, "text 1", text, fields, (*notes, *more, *last))


def read_markdown(data: bytes, origin: str) -> Article:
    """An article in Markdown, with or without front matter."""
    text, notes = decode(data, origin)
    fields, text, more = front_matter(text)
    title, text = words_of(text)
    if title and fields.setdefault("title", title) != title:
        text = f"{title}\n\n{text}"
    fields, text, last = plain_header(text, fields)
    return _article(data, origin, "markdown 1", text, fields, (*notes, *more, *last))


def read_html(data: bytes, origin: str) -> Article:
    """An article on a web page that was saved."""
    from briefer.ingest.page import read_page

    text, notes = decode(data, origin, markup=True)
    fields, text, more = read_page(text, origin)
    return _document(data, origin, _by("html 1", "trafilatura"), fields, text, (*notes, *more))


def read_pdf(data: bytes, origin: str) -> Article:
    """An article in a PDF that has a text layer."""
    from briefer.ingest import documents

    return _document(data, origin, _by("pdf 1", "pypdf"), *documents.read_pdf(data, origin))


def read_docx(data: bytes, origin: str) -> Article:
    """An article in a Word document."""
    from briefer.ingest import documents

    return _document(data, origin, _by("docx 1", "python-docx"), *documents.read_docx(data, origin))


def read_mail(data: bytes, origin: str) -> Article:
    """A message: a press release, or a newsletter as one article."""
    from briefer.ingest.documents import read_mail as read_message

    fields, words, is_page, notes = read_message(data, origin)
    if is_page:
        from briefer.ingest.page import read_page

        own, words, more = read_page(words, origin)
        fields, notes = {**own, **fields}, (*notes, *more)
    return _document(data, origin, "mail 1", fields, words, notes)


def read_json(data: bytes, origin: str) -> Article:
    """An article as a JSON object, which is a line of a JSON lines file."""
    from briefer.ingest.documents import read_row

    text, notes = decode(data, origin)
    fields, text, more = read_row(text, origin)
    return _document(data, origin, "json 1", fields, text, (*notes, *more))


READERS: Mapping[str, Reader] = {
    "text": Reader((".txt", ".text"), read_text),
    "markdown": Reader((".md", ".markdown", ".mdown", ".mkd"), read_markdown),
    "html": Reader((".html", ".htm", ".xhtml"), read_html),
    "pdf": Reader((".pdf",), read_pdf),
    "docx": Reader((".docx",), read_docx),
    "mail": Reader((".eml", ".mbox"), read_mail),
    "json": Reader((".jsonl", ".ndjson"), read_json),
}
"""Every format that can be read, by name."""


def read(data: bytes, origin: str, said: Mapping[str, str] | None = None) -> Article:
    """The article in some bytes, by the suffix of `origin` (a path, an address or "-"), else by what they look like.

    `said` is what a feed says of it: title, author, outlet, published; what the article itself states comes first. A
    page named as text is read as a page, and said so in the notes. Raises InputError, naming the origin and what to
    do, for bytes that hold no article's text.
    """
    if OWN.search(data):
        raise InputError(origin, "is a brief that briefer wrote, no article", f"check it: briefer check {origin}")
    article = READERS[format_of(data, origin)].read(data, origin)
    told = {name: clean(" ".join(value.split())[:MOST_SAID])[0] for name, value in (said or {}).items()}
    beside = {**told, **({"url": origin} if URL.match(origin) else {})}
    left_open: dict[str, Any] = {name: value for name, value in beside.items() if getattr(article, name) == UNKNOWN}
    identity = _identity(left_open.get("outlet", article.outlet), article.text)
    return replace(article, id=identity, **left_open)


def discover(sources: Iterable[str], *, stdin: bytes | None = None) -> Iterator[tuple[str, bytes | InputError]]:
    """For each article among files, folders and "-" its printable origin with its bytes, or with why there are none.

    A file that holds several articles gives each of them, as FILE#1, FILE#2 ...; a message the messages it forwards.
    """
    known = frozenset(suffix for reader in READERS.values() for suffix in reader.suffixes)
    for origin, data in find(sources, known, stdin=stdin):
        if isinstance(data, bytes) and (parted := PARTS.get(PurePath(origin).suffix.lower())):
            parts = list(parted(data))
            yield from ((f"{origin}#{n}" if len(parts) > 1 else origin, part) for n, part in enumerate(parts, 1))
            if not parts:
                yield origin, InputError(origin, "holds no article", "check how its parts are marked")
        else:
            yield origin, data


def load(source: str | Path, *, stdin: bytes | None = None) -> Article:
    """The article in one file, or in `stdin` for "-". Raises InputError for a folder, and whatever cannot be read."""
    if Path(source).is_dir():
        raise InputError(str(source), "is a folder", "load its files one by one")
    for origin, data in discover([str(source)], stdin=stdin):
        if isinstance(data, InputError):
            raise data
        return read(data, origin)
    raise InputError(str(source), "holds no article", "name a file")


def format_of(data: bytes, origin: str) -> str:
    """The name in `READERS` of the format of some bytes. Raises InputError for one that is not read."""
    named_by = "" if origin == "-" or URL.match(origin) else re.sub(r"#\d+\Z", "", origin)  # an address names no format
    suffix = PurePath(named_by).suffix.lower()
    for magic, name in MAGIC.items():
        if data.startswith(magic):
            return name
    named = next((name for name, reader in READERS.items() if suffix in reader.suffixes), None)
    if named is None and suffix in UNREAD:
        raise unread(origin, UNREAD[suffix])
    if named not in (None, "text", "markdown"):
        return named
    start = decode(data, origin)[0][:8192] if named is None or b"<" in data[:64] or b"\0" in data[:64] else ""
    if FEED.match(start):
        raise InputError(origin, "is a feed, no article", "give the feed's address")
    if MARKUP.match(start):
        return "html"
    return named or ("markdown" if MARKDOWN.search(start) else "text")


def _by(reader: str, library: str) -> str:
    from importlib.metadata import version  # slow to load

    return f"{reader} {library} {version(library)}"


def _document(
    data: bytes, origin: str, reader: str, fields: dict[str, str], text: str, notes: tuple[str, ...]
) -> Article:
    """The Article of a document that stated some fields; what stands above its text says the others."""
    text, more = clean(text)
    fields, text, last = plain_header(text, fields)
    return _article(data, origin, reader, text, fields, tuple(dict.fromkeys((*notes, *more, *last))))


def _article(
    data: bytes, origin: str, reader: str, text: str, fields: Mapping[str, str], notes: tuple[str, ...]
) -> Article:
    """The Article of what a reader found. Raises InputError without a letter or digit in the text."""
    text = text.strip("\n")
    if not any(c.isalnum() for c in text):
        raise InputError(origin, "holds no article text", "give a file with an article in it")
    language, more = _language(text, fields.get("language", ""))
    outlet = fields.get("outlet", UNKNOWN)
    known = {name: fields[name] for name in ("title", "author", "published", "url") if name in fields}
    return Article(
        id=_identity(outlet, text),
        origin=origin,
        text=text,
        outlet=outlet,
        language=language,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        raw_sha256=hashlib.sha256(data).hexdigest(),
        reader=reader,
        notes=(*notes, *more),
        **known,
    )


def _identity(outlet: str, text: str) -> str:
    return hashlib.sha256(f"{outlet}\0{text}".encode()).hexdigest()[:12]


def _language(text: str, stated: str) -> tuple[str, tuple[str, ...]]:
    """ISO 639-1 code of a text's language: as stated, else as its letters say; "unknown" if they are too few."""
    code = stated.strip().lower().replace("_", "-").partition("-")[0]
    stated = code if re.fullmatch("[a-z]{2}", code) else ""
    sample = text[:LANGUAGE_SAMPLE]
    letters = sum(5 if c > "\u2e7f" else 1 for c in sample if c.isalpha())
    if letters < LEAST_LETTERS:
        return stated or UNKNOWN, ()
    seen = str(_identify()(sample)[0])
    if stated and stated != seen:
        return stated, (f"the language is stated as {stated}, but reads like {seen}",)
    return stated or seen, ()


@cache
def _identify() -> Callable[[str], tuple[Any, float]]:
    """The language identifier, loaded once (0.8 s)."""
    import py3langid

    identify: Callable[[str], tuple[Any, float]] = py3langid.classify
    return identify
