"""How many planted faults the rules name, and how often they fire on claims without one.

    BRIEFER_DATA=FOLDER python benchmarks/claims.py [-v]

Positions are built from the annotated attributions of FOLDER/corpora/gum-news-train.jsonl: the statement is the
content in reported form. Into each, every fault that it has room for is planted, one at a time. Clean statements in
other words come from tests/cases/claims/paraphrases.jsonl and get the same faults; those of development.jsonl and
held_out.jsonl, with and without a fault, were written whole by somebody who knew no rule. A fault counts as named
when its own rule fires. A missing relayer is no false alarm here: the positions name none, so the caution is right.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from briefer.attribution import attributions
from briefer.grounding.locate import locate
from briefer.grounding.verdict import check
from briefer.models import Finding, Position
from briefer.text.facts.words import english

ROOT = Path(__file__).resolve().parents[1]
PRONOUNS = re.compile(
    r"(?i)^(?:he|she|they|it|i|we|who|which|that|his|her|their|its|one|some|others|many|both|you|those|this)\b"
)
AUXILIARY = re.compile(r"\b(is|are|was|were|will|would|has|had|should|could|can|must|may|might)\b(?! not)")
NEGATION = re.compile(r"\b(?:not |never |no longer )|n[’']t\b")
HEDGED = tuple(
    (pair.split("/")[0].replace("+", " "), pair.split("/")[1].replace("+", " "))
    for pair in """could/will may/will might/will should/must can/will possibly/certainly probably/certainly
    likely+to/certain+to hopes+to/will plans+to/will would+like+to/will""".split()
)
TURNED = tuple(
    (pair.split("/")[0], pair.split("/")[1])
    for pair in """more/less before/after increase/decrease increased/decreased increasing/decreasing rise/fall
    higher/lower support/oppose allow/forbid allowed/banned open/close won/lost win/lose better/worse first/last
    above/below accept/reject up/down best/worst good/bad""".split()
)
STATUS = re.compile(
    r"(?i)\b(?:former|acting|interim|deputy|alleged|suspected|proposed|provisional|planned|outgoing|late) (?=\w)"
)
CONDITION = re.compile(
    r"(?i),? (?:if|unless|as long as|provided that|until) [^,.;]+(?=[,.;]|$)|^(?:If|Unless|As long as) [^,]+, "
)
NUMBERS = dict(
    pair.split("/")
    for pair in """two/three three/five four/six five/eight six/nine seven/four eight/two nine/three ten/twelve
    million/billion hundred/thousand half/third thousands/millions""".split()
)
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]+)*")
DAYS = set(
    "January February March April May June July August September October November December "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)


def sides(pairs: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Each pair both ways round."""
    for one, other in pairs:
        yield one, other
        yield other, one


def reported(content: str) -> str:
    """The content as a sentence of its own."""
    said = re.sub(r"^(?:that|whether|if)\s+", "", content.strip(' "“”‘’,\n'))
    said = re.sub(r"[\"“”]", "", said).strip(" ,.")
    return said[:1].upper() + said[1:] + "."


def swap_word(statement: str, old: str, new: str) -> str | None:
    """The statement with the first `old` replaced, if there is one."""
    changed = re.sub(rf"\b{re.escape(old)}\b", new, statement, count=1)
    return changed if changed != statement else None


def other_number(statement: str) -> str | None:
    """The statement with one number changed."""

    def digits(match: re.Match[str]) -> str:
        """The number with another first digit."""
        return str(int(match[0][0]) % 8 + 1) + match[0][1:]

    changed = re.sub(
        r"(?<![\w,.:#-])(?<!(?:ber|ary|uly|une|ust|rch|ril|May) )(?!(?:19|20)\d\d\b)\d+(?=[\d,.]*\b)(?!:)",
        digits,
        statement,
        count=1,
    )
    if changed != statement:
        return changed
    return next((c for old, new in NUMBERS.items() if (c := swap_word(statement, old, new))), None)


