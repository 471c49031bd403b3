"""How well and how fast `briefer.attribution` reads: prints the score table and the articles a minute on one core.

    BRIEFER_DATA=... python benchmarks/attribution.py

The folder in BRIEFER_DATA holds eval/score.py (which explains the measures) and corpora/gum-news-train.jsonl. That
corpus annotates clauses only (no infinitives): its first table drops contents without a finite verb from the answer,
save what is quoted from beginning to end; its second keeps them. The project's own articles, annotated by
docs/annotation.md, follow: those that the rules were developed on, and those that were not looked at.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

from briefer.attribution import attributions
from briefer.attribution.phrases import FINITE
from briefer.attribution.words import units
from briefer.models import Attribution

OWN = Path(__file__).resolve().parents[1] / "tests" / "cases" / "attribution"
WORDS_AN_ARTICLE = 700
MARKS = re.compile('["“”‘’]')


def pieces(spans: Any) -> list[list[int]]:
    """Spans as the score program reads them."""
    return [[s.start, s.end] for s in spans]


def has_verb(text: str, one: Attribution) -> bool:
    """Whether a content holds a finite verb; one that is all in quotation marks counts as if it did."""
    words = MARKS.sub("", " ".join(span.of(text) for span in one.content))
    return one.mode == "direct" or any(token.tag in FINITE for unit in units(words) for token in unit.tokens)


def answer(record: dict[str, Any], everything: bool) -> dict[str, Any]:
    """What briefer reads in one article, in the corpus's format."""
    text = record["text"]
    found = [one for one in attributions(text) if everything or has_verb(text, one)]
    return {
        "id": record["id"],
        "attributions": [
            {"source": pieces(a.source), "cue": pieces(a.cue), "content": pieces(a.content)} for a in found
        ],
    }


def own(folder: Path) -> dict[str, Any]:
    """The annotated articles of a folder, as the score program reads a corpus."""
    records = {}
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        lines = path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
        records[path.stem] = {"id": path.stem, "text": text, "attributions": [json.loads(line) for line in lines]}
    return records


def main() -> None:
    if "BRIEFER_DATA" not in os.environ:
        print("skipped: set BRIEFER_DATA to the folder with eval/ and corpora/")
        return
    data = Path(os.environ["BRIEFER_DATA"])
    sys.path.insert(0, str(data / "eval"))
    import score  # type: ignore[import-not-found]

    gum = score.load(str(data / "corpora" / "gum-news-train.jsonl"))
    for title, gold, everything in (
        ("20 GUM articles, contents with a verb", gum, False),
        ("20 GUM articles, all contents", gum, True),
        ("own articles, development", own(OWN / "development"), True),
        ("own articles, held out", own(OWN / "held_out"), True),
    ):
        print(f"\n{title}\n{score.table(score.score(gold, {key: answer(r, everything) for key, r in gold.items()}))}")
    start = time.process_time()
    for record in gum.values():
        attributions(record["text"])
    seconds = time.process_time() - start
    words = sum(len(record["text"].split()) for record in gum.values())
    print(f"\n{words / WORDS_AN_ARTICLE / seconds * 60:.0f} articles of {WORDS_AN_ARTICLE} words a minute on one core")


if __name__ == "__main__":
    main()
