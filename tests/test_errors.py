"""Errors speak to the user: one line, with the subject, the cause and the remedy."""

import pytest

from briefer import errors
from briefer.errors import BrieferError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, BrieferError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_message_names_subject_cause_and_remedy_in_one_line(kind: type[BrieferError]) -> None:
    assert str(kind("mill.txt", "is empty", "give a file with text")) == "mill.txt: is empty; give a file with text"


@pytest.mark.parametrize(
    ("kind", "code"),
    [("UsageError", 2), ("InputError", 1), ("NothingToDo", 3), ("ModelError", 4), ("StoreError", 5)],
)
def test_each_kind_has_its_exit_code(kind: str, code: int) -> None:
    assert getattr(errors, kind).exit_code == code
