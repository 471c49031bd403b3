"""Attributions written by hand, for tests that must not rest on the reader."""

from __future__ import annotations

from briefer.models import Article, Attribution, Hop, HopKind, Mode, Span


def span(text: str, words: str) -> Span:
    """Where words stand in a text for the first time."""
    start = text.index(words)
    return Span(start, start + len(words))


def attribution(
    text: str, *content: str, cue: str = "", source: str = "", mode: Mode = Mode.INDIRECT, **rest: str
) -> Attribution:
    """Who said what, each part given in the words of the text."""
    speaker = rest.get("speaker", source or "Ada Brenn")
    return Attribution(
        source=(span(text, source),) if source else (),
        cue=(span(text, cue),) if cue else (),
        content=tuple(span(text, words) for words in content),
        mode=mode,
        speaker=speaker,
        role=rest.get("role", ""),
        chain=tuple(
            Hop(name, span(text, name), kind)
            for name, kind in ((rest.get("relayer", ""), HopKind.RELAYER), (rest.get("outlet", ""), HopKind.OUTLET))
            if name
        ),
    )


def article(text: str, *, title: str = "unknown", published: str = "2031-05-07", language: str = "en") -> Article:
    """An article with the least it needs."""
    return Article(
        id="a",
        origin="a.txt",
        text=text,
        title=title,
        published=published,
        language=language,
        sha256="",
        raw_sha256="",
        reader="test",
    )
