"""What can be wrong with the use of briefer. What is wrong with an article is a value, never one of these.

BrieferError
├── UsageError          wrong use or configuration            exit 2
├── InputError          one input could not be read           exit 1 (3 when no input is left)
├── NothingToDo         no usable input, or nothing new       exit 3
├── ModelError          model unreachable                     exit 4, resumable
│   ├── AnswerError     no use of it for this text            exit 4, resumable
│   └── BudgetError     --max-calls or --max-cost reached     exit 4, resumable
├── ClusterError        scheduler or workers of no use        exit 4, resumable
└── StoreError          store locked, full, damaged, too new  exit 5
"""

from __future__ import annotations


class BrieferError(Exception):
    """One line for the user: which subject, what is wrong with it, what to do next."""

    exit_code = 1

    def __init__(self, subject: str, cause: str, remedy: str = "") -> None:
        self.subject, self.cause, self.remedy = subject, cause, remedy
        super().__init__(subject, cause, remedy)

    def __str__(self) -> str:
        return f"{self.subject}: {self.cause}" + (f"; {self.remedy}" if self.remedy else "")


class UsageError(BrieferError):
    """A flag, a setting or an argument that cannot be meant so."""

    exit_code = 2


class InputError(BrieferError):
    """One input that could not be turned into an article; the others go on."""

    exit_code = 1


class NothingToDo(BrieferError):
    """Nothing is left to write a page from."""

    exit_code = 3


class ModelError(BrieferError):
    """The model's endpoint gave no usable answer; a later run goes on from here."""

    exit_code = 4


class AnswerError(ModelError):
    """The model answers, but about this text with nothing that is of use; others may fare better."""


class BudgetError(ModelError):
    """A limit that the user set is reached; a later run goes on from here."""


class ClusterError(BrieferError):
    """The cluster cannot be reached or does not fit; a later run goes on from here."""

    exit_code = 4


class StoreError(BrieferError):
    """The store cannot be read or written; it is left as it was."""

    exit_code = 5
