"""What compose chooses, groups and orders."""

import pytest
from made import DAY, article, brief, checked

from briefer.compose.select import Edition, compose
from briefer.models import NotRead
from briefer.render.formats import render

TEXT = (
    "“The ferry must sail,” said Ida Marl.\n\nOlaf Brenn said the ferry was too dear.\n\nThe bakers want a later start."
)
GAZETTE = article(TEXT)
HERALD = article(TEXT + "\n\nMore on page two.", outlet="Tarn Herald")


def test_items_are_numbered_in_reading_order() -> None:
    made = brief([(GAZETTE, [checked(GAZETTE, "The ferry must sail"), checked(GAZETTE, "the ferry was too dear")])])
    assert [item.number for item in made.items] == [1, 2]


def test_what_has_a_fault_is_withheld_and_counted() -> None:
    made = brief(
        [
            (
                GAZETTE,
                [checked(GAZETTE, "The ferry must sail", fault="speaker"), checked(GAZETTE, "the ferry was too dear")],
            )
        ]
    )
    assert [c.position.quote for c in made.withheld] == ["The ferry must sail"]
    assert (made.counts.proposed, made.counts.accepted, made.counts.withheld) == (2, 1, 1)


def test_what_has_a_caution_only_is_printed_and_counted_as_flagged() -> None:
    made = brief([(GAZETTE, [checked(GAZETTE, "The ferry must sail", caution="hop")])])
    assert (len(made.items), made.counts.flagged, made.counts.withheld) == (1, 1, 0)


def test_words_that_are_not_in_the_article_are_withheld() -> None:
    made = brief([(GAZETTE, [checked(GAZETTE, "The ferry must never sail")])])
    assert (len(made.items), made.counts.withheld) == (0, 1)


def test_the_same_words_of_one_speaker_in_two_outlets_are_one_item() -> None:
    made = brief([(a, [checked(a, "The ferry must sail")]) for a in (GAZETTE, HERALD)])
    assert [(item.checked.article, item.also) for item in made.items] == [(GAZETTE.id, (HERALD.id,))]
    assert made.counts.merged == 1


@pytest.mark.parametrize("name", ["Olaf Brenn", "Brenn", "expensive ferries"])
def test_what_is_watched_comes_first(name: str) -> None:
    first = checked(GAZETTE, "The ferry must sail", issue="Timetable")
    dear = checked(GAZETTE, "the ferry was too dear", issue="Expensive ferries", speaker="Olaf Brenn")
    edition = Edition(DAY, "embedded", "0", "1", watch=(name,))
    also = checked(GAZETTE, "a later start", issue="Timetable", speaker="the bakers")
    made = compose(edition, [(GAZETTE, [first, also, dear])])
    assert made.items[0].checked.position.speaker == "Olaf Brenn"


def test_a_few_words_on_two_matters_stay_two_items() -> None:
    made = brief(
        [(a, [checked(a, "The ferry must sail", issue=on)]) for a, on in ((GAZETTE, "Tarn ferry"), (HERALD, "Net tax"))]
    )
    assert len(made.items) == 2


def test_copies_of_one_report_are_one_origin() -> None:
    report = "“The ferry must sail,” said Ida Marl. She told the council that no other boat would do for the island."
    own = article("Jon Esk had heard otherwise. “The ferry must sail,” said Ida Marl.", outlet="Esk Ledger")
    wire, copied = article(report, outlet="Wire"), article(report, outlet="Tarn Herald")
    made = brief([(a, [checked(a, "The ferry must sail")]) for a in (wire, copied, own)])
    assert [(len(item.also), item.origins) for item in made.items] == [(2, 2)]
    assert "also Tarn Herald, Esk Ledger (2 origins)" in str(render(made, "md"))


def test_the_same_words_of_two_speakers_stay_two_items() -> None:
    made = brief(
        [
            (a, [checked(a, "The ferry must sail", speaker=who)])
            for a, who in ((GAZETTE, "Ida Marl"), (HERALD, "Jon Esk"))
        ]
    )
    assert len(made.items) == 2


