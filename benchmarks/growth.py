"""What a growing store costs a morning: the time of a brief of new articles, articles added a second, peak memory.

    python benchmarks/growth.py [ARTICLES]

Two stores are filled: one with 1,000 articles, one with ARTICLES (100,000), all of earlier days, every fifty of them
used by a brief. Then fifty new ones are added to each and a brief is made of what is new, several times by turns, each
in a process of its own that starts with a fresh copy. Wanted: a brief in at most 1.3 times the time, as many articles a
second, at most 500 MB.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "src")]

from store import invented  # noqa: E402

from briefer.extract.embedded import EmbeddedEngine  # noqa: E402
from briefer.intake import news  # noqa: E402
from briefer.models import Article  # noqa: E402
from briefer.pipeline import make_brief  # noqa: E402
from briefer.store import Store  # noqa: E402

SMALL, LARGE, NEW = 1_000, 100_000, 50
RUNS = 5
TODAY = date(2031, 3, 5)
NOW = datetime(2031, 3, 5, 7, tzinfo=UTC)


def dated(articles: Iterable[Article], last: int) -> Iterator[Article]:
    """The articles with an address each, fifty a day up to yesterday."""
    for number, article in enumerate(articles):
        day = TODAY - timedelta(days=1 + (last - number) // NEW)
        yield replace(article, published=day.isoformat(), url=f"https://news.example/{number}")


def fill(path: Path, count: int) -> float:
    """Makes a store of so many earlier articles and the briefs of their days; returns how many were added a second at
    its end."""
    page = make_brief(tuple(invented(NEW)), day=TODAY, engine=EmbeddedEngine()).brief
    with Store.open(path) as store:
        store._db.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -50000")  # thrown away afterwards
        articles = dated(invented(count), count - 1)
        began, timed = 0.0, min(count, SMALL)
        for number in range(0, count, NEW):
            if number == count - timed:
                began = time.perf_counter()
            batch = list(islice(articles, NEW))
            for article in batch:
                store.add(article, b"", NOW)
            day = date.fromisoformat(batch[0].published)
            named = [replace(page.sources[0], id=article.id) for article in batch]
            store.save_brief(replace(page, id=f"{number}", date=day, sources=tuple(named)), NOW - timedelta(days=1))
        return timed / (time.perf_counter() - began)


def morning(path: Path) -> None:
    """Adds the new articles and makes their brief; prints seconds and peak memory."""
    import resource

    new = [replace(a, published=TODAY.isoformat()) for a in islice(invented(LARGE + NEW, seed=7), NEW)]
    with Store.open(path) as store:
        began = time.perf_counter()
        for article in new:
            store.add(article, b"", NOW)
        added = time.perf_counter()
        taken = news((), store, TODAY, now=NOW, since=TODAY, allow_private=False)
        assert len(taken.articles) == NEW, len(taken.articles)
        make_brief(taken.articles, day=TODAY, engine=EmbeddedEngine(), store=store)
        done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"add": NEW / (added - began), "brief": done - added, "peak": peak}))


def run(path: Path) -> dict[str, float]:
    """What a morning costs with a copy of a store."""
    copy = path.with_suffix(".copy")
    shutil.copy(path, copy)
    done = subprocess.run([sys.executable, __file__, "--morning", str(copy)], capture_output=True, check=True)
    return dict(json.loads(done.stdout))


def main() -> None:
    if "--morning" in sys.argv:
        morning(Path(sys.argv[-1]))
        return
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{count}.db") for count in (SMALL, large)]
        rates = [fill(path, count) for path, count in zip(paths, (SMALL, large), strict=True)]
        runs = [[run(path) for path in paths] for _ in range(RUNS)]  # by turns: the machine may be busy
        few, many = ({name: statistics.median(r[n][name] for r in runs) for name in runs[0][0]} for n in (0, 1))
    print(f"{'':<42} {SMALL:>8} {large:>8}  ratio")
    rows = [
        ("articles added a second, the last 1,000", *rates),
        ("articles added a second, one by one, synced", few["add"], many["add"]),
        (f"seconds for a brief of {NEW} new ones", few["brief"], many["brief"]),
        ("peak memory of that, MB", few["peak"], many["peak"]),
    ]
    for name, a, b in rows:
        print(f"{name:<42} {a:8.1f} {b:8.1f} {b / a:6.2f}")


if __name__ == "__main__":
    main()
