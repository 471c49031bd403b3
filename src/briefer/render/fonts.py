"""Typst with the fonts that a page needs: those that briefer brings, others only for what those lack."""

import json
import re
import tempfile
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from briefer.errors import UsageError

STANDARDS = ["a-3a", "ua-1"]
_FACES = {
    "font_source_sans_pro": ["SourceSansPro-" + face for face in ("Regular", "It", "Semibold", "Bold")],
    "font_source_serif_pro": ["SourceSerifPro-" + face for face in ("Regular", "It", "Bold")],
}
_PROBE = b"""#set document(title: "x", date: datetime(year: 2000, month: 1, day: 1))
#let asked = json(bytes(sys.inputs.data))
#set text(lang: "en", font: ("Source Sans Pro", "Libertinus Serif", ..asked.families))
#asked.text"""
_SCRIPTS = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


class Typesetter:
    """Typst with a choice of fonts, which it reads once; one page at a time."""

    def __init__(self, folders: tuple[str, ...], *, system: bool) -> None:
        import typst

        self.fonts = (folders, system)
        self.families = tuple(typst.Fonts(False, False, list(folders)).families()) if folders else ()
        own = _own()
        # Its root holds nothing but fonts, so that no template reads a file; its types know no page of several files.
        self._compiler: Any = typst.Compiler(root=own[0], font_paths=typst.Fonts(system, True, [*own, *folders]))
        self._lock = threading.Lock()

    def compile(self, files: dict[str, bytes], inputs: dict[str, str], name: str = "brief.typ") -> bytes:
        """The PDF of the template "main", which may use the other files. Raises UsageError where typst refuses it,
        with its name and line."""
        import typst

        try:
            with self._lock:
                made: bytes = self._compiler.compile(files, format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS)
        except typst.TypstError as error:
            line = re.search(r"\bmain:(\d+):", str(error.diagnostic))
            remedy = "mend the template, or take your own away; .html and .md need it not"
            raise UsageError(f"{name} line {line[1]}" if line else name, str(error), remedy) from error
        return made

    @lru_cache(maxsize=64)  # noqa: B019 - there are as many typesetters as choices of fonts
    def missing(self, characters: frozenset[str]) -> frozenset[str]:
        """Those of the characters with their marks that no font here shows; asks typst, halving until each is known."""
        known = sorted(characters)
        if not known or self._shows(known):
            return frozenset()
        if len(known) == 1:
            return frozenset(known)
        half = len(known) // 2
        return self.missing(frozenset(known[:half])) | self.missing(frozenset(known[half:]))

    def _shows(self, characters: Iterable[str]) -> bool:
        text = " ".join(f"a{c}" if unicodedata.combining(c[0]) else c for c in characters)
        try:
            self.compile({"main": _PROBE}, {"data": json.dumps({"text": text, "families": self.families})})
        except UsageError:
            return False
        return True


@lru_cache(maxsize=8)
def typesetter(folders: tuple[str, ...] = (), *, system: bool = False) -> Typesetter:
    """The typesetter with briefer's own fonts, those in the folders, and the system's if they are wanted."""
    return Typesetter(folders, system=system)


def script(run: str) -> str:
    """The script of a run of letters, as in "Arabic"; "" for signs and for a letter alone."""
    letters = [c for c in run if c.isalpha()]
    if len(letters) < 2:
        return ""
    first = unicodedata.name(letters[0], "unknown").split()[0]
    return _SCRIPTS.get(first, first.title())


def remedy(scripts: Iterable[str]) -> str:
    """Which fonts show these scripts, and where to put them."""
    asian = {"Chinese", "Japanese", "Korean"}
    wanted = dict.fromkeys(
        "Noto Sans CJK (Debian: fonts-noto-cjk)" if one in asian
        else f"Noto Sans {one} (Debian: fonts-noto-core)" if one
        else "a font with these signs (Debian: fonts-symbola)"
        for one in scripts
    )  # fmt: skip
    return f"install {', '.join(wanted)}, or name a folder with such a font as `fonts` in briefer.toml"


@lru_cache(maxsize=1)
def _own() -> tuple[str, ...]:
    """Folders with the page's faces: one with a file for each, because their packages hold two, and which of these
    typst takes depends on the disk's order; the packages' own where nothing can be written."""
    packages = [files(package) / "files" for package in _FACES]
    try:
        folder = _kept().name
        for package, faces in zip(packages, _FACES.values(), strict=True):
            for face in faces:
                Path(folder, f"{face}.otf").write_bytes((package / f"{face}.otf").read_bytes())
    except OSError:
        return tuple(map(str, packages))
    return (folder,)


@lru_cache(maxsize=1)
def _kept() -> tempfile.TemporaryDirectory[str]:
    """A folder that lasts as long as the process."""
    return tempfile.TemporaryDirectory(prefix="briefer-fonts-", ignore_cleanup_errors=True)
