"""Bytes to Article: what each format yields, what is refused, and how one bad input leaves the others alone."""

import hashlib
import io
import json
import os
import random
import socket
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx
import docx.oxml
import pytest
import typst
from inputs import pdf

from briefer.errors import InputError
from briefer.ingest.confined import Confined
from briefer.ingest.dates import parse_date
from briefer.ingest.files import MOST_BYTES, why
from briefer.ingest.markdown import words_of
from briefer.ingest.readers import READERS, discover, format_of, load, read
from briefer.models import Article, to_json

CASES = Path(__file__).parent / "cases" / "ingest"
INPUTS = sorted(path for path in CASES.iterdir() if path.suffix != ".json")
BODY = "The council of Velmora voted on Monday to close the old mill, said Ada Korr."


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_an_input_becomes_the_article_beside_it(path: Path) -> None:
    article = read(path.read_bytes(), str(path))
    expected = json.loads(path.with_name(f"{path.name}.json").read_text(encoding="utf-8"))
    assert shown(article) == expected


def shown(article: Article) -> dict[str, object]:
    """The fields that a reader decides; what is unknown is left out."""
    fields: dict[str, object] = json.loads(to_json(article))
    fields["reader"] = " ".join(article.reader.split()[:2])  # the extractor's version is the environment's
    computed = {"id", "origin", "sha256", "raw_sha256"}
    return {key: value for key, value in fields.items() if key not in computed and value not in ("unknown", [])}


def test_every_format_has_a_case() -> None:
    readers = {json.loads(path.read_text(encoding="utf-8"))["reader"].split()[0] for path in CASES.glob("*.json")}
    assert readers == set(READERS)


def test_ids_and_hashes_are_those_of_outlet_text_and_bytes() -> None:
    data = f"Source: Tarn Gazette\n\n{BODY}\n".encode()
    article = read(data, "a.txt")
    assert article.id == hashlib.sha256(f"Tarn Gazette\0{BODY}".encode()).hexdigest()[:12]
    assert article.sha256 == hashlib.sha256(BODY.encode()).hexdigest()
    assert article.raw_sha256 == hashlib.sha256(data).hexdigest()


