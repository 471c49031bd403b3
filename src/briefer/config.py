"""Where things are: settings, and the user's or built-in prompts and templates."""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefer.errors import UsageError

FILE = "briefer.toml"
ENGINES = ("auto", "embedded", "llm")
KEYS = {
    "engine": ("auto", "who reads the articles: auto (the model if one is named), embedded or llm"),
    "model": ("", "the model's name at its endpoint, or vendor/model"),
    "base_url": ("", "an OpenAI-compatible endpoint, as a local server's http://127.0.0.1:8080/v1"),
    "api_key": ("", "the endpoint's key; better kept in BRIEFER_API_KEY"),
    "store": ("briefer.db", "the file that keeps everything; a relative path starts at this file"),
}
"""What briefer.toml may say, each a string, with an example and what it means; the environment says the same as
BRIEFER_ENGINE and so on."""

PAGE = {
    "title": ("The Morning Brief", "the page's title"),
    "desk": ("Foreign desk", "stands beside the title"),
    "colour": ("#7a1f2b", "of headings and numbers"),
    "logo": ("logo.svg", "a .png or .svg file; a relative path starts at this file"),
    "paper": ("a4", "a4 or letter"),
}
"""What only briefer.toml may say of the page, each a string."""

LISTS = {
    "feeds": (
        '["https://news.example/rss.xml", "feeds.opml"]',
        "the outlets you read: their RSS, Atom and JSON feeds, OPML files of these, or folders; `briefer brief`"
        " without SOURCE takes what is new in them",
    ),
    "watch": ('["Ada Korr", "dam inspection"]', "speakers and issues that come first on the page"),
    "fonts": ('["fonts"]', "folders of fonts for what the built-in ones cannot write"),
}
"""What only briefer.toml may say, each a list of strings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What decides how briefer runs."""

    store: Path
    user: Path  # the user's own folder: its prompts/ and templates/ come before the built-in ones
    engine: str = "auto"
    model: str = ""  # "" where none is named: then `auto` is the embedded engine
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    feeds: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()  # speakers and issues
    fonts: tuple[str, ...] = ()  # folders
    page: Mapping[str, str] = field(default_factory=dict)  # what PAGE names; of the logo the path

    @property
    def uses_model(self) -> bool:
        """Whether a model may be asked."""
        return self.engine == "llm" or (self.engine == "auto" and bool(self.model))


def load_settings(
    flags: Mapping[str, Any],
    env: Mapping[str, str],
    cwd: Path,
    *,
    home: Path | None = None,
    platform: str = sys.platform,
) -> Settings:
    """The settings: flags before BRIEFER_ variables before briefer.toml (in `cwd` or above, else in the user's
    folder) before the vendor's own variables before the defaults; an empty value says nothing.

    Raises UsageError for what cannot be meant so, and where a key from the environment would go to an address that a
    briefer.toml outside the user's own folder names.
    """
    if flags.get("store") == "":
        raise UsageError("--store", "names no file", "give a path, or leave the flag out")
    home = home or Path.home()
    user = folder("config", env, home, platform)
    places = (*(base / FILE for base in (cwd, *cwd.parents)), user / FILE)
    file = next((place for place in places if place.is_file()), None)
    said = _read(file) if file else {}
    named = {key: env[f"BRIEFER_{key.upper()}"] for key in KEYS if env.get(f"BRIEFER_{key.upper()}")}
    given = {key: str(value) for key, value in flags.items() if key in KEYS and value}
    vendor = {key: env[f"OPENAI_{key.upper()}"] for key in ("api_key", "base_url") if env.get(f"OPENAI_{key.upper()}")}
    chosen = {**vendor, **said, **named, **given}
    vendor_named = "/" in chosen.get("model", "") and not chosen["model"].startswith("openai/")
    if vendor_named and not {"base_url", "api_key"} & {*said, *named, *given}:
        chosen = {**chosen, "api_key": "", "base_url": ""}  # OpenAI's key and address are not another vendor's
    if (engine := chosen.get("engine", "auto")) not in ENGINES:
        where = "--engine" if "engine" in given else "BRIEFER_ENGINE" if "engine" in named else f"{file}: engine"
        raise UsageError(where, f"{engine!r} is no engine", f"use one of {', '.join(ENGINES)}")
    if (address := chosen.get("base_url")) and not address.lower().startswith(("http://", "https://")):
        where = "BRIEFER_BASE_URL" if "base_url" in named else "base_url"
        raise UsageError(where, "is no http address", "give it as https://host/v1")
    beside = file.parent if file else cwd
    base = beside if "store" not in {**named, **given} else cwd
    settings = Settings(
        store=_store(chosen.get("store") or str(folder("data", env, home, platform) / "briefer.db"), base, home),
        user=user,
        engine=engine,
        model=chosen.get("model", ""),
        base_url=chosen.get("base_url") or None,
        api_key=chosen.get("api_key") or None,
        feeds=tuple(one if "://" in one else str(_store(one, beside, home)) for one in said.get("feeds", ())),
        watch=tuple(said.get("watch", ())),
        fonts=tuple(str(_store(one, beside, home)) for one in said.get("fonts", ())),
        page={key: str(_store(said[key], beside, home)) if key == "logo" else said[key] for key in PAGE if key in said},
    )
    redirected = "base_url" in said and not {"base_url"} & (named.keys() | given.keys())
    foreign_key = "api_key" in named or ("api_key" in vendor and "api_key" not in said)
    # A project under home is not the user's own, because it may have come from anywhere.
    own = file is not None and file.resolve().parent in (user.resolve(), home.resolve())
    if settings.uses_model and redirected and foreign_key and not own:
        variable = "BRIEFER_API_KEY" if "api_key" in named else "OPENAI_API_KEY"
        raise UsageError(
            str(file),
            f"its base_url would get the key in {variable}, and this file is not in your own folder",
            f"to allow it set BRIEFER_BASE_URL to that address, or put base_url into {user / FILE}",
        )
    return settings


