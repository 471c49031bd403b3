"""Where things are: settings, and the user's or built-in prompts and templates."""

from __future__ import annotations

from pathlib import Path

from briefer.errors import UsageError


def resource(folder: str, name: str, *, user: Path | None = None) -> Path:
    """The file `name` of "prompts" or "templates": the user's own first, then the one that came with briefer.

    In a checkout that is the folder at the root; in a wheel it is briefer/data/. Raises UsageError naming both.
    """
    here = Path(__file__).resolve().parent
    places = [base / folder / name for base in (user, here / "data", here.parents[1]) if base is not None]
    for place in places:
        if place.is_file():
            return place
    raise UsageError(f"{folder}/{name}", "no such file", f"looked in {', '.join(str(p.parent) for p in places)}")
