"""What `check` says of a whole position."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.grounding.verdict import RULES_VERSION, check
from briefer.models import Action, HopKind, Position, Severity

TEXT = (
    'Driver Nils Horten claimed Governor Ann Bellow told him: "Lock the cellar." The Wend Courier saw the note.\n\n'
    "Mayor Ilse Marrow said the ferry could sail again in June if the crew was paid."
)
DATA = os.environ.get("BRIEFER_DATA", "")
MISSED: set[str] = set()
"""Cases of the collection whose action is known to be wrong."""


def position(**changes: object) -> Position:
    """A clean position on the ferry, with changes."""
    fields = {
        "speaker": "Ilse Marrow",
        "statement": "The ferry could sail again in June if the crew is paid.",
        "quote": "the ferry could sail again in June if the crew was paid",
    }
    return Position(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("sign", ["²³", "①", "⁵", "½", "٣٤", "𝟗"])
def test_no_sign_that_looks_like_a_number_raises(sign: str) -> None:
    check(
        f"Mara Orr said the dam costs {sign} crowns.", position(quote="the dam costs", statement="It costs 9 crowns.")
    )
    check(
        "Mara Orr said the dam costs 9 crowns.", position(quote="the dam costs", statement=f"It costs {sign} crowns.")
    )


def test_clean_position_is_accepted() -> None:
    verdict = check(TEXT, position())
    assert verdict.findings == ()
    assert verdict.action is Action.ACCEPT
    assert verdict.rules == RULES_VERSION


def test_the_words_of_saying_are_named() -> None:
    assert [span.of(TEXT) for span in check(TEXT, position()).cue] == ["said"]


def test_refused_words_are_judged_by_no_rule() -> None:
    verdict = check(TEXT, position(quote="the ferry will sail", speaker="Nobody Known"))
    assert verdict.action is Action.REFUSE
    assert verdict.findings == ()
    assert verdict.chain == ()


def test_every_fault_of_one_statement_is_named() -> None:
    verdict = check(TEXT, position(speaker="Nils Horten", statement="The ferry will sail again in July."))
    assert {"speaker", "modality", "condition", "date"} <= {finding.rule for finding in verdict.findings}
    assert verdict.action is Action.FLAG
    assert not verdict.printable


def test_chain_runs_from_the_speaker_outwards_with_a_place_for_each_hop() -> None:
    verdict = check(
        TEXT,
        position(speaker="Ann Bellow", quote="Lock the cellar", statement="Lock the cellar.", via=("Nils Horten",)),
    )
    assert [(hop.span.of(TEXT), hop.kind) for hop in verdict.chain] == [
        ("Governor Ann Bellow", HopKind.SPEAKER),
        ("Driver Nils Horten", HopKind.RELAYER),
    ]
    assert verdict.findings == ()


@pytest.mark.parametrize(
    ("text", "speaker", "quote"),
    [
        ("The mayor 'trusts the pilots', her spokesman, Nils Horten, said.", "Nils Horten", "trusts the pilots"),
        ("Ilse Marrow and Tomas Wend said the ferry leaks.", "Ilse Marrow", "the ferry leaks"),
        ("Two pilots, including Ann Bellow, said the ferry leaks.", "Ann Bellow", "the ferry leaks"),
    ],
    ids=["spokesman after the words", "one of a group", "included in a group"],
)
def test_chain_begins_with_the_speaker_whom_the_rules_accept(text: str, speaker: str, quote: str) -> None:
    verdict = check(text, position(speaker=speaker, quote=quote, statement=quote))
    assert verdict.findings == ()
    assert [(hop.name.removeprefix("Driver "), hop.kind) for hop in verdict.chain] == [(speaker, HopKind.SPEAKER)]


def test_words_that_somebody_tells_of_another_are_not_his_own() -> None:
    verdict = check(TEXT, position(speaker="Nils Horten", quote="Lock the cellar", statement="Lock the cellar."))
    assert [(finding.rule, finding.span.of(TEXT)) for finding in verdict.findings] == [
        ("speaker", "Governor Ann Bellow")
    ]
    assert verdict.printable


@pytest.mark.parametrize(
    ("source", "severity"), [("Tomas Wend", Severity.FAULT), ("a resident", Severity.CAUTION)], ids=["name", "guess"]
)
def test_only_a_name_withholds_words_that_are_given_to_another(source: str, severity: Severity) -> None:
    text = f"Ilse Marrow slept well. “The pier is old,” {source} said. Marrow left."
    (finding,) = check(text, position(quote="The pier is old", statement="The pier is old.")).findings
    assert (finding.rule, finding.severity) == ("speaker", severity)


def test_relayer_of_the_position_is_found_by_name() -> None:
    verdict = check(TEXT, position(via=("Wend Courier",)))
    assert [hop.span.of(TEXT) for hop in verdict.chain][-1] == "Wend Courier"


def test_caution_alone_stays_printable() -> None:
    verdict = check(TEXT, position(speaker="Ann Bellow", quote="Lock the cellar", statement="Lock the cellar."))
    assert [finding.rule for finding in verdict.findings] == ["hop"]
    assert verdict.printable


@pytest.mark.parametrize("field", ["speaker", "statement", "role", "issue"])
@pytest.mark.parametrize("value", ["", " ", "?", "\n", "'", "((", "\\", "𝔘", "\u200b", "the", "1" * 400], ids=repr)
def test_odd_fields_never_raise(field: str, value: str) -> None:
    assert check(TEXT, position(**{field: value})).evidence.found


ODD = st.text(alphabet=" .,;:\"'“”‘’()[]…-\n%$€0129ａÉéßİ😀\u200b\u202eThenotifwilmySarad", max_size=60)


@settings(max_examples=150, deadline=None)
@given(ODD, ODD, ODD, st.lists(ODD, max_size=2))
def test_check_never_raises_and_is_deterministic(text: str, statement: str, speaker: str, via: list[str]) -> None:
    claim = Position(speaker=speaker, statement=statement, quote=text[3:40], via=tuple(via))
    verdict = check(text, claim)
    assert verdict == check(text, claim)
    assert all(0 <= f.span.start <= f.span.end <= len(text) for f in verdict.findings)


@pytest.mark.skipif(not DATA, reason="BRIEFER_DATA is not set")
def test_collected_cases_get_their_action() -> None:
    path = Path(DATA) / "cases" / "quotes.jsonl"
    wrong = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        claim = Position(speaker=case.get("claimed_speaker", ""), statement=case["quote"], quote=case["quote"])
        if check(case["source"], claim).action != case["action"]:
            wrong.add(case["id"])
    assert wrong <= MISSED
