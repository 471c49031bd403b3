"""The part-of-speech tagger, loaded in a third of the time that it takes by itself: a short command waits for it.

HanTa needs one function of numpy, whose loading takes longer than that of the model, and its pickled model has some
numbers of numpy's kind. Both get a stand-in where numpy is not loaded anyway. The garbage collector rests meanwhile: it
would look through the model again and again while it grows.
"""

from __future__ import annotations

import gc
import gzip
import math
import pickle
import struct
import sys
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any


@cache
def tagger() -> Any:
    """HanTa's English model (trained on the British National Corpus), read once."""
    collecting = gc.isenabled()
    gc.disable()
    alone = sys.modules.setdefault("numpy", _NUMPY) is _NUMPY
    try:
        from HanTa import HanoverTagger as hanta

        with gzip.open(hanta.__file__.replace("HanoverTagger.py", "morphmodel_en.pgz")) as file:
            made = hanta.HanoverTagger("", _Unpickler(file).load())
    finally:
        if alone:
            del sys.modules["numpy"]
        if collecting:
            gc.enable()
    made.strict = False  # as where HanTa reads the file itself
    made.analyze_forward = lru_cache(maxsize=20_000)(made.analyze_forward)
    return made


def _logaddexp(a: float, b: float) -> float:
    """log(exp(a) + exp(b)), computed as numpy does."""
    return a + math.log(2) if a == b else max(a, b) + math.log1p(math.exp(-abs(a - b)))


_NUMPY: Any = SimpleNamespace(logaddexp=_logaddexp)


class _Double:
    """numpy's description of a number: all are 64-bit floats, least byte first."""

    def __init__(self, *_: object) -> None: ...

    def __setstate__(self, _: object) -> None: ...


def _number(_: _Double, data: bytes) -> float:
    return float(struct.unpack("<d", data)[0])


class _Unpickler(pickle.Unpickler):
    """Reads numpy's numbers as Python's."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("numpy"):
            return {"dtype": _Double, "scalar": _number}[name]
        return super().find_class(module, name)
