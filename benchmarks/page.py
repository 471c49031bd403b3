"""How long a brief takes to become a page, in each format: the first time in a process, again, and on another day."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import pages

from briefer.models import Brief, Item, Section
from briefer.render.formats import FORMATS, render

DAYS: dict[str, Callable[[], Brief]] = {"ordinary": pages.ordinary, "500 items": lambda: pages.many(500)}
ROUNDS = 7


def seconds(brief: Brief, form: str) -> float:
    start = time.process_time()
    render(brief, form)
    return time.process_time() - start


def other(brief: Brief, n: int) -> Brief:
    """The brief of another day: the same in shape, but no line of it was on a page before."""

    def moved(item: Item) -> Item:
        position = item.checked.position
        changed = replace(position, role=f"Office {n}", issue=f"{position.issue} {n}")
        return replace(item, checked=replace(item.checked, position=changed))

    return replace(
        brief,
        sections=tuple(Section(f"{s.title} {n}", tuple(moved(item) for item in s.items)) for s in brief.sections),
        sources=tuple(replace(source, title=f"{source.title} {n}") for source in brief.sources),
        changes=tuple(replace(change, issue=f"{change.issue} {n}") for change in brief.changes),
        disputes=tuple(replace(dispute, subject=f"{dispute.subject} {n}") for dispute in brief.disputes),
    )


def once(day: str, form: str) -> None:
    """In a process of its own: prints the processor ms of the first page, of the same again, and of other days."""
    brief = DAYS[day]()
    first, again = seconds(brief, form), [seconds(brief, form) for _ in range(ROUNDS)]
    days = [seconds(other(brief, n), form) for n in range(ROUNDS)]
    print(*(round(1000 * value, 1) for value in (first, statistics.median(again), statistics.median(days))))


def main() -> None:
    print(f"{'processor ms':14}{'first':>8}{'again':>8}{'another day':>13}")
    for day in DAYS:
        print(day)
        for form in FORMATS:
            runs = [
                subprocess.run([sys.executable, __file__, day, form], check=True, capture_output=True, text=True)
                for _ in range(3)
            ]
            best = (min(values) for values in zip(*(map(float, run.stdout.split()) for run in runs), strict=True))
            first, again, another = best
            print(f"  {form:12}{first:8.1f}{again:8.1f}{another:13.1f}")


if __name__ == "__main__":
    once(*sys.argv[1:]) if sys.argv[1:] else main()
