"""Each guard at the door and on the page is worth its place: with it off, what it keeps out comes in.

A row holds a guard, what must hold while it stands, and how it is switched off; the test sees the first hold, and fail.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import re
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import jinja2.sandbox
import pages
import pytest
import test_readers
from endpoints import ITEM, KEY, Endpoint, answer, article, failure
from lxml import etree, html
from sites import loopback, said, site
from test_feeds import rss
from test_tampering import alarms, embedded, page, reshaped, sealed_again, wheres, with_items

from briefer.errors import InputError, ModelError
from briefer.extract import faults, wire
from briefer.ingest import confined, decode, documents, feeds, fetch, files, readers
from briefer.ingest import page as pages_read
from briefer.ingest.confined import Confined
from briefer.models import Article
from briefer.render import carried, formats, markup, proof, templates

pytestmark = pytest.mark.smoke
NEVER = re.compile("(?!)")
BODY = test_readers.BODY
Off = Callable[[pytest.MonkeyPatch], None]


def refused(data: bytes, name: str, cause: str) -> None:
    with pytest.raises(InputError, match=cause):
        readers.read(data, name)


def fetched(pages_there: Mapping[str, bytes], cause: str, *, private: bool = True, target: str = "/page") -> int:
    """How many connections there were until an address was refused for that cause."""

    async def ask() -> int:
        async with site(pages_there) as one:
            asks = fetch.Fetcher(private=private, resolve=loopback)
            with pytest.raises(InputError, match=cause):
                await asks.get(target if ":" in target else one.url(target))
        return one.connections

    return asyncio.run(ask())


def asked(response: Any) -> tuple[str, Endpoint]:
    """What a model engine says of an answer, and the endpoint with what it was asked."""
    endpoint = Endpoint(response)
    try:
        return repr(asyncio.run(endpoint.engine().read(article()))), endpoint
    except ModelError as error:
        return str(error), endpoint


def slow(_: bytes, __: str, ___: Mapping[str, str] | None) -> Article:
    time.sleep(3)
    return article()


def greedy(_: bytes, __: str, ___: Mapping[str, str] | None) -> Article:
    return article(f"It took {len(bytearray(3_000_000_000)):,} bytes.")


def without_limit(_: int) -> None:
    """In the place of what limits a child."""


# at the door


def addresses() -> None:
    assert fetched({"/page": said(b"x")}, "private network", private=False) == 0


def hops() -> None:
    async def known(host: str, _: int) -> list[str]:
        return ["127.0.0.1" if host == "inside.test" else "93.184.216.34"]

    def leads(request: httpx2.Request) -> httpx2.Response:
        came.append(request.headers["host"])
        robots = request.url.path == "/robots.txt"
        return httpx2.Response(404) if robots else httpx2.Response(302, headers={"location": "http://inside.test/"})

    came: list[str] = []
    asks = fetch.Fetcher(bounds=fetch.Bounds(pause=0), resolve=known, transport=httpx2.MockTransport(leads))
    with pytest.raises(InputError):
        asyncio.run(asks.get("http://news.test/"))
    assert {*came} == {"news.test"}


def schemes() -> None:
    fetched({}, "no http", target="ftp://news.test/")


def unpacked() -> None:
    bomb = gzip.compress(b"x" * 25_000_000)
    fetched({"/page": said(bomb, "content-encoding: gzip")}, "sends more than")


def packings() -> None:
    twice = gzip.compress(gzip.compress(b"x"))
    fetched({"/page": said(twice, "content-encoding: gzip, gzip")}, "packed in a way")


def redirects() -> None:
    chain = {f"/{n}": said(b"", f"location: /{n + 1}", status="302 Found") for n in range(9)}
    fetched({**chain, "/9": said(b"x")}, "leads on more than", target="/0")


def robots() -> None:
    fetched({"/robots.txt": said(b"User-agent: *\nDisallow: /\n"), "/page": said(b"x")}, "stay away")


def seconds() -> None:
    with Confined(seconds=1, by=slow) as reader, pytest.raises(InputError, match="took more than"):
        reader.read(b"<html>", "a.html")


def memory() -> None:
    with Confined(memory=2_000_000_000, by=greedy) as reader, pytest.raises(InputError, match="memory"):
        reader.read(b"<html>", "a.html")


def size() -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.truncate(20_000_001)
        assert isinstance(files.read_bytes(file.name), InputError)


def links() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.txt").symlink_to("/etc/hostname")
        ((_, found),) = readers.discover([folder])
    assert isinstance(found, InputError)


def parsed(work: Callable[[], object]) -> list[Any]:
    """The trees that are parsed while something is done."""
    trees: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        whole = etree.fromstring
        patch.setattr(etree, "fromstring", lambda *given: trees.append(whole(*given)) or trees[-1])
        work()
    return trees


def xml() -> None:
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("canary")
        file.flush()
        declared = f'<!DOCTYPE opml [<!ENTITY e SYSTEM "file://{file.name}">]>'
        listed = f"{declared}<opml><outline xmlUrl='http://a.test/'><x>&e;</x></outline></opml>".encode()
        [read] = parsed(lambda: feeds.read_opml(listed, "a.opml"))
        assert "canary" not in "".join(read.itertext())


def newest() -> None:
    many = rss(*((f"http://a.test/{n}", "") for n in range(300)))
    assert len(feeds.read_feed(many, "http://a.test/").entries) <= 200


# in what is read


def binary() -> None:
    refused(b"T\0h\0\0e\0\0\0 ferry" * 40, "a.txt", "binary")


def charset() -> None:
    declared = b'<html><head><meta charset="unicode_escape"></head><body><article><p>A \\x41 said it: no.</p></article>'
    assert "\\x41" in readers.read(declared, "a.html").text


def control() -> None:
    assert "\x1b" not in readers.read((BODY * 9 + "\x1b[2J").encode(), "a.txt").text


def depth() -> None:
    refused(b"<div>" * 300 + BODY.encode() + b"</div>" * 300, "a.html", "too deep")


def attributes() -> None:
    refused(b"<p " + b" a=1" * 900 + b">" + BODY.encode(), "a.html", "attributes")


def hidden() -> None:
    unseen = f"<html><body><article><p>{BODY}</p><p style='display:none'>Zorvak.</p></article></body></html>"
    assert "Zorvak" not in readers.read(unseen.encode(), "a.html").text


def walls() -> None:
    refused(
        b"<html><body><main><p>Please accept all cookies. We store things here.</p></main></body>", "a.html", "shows no"
    )


def archives() -> None:
    bomb = test_readers.rezipped(test_readers.DOCUMENT, "word/media/image1.png", b"\0" * 60_000_000)
    refused(bomb, "a.docx", "unpacks to")


def sheets() -> None:
    refused(test_readers.PAGES, "a.pdf", "201 pages")


def unseen() -> None:
    shown = readers.read((test_readers.CASES / "pdf-hidden.pdf").read_bytes(), "a.pdf")
    expected = json.loads((test_readers.CASES / "pdf-hidden.pdf.json").read_text("utf-8"))
    assert shown.text == expected["text"]


# on the page


def html_text() -> None:
    assert "<script>alert" not in page("html", pages.filled("<script>alert(1)</script>")).decode()


def markdown_text() -> None:
    assert "[x](javascript:" not in page("md", pages.filled("[x](javascript:alert)")).decode()


def island() -> None:
    assert "</script>" not in carried.island('{"a": "</script><script>alert(1)"}')


def policy() -> None:
    text = page("html").decode()
    script = text.rpartition("</script>")[0].rpartition("<script>")[2]
    assert b64encode(hashlib.sha256(script.encode()).digest()).decode() in text.partition("script-src")[2][:99]


def sandbox() -> None:
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder, "templates", "brief.md.j2")
        own.parent.mkdir()
        own.write_text("{{ page.__class__.__mro__ }}")
        with pytest.raises(Exception, match="__class__"):
            markup._filled(own, templates.Templates(Path(folder)), "md", object(), {})


def layout() -> None:
    assert alarms(page("md").replace(b"Bottom line", b"Bottom lines", 1), "md")


def seal() -> None:
    assert alarms(reshaped("json", lambda brief: replace(brief, notes=("A quiet day.",))), "json")


def digest() -> None:
    tree = json.loads(page("json"))
    tree["proof"]["drawn"] = "nothing"
    true = tree["proof"]["sha256"]
    assert alarms(json.dumps(tree).replace(true, true[::-1]).encode(), "json")


def manifest() -> None:
    gone = reshaped("json", lambda brief: with_items(brief, lambda items: items[:1] + items[2:]))
    assert "item 2" in wheres(gone, "json")


def withheld() -> None:
    assert b"Secret statement" not in page("html")


def look() -> None:
    tree = json.loads(carried.carried(carried.public(pages.ordinary())))
    tree["proof"]["look"]["colour"] = "red;} body {display: none"
    with pytest.raises(InputError, match="look in it was changed"):
        carried.opened(sealed_again(tree), "json")


def articles() -> None:
    data = page("json")
    texts = {one.checked.article: one.passages[0].text.replace("a", "o") for one in pages.ordinary().items}
    assert proof.verify(data, "json", texts.get).faults


def attachments() -> None:
    brief = pages.brief(pages.ORDINARY[:1])
    assert alarms(
        embedded(carried.carried(carried.public(brief, withheld=True)).replace("embedded", "llm"), "pdf", brief), "pdf"
    )


# towards a model


def codes() -> None:
    said_so, _ = asked(failure(400, f"key {KEY}"))
    assert KEY not in said_so


def headers() -> None:
    _, endpoint = asked(answer(ITEM))
    assert not [name for name in endpoint.headers[0] if name.startswith("x-stainless")]


def finish() -> None:
    response = answer(ITEM)
    cut = json.loads(response.content)
    cut["choices"][0]["finish_reason"] = "content_filter"
    assert "content filter" in asked(httpx2.Response(200, json=cut))[0]


def sets(owner: Any, name: str, value: Any) -> Off:
    return lambda patch: patch.setattr(owner, name, value)


def first_hop_only(patch: pytest.MonkeyPatch) -> None:
    strict = fetch.Fetcher._checked

    async def checked(self: fetch.Fetcher, here: httpx2.URL) -> str:
        return await strict(self, here) if here.host == "news.test" else "127.0.0.1"

    patch.setattr(fetch.Fetcher, "_checked", checked)


def every_entity(patch: pytest.MonkeyPatch) -> None:
    loose = partial(etree.XMLParser, load_dtd=True)
    patch.setattr(etree, "XMLParser", lambda **given: loose(**{**given, "resolve_entities": True}))


def no_sandbox(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(jinja2.sandbox, "ImmutableSandboxedEnvironment", jinja2.Environment)
    markup._environment.cache_clear()


def no_escaping(patch: pytest.MonkeyPatch) -> None:
    """Both of the two that stand behind each other."""
    patch.setattr(markup, "_MARKUP", NEVER)
    kept = jinja2.sandbox.ImmutableSandboxedEnvironment
    patch.setattr(
        jinja2.sandbox, "ImmutableSandboxedEnvironment", lambda **given: kept(**{**given, "autoescape": False})
    )
    markup._environment.cache_clear()


def no_comparison(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(proof, "unsealed", lambda _: ())
    patch.setattr(proof, "_compared", lambda *_: [])


WIDE = partial(fetch.Bounds, size=10**9, redirects=99)
CONTROLS: list[tuple[Callable[[], None], Off]] = [
    (addresses, sets(fetch, "public", lambda _: True)),
    (hops, first_hop_only),
    (schemes, sets(fetch, "PORTS", {**fetch.PORTS, "ftp": 21})),
    (unpacked, sets(fetch, "Bounds", WIDE)),
    (packings, sets(fetch, "PACKINGS", (*fetch.PACKINGS, "gzip, gzip"))),
    (redirects, sets(fetch, "Bounds", WIDE)),
    (robots, sets(fetch, "Protego", type("Lax", (), {"parse": lambda _: Lax()}))),
    (seconds, sets(Confined, "_in_child", lambda _, parser, *given: parser(*given))),
    (memory, sets(confined, "_limit", without_limit)),
    (size, sets(files, "MOST_BYTES", 10**9)),
    (links, sets(files.os.path, "islink", lambda _: False)),
    (xml, every_entity),
    (newest, sets(feeds, "MOST", 10**9)),
    (binary, sets(decode, "_noisy", lambda _: False)),
    (charset, sets(decode, "_keeps_ascii", lambda _: True)),
    (control, sets(decode, "CONTROL", NEVER)),
    (depth, sets(pages_read.lxml.html, "HTMLParser", partial(html.HTMLParser, huge_tree=True))),
    (attributes, sets(pages_read, "MOST_ATTRIBUTES", 10**9)),
    (hidden, sets(pages_read, "_drop_hidden", lambda _: 0)),
    (walls, sets(pages_read, "WALL", NEVER)),
    (archives, sets(documents, "MOST_UNPACKED", 10**12)),
    (sheets, sets(documents, "MOST_PAGES", 10**9)),
    (unseen, sets(documents._Ink, "__call__", lambda *_: None)),
    (html_text, no_escaping),
    (markdown_text, sets(markup, "_MARKDOWN", NEVER)),
    (island, sets(carried, "_ESCAPED", {})),
    (policy, sets(formats, "digest", lambda _: "sha256-none")),
    (sandbox, no_sandbox),
    (layout, sets(proof, "_compared", lambda *_: [])),
    (seal, sets(proof, "unsealed", lambda _: ())),
    (digest, sets(proof, "unsealed", lambda _: ())),
    (manifest, sets(carried, "_parts", lambda _: {})),
    (withheld, sets(formats, "public", lambda brief, **_: brief)),
    (look, sets(carried, "check_look", lambda _: None)),
    (articles, sets(proof, "_against", lambda *_: ())),
    (attachments, no_comparison),
    (codes, sets(faults, "_code", lambda body: body.decode())),
    (headers, sets(wire, "HEADERS", type("All", (), {"__contains__": lambda *_: True})())),
    (finish, sets(wire, "judged", lambda _: None)),
]  # fmt: skip


class Lax:
    """A robots.txt that allows everything."""

    def can_fetch(self, *_: object) -> bool:
        return True


@pytest.mark.parametrize(("holds", "off"), CONTROLS, ids=[row[0].__name__ for row in CONTROLS])
def test_without_its_guard_it_does_not_hold(
    holds: Callable[[], None], off: Off, monkeypatch: pytest.MonkeyPatch
) -> None:
    holds()
    off(monkeypatch)
    try:
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            holds()
    finally:
        markup._environment.cache_clear()  # whatever was made without a guard
