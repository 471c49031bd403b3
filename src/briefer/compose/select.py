"""Choose, group and order: from checked positions to a brief."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from briefer.compose.changes import changes
from briefer.compose.disputes import disputes
from briefer.compose.origins import origins
from briefer.compose.passages import passages
from briefer.compose.similar import all_words, content_words, jaccard, overlap, same_issue, same_speaker
from briefer.models import (
    UNKNOWN,
    Action,
    Article,
    Brief,
    Checked,
    Counts,
    Item,
    NotRead,
    Position,
    Section,
    Sentence,
    Source,
    Stance,
    Wording,
)
from briefer.text.topics import topic_words

OTHER = "Also said"
_ALIKE = 0.5  # of the shorter label's words, for one section
_FEW = 5  # words that two people in one office, or one of two matters, may have in common
_RELATED = 0.25  # of all label words of two articles, for one matter
_WATCHED = 50  # more than all else can bring


@dataclass(frozen=True, slots=True)
class Edition:
    """What a brief says about itself besides its items."""

    date: date
    engine: str
    version: str
    rules: str
    notes: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()  # speakers and issues that come first


@dataclass(frozen=True, slots=True)
class _Line:
    """A position on its way to becoming an item."""

    checked: Checked
    article: Article
    rank: int  # its place among the article's positions
    watched: bool = False
    also: tuple[str, ...] = ()
    origins: int = 1  # independent ones among its article and `also`

    @property
    def issue(self) -> str:
        """The position's issue; where it names none, the article's title groups it."""
        return self.checked.position.issue or ("" if self.article.title == UNKNOWN else self.article.title)

    @property
    def score(self) -> float:
        """How much the line matters: watched or not, its place in its article, independent origins, a clear stance,
        no caution."""
        position = self.checked.position
        clear = position.stance in (Stance.SUPPORTS, Stance.OPPOSES, Stance.CONDITIONAL)
        clean = self.checked.verdict.action is Action.ACCEPT
        return (
            _WATCHED * self.watched
            + 10 / (2 + self.rank)
            + 2 * (self.origins - 1)
            + 1.5 * clear
            + 0.5 * clean
            + 0.5 * bool(position.speaker)
        )


def compose(
    edition: Edition,
    read: Sequence[tuple[Article, Sequence[Checked]]],
    *,
    not_read: Iterable[NotRead] = (),
    earlier: Sequence[Brief] = (),
    wording: Wording | None = None,
) -> Brief:
    """The brief of what was read. Printable positions become numbered items, the others are withheld, none is lost.

    `earlier` holds briefs of earlier dates, the latest first; `wording` groups and words what `draft` numbers. The
    same arguments always give the same brief.
    """
    lines = _lines(read, edition.watch)
    withheld = tuple(c for _, all_checked in read for c in all_checked if not c.verdict.printable)
    merged = _merge(lines)
    wording = wording or Wording()
    sections = _number(_grouped(_weighed(merged), wording))
    articles = {article.id: article for article, _ in read}
    items = [item for section in sections for item in section.items]
    outlet = {article.id: article.outlet for article in articles.values()}
    changed = changes(items, earlier)
    moved = {change.now for change in changed if change.kind in ("reversed", "softened", "hardened")}
    used = Counter(id_ for item in items for id_ in (item.checked.article, *item.also))
    return Brief(
        id=_identity(edition, articles),
        date=edition.date,
        bottom_line=_worded(wording, _weighed(merged), items)
        or _bottom_line(sections, moved, edition.engine.startswith("embedded")),
        sections=sections,
        changes=changed,
        disputes=disputes(items, outlet),
        sources=tuple(
            Source(**{field.name: getattr(a, field.name) for field in fields(Source)})
            for a in sorted(articles.values(), key=lambda a: (-used[a.id], a.outlet, a.title, a.id))
        ),
        withheld=withheld,
        not_read=tuple(not_read),
        engine=edition.engine,
        counts=Counts(
            articles=len(articles),
            outlets=len({article.outlet for article in articles.values()}),
            proposed=len(lines) + len(withheld),
            accepted=sum(line.checked.verdict.action is Action.ACCEPT for line in lines),
            flagged=sum(line.checked.verdict.action is Action.FLAG for line in lines),
            withheld=len(withheld),
            merged=len(lines) - len(merged),
            repaired=sum(line.checked.position.repaired for line in lines),
        ),
        version=edition.version,
        rules=edition.rules,
        notes=edition.notes,
    )


def draft(edition: Edition, read: Sequence[tuple[Article, Sequence[Checked]]]) -> tuple[tuple[Checked, Article], ...]:
    """What will be printed, the weightiest first: the numbers of a `Wording` count these from 1."""
    return tuple((line.checked, line.article) for line in _weighed(_merge(_lines(read, edition.watch))))


def _lines(read: Sequence[tuple[Article, Sequence[Checked]]], watch: Sequence[str]) -> list[_Line]:
    return [
        _Line(checked, article, rank, any(_is_of(checked.position, name) for name in watch))
        for article, all_checked in read
        for rank, checked in enumerate(all_checked)
        if checked.verdict.printable
    ]


def _is_of(position: Position, name: str) -> bool:
    """Whether a watched name is the position's speaker, or its words stand in the issue or the statement."""
    said = topic_words(f"{position.issue} {position.statement}")
    return same_speaker(position.speaker, name) or (bool(topic_words(name)) and topic_words(name) <= said)


