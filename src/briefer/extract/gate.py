"""How many calls are in flight at one endpoint: fewer when they are too many for it, again more when it answers."""

from __future__ import annotations

import asyncio
import time
from collections import deque


class Gate:
    """Admits up to `most` calls at a time; works in one event loop after another.

    Halves at each wave of refusals and grows by one for every round of answers, as TCP does (additive increase,
    multiplicative decrease). A wait that the endpoint asks for holds back all calls, not only the one that was refused.
    """

    def __init__(self, most: int) -> None:
        self._most, self.width = most, float(most)
        self._busy, self._waiting = 0, deque[asyncio.Future[None]]()
        self._opens = self._narrowed = 0.0  # on the monotonic clock

    @property
    def closed_for(self) -> float:
        """Seconds until calls are admitted again."""
        return max(self._opens - time.monotonic(), 0.0)

    async def enter(self) -> float:
        """Waits for a place; gives the moment of admission, which `refused` wants back."""
        while True:
            if self._busy >= int(self.width):
                await self._turn()
            elif self.closed_for:
                await asyncio.sleep(self.closed_for)
            else:
                self._busy += 1
                return time.monotonic()

    def leave(self) -> None:
        """Gives the place to those who wait."""
        self._busy -= 1
        self._wake()

    def answered(self) -> None:
        """An endpoint that answers can be asked a little more."""
        self.width = min(self.width + 1 / self.width, float(self._most))

    def refused(self, admitted: float, wait: float | None) -> None:
        """Too many calls; those that were in flight together count as one refusal."""
        now = time.monotonic()
        if admitted >= self._narrowed:
            self.width, self._narrowed = max(self.width / 2, 1.0), now
        self._opens = max(self._opens, now + (wait or 0.0))

    async def _turn(self) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():  # the place that was offered goes to the next
                self._wake()
            raise

    def _wake(self) -> None:
        free = int(self.width) - self._busy
        while free > 0 and self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(None)
                free -= 1
