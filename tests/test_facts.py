"""Facts as a text states them, however they are spelt."""

from __future__ import annotations

import pytest

from briefer.text.facts.dates import dates
from briefer.text.facts.names import names, same_name, tokens_of
from briefer.text.facts.numbers import agree, quantities
from briefer.text.facts.senses import hedges, opposite, signs
from briefer.text.facts.words import english, stem, words

MONEY = (4_200_000.0, "$")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        pytest.param("$4.2 million", *MONEY, id="sign and magnitude"),
        pytest.param("4.2m dollars", *MONEY, id="short magnitude and word"),
        pytest.param("4,200,000 dollars", *MONEY, id="separators"),
        pytest.param("US$4.2 million", *MONEY, id="sign with a country"),
        pytest.param("15 per cent", 15.0, "percent", id="per cent in two words"),
        pytest.param("15%", 15.0, "percent", id="sign"),
        pytest.param("5 percentage points", 5.0, "points", id="points are no per cent"),
        pytest.param("half of them", 50.0, "percent", id="half as a share"),
        pytest.param("two thirds", 200 / 3, "percent", id="fraction in words"),
        pytest.param("one in five homes", 20.0, "percent", id="one in five"),
        pytest.param("a quarter of one per cent", 0.25, "percent", id="share of a share"),
        pytest.param("twenty-five thousand", 25_000.0, "", id="number words"),
        pytest.param("three hundred and twelve", 312.0, "", id="and goes on counting"),
        pytest.param("two and a half million euros", 2_500_000.0, "€", id="and a half"),
        pytest.param("half a million", 500_000.0, "", id="half a million"),
        pytest.param("2½ hours", 2.5, "hour", id="vulgar fraction"),
        pytest.param("two dozen", 24.0, "", id="dozens"),
        pytest.param("two weeks", 14.0, "day", id="weeks as days"),
        pytest.param("a decade", 120.0, "month", id="decade as months"),
    ],
)
def test_number_has_one_value_in_all_spellings(text: str, value: float, unit: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit) == (pytest.approx(value), unit)
    assert found.span.of(text) in text


@pytest.mark.parametrize(
    "text",
    ["in 2030", "on 3 May", "F-16 jets", "the G7", "at 16:30", "May 3", "ten in the evening", "the 1990s"],
    ids=lambda text: text,
)
def test_years_days_times_and_codes_are_no_numbers(text: str) -> None:
    assert not quantities(text)


@pytest.mark.parametrize(
    ("said", "there", "same"),
    [
        pytest.param("about 1,500 people", "1,487 people", True, id="rounded and marked"),
        pytest.param("1,500 people", "1,487 people", False, id="rounded without a mark"),
        pytest.param("more than 1,400", "1,487", True, id="lower bound that holds"),
        pytest.param("more than 900", "nearly 900", False, id="bounds on two sides"),
        pytest.param("hundreds of people", "412 people", True, id="vague word for a count"),
        pytest.param("thousands of people", "412 people", False, id="vague word too large"),
        pytest.param("a third", "33 percent", True, id="fraction for per cent"),
        pytest.param("15 percent", "15 members", False, id="share for a count"),
        pytest.param("the third", "three", False, id="ordinal for a count"),
        pytest.param("$5", "€5", False, id="other currency"),
    ],
)
def test_numbers_agree_in_unit_magnitude_and_bound(said: str, there: str, same: bool) -> None:
    assert agree(quantities(said)[0], quantities(there)[0]) is same


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3 May 2026", {("day", "3"), ("month", "5"), ("year", "2026")}),
        ("May 3, 2026", {("day", "3"), ("month", "5"), ("year", "2026")}),
        ("2026-05-03", {("day", "3"), ("month", "5"), ("year", "2026")}),
        ("last Monday", {("weekday", "monday")}),
        ("the coming week", {("relative week", "next")}),
        ("It may rain", set()),
        ("Mayor Ilse Marrow", set()),
        ("2000 people", set()),
        ("at 8:30", {("time", "8:30")}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_date_falls_into_its_parts(text: str, parts: set[tuple[str, str]]) -> None:
    assert {(when.kind, when.value) for when in dates(text)} == parts


def test_names_are_runs_of_capitals_without_days_and_first_words() -> None:
    text = "On Monday Mayor Ilse Marrow of the U.S. met the Bank of Wend. They signed."
    assert [name.span.of(text) for name in names(text)] == ["Mayor Ilse Marrow", "U.S.", "Bank of Wend"]
    assert names(text)[0].core == ("ilse", "marrow")


@pytest.mark.parametrize(
    ("said", "found", "same"),
    [
        pytest.param("Kessel", "Clara Kessel", True, id="surname"),
        pytest.param("Martin Kessel", "Clara Kessel", False, id="other first name"),
        pytest.param("C. Kessel", "Clara Kessel", True, id="initial"),
        pytest.param("NDU", "Northern Dock Union", True, id="acronym"),
        pytest.param("Canada", "Canadian", True, id="adjective of a country"),
        pytest.param("Dutch", "Netherlands", True, id="irregular adjective"),
        pytest.param("Tarnland", "Tarnlanders", True, id="people of a place"),
        pytest.param("Brock", "Brockman", False, id="longer name"),
    ],
)
def test_name_variants(said: str, found: str, same: bool) -> None:
    assert same_name(tokens_of(said), tokens_of(found)) is same


@pytest.mark.parametrize(
    "forms", ["close closed closing closure", "rise rose risen", "agree agreed agreement", "family families"]
)
def test_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("We will not accept the toll.", {"accept", "toll"}),
        ("They would not, for any price, sell it.", {"sell"}),
        ("The mayor, who has not resigned, said it.", {"resign"}),
        ("Nobody thinks it is fair.", {"think", "fair"}),
        ("It is not only a tax but a burden.", set()),
        ("No, the museum will open.", set()),
        ("They refuse to sign.", {"sign"}),
        ("They will neither sell nor burn the nets.", {"sell", "burn", "net"}),
        ("They have not sold boats, nor nets.", {"sell", "boat", "net"}),
    ],
)
def test_negation_turns_the_words_of_its_clause(text: str, turned: set[str]) -> None:
    found = {sign.word.key for sign in signs(text) if sign.odd}
    assert {stem(word) for word in turned} == found


def test_prefix_negates_the_word_behind_it() -> None:
    assert {(sign.word.key, sign.odd) for sign in signs("unfair")} == {("unfair", False), ("fair", True)}


def test_month_of_may_is_no_hedge() -> None:
    text = "In May it may rain."
    assert [hedge.span.of(text) for hedge in hedges(text)] == ["may"]


@pytest.mark.parametrize(("one", "other"), [("rose", "fell"), ("supports", "opposition"), ("bought", "sold")])
def test_opposites_are_known_in_all_forms(one: str, other: str) -> None:
    assert opposite(stem(one), stem(other))


def test_words_know_their_clause() -> None:
    found = words("The ferry sank, but the crew lived.")
    assert [word.clause for word in found] == [0, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The warden said the pass stays open.", True),
        ("No", True),
        ("José Pérault met Jürgen von der Halde.", True),
        ("Der Bürgermeister erklärte, das Rathaus bleibe geschlossen.", False),
        ("Le maire a dit que la piscine ne sera pas vendue.", False),
        ("Мэр сказал, что площадь открыта.", False),
        ("駅は九月に閉鎖する", False),
    ],
)
def test_english_is_told_by_its_function_words(text: str, expected: bool) -> None:
    assert english(text) is expected
