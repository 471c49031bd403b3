"""Loads what a run needs, once, for the processes that are forked from the one that imports this."""

from __future__ import annotations

import asyncio
import contextlib

import httpx2
from runs import DAY

import briefer
from briefer.errors import ModelError
from briefer.extract.calls import Caller
from briefer.extract.llm import ModelEngine
from briefer.extract.spending import Limits

article = briefer.load(DAY / "dam-refusal-nwa.md")
briefer.brief([article], engine="embedded")  # the tagger too
nobody = httpx2.MockTransport(lambda _: httpx2.Response(400))
with contextlib.suppress(ModelError):
    model = Caller("m", base_url="http://127.0.0.1:9/v1", transport=nobody, limits=Limits(tries=1))
    asyncio.run(ModelEngine(model).read(article))
