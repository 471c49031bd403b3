"""The values: frozen, offsets half-open, JSON there and back."""

import dataclasses
from datetime import date

import msgspec
import pytest

from briefer.models import (
    Action,
    Evidence,
    Finding,
    Match,
    Position,
    Severity,
    Span,
    Stance,
    Verdict,
    from_json,
    to_json,
)

FOUND = Evidence(match=Match.EXACT, spans=(Span(0, 4),), occurrences=1)
CAUTION = Finding("hop", Severity.CAUTION, "passed on by somebody", Span(0, 4))
FAULT = Finding("speaker", Severity.FAULT, "somebody else said it", Span(0, 4))


@pytest.mark.parametrize(
    ("verdict", "action", "printable"),
    [
        pytest.param(Verdict(evidence=FOUND), Action.ACCEPT, True, id="found-and-clean"),
        pytest.param(Verdict(evidence=FOUND, findings=(CAUTION,)), Action.FLAG, True, id="a-caution-is-printed"),
        pytest.param(Verdict(evidence=FOUND, findings=(CAUTION, FAULT)), Action.FLAG, False, id="a-fault-withholds"),
        pytest.param(Verdict(evidence=Evidence(match=Match.ALTERED)), Action.REFUSE, False, id="altered"),
        pytest.param(Verdict(evidence=Evidence(match=Match.ABSENT)), Action.REFUSE, False, id="absent"),
    ],
)
def test_action_follows_from_evidence_and_findings(verdict: Verdict, action: Action, printable: bool) -> None:
    assert (verdict.action, verdict.printable) == (action, printable)


def test_position_takes_plain_words_for_its_enums_and_date() -> None:
    position = Position(
        speaker="A", statement="B.", quote="b", stance="opposes", act="denies", via=["C"], said_on="2031-03-03"
    )
    assert (position.stance, position.via, position.said_on) == (Stance.OPPOSES, ("C",), date(2031, 3, 3))


def test_position_refuses_a_stance_that_is_none() -> None:
    with pytest.raises(ValueError, match="undecided"):
        Position(speaker="A", statement="B.", quote="b", stance="undecided")


def test_values_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        FOUND.match = Match.ABSENT  # type: ignore[misc]


def test_json_comes_back_as_the_same_value() -> None:
    verdict = Verdict(evidence=FOUND, findings=(CAUTION,), rules="1")
    assert from_json(to_json(verdict), Verdict) == verdict


def test_json_of_a_wrong_shape_names_the_place() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"\$\.evidence\.match"):
        from_json('{"evidence": {"match": "nearly"}}', Verdict)


def test_span_covers_its_words_by_code_points() -> None:
    assert Span(1, 3).of("a𝒷𝒸d") == "𝒷𝒸"
