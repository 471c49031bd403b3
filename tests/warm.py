"""Loads what a run needs, once, for the processes that are forked from the one that imports this."""

from __future__ import annotations

from runs import DAY

import briefer

briefer.brief([briefer.load(DAY / "dam-refusal-nwa.md")], engine="embedded")  # the tagger too
