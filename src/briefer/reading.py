"""One article read and checked: the same step for a brief, for an archive, and on another machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefer.config import Settings
from briefer.errors import BrieferError, InputError, ModelError, UsageError
from briefer.extract import Engine, Estimate, Failed, Writer
from briefer.extract.embedded import EmbeddedEngine
from briefer.grounding.verdict import RULES_VERSION, check
from briefer.models import UNKNOWN, Article, Checked, Position

if TYPE_CHECKING:
    from briefer.extract.wire import Replies

LANES = 32
"""Articles under way at one time: more than the calls in flight, so that checking keeps none of these waiting."""

HOPELESS = 20
"""Articles in a row for which the endpoint gave no answer, after which it is not asked for others."""

Kept = tuple[Checked, ...] | None
"""What the engine found in the article before; None if it has not read it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one article. It is whole, and can be kept, unless there is an error."""

    checked: tuple[Checked, ...] = ()
    unread: str = ""  # why it was not read; "" if it was
    error: BrieferError | None = None
    known: bool = False  # the reading is the one that was kept

    @property
    def new(self) -> bool:
        """Whether it is a reading to be kept."""
        return not (self.unread or self.error or self.known)


def choose_engines(
    settings: Settings,
    replies: Replies | None,
    *,
    max_calls: int | None = None,
    max_cost: float | None = None,
    in_flight: int | None = None,
) -> tuple[Engine, Engine | None]:
    """The engine that the settings name, and what reads in its stead if it is down. Raises UsageError.

    `auto` takes the model if one is named, with the embedded engine behind it. The limits, in calls, US dollars and
    calls at one time, are those of this run.
    """
    if not settings.uses_model:
        return EmbeddedEngine(), None
    if not settings.model:
        raise UsageError("--engine llm", "no model is named", "give --model NAME or set BRIEFER_MODEL")
    from briefer.extract.calls import Caller
    from briefer.extract.llm import ModelEngine
    from briefer.extract.spending import Budget, Limits

    caller = Caller(
        settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key,
        replies=replies,
        limits=Limits(in_flight=in_flight) if in_flight else None,
        budget=Budget(most_calls=max_calls, most_cost=max_cost),
    )
    engine = ModelEngine(caller, prompts=settings.user)
    return engine, EmbeddedEngine() if settings.engine == "auto" else None


def estimate(articles: Iterable[Article], engine: Engine, known: Callable[[str, str], Kept]) -> Estimate:
    """What the engine would spend on those of the articles that it has not read, without a call; `known` gives its
    reading of an article, by their ids."""
    unread = [article for article in articles if known(article.id, engine.key) is None]
    return engine.estimate(unread) if isinstance(engine, Writer) else Estimate(len(unread), 0, 0, 0, 0.0)


async def read_each(
    todo: Iterable[tuple[Article, Kept]],
    engine: Engine,
    settle: Callable[[Article, Outcome], object],
    *,
    lanes: int = LANES,
) -> None:
    """Reads the articles, `lanes` of them at a time, and hands on what came of each as it comes; the next is taken
    from `todo` when one is done. Raises what is no fault of an article: StoreError, UsageError."""
    waiting = iter(todo)

    async def lane() -> None:
        for article, kept in waiting:
            settle(article, await _outcome(article, kept, engine))
            await asyncio.sleep(0)  # an engine that waits for nothing would never be interrupted

    await asyncio.gather(*(lane() for _ in range(lanes)))


async def _outcome(article: Article, kept: Kept, engine: Engine) -> Outcome:
    try:
        return await _read(article, kept, engine)
    except ModelError as error:
        return Outcome(unread=f"not analysed: {error.cause}", error=error)
    except BrieferError:
        raise
    except Exception as error:  # a fault of ours costs one article, not the morning's page
        fault = InputError(article.origin, f"briefer failed on it ({type(error).__name__})", "please report it")
        fault.__cause__ = error
        return Outcome(unread=f"not analysed: {fault.cause}", error=fault)


async def _read(article: Article, kept: Kept, engine: Engine) -> Outcome:
    """The article's positions with their verdicts: kept ones judged anew if the rules changed, else read now.

    Where the engine could not be asked again about refused ones, that is an error, so that the next run mends them.
    """
    if engine.name.startswith("embedded") and article.language not in ("en", UNKNOWN):
        return Outcome(unread=f"language: {article.language}")
    if kept is not None and all(one.verdict.rules == RULES_VERSION for one in kept):
        return Outcome(kept, known=True)
    positions = [one.position for one in kept] if kept is not None else await engine.read(article)
    checked = tuple(_judged(article, position) for position in positions)
    if kept is None and isinstance(engine, Writer):
        try:
            checked = await _mended(article, checked, engine)
        except ModelError as error:
            return Outcome(checked, error=error)
    return Outcome(checked)


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
