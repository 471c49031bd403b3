"""How well and how fast `briefer.attribution` reads: prints the score table and the articles a minute on one core.

    BRIEFER_DATA=... python benchmarks/attribution.py [--all] [corpus.jsonl]

The folder in BRIEFER_DATA holds eval/score.py (which explains the measures) and corpora/gum-news-train.jsonl. That
corpus annotates clauses only (no infinitives), so contents without a finite verb are dropped from the answer unless --all is given.
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
SPAN = "start", "end"


def pieces(spans: Any) -> list[list[int]]:
    """Spans as the score program reads them."""
    return [[s.start, s.end] for s in spans]


def verbless(text: str) -> set[tuple[int, int]]:
    """Contents without quotation marks that hold no finite verb."""
    verbs = sorted(t.start for unit in units(text) for t in unit.tokens if t.tag in FINITE)
    found = set()
    for one in attributions(text):
        inside = any(s.start <= v < s.end for s in one.content for v in verbs)
        if not inside and one.mode != "direct" and not any('"' in s.of(text) or "“" in s.of(text) for s in one.content):
            found.add((one.content[0].start, one.content[-1].end))
    return found


def answer(record: dict[str, Any], everything: bool) -> dict[str, Any]:
    """What briefer reads in one article, in the corpus's format."""
    text = record["text"]
    left_out = set() if everything else verbless(text)
    found: list[Attribution] = [
        a for a in attributions(text) if (a.content[0].start, a.content[-1].end) not in left_out
    ]
    return {
        "id": record["id"],
        "attributions": [
            {"source": pieces(a.source), "cue": pieces(a.cue), "content": pieces(a.content)} for a in found
        ],
    }


NAIVE = re.compile(
    r"(?P<source>(?:[A-Z][\w.’'-]*|[Hh]e|[Ss]he|[Tt]hey)(?: [A-Z][\w.’'-]*)*) (?:said|told \w+|says|added|announced|"
    r"claimed|stated|believes|warned|reported|wrote|argued|insisted) (?P<content>(?:that )?[^.“\"]+[.])"
    r"|(?P<quote>[“\"][^”\"]+[”\"]),? (?:said (?P<after>[A-Z]\w+(?: [A-Z]\w+)*)|(?P<before>[A-Z]\w+(?: [A-Z]\w+)*|[Hh]e|[Ss]he|[Tt]hey) said)"
)


def naive(record: dict[str, Any]) -> dict[str, Any]:
    """The reading of one regular expression, for comparison."""
    found = []
    for m in NAIVE.finditer(record["text"]):
        source = next(list(m.span(g)) for g in ("source", "after", "before", "quote") if m[g])
        content = list(m.span("quote") if m["quote"] else m.span("content"))
        found.append({"source": [source] if not m["quote"] or m["after"] or m["before"] else [], "content": [content]})
    return {"id": record["id"], "attributions": found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", nargs="?")
    parser.add_argument("--all", action="store_true", help="keep contents without a verb")
    options = parser.parse_args()
    if "BRIEFER_DATA" not in os.environ:
        sys.exit("benchmarks/attribution.py: set BRIEFER_DATA to the folder with eval/ and corpora/")
    data = Path(os.environ["BRIEFER_DATA"])
    sys.path.insert(0, str(data / "eval"))
    import score  # type: ignore[import-not-found]

    gold = score.load(options.corpus or str(data / "corpora" / "gum-news-train.jsonl"))
    attributions("He said no.")  # loads the tagger
    start = time.perf_counter()
    for record in gold.values():
        attributions(record["text"])
    seconds = time.perf_counter() - start
    words = sum(len(record["text"].split()) for record in gold.values())
    print("naive reading\n" + score.table(score.score(gold, {key: naive(record) for key, record in gold.items()})))
    print("briefer\n" + score.table(score.score(gold, {key: answer(r, options.all) for key, r in gold.items()})))
    print(f"{words / WORDS_AN_ARTICLE / seconds * 60:.0f} articles of {WORDS_AN_ARTICLE} words a minute on one core")


if __name__ == "__main__":
    main()
