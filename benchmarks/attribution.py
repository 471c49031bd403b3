"""How well and how fast `briefer.attribution` reads: prints the score table and the articles a minute on one core.

    BRIEFER_DATA=... python benchmarks/attribution.py [--all] [corpus.jsonl]

The folder in BRIEFER_DATA holds eval/score.py (which explains the measures) and corpora/gum-news-train.jsonl. That
corpus annotates clauses only (no infinitives), so contents without a finite verb are dropped from the answer
unless --all is given, but for what is quoted from beginning to end.
"""

from __future__ import annotations

import argparse
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", nargs="?")
    parser.add_argument("--all", action="store_true", help="keep contents without a verb")
    options = parser.parse_args()
    if "BRIEFER_DATA" not in os.environ:
        print("skipped: set BRIEFER_DATA to the folder with eval/ and corpora/")
        return
    data = Path(os.environ["BRIEFER_DATA"])
    sys.path.insert(0, str(data / "eval"))
    import score  # type: ignore[import-not-found]

    gold = score.load(options.corpus or str(data / "corpora" / "gum-news-train.jsonl"))
    attributions("He said no.")  # loads the tagger
    start = time.process_time()
    for record in gold.values():
        attributions(record["text"])
    seconds = time.process_time() - start
    words = sum(len(record["text"].split()) for record in gold.values())
    print(score.table(score.score(gold, {key: answer(r, options.all) for key, r in gold.items()})))
    print(f"{words / WORDS_AN_ARTICLE / seconds * 60:.0f} articles of {WORDS_AN_ARTICLE} words a minute on one core")


if __name__ == "__main__":
    main()
