"""Which attributions are positions, in which words, and how they stand."""

from __future__ import annotations

from datetime import date

import pytest
from attributed import article, attribution

from briefer.attribution import attributions
from briefer.attribution.leads import GROUP, HE, SHE, THEY, Person
from briefer.extract.positions import MOST, persons, positions, said_on
from briefer.extract.quoting import quote_of
from briefer.extract.stances import act_of, stance_of
from briefer.models import Act, Attribution, Mode, Stance

ISSUE = "Skarn mine inspections"


def of(text: str, cue: str, *content: str, mode: Mode = Mode.INDIRECT, **rest: str) -> Attribution:
    return attribution(text, *content, cue=cue, mode=mode, **{"source": "Ada Brenn", "role": "Energy Minister", **rest})


POSITIONS = [
    ("refusal", "Ada Brenn rejected the inspection of the Skarn mine.", "rejected", "the inspection of the Skarn mine"),
    ("promise", "Ada Brenn promised that the mine would stay open.", "promised", "that the mine would stay open"),
    (
        "condition",
        "Ada Brenn said the mine would close unless Tarn paid for it.",
        "said",
        "the mine would close unless Tarn paid for it",
    ),
    ("warning", "Ada Brenn warned that the shaft could flood.", "warned", "that the shaft could flood"),
    ("criticism", "Ada Brenn said the plan was reckless and wrong.", "said", "the plan was reckless and wrong"),
]
TRIVIA = [
    (
        "procedure",
        "A clerk said the meeting was held at nine in room 12.",
        "said",
        "the meeting was held at nine in room 12",
    ),
    ("no comment", "A clerk declined to comment.", "declined", "to comment"),
    ("perception", "A walker saw the shaft on the hill.", "saw", "the shaft on the hill"),
    ("nobody", "That said the shaft would be closed.", "said", "the shaft would be closed"),
    ("whose ministry", "Her ministry said the shaft would be closed.", "said", "the shaft would be closed"),
]


@pytest.mark.parametrize(
    ("text", "cue", "content"), [case[1:] for case in POSITIONS], ids=[case[0] for case in POSITIONS]
)
def test_a_stance_a_demand_or_a_condition_is_a_position(text: str, cue: str, content: str) -> None:
    assert len(positions(article(text), [of(text, cue, content)])) == 1


@pytest.mark.parametrize(("text", "cue", "content"), [case[1:] for case in TRIVIA], ids=[case[0] for case in TRIVIA])
def test_trivia_is_none(text: str, cue: str, content: str) -> None:
    found = attribution(text, content, cue=cue, source=text.split(f" {cue}")[0])
    assert positions(article(text), [found]) == ()


def test_an_attribution_without_a_speaker_is_none() -> None:
    text = "It was said that the mine would close unless Tarn paid."
    assert (
        positions(
            article(text), [attribution(text, "the mine would close unless Tarn paid", cue="was said", speaker="")]
        )
        == ()
    )


def test_an_article_gives_a_bounded_number_of_positions() -> None:
    names = [a + b for a in ("Bal", "Cor", "Dun", "Fen") for b in ("ar", "eck", "im", "osk", "uld")]
    text = "\n\n".join(f"Ada Brenn rejected the {name} treaty and the {name} tax." for name in names)
    found = [of(text, "rejected", f"the {name} treaty and the {name} tax") for name in names]
    assert len(positions(article(text), found)) == MOST


def test_what_one_speaker_says_twice_is_one_position() -> None:
    text = (
        "“No inspectors will enter the Skarn mine this year,” Ada Brenn said. "
        "Ada Brenn said no inspectors would enter the Skarn mine."
    )
    direct = of(text, "said", "No inspectors will enter the Skarn mine this year", mode=Mode.DIRECT)
    indirect = of(text, "said", "no inspectors would enter the Skarn mine")
    made = positions(article(text), [direct, indirect])
    assert [p.quote for p in made] == ["No inspectors will enter the Skarn mine this year"]


