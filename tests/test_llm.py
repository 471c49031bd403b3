"""The model engine: what goes over the wire, and what becomes of what comes back."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from endpoints import ITEM, TEXT, Endpoint, Kept, answer, article, called, failure, mode, replied

from briefer.errors import ModelError
from briefer.extract.answer import MOST, Answer
from briefer.extract.llm import merge, split
from briefer.extract.spending import Limits
from briefer.grounding.verdict import check
from briefer.models import Position, Stance

# What goes out


async def test_the_request_holds_prompt_article_and_a_strict_schema() -> None:
    endpoint = Endpoint(answer(ITEM))
    await endpoint.engine().read(article())
    (asked,) = endpoint.asked
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    sent = asked["response_format"]["json_schema"]
    assert (sent["name"], sent["strict"]) == ("positions", True)
    assert sent["schema"]["properties"]["positions"]["maxItems"] == MOST
    item = sent["schema"]["properties"]["positions"]["items"]
    assert item["required"] == list(item["properties"])
    assert item["additionalProperties"] is False
    assert item["properties"]["stance"] == {"type": "string", "enum": [stance.value for stance in Stance]}
    assert item["properties"]["said_on"] == {"type": "string"}
    assert (asked["model"], asked["temperature"]) == ("m", 0)


@pytest.mark.parametrize("way", ["schema", "tools", "text"])
@pytest.mark.parametrize(
    "text",
    ["{{ 7 * 7 }} {% if x %}", "{# gone? #}", "    indented\n\n\n\ttab \r\nend", "\u200b\u2028“a” &amp; \U0001f5de"],
    ids=["expression", "comment", "space", "signs"],
)
async def test_the_article_reaches_the_wire_as_it_is(text: str, way: str) -> None:
    def picky(asked: dict[str, Any]) -> httpx2.Response:
        if mode(asked) != way:
            return failure(400)
        return called() if way == "tools" else answer()

    endpoint = Endpoint(picky)
    assert await endpoint.engine().read(article(text)) == ()
    assert mode(endpoint.asked[-1]) == way
    assert text in endpoint.asked[-1]["messages"][1]["content"]


async def test_no_fact_about_the_machine_and_no_header_of_its_environment_goes_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: 1")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    endpoint = Endpoint(answer())
    await endpoint.engine().read(article())
    assert set(endpoint.headers[0]) == {
        *("host", "connection", "accept", "accept-encoding", "authorization"),
        *("content-type", "content-length", "user-agent"),
    }


async def test_an_article_without_words_costs_no_call() -> None:
    endpoint = Endpoint(answer(ITEM))
    assert await endpoint.engine().read(article(" \n ")) == ()
    assert endpoint.asked == []


# What comes back


async def test_an_answer_becomes_positions() -> None:
    item = {
        **ITEM,
        "role": " Mayor\n of Tarnby ",
        "via": ["an aide", "", "an aide", "SUND GAZETTE", "Liv Handal", "the Post"],
        "stance": "Supports",
        "act": "shouts",
        "said_on": "2030-05-13",
    }
    (position,) = await Endpoint(answer(item)).engine().read(article())
    assert position == Position(
        speaker="Liv Handal",
        statement="The bridge stays open.",
        quote="the bridge canary would stay open",
        role="Mayor of Tarnby",
        stance="supports",
        act="states",
        via=("an aide", "the Post"),
        said_on="2030-05-13",
    )


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("stance", "for it", "unclear"),
        ("stance", None, "unclear"),
        ("said_on", "Monday", None),
        ("said_on", None, None),
        ("via", None, ()),
        ("via", "the Post", ("the Post",)),
        ("speaker", None, ""),
        ("quote", "  two  spaces\nstay ", "two  spaces\nstay"),
    ],
)
def test_a_field_that_is_off_costs_no_item(field: str, value: Any, read: Any) -> None:
    (item,) = Answer.model_validate({"positions": [{**ITEM, field: value}]}).positions
    assert getattr(item.position(article()), field) == read


@pytest.mark.parametrize(
    "bad",
    [
        {**ITEM, "quote": ""},
        {**ITEM, "statement": None},
        {**ITEM, "quote": 12},
        {**ITEM, "speaker": "x" * 400},
        {**ITEM, "quote": "x" * 5_000},
        {**ITEM, "via": ["x"] * 9},
        {**ITEM, "speaker": {"name": "x"}},
        "Handal said no",
        None,
    ],
    ids=["no-quote", "no-statement", "number", "long-name", "long-quote", "long-chain", "object", "string", "null"],
)
async def test_a_bad_item_is_left_to_the_checker_and_costs_no_other(bad: Any) -> None:
    endpoint = Endpoint(answer(bad, ITEM))
    positions = await endpoint.engine().read(article())
    assert [bool(position.quote) for position in positions] == [False, True]
    assert check(TEXT, positions[0]).action == "refuse"
    assert len(endpoint.asked) == 1


async def test_items_beyond_the_bound_are_counted() -> None:
    items = [{**ITEM, "quote": f"quote {number}"} for number in range(100_000)]
    positions = await Endpoint(answer(*items)).engine(limits=Limits(reply=50_000_000)).read(article())
    assert len(positions) == MOST + 1
    assert positions[-1].statement == "99,960 more items beyond the 40 asked for"


async def test_the_same_words_of_a_speaker_count_once() -> None:
    assert len(await Endpoint(answer(ITEM, {**ITEM, "speaker": "LIV HANDAL"})).engine().read(article())) == 1


@pytest.mark.parametrize(
    "content",
    [
        "```json\n{}\n```",
        "Here you are:\n{}\nI hope it helps.",
        "<think>Is {{it}} Handal?</think>{}",
        "{}",
    ],
    ids=["fence", "prose", "thoughts", "plain"],
)
async def test_json_is_found_inside_other_text(content: str) -> None:
    text = content.replace("{}", json.dumps({"positions": [ITEM], "extra": {"deep": [1]}}))
    endpoint = Endpoint(replied(text))
    assert len(await endpoint.engine().read(article())) == 1
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize(
    "content",
    [
        '{"positions": [{"quo',
        '{"positions": null}',
        '{"items": []}',
        '{"positions": [NaN, Infinity]}',
        '{"positions": [{"quote": "\\ud800", "statement": "x"}]}',
        "[" * 100_000,
        "I found nothing.",
        json.dumps({"positions": [{"quote": "x"}]}),
    ],
    ids=["cut", "null", "other-key", "nan", "surrogate", "deep", "prose", "all-bad"],
)
async def test_an_answer_in_the_wrong_form_is_asked_for_once_more(content: str) -> None:
    endpoint = Endpoint(replied(content), answer(ITEM))
    assert len(await endpoint.engine().read(article())) == 1
    assert len(endpoint.asked) == 2


async def test_an_empty_list_is_an_answer() -> None:
    endpoint = Endpoint(answer())
    assert await endpoint.engine().read(article()) == ()
    assert len(endpoint.asked) == 1


# Long articles


def paragraphs(count: int) -> str:
    return "\n\n".join(f"Paragraph {number}: " + "words and words. " * 12 for number in range(count))


def told(asked: dict[str, Any]) -> str:
    """What a request asks to read, without what is only carried along."""
    content = asked["messages"][1]["content"]
    return content.partition("(The part to read begins.)")[2] or content


async def test_a_long_article_goes_in_parts_with_its_head() -> None:
    endpoint = Endpoint(lambda asked: answer({**ITEM, "quote": told(asked).strip()[:30]}, ITEM))
    text = paragraphs(20)
    positions = await endpoint.engine(limits=Limits(part=1_000)).read(article(text))
    assert len(endpoint.asked) >= 5
    assert len(positions) == len(endpoint.asked) + 1
    assert all("Title: Bridge" in asked["messages"][1]["content"] for asked in endpoint.asked)
    assert all("Paragraph 0:" in asked["messages"][1]["content"] for asked in endpoint.asked)


async def test_a_cut_off_answer_is_asked_for_in_smaller_parts() -> None:
    def short_of_breath(asked: dict[str, Any]) -> httpx2.Response:
        long = len(told(asked)) > 2_500
        return replied({"positions": [ITEM]}, "length" if long else "stop")

    endpoint = Endpoint(short_of_breath)
    assert len(await endpoint.engine().read(article(paragraphs(20)))) == 1
    assert 3 <= len(endpoint.asked) <= 7
    read = "".join(told(asked) for asked in endpoint.asked)
    assert all(f"Paragraph {number}:" in read for number in range(20))


async def test_dividing_ends() -> None:
    endpoint = Endpoint(replied({"positions": []}, "length"))
    with pytest.raises(ModelError, match="cut off"):
        await endpoint.engine().read(article(paragraphs(50)))
    assert len(endpoint.asked) <= 5


@pytest.mark.parametrize("size", [1, 7, 100, 900, 10_000])
@pytest.mark.parametrize(
    "text",
    [paragraphs(6), "x" * 2_000, "One. " * 300, "\n\n\n", "", "a\r\nb\r\n"],
    ids=["many", "word", "line", "void", "none", "crlf"],
)
def test_parts_hold_the_whole_text_and_no_more(text: str, size: int) -> None:
    cut_up = split(text, size)
    assert "".join(part.text for part in cut_up) == text
    assert all(0 < len(part.text) <= size for part in cut_up)
    for part in cut_up:
        assert "".join(half.text for half in part.halves()) == part.text


def test_a_paragraph_is_cut_only_if_it_must_be() -> None:
    assert [part.text for part in split("One is here.\nTwo is here.\nThree.", 26)] == [
        "One is here.\nTwo is here.\n",
        "Three.",
    ]
    assert [part.text for part in split("First sentence. Second one.", 20)] == ["First sentence. ", "Second one."]


def test_other_words_and_other_speakers_stay_apart() -> None:
    one = Position(speaker="A", statement="x", quote="the  words")
    same = Position(speaker="a", statement="y", quote="the words")
    other = Position(speaker="B", statement="x", quote="the words")
    assert merge([one, same, other]) == (one, other)


async def test_a_divided_article_is_divided_again_from_what_is_kept() -> None:
    kept = Kept()
    endpoint = Endpoint(replied({"positions": []}, "length"), answer(ITEM))
    first = await endpoint.engine(replies=kept).read(article(paragraphs(20)))
    assert await Endpoint(failure(500)).engine(replies=kept).read(article(paragraphs(20))) == first