def test_one_article_is_the_same_in_every_format() -> None:
    head = "title: Velmora closes its mill\noutlet: Tarn Gazette\n"
    page = (
        "<html><head><meta property=og:site_name content='Tarn Gazette'></head><body><article>"
        f"<h1>Velmora closes its mill</h1><p>{BODY}</p></article></body></html>"
    )
    forms = {
        "a.txt": f"{head}\n{BODY}\n",
        "b.txt": f"Source: Tarn Gazette\n\nVelmora closes its mill\n\n{BODY}",
        "c.md": f"---\n{head}---\n\n{BODY}\n",
        "d.md": f"---\noutlet: Tarn Gazette\n---\n# Velmora closes its mill\n\n{BODY}\n",
        "e.html": page,
    }
    articles = [read(text.encode(), name) for name, text in forms.items()]
    assert {(article.id, article.title) for article in articles} == {(articles[0].id, "Velmora closes its mill")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_and_line_ends_make_no_other_text(encoding: str, line_end: str) -> None:
    text = f"{BODY}\n\n“Naïve,” said Zoë Körr of the café owner’s plan."
    article = read(text.replace("\n", line_end).encode(encoding), "a.txt")
    assert article.text == text
    assert bool(article.notes) is not encoding.startswith("utf-8")


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("shift_jis", "市議会は月曜日に古い製粉所を閉鎖することを決めた。"),
        ("gb2312", "市议会周一投票决定关闭老磨坊。"),
        ("big5", "市議會週一投票決定關閉老磨坊。"),
        ("euc-kr", "시의회는 월요일 오래된 방앗간을 닫기로 결정했다."),
        ("windows-1251", "Совет Вельморы решил закрыть старую мельницу."),
        ("koi8-r", "Совет Вельморы решил закрыть старую мельницу."),
        ("iso-8859-2", "Rada Velmory rozhodła o zamknięciu starego młyna."),
        ("windows-1253", "Το συμβούλιο αποφάσισε να κλείσει τον παλιό μύλο."),
        ("utf-8", "Рада Вельмори вирішила закрити старий млин."),
    ],
)
def test_a_page_is_read_in_the_charset_that_it_declares(charset: str, text: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body><article><p>{text}</p></article></body></html>'
    assert read(page.encode(charset), "a.html").text == text


@pytest.mark.parametrize(
    ("inside", "published"),
    [
        pytest.param('<time datetime="2031-03-03T10:00">3 March</time>', "2031-03-03", id="time"),
        pytest.param("<p class=date>03/04/2031</p>", "unknown", id="day-or-month"),
    ],
)
def test_a_page_is_dated_only_by_what_it_states_clearly(inside: str, published: str) -> None:
    foot = "<footer>Updated 01/02/2031</footer>"
    page = f"<html><body><article><h1>Mill</h1>{inside}<p>{BODY}</p></article>{foot}</body></html>"
    assert read(page.encode(), "a.html").published == published


def test_a_page_that_states_what_cannot_be_keeps_its_text() -> None:
    meta = '<meta property="article:published_time" content="2031-03-03T10:00:00+99:99">'
    article = read(f"<html><head>{meta}</head><body><article><p>{BODY}</p></article></body></html>".encode(), "a.html")
    assert (article.text, article.published) == (BODY, "unknown")
    assert article.notes == ("what the page states of itself could not be read",)


@pytest.mark.parametrize("charset", ["no-such-charset", "unicode_escape", "rot13", "utf-16"])
def test_a_charset_that_cannot_be_meant_is_noted(charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body><article><p>{BODY}</p></article></body></html>'
    article = read(page.encode(), "a.html")
    assert article.text == BODY
    assert any(charset in note for note in article.notes)


def rows(name: str) -> list[tuple[str, str]]:
    """The rows of a table of cases: a name, and the markup behind its colon."""
    lines = (CASES.parent / name).read_text("utf-8").splitlines()
    return [tuple(line.split(": ", 1)) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


HIDING, WALLS = rows("hiding.txt"), rows("walls.txt")


@pytest.mark.parametrize("markup", [row[1] for row in HIDING], ids=[row[0] for row in HIDING])
def test_words_that_a_page_hides_are_left_out(markup: str) -> None:
    inside = markup.replace("WORDS", "Zorvak wants all of it stopped, said Mirel Tamm.")
    after = BODY.replace("mill", "bridge")
    article = read(f"<html><body><article><p>{BODY}</p>{inside}<p>{after}</p></article>".encode(), "a.html")
    assert "Zorvak" not in article.text
    assert article.text.startswith(BODY)
    assert article.text.endswith(after)


@pytest.mark.parametrize("markup", [row[1] for row in WALLS], ids=[row[0] for row in WALLS])
def test_a_wall_is_no_article(markup: str) -> None:
    with pytest.raises(InputError, match="shows no article, but"):
        read(f"<html><body><main>{markup}</main></body></html>".encode(), "a.html")


UNFREE = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'


@pytest.mark.parametrize(("head", "foot"), [(UNFREE, ""), ("", "<p>Subscribe to continue reading.</p>")])
def test_an_article_that_a_wall_may_cut_says_so(head: str, foot: str) -> None:
    paragraphs = "".join(f"<p>{BODY} {n}</p>" for n in range(12))
    page = f"<html><head>{head}</head><body><article>{paragraphs}{foot}</article></body></html>"
    article = read(page.encode(), "a.html")
    assert BODY in article.text
    assert "the page may show only the beginning of its article" in article.notes


# documents


def worded(*pieces: str) -> bytes:
    """A DOCX file whose only paragraph holds these pieces of markup."""
    document = docx.Document()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document.element.body.insert(0, docx.oxml.parse_xml(f"<w:p {space}>{''.join(pieces)}</w:p>"))
    document.save(made := io.BytesIO())
    return made.getvalue()


def run(text: str, marks: str = "") -> str:
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


PIECES = [
    ("inserted with changes tracked", f"<w:ins>{run('not ')}</w:ins>", True),
    ("in a box for content", f"<w:sdt><w:sdtContent>{run('not ')}</w:sdtContent></w:sdt>", True),
    ("in a link", f"<w:hyperlink>{run('not ')}</w:hyperlink>", True),
    ("deleted", '<w:del><w:r><w:delText xml:space="preserve">not </w:delText></w:r></w:del>', False),
    ("hidden", run("not ", "<w:vanish/>"), False),
    ("in white", run("not ", '<w:color w:val="ffffff"/>'), False),
]


@pytest.mark.parametrize(("piece", "shown"), [row[1:] for row in PIECES], ids=[row[0] for row in PIECES])
def test_a_document_says_what_it_shows(piece: str, shown: bool) -> None:
    article = read(worded(run("The dam is "), piece, run("safe, said Ada Korr.")), "a.docx")
    assert article.text == f"The dam is {'not ' * shown}safe, said Ada Korr."
    assert any("hides" in note for note in article.notes) != shown


REFUSED = CASES.parent / "refused"
XML = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
LAUGHING = f"<!DOCTYPE d [<!ENTITY a0 'ha'>{LAUGHS}]><w:document {XML}><w:body><w:p>&a11;</w:p></w:body></w:document>"


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts."""
    with zipfile.ZipFile(made := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def rezipped(data: bytes, name: str, part: bytes) -> bytes:
    """A DOCX file with one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({**{one: archive.read(one) for one in archive.namelist()}, name: part})


DOCUMENT = worded(run(BODY))
BOMBS = [
    ("a PDF stream of 200 MB", lambda: pdf(b" " * 200_000_000), "a.pdf"),
    ("a PDF of a million states", lambda: pdf(b"q " * 1_000_000), "a.pdf"),
    ("a picture of 200 MB", lambda: rezipped(DOCUMENT, "word/media/image1.png", b"\0" * 200_000_000), "a.docx"),
    ("a billion laughs", lambda: rezipped(DOCUMENT, "word/document.xml", LAUGHING.encode()), "a.docx"),
    ("a mail 5,000 deep", lambda: b"Content-Type: message/rfc822\n\n" * 5_000 + b"Subject: x\n\nx", "a.eml"),
]


@pytest.mark.parametrize(("made", "name"), [row[1:] for row in BOMBS], ids=[row[0] for row in BOMBS])
def test_a_bomb_costs_one_line(made: Callable[[], bytes], name: str) -> None:
    with Confined(memory=1_000_000_000) as reader, pytest.raises(InputError):
        reader.read(made(), name)


def broken(data: bytes, seed: int) -> bytes:
    """A file cut, scribbled over or with a part twice, differently for each seed."""
    chance = random.Random(seed)
    made = bytearray(data)
    at, length = chance.randrange(len(made)), chance.randrange(1, 400)
    match seed % 4:
        case 0:
            del made[at:]
        case 1:
            made[at : at + length] = chance.randbytes(length)
        case 2:
            made[at:at] = made[at : at + length]
        case 3:
            for _ in range(20):
                made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


@pytest.mark.parametrize("name", ["pdf-hyphens.pdf", "docx-hidden.docx"])
def test_a_broken_file_is_read_or_refused_in_one_line(name: str) -> None:
    data = (CASES / name).read_bytes()
    outcomes = set()
    with Confined() as reader:
        for seed in range(40):
            try:
                outcomes.add(bool(reader.read(broken(data, seed), name).text))
            except InputError as error:
                outcomes.add("\n" in str(error) or None)
    assert outcomes <= {True, None}


# files of several articles


NOTE = "For the brief."
LONG = "The council answered on Tuesday what had been asked of it on Monday. " * 6


@pytest.mark.parametrize(("note", "titles"), [(NOTE, ["Mill shut"]), (LONG, ["Fwd: Mill shut", "Mill shut"])])
def test_a_message_that_forwards_others_gives_these(note: str, titles: list[str], tmp_path: Path) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], outer["Subject"] = "Mill shut", "Fwd: Mill shut"
    inner["From"] = "Tarn Gazette <news@tarn.example>"
    inner.set_content(BODY)
    outer.set_content(note)
    outer.add_attachment(inner)
    (tmp_path / "a.eml").write_bytes(bytes(outer))
    articles = [read(data, origin) for origin, data in discover([str(tmp_path)]) if isinstance(data, bytes)]
    assert [article.title for article in articles] == titles
    assert (articles[-1].text, articles[-1].outlet) == (BODY, "Tarn Gazette")


def test_each_message_of_an_mbox_is_an_article(tmp_path: Path) -> None:
    mail = "From tarn Mon Mar  3 10:00:00 2031\nSubject: {0}\n\n{1}\n>From Monday on it is shut.\n\n"
    (tmp_path / "a.mbox").write_text(mail.format("One", BODY) + mail.format("Two", BODY))
    found = list(discover([str(tmp_path)]))
    articles = [read(data, origin) for origin, data in found if isinstance(data, bytes)]
    assert [origin.rpartition("/")[2] for origin, _ in found] == ["a.mbox#1", "a.mbox#2"]
    assert [article.title for article in articles] == ["One", "Two"]
    assert articles[0].text.endswith("\nFrom Monday on it is shut.")


def test_each_line_of_a_json_lines_file_is_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"title": "One", "text": "{BODY}"}}\n\n{{"title": "Two"}}\n')
    (first, one), (second, two) = discover([str(tmp_path / "a.jsonl")])
    assert (first[-2:], second[-2:]) == ("#1", "#2")
    assert isinstance(one, bytes)
    assert isinstance(two, bytes)
    assert read(one, first).title == "One"
    with pytest.raises(InputError, match="text"):
        read(two, second)


