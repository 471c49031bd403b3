"""What calls cost, and where to stop. Prices come from the genai-prices package, whose data is in its wheel."""

from collections.abc import Callable
from dataclasses import dataclass

from briefer.extract.faults import Fault

CHARACTERS = 4
"""Of English text and JSON in one token, about; what is not measured is reckoned so."""

REPLY = 2.4
"""Tokens of an answer for each of an article's, measured on the recorded answers."""

LONG = 1.5
"""Tokens of an answer for each of its question's that are kept free for it; the longest recorded had 1.4."""

Price = Callable[[int, int], float]
"""US dollars for so many prompt and completion tokens of one call."""


def tokens(characters: int) -> int:
    """About how many tokens so many characters are."""
    return -(-characters // CHARACTERS)


def price(endpoint: str, model: str) -> Price | None:
    """What a call of the model costs at an endpoint (an address, or a vendor's name); None where nobody knows."""
    from genai_prices import Usage, calc_price

    def cost(prompt: int, completion: int) -> float:
        usage = Usage(input_tokens=prompt, output_tokens=completion)
        if "://" in endpoint:
            return float(calc_price(usage, model, provider_api_url=endpoint).total_price)
        return float(calc_price(usage, model.partition("/")[2], provider_id=endpoint).total_price)

    try:
        cost(1, 1)
    except LookupError:
        return None
    return cost


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


@dataclass(slots=True, kw_only=True)
class Budget:
    """What one run may spend, and what it has spent. No limit is one that is not given."""

    most_calls: int | None = None
    most_cost: float | None = None  # US dollars
    price: Price | None = None
    calls: int = 0
    cost: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    promised: float = 0.0  # to calls in flight

    @property
    def tokens(self) -> int:
        """Of prompts and completions so far."""
        return self.prompt_tokens + self.completion_tokens

    @property
    def shown(self) -> str:
        """Calls, tokens and money so far, in words."""
        used = f"{self.calls} calls, {self.tokens:,} tokens"
        return f"{used}, ${self.cost:.4f}" if self.price else used

    def begin(self, characters: int) -> float:
        """Counts a call of so many characters; gives the dollars that are kept free for it, which `end` wants back.

        Raises Fault where a limit does not leave room for it and all that is in flight.
        """
        if self.most_calls is not None and self.calls >= self.most_calls:
            raise Fault(f"the {self.most_calls} calls of --max-calls are made", MORE, spent=True)
        promise = self._priced(tokens(characters), int(tokens(characters) * LONG))
        if self.most_cost is not None and self.cost + self.promised + promise > self.most_cost:
            raise Fault(f"the ${self.most_cost:g} of --max-cost are spent", MORE, spent=True)
        self.calls += 1
        self.promised += promise
        return promise

    def end(self, promise: float, prompt: int = 0, completion: int = 0) -> None:
        """Books what a call used; nothing for one that failed."""
        self.promised -= promise
        self.prompt_tokens += prompt
        self.completion_tokens += completion
        self.cost += self._priced(prompt, completion)

    def _priced(self, prompt: int, completion: int) -> float:
        return self.price(prompt, completion) if self.price and (prompt or completion) else 0.0


MORE = "run again with a higher limit; what was answered is kept"
