"""The question for the brief's own words: numbered positions out, issues and sentences that cite them back."""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from briefer.extract import Refused
from briefer.extract.answer import SENTENCE, Form, Line, at_most, good
from briefer.extract.prompt import item_line
from briefer.models import Position, Sentence, Wording

ITEMS = 80
"""Positions in one question, the weightiest first; a page holds fewer."""

SENTENCES, ISSUES = 3, 40


class Issue(BaseModel):
    title: Annotated[Line, Field(min_length=1)]
    items: list[int]


class Said(BaseModel):
    text: Annotated[Line, Field(min_length=1, max_length=SENTENCE)]
    items: Annotated[list[int], Field(min_length=1)]


class Words(Form, title="Brief"):
    issues: Annotated[list[Issue], BeforeValidator(good(Issue)), at_most(ISSUES), Field(default_factory=list)]
    bottom_line: Annotated[list[Said], BeforeValidator(good(Said)), at_most(SENTENCES), Field(default_factory=list)]

    def wording(self, count: int) -> Wording:
        """The issues and sentences over positions 1 to `count`, each position in the first issue that has it."""
        free = set(range(1, count + 1))
        issues = []
        for issue in self.issues:
            members = [n for n in dict.fromkeys(issue.items) if n in free]
            free -= set(members)
            if members:
                issues.append((issue.title, tuple(members)))
        cited = [(said.text, tuple(sorted({n for n in said.items if 0 < n <= count}))) for said in self.bottom_line]
        return Wording(tuple(issues), tuple(Sentence(text, items) for text, items in cited if items)[:SENTENCES])


def items_told(told: Sequence[Position], numbers: Iterable[int] | None = None) -> str:
    """The positions, one JSON object a line; only those with these numbers, if any are given."""
    wanted = range(1, len(told) + 1) if numbers is None else sorted(set(numbers))
    return "\n".join(item_line(n, told[n - 1], ("speaker", "role", "issue", "stance", "statement")) for n in wanted)


def items_again(told: Sequence[Position], refused: Sequence[Refused]) -> str:
    """The refused sentences with their reasons, behind the positions that they cite."""
    lines = [items_told(told, [n for sentence, _ in refused for n in sentence.items]), "", "Refused sentences:"]
    for sentence, reasons in refused:
        lines.append(json.dumps({"text": sentence.text, "items": sentence.items}, ensure_ascii=False))
        lines.append("Reasons: " + "; ".join(reasons))
    return "\n".join(lines)
