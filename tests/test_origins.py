"""Copies of one story count once, however many outlets carry them."""

from __future__ import annotations

from made import article

from briefer.compose.origins import origins

STORY = """The council of Velmora closed the old mill on Monday after a long debate.
Ada Korr, who heads the works committee, said the roof would not last another winter.
Neighbours want a museum and have collected nine hundred signatures in three weeks.
The province has not said whether it will pay for pulling the building down."""
OTHER = """A ferry ran aground below Tarn on Sunday with forty passengers on board.
Nobody was hurt, the harbour master said, and all were taken ashore within the hour.
The company had been warned about the sandbank twice since the beginning of autumn.
Divers will look at the hull as soon as the water falls below two metres."""


def lines(text: str, *numbers: int) -> str:
    return " ".join(text.split("\n")[n] for n in numbers)


def origin(*stories: tuple[str, str]) -> list[str]:
    """The origins of stories given as outlet and text, the earliest first."""
    made = [
        article(text, outlet=outlet, id=str(n), published=f"2031-03-0{n + 1}")
        for n, (outlet, text) in enumerate(stories)
    ]
    found = origins(reversed(made))
    return [found[one.id] for one in made]


def test_different_stories_have_their_own_origins() -> None:
    assert origin(("Wire", STORY), ("Courier", OTHER)) == ["Wire", "Courier"]


def test_one_sentence_in_common_makes_no_copy() -> None:
    mixed = lines(OTHER, 0, 1, 2) + " " + lines(STORY, 1)
    assert origin(("Wire", STORY), ("Courier", mixed)) == ["Wire", "Courier"]


def test_a_copy_has_the_origin_of_the_earliest() -> None:
    assert origin(("Wire", STORY), ("Courier", STORY), ("Ledger", STORY)) == ["Wire"] * 3


def test_a_copy_may_be_cut_edited_and_led_in_anew() -> None:
    edited = "Velmora loses its mill. " + lines(STORY, 0, 1, 2).replace("long debate", "Long Debate")
    assert origin(("Wire", STORY), ("Courier", edited)) == ["Wire", "Wire"]


def test_a_short_report_that_quotes_one_sentence_is_no_copy() -> None:
    assert origin(("Wire", STORY), ("Courier", lines(STORY, 1) + " " + lines(OTHER, 0, 2))) == ["Wire", "Courier"]


def test_articles_of_unknown_outlets_are_origins_by_themselves() -> None:
    assert origin(("unknown", STORY), ("unknown", OTHER)) == ["0", "1"]
