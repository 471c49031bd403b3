"""Questions to one model: in the strongest way it offers, again after what may pass, within limits, each paid once."""

import asyncio
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential

from briefer.errors import UsageError
from briefer.extract.answer import Form, printable
from briefer.extract.faults import Fault
from briefer.extract.gate import Gate
from briefer.extract.sdks import found
from briefer.extract.spending import Budget, Limits, price
from briefer.extract.wire import ASKED, Asked, Ledger, Replies

SECOND = "(Your last answer did not have the form asked for: {}. Answer once more, in that form.)"

OTHER = ", answered by"
"""After a model's name, in what is remembered of an endpoint: the model that answers in its stead."""

A = TypeVar("A", bound=Form)


@dataclass(slots=True)
class _Call:
    """What the attempts at one question share."""

    form: type[Form]
    messages: list[Any]
    article: str  # id; "" for what is asked about several
    divisible: bool  # whether a reply that was cut off leads to smaller questions, in the next run as well
    deadline: asyncio.Timeout
    failures: int = 0


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
        self._sdk = found(model, base_url, api_key)
        self.model, self.endpoint = self._sdk.model, self._sdk.endpoint
        self.limits, self.budget = limits or Limits(), budget or Budget()
        self._replies, self._transport = replies, transport
        self._ledger = Ledger(self.model, replies, self.budget)
        self._gate = Gate(self.limits.in_flight)
        self._known = replies.offer(self.endpoint, self.model) if replies else None
        self._way = self._sdk.ways[0] if len(self._sdk.ways) == 1 else None  # proven in this run
        self._finding: asyncio.Event | None = None
        self.answered_by = (replies.offer(self.endpoint, f"{self.model}{OTHER}") if replies else None) or ""
        self.budget.price = self.budget.price or price(self.endpoint, self.model)
        if self.budget.most_cost is not None and self.budget.price is None:
            raise UsageError("--max-cost", f"the price of {model} is not known", "limit the number: --max-calls N")

    async def ask(
        self, form: type[A], messages: list[dict[str, str]], *, article: str = "", divisible: bool = False
    ) -> A:
        """The model's answer. Raises Fault, or the BrieferError that a store raised on the way.

        The first question goes alone and finds out what the endpoint offers, unless that is known; then all others
        go as the gate lets them.
        """
        if self._finding is None:
            self._finding = asyncio.Event()
            if self._known or self._way:
                self._finding.set()
        else:
            await self._finding.wait()
        try:
            connected = self._sdk.connected(self._ledger, self.limits, self._transport)
            async with connected, asyncio.timeout(None) as deadline:
                answer: A = await self._strongest(_Call(form, messages, article, divisible, deadline))
                return answer
        except TimeoutError:
            raise Fault(f"no answer within {self.limits.deadline:g} s", passing=True) from None
        finally:
            self._finding.set()

    async def _strongest(self, call: _Call) -> Any:
        """The answer in the strongest way that the endpoint offers, which is then remembered: for good, unless a
        stronger one failed for what may pass."""
        doubtful = False
        names = sorted(self._sdk.ways, key=lambda name: name != self._known)
        for name in [self._way] if self._way else names:
            try:
                answer = await self._insist(call, name)
            except Fault as fault:
                spent = fault.again and call.failures >= self.limits.tries
                if self._way or not fault.mode or spent or name == names[-1]:
                    raise
                doubtful |= fault.again
            else:
                if not self._way and self._replies and not doubtful and name != self._known:
                    self._replies.save_offer(self.endpoint, self.model, name)
                self._way = self._way or name
                return answer
        raise AssertionError("the last offer raises or returns")

    async def _insist(self, call: _Call, way: str) -> Any:
        """The answer after as many tries as the limits leave; while finding out, a server error gets two."""

        def fault(state: RetryCallState) -> Any:
            return state.outcome and state.outcome.exception()

        def stop(state: RetryCallState) -> bool:
            doubtful = fault(state).mode and not self._way and state.attempt_number >= 2
            left = (call.deadline.when() or 0.0) - asyncio.get_running_loop().time()
            return doubtful or call.failures >= self.limits.tries or (fault(state).wait or 0) > left

        def wait(state: RetryCallState) -> float:
            return float(fault(state).wait or 0) + backoff(state)

        backoff = wait_random_exponential(multiplier=self.limits.backoff)
        again = retry_if_exception(lambda error: isinstance(error, Fault) and error.again)
        return await AsyncRetrying(retry=again, stop=stop, wait=wait, reraise=True)(self._once, call, way)

    async def _once(self, call: _Call, way: str) -> Any:
        """The answer, once the gate admits the question; what the fault in it means for those that follow."""
        if self._gate.closed_for > self.limits.deadline:
            raise Fault("too many requests", wait=self._gate.closed_for, passing=True)
        async with self._gate.place() as admitted:
            if call.deadline.when() is None:  # the clock starts at the first admission
                call.deadline.reschedule(asyncio.get_running_loop().time() + self.limits.deadline)
            asked = Asked(call.article)
            ASKED.set(asked)
            try:
                answer = await self._twice(call, way)
            except Fault as fault:
                call.failures += fault.again
                if fault.crowded:
                    self._gate.refused(admitted, fault.wait)
                if not (fault.again or fault.spent or (fault.smaller and call.divisible)):
                    self._ledger.drop()
                raise
            self._gate.answered()
            self._note(asked.answered_by)
            return answer

    async def _twice(self, call: _Call, way: str) -> Any:
        """The answer to one question, and to a second one if the first answer is not in the form asked for."""
        try:
            return await self._sdk.typed(call.form, call.messages, way)
        except Fault as fault:
            if not fault.form or (fault.mode and not self._way):
                raise
            *before, last = call.messages
            again = {**last, "content": f"{last['content']}\n\n{SECOND.format(fault.form)}"}
            return await self._sdk.typed(call.form, [*before, again], way)

    def _note(self, model: str) -> None:
        """Remembers for the page that another model answers than was asked; a longer or shorter name is the same."""
        asked, named = (name.lower().rpartition("/")[2].removesuffix(":latest") for name in (self.model, model))
        other = "" if asked.startswith(named) or named.startswith(asked) else printable(model)[:80]
        if other != self.answered_by:
            self.answered_by = other
            if self._replies:
                self._replies.save_offer(self.endpoint, f"{self.model}{OTHER}", other)
