"""The command line: what is printed, what is written, and the exit codes."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from briefer.cli import cli, main

ROOT = Path(__file__).resolve().parents[1]
MONDAY, TUESDAY = ROOT / "seeds" / "2031-03-03", ROOT / "seeds" / "2031-03-04"
README = (ROOT / "README.md").read_text(encoding="utf-8")

ARTICLE = """---
title: Bridge stays shut
outlet: Tarn Gazette
date: 2031-05-05
invented: true
---

"The bridge will not open before June," said Ida Marl, the mayor of Tarn.

Olaf Brenn, who runs the ferry, said he opposed the toll.
"""


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in an empty folder, with a store of its own and no settings from outside."""
    for name in [name for name in os.environ if name.startswith(("BRIEFER_", "OPENAI_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("BRIEFER_STORE", str(tmp_path / "store.db"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bridge.md").write_text(ARTICLE, encoding="utf-8")

    def command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return command


Run = Callable[..., tuple[int, str, str]]


def test_brief_prints_markdown_and_says_what_was_done(run: Run) -> None:
    code, out, err = run("brief", "bridge.md", "--date", "2031-05-06")
    assert code == 0
    assert "The bridge will not open before June" in out
    assert "2031-05-06: 1 article," in err


@pytest.mark.parametrize(
    ("words", "said"), [(("--date", "3.3.2031"), "write it as YYYY-MM-DD"), (("--store", ""), "--store: names no file")]
)
def test_a_flag_that_cannot_be_meant_so_says_how(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run("brief", "bridge.md", *words)
    assert (code, said in err) == (2, True)


def test_quiet_leaves_only_the_result(run: Run) -> None:
    assert run("brief", "bridge.md", "--quiet")[2] == ""


def test_json_can_go_to_standard_output(run: Run) -> None:
    assert json.loads(run("brief", "bridge.md", "--json")[1])["sections"]


@pytest.mark.usefixtures("run")
def test_pdf_can_go_to_standard_output() -> None:
    command = [sys.executable, "-m", "briefer", "brief", "bridge.md", "--format", "pdf", "--quiet"]
    assert subprocess.run(command, capture_output=True, check=True).stdout.startswith(b"%PDF-")


def test_each_suffix_gets_its_format(run: Run) -> None:
    assert run("brief", "bridge.md", "-o", "a.pdf", "-o", "a.html", "-o", "a.md", "-o", "a.json")[0] == 0
    starts = [Path(name).read_bytes()[:5] for name in ("a.pdf", "a.html", "a.md", "a.json")]
    assert (starts[0], starts[1].lower(), starts[3][:1]) == (b"%PDF-", b"<!doc", b"{")


def test_an_unknown_suffix_is_refused_before_anything_is_read(run: Run) -> None:
    code, _, err = run("brief", "missing.md", "-o", "a.docx")
    assert code == 2
    assert "a.docx" in err
    assert "missing" not in err


def test_a_bad_input_costs_only_itself(run: Run) -> None:
    Path("empty.md").write_text("")
    code, out, err = run("brief", "bridge.md", "empty.md")
    assert code == 1
    assert "empty.md" in err
    assert "Ida Marl" in out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("empty.txt", b"", id="empty"),
        pytest.param("blank.txt", b"\xef\xbb\xbf \r\n", id="byte-order-mark-and-white-space"),
        pytest.param("binary.txt", b"\x00\x01\x02\x00" * 99, id="binary"),
        pytest.param("photo.txt", b"\xff\xd8\xff\xe0JFIF" + bytes(99), id="picture"),
    ],
)
def test_an_input_without_text_is_named_and_no_page_is_written(run: Run, name: str, content: bytes) -> None:
    Path(name).write_bytes(content)
    code, out, err = run("brief", name, "-o", "a.md")
    assert (code, out, Path("a.md").exists()) == (3, "", False)
    assert err.splitlines()[0].startswith(f"briefer: {name}: ")


def test_a_missing_path_is_named(run: Run) -> None:
    code, _, err = run("brief", "nowhere/x.txt")
    assert code == 3
    assert "nowhere/x.txt" in err


def test_a_folder_without_articles_is_named(run: Run) -> None:
    Path("photos").mkdir()
    code, _, err = run("brief", "photos")
    assert code == 3
    assert "photos" in err


def test_no_source_and_an_empty_store_says_what_to_do(run: Run) -> None:
    code, _, err = run("brief")
    assert code == 3
    assert "briefer add" in err


def test_no_source_takes_what_was_added_and_no_earlier_brief_used(run: Run) -> None:
    run("add", "bridge.md")
    assert run("brief", "--date", "2031-05-06")[0] in (0, 3)  # by its date, the article may be older than a day
    undated = "Ida Marl said the bridge would stay shut until June because the piers were cracked.\n"
    Path("undated.txt").write_text(undated)
    run("add", "undated.txt")
    code, out, _ = run("brief", "--date", "2031-05-07")
    assert code == 0
    assert "the bridge would stay shut" in out
    assert run("brief", "--date", "2031-05-08")[0] == 3


def test_llm_without_a_model_is_wrong_use(run: Run) -> None:
    code, _, err = run("brief", "bridge.md", "--engine", "llm")
    assert code == 2
    assert "--model" in err


def test_a_model_without_a_key_is_wrong_use(run: Run) -> None:
    code, _, err = run("brief", "bridge.md", "--engine", "llm", "--model", "gpt-x")
    assert code == 2
    assert "key" in err


def test_an_endpoint_that_is_down_is_exit_4_and_writes_no_page(run: Run) -> None:
    code, _, err = run(
        "brief", "bridge.md", "--engine", "llm", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "-o", "a.md"
    )
    assert (code, Path("a.md").exists()) == (4, False)
    assert "127.0.0.1:9" in err


def test_auto_falls_back_to_the_embedded_engine_and_says_so_on_the_page(run: Run) -> None:
    code, out, _ = run("brief", "bridge.md", "--model", "m", "--base-url", "http://127.0.0.1:9/v1")
    assert code == 1
    assert "The model gave no answer" in out


def test_the_page_of_an_article_that_is_known_under_another_title_agrees_with_the_store(run: Run) -> None:
    run("add", "bridge.md")
    Path("again.md").write_text(ARTICLE.replace("Bridge stays shut", "No bridge"), encoding="utf-8")
    assert run("brief", "again.md", "-o", "page.html")[0] == 0
    assert "Bridge stays shut" in Path("page.html").read_text("utf-8")
    assert run("check", "page.html")[0] == 0


def test_add_says_new_then_known(run: Run) -> None:
    assert run("add", "bridge.md")[1].startswith("new ")
    assert run("add", "bridge.md")[1].startswith("known")


def test_check_finds_words_and_shows_who_said_them(run: Run) -> None:
    run("add", "bridge.md")
    code, out, _ = run("check", "The bridge will not open before June")
    assert code == 0
    assert "FOUND" in out
    assert "Ida Marl" in out


def test_check_refuses_altered_words_and_shows_the_true_ones(run: Run) -> None:
    run("add", "bridge.md")
    code, out, _ = run("check", "The bridge will open before June")
    assert code == 1
    assert "{+not+}" in out


def test_check_refuses_another_speaker(run: Run) -> None:
    run("add", "bridge.md")
    code, out, _ = run("check", "The bridge will not open before June", "--speaker", "Olaf Brenn")
    assert code == 1
    assert "NOT AS CLAIMED" in out


def test_check_tells_the_right_words_in_another_article(run: Run) -> None:
    run("add", "bridge.md")
    Path("other.txt").write_text("The market opened on Friday, and the traders were pleased with the new roof.\n")
    code, out, _ = run("check", "The bridge will not open before June", "--in", "other.txt")
    assert code == 1
    assert "not in the named article, but in" in out


def test_check_looks_in_several_articles_behind_one_flag(run: Run) -> None:
    Path("other.txt").write_text("The market opened on Friday, and the traders were pleased with the new roof.\n")
    assert run("check", "The bridge will not open before June", "--in", "other.txt", "bridge.md")[0] == 0


def test_check_of_words_without_quotation_marks_says_how(run: Run) -> None:
    code, _, err = run("check", "The", "bridge")
    assert code == 2
    assert "quotation marks" in err


def test_check_of_words_that_stand_nowhere_is_no_verdict_on_the_world(run: Run) -> None:
    code, out, _ = run("check", "Whales were seen in the harbour")
    assert code == 1
    assert "no proof" in out


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.json"])
def test_check_file_holds_for_what_was_exported_and_not_for_what_was_changed(run: Run, name: str) -> None:
    run("brief", "bridge.md", "-o", name)
    assert run("check", name)[0] == 0
    page = Path(name).read_text(encoding="utf-8")
    Path(name).write_text(page.replace("will not open", "will now open"), encoding="utf-8")
    assert run("check", name)[0] == 1


def test_check_of_a_cut_off_export_is_not_as_claimed(run: Run) -> None:
    run("brief", "bridge.md", "-o", "a.md")
    Path("a.md").write_text(Path("a.md").read_text()[:400])
    code, _, err = run("check", "a.md")
    assert (code, err.split(":")[:2]) == (1, ["briefer", " a.md"])


@pytest.mark.parametrize("name", ["a.txt", "folder", "pipe"])
def test_check_of_a_file_folder_or_pipe_says_how_to_look_into_it(run: Run, name: str) -> None:
    Path("a.txt").write_text("Ida Marl said the bridge would stay shut.")
    Path("folder").mkdir()
    os.mkfifo("pipe")
    code, _, err = run("check", name)
    assert code == 2
    assert "--in" in err


def test_check_refuses_words_that_the_speaker_denied(run: Run) -> None:
    Path("denial.txt").write_text("Mayor Ida Marl denied on Monday that she would resign. The council met later.")
    run("add", "denial.txt")
    assert run("check", "she would resign", "--speaker", "Ida Marl")[0] == 1
    assert run("check", "she would resign")[0] == 0


def test_a_brief_is_not_read_as_an_article(run: Run) -> None:
    run("brief", "bridge.md", "-o", "a.md", "-o", "a.html")
    for name in ("a.md", "a.html"):
        code, _, err = run("brief", name)
        assert code == 3
        assert "is a brief" in err


def test_check_of_a_missing_file_is_wrong_use(run: Run) -> None:
    assert run("check", "gone.md")[0] == 2


def test_show_prints_one_line_inside_its_article(run: Run) -> None:
    run("brief", "bridge.md", "--date", "2031-05-06")
    code, out, _ = run("show", "2031-05-06#1")
    assert code == 0
    assert "»" in out
    assert "Tarn Gazette" in out


def test_show_of_an_item_that_is_not_there_says_which_are(run: Run) -> None:
    run("brief", "bridge.md")
    code, _, err = run("show", "99")
    assert code == 2
    assert "items 1 to" in err


def test_export_gives_a_stored_brief_again(run: Run) -> None:
    made = run("brief", "bridge.md", "--date", "2031-05-06")[1]
    assert run("export", "2031-05-06")[1] == made


def test_history_lists_a_speakers_positions_by_surname(run: Run) -> None:
    run("brief", "bridge.md", "--date", "2031-05-06")
    code, out, _ = run("history", "Marl")
    assert code == 0
    assert "2031-05-06#" in out
    assert "Olaf Brenn" not in out


def test_history_of_somebody_unknown_says_so(run: Run) -> None:
    assert run("history", "Nobody Atall")[0] == 3


def test_read_reads_each_article_once(run: Run) -> None:
    run("add", "bridge.md")
    assert "1 article read," in run("read")[2]
    assert "nothing to read" in run("read")[2]


def test_forget_takes_the_article_and_what_was_made_from_it(run: Run) -> None:
    identity = run("add", "bridge.md")[1].split()[1]
    assert run("forget", identity)[0] == 0
    assert run("check", "The bridge will not open before June")[0] == 1


def test_status_names_engine_and_store(run: Run) -> None:
    out = run("status")[1]
    assert "embedded" in out
    assert "store.db" in out


def test_init_writes_settings_once(run: Run) -> None:
    assert run("init")[0] == 0
    assert run("init")[0] == 2


def test_json_output_is_json(run: Run) -> None:
    run("brief", "bridge.md")
    for words in (("show", "1"), ("history", "Marl"), ("check", "The bridge will not open before June"), ("status",)):
        json.loads(run(*words, "--json")[1])


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_each_command_has_help_and_stands_in_the_readme(run: Run, name: str) -> None:
    assert run(name, "--help")[0] == 0
    assert f"briefer {name}" in README


def test_an_unknown_command_is_wrong_use(run: Run) -> None:
    assert run("polish")[0] == 2


def test_the_daily_use_of_the_readme_runs(run: Run, tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    commands = README.split("<!-- each of these is run by a test -->\n```sh\n")[1].split("```")[0].splitlines()
    assert len(commands) == 5
    for line in commands:
        assert run(*shlex.split(line)[1:])[0] == 0, line


@pytest.mark.usefixtures("run")
def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    names: dict[str, object] = {}
    exec(README.split("```python\n")[1].split("```")[0], names)
    assert names["verdict"].action == "accept"  # type: ignore[attr-defined]