def folder(kind: str, env: Mapping[str, str], home: Path, platform: str) -> Path:
    """The user's own folder for "config" or "data", where the system keeps such (XDG base directories elsewhere)."""
    if platform == "darwin":
        return home / "Library" / "Application Support" / "briefer"
    if platform == "win32":
        variable, default = ("APPDATA", "Roaming") if kind == "config" else ("LOCALAPPDATA", "Local")
        return Path(env.get(variable) or home / "AppData" / default) / "briefer"
    named = Path(env.get(f"XDG_{kind.upper()}_HOME", ""))
    default = ".config" if kind == "config" else ".local/share"
    return (named if named.is_absolute() else home / default) / "briefer"


def example_toml() -> str:
    """A briefer.toml in which every setting is explained and commented out."""
    head = (
        "# Settings of briefer. Flags and BRIEFER_ variables (BRIEFER_MODEL, BRIEFER_API_KEY ...) go before these.\n"
        "# Where the page goes and what a model may cost are said to each run:\n"
        "#   briefer brief -o brief.pdf -o brief.html --max-cost 0.50 --max-calls 200\n"
    )
    lines = [f'\n# {said}\n# {key} = "{example}"\n' for key, (example, said) in {**KEYS, **PAGE}.items()]
    lines += [f"\n# {said}\n# {key} = {example}\n" for key, (example, said) in LISTS.items()]
    return head + "".join(lines)


def _read(file: Path) -> dict[str, Any]:
    """The settings in a briefer.toml; an empty one says nothing. Raises UsageError naming file and key."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(str(file), (error.strerror or "cannot be read").lower(), "change its permissions") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(str(file), f"is no valid TOML: {error}", "mend it; `briefer init` writes an example") from None
    for key, value in values.items():
        if key not in {**KEYS, **PAGE, **LISTS}:
            raise UsageError(f"{file}: {key}", "is no setting", f"known are {', '.join({**KEYS, **PAGE, **LISTS})}")
        if key in LISTS and not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            raise UsageError(f"{file}: {key}", "must be a list of strings", f'as in {key} = ["https://...", "..."]')
        if key not in LISTS and not isinstance(value, str):
            raise UsageError(f"{file}: {key}", "must be a string", 'put it in "quotation marks"')
    return {key: value for key, value in values.items() if value}


def _store(path: str, base: Path, home: Path) -> Path:
    """The path of a store as it was named: relative to `base`, "~/" for home; ":memory:" is no path."""
    inside = path.removeprefix("~/")
    return home / inside if inside != path else Path(path) if path == ":memory:" else base / path


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
