"""Folding: what is made equal, what never is, and the way back to the original's code points."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.text.fold import divided, fold, splice

SAME = [
    ("marks", "“It’s ‘so’,” «he» „said“ `now´ 「then」", "\"It's 'so',\" \"he\" \"said\" 'now' 'then'"),
    ("spaces", "a\u00a0b\u2009c\td\r\ne   f\u3000g", "a b c d e f g"),
    ("hyphens", "well\u2010known\u2011man −5", "well-known-man -5"),
    ("dashes", "a—b — c – d -- e - f", "a — b — c — d — e — f"),
    ("ranges", "5–10, 5—10, 5 – 10", "5-10, 5-10, 5-10"),
    ("ellipsis", "a… b . . . c ... d...e", "a ... b ... c ... d ... e"),
    ("space before a sign", "5 %, 5\u00a0%, 5 °C, 5 €, € 5", "5%, 5%, 5°C, 5€, €5"),
    ("line ends", "a\rb\u2028c\x85d", "a\nb\nc\nd"),
    ("composition", "Jose\u0301 A\u030a \u1112\u1161\u11ab \u212b", "José Å 한 Å"),
    ("ligatures", "eﬃcient ﬂoor ﬁrst oﬀ ﬅ", "efficient floor first off st"),
    ("full width", "ＡＢ１２％", "AB12%"),
    ("unseen", "a\u00adb\u200bc\u2060d\ufeffe\u202ef", "abcdef"),
    ("entities", "&amp; &#8220;a&rdquo; b&nbsp;c &eacute;", "& “a” b c é"),
    ("entity once", "&amp;lt;", "&amp;lt;".replace("&amp;", "&#38;")),
    ("divided", "environ-\nmental sta-\r\n   te", "environmental state"),
    ("divided at a soft hyphen", "environ\u00ad\n mental", "environmental"),
    ("divided number", "2019-\n2020", "2019-2020"),
    ("wrapped Chinese", "大桥\n将于 六月", "大桥将于六月"),
    ("French marks", "« Nous » et « vous »", "«Nous» et «vous»"),
    ("French marks, one of them", "a », b", "a», b"),
    ("no mark repeated", 'A "b.  "C d', 'A "b. "C d'),
    ("runs of spaces around a currency", "7  €  5", "7 €5"),
    ("minus at the beginning", "–5", "-5"),
    ("dash at the end", "a–", "a —"),
    ("repeated mark", "“A b.\n\n“C d.”", "“A b. C d.”"),
]

DIFFERENT = [
    ("superscript", "10²", "102"),
    ("fraction", "2½", "21/2"),
    ("look-alike", "l\u0456nk", "link"),
    ("accent", "résumé", "resume"),
    ("case", "US", "us"),
    ("comma", "said, the", "said the"),
    ("number words", "500", "five hundred"),
    ("thousands", "1,500", "1500"),
    ("year and sum", "in 2019 $5", "in 2019$5"),
    ("headline, other line ends", "A b\r\rC d", "A b C d"),
    ("sign and word", "61%", "61 percent"),
    ("dash and hyphen", "a—b", "a-b"),
    ("minus", "fell to -5", "fell to 5"),
    ("space in a word", "now here", "nowhere"),
    ("unknown entity", "&notit; x", "¬it; x"),
    ("entity decoded twice", "&amp;amp;", "&"),
    ("a new quotation's mark", "“A b.”\n\n“C d.”", "“A b.” C d.”"),
    ("headline and lead", "A b\n\nC d", "A b C d"),
    ("ligature-like letter", "æ", "ae"),
]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_form_is_made_equal(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in DIFFERENT], ids=[row[0] for row in DIFFERENT])
def test_sense_is_kept(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


def test_a_span_goes_back_to_the_original() -> None:
    text = "“The ﬁrst\r\n  caf\u0065\u0301 — now&nbsp;open”"
    folded = fold(text)
    start = folded.text.index("first")
    assert folded.span(start, start + len("first café — now open")).of(text) == text[5:-1]


def test_a_span_holds_no_unseen_characters_at_its_edges() -> None:
    text = "\u200bThe\u00ad end\u200b."
    assert fold(text).span(0, 7).of(text) == "The\u00ad end"


def test_marks_and_the_space_before_them_are_told_apart() -> None:
    text = "It is over.\n\n“We left.”"
    folded = fold(text)
    assert folded.span(folded.text.index("'"), len(folded.text)).of(text) == "“We left.”"


def test_words_replaced_before_folding_keep_their_way_back() -> None:
    text = "“It went,” he  said, “away.”"
    folded = splice(text, [(8, 22, " ")])
    assert folded.text == "'It went away.'"
    assert [folded.span(1, 8).of(text), folded.span(9, 14).of(text)] == ["It went", "away."]


def test_a_line_end_is_read_with_the_hyphens_that_the_words_have() -> None:
    text = "an environ-\nmental and well-\nknown state-\nof-\nthe-art case"
    words = "an environmental and well-known state-of-the-art case"
    kept = splice(text, [joint[:3] for joint in divided(text) if joint.sign in words])
    assert kept.text == words
    assert kept.span(kept.text.index("well"), kept.text.index(" state")).of(text) == "well-\nknown"
    assert not [joint for joint in divided(text) if joint.sign in "an environmental cause"]


def test_a_number_at_a_line_end_is_no_divided_word() -> None:
    assert not list(divided("It cost 5-\nfold"))


def test_marks_that_make_no_letter_stay_apart() -> None:
    assert fold("x\u0301 e\u0301").text == "x\u0301 é"


PIECES = [
    *"abAé1 2.,",
    *"“”’'\"«»—–",
    " ",
    "  ",
    "\r\n",
    "\n",
    "e\u0301",
    "o\u0302\u0323",
    "\u00ad",
    "\u200b",
    "\u202e",
    "ﬃ",
    "…",
    "1²",
    "大桥",
    "\u1112\u1161\u11ab",
    "\U0001f600",
    "\U0001d518",
    "１",
    "-",
    " - ",
    "--",
    "&amp;",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=20)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_spans_are_inside_the_text_and_in_order(text: str) -> None:
    folded = fold(text)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(spans))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_place_is_found_in_the_folded_text(text: str) -> None:
    folded = fold(text)
    starts = [folded.span(at, at + 1).start for at in range(len(folded.text))]
    for place in range(len(text) + 1):
        assert folded.index(place) == sum(start < place for start in starts)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_stretch_comes_from_a_stretch_that_folds_to_it(text: str) -> None:
    folded = fold(text)
    borders = [at for at in range(len(folded.text) + 1) if _is_border(folded.text, at)]
    for start, end in pairwise(borders):
        original = folded.span(start, end).of(text)
        assert _letters(fold(original).text) == _letters(folded.text[start:end])


@given(TEXTS.filter(lambda text: not re.search(r"&|[-—–….\u2010-\u2015]\W*[-—–….\u2010-\u2015]", text)))
@settings(max_examples=300, deadline=None)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_decomposed_and_composed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)).text == fold(unicodedata.normalize("NFC", text)).text


@given(st.lists(st.sampled_from(["word", "Ünder", "1,500", "a.", "“so”", "x-y"]), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_line_ends_and_unseen_characters_leave_no_trace(words: list[str]) -> None:
    plain = fold(" ".join(words)).text
    assert fold("\r\n".join(words)).text == plain
    assert fold(" \u200b".join(words)).text == plain
    assert fold("\u00a0 ".join(words)).text == plain


def _is_border(text: str, at: int) -> bool:
    """Whether no letter or digit stands on both sides: there, no piece of the map is divided."""
    return not (text[at - 1 : at].isalnum() and text[at : at + 1].isalnum())


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
