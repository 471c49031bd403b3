"""Markdown and HTML from templates: every value is escaped on its way out, and known by item and field after it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from briefer.config import resource
from briefer.errors import UsageError
from briefer.render.sheet import Page

if TYPE_CHECKING:
    from jinja2 import Environment

_OPEN, _MIDDLE, _CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"  # noncharacters: no text may hold them
_LABELS = re.compile(f"{_OPEN}([^{_MIDDLE}]*){_MIDDLE}|{_CLOSE}")
_BEFORE_LINE_ENDS = re.compile(f"[ \t]+((?:{_LABELS.pattern})*)(?=\n)")
_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~]|&(?=#|\w+;)|\$(?=.*\$))")
_START = re.compile(r"^([-+=:]|\d{1,9}(?=[.)]))")


@dataclass(frozen=True, slots=True)
class Label:
    """What stands between two offsets of a page, as "item 3" or "item 3: quote"."""

    name: str
    start: int
    end: int


def clean(text: str) -> str:
    """The text on one line, with what no page may hold as U+FFFD."""
    return _NEVER.sub("\ufffd", " ".join(text.split()))


def markdown(text: str) -> str:
    """The text as literal Markdown, on one line; reordering characters cannot reach beyond it."""
    text = _SPECIAL.sub(r"\\\1", clean(text))
    text = _START.sub(lambda m: f"\\{m[1]}" if not m[1].isdigit() else m[1] + "\\", text)
    return f"\u2068{text}\u2069" if _TURNS.search(text) else text


def html(text: str) -> str:
    """The text as literal HTML."""
    from markupsafe import escape

    return str(escape(_NEVER.sub("\ufffd", text)))


def written(template: str, page: Page, **more: Any) -> tuple[str, tuple[Label, ...]]:
    """The page by the template of that name, and where each item and field stands in it."""
    from jinja2 import TemplateError

    try:
        text = _environment(template).get_template(template).render(page=page, **more)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"templates/{template}" + (f" line {line}" if line else "")
        raise UsageError(where, str(error), "mend the template, or take your own away") from error
    return _labelled(text)


def raw(name: str) -> str:
    """A file of templates/ as it stands."""
    return resource("templates", name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """As a content security policy names an inline style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache(maxsize=4)
def _environment(template: str) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    escape = html if ".html" in template else markdown

    def out(value: Any) -> Any:
        return value if isinstance(value, Markup) else Markup(escape(str(value)))

    def at(value: Any, name: str) -> Markup:
        return Markup(f"{_OPEN}{name}{_MIDDLE}{out(value)}{_CLOSE}")

    environment = Environment(
        loader=FunctionLoader(raw), autoescape=True, undefined=StrictUndefined, finalize=out,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["at"] = at
    environment.filters["url"] = lambda url: Markup(url.replace("&", "&amp;"))  # `link` has made it safe
    environment.globals["begin"] = lambda name: Markup(f"{_OPEN}{name}{_MIDDLE}")
    environment.globals["end"] = Markup(_CLOSE)
    return environment


def _labelled(text: str) -> tuple[str, tuple[Label, ...]]:
    text = _BEFORE_LINE_ENDS.sub(r"\1", text)
    parts: list[str] = []
    open_labels: list[tuple[str, int]] = []
    labels: list[Label] = []
    at = last = 0
    for found in _LABELS.finditer(text):
        parts.append(text[last : found.start()])
        at += found.start() - last
        last = found.end()
        if found[1] is not None:
            open_labels.append((found[1], at))
        else:
            labels.append(Label(open_labels[-1][0], open_labels.pop()[1], at))
    parts.append(text[last:])
    return "".join(parts), tuple(sorted(labels, key=lambda label: (label.start, -label.end)))
