"""The command line: arguments, printing, exit codes. What is done stands in intake.py, pipeline.py and lookup.py.

What a command needs is imported inside it, so that a short one is not kept waiting by what it never uses.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefer import __version__
from briefer.errors import BrieferError, BudgetError, InputError, NothingToDo, UsageError

if TYPE_CHECKING:
    from briefer.config import Settings
    from briefer.intake import Ingested
    from briefer.models import Brief
    from briefer.store import Store

INTERRUPTED = 130
PROBLEMS = 1
LARGEST = 100_000_000  # bytes of an exported brief
EXPORTED = (".md", ".html", ".pdf", ".json")

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
        if sources and not taken.articles:
            raise NothingToDo(command, "no usable article in what was named", "see the lines above")
        return taken


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="briefer")
def cli() -> None:
    """A one-page news brief in which every line can be checked against the words of its article."""


def command(*parameters: Callable[..., Any]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """A command of these parameters and the common ones, called with a Context and the parameters by name."""

    def register(run: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(run)
        def started(quiet: bool, debug: bool, **given: Any) -> int:  # noqa: ARG001 - `main` looks for --debug
            flags = {name: given.pop(name) for name in SETTINGS if name in given}
            with contextlib.ExitStack() as end:
                return run(Context(flags, datetime.now(UTC), quiet, end), **given)

        wrapped: Callable[..., int] = started
        for parameter in reversed((*parameters, *COMMON)):
            wrapped = parameter(wrapped)
        cli.command(run.__name__.rstrip("_"))(wrapped)
        return run

    return register


@command(
    SOURCES,
    click.option("--date", "day", type=Day(), help="The page's date (default: today)."),
    click.option("--since", type=Day(), help="Without SOURCE: take what came out on that day or later."),
    NETWORK,
    *OUTPUT,
    *ENGINE,
    *LIMITS,
)
def brief(
    at: Context,
    sources: Sequence[str],
    day: date | None,
    since: date | None,
    allow_private: bool,
    outputs: Sequence[str],
    form: str | None,
    dry_run: bool,
    **limits: Any,
) -> int:
    """Make the page from files, folders, addresses or "-"; without any, from what is new in feeds and store."""
    from briefer import intake, pipeline, terminal
    from briefer.render.formats import suffix_of

    for output in outputs:
        suffix_of(output)
    dated = day or at.now.astimezone().date()
    if sources:
        taken = at.ingest("brief", sources, at.store, allow_private=allow_private)
    else:
        feeds = at.settings.feeds
        taken = intake.news(feeds, at.store, dated, now=at.now, since=since, allow_private=allow_private)
        report(taken.problems)
    articles = taken.articles
    if not articles:
        remedy = "name files or addresses, keep some with `briefer add`, or put feeds into briefer.toml"
        missed = f", but {len(taken.problems)} of the inputs could not be read" if taken.problems else ""
        raise NothingToDo("brief", f"nothing new in feeds and store{missed}", "mend that" if missed else remedy)
    engine, fallback = pipeline.choose_engines(at.settings, at.store, **limits)
    if dry_run:
        click.echo(terminal.estimate(pipeline.estimate(articles, engine, at.store)))
        return PROBLEMS if taken.problems else 0
    with terminal.progress(at.quiet) as progress:
        made = pipeline.make_brief(
            articles, day=dated, engine=engine, fallback=fallback, store=at.store, progress=progress,
            watch=at.settings.watch,
        )  # fmt: skip
    report(made.problems)
    write(made.brief, outputs, form, at)
    at.say(terminal.summary(made.brief))
    return _code(*taken.problems, *made.problems)


def _code(*problems: BrieferError) -> int:
    """The exit code after problems that did not stop a command."""
    spent = next((p.exit_code for p in problems if isinstance(p, BudgetError)), None)
    return spent or (PROBLEMS if problems else 0)


@command(click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."), NETWORK)
def add(at: Context, sources: Sequence[str], allow_private: bool) -> int:
    """Put articles into the store; says of each whether it is new, known or refused."""
    taken = at.ingest("add", sources, at.store, allow_private=allow_private)
    for article in taken.articles:
        click.echo(f"{'new  ' if article.id in taken.new else 'known'} {article.id}  {article.outlet}: {article.title}")
    return PROBLEMS if taken.problems else 0


@command(
    click.argument("claim", metavar="WORDS|FILE"),
    click.argument("more", nargs=-1, metavar=""),
    click.option("--in", "sources", multiple=True, metavar="SOURCE...", help="Look only in these articles."),
    click.option("--speaker", default="", help="Did this person say it?"),
    NETWORK,
    JSON,
)
def check(
    at: Context,
    claim: str,
    more: Sequence[str],
    sources: Sequence[str],
    speaker: str,
    allow_private: bool,
    as_json: bool,
) -> int:
    """Where do these words stand? Or: does this exported brief hold, line by line?"""
    if more and not sources:
        raise UsageError(more[0], "one claim at a time", 'put the words in quotation marks: briefer check "WORDS"')
    if Path(claim).suffix.lower() in EXPORTED and "\n" not in claim and len(claim.split()) <= 12:
        return _check_file(Path(claim), as_json, at)
    if os.path.exists(claim):
        kind = "folder" if os.path.isdir(claim) else "file"
        remedy = f'look for words in it: briefer check "WORDS" --in {kind.upper()}'
        raise UsageError(claim, f"is a {kind}, but no exported brief", remedy)
    words = (standard_input() if claim == "-" else os.fsencode(claim)).decode("utf-8", "replace")
    if not words.strip():
        raise UsageError("check", "no words to look for", 'give them in quotation marks: briefer check "WORDS"')
    from briefer import terminal
    from briefer.lookup import look_up

    named = (*sources, *more)
    taken = at.ingest("check", named, None, allow_private=allow_private) if named else None
    answer = look_up(words, at.store, taken.articles if taken else (), speaker=speaker)
    tell(terminal.answer_values(words, answer) if as_json else terminal.answer(answer, speaker))
    return 0 if answer.as_claimed and not (taken and taken.problems) else PROBLEMS


def _check_file(path: Path, as_json: bool, at: Context) -> int:
    from briefer import terminal
    from briefer.render.proof import verify

    remedy = "name a .md, .html, .pdf or .json file that briefer wrote"
    try:
        if path.exists() and (not path.is_file() or path.stat().st_size > LARGEST):
            raise UsageError(str(path), "is no exported brief", remedy)
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(str(path), error.strerror or "cannot be read", remedy) from None
    try:
        result = verify(data, path.suffix.lower(), at.store.text)
    except BrieferError as error:
        error.subject = str(path)
        if not isinstance(error, InputError):
            raise
        report([error])
        return PROBLEMS
    tell(terminal.report_values(result) if as_json else terminal.report(str(path), result))
    return PROBLEMS if result.faults else 0


@command(click.argument("ref", required=False, metavar="[BRIEF]"), *OUTPUT)
def export(at: Context, ref: str | None, outputs: Sequence[str], form: str | None) -> int:
    """A stored brief again, by date or id (default: the latest), in any format."""
    write(at.brief(ref), outputs, form, at)
    return 0


@command(click.argument("item", metavar="ITEM"), JSON)
def show(at: Context, item: str, as_json: bool) -> int:
    """One line of a brief inside its article: NUMBER of the latest, or DATE#NUMBER."""
    from briefer import terminal

    ref, _, number = item.rpartition("#")
    if not (number.isascii() and number.isdigit()):
        raise UsageError(item, "is no item", "give its number, or DATE#NUMBER as in 2031-03-04#7")
    made = at.brief(ref or None)
    found = next((one for one in made.items if one.number == int(number)), None)
    if found is None:
        known = f"items 1 to {len(made.items)}" if made.items else "no items"
        raise UsageError(item, f"the brief of {made.date} has {known}", "`briefer export` prints it")
    tell(found if as_json else terminal.item(made, found, at.store.article(found.checked.article)))
    return 0


