"""The rules that judge a claim beside its quote, in the order in which they run.

A rule is a pure function from a `Claim` to findings; its name is the name of the function and of the finding. A new one
needs a function, a row in `RULES`, and the tables of what must and must not set it off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from briefer.grounding.rules.amounts import date, number
from briefer.grounding.rules.asserted import condition, denial, modality, negation, question
from briefer.grounding.rules.claim import Claim
from briefer.grounding.rules.naming import name
from briefer.grounding.rules.office import status
from briefer.grounding.rules.passage import brackets, gap, hidden, instruction, language, marks, repeated
from briefer.grounding.rules.speaking import hop, speaker
from briefer.grounding.rules.unrelated import unrelated
from briefer.grounding.rules.wording import direction, scope
from briefer.models import Finding

Rule = Callable[[Claim], Iterator[Finding]]

CLAIM_RULES: tuple[Rule, ...] = (
    speaker, hop, number, date, name, negation, modality, condition, denial, question, status, scope, direction,
    unrelated,
)  # fmt: skip
PASSAGE_RULES: tuple[Rule, ...] = (marks, repeated, hidden, instruction, brackets, gap, language)
RULES: tuple[Rule, ...] = CLAIM_RULES + PASSAGE_RULES
