"""Markdown and HTML from templates: what a text holds cannot act, whatever a template does with it.

Before a template gets a text, each character that could act is changed for one that means nothing anywhere; when the
template is done, each comes back escaped. So no filter, slice or `safe` of a template can undo the escaping.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from briefer.errors import BrieferError, UsageError
from briefer.render.templates import Templates

if TYPE_CHECKING:
    from jinja2 import Environment

T = TypeVar("T")

_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile("[\x0b-\x0d\x1c-\x1f\x85]")
_TURNS, _OPENS = re.compile("[\u202a-\u202e\u2066-\u2069]"), re.compile("[\u2066-\u2068]")
_MARKDOWN = re.compile(
    r"[\\`*_\[\]<>|~^{]|(?<!\w)#|&(?=#|\w+;)|\$(?!\d)|\$(?=[^$]*\$)|=(?==)|%(?=%)|^[-+=:]"
    r"|:(?=//|[\w+-]+:)|@(?=\w)|(?<=\S)\.(?=[^\W\d_]{2})|(?<=\bwww)\."  # emoji by name, addresses that are made links
)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
_MARKUP = re.compile("[&<>\"']")
_ADDRESS = re.compile(r"&(?=#|\w+;)")
_STAND_IN = {c: chr(0xFDD0 + n) for n, c in enumerate("\\`*_[]<>|#~^{&$=%:@.-+)\"'")}
"""For each character that may act a noncharacter, of which `clean` leaves none in a text."""
_HIDDEN = re.compile("[\ufdd0-\ufdef]")
_BACK: dict[str, dict[str, str]] = {
    "md": {stand_in: f"\\{c}" for c, stand_in in _STAND_IN.items()},
    "html": {stand_in: escape(c) for c, stand_in in _STAND_IN.items()},
}


def clean(text: str) -> str:
    """The text on one line, with what no page may hold as U+FFFD."""
    return _NEVER.sub("\ufffd", " ".join(text.split()))


def markdown(text: str) -> str:
    """The text as literal Markdown, on one line; reordering characters cannot reach beyond it."""
    return _escaped(_harmless(text, "md"), "md")


def written(templates: Templates, form: str, page: object, **more: Any) -> str:
    """The page by its template, without spaces at line ends. Raises UsageError naming template and line."""
    kind = "md" if form == "md" else "html"
    text = templates.fill(form, _filled, templates, kind, _each(page, kind), more)
    text = _escaped(re.sub(r"[ \t]+(?=\n)", "", text), kind)
    return re.sub(r"\n{3,}", "\n\n", text) if kind == "md" else text


def digest(text: str) -> str:
    """As a content security policy names an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _harmless(text: str, form: str, field: str = "") -> str:
    """The text with stand-ins for what could act where it is put; `field` is its name on the page."""
    if form == "html":
        return _MARKUP.sub(_stand_in, _NEVER.sub("\ufffd", _BREAKS.sub(" ", text)))
    if field in ("url", "link", "host"):  # `link` has made it safe
        return _ADDRESS.sub(_stand_in, text)
    text = re.sub(r"\s+", " ", _NEVER.sub("\ufffd", text)) if field == "text" else clean(text)
    text = _MARKDOWN.sub(_stand_in, _NUMBERED.sub(lambda found: found[1] + _STAND_IN[found[2]], text))
    if not _TURNS.search(text):
        return text
    outer = 1 + text.count("\u2069")  # as many as it could close of those around it
    return "\u2068" * outer + text + "\u2069" * (outer + len(_OPENS.findall(text)))


def _escaped(text: str, form: str) -> str:
    """The text with what the stand-ins stand for; what stands for nothing can only be the template's own."""
    return _HIDDEN.sub(lambda found: _BACK[form].get(found[0], "\ufffd"), text)


def _stand_in(found: re.Match[str]) -> str:
    return _STAND_IN[found[0]]


def _each(page: T, form: str) -> T:
    """The page with each of its texts made harmless."""

    def made(value: Any, field: str) -> Any:
        if isinstance(value, dict):
            return {name: made(held, name) for name, held in value.items()}
        if isinstance(value, list | tuple):
            return [made(held, field) for held in value]
        return _harmless(value, form, field) if isinstance(value, str) else value

    return msgspec.convert(made(msgspec.to_builtins(page), ""), type(page))


def _filled(main: Path, templates: Templates, form: str, page: object, more: dict[str, Any]) -> str:
    try:
        return _environment(templates, main, form).get_template(main.name).render(page=page, **more)
    except MemoryError:
        raise
    except Exception as error:  # whatever a template leads to
        file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
        for frame in extract_tb(error.__traceback__):
            if frame.filename.endswith(".j2"):
                file, line = frame.filename, frame.lineno
        where = f"{file or main} line {line}" if line else str(main)
        said = f"{error.subject} {error.cause}" if isinstance(error, BrieferError) else str(error)
        cause = said.split("\n")[0] or type(error).__name__
        raise UsageError(where, cause, "mend the template, or take your own away") from error


@lru_cache(maxsize=8)
def _environment(templates: Templates, main: Path, form: str) -> Environment:
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def load(name: str) -> tuple[str, str, Callable[[], bool]]:
        file = main if name == main.name else templates.path(name)
        changed = file.stat().st_mtime_ns
        return file.read_text(encoding="utf-8"), str(file), lambda: file.stat().st_mtime_ns == changed

    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load), autoescape=form == "html", undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
