"""Engines: the functions from an Article to proposed Positions. What they propose is nothing until it is checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from briefer.models import Article, Checked, Position, Sentence, Severity, Span, Wording

if TYPE_CHECKING:
    from briefer.extract.spending import Budget


class Engine(Protocol):
    """One way to read an article. Implementations: `embedded.EmbeddedEngine`, `llm.ModelEngine`."""

    @property
    def name(self) -> str:
        """As the page shows it: "embedded 1" or "llm MODEL"."""

    @property
    def key(self) -> str:
        """Digest of all that decides the answer besides the article: readings are kept under it."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the page must say about the readings so far."""

    async def read(self, article: Article) -> tuple[Position, ...]:
        """Proposed positions, most important first. Raises ModelError; a model that finds none returns ()."""


HOPELESS = frozenset(("instruction", "language"))
"""Rules whose faults no other wording mends: text that talks to a machine, and what the rules cannot read."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A position that the checker refused: why, and where the true words stand (None where nobody knows)."""

    position: Position
    reasons: tuple[str, ...]  # "rule: message"
    near: Span | None
    misquoted: bool = False  # the quote stands nowhere in the article

    @classmethod
    def of(cls, checked: Checked) -> Self | None:
        """The refusal in a verdict; None where it may be printed, or where asking again is of no use."""
        verdict = checked.verdict
        evidence = verdict.evidence
        if verdict.printable or any(finding.rule in HOPELESS for finding in verdict.findings):
            return None
        if not evidence.found:
            near = evidence.nearest.span if evidence.nearest else None
            return cls(checked.position, (f"quote: {evidence.why}",), near, misquoted=True)
        faults = [f for f in verdict.findings if f.severity is Severity.FAULT]
        reasons = tuple(f"{fault.rule}: {fault.message}" for fault in faults)
        return cls(checked.position, reasons, Span(evidence.spans[0].start, evidence.spans[-1].end))


Refused = tuple[Sentence, tuple[str, ...]]
"""A sentence of the bottom line that its items do not bear out, and the reasons."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would cost: calls without those for mending and for the brief's own words."""

    articles: int
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost: float | None  # US dollars; None where the price is unknown


@runtime_checkable
class Writer(Protocol):
    """An engine that can be asked again, and that words the brief. Implementation: `llm.ModelEngine`."""

    @property
    def budget(self) -> "Budget":
        """What this run may spend, and what it has spent."""

    def estimate(self, articles: Sequence[Article]) -> Estimate:
        """What reading these would cost, without a call."""

    async def repair(self, article: Article, failed: Sequence[Failed]) -> dict[int, Position]:
        """The mended positions, not yet checked, by their place in `failed`. One call at most; raises ModelError."""

    async def word(self, told: Sequence[Position], refused: Sequence[Refused] = ()) -> Wording:
        """Issues and bottom line, not yet checked; only sentences worded anew, if some were `refused`. Nothing where
        the model gives none. One call; raises ModelError."""
