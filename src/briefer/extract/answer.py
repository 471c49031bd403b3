"""The typed answer that a model is asked for: bounded in number and length, read leniently, turned into positions."""

import re
from collections.abc import Callable, Container
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError, WithJsonSchema

from briefer.models import UNKNOWN, Act, Article, Position, Stance
from briefer.text.bearing import apart, strange
from briefer.text.facts.names import tokens_of
from briefer.text.fold import fold
from briefer.text.sentences import paragraphs

MOST = 40
"""Items in one answer; an article of a thousand words seldom has half as many."""

LINE, SENTENCE, WORDS, RELAYERS = 300, 1_000, 3_000, 8
"""Bounds in characters for names, for the statement and for the quote; hops in one chain."""


def printable(text: str) -> str:
    """Text without line breaks, control characters and runs of spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _line(value: Any) -> Any:
    """A line of text; null reads as empty, what is no text stays for the type to refuse."""
    return printable(value) if isinstance(value, str) else "" if value is None else value


def _names(value: Any) -> Any:
    """A list of names, whatever shape a model gave it: null, one name, or a list with empty ones."""
    names = [value] if isinstance(value, str) else value or []
    return [name for name in map(_line, names) if name != ""] if isinstance(names, list) else names


def _day(value: Any) -> date | None:
    """The day that an ISO date names; anything else is unknown, which costs no item."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def known(kind: type[Stance] | type[Act], other: str) -> BeforeValidator:
    """Reads a word of `kind` in any case; another word becomes `other`."""
    words = [str(member) for member in kind]
    return BeforeValidator(lambda value: word if (word := str(value).strip().lower()) in words else other)


MARKUP = re.compile(r"://|</?\w|\]\(")
"""What no plain sentence has."""


def _plain(value: str) -> str:
    """The sentence. Raises ValueError for one with links or markup."""
    if MARKUP.search(value):
        raise ValueError("links and markup are no plain sentence")
    return value


Line = Annotated[str, BeforeValidator(_line), Field(max_length=LINE)]
Towards = Annotated[Stance, known(Stance, Stance.UNCLEAR)]


class Quoted(BaseModel, extra="ignore", str_strip_whitespace=True):
    """Words of an article and what they say, as a model gives them. Only quote and statement must be there."""

    quote: Annotated[str, Field(min_length=1, max_length=WORDS)]
    speaker: Line = ""
    role: Line = ""
    via: Annotated[list[Line], BeforeValidator(_names), Field(max_length=RELAYERS)] = []
    statement: Annotated[str, BeforeValidator(_line), Field(min_length=1, max_length=SENTENCE), AfterValidator(_plain)]

    def borne(self, article: Article) -> dict[str, Any]:
        """These fields of a position; its chain names nobody twice and neither the speaker nor the article's outlet.

        No rule judges a role, and an order hidden in an article can bring its own: role and relayers must stand near
        the words or where the speaker is named.
        """
        beside = surroundings(article, self.quote, self.speaker)[0] if self.role or self.via else frozenset()
        taken = {self.speaker.casefold(), article.outlet.casefold()}
        via = [n for n in dict.fromkeys(self.via) if n.casefold() not in taken and {*tokens_of(n)} <= beside]
        role = self.role if {*tokens_of(self.role)} <= beside else ""
        return {**self.model_dump(include={*Quoted.model_fields}), "via": tuple(via), "role": role}


class Item(Quoted):
    """One position as a model words it."""

    issue: Line = ""
    stance: Towards = Stance.UNCLEAR
    act: Annotated[Act, known(Act, Act.STATES)] = Act.STATES
    said_on: Annotated[date | None, BeforeValidator(_day), WithJsonSchema({"type": "string"})] = None

    def position(self, article: Article, labels: Container[str] = ()) -> Position:
        """The position; a label that is none of `labels` must fit here, since no rule judges it."""
        issue = self.issue if self.issue in labels or self.fits(article) else ""
        return Position(**{**self.model_dump(), **self.borne(article), "issue": issue})

    def fits(self, article: Article) -> bool:
        """Whether the label names and counts only what stands near the words, and is about it as far as we can read."""
        if not self.issue:
            return True
        _, about = surroundings(article, self.quote, self.speaker)
        foreign = article.language not in ("en", UNKNOWN)
        return not any(strange(self.issue, about)) and (foreign or not any(apart(self.issue, about)))


