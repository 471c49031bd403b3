"""The proof that a page carries: its brief without the words that were withheld, sealed by hashes."""

from __future__ import annotations

import base64
import hashlib
import platform
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import Any

import msgspec

from briefer.errors import InputError, UsageError
from briefer.models import Brief, Checked, Evidence, Position, Verdict, from_json, to_json
from briefer.render.differences import Fault
from briefer.render.look import Look, check_look
from briefer.render.templates import FILES, Templates

VERSION = 2
_LIMIT = 200_000_000  # bytes of an unpacked proof
_BLOCK = re.compile(r"\n<!-- briefer proof\n([0-9a-f]{16})\n([A-Za-z0-9+/=\n]+)\n-->\n?")
_TAG = '<script type="application/json" id="proof">'
_ISLAND = re.compile(f"(?<={_TAG}).*?(?=</script>)", re.DOTALL)
_SHA256 = ',"sha256":"'
_ESCAPED = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})
_REMEDY = "check the file as briefer wrote it, whole and unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What stands beside a brief so that a change in it shows and can be named."""

    version: int
    layout: dict[str, str]  # of each format its template's name and a digest
    drawn: str  # what drew the PDF: only there it comes out the same to the byte
    parts: dict[str, str]  # six hex digits for each part, to name what was changed
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, slots=True)
class Proof:
    """A brief as a page carries it, its seal, and the JSON in which both stand."""

    brief: Brief
    seal: Seal
    text: str


def public(brief: Brief, *, withheld: bool = False) -> Brief:
    """The brief as it may be forwarded: what was withheld keeps its reasons only, if its words are not asked for;
    paths keep their last name."""
    return replace(
        brief,
        withheld=brief.withheld if withheld else tuple(_blanked(checked) for checked in brief.withheld),
        sources=tuple(replace(s, origin=_name(s.origin)) for s in brief.sources),
        not_read=tuple(replace(n, origin=_name(n.origin)) for n in brief.not_read),
    )


def carried(
    brief: Brief, look: Look | None = None, templates: Templates | None = None, like: Seal | None = None
) -> str:
    """The JSON of a brief and its seal; sealed as another seal is, if one is given.

    The last entry is the SHA-256 over all that stands before it, so that any version can be told from a changed one.
    """
    seal = like or Seal(
        version=VERSION, layout={form: (templates or Templates()).layout(form) for form in FILES}, drawn=drawn_now(),
        parts={}, look=replace(look or Look(), fonts=()),
    )  # fmt: skip
    seal = replace(seal, version=VERSION, parts=_parts(brief))
    body = (to_json(brief)[:-1] + b',"proof":' + to_json(seal)[:-1]).decode()
    return f'{body}{_SHA256}{hashlib.sha256(body.encode()).hexdigest()}"}}}}'


def comment(proof: str) -> str:
    """The proof as the last block of a Markdown page: out of the reader's way, whatever renders it."""
    packed = base64.b64encode(zlib.compress(proof.encode(), 9)).decode()
    lines = "\n".join(packed[at : at + 120] for at in range(0, len(packed), 120))
    return f"\n<!-- briefer proof\n{_block_digest(lines)}\n{lines}\n-->\n"


def with_island(page: str, proof: str = "") -> str:
    """The HTML page with the proof as JSON that cannot end the script element that holds it; a page whose template
    has no place for it gets one at its end."""
    if _TAG not in page:
        page += f"\n{_TAG}</script>\n"
    before, _, after = page.rpartition(_TAG)
    return before + _TAG + island(proof) + after


def island(proof: str) -> str:
    """The proof as JSON that may stand inside a script element."""
    return proof.translate(_ESCAPED)


def from_markdown(text: str) -> tuple[str, str]:
    """The visible page of a Markdown file, and the JSON of its proof. Raises InputError."""
    found = _last(_BLOCK, text, "md")
    try:
        if _block_digest(found[2]) != found[1]:
            raise ValueError
        unpacker = zlib.decompressobj()
        proof = unpacker.decompress(base64.b64decode(found[2].replace("\n", ""), validate=True), _LIMIT).decode()
    except (ValueError, zlib.error):
        raise _changed("md") from None
    if not unpacker.eof:
        raise _changed("md")
    return text[: found.start()] + "\n" + text[found.end() :], proof


def from_html(text: str) -> tuple[str, str]:
    """The visible page of an HTML file, and the JSON of its proof. Raises InputError."""
    found = _last(_ISLAND, text, "html")
    return text[: found.start()] + text[found.end() :], found[0]


def opened(text: str, form: str) -> Proof:
    """The proof in its JSON. Raises InputError for what cannot be read, UsageError for a newer version."""
    try:
        compact = msgspec.json.format(text, indent=-1)
        held = from_json(text, dict[str, Any])["proof"]
        body, _, digest = compact.rpartition(_SHA256)
        number = held["version"]
        if number != VERSION and digest == f'{hashlib.sha256(body.encode()).hexdigest()}"}}}}':
            raise UsageError(f"{form} file", f"its proof has version {number}, not {VERSION}", "update briefer")
        proof = Proof(from_json(text, Brief), msgspec.convert(held, Seal), compact)
        carried(proof.brief, like=proof.seal)
        check_look(proof.seal.look)
        if proof.seal.look.fonts:
            raise ValueError("folders of another machine")
        return proof
    except UsageError as error:
        if error.subject.endswith(" file"):
            raise
        raise InputError(
            f"{form} file", f"the look in it was changed: {error.subject} {error.cause}", _REMEDY
        ) from None
    except msgspec.ValidationError as error:
        raise InputError(f"{form} file", f"the brief in it was changed: {error}", _REMEDY) from None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, msgspec.MsgspecError):
        raise _changed(form) from None


def unsealed(proof: Proof) -> Iterator[Fault]:
    """Which parts of the brief in the proof are not what was sealed; none where it is, to the letter."""
    again = carried(proof.brief, like=proof.seal)
    if island(proof.text) == island(again):
        return
    now, sealed = _parts(proof.brief), proof.seal.parts
    faults = [Fault(name, "missing") for name in sealed if name not in now]
    faults += [Fault(name, "not what was sealed") for name in now if sealed.get(name) != now[name]]
    yield from faults or [Fault("proof", "its hashes or its JSON are not what briefer writes for this brief")]


def drawn_now() -> str:
    """What draws a PDF here: the same version on the same kind of machine gives the same bytes."""
    return f"typst {version('typst')}, {platform.system()} {platform.machine()}"


def _parts(brief: Brief) -> dict[str, str]:
    """A digest of each part of a brief, by the names that faults use.

    Headings hold their items' numbers, so that an item cannot move to another heading unseen.
    """
    parts: dict[str, Any] = {f.name.replace("_", " "): getattr(brief, f.name) for f in fields(brief)}
    parts["sections"] = [(s.title, [i.number for i in s.items]) for s in brief.sections]
    parts |= {f"item {item.number}": (place, item) for place, item in enumerate(brief.items)}
    return {name: hashlib.sha256(to_json(part)).hexdigest()[:6] for name, part in parts.items()}


def _block_digest(lines: str) -> str:
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def _last(pattern: re.Pattern[str], text: str, form: str) -> re.Match[str]:
    found = list(pattern.finditer(text))
    if not found:
        raise InputError(f"{form} file", "it carries no proof that can be read", _REMEDY)
    return found[-1]


def _changed(form: str) -> InputError:
    return InputError(f"{form} file", "its proof was changed or cut off", _REMEDY)


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
