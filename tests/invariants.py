"""N1 to N8: what holds of a store, the pages made from it and the calls it cost, after whatever befell them.

    python tests/invariants.py STORE [--input PATH]... [--out FILE]... [--log FILE] [--like FOLDER] [--unfinished]

prints a line for each with what was looked at, then what breaks it; exit 1 if anything does. The store is copied first
and never written to.

N1 every input is stored, a duplicate or refused, pending only after a run that was stopped; briefs account for theirs
N2 texts, bytes and rows have their hashes; every span and passage stands in its text, the index holds every word
N3 each reply is kept raw, and what was read from it comes out of it again
N4 no call whose answer was kept is made again; repeats are at most the calls in flight at each stop
N5 outputs are whole and of a brief of the store; nothing that a run had in the making is left
N6 outputs are, byte for byte, those of an unbroken run
N7 the database is whole and of this version
N8 whatever a brief shows recomputes as printable now, and says what was read

The log is the model server's, JSON lines: {"asked": KEY}, then {"answered": KEY, "body": SHA-256} for a whole answer;
who stops a run adds {"stopped": [KEYS THAT THE STORE NOW HOLDS]}, who sees one end {"ended": [KEYS]}.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import shutil
import sqlite3
import sys
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from briefer.errors import BrieferError, InputError, ModelError, NothingToDo
from briefer.extract.embedded import EmbeddedEngine
from briefer.grounding.verdict import RULES_VERSION, check
from briefer.ingest.files import URL
from briefer.ingest.readers import discover, read
from briefer.models import Article, Brief, Position, Span, Verdict, from_json, to_json
from briefer.pipeline import make_brief
from briefer.render.carried import public
from briefer.render.proof import Report, verify
from briefer.store import Store
from briefer.store.words import indexed

IN_FLIGHT = 16
"""Calls that one run has under way at most."""

MAKING = (".*.part", ".*.new", ".*.new-journal", "*-journal")
"""Names of files that a run has in the making."""

DIGESTED = {
    "articles": ("id", "fields", "came_out", "added"),
    "readings": ("article", "engine", "positions", "created"),
    "verdicts": ("article", "engine", "n", "rules", "verdict"),
    "briefs": ("id", "date", "created", "json"),
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """What is looked at: a store, and what went into it and came out of it."""

    store: Path
    inputs: tuple[Path, ...] = ()
    outs: tuple[Path, ...] = ()
    log: Path | None = None
    like: Path | None = None  # a folder with the same outputs of an unbroken run
    finished: bool = True  # the last run ended by itself


class Looked:
    """A copy of the run's store, read by SQL."""

    def __init__(self, run: Run, copy: Path, db: sqlite3.Connection) -> None:
        self.run, self.copy, self._db = run, copy, db
        self.seen: Counter[str] = Counter()

    def rows(self, query: str, *values: object) -> list[Any]:
        return self._db.execute(query, values).fetchall()

    def count(self, what: str, number: int = 1) -> None:
        self.seen[what] += number

    @property
    def articles(self) -> dict[str, Article]:
        rows = self.rows("SELECT id, fields, text FROM articles")
        return {id: replace(from_json(fields, Article), text=text) for id, fields, text in rows}

    @property
    def briefs(self) -> list[Brief]:
        return [from_json(row, Brief) for (row,) in self.rows("SELECT json FROM briefs")]

    @property
    def readings(self) -> Iterator[tuple[str, str, tuple[Position, ...], dict[int, Verdict]]]:
        for article, engine, positions in self.rows("SELECT article, engine, positions FROM readings"):
            verdicts = self.rows("SELECT n, verdict FROM verdicts WHERE (article, engine) = (?, ?)", article, engine)
            yield (
                article,
                engine,
                from_json(positions, tuple[Position, ...]),
                {n: from_json(v, Verdict) for n, v in verdicts},
            )

    @property
    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run.log.read_text().splitlines()] if self.run.log else []


