"""`locate` beside a slow reading of its promises, on texts at random. `BRIEFER_SOAK=1` makes a million of them."""

from __future__ import annotations

import os
from random import Random

import oracle
import pytest

from briefer.grounding.locate import locate

pytestmark = pytest.mark.smoke
EACH = 125_000 if os.environ.get("BRIEFER_SOAK") == "1" else 500


def differences(count: int, seed: int) -> list[tuple[str, str, tuple[str, int], tuple[str, int]]]:
    """Text, quote, what `locate` says and what the oracle says, wherever they differ."""
    rng, found, done = Random(seed), [], 0
    while done < count:
        for text, quote in oracle.drawn(rng):
            evidence = locate(text, quote)
            match = evidence.match.value if oracle.bare_edges(quote) else "found"
            got = (match if evidence.found else "refused"), evidence.occurrences
            if got != (expected := oracle.verdict(text, quote)):
                found.append((text, quote, got, expected))
            done += 1
    return found


@pytest.mark.parametrize("seed", range(8))
def test_locate_says_what_a_slow_reading_says(seed: int) -> None:
    assert differences(EACH, seed)[:5] == []


def test_the_texts_try_every_class() -> None:
    rng, seen = Random(3), dict.fromkeys(("exact", "normalized", "found", "refused"), 0)
    for _ in range(200):
        for text, quote in oracle.drawn(rng):
            seen[oracle.verdict(text, quote)[0]] += 1
    assert min(seen.values()) > 10, seen
