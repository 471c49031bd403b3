"""The command line: arguments, printing, exit codes. What is done stands in pipeline.py."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefer import __version__, terminal
from briefer.errors import BrieferError, InputError, NothingToDo, UsageError

if TYPE_CHECKING:
    from briefer.config import Settings
    from briefer.models import Brief
    from briefer.store import Store

INTERRUPTED = 130
PROBLEMS = 1
LARGEST = 100_000_000  # bytes of an exported brief
EXPORTED = (".md", ".html", ".pdf", ".json")


@dataclass(frozen=True, slots=True)
class Context:
    """What every command needs from outside: settings, the clock, standard input."""

    settings: Settings
    now: datetime
    quiet: bool
    stdin: Callable[[], bytes]

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store, closed at the end."""
        from briefer.store import Store

        with Store.open(self.settings.store) as store:
            yield store

    def say(self, *lines: str) -> None:
        """Messages for a person, on standard error."""
        for line in lines:
            if not self.quiet:
                click.echo(line, err=True)


def common(command: Callable[..., int]) -> Callable[..., int]:
    """The flags that every command has."""
    for option in (
        click.option("--store", "store_path", type=click.Path(dir_okay=False), help="Keep everything in this file."),
        click.option("--quiet", is_flag=True, help="Only results and errors."),
        click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks."),
    ):
        command = option(command)
    return command


def model_flags(command: Callable[..., int]) -> Callable[..., int]:
    """The flags that choose an engine."""
    for option in (
        click.option("--engine", type=click.Choice(["auto", "embedded", "llm"]), help="Who reads the articles."),
        click.option("--model", help="A model's name; its endpoint and key come from the settings."),
        click.option("--base-url", help="An OpenAI-compatible endpoint."),
    ):
        command = option(command)
    return command


def output_flags(command: Callable[..., int]) -> Callable[..., int]:
    """The flags that say where a page goes."""
    path = click.Path(dir_okay=False)
    for option in (
        click.option(
            "-o", "outputs", multiple=True, type=path, help="Write to FILE: .md .html .pdf .json; repeatable."
        ),
        click.option("--format", "form", type=click.Choice(["md", "html", "json", "pdf"]), help="On standard output."),
        click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
    ):
        command = option(command)
    return command


def context(**flags: Any) -> Context:
    """The context from flags, environment and briefer.toml."""
    import os

    from briefer.config import load_settings

    quiet = bool(flags.pop("quiet", False))
    given = {"store": flags.pop("store_path", None), **flags}
    settings = load_settings({k: v for k, v in given.items() if v is not None}, os.environ, Path.cwd())
    return Context(settings, datetime.now(UTC), quiet, _standard_input)


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise UsageError("-", "standard input is closed", "pipe an article into it")
    return sys.stdin.buffer.read()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="briefer")
def cli() -> None:
    """A one-page news brief in which every line can be checked against the words of its article."""


@cli.command("brief")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The page's date (default: today).")
@output_flags
@model_flags
@common
def brief_command(
    sources: Sequence[str],
    day: datetime | None,
    outputs: Sequence[str],
    form: str | None,
    as_json: bool,
    **flags: Any,
) -> int:
    """Make the page from files, folders or "-"; without any, from what is new in the store."""
    from briefer import pipeline
    from briefer.render.formats import suffix_of

    for output in outputs:
        suffix_of(output)
    at = context(**flags)
    dated = day.date() if day else at.now.astimezone().date()
    with at.store() as store:
        stdin = at.stdin() if "-" in sources else None
        taken = pipeline.ingest(sources, store=store, stdin=stdin, now=at.now)
        report(taken.problems)
        articles = taken.articles if sources else pipeline.unused(store, dated, at.now)
        if not articles:
            raise _nothing("brief", named=bool(sources))
        with terminal.progress(at.quiet) as progress:
            engine, fallback = pipeline.choose_engines(at.settings, store)
            made = pipeline.make_brief(
                articles, day=dated, engine=engine, fallback=fallback, store=store, progress=progress
            )
    report(made.problems)
    write(made.brief, outputs, "json" if as_json else form or "md", at)
    at.say(terminal.summary(made.brief))
    return PROBLEMS if taken.problems or made.problems else 0


