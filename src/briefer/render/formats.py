"""A brief in each of its formats."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from briefer.errors import BrieferError, UsageError
from briefer.models import Brief, to_json
from briefer.render.carried import carried, comment, island, public, seal
from briefer.render.markup import Label, digest, raw, written
from briefer.render.page import page
from briefer.render.pdf import pdf


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page, and notes on what its format could not show."""

    data: str | bytes
    notes: tuple[str, ...] = ()


Format = Callable[[Brief], Rendered]


def visible(brief: Brief, format: str) -> tuple[str, tuple[Label, ...]]:
    """The Markdown or HTML page of a brief without its proof, and where each item and field stands in it."""
    shown = page(public(brief))
    if format == "md":
        return written("brief.md.j2", shown)
    from markupsafe import Markup

    style, script = raw("brief.css"), raw("brief.js")
    more = {"style": Markup(style), "script": Markup(script), "proof": Markup("")}
    return written("brief.html.j2", shown, style_digest=digest(style), script_digest=digest(script), **more)


def _markdown(brief: Brief) -> Rendered:
    return Rendered(visible(brief, "md")[0].rstrip() + "\n" + comment(carried(public(brief))))


def _html(brief: Brief) -> Rendered:
    before, tag, after = visible(brief, "html")[0].rpartition('id="proof">')
    return Rendered(before + tag + island(carried(public(brief))) + after)


def _pdf(brief: Brief) -> Rendered:
    return Rendered(*pdf(page(public(brief)), carried(public(brief))))


def _json(brief: Brief) -> Rendered:
    page(brief)  # nothing is written whose words do not stand in their passages
    both = to_json(brief)[:-1] + b',"proof":' + to_json(seal(brief)) + b"}"
    return Rendered(msgspec.json.format(both, indent=2).decode() + "\n")


FORMATS: dict[str, Format] = {"md": _markdown, "html": _html, "pdf": _pdf, "json": _json}
"""Each format by its file suffix. JSON is the whole brief; the others leave out what was withheld."""


def render(brief: Brief, format: str) -> str | bytes:
    """The brief as md, html or json (str) or pdf (bytes). The same brief gives the same page.

    Raises UsageError for an unknown format, BrieferError naming the item whose passages do not bear out its words.
    """
    return render_with_notes(brief, format)[0]


def render_with_notes(brief: Brief, format: str) -> tuple[str | bytes, tuple[str, ...]]:
    """As `render`, with notes on what the format could not show, as characters that no font has."""
    if format not in FORMATS:
        raise UsageError(f"format {format!r}", "unknown", f"known are {', '.join(FORMATS)}")
    rendered = FORMATS[format](brief)
    return rendered.data, rendered.notes


def suffix_of(path: str) -> str:
    """The format that a file's name asks for. Raises UsageError naming the known ones."""
    suffix = Path(path).suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise UsageError(path, "its ending names no format", f"use {', '.join(f'.{name}' for name in FORMATS)}")
    return suffix


def write_whole(path: Path, data: str | bytes) -> None:
    """Puts the page into the file: the old or the new bytes, never a part; a symbolic link is replaced, not followed.

    Raises BrieferError naming the file.
    """
    content = data.encode() if isinstance(data, str) else data
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise BrieferError(str(path), f"cannot be written: {error.strerror}", "name another file") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
