"""No altered quote passes and no true one is lost: thousands of mutants of true quotes. `BRIEFER_SOAK=1` takes more."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from mutations import HARMFUL, HARMLESS, Kind, mutants, true_quotes

from briefer.grounding.locate import locate

pytestmark = pytest.mark.smoke

SOAK = os.environ.get("BRIEFER_SOAK") == "1"
HARMFUL_COUNT, HARMLESS_COUNT = (20_000, 10_000) if SOAK else (2_000, 1_000)


def wrong(kinds: dict[str, Kind], count: int, *, accepted: bool) -> tuple[int, list[str]]:
    """How many mutants are wrongly judged, and by kind how many of how many with an example."""
    made: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for kind, text, mutant, quote in mutants(kinds, count, seed=7):
        made[kind] += 1
        if locate(text, mutant).found is accepted:
            failed[kind] += 1
            examples.setdefault(kind, f"{mutant!r} of {quote!r}")
    return sum(failed.values()), [
        f"{kind}: {n} of {made[kind]}, as {examples[kind]}" for kind, n in failed.most_common()
    ]


def test_every_true_quote_is_found() -> None:
    assert [quote for text, quote in true_quotes() if not locate(text, quote).found] == []


def test_no_harmful_mutant_is_accepted() -> None:
    count, report = wrong(HARMFUL, HARMFUL_COUNT, accepted=True)
    assert count == 0, "\n".join(report)


def test_harmless_mutants_are_accepted() -> None:
    count, report = wrong(HARMLESS, HARMLESS_COUNT, accepted=False)
    assert count <= HARMLESS_COUNT * 0.005, "\n".join(report)


def test_every_kind_is_made() -> None:
    kinds = HARMFUL | HARMLESS
    assert {kind for kind, *_ in mutants(kinds, 5 * len(kinds), seed=3)} == set(kinds)
