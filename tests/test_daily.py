"""The daily habit: feeds in the morning, only what is new, what changed since the last brief."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from made import article

from briefer.cli import main
from briefer.ingest.readers import load
from briefer.intake import news
from briefer.store import Store
from briefer.store.file import connect

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
MONDAY, TUESDAY, WEDNESDAY = "2031-03-03", "2031-03-04", "2031-03-05"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *_: object) -> None:
        pass


class Morning:
    """A site whose feed lists the sample articles of some days, and a desk that reads it."""

    def __init__(self, folder: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.url, self._capsys = folder, url, capsys

    def publish(self, *days: str, missing: int = 0) -> None:
        """Puts the articles of these days on the site, `missing` of them in the feed only."""
        items = []
        for path in sorted(path for day in days for path in (SEEDS / day).iterdir()):
            read = load(path)
            paragraphs = "".join(f"<p>{escape(p)}</p>" for p in read.text.split("\n\n"))
            head = f'<meta property="og:site_name" content="{escape(read.outlet)}">'
            if len(items) >= missing:
                page = f"<html lang={read.language}><head><meta charset=utf-8>{head}</head><body><article>{paragraphs}"
                (self.folder / f"{path.stem}.html").write_text(page, encoding="utf-8")
            items.append({"url": f"{self.url}/{path.stem}.html", "title": read.title, "date_published": read.published})
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The region's papers", "items": items}
        (self.folder / "feed").write_text(json.dumps(feed), encoding="utf-8")

    def brief(self, day: str, *arguments: str) -> tuple[int, dict[str, object], str]:
        """Exit code, brief and messages of a run without SOURCE."""
        code = main(["brief", "--date", day, "--allow-private", "--json", "--engine", "embedded", *arguments])
        out, err = self._capsys.readouterr()
        return code, json.loads(out) if out else {}, err


@pytest.fixture
def morning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Morning]:
    site, desk = tmp_path / "site", tmp_path / "desk"
    site.mkdir()
    desk.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    (desk / "briefer.toml").write_text(f'feeds = ["{url}/feed"]\nstore = "briefer.db"\n')
    monkeypatch.chdir(desk)
    monkeypatch.setenv("HOME", str(desk))
    yield Morning(site, url, capsys)
    server.shutdown()
    server.server_close()
    thread.join()


def urls(brief: dict[str, object]) -> set[str]:
    return {source["url"] for source in brief["sources"]}  # type: ignore[index,attr-defined]


def test_two_mornings_share_no_article_and_the_second_names_what_changed(morning: Morning) -> None:
    morning.publish(MONDAY)
    code, first, _ = morning.brief(MONDAY)
    assert code == 0
    morning.publish(MONDAY, TUESDAY)
    code, second, _ = morning.brief(TUESDAY)
    assert code == 0
    assert urls(first)
    assert urls(second)
    assert not urls(first) & urls(second)
    moved = [change for change in second["changes"] if change["kind"] not in ("new", "repeated")]  # type: ignore[attr-defined]
    assert [(change["speaker"], change["kind"]) for change in moved] == [("Ilka Demmerau", "reversed")]


def test_a_morning_without_news_says_so(morning: Morning) -> None:
    morning.publish(MONDAY)
    morning.brief(MONDAY)
    code, made, said = morning.brief(TUESDAY)
    assert (code, made) == (3, {})
    assert "nothing new" in said


def test_the_same_day_made_again_is_the_same(morning: Morning) -> None:
    morning.publish(MONDAY)
    assert morning.brief(MONDAY)[1] == morning.brief(MONDAY)[1]


def test_a_page_that_cannot_be_had_costs_only_itself_and_is_taken_up_later(morning: Morning) -> None:
    morning.publish(MONDAY, missing=1)
    code, first, said = morning.brief(MONDAY)
    assert code == 1
    assert "answers 404" in said
    morning.publish(MONDAY)
    code, second, _ = morning.brief(TUESDAY)
    assert code == 0
    assert len(urls(second) - urls(first)) == 1


def test_a_feed_that_is_down_is_named_and_the_store_still_read(morning: Morning) -> None:
    code, _, said = morning.brief(MONDAY)
    assert code == 3
    assert "answers 404" in said


def test_since_takes_only_what_is_not_older(morning: Morning) -> None:
    morning.publish(MONDAY, TUESDAY)
    _, made, _ = morning.brief(TUESDAY, "--since", TUESDAY)
    days = {source["published"][:10] for source in made["sources"]}  # type: ignore[attr-defined]
    assert days == {TUESDAY}


def test_an_address_is_a_source(morning: Morning) -> None:
    morning.publish(MONDAY)
    code, made, _ = morning.brief(MONDAY, f"{morning.url}/dam-refusal-nwa.html")
    assert code == 0
    assert urls(made) == {f"{morning.url}/dam-refusal-nwa.html"}


def test_since_reaches_back_to_the_first_day_in_every_zone(morning: Morning, monkeypatch: pytest.MonkeyPatch) -> None:
    morning.publish(MONDAY)
    for zone in ("Asia/Tokyo", "America/Lima"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        code, made, _ = morning.brief(MONDAY, "--since", "0001-01-01")
        assert (code, bool(urls(made))) == (0, True)
    monkeypatch.undo()
    time.tzset()


ZONES = """UTC Europe/Berlin America/New_York America/St_Johns Africa/Cairo Asia/Kolkata Australia/Lord_Howe
    Pacific/Kiritimati""".split()
INSTANTS = """1970-01-02T00:00 2000-02-29T12:00 2031-01-01T00:30 2031-03-03T02:30 2031-03-09T07:00 2031-03-30T01:00
    2031-04-25T00:00 2031-10-26T01:00 2031-11-02T06:00 2031-12-31T23:30 2032-02-29T23:59 2038-01-19T03:14""".split()


@pytest.mark.parametrize("zone", ZONES)
def test_what_came_out_an_hour_ago_is_in_the_first_brief_and_what_is_older_than_a_day_is_not(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    for instant in INSTANTS:
        now = datetime.fromisoformat(f"{instant}+00:00")
        ages = {hours: now - timedelta(hours=hours) for hours in (1, 25)}
        told = {hours: article(f"Told {hours} hours ago.", published=at.isoformat()) for hours, at in ages.items()}
        with Store.open(":memory:") as store:
            for one in told.values():
                store.add(one, b"", now)
            taken = news((), store, now.astimezone().date(), now=now, since=None, allow_private=False)
        assert [one.id for one in taken.articles] == [told[1].id], instant
    monkeypatch.undo()
    time.tzset()


def test_what_feeds_leave_out_is_counted(morning: Morning) -> None:
    morning.publish(MONDAY, TUESDAY)
    _, made, said = morning.brief(TUESDAY, "--since", TUESDAY)
    left = re.search(r"entries of feeds that came out earlier were left out: (\d+) \(--since", said)
    assert left
    assert int(left[1]) + len(urls(made)) == len(list(SEEDS.glob("2031-03-0[34]/*")))
    _, _, said = morning.brief(MONDAY, "--since", TUESDAY)
    assert "articles dated after 2031-03-03 were left for a later brief: " in said


def test_a_clock_that_was_ahead_hides_no_news(morning: Morning) -> None:
    morning.publish(MONDAY)
    morning.brief(MONDAY)
    with closing(connect("briefer.db")) as store:
        store.execute(
            "UPDATE briefs SET created = ?1, digest = digest(id, date, ?1, json)", ["2099-01-01T00:00:00+00:00"]
        )
    morning.publish(MONDAY, TUESDAY)
    assert morning.brief(TUESDAY)[0] == 0


VERSIONS = ("opens in May", "opens in June", "never opens")


def test_of_an_article_that_is_edited_all_versions_are_kept_and_the_last_is_briefed(
    morning: Morning, capsys: pytest.CaptureFixture[str]
) -> None:
    page = '<html><head><meta property="og:site_name" content="Tarn Gazette"></head><body><article><p>{}</p>'
    states = []
    for n, version in enumerate(VERSIONS):
        words = f"“The new bridge {version},” said Ida Marl, the mayor of Tarn, on Monday."
        (morning.folder / "bridge.html").write_text(page.format(words), encoding="utf-8")
        assert main(["add", "--allow-private", f"{morning.url}/bridge.html"]) == 0
        states.append(capsys.readouterr().out.split(" ")[:2])
        if n == 0:
            morning.brief("2099-01-01")
            assert main(["export", "-o", "first.json"]) == 0
    assert [" ".join(state).strip() for state in states] == ["new", "new version", "new version"]
    _, made, _ = morning.brief("2099-01-02")
    quotes = [item["checked"]["position"]["quote"] for s in made["sections"] for item in s["items"]]  # type: ignore[attr-defined]
    assert quotes == ["The new bridge never opens"]
    assert main(["check", "first.json"]) == 0
    assert main(["check", "The new bridge opens in June"]) == 0


WALL = "<html><body><main><h1>Bridge</h1><p>Subscribe to continue reading.</p></main></body></html>"


@pytest.mark.parametrize(("page", "cause"), [("", "the server answers 404"), (WALL, "shows no article, but")])
def test_the_text_in_a_feed_stands_for_a_page_that_shows_none(morning: Morning, page: str, cause: str) -> None:
    if page:
        (morning.folder / "bridge.html").write_text(page)
    body = "<p>“The new bridge never opens,” said Ida Marl, the mayor of Tarn.</p>" + "<p>Nobody had asked.</p>" * 60
    item = {"url": f"{morning.url}/bridge.html", "content_html": body, "date_published": f"{MONDAY}T07:00:00Z"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Tarn Gazette", "items": [item]}
    (morning.folder / "feed").write_text(json.dumps(feed))
    code, made, _ = morning.brief(MONDAY)
    (source,) = made["sources"]  # type: ignore[misc]
    assert (code, source["outlet"]) == (0, "Tarn Gazette")
    assert f"the text is the feed's; of the page: {cause}" in " ".join(source["notes"])


def test_private_networks_are_asked_only_if_allowed(morning: Morning, capsys: pytest.CaptureFixture[str]) -> None:
    morning.publish(MONDAY)
    assert main(["brief", f"{morning.url}/feed"]) == 3
    assert "private network" in capsys.readouterr().err


def test_a_list_of_feeds_in_a_file_is_a_source(morning: Morning, tmp_path: Path) -> None:
    morning.publish(MONDAY)
    listed = tmp_path / "feeds.opml"
    listed.write_text(f'<opml><body><outline xmlUrl="{morning.url}/feed"/></body></opml>')
    code, made, _ = morning.brief(MONDAY, str(listed))
    assert code == 0
    assert urls(made)


def test_a_page_holds_nothing_that_came_out_after_its_date(morning: Morning) -> None:
    morning.publish(MONDAY, TUESDAY)
    _, made, _ = morning.brief(MONDAY)
    assert {source["published"][:10] for source in made["sources"]} == {MONDAY}  # type: ignore[attr-defined]


def test_what_is_watched_stands_first(morning: Morning) -> None:
    morning.publish(MONDAY)
    with (morning.folder.parent / "desk" / "briefer.toml").open("a") as settings:
        settings.write('watch = ["Ruben Tarasch"]\n')
    _, made, _ = morning.brief(MONDAY)
    first = made["sections"][0]["items"][0]  # type: ignore[index]
    assert first["checked"]["position"]["speaker"] == "Ruben Tarasch"