@pytest.mark.parametrize("name", ["a.mbox", "a.jsonl"])
def test_a_file_of_several_articles_without_any_says_so(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\n \n")
    ((_, problem),) = discover([str(tmp_path / name)])
    assert isinstance(problem, InputError)


@pytest.mark.parametrize("start", ["<!-- a -->" * 400, "<!---->" * 40, "<!-- <html> -->"])
def test_what_stands_before_a_page_is_passed_over_in_linear_time(start: str) -> None:
    assert format_of(f"{start}<html>x".encode(), "a") == "html"
    assert format_of(f"{start}<p>x said y".encode(), "a") == "text"


def test_what_a_feed_says_is_one_clean_line() -> None:
    article = read(BODY.encode(), "https://a.test/x", {"outlet": "Out\x1b[31m\u202elet" + "X" * 10_000})
    assert "\x1b" not in article.outlet
    assert len(article.outlet) <= 300


def test_what_a_feed_says_fills_what_the_page_leaves_open() -> None:
    page = f"<html><head><title>Own title</title></head><body><article><p>{BODY}</p></article></body></html>".encode()
    said = {"title": "The feed's title", "outlet": "Tarn Gazette", "published": "2031-03-03"}
    article = read(page, "https://tarn.example/mill", said)
    assert (article.title, article.outlet, article.published) == ("Own title", "Tarn Gazette", "2031-03-03")
    assert article.url == article.origin


# what is refused


PAGES = typst.compile(b"#for _ in range(201) { page(height: 1cm)[x] }")


@pytest.mark.parametrize(
    ("data", "name", "cause"),
    [
        pytest.param(b"", "a.txt", "empty", id="empty"),
        pytest.param(b" \r\n\t\n", "a.txt", "empty", id="white-space"),
        pytest.param(b"\xef\xbb\xbf\n", "a.md", "empty", id="byte-order-mark"),
        pytest.param(b"\xff\xfe", "a.txt", "empty", id="utf-16-byte-order-mark"),
        pytest.param(b"...\n---\n", "a.txt", "no article text", id="no-letter"),
        pytest.param(b"---\ntitle: x\n---\n", "a.md", "no article text", id="only-front-matter"),
        pytest.param(bytes(range(256)) * 4, "a.txt", "binary", id="all-bytes"),
        pytest.param(b"abc\0\1\2def" * 9, "a", "binary", id="nul-bytes"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "a.pdf", "damaged PDF", id="pdf"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "a.txt", "damaged PDF", id="pdf-named-text"),
        pytest.param(b"no pdf at all", "a.pdf", "damaged PDF", id="text-named-pdf"),
        pytest.param(typst.compile(b"#rect()"), "a.pdf", "may be a scan", id="pdf-without-text"),
        pytest.param(PAGES, "a.pdf", "201 pages", id="pdf-of-201-pages"),
        pytest.param((REFUSED / "password.pdf").read_bytes(), "a.pdf", "a password", id="pdf-with-password"),
        pytest.param((REFUSED / "aes.pdf").read_bytes(), "a.pdf", "encrypted", id="pdf-in-aes"),
        pytest.param(DOCUMENT[:-400], "a.docx", "damaged DOCX", id="docx-cut"),
        pytest.param(b"PK\x03\x04\x14\0", "a.docx", "damaged DOCX", id="zip"),
        pytest.param(zipped({"a.txt": b"x"}), "a.docx", "no DOCX", id="another-archive"),
        pytest.param(zipped({"word/document.xml": b" " * 60_000_000}), "a.docx", "unpacks to 60 MB", id="docx-bomb"),
        pytest.param(b"Subject: x\n\n", "a.eml", "without text", id="mail-without-text"),
        pytest.param(b'{"title": "x"}', "a.jsonl", 'has no "text"', id="json-without-text"),
        pytest.param(b"[1]", "a.jsonl", "no JSON object", id="json-list"),
        pytest.param(b"[" * 100_000, "a.jsonl", "no JSON object", id="json-nested"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0", "a.html", "picture", id="picture"),
        pytest.param(b"\x1f\x8b\x08\0", "-", "gzip", id="gzip"),
        pytest.param(b'<?xml version="1.0"?><rss><channel/></rss>', "-", "is a feed", id="feed"),
        pytest.param(b"\xff\xfe" + b"\x00\xd8" * 40, "a.txt", "UTF-16", id="lone-surrogates"),
        pytest.param(b"\x81\x8d\x8f\x90\x9d" * 9, "a.txt", "unknown encoding", id="no-encoding"),
        pytest.param(b"<html><body></body></html>", "a.html", "no article text", id="page-without-text"),
        pytest.param(b"<html><body><p hidden>Nobody sees this.</p></body></html>", "a.html", "shows", id="all-hidden"),
        pytest.param(b"<div>" * 300 + b"deep", "a.html", "too deep", id="nested-300"),
        pytest.param(b"<div>" * 50_000 + b"deep", "a.html", "too deep", id="nested-50000"),
        pytest.param(b"<p " + b" a=1" * 9000 + b">x", "a.html", "attributes", id="9000-attributes"),
        pytest.param(b"<p " + b' a="<"' * 9000 + b">x", "a.html", "attributes", id="attributes-with-brackets"),
        pytest.param(b"<p>" + b"x" * 11_000_000 + b"</p><p>y", "a.html", "too large", id="10-million-on-a-line"),
    ],
)
def test_what_holds_no_article_is_refused_in_one_line(data: bytes, name: str, cause: str) -> None:
    with pytest.raises(InputError, match=cause) as raised:
        read(data, name)
    assert raised.value.subject == name
    assert raised.value.remedy
    assert "\n" not in str(raised.value)


def test_a_line_of_ten_million_characters_is_read_as_text() -> None:
    assert len(read(b"word " * 2_000_000, "a.txt").text) == 9_999_999 + 1


# headers


@pytest.mark.parametrize(
    ("stated", "iso"),
    [
        ("2031-03-03", "2031-03-03"),
        ("2031/3/3", "2031-03-03"),
        ("3 March 2031", "2031-03-03"),
        ("March 3rd, 2031", "2031-03-03"),
        ("Mon., Sept. 3, 2031", "2031-09-03"),
        ("3.3.2031", "2031-03-03"),
        ("2031年3月3日", "2031-03-03"),
        ("2031-03-03T10:00:00Z", "2031-03-03T10:00:00+00:00"),
        ("2031-03-03 10:00 +0530", "2031-03-03T10:00:00+05:30"),
        ("2031-03-03T10:00:00.123-08:00", "2031-03-03T10:00:00.123000-08:00"),
        ("Mon, 03 Mar 2031 10:00:00 GMT", "2031-03-03T10:00:00+00:00"),
        pytest.param("2031-03-03 10:00", "2031-03-03", id="time-without-zone-is-a-date"),
        pytest.param("March 3, 2031 10:30 a.m. EST", "2031-03-03", id="zone-without-offset-is-a-date"),
        pytest.param("03/04/2031", None, id="day-or-month"),
        pytest.param("2031-02-30", None, id="no-such-day"),
        pytest.param("yesterday", None, id="relative"),
        pytest.param("2031", None, id="year"),
    ],
)
def test_a_date_is_understood_or_left_unknown(stated: str, iso: str | None) -> None:
    assert parse_date(stated) == iso


@pytest.mark.parametrize(
    ("head", "published"),
    [
        pytest.param("date 2031-03-03 ", "2031-03-03", id="token"),
        pytest.param("2031-03-03\n", "2031-03-03", id="line"),
        pytest.param("3 March 2031 – ", "2031-03-03", id="dash"),
        pytest.param("March 3, 2031 ", "2031-03-03", id="before-a-capital"),
        pytest.param("Published: 3 March 2031\n\n", "2031-03-03", id="published"),
        pytest.param("Published on March 3, 2031 at 10:30\n", "2031-03-03", id="published-on"),
        pytest.param("Date: 2031-03-03T10:00:00+02:00\n", "2031-03-03T10:00:00+02:00", id="time"),
    ],
)
def test_a_leading_date_is_read_and_leaves_the_text(head: str, published: str) -> None:
    article = read(f"{head}{BODY}".encode(), "a.txt")
    assert (article.published, article.text, article.title) == (published, BODY, "unknown")


@pytest.mark.parametrize(
    "head",
    [
        "Velmora closes its mill\n\n",
        "“No choice,” says Korr\n\n",
        "Who pays for the mill?\nBy Jane Roe\n\n",
        "Mayor: “No new mill”\n3 March 2031\n\n",
        "Title: Velmora closes its mill\n\n",
        "TITLE: Velmora closes its mill\nSource: Tarn Gazette\n",
        "Headline: Velmora closes its mill\nSection: Region\n\n",
    ],
)
def test_a_title_line_is_read_and_leaves_the_text(head: str) -> None:
    article = read(f"{head}{BODY}".encode(), "a.txt")
    assert article.text == BODY
    assert article.title in head


@pytest.mark.parametrize(
    ("head", "outlet", "author", "published"),
    [
        pytest.param(
            "Mill shut\n\nBy Jane Roe, Tarn Gazette, 3 March 2031\n\n",
            "Tarn Gazette",
            "Jane Roe",
            "2031-03-03",
            id="all",
        ),
        pytest.param(
            "Mill shut\nTarn Gazette | 3 March 2031 | Jane Roe\n\n", "Tarn Gazette", "Jane Roe", "2031-03-03", id="bars"
        ),
        pytest.param(
            "The Tarn Herald\n3 March 2031\n\nMill shut\n\n", "The Tarn Herald", "unknown", "2031-03-03", id="above"
        ),
        pytest.param("Mill shut\n\nTARN, March 3, 2031 (NWA) — ", "NWA", "unknown", "2031-03-03", id="dateline"),
        pytest.param("Mill shut\n\nTARN (NWA), 3 March - ", "NWA", "unknown", "unknown", id="no-year"),
        pytest.param(
            "Mill shut\n\nNATO met on 3 March 2031 - too late - and ", "unknown", "unknown", "unknown", id="prose"
        ),
        pytest.param("Mill shut\n\nTarn Harbour, 3 March 2031\n\n", "unknown", "unknown", "unknown", id="a-place"),
    ],
)
def test_credits_and_datelines_are_read_where_they_are_clear(
    head: str, outlet: str, author: str, published: str
) -> None:
    article = read(f"{head}{BODY}".encode(), "a.txt")
    assert (article.title, article.outlet, article.author, article.published) == (
        "Mill shut",
        outlet,
        author,
        published,
    )
    assert article.text.endswith(BODY)


@pytest.mark.parametrize(
    "text",
    [
        "March 3, 2031 was a day to remember in Velmora, said Ada Korr.",
        "2031-03-03 is the day on which the mill closes, said Ada Korr.",
        "3 March 2031, the day on which the mill closed, was a Monday.",
        "Date palms grow in Velmora, said Ada Korr of the works committee.",
        "2031 began badly for Velmora, said Ada Korr of the works committee.",
        "By Monday the mill will be closed, said Ada Korr.\n\nNobody minds.",
        "Source: a lone line with a colon, as prose may have it.",
        "The old mill closes.\n\nNobody was surprised by it.",
        "Velmora:\n\nThe mill closes, said Ada Korr of the works committee.",
    ],
)
def test_prose_at_the_top_stays_in_the_text(text: str) -> None:
    article = read(text.encode(), "a.txt")
    assert (article.text, article.title, article.published) == (text, "unknown", "unknown")


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("He **did not** say *that*.", "He did not say that."),
        ("2 * 3 * 4 = 24 and 2*3*4 too", "2 * 3 * 4 = 24 and 2*3*4 too"),
        ("a snake_case_name and __all__ of it", "a snake_case_name and all of it"),
        ("“*Never*,” she said. ***Never***.", "“Never,” she said. Never."),
        ("[The] mill [sic] (old) closes", "[The] mill [sic] (old) closes"),
        ("the [mill](http://x.y/a_(b) 'old') and [that][1] one", "the mill and that one"),
        ("5 * per cent * of it", "5 * per cent * of it"),
        ("1986. A good year", "1986. A good year"),
        ("+5 per cent", "+5 per cent"),
        ("- 5 per cent", "- 5 per cent"),
        ("#1 in the town", "#1 in the town"),
        ("AT&amp;T and R&D", "AT&T and R&D"),
        (r"4\*5 is 20, \[so\]", "4*5 is 20, [so]"),
        ("a < b > c and <b>bold</b>", "a < b > c and bold"),
        ("`code` and ``two``", "code and two"),
        ("> quoted\n> twice", "quoted\ntwice"),
        ("one<!-- not\nthis --> two", "one two"),
        ("see <https://x.example/a>", "see https://x.example/a"),
        ("~~gone~~ ~5 per cent", "gone ~5 per cent"),
    ],
)
def test_markdown_marks_go_and_words_stay(markdown: str, plain: str) -> None:
    assert words_of(f"Lead.\n\n{markdown}") == ("", f"Lead.\n\n{plain}")


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        *(("a.md", p) for p in ("*a ", "[", "![a](", "<a ", "<!-- ", "`a ", "---\n", "a\n==", "# a  ", "  ", "_a ")),
        *(("a.html", p) for p in ("[", "<!-- ", "<p>a</p>", "<style>a{", "<style>/*", "<style>@x{", "&amp", "'")),
        *(("a.txt", p) for p in ("Title: a\n", "2031-03-03\n", "a\n\n", "  \n")),
    ],
)
def test_many_unfinished_marks_take_no_longer_than_their_length(name: str, piece: str) -> None:
    text = piece * (40_000 // len(piece))
    assert BODY in read(f"{BODY}\n\n{text}x".encode(), name).text


def test_hostile_front_matter_costs_nothing() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *a]\n" for n in range(40))
    deep = "title: " + "[" * 5000 + "\n"
    for head in (bomb, deep, "title: !!python/object/apply:os.system [ls]\n", 'title: "\\ud800"\n'):
        article = read(f"---\n{head}---\n{BODY}".encode(), "a.md")
        assert BODY in article.text
        article.title.encode()


