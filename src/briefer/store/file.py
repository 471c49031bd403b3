"""The store's file: its tables, how it is made and opened, and what can be wrong with it."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from briefer.errors import StoreError

APPLICATION_ID = 0x62726672  # "brfr"
SEALED = {
    "articles": "id, fields, came_out, added",  # the text has its hash in its fields, the bytes theirs
    "readings": "article, engine, positions, created",
    "verdicts": "article, engine, n, rules, verdict",
    "briefs": "id, date, created, json",
}
"""Columns of rows that pages are made of: SQLite itself does not notice a changed bit, so each row has a digest."""
MIGRATIONS = (
    """CREATE TABLE articles (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, fields TEXT NOT NULL, text TEXT NOT NULL, raw BLOB NOT NULL,
    came_out TEXT NOT NULL, added TEXT NOT NULL);
CREATE INDEX articles_by_time ON articles (came_out);
CREATE VIRTUAL TABLE words USING fts5 (body, content='', detail=none, columnsize=0, tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
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
CREATE INDEX used_by_brief ON used (brief)""",
    """CREATE TABLE offers (
    endpoint TEXT NOT NULL, model TEXT NOT NULL, offer TEXT NOT NULL, PRIMARY KEY (endpoint, model))""",
    """CREATE TABLE visits (
    url TEXT PRIMARY KEY, etag TEXT NOT NULL, modified TEXT NOT NULL, at TEXT NOT NULL)""",
    """ALTER TABLE articles ADD COLUMN place TEXT AS
    (nullif(json_extract(fields, '$.url'), 'unknown') || ' ' || json_extract(fields, '$.outlet'));
CREATE INDEX articles_by_place ON articles (place)""",
    ";".join(
        f"ALTER TABLE {table} ADD COLUMN digest TEXT; UPDATE {table} SET digest = digest({columns})"
        for table, columns in SEALED.items()
    ),
)
"""What makes each version of the store from the one before; the file's user_version counts those that were run."""


def connect(file: str, wait: float = 10.0) -> sqlite3.Connection:
    """A connection in which each statement stands for itself, with the digest that `SEALED` speaks of."""
    connection = sqlite3.connect(file, wait, isolation_level=None, uri=file.startswith("file:"))
    connection.create_function("digest", -1, _digest, deterministic=True)
    return connection


def whole(table: str) -> str:
    """An SQL condition: the row of the table is as it was written."""
    return f"{table}.digest IS digest({', '.join(f'{table}.{name}' for name in SEALED[table].split(', '))})"


def _digest(*values: object) -> str:
    return hashlib.sha256("\0".join(map(str, values)).encode()).hexdigest()[:16]


def create(path: Path) -> None:
    """Puts a whole new store in place, readable by its owner only; one that another process put there first stays.

    What a process that was killed at it left behind is taken away.
    """
    from filelock import FileLock  # once in a store's life

    path.parent.mkdir(parents=True, exist_ok=True)
    begun, journal, lock = (path.with_name(f".{path.name}.new{end}") for end in ("", "-journal", ".lock"))
    with FileLock(lock, 10.0):
        begun.unlink(missing_ok=True)
        journal.unlink(missing_ok=True)
        if not os.path.lexists(path):
            begun.touch(mode=0o600)
            with closing(connect(str(begun))) as connection:
                upgrade(connection)
            os.replace(begun, path)
        lock.unlink(missing_ok=True)  # who still waits for it finds a store


def upgrade(connection: sqlite3.Connection) -> None:
    """Brings a store of an earlier version, or an empty one, up to this one, in one transaction."""
    if _number(connection, "user_version") == len(MIGRATIONS):
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for migration in MIGRATIONS[_number(connection, "user_version") :]:
            for statement in migration.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def refuse_others(connection: sqlite3.Connection, name: str) -> None:
    """Raises StoreError for another program's database, and for a store of a newer version or of none."""
    if _number(connection, "application_id") != APPLICATION_ID:
        raise StoreError(name, "is not a store of briefer", "name another file with --store")
    version = _number(connection, "user_version")
    if version > len(MIGRATIONS):
        raise StoreError(name, f"is from a newer briefer (version {version} of the store)", "upgrade briefer")
    if version < 1:
        raise StoreError(name, "is damaged (no version)", RESTORE)
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


RESTORE = "put a copy back, or move it away and add the articles again; nothing was changed"
_REMEDIES = {  # by primary result code: cause, remedy
    sqlite3.SQLITE_BUSY: ("is locked by another process", "wait until that is done, then run again"),
    sqlite3.SQLITE_LOCKED: ("is locked by another process", "wait until that is done, then run again"),
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and run again; what was there is whole"),
    sqlite3.SQLITE_IOERR: ("the disk failed or is full", "check the disk and run again"),
    sqlite3.SQLITE_READONLY: ("cannot be written to", "change its permissions, or name another file with --store"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check the folder and its permissions, or use --store"),
    sqlite3.SQLITE_PERM: ("cannot be opened", "check its permissions, or name another file with --store"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", RESTORE),
    sqlite3.SQLITE_NOTADB: ("is not a store of briefer, or damaged", RESTORE),
}


@contextmanager
def named(name: str) -> Iterator[None]:
    """Turns what SQLite or the file system raise into a StoreError that names the store."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        unknown = ("is damaged or cannot be used", RESTORE)
        raise StoreError(name, *(_REMEDIES.get(code & 0xFF, unknown) if code else unknown)) from error
    except UnicodeDecodeError as error:  # the message of SQLite's own error, with a damaged name in it
        raise StoreError(name, "is damaged", RESTORE) from error
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise StoreError(
            name, cause.lower(), "check the path, its permissions and the free space, or use --store"
        ) from error


@contextmanager
def reading(name: str) -> Iterator[None]:
    """As `named`, for values that came from rows: in a damaged one they may be of any type."""
    with named(name):
        try:
            yield
        except (TypeError, ValueError, AttributeError, msgspec.MsgspecError, zlib.error) as error:
            raise StoreError(name, "holds a row that cannot be read", RESTORE) from error
