"""The engine that asks a model: Instructor-typed calls through the openai SDK, at any endpoint that speaks as OpenAI's.

The only file that knows the two libraries. Loading it takes a second or two: import it where a model is used.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import random
from collections import deque
from dataclasses import dataclass
from typing import Any

import httpx2
import instructor
from instructor.core.exceptions import InstructorError, ResponseParsingError
from openai import AsyncOpenAI
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from briefer.errors import BrieferError, ModelError, UsageError
from briefer.extract.answer import MOST, Answer, schema
from briefer.extract.parts import Part, merge, split
from briefer.extract.prompt import Prompt, load
from briefer.extract.wire import Fault, Replies, Wire, address, local, refused, way_out
from briefer.models import Article, Position

logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)  # it logs whole answers as errors

OPENAI = "https://api.openai.com/v1"
LANGUAGE = "English"  # of the brief's own words

FORM = instructor.openai_schema(Answer)  # once; else Instructor makes the class anew for every call
Offer = tuple[instructor.Mode, dict[str, Any]]
OFFERS: tuple[Offer, ...] = tuple(
    (mode, options)
    for options in ({"temperature": 0}, {})
    for mode in (instructor.Mode.JSON_SCHEMA, instructor.Mode.TOOLS, instructor.Mode.MD_JSON)
)
"""Ways to ask, the strongest first: strict schema, tool call, JSON in text; then without the temperature that reasoning
models refuse. The first one that an endpoint answers is the one for all further calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of the calls about one part of an article."""

    silence: float = 120.0  # seconds without a byte
    deadline: float = 300.0  # seconds for all of it, waits and retries included
    tries: int = 4  # failures of the connection or the endpoint
    backoff: float = 0.5  # seconds before the second try, doubling, with jitter
    reply: int = 4_000_000  # bytes of one answer
    part: int = 12_000  # characters of an article that are asked about at once
    smallest: int = 1_500  # characters below which a part that proved too long is not divided again


@dataclass(slots=True)
class _Call:
    """What the attempts at one part share."""

    article: Article
    messages: list[Any]
    ends: float  # on the event loop's clock
    failures: int = 0

    @property
    def left(self) -> float:
        return self.ends - asyncio.get_running_loop().time()


class ModelEngine:
    """Reads articles with a model; what `replies` keeps is not asked again.

    Without `base_url`, `model` is one of OpenAI's, or "vendor/model" as Instructor names it. Raises UsageError for a
    missing key, an unknown vendor, or one whose package is not installed.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        replies: Replies | None = None,
        prompt: Prompt | None = None,
        limits: Limits | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = f"llm {model}"
        self._client, self._model = _client(model, base_url, api_key)
        self._replies, self._prompt = replies, prompt or load()
        self._limits, self._transport = limits or Limits(), transport
        self._offer = None if isinstance(self._client, AsyncOpenAI) else OFFERS[0]  # a vendor's SDK knows its own way
        self._first: asyncio.Event | None = None
        self.unusable = 0  # items of answers that could not be read or came beyond the bound

    @property
    def endpoint(self) -> str:
        """The address without credentials, or the vendor's name."""
        if isinstance(self._client, AsyncOpenAI):
            return str(self._client.base_url.copy_with(username=None, password=None)).rstrip("/")
        return self._model.partition("/")[0]

    @property
    def key(self) -> str:
        """Digest of endpoint, model, prompt, schema and the size of parts."""
        made_of = [self.endpoint, self._model, self._prompt.digest, schema(), LANGUAGE, self._limits.part]
        return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()

    @property
    def notes(self) -> tuple[str, ...]:
        """How many items of the answers were no positions."""
        return (f"{self.unusable} items of the model's answers could not be read.",) if self.unusable else ()

    async def read(self, article: Article) -> tuple[Position, ...]:
        """The model's positions, each once. Raises ModelError naming endpoint, model and article.

        The first article goes alone and finds out what the endpoint offers; then all others go at once.
        """
        if self._first is not None:
            await self._first.wait()
            return await self._read(article)
        self._first = asyncio.Event()
        try:
            return await self._read(article)
        finally:
            self._first.set()

    async def _read(self, article: Article) -> tuple[Position, ...]:
        todo = deque(part for part in split(article.text, self._limits.part) if part.text.strip())
        positions: list[Position] = []
        while todo:
            part = todo.popleft()
            try:
                answer = await self._part(article, part)
            except Fault as fault:
                if not fault.smaller or len(part.text) < self._limits.smallest:
                    raise self._error(article, fault) from None
                todo.extendleft(reversed(part.halves()))
                continue
            self.unusable += answer.left_out
            positions += [item.position(article) for item in answer.positions]
        return merge(positions)

    async def _part(self, article: Article, part: Part) -> Answer:
        """The answer about one part, in the strongest way that the endpoint offers, which is then remembered."""
        messages = self._prompt.messages(article, part.text, before=part.before, language=LANGUAGE, most=MOST)
        call = _Call(article, messages, asyncio.get_running_loop().time() + self._limits.deadline)
        try:
            async with asyncio.timeout_at(call.ends):
                for offer in OFFERS:
                    try:
                        answer = await self._insist(call, self._offer or offer)
                    except Fault as fault:
                        spent = fault.again and call.failures >= self._limits.tries
                        if self._offer or not fault.mode or spent or offer is OFFERS[-1]:
                            raise
                    else:
                        self._offer = self._offer or offer
                        return answer
        except TimeoutError:
            raise Fault(f"no answer within {self._limits.deadline:g} s") from None
        raise AssertionError("the last offer raises or returns")

    async def _insist(self, call: _Call, offer: Offer) -> Answer:
        """The answer after as many tries as the limits leave; while finding out, a server error gets two."""

        def fault(state: RetryCallState) -> Any:
            return state.outcome and state.outcome.exception()

        def stop(state: RetryCallState) -> bool:
            doubtful = fault(state).mode and not self._offer and state.attempt_number >= 2
            return doubtful or call.failures >= self._limits.tries or (fault(state).wait or 0) > call.left

        def wait(state: RetryCallState) -> float:
            jitter: float = random.uniform(0.5, 1) * self._limits.backoff * 2 ** (state.attempt_number - 1)
            return (fault(state).wait or 0) + jitter

        again = retry_if_exception(lambda error: isinstance(error, Fault) and error.again)
        return await AsyncRetrying(retry=again, stop=stop, wait=wait, reraise=True)(self._once, call, offer)

    async def _once(self, call: _Call, offer: Offer) -> Answer:
        try:
            if isinstance(self._client, AsyncOpenAI):
                return await self._by_sdk(self._client, call, offer)
            return await self._by_vendor(self._client, call)
        except Fault as fault:
            call.failures += fault.again
            raise

    async def _by_sdk(self, client: AsyncOpenAI, call: _Call, offer: Offer) -> Answer:
        """One request, and one more if the answer is not in the form asked for."""
        mode, options = offer
        if mode is instructor.Mode.JSON_SCHEMA:  # Instructor leaves out `strict`, without which nothing is constrained
            strict = {"name": "positions", "strict": True, "schema": schema()}
            options = {**options, "extra_body": {"response_format": {"type": "json_schema", "json_schema": strict}}}
        inner = self._transport or way_out(client.base_url)
        wire = Wire(inner, self._replies, model=self._model, article=call.article.id, limit=self._limits.reply)
        timeout = httpx2.Timeout(self._limits.silence, connect=min(10.0, self._limits.silence))
        async with httpx2.AsyncClient(transport=wire, timeout=timeout, follow_redirects=False) as http:
            sdk = client.with_options(http_client=http, timeout=timeout, max_retries=0)
            try:
                return await _asked(instructor.from_openai(sdk, mode=mode), call, model=self._model, **options)
            except Fault as fault:
                if not fault.again and not fault.smaller:
                    wire.drop()
                raise

    async def _by_vendor(self, client: instructor.AsyncInstructor, call: _Call) -> Answer:
        """The same by a vendor's own SDK; what is kept is the answer as Instructor read it."""
        key = hashlib.sha256(json.dumps([self._model, call.messages, schema()]).encode()).hexdigest()
        if kept := self._replies.reply(key) if self._replies else None:
            return Answer.model_validate(json.loads(kept))
        answer = await _asked(client, call)
        if self._replies:
            self._replies.save_reply(
                key,
                endpoint=self.endpoint,
                model=self._model,
                article=call.article.id,
                body=answer.model_dump_json().encode(),
                prompt_tokens=0,  # each vendor counts in its own way
                completion_tokens=0,
            )
        return answer

    def _error(self, article: Article, fault: Fault) -> ModelError:
        title = " ".join("".join(c if c.isprintable() else " " for c in article.title).split())
        remedy = f"it asks to wait {fault.wait:.0f} s, then {fault.remedy}" if fault.wait else fault.remedy
        return ModelError(f'{self.endpoint}, {self._model}, "{title[:80]}"', fault.cause, remedy)


