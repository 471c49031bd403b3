"""The page as PDF: data for templates/brief.typ, and names for the characters that no font has."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from briefer.errors import UsageError
from briefer.models import to_json
from briefer.render.fonts import remedy, script, typesetter
from briefer.render.markup import clean
from briefer.render.sheet import Page
from briefer.render.templates import Templates

LONGEST = {
    "words": 420, "statement": 260, "bottom_line": 320, "speaker": 90, "role": 90, "title": 90, "outlet": 40,
    "not_read": 60, "cautions": 140, "notes": 200, "engine": 200, "counted": 300, "issues": 34, "desk": 40,
}  # fmt: skip
"""Code points of a field on the printed page, 120 if not named; what is longer ends in " […]" between two words."""
_TIED = ("words",)  # whose last word stands on no line alone
_SIDE, _SIDE_MOST = ("shifts", "disputes", "matrix", "unchanged"), 90
_MOST = 40  # more items than a page can hold
_FEW, _PASSAGE = 6, 900  # items up to which passages are printed, and code points of one
_WORD = 30  # a longer run without a break gets places where a line may end
_UNSURE = re.compile("[^\x20-\x7e\xa0-\xff–—‘’“”…·]")  # what is not written every day
_FOREIGN = re.compile(
    "[\u0530-\u058f\u0600-\u1c7f\u2c80-\ua63f\ua800-\ufaff\ufb50-\ufdff\ufe30-\ufefe\uff00-\uffdc\U00010000-\U000e0fff]"
)  # what is neither Latin, Greek, Cyrillic nor Hebrew, nor a sign that stands among these
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_NOTHING = "\u200b\u200e\u200f\u2060\ufeff"
_JOINING = re.compile("(?<![\u0600-\u1c7f])[\u200c\u200d]")  # says how letters join in some scripts, nothing in others
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")


def pdf(
    page: Page, proof: str, templates: Templates | None = None, *, system: bool = True
) -> tuple[bytes, tuple[str, ...]]:
    """One page with the proof attached (PDF/A-3a, PDF/UA-1), and notes on what the fonts could not show.

    The same page and proof give the same bytes wherever briefer's own fonts suffice. What they lack is taken from the
    look's folders and, if allowed, from the system; what nobody has is named on the page. Raises UsageError where
    typst refuses the template.
    """
    data = _fitted(page)
    unsure = _unsure(data)
    setter = typesetter()
    if missing := _needed(unsure):
        setter = typesetter(page.look.fonts, system=system)
        missing = setter.missing(unsure)
    names: dict[str, str] = {}
    data = _each(data, lambda text, *_: _named(text, missing, names))
    data["families"] = setter.families
    files = {}
    if page.look.logo:
        kind, _, image = page.look.logo.partition(";base64,")
        data["look"]["logo"] = "logo.png" if "png" in kind else "logo.svg"
        files[data["look"]["logo"]] = base64.b64decode(image)
    inputs = {"data": json.dumps(data, ensure_ascii=False), "proof": proof}
    made = (templates or Templates()).fill("pdf", _set, setter.fonts, files, inputs)
    note = f"no font here has {', '.join(names)}, so named on the page; {remedy(names.values())}; the HTML shows all"
    return made, (note,) if names else ()


def _set(main: Path, fonts: tuple[tuple[str, ...], bool], files: dict[str, bytes], inputs: dict[str, str]) -> bytes:
    source = main.read_bytes()
    if b"sys.inputs.proof" not in source:
        raise UsageError(str(main), "attaches no proof", "keep the line with pdf.attach of templates/brief.typ")
    folders, system = fonts
    return typesetter(folders, system=system).compile({"main": source, **files}, inputs, str(main))


def needs_other_fonts(page: Page) -> bool:
    """Whether a page holds what briefer's own fonts lack or write poorly: it then looks as the machine's fonts do."""
    return bool(_needed(_unsure(_fitted(page))))


def _needed(unsure: frozenset[str]) -> frozenset[str]:
    return frozenset(one for one in unsure if _FOREIGN.search(one)) or typesetter().missing(unsure)


def _unsure(data: dict[str, Any]) -> frozenset[str]:
    """The letters and signs that may not be in every font, each with the marks that it bears."""
    text = json.dumps(data | {"look": [data["look"]["title"], data["look"]["desk"]]}, ensure_ascii=False)
    found: set[str] = set()
    for word in {word for word in _UNSEEN.sub("", text).split() if _UNSURE.search(word)}:
        starts = [at for at, c in enumerate(word) if not at or unicodedata.category(c)[0] != "M"]
        found.update(word[start:end] for start, end in pairwise([*starts, len(word)]))
    return frozenset(one for one in found if _UNSURE.search(one))


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
    plain |= {"source_count": len(page.sources), "unread_count": len(page.not_read), "note_count": len(page.notes)}
    plain |= {"sources": plain["sources"][:20], "not_read": plain["not_read"][:3], "notes": plain["notes"][:2]}
    if page.matrix:
        rows = [[who, cells[:4]] for who, cells in plain["matrix"]["rows"] if any(cells[:4])]
        totals = {"speakers": len(page.matrix.rows), "wider": len(page.matrix.issues) - 4}
        plain["matrix"] = {"issues": plain["matrix"]["issues"][:4], "rows": rows, **totals}
    fitted: dict[str, Any] = _each(plain, _clipped)
    return fitted


def _each(value: Any, change: Callable[[str, str, bool], str], key: str = "", *, side: bool = False) -> Any:
    """The data with each string but addresses changed, by its field's name and whether it stands at the side."""
    if isinstance(value, dict):
        return {name: _each(entry, change, name, side=side or name in _SIDE) for name, entry in value.items()}
    if isinstance(value, list):
        return [_each(entry, change, key, side=side) for entry in value]
    return change(value, key, side) if isinstance(value, str) and key not in ("url", "link", "logo") else value


