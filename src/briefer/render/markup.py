"""Markdown and HTML from templates: every value is escaped on its way out."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from briefer.config import resource
from briefer.errors import UsageError
from briefer.render.sheet import Page

if TYPE_CHECKING:
    from jinja2 import Environment

_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~]|&(?=#|\w+;)|\$(?=.*\$))")
_START = re.compile(r"^([-+=:]|\d{1,9}(?=[.)]))")


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


def written(template: str, page: Page, **more: Any) -> str:
    """The page by the template of that name, without spaces at line ends."""
    from jinja2 import TemplateError

    try:
        text = _environment(template).get_template(template).render(page=page, **more)
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"templates/{template}" + (f" line {line}" if line else "")
        raise UsageError(where, str(error), "mend the template, or take your own away") from error
    return re.sub(r"[ \t]+(?=\n)", "", text)


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

    environment = Environment(
        loader=FunctionLoader(raw), autoescape=True, undefined=StrictUndefined, finalize=out,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["url"] = lambda url: Markup(url.replace("&", "&amp;"))  # `link` has made it safe
    return environment
