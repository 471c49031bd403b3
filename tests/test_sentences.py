"""Where paragraphs and sentences begin and end."""

from __future__ import annotations

import pytest

from briefer.text.sentences import paragraphs, sentences

SENTENCES = {
    "plain": "He left. She stayed.|2",
    "closing mark": "“We will go.” He left.|2",
    "question with its speaker": "“Why?” she asked. “Go!” Mara Tolk shouted.|2",
    "inside a quotation": 'He said: "I will go. I will stay." Then he left.|3',
    "titles": "Lt. Gen. R. J. Orr met Mr. Tolk and Dr. Paz Jr. at noon.|1",
    "country inside": "He left the U.S. Embassy at 3 p.m. on Monday.|1",
    "country at the end": "He flew to the U.S. She did not.|2",
    "initials": "The novelist J. K. Orr met George W. Tolk.|1",
    "the letter I": "So did I. Then we left.|2",
    "number and month": "The bill was no. 5 of Jan. 6 and cost 3.5 million.|1",
    "ellipsis": "He went... then back. She waited… Nobody came.|3",
    "company": "Orr Inc. said so. Tolk Corp. denied it.|2",
    "brackets": "He left (see fig. 3). She stayed.|2",
    "no gap, no end": "See orr.example.org for it.|1",
    "Chinese": "他来了。她走了。|2",
}
PARAGRAPHS = {
    "blank lines": ("One.\n\n  Two.  \n \n\nThree.", ["One.", "Two.", "Three."]),
    "wrapped at a margin": ("One line\nand its rest, not\nyet done.", ["One line\nand its rest, not\nyet done."]),
    "one line each": ("One is done.\nTwo is done.", ["One is done.", "Two is done."]),
    "long lines": ("Heading\n" + "word " * 40 + "\nEnd", ["Heading", ("word " * 40).strip(), "End"]),
    "old line ends": ("One\rline.\r\rTwo.", ["One\rline.", "Two."]),
    "line separators": ("One\u2028line.\u2028\u2028Two.", ["One\u2028line.", "Two."]),
    "paragraph separator": ("One.\u2029Two\u2029 \u2029Three.", ["One.", "Two", "Three."]),
    "nothing": (" \n\n ", []),
}


@pytest.mark.parametrize("case", SENTENCES.values(), ids=SENTENCES.keys())
def test_sentences_end_where_a_reader_would_end_them(case: str) -> None:
    text, count = case.rsplit("|", 1)
    assert len(sentences(text)) == int(count), [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS.values(), ids=PARAGRAPHS.keys())
def test_paragraphs_are_divided_and_trimmed(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in paragraphs(text)] == expected


def test_no_sentence_crosses_a_paragraph() -> None:
    text = "A heading without a stop\n\nThe first sentence. The second"
    assert [span.of(text) for span in sentences(text)] == [
        "A heading without a stop",
        "The first sentence.",
        "The second",
    ]


def test_sentences_lose_no_word() -> None:
    text = "Mr. Orr said “no.” Then, at 5 p.m., he left! Why? Nobody knew...\n\nThe U.K. waited."
    kept = "".join(span.of(text) for span in sentences(text))
    assert "".join(kept.split()) == "".join(text.split())
