# ruff: noqa: ARG001, ARG005 - every kind is called alike
"""True quotes, and what must and must not be done to them: the mutation engine.

Each kind takes a random source, the article and a true quote of it, and gives back the article and a mutant, or None
where the quote offers no place for the kind. A harmful mutant is no quote of the article any more; a harmless one is.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from random import Random

from briefer.attribution.quotations import quoted
from briefer.text.sentences import paragraphs, sentences

Mutant = tuple[str, str] | None
Kind = Callable[[Random, str, str], Mutant]

SEEDS = Path(__file__).parent.parent / "seeds"
POLAR = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|neither|nor|without|unless|if|only|except|until|may|might|could|would|should|can"
    r"|cannot|will|must|hardly|barely|rarely|perhaps|likely|whether|den\w+|refus\w+|reject\w+|fail\w*|almost|nearly|about|provided|nicht|kein\w*|nie)\b"
    r"|n['’]t\b|\bto \w+\Z",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d[\d.,]*\d|\d")


@lru_cache(maxsize=1)
def articles() -> tuple[str, ...]:
    """The texts of seeds/, and those of the corpora where BRIEFER_DATA names their folder."""
    texts = [path.read_text("utf-8").split("---\n", 2)[2].strip() for path in sorted(SEEDS.glob("*/*.md"))]
    if "BRIEFER_DATA" in os.environ:
        for path in sorted(Path(os.environ["BRIEFER_DATA"], "corpora").glob("*.jsonl")):
            texts += [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    return tuple(texts)


@lru_cache(maxsize=1)
def true_quotes() -> tuple[tuple[str, str], ...]:
    """(article, quote) for every sentence and every quotation of 5 to 60 words."""
    pairs = []
    for text in articles():
        found = dict.fromkeys(span.of(text) for span in (*sentences(text), *quoted(text)))
        whole = [quote for quote in found if 5 <= len(quote.split()) <= 60 and not re.search(r"\[|\.\.|…", quote)]
        pairs += [(text, quote) for quote in whole if text.count(quote) == 1]
    return tuple(pairs)


def mutants(kinds: dict[str, Kind], count: int, seed: int) -> Iterator[tuple[str, str, str, str]]:
    """`count` cases (kind, article, mutant, the quote it was made of), evenly over the kinds as far as they apply."""
    rng = Random(seed)
    quotes = true_quotes()
    made = 0
    while made < count:
        for name, kind in kinds.items():
            for _ in range(200):
                text, quote = rng.choice(quotes)
                mutant = kind(rng, text, quote)
                if mutant and mutant != (text, quote) and not (kinds is HARMFUL and by_chance(*mutant, quote, name)):
                    yield name, *mutant, quote
                    made += 1
                    break
            if made == count:
                return


# --- Is it a true quote all the same? --------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def tokens(text: str) -> list[str]:
    """Words, numbers and signs, with marks and dashes made equal."""
    text = re.sub(r"[“”„«»\"‘’]", "'", unicodedata.normalize("NFC", text))
    text = re.sub(r"\s[-–—]+\s|—|--", " — ", text)
    return re.findall(r"\d[\d.,]*\d(?:st|nd|rd|th|s)?|\w+(?:['-]\w+)*|[^\w\s]", text)


def holds(text: str, words: str) -> bool:
    """Whether the tokens of the words, but for closing ones, follow one another in the text."""
    sought, there = list(tokens(words)), tokens(text)
    while sought and sought[-1] in "',.;:—":
        sought.pop()
    while sought and sought[0] in "',;:—":
        sought.pop(0)
    if not sought:
        return False
    first = {sought[0], sought[0][0].swapcase() + sought[0][1:]}
    size = len(sought)
    return any(there[at] in first and there[at + 1 : at + size] == sought[1:] for at in range(len(there) - size + 1))


def by_chance(text: str, mutant: str, quote: str, kind: str) -> bool:
    """Whether a harmful mutant is a true quote of the article: as it stands, or of another place than its own."""
    elsewhere = text.replace(quote, "\n\n")
    if "..." in mutant or "[" in mutant:
        return any(holds(elsewhere, piece) for piece in re.split(r"\.\.\.|\[[^\]]*\]", mutant))
    return holds(elsewhere if kind.startswith(("cut", "question")) else text, mutant)


# --- Harmful ---------------------------------------------------------------------------------------------------------


def swap(table: dict[str, str]) -> Kind:
    """The kind that replaces one word of a table, in either direction, its case kept."""
    pairs = {**{new: old for old, new in table.items()}, **table}
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, pairs))})\b(?!['’])", re.IGNORECASE)

    def kind(rng: Random, text: str, quote: str) -> Mutant:
        def other(match: re.Match[str]) -> str:
            new = pairs.get(match[0].lower(), match[0])
            return new.capitalize() if match[0][0].isupper() else new

        return once(rng, text, quote, pattern, other)

    return kind


def once(
    rng: Random, text: str, quote: str, pattern: re.Pattern[str] | str, new: str | Callable[[re.Match[str]], str]
) -> Mutant:
    """The quote with one match of the pattern replaced."""
    found = list(re.finditer(pattern, quote))
    if not found:
        return None
    match = rng.choice(found)
    return text, quote[: match.start()] + (match.expand(new) if isinstance(new, str) else new(match)) + quote[
        match.end() :
    ]


def digit(rng: Random, text: str, quote: str) -> Mutant:
    return once(rng, text, quote, r"\d", lambda m: str((int(m[0]) + rng.randint(1, 9)) % 10))


def decimal_point(rng: Random, text: str, quote: str) -> Mutant:
    return once(rng, text, quote, r"(?<=\d)(?:\.(?=\d)|(?=\d))", lambda m: "" if m[0] else ".")


def thousands(rng: Random, text: str, quote: str) -> Mutant:
    return once(rng, text, quote, r"(?<=\d),(?=\d{3})|(?<![\d.,])(?<=\d)(?=\d{3}\b)", lambda m: "." if m[0] else ",")


def unit(rng: Random, text: str, quote: str) -> Mutant:
    table = {"%": " percent", " percent": "%", " per cent": "%", "$": "€", "€": "$", "£": "$", " km": " miles"}
    return once(rng, text, quote, r"%| per ?cent\b|[$€£]| km\b", lambda m: table[m[0]])


def negation_out(rng: Random, text: str, quote: str) -> Mutant:
    return once(rng, text, quote, r"\b(?:not|never|no|nobody|nothing) |(?<=\w)n['’]t\b|\bnever\b ", "")


def negation_in(rng: Random, text: str, quote: str) -> Mutant:
    return once(
        rng, text, quote, r"\b(?:is|are|was|were|will|has|have|had|can|could|should|must|did)\b(?!n)", r"\g<0> not"
    )


def name_for_name(rng: Random, text: str, quote: str) -> Mutant:
    names = re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", text)
    other = rng.choice(names) if names else "Orvald"
    return once(rng, text, quote, r"(?<=[a-z,] )[A-Z][a-z]{3,}", other)


def names_swapped(rng: Random, text: str, quote: str) -> Mutant:
    names = list(re.finditer(r"\b[A-Z][a-z]{3,}\b", quote))
    if len(names) < 2:
        return None
    a, b = sorted(rng.sample(range(len(names)), 2))
    a, b = names[a], names[b]
    return text, quote[: a.start()] + b[0] + quote[a.end() : b.start()] + a[0] + quote[b.end() :]


def hedge_dropped(rng: Random, text: str, quote: str) -> Mutant:
    hedges = (
        r"\b(?:may|might|could|would|should|about|nearly|almost|perhaps|probably|likely|reportedly|allegedly|some"
        r"|at least|more than) "
    )
    return once(rng, text, quote, hedges, "")


def condition_elided(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    marks = [
        at
        for at, word in enumerate(words)
        if re.fullmatch(r"if|unless|until|only|except|provided", word.strip(",").lower())
    ]
    return _gap(rng, text, words, marks)


def negation_elided(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    marks = [
        at
        for at, word in enumerate(words)
        if re.fullmatch(r"(?:not|never|no|nobody|nothing|without|\w+n['’]t)", word.lower())
    ]
    return _gap(rng, text, words, marks)


def hedge_elided(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    marks = [
        at for at, word in enumerate(words) if re.fullmatch(r"may|might|could|perhaps|likely|probably|possibly", word)
    ]
    return _gap(rng, text, words, marks)


def _gap(rng: Random, text: str, words: list[str], marks: list[int]) -> Mutant:
    marks = [at for at in marks if 2 <= at <= len(words) - 3]
    if not marks:
        return None
    at = rng.choice(marks)
    start, end = rng.randint(max(2, at - 3), at), rng.randint(at + 1, min(len(words) - 2, at + 5))
    return text, " ".join([*words[:start], rng.choice(["...", "[...]", "…", "(…)"]).replace("…", "..."), *words[end:]])


def cut_word(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    first, last = words[0], words[-1].rstrip(".,;:!?'’”\"")
    if rng.random() < 0.5 and len(first) > 3 and first.isalpha():
        return text, " ".join([first[rng.randint(1, len(first) - 2) :], *words[1:]])
    return (
        (text, " ".join([*words[:-1], last[: rng.randint(1, len(last) - 1)]]))
        if len(last) > 2 and last.isalpha()
        else None
    )


def cut_number(rng: Random, text: str, quote: str) -> Mutant:
    numbers = [m for m in NUMBER.finditer(quote) if len(m[0]) > 1]
    if not numbers:
        return None
    number = rng.choice(numbers)
    at = rng.choice([m.start() for m in re.finditer(r"\d", number[0])][1:])
    if rng.random() < 0.5:
        return text, quote[number.start() + at :]
    kept = number[0][:at].rstrip(".,")
    return text, quote[: number.start()] + kept


def cut_magnitude(rng: Random, text: str, quote: str) -> Mutant:
    match = re.search(r"\d(?= (?:million|billion|trillion|thousand|percent|per cent|percentage)|%)", quote)
    return (text, quote[: match.end()]) if match else None


def cut_sign(rng: Random, text: str, quote: str) -> Mutant:
    number = re.search(r"(?<![\w$€£.,-])\d", quote)
    if not number or len(quote[number.start() :].split()) < 2:
        return None
    true = quote[: number.start()] + rng.choice(["$", "€", "£", "-", "−", "$ "]) + quote[number.start() :]
    return text.replace(quote, true), quote[number.start() :]


def cut_hyphen(rng: Random, text: str, quote: str) -> Mutant:
    match = re.search(r"\w-(?=\w)", quote)
    if not match:
        return None
    return text, quote[match.end() :] if rng.random() < 0.5 else quote[: match.end() - 1]


def cut_contraction(rng: Random, text: str, quote: str) -> Mutant:
    match = re.search(r"(?<=\w)(?:n['’]t\b|['’]s\b)", quote)
    return (text, quote[: match.start()]) if match else None


def silent_join(rng: Random, text: str, quote: str) -> Mutant:
    other = rng.choice([span.of(text) for span in sentences(text)]).split()
    words = quote.split()
    half, rest = words[: len(words) // 2], other[len(other) // 2 :]
    return (text, " ".join([*half, *rest])) if len(half) > 1 and len(rest) > 1 else None


def marked_join(rng: Random, text: str, quote: str) -> Mutant:
    blocks = [span.of(text) for span in paragraphs(text)]
    own = next((at for at, block in enumerate(blocks) if quote in block), len(blocks))
    later = [block for block in blocks[own + 1 :] if len(block.split()) > 8]
    return (text, " ".join([*quote.split()[:6], "...", *rng.choice(later).split()[-5:]])) if later else None


def pieces_reversed(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    half = len(words) // 2
    return (text, " ".join([*words[half:], "...", *words[:half]])) if half > 2 else None


def words_left_out(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    if len(words) < 6:
        return None
    start = rng.randint(1, len(words) - 3)
    return text, " ".join([*words[:start], *words[min(len(words) - 1, start + rng.randint(1, 4)) :]])


def word_put_in(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    words.insert(rng.randint(1, len(words) - 1), rng.choice(["very", "new", "then", "other", "the", "always"]))
    return text, " ".join(words)


def order_changed(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    at = rng.randint(0, len(words) - 2)
    words[at], words[at + 1] = words[at + 1], words[at]
    return text, " ".join(words)


def look_alike(rng: Random, text: str, quote: str) -> Mutant:
    table = dict(zip("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ", strict=True))
    return once(rng, text, quote, f"[{''.join(table)}]", lambda m: table[m[0]])


def accent(rng: Random, text: str, quote: str) -> Mutant:
    bare = "".join(c for c in unicodedata.normalize("NFD", quote) if not unicodedata.combining(c))
    return (
        (text, bare)
        if bare != unicodedata.normalize("NFC", quote)
        else once(rng, text, quote, "(?<=[a-z])e(?=[a-z])", "é")
    )


def case(rng: Random, text: str, quote: str) -> Mutant:
    return once(rng, text, quote, r"(?<=[\w,] )\w", lambda m: m[0].swapcase())


def all_capitals(rng: Random, text: str, quote: str) -> Mutant:
    return text, quote.upper() if rng.random() < 0.5 else quote.lower() if re.search(
        r"\b[A-Z]{2}|[a-z] [A-Z]", quote
    ) else quote


def brackets_negate(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    words.insert(
        rng.randint(1, len(words) - 1),
        rng.choice(["[not]", "[never]", "[400]", "[no]", "[did not]", "[two]", "[12 million]"]),
    )
    return text, " ".join(words)


def brackets_for_negation(rng: Random, text: str, quote: str) -> Mutant:
    return once(rng, text, quote, r"\b(?:not|never|no|may|might|could) (?=\w+ \w)", "[also] ")


def flattened(rng: Random, text: str, quote: str) -> Mutant:
    sign, plain = rng.choice([("²", "2"), ("³", "3"), ("½", "1/2"), ("¹", "1")])
    number = NUMBER.search(quote)
    if not number:
        return None
    true = quote[: number.end()] + sign + quote[number.end() :]
    return text.replace(quote, true), quote[: number.end()] + plain + quote[number.end() :]


def comma_moved(rng: Random, text: str, quote: str) -> Mutant:
    words = [word.rstrip(",") for word in quote.split()]
    marks = [at for at, word in enumerate(quote.split()[:-1]) if word.endswith(",")]
    if not marks or len(words) < 4:
        return None
    others = [at for at in range(len(words) - 1) if at not in marks]
    words[rng.choice(others)] += ","
    return text, " ".join(words)


def question_to_stop(rng: Random, text: str, quote: str) -> Mutant:
    at = quote.find("?")
    if at > 0:
        return text, quote[:at] + "." + quote[at + 1 :]
    return (text.replace(quote, quote[:-1] + rng.choice(["?", " ?", "?!"])), quote) if quote.endswith(".") else None


def question_made(rng: Random, text: str, quote: str) -> Mutant:
    return (text, quote.rstrip(".,") + "?") if quote.rstrip(".,") != quote else None


def unseen_join(rng: Random, text: str, quote: str) -> Mutant:
    return once(rng, text, quote, r"(?<=\w) (?=\w)", lambda m: rng.choice("\u200b\u200c\u2060\u00ad\ufeff"))


def other_article(rng: Random, text: str, quote: str) -> Mutant:
    other = rng.choice(articles())
    return (other, quote) if other != text else None


def marks_inside_dropped(rng: Random, text: str, quote: str) -> Mutant:
    match = re.search(r"(?<=\w )[“‘\"](\w[^”’\"]*)[”’\"](?= \w)", quote)
    return (text, quote[: match.start()] + match[1] + quote[match.end() :]) if match else None


def letter_dropped(rng: Random, text: str, quote: str) -> Mutant:
    return once(rng, text, quote, r"(?<=[a-z])[a-z](?=[a-z])", "")


HARMFUL: dict[str, Kind] = {
    "digit": digit,
    "decimal point": decimal_point,
    "thousands separator": thousands,
    "magnitude": swap(
        {"million": "billion", "thousand": "million", "hundred": "thousand", "dozen": "hundred", "half": "third"}
    ),
    "unit": unit,
    "number word": swap(
        {"one": "two", "three": "four", "five": "six", "seven": "eight", "ten": "twelve", "twenty": "thirty"}
    ),
    "negation out": negation_out,
    "negation in": negation_in,
    "never for no": swap(
        {"never": "always", "no": "any", "nobody": "everybody", "nothing": "everything", "without": "with"}
    ),
    "name for name": name_for_name,
    "names swapped": names_swapped,
    "antonym": swap(
        {
            "more": "less",
            "first": "last",
            "before": "after",
            "support": "oppose",
            "high": "low",
            "rise": "fall",
            "old": "new",
            "good": "bad",
            "up": "down",
            "early": "late",
            "open": "close",
            "over": "under",
            "won": "lost",
            "long": "short",
        }
    ),
    "quantifier": swap(
        {"all": "some", "many": "few", "most": "several", "every": "no", "each": "any", "both": "neither"}
    ),
    "hedge": swap(
        {"may": "will", "could": "must", "might": "shall", "would": "did", "likely": "certain", "should": "does"}
    ),
    "hedge dropped": hedge_dropped,
    "condition elided": condition_elided,
    "negation elided": negation_elided,
    "hedge elided": hedge_elided,
    "cut word": cut_word,
    "cut number": cut_number,
    "cut before magnitude": cut_magnitude,
    "cut after sign": cut_sign,
    "cut at a hyphen": cut_hyphen,
    "cut contraction": cut_contraction,
    "silent join": silent_join,
    "join over paragraphs": marked_join,
    "pieces reversed": pieces_reversed,
    "words left out": words_left_out,
    "word put in": word_put_in,
    "order": order_changed,
    "look-alike": look_alike,
    "accent": accent,
    "case": case,
    "all capitals": all_capitals,
    "tense": swap(
        {"is": "was", "are": "were", "has": "had", "have": "had", "will": "would", "said": "says", "does": "did"}
    ),
    "pronoun": swap(
        {"he": "she", "his": "her", "we": "they", "our": "their", "it": "he", "i": "we", "my": "our", "this": "that"}
    ),
    "brackets with a number or negation": brackets_negate,
    "brackets for a negation": brackets_for_negation,
    "superscript flattened": flattened,
    "comma moved": comma_moved,
    "question to stop": question_to_stop,
    "question made": question_made,
    "unseen join": unseen_join,
    "other article": other_article,
    "marks inside dropped": marks_inside_dropped,
    "letter dropped": letter_dropped,
}


# --- Harmless --------------------------------------------------------------------------------------------------------


def straight(rng: Random, text: str, quote: str) -> Mutant:
    return text, quote.translate(str.maketrans("“”‘’", "\"\"''"))


def curly(rng: Random, text: str, quote: str) -> Mutant:
    return text, re.sub(r"(?<=\w)'", "’", re.sub(r'"(?=\w)', "“", re.sub(r'(?<=[\w.,?!])"', "”", quote)))


def other_marks(rng: Random, text: str, quote: str) -> Mutant:
    return text, quote.translate(str.maketrans('“”"‘’', rng.choice(["«»\"''", "„“„‚’", "''\"´`", "‟”＂‛'"])))


def marks_around(rng: Random, text: str, quote: str) -> Mutant:
    left, right = rng.choice(["“”", '""', "‘’", "«»"])
    return text, left + quote + right


def dash(rng: Random, text: str, quote: str) -> Mutant:
    new = rng.choice(["—", " — ", " - ", " -- ", "--", " – "])
    return text, re.sub(r"\s[-–—]+\s|—|--", lambda m: new, quote)


def range_dash(rng: Random, text: str, quote: str) -> Mutant:
    return text, re.sub(r"(?<=\w)[-–](?=\w)", lambda m: rng.choice("–-\u2011\u2010"), quote)


def spaces(rng: Random, text: str, quote: str) -> Mutant:
    return text, re.sub(" ", lambda m: rng.choice([" ", "  ", "\u00a0", "\t", "\u2009", "\u202f"]), quote)


def line_breaks(rng: Random, text: str, quote: str) -> Mutant:
    end = rng.choice(["\n", "\r\n", "\n   "])
    new = re.sub(" ", lambda m: end if rng.random() < 0.2 else " ", quote)
    return (text.replace(quote, new), quote) if rng.random() < 0.5 else (text, new)


def decomposed(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    true = " ".join(w.replace("e", "é", 1) if rng.random() < 0.2 else w for w in words)
    text = text.replace(quote, true)
    return (
        (unicodedata.normalize("NFD", text), true) if rng.random() < 0.5 else (text, unicodedata.normalize("NFD", true))
    )


def ligature(rng: Random, text: str, quote: str) -> Mutant:
    new = quote
    for letters, sign in (("ffi", "ﬃ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ")):
        new = new.replace(letters, sign)
    return (text.replace(quote, new), quote) if rng.random() < 0.7 else (text, new)


def soft_hyphen(rng: Random, text: str, quote: str) -> Mutant:
    new = re.sub(r"(?<=[a-z]{3})(?=[a-z]{3})", lambda m: "\u00ad" if rng.random() < 0.2 else "", quote)
    return (text.replace(quote, new), quote) if rng.random() < 0.7 else (text, new)


def zero_width(rng: Random, text: str, quote: str) -> Mutant:
    new = re.sub(
        r"(?<=\w)(?=\W|\w)", lambda m: rng.choice("\u200b\u2060\ufeff\u200d") if rng.random() < 0.1 else "", quote
    )
    return text.replace(quote, new), quote


def full_width(rng: Random, text: str, quote: str) -> Mutant:
    new = re.sub(r"\d", lambda m: chr(ord(m[0]) + 0xFEE0), quote)
    return (text.replace(quote, new), quote) if rng.random() < 0.7 else (text, new)


def divided(rng: Random, text: str, quote: str) -> Mutant:
    end = rng.choice(["-\n", "-\r\n", "\u2010\n", "- \n  "])
    new = re.sub(r"(?<=[a-z]{3})(?=[a-z]{3})", lambda m: end if rng.random() < 0.05 else "", quote)
    return text.replace(quote, new), quote


def divided_compound(rng: Random, text: str, quote: str) -> Mutant:
    return text.replace(quote, re.sub(r"(?<=[a-z])-(?=[a-z])", "-\n", quote)), re.sub(r"\s+", " ", quote)


def first_letter(rng: Random, text: str, quote: str) -> Mutant:
    return (text, quote[0].swapcase() + quote[1:]) if quote[0].isalpha() else None


def closing(rng: Random, text: str, quote: str) -> Mutant:
    bare = quote.rstrip(".,")
    return (
        None
        if bare.endswith(("?", "!")) or (bare + "." not in text and bare + "," not in text)
        else (text, bare + rng.choice(["", ".", ","]))
    )


def entity(rng: Random, text: str, quote: str) -> Mutant:
    table = {
        "'": "&#39;",
        '"': "&quot;",
        "’": "&rsquo;",
        "“": "&ldquo;",
        "”": "&#8221;",
        "–": "&ndash;",
        "&": "&amp;",
        "é": "&eacute;",
        "‘": "&#x2018;",
    }
    new = re.sub(f"[{''.join(table)}]", lambda m: table[m[0]], quote)
    return (text.replace(quote, new), quote) if rng.random() < 0.5 else (text, new)


def elided(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    if len(words) < 8:
        return None
    start = rng.randint(3, len(words) - 4)
    end = rng.randint(start + 1, min(len(words) - 3, start + 6))
    beside = words[start - 1][-1] + words[end][0] + words[end - 1][-1]
    if POLAR.search(" ".join(words[start:end])) or NUMBER.search(beside) or words[end - 1] in "$€£":
        return None
    dots = rng.choice(["...", "…", "[...]", "[…]", "(...)", ". . .", "...."])
    return text, " ".join([*words[:start], dots, *words[end:]])


def bracket_letter(rng: Random, text: str, quote: str) -> Mutant:
    return (text, f"[{quote[0].swapcase()}]{quote[1:]}") if quote[:2].isalpha() else None


def bracket_added(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    words.insert(rng.randint(1, len(words) - 1), rng.choice(["[sic]", "[the minister]", "[in Kelmar]", "[he said]"]))
    return text, " ".join(words)


def shortened(rng: Random, text: str, quote: str) -> Mutant:
    words = quote.split()
    start = rng.randint(0, len(words) - 5)
    end = rng.randint(start + 4, len(words))
    first, last = words[start], words[end - 1]
    if (
        (start and NUMBER.search(words[start - 1]))
        or not first.isalpha()
        or not last.strip(",").isalpha()
        or (end < len(words) and not words[end].isalpha())
    ):
        return None
    return text, " ".join(words[start:end])


PLAIN_HARMLESS: dict[str, Kind] = {
    "straight marks": straight,
    "curly marks": curly,
    "other marks": other_marks,
    "marks around": marks_around,
    "dash": dash,
    "range": range_dash,
    "spaces": spaces,
    "line breaks": line_breaks,
    "composed and decomposed": decomposed,
    "ligature": ligature,
    "soft hyphen": soft_hyphen,
    "zero-width": zero_width,
    "full width": full_width,
    "divided word": divided,
    "divided compound": divided_compound,
    "first letter": first_letter,
    "closing punctuation": closing,
    "entity": entity,
    "shortened": shortened,
    "elided": elided,
    "letter in brackets": bracket_letter,
    "words in brackets": bracket_added,
}
_COMBINED = ("straight marks", "marks around", "dash", "spaces", "first letter", "closing punctuation", "elided")


def combined(rng: Random, text: str, quote: str) -> Mutant:
    """Two or three harmless kinds, one after the other."""
    mutant = quote
    for name in sorted(
        rng.sample(_COMBINED, rng.randint(2, 3)),
        key=("elided", "closing punctuation", "first letter").__contains__,
        reverse=True,
    ):
        made = PLAIN_HARMLESS[name](rng, text, mutant)
        mutant = made[1] if made else mutant
    return text, mutant


HARMLESS: dict[str, Kind] = {**PLAIN_HARMLESS, "two or three at once": combined}
