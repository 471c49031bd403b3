"""Files, folders and standard input to bytes; what cannot be read becomes one line that says why."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from briefer.errors import InputError

MOST_BYTES = 20_000_000
MOST_NAME = 300  # characters of a path in a message
UNREAD = {
    **{f".{name}": name.upper() for name in ("doc", "odt", "rtf", "epub", "json", "xml", "msg")},
    **dict.fromkeys((".mhtml", ".mht"), "a web archive"),
    **dict.fromkeys((".rss", ".atom", ".opml"), "a feed"),
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
            yield source, InputError(source, "is an address, no file", "`briefer add` and `briefer brief` fetch it")
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
        if not stat.S_ISREG(os.stat(path).st_mode):
            return InputError(origin, "is a folder, a pipe or a device, not a file", 'pipe text in and give "-"')
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        return why(origin, error)
    return too_large(origin) if len(data) > MOST_BYTES else data


def why(origin: str, error: OSError | ValueError) -> InputError:
    """The system's refusal in its own words."""
    cause = (error.strerror if isinstance(error, OSError) else None) or str(error)
    shown = origin if len(origin) <= MOST_NAME else f"{origin[:MOST_NAME]}…"
    return InputError(shown, cause.lower(), "check the path and its permissions")


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


def _walk(top: str, suffixes: frozenset[str]) -> Iterator[tuple[str, InputError | None]]:
    """The files under a folder that may hold articles, in the order of their names; folders that cannot be read."""
    closed: list[OSError] = []
    for here, folders, files in os.walk(top, onerror=closed.append):
        links = [name for name in folders if os.path.islink(os.path.join(here, name))]
        folders[:] = sorted(name for name in folders if not _passed_over(name, files))
        for name in sorted(name for name in (*files, *links) if not name.startswith(".")):
            path, suffix = os.path.join(here, name), Path(name).suffix.lower()
            if os.path.islink(path) and (suffix in suffixes or name in links):
                problem = InputError(printable(path), "is a symbolic link, not followed", "name what it leads to")
                yield path, problem
            elif suffix in UNREAD:
                remedy = "save it as text, Markdown or HTML"
                yield path, InputError(printable(path), f"{UNREAD[suffix]} is not read yet", remedy)
            elif suffix in suffixes:
                yield path, None
    yield from ((error.filename, why(printable(error.filename), error)) for error in closed)


def _passed_over(name: str, beside: list[str]) -> bool:
    """Hidden, or the pictures and scripts of a web page saved beside it."""
    page = name.removesuffix("_files")
    return name.startswith(".") or (page != name and bool({f"{page}.html", f"{page}.htm"} & {*beside}))