def test_an_officeholder_comes_before_an_unnamed_voice() -> None:
    text = "A resident said the mine should close. Ada Brenn said the mine should stay open."
    first = attribution(text, "the mine should close", cue="said", source="A resident")
    made = positions(article(text), [first, of(text, "said", "the mine should stay open")])
    assert [p.speaker for p in made] == ["Ada Brenn", "A resident"]


def test_relayers_and_outlets_are_named_from_the_speaker_outwards() -> None:
    text = "Ada Brenn said the mine would close, two envoys told the Orm Herald."
    found = of(text, "said", "the mine would close", relayer="two envoys", outlet="Orm Herald")
    assert positions(article(text), [found])[0].via == ("two envoys", "Orm Herald")


PASSED_ON = {
    "paper": (", the Evening Chronicle reported on Thursday", ("Evening Chronicle",)),
    "unnamed": (", the paper reports", ("the paper",)),
    "station": (", Radio Orm reported", ("Radio Orm",)),
    "said": (", the Orm Herald said", ("Orm Herald",)),
    "a part of it": (", a cost that the board reported on Thursday", ()),
}


@pytest.mark.parametrize(("clause", "via"), PASSED_ON.values(), ids=PASSED_ON.keys())
def test_who_passed_a_statement_on_is_no_part_of_it(clause: str, via: tuple[str, ...]) -> None:
    text = f"Ada Brenn rejected the inspection of the Skarn mine{clause}."
    (made,) = positions(article(text), [of(text, "rejected", f"the inspection of the Skarn mine{clause}")])
    assert made.via == via
    assert not via or clause not in made.statement + made.quote


QUOTES = [
    (
        "clause",
        "Ada Brenn said that the mine would close.",
        "said",
        ("that the mine would close",),
        Mode.INDIRECT,
        "the mine would close",
    ),
    ("object", "Ada Brenn welcomed the closure.", "welcomed", ("the closure",), Mode.INDIRECT, "welcomed the closure"),
    (
        "direct",
        "“The mine is safe,” Ada Brenn said.",
        "said",
        ("“The mine is safe,”",),
        Mode.DIRECT,
        "The mine is safe",
    ),
    (
        "weightier",
        "“Thank you. It rains,” Ada Brenn said. “We will not sell the mine.”",
        "said",
        ("“Thank you. It rains,”", "“We will not sell the mine.”"),
        Mode.DIRECT,
        "We will not sell the mine.",
    ),
    (
        "split",
        "“We can wait,” Ada Brenn said, “but not for ever.”",
        "said",
        ("“We can wait,”", "“but not for ever.”"),
        Mode.DIRECT,
        "“We can wait,” Ada Brenn said, “but not for ever.”",
    ),
    (
        "mixed",
        "Ada Brenn called the plan “a folly” today.",
        "called",
        ("the plan “a folly”",),
        Mode.MIXED,
        "called the plan “a folly”",
    ),
]


@pytest.mark.parametrize(
    ("text", "cue", "content", "mode", "expected"), [case[1:] for case in QUOTES], ids=[case[0] for case in QUOTES]
)
def test_the_quote_is_a_whole_stretch_of_the_article(
    text: str, cue: str, content: tuple[str, ...], mode: Mode, expected: str
) -> None:
    found = quote_of(text, of(text, cue, *content, mode=mode))
    assert found is not None
    assert found.of(text) == expected


def test_a_long_quotation_is_cut_at_a_sentence_end() -> None:
    sentences = [
        f"The mine was opened by the council of Orm in the year {1900 + i} after long talks." for i in range(6)
    ]
    text = "“" + " ".join(sentences) + "” Ada Brenn said."
    found = quote_of(text, of(text, "said", " ".join(sentences), mode=Mode.DIRECT))
    assert found is not None
    assert found.of(text) == " ".join(sentences[:2])