async def _asked(client: instructor.AsyncInstructor, call: _Call, **options: Any) -> Answer:
    """The typed answer. Raises Fault, or the BrieferError that a store raised on the way.

    No `context` is passed: Instructor would run the article through a template engine.
    """
    form: dict[str, Any] = {"response_model": FORM, "max_retries": 1, "strict": False}
    try:
        answer: Answer = await client.create(messages=call.messages, **form, **options)
        return answer
    except Exception as error:
        chain = [error]
        while following := chain[-1].__cause__ or chain[-1].__context__:
            chain.append(following)  # type: ignore[arg-type]
        known = [link for link in chain if isinstance(link, (Fault, BrieferError))]
        raise (known[0] if known else _fault(chain)) from None


def _fault(chain: list[Exception]) -> Fault:
    """What the libraries' exceptions stand for; their words may hold the article and are left out."""
    status = next((s for link in chain if isinstance(s := getattr(link, "status_code", None), int)), None)
    if status:
        return refused(status, httpx2.Headers(), b"")
    mode = any(isinstance(link, ResponseParsingError) for link in chain)  # as for a tool that was not called
    known = isinstance(chain[0], InstructorError)
    return Fault(
        "the answer is not in the form asked for" if known else f"asking failed ({type(chain[0]).__name__})", mode=mode
    )