def _clipped(text: str, key: str, side: bool) -> str:
    """The string no longer than its field may be; less in the side column."""
    if key == "text":  # of a passage, whose spaces join its pieces
        return re.sub(r"\s+", " ", text)
    most = LONGEST.get(key, 120)
    text = _short(text, min(most, _SIDE_MOST) if side else most)
    return re.sub(r" (?=\S{1,12}$)", "\xa0", text) if key in _TIED and len(text) > 24 else text


def _short(text: str, most: int) -> str:
    """At most so many code points, cut between words; of one endless word the beginning."""
    text = clean(text)
    if len(text) <= most:
        return text
    cut = text[: most - 4]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut) + " […]"


def _named(text: str, missing: frozenset[str], names: dict[str, str]) -> str:
    """The string with unseen and missing characters named in brackets, places to break in endless words, and what
    runs from right to left apart from what stands around it."""
    text = _UNSEEN.sub(lambda one: "" if one[0] in _NOTHING else _name(one[0], names), _JOINING.sub("", text))
    if missing:
        lost = f"(?:{'|'.join(re.escape(one) for one in sorted(missing, key=len, reverse=True))})"
        text = re.sub(f"{lost}(?: ?{lost})*", lambda run: _name(run[0], names), text)
    text = re.sub(rf"\S{{{_WORD},}}", lambda word: re.sub(r"\S{8}(?=\S{4})", "\\g<0>\u200b", word[0]), text)
    return f"\u2068{text}\u2069" if _LEFTWARD.search(text) else text


def _name(run: str, names: dict[str, str]) -> str:
    """A run of letters by its script, any other characters by their code points."""
    kind = script(run)
    shown = [c for c in run if not c.isspace() and not unicodedata.combining(c) and c != "\ufe0f"]
    name = f"[{kind} text]" if kind else "".join(f"[U+{ord(c):04X}]" for c in shown)
    if name:
        names[name] = kind
    return name