def _weighed(lines: Iterable[_Line]) -> list[_Line]:
    return sorted(lines, key=lambda line: (-line.score, line.article.id, line.rank))


def _grouped(lines: Sequence[_Line], wording: Wording) -> list[tuple[str, list[_Line]]]:
    """Lines by the issues of a wording; what it leaves out, and single lines, by their labels behind them."""
    groups = [(title, [lines[n - 1] for n in members]) for title, members in wording.issues if len(members) > 1]
    taken = [id(line) for _, members in groups for line in members]
    rest = _sections([line for line in lines if id(line) not in taken])
    return [*((title or _title(members) or OTHER, members) for title, members in groups), *rest]


def _worded(wording: Wording, lines: Sequence[_Line], items: Sequence[Item]) -> tuple[Sentence, ...]:
    """The bottom line of a wording under the items' numbers; where it has no words, those of the first item."""
    number = {
        (item.checked.article, item.checked.position.quote, item.checked.position.speaker): item for item in items
    }
    out = []
    for said in wording.sentences:
        cited = [lines[n - 1].checked for n in said.items]
        found = [number[c.article, c.position.quote, c.position.speaker] for c in cited]
        if said.text:
            out.append(Sentence(said.text, tuple(sorted(item.number for item in found))))
        else:
            out.append(Sentence(sentence(found[0], verb_first=False), (found[0].number,)))
    return tuple(out)


def _merge(lines: Sequence[_Line]) -> list[_Line]:
    """Lines with the same words of the same speaker become one, which names the other articles; copies of one story
    count once."""
    origin = origins({line.article.id: line.article for line in lines}.values())
    kept: list[_Line] = []
    for line in lines:
        same = next((n for n, other in enumerate(kept) if _same_words(line, other)), None)
        if same is None:
            kept.append(line)
            continue
        other = kept[same]
        ids = tuple(dict.fromkeys((other.article.id, *other.also, line.article.id)))
        count = len({origin[id_] for id_ in ids})
        kept[same] = replace(other, also=ids[1:], origins=count, rank=min(other.rank, line.rank))
    return kept


def _same_words(line: _Line, other: _Line) -> bool:
    """Whether two lines are one: every word counts, for outlets differ in "not", "may" and "some". A few words,
    as "there was no deal", may be said of two matters."""
    mine, theirs = line.checked.position, other.checked.position
    words = all_words(mine.quote)
    same = mine.stance == theirs.stance and same_speaker(mine.speaker, theirs.speaker)
    return same and words == all_words(theirs.quote) and (len(words) > _FEW or same_issue(mine.issue, theirs.issue))