@pytest.mark.parametrize(
    ("text", "stated", "language", "noted"),
    [
        pytest.param(BODY, "", "en", False, id="seen"),
        pytest.param("Der Rat von Velmora beschloss am Montag, die Mühle zu schließen.", "", "de", False, id="german"),
        pytest.param("Mill shut.", "", "unknown", False, id="too-short"),
        pytest.param("Mill shut.", "en-GB", "en", False, id="too-short-but-stated"),
        pytest.param(BODY, "fr", "fr", True, id="stated-otherwise"),
        pytest.param(BODY, "English, mostly", "en", False, id="stated-in-words"),
    ],
)
def test_the_language_is_as_stated_else_as_seen(text: str, stated: str, language: str, noted: bool) -> None:
    article = read(f"---\ntitle: x\nlang: {stated}\n---\n{text}".encode(), "a.md")
    assert (article.language, bool(article.notes)) == (language, noted)


# files, folders, standard input


def found(*sources: object, stdin: bytes | None = None) -> dict[str, str]:
    """Origins relative to the first source, with "ok" or the cause."""
    top = f"{sources[0]}{os.sep}"
    return {
        origin.removeprefix(top): "ok" if isinstance(data, bytes) else data.cause
        for origin, data in discover([str(source) for source in sources], stdin=stdin)
    }