def surroundings(article: Article, quote: str, speaker: str) -> tuple[frozenset[str], str]:
    """The words that stand near a quote or where its speaker is named; and the text near the quote. The
    first paragraph is near to all; all of the article is where the quote stands nowhere."""
    read = _paragraphs(article.text)
    quoted, last = fold(quote).text, tokens_of(speaker)[-1:]
    near = {n for n, (_, folded, _) in enumerate(read) if quoted in folded} or {*range(len(read))}
    near |= {0}
    about = "\n".join(text for n, (text, _, _) in enumerate(read) if n in near)
    named = {n for n, (_, _, words) in enumerate(read) if last and last[0] in words}
    beside = frozenset(word for n, (_, _, words) in enumerate(read) if n in near | named for word in words)
    return beside, about


@lru_cache(maxsize=8)
def _paragraphs(text: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """The paragraphs of an article: as they stand, folded, and their words."""
    found = [span.of(text) for span in paragraphs(text)]
    return tuple((words, fold(words).text, frozenset(tokens_of(words))) for words in found)


class Form(BaseModel):
    """What a whole answer must be: read leniently, asked for strictly."""

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Any:
        """As pydantic does it, but the JSON may stand in a fence, after thoughts, or between sentences."""
        text = json_data if isinstance(json_data, str) else bytes(json_data).decode("utf-8", "replace")
        said = text.rpartition("</think>")[2]
        start, end = said.find("{"), said.rfind("}")
        return super().model_validate_json(said[start : end + 1] if 0 <= start < end else text, **options)

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """The schema as strict endpoints take it: all required, nothing else allowed, no lengths, which some refuse,
        and no words, which cost."""
        return dict(_schema(cls))


@cache
def _schema(form: type[Form]) -> dict[str, Any]:
    whole = TypeAdapter(form).json_schema()
    return {"title": whole["title"], **_strict(whole, whole.get("$defs", {}))}


def at_most(number: int) -> Any:
    """A bound on a list that the schema states; what goes beyond it is seen to by the form."""
    return Field(json_schema_extra={"maxItems": number})


def _strict(part: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    part = named[part["$ref"].rpartition("/")[2]] if "$ref" in part else part
    kept = {key: part[key] for key in ("type", "enum", "maxItems") if key in part}
    if "items" in part:
        kept["items"] = _strict(part["items"], named)
    if "properties" in part:
        properties = {name: _strict(of, named) for name, of in part["properties"].items()}
        kept |= {"properties": properties, "required": list(properties), "additionalProperties": False}
    return kept


def good(kind: type[BaseModel]) -> Callable[[Any], list[Any]]:
    """A reader of lists of `kind` that leaves out what is none."""

    def read(values: Any) -> list[Any]:
        kept = []
        for value in values if isinstance(values, list) else []:
            with suppress(ValidationError):
                kept.append(kind.model_validate(value))
        return kept

    return read


def _item(value: Any) -> Item:
    """The item; without a quote where it cannot be used, with what it says of speaker and statement."""
    try:
        return Item.model_validate(value)
    except ValidationError:
        said = value if isinstance(value, dict) else {}
        lines = (_line(said.get(name)) for name in ("statement", "speaker"))
        statement, speaker = (line[:LINE] if isinstance(line, str) else "" for line in lines)
        return Item.model_construct(quote="", statement=statement or "an item without words", speaker=speaker)


def _items(values: Any) -> list[Item]:
    """One bad item costs its words, not the others; a list of bad items alone is refused.

    What cannot be used stays in the list without a quote, so that the checker withholds it and it is counted.
    """
    if not isinstance(values, list):
        raise ValueError("give a list of positions")
    read = [_item(value) for value in values[:MOST]]
    if values and not any(item.quote for item in read):
        raise ValueError("no item has both a quote and a statement of the length asked for")
    if len(values) > MOST:
        more = f"{len(values) - MOST:,} more items beyond the {MOST} asked for"
        read.append(Item.model_construct(quote="", statement=more, speaker=""))
    return read


class Answer(Form, title="Positions"):
    positions: Annotated[list[Item], BeforeValidator(_items), at_most(MOST)]
