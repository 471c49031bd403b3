"""What changed since earlier briefs, and who differs with whom."""

from datetime import date

import pytest
from made import article, brief, checked

from briefer.compose.changes import kind_of
from briefer.models import Brief, Stance

MONDAY = article("“No ferry,” said Ida Marl.")
TUESDAY = article("“The ferry may come,” said Ida Marl on Tuesday.", outlet="Tarn Herald")


def monday(**position: object) -> Brief:
    return brief([(MONDAY, [checked(MONDAY, "No ferry", **{"stance": "opposes", **position})])], day=date(2031, 5, 5))


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("opposes", "supports", "reversed"),
        ("supports", "opposes", "reversed"),
        ("opposes", "conditional", "softened"),
        ("supports", "neutral", "softened"),
        ("conditional", "opposes", "hardened"),
        ("neutral", "supports", "hardened"),
        ("opposes", "opposes", "repeated"),
        ("unclear", "opposes", ""),
        ("opposes", "unclear", ""),
    ],
)
def test_kind_of_change(before: str, now: str, kind: str) -> None:
    assert kind_of(Stance(before), Stance(now)) == kind


def test_a_reversal_carries_the_earlier_words_and_date() -> None:
    made = brief([(TUESDAY, [checked(TUESDAY, "The ferry may come")])], earlier=[monday()])
    (change,) = made.changes
    assert (change.kind, change.now, change.before_date, change.before_quote, change.before_outlet) == (
        "reversed", 1, date(2031, 5, 5), "No ferry", "Tarn Gazette",
    )  # fmt: skip


def test_another_issue_is_no_change() -> None:
    made = brief([(TUESDAY, [checked(TUESDAY, "The ferry may come")])], earlier=[monday(issue="School meals")])
    assert made.changes == ()


@pytest.mark.parametrize(
    ("issue", "quote", "found"),
    [
        pytest.param(
            "Subsidies for the ferry company", "The ferry may come", True, id="labels-share-a-word-as-the-words-do"
        ),
        pytest.param("Tarn school meals", "Meals were late", False, id="only-the-place"),
    ],
)
def test_an_issue_that_is_worded_anew_is_the_same_issue(issue: str, quote: str, found: bool) -> None:
    source = article(f"“{quote},” said Ida Marl on Tuesday.", outlet="Tarn Herald")
    made = brief([(source, [checked(source, quote, statement=f"Says: {quote}.", issue=issue)])], earlier=[monday()])
    assert bool(made.changes) is found


def test_a_speaker_who_was_in_no_earlier_brief_is_new() -> None:
    made = brief([(TUESDAY, [checked(TUESDAY, "The ferry may come", speaker="Jon Esk")])], earlier=[monday()])
    assert [(c.kind, c.speaker) for c in made.changes] == [("new", "Jon Esk")]


def test_a_speaker_on_an_issue_that_is_new_itself_is_no_change() -> None:
    today = checked(TUESDAY, "The ferry may come", speaker="Jon Esk", issue="School meals")
    assert brief([(TUESDAY, [today])], earlier=[monday()]).changes == ()


def test_a_first_brief_has_no_changes() -> None:
    assert monday().changes == ()


def test_only_the_latest_brief_with_the_issue_counts() -> None:
    older = brief([(MONDAY, [checked(MONDAY, "No ferry", stance="supports")])], day=date(2031, 5, 2))
    made = brief([(TUESDAY, [checked(TUESDAY, "The ferry may come")])], earlier=[monday(), older])
    assert made.changes[0].before_date == date(2031, 5, 5)


def test_outlets_that_report_one_remark_with_other_numbers_are_a_dispute() -> None:
    one = article("Marl said 18 boats would sail today.")
    two = article("Marl said 80 boats would sail today.", outlet="Tarn Herald")
    made = brief(
        [(one, [checked(one, "18 boats would sail today")]), (two, [checked(two, "80 boats would sail today")])]
    )
    (dispute,) = made.disputes
    assert (dispute.kind, dispute.subject) == ("report", "Ida Marl")
    assert sorted(dispute.difference.split(" against ")) == ["18 boats", "80 boats"]


@pytest.mark.parametrize(
    ("one", "two", "difference"),
    [
        ("We will build the bridge next year", "We will not build the bridge next year", "one has a negation"),
        ("We will build the bridge next year", "We may build the bridge next year", "one is less certain"),
        ("All lorries must leave the bridge", "Some lorries must leave the bridge", "“all” against “some”"),
        ("The bridge closes to cars from 1 March", "The bridge closes to cars from 1 May", "1 March against 1 May"),
        ("The bridge will close this winter", "The bridge will never close this winter", "one has a negation"),
    ],
    ids=["not", "may", "some", "date", "never"],
)
def test_one_small_word_is_another_report(one: str, two: str, difference: str) -> None:
    first, second = article(f"“{one},” Marl said."), article(f"“{two},” Marl said.", outlet="Tarn Herald")
    made = brief([(first, [checked(first, one)]), (second, [checked(second, two)])])
    either_way = (difference, " against ".join(reversed(difference.split(" against "))))
    assert len(made.items) == 2
    assert [dispute.difference.startswith(either_way) for dispute in made.disputes] == [True]


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        pytest.param(
            "The flow through the rock was only 18 litres a second", "80 litres against 18 litres", id="differs"
        ),
        pytest.param("The flow through the rock was 80 litres a second", "", id="agrees"),
        pytest.param("The rock weighs 18 tons and the flow is small", "", id="another-unit"),
        pytest.param("A dam that the Tarn board built holds 18 litres", "", id="another-matter"),
    ],
)
def test_one_figure_on_one_matter_is_a_dispute_under_whatever_headings(other: str, difference: str) -> None:
    one = article("Marl said 80 litres of water a second were coming through the rock on the left.")
    two = article(f"{other}, Ida Marl said.", outlet="Tarn Herald")
    words = "80 litres of water a second were coming through the rock on the left"
    made = brief([(one, [checked(one, words, issue="Tarn railway")]), (two, [checked(two, other, issue="Tarn dam")])])
    found = [d.difference for d in made.disputes]
    assert [sorted(words.split(" against ")) for words in found] == (
        [sorted(difference.split(" against "))] if difference else []
    )


def test_one_outlet_cannot_dispute_itself() -> None:
    one, two = article("Marl said 18 boats would sail today."), article("Marl said 80 boats would sail today.")
    made = brief(
        [(one, [checked(one, "18 boats would sail today")]), (two, [checked(two, "80 boats would sail today")])]
    )
    assert made.disputes == ()


def test_speakers_for_and_against_one_issue_are_a_dispute() -> None:
    positions = [checked(MONDAY, "No ferry", stance="opposes"), checked(MONDAY, "said Ida Marl", speaker="Jon Esk")]
    made = brief([(MONDAY, positions)])
    assert [(d.kind, d.subject, d.items) for d in made.disputes] == [("speakers", "Tarn ferry", (1, 2))]
