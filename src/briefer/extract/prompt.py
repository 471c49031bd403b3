"""Prompts are files: a header, a system part and a user part with strict variables, and examples as data."""

import functools
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefer.config import resource
from briefer.errors import UsageError
from briefer.models import Article, Position

if TYPE_CHECKING:
    from jinja2 import Template

LAYOUT = re.compile(r"\A---\n(?P<header>.*?)^---\n# System\n(?P<system>.*?)^# User\n(?P<user>.*)\Z", re.S | re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One prompt file. `digest` covers all of it: another wording never meets an answer kept under the old one."""

    path: Path
    name: str
    version: int
    purpose: str
    examples: list[dict[str, Any]] = field(default_factory=list)  # each a text and its answer
    system: str
    user: str
    digest: str

    def messages(self, article: Article, text: str, *, before: str = "", **values: object) -> list[dict[str, str]]:
        """The chat messages for `text`, a part of the article; the article's words stand in them unchanged.

        The system message is the same for all articles, so that an endpoint can keep it. Raises UsageError naming a
        variable that the prompt uses and nobody gives.
        """
        about = {"title": article.title, "outlet": article.outlet, "date": _dated(article.published)}
        return self.filled({**about, "before": before, "text": text}, **values)

    def filled(self, data: dict[str, str], **values: object) -> list[dict[str, str]]:
        """The chat messages with `data` between the marks, and `values` for what is ours."""
        system = self._render(self.system, {**values, "examples": self.examples})
        user = self._render(self.user, {**values, **data, "mark": mark(*data.values())})
        return [{"role": "system", "content": system}, {"role": "user", "content": user}]

    def _render(self, source: str, values: dict[str, object]) -> str:
        from jinja2 import TemplateError

        try:
            return _template(source).render(values).strip("\n")
        except TemplateError as error:
            raise UsageError(f"prompts/{self.path.name}", str(error), f"known are {', '.join(values)}") from None


def load(name: str = "positions.md", *, folder: Path | None = None) -> Prompt:
    """The prompt file `name`, the user's own first. Raises UsageError naming the file and what is wrong with it."""
    import yaml

    path = resource("prompts", name, user=folder)
    source = path.read_text("utf-8")
    layout = LAYOUT.match(source)
    if not layout:
        raise UsageError(str(path), "no prompt", "write a header between --- lines, then # System and # User")
    try:
        header = yaml.safe_load(layout["header"])
        digest = hashlib.sha256(source.encode()).hexdigest()
        return Prompt(path=path, **header, system=layout["system"], user=layout["user"], digest=digest)
    except (yaml.YAMLError, TypeError) as error:
        raise UsageError(str(path), f"bad header: {error}", "it names name, version, purpose and examples") from None


def mark(*data: str) -> str:
    """A code for the lines around `data`, made from all of it: nothing inside can foretell it, every run repeats it."""
    return hashlib.sha256("\0".join(data).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def compact(value: Any) -> str:
    """JSON in one line, without what costs tokens and says nothing."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def item_line(number: int, position: Position, names: Iterable[str]) -> str:
    """A numbered position as one JSON object: of these fields those that are not empty."""
    return compact({"item": number} | {name: held for name in names if (held := getattr(position, name))})


def _dated(published: str) -> str:
    """The time of publication with its weekday, from which a model reckons "on Friday"; "unknown" stays so."""
    try:
        return f"{published}, {date.fromisoformat(published[:10]):%A}"
    except ValueError:
        return published


@functools.lru_cache(maxsize=16)
def _template(source: str) -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    environment.filters["json"] = compact
    return environment.from_string(source)
