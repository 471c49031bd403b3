"""The libraries between a typed question and an endpoint: Instructor through the openai SDK, or a vendor's own SDK.

The only file that knows them. Loading it takes a second or two: import it where a model is used.
"""

import functools
import hashlib
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import instructor
from instructor.core.exceptions import InstructorError, ResponseParsingError
from openai import AsyncOpenAI
from pydantic import ValidationError

from briefer.errors import BrieferError, UsageError
from briefer.extract.answer import Form
from briefer.extract.faults import Fault, refused, usage
from briefer.extract.spending import Limits
from briefer.extract.wire import Answered, Ledger, Wire, address, local, way_out

for loud in ("instructor", "openai", "httpx2", "httpcore2"):  # they log questions, answers, headers and passwords
    logging.getLogger(loud).setLevel(logging.CRITICAL + 1)

instructor.from_openai  # noqa: B018  # loads what Instructor loads late: not within somebody's deadline

OPENAI = "https://api.openai.com/v1"

WAYS: dict[str, tuple[instructor.Mode, dict[str, Any]]] = {
    f"{name}{', no temperature' * (not options)}": (mode, options)
    for options in ({"temperature": 0}, {})
    for name, mode in (
        ("schema", instructor.Mode.JSON_SCHEMA),
        ("tools", instructor.Mode.TOOLS),
        ("text", instructor.Mode.MD_JSON),
    )
}
"""Ways to ask, the strongest first: strict schema, tool call, JSON in text; then without the temperature that reasoning
models refuse."""


class Compatible:
    """An endpoint that speaks as OpenAI's, whoever runs it."""

    ways = tuple(WAYS)

    def __init__(self, client: AsyncOpenAI, model: str) -> None:
        self._client, self.model = client, model
        self.endpoint = str(client.base_url.copy_with(username=None, password=None)).rstrip("/")
        self._asking = 0

    @asynccontextmanager
    async def connected(
        self, ledger: Ledger, limits: Limits, transport: httpx2.AsyncBaseTransport | None
    ) -> AsyncIterator[None]:
        """Connections that all questions of one time share; they close with the last, as the event loop may do."""
        if not self._asking:
            wire = Wire(transport or way_out(self._client.base_url), ledger, limits.reply)
            timeout = httpx2.Timeout(limits.silence, connect=min(10.0, limits.silence))
            self._http = httpx2.AsyncClient(transport=wire, timeout=timeout, follow_redirects=False)
            sdk = self._client.with_options(http_client=self._http, timeout=timeout, max_retries=0)
            self._modes = {mode: instructor.from_openai(sdk, mode=mode) for mode in {mode for mode, _ in WAYS.values()}}
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1
            if not self._asking:
                await self._http.aclose()

    async def typed(self, form: type[Form], messages: list[Any], way: str) -> Any:
        """The answer to one request. Raises Fault, or the BrieferError that a store raised on the way."""
        mode, options = WAYS[way]
        if mode is instructor.Mode.JSON_SCHEMA:  # Instructor leaves out `strict`, without which nothing is constrained
            schema = form.model_json_schema()
            strict = {"name": schema.pop("title").lower(), "strict": True, "schema": schema}
            options = {**options, "extra_body": {"response_format": {"type": "json_schema", "json_schema": strict}}}
        return await _created(self._modes[mode], form, messages, model=self.model, **options)


class Vendor:
    """A vendor with an SDK of its own, which knows its own way to ask and to connect."""

    ways = ("sdk",)

    def __init__(self, client: instructor.AsyncInstructor, model: str) -> None:
        self._client, self.model = client, model
        self.endpoint = model.partition("/")[0]

    @asynccontextmanager
    async def connected(self, ledger: Ledger, *_: Any) -> AsyncIterator[None]:
        """Nothing but the ledger for the questions."""
        self._ledger = ledger
        yield

    async def typed(self, form: type[Form], messages: list[Any], _: str) -> Any:
        """The answer to one request; what is kept is the answer as Instructor read it. Raises as above."""

        async def call() -> Answered:
            answer = await _created(self._client, form, messages)
            spent = getattr(getattr(answer, "_raw_response", None), "usage", None)
            return answer.model_dump_json().encode(), usage(spent)

        sent = json.dumps([self.model, messages, form.model_json_schema()])
        key = hashlib.sha256(sent.encode()).hexdigest()
        return form.model_validate_json(await self._ledger.answer(key, self.endpoint, len(sent), call))


def found(model: str, base_url: str | None, api_key: str | None) -> Compatible | Vendor:
    """Where a model's name leads. Vendors whose own client is the openai SDK go the way of any endpoint.

    Raises UsageError for an address or a key that is none, and for a vendor that cannot be asked.
    """
    vendor, _, name = model.partition("/")
    if base_url is None and name and vendor != "openai":
        keys: dict[str, Any] = {"api_key": api_key} if api_key else {}
        try:
            made = instructor.from_provider(model, async_client=True, **keys)
        except Exception as error:  # each vendor's SDK has its own for a missing key
            said = str(error).splitlines() or [type(error).__name__]
            raise UsageError(model, said[0], "or name a base_url") from None
        return Compatible(made.client, name) if isinstance(made.client, AsyncOpenAI) else Vendor(made, model)
    url = address(base_url or OPENAI)
    api_key = (api_key or "").strip()
    if not api_key and not local(url.host):
        raise UsageError(model, f"no key for {url.host}", "set OPENAI_API_KEY or BRIEFER_API_KEY")
    if not (api_key.isascii() and api_key.isprintable()):
        raise UsageError(model, f"the key for {url.host} holds a character that no key has", "copy it again")
    unused = httpx2.AsyncClient(transport=httpx2.AsyncBaseTransport())  # questions bring their own way out
    client = AsyncOpenAI(base_url=url, api_key=api_key or "none", http_client=unused)
    return Compatible(client, name if base_url is None and name else model)


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
