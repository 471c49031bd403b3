"""What each step made, kept in one SQLite file: articles, raw model replies, readings with their verdicts, briefs.

Only articles, raw bytes and replies are irreplaceable; all other rows can be made from them again. One transaction per
write, a rollback journal (not WAL: SQLite 3.40 has a bug there), every time in UTC.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tempfile
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from itertools import chain
from pathlib import Path
from typing import Any, Self

import msgspec

from briefer.errors import StoreError
from briefer.models import UNKNOWN, Article, Brief, Checked, Position, Verdict, from_json, to_json

APPLICATION_ID = 0x62726672  # "brfr"
SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE articles (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, fields TEXT NOT NULL, text TEXT NOT NULL, raw BLOB NOT NULL,
    came_out TEXT NOT NULL, added TEXT NOT NULL);
CREATE INDEX articles_by_time ON articles (came_out);
CREATE VIRTUAL TABLE words USING fts5 (words, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE TABLE replies (
    n INTEGER PRIMARY KEY, key TEXT NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL,
    article TEXT REFERENCES articles (id) ON DELETE CASCADE, body BLOB NOT NULL,
    prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, created TEXT NOT NULL,
    served INTEGER NOT NULL DEFAULT 1);
CREATE UNIQUE INDEX served_reply ON replies (key) WHERE served;
CREATE INDEX replies_by_article ON replies (article);
CREATE TABLE readings (
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE, engine TEXT NOT NULL,
    positions TEXT NOT NULL, created TEXT NOT NULL, PRIMARY KEY (article, engine));
CREATE TABLE verdicts (
    article TEXT NOT NULL, engine TEXT NOT NULL, n INTEGER NOT NULL, rules TEXT NOT NULL, verdict TEXT NOT NULL,
    PRIMARY KEY (article, engine, n),
    FOREIGN KEY (article, engine) REFERENCES readings (article, engine) ON DELETE CASCADE);
CREATE TABLE briefs (id TEXT PRIMARY KEY, date TEXT NOT NULL, created TEXT NOT NULL, json TEXT NOT NULL);
CREATE INDEX briefs_by_date ON briefs (date, created);
CREATE TABLE used (
    brief TEXT NOT NULL REFERENCES briefs (id) ON DELETE CASCADE, article TEXT NOT NULL, PRIMARY KEY (article, brief));
CREATE INDEX used_by_brief ON used (brief);
"""
_MAGIC = b"SQLite format 3\0"


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
        with _named(name):
            if name == ":memory:":
                connection = sqlite3.connect(name, isolation_level=None)
                connection.executescript(_creation())
            else:
                file = Path(path)
                if not file.exists():
                    _create(file)
                _refuse_foreign(file)
                connection = sqlite3.connect(
                    f"{file.absolute().as_uri()}?mode=rw", wait, isolation_level=None, uri=True
                )
            try:
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA secure_delete = ON")
                _refuse_other_versions(connection, name)
            except BaseException:
                connection.close()
                raise
        return cls(connection, name, clock)

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
                "INSERT INTO articles (id, fields, text, raw, came_out, added) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING RETURNING n",
                (article.id, fields, article.text, zlib.compress(raw), _came_out(article, now), _utc(now)),
            ).fetchone()
            if row is not None:
                db.execute("INSERT INTO words (rowid, words) VALUES (?, ?)", (row[0], _indexed(article.text)))
        return row is not None

    def article(self, id: str) -> Article:
        """The article with this id. Raises StoreError if there is none, or its text is not what was stored."""
        row = self._row("SELECT fields, text FROM articles WHERE id = ?", id)
        if row is None:
            raise StoreError(self._name, f"has no article {id}", "it may have been forgotten; add it again")
        return self._article(id, *row)

    def articles(self) -> Iterator[Article]:
        """All articles, in the order in which they were added."""
        return (article for article, _ in self.added())

    def added(self) -> Iterator[tuple[Article, datetime]]:
        """All articles with the time they were added, in that order."""
        for (n,) in self._rows("SELECT n FROM articles ORDER BY n"):
            row = self._row("SELECT id, fields, text, added FROM articles WHERE n = ?", n)
            if row is not None:
                yield self._article(*row[:3]), datetime.fromisoformat(row[3])

    def text(self, id: str) -> str | None:
        """The text of an article, its hash checked; None if the store does not have it."""
        row = self._row("SELECT fields, text FROM articles WHERE id = ?", id)
        return None if row is None else self._article(id, *row).text

    def raw(self, id: str) -> bytes | None:
        """The bytes an article was read from; None if the store does not have it."""
        row = self._row("SELECT raw FROM articles WHERE id = ?", id)
        with _named(self._name):
            return None if row is None else zlib.decompress(row[0])

    def fresh(self, day: date, since: datetime) -> tuple[Article, ...]:
        """The articles that no brief dated before `day` has used and that came out at `since` or later, oldest first.

        An article without a date counts from when it was added, a bare date to the end of its day.
        """
        rows = self._rows(
            "SELECT id, fields, text FROM articles AS a WHERE came_out >= ? AND NOT EXISTS"
            " (SELECT 1 FROM used JOIN briefs ON briefs.id = used.brief WHERE used.article = a.id AND briefs.date < ?)"
            " ORDER BY came_out, n",
            _utc(since),
            day.isoformat(),
        )
        return tuple(self._article(*row) for row in rows)

    def candidates(self, words: str, *, near: int = 20) -> tuple[str, ...]:
        """Ids of the articles that hold all of the words, newest first; the checker decides.

        If there is none, up to `near` articles that hold at least half of the rarer words, most of them first.
        """
        tokens = sorted(_asked(words), key=lambda token: (-len(token), token))
        if not tokens:
            return ()
        query = " AND ".join(f'"{token}"' for token in tokens[:64])
        found = [n for (n,) in self._rows("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC", query)]
        if not found and near:
            longest = tokens[:12]
            counts = Counter(chain.from_iterable(self._holding(token) for token in longest))
            found = [n for n, count in counts.most_common(near) if 2 * count >= len(longest)]
        ids = {n: id for id, n in self._by_row(found)}
        return tuple(ids[n] for n in found if n in ids)

    def forget(self, id: str) -> bool:
        """Takes an article out, with its replies, readings and every brief that names it; False if it is not there."""
        with self._write() as db:
            row = db.execute("DELETE FROM articles WHERE id = ? RETURNING n, text", (id,)).fetchone()
            if row is not None:
                gone = (row[0], _indexed(row[1]))
                db.execute("INSERT INTO words (words, rowid, words) VALUES ('delete', ?, ?)", gone)
                db.execute("DELETE FROM briefs WHERE id IN (SELECT brief FROM used WHERE article = ?)", (id,))
        return row is not None

    # model replies

    def reply(self, key: str) -> bytes | None:
        """The raw body that was kept under `key` and is still served."""
        row = self._row("SELECT body FROM replies WHERE key = ? AND served", key)
        with _named(self._name):
            return None if row is None else zlib.decompress(row[0])

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

    def drop_reply(self, key: str) -> None:
        """Serves the body no more; it stays kept and counted."""
        with self._write() as db:
            db.execute("UPDATE replies SET served = 0 WHERE key = ? AND served", (key,))

    def tokens(self, since: datetime) -> tuple[int, int]:
        """Prompt and completion tokens of all replies kept at `since` or later."""
        row = self._row(
            "SELECT total(prompt_tokens), total(completion_tokens) FROM replies WHERE created >= ?", _utc(since)
        )
        return (int(row[0]), int(row[1])) if row else (0, 0)

    # readings

    def reading(self, article: str, engine: str) -> tuple[Checked, ...] | None:
        """What an engine found in an article, in its order, with the verdicts; None if it has not read it.

        A position without a verdict has an empty one, whose `rules` is "", so that it is judged anew.
        """
        row = self._row("SELECT positions FROM readings WHERE article = ? AND engine = ?", article, engine)
        if row is None:
            return None
        kept = dict(self._rows("SELECT n, verdict FROM verdicts WHERE article = ? AND engine = ?", article, engine))
        with _named(self._name):
            positions = from_json(row[0], tuple[Position, ...])
            return tuple(
                Checked(article=article, position=position, verdict=from_json(kept.get(n, _NO_VERDICT), Verdict))
                for n, position in enumerate(positions)
            )

    def save_reading(self, article: str, engine: str, checked: Iterable[Checked], now: datetime) -> None:
        """Keeps all that an engine found in an article of the store, in place of an earlier reading by it.

        An article that the store does not have is passed over.
        """
        checked = tuple(checked)
        positions = to_json([one.position for one in checked]).decode()
        with self._write() as db:
            if not db.execute("SELECT 1 FROM articles WHERE id = ?", (article,)).fetchone():
                return
            db.execute("DELETE FROM readings WHERE article = ? AND engine = ?", (article, engine))
            db.execute("INSERT INTO readings VALUES (?, ?, ?, ?)", (article, engine, positions, _utc(now)))
            rows = [(article, engine, n, c.verdict.rules, to_json(c.verdict).decode()) for n, c in enumerate(checked)]
            db.executemany("INSERT INTO verdicts VALUES (?, ?, ?, ?, ?)", rows)

    # briefs

    def save_brief(self, brief: Brief, now: datetime) -> None:
        """Keeps a brief, in place of one with the same id."""
        with self._write() as db:
            db.execute("DELETE FROM briefs WHERE id = ?", (brief.id,))
            row = (brief.id, brief.date.isoformat(), _utc(now), to_json(brief).decode())
            db.execute("INSERT INTO briefs VALUES (?, ?, ?, ?)", row)
            db.executemany("INSERT INTO used VALUES (?, ?)", {(brief.id, source.id) for source in brief.sources})

    def brief(self, ref: str | None = None) -> Brief | None:
        """The brief with this id, else the last made for this date ("2031-03-04"), else (no `ref`) the latest."""
        row = self._row(
            "SELECT json FROM briefs WHERE ?1 IS NULL OR id = ?1 OR date = ?1"
            " ORDER BY id = ?1 DESC, date DESC, created DESC, rowid DESC LIMIT 1",
            ref,
        )
        return None if row is None else self._brief(row[0])

    def briefs_before(self, day: date) -> tuple[Brief, ...]:
        """The briefs dated before `day`, the latest first."""
        rows = self._rows(
            "SELECT json FROM briefs WHERE date < ? ORDER BY date DESC, created DESC, rowid DESC", day.isoformat()
        )
        return tuple(self._brief(row[0]) for row in rows)

    def last_created(self, day: date) -> datetime | None:
        """When the latest brief dated before `day` was made."""
        row = self._row("SELECT max(created) FROM briefs WHERE date < ?", day.isoformat())
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
        return dict(zip(names.split(), map(int, row or ()), strict=True))

    def faults(self) -> tuple[str, ...]:
        """Every damage that can be found, a line each: the file's structure, references, and the hash of each text and
        its bytes. Reads the whole store."""
        found = [str(row[0]) for row in self._rows("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"{row[0]} row {row[1]} refers to nothing" for row in self._rows("PRAGMA foreign_key_check")]
        for (id,) in self._rows("SELECT id FROM articles ORDER BY n"):
            try:
                if hashlib.sha256(self.raw(id) or b"").hexdigest() != self.article(id).raw_sha256:
                    found.append(f"article {id}: its raw bytes are not what was stored")
            except StoreError as error:
                found.append(error.cause)
        return tuple(found)

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        with _named(self._name):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise

    def _rows(self, query: str, *values: object) -> list[Any]:
        with _named(self._name):
            return self._db.execute(query, values).fetchall()

    def _row(self, query: str, *values: object) -> Any:
        rows = self._rows(query, *values)
        return rows[0] if rows else None

    def _article(self, id: str, fields: str, text: str) -> Article:
        with _named(self._name):
            article = replace(from_json(fields, Article), text=text)
        if article.id != id or hashlib.sha256(text.encode()).hexdigest() != article.sha256:
            raise StoreError(self._name, f"article {id} is not what was stored", "forget it and add it again")
        return article

    def _brief(self, json: str) -> Brief:
        with _named(self._name):
            return from_json(json, Brief)

    def _holding(self, token: str) -> Iterator[int]:
        return (n for (n,) in self._rows("SELECT rowid FROM words WHERE words MATCH ?", f'"{token}"'))

    def _by_row(self, rows: list[int]) -> Iterator[tuple[str, int]]:
        for start in range(0, len(rows), 500):
            some = rows[start : start + 500]
            yield from self._rows(f"SELECT id, n FROM articles WHERE n IN ({', '.join('?' * len(some))})", *some)


_NO_VERDICT = b'{"evidence":{"match":"absent"}}'


# opening


def _creation() -> str:
    return f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};\n{SCHEMA}"


def _create(path: Path) -> None:
    """Puts a whole new store in place, readable by its owner only; one that another process put there first stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        memory.executescript(_creation())
        data = memory.serialize()
    finally:
        memory.close()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _place(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _place(name: str, path: Path) -> None:
    try:
        os.link(name, path)  # unlike a rename, never replaces
    except FileExistsError:
        return
    except OSError:  # no hard links on this file system
        if not path.exists():
            Path(name).replace(path)


def _refuse_foreign(path: Path) -> None:
    """Raises StoreError for what is no SQLite file, or shorter than it says."""
    with path.open("rb") as file:
        head = file.read(100)
        size = file.seek(0, 2)
    if not head.startswith(_MAGIC):
        cause = "is empty; a store never is" if not head else "is not a store of briefer"
        raise StoreError(str(path), cause, "name another file with --store, or move this one away")
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    if size < (65536 if page == 1 else page) * pages:
        raise StoreError(str(path), "is cut short", _RESTORE)


def _refuse_other_versions(connection: sqlite3.Connection, name: str) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreError(name, "is not a store of briefer", "name another file with --store")
    if version > SCHEMA_VERSION:
        raise StoreError(name, f"is from a newer briefer (version {version} of the store)", "upgrade briefer")
    if version < SCHEMA_VERSION:
        raise StoreError(name, "is damaged (no version)", _RESTORE)
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


_RESTORE = "put a copy back, or move it away and add the articles again; nothing was changed"
_REMEDIES = {  # by primary result code: cause, remedy
    sqlite3.SQLITE_BUSY: ("is locked by another process", "wait until that is done, then run again"),
    sqlite3.SQLITE_LOCKED: ("is locked by another process", "wait until that is done, then run again"),
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and run again; what was there is whole"),
    sqlite3.SQLITE_IOERR: ("the disk failed or is full", "check the disk and run again"),
    sqlite3.SQLITE_READONLY: ("cannot be written to", "change its permissions, or name another file with --store"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check the folder and its permissions, or use --store"),
    sqlite3.SQLITE_PERM: ("cannot be opened", "check its permissions, or name another file with --store"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", _RESTORE),
    sqlite3.SQLITE_NOTADB: ("is not a store of briefer, or damaged", _RESTORE),
}


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Turns what SQLite, the file system or a broken row raise into a StoreError that names the store."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        unknown = (f"cannot be used ({error})", _RESTORE)
        raise StoreError(name, *(_REMEDIES.get(code & 0xFF, unknown) if code else unknown)) from error
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise StoreError(
            name, cause.lower(), "check the path, its permissions and the free space, or use --store"
        ) from error
    except (msgspec.MsgspecError, zlib.error) as error:
        raise StoreError(name, f"holds a row that cannot be read ({error})", _RESTORE) from error


# times


def _utc(time: datetime) -> str:
    """ISO 8601 in UTC to the second, so that the order of strings is the order of times. Raises ValueError if naive."""
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    return time.astimezone(UTC).isoformat(timespec="seconds")


def _came_out(article: Article, now: datetime) -> str:
    if article.published == UNKNOWN:
        return _utc(now)
    if len(article.published) == 10:
        return f"{article.published}T23:59:59+00:00"
    return _utc(datetime.fromisoformat(article.published))


# words

_JOINED = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LINE_BREAK = re.compile(r"(\w+)[-\u2010\u00ad]\s*\n\s*(\w+)")
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"(?P<run>[{_UNSPACED}](?:\s*[{_UNSPACED}])*)|[^\W_{_UNSPACED}]+")


def _tokens(text: str) -> set[str]:
    """Words without case, accents, width and invisible characters; of scripts without spaces, single characters and
    pairs. Wider than what the checker folds, so that the index never misses what the checker would accept."""
    folded = unicodedata.normalize("NFKD", text.translate(_JOINED)).casefold()
    bare = unicodedata.normalize("NFC", "".join(c for c in folded if not unicodedata.combining(c)))
    found: set[str] = set()
    for match in _WORD.finditer(bare):
        if match["run"]:
            run = "".join(match["run"].split())
            found.update(run)
            found.update(a + b for a, b in zip(run, run[1:], strict=False))
        else:
            found.add(match[0])
    return found


def _indexed(text: str) -> str:
    """All tokens under which a text is found, in a fixed order: also with entities decoded, and with words whole that a
    line end divides."""
    whole = _LINE_BREAK.sub(r"\1\2", text)
    tokens = _tokens(text) | _tokens(whole)
    if "&" in text:
        tokens |= _tokens(unescape(text))
    return " ".join(sorted(tokens))


def _asked(words: str) -> set[str]:
    """The tokens that any text holding these words is found under; words in brackets are the quoter's."""
    plain = re.sub(r"\[[^\]]*\]", " ", unescape(_LINE_BREAK.sub(" ", words)))
    tokens = _tokens(plain)
    pairs = {c for token in tokens if len(token) == 2 and re.fullmatch(f"[{_UNSPACED}]+", token) for c in token}
    return tokens - pairs
