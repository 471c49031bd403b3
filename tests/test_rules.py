"""Each rule beside what must not and what must set it off; the cases are files in cases/rules/, one a rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from briefer.grounding.rules import RULES
from briefer.grounding.verdict import check
from briefer.models import Finding, Position, Severity

CASES = Path(__file__).parent / "cases" / "rules"
OWN_WORDS = yaml.safe_load((CASES.parent / "claims" / "own_words.yaml").read_text(encoding="utf-8"))
VERBATIM = yaml.safe_load((CASES.parent / "claims" / "verbatim.yaml").read_text(encoding="utf-8"))
MISSED = {
    "Support for the president is at 55 percent.",
    "The law requires a warrant before police search homes.",
}
"""Faults in free words that no rule sees yet."""
CAUTIONS = {"hop", "status", "repeated", "hidden", "brackets", "gap", "language"}


def cases(kind: str) -> list[Any]:
    """The cases of all rules of one kind, silent or firing, each with an id that says why."""
    return [
        pytest.param(path.stem, case, id=f"{path.stem}: {case['why']}")
        for path in sorted(CASES.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))[kind]
    ]


def judge(case: dict[str, Any]) -> tuple[Finding, ...]:
    """The findings on a case: the quote is the whole text unless given, the statement is the quote unless given."""
    quote = case.get("quote", case["text"])
    position = Position(
        speaker=case.get("by", ""),
        role=case.get("role", ""),
        statement=case.get("says", quote),
        quote=quote,
        via=case.get("via", ()),
        act=case.get("act", "states"),
    )
    verdict = check(case["text"], position)
    assert verdict.evidence.found, verdict.evidence.why
    return verdict.findings


@pytest.mark.parametrize(("rule", "case"), cases("silent"))
def test_clean_claim_sets_off_no_rule(rule: str, case: dict[str, Any]) -> None:
    found = {finding.rule: finding.message for finding in judge(case)}
    assert rule not in found
    assert set(found) <= set(case.get("also", [])), found


@pytest.mark.parametrize(("rule", "case"), cases("firing"))
def test_fault_is_named_by_its_rule(rule: str, case: dict[str, Any]) -> None:
    found = {finding.rule: finding for finding in judge(case)}
    assert rule in found
    assert set(found) - {rule} <= set(case.get("also", [])), found


@pytest.mark.parametrize(("rule", "case"), cases("firing"))
def test_finding_has_a_place_in_the_article_and_one_clear_line(rule: str, case: dict[str, Any]) -> None:
    assert rule
    for finding in judge(case):
        assert 0 <= finding.span.start < finding.span.end <= len(case["text"])
        assert finding.message
        assert "\n" not in finding.message
        if finding.rule != "speaker":
            assert (finding.severity is Severity.CAUTION) == (finding.rule in CAUTIONS)


@pytest.mark.parametrize("case", OWN_WORDS["clean"], ids=lambda case: case["says"])
def test_faithful_statement_in_other_words_is_clean(case: dict[str, Any]) -> None:
    assert {finding.rule: finding.message for finding in judge(case) if finding.rule != "hop"} == {}


@pytest.mark.parametrize("case", OWN_WORDS["faults"], ids=lambda case: case["says"])
def test_fault_in_other_words_is_named(case: dict[str, Any]) -> None:
    named = case["rule"] in {finding.rule for finding in judge(case)}
    assert named is (case["says"] not in MISSED)


@pytest.mark.parametrize("case", VERBATIM, ids=lambda case: f"{case['text'][:60]} ({case.get('by', '')})")
def test_words_that_are_only_repeated_are_judged_by_what_stands_around_them(case: dict[str, Any]) -> None:
    found = {finding.rule for finding in judge(case)}
    assert case["rule"] in found if "rule" in case else not found


def test_every_rule_has_its_tables() -> None:
    assert {rule.__name__ for rule in RULES} == {path.stem for path in CASES.glob("*.yaml")}


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_tables_are_long_enough(path: Path) -> None:
    tables = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert min(len(tables["silent"]), len(tables["firing"])) >= 4
