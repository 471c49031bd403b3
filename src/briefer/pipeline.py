"""A brief from its articles: read and checked, kept, composed."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from briefer import __version__
from briefer.compose.bottom import sentence_faults, title_faults
from briefer.compose.select import Edition, compose, draft
from briefer.compose.similar import same_issue, same_speaker
from briefer.config import load_settings
from briefer.errors import BrieferError, BudgetError, ModelError, NothingToDo
from briefer.extract import Engine, Writer
from briefer.grounding.verdict import RULES_VERSION
from briefer.models import Article, Brief, Checked, Item, NotRead, Sentence, Wording
from briefer.reading import Outcome, choose_engines, read_each
from briefer.store import Store

LOOKED_BACK = 100
"""Briefs with which changes compare: so many take a fifth of a second, however many years the store holds."""

_Read = tuple[list[tuple[Article, tuple[Checked, ...]]], list[NotRead], list[BrieferError]]
Progress = Callable[[int, int, int, str], None]
"""Called with the articles done, their total, the positions accepted so far, and what was spent, in words."""


@dataclass(frozen=True, slots=True)
class Made:
    """A brief, and what went wrong on the way without stopping it."""

    brief: Brief
    problems: tuple[BrieferError, ...]


def make_brief(
    articles: Sequence[Article],
    *,
    day: date,
    engine: Engine,
    fallback: Engine | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
    watch: Sequence[str] = (),
) -> Made:
    """The brief of the articles, checked line by line; kept in the store if one is given. What is of the speakers and
    issues in `watch` comes first.

    Raises NothingToDo without articles, ModelError if the engine read none of them; a `fallback` reads them instead,
    and the page says so.
    """
    if not articles:
        raise NothingToDo("brief", "no article to read", "name files or folders that hold news articles")
    # with no other run at it: neither the articles nor the page's words are paid for twice
    with store.alone() if store else contextlib.nullcontext():
        notes: tuple[str, ...] = ()
        problems: list[BrieferError] = []
        try:
            done, not_read, failed = _read(articles, engine, store, progress)
        except ModelError as error:
            if fallback is None or isinstance(error, BudgetError):
                raise
            problems.append(error)
            notes = (f"The model gave no answer, so the embedded engine read the articles ({error.cause}).",)
            engine = fallback
            done, not_read, failed = _read(articles, engine, store, progress)
        edition = Edition(day, engine.name, __version__, RULES_VERSION, (*notes, *engine.notes), tuple(watch))
        wording, unworded = asyncio.run(_worded(edition, done, engine))
    earlier = store.briefs_before(day, LOOKED_BACK) if store else ()
    made = compose(edition, done, not_read=not_read, earlier=earlier, wording=wording)
    if store:
        store.save_brief(made, datetime.now(UTC))
    return Made(made, (*problems, *failed, *unworded))


def _read(articles: Sequence[Article], engine: Engine, store: Store | None, progress: Progress | None) -> _Read:
    """Each article's checked positions in the articles' order, what was not read, and which calls failed. Raises
    ModelError if the engine read none of them."""
    came: dict[str, Outcome] = {}
    accepted = 0

    def settle(article: Article, outcome: Outcome) -> None:
        nonlocal accepted
        came[article.id] = outcome
        accepted += sum(one.verdict.printable for one in outcome.checked)
        if store and outcome.new:
            store.save_reading(article.id, engine.key, outcome.checked, datetime.now(UTC))
        if progress:
            progress(len(came), len(articles), accepted, engine.budget.shown if isinstance(engine, Writer) else "")

    todo = ((article, store.reading(article.id, engine.key) if store else None) for article in articles)
    asyncio.run(read_each(todo, engine, settle))
    done = [(article, came[article.id].checked) for article in articles if not came[article.id].unread]
    not_read = [
        NotRead(article.origin, article.title, outcome.unread, article.id if not outcome.error else "")
        for article in articles
        if (outcome := came[article.id]).unread
    ]
    failed = [outcome.error for outcome in came.values() if outcome.error]
    if failed and not done:
        raise failed[0]
    return done, not_read, failed


async def _worded(
    edition: Edition, done: Sequence[tuple[Article, tuple[Checked, ...]]], engine: Engine
) -> tuple[Wording, tuple[BrieferError, ...]]:
    """The engine's issues and bottom line, as far as the items bear them out; a refused sentence is asked for once
    more, then left to code. Nothing where the engine words none or cannot be asked."""
    lines = draft(edition, done)
    if not isinstance(engine, Writer) or len(lines) < 2:
        return Wording(), ()
    told = [checked.position for checked, _ in lines]
    numbered = dict(enumerate(told, start=1))
    try:
        wording = await engine.word(told)
        sentences = {n: (said, sentence_faults(said, numbered)) for n, said in enumerate(wording.sentences)}
        refused = {n: pair for n, pair in sentences.items() if pair[1]}
        if refused:
            again = await engine.word(told, tuple(refused.values()))
            for n, said in zip(refused, again.sentences, strict=False):
                sentences[n] = (said, sentence_faults(said, numbered))
    except ModelError as error:
        return Wording(), (error,)
    plain = tuple(Sentence("" if faults else said.text, said.items) for said, faults in sentences.values())
    titled = ((title, members, [numbered[n] for n in members]) for title, members in wording.issues)
    issues = tuple(("" if title_faults(title, under) else title, members) for title, members, under in titled)
    return Wording(issues, plain), ()


def spending(store: Store) -> dict[str, str]:
    """Calls, tokens and money that the replies of the store cost: by model, for the latest brief, and for one of its
    articles on average; nothing where no model was asked."""
    if not (total := store.spending()):
        return {}
    latest = store.brief()
    used = store.spending([source.id for source in latest.sources]) if latest else []
    shown = {f"{row[1]} at {row[0]}": _cost([row]) for row in total}
    if latest and used:
        shown[f"articles of the brief of {latest.date}"] = _cost(used)
        shown["each of these on average"] = _cost(used, len(latest.sources))
    return {f"spent, {name}": words for name, words in shown.items()}


def _cost(rows: Sequence[tuple[str, str, int, int, int]], share: int = 1) -> str:
    from briefer.extract.spending import price

    calls, prompt, reply = (sum(row[n] for row in rows) / share for n in (2, 3, 4))  # type: ignore[misc]
    prices = [known(row[3], row[4]) if (known := price(row[0], row[1])) else None for row in rows]
    money = "price unknown" if None in prices else f"${sum(filter(None, prices)) / share:.4f}"
    return f"{calls:.3g} calls, {prompt:,.0f} prompt and {reply:,.0f} reply tokens, {money}"


def history(store: Store, speaker: str, *, issue: str = "") -> list[tuple[Brief, Item]]:
    """A speaker's printed positions over all briefs, the oldest first; only those on an issue, if one is named."""
    return [
        (brief, item)
        for brief in reversed(store.briefs_before(date.max))
        for item in brief.items
        if same_speaker(item.checked.position.speaker, speaker)
        and (not issue or same_issue(item.checked.position.issue, issue))
    ]


def brief(
    articles: Iterable[Article], *, date: date | None = None, engine: str = "auto", store: Path | str | None = None
) -> Brief:
    """The checked brief of the articles, dated `date` (default: today); no store is touched unless a path is given.

    `engine` is auto, embedded or llm; model, endpoint and key come from the environment and briefer.toml.
    Raises NothingToDo, UsageError, ModelError or StoreError.
    """
    settings = load_settings({"engine": engine}, os.environ, Path.cwd())
    day = date or datetime.now().astimezone().date()
    with contextlib.nullcontext() if store is None else Store.open(Path(store)) as kept:
        reader, fallback = choose_engines(settings, kept)
        return make_brief(tuple(articles), day=day, engine=reader, fallback=fallback, store=kept).brief
