"""A brief in each of its formats."""

import os
from collections.abc import Callable
from glob import escape
from pathlib import Path

import msgspec
from markupsafe import Markup

from briefer.errors import BrieferError, UsageError
from briefer.models import Brief
from briefer.render.carried import Seal, carried, comment, public, with_island
from briefer.render.look import Look
from briefer.render.markup import digest, written
from briefer.render.page import page
from briefer.render.pdf import pdf
from briefer.render.templates import Templates

Rendered = tuple[str | bytes, tuple[str, ...]]
"""A page, and notes on what its format could not show."""


def visible(brief: Brief, format: str, look: Look, templates: Templates) -> str:
    """The Markdown or HTML page of a brief without its proof."""
    shown = page(public(brief, withheld=format == "html" and look.withheld), look)
    if format == "md":
        return written(templates, "md", shown)
    style, script = styled(look, templates, "brief.css"), Markup(templates.text("brief.js"))
    digests = {"style_digest": digest(style), "script_digest": digest(script)}
    return with_island(written(templates, "html", shown, style=style, script=script, proof="", **digests))


def styled(look: Look, templates: Templates, *names: str) -> Markup:
    """The style sheets of those names, in the look's colour and for its paper."""
    house = f":root {{ --house: {look.colour}; }}\n@page {{ size: {look.paper}; }}"
    return Markup("\n".join([house, *map(templates.text, names)]))


def _markdown(brief: Brief, look: Look, templates: Templates, like: Seal | None) -> Rendered:
    proof = carried(public(brief), look, templates, like)
    return visible(brief, "md", look, templates).rstrip() + "\n" + comment(proof), ()


def _html(brief: Brief, look: Look, templates: Templates, like: Seal | None) -> Rendered:
    proof = carried(public(brief, withheld=look.withheld), look, templates, like)
    return with_island(visible(brief, "html", look, templates), proof), ()


def _pdf(brief: Brief, look: Look, templates: Templates, like: Seal | None) -> Rendered:
    return pdf(page(public(brief), look), carried(public(brief), look, templates, like), templates)


def _json(brief: Brief, look: Look, templates: Templates, like: Seal | None) -> Rendered:
    page(brief, look)  # nothing is written whose words do not stand in their passages
    return msgspec.json.format(carried(brief, look, templates, like), indent=2) + "\n", ()


FORMATS: dict[str, Callable[[Brief, Look, Templates, Seal | None], Rendered]] = {
    "md": _markdown,
    "html": _html,
    "pdf": _pdf,
    "json": _json,
}
"""Each format by its file suffix. JSON is the whole brief; the others leave out what was withheld."""


def render(brief: Brief, format: str, look: Look | None = None) -> str | bytes:
    """The brief as md, html or json (str) or pdf (bytes). The same brief gives the same page.

    Raises UsageError for an unknown format, BrieferError naming the item whose passages do not bear out its words.
    """
    return render_with_notes(brief, format, look)[0]


def render_with_notes(
    brief: Brief, format: str, look: Look | None = None, *, templates: Templates | None = None, like: Seal | None = None
) -> Rendered:
    """As `render`, with notes on what the format could not show, as characters that no font has.

    `like` is the seal of a page that is made again; the look is in it. Raises UsageError naming a template and its
    line, too.
    """
    if format not in FORMATS:
        raise UsageError(f"format {format!r}", "unknown", f"known are {', '.join(FORMATS)}")
    return FORMATS[format](brief, like.look if like else look or Look(), templates or Templates(), like)


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
    temporary = path.with_name(f".{path.name[:40]}.{os.getpid()}.part")
    try:
        _sweep(path)
        with temporary.open("wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise BrieferError(str(path), f"cannot be written: {error.strerror}", "name another file") from None


def _sweep(path: Path) -> None:
    """Takes away what runs left that were killed while they wrote the same file."""
    for left in path.parent.glob(f".{escape(path.name[:40])}.*.part") if os.name == "posix" else ():
        process = left.suffixes[-2][1:]
        try:
            if process.isdecimal() and int(process) != os.getpid():
                os.kill(int(process), 0)  # asks only whether it lives
        except ProcessLookupError:
            left.unlink(missing_ok=True)
        except (PermissionError, OverflowError):
            continue  # it lives, as somebody else's; or the number is none of a process
