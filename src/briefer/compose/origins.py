"""Which articles are one story's copies: a wire report under five mastheads corroborates nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from briefer.compose.similar import content_words
from briefer.models import UNKNOWN, Article
from briefer.text.sentences import sentences

SHARED = 0.5  # of the shorter article's sentences, for a copy
LEAST = 3  # sentences that must be shared; all of them where the shorter one has fewer
_SHORT = 3  # content words below which a sentence is anybody's
_COMMON = 50  # articles with one sentence, above which it is a standing phrase


def origins(articles: Iterable[Article]) -> dict[str, str]:
    """By article id where its story comes from: the outlet of the earliest article that it is a copy of, else its own.

    An article of an unknown outlet is an origin by itself.
    """
    ordered = sorted(articles, key=lambda a: (a.published == UNKNOWN, a.published, a.id))
    told = {article.id: _told(article) for article in ordered}
    holders: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    found: dict[str, str] = {}
    for article in ordered:
        mine = told[article.id]
        shared = Counter(other for said in mine for other in holders[said][:_COMMON])
        shorter = {other: min(len(mine), len(told[other])) for other in shared}
        copied = [o for o, n in shared.items() if n >= min(LEAST, shorter[o]) and n >= SHARED * shorter[o]]
        found[article.id] = found[copied[0]] if copied else article.id
        for said in mine:
            holders[said].append(article.id)
    outlet = {article.id: article.outlet for article in ordered if article.outlet != UNKNOWN}
    return {id_: outlet.get(first, first) for id_, first in found.items()}


def _told(article: Article) -> frozenset[frozenset[str]]:
    """The sentences of an article as sets of their content words, so that small edits of the desk leave most alike."""
    return frozenset(
        words for span in sentences(article.text) if len(words := content_words(span.of(article.text))) >= _SHORT
    )
