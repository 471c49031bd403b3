"""Positive controls: with any rule or any check of `locate` switched off, a case of the tables comes out otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from test_bounds import INSIDE, SIGNED, cut_there
from test_locate import ABSENT, ALTERED, BAD_GAPS, CUT
from test_rules import cases, judge

from briefer.grounding import bounds, bridges, elided, gaps, locate, search, verdict
from briefer.grounding.rules import RULES

FIRING: dict[str, list[dict[str, Any]]] = {}
for param in cases("firing"):
    rule, case = param.values
    FIRING.setdefault(rule, []).append(case)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_without_a_rule_its_cases_pass(rule: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict, "RULES", tuple(one for one in RULES if one is not rule))
    for case in FIRING[rule.__name__]:
        assert rule.__name__ not in {finding.rule for finding in judge(case)}


NOTHING = re.compile(r"(?!)")
CHECKS: dict[str, tuple[object, str, object]] = {
    "bounds at all": (search, "cut", lambda *_, **__: ""),
    "inside a word": (bounds, "_inside", lambda *_: False),
    "beside a stop inside a word": (bounds, "_dotted", lambda *_: False),
    "inside a number, before": (bounds, "_number_before", lambda *_: False),
    "inside a number, behind": (bounds, "_number_after", lambda *_: False),
    "negation before": (bounds, "_NOT_BEFORE", NOTHING),
    "negation behind, unspaced": (bounds, "_NOT_AFTER", NOTHING),
    "negation behind a helper": (bounds, "_HELPER_NOT", NOTHING),
    "sign before a number": (bounds, "_SIGN_BEFORE", NOTHING),
    "number that goes on": (bounds, "_GOES_ON", NOTHING),
    "thousands behind": (bounds, "_SPACED_ON", NOTHING),
    "thousands before": (bounds, "_LOW", NOTHING),
    "range": (bounds, "_RANGE", NOTHING),
    "magnitude": (bounds, "_is_magnitude", lambda _: False),
    "measure": (bounds, "_is_measure", lambda _: False),
    "number in two words": (bounds, "_one_number", lambda *_: False),
    "unit": (bounds, "UNITS", frozenset()),
    "percentage": (bounds, "MEASURE_STEMS", ("\0",)),
    "half": (bounds, "HALVES", ("\0",)),
    "word between two numbers": (bounds, "JOINING", frozenset()),
    "hyphen or apostrophe": (bounds, "_JOINTS", ""),
    "Chinese numeral": (bounds, "_CJK_NUMBER", ""),
    "sign behind a number": (bounds, "_SIGNS", frozenset()),
    "flags": (bounds, "_FLAGS", ""),
    "no bounds beside plain words": (search, "apart", lambda *_: True),
    "numerals are not plain": (search, "plain", lambda _: True),
    "possessive": (locate, "possessive", lambda *_: False),
    "emoji": (locate, "splits_emoji", lambda *_: False),
    "end changed": (search, "_changed_end", lambda *_: ""),
    "words at all": (search, "_SEEN", re.compile("")),
    "attribution in a bridge": (bridges, "_is_attribution", lambda _: True),
    "second part given to somebody else": (bridges, "_is_given_away", lambda *_: False),
    "second speaker in a bridge": (bridges, "_SECOND", NOTHING),
    "gap at all": (elided, "_fits", lambda *_: True),
    "what a gap swallows": (elided, "swallows", lambda *_: False),
    "polarity in a gap": (elided, "polarity", lambda: NOTHING),
    "negation or number in brackets": (elided, "negation_or_number", lambda: NOTHING),
    "brackets for a negation": (elided, "_governs", lambda _: False),
    "sentences stitched": (gaps, "stitched", lambda *_: False),
}
REFUSED = [(text, quote) for _, text, quote in (*ALTERED, *CUT, *BAD_GAPS, *ABSENT)]


def passing() -> list[object]:
    """What of the tables of refusals is accepted."""
    found: list[object] = [row for row in REFUSED if locate.locate(*row).found]
    found += [marked for marked in INSIDE if not cut_there(marked)[0]]
    return found + [marked for marked in SIGNED if not cut_there(marked)[1]]


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_without_a_check_something_false_is_accepted(
    check: tuple[object, str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*check)
    for memo in (bridges._joints, elided._starts):
        memo.cache_clear()
    try:
        assert passing()
    finally:
        bridges._joints.cache_clear()


def test_with_every_check_nothing_false_is_accepted() -> None:
    assert not passing()
