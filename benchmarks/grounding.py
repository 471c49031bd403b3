"""Which altered quotes pass, which true ones are lost, and what a quote costs: briefer beside what there is.

    python benchmarks/grounding.py [--quick]

Every checker gets the same mutants of true quotes of seeds/ (and of the corpora in $BRIEFER_DATA, where set). Printed
are the share accepted per kind, the time per quote with all preparation of an article, and how briefer compares.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from mutations import HARMFUL, HARMLESS, articles, mutants, true_quotes  # noqa: E402

from briefer.attribution import quotations  # noqa: E402
from briefer.grounding import locate as locating  # noqa: E402
from briefer.text.fold import fold  # noqa: E402

Checker = Callable[[str, str], bool]


def briefer() -> Checker:
    return lambda text, quote: locating.locate(text, quote).found


def folded_substring() -> Checker:
    return lambda text, quote: fold(quote).text in fold(text).text


def rapidfuzz_90() -> Checker:
    from rapidfuzz import fuzz

    return lambda text, quote: fuzz.partial_ratio(quote, text) >= 90


def langextract() -> Checker:
    from langextract.core.data import Extraction
    from langextract.resolver import WordAligner

    aligner = WordAligner()

    def check(text: str, quote: str) -> bool:
        group = [Extraction(extraction_class="quote", extraction_text=quote)]
        return aligner.align_extractions([group], text)[0][0].char_interval is not None

    return check


def gtrex() -> Checker:
    from functools import lru_cache

    from gtrex import Policy, Verifier

    verifier = lru_cache(maxsize=64)(lambda text: Verifier(text, Policy()))
    return lambda text, quote: bool(verifier(text).verify(quote).grounded)


CHECKERS = {
    "briefer": briefer,
    "langextract": langextract,
    "rapidfuzz": rapidfuzz_90,
    "gtrex": gtrex,
    "substring": folded_substring,
}


def forget() -> None:
    """Empties the memos, so that every checker pays for its own preparation."""
    for memo in (fold, locating._borders, quotations.quotations):
        memo.cache_clear()


def installed() -> dict[str, Checker]:
    found = {}
    for name, make in CHECKERS.items():
        try:
            found[name] = make()
        except ImportError:
            print(f"{name}: not installed, left out; to compare with it: pip install {name}")
    return found


def compare(checkers: dict[str, Checker], title: str, cases: list[tuple[str, str, str, str]]) -> dict[str, float]:
    """Prints the share of cases accepted by kind; gives back milliseconds per quote by checker."""
    made = Counter(kind for kind, *_ in cases)
    cases = sorted(cases, key=lambda case: case[1])  # one article after the other, as a day's articles are read
    accepted: dict[str, Counter[str]] = defaultdict(Counter)
    cost = {}
    for name, check in checkers.items():
        forget()
        began = time.perf_counter()
        for kind, text, quote, _ in cases:
            try:
                accepted[name][kind] += check(text, quote)
            except Exception as fault:  # what another library cannot read counts as not accepted
                accepted[name][f"! {type(fault).__name__}"] += 1
        cost[name] = (time.perf_counter() - began) / len(cases) * 1000
    print(f"\n{title} ({len(cases)}), accepted in %".ljust(40) + "".join(name.rjust(13) for name in checkers))
    for kind in made:
        print(f"  {kind}".ljust(39) + "".join(f"{100 * accepted[name][kind] / made[kind]:13.1f}" for name in checkers))
    total = {name: sum(accepted[name][kind] for kind in made) for name in checkers}
    print("  all".ljust(39) + "".join(f"{100 * total[name] / len(cases):13.2f}" for name in checkers))
    print("  ms a quote".ljust(39) + "".join(f"{cost[name]:13.4f}" for name in checkers))
    return cost


def per_quote(check: Checker, text: str, quotes: list[str], rounds: int) -> list[float]:
    """The best of some rounds for each quote, in milliseconds; each quote is folded anew, the text is known."""
    best = [float("inf")] * len(quotes)
    for _ in range(rounds):
        forget()
        check(text, quotes[0])
        for at, quote in enumerate(quotes):
            began = time.perf_counter()
            check(text, quote)
            best[at] = min(best[at], time.perf_counter() - began)
    return [seconds * 1000 for seconds in best]


def by_length(quick: bool) -> None:
    """Prints what one quote costs once the text is known: in an article of 5 kB, and in a text of 1 MB."""
    whole = "\n\n".join(articles())
    short = whole[:5000]
    found = [quote for _, quote in true_quotes() if quote in short][:40]
    mine, plain = (statistics.mean(per_quote(make(), short, found, 9)) for make in (briefer, folded_substring))
    print(f"\n5 kB, found: briefer {mine * 1000:.1f} µs, substring {plain * 1000:.1f} µs: {mine / plain:.2f} times")
    text = (whole + "\n\n") * (1_000_000 // len(whole) + 1)
    text = text[:1_000_000]
    quotes = [quote for _, quote in true_quotes()][:: 8 if quick else 2]
    wrong = [quote for *_, quote, _ in mutants(HARMFUL, len(quotes), seed=5)]
    forget()
    began = time.perf_counter()
    locating.locate(text, quotes[0])
    print(f"1 MB, first look {1000 * (time.perf_counter() - began):.0f} ms")
    for name, some in (("found", quotes), ("refused", wrong)):
        took = []
        for quote in some:
            began = time.perf_counter()
            locating.locate(text, quote)
            took.append(1000 * (time.perf_counter() - began))
        took.sort()
        middle, late = took[len(took) // 2], took[int(len(took) * 0.99)]
        print(f"1 MB, {name}: median {middle:.1f} ms, p99 {late:.1f} ms, most {took[-1]:.1f} ms")


def main() -> None:
    quick = "--quick" in sys.argv[1:]
    each = 6 if quick else 40
    checkers = installed()
    harmful = compare(checkers, "harmful", list(mutants(HARMFUL, each * len(HARMFUL), seed=1)))
    harmless = compare(checkers, "harmless", list(mutants(HARMLESS, each * len(HARMLESS), seed=2)))
    print("\ntime against briefer, harmful and harmless".ljust(40), end="")
    print("".join(f"{(harmful[n] + harmless[n]) / (harmful['briefer'] + harmless['briefer']):13.1f}" for n in checkers))
    by_length(quick)


if __name__ == "__main__":
    main()
