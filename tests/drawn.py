"""What a PDF shows and where, read from the file itself: runs of text with their place, size and part in the tags."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.generic import ContentStream

NumberTree = dict[int, str]


@dataclass(frozen=True)
class Run:
    """Characters set in one go: left and right edge, baseline, and the size of type, in points."""

    text: str
    left: float
    right: float
    base: float
    size: float
    font: str
    role: str  # "H1", "H2", "P" ...


@dataclass(frozen=True)
class Sheet:
    """The one page of a PDF."""

    width: float
    height: float
    runs: tuple[Run, ...]
    links: tuple[str, ...]
    text: str
    pages: int


def sheet(data: bytes) -> Sheet:
    """What the first page of a PDF shows."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    page = reader.pages[0]
    links = tuple(str(one.get_object()["/A"]["/URI"]) for one in page.get("/Annots", ()))
    box = page.mediabox
    return Sheet(
        float(box.width), float(box.height), tuple(_runs(page, reader)), links, page.extract_text(), len(reader.pages)
    )


def lines(sheet: Sheet) -> list[list[Run]]:
    """The runs that stand on one baseline, from left to right, from top to bottom."""
    bases: dict[float, list[Run]] = {}
    for run in sheet.runs:
        bases.setdefault(round(run.base, 1), []).append(run)
    return [sorted(runs, key=lambda run: run.left) for _, runs in sorted(bases.items(), reverse=True)]


def _runs(page: Any, reader: pypdf.PdfReader) -> Iterator[Run]:
    fonts = {name: _Font(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    roles = _roles(reader.trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]
    place, kept, marks, within, leftward = (0.0, 0.0), [], [-1], 0.0, False
    font, size = next(iter(fonts.values())), 0.0
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"q":
            kept.append(place)
        elif operator == b"Q":
            place = kept.pop()
        elif operator == b"cm":
            place = (place[0] + float(operands[4]), place[1] + float(operands[5]) * (-1 if kept[1:] else 1))
        elif operator == b"BDC":
            marks.append(int(operands[1].get("/MCID", marks[-1])))
        elif operator == b"BMC":
            marks.append(marks[-1])
            leftward = operands[0] == "/ReversedChars"
        elif operator == b"EMC":
            marks.pop()
            leftward = False
        elif operator == b"Tm":
            within = float(operands[4])
        elif operator == b"Tf":
            font, size = fonts[operands[0]], float(operands[1])
        elif operator in (b"TJ", b"Tj"):
            text, width = font.read(operands[0] if operator == b"TJ" else operands)
            left, role = place[0] + within, roles.get(marks[-1], "")
            yield Run(
                text[::-1] if leftward else text, left, left + width * size / 1000, place[1], size, font.name, role
            )


class _Font:
    def __init__(self, font: Any) -> None:
        self.name = str(font["/BaseFont"])
        wide = font["/DescendantFonts"][0].get_object()["/W"]
        self._wide = {}
        at = 0
        while at < len(wide):  # "first [widths]" or "first last width"
            first, second = int(wide[at]), wide[at + 1]
            if isinstance(second, list):
                self._wide |= {first + n: float(width) for n, width in enumerate(second)}
                at += 2
            else:
                self._wide |= dict.fromkeys(range(first, int(second) + 1), float(wide[at + 2]))
                at += 3
        self._text = dict(_mapped(font["/ToUnicode"].get_object().get_data().decode("ascii")))

    def read(self, shown: Any) -> tuple[str, float]:
        """The characters of a TJ array, and their width without spaces at the end in thousandths of the size."""
        text, width, inked = "", 0.0, 0.0
        for one in shown:
            if isinstance(one, int | float):
                width -= float(one)
                continue
            codes = one.original_bytes
            for at in range(0, len(codes), 2):
                code = int.from_bytes(codes[at : at + 2], "big")
                text += self._text.get(code, "")
                width += self._wide.get(code, 0.0)
                inked = inked if text[-1:].isspace() else width
        return text, inked


def _mapped(cmap: str) -> Iterator[tuple[int, str]]:
    def decoded(digits: str) -> str:
        return bytes.fromhex(digits).decode("utf-16-be")

    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(r"<(\w+)>\s*<(\w*)>", block):
            yield int(code, 16), decoded(text)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for n in range(int(first, 16), int(last, 16) + 1):
                yield n, decoded(f"{int(text, 16) + n - int(first, 16):0{len(text)}x}")


def _roles(node: Any, role: str = "") -> NumberTree:
    """The nearest role above each marked content that is more than a span."""
    found: NumberTree = {}
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, int):
            found[kid] = role
        elif "/MCID" in kid:
            found[int(kid["/MCID"])] = role
        else:
            name = str(kid.get("/S", ""))[1:]
            found |= _roles(kid, role if name in ("Span", "Link", "Strong", "Em", "") else name)
    return found
