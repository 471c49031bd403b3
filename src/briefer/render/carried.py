"""The proof that a page carries: its brief without the words that were withheld, sealed by hashes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from dataclasses import dataclass, fields, replace
from pathlib import PurePosixPath
from typing import Any

import msgspec

from briefer.config import resource
from briefer.errors import InputError, UsageError
from briefer.models import Brief, Checked, Evidence, Item, Position, Verdict, from_json, to_json

VERSION = 1
TEMPLATES = ("brief.md.j2", "brief.html.j2", "brief.css", "brief.js", "brief.typ")
_LIMIT = 200_000_000  # bytes of an unpacked proof
_BLOCK = re.compile(r"\n<!-- briefer proof\n([A-Za-z0-9+/=\n]+)\n-->\s*\Z")
_ISLAND = re.compile(r'(<script type="application/json" id="proof">)(.*?)(</script>)', re.DOTALL)
_REMEDY = "check the file as briefer wrote it, whole and unchanged"


@dataclass(frozen=True, slots=True)
class Proof:
    """A brief as a page carries it, what was sealed beside it, and whether they agree."""

    brief: Brief
    sealed: str  # sha256 over the canonical JSON of the brief, as the page says
    parts: dict[str, str]  # short digests by part, which name what was changed
    layout: str  # of the templates that made the page
    exact: bool  # nothing stands in its JSON that is not in the brief


def public(brief: Brief) -> Brief:
    """The brief as it may be forwarded: what was withheld keeps its reasons only; paths keep their last name."""
    return replace(
        brief,
        withheld=tuple(_blanked(checked) for checked in brief.withheld),
        sources=tuple(replace(s, origin=_name(s.origin)) for s in brief.sources),
        not_read=tuple(replace(n, origin=_name(n.origin)) for n in brief.not_read),
    )


def seal(brief: Brief) -> dict[str, Any]:
    """What stands beside a brief so that a change in it shows and can be named."""
    return {
        "version": VERSION,
        "sha256": hashlib.sha256(to_json(brief)).hexdigest(),
        "layout": layout(),
        "parts": parts(brief),
    }


def carried(brief: Brief) -> bytes:
    """The proof of a page in JSON."""
    return json.dumps(
        {"seal": seal(brief), "brief": json.loads(to_json(brief))}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def comment(proof: bytes) -> str:
    """The proof as the last block of a Markdown page: out of the reader's way, whatever renders it."""
    packed = base64.b64encode(zlib.compress(proof, 9)).decode()
    lines = [packed[at : at + 120] for at in range(0, len(packed), 120)]
    return "\n<!-- briefer proof\n" + "\n".join(lines) + "\n-->\n"


def island(proof: bytes) -> str:
    """The proof as JSON that cannot end the script element that holds it."""
    text = proof.decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def split(text: str, form: str) -> tuple[str, Proof]:
    """The visible page of a Markdown or HTML file without its proof, and the proof. Raises as `opened`."""
    if form == "md":
        found = _BLOCK.search(text)
        if not found:
            raise InputError("md file", "it carries no proof at its end", _REMEDY)
        try:
            unpacker = zlib.decompressobj()
            proof = unpacker.decompress(base64.b64decode(found[1].replace("\n", ""), validate=True), _LIMIT)
        except (binascii.Error, zlib.error):
            raise InputError("md file", "its proof was changed or cut off", _REMEDY) from None
        if not unpacker.eof:
            raise InputError("md file", "its proof was changed or cut off", _REMEDY)
        return text[: found.start()], opened(proof, form)
    islands = list(_ISLAND.finditer(text))
    if not islands:
        raise InputError("html file", "it carries no proof", _REMEDY)
    found = islands[-1]
    return text[: found.start(2)] + text[found.end(2) :], opened(found[2].encode(), form)


def opened(data: bytes, form: str) -> Proof:
    """The proof in the JSON. Raises InputError for what cannot be read, UsageError for a newer version."""
    try:
        whole = json.loads(data)
        return unsealed(whole["seal"], json.dumps(whole["brief"]), form)
    except (ValueError, LookupError, TypeError, RecursionError):
        raise InputError(f"{form} file", "its proof was changed or cut off", _REMEDY) from None


def unsealed(seal: dict[str, Any], brief: str | bytes, form: str) -> Proof:
    """The proof from its two parts. Raises as `opened`."""
    version = seal["version"]
    if not isinstance(version, int) or version > VERSION:
        raise UsageError(f"{form} file", f"its proof has version {version}, newer than {VERSION}", "update briefer")
    try:
        made = from_json(brief, Brief)
        to_json(made)
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise InputError(f"{form} file", f"the brief in it was changed: {error}", _REMEDY) from None
    held = json.loads(brief)
    held.pop("proof", None)
    exact = held == json.loads(to_json(made))
    return Proof(made, str(seal["sha256"]), dict(seal["parts"]), str(seal["layout"]), exact)


def parts(brief: Brief) -> dict[str, str]:
    """Six hex digits for each field of the brief, and for each field of each item, by its name."""
    named = {f.name: _short(getattr(brief, f.name)) for f in fields(brief) if f.name != "sections"}
    named["headings"] = _short([(s.title, [i.number for i in s.items]) for s in brief.sections])
    for item in brief.items:
        named[f"item {item.number}"] = " ".join(_short(value) for value in values(item).values())
    return named


def values(item: Item) -> dict[str, Any]:
    """The fields of an item by the names that faults use."""
    position = item.checked.position
    return {
        "source": item.checked.article,
        **{f.name: getattr(position, f.name) for f in fields(position)},
        "verdict": item.checked.verdict,
        "passages": item.passages,
        "also": item.also,
    }


def layout() -> str:
    """A digest of the templates in use: only pages made by the same ones can be compared line by line."""
    joined = b"\0".join(resource("templates", name).read_bytes() for name in TEMPLATES)
    return hashlib.sha256(joined.replace(b"\r\n", b"\n")).hexdigest()[:12]


def _short(value: Any) -> str:
    return hashlib.sha256(to_json(value)).hexdigest()[:6]


def _name(origin: str) -> str:
    return origin if "://" in origin else PurePosixPath(origin.replace("\\", "/")).name or origin


def _blanked(checked: Checked) -> Checked:
    evidence = checked.verdict.evidence
    return Checked(
        article=checked.article,
        position=Position(speaker="", statement="", quote=""),
        verdict=Verdict(
            evidence=Evidence(match=evidence.match, mode=evidence.mode),
            findings=tuple(replace(finding, message="") for finding in checked.verdict.findings),
            rules=checked.verdict.rules,
        ),
    )
