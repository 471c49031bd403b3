"""The page as PDF: data for templates/brief.typ, and names for the characters that no font has."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from briefer.config import resource
from briefer.errors import BrieferError
from briefer.models import to_json
from briefer.render.markup import clean
from briefer.render.sheet import Page

STANDARDS = ["a-3a", "ua-1"]
LONGEST = {
    "words": 420, "statement": 260, "bottom_line": 320, "speaker": 70, "role": 90, "title": 90, "outlet": 40,
    "not_read": 60, "cautions": 140, "notes": 200, "engine": 200, "counted": 300, "issues": 34,
}  # fmt: skip
"""Code points of a field on the printed page, 120 if not named; what is longer ends in " […]" between two words."""
_SIDE, _SIDE_MOST = ("shifts", "disputes", "matrix", "unchanged"), 90
_MOST = 60  # more items than a page can hold
_FEW, _PASSAGE = 6, 900  # items up to which passages are printed, and code points of one
_WORD = 30  # a longer run without a break gets places where a line may end
_RUN = re.compile(r"[^\x20-\x7e]+")
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_NOTHING = "\u200b\u200c\u200d\u2060\ufeff"
_SCRIPTS = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}
_PROBE = b"""#set document(title: "x", date: datetime(year: 2000, month: 1, day: 1))
#set text(lang: "en", font: ("Source Sans Pro", "Libertinus Serif", "DejaVu Sans Mono"))
#sys.inputs.text"""


def pdf(page: Page, proof: str) -> tuple[bytes, tuple[str, ...]]:
    """One A4 page with the proof attached (PDF/A-3a, PDF/UA-1), and notes on what the fonts could not show.

    The same page and proof give the same bytes. Raises BrieferError where typst refuses the template.
    """
    data = _fitted(page)
    text = json.dumps(data, ensure_ascii=False)
    missing = _missing(frozenset("".join(_RUN.findall(text))))
    names: dict[str, None] = {}
    data = _each(data, lambda text, *_: _named(text, missing, names))
    inputs = {"data": json.dumps(data, ensure_ascii=False), "proof": proof}
    made = _compile(resource("templates", "brief.typ").read_bytes(), inputs)
    notes = (f"no font has these characters, named instead: {', '.join(names)}; the HTML shows them",) if names else ()
    return made, notes


@lru_cache(maxsize=1)
def fonts() -> tuple[str, ...]:
    """The folders of the page's fonts, as their packages installed them."""
    packages = (files("font_source_sans_pro"), files("font_source_serif_pro"))
    return tuple(str(package / "files") for package in packages)


def _compile(source: bytes, inputs: dict[str, str], **options: Any) -> bytes:
    import typst

    try:
        made: bytes = typst.compile(
            source, sys_inputs=inputs, font_paths=list(fonts()), ignore_system_fonts=True,
            **{"format": "pdf", "pdf_standards": STANDARDS, **options},
        )  # fmt: skip
    except typst.TypstError as error:
        raise BrieferError(
            "PDF", str(error), "write .html or .md, and mend templates/brief.typ if it is yours"
        ) from error
    return made


def _fitted(page: Page) -> dict[str, Any]:
    """The page as the template takes it: no more than a page can bear, items with the rank they are kept by."""
    cited = {n for _, numbers in page.bottom_line for n in numbers}
    order = sorted(
        (line.number not in cited, place + 0.6 * nth, line.number)
        for nth, group in enumerate(page.groups)
        for place, line in enumerate(group.lines)
    )
    ranks = {number: rank for rank, (_, _, number) in enumerate(order)}
    plain = json.loads(to_json(page))
    for group in plain["groups"]:
        group["total"] = len(group["lines"])
        group["lines"] = [line | {"rank": ranks[line["number"]]} for line in group["lines"]]
        group["lines"] = [line for line in group["lines"] if line["rank"] < _MOST]
        for line in group["lines"]:
            around: list[dict[str, Any]] = next(
                (passage for passage in line["passages"] if any(piece["quoted"] for piece in passage)), []
            )
            room = len(line["words"]) + 40 < sum(len(piece["text"]) for piece in around) < _PASSAGE
            line["passage"] = around if room and len(ranks) <= _FEW else []
            del line["passages"]
    plain |= {"source_count": len(page.sources), "unread_count": len(page.not_read)}
    plain |= {"sources": plain["sources"][:20], "not_read": plain["not_read"][:3], "notes": plain["notes"][:2]}
    if page.matrix:
        rows = [[who, cells[:3]] for who, cells in plain["matrix"]["rows"] if any(cells[:3])]
        plain["matrix"] = {"issues": plain["matrix"]["issues"][:3], "rows": rows, "wider": len(page.matrix.issues) > 3}
    fitted: dict[str, Any] = _each(plain, _clipped)
    return fitted


def _each(value: Any, change: Callable[[str, str, bool], str], key: str = "", *, side: bool = False) -> Any:
    """The data with each string but addresses changed, by its field's name and whether it stands at the side."""
    if isinstance(value, dict):
        return {name: _each(entry, change, name, side=side or name in _SIDE) for name, entry in value.items()}
    if isinstance(value, list):
        return [_each(entry, change, key, side=side) for entry in value]
    return change(value, key, side) if isinstance(value, str) and key not in ("url", "logo") else value


def _clipped(text: str, key: str, side: bool) -> str:
    """The string no longer than its field may be; less in the side column."""
    if key == "text":  # of a passage, whose spaces join its pieces
        return re.sub(r"\s+", " ", text)
    most = LONGEST.get(key, 120)
    return _short(text, min(most, _SIDE_MOST) if side else most)


def _short(text: str, most: int) -> str:
    """At most so many code points, cut between words; of one endless word the beginning."""
    text = clean(text)
    if len(text) <= most:
        return text
    cut = text[: most - 4]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut) + " […]"


def _named(text: str, missing: frozenset[str], names: dict[str, None]) -> str:
    """The string with unseen and missing characters named in brackets, and places to break in endless words."""
    text = _UNSEEN.sub(lambda one: "" if one[0] in _NOTHING else _name(one[0], names), text)
    if missing:
        lost = f"[{re.escape(''.join(sorted(missing)))}]+"
        text = re.sub(f"{lost}(?: {lost})*", lambda run: _name(run[0], names), text)
    return re.sub(rf"\S{{{_WORD}}}(?=\S)", lambda found: found[0] + "\u200b", text)


def _name(run: str, names: dict[str, None]) -> str:
    """A run of letters by its script, any other characters by their code points."""
    letters = [c for c in run if c.isalpha()]
    if len(letters) > 1:
        script = unicodedata.name(letters[0], "unknown").split()[0]
        name = f"[{_SCRIPTS.get(script, script.title())} text]"
    else:
        shown = [c for c in run if not c.isspace() and not unicodedata.combining(c) and c != "\ufe0f"]
        name = "".join(f"[U+{ord(c):04X}]" for c in shown)
    names[name] = None
    return name


@lru_cache(maxsize=32)
def _missing(characters: frozenset[str]) -> frozenset[str]:
    """Those of the characters that no font can show; asks typst, halving until each is known."""
    known = sorted(c for c in characters if not _UNSEEN.match(c))
    if not known or _shows("".join(known)):
        return frozenset()
    if len(known) == 1:
        return frozenset(known)
    half = len(known) // 2
    return _missing(frozenset(known[:half])) | _missing(frozenset(known[half:]))


def _shows(text: str) -> bool:
    try:
        _compile(_PROBE, {"text": " ".join(f"a{c}" if unicodedata.combining(c) else c for c in text)})
    except BrieferError:
        return False
    return True
