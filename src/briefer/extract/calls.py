"""Typed calls to a model: Instructor through the openai SDK, at any endpoint that speaks as OpenAI's.

The only file that knows the two libraries. Loading it takes a second or two: import it where a model is used.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import json
import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2
import instructor
from instructor.core.exceptions import InstructorError, ResponseParsingError
from openai import AsyncOpenAI
from pydantic import ValidationError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from briefer.errors import BrieferError, UsageError
from briefer.extract.answer import Form, printable
from briefer.extract.faults import Fault, refused, usage
from briefer.extract.gate import Gate
from briefer.extract.spending import Budget, price
from briefer.extract.wire import ASKED, Answered, Asked, Ledger, Replies, Wire, address, local, way_out

logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)  # it logs whole answers as errors

instructor.from_openai  # noqa: B018  # loads what Instructor loads late: not within somebody's deadline

OPENAI = "https://api.openai.com/v1"

SECOND = "(Your last answer did not have the form asked for: {}. Answer once more, in that form.)"

OTHER = ", answered by"
"""After a model's name, in what is remembered of an endpoint: the model that answers in its stead."""

A = TypeVar("A", bound=Form)
Offer = tuple[instructor.Mode, dict[str, Any]]
OFFERS: dict[str, Offer] = {
    f"{name}{', no temperature' * (not options)}": (mode, options)
    for options in ({"temperature": 0}, {})
    for name, mode in (
        ("schema", instructor.Mode.JSON_SCHEMA),
        ("tools", instructor.Mode.TOOLS),
        ("text", instructor.Mode.MD_JSON),
    )
}
"""Ways to ask, the strongest first: strict schema, tool call, JSON in text; then without the temperature that reasoning
models refuse. The first one that an endpoint answers is the one for all further calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of a call, and of the calls at one time."""

    silence: float = 120.0  # seconds without a byte
    deadline: float = 300.0  # seconds for all of it from its first admission, waits and retries included
    tries: int = 4  # failures of the connection or the endpoint
    backoff: float = 0.5  # seconds before the second try, doubling, with jitter
    reply: int = 4_000_000  # bytes of one answer
    part: int = 12_000  # characters of an article that are asked about at once
    parts: int = 40  # of one article
    smallest: int = 1_500  # characters below which a part that proved too long is not divided again
    in_flight: int = 16  # calls at the same time


@dataclass(slots=True)
class _Call:
    """What the attempts at one question share."""

    form: type[Form]
    messages: list[Any]
    article: str  # id; "" for what is asked about several
    divisible: bool  # whether a reply that was cut off leads to smaller questions, in the next run as well
    deadline: asyncio.Timeout
    failures: int = 0

    def begin(self, seconds: float) -> None:
        """Starts the clock at the first admission."""
        if self.deadline.when() is None:
            self.deadline.reschedule(asyncio.get_running_loop().time() + seconds)

    @property
    def left(self) -> float:
        return (self.deadline.when() or 0.0) - asyncio.get_running_loop().time()