def test_a_number_that_differs_keeps_two_reports_apart() -> None:
    one, two = (
        article("Marl said 18 boats sail today."),
        article("Marl said 80 boats sail today.", outlet="Tarn Herald"),
    )
    made = brief([(one, [checked(one, "18 boats sail today")]), (two, [checked(two, "80 boats sail today")])])
    assert len(made.items) == 2


def test_like_labels_share_a_section_and_single_issues_stand_last() -> None:
    positions = [
        checked(GAZETTE, "The ferry must sail", issue="Tarn ferry"),
        checked(
            GAZETTE, "the ferry was too dear", issue="Cost of the Tarn ferry", speaker="Olaf Brenn", stance="opposes"
        ),
        checked(GAZETTE, "a later start", issue="Bakery hours", speaker="the bakers"),
        checked(GAZETTE, "said the ferry", issue="Parking fees", speaker="Jon Esk"),
    ]
    made = brief([(GAZETTE, positions)])
    assert [(section.title, len(section.items)) for section in made.sections] == [("Tarn ferry", 2), ("Also said", 2)]


def test_a_label_that_says_no_more_than_the_heading_becomes_the_heading() -> None:
    labels = ("Tarn ferry fares", "Tarn ferry fares", "Tarn fares")
    quotes = ("The ferry must sail", "the ferry was too dear", "a later start")
    made = brief([(GAZETTE, [checked(GAZETTE, q, issue=i, speaker=q) for q, i in zip(quotes, labels, strict=True)])])
    assert [item.checked.position.issue for item in made.items] == ["Tarn ferry fares"] * 3


def test_passages_cover_every_span_and_are_slices_of_the_article() -> None:
    (item,) = brief([(GAZETTE, [checked(GAZETTE, "the ferry was too dear")])]).items
    (passage,) = item.passages
    assert GAZETTE.text[passage.start :].startswith(passage.text)
    assert passage.text == "Olaf Brenn said the ferry was too dear."


def test_bottom_line_names_its_speakers_and_cites_items() -> None:
    made = brief([(GAZETTE, [checked(GAZETTE, "The ferry must sail")])])
    assert [(s.text, s.items) for s in made.bottom_line] == [("Ida Marl backs the ferry.", (1,))]


def test_bottom_line_does_not_name_a_speaker_twice() -> None:
    made = brief([(GAZETTE, [checked(GAZETTE, "The ferry must sail", statement="Marl backs the ferry.")])])
    assert made.bottom_line[0].text == "Marl backs the ferry."


def test_bottom_line_sets_a_statement_in_a_models_words_behind_its_speaker() -> None:
    positions = [checked(GAZETTE, "The ferry must sail", statement="Fares may rise.")]
    made = compose(Edition(DAY, "llm m", "0", "1"), [(GAZETTE, positions)])
    assert made.bottom_line[0].text == "Ida Marl: Fares may rise."


def test_bottom_line_names_the_issue_where_its_sentence_does_not() -> None:
    made = brief([(GAZETTE, [checked(GAZETTE, "The ferry must sail", statement="Wants more.")])])
    assert made.bottom_line[0].text == "Tarn ferry: Ida Marl wants more."


def test_an_articles_title_is_no_heading_where_issues_are_named() -> None:
    other = article("Marl liked the sea. Esk liked the fish.", title="A day at sea")
    fish = [
        checked(other, q, issue="", speaker=who)
        for q, who in (("liked the sea", "Ida Marl"), ("liked the fish", "Jon Esk"))
    ]
    ferry = [checked(GAZETTE, "The ferry must sail"), checked(GAZETTE, "the ferry was too dear", speaker="Olaf Brenn")]
    assert [s.title for s in brief([(GAZETTE, ferry), (other, fish)]).sections] == ["Tarn ferry", "Also said"]
    assert [s.title for s in brief([(other, fish)]).sections] == ["A day at sea"]


def test_what_was_not_read_stays_named() -> None:
    unread = NotRead("brot.md", "Brot", "language: de")
    assert brief([(GAZETTE, [])], not_read=[unread]).not_read == (unread,)


def test_the_same_input_gives_the_same_brief() -> None:
    def make() -> object:
        return brief([(a, [checked(a, "The ferry must sail")]) for a in (GAZETTE, HERALD)])

    assert make() == make()
