"""Where words stand: in which articles, and who says them there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from briefer.compose.passages import passages
from briefer.grounding.locate import locate
from briefer.models import Article, Evidence, Match, Nearest, Passage, Position, Severity, Verdict
from briefer.store import Store

SHOWN = 3  # articles that an answer shows: who says the words is read in each, which takes longer than all else
JUDGED = 20  # articles in which the speaker that was asked for is looked for
NEAR = 20  # articles of a store that are looked into for the nearest passage
LOOKED_INTO = 2000  # articles of a store that hold all of the words, the newest


@dataclass(frozen=True, slots=True)
class Hit:
    """Where words stand in one article, or come close; `verdict` also judges the speaker that was asked for."""

    article: Article
    verdict: Verdict
    passages: tuple[Passage, ...]
    speaker: str = ""  # who was asked for
    dropped: str = ""  # id of a newer version of the article, which no longer has the words

    @property
    def evidence(self) -> Evidence:
        """Where the words stand."""
        return self.verdict.evidence

    @property
    def as_claimed(self) -> bool:
        """Whether the words stand there, and the speaker that was asked for states them: not denied, not only asked,
        and in a language in which that can be judged."""
        wrong = any(f.rule in ("speaker", "language") or f.severity is Severity.FAULT for f in self.verdict.findings)
        return self.evidence.found and not (self.speaker and wrong)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found; where nothing was, the hits are the passages that come nearest."""

    hits: tuple[Hit, ...] = ()
    articles: int = 0  # in which the words were found
    more: int = 0  # articles that hold all of the words, in this order or another, and were not looked into
    elsewhere: bool = False  # found, but in none of the named articles

    @property
    def found(self) -> bool:
        """Whether the words stand in an article that was looked into."""
        return self.articles > 0

    @property
    def as_claimed(self) -> bool:
        """Whether they stand where, and are said by whom, the question has it."""
        return not self.elsewhere and any(hit.as_claimed for hit in self.hits)


def look_up(words: str, store: Store, named: Sequence[Article] = (), *, speaker: str = "") -> Answer:
    """Where the words stand in the `named` articles, else in the store; else the passages that come nearest.

    The store's index narrows, `locate` decides. The newest articles are looked into first, those where it is as claimed
    come first.
    """
    if named:
        answer = _found(words, named, len(named), speaker)
        if answer.hits:
            return answer
        others = look_up(words, store, speaker=speaker)
        return replace(others, elsewhere=True) if others.found else Answer(_nearest(words, named) or others.hits)
    answer = _found(words, store.holding(words, LOOKED_INTO), store.count_holding(words), speaker)
    if answer.hits:
        return replace(answer, hits=tuple(_dated(hit, words, store) for hit in answer.hits))
    return Answer(_nearest(words, (*store.holding(words, NEAR), *store.near(words, NEAR))))


def _found(words: str, articles: Iterable[Article], total: int, speaker: str) -> Answer:
    """The hits among the articles, as many as are enough. One that never names the speaker is judged last."""
    hits: list[Hit] = []
    silent: list[Article] = []
    name, looked = "".join(speaker.split()[-1:]), 0
    for article in articles:
        looked += 1
        if not locate(article.text, words).found:
            continue
        if name in article.text:
            hits.append(_judged(article, words, speaker))
        else:
            silent.append(article)
        if len(hits) == JUDGED or sum(hit.as_claimed for hit in hits) == SHOWN:
            break
    count = len(hits) + len(silent)
    hits += [_judged(article, words, speaker) for article in silent[: max(0, SHOWN - len(hits))]]
    order = list(Match)
    hits.sort(key=lambda hit: (not hit.as_claimed, order.index(hit.evidence.match)))
    return Answer(tuple(hits[:SHOWN]), count, total - looked)


def _judged(article: Article, words: str, speaker: str) -> Hit:
    from briefer.grounding.verdict import check  # the rules: words that come close to nothing need none

    verdict = check(article.text, Position(speaker=speaker, statement=words, quote=words))
    return Hit(article, verdict, passages(article, verdict), speaker)


def _dated(hit: Hit, words: str, store: Store) -> Hit:
    """The hit with the newer version of its article that was corrected, if there is one."""
    newer = store.newer_version(hit.article.id)
    return replace(hit, dropped=newer.id) if newer and not locate(newer.text, words).found else hit


def _nearest(words: str, articles: Iterable[Article]) -> tuple[Hit, ...]:
    """The articles in which most of the words stand in one passage, with who says the true words there."""
    located = {article.id: (article, locate(article.text, words)) for article in articles}
    hits = []
    for article, evidence in nlargest(SHOWN, located.values(), key=lambda pair: _shared(pair[1].nearest)):
        if evidence.nearest:
            chain = _judged(article, evidence.nearest.words, "").verdict.chain
            shown = Verdict(evidence=replace(evidence, spans=(evidence.nearest.span,)), chain=chain)
            hits.append(Hit(article, Verdict(evidence=evidence, chain=chain), passages(article, shown)))
    return tuple(hits)


def _shared(nearest: Nearest | None) -> int:
    return sum(len(edit.text) for edit in nearest.diff if edit.kind == "equal") if nearest else 0
