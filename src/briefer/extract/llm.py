"""The engine that asks a model: Instructor-typed calls through the openai SDK, to any endpoint that speaks its protocol.

The only file that knows the two libraries; both are loaded when the first engine is made.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import json
import logging
import random
import urllib.request
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefer.errors import BrieferError, ModelError, UsageError
from briefer.extract import parts, prompt
from briefer.models import Article, Position

if TYPE_CHECKING:
    import httpx2
    from instructor import AsyncInstructor
    from openai import AsyncOpenAI
    from tenacity import RetryCallState

    from briefer.extract.answer import Answer
    from briefer.extract.wire import Fault, Replies

OPENAI = "https://api.openai.com/v1"
LANGUAGE = "English"  # of the brief's own words

Offer = tuple[str, dict[str, Any]]
OFFERS: tuple[Offer, ...] = tuple(
    (mode, options) for options in ({"temperature": 0}, {}) for mode in ("JSON_SCHEMA", "TOOLS", "MD_JSON")
)
"""Ways to ask, the strongest first: strict schema, tool call, JSON in text; then without the temperature that reasoning
models refuse. The first one that an endpoint answers is the one for all further calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one call about one part of an article."""

    silence: float = 120.0  # seconds without a byte
    deadline: float = 300.0  # seconds for all of it, waits and retries included
    tries: int = 4  # failures of the connection or the endpoint
    backoff: float = 0.5  # seconds before the second try, doubling, with jitter
    reply: int = 4_000_000  # bytes of one answer
    part: int = 12_000  # characters of an article that are asked about at once
    smallest: int = 1_500  # characters below which a part that proved too long is not divided again


@dataclass(slots=True)
class _Call:
    """What one part's attempts share."""

    article: Article
    messages: list[dict[str, str]]
    ends: float = 0.0  # on the event loop's clock
    failures: int = field(default=0)


