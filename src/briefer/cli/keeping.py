"""Commands that set briefer up and clear it out."""

from __future__ import annotations

import os
from pathlib import Path

import click

from briefer.cli.context import Context, command
from briefer.errors import UsageError


@command(click.argument("article", metavar="ARTICLE"))
def forget(at: Context, article: str) -> int:
    """Take an article and all made from it out of the store."""
    briefs = at.store.forget(article)
    if briefs is None:
        raise UsageError(article, "no such article in the store", "`briefer add` and `briefer show` name ids")
    used = f"with the briefs that used it: {', '.join(briefs)}" if briefs else "which no brief has used"
    at.say(f"forgotten: {article}, {used}")
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
