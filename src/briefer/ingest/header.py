"""What stands above an article: front matter, "Title: ..." lines, a leading date, a title line, a byline.

All of it becomes fields and leaves the text, in every format, so that the same article as text, Markdown and HTML has
the same text and no date or headline runs into its first sentence. The raw bytes keep it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from briefer.ingest.dates import DATE, iso, parse_date
from briefer.ingest.decode import clean
from briefer.text.facts.lexicon import listed

KEYS = {
    **dict.fromkeys(("title", "headline"), "title"),
    **dict.fromkeys(
        ("outlet", "source", "publisher", "publication", "site", "site_name", "sitename", "newspaper"), "outlet"
    ),
    **dict.fromkeys(("author", "authors", "byline", "by"), "author"),
    **dict.fromkeys(
        ("published", "date", "published_at", "date_published", "publication_date", "pubdate", "datetime"), "published"
    ),
    **dict.fromkeys(("url", "link", "canonical", "canonical_url", "permalink"), "url"),
    **dict.fromkeys(("language", "lang"), "language"),
}
"""How the fields of an article are spelled above it; spelling without case, with "-" and " " as "_"."""

FENCE = re.compile(r"\s*---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
LINE = re.compile(r"[ \t]*(?P<key>[A-Za-z][A-Za-z _-]{0,24}?)[ \t]*:[ \t]*(?P<value>\S.*)?")
BYLINE = re.compile(
    r"[Bb]y[ \t]+(?P<name>[A-Z][\w.’'-]*"
    r"(?:[ \t,]+(?:(?:and|&|van|von|de|del|der|al|bin|la)[ \t]+)*[A-Z][\w.’'-]*){1,7})"
)
LEAD = re.compile(r"\s*(?P<word>date|published|updated|posted)?(?(word)[ \t]*:?[ \t]*(?:on[ \t]+)?)", re.IGNORECASE)
AFTER_DATE = re.compile(
    r"[ \t]*(?:[–—|:-][ \t]*)?(?:\n|\Z)|[ \t]+(?:[–—|-][ \t]*)?(?=[\"“‘„«'(]?[^\W\d_a-zß-öø-ÿ])|[ \t]*[:|][ \t]*(?=\S)"
)
_LAST = "|".join(sorted(map(str.title, listed("header", "press"))))
PRESS = re.compile(
    rf"(?:[A-Z][\w’'&.-]*[ ](?:of[ ](?:the[ ])?)?){{1,4}}(?:{_LAST})"
    r"|(?:The[ ])?(?:Radio|Agence|Agency)(?:[ ][A-Z]\w+){1,3}"
)
"""A name that can only be an outlet's."""
PERSON = re.compile(r"[A-Z][\w.’'-]+(?:[ ](?:(?:van|von|de|del|der|al|bin|la)[ ])*[A-Z][\w.’'-]*){1,3}")
CREDIT_ENDS = re.compile(r"\s*[|·•,]\s*|\s+[–—-]\s+")
DATELINE = re.compile(r"(?=[^\n]{2,90}?[ ](?:[–—]|--?)[ ])[A-Z]{3,}[^\n.!?]*?[ ](?:[–—]|--?)[ ](?=\S)")
AGENCY = re.compile(r"\(([A-Z][\w .&-]{1,30})\)")
AUTHOR_JUNK = re.compile(r"^by[ \t]+", re.IGNORECASE)
MOST_BRACKETS = 200  # the parser needs time quadratic in their depth
MOST_TITLE = 160  # characters


def front_matter(text: str) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """Fields from a leading YAML block, the text after it, and notes on what in it could not be understood."""
    match = FENCE.match(text)
    if not match or len(match[1]) > 65_536 or not re.search(r"^[ \t]*[\w\"' -]+:", match[1], re.MULTILINE):
        return {}, text, ()
    notes: list[str] = []
    try:
        loaded = _yaml(match[1])
        if not isinstance(loaded, dict):
            return {}, text, ()
    except ValueError:
        notes.append("the front matter is no valid YAML; read line by line")
        lines = filter(None, map(LINE.fullmatch, match[1].split("\n")))
        loaded = {line["key"]: re.sub(r"""^(["'])(.*)\1$""", r"\2", line["value"] or "") for line in lines}
    fields, more = stated(loaded)
    return fields, text[match.end() :], (*notes, *more)


def _yaml(text: str) -> Any:
    """What YAML means, as strings, lists and mappings only: no dates, no booleans, no objects. Raises ValueError."""
    import yaml

    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise ValueError("nested too deep")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.BaseLoader)):
            return None  # a few lines of aliases can stand for more than memory holds
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError("no valid YAML") from error