def test_a_folder_is_walked_in_order_and_only_what_is_known_is_taken(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "sub/deep/c.HTML", "style.css", ".hidden.txt", ".git/d.txt", "noname", "e.odt",
                 "page.html", "page_files/ad.html"):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(BODY)
    expected = {"a.txt": "ok", "b.md": "ok", "e.odt": "ODT is not read yet", "page.html": "ok", "sub/deep/c.HTML": "ok"}
    assert list(found(tmp_path).items()) == list(expected.items())


def test_odd_things_in_a_folder_are_skipped_with_their_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY)
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(tmp_path / "socket.txt")[-100:]) if len(str(tmp_path)) < 80 else (tmp_path / "socket.txt").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "outside.txt").symlink_to("/etc/hostname")
    (tmp_path / "new\nline.txt").write_text(BODY)
    (tmp_path / os.fsdecode(b"latin-\xe9.txt")).write_text(BODY)
    (tmp_path / f"{'n' * 251}.txt").write_text(BODY)
    result = found(tmp_path)
    link = "is a symbolic link, not followed"
    assert {name: result[name] for name in ("a.txt", "loop", "self.txt", "outside.txt", "pipe.txt")} == {
        "a.txt": "ok",
        "loop": link,
        "self.txt": link,
        "outside.txt": link,
        "pipe.txt": "is a folder, a pipe or a device, not a file",
    }
    odd = ("new\\x0aline.txt", "latin-\\xe9.txt", f"{'n' * 251}.txt")
    assert [result[name] for name in odd] == ["ok"] * 3