Breaches = Iterator[str]
judged = lru_cache(100_000)(check)


def sha256(data: bytes | str) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def n1(at: Looked) -> Breaches:
    """Each input is in one state; each brief accounts for its articles."""
    articles, taken = at.articles, set[str]()
    for origin, data in discover(map(str, at.run.inputs)):
        try:
            id = _read(data, origin).id
        except InputError:
            at.count("refused")
            continue
        state = "pending" if id not in articles else "duplicate" if id in taken else "stored"
        taken.add(id)
        at.count(state)
        if state == "pending" and at.run.finished:
            yield f"{origin} was neither stored nor refused"
    if at.run.inputs:
        yield from (f"article {id} came from no input" for id in articles.keys() - taken)
    used = set(at.rows("SELECT brief, article FROM used"))
    for brief in at.briefs:
        at.count("briefs")
        sources = [source.id for source in brief.sources]
        not_read = [one.article for one in brief.not_read if one.article]
        yield from (
            f"brief {brief.id} names article {id} {n} times" for id, n in Counter(sources + not_read).items() if n > 1
        )
        yield from (
            f"brief {brief.id} names article {id}, which is not there" for id in {*sources, *not_read} - articles.keys()
        )
        if {article for of, article in used if of == brief.id} != {*sources, *not_read}:
            yield f"brief {brief.id} has used other articles than it names"
        counts, printed = brief.counts, len(brief.items) + brief.counts.merged
        if (counts.articles, counts.withheld) != (len(sources), len(brief.withheld)):
            yield f"brief {brief.id} counts other articles or withheld positions than it holds"
        if not counts.proposed - counts.withheld == counts.accepted + counts.flagged == printed:
            yield f"the counts of brief {brief.id} do not add up"
        if [item.number for item in brief.items] != list(range(1, len(brief.items) + 1)):
            yield f"the items of brief {brief.id} are not numbered through"


@cache
def _parsed(data: bytes, origin: str) -> Article | InputError:
    try:
        return read(data, origin)
    except InputError as error:
        return error


def _read(data: bytes | InputError, origin: str) -> Article:
    """The article in some bytes, read once. Raises InputError."""
    read = data if isinstance(data, InputError) else _parsed(data, origin)
    if isinstance(read, InputError):
        raise read
    return read


def n2(at: Looked) -> Breaches:
    """Hashes, digests, spans, the index."""
    texts: dict[str, str] = {}
    words: Counter[str] = Counter()
    for table, columns in DIGESTED.items():
        for digest, *values in at.rows(f"SELECT digest, {', '.join(columns)} FROM {table}"):
            at.count("rows")
            if digest != sha256("\0".join(map(str, values)))[:16]:
                yield f"a row of {table} is not what was written: {str(values)[:60]}"
    for id, fields, text, raw, came_out, added in at.rows(
        "SELECT id, fields, text, raw, came_out, added FROM articles"
    ):
        at.count("texts")
        texts[id] = text
        words.update(set(indexed(text).split()))
        known, data = from_json(fields, Article), zlib.decompress(raw)
        if (sha256(text), sha256(data)) != (known.sha256, known.raw_sha256):
            yield f"text or bytes of {id} do not have their hash"
        if not id == known.id == sha256(f"{known.outlet}\0{text}")[:12]:
            yield f"{id} is not the id of its outlet and text"
        if came_out != _came_out(known.published, added):
            yield f"{id} came out at another time than it says"
        if not URL.match(known.origin) and known.origin != "-":  # a feed or a server may have said more than the bytes
            again = _read(data, known.origin)
            if again.reader == known.reader and again != replace(known, text=text):
                yield f"{id} is not what its bytes say"
    if words != dict(at.rows("SELECT term, doc FROM vocabulary")):
        yield "the index does not hold the words of the texts"
    for article, _, positions, verdicts in at.readings:
        for n, verdict in verdicts.items():
            if n >= len(positions):
                yield f"a verdict on {article} is on no position"
            elif not _fits(texts.get(article, ""), positions[n], verdict):
                yield f"a span of {article} does not hold its words: {positions[n].quote[:60]}"
    for brief in at.briefs:
        for item in brief.items:
            at.count("items")
            text, spans = texts.get(item.checked.article, ""), item.checked.verdict.evidence.spans
            held = [Span(p.start, p.start + len(p.text)) for p in item.passages]
            if any(span.of(text) != p.text for span, p in zip(held, item.passages, strict=True)):
                yield f"a passage of item {item.number} of {brief.date} does not stand in its article"
            if not _fits(text, item.checked.position, item.checked.verdict) or not all(
                any(around.start <= span.start and span.end <= around.end for around in held) for span in spans
            ):
                yield f"a span of item {item.number} of {brief.date} does not hold its words"


