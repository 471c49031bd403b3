"""The bottom line's sentences beside the items they cite: what must pass, what must not."""

from __future__ import annotations

import pytest

from briefer.compose.bottom import sentence_faults, title_faults
from briefer.models import Position, Sentence

ITEMS = {
    1: Position(
        speaker="Liv Handal", role="Mayor", issue="higher ferry fares in Tarnby", stance="opposes",
        statement="Handal will not raise ferry fares before every pier has a ramp.",
        quote="will not raise ferry fares “before every pier has a ramp”",
    ),
    2: Position(
        speaker="Odd Brekke", role="chair of the ferry board", issue="higher ferry fares in Tarnby", stance="supports",
        statement="Ferry fares may have to rise by 4 per cent in 2031.",
        quote="The fares may have to rise by 4 per cent in 2031",
    ),
    3: Position(
        speaker="Deckhands' Union", issue="night work on ferries", stance="conditional",
        statement="The union would accept night work only if crews were paid double.",
        quote="it would accept night work only if crews were paid double",
    ),
}  # fmt: skip

BORNE_OUT = [
    ("Handal will not raise ferry fares before every pier has a ramp.", (1,)),
    ("Mayor Liv Handal opposes higher ferry fares in Tarnby until every pier has a ramp.", (1,)),
    ("Handal opposes higher ferry fares, while Brekke says they may have to rise by 4 per cent in 2031.", (1, 2)),
    ("Brekke supports higher ferry fares; Handal opposes them.", (1, 2)),
    ("The Deckhands' Union would accept night work only if crews were paid double.", (3,)),
]
REFUSED = [
    ("name", "Handal and Marrow oppose higher ferry fares.", (1,)),
    ("name", "Ida Handal will not raise ferry fares.", (1,)),
    ("number", "Brekke says ferry fares may have to rise by 6 per cent in 2031.", (2,)),
    ("date", "Brekke says ferry fares may have to rise by 4 per cent in 2032.", (2,)),
    ("negation", "Handal will raise ferry fares before every pier has a ramp.", (1,)),
    ("negation", "Handal supports higher ferry fares in Tarnby.", (1,)),
    ("negation", "Brekke opposes higher ferry fares, while Handal supports them.", (1, 2)),
    ("number", "Handal wants ferry fares to rise by 4 per cent, while Brekke is silent.", (1, 2)),
    ("modality", "Brekke says ferry fares rise by 4 per cent in 2031.", (2,)),
    ("unrelated", "Handal betrayed commuters and ruined a proud harbour for personal gain.", (1,)),
    ("marks", "Handal called higher ferry fares “a scandal”.", (1,)),
    ("items", "Handal will not raise ferry fares.", (1, 9)),
    ("speaker", "Ferry fares may have to rise by 4 per cent in 2031.", (2,)),
    ("length", "Handal will not raise ferry fares. " * 10, (1,)),
]


@pytest.mark.parametrize(("text", "items"), BORNE_OUT)
def test_a_sentence_that_its_items_bear_out_passes(text: str, items: tuple[int, ...]) -> None:
    assert sentence_faults(Sentence(text, items), ITEMS) == ()


@pytest.mark.parametrize(("kind", "text", "items"), REFUSED)
def test_a_sentence_that_they_do_not_is_refused_with_the_reason(kind: str, text: str, items: tuple[int, ...]) -> None:
    assert kind in {fault.partition(":")[0] for fault in sentence_faults(Sentence(text, items), ITEMS)}


@pytest.mark.parametrize("title", ["Higher ferry fares in Tarnby", "Ferry fares"])
def test_a_heading_in_the_items_words_passes(title: str) -> None:
    assert title_faults(title, [ITEMS[1], ITEMS[2]]) == ()


@pytest.mark.parametrize("title", ["Mayor Marrow resigns", "Ferry fares up 9 per cent", "Corruption at the harbour"])
def test_a_heading_with_more_than_that_is_refused(title: str) -> None:
    assert title_faults(title, [ITEMS[1], ITEMS[2]])
