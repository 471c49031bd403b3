"""Who says what in a text, by rules alone: English, no model, the same result for the same text.

The steps, each a module that knows only those before it: `quotations` finds what stands in marks; `words` cuts the rest
into tagged tokens, a sentence at a time, each quotation as one token; `phrases` finds noun phrases and subjects;
`frames` tells what follows a verb and where a content ends; `verbs` finds the verbs that may be cues (the lexicon in
`cues` says how likely each is one in each frame); `following` and `statements` turn cues into statements with source
and content; `names` and `speakers` tell who is meant; `reading` walks over the article and makes relays of statements
that only pass on another. `leads` and `wording` say a statement again in one sentence.
"""

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