def _nothing(command: str, *, named: bool) -> BrieferError:
    if named:
        return NothingToDo(command, "no usable article in what was named", "nothing was written")
    return NothingToDo(
        command, "nothing new in the store", "name files or folders, or add articles: briefer add SOURCE..."
    )


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@common
def add(sources: Sequence[str], **flags: Any) -> int:
    """Put articles into the store; says of each whether it is new, known or refused."""
    from briefer import pipeline

    at = context(**flags)
    with at.store() as store:
        stdin = at.stdin() if "-" in sources else None
        taken = pipeline.ingest(sources, store=store, stdin=stdin, now=at.now)
    for article in taken.articles:
        click.echo(f"{'new  ' if article.id in taken.new else 'known'} {article.id}  {article.outlet}: {article.title}")
    report(taken.problems)
    if not taken.articles:
        raise _nothing("add", named=True)
    return PROBLEMS if taken.problems else 0


@cli.command()
@click.argument("claim", metavar="WORDS|FILE")
@click.argument("more", nargs=-1, metavar="")
@click.option("--in", "sources", multiple=True, metavar="SOURCE...", help="Look only in these articles.")
@click.option("--speaker", default="", help="Did this person say it?")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common
def check(claim: str, more: Sequence[str], sources: Sequence[str], speaker: str, as_json: bool, **flags: Any) -> int:
    """Where do these words stand? Or: does this exported brief hold, line by line?"""
    from briefer import pipeline

    at = context(**flags)
    if more and not sources:
        raise UsageError(more[0], "one claim at a time", 'put the words in quotation marks: briefer check "WORDS"')
    sources = (*sources, *more)
    if Path(claim).suffix.lower() in EXPORTED and "\n" not in claim and len(claim.split()) <= 12:
        return _check_file(Path(claim), as_json, at)
    if len(claim) < 256 and Path(claim).is_file():
        raise UsageError(
            claim, "is a file, but no exported brief", 'look for words in it: briefer check "WORDS" --in FILE'
        )
    words = at.stdin().decode("utf-8", "replace") if claim == "-" else claim
    if not words.strip():
        raise UsageError("check", "no words to look for", 'give them in quotation marks: briefer check "WORDS"')
    with at.store() as store:
        stdin = at.stdin() if "-" in sources else None
        taken = pipeline.ingest(sources, stdin=stdin, now=at.now)
        report(taken.problems)
        if sources and not taken.articles:
            raise _nothing("check", named=True)
        found = pipeline.find_words(words, taken.articles, speaker=speaker)
        elsewhere = not any(hit.evidence.found for hit in found)
        if elsewhere:
            others = pipeline.find_words(words, pipeline.candidates(store, words), speaker=speaker)
            elsewhere = bool(sources) and any(hit.evidence.found for hit in others)
            found = others if elsewhere or not sources else found
    click.echo(terminal.hits_json(words, found) if as_json else terminal.hits(found, speaker, elsewhere=elsewhere))
    return 0 if found and found[0].as_claimed and not elsewhere and not taken.problems else PROBLEMS


def _check_file(path: Path, as_json: bool, at: Context) -> int:
    from briefer.render.proof import verify

    try:
        if path.exists() and (not path.is_file() or path.stat().st_size > LARGEST):
            raise UsageError(
                str(path), "is no exported brief", "name a .md, .html, .pdf or .json file that briefer wrote"
            )
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(str(path), error.strerror or "cannot be read", "name a brief that briefer wrote") from None
    with at.store() as store:
        try:
            result = verify(data, path.suffix.lower(), store.text)
        except InputError as error:
            report([error])
            return PROBLEMS
    click.echo(terminal.report_json(result) if as_json else terminal.report(str(path), result))
    return PROBLEMS if result.faults else 0


@cli.command()
@click.argument("ref", required=False, metavar="[BRIEF]")
@output_flags
@common
def export(ref: str | None, outputs: Sequence[str], form: str | None, as_json: bool, **flags: Any) -> int:
    """A stored brief again, by date or id (default: the latest), in any format."""
    at = context(**flags)
    with at.store() as store:
        write(_stored(store, ref), outputs, "json" if as_json else form or "md", at)
    return 0


