"""A TrueType font made for a test: every character it is to have is a box."""

from __future__ import annotations

import struct

EM, WIDE = 1000, 600


def font(characters: str, family: str) -> bytes:
    """The bytes of a font of that family with these characters."""
    codes = sorted({ord(c) for c in characters})
    glyphs = len(codes) + 1
    box = struct.pack(">hhhhhHH4B8h", 1, 50, 0, 550, 700, 3, 0, 1, 1, 1, 1, 50, 500, 0, -500, 0, 0, 700, 0) + b"\0"
    box += b"\0" * (-len(box) % 4)
    names = [(1, family), (2, "Regular"), (4, family), (6, family.replace(" ", ""))]
    said = [text.encode("utf-16-be") for _, text in names]
    starts = [sum(map(len, said[:n])) for n in range(len(said))]
    records = zip(names, said, starts, strict=True)
    tables = {
        b"OS/2": struct.pack(
            ">HhHHH11hH10s4L4sHHHhhhHHLLhhHHH", 4, WIDE, 400, 5, 0, *[0] * 11, 0, bytes(10), 0, 0, 0, 0, b"TEST", 64,
            min(codes) & 0xFFFF, max(codes) & 0xFFFF, 800, -200, 0, 800, 200, 0, 0, 500, 700, 0, 32, 0,
        ),
        b"cmap": struct.pack(">HHHHLHHLLL", 0, 1, 3, 10, 12, 12, 0, 16 + 12 * len(codes), 0, len(codes))
        + b"".join(struct.pack(">LLL", code, code, glyph) for glyph, code in enumerate(codes, 1)),
        b"glyf": box * glyphs,
        b"head": struct.pack(
            ">LLLLHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM, 0, 0, 50, 0, 550, 700, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">LhhhH11hH", 0x10000, 800, -200, 0, WIDE, 50, 50, 550, 1, 0, 0, 0, 0, 0, 0, 0, glyphs),
        b"hmtx": struct.pack(">Hh", WIDE, 50) * glyphs,
        b"loca": b"".join(struct.pack(">L", n * len(box)) for n in range(glyphs + 1)),
        b"maxp": struct.pack(">L14H", 0x10000, glyphs, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHH", 0, len(names), 6 + 12 * len(names))
        + b"".join(struct.pack(">6H", 3, 1, 1033, kind, len(text), at) for (kind, _), text, at in records)
        + b"".join(said),
        b"post": struct.pack(">LLhhLLLLL", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
    }  # fmt: skip
    directory, body, at = b"", b"", 12 + 16 * len(tables)
    for tag, table in tables.items():
        directory += struct.pack(">4sLLL", tag, 0, at + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return struct.pack(">LHHHH", 0x10000, len(tables), 128, 3, 32) + directory + body
