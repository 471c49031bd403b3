"""The store's file: its tables, how it is made and opened, and what can be wrong with it."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from briefer.errors import StoreError

APPLICATION_ID = 0x62726672  # "brfr"
SCHEMA_VERSION = 2
OFFERS = """
CREATE TABLE offers (
    endpoint TEXT NOT NULL, model TEXT NOT NULL, offer TEXT NOT NULL, PRIMARY KEY (endpoint, model));
"""
SCHEMA = f"""{OFFERS}CREATE TABLE articles (
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
CREATE INDEX used_by_brief ON used (brief);
"""
_MAGIC = b"SQLite format 3\0"


def creation() -> str:
    return f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};\n{SCHEMA}"


def create(path: Path) -> None:
    """Puts a whole new store in place, readable by its owner only; one that another process put there first stays."""
    import tempfile  # once in a store's life

    path.parent.mkdir(parents=True, exist_ok=True)
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        memory.executescript(creation())
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


def refuse_foreign(path: Path) -> None:
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


def upgrade(connection: sqlite3.Connection) -> None:
    """Brings a store of an earlier version up to this one, in one transaction."""
    if connection.execute("PRAGMA user_version").fetchone() == (1,):
        connection.executescript(f"BEGIN IMMEDIATE; {OFFERS} PRAGMA user_version = 2; COMMIT;")


def refuse_other_versions(connection: sqlite3.Connection, name: str) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreError(name, "is not a store of briefer", "name another file with --store")
    if version > SCHEMA_VERSION:
        raise StoreError(name, f"is from a newer briefer (version {version} of the store)", "upgrade briefer")
    if version < 1:
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
def named(name: str) -> Iterator[None]:
    """Turns what SQLite, the file system or a broken row raise into a StoreError that names the store."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        unknown = ("is damaged or cannot be used", _RESTORE)
        raise StoreError(name, *(_REMEDIES.get(code & 0xFF, unknown) if code else unknown)) from error
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise StoreError(
            name, cause.lower(), "check the path, its permissions and the free space, or use --store"
        ) from error
    except (msgspec.MsgspecError, zlib.error) as error:
        raise StoreError(name, "holds a row that cannot be read", _RESTORE) from error
