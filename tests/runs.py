"""A run of the sample day, for a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

DAY = Path(__file__).resolve().parents[1] / "seeds" / "2031-03-03"


def run(folder: str) -> None:
    from briefer.cli import main

    os.chdir(folder)
    words = ["brief", str(DAY), "--date", DAY.name, "--engine", "embedded", "--store", "s.db", "-o", "page.json"]
    sys.exit(main([*words, "--quiet"]))