def test_each_source_fails_alone(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text(BODY)
    (tmp_path / "linked.txt").symlink_to("a.txt")
    (tmp_path / "circle.txt").symlink_to("circle.txt")
    os.mkfifo(tmp_path / "pipe")
    sources = [
        tmp_path / name for name in ("gone.txt", "empty", "pipe", "circle.txt", "linked.txt", "a.txt/x", "a.txt")
    ]
    result = found(*sources, "https://tarn.example/mill", "-", "nul\0byte", "/dev/null", "x" * 5000, stdin=b"words")
    assert [*result.values()] == [
        "no such file or directory",
        "no article in this folder",
        "is a folder, a pipe or a device, not a file",
        "too many levels of symbolic links",
        "ok",
        "not a directory",
        "ok",
        "is an address, no file",
        "ok",
        "embedded null byte",
        "is a folder, a pipe or a device, not a file",
        "file name too long",
    ]


def test_more_than_twenty_megabytes_are_refused_before_they_are_parsed(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert found(tmp_path) == {"large.txt": "is larger than 20 MB"}
    assert found("-", stdin=b" " * (MOST_BYTES + 1)) == {"-": "is larger than 20 MB"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0)
    (tmp_path / "a.txt").write_text(BODY)
    (tmp_path / "secret.txt").touch(mode=0)
    assert found(tmp_path) == {"a.txt": "ok", "locked": "permission denied", "secret.txt": "permission denied"}


def test_refusals_of_the_system_say_what_to_do() -> None:
    assert (
        str(why("a", OSError(5, "Input/output error"))) == "a: input/output error; check the path and its permissions"
    )


def test_load_reads_one_file_or_standard_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY)
    assert load(tmp_path / "a.txt").text == load("-", stdin=BODY.encode()).text == BODY
    assert load("-", stdin=f"# Mill\n\n{BODY}".encode()).title == "Mill"
    for source, cause in ((tmp_path, "folder"), (tmp_path / "b.txt", "no such file"), ("-", "no standard input")):
        with pytest.raises(InputError, match=cause):
            load(source)


@pytest.mark.skipif("BRIEFER_DATA" not in os.environ, reason="BRIEFER_DATA is not set")
def test_a_real_article_without_a_title_is_read() -> None:
    for path in Path(os.environ["BRIEFER_DATA"], "seeds").glob("*.txt"):
        article = load(path)
        assert (article.title, article.outlet, article.language) == ("unknown", "unknown", "en")
        assert article.day
        assert article.text[0].isupper()


def test_aliases_in_front_matter_cost_no_more_than_their_text() -> None:
    bomb = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" if n else "a0: &a0 [x]" for n in range(40))
    article = read(
        f"---\ntitle: Ferry\n{bomb}\nauthor: *a39\n---\nThe ferry sailed at noon, said Ida Marl.\n".encode(), "f.md"
    )
    assert "The ferry sailed" in article.text


def test_a_date_at_the_end_of_the_calendar_stays_unknown() -> None:
    article = read(b"---\ndate: 9999-12-31T23:59:59-12:00\n---\nThe ferry sailed at noon, said Ida Marl.\n", "f.md")
    assert article.published == "unknown"


@pytest.mark.parametrize(
    "word",
    ["<time>not</time>", "<label>not</label>", '<span class="caption">not</span>', "<math>not</math>"],
    ids=["time", "label", "span-of-a-class", "math"],
)
def test_no_word_inside_a_paragraph_is_lost(word: str) -> None:
    said = f'"We will {word} close the port in the spring of next year, whatever comes," said Mayor Ada Korr.'
    page = f"<html><body><article><h1>Port</h1><p>{said}</p><p>It rained all day.</p></article></body></html>"
    assert "We will not close the port" in read(page.encode(), "a.html").text


def test_a_day_in_running_text_is_not_the_pages_own() -> None:
    said = 'The port closes after <time datetime="2031-05-01">1 May</time> if the council agrees to it, said Ada Korr.'
    page = f"<html><body><article><h1>Port</h1><p>{said}</p></article></body></html>"
    made = read(page.encode(), "a.html")
    assert (made.published, "after 1 May if" in made.text) == ("unknown", True)
