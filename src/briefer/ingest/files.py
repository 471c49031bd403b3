"""Files, folders and standard input to bytes; what cannot be read becomes one line that says why."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from briefer.errors import InputError

MOST_BYTES = 20_000_000
UNREAD = {
    ".pdf": "PDF",
    ".docx": "DOCX",
    ".doc": "DOC",
    ".odt": "ODT",
    ".rtf": "RTF",
    ".epub": "EPUB",
    ".eml": "mail",
    ".mbox": "mail",
    ".msg": "mail",
    ".mhtml": "a web archive",
    ".mht": "a web archive",
    ".json": "JSON",
    ".jsonl": "JSON",
    ".xml": "XML",
    ".rss": "a feed",
    ".atom": "a feed",
    ".opml": "a feed list",
}
"""Suffixes of files that may hold articles but have no reader; in a folder they are named, not passed over."""

URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def find(
    sources: Iterable[str], suffixes: frozenset[str], *, stdin: bytes | None
) -> Iterator[tuple[str, bytes | InputError]]:
    """For each file of the sources its printable origin with its bytes, or with the reason why there are none.

    A source is a file, a folder (all its files with one of `suffixes`, sorted; hidden ones, and the "NAME_files" of a
    saved page, are passed over; symbolic links in it are not followed) or "-" for `stdin`. Nothing raises.
    """
    for source in sources:
        if source == "-":
            yield "-", _given(stdin)
        elif URL.match(source):
            yield source, InputError(source, "URLs are not read yet", "save the page and give the file")
        elif os.path.isdir(source):
            found = False
            for path, problem in _walk(source, suffixes):
                found = True
                origin = printable(path)
                yield origin, problem or read_bytes(path)
            if not found:
                origin, known = printable(source), " ".join(sorted(suffixes))
                yield origin, InputError(origin, "no article in this folder", f"looked for {known}")
        else:
            yield printable(source), read_bytes(source)


def read_bytes(path: str) -> bytes | InputError:
    """The bytes of a regular file of at most 20 MB, else what is wrong with it; never waits for a pipe or device."""
    origin = printable(path)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        return why(origin, error)
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            return InputError(origin, f"is {_kind(state.st_mode)}, not a file", 'pipe it in and give "-"')
        with os.fdopen(os.dup(handle), "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        return why(origin, error)
    finally:
        os.close(handle)
    return too_large(origin) if len(data) > MOST_BYTES else data


def why(origin: str, error: OSError | ValueError) -> InputError:
    """The system's refusal in words that say what to do."""
    code = error.errno if isinstance(error, OSError) else None
    if code in (errno.ENOENT, errno.ENOTDIR):
        return InputError(origin, "there is no such file", "check the path")
    if code in (errno.EACCES, errno.EPERM):
        return InputError(origin, "may not be read", "change its permissions")
    if code == errno.ELOOP:
        return InputError(origin, "is a symbolic link that leads to itself", "name the file itself")
    if code == errno.ENXIO:
        return InputError(origin, "is a pipe or device, not a file", 'pipe it in and give "-"')
    if code == errno.ENAMETOOLONG:
        return InputError(origin[:80] + "…", "the name is too long for a file", 'pipe text in and give "-"')
    cause = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return InputError(origin, f"cannot be read ({cause.lower()})", "check the file and the disk")


def too_large(origin: str) -> InputError:
    """The error for more than 20 MB."""
    return InputError(origin, f"is larger than {MOST_BYTES // 1_000_000} MB", "give the article alone")


def printable(path: str) -> str:
    """A path as it can be shown and stored: bytes that are no UTF-8 and control characters are escaped."""
    shown = os.fsencode(path).decode("utf-8", "backslashreplace") if "\0" not in path else path
    return "".join(c if c.isprintable() or c == " " else f"\\x{ord(c):02x}" for c in shown)


def _given(stdin: bytes | None) -> bytes | InputError:
    if stdin is None:
        return InputError("-", "there is no standard input", "pipe an article in")
    return too_large("-") if len(stdin) > MOST_BYTES else stdin


def _kind(mode: int) -> str:
    kinds = {stat.S_IFIFO: "a pipe", stat.S_IFDIR: "a folder", stat.S_IFSOCK: "a socket"}
    return kinds.get(stat.S_IFMT(mode), "a device")


def _walk(top: str, suffixes: frozenset[str]) -> Iterator[tuple[str, InputError | None]]:
    """The files under a folder that may hold articles, in the order of their names; folders that cannot be read."""
    waiting: list[os.DirEntry[str] | str] = [top]
    while waiting:
        here = waiting.pop()
        path = os.fspath(here)
        if isinstance(here, str) or here.is_dir(follow_symlinks=False):
            try:
                with os.scandir(path) as entries:
                    inside = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                yield path, why(printable(path), error)
                continue
            names = {entry.name for entry in inside}
            waiting += [entry for entry in reversed(inside) if not _passed_over(entry.name, names)]
            continue
        suffix = Path(path).suffix.lower()
        if here.is_symlink() and (suffix in suffixes or os.path.isdir(path)):
            problem = InputError(printable(path), "is a symbolic link, not followed", "name what it leads to")
            yield path, problem
        elif suffix in UNREAD:
            yield (
                path,
                InputError(printable(path), f"{UNREAD[suffix]} is not read yet", "save it as text, Markdown or HTML"),
            )
        elif suffix in suffixes:
            yield path, None


def _passed_over(name: str, beside: set[str]) -> bool:
    """Hidden, or the pictures and scripts of a web page saved beside it."""
    page = name.removesuffix("_files")
    return name.startswith(".") or (page != name and bool({f"{page}.html", f"{page}.htm"} & beside))