def other_name(statement: str, text: str) -> str | None:
    """The statement with a name that stands inside it replaced by the commonest strange name of the article."""
    inner, outer = ([n for n in NAME.findall(part) if not DAYS & set(n.split())] for part in (statement, text))
    strange = [n for n in outer if not any(part[:4] in statement for part in n.split())]
    return statement.replace(inner[0], Counter(strange).most_common(1)[0][0], 1) if inner and strange else None


def negated(statement: str) -> str | None:
    """The statement with a negation taken out, or else put in."""
    if match := NEGATION.search(statement):
        return statement[: match.start()] + statement[match.end() :]
    changed = AUXILIARY.sub(r"\1 not", statement, count=1)
    return changed if changed != statement else None


def faults(position: Position, text: str, rivals: list[str]) -> Iterator[tuple[str, Position]]:
    """Every fault that the position has room for, one at a time."""
    said = position.statement
    if position.speaker and rivals:
        yield "speaker", replace(position, speaker=rivals[len(said) % len(rivals)])
    changes = {
        "number": other_number(said),
        "name": other_name(said, text),
        "negation": negated(said),
        "modality": next((c for old, new in HEDGED if (c := swap_word(said, old, new))), None),
        "direction": next((c for old, new in sides(TURNED) if (c := swap_word(said, old, new))), None),
        "condition": CONDITION.sub("", said, count=1) if CONDITION.search(said) else None,
        "status": STATUS.sub("", said, count=1) if STATUS.search(said) else None,
    }
    for rule, statement in changes.items():
        if statement and len(statement.split()) > 2 and statement != said:
            yield rule, replace(position, statement=statement[:1].upper() + statement[1:])