def stated(values: Mapping[Any, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields of an article that a mapping states, in whatever usual spelling, and notes."""
    fields: dict[str, str] = {}
    notes: list[str] = []
    for key, value in values.items():
        field = KEYS.get(name(str(key)))
        worded = words(value)
        if not field or not worded or field in fields:
            continue
        if field == "published":
            day = parse_date(worded)
            if day is None:
                notes.append(f"the date {worded[:40]!r} is not understood")
                continue
            worded = day
        elif field == "url" and not re.match(r"https?://[^\s/]", worded, re.IGNORECASE):
            notes.append(f"the address {worded[:80]!r} is no http address")
            continue
        elif field == "author":
            worded = AUTHOR_JUNK.sub("", worded)
        fields[field] = worded
    return fields, tuple(notes)


def name(key: str) -> str:
    """A key as `KEYS` spells it."""
    return re.sub(r"[\s-]+", "_", key.strip().lower())


def words(value: Any) -> str:
    """One line for a stated value: a string, a list of names, or a mapping with a name; "" for anything else."""
    if isinstance(value, str):
        line = clean(" ".join(value.split()))[0]
        return "" if line.lower() in ("unknown", "none", "null", "n/a") else line[:1000]
    if isinstance(value, list):
        return ", ".join(filter(None, map(words, value[:20])))
    if isinstance(value, Mapping):
        return words(value.get("name", ""))
    return ""


def plain_header(text: str, fields: dict[str, str]) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """The fields with those that stand above the prose added, the text from there on, and notes.

    A title line is short, ends without a stop and is followed by a blank line and more text.
    """
    fields, text, notes = _labelled(dict(fields), text.strip("\n"))
    for _ in range(8):  # title, byline and dates come in any order
        before = text
        text = text.lstrip("\n")
        line, _, rest = text.partition("\n")
        shown = line.strip()
        if day := _leading_date(text):
            if not text[day[1] :].strip():
                break
            fields.setdefault("published", day[0])
            text = text[day[1] :]
        elif rest.strip() and shown and shown == fields.get("title"):
            text = rest
        elif rest.strip() and (credit := _credits(shown)) and ("title" in fields or _ends_or_goes_on(rest)):
            fields = {**credit, **fields}
            text = rest
        elif "title" not in fields and _title_line(shown, rest):
            fields["title"] = shown
            text = rest
        if text == before:
            break
    fields = {**_dateline(text), **fields}
    return fields, text.strip("\n"), notes


def _title_line(line: str, rest: str) -> bool:
    below = rest.partition("\n")[0].strip()
    divided = not below or _credits(below) or DATE.fullmatch(below)
    if not rest.strip() or not divided or not 2 < len(line) <= MOST_TITLE:
        return False
    stopped = line.rstrip("\"”’'»)]」")[-1:] in tuple(".,;:…!。！，；：")
    return not stopped and line[0] not in "-*•>|[" and any(map(str.isalpha, line))


def _ends_or_goes_on(rest: str) -> bool:
    """Whether a header may end before this text, or goes on in it with a title, a date or more credits."""
    line, _, below = rest.lstrip("\n").partition("\n")
    title = rest.startswith("\n") and _title_line(line.strip(), below)
    return title or bool(DATE.fullmatch(line.strip()) or BYLINE.fullmatch(line.strip()))


def _credits(line: str) -> dict[str, str]:
    """Author, outlet and date of a line that holds nothing else: "By Jane Roe, Tarn Gazette, 3 March 2031"."""
    fields: dict[str, str] = {}
    if len(line) > MOST_TITLE:
        return fields
    if (found := DATE.search(line)) and (day := iso(found)):
        fields["published"] = day
        line = f"{line[: found.start()]}|{line[found.end() :]}"
    pieces = [piece for piece in CREDIT_ENDS.split(line.strip()) if piece]
    outlets = [piece for piece in pieces if PRESS.fullmatch(piece)]
    others = [piece for piece in pieces if piece not in outlets]
    if outlets:
        fields["outlet"] = outlets[0]
    authors = ", ".join(others)
    if match := BYLINE.fullmatch(authors):
        fields["author"] = match["name"]
    elif len(others) == 1 and "outlet" in fields and len(fields) == 2 and PERSON.fullmatch(authors):
        fields["author"] = authors
    elif others:
        return {}
    return fields


def _dateline(text: str) -> dict[str, str]:
    """Agency and date of a line that opens the first sentence: "TARN, March 3, 2031 (NWA) — "; it stays in the text."""
    found = DATELINE.match(text)
    if found is None or re.search(r"\b[a-z]", DATE.sub("", AGENCY.sub("", found[0]))):
        return {}  # prose with a dash in it
    agency, day = AGENCY.search(found[0]), DATE.search(found[0])
    stated = {"outlet": agency[1] if agency else None, "published": iso(day) if day else None}
    return {field: value for field, value in stated.items() if value}


def _leading_date(text: str) -> tuple[str, int] | None:
    """The date that a text opens with, and where the text after it begins; None where it is part of the prose."""
    lead = LEAD.match(text)
    match = DATE.match(text, lead.end() if lead else 0)
    day = iso(match) if match else None
    if lead is None or match is None or day is None:
        return None
    after = AFTER_DATE.match(text, match.end())
    if after is None and not lead["word"]:
        return None
    end = after.end() if after else match.end()
    return day, end


def _labelled(fields: dict[str, str], text: str) -> tuple[dict[str, str], str, tuple[str, ...]]:
    """Fields from "Title: ..." lines that a blank line ends, or of which there are several."""
    values: dict[str, str] = {}
    at = 0
    while (match := LINE.fullmatch(line := text[at:].partition("\n")[0])) and len(values) < 20:
        values[match["key"]] = match["value"] or ""
        at += len(line) + 1
    known = [name(key) in KEYS for key in values]
    ended = bool(known) and known[0] and not line.strip()
    if not text[at:].strip() or not (ended or (len(known) > 1 and all(known))):
        return fields, text, ()
    found, notes = stated(values)
    return {**found, **fields}, text[at:].strip("\n"), notes
