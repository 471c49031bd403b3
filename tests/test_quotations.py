"""Which words stand in quotation marks, for every kind of mark."""

from __future__ import annotations

from itertools import pairwise

import pytest

from briefer.attribution.quotations import quoted

CASES = {
    "straight": ('The mayor said "no" and left.', ["no"]),
    "curly": ("“Not now,” she said. “Later.”", ["Not now,", "Later."]),
    "single curly": ("‘Not now,’ she said, and the crew’s boat left.", ["Not now,"]),
    "straight single": ("'It isn't ours,' he said of the crew's boat.", ["It isn't ours,"]),
    "a plural possessive does not close": ("He praised the ‘workers’ party’ today.", ["workers’ party"]),
    "guillemets": ("«Non», dit-elle.", ["Non"]),
    "guillemets pointing inwards": ("»Nein«, sagte er.", ["Nein"]),
    "German": ("„Nein“, sagte er.", ["Nein"]),
    "two single marks in a row": ("''Hello,'' he said. ``Bye,'' she said.", ["Hello,", "Bye,"]),
    "corner brackets": ("他说「今天『不行』」。", ["今天『不行』"]),
    "single inside double": ("“She called it ‘a joke’ twice,” he said.", ["She called it ‘a joke’ twice,"]),
    "double inside single": ("‘She called it “a joke” twice,’ he said.", ["She called it “a joke” twice,"]),
    "the same straight mark inside itself": ('"He said "no" to me," she said.', ['He said "no" to me,']),
    "space inside the marks": ('He said " hello " to her.', ["hello"]),
    "apostrophes alone": ("It's the '90s, rock 'n' roll, and don't ask 'em.", []),
    "inches and feet open nothing": ('A 6\'2" man carried a 12" board.', []),
    "a year before the closing mark": ('"We won in 2016" and "left".', ["We won in 2016", "left"]),
    "never closed": ("He left. “I am done, he said.\n\nThe end.", ["I am done, he said."]),
    "several paragraphs": ("“One.\n\n“Two.\n\n“Three,” he said.", ["One.", "Two.", "Three,"]),
    "several paragraphs, mark not repeated": ('She said, "One.\n\nTwo." Then she left.', ["One.", "Two."]),
    "no words inside": ('An empty "" pair and “ ” another.', []),
    "none": ("Nobody said a word.", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_quoted_finds_the_outermost_stretches(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in quoted(text)] == expected


@pytest.mark.parametrize("sign", ['"', "“", "'a ", 'a" ', "‘b’ ", '"“'])
def test_quoted_never_overlaps_and_stays_in_order(sign: str) -> None:
    spans = quoted(sign * 500)
    assert all(a.end <= b.start for a, b in pairwise(spans))