def clean(path: Path) -> Iterator[tuple[str, Position, list[str]]]:
    """Text, clean position and other speakers of each annotated attribution of four words or more.

    Left out are those whose source stands inside another's content: there the outer speaker is as right as the inner.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        text = article["text"]
        mentions = [text[a["source"][0][0] : a["source"][-1][1]] for a in article["attributions"] if a["source"]]
        named = [m for m in mentions if re.search(r"[A-Z]", m[1:]) and not PRONOUNS.match(m) and len(m) < 80]
        for found in article["attributions"]:
            others = [span for a in article["attributions"] if a is not found for span in a["content"]]
            if any(a <= s and e <= b for s, e in found["source"] for a, b in others):
                continue
            quote = max((text[a:b] for a, b in found["content"]), key=len)
            if len(quote.split()) < 4:
                continue
            source = text[found["source"][0][0] : found["source"][-1][1]] if found["source"] else ""
            speaker = "" if PRONOUNS.match(source) or len(source) > 80 else source
            own = set(re.findall(r"\w+", source.lower()))
            rivals = sorted({m for m in named if not own & set(re.findall(r"\w+", m.lower())) and m not in quote})
            yield text, Position(speaker=speaker, statement=reported(quote), quote=quote), rivals


def seeds(folder: Path) -> Iterator[tuple[str, Position, list[str]]]:
    """Text and position of what the attribution reader finds in the invented articles; as it found the speaker itself,
    none is claimed and none is planted."""
    for path in sorted(folder.glob("*/*.md")):
        text = path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        for found in attributions(text) if english(text) else ():
            quote = found.content[0].of(text)
            if len(quote.split()) > 3 and locate(text, quote).found:
                yield text, Position(speaker="", statement=reported(quote), quote=quote), []


def paraphrases(path: Path) -> Iterator[tuple[str, Position, list[str]]]:
    """Text and position of each clean statement in other words."""
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        row = json.loads(line)
        text = (ROOT / "seeds" / row["article"]).read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        yield text, Position(speaker=row["speaker"], statement=row["statement"], quote=row["quote"]), []


def written(part: str) -> Iterator[tuple[str, Position, str]]:
    """Text, position and the fault in it ("" for none) of the claims that somebody who knew no rule wrote in own words
    about the invented articles of seeds/ and tests/cases/attribution/."""
    folder = ROOT / "tests" / "cases"
    articles = {path.stem: path for top in (folder / "attribution", ROOT / "seeds") for path in top.glob("*/*.md")}
    for line in (folder / "claims" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = articles[row["article"]].read_text(encoding="utf-8")
        claim = Position(speaker=row["speaker"], statement=row["statement"], quote=row["quote"], via=tuple(row["via"]))
        yield text.split("\n---\n", 1)[-1], claim, row["fault"]


def alarms(name: str, cases: list[tuple[str, Position, list[str]]], verbose: bool) -> str:
    """One line: how many clean positions set off any rule, and which rules."""
    fired: Counter[str] = Counter()
    wrong = lost = 0
    for text, position, _ in cases:
        verdict = check(text, position)
        lost += not verdict.evidence.found
        rules = {f.rule for f in verdict.findings if not (f.rule == "hop" and not position.via)}
        wrong += bool(rules)
        fired.update(rules)
        if verbose and rules:
            print(name, position, *verdict.findings, sep="\n    ")
    share = 100 * wrong / max(1, len(cases))
    return f"{name:28}{len(cases):6}{wrong:6}{share:7.1f} %   not found {lost}; " + ", ".join(
        f"{r} {n}" for r, n in fired.most_common()
    )


class Table:
    """How many faults of each kind were met, named by their own rule, and caught by any."""

    def __init__(self, verbose: bool) -> None:
        self.verbose = verbose
        self.met, self.named, self.caught = Counter[str](), Counter[str](), Counter[str]()

    def count(self, part: str, rule: str, position: Position, findings: tuple[Finding, ...]) -> None:
        """Adds one claim with a fault."""
        named = any(f.rule == rule for f in findings)
        for key in (rule, f"all {part}"):
            self.met[key] += 1
            self.named[key] += named
            self.caught[key] += bool(findings)
        if self.verbose and not named:
            print("missed", rule, position, *findings, sep="\n    ")

    def show(self, title: str) -> None:
        """Prints a line for each kind and for each part."""
        print(f"\n{title:28}{'n':>6}{'named':>14}{'any rule':>14}")
        for rule in sorted(self.met, key=lambda rule: (rule.startswith("all "), rule)):
            n, k, c = self.met[rule], self.named[rule], self.caught[rule]
            print(f"{rule:28}{n:6}{k:6}{100 * k / n:7.1f} %{c:6}{100 * c / n:7.1f} %")


def main(argv: list[str]) -> int:
    """Prints both tables, or that they are skipped where the corpus is not at hand."""
    if "BRIEFER_DATA" not in os.environ:
        print("skipped: set BRIEFER_DATA to the folder that holds corpora/gum-news-train.jsonl")
        return 0
    verbose = "-v" in argv
    verbatim = list(clean(Path(os.environ["BRIEFER_DATA"]) / "corpora" / "gum-news-train.jsonl"))
    own = list(paraphrases(ROOT / "tests" / "cases" / "claims" / "paraphrases.jsonl"))
    invented = list(seeds(ROOT / "seeds"))
    table = Table(verbose)
    for part, cases in (("to the word", verbatim), ("to the word, seeds/", invented), ("in other words", own)):
        for text, position, rivals in cases:
            for rule, changed in faults(position, text, rivals):
                table.count(part, rule, changed, check(text, changed).findings)
    table.show("faults planted by rule")
    free = {part: list(written(part)) for part in ("development", "held_out")}
    table = Table(verbose)
    for part, claims in free.items():
        for text, position, fault in claims:
            if fault:
                table.count(part, fault, position, check(text, position).findings)
    table.show("faults in own words")
    print(f"\n{'clean statements':28}{'n':>6}{'false alarms':>15}")
    print(alarms("to the word", verbatim, verbose))
    print(alarms("to the word, seeds/", invented, verbose))
    print(alarms("in other words", own, verbose))
    for part, claims in free.items():
        good = [(text, position, list[str]()) for text, position, fault in claims if not fault]
        print(alarms(f"in own words, {part}", good, verbose))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
