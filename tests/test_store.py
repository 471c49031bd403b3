"""The store: what it keeps, what it finds again, and what it refuses to touch."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import made
import pytest

from briefer.errors import StoreError
from briefer.models import Article, Brief
from briefer.store import Store

NOW = datetime(2031, 5, 6, 7, 0, tzinfo=UTC)
FERRY = made.article("The ferry stays, said Ida Marl. “It is an agreement,” she added.")
BRIDGE = made.article("The bridge will cost 1,500 crowns, said Bo Tarn.", published="unknown")
CHINESE = made.article("市长说，新桥将于明年开放。", language="zh")


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(":memory:", clock=lambda: NOW) as opened:
        yield opened


def keep(store: Store, *articles: made.Article) -> None:
    for article in articles:
        store.add(article, article.text.encode(), NOW)


def save_reply(store: Store, key: str, body: bytes, article: str = "") -> None:
    store.save_reply(
        key, endpoint="http://x/v1", model="m", article=article, body=body, prompt_tokens=7, completion_tokens=3
    )


def brief(store: Store, day: date = made.DAY, now: datetime = NOW, **fields: str) -> Brief:
    article = FERRY
    new = made.brief([(article, [made.checked(article, "The ferry stays")])], day=day)
    new = replace(new, **fields)
    store.save_brief(new, now)
    return new


def ids(articles: Iterable[Article]) -> list[str]:
    return [article.id for article in articles]


# articles


def test_an_article_comes_back_as_it_was_with_its_bytes(store: Store) -> None:
    article = replace(FERRY, notes=("one", "two"), author="Ö \u2028 'x'")
    assert store.add(article, b"\0raw\xff", NOW)
    assert (store.article(article.id), store.text(article.id)) == (article, article.text)
    assert store.raw(article.id) == b"\0raw\xff"
    assert list(store.articles()) == [article]


def test_the_same_article_twice_is_one_and_the_first_stays(store: Store) -> None:
    assert store.add(FERRY, b"first", NOW)
    assert not store.add(replace(FERRY, origin="elsewhere.html"), b"second", NOW)
    assert (store.raw(FERRY.id), store.article(FERRY.id).origin) == (b"first", FERRY.origin)
    assert store.status()["articles"] == 1


def test_what_is_not_there_is_none_and_an_article_asked_for_by_id_an_error(store: Store) -> None:
    assert (store.text("none"), store.raw("none"), store.reply("none")) == (None, None, None)
    assert (store.reading("none", "engine"), store.brief("none"), store.last_created(made.DAY)) == (None, None, None)
    with pytest.raises(StoreError, match="none"):
        store.article("none")


@pytest.mark.parametrize("column", ["text", "fields"])
def test_an_article_that_was_tampered_with_is_named(tmp_path: Path, column: str) -> None:
    with Store.open(tmp_path / "s.db") as store:
        keep(store, FERRY)
    with sqlite3.connect(tmp_path / "s.db") as other:
        changed = {
            "text": "replace(text, 'stays', 'sinks')",
            "fields": f"replace(fields, '{FERRY.id}', '000000000000')",
        }
        other.execute(f"UPDATE articles SET {column} = {changed[column]}")
    other.close()
    with Store.open(tmp_path / "s.db") as store, pytest.raises(StoreError, match=FERRY.id):
        store.article(FERRY.id)


# words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("It is an agree-\nment, he said.", "an agreement", id="divided-at-a-line-end"),
        pytest.param("It is an agreement.", "an agree-\nment", id="divided-in-the-question"),
        pytest.param("The CAFÉ of Zoë closes.", "the cafe\u0301 of Zoë", id="case-and-combined-accents"),
        pytest.param("AT&amp;T pays.", "AT&T pays", id="entity-in-the-article"),
        pytest.param("AT&T pays.", "AT&amp;T pays", id="entity-in-the-question"),
        pytest.param("co\u00adop\u200ber\u00adate", "cooperate", id="soft-hyphens"),
        pytest.param("They reﬁne １５ tons.", "refine 15 tons", id="ligature-and-width"),
        pytest.param("We will not close the mill.", "We will not […] close [the old] mill", id="brackets-and-gap"),
        pytest.param("“We don’t”, he said, “know”.", "We don't know", id="marks"),
        pytest.param("市长说，新桥将\n于明年开放。", "新桥将于明年", id="chinese-across-a-line-end"),
        pytest.param("그는 정부는 바뀌지 않는다고 말했다.", "정부는 바뀌지", id="korean"),
        pytest.param("Президент сказал: «Нет».", "президент сказал", id="cyrillic"),
    ],
)
def test_the_index_never_misses_what_the_checker_could_accept(store: Store, text: str, words: str) -> None:
    article = made.article(text)
    keep(store, article, made.article("Something else altogether."))
    assert ids(store.holding(words)) == [article.id]


def test_words_are_held_by_those_that_have_all_of_them_newest_first(store: Store) -> None:
    keep(store, FERRY, BRIDGE, CHINESE)
    assert ids(store.holding("the ferry stays")) == [FERRY.id]
    assert ids(store.holding("said")) == [BRIDGE.id, FERRY.id]
    assert ids(store.holding("said", 1)) == [BRIDGE.id]
    assert ids(store.holding("新桥")) == [CHINESE.id]
    assert ids(store.holding("桥新")) == ids(store.holding("…")) == []
    assert (store.count_holding("said"), store.count_holding("桥新"), store.count_holding("…")) == (2, 0, 0)


def test_words_that_stand_nowhere_bring_the_articles_that_come_close(store: Store) -> None:
    keep(store, FERRY, BRIDGE)
    assert ids(store.near("The bridge will cost 1,900 crowns", 9)) == [BRIDGE.id]
    assert ids(store.holding("The bridge will cost 1,900 crowns")) == []
    assert ids(store.near("entirely unrelated vocabulary", 9)) == ids(store.near("…", 9)) == []


@pytest.mark.parametrize(
    "words", ['"', "*", "said OR stays", "NEAR(said stays)", "said*", "-said", "body:said", "'; DROP"]
)
def test_what_is_a_sign_to_the_index_is_none_in_words(store: Store, words: str) -> None:
    keep(store, BRIDGE)
    ids(store.holding(words))
    ids(store.near(words, 9))
    assert ids(store.holding("said")) == [BRIDGE.id]


# forgetting


def test_forgetting_takes_all_that_was_made_from_an_article(store: Store) -> None:
    keep(store, FERRY, BRIDGE)
    save_reply(store, "ferry", b"{}", FERRY.id)
    save_reply(store, "bridge", b"{}", BRIDGE.id)
    store.save_reading(FERRY.id, "engine", [made.checked(FERRY, "The ferry stays")], NOW)
    brief(store)
    assert store.forget(FERRY.id) == (made.DAY.isoformat(),)
    assert (store.text(FERRY.id), store.reply("ferry"), store.reading(FERRY.id, "engine")) == (None, None, None)
    assert (store.brief(), ids(store.holding("ferry"))) == (None, [])
    assert (ids(store.holding("bridge")), store.reply("bridge")) == ([BRIDGE.id], b"{}")
    assert store.forget(FERRY.id) is None
    assert store.forget(BRIDGE.id) == ()
    assert store.add(BRIDGE, b"", NOW)
    assert store.add(FERRY, b"", NOW)


def test_a_forgotten_text_leaves_no_trace_in_the_file(tmp_path: Path) -> None:
    secret = made.article("The canaryword was never meant for print.")
    with Store.open(tmp_path / "s.db") as store:
        keep(store, FERRY, secret)
        assert b"canaryword" in (tmp_path / "s.db").read_bytes()
        store.forget(secret.id)
    assert b"canaryword" not in (tmp_path / "s.db").read_bytes()


# replies


def test_the_first_reply_wins(store: Store) -> None:
    save_reply(store, "key", b"first \xff\0")
    save_reply(store, "key", b"second")
    assert store.reply("key") == b"first \xff\0"


def test_a_dropped_reply_is_served_no_more_but_counted(store: Store) -> None:
    save_reply(store, "key", b"bad")
    store.drop_reply("key")
    assert store.reply("key") is None
    save_reply(store, "key", b"good")
    assert store.reply("key") == b"good"
    status = store.status()
    assert (status["replies"], status["replies_not_served"], status["prompt_tokens"]) == (2, 1, 14)


def test_a_reply_about_an_article_that_is_not_kept_is_kept(store: Store) -> None:
    save_reply(store, "key", b"{}", "not-there")
    assert store.reply("key") == b"{}"


def test_the_replies_about_some_articles_are_those_still_served(store: Store) -> None:
    keep(store, FERRY)
    for key in ("one", "two", "other"):
        save_reply(store, key, key.encode(), "" if key == "other" else FERRY.id)
    store.drop_reply("two")
    assert store.replies_about([FERRY.id]) == {"one": b"one"}


def test_ways_to_ask_are_kept_by_endpoint_and_model(store: Store) -> None:
    store.save_offer("http://x/v1", "m", "tools")
    assert store.offers() == {("http://x/v1", "m"): "tools"}


# readings


def test_a_reading_comes_back_in_order_with_its_verdicts(store: Store) -> None:
    keep(store, FERRY)
    found = (made.checked(FERRY, "It is an agreement", caution="status"), made.checked(FERRY, "The ferry stays"))
    store.save_reading(FERRY.id, "one", found, NOW)
    store.save_reading(FERRY.id, "two", (), NOW)
    assert store.reading(FERRY.id, "one") == found
    assert store.reading(FERRY.id, "two") == ()
    assert store.reading(FERRY.id, "three") is None


def test_a_later_reading_takes_the_place_of_the_earlier(store: Store) -> None:
    keep(store, FERRY)
    store.save_reading(FERRY.id, "e", [made.checked(FERRY, "The ferry stays"), made.checked(FERRY, "Ida Marl")], NOW)
    later = (made.checked(FERRY, "It is an agreement"),)
    store.save_reading(FERRY.id, "e", later, NOW)
    assert store.reading(FERRY.id, "e") == later


def test_verdicts_can_be_rebuilt_from_what_was_proposed(tmp_path: Path) -> None:
    found = made.checked(FERRY, "The ferry stays")
    with Store.open(tmp_path / "s.db") as store:
        keep(store, FERRY)
        store.save_reading(FERRY.id, "e", [found], NOW)
    with sqlite3.connect(tmp_path / "s.db") as other:
        other.execute("DELETE FROM verdicts")
    other.close()
    with Store.open(tmp_path / "s.db") as store:
        (kept,) = store.reading(FERRY.id, "e") or ()
    assert (kept.position, kept.verdict.rules, kept.verdict.printable) == (found.position, "", False)


def test_a_reading_of_an_article_that_is_not_kept_is_passed_over(store: Store) -> None:
    store.save_reading("not-there", "e", (), NOW)
    assert store.reading("not-there", "e") is None


# briefs


def test_a_brief_is_found_by_id_by_date_and_as_the_latest(store: Store) -> None:
    first = brief(store, date(2031, 5, 5), id="b1")
    again = brief(store, date(2031, 5, 5), NOW + timedelta(hours=1), id="b2")
    latest = brief(store, date(2031, 5, 6), NOW - timedelta(hours=1), id="b3")
    assert (store.brief("b1"), store.brief("2031-05-05"), store.brief()) == (first, again, latest)
    assert store.brief("2031-05-07") is None
    assert store.briefs_before(date(2031, 5, 6)) == (again, first)
    assert store.last_created(date(2031, 5, 6)) == NOW + timedelta(hours=1)


def test_the_same_brief_again_takes_the_place_of_the_first(store: Store) -> None:
    brief(store, id="b", engine="one")
    again = brief(store, id="b", engine="two")
    assert (store.brief("b"), store.status()["briefs"]) == (again, 1)


@pytest.mark.parametrize(
    ("published", "hours", "taken"),
    [
        pytest.param("2031-05-05", 24, True, id="a-bare-date-counts-to-its-end"),
        pytest.param("2031-05-04", 24, False, id="too-old"),
        pytest.param("2031-05-06T01:00:00+02:00", 8, True, id="a-time-in-its-own-zone"),
        pytest.param("2031-05-06T01:00:00+02:00", 7, False, id="a-time-too-old"),
        pytest.param("unknown", 0, True, id="undated-counts-from-when-it-was-added"),
    ],
)
def test_fresh_is_what_came_out_since(store: Store, published: str, hours: int, taken: bool) -> None:
    keep(store, replace(FERRY, published=published))
    assert bool(store.fresh(made.DAY, NOW - timedelta(hours=hours))) is taken


def test_fresh_is_what_no_brief_of_an_earlier_date_used(store: Store) -> None:
    keep(store, FERRY, BRIDGE)
    brief(store, date(2031, 5, 5))
    since = NOW - timedelta(days=9)
    assert store.fresh(date(2031, 5, 6), since) == (BRIDGE,)
    assert set(store.fresh(date(2031, 5, 5), since)) == {FERRY, BRIDGE}


# the file


def test_of_several_versions_the_last_is_fresh_and_all_are_kept(store: Store) -> None:
    first = made.article("The ferry sails, said Ida Marl.", url="https://tarn.example/ferry", published="unknown")
    second = made.article("The ferry sails no more, said Ida Marl.", url=first.url, published="unknown")
    copy = made.article(first.text, url=first.url, outlet="Kell Courier", published="unknown")
    assert not store.has_version(first)
    keep(store, first)
    assert [store.has_version(article) for article in (first, second, copy)] == [False, True, False]
    keep(store, second, copy)
    assert ids(store.fresh(made.DAY, NOW)) == sorted([second.id, copy.id])
    assert store.text(first.id) == first.text


def test_what_was_kept_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "a folder #1" / "näme?.db"
    with Store.open(path) as store:
        keep(store, FERRY)
    with Store.open(path) as store:
        assert store.article(FERRY.id) == FERRY
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_new_store_is_for_its_owner_only(tmp_path: Path) -> None:
    Store.open(tmp_path / "s.db").close()
    assert os.name == "nt" or (tmp_path / "s.db").stat().st_mode & 0o077 == 0


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (x)")
    other.close()


def newer(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()


def unnumbered(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 0")
    other.close()


def cut(path: Path) -> None:
    Store.open(path).close()
    path.write_bytes(path.read_bytes()[:-5000])


def misnamed(path: Path) -> None:
    Store.open(path).close()
    data = path.read_bytes().replace(b"articles_by_time", b"articles\xffby_time")
    path.write_bytes(data.replace(b"CREATE INDEX articles\xff", b"CREATE XNDEX articles\xff"))


def scribbled(path: Path) -> None:
    with Store.open(path) as store:
        keep(store, FERRY)
    data = bytearray(path.read_bytes())
    data[100:400] = b"\xaa" * 300
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        pytest.param(lambda path: path.write_bytes(b""), "empty", id="zero-bytes"),
        pytest.param(lambda path: path.write_text("my diary"), "not a store", id="a-text"),
        pytest.param(foreign, "not a store", id="another-programs-database"),
        pytest.param(newer, "newer briefer", id="newer"),
        pytest.param(unnumbered, "damaged", id="no-version"),
        pytest.param(cut, "damaged", id="cut"),
        pytest.param(scribbled, "damaged", id="damaged"),
        pytest.param(misnamed, "damaged", id="a-damaged-name"),
        pytest.param(lambda path: path.mkdir(), "cannot be opened", id="folder"),
        pytest.param(lambda path: path.symlink_to(path), "cannot be opened", id="circular-link"),
    ],
)
def test_what_is_no_whole_store_is_refused_and_left_as_it_is(tmp_path: Path, make: object, cause: str) -> None:
    path = tmp_path / "s.db"
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=cause) as raised:
        Store.open(path)
    assert raised.value.subject == str(path)
    assert raised.value.remedy
    assert before is None or path.read_bytes() == before


@pytest.mark.parametrize(
    ("edit", "read"),
    [
        ("UPDATE articles SET fields = replace(fields, 'Ferry', 'Berry')", lambda store: store.article(FERRY.id)),
        ("UPDATE articles SET text = text || '.'", lambda store: store.article(FERRY.id)),
        ("UPDATE articles SET text = 7", lambda store: store.article(FERRY.id)),
        ("UPDATE articles SET raw = 7", lambda store: store.raw(FERRY.id)),
        ("UPDATE articles SET raw = x'00'", lambda store: store.raw(FERRY.id)),
        ("UPDATE articles SET fields = '{}'", lambda store: store.article(FERRY.id)),
        ("UPDATE briefs SET json = '[]'", lambda store: store.brief()),
        ("UPDATE replies SET body = 7", lambda store: store.reply("key")),
        (
            "UPDATE readings SET positions = replace(positions, 'Ida', 'Ada')",
            lambda store: store.reading(FERRY.id, "e"),
        ),
        ("UPDATE verdicts SET verdict = replace(verdict, '1', '2')", lambda store: store.reading(FERRY.id, "e")),
        ("UPDATE briefs SET json = replace(json, 'Ida', 'Ada')", lambda store: store.brief()),
        ("UPDATE briefs SET json = replace(json, 'Ida', 'Ada')", lambda store: store.briefs_before(date.max)),
        ("UPDATE briefs SET created = x'00'", lambda store: store.last_created(date.max)),
    ],
)
def test_a_row_that_something_else_changed_is_not_given_out(store: Store, edit: str, read: object) -> None:
    keep(store, FERRY)
    save_reply(store, "key", b"{}", FERRY.id)
    store.save_reading(FERRY.id, "e", [made.checked(FERRY, "The ferry stays")], NOW)
    brief(store)
    read(store)  # type: ignore[operator]
    assert store._db.execute(edit).rowcount == 1
    with pytest.raises(StoreError):
        read(store)  # type: ignore[operator]


def test_an_article_that_is_forgotten_while_it_is_looked_for_is_not_found(store: Store) -> None:
    keep(store, FERRY)
    found = store.holding("ferry")
    store._db.execute("DELETE FROM articles")
    assert list(found) == []


def test_a_store_below_a_file_names_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="check the path"):
        Store.open(tmp_path / "file" / "s.db")


def test_a_store_in_memory_has_no_lock_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Store.open(":memory:") as store, store.alone():
        assert not list(tmp_path.iterdir())


def test_a_store_that_another_process_writes_to_is_named_as_locked(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store.open(path, wait=0) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked"):
            keep(store, FERRY)
        other.execute("ROLLBACK")
        other.close()
        keep(store, FERRY)
        assert store.text(FERRY.id)


def test_a_full_disk_is_named_and_nothing_is_half_written(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db") as store:
        keep(store, FERRY)
        (pages,) = store._db.execute("PRAGMA page_count").fetchone()
        store._db.execute(f"PRAGMA max_page_count = {pages}")
        large = made.article(" ".join(f"word{n}" for n in range(20_000)))
        with pytest.raises(StoreError, match="disk is full"):
            keep(store, large)
        assert (store.text(large.id), ids(store.holding("word7"))) == (None, [])


def test_a_store_on_a_read_only_medium_can_be_read_but_not_written(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store.open(path) as store:
        keep(store, FERRY)
    with Store.open(path) as store:
        store._db.execute("PRAGMA query_only = ON")
        assert store.text(FERRY.id) == FERRY.text
        with pytest.raises(StoreError, match="cannot be written"):
            keep(store, BRIDGE)


def test_an_interrupted_write_leaves_nothing_behind(store: Store) -> None:
    def stops() -> Iterator[made.Checked]:
        yield made.checked(FERRY, "The ferry stays")
        raise KeyboardInterrupt

    keep(store, FERRY)
    with pytest.raises(KeyboardInterrupt):
        store.save_reading(FERRY.id, "e", stops(), NOW)
    assert store.reading(FERRY.id, "e") is None
    store.save_reading(FERRY.id, "e", (), NOW)


def test_processes_that_make_one_store_at_once_share_it(tmp_path: Path) -> None:
    script = (
        "import sys, made\nfrom datetime import datetime, UTC\nfrom pathlib import Path\n"
        "from briefer.store import Store\n"
        "with Store.open(Path(sys.argv[1])) as store:\n"
        "    for n in range(10): store.add(made.article(f'{sys.argv[2]} {n}'), b'', datetime.now(UTC))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    runs = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "s.db"), name], env=environment)
        for name in ("one", "two", "three")
    ]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    with Store.open(tmp_path / "s.db") as store:
        assert store.status()["articles"] == 30
    assert [entry.name for entry in tmp_path.iterdir()] == ["s.db"]


def test_a_time_without_a_zone_is_a_mistake_of_the_caller(store: Store) -> None:
    with pytest.raises(ValueError, match="zone"):
        store.add(FERRY, b"", datetime(2031, 5, 6))
    assert store.status()["articles"] == 0


def test_one_run_at_a_time_reads_for_a_store(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db") as one, Store.open(tmp_path / "s.db") as other:
        with one.alone(), pytest.raises(StoreError, match="another run"), other.alone(wait=0.1):
            pass
        with other.alone(wait=0.1):
            pass
