"""How a house wants its page to look."""

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from briefer.config import Settings
from briefer.errors import UsageError

PAPERS = ("a4", "letter")
_KINDS = {".png": "image/png", ".svg": "image/svg+xml"}
_LEAST, _TINT = 4.5, "#f5f3ee"  # contrast of small type, and the palest ground that it stands on
_OUTSIDE = re.compile(
    r"""(?:href|src)\s*=\s*["']\s*(?!#|data:image/)|url\(\s*["']?(?!#|data:image/)|@import""", re.IGNORECASE
)
_LARGEST = 200_000  # bytes of a logo, which every page carries


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What of a page is the house's own. A page carries it, so that it can be made again and compared."""

    title: str = "The Morning Brief"
    desk: str = ""  # beside the title
    colour: str = "#7a1f2b"  # of headings and numbers
    logo: str = ""  # a data address, "" for none
    paper: str = "a4"
    withheld: bool = False  # whether the HTML shows the words of what was withheld
    fonts: tuple[str, ...] = ()  # folders on this machine; no page carries them


def look_of(settings: Settings, *, withheld: bool = False) -> Look:
    """The look that the settings ask for. Raises UsageError naming the setting that cannot be meant so."""
    named = {name: " ".join(value.split()) for name, value in settings.page.items() if value.strip()}
    for folder in settings.fonts:
        if not Path(folder).is_dir():
            raise UsageError(f"fonts {folder}", "no such folder", "name one that holds .ttf or .otf files")
    logo = _image(Path(settings.page["logo"])) if "logo" in named else ""
    look = Look(**{**named, "logo": logo}, withheld=withheld, fonts=settings.fonts)
    check_look(look)
    return look


def check_look(look: Look) -> None:
    """Raises UsageError naming what of a look no page can have: a page's own look may have been forged."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", look.colour):
        raise UsageError("colour", f"{look.colour!r} is no colour", "write it as #7a1f2b")
    if (contrast := _contrast(look.colour)) < _LEAST:
        cause = f"{look.colour} is too pale to read on paper: its contrast is {contrast:.1f}, not {_LEAST}"
        raise UsageError("colour", cause, "name a darker one")
    if look.paper not in PAPERS:
        raise UsageError("paper", f"{look.paper!r} is no paper", f"use one of {', '.join(PAPERS)}")
    if look.logo:
        kind, _, image = look.logo.partition(";base64,")
        try:
            data = base64.b64decode(image, validate=True)
        except ValueError:
            data = b""
        if kind not in [f"data:{known}" for known in _KINDS.values()] or not _drawable(kind, data):
            raise UsageError("logo", "is no image that can be drawn", "save it anew as .png, or as plain .svg")


def _drawable(kind: str, data: bytes) -> bool:
    """Whether the bytes are a whole image of that kind, which asks for nothing outside itself."""
    if kind.endswith("png"):
        return data.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in data[-16:]
    try:
        text = data.decode()
        root = ElementTree.fromstring(text) if "<!DOCTYPE" not in text and "<!ENTITY" not in text else None
    except (UnicodeDecodeError, ElementTree.ParseError):
        return False
    return root is not None and root.tag.rpartition("}")[2] == "svg" and not _OUTSIDE.search(text)


def _contrast(colour: str) -> float:
    """The contrast of a colour with the tint behind the bottom line, as WCAG 2.2 reckons it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    return (light(_TINT) + 0.05) / (light(colour) + 0.05)


def _image(path: Path) -> str:
    """The image as a data address. Raises UsageError naming the file."""
    remedy = f"name a .png or .svg file of at most {_LARGEST // 1000} kB"
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise UsageError(f"logo {path}", "is no .png or .svg", remedy)
    try:
        if not path.is_file() and path.exists():
            raise UsageError(f"logo {path}", "is no file", remedy)
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"logo {path}", "is too large", remedy)
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"logo {path}", (error.strerror or "cannot be read").lower(), remedy) from None
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
