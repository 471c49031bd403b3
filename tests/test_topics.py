"""Labels for what texts are about, alike in different texts."""

from __future__ import annotations

import pytest

from briefer.text.topics import is_thing, main_topic, measure_of, topic_of, topic_words, topics

MONDAY = (
    "Orm will let no inspectors into the Skarn mine, the minister said. Tarn had asked for an inspection at Skarn. "
    "The inspectors at Skarn would have come in May."
)
TUESDAY = (
    "Inspectors may enter the Skarn mine from Friday, the minister said on Tuesday. Two inspectors came from Tarn. "
    "An inspection at Skarn takes a week."
)


def test_two_articles_on_one_matter_get_labels_of_the_same_words() -> None:
    monday, tuesday = topics(MONDAY, "No inspectors at Skarn"), topics(TUESDAY, "Minister opens Skarn to inspectors")
    assert topic_words(monday[0]) == topic_words(tuesday[0]) >= topic_words("Skarn inspections")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Skarn mine inspections", "inspectors at the Skarn mine"),
        ("Orm-Tarn railway", "Orm–Tarn rail"),
        ("Dockers' pay", "dockers’ wages"),
    ],
    ids=["inflected", "dash", "kin"],
)
def test_words_that_name_one_thing_count_as_one(one: str, other: str) -> None:
    assert topic_words(one) == topic_words(other)


def test_different_measures_share_only_the_place() -> None:
    assert topic_words("Skarn mine inspections") & topic_words("Skarn mine closure") == topic_words("Skarn mine")


def test_a_compound_stays_whole() -> None:
    text = "Tarn wants security guarantees. The security guarantees for Tarn must last. No guarantees, no treaty."
    assert topics(text)[0] == "Tarn security guarantees"


def test_a_dispute_over_pay_has_one_label_whatever_it_has_come_to() -> None:
    offer = topics(
        "The nurses' union wants more pay. The offer was 3 per cent. The offer stands.", "Nurses turn down offer"
    )
    strike = topics(
        "The strike begins on Monday. Pay is the cause of the strike. The union met.", "Nurses vote to strike"
    )
    assert offer[0] == strike[0] == "Nurses' pay"


def test_a_person_names_no_topic() -> None:
    text = "Brenn rejected the tax. The tax of Brenn is a tax on Orm. The tax in Orm is new."
    assert topics(text, people=frozenset({"Brenn"}))[0] == "Orm tax"


def test_a_word_with_a_capital_only_in_the_title_names_no_place() -> None:
    text = "The housing plan of Orm will cost too much. Housing in Orm is dear, and the housing bill grows."
    assert topics(text, "Minister Could Lose Housing Vote In Spring")[0] == "Orm housing"


def test_a_text_without_a_measure_has_no_topic() -> None:
    assert topics("The sun rose over the hills, and nobody was there to see it.") == ()


def test_no_more_labels_than_asked_for() -> None:
    text = (
        "Orm tax. Orm tax. Orm strike. Orm strike. Orm treaty. Orm treaty. Orm recount. Orm recount. Orm ban. Orm ban."
    )
    assert len(topics(text, most=2)) == 2


def test_a_passage_goes_to_the_label_whose_measure_it_names() -> None:
    labels = ("Orm tax", "Orm strike")
    assert topic_of(("the walkout begins at noon",), labels) == "Orm strike"


def test_a_passage_that_names_no_measure_takes_its_surroundings_into_account() -> None:
    labels = ("Orm tax", "Orm strike")
    assert topic_of(("it begins at noon", "The strike was called in May."), labels) == "Orm strike"


def test_a_passage_on_nothing_known_goes_to_the_main_label() -> None:
    assert topic_of(("the sun rose",), ("Orm tax", "Orm strike"), "Orm tax") == "Orm tax"
    assert topic_of(("the sun rose",), ()) == ""


def test_a_label_is_the_main_one_only_where_the_head_of_the_text_is_about_it() -> None:
    assert main_topic(("Orm tax",), "Minister defends new levy") == "Orm tax"
    assert main_topic(("Orm tax",), "The man who reads the river") == ""
    assert main_topic((), "Minister defends new levy") == ""


def test_a_place_is_a_thing_and_a_measure_is_none() -> None:
    assert is_thing("Skarn mine")
    assert not is_thing("Skarn mine inspections")


def test_a_measure_is_found_in_all_its_forms() -> None:
    assert "inspectors" in measure_of("Skarn mine inspections").split("|")


# title | lead | first label
LEADS = {
    "asylum law": "Norland tightens its asylum law|Norland's parliament passed a new asylum law on Thursday. "
    "Interior Minister Jana Holm said the asylum law was needed.|Asylum law",
    "factory subsidies": "Veltia doubles subsidies for chip factory|Veltia will double its subsidies for a "
    "chip factory in"
    " Morwen. Critics said the subsidies were too high.|Veltia subsidies",
    "coalition talks": "Coalition talks in Aldria collapse over pensions|Coalition talks between two parties of Aldria "
    "collapsed on Friday. “We will not return to the talks,” Mia Lund said.|Aldria talks",
    "wildfire fund": "Governor demands wildfire money|Governor Ana Ruiz demanded more from the wildfire fund. The fund"
    " for wildfire victims has paid a tenth. A spokesman said the fund was quick, as the law allowed."
    " The wildfire is out.|Wildfire fund",
    "airline strike": "Pilots of Norwind to strike|Pilots at Norwind will strike next week. Norwind said the strike was"
    " irresponsible.|Norwind strike",
    "a noun off the list": "Mayor wants statue removed|The mayor wants the statue removed. The statue is old. "
    "Veterans said "
    "the statue should stay.|Statue",
}


@pytest.mark.parametrize("case", LEADS.values(), ids=LEADS.keys())
def test_ordinary_news_of_any_field_has_a_label(case: str) -> None:
    title, text, expected = case.split("|")
    labels = topics(text, title)
    assert labels[0] == main_topic(labels, f"{title}. {text}") == expected


def test_a_word_that_neither_title_nor_beginning_has_is_no_label() -> None:
    text = "Nobody spoke at noon. " * 16 + "He saw the quay. She saw the quay. They saw the quay."
    assert topics(text, "Mayor silent") == ()


def test_the_plan_to_close_something_is_the_closure() -> None:
    text = "The Orm board wants to close the wards of Orm Hospital. The wards must stay, Tarn said. The plan is bad. "
    text += "The plan of Orm Hospital is bad, and the wards are full."
    labels = topics(text, "Orm plan for wards")
    assert [label for label in labels if label.startswith("Closure of ")]
    assert not [label for label in labels if label.endswith("plan")]