MENDED = {
    "dateline": ("ORM, May 3 (TNA) - The mine will close, Ada Brenn said.", "Says that the mine will close."),
    "condition behind": (
        "The mine could stay, Ada Brenn said, but only if Tarn paid.",
        "Says that the mine could stay, but only if Tarn paid.",
    ),
    "lost verb": (
        "Ada Brenn said a report by the board, which came in May, should be published.",
        "Says that a report by the board, which came in May, should be published.",
    ),
    "participle": (
        "Ada Brenn said a report by the board, delivered in May, should be published.",
        "Says that a report by the board, delivered in May, should be published.",
    ),
    "run on": ("Ada Brenn backed the council on Monday, accused the crew.", "Backed the council on Monday."),
    "where it was said": (
        "Ada Brenn rejected the plan in a statement of two sentences.",
        "Rejects the plan.",
    ),
    "what it was": (
        "Ada Brenn demanded that inspectors of the Skarn mine be let in at once, something that Tarn had ruled out.",
        "Demands that inspectors of the Skarn mine be let in at once.",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MENDED.values(), ids=MENDED.keys())
def test_a_content_that_cannot_stand_alone_is_mended(text: str, expected: str) -> None:
    (made,) = positions(article(text), attributions(text))
    assert made.statement == expected


PERSONS = [
    ("he", "He said the mine was old.", "He", "Olaf Marn", HE),
    ("she", "She said the mine was old.", "She", "Ada Brenn", SHE),
    ("title", "Ms Brenn said the mine was old.", "Ms Brenn", "Ada Brenn", SHE),
    ("counted", "Two envoys said the mine was old.", "Two envoys", "Two envoys", GROUP),
    (
        "plural head",
        "Union officials close to the talks said the mine was old.",
        "Union officials close to the talks",
        "Union officials close to the talks",
        GROUP,
    ),
    ("body", "The board said the mine was old.", "The board", "The board", THEY),
]


@pytest.mark.parametrize(
    ("text", "source", "speaker", "expected"), [case[1:] for case in PERSONS], ids=[case[0] for case in PERSONS]
)
def test_a_text_tells_how_to_speak_of_a_speaker(text: str, source: str, speaker: str, expected: Person) -> None:
    found = attribution(text, "the mine was old", cue="said", source=source, speaker=speaker)
    assert persons(text, [found], {speaker}) == {speaker: expected}


STANCES = [
    ("rejects", "rejected", "the inspections", Stance.OPPOSES),
    ("welcomes", "welcomed", "the inspections", Stance.SUPPORTS),
    ("does not welcome", "did not welcome", "the inspections", Stance.OPPOSES),
    ("does not reject", "did not reject", "the inspections", Stance.UNCLEAR),
    ("a request for it", "rejected", "a request by Tarn for an inspection", Stance.OPPOSES),
    ("asks for it", "asked", "for an inspection of the mine", Stance.SUPPORTS),
    ("criticism of it", "rejected", "criticism of the inspections", Stance.UNCLEAR),
    ("a claim about it", "rejected", "the claim that the inspections failed", Stance.UNCLEAR),
    ("end of", "welcomed", "the end of the inspections", Stance.UNCLEAR),
    ("another thing", "rejected", "the closure", Stance.UNCLEAR),
    ("folly", "called", "the inspections reckless", Stance.OPPOSES),
    ("no more", "said", "there will be no inspectors at the mine", Stance.OPPOSES),
    ("will not admit", "said", "Orm will not admit inspectors", Stance.OPPOSES),
    ("will not discuss", "said", "Orm will not comment on inspectors", Stance.UNCLEAR),
    ("may start", "said", "the inspectors can start on Friday", Stance.SUPPORTS),
    ("should go on", "said", "the inspections should go ahead", Stance.SUPPORTS),
    ("a forecast", "said", "the inspections will start on Friday", Stance.UNCLEAR),
    ("only if", "said", "the inspectors can start only if Tarn pays", Stance.CONDITIONAL),
    ("unless", "said", "the mine would close unless Tarn paid", Stance.CONDITIONAL),
    ("own if", "said", "if nobody comes, we will ask for a vote", Stance.CONDITIONAL),
    ("if of others", "said", "a judge would be free if both sides wished", Stance.UNCLEAR),
    ("fact", "said", "the inspectors arrived on Friday", Stance.UNCLEAR),
    ("outright against", "said", "she opposes the inspectors", Stance.OPPOSES),
    ("outright for", "said", "he was in favour of the inspectors", Stance.SUPPORTS),
    ("not outright", "said", "she had not opposed the inspectors", Stance.UNCLEAR),
    ("a date is no condition", "said", "the inspectors will not arrive before 2029", Stance.UNCLEAR),
    ("before a clause", "said", "she will not let inspectors in before every gate has a lock", Stance.CONDITIONAL),
    ("no sign", "said", "the inspectors found no fault", Stance.UNCLEAR),
    ("asked if", "asked", "if the inspections would start", Stance.UNCLEAR),
    ("agreed to let in", "agreed", "to let inspectors into the mine", Stance.SUPPORTS),
    ("did not agree", "did not agree", "to let inspectors into the mine", Stance.UNCLEAR),
    ("vowed to stop", "vowed", "to stop the inspections", Stance.OPPOSES),
    ("called for an end", "called", "for an end to the inspections", Stance.OPPOSES),
    ("wants them later", "wants", "to postpone the inspections", Stance.UNCLEAR),
    ("is against", "said", "she was against the inspections", Stance.OPPOSES),
    ("is not against", "said", "she was not against the inspections", Stance.UNCLEAR),
    ("in favour", "said", "she was in favour of the inspections", Stance.SUPPORTS),
    ("supports", "said", "we support the inspections", Stance.SUPPORTS),
    ("must be stopped", "said", "the inspections must be stopped", Stance.OPPOSES),
    ("should be held", "said", "the inspections should be held", Stance.SUPPORTS),
    ("must not go ahead", "said", "the inspections must not go ahead", Stance.OPPOSES),
    ("lets them in", "said", "we will admit inspectors in May", Stance.SUPPORTS),
    ("somebody else lets them in", "said", "Tarn will admit inspectors in May", Stance.UNCLEAR),
    ("ordered it", "ordered", "an inspection of the mine", Stance.SUPPORTS),
]


@pytest.mark.parametrize(
    ("cue", "content", "expected"), [case[1:] for case in STANCES], ids=[case[0] for case in STANCES]
)
def test_a_stance_is_claimed_only_where_the_words_bear_on_the_issue(cue: str, content: str, expected: Stance) -> None:
    text = f"Ada Brenn {cue} {content}."
    assert stance_of(text, of(text, cue, content), content, ISSUE) == expected


OTHERS = {
    "they, quoted": ("said", "“They support the inspections,”", Mode.DIRECT, HE),
    "she, quoted": ("said", "“She opposes the inspections,”", Mode.DIRECT, SHE),
    "their condition": ("said", "“They will let inspectors in only if Tarn pays,”", Mode.DIRECT, SHE),
    "she, of a man": ("said", "she opposes the inspections", Mode.INDIRECT, HE),
    "they, of a man": ("said", "they would support the inspections", Mode.INDIRECT, HE),
    "somebody else": ("said", "the council was against the inspections", Mode.INDIRECT, SHE),
    "their will": ("said", "the bank will not accept inspectors", Mode.INDIRECT, SHE),
    "a report without that": ("rejected", "a report saying she backs the inspections", Mode.INDIRECT, SHE),
    "hearsay": ("said", "“People say I oppose the inspections,”", Mode.DIRECT, SHE),
    "a report": ("denied", "a report that she supports the inspections", Mode.INDIRECT, SHE),
    "a criticism": ("rejected", "criticism that she opposed the inspections", Mode.INDIRECT, SHE),
    "a denial": ("denied", "that she opposed the inspections", Mode.INDIRECT, SHE),
    "said of another": ("said of Olaf Marn", "he supports the inspections", Mode.INDIRECT, THEY),
    "they, of one person": ("said", "they oppose the inspections", Mode.INDIRECT, THEY),
    "false": ("said", "it was false that she opposed the inspections", Mode.INDIRECT, SHE),
    "not said": ("did not say", "she opposed the inspections", Mode.INDIRECT, SHE),
}


@pytest.mark.parametrize(("cue", "content", "mode", "person"), OTHERS.values(), ids=OTHERS.keys())
def test_what_others_hold_or_say_is_no_stance_of_the_speaker(
    cue: str, content: str, mode: Mode, person: Person
) -> None:
    text = f"Ada Brenn {cue} {content}."
    cue = cue.removesuffix(" of Olaf Marn")
    assert stance_of(text, of(text, cue, content, mode=mode), content.strip("“,”"), ISSUE, person) == Stance.UNCLEAR


def test_the_first_person_and_the_speakers_pronoun_take_a_side() -> None:
    for said, mode in (("“I oppose the inspections”", Mode.DIRECT), ("she opposes the inspections", Mode.INDIRECT)):
        text = f"Ada Brenn said {said}."
        assert stance_of(text, of(text, "said", said, mode=mode), said.strip("“”"), ISSUE, SHE) == Stance.OPPOSES


def test_what_is_ruled_out_is_opposed() -> None:
    text = "Ada Brenn ruled out an inspection of the mine."
    assert (
        stance_of(text, of(text, "ruled", "an inspection of the mine"), "an inspection of the mine", ISSUE) == "opposes"
    )


REOPENING = {
    "promises": ("promised", "that the League would reopen the ward", Stance.OPPOSES),
    "the plan": ("rejected", "the plan", Stance.OPPOSES),
    "does not": ("said", "nobody would reopen the ward", Stance.UNCLEAR),
}


@pytest.mark.parametrize(("cue", "content", "expected"), REOPENING.values(), ids=REOPENING.keys())
def test_who_would_reopen_it_is_against_a_closure(cue: str, content: str, expected: Stance) -> None:
    text = f"Ada Brenn {cue} {content}."
    assert stance_of(text, of(text, cue, content), content, "Closure of Orm wards") == expected


def test_nobody_makes_conditions_on_a_thing_without_a_will() -> None:
    text = "Ada Brenn said a leak was good news only as long as it stayed small."
    content = "a leak was good news only as long as it stayed small"
    assert stance_of(text, of(text, "said", content), content, "Skarn seepage") == Stance.UNCLEAR


def test_an_order_is_no_neutral_statement() -> None:
    text = "“Show us the boat that sails in January ice,” Ada Brenn said."
    (made,) = positions(
        article(text), [of(text, "said", "Show us the boat that sails in January ice", mode=Mode.DIRECT)]
    )
    assert (made.statement, made.stance) == ("Says: “Show us the boat that sails in January ice.”", Stance.UNCLEAR)


def test_nobody_is_for_or_against_a_place() -> None:
    text = "Ada Brenn welcomed the Skarn mine."
    assert stance_of(text, of(text, "welcomed", "the Skarn mine"), "the Skarn mine", "Skarn mine") == Stance.UNCLEAR


ACTS = [
    ("demanded", "the closure", Act.DEMANDS),
    ("called", "for a vote", Act.DEMANDS),
    ("called", "the plan a folly", Act.STATES),
    ("warned", "that the shaft could flood", Act.WARNS),
    ("denied", "that the shaft was wet", Act.DENIES),
    ("vowed", "to reopen the shaft", Act.PROMISES),
    ("said", "she would consider a vote", Act.OFFERS),
    ("said", "the plan was reckless", Act.CRITICIZES),
    ("said", "the minister did not say that", Act.DENIES),
    ("said", "the shaft must close", Act.DEMANDS),
    ("said", "the shaft was closed", Act.STATES),
]


@pytest.mark.parametrize(("cue", "content", "expected"), ACTS, ids=[f"{cue} {content}" for cue, content, _ in ACTS])
def test_the_act_follows_the_cue_and_then_the_words(cue: str, content: str, expected: Act) -> None:
    text = f"Ada Brenn {cue} {content}."
    assert act_of(text, of(text, cue, content), content) == expected


DAYS = [  # published on Wednesday 7 May 2031
    ("weekday", "Ada Brenn said on Monday that the mine would close.", date(2031, 5, 5)),
    ("same weekday", "Ada Brenn said on Wednesday that the mine would close.", date(2031, 5, 7)),
    ("in the content", "Ada Brenn said that the mine would close on Monday.", None),
    ("day and month", "On May 3, Ada Brenn said that the mine would close.", date(2031, 5, 3)),
    ("in the last year", "On December 3, Ada Brenn said that the mine would close.", date(2030, 12, 3)),
    ("not yet", "Ada Brenn, who will retire on May 30, said that the mine would close.", None),
    ("yesterday", "Ada Brenn said yesterday that the mine would close.", date(2031, 5, 6)),
    ("somebody else's", "Ada Brenn, who met envoys on Monday, said that the mine would close.", None),
    ("none", "Ada Brenn said that the mine would close.", None),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in DAYS], ids=[case[0] for case in DAYS])
