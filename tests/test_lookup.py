"""Where words stand: in all of the store, in the right article, as words of the right person."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from made import article

from briefer import lookup, terminal
from briefer.lookup import look_up
from briefer.models import Article
from briefer.store import Store

NOW = datetime(2031, 5, 6, 7, tzinfo=UTC)
FERRY = article("“The ferry must sail every day,” said Ida Marl, the mayor. Olaf Brenn called it too dear.")
BRIDGE = article("The bridge will not open before June, Bo Tarn said on Monday.", outlet="Tarn Herald")
CHINESE = article("市长说，新桥将于明年开放。“我们不会关闭轮渡，”他说。", language="zh")
ARABIC = article("وأضاف الوزير أن الحكومة لن تغلق العبارة قبل نهاية العام.", language="ar")
THAI = article("นายกเทศมนตรีกล่าวว่าเรือข้ามฟากจะไม่ปิดให้บริการก่อนสิ้นปีนี้", language="th")
ALL = (FERRY, BRIDGE, CHINESE, ARABIC, THAI)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(":memory:") as opened:
        for one in ALL:
            opened.add(one, b"", NOW)
        yield opened


@pytest.mark.parametrize(
    ("words", "where"),
    [
        pytest.param("The ferry must sail every day", FERRY, id="word-for-word"),
        pytest.param('"the ferry\nmust sail"', FERRY, id="marks-and-line-end"),
        pytest.param("Olaf Brenn [...] too dear", FERRY, id="marked-gap"),
        pytest.param("The [old] ferry must sail", FERRY, id="brackets"),
        pytest.param("bridge", BRIDGE, id="one-word"),
        pytest.param("我们不会关闭轮渡", CHINESE, id="chinese"),
        pytest.param("لن تغلق العبارة", ARABIC, id="arabic"),
        pytest.param("จะไม่ปิดให้บริการ", THAI, id="thai"),
    ],
)
def test_words_are_found_in_their_article_alone(store: Store, words: str, where: Article) -> None:
    answer = look_up(words, store)
    assert [hit.article for hit in answer.hits] == [where]
    assert (answer.as_claimed, answer.articles, answer.more) == (True, 1, 0)


@pytest.mark.parametrize(
    ("words", "where", "shown"),
    [
        pytest.param("The bridge will now open before June", BRIDGE, "[-now-] {+not+}", id="english"),
        pytest.param("我们将会关闭轮渡", CHINESE, "我们 [-将-] {+不+} 会关闭轮渡", id="chinese"),
        pytest.param("لن تغلق الجسر قبل نهاية العام", ARABIC, "[-الجسر-] {+العبارة+}", id="arabic"),
        pytest.param("เรือข้ามฟากจะปิดให้บริการก่อนสิ้นปีนี้", THAI, "{+ไม่+}", id="thai"),
    ],
)
def test_near_words_bring_the_true_ones(store: Store, words: str, where: Article, shown: str) -> None:
    answer = look_up(words, store)
    assert (answer.found, answer.hits[0].article) == (False, where)
    assert shown in terminal.answer(answer, "")


def test_near_words_bring_who_said_the_true_ones(store: Store) -> None:
    answer = look_up("The ferry must sail every week", store)
    assert [hop.name for hop in answer.hits[0].verdict.chain] == ["Ida Marl"]
    assert "said by Ida Marl" in terminal.answer(answer, "")


@pytest.mark.parametrize("words", ["whales in the harbour", "—…", "%", "*", "the " * 20_000])
def test_words_that_stand_nowhere_are_not_found(store: Store, words: str) -> None:
    assert not look_up(words, store).found


def test_an_empty_store_holds_nothing() -> None:
    with Store.open(":memory:") as empty:
        assert look_up("The ferry", empty).hits == ()


def test_words_of_a_forgotten_article_are_not_found(store: Store) -> None:
    store.forget(FERRY.id)
    assert look_up("The ferry must sail every day", store).hits == ()


def test_words_that_a_correction_took_out_are_marked(store: Store) -> None:
    place = {"url": "https://tarn.example/toll", "outlet": "Tarn Herald"}
    first, corrected = (article(f"The toll is {n} marks, Bo Tarn said.", **place) for n in (4, 5))
    for version in (first, corrected):
        store.add(version, b"", NOW)
    answer = look_up("The toll is 4 marks", store)
    assert [(hit.article, hit.dropped) for hit in answer.hits] == [(first, corrected.id)]
    assert f"newer version [{corrected.id}] no longer has these words" in terminal.answer(answer, "")
    assert [hit.dropped for hit in look_up("The toll is 5 marks", store).hits] == [""]


def test_words_are_looked_for_in_the_named_articles_first(store: Store) -> None:
    assert not look_up("The ferry must sail", store, [FERRY, BRIDGE]).elsewhere
    answer = look_up("The ferry must sail", store, [BRIDGE])
    assert (answer.found, answer.elsewhere, answer.as_claimed) == (True, True, False)


def test_near_words_are_shown_from_the_named_article(store: Store) -> None:
    answer = look_up("The bridge will open before June", store, [BRIDGE])
    assert [hit.article for hit in answer.hits] == [BRIDGE]


def test_words_that_many_articles_hold_are_counted_and_a_few_are_shown(store: Store) -> None:
    for number in range(40):
        store.add(article(f"The ferry must sail every day, the council said in letter {number}."), b"", NOW)
    answer = look_up("the ferry must sail every day", store)
    assert (len(answer.hits), answer.articles + answer.more) == (lookup.SHOWN, 41)
    assert str(answer.more) in terminal.answer(answer, "")


def test_a_speaker_is_found_among_many_who_use_the_same_words(store: Store) -> None:
    for number in range(40):
        store.add(article(f"The ferry must sail every day, the council said in letter {number}."), b"", NOW)
    answer = look_up("the ferry must sail every day", store, speaker="Ida Marl")
    assert (answer.as_claimed, answer.hits[0].article) == (True, FERRY)


def test_another_speaker_is_not_as_claimed(store: Store) -> None:
    answer = look_up("The ferry must sail every day", store, speaker="Olaf Brenn")
    assert (answer.found, answer.as_claimed) == (True, False)


def test_who_says_words_in_another_language_is_not_judged() -> None:
    german = article("„Wir zahlen nichts“, sagte Fenske.", language="de")
    with Store.open(":memory:") as store:
        store.add(german, b"", NOW)
        answer = look_up("Wir zahlen nichts", store, speaker="Pavel Zobrist")
        assert (answer.found, answer.as_claimed) == (True, False)
        assert "NOT JUDGED" in terminal.answer(answer, "Pavel Zobrist")
        assert "said by nobody" not in terminal.answer(look_up("Wir zahlen nichts", store), "")


def test_only_articles_in_which_the_speaker_says_it_are_counted(store: Store) -> None:
    store.add(article("“The ferry must sail every day,” said Olaf Brenn."), b"", NOW)
    answer = look_up("The ferry must sail every day", store, speaker="Ida Marl")
    assert terminal.answer(answer, "Ida Marl").startswith("FOUND in 1 article, said by Ida Marl.")


def test_words_that_stand_nowhere_load_no_tagger(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store.open(path) as kept:
        kept.add(BRIDGE, b"", NOW)
    script = (
        "import sys\nfrom briefer.cli import main\n"
        f"main(['check', 'Zebras juggle umbrellas', '--store', {str(path)!r}])\n"
        "assert not {'HanTa', 'numpy', 'asyncio', 'trafilatura', 'lxml', 'yaml', 'py3langid'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)
