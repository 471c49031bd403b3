"""Commands that read articles and make pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from briefer.cli.context import (
    ENGINE,
    LIMITS,
    NETWORK,
    OUTPUT,
    PROBLEMS,
    SOURCES,
    Context,
    Day,
    code_of,
    command,
    report,
    write,
)
from briefer.errors import NothingToDo


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
    with_withheld: bool,
    template: str | None,
    dry_run: bool,
    **limits: Any,
) -> int:
    """Make the page from files, folders, addresses or "-"; without any, from what is new in feeds and store."""
    from briefer import intake, pipeline, reading, terminal
    from briefer.render.formats import suffix_of
    from briefer.render.look import look_of
    from briefer.render.templates import chosen

    chosen(template, [suffix_of(output) for output in outputs] or [form], at.settings.user)
    look = look_of(at.settings, withheld=with_withheld)
    dated = day or at.now.astimezone().date()
    if sources:
        taken = at.ingest("brief", sources, at.store, allow_private=allow_private)
    else:
        feeds = at.settings.feeds
        taken = intake.news(feeds, at.store, dated, now=at.now, since=since, allow_private=allow_private)
        report(taken.problems)
        at.say(*taken.told)
    articles = taken.articles
    if not articles:
        remedy = "name files or addresses, keep some with `briefer add`, or put feeds into briefer.toml"
        missed = f", but {len(taken.problems)} of the inputs could not be read" if taken.problems else ""
        raise NothingToDo("brief", f"nothing new in feeds and store{missed}", "mend that" if missed else remedy)
    engine, fallback = reading.choose_engines(at.settings, at.store, **limits)
    if dry_run:
        click.echo(terminal.estimate(reading.estimate(articles, engine, at.store.reading)))
        return PROBLEMS if taken.problems else 0
    with terminal.progress(at.quiet) as progress:
        made = pipeline.make_brief(
            articles, day=dated, engine=engine, fallback=fallback, store=at.store, progress=progress,
            watch=at.settings.watch,
        )  # fmt: skip
    report(made.problems)
    write(made.brief, outputs, form, at, look, template)
    at.say(terminal.summary(made.brief))
    return code_of(*taken.problems, *made.problems)


@command(click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."), NETWORK)
def add(at: Context, sources: Sequence[str], allow_private: bool) -> int:
    """Put articles into the store; says of each whether it is new, a new version, known or refused."""
    taken = at.ingest("add", sources, at.store, allow_private=allow_private)
    for article in taken.articles:
        state = taken.new.get(article.id, "known")
        click.echo(f"{state:<5} {article.id}  {article.outlet}: {article.title}")
    return PROBLEMS if taken.problems else 0


@command(
    click.option("--limit", type=click.IntRange(min=1), help="Read at most so many articles."),
    click.option("--since", type=Day(), help="Only what came out on that day or later."),
    click.option("--on", metavar="ADDRESS", help='A dask scheduler, or "local" for a process per core.'),
    click.option("--in-flight", type=click.IntRange(min=1), default=16, help="Calls to the model at one time."),
    *ENGINE,
    *LIMITS,
)
def read(at: Context, limit: int | None, since: date | None, dry_run: bool, **how: Any) -> int:
    """Run the engine over every article in the store that it has not read, without a brief."""
    from briefer import archive, terminal

    if dry_run:
        click.echo(terminal.estimate(archive.estimate_unread(at.settings, at.store, limit=limit, since=since)))
        return 0
    with terminal.progress(at.quiet) as progress:
        tally = archive.read_all(at.settings, at.store, limit=limit, since=since, progress=progress, **how)
    report(tally.problems)
    at.say(terminal.tally(tally))
    return tally.stopped.exit_code if tally.stopped else code_of(*tally.problems)


@command(click.argument("ref", required=False, metavar="[BRIEF]"), *OUTPUT)
def export(
    at: Context, ref: str | None, outputs: Sequence[str], form: str | None, with_withheld: bool, template: str | None
) -> int:
    """A stored brief again, by date or id (default: the latest), in any format."""
    from briefer.render.look import look_of

    write(at.brief(ref), outputs, form, at, look_of(at.settings, withheld=with_withheld), template)
    return 0
