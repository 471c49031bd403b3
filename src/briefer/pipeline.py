"""Where the steps meet: read, check, keep, compose. The model side and the pure side know each other only here."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from briefer import __version__
from briefer.compose.bottom import sentence_faults, title_faults
from briefer.compose.select import Edition, compose, draft
from briefer.compose.similar import same_issue, same_speaker
from briefer.config import Settings, load_settings
from briefer.errors import BrieferError, BudgetError, InputError, ModelError, NothingToDo, UsageError
from briefer.extract import Engine, Estimate, Failed, Writer
from briefer.extract.embedded import EmbeddedEngine
from briefer.grounding.verdict import RULES_VERSION, check
from briefer.models import UNKNOWN, Article, Brief, Checked, Item, NotRead, Position, Sentence, Wording
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


def choose_engines(
    settings: Settings, store: Store | None, *, max_calls: int | None = None, max_cost: float | None = None
) -> tuple[Engine, Engine | None]:
    """The engine that the settings name, and what reads in its stead if it is down. Raises UsageError.

    `auto` takes the model if one is named, with the embedded engine behind it. The limits, in calls and US dollars,
    are those of this run.
    """
    if not settings.uses_model:
        return EmbeddedEngine(), None
    if not settings.model:
        raise UsageError("--engine llm", "no model is named", "give --model NAME or set BRIEFER_MODEL")
    from briefer.extract.calls import Caller
    from briefer.extract.llm import ModelEngine
    from briefer.extract.spending import Budget

    caller = Caller(
        settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key,
        replies=store,
        budget=Budget(most_calls=max_calls, most_cost=max_cost),
    )
    engine = ModelEngine(caller, prompts=settings.user)
    return engine, EmbeddedEngine() if settings.engine == "auto" else None


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
    earlier = store.briefs_before(day, LOOKED_BACK) if store else ()
    wording, unworded = asyncio.run(_worded(edition, done, engine))
    made = compose(edition, done, not_read=not_read, earlier=earlier, wording=wording)
    if store:
        store.save_brief(made, datetime.now(UTC))
    return Made(made, (*problems, *failed, *unworded))


def _read(articles: Sequence[Article], engine: Engine, store: Store | None, progress: Progress | None) -> _Read:
    """What `_analyse` gives back, with no other run at it on this store."""
    with store.alone() if store else contextlib.nullcontext():
        return asyncio.run(_analyse(articles, engine, store, progress))


async def _analyse(
    articles: Sequence[Article], engine: Engine, store: Store | None, progress: Progress | None
) -> _Read:
    """Each article's checked positions in the articles' order, what was not read, and which calls failed."""
    count = accepted = 0
    failed: list[BrieferError] = []

    async def one(article: Article) -> tuple[Checked, ...] | NotRead | BrieferError:
        nonlocal count, accepted
        try:
            result = await _checked(article, engine, store, failed)
        except ModelError as error:
            return error
        except BrieferError:
            raise
        except Exception as error:  # a fault of ours costs one article, not the morning's page
            fault = InputError(article.origin, f"briefer failed on it ({type(error).__name__})", "please report it")
            fault.__cause__ = error
            return fault
        else:
            accepted += sum(c.verdict.printable for c in result) if isinstance(result, tuple) else 0
            return result
        finally:
            count += 1
            if progress:
                progress(count, len(articles), accepted, engine.spent if isinstance(engine, Writer) else "")

    results = await asyncio.gather(*(one(article) for article in articles))
    done: list[tuple[Article, tuple[Checked, ...]]] = []
    not_read: list[NotRead] = []
    for article, result in zip(articles, results, strict=True):
        if isinstance(result, tuple):
            done.append((article, result))
        elif isinstance(result, NotRead):
            not_read.append(result)
        else:
            failed.append(result)
            not_read.append(NotRead(article.origin, article.title, f"not analysed: {result.cause}"))
    if failed and not done:
        raise failed[0]
    return done, not_read, failed


async def _checked(
    article: Article, engine: Engine, store: Store | None, failed: list[BrieferError]
) -> tuple[Checked, ...] | NotRead:
    """The article's positions with their verdicts: kept ones judged anew if the rules changed, else read now.

    Where the engine could not be asked again about refused ones, that joins `failed` and nothing is kept, so that the
    next run mends them.
    """
    if engine.name.startswith("embedded") and article.language not in ("en", UNKNOWN):
        return NotRead(article.origin, article.title, f"language: {article.language}", article.id)
    kept = store.reading(article.id, engine.key) if store else None
    if kept is not None and all(checked.verdict.rules == RULES_VERSION for checked in kept):
        return kept
    positions = [checked.position for checked in kept] if kept is not None else await engine.read(article)
    checked = tuple(_judged(article, position) for position in positions)
    if kept is None and isinstance(engine, Writer):
        try:
            checked = await _mended(article, checked, engine)
        except ModelError as error:
            failed.append(error)
            return checked
    if store:
        store.save_reading(article.id, engine.key, checked, datetime.now(UTC))
    return checked


def _judged(article: Article, position: Position) -> Checked:
    return Checked(article=article.id, position=position, verdict=check(article.text, position))


async def _mended(article: Article, checked: tuple[Checked, ...], engine: Writer) -> tuple[Checked, ...]:
    """The positions, the refused ones in the words that the engine mended them to where those pass: one question."""
    refused = {n: failure for n, one in enumerate(checked) if (failure := Failed.of(one))}
    if not refused:
        return checked
    out = list(checked)
    printed = {(c.position.speaker, c.position.quote) for c in checked if c.verdict.printable}
    places = tuple(refused)
    for n, position in (await engine.repair(article, tuple(refused.values()))).items():
        if (position.speaker, position.quote) in printed:
            continue
        again = _judged(article, replace(position, repaired=True))
        if again.verdict.printable:
            out[places[n]] = again
            printed.add((position.speaker, position.quote))
    return tuple(out)


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


def estimate(articles: Sequence[Article], engine: Engine, store: Store) -> Estimate:
    """What the engine would spend on those of the articles that it has not read, without a call."""
    unread = [article for article in articles if store.reading(article.id, engine.key) is None]
    return engine.estimate(unread) if isinstance(engine, Writer) else Estimate(len(unread), 0, 0, 0, 0.0)


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


def read_all(
    store: Store, engine: Engine, *, limit: int | None = None, progress: Progress | None = None
) -> Made | None:
    """Run an engine and the checker over what it has not read yet, without a brief of its own being kept.

    Returns what came of it as a brief (never stored), or None if everything is read. Raises ModelError if the engine
    read none of it.
    """
    unread = [a for a in store.articles() if store.reading(a.id, engine.key) is None][:limit]
    if not unread:
        return None
    done, not_read, failed = _read(unread, engine, store, progress)
    edition = Edition(date.today(), engine.name, __version__, RULES_VERSION)
    return Made(compose(edition, done, not_read=not_read), tuple(failed))


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