def _client(
    model: str, base_url: str | None, api_key: str | None
) -> tuple[AsyncOpenAI | instructor.AsyncInstructor, str]:
    """The client and the model's name there. Vendors whose own client is the openai SDK go the way of any endpoint."""
    vendor, _, name = model.partition("/")
    if base_url is None and name and vendor != "openai":
        keys: dict[str, Any] = {"api_key": api_key} if api_key else {}
        try:
            made = instructor.from_provider(model, async_client=True, **keys)
        except Exception as error:  # each vendor's SDK has its own for a missing key
            said = str(error).splitlines() or [type(error).__name__]
            raise UsageError(model, said[0], "or name a base_url") from None
        return (made.client, name) if isinstance(made.client, AsyncOpenAI) else (made, model)
    url = address(base_url or OPENAI)
    api_key = (api_key or "").strip()
    if not api_key and not local(url.host):
        raise UsageError(model, f"no key for {url.host}", "set OPENAI_API_KEY or BRIEFER_API_KEY")
    if not (api_key.isascii() and api_key.isprintable()):
        raise UsageError(model, f"the key for {url.host} holds a character that no key has", "copy it again")
    unused = httpx2.AsyncClient(transport=httpx2.AsyncBaseTransport())  # each call brings its own way out
    client = AsyncOpenAI(base_url=url, api_key=api_key or "none", http_client=unused)
    return client, name if base_url is None and name else model