@command(click.argument("speaker"), click.option("--issue", default="", help="Only positions on this issue."), JSON)
def history(at: Context, speaker: str, issue: str, as_json: bool) -> int:
    """A speaker's positions over time, from all briefs in the store."""
    from briefer import pipeline, terminal

    found = pipeline.history(at.store, speaker, issue=issue)
    if not found:
        raise NothingToDo(speaker, "stands in no brief of the store", "names are compared by their last words")
    values = [{"date": made.date, "brief": made.id, "item": one} for made, one in found]
    tell(values if as_json else terminal.history(found))
    return 0


@command(click.option("--limit", type=click.IntRange(min=1), help="Read at most so many articles."), *ENGINE, *LIMITS)
def read(at: Context, limit: int | None, dry_run: bool, **limits: Any) -> int:
    """Run the engine over every article in the store that it has not read, without a brief."""
    from briefer import pipeline, terminal

    engine, _ = pipeline.choose_engines(at.settings, at.store, **limits)
    if dry_run:
        click.echo(terminal.estimate(pipeline.estimate(tuple(at.store.articles())[:limit], engine, at.store)))
        return 0
    with terminal.progress(at.quiet) as progress:
        made = pipeline.read_all(at.store, engine, limit=limit, progress=progress)
    if made is None:
        at.say("nothing to read: the engine has read every article in the store")
        return 0
    report(made.problems)
    at.say(terminal.summary(made.brief))
    return _code(*made.problems)


