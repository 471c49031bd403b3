"""What `briefer check WORDS` costs as a whole command, start of the process included, as the store grows.

    python benchmarks/store.py [ARTICLES]

Two stores are built from the articles of seeds/: one of 1,000 articles, one of ARTICLES (100,000). Each article has
two of their paragraphs, in which a generator with a fixed seed puts other names, words and numbers, so that each text
is its own and the words spread as they do in news: some in nearly all articles, many in a few. Printed is the median
time of the command for words that stand in one article, nearly in one, nowhere, and in all, and how much the larger
store adds.
"""

from __future__ import annotations

import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

from briefer.ingest.readers import load  # noqa: E402
from briefer.models import Article  # noqa: E402
from briefer.store import Store  # noqa: E402

SMALL, LARGE = 1_000, 100_000
RUNS = 9
PARAGRAPHS = 2
VARIED = 0.3  # the share of the longer words that the generator replaces
NOW = datetime(2031, 3, 5, tzinfo=UTC)
WORD = re.compile(r"([a-zA-Z]{5,}|\d+)")
SYLLABLES = "ba del gor hin jas kel lum mir nov osk pra quen ros sil tarn ulv vess wyn yar zet".split()


def paragraphs() -> list[tuple[str, str]]:
    """The paragraphs of seeds/ of a middling length, each with the outlet it stood in."""
    articles = [load(path) for path in sorted(ROOT.glob("seeds/*/*.md"))]
    return [
        (article.outlet, block)
        for article in articles
        if article.language == "en"
        for block in article.text.split("\n\n")
        if 150 < len(block) < 500
    ]


def invented(count: int, seed: int = 2031) -> Iterator[Article]:
    """So many articles, always the same ones for a seed."""
    generator = random.Random(seed)
    chance, pick = generator.random, generator.randrange
    known = [(outlet, WORD.split(block)) for outlet, block in paragraphs()]
    words = ["".join(generator.choices(SYLLABLES, k=3)) for _ in range(30_000)]

    def varied(pieces: list[str]) -> str:
        found = list(pieces)
        for at in range(1, len(found), 2):  # the words; between them stands the rest
            if chance() < VARIED:
                word = words[int(len(words) * chance() ** 3)]  # few are common, most are rare
                found[at] = (
                    str(pick(2, 10_000)) if found[at].isdigit() else word if found[at].islower() else word.title()
                )
        return "".join(found)

    for number in range(count):
        chosen = generator.sample(known, PARAGRAPHS)
        text = "\n\n".join(varied(pieces) for _, pieces in chosen)
        digest = sha256(text.encode()).hexdigest()
        yield Article(
            id=digest[:12], origin=f"{number}.txt", text=text, outlet=chosen[0][0], language="en",
            published="2031-03-04", sha256=digest, raw_sha256=digest, reader="text 1",
        )  # fmt: skip


def build(path: Path, count: int) -> None:
    """A store of so many articles; not synced with the disk, as it is thrown away."""
    with Store.open(path) as store:
        store._db.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA cache_size = -200000")
        for article in invented(count):
            store.add(article, b"", NOW)


def questions() -> dict[str, str]:
    """Words to look for: the first article stands in each store."""
    article = next(iter(invented(1)))
    words = article.text.split("\n\n")[0].split()[4:18]
    return {
        "exact": " ".join(words),
        "near": " ".join([*words[:5], "never", *words[6:]]),
        "absent": "zebras quietly juggled porcelain xylophones beneath violet umbrellas",
        "common": "the",
    }


def seconds(store: Path, words: str) -> float:
    """The wall time of the command."""
    command = [sys.executable, "-m", "briefer", "check", words, "--store", str(store)]
    environment = {"PYTHONPATH": str(ROOT / "src"), "HOME": str(store.parent), "PATH": ""}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    return time.perf_counter() - start


def main() -> None:
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    with tempfile.TemporaryDirectory() as folder:
        stores = [Path(folder, f"{count}.db") for count in (SMALL, large)]
        for path, count in zip(stores, (SMALL, large), strict=True):
            start = time.perf_counter()
            build(path, count)
            print(f"{count} articles: {path.stat().st_size / 1e6:.0f} MB, built in {time.perf_counter() - start:.0f} s")
        print(f"{'words':<8} {SMALL:>8} {large:>8}  ratio   (median seconds of {RUNS} runs)")
        for name, words in questions().items():
            runs = [[seconds(path, words) for path in stores] for _ in range(RUNS)]  # by turns: the machine may be busy
            few, many = (statistics.median(times) for times in zip(*runs, strict=True))
            print(f"{name:<8} {few:8.3f} {many:8.3f} {many / few:6.2f}")


if __name__ == "__main__":
    main()
