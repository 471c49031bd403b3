"""One sentence for what a speaker holds: verb first, third person, nothing lost."""

from __future__ import annotations

import pytest
from attributed import attribution, span

from briefer.attribution.leads import GROUP, HE, SHE, THEY, Person, cue_lemma, reported, third_person
from briefer.attribution.wording import is_split, statement
from briefer.models import Mode, Span

INDIRECT = [
    (
        "own will",
        "Ada Brenn said she would not sell the quay.",
        "said",
        "she would not sell the quay",
        "Says that she would not sell the quay.",
    ),
    (
        "said",
        "Ada Brenn said the ferry would not sail.",
        "said",
        "the ferry would not sail",
        "Says that the ferry would not sail.",
    ),
    (
        "said that",
        "Ada Brenn said that the quay was safe.",
        "said",
        "that the quay was safe",
        "Says that the quay was safe.",
    ),
    (
        "told somebody",
        "Ada Brenn told reporters in Orm that fares would rise.",
        "told",
        "that fares would rise",
        "Says that fares would rise.",
    ),
    (
        "warned",
        "Ada Brenn warned that ice could close the strait.",
        "warned",
        "that ice could close the strait",
        "Warns that ice could close the strait.",
    ),
    ("behind", "The quay was unsafe, Ada Brenn said.", "said", "The quay was unsafe", "Says that the quay was unsafe."),
    (
        "name first",
        "Orm would pay its share, Ada Brenn said.",
        "said",
        "Orm would pay its share",
        "Says that Orm would pay its share.",
    ),
    (
        "title first",
        "Health Minister Olaf Marn opposes the sale, Ada Brenn said.",
        "said",
        "Health Minister Olaf Marn opposes the sale",
        "Says that Health Minister Olaf Marn opposes the sale.",
    ),
    (
        "object",
        "Ada Brenn rejected the offer of a second ferry.",
        "rejected",
        "the offer of a second ferry",
        "Rejects the offer of a second ferry.",
    ),
    ("particle", "Ada Brenn called for a second ferry.", "called", "for a second ferry", "Calls for a second ferry."),
    ("infinitive", "Ada Brenn vowed to reopen the quay.", "vowed", "to reopen the quay", "Vows to reopen the quay."),
    (
        "somebody urged",
        "Ada Brenn urged both crews not to sail.",
        "urged",
        "not to sail",
        "Urges both crews not to sail.",
    ),
    (
        "gerund",
        "The mayor spoke first, demanding a second ferry.",
        "demanding",
        "a second ferry",
        "Demands a second ferry.",
    ),
    ("has", "Ada Brenn has ruled out a second ferry.", "has ruled", "a second ferry", "Has ruled out a second ferry."),
    (
        "dated",
        "Ada Brenn rejected the offer of 3 March.",
        "rejected",
        "the offer of 3 March",
        "Rejected the offer of 3 March.",
    ),
    (
        "this year",
        "Ada Brenn called the offer the best of this spring.",
        "called",
        "the offer the best of this spring",
        "Calls the offer the best of this spring.",
    ),
    (
        "no verb but be",
        "Ada Brenn was critical of the sale.",
        "was critical",
        "of the sale",
        "Was critical of the sale.",
    ),
    (
        "a number",
        "Ada Brenn said the quay was older than World War I.",
        "said",
        "the quay was older than World War I",
        "Says that the quay was older than World War I.",
    ),
    (
        "according to",
        "According to Ada Brenn, the quay is safe.",
        "According to",
        "the quay is safe",
        "Says that the quay is safe.",
    ),
]


@pytest.mark.parametrize(
    ("text", "cue", "content", "expected"), [case[1:] for case in INDIRECT], ids=[case[0] for case in INDIRECT]
)
def test_an_indirect_statement_keeps_the_articles_verb_and_clause(
    text: str, cue: str, content: str, expected: str
) -> None:
    found = attribution(text, content, cue=cue, source="Ada Brenn" if "Ada Brenn" in text else "The mayor")
    assert statement(text, found, found.content[0]) == expected


DIRECT = [
    ("will", "I will not sell the quay.", SHE, "Will not sell the quay."),
    ("others", "They will not sell the quay.", HE, "Says that they will not sell the quay."),
    ("another", "She supports the sale.", SHE, "Says that she supports the sale."),
    ("we of a body", "We will not sell the quay.", GROUP, "Will not sell the quay."),
    ("we of one person", "We will not sell the quay.", HE, "Says: “We will not sell the quay.”"),
    ("want", "I want this ferry built.", HE, "Wants this ferry built."),
    ("I am", "I am sure that the ice will hold.", HE, "Says that he is sure that the ice will hold."),
    ("past", "I told the council in May.", SHE, "Says that she told the council in May."),
    ("no person", "The quay is not for sale.", SHE, "Says that the quay is not for sale."),
    ("unknown gender, short", "I will stay.", THEY, "Says: “I will stay.”"),
    ("unknown gender", "I have no doubt about the ice.", THEY, "Says: “I have no doubt about the ice.”"),
    ("ours under one name", "We cannot house our own crew.", SHE, "Says: “We cannot house our own crew.”"),
    ("contraction", "I won't sail before Friday.", SHE, "Will not sail before Friday."),
    ("group", "We have no crew.", GROUP, "Say that they have no crew."),
    ("condition first", "If the ice holds, I will sail.", HE, "Says that if the ice holds, he will sail."),
    ("opener", "Well, the quay is closed.", HE, "Says that the quay is closed."),
]