def _fits(text: str, position: Position, verdict: Verdict) -> bool:
    """Whether spans lie in the text in their order, and those of exact words hold them to the letter."""
    spans = verdict.evidence.spans
    ends = [place for span in spans for place in (span.start, span.end)]
    exact = verdict.evidence.match != "exact" or position.quote.strip() == "".join(span.of(text) for span in spans)
    return ends == sorted(ends) and all(0 <= end <= len(text) for end in ends) and exact


def _came_out(published: str, added: str) -> str:
    if published == "unknown":
        return added
    if len(published) == len("2031-03-03"):
        return f"{published}T23:59:59+00:00"
    return datetime.fromisoformat(published).astimezone(UTC).isoformat(timespec="seconds")


def n3(at: Looked) -> Breaches:
    """Each reply raw; readings come out of them again, as those of the embedded engine come out of the texts."""
    answered = {(line["answered"], line["body"]) for line in at.log if "answered" in line}
    asked: set[tuple[str, str]] = set()
    for key, endpoint, model, packed in at.rows("SELECT key, endpoint, model, body FROM replies"):
        at.count("replies")
        asked.add((endpoint, model))
        body = zlib.decompress(packed)
        if len(key) != 64 or not isinstance(json.loads(body), dict):
            yield f"the reply {key} is no whole answer"
        if at.run.log and (key, sha256(body)) not in answered:
            yield f"the reply {key} is not what the server answered"
    lost = {key for key, _ in answered} - {key for (key,) in at.rows("SELECT key FROM replies")}
    if len(lost) > IN_FLIGHT * sum("stopped" in line for line in at.log):
        yield f"{len(lost)} answers are not there"
    kept = {
        (article, engine): positions
        for article, engine, positions in at.rows("SELECT article, engine, positions FROM readings")
    }
    rebuilt = [_rebuilt(at, *one) for one in sorted(asked)]
    mine = {article for article, engine in kept if engine == EmbeddedEngine().key}
    rebuilt.append((EmbeddedEngine().key, {id: to_json(_positions(at.articles[id])).decode() for id in mine}))
    for engine, again in rebuilt:
        for article in [article for article, key in kept if key == engine]:
            at.count("readings rebuilt")
            if kept.pop((article, engine)) != again.get(article):
                yield f"the reading of {article} by engine {engine[:12]} does not come out of what was kept"
    at.count("readings of other engines", len(kept))


@lru_cache(10_000)
def _positions(article: Article) -> tuple[Position, ...]:
    return asyncio.run(EmbeddedEngine().read(article))


def _rebuilt(at: Looked, endpoint: str, model: str) -> tuple[str, dict[str, str]]:
    """The key of the engine that asked there, and in JSON the positions that it reads out of the kept replies alone."""
    bare = at.copy.with_name("bare.db")
    shutil.copy(at.copy, bare)
    with closing(sqlite3.connect(bare, isolation_level=None)) as db:
        db.execute("UPDATE replies SET served = n IN (SELECT max(n) FROM replies GROUP BY key)")
        mine = db.execute("SELECT article, engine FROM readings").fetchall()
        db.execute("DELETE FROM verdicts")
        db.execute("DELETE FROM readings")
    with Store.open(bare) as store:
        engine = _unheard(endpoint, model, store)
        articles = [store.article(article) for article, key in mine if key == engine.key]
        with suppress(ModelError, NothingToDo):
            make_brief(articles, day=date(2031, 1, 1), engine=engine, store=store)
    with closing(sqlite3.connect(bare)) as db:
        return engine.key, dict(db.execute("SELECT article, positions FROM readings"))