@cli.command()
@click.argument("item", metavar="ITEM")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common
def show(item: str, as_json: bool, **flags: Any) -> int:
    """One line of a brief inside its article: NUMBER of the latest, or DATE#NUMBER."""
    ref, _, number = item.rpartition("#")
    if not (number.isascii() and number.isdigit()):
        raise UsageError(item, "is no item", "give its number, or DATE#NUMBER as in 2031-03-04#7")
    at = context(**flags)
    with at.store() as store:
        made = _stored(store, ref or None)
        found = next((one for one in made.items if one.number == int(number)), None)
        if found is None:
            known = f"items 1 to {len(made.items)}" if made.items else "no items"
            raise UsageError(item, f"the brief of {made.date} has {known}", "`briefer export` prints it")
        article = store.article(found.checked.article)
    click.echo(terminal.item_json(found) if as_json else terminal.item(made, found, article))
    return 0


@cli.command()
@click.argument("speaker")
@click.option("--issue", default="", help="Only positions on this issue.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common
def history(speaker: str, issue: str, as_json: bool, **flags: Any) -> int:
    """A speaker's positions over time, from all briefs in the store."""
    from briefer import pipeline

    at = context(**flags)
    with at.store() as store:
        found = pipeline.history(store, speaker, issue=issue)
    if not found:
        raise NothingToDo(speaker, "stands in no brief of the store", "names are compared by their last words")
    click.echo(terminal.history_json(found) if as_json else terminal.history(found))
    return 0


@cli.command()
@click.option("--limit", type=click.IntRange(min=1), help="Read at most so many articles.")
@model_flags
@common
def read(limit: int | None, **flags: Any) -> int:
    """Run the engine over every article in the store that it has not read, without a brief."""
    from briefer import pipeline

    at = context(**flags)
    with at.store() as store:
        engine, _ = pipeline.choose_engines(at.settings, store)
        with terminal.progress(at.quiet) as progress:
            made = pipeline.read_all(store, engine, limit=limit, progress=progress)
    if made is None:
        at.say("nothing to read: the engine has read every article in the store")
        return 0
    report(made.problems)
    at.say(terminal.summary(made.brief))
    return PROBLEMS if made.problems else 0


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common
def status(as_json: bool, **flags: Any) -> int:
    """Engine, store and spending."""
    at = context(**flags)
    with at.store() as store:
        click.echo(terminal.status(at.settings, store.status(), as_json))
    return 0


@cli.command()
@click.argument("article", metavar="ARTICLE")
@common
def forget(article: str, **flags: Any) -> int:
    """Take an article and all made from it out of the store."""
    at = context(**flags)
    with at.store() as store:
        if not store.forget(article):
            raise UsageError(article, "no such article in the store", "`briefer add` and `briefer show` name ids")
    at.say(f"forgotten: {article}, and every brief that used it")
    return 0


@cli.command()
@common
def init(**_: Any) -> int:
    """Write a commented briefer.toml here."""
    from briefer.config import example_toml

    path = Path("briefer.toml")
    if path.exists():
        raise UsageError(str(path), "exists already", "edit it, or move it away first")
    path.write_text(example_toml(), encoding="utf-8")
    click.echo(f"wrote {path}")
    return 0


def _stored(store: Store, ref: str | None) -> Brief:
    made = store.brief(ref)
    if made is None:
        what = f"no brief {ref!r}" if ref else "no brief yet"
        raise UsageError("store", what, "make one: briefer brief SOURCE...")
    return made


def write(made: Brief, outputs: Sequence[str], form: str, at: Context) -> None:
    """The brief in each output's format, all made before the first is written; else on standard output."""
    from briefer.render.formats import render_with_notes, suffix_of, write_whole

    pages = [(Path(output), *render_with_notes(made, suffix_of(output))) for output in outputs]
    for path, data, notes in pages:
        write_whole(path, data)
        at.say(*(f"{path}: {note}" for note in notes))
    if not pages:
        click.echo(render_with_notes(made, form)[0], nl=False)


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
    sys.exit(main(sys.argv[1:]))
