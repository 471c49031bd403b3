"""Commands that answer questions about what is there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefer.cli.context import JSON, NETWORK, PROBLEMS, Context, command, report, standard_input, tell
from briefer.errors import BrieferError, InputError, NothingToDo, UsageError

if TYPE_CHECKING:
    from briefer.models import Brief, Item

LARGEST = 100_000_000  # bytes of an exported brief
EXPORTED = (".md", ".html", ".pdf", ".json")


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
    from briefer.render.templates import Templates

    remedy = "name a .md, .html, .pdf or .json file that briefer wrote"
    try:
        if path.exists() and (not path.is_file() or path.stat().st_size > LARGEST):
            raise UsageError(str(path), "is no exported brief", remedy)
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(str(path), (error.strerror or "cannot be read").lower(), remedy) from None
    try:
        result = verify(
            data, path.suffix.lower(), at.store.text, Templates(at.settings.user), article_of=at.store.known
        )
    except BrieferError as error:
        error.subject = str(path)
        if not isinstance(error, InputError):
            raise
        report([error])
        return PROBLEMS
    tell(terminal.report_values(result) if as_json else terminal.report(str(path), result))
    return PROBLEMS if result.faults else 0


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


@command(
    click.argument("speaker"),
    click.option("--issue", default="", help="Only positions on this issue."),
    click.option(*("-o", "output"), type=click.Path(dir_okay=False), help="Draw them into an .html FILE."),
    JSON,
)
def history(at: Context, speaker: str, issue: str, output: str | None, as_json: bool) -> int:
    """A speaker's positions over time, from all briefs in the store."""
    from briefer import pipeline, terminal

    found = pipeline.history(at.store, speaker, issue=issue)
    if not found:
        raise NothingToDo(speaker, "stands in no brief of the store", "names are compared by their last words")
    if output:
        return _draw(found, Path(output), at)
    values = [{"date": made.date, "brief": made.id, "item": one} for made, one in found]
    tell(values if as_json else terminal.history(found))
    return 0


def _draw(found: Sequence[tuple[Brief, Item]], path: Path, at: Context) -> int:
    from briefer.render.formats import write_whole
    from briefer.render.history import history
    from briefer.render.look import look_of
    from briefer.render.templates import Templates

    if path.suffix.lower() != ".html":
        raise UsageError(str(path), "a history is drawn in HTML", "name an .html file")
    write_whole(path, history(found, look_of(at.settings), Templates(at.settings.user)))
    return 0


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
