"""What each step made, kept in one SQLite file: articles, raw model replies, readings with their verdicts, briefs.

Only articles, raw bytes and replies are irreplaceable; all other rows can be made from them again. One transaction per
write, a rollback journal (not WAL: SQLite 3.40 has a bug there), every time in UTC.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from briefer.errors import StoreError
from briefer.models import UNKNOWN, Article, Brief, Checked, Position, Verdict, from_json, to_json
from briefer.store.file import RESTORE, connect, create, named, reading, refuse_others, upgrade, whole
from briefer.store.words import asked, indexed

_TOKENS = 16  # of the words asked for, the longest: they narrow enough
_RAREST = 12  # of these, that tell which articles come near
_LOOKED_AT = 20_000  # entries of the index for these
_ARTICLE = f"articles.id, articles.fields, articles.text, {whole('articles')}"
_NO_VERDICT = b'{"evidence":{"match":"absent"}}'
_UNREAD = (
    "FROM articles WHERE came_out >= ? AND NOT EXISTS (SELECT 1 FROM readings AS r WHERE r.article = articles.id"
    " AND r.engine = ? AND json_array_length(r.positions) = (SELECT count(*) FROM verdicts AS v"
    " WHERE v.article = r.article AND v.engine = r.engine AND v.rules = ?))"
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """One open store; a context manager. Every method raises StoreError for a store that cannot be read or written."""

    def __init__(self, connection: sqlite3.Connection, name: str, clock: Callable[[], datetime]) -> None:
        self._db, self._name, self._clock = connection, name, clock

    @classmethod
    def open(cls, path: Path | str, *, wait: float = 10.0, clock: Callable[[], datetime] = _utc_now) -> Self:
        """The store in the file `path`, made if there is none; ":memory:" for one that is gone at the end.

        `wait` is how many seconds a lock of another process is waited for. `clock` dates model replies. A file that
        is not a store, damaged or from a newer briefer is left as it is.
        """
        name = str(path)
        with named(name):
            if name == ":memory:":
                connection = connect(name)
                upgrade(connection)
            else:
                file = Path(path)
                if not file.exists():
                    create(file)
                elif file.is_file() and not file.stat().st_size:
                    raise StoreError(name, "is empty; a store never is", "name another file, or move this one away")
                connection = connect(f"{file.absolute().as_uri()}?mode=rw", wait)
            try:
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA secure_delete = ON")
                refuse_others(connection, name)
                upgrade(connection)
            except BaseException:
                connection.close()
                raise
        return cls(connection, name, clock)

    @contextmanager
    def alone(self, *, wait: float = 900.0) -> Iterator[None]:
        """Keeps other runs from reading articles for this store meanwhile, so that none is read, or paid, twice.

        The lock is a file beside the store and ends with the process. `wait` is how many seconds one is waited for.
        """
        if self._name == ":memory:":
            yield
            return
        from filelock import FileLock, Timeout

        try:
            with FileLock(f"{self._name}.lock", wait):
                yield
        except Timeout:
            cause = f"another run has been reading for it for {wait:.0f} s"
            raise StoreError(self._name, cause, "wait for it, or stop it") from None

    def close(self) -> None:
        """Closes the file; what was written is safe already."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # articles

    def add(self, article: Article, raw: bytes, now: datetime) -> bool:
        """Keeps an article with the bytes it was read from; False if it is there already, which changes nothing."""
        fields = to_json(replace(article, text="")).decode()
        with self._write() as db:
            row = db.execute(
                "INSERT INTO articles (id, fields, text, raw, came_out, added, digest)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, digest(?1, ?2, ?5, ?6)) ON CONFLICT DO NOTHING RETURNING n",
                (article.id, fields, article.text, zlib.compress(raw), _came_out(article, now), _utc(now)),
            ).fetchone()
            if row is not None:
                db.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (row[0], indexed(article.text)))
        return row is not None

    def has_version(self, article: Article) -> bool:
        """Whether another article of the same outlet stood at this one's address."""
        place = f"{article.url} {article.outlet}"
        return any(id != article.id for (id,) in self._rows("SELECT id FROM articles WHERE place = ?", place))

    def newer_version(self, id: str) -> Article | None:
        """The last that was added of the articles that came after this one at its address."""
        row = self._row(
            f"SELECT {_ARTICLE} FROM articles AS a JOIN articles ON articles.place = a.place AND articles.n > a.n"
            " WHERE a.id = ? ORDER BY articles.n DESC LIMIT 1",
            id,
        )
        return None if row is None else self._article(*row)

    def article(self, id: str) -> Article:
        """The article with this id. Raises StoreError if there is none, or its text is not what was stored."""
        if article := self.known(id):
            return article
        raise StoreError(self._name, f"has no article {id}", "it may have been forgotten; add it again")

    def known(self, id: str) -> Article | None:
        """The article with this id; None if the store does not have it."""
        row = self._row(f"SELECT {_ARTICLE} FROM articles WHERE id = ?", id)
        return None if row is None else self._article(*row)

    def articles(self) -> Iterator[Article]:
        """All articles, in the order in which they were added."""
        return self._numbered(self._rows("SELECT n FROM articles ORDER BY n"))

    def text(self, id: str) -> str | None:
        """The text of an article, its hash checked; None if the store does not have it."""
        article = self.known(id)
        return None if article is None else article.text

    def raw(self, id: str) -> bytes | None:
        """The bytes an article was read from; None if the store does not have it."""
        row = self._row("SELECT raw FROM articles WHERE id = ?", id)
        return None if row is None else self._unpacked(row[0])

    def fresh(self, day: date, since: datetime) -> tuple[Article, ...]:
        """The articles that no brief dated before `day` has used and that came out at `since` or later, oldest first.

        An article without a date counts from when it was added, a bare date to the end of its day; of several versions
        only the last to be added does.
        """
        rows = self._rows(
            f"SELECT {_ARTICLE} FROM articles WHERE came_out >= ? AND NOT EXISTS (SELECT 1 FROM used"
            " JOIN briefs ON briefs.id = used.brief WHERE used.article = articles.id AND briefs.date < ?)"
            " AND NOT EXISTS (SELECT 1 FROM articles AS b WHERE b.place = articles.place AND b.n > articles.n)"
            " ORDER BY came_out, id",
            _utc(since),
            day.isoformat(),
        )
        return tuple(self._article(*row) for row in rows)

    def visit(self, url: str) -> tuple[str, str] | None:
        """ETag and Last-Modified of an address that was fetched, each perhaps empty; None if it never was."""
        row = self._row("SELECT etag, modified FROM visits WHERE url = ?", url)
        return None if row is None else (str(row[0]), str(row[1]))

    def save_visit(self, url: str, now: datetime, *, etag: str = "", modified: str = "") -> None:
        """Remembers that an address was fetched, and what its server said for the next time."""
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO visits VALUES (?, ?, ?, ?)", (url, etag, modified, _utc(now)))

    def holding(self, words: str, most: int = -1) -> Iterator[Article]:
        """The articles that hold all of the words, in whatever order, the newest first; the checker decides."""
        query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?"
        return self._numbered(self._rows(query, _all(asked(words)), most))

    def count_holding(self, words: str) -> int:
        """How many articles hold all of the words."""
        return int(self._row("SELECT count(*) FROM words WHERE words MATCH ?", _all(asked(words)))[0])

    def near(self, words: str, most: int) -> Iterator[Article]:
        """Up to `most` articles that hold at least half of the rarer words, those with most of them first."""
        count = "SELECT ifnull((SELECT doc FROM vocabulary WHERE term = ?), 0)"
        known = sorted((self._row(count, token)[0], token) for token in _longest(asked(words)))
        counts: Counter[int] = Counter()
        for frequency, token in known[:_RAREST]:
            if frequency and counts.total() + frequency <= _LOOKED_AT:
                counts.update(n for (n,) in self._rows("SELECT rowid FROM words WHERE words MATCH ?", f'"{token}"'))
        half = len(known[:_RAREST]) / 2
        return self._numbered([(n,) for n, shared in counts.most_common(most) if shared >= half])

    def forget(self, id: str) -> tuple[str, ...] | None:
        """Takes an article out, with its replies, readings and every brief that names it; the dates of these, None if
        it is not there."""
        with self._write() as db:
            row = db.execute("DELETE FROM articles WHERE id = ? RETURNING n, text", (id,)).fetchone()
            if row is not None:
                gone = (row[0], indexed(row[1]))
                db.execute("INSERT INTO words (words, rowid, body) VALUES ('delete', ?, ?)", gone)
                db.execute("INSERT INTO words (words) VALUES ('optimize')")  # else the words stay, marked as deleted
                using = "DELETE FROM briefs WHERE id IN (SELECT brief FROM used WHERE article = ?) RETURNING date"
                dates = sorted({day for (day,) in db.execute(using, (id,))})
        return None if row is None else tuple(dates)

    # model replies

    def reply(self, key: str) -> bytes | None:
        """The raw body that was kept under `key` and is still served."""
        row = self._row("SELECT body FROM replies WHERE key = ? AND served", key)
        return None if row is None else self._unpacked(row[0])

    def save_reply(
        self,
        key: str,
        *,
        endpoint: str,
        model: str,
        article: str,
        body: bytes,
        prompt_tokens: int,
        completion_tokens: int,
    ) -> None:
        """Keeps a raw body; where one is served under `key` already, that one stays."""
        with self._write() as db:
            db.execute(
                "INSERT INTO replies"
                " (key, endpoint, model, article, body, prompt_tokens, completion_tokens, created)"
                " VALUES (?, ?, ?, (SELECT id FROM articles WHERE id = ?), ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    *(key, endpoint, model, article, zlib.compress(body)),
                    *(prompt_tokens, completion_tokens, _utc(self._clock())),
                ),
            )

    def replies_about(self, articles: Iterable[str]) -> dict[str, bytes]:
        """The raw bodies about these articles that are still served, by their keys."""
        query = "SELECT key, body FROM replies WHERE served AND article IN (SELECT value FROM json_each(?))"
        rows = self._rows(query, to_json(list(articles)).decode())
        with named(self._name):
            return {str(key): zlib.decompress(body) for key, body in rows}

    def drop_reply(self, key: str) -> None:
        """Serves the body no more; it stays kept and counted."""
        with self._write() as db:
            db.execute("UPDATE replies SET served = 0 WHERE key = ? AND served", (key,))

    def offer(self, endpoint: str, model: str) -> str | None:
        """The strongest way to ask that was found for this endpoint and model."""
        row = self._row("SELECT offer FROM offers WHERE endpoint = ? AND model = ?", endpoint, model)
        return None if row is None else str(row[0])

    def offers(self) -> dict[tuple[str, str], str]:
        """All of these, by endpoint and model."""
        return {(endpoint, model): offer for endpoint, model, offer in self._rows("SELECT * FROM offers")}

    def save_offer(self, endpoint: str, model: str, offer: str) -> None:
        """Remembers the way to ask, in place of an earlier one."""
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO offers VALUES (?, ?, ?)", (endpoint, model, offer))

    def spending(self, article: Iterable[str] | None = None) -> list[tuple[str, str, int, int, int]]:
        """Endpoint, model, replies, prompt and completion tokens of all replies, or of those about these articles."""
        rows = self._rows(
            "SELECT endpoint, model, count(*), sum(prompt_tokens), sum(completion_tokens) FROM replies"
            " WHERE ?1 IS NULL OR article IN (SELECT value FROM json_each(?1)) GROUP BY 1, 2 ORDER BY 1, 2",
            None if article is None else to_json(list(article)).decode(),
        )
        with reading(self._name):
            return [(str(row[0]), str(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in rows]

    # readings

    def reading(self, article: str, engine: str) -> tuple[Checked, ...] | None:
        """What an engine found in an article, in its order, with the verdicts; None if it has not read it.

        A position without a verdict has an empty one, whose `rules` is "", so that it is judged anew.
        """
        key = (article, engine)
        row = self._row(f"SELECT positions, {whole('readings')} FROM readings WHERE article = ? AND engine = ?", *key)
        if row is None:
            return None
        query = f"SELECT n, verdict, {whole('verdicts')} FROM verdicts WHERE article = ? AND engine = ?"
        kept = {n: self._intact(verdict, intact) for n, verdict, intact in self._rows(query, *key)}
        with reading(self._name):
            positions = from_json(self._intact(*row), tuple[Position, ...])
            return tuple(
                Checked(article=article, position=position, verdict=from_json(kept.get(n, _NO_VERDICT), Verdict))
                for n, position in enumerate(positions)
            )

    def save_reading(self, article: str, engine: str, checked: Iterable[Checked], now: datetime) -> None:
        """Keeps all that an engine found in an article of the store, in place of an earlier reading by it.

        An article that the store does not have is passed over.
        """
        self.save_readings(engine, [(article, tuple(checked))], now)

    def save_readings(self, engine: str, readings: Iterable[tuple[str, Sequence[Checked]]], now: datetime) -> None:
        """The same for what an engine found in each of some articles, all of it or nothing."""
        with self._write() as db:
            for article, checked in readings:
                if not db.execute("SELECT 1 FROM articles WHERE id = ?", (article,)).fetchone():
                    continue
                positions = to_json([one.position for one in checked]).decode()
                db.execute("DELETE FROM readings WHERE article = ? AND engine = ?", (article, engine))
                reading = (article, engine, positions, _utc(now))
                db.execute("INSERT INTO readings VALUES (?1, ?2, ?3, ?4, digest(?1, ?2, ?3, ?4))", reading)
                verdicts = ((n, one.verdict.rules, to_json(one.verdict).decode()) for n, one in enumerate(checked))
                rows = [(article, engine, *verdict) for verdict in verdicts]
                db.executemany("INSERT INTO verdicts VALUES (?1, ?2, ?3, ?4, ?5, digest(?1, ?2, ?3, ?4, ?5))", rows)

    def unread(self, engine: str, rules: str, since: date | None = None) -> Iterator[Article]:
        """The articles that an engine has not read, or whose verdicts are of other rules, in the order in which they
        were added; only those that came out on that day or later, if one is given.

        They are fetched a few at a time, so that the store may be written to meanwhile.
        """
        last = 0
        while rows := self._rows(
            f"SELECT n {_UNREAD} AND n > ? ORDER BY n LIMIT 200", *_day(engine, rules, since), last
        ):
            last = rows[-1][0]
            yield from self._numbered(rows)

    def count_unread(self, engine: str, rules: str, since: date | None = None) -> int:
        """How many articles `unread` gives."""
        return int(self._row(f"SELECT count(*) {_UNREAD}", *_day(engine, rules, since))[0])

    # briefs

    def save_brief(self, brief: Brief, now: datetime) -> None:
        """Keeps a brief, in place of one with the same id."""
        with self._write() as db:
            db.execute("DELETE FROM briefs WHERE id = ?", (brief.id,))
            row = (brief.id, brief.date.isoformat(), _utc(now), to_json(brief).decode())
            db.execute("INSERT INTO briefs VALUES (?1, ?2, ?3, ?4, digest(?1, ?2, ?3, ?4))", row)
            done = {source.id for source in brief.sources} | {one.article for one in brief.not_read if one.article}
            db.executemany("INSERT INTO used VALUES (?, ?)", {(brief.id, article) for article in done})

    def brief(self, ref: str | None = None) -> Brief | None:
        """The brief with this id, else the last made for this date ("2031-03-04"), else (no `ref`) the latest."""
        row = self._row(
            f"SELECT json, {whole('briefs')} FROM briefs WHERE ?1 IS NULL OR id = ?1 OR date = ?1"
            " ORDER BY id = ?1 DESC, date DESC, created DESC, rowid DESC LIMIT 1",
            ref,
        )
        return None if row is None else self._brief(*row)

    def briefs_before(self, day: date, most: int = -1) -> tuple[Brief, ...]:
        """The latest briefs dated before `day`, the latest first; at most so many, if a number is given."""
        newest = "ORDER BY date DESC, created DESC, rowid DESC LIMIT ?"
        query = f"SELECT json, {whole('briefs')} FROM briefs WHERE date < ? {newest}"
        rows = self._rows(query, day.isoformat(), most)
        return tuple(self._brief(*row) for row in rows)

    def last_created(self, day: date) -> datetime | None:
        """When the latest brief dated before `day` was made."""
        row = self._row("SELECT max(created) FROM briefs WHERE date < ?", day.isoformat())
        with reading(self._name):
            return datetime.fromisoformat(row[0]) if row and row[0] else None

    # the whole

    def status(self) -> dict[str, int]:
        """How much the store holds: articles, readings, briefs, replies, those not served, tokens, bytes."""
        row = self._row(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM readings), (SELECT count(*) FROM briefs),"
            " count(*), count(*) - total(served), total(prompt_tokens), total(completion_tokens),"
            " (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) FROM replies"
        )
        names = "articles readings briefs replies replies_not_served prompt_tokens completion_tokens bytes"
        with reading(self._name):
            return dict(zip(names.split(), map(int, row or ()), strict=True))

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        with named(self._name):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise

    def _rows(self, query: str, *values: object) -> list[Any]:
        with named(self._name):
            return self._db.execute(query, values).fetchall()

    def _row(self, query: str, *values: object) -> Any:
        rows = self._rows(query, *values)
        return rows[0] if rows else None

    def _intact(self, value: str, intact: int) -> str:
        """A value of a row whose digest fits."""
        if not intact:
            raise StoreError(self._name, "holds a row that is not what was stored", RESTORE)
        return value

    def _unpacked(self, value: bytes) -> bytes:
        with reading(self._name):
            return zlib.decompress(value)

    def _article(self, id: str, fields: str, text: str, intact: int) -> Article:
        with reading(self._name):
            article = replace(from_json(fields, Article), text=text)
            intact = intact and hashlib.sha256(text.encode()).hexdigest() == article.sha256
        if not intact:
            raise StoreError(self._name, f"article {id} is not what was stored", "forget it and add it again")
        return article

    def _brief(self, json: str, intact: int) -> Brief:
        with reading(self._name):
            return from_json(self._intact(json, intact), Brief)

    def _numbered(self, rows: Iterable[tuple[int]]) -> Iterator[Article]:
        for (n,) in rows:
            if row := self._row(f"SELECT {_ARTICLE} FROM articles WHERE n = ?", n):  # else just forgotten
                yield self._article(*row)


def _longest(tokens: set[str]) -> list[str]:
    """So many of the tokens as narrow a search enough."""
    return sorted(tokens, key=lambda token: (-len(token), token))[:_TOKENS]


def _all(tokens: set[str]) -> str:
    """A query for the articles that have all of the tokens; without any, for none."""
    return " AND ".join(f'"{token}"' for token in _longest(tokens)) or '""'


def _utc(time: datetime) -> str:
    """ISO 8601 in UTC to the second, so that the order of strings is the order of times. Raises ValueError if naive."""
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    return time.astimezone(UTC).isoformat(timespec="seconds")


def _day(engine: str, rules: str, since: date | None) -> tuple[str, str, str]:
    """The values of `_UNREAD`."""
    return since.isoformat() if since else "", engine, rules


def _came_out(article: Article, now: datetime) -> str:
    if article.published == UNKNOWN:
        return _utc(now)
    if len(article.published) == 10:
        return f"{article.published}T23:59:59+00:00"
    return _utc(datetime.fromisoformat(article.published))