class Caller:
    """Asks one model at one endpoint; what `replies` keeps is not asked again.

    Without `base_url`, `model` is one of OpenAI's, or "vendor/model" as Instructor names it. Raises UsageError for a
    missing key, an unknown vendor, or one whose package is not installed, and for a limit of money where the price of
    the model is unknown.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        replies: Replies | None = None,
        limits: Limits | None = None,
        budget: Budget | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = model
        self._client, self.model = _client(model, base_url, api_key)
        self.limits, self.budget = limits or Limits(), budget or Budget()
        self._replies, self._transport = replies, transport
        self._ledger = Ledger(self.model, replies, self.budget)
        self._gate = Gate(self.limits.in_flight)
        self._known = replies.offer(self.endpoint, self.model) if replies else None
        self._offer: str | None = None  # proven in this run
        self._finding: asyncio.Event | None = None
        self._asking = 0
        if not isinstance(self._client, AsyncOpenAI):
            self._offer = next(iter(OFFERS))  # a vendor's SDK knows its own way
        self.answered_by = (replies.offer(self.endpoint, f"{self.model}{OTHER}") if replies else None) or ""
        self.budget.price = self.budget.price or price(self.endpoint, self.model)
        self.budget.limited_to(model)

    @property
    def endpoint(self) -> str:
        """The address without credentials, or the vendor's name."""
        if isinstance(self._client, AsyncOpenAI):
            return str(self._client.base_url.copy_with(username=None, password=None)).rstrip("/")
        return self.model.partition("/")[0]

    async def ask(
        self, form: type[A], messages: list[dict[str, str]], *, article: str = "", divisible: bool = False
    ) -> A:
        """The model's answer. Raises Fault, or the BrieferError that a store raised on the way.

        The first question goes alone and finds out what the endpoint offers, unless that is known; then all others
        go as the gate lets them.
        """
        if self._finding is None:
            self._finding = asyncio.Event()
            if self._known or self._offer:
                self._finding.set()
        else:
            await self._finding.wait()
        try:
            async with self._connected(), asyncio.timeout(None) as deadline:
                answer: A = await self._strongest(_Call(form, messages, article, divisible, deadline))
                return answer
        except TimeoutError:
            raise Fault(f"no answer within {self.limits.deadline:g} s", passing=True) from None
        finally:
            self._finding.set()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        """Connections that all questions of one time share; they close with the last, as the event loop may do."""
        if not self._asking and isinstance(self._client, AsyncOpenAI):
            wire = Wire(self._transport or way_out(self._client.base_url), self._ledger, self.limits.reply)
            timeout = httpx2.Timeout(self.limits.silence, connect=min(10.0, self.limits.silence))
            self._http = httpx2.AsyncClient(transport=wire, timeout=timeout, follow_redirects=False)
            sdk = self._client.with_options(http_client=self._http, timeout=timeout, max_retries=0)
            self._modes = {
                mode: instructor.from_openai(sdk, mode=mode) for mode in {mode for mode, _ in OFFERS.values()}
            }
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1
            if not self._asking and isinstance(self._client, AsyncOpenAI):
                await self._http.aclose()

    async def _strongest(self, call: _Call) -> Any:
        """The answer in the strongest way that the endpoint offers, which is then remembered: for good, unless a
        stronger one failed for what may pass."""
        doubtful = False
        names = sorted(OFFERS, key=lambda name: name != self._known)
        for name in [self._offer] if self._offer else names:
            try:
                answer = await self._insist(call, OFFERS[name])
            except Fault as fault:
                spent = fault.again and call.failures >= self.limits.tries
                if self._offer or not fault.mode or spent or name == names[-1]:
                    raise
                doubtful |= fault.again
            else:
                if not self._offer and self._replies and not doubtful and name != self._known:
                    self._replies.save_offer(self.endpoint, self.model, name)
                self._offer = self._offer or name
                return answer
        raise AssertionError("the last offer raises or returns")

    async def _insist(self, call: _Call, offer: Offer) -> Any:
        """The answer after as many tries as the limits leave; while finding out, a server error gets two."""

        def fault(state: RetryCallState) -> Any:
            return state.outcome and state.outcome.exception()

        def stop(state: RetryCallState) -> bool:
            doubtful = fault(state).mode and not self._offer and state.attempt_number >= 2
            return doubtful or call.failures >= self.limits.tries or (fault(state).wait or 0) > call.left

        def wait(state: RetryCallState) -> float:
            jitter: float = random.uniform(0.5, 1) * self.limits.backoff * 2 ** (state.attempt_number - 1)
            return (fault(state).wait or 0) + jitter

        again = retry_if_exception(lambda error: isinstance(error, Fault) and error.again)
        return await AsyncRetrying(retry=again, stop=stop, wait=wait, reraise=True)(self._once, call, offer)

    async def _once(self, call: _Call, offer: Offer) -> Any:
        """The answer to one question, and to a second one if the first answer is not in the form asked for."""
        if self._gate.closed_for > self.limits.deadline:
            raise Fault("too many requests", wait=self._gate.closed_for, passing=True)
        admitted = await self._gate.enter()
        call.begin(self.limits.deadline)
        asked = Asked(call.article)
        ASKED.set(asked)
        try:
            try:
                answer = await self._typed(call.form, call.messages, offer)
            except Fault as fault:
                if not fault.form or (fault.mode and not self._offer):
                    raise
                *before, last = call.messages
                again = {**last, "content": f"{last['content']}\n\n{SECOND.format(fault.form)}"}
                answer = await self._typed(call.form, [*before, again], offer)
        except Fault as fault:
            call.failures += fault.again
            if fault.crowded:
                self._gate.refused(admitted, fault.wait)
            if not (fault.again or fault.spent or (fault.smaller and call.divisible)):
                self._ledger.drop()
            raise
        else:
            self._gate.answered()
            self._note(asked.answered_by)
            return answer
        finally:
            self._gate.leave()

    def _note(self, model: str) -> None:
        """Remembers for the page that another model answers than was asked; a longer or shorter name is the same."""
        asked, named = (name.lower().rpartition("/")[2].removesuffix(":latest") for name in (self.model, model))
        other = "" if asked.startswith(named) or named.startswith(asked) else printable(model)[:80]
        if other != self.answered_by:
            self.answered_by = other
            if self._replies:
                self._replies.save_offer(self.endpoint, f"{self.model}{OTHER}", other)

    async def _typed(self, form: type[Form], messages: list[Any], offer: Offer) -> Any:
        """The answer to one request."""
        if not isinstance(self._client, AsyncOpenAI):
            return await self._by_vendor(self._client, form, messages)
        mode, options = offer
        if mode is instructor.Mode.JSON_SCHEMA:  # Instructor leaves out `strict`, without which nothing is constrained
            schema = form.model_json_schema()
            strict = {"name": schema.pop("title").lower(), "strict": True, "schema": schema}
            options = {**options, "extra_body": {"response_format": {"type": "json_schema", "json_schema": strict}}}
        return await _created(self._modes[mode], form, messages, model=self.model, **options)

    async def _by_vendor(self, client: instructor.AsyncInstructor, form: type[Form], messages: list[Any]) -> Any:
        """The same by a vendor's own SDK; what is kept is the answer as Instructor read it."""

        async def call() -> Answered:
            answer = await _created(client, form, messages)
            spent = getattr(getattr(answer, "_raw_response", None), "usage", None)
            return answer.model_dump_json().encode(), usage(spent)

        sent = json.dumps([self.model, messages, form.model_json_schema()])
        key = hashlib.sha256(sent.encode()).hexdigest()
        return form.model_validate_json(await self._ledger.answer(key, self.endpoint, len(sent), call))


@functools.cache
def _instructed(form: type[Form]) -> Any:
    """The form as Instructor wants it, once; else it makes the class anew for every call."""
    return instructor.openai_schema(form)


async def _created(client: instructor.AsyncInstructor, form: type[Form], messages: list[Any], **options: Any) -> Any:
    """The typed answer. Raises Fault, or the BrieferError that a store raised on the way.

    No `context` is passed: Instructor would run the article through a template engine. Its own second question is not
    used: it sends the bad answer back, and its requests could not be counted one by one.
    """
    asked: dict[str, Any] = {"response_model": _instructed(form), "max_retries": 0, "strict": False}
    try:
        return await client.create(messages=messages, **asked, **options)
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
    if not isinstance(chain[0], InstructorError):
        return Fault(f"asking failed ({type(chain[0]).__name__})")
    wrong = next((link.errors() for link in chain if isinstance(link, ValidationError)), [])
    form = "; ".join(f"{'.'.join(map(str, one['loc']))} {one['msg']}".strip() for one in wrong[:3])[:300]
    mode = any(isinstance(link, ResponseParsingError) for link in chain)  # as for a tool that was not called
    return Fault("the answer is not in the form asked for", mode=mode, form=form or "nothing of that form")


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
