"""Who says what in a text, by rules alone: English, no model, the same result for the same text."""

from __future__ import annotations

from functools import lru_cache

from briefer.models import Attribution

__all__ = ["attributions"]


@lru_cache(maxsize=8)
def attributions(text: str) -> tuple[Attribution, ...]:
    """The attributed statements of an English text, in the order of their contents.

    Direct, indirect and mixed speech, thoughts and intentions: mention, cue and content as Spans (code points,
    half-open), with the resolved speaker, the role in the article's words, and the chain from the speaker outwards.
    Pure; time linear in the text.
    """
    from briefer.attribution.reading import read  # all tables of cues: who only locates words needs none

    return read(text)