def _sections(lines: Sequence[_Line]) -> list[tuple[str, list[_Line]]]:
    """Lines grouped by issue, what matters most first; single lines that are not watched stand together at the end."""
    topics: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for line in lines:
        topics[line.article.id] |= topic_words(line.issue)
    groups: list[list[_Line]] = []
    for line in _weighed(lines):
        group = next((group for group in groups if _one_issue(line, group[0], topics)), None)
        if group is None:
            groups.append([line])
        else:
            group.append(line)
    several = [group for group in groups if len(group) > 1 or group[0].watched]
    named = [group for group in several if any(line.checked.position.issue for line in group)]
    headed = sorted(named or [group for group in several if _title(group)], key=lambda group: -_weight(group))
    titled = [(title, [_under(title, line) for line in group]) for group in headed for title in (_title(group),)]
    rest = [line for group in groups if group not in headed for line in group]
    if len(rest) <= 1 or not titled:
        return [*titled, *((_title([line]) or OTHER, [line]) for line in rest)]
    return [*titled, (OTHER, rest)]


def _under(title: str, line: _Line) -> _Line:
    """The line with its heading as its issue, where its own label says no more than that."""
    position = line.checked.position
    if not position.issue or not topic_words(position.issue) <= topic_words(title):
        return line
    return replace(line, checked=replace(line.checked, position=replace(position, issue=title)))


def _one_issue(a: _Line, b: _Line, topics: Mapping[str, frozenset[str]]) -> bool:
    """Whether two lines belong under one heading: alike labels; if one word is all they share, in related articles."""
    one, two = a.issue, b.issue
    related = jaccard(topics[a.article.id], topics[b.article.id]) >= _RELATED
    return same_issue(one, two) or (related and overlap(topic_words(one), topic_words(two)) >= _ALIKE)


def _weight(lines: Sequence[_Line]) -> float:
    """How much an issue matters: its five weightiest lines, and every outlet that has one."""
    return sum(sorted((line.score for line in lines), reverse=True)[:5]) + 3 * len(
        {line.article.outlet for line in lines}
    )


def _title(lines: Sequence[_Line]) -> str:
    """The label that most lines carry; of equally frequent ones the shortest."""
    labels = Counter(line.issue for line in lines if line.issue)
    best = min(labels, key=lambda label: (-labels[label], len(label), label), default="")
    return best[:1].upper() + best[1:]


def _number(groups: Sequence[tuple[str, list[_Line]]]) -> tuple[Section, ...]:
    number, sections = 0, []
    for title, lines in groups:
        items = []
        for line in lines:
            number += 1
            proof = passages(line.article, line.checked.verdict)
            items.append(
                Item(number=number, checked=line.checked, passages=proof, also=line.also, origins=line.origins)
            )
        sections.append(Section(title, tuple(items)))
    return tuple(sections)


def _bottom_line(sections: Sequence[Section], changed: set[int], verb_first: bool) -> tuple[Sentence, ...]:
    """Up to three items in full sentences: one from each leading section, a changed stance before others."""
    chosen: list[Item] = []
    under = {
        item.number: section.title
        for section in sections
        for item in section.items
        if section.title != OTHER and item.checked.position.issue  # a heading taken from a title is another's sentence
    }
    for section in sections[:3]:
        open_items = [item for item in section.items if item.checked.position.speaker]
        open_items.sort(key=lambda item: (item.number not in changed, item.number))
        taken = {item.checked.position.speaker for item in chosen}
        chosen += [item for item in open_items if item.checked.position.speaker not in taken][:1]
    chosen.sort(key=lambda item: item.number)
    said = [(item.number, sentence(item, verb_first=verb_first)) for item in chosen]
    return tuple(Sentence(_about(under.get(number, ""), words), (number,)) for number, words in said)


def _about(issue: str, words: str) -> str:
    """The sentence, behind its issue where it names no word of that itself and has no colon of its own."""
    return words if not issue or ":" in words or topic_words(issue) & topic_words(words) else f"{issue}: {words}"


def sentence(item: Item, *, verb_first: bool = True) -> str:
    """The item's statement as a sentence that names its speaker; the embedded engine's statements begin with a verb."""
    position = item.checked.position
    start = position.statement.split()[:4]
    if content_words(position.speaker) & content_words(" ".join(start)):
        return position.statement
    joint = f" {position.statement[:1].lower()}" if verb_first else f": {position.statement[:1]}"
    whole = f"{position.speaker}{joint}{position.statement[1:]}"
    return whole[:1].upper() + whole[1:]


def _identity(edition: Edition, articles: Iterable[str]) -> str:
    parts = (edition.date.isoformat(), edition.engine, edition.rules, *sorted(articles))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
