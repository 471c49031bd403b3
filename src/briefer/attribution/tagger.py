"""The part-of-speech tagger, loaded in half the time that it takes by itself: a short command waits for it."""

from __future__ import annotations

import gc
from functools import cache, lru_cache
from typing import Any


@cache
def tagger() -> Any:
    """HanTa's English model (trained on the British National Corpus), read once.

    The garbage collector rests meanwhile: it would look through the model again and again while it grows.
    """
    from HanTa.HanoverTagger import HanoverTagger

    collecting = gc.isenabled()
    gc.disable()
    try:
        made = HanoverTagger("morphmodel_en.pgz")
    finally:
        if collecting:
            gc.enable()
    made.analyze_forward = lru_cache(maxsize=20_000)(made.analyze_forward)
    return made
