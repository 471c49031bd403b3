"""The engine without a model: what can be promised for every article."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from attributed import article

from briefer.extract.embedded import EmbeddedEngine
from briefer.grounding.locate import locate
from briefer.models import Article, Match, Position

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*/*.md"))
ENGLISH = [path for path in SEEDS if "language: en" in path.read_text(encoding="utf-8")]
NO_STATEMENT = "river-weather"
QUOTED = re.compile(r"[“\"‘«][^”\"’»]*[”\"’»]")


def seed(path: Path) -> Article:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return article(
        body.strip(), title=fields["title"].strip('"'), published=fields["date"], language=fields["language"]
    )


READ: dict[Path, tuple[Article, tuple[Position, ...]]] = {}


async def read(path: Path) -> tuple[Article, tuple[Position, ...]]:
    """A sample article and its positions, read once for all tests."""
    if path not in READ:
        made = seed(path)
        READ[path] = made, await EmbeddedEngine().read(made)
    return READ[path]


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
async def test_every_quote_stands_word_for_word_in_its_article(path: Path) -> None:
    made, found = await read(path)
    for position in found:
        assert position.quote in made.text
        evidence = locate(made.text, position.quote)
        assert evidence.match in (Match.EXACT, Match.NORMALIZED), position.quote


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
async def test_every_statement_is_one_short_clean_sentence(path: Path) -> None:
    _, found = await read(path)
    for position in found:
        words = position.statement
        assert words[0].isupper()
        assert words.rstrip('”’"')[-1] in ".!?"
        assert 2 <= len(words.split()) <= 38
        assert not re.search(r"\b(?:I|we|We|my|our|us)\b", QUOTED.sub("", words)), words


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
async def test_every_position_has_a_speaker(path: Path) -> None:
    _, found = await read(path)
    assert all(position.speaker for position in found)


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
async def test_a_position_stands_once(path: Path) -> None:
    _, found = await read(path)
    assert len({position.quote for position in found}) == len(found) <= 14


async def test_the_same_article_is_read_the_same_way_twice() -> None:
    path = ENGLISH[0]
    assert await EmbeddedEngine().read(seed(path)) == (await read(path))[1]


async def test_an_article_without_a_statement_gives_no_position() -> None:
    (path,) = (path for path in SEEDS if NO_STATEMENT in path.stem)
    assert (await read(path))[1] == ()


async def test_an_article_in_another_language_is_not_read() -> None:
    (path,) = (path for path in SEEDS if path not in ENGLISH)
    assert (await read(path))[1] == ()


async def test_an_empty_article_gives_no_position() -> None:
    assert await EmbeddedEngine().read(article("")) == ()


async def test_an_article_may_end_anywhere() -> None:
    text = (
        "Mara Orr said the dam ² would close, the union's “last” word on it. Orr added: “It will, we fear.” So ended it"
    )
    for end in range(20, len(text)):
        await EmbeddedEngine().read(article(text[:end]))


async def test_a_small_article_from_its_first_word_to_its_positions() -> None:
    text = (
        "Energy Minister Ada Brenn rejected the inspections at the Skarn mine on Monday. “There will be no inspectors "
        "at Skarn this year,” she told reporters.\n\nOlaf Marn, the leader of the opposition, said the inspections "
        "should go ahead. He said the mine would flood unless the pumps were repaired."
    )
    found = await EmbeddedEngine().read(article(text, title="Minister refuses inspections at Skarn mine"))
    assert {position.speaker for position in found} == {"Ada Brenn", "Olaf Marn"}
    stances = {(position.speaker, position.stance.value) for position in found}
    assert {("Ada Brenn", "opposes"), ("Olaf Marn", "supports"), ("Olaf Marn", "conditional")} <= stances


QUOTED_AS = {
    "pronoun": "Mr Jon Rood left. “The tax must go,” Ms Ada Holt quoted him as saying.",
    "name": "“The tax must go,” Ms Ada Holt quoted Mr Jon Rood as saying.",
    "in front": "Ms Ada Holt quoted Mr Jon Rood as saying that the tax must go.",
}


@pytest.mark.parametrize("text", QUOTED_AS.values(), ids=QUOTED_AS.keys())
async def test_who_quotes_another_passes_his_words_on(text: str) -> None:
    (made,) = await EmbeddedEngine().read(article(text))
    assert made.speaker == "Jon Rood"
    assert len(made.via) == 1
    assert "Holt" in made.via[0]


ROLES = {
    "plural owner": ("Farmers' representative Jon Rood said the tax must go.", "Farmers' representative"),
    "behind a quotation": ("“The tax must go,” employers’ spokesman Jon Rood said.", "employers’ spokesman"),
    "a body's": ("The tax must go, Nordkraft's spokesman Jon Rood said.", "Nordkraft's spokesman"),
    "what he is not": ("Jon Rood, no friend of the mayor, said the tax must go.", ""),
}


@pytest.mark.parametrize(("text", "role"), ROLES.values(), ids=ROLES.keys())
async def test_a_role_says_whom_its_holder_speaks_for_and_nothing_that_he_is_not(text: str, role: str) -> None:
    (made,) = await EmbeddedEngine().read(article(text))
    assert (made.speaker, made.role) == ("Jon Rood", role)


def test_readings_are_kept_under_a_key_that_names_the_version() -> None:
    engine = EmbeddedEngine()
    assert engine.name == "embedded 3"
    assert engine.key == EmbeddedEngine().key != ""


DATA = os.environ.get("BRIEFER_DATA", "")
EXPECTED = [
    "Rubio and other",
    "Rubio",
    "Rubio",
    "Trump",
    "Kelly",
    "another European diplomat",
    "diplomats",
    "One European diplomat",
    "Ukrainian leaders",
    "Russia|Ryabkov",
    "EU officials|Kallas",
    "peace proposals",
]


@pytest.mark.skipif(not DATA, reason="BRIEFER_DATA names no folder with the sample article")
async def test_the_positions_of_a_real_article_have_the_right_speakers() -> None:
    (path,) = (Path(DATA) / "seeds").glob("*.txt")
    found = await EmbeddedEngine().read(article(path.read_text(encoding="utf-8"), published="2025-11-27"))
    speakers = [position.speaker for position in found]
    right = 0
    for name in EXPECTED:
        match = next((speaker for speaker in speakers if re.search(name, speaker)), None)
        if match:
            speakers.remove(match)
            right += 1
    assert right >= 10, [position.speaker for position in found]
    assert any("Politico" in position.via for position in found)