@pytest.mark.parametrize(
    ("said", "person", "expected"), [case[1:] for case in DIRECT], ids=[case[0] for case in DIRECT]
)
def test_direct_speech_is_reported_in_the_third_person(said: str, person: Person, expected: str) -> None:
    text = f"“{said}” the mayor said. Reporters saw the quay and the ice from the ferry."
    found = attribution(text, said, cue="said", source="the mayor", mode=Mode.DIRECT)
    assert statement(text, found, found.content[0], person) == expected


@pytest.mark.parametrize(
    "said",
    [
        "Show us the boat that sails in January ice.",
        "You have taken the last ferry from this island.",
        "Who is going to pay for all of this?",
    ],
    ids=["order", "to a you", "question"],
)
def test_what_cannot_be_reported_stands_in_its_own_marks(said: str) -> None:
    text = f"“{said}” the mayor said."
    found = attribution(text, said, cue="said", source="the mayor", mode=Mode.DIRECT)
    made = statement(text, found, found.content[0])
    assert made == f"Says: “{said}”"


def test_a_quotation_split_by_its_attribution_is_one_sentence() -> None:
    text = "“We can talk about the date,” she said, “but not about the price.”"
    found = attribution(
        text, "“We can talk about the date,”", "“but not about the price.”", cue="said", source="she", mode=Mode.DIRECT
    )
    assert is_split(text, found)
    assert (
        statement(text, found, Span(0, len(text)), SHE)
        == "Says that they can talk about the date, but not about the price."
    )


def test_what_stands_between_an_attribution_and_the_rest_is_not_lost() -> None:
    text = "The crew could sail, its captain wrote in a letter, but could not ‘promise to come back’."
    found = attribution(
        text, "The crew could sail", "‘promise to come back’", cue="wrote", source="its captain", mode=Mode.MIXED
    )
    assert (
        statement(text, found, Span(0, len(text)))
        == "Says that the crew could sail, but could not ‘promise to come back’."
    )


SILENT = [
    ("whose we", "Ada Brenn said that our crew would sail.", "said", "that our crew would sail"),
    ("no object", "Critics blamed, on Monday, for the delay of the ferry.", "blamed", "for the delay of the ferry"),
    ("no subject", "Ada Brenn said hoping that the ferry would come.", "said", "hoping that the ferry would come"),
    (
        "question",
        "Ada Brenn explained why the ferry had left the quay.",
        "explained",
        "why the ferry had left the quay",
    ),
    ("pronoun", "Ada Brenn rejected it on Monday.", "rejected", "it on Monday"),
    ("dangling", "Ada Brenn welcomed the end of.", "welcomed", "the end of"),
]


@pytest.mark.parametrize(("text", "cue", "content"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_nothing_is_said_where_the_words_make_no_sentence(text: str, cue: str, content: str) -> None:
    found = attribution(text, content, cue=cue, source=text.split(f" {cue}")[0])
    assert statement(text, found, found.content[0]) == ""


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("have not said", "why the ferry left", "Has not said why the ferry left."),
        ("did not rule out", "a second ferry", "Did not rule out a second ferry."),
    ],
)
def test_a_negated_cue_stays_negated(cue: str, content: str, expected: str) -> None:
    text = f"Ada Brenn {cue} {content}."
    assert statement(text, attribution(text, content, cue=cue, source="Ada Brenn"), span(text, content)) == expected


def test_a_long_clause_is_cut_before_a_side_clause() -> None:
    tail = ", which the council had built for the herring fleet of the island in the years between the two great floods"
    text = f"Ada Brenn said the old quay on the northern shore would have to be sold to the port company of Orm{tail}."
    found = attribution(text, text[15:-1], cue="said", source="Ada Brenn")
    made = statement(text, found, found.content[0])
    assert made == "Says that the old quay on the northern shore would have to be sold to the port company of Orm."


def test_what_would_be_too_long_is_not_said() -> None:
    text = f"Ada Brenn said the old quay {'of the old port ' * 12} was closed."
    assert (
        statement(text, attribution(text, text[15:-1], cue="said", source="Ada Brenn"), span(text, text[15:-1])) == ""
    )


def test_a_condition_is_never_cut_off() -> None:
    tail = ", which the council would allow only if the port company of Orm paid for the repair of the sea wall"
    text = (
        f"Ada Brenn said the old quay on the northern shore would have to be sold to somebody in the coming year{tail}."
    )
    found = attribution(text, text[15:-1], cue="said", source="Ada Brenn")
    assert "only if" in statement(text, found, found.content[0]) or statement(text, found, found.content[0]) == ""


@pytest.mark.parametrize(
    ("clause", "person", "expected"),
    [
        ("I go where my crew goes", HE, "he goes where his crew goes"),
        ("they gave us our boat back", SHE, "they gave them their boat back"),
        ("I don't know", SHE, "she does not know"),
        ("US officials told me", HE, "US officials told him"),
        ("it's ours", HE, "it's theirs"),
    ],
)
def test_persons_are_turned_and_nothing_else(clause: str, person: Person, expected: str) -> None:
    assert reported(clause, person) == expected


@pytest.mark.parametrize(
    ("verb", "singular", "plural"),
    [
        ("said", "says", "say"),
        ("denied", "denies", "deny"),
        ("warning", "warns", "warn"),
        ("pressed", "presses", "press"),
    ],
)
def test_a_verb_is_put_in_the_present(verb: str, singular: str, plural: str) -> None:
    assert (third_person(verb), third_person(verb, plural=True)) == (singular, plural)


def test_the_lemma_of_a_cue_skips_its_auxiliaries() -> None:
    text = "Ada Brenn has not ruled out a ferry."
    assert cue_lemma(text, attribution(text, "a ferry", cue="has not ruled", source="Ada Brenn")) == "rule"