@command(JSON)
def status(at: Context, as_json: bool) -> int:
    """Engine, store and spending."""
    from briefer.pipeline import spending

    set_ = at.settings
    engine = "llm" if set_.uses_model else "embedded"
    values = {
        "engine": engine,
        "model": set_.model or "none named",
        "feeds": len(set_.feeds),
        "store": str(set_.store),
        **at.store.status(),
    }
    values |= spending(at.store)
    tell(values if as_json else "\n".join(f"{name.replace('_', ' '):<20} {value}" for name, value in values.items()))
    return 0


@command(click.argument("article", metavar="ARTICLE"))
def forget(at: Context, article: str) -> int:
    """Take an article and all made from it out of the store."""
    if not at.store.forget(article):
        raise UsageError(article, "no such article in the store", "`briefer add` and `briefer show` name ids")
    at.say(f"forgotten: {article}, and every brief that used it")
    return 0


@command()
def init(_: Context) -> int:
    """Write a commented briefer.toml here."""
    from briefer.config import FILE, example_toml

    if os.path.lexists(FILE):
        raise UsageError(FILE, "exists already", "edit it, or move it away first")
    Path(FILE).write_text(example_toml(), encoding="utf-8")
    click.echo(f"wrote {FILE}")
    return 0


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


def write(made: Brief, outputs: Sequence[str], form: str | None, at: Context) -> None:
    """The brief in each output's format, all made before the first is written; else on standard output."""
    from briefer.render.formats import render_with_notes, suffix_of, write_whole

    pages = [(Path(output), *render_with_notes(made, suffix_of(output))) for output in outputs]
    for path, data, notes in pages:
        write_whole(path, data)
        at.say(*(f"{path}: {note}" for note in notes))
    if not pages:
        click.echo(render_with_notes(made, form or "md")[0], nl=False)


def report(problems: Sequence[BrieferError]) -> None:
    """One line for each, on standard error, even with --quiet."""
    for problem in problems:
        click.echo(f"briefer: {problem}", err=True)


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code. Only --debug shows a traceback."""
    debug = "--debug" in argv
    try:
        return int(cli.main(list(argv), prog_name="briefer", standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return UsageError.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("briefer: interrupted; what was read is kept, run the same command to go on", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except OSError as error:
        click.echo(
            f"briefer: {error.filename or 'output'}: {(error.strerror or 'cannot be written').lower()}", err=True
        )
        return PROBLEMS
    except BrieferError as error:
        if debug:
            raise
        report([error])
        return NothingToDo.exit_code if isinstance(error, InputError) else error.exit_code
    except Exception as error:
        if debug:
            raise
        click.echo(f"briefer: internal error: {type(error).__name__}; run again with --debug and report it", err=True)
        return PROBLEMS


def run() -> None:
    """The console script."""
    gc.set_threshold(200_000)  # a fifth of a short command went into looking for garbage among what it had just loaded
    sys.exit(main(sys.argv[1:]))
