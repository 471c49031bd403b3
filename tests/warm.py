"""A run of the sample day in a process that is ready at once: what it needs was loaded before it was forked."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import briefer
from briefer.cli import main

DAY = Path(__file__).resolve().parents[1] / "seeds" / "2031-03-03"

briefer.brief([briefer.load(DAY / "dam-refusal-nwa.md")], engine="embedded")  # loads the tagger too


def run(folder: str) -> None:
    os.chdir(folder)
    words = ["brief", str(DAY), "--date", DAY.name, "--engine", "embedded", "--store", "s.db", "-o", "page.json"]
    sys.exit(main([*words, "--quiet"]))