class ModelEngine:
    """Reads articles with a model. Asks once for what `replies` keeps, and counts what it could not use in `unusable`.

    Without `base_url`, `model` is OpenAI's or "vendor/model" as Instructor names it. Raises UsageError for a missing
    key, an unknown vendor, or one whose package is not installed.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        replies: Replies | None = None,
        asked: prompt.Prompt | None = None,
        limits: Limits | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)  # it logs whole answers as errors
        self.name = f"llm {model}"
        self._sdk, self._vendor, self._model = _client(model, base_url, api_key)
        self._replies, self._prompt = replies, asked or prompt.load()
        self._limits, self._transport = limits or Limits(), transport
        self._offer: Offer | None = None
        self._first: asyncio.Event | None = None
        self.unusable = 0

    @property
    def endpoint(self) -> str:
        """The address without credentials, or the vendor's name."""
        if self._sdk is None:
            return self._model.partition("/")[0]
        return str(self._sdk.base_url.copy_with(username=None, password=None, query=None)).rstrip("/")

    @property
    def key(self) -> str:
        """Digest of endpoint, model, prompt, schema and the size of parts."""
        from briefer.extract.answer import schema

        made_of = [self.endpoint, self._model, self._prompt.digest, schema(), LANGUAGE, self._limits.part]
        return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()

    async def read(self, article: Article) -> tuple[Position, ...]:
        """The model's positions, each once. Raises ModelError naming endpoint, model and article.

        The first article goes alone, so that one call finds out what the endpoint offers; all others go at once.
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
        todo = deque(part for part in parts.split(article.text, self._limits.part) if part.text.strip())
        positions: list[Position] = []
        while todo:
            part = todo.popleft()
            try:
                answer = await self._part(article, part)
            except _faults() as fault:
                if not fault.smaller or len(part.text) < self._limits.smallest:
                    raise self._error(article, fault) from None
                todo.extendleft(reversed(part.halves()))
            else:
                self.unusable += answer.left_out
                positions += [item.position(article) for item in answer.positions]
        return parts.merge(positions)

    async def _part(self, article: Article, part: parts.Part) -> Answer:
        """The answer about one part. Raises Fault."""
        from briefer.extract.answer import MOST
        from briefer.extract.wire import Fault

        values = {"language": LANGUAGE, "most": MOST}
        call = _Call(article, self._prompt.messages(article, part.text, before=part.before, **values))
        call.ends = asyncio.get_running_loop().time() + self._limits.deadline
        try:
            async with asyncio.timeout_at(call.ends):
                return await self._ask(call)
        except TimeoutError:
            raise Fault(f"no answer within {self._limits.deadline:g} s") from None

    async def _ask(self, call: _Call) -> Answer:
        """The answer in the strongest way that the endpoint offers, which is then remembered."""
        if self._offer:
            return await self._insist(call, self._offer)
        for offer in OFFERS:
            try:
                answer = await self._insist(call, offer)
            except _faults() as fault:
                if not fault.mode or offer is OFFERS[-1] or call.failures >= self._limits.tries:
                    raise
            else:
                self._offer = offer
                return answer
        raise AssertionError("unreachable")

    async def _insist(self, call: _Call, offer: Offer) -> Answer:
        """The answer after as many tries as the limits leave; a server error while finding out costs two."""
        from tenacity import AsyncRetrying, retry_if_exception

        def stop(state: RetryCallState) -> bool:
            fault: Any = state.outcome and state.outcome.exception()
            left = call.ends - asyncio.get_running_loop().time()
            doubtful = fault.mode and not self._offer and state.attempt_number >= 2
            return doubtful or call.failures >= self._limits.tries or (fault.wait or 0) > left

        def wait(state: RetryCallState) -> float:
            fault: Any = state.outcome and state.outcome.exception()
            return (fault.wait or 0.0) + random.uniform(0.5, 1) * self._limits.backoff * 2.0 ** (state.attempt_number - 1)

        again = retry_if_exception(lambda error: isinstance(error, _faults()) and error.again)
        return await AsyncRetrying(retry=again, stop=stop, wait=wait, reraise=True)(self._once, call, offer)

    async def _once(self, call: _Call, offer: Offer) -> Answer:
        try:
            return await (self._by_vendor(call) if self._vendor else self._by_sdk(call, offer))
        except _faults() as fault:
            call.failures += fault.again
            raise

    async def _by_sdk(self, call: _Call, offer: Offer) -> Answer:
        """One request, and one more if the answer is not in the form asked for."""
        import httpx2
        import instructor

        from briefer.extract.answer import Answer, schema
        from briefer.extract.wire import Wire

        assert self._sdk is not None
        mode, options = offer
        strict = {"name": "positions", "strict": True, "schema": schema()}
        body = {"response_format": {"type": "json_schema", "json_schema": strict}} if mode == "JSON_SCHEMA" else None
        inner = self._transport or _transport(str(self._sdk.base_url))
        wire = Wire(inner, self._replies, model=self._model, article=call.article.id, limit=self._limits.reply)
        timeout = httpx2.Timeout(self._limits.silence, connect=min(10.0, self._limits.silence))
        async with httpx2.AsyncClient(transport=wire, timeout=timeout, follow_redirects=False) as http:
            sdk = self._sdk.with_options(http_client=http, timeout=timeout, max_retries=0)
            client = instructor.from_openai(sdk, mode=instructor.Mode[mode])
            try:
                answer: Answer = await client.create(
                    model=self._model,
                    messages=call.messages,  # type: ignore[arg-type]
                    response_model=Answer,
                    max_retries=1,
                    strict=False,
                    extra_body=body,
                    **options,
                )
            except Exception as error:
                fault = _fault(error)
                if not fault.again and not fault.smaller:
                    wire.drop()
                raise fault from None
            return answer

    async def _by_vendor(self, call: _Call) -> Answer:
        """As by SDK, for a vendor with an SDK of its own: what is kept is the answer as Instructor read it."""
        from briefer.extract.answer import Answer, schema

        assert self._vendor is not None
        asked = json.dumps([self._model, call.messages, schema()]).encode()
        key = hashlib.sha256(asked).hexdigest()
        if kept := self._replies.reply(key) if self._replies else None:
            return Answer.model_validate_json(kept)  # type: ignore[no-any-return]
        try:
            answer: Answer = await self._vendor.create(
                messages=call.messages,  # type: ignore[arg-type]
                response_model=Answer,
                max_retries=1,
                strict=False,
            )
        except Exception as error:
            raise _fault(error) from None
        if self._replies:
            body = answer.model_dump_json().encode()
            used = {"prompt_tokens": 0, "completion_tokens": 0}  # each vendor counts in its own way
            about = {"endpoint": self.endpoint, "model": self._model, "article": call.article.id}
            self._replies.save_reply(key, body=body, **about, **used)
        return answer

    def _error(self, article: Article, fault: Fault) -> ModelError:
        title = " ".join("".join(c if c.isprintable() else " " for c in article.title).split())
        remedy = f"it asks to wait {fault.wait:.0f} s, then {fault.remedy}" if fault.wait else fault.remedy
        return ModelError(f'{self.endpoint}, {self._model}, "{title[:80]}"', fault.cause, remedy)


def _client(model: str, base_url: str | None, api_key: str | None) -> tuple[AsyncOpenAI | None, AsyncInstructor | None, str]:
    """The SDK's client or a vendor's, and the model's name there."""
    from openai import AsyncOpenAI

    vendor, _, name = model.partition("/")
    if base_url is None and name and vendor != "openai":
        return _by_name(model, api_key)
    if base_url is None and name:
        model = name
    url = base_url or OPENAI
    if not api_key and not _local(url):
        raise UsageError("model", f"no key for {url}", "set OPENAI_API_KEY or BRIEFER_API_KEY")
    return AsyncOpenAI(base_url=url, api_key=api_key or "none", max_retries=0), None, model


def _by_name(model: str, api_key: str | None) -> tuple[AsyncOpenAI | None, AsyncInstructor | None, str]:
    """A vendor by Instructor's name: many speak the same protocol and then go the same way as any endpoint."""
    import instructor
    from instructor.core.exceptions import InstructorError
    from openai import AsyncOpenAI

    keys = {"api_key": api_key} if api_key else {}
    try:
        client = instructor.from_provider(model, async_client=True, **keys)
    except (InstructorError, ImportError, ValueError) as error:
        raise UsageError(model, str(error).splitlines()[0], "or name a base_url") from None
    if isinstance(client.client, AsyncOpenAI):
        return client.client, None, model.partition("/")[2]
    return None, client, model


def _local(url: str) -> bool:
    """Whether an address is on this machine, where servers ask for no key."""
    import httpx2

    host = httpx2.URL(url).host
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _transport(url: str) -> httpx2.AsyncBaseTransport:
    """The real way out, through the proxy that the environment names for this address."""
    import httpx2

    address = httpx2.URL(url)
    proxy = None if urllib.request.proxy_bypass(address.host) else urllib.request.getproxies().get(address.scheme)
    return httpx2.AsyncHTTPTransport(proxy=proxy, verify=_trust())


def _fault(error: BaseException) -> Fault:
    """The fault at the bottom of what the libraries raised. A BrieferError, as of the store, is raised as it is."""
    from instructor.core.exceptions import ResponseParsingError

    from briefer.extract.wire import Fault, refused
