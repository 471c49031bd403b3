"""What every command shares: settings, store and clock, the common flags, printing."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefer.errors import BrieferError, BudgetError, NothingToDo, UsageError

if TYPE_CHECKING:
    from briefer.config import Settings
    from briefer.intake import Ingested
    from briefer.models import Brief
    from briefer.render.look import Look
    from briefer.store import Store

PROBLEMS = 1

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
SOURCES = click.argument("sources", nargs=-1, metavar="[SOURCE]...")
COMMON = (
    click.option("--store", "store", type=click.Path(dir_okay=False), help="Keep everything in this file."),
    click.option("--quiet", is_flag=True, help="Only results and errors."),
    click.option("--debug", is_flag=True, help="Show tracebacks."),
)
ENGINE = (
    click.option("--engine", type=click.Choice(["auto", "embedded", "llm"]), help="Who reads the articles."),
    click.option("--model", help="A model's name; its endpoint and key come from the settings."),
    click.option("--base-url", help="An OpenAI-compatible endpoint."),
)
LIMITS = (
    click.option("--max-calls", type=click.IntRange(min=1), help="Make at most so many calls to the model."),
    click.option("--max-cost", type=click.FloatRange(min=0, min_open=True), help="Spend at most so many US dollars."),
    click.option("--dry-run", is_flag=True, help="Only estimate what reading would cost."),
)
NETWORK = click.option("--allow-private", is_flag=True, help="Fetch from private networks and this machine too.")
SETTINGS = ("store", "engine", "model", "base_url")  # flags that go before briefer.toml
OUTPUT = (
    click.option(
        *("-o", "outputs"), multiple=True, type=click.Path(dir_okay=False),
        help="Write to FILE: .md .html .pdf .json; repeatable.",
    ),
    click.option("--format", "form", type=click.Choice(["md", "html", "json", "pdf"]), help="On standard output."),
    click.option("--json", "form", flag_value="json", help="The same as --format json."),
    click.option("--with-withheld", is_flag=True, help="Show the words of what was withheld, in HTML."),
    click.option("--template", metavar="FILE", help="Your own layout: .md.j2, .html.j2 or .typ."),
)  # fmt: skip


class Day(click.ParamType):  # type: ignore[type-arg]
    """A calendar date on the command line."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write it as YYYY-MM-DD", param, ctx)


@dataclass(frozen=True)
class Context:
    """What every command needs from outside: settings and the clock."""

    flags: Mapping[str, Any]
    now: datetime
    quiet: bool
    end: contextlib.ExitStack

    @functools.cached_property
    def settings(self) -> Settings:
        """The settings from flags, environment and briefer.toml. Raises UsageError."""
        from briefer.config import load_settings

        return load_settings(self.flags, os.environ, Path.cwd())

    @functools.cached_property
    def store(self) -> Store:
        """The store, opened when it is asked for and closed when the command is done."""
        from briefer.store import Store

        return self.end.enter_context(Store.open(self.settings.store))

    def brief(self, ref: str | None) -> Brief:
        """The stored brief with this date or id, or the latest. Raises UsageError if there is none."""
        if made := self.store.brief(ref):
            return made
        what = f"no brief {ref!r}" if ref else "no brief yet"
        raise UsageError("store", what, "make one: briefer brief SOURCE...")

    def say(self, *lines: str) -> None:
        """Messages for a person, on standard error."""
        for line in lines:
            if not self.quiet:
                click.echo(line, err=True)

    def ingest(
        self, command: str, sources: Sequence[str], store: Store | None, *, allow_private: bool = False
    ) -> Ingested:
        """The articles of the sources, kept in the store if one is given. Raises NothingToDo if all were refused."""
        from briefer.intake import ingest

        stdin = standard_input() if "-" in sources else None
        taken = ingest(sources, store=store, stdin=stdin, now=self.now, allow_private=allow_private)
        report(taken.problems)
        self.say(*taken.told)
        if sources and not taken.articles:
            raise NothingToDo(command, "no usable article in what was named", "see the lines above")
        return taken


def command(*parameters: Callable[..., Any]) -> Callable[[Callable[..., int]], click.Command]:
    """A command of these parameters and the common ones; what it is to do is called with a Context and them by name."""

    def made(run: Callable[..., int]) -> click.Command:
        @functools.wraps(run)
        def started(quiet: bool, debug: bool, **given: Any) -> int:  # noqa: ARG001 - `main` looks for --debug
            flags = {name: given.pop(name) for name in SETTINGS if name in given}
            with contextlib.ExitStack() as end:
                return run(Context(flags, datetime.now(UTC), quiet, end), **given)

        wrapped: Callable[..., int] = started
        for parameter in reversed((*parameters, *COMMON)):
            wrapped = parameter(wrapped)
        return click.command(run.__name__.rstrip("_"))(wrapped)

    return made


def standard_input() -> bytes:
    """All of standard input. Raises UsageError if it is closed."""
    if sys.stdin is None:
        raise UsageError("-", "standard input is closed", "pipe an article into it")
    return sys.stdin.buffer.read()


def tell(result: object) -> None:
    """A result on standard output: text as it is, values as JSON."""
    if not isinstance(result, str):
        from briefer.terminal import as_json

        result = as_json(result)
    click.echo(result)


def write(made: Brief, outputs: Sequence[str], form: str | None, at: Context, look: Look, template: str | None) -> None:
    """The brief in each output's format, all made before the first is written; else on standard output."""
    from briefer.render.carried import from_markdown
    from briefer.render.formats import render_with_notes, suffix_of, write_whole
    from briefer.render.templates import chosen

    asked: list[str | None] = [suffix_of(output) for output in outputs]
    if any(Path(output).resolve() == at.settings.store.resolve() for output in outputs):
        raise UsageError(str(at.settings.store), "is the store", "name another file for the page")
    templates, forms = chosen(template, asked or [form], at.settings.user)
    pages = [render_with_notes(made, one, look, templates=templates) for one in forms]
    for output, (data, notes) in zip(outputs, pages, strict=False):
        write_whole(Path(output), data)
        at.say(*(f"{output}: {note}" for note in notes))
    if look.withheld and "html" not in forms:
        at.say("--with-withheld: only HTML shows the words of what was withheld")
    if not outputs:
        shown = pages[0][0]
        if forms == ["md"] and sys.stdout.isatty():
            shown, _ = from_markdown(str(shown))  # a person needs no proof to read
        click.echo(shown, nl=False)


def report(problems: Sequence[BrieferError]) -> None:
    """One line for each, on standard error, even with --quiet."""
    for problem in problems:
        click.echo(f"briefer: {problem}", err=True)


def code_of(*problems: BrieferError) -> int:
    """The exit code after problems that did not stop a command."""
    spent = next((p.exit_code for p in problems if isinstance(p, BudgetError)), None)
    return spent or (PROBLEMS if problems else 0)
