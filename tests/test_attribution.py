"""Who says what: mention, content and resolved speaker, in the frames that news articles use."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from briefer.attribution import attributions
from briefer.models import Attribution, Mode

# text | source | content pieces joined by " // " | mode
STATEMENTS = {
    "place between cue and the rest": "The port is dead, the mayor said on the phone, and he left.|the mayor|"
        "The port is dead|indirect",
    "said that": "Mira Tolk said that the port would close.|Mira Tolk|that the port would close|indirect",
    "said without that": "The council said the port would close.|The council|the port would close|indirect",
    "relative clause inside": "Tolk has said the law, which took effect in May, hurts farmers.|Tolk|"
        "the law, which took effect in May, hurts farmers|indirect",
    "quotation, then speaker": "“We will go,” Mira Tolk said.|Mira Tolk|“We will go,”|direct",
    "inverted": "“We will go,” said Mira Tolk, who leads the council.|Mira Tolk|“We will go,”|direct",
    "split by its cue": "“We will go,” Tolk said, “but not today.”|Tolk|“We will go,” // “but not today.”|direct",
    "goes on behind its cue": "“We will go,” Tolk told reporters. “Not today.”|"
        "Tolk|“We will go,” // “Not today.”|direct",
    "single marks": "‘We will go,’ said Tolk.|Tolk|‘We will go,’|direct",
    "mixed": "Tolk called the offer “a bad joke” on Monday.|Tolk|the offer “a bad joke” on Monday|mixed",
    "clause, then speaker": "The port will close in June, the company said.|"
        "the company|The port will close in June|indirect",
    "speaker inserted": "The port, Tolk said, is dead.|Tolk|The port // is dead|indirect",
    "according to, in front": "According to the ministry, the port is dead.|the ministry|the port is dead|indirect",
    "according to, behind": "The port is dead, according to three officials.|"
        "three officials|The port is dead|indirect",
    "vowed to": "Orr vowed to reopen the mine.|Orr|to reopen the mine|indirect",
    "urged somebody to": "Orr urged lawmakers to reopen the mine.|Orr|to reopen the mine|indirect",
    "told somebody that": "Orr told a crowd in Kell that the mine would reopen.|"
        "Orr|that the mine would reopen|indirect",
    "place between cue and content": "Orr said in Kell that the mine would reopen.|"
        "Orr|that the mine would reopen|indirect",
    "question": "Orr asked whether the mine was safe.|Orr|whether the mine was safe|indirect",
    "object": "Orr criticized the plan.|Orr|the plan|indirect",
    "made clear": "Orr made clear that the mine was safe.|Orr|that the mine was safe|indirect",
    "relative parenthesis": "The plan, which Tolk said would fail, was dropped.|Tolk|which // would fail|indirect",
    "split before an apposition": "“It is dead,” said Orr, the mayor, “and we mourn it.”|Orr|"
        "“It is dead,” // “and we mourn it.”|direct",
    "age and trade between commas": "Orr, 56, a miner, said the mine was safe.|Orr|the mine was safe|indirect",
    "described as": "Orr described the plan as reckless.|Orr|the plan as reckless|indirect",
    "claim of somebody's": "Orr's claim that the mine was safe was news to nobody.|"
        "Orr|that the mine was safe|indirect",
    "modifier and office": "The region's governor, Mira Tolk, said the port was safe.|"
        "The region's governor|the port was safe|indirect",
    "people informed": "Officials briefed on the talks said the port was safe.|Officials briefed on the talks|"
        "the port was safe|"
        "indirect",
    "day before the speaker": "On Monday officials said the port was safe.|officials|the port was safe|indirect",
    "passive without a speaker": "Tolk is expected to resign.||Tolk // to resign|indirect",
    "passive with by": "The plan was criticized by farmers.|farmers|The plan|indirect",
    "fronted participle": "Asked whether he would run, Orr shrugged.||whether he would run|indirect",
    "day between cue and content": "Orr said on Monday the mine would not reopen.|Orr|"
        "the mine would not reopen|indirect",
    "agreed": "Orr agreed on Monday to reopen the mine.|Orr|to reopen the mine|indirect",
    "made it plain": "Orr made it plain that the mine was safe.|Orr|that the mine was safe|indirect",
    "dateline with an agency": "Port Kell (TNA) - Orr said the mine was safe.|Orr|the mine was safe|indirect",
    "dateline with a full date": "PORT KELL, 5 May 2031 - Orr said the mine was safe.|Orr|the mine was safe|indirect",
    "dash inside a name": "Orr said the Kell–Tarn bill was dead.|Orr|the Kell–Tarn bill was dead|indirect",
    "behind an opening clause": "Hours after Tarn agreed to admit the inspectors, Orr declared that he would not "
        "go.|Orr|"
        "that he would not go|indirect",
    "two verbs, one subject": "Orr renewed his offer of help and urged voters to wait.|Orr|to wait|indirect",
    "goes on behind and": "Water and rail were apart, Orr told the house, and the vote would be held.|Orr|"
        "Water and rail were apart // and the vote would be held|indirect",
    "a condition behind the cue": "The mine could stay, Orr said, but only if Tarn paid.|Orr|The mine could stay // "
        "but only if Tarn paid|indirect",
    "behind a colon": "He left one door open: the mine could stay, Orr said.|Orr|the mine could stay|indirect",
    "somebody else behind and": "The mine was safe, Orr said, and Tolk left.|Orr|The mine was safe|indirect",
}  # fmt: skip


def shown(text: str, one: Attribution) -> tuple[str, str, str]:
    return " ".join(s.of(text) for s in one.source), " // ".join(s.of(text) for s in one.content), one.mode.value


@pytest.mark.parametrize("case", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_a_statement_has_its_source_content_and_mode(case: str) -> None:
    text, *expected = case.split("|")
    found = [shown(text, one) for one in attributions(text)]
    assert tuple(expected) in found


# text | contents in order, joined by " / "
ENDS = {
    "a gerund makes a second statement": "Tolk accused him of lying, saying he had known.|"
        "him of lying / he had known",
    "another speaker behind and": "Some fear the port will close, while others believe it will grow.|"
        "the port will close / it will grow",
    "a second verb of the same speaker": "Orr rejected the offer and vowed to strike.|the offer / to strike",
    "a semicolon": "Critics argue it is late; supporters say that it is not.|it is late / that it is not",
    "a noun's clause ends before the main verb": "Orr's claim that Tolk lied was false.|that Tolk lied",
    "an inserted clause ends at its comma": "Orr, asked about the port, resigned.|about the port",
    "a relative clause ends before the main verb": "Officials who backed the plan resigned.|the plan",
}  # fmt: skip


@pytest.mark.parametrize("case", ENDS.values(), ids=ENDS.keys())
def test_a_content_ends_where_the_statement_ends(case: str) -> None:
    text, expected = case.split("|")
    assert " / ".join(shown(text, one)[1] for one in attributions(text)) == expected


INTRODUCED = (
    "Governor Mira Tolk met Paul Orr, the foreign minister, in Kell. Orr said nothing. The Harbour Commission watched. "
)
# what follows the introduction | speaker | role
SPEAKERS = {
    "signed behind a dash": "Orr left.\n\n“The day is over, and the port was safe.” — Jon Brask\n\nRain.|Jon Brask|",
    "a name that begins a clause": "Ina Marsh left. According to a pilot, Ina Marsh knew the port was safe.|a pilot|",
    "surname": "Tolk said the port was safe.|Mira Tolk|Governor",
    "surname before the name": "Weld said the port was safe. Ina Weld left.|Ina Weld|",
    "she": "Governor Tolk stayed. She said the port was safe.|Mira Tolk|Governor",
    "office": "The foreign minister said the port was safe.|Paul Orr|foreign minister",
    "short office": "The minister said the port was safe.|Paul Orr|foreign minister",
    "short name of a body": "The commission said the port was safe.|Harbour Commission|",
    "anonymous group keeps its wording": "Another harbour official said the port was safe.|Another harbour official|",
    "who": "The talks were led by Tolk, who said the port was safe.|Mira Tolk|Governor",
    "a name and what it is": "Weld, a Civic Liberal, said the port was safe.|Weld|",
    "office before the name": "Finance Minister Lena Holt said the port was safe.|Lena Holt|Finance Minister",
    "office of a field": "Minister of Trade Lena Holt said the port was safe.|Lena Holt|Minister of Trade",
    "name behind its office": "The mayor, Lena Holt, said the port was safe.|Lena Holt|mayor",
    "they": "Two fishermen came. They said the port was safe.|Two fishermen|",
    "it is no lone noun": "Turnout fell. It said the port was safe.||",
    "nobody": "It was announced that the port was safe.||",
    "subject of the sentence before": "Orr attacked the plan. Ships would sink with or without Tolk, he said, but "
        "the port "
        "was safe.|Paul Orr|foreign minister",
    "a name in the words said is not he": "Orr backed Ms Tolk. The mayor, Jon Brask, said no. With or without Orr "
        "the port was "
        "safe, he said.|Jon Brask|mayor",
    "last speaker behind a quotation": "The office of Mr Orr was shut. “We will wait,” said Gesa Lind, who chairs "
        "the club. "
        "The port was safe, she explained.|Gesa Lind|",
    "an office told of nobody else": "The news reached Hedda Quill at noon. She read it twice. At one the harbour "
        "minister said "
        "the port was safe.|Hedda Quill|harbour minister",
    "then she": "Hedda Quill wants an answer. Jon Brask had assured members of that. “He lied,” the Reform leader "
        "said. She said "
        "the port was safe.|Hedda Quill|Reform leader",
    "an office of somebody described": "Hedda Quill, a farmer, wants an answer. The harbour minister said the port "
        "was safe.|"
        "The harbour minister|",
    "an office that another holds": "Hedda Quill wants an answer. The foreign minister said the port was safe.|Paul "
        "Orr|"
        "foreign minister",
    "it": "The report found cracks. It said the port was safe.|The report|",
    "it behind its chairman": "The Farm League met. Its chairman, Ian Moss, left. It said the port was safe.|"
        "Farm League|",
    "she was met": "Mr Orr met the president, Ina Weiss. She told him that the port was safe.|Ina Weiss|president",
    "two women, neither the subject": "Ina Weiss and Eva Moss came. The day was cold. She said the port was safe.||",
    "it behind what was said": "The flow had doubled, the Harbour Board said. It said the port was safe.|Harbour "
        "Board|",
    "possessive": "Orr agreed. His members said the port was safe.|Paul Orr's members|",
    "possessive of nobody": "It rained. Their ministry said the port was safe.|Their ministry|",
    "they are people": "Two divers at the dock told a story. The cracks were old, they said, but the port was safe.|"
        "Two divers at the dock|",
    "affiliation": "The port was safe, according to Gesa Lind of the Mining Institute.|Gesa Lind|of the Mining "
        "Institute",
    "head of an office of another": "The cabinet of Chancellor Jon Brask met. Brask said the port was safe.|Jon "
        "Brask|Chancellor",
    "company before a woman": "Kell Terminals answered. Its chief executive, Ina Marsh, came. Today she said the "
        "port was safe.|"
        "Ina Marsh|chief executive",
    "trade and affiliation": "The port was safe, said economist Gesa Lind of the Mining Institute.|Gesa Lind|economist",
    "trade in no list": "Skipper Una Mackie said the port was safe.|Una Mackie|Skipper",
    "former at the start": "Former harbour chief Aldo Finch said the port was safe.|Aldo Finch|former harbour chief",
    "acting at the start": "Acting director Una Mackie said the port was safe.|Una Mackie|acting director",
    "courtesy behind an office": "Undersecretary for Trade Mr. Brask said the port was safe.|Brask|",
    "who is the nearest person": "Orr praised the work of Ina Weiss, who said the port was safe.|Ina Weiss|",
    "who is a person without a name": "Orr spoke to a nurse from Kell, who said the port was safe.|a nurse from Kell|",
    "which is the nearest body": "A plan by the Tide Board, which found that the port was safe, came.|Tide Board|",
    "the same people again": "Researchers at Denby University came. The researchers said the port was safe.|"
        "Researchers at Denby University|",
    "deputy of another": "Orr's deputy, Eva Moss, said the port was safe.|Eva Moss|Orr's deputy",
    "lawyer of another": "Orr left. A lawyer for Orr said the port was safe.|A lawyer for Orr|",
    "described by an aside on another": "Lena Holt, who is close to Orr, said the port was safe.|Lena Holt|",
    "people close to somebody": "People close to Orr said the port was safe.|People close to Orr|",
    "sources close to somebody, behind": "The port was safe, sources close to Orr said.|sources close to Orr|",
    "a person close to an office": "A person close to the minister said the port was safe.|"
        "A person close to the minister|",
    "those around somebody": "Those around Orr said the port was safe.|Those around Orr|",
    "posing as somebody": "Someone posing as Orr said the port was safe.|Someone posing as Orr|",
    "an office behind a name": "Lena Holt, the mayor, said the port was safe.|Lena Holt|mayor",
    "asked about somebody": "Asked about Lena Holt, the minister said the port was safe.|Paul Orr|foreign minister",
    "speaking of somebody": "Speaking of Lena Holt, the minister said the port was safe.|Paul Orr|foreign minister",
    "not one but another": "Not Lena Holt but Jon Brask said the port was safe.|Jon Brask|",
    "one, not another": "Jon Brask, not Lena Holt, said the port was safe.|Jon Brask|",
    "everyone but one": "Everyone but Lena Holt said the port was safe.|Everyone but Lena Holt|",
    "said what he was about to do": "Orr said he was about to leave and the port was safe.|Paul Orr|foreign minister",
    "silent, then not": "Orr would not say more, but said the port was safe.|Paul Orr|foreign minister",
    "rumoured to have left": "Orr, rumoured to have left, said the port was safe.|Paul Orr|foreign minister",
    "did not forget": "Orr did not forget to say the port was safe.|Paul Orr|foreign minister",
    "said a condition": "Orr said that even if the port was safe it would close.|Paul Orr|foreign minister",
    "asked whether": "Asked whether he would go, Orr said the port was safe.|Paul Orr|foreign minister",
    "two of one family": "Rosa Hale and Colm Hale came. Hale said the port was safe.|Hale|",
    "one of them, named": "Two divers came. One of them, Siri Nilsen, said the port was safe.|Siri Nilsen|",
    "one of the group, named": "One of the judges, the lawyer Theo Brand, argued in a note that the port was "
        "safe.|Theo Brand|"
        "lawyer",
}  # fmt: skip


@pytest.mark.parametrize("case", SPEAKERS.values(), ids=SPEAKERS.keys())
def test_a_mention_is_resolved_to_name_and_role(case: str) -> None:
    text, speaker, role = case.split("|")
    last = [one for one in attributions(INTRODUCED + text) if "port was safe" in shown(INTRODUCED + text, one)[1]][-1]
    assert (last.speaker, last.role) == (speaker, role)


UNSAID = [
    "Orr forgot to say the port was safe.",
    "Orr neglected to mention that the port was safe.",
    "Orr was about to say the port was safe.",
    "The port was safe, Orr was about to say.",
    "Orr is rumoured to have said the port was safe.",
    "Orr would rather die than say the port was safe.",
    "Orr did all but say the port was safe.",
    "Orr is paid to say the port was safe.",
    "Orr was too polite to say the port was safe.",
    "Orr was tempted to say the port was safe.",
    "Orr came close to saying the port was safe.",
    "Orr should say that the port was safe.",
    "“The port was safe,” Orr might have said.",
    *(f"Orr {modal} have said the port was safe." for modal in ("might", "could", "should", "may", "would")),
    "Orr reportedly said the port was safe.",
    "Rumour has it that Orr said the port was safe.",
    "There is no evidence that Orr said the port was safe.",
    "Imagine Orr said the port was safe.",
    "Suppose that Orr said the port was safe.",
    "Did Orr say the port was safe?",
    "Someone pretending to be Orr said the port was safe.",
    "Had Orr said the port was safe, Tolk would have left.",
    "Even if Orr says the port was safe, Tolk will leave.",
    "Whether Orr said the port was safe is unknown.",
]


@pytest.mark.parametrize("text", UNSAID)
def test_what_is_only_supposed_or_rumoured_has_no_speaker(text: str) -> None:
    assert {one.speaker for one in attributions(text) if "port was safe" in shown(text, one)[1].lower()} == {""}


# text | chain as name:kind, "?" behind the anonymous
CHAINS = {
    "an outlet tells a thought": "According to the Kell Times, Mira Tolk also believes the port is dead.|"
        "Mira Tolk:speaker > Kell Times:outlet",
    "according to an outlet, behind": "The port is dead, Mira Tolk told partners, according to the Kell Times.|"
        "Mira Tolk:speaker > Kell Times:outlet",
    "according to an outlet, in front": "According to the Kell Times, Mira Tolk said the port is dead.|"
        "Mira Tolk:speaker > Kell Times:outlet",
    "only the outlet speaks": "According to the Kell Times, the port is dead.|Kell Times:speaker",
    "outlet reported that somebody said": "The Kell Times reported that Tolk had told donors the port was dead.|"
        "Tolk:speaker > Kell Times:outlet",
    "an outlet reported, behind": "Mira Tolk said the port was dead, the Kell Times reported.|"
        "Mira Tolk:speaker > Kell Times:outlet",
    "who told the outlet": "Mira Tolk told aides that the port was dead, according to the Kell Times, which had the "
        "account "
        "from an unnamed diplomat.|Mira Tolk:speaker > an unnamed diplomat?:relayer > Kell Times:outlet",
    "outlet citing a diplomat": "Mira Tolk told aides that the port was dead, according to the Kell Times, citing "
        "two diplomats.|"
        "Mira Tolk:speaker > two diplomats?:relayer > Kell Times:outlet",
    "told an outlet": "Mira Tolk told the Kell Times that the port was dead.|Mira Tolk:speaker",
    "quoted as saying": "State media quoted the ministry as saying the port was dead.|"
        "the ministry:speaker > State media:outlet",
    "quoted by an outlet": "Mira Tolk was quoted by the Kell Times as saying that the port was dead.|"
        "Mira Tolk:speaker > Kell Times:outlet",
    "quoted as saying, behind": "“The port is dead,” the Kell Times quoted Mira Tolk as saying.|"
        "Mira Tolk:speaker > Kell Times:outlet",
    "quoted as saying by nobody named": "“The port is dead,” Mira Tolk was quoted as saying.|Mira Tolk:speaker",
    "citing officials": "The port is dead, the Kell Times reported, citing two harbour officials.|"
        "two harbour officials?:speaker > Kell Times:outlet",
    "through a spokesman": "Orr's office, via a spokesman, said the port was dead.|"
        "Orr's office:speaker > a spokesman?:relayer",
    "reported by two": "The talks, reported by a diplomat and an official familiar with them, showed that the port "
        "was dead.|"
        "The talks:speaker > a diplomat?:relayer > an official familiar with them?:relayer",
}  # fmt: skip


@pytest.mark.parametrize("case", CHAINS.values(), ids=CHAINS.keys())
def test_a_chain_leads_from_the_speaker_outwards(case: str) -> None:
    text, expected = case.split("|")
    (one,) = attributions(text)
    assert " > ".join(f"{h.name}{'?' * h.anonymous}:{h.kind.value}" for h in one.chain) == expected
    assert all(hop.span.of(text) for hop in one.chain)


def test_every_hop_has_its_own_place() -> None:
    text = "The port is dead, Mira Tolk told partners, according to the Kell Times."
    (one,) = attributions(text)
    assert [hop.span.of(text) for hop in one.chain] == ["Mira Tolk", "the Kell Times"]


def test_quotations_over_paragraphs_keep_their_speaker() -> None:
    text = "“The port is dead,” said Tolk. “It was killed.\n\n“We all know by whom.”\n\nThe rain went on."
    assert {one.speaker for one in attributions(text)} == {"Tolk"}
    assert any("We all know by whom." in span.of(text) for one in attributions(text) for span in one.content)


def test_an_announced_paragraph_belongs_to_its_cue() -> None:
    text = "Tolk wrote:\n\n“The port is dead and will not come back.”"
    (one,) = attributions(text)
    assert (one.speaker, one.mode) == ("Tolk", Mode.DIRECT)


NOTHING = {
    "a day is no doer": "She will go only if the report is published by Friday.",
    "no cue": "The port lies at the mouth of the river.",
    "a title in marks": 'The film "The Last Harbour" opened in Kell.',
    "a cue as a noun": "The talks began in Kell.",
    "an empty text": "",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
def test_nothing_is_found_where_nobody_speaks(text: str) -> None:
    assert attributions(text) == ()


@pytest.mark.parametrize("piece", ['"', "said ", "a, ", "“a,” he said. ", "according to ", "\u202e", "’s "])
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    text = piece * 400
    for one in attributions(text):
        for span in (*one.source, *one.cue, *one.content):
            assert 0 <= span.start < span.end <= len(text)


def test_a_text_may_end_anywhere() -> None:
    text = (
        "“It is dead,” said Orr, the mayor, “and we mourn it.” The port, according to Tolk, who asked not to be named, "
        "is safe; the Times quoted her as saying so, citing “two, perhaps three” aides, and vowed to ask again: “Why?”"
    )
    for end in range(len(text)):
        for one in attributions(text[:end]):
            assert all(0 <= span.start < span.end <= end for span in (*one.source, *one.cue, *one.content))


def test_the_same_text_gives_the_same_answer() -> None:
    text = INTRODUCED + "“We will go,” she said, adding that Orr had agreed."
    first = attributions(text)
    attributions.cache_clear()
    assert attributions(text) == first


@pytest.mark.skipif("BRIEFER_DATA" not in os.environ, reason="BRIEFER_DATA names no folder with the annotated articles")
def test_annotated_articles_are_read_well() -> None:
    data = Path(os.environ["BRIEFER_DATA"])
    sys.path[:0] = [str(data / "eval"), str(Path(__file__).parents[1] / "benchmarks")]
    import attribution as benchmark
    import score

    gold = score.load(str(data / "corpora" / "gum-news-train.jsonl"))
    row = score.score(gold, {key: benchmark.answer(record, False) for key, record in gold.items()})["all"]
    assert row.rates("soft")[2] > 0.74
    assert row.rates("joint")[2] > 0.65
