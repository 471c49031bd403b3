"""Eight runs on one store at once, with readers beside them: each ends well, no article is read twice, N1 to N8 hold.

BRIEFER_SOAK=1 does so twenty times, else twice.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import answering
import pytest
import runs
from invariants import breaches

pytestmark = pytest.mark.smoke

ROUNDS = 20 if "BRIEFER_SOAK" in os.environ else 2
PROCESSES = 8
ASKING = (["status"], ["check", "the bridge would stay open"], ["history", "Liv Handal"])


class Desk:
    """Inputs that all runs share and one for each of its own, the model's server, and what each run writes alone."""

    def __init__(self, top: Path, server: answering.Answering) -> None:
        self.server, self.like = server, top / "like"
        self.inputs = [answering.write_articles(top / "in", answering.NAMES[:3])]
        self.inputs += [answering.write_articles(top / f"in{n}", (f"Own{n}son",)) for n in range(PROCESSES)]
        self.like.mkdir()
        server.logs(top / "like.log")
        for n in range(PROCESSES):
            assert runs.code(runs.start(self.like, self.words(n))) == 0, runs.said(self.like)

    def words(self, n: int) -> list[str]:
        model = ("--engine", "llm", "--model", "m", "--base-url", self.server.address, "--store", "s.db", "--quiet")
        return ["brief", str(self.inputs[0]), str(self.inputs[n + 1]), "--date", answering.DAY, *model, "-o", page(n)]


def page(n: int) -> str:
    return f"page{n}.json"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with ExitStack() as end:
        yield Desk(tmp_path_factory.mktemp("desk"), end.enter_context(answering.answering()))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_eight_runs_share_one_store(number: int, desk: Desk, tmp_path: Path) -> None:
    log = desk.server.logs(tmp_path / f"log{number}")
    works = [tmp_path / f"run{n}" for n in range(PROCESSES)]
    (store,) = {tmp_path / "run0" / "s.db"}
    for work in works:
        work.mkdir()
    writing = [
        runs.start(work, [str(store) if word == "s.db" else word for word in desk.words(n)])
        for n, work in enumerate(works)
    ]
    asked = []
    for n, words in enumerate(itertools.cycle(ASKING)):
        reader = tmp_path / f"reader{n % len(ASKING)}"
        reader.mkdir(exist_ok=True)
        asked.append((runs.code(runs.start(reader, [*words, "--store", str(store)])), runs.said(reader)))
        if not any(run.is_alive() for run in writing):
            break
    said = [runs.said(work) for work in works]
    assert [runs.code(run) for run in writing] == [0] * PROCESSES, said
    assert not re.search("Traceback|internal error|locked", "".join(said) + "".join(out for _, out in asked))
    assert {ended for ended, _ in asked} <= {0, 1, 3}
    outs = tuple(work / page(n) for n, work in enumerate(works))
    assert breaches(store, inputs=tuple(desk.inputs), outs=outs, log=log, like=desk.like) == []
