"""The engine that asks a model: for an article's positions, again for refused ones, for the brief's own words."""

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefer.errors import AnswerError, BudgetError, ModelError
from briefer.extract import Estimate, Failed, Refused
from briefer.extract.answer import MOST, Answer, printable
from briefer.extract.calls import A, Caller
from briefer.extract.faults import Fault
from briefer.extract.prompt import load
from briefer.extract.repair import Repair, refused_items
from briefer.extract.spending import REPLY, Budget, tokens
from briefer.extract.wording import ITEMS, Words, items_again, items_told
from briefer.models import Article, Position, Wording

LANGUAGE = "English"  # of the brief's own words
CARRIED = 700
"""Characters of the first and of the preceding paragraph that go with a later part, so that "he" has a name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an article, and what a reader must know from before it."""

    text: str
    before: str = ""

    def halves(self) -> tuple["Part", ...]:
        """The part in two or three smaller ones, or itself where it cannot be divided."""
        first, *others = split(self.text, -(-len(self.text) // 2))
        return (Part(first.text, self.before), *(Part(o.text, f"{self.before}\n{o.before}".strip()) for o in others))


class ModelEngine:
    """Reads articles with a model; `prompts` is the user's folder of them."""

    def __init__(self, caller: Caller, *, prompts: Path | None = None) -> None:
        self.name = f"llm {caller.name}"
        self.caller = caller
        self._prompt, self._repair, self._brief = (
            load(f"{name}.md", folder=prompts) for name in ("positions", "repair", "brief")
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Says so if another model answered than was asked."""
        other = self.caller.answered_by
        return (f"Asked for {self.caller.model}, the endpoint answered as {other}.",) if other else ()

    @property
    def budget(self) -> Budget:
        """What this run may spend, and what it has spent."""
        return self.caller.budget

    @property
    def key(self) -> str:
        """Digest of endpoint, model, prompts, schemas and the size of parts."""
        asked = [self._prompt.digest, self._repair.digest, Answer.model_json_schema(), Repair.model_json_schema()]
        made_of = [self.caller.endpoint, self.caller.model, *asked, LANGUAGE, self.caller.limits.part]
        return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()

    async def read(self, article: Article) -> tuple[Position, ...]:
        """The model's positions, each once. Raises ModelError naming endpoint, model and article."""
        todo = deque(self._parts(article))
        if len(todo) > self.caller.limits.parts:
            fault = Fault(f"the text is too long ({len(article.text):,} characters)", "give it in parts", text=True)
            raise self._error(article.title, fault)
        positions: list[Position] = []
        while todo:
            part = todo.popleft()
            try:
                messages, divisible = self._messages(article, part), len(part.text) >= self.caller.limits.smallest
                answer = await self.caller.ask(Answer, messages, article=article.id, divisible=divisible)
            except Fault as fault:
                if not fault.smaller or not divisible:
                    raise self._error(article.title, fault) from None
                todo.extendleft(reversed(part.halves()))
                continue
            labels = {item.issue for item in answer.positions if item.fits(article)}
            positions += [item.position(article, labels) for item in answer.positions]
        return merge(positions)

    async def repair(self, article: Article, failed: Sequence[Failed]) -> dict[int, Position]:
        """The positions as the model mends them, by their place in `failed`. One call, for those that a passage can
        help; nothing mended where the answer is of no use. Raises ModelError where a later run may succeed."""
        text, shown = refused_items(article, failed)
        if not shown:
            return {}
        messages = self._repair.filled({"text": text}, language=LANGUAGE)
        answer = await self._useful(Repair, messages, article.title, article.id)
        mended = {item.item: item for item in reversed(answer.items)} if answer else {}
        return {n - 1: item.mended(failed[n - 1].position, article) for n, item in mended.items() if n in shown}

    async def word(self, told: Sequence[Position], refused: Sequence[Refused] = ()) -> Wording:
        """Issues and bottom line for numbered positions, or sentences for those that were refused; nothing where the
        answer is of no use. Raises ModelError."""
        told = told[:ITEMS]
        text = items_again(told, refused) if refused else items_told(told)
        messages = self._brief.filled({"text": text}, language=LANGUAGE, again=bool(refused))
        words = await self._useful(Words, messages, "the brief") if told else None
        return words.wording(len(told)) if words else Wording()

    def estimate(self, articles: Sequence[Article]) -> Estimate:
        """What reading these would cost, without a call."""
        parts = [(article, part) for article in articles for part in self._parts(article)]
        form, price = tokens(len(json.dumps(Answer.model_json_schema()))), self.budget.price
        asked = [form + tokens(len(json.dumps(self._messages(*one), ensure_ascii=False))) for one in parts]
        answered = [int(tokens(len(part.text)) * REPLY) for _, part in parts]
        cost = sum(map(price, asked, answered)) if price else None
        return Estimate(len(articles), len(parts), sum(asked), sum(answered), cost)

    def _parts(self, article: Article) -> list[Part]:
        return [part for part in split(article.text, self.caller.limits.part) if part.text.strip()]

    def _messages(self, article: Article, part: Part) -> list[dict[str, str]]:
        return self._prompt.messages(article, part.text, before=part.before, language=LANGUAGE, most=MOST)

    async def _useful(self, form: type[A], messages: list[dict[str, str]], subject: str, article: str = "") -> A | None:
        """The answer; None for one of no use. Raises ModelError where a later run may succeed."""
        try:
            return await self.caller.ask(form, messages, article=article)
        except Fault as fault:
            if fault.passing:
                raise self._error(subject, fault) from None
            return None

    def _error(self, subject: str, fault: Fault) -> ModelError:
        remedy = f"it asks to wait {fault.wait:.0f} s, then {fault.remedy}" if fault.wait else fault.remedy
        of_text = fault.text or fault.smaller or fault.form
        kind = BudgetError if fault.spent else AnswerError if of_text else ModelError
        return kind(f'{self.caller.endpoint}, {self.caller.model}, "{printable(subject)[:80]}"', fault.cause, remedy)


def split(text: str, size: int) -> tuple[Part, ...]:
    """Parts of at most `size` characters, cut between paragraphs where one can; their texts together are `text`."""
    parts: list[Part] = []
    lead = latest = ""
    for paragraph in _bounded(text, size):
        if parts and len(parts[-1].text) + len(paragraph) <= size:
            parts[-1] = Part(parts[-1].text + paragraph, parts[-1].before)
        else:
            parts.append(Part(paragraph, "\n".join(dict.fromkeys(filter(None, (lead, latest))))))
        if words := paragraph.strip():
            lead, latest = lead or words[:CARRIED], words[-CARRIED:]
    return tuple(parts)


def merge(positions: Iterable[Position]) -> tuple[Position, ...]:
    """The positions in their order, each speaker's words once."""
    kept: dict[tuple[str, str], Position] = {}
    for position in positions:
        words = position.quote or position.statement
        kept.setdefault((position.speaker.casefold(), " ".join(words.split())), position)
    return tuple(kept.values())


def _bounded(text: str, size: int) -> Iterable[str]:
    """The paragraphs, with their line ends; one that is too long in pieces."""
    for paragraph in text.splitlines(keepends=True):
        while len(paragraph) > size:
            cut = _cut(paragraph[:size])
            yield paragraph[:cut]
            paragraph = paragraph[cut:]
        yield paragraph


def _cut(window: str) -> int:
    """Where to cut inside a paragraph: after a sentence, else after a word, else at the end of the window."""
    for end in (". ", "。", " "):
        if (at := window.rfind(end)) > 0:
            return at + len(end)
    return len(window)