def test_the_day_comes_from_beside_the_cue(text: str, expected: date | None) -> None:
    content = text[text.index("that the mine") : -1]
    assert said_on(article(text), of(text, "said", content)) == expected


def test_no_day_is_guessed_where_the_article_has_none() -> None:
    text = "Ada Brenn said on Monday that the mine would close."
    assert said_on(article(text, published="unknown"), of(text, "said", "that the mine would close")) is None


HELD = [
    ("never ended", "Ada Brenn never stopped demanding a new shaft at the Skarn mine."),
    ("not dropped", "Ada Brenn did not drop her demand for a new shaft at the Skarn mine."),
    ("another thing ended", "Ada Brenn, who quit the board, opposed the inspection of the Skarn mine."),
    ("about to act", "Ada Brenn said she was about to close the unsafe Skarn mine."),
    ("of what could have been", "Ada Brenn said the mine could have closed and must not."),
    ("said more", "Ada Brenn would not say more, but said the mine must close."),
    ("could not", "Ada Brenn could not support the closure of the Skarn mine."),
    ("ending demanded", "Ada Brenn demanded that the board stop supporting the Skarn mine."),
]
ENDED = [
    ("backed away", "Ada Brenn backed away from a pledge to keep the Skarn mine open."),
    ("backed down", "Ada Brenn backed down from her threat to close the Skarn mine."),
    ("stopped", "Ada Brenn stopped demanding a new shaft at the Skarn mine."),
    ("walked back", "Ada Brenn walked back her promise to close the Skarn mine."),
    ("support ended", "Ada Brenn ended her firm support for the Skarn mine."),
    ("used to", "Ada Brenn used to support the Skarn mine."),
    ("hesitated", "Ada Brenn hesitated to blame the owners of the Skarn mine."),
    ("previously", "Ada Brenn previously backed the closure of the Skarn mine."),
    ("at first", "At first, Ada Brenn opposed the closure of the Skarn mine."),
    ("fading", "Ada Brenn's support for the Skarn mine is waning."),
    ("never", "Ada Brenn never supported the closure of the Skarn mine."),
    ("had previously", "Ada Brenn had previously warned that the Skarn mine could flood."),
    ("once", "Ada Brenn once vowed to close the Skarn mine."),
    ("forgotten", "Ada Brenn forgot to say the Skarn mine must close."),
    ("about to", "Ada Brenn was about to say the Skarn mine must close."),
    ("might have", "Ada Brenn might have demanded the closure of the Skarn mine."),
    ("rumoured", "Ada Brenn reportedly demanded the closure of the Skarn mine."),
    ("supposed", "Even if Ada Brenn says the Skarn mine must close, it will not."),
]


@pytest.mark.parametrize("text", [case[1] for case in HELD], ids=[case[0] for case in HELD])
def test_what_is_still_held_is_a_position(text: str) -> None:
    assert positions(article(text), attributions(text))


@pytest.mark.parametrize("text", [case[1] for case in ENDED], ids=[case[0] for case in ENDED])
def test_what_has_ended_or_is_held_back_is_none(text: str) -> None:
    assert not positions(article(text), attributions(text))


def test_what_had_been_held_is_no_stance_of_today() -> None:
    text = "Ada Brenn, who had opposed a closure of the mine, said she now backed the closure."
    made = {p.statement: p.stance for p in positions(article(text), attributions(text))}
    assert made["Had opposed a closure of the mine."] is Stance.UNCLEAR
