"""How many calls are in flight at one endpoint: fewer when they are too many for it, again more when it answers."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter


class Gate:
    """Admits up to `most` calls at a time; works in one event loop after another.

    Halves at each wave of refusals and grows by one for every round of answers, as TCP does (additive increase,
    multiplicative decrease). A wait that the endpoint asks for holds back all calls, not only the one that was refused.
    """

    def __init__(self, most: int) -> None:
        self._most, self.width = most, float(most)
        self._places = CapacityLimiter(most)
        self._opens = self._narrowed = 0.0  # on the monotonic clock

    @property
    def closed_for(self) -> float:
        """Seconds until calls are admitted again."""
        return max(self._opens - time.monotonic(), 0.0)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[float]:
        """A place, once one is free; gives the moment of admission, which `refused` wants back."""
        async with self._places:
            while self.closed_for:
                await asyncio.sleep(self.closed_for)
            yield time.monotonic()

    def answered(self) -> None:
        """An endpoint that answers can be asked a little more."""
        self._widen(min(self.width + 1 / self.width, float(self._most)))

    def refused(self, admitted: float, wait: float | None) -> None:
        """Too many calls; those that were in flight together count as one refusal."""
        now = time.monotonic()
        if admitted >= self._narrowed:
            self._narrowed = now
            self._widen(max(self.width / 2, 1.0))
        self._opens = max(self._opens, now + (wait or 0.0))

    def _widen(self, width: float) -> None:
        self.width = width
        self._places.total_tokens = int(width)
