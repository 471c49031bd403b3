"""Where a page's templates come from, and what fills one of the user's own: a child process with limits."""

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, TypeVar

from briefer.config import resource
from briefer.errors import UsageError

T = TypeVar("T")
FILES = {"md": ("brief.md.j2",), "html": ("brief.html.j2", "brief.css", "brief.js"), "pdf": ("brief.typ",)}
"""Of each format that has a layout the template, and what it takes in."""
_ENDINGS = {".md.j2": "md", ".html.j2": "html", ".typ": "pdf"}
_TAKEN_IN = (*_ENDINGS, ".j2", ".css", ".js")  # no settings with a key in them
_MEMORY = 2_000_000_000  # bytes of address space


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of a run: the one that was named, then the user's, then those that came with briefer."""

    user: Path | None = None  # the user's own folder
    named: Path | None = None
    seconds: float = 20.0  # that one of the user's own may take

    def main(self, form: str) -> Path:
        """The file that lays out a format."""
        return self.named if self.named and form == form_of(self.named) else self.path(_first(form))

    def path(self, name: str) -> Path:
        """The file of that name, beside the named template first. Raises UsageError for one of another folder."""
        if name != Path(name).name or "\\" in name:
            raise UsageError(f"template {name}", "lies in another folder", "put it beside the one that asks for it")
        beside = self.named.parent / name if self.named and name.endswith(_TAKEN_IN) else None
        return (
            beside
            if beside and beside.is_file() and not beside.is_symlink()
            else resource("templates", name, user=self.user)
        )

    def text(self, name: str) -> str:
        """The file of that name as it stands."""
        return self.path(name).read_text(encoding="utf-8")

    def layout(self, form: str) -> str:
        """The name of a format's template and a digest over all that lays it out."""
        files = (self.main(form), *map(self.path, FILES[form][1:]))
        joined = b"\0".join(file.read_bytes().replace(b"\r\n", b"\n") for file in files)
        return f"{files[0].name} {hashlib.sha256(joined).hexdigest()[:12]}"

    def like(self, layout: str, form: str) -> Self:
        """These templates, with the one of the user's folder that a page names as its own, if it is there."""
        name = Path(layout.split(" ")[0]).name
        file = self.user / "templates" / name if self.user else None
        return replace(self, named=file) if file and form_of(file) == form and file.is_file() else self

    def fill(self, form: str, work: Callable[..., T], *given: Any) -> T:
        """What the work makes of the format's template; if that is the user's own, in a child process.

        Raises UsageError for a template that takes too long or too much.
        """
        main = self.main(form)
        if main == resource("templates", _first(form)):
            return work(main, *given)
        from pebble import ProcessExpired, ProcessPool

        context = multiprocessing.get_context("spawn")  # a fork would inherit the open store
        with ProcessPool(1, initializer=_limit, context=context) as pool:
            try:
                made: T = pool.schedule(work, (main, *given), timeout=self.seconds).result()
            except TimeoutError:
                cause = f"took more than {self.seconds:g} s"
            except (ProcessExpired, MemoryError):
                cause = "took too much memory"
            else:
                return made
        raise UsageError(str(main), cause, "look for a loop that does not end")


def chosen(named: str | None, forms: Sequence[str | None], user: Path | None) -> tuple[Templates, list[str]]:
    """The templates, with the one that was named if any, by its path or by its name in the user's folder; and the
    formats to write, where None is its own. Raises UsageError."""
    if named is None:
        return Templates(user), [form or "md" for form in forms]
    places = [Path(named), *([user / "templates" / named] if user else [])]
    file = next((place for place in places if place.is_file()), None)
    if file is None:
        raise UsageError(f"--template {named}", "no such file", f"looked for {', '.join(map(str, places))}")
    own = form_of(file)
    if not own or own not in (asked := [form or own for form in forms]):
        remedy = f"write a .{own} file with it" if own else f"name it {', '.join(f'x{end}' for end in _ENDINGS)}"
        raise UsageError(f"--template {named}", "lays out no format that is asked for", remedy)
    return Templates(user, file), asked


def _first(form: str) -> str:
    return FILES[form][0] if form in FILES else f"{form}.html.j2"


def form_of(file: Path) -> str:
    """The format that a template's name says it lays out, "" for none."""
    return next((form for ending, form in _ENDINGS.items() if file.name.lower().endswith(ending)), "")


def _limit() -> None:
    os.environ |= dict.fromkeys(("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")  # typst would fetch
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