def _unheard(endpoint: str, model: str, store: Store) -> Any:
    """The engine that asked there, without a way out: it has only what the store keeps."""
    import httpx2

    from briefer.extract.calls import Caller
    from briefer.extract.llm import ModelEngine
    from briefer.extract.spending import Limits

    def refused(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no way out", request=request)

    out, base_url = httpx2.MockTransport(refused), endpoint.removesuffix("/chat/completions")
    limits = Limits(tries=1, backoff=0)
    return ModelEngine(Caller(model, base_url=base_url, api_key="none", transport=out, limits=limits, replies=store))


def n4(at: Looked) -> Breaches:
    """Repeated calls, by the server's log."""
    dropped = dict(at.rows("SELECT key, count(*) FROM replies WHERE NOT served GROUP BY 1"))
    answers: Counter[str] = Counter()
    kept: set[str] = set()
    for line in at.log:
        if "asked" in line:
            at.count("calls")
            if line["asked"] in kept - dropped.keys():
                yield f"{line['asked'][:12]} was asked again though its answer was kept"
        elif "answered" in line:
            answers[line["answered"]] += 1
        else:
            at.count("stops", "stopped" in line)
            kept = set(line["stopped"] if "stopped" in line else line["ended"])
    at.count("repeats", sum(max(n - 1 - dropped.get(key, 0), 0) for key, n in answers.items()))
    if at.seen["repeats"] > at.seen["stops"] * IN_FLIGHT:
        yield f"{at.seen['repeats']} answers were paid for again, with {at.seen['stops']} stops"


def n5(at: Looked) -> Breaches:
    """Outputs are whole; nothing is left in the making."""
    kept = {brief.id: public(brief) for brief in at.briefs}
    for path, report in _reports(at):
        at.count("outputs")
        if isinstance(report, BrieferError):
            yield f"{path.name}: {report.cause}"
            continue
        yield from (f"{path.name}: {fault}" for fault in report.faults)
        if public(report.brief) != kept.get(report.brief.id):
            yield f"{path.name} is of no brief that the store holds"
    if at.run.finished:
        folders = {path.resolve().parent for path in (at.run.store, *at.run.outs)}
        yield from (f"{left.name} was left" for folder in folders for name in MAKING for left in folder.glob(name))


def _reports(at: Looked) -> Iterator[tuple[Path, Report | BrieferError]]:
    """Whether each output that is there agrees with the proof that it carries."""
    yield from ((path, _verified(path.read_bytes(), path.suffix)) for path in at.run.outs if path.exists())


@lru_cache(100)
def _verified(data: bytes, suffix: str) -> Report | BrieferError:
    try:
        return verify(data, suffix, lambda _: None)
    except BrieferError as error:
        return error


def n6(at: Looked) -> Breaches:
    """Outputs are those of an unbroken run."""
    for path in at.run.outs if at.run.like else ():
        if not path.exists():
            if at.run.finished:
                yield f"{path.name} is not there"
            continue
        at.count("compared")
        if path.read_bytes() != (at.run.like / path.name).read_bytes():
            yield f"{path.name} is not what an unbroken run writes"


def n7(at: Looked) -> Breaches:
    """The database is whole and of this version."""
    yield from (word for (word,) in at.rows("PRAGMA integrity_check") if word != "ok")
    yield from (f"a row of {row[0]} refers to nothing in {row[2]}" for row in at.rows("PRAGMA foreign_key_check"))
    with Store.open(at.copy.with_name("new.db")) as _, closing(sqlite3.connect(at.copy.with_name("new.db"))) as new:
        for query in ("PRAGMA application_id", "PRAGMA user_version", "SELECT name, sql FROM sqlite_schema ORDER BY 1"):
            for one in set(at.rows(query)) ^ set(new.execute(query)):
                yield f"{query.removeprefix('PRAGMA ')}: {' '.join(map(str, one))[:80]}"
    at.count("pages", at.rows("PRAGMA page_count")[0][0])


def n8(at: Looked) -> Breaches:
    """Whatever a brief shows recomputes."""
    articles, held = at.articles, defaultdict[str, set[Position]](set)
    for article, _, positions, verdicts in at.readings:
        held[article].update(positions)
        for n, verdict in verdicts.items():
            at.count("verdicts")
            now = n < len(positions) and article in articles and judged(articles[article].text, positions[n])
            if verdict.rules == RULES_VERSION and verdict != now:
                yield f"a verdict on {article} is not what the checker says: {positions[n : n + 1]}"[:160]
    shown = [report.brief for _, report in _reports(at) if isinstance(report, Report)]
    for brief in dict.fromkeys((*at.briefs, *shown)):
        for item in brief.items:
            at.count("items")
            one = item.checked
            now = judged(articles[one.article].text, one.position) if one.article in articles else None
            if not now or not now.printable or (brief.rules == RULES_VERSION and now != one.verdict):
                yield f"item {item.number} of {brief.date} does not hold: {one.position.statement[:60]}"
            if held[one.article] and one.position not in held[one.article]:
                yield f"item {item.number} of {brief.date} was not read so: {one.position.statement[:60]}"
        for source in brief.sources:
            article = articles.get(source.id)
            if article and any(getattr(source, f) != getattr(article, f) for f in SHOWN):
                yield f"the source {source.id} of {brief.date} is another than its article"


SHOWN = ("title", "outlet", "published", "url", "sha256")
LOOKED_FOR = {"N1": n1, "N2": n2, "N3": n3, "N4": n4, "N5": n5, "N6": n6, "N7": n7, "N8": n8}


def invariants(run: Run) -> Iterator[tuple[str, dict[str, int], list[str]]]:
    """For each of N1 to N8 its name, how much was looked at, and the breaches; what cannot be looked at is one."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy.db")
        for end in ("", "-journal"):
            if (whole := run.store.with_name(run.store.name + end)).exists():
                shutil.copy(whole, f"{copy}{end}")
        for name, look in LOOKED_FOR.items():
            found: list[str] = []
            with closing(sqlite3.connect(copy)) as db:
                at = Looked(run, copy, db)
                try:
                    found += look(at)
                except Exception as error:
                    found.append(f"cannot be looked at: {type(error).__name__}: {error}")
            yield name, at.seen, found


def breaches(store: Path, **run: Any) -> list[str]:
    """All breaches, each after its name."""
    if not store.exists() and not run.get("finished", True):
        return []  # killed before there was one
    return [f"{name}: {one}" for name, _, found in invariants(Run(store=store, **run)) for one in found]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--input", type=Path, action="append", default=[], help="a file or folder that was read")
    parser.add_argument("--out", type=Path, action="append", default=[], help="a page that was written")
    parser.add_argument("--log", type=Path, help="the model server's log")
    parser.add_argument("--like", type=Path, help="a folder with the same outputs of an unbroken run")
    parser.add_argument("--unfinished", action="store_true", help="the last run was stopped")
    given = parser.parse_args()
    run = Run(
        store=given.store, inputs=tuple(given.input), outs=tuple(given.out), log=given.log, like=given.like,
        finished=not given.unfinished,
    )  # fmt: skip
    broken = False
    for name, seen, found in invariants(run):
        broken |= bool(found)
        print(name, "BROKEN" if found else "holds", *(f"{count} {what}" for what, count in seen.items()), sep="  ")
        print(*(f"    {one}" for one in found), sep="\n", end="\n" * bool(found))
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
