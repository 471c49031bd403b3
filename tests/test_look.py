"""A house's own look: what the settings may say of the page."""

from pathlib import Path

import pytest

from briefer.config import Settings
from briefer.errors import UsageError
from briefer.render.look import Look, look_of


def settings(**page: str) -> Settings:
    return Settings(store=Path("s.db"), user=Path("user"), page=page)


def test_without_settings_the_page_looks_as_it_came() -> None:
    assert look_of(settings(title="", desk="")) == Look()


def test_a_logo_travels_with_the_page(tmp_path: Path) -> None:
    logo = tmp_path / "mark.SVG"
    logo.write_text("<svg/>")
    assert look_of(settings(logo=str(logo))).logo == "data:image/svg+xml;base64,PHN2Zy8+"


def test_a_logo_that_is_no_file_or_too_large_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "large.png").write_bytes(bytes(2_000_000))
    for name, cause in (("folder.png", "is no file"), ("large.png", "is too large")):
        with pytest.raises(UsageError, match=cause) as raised:
            look_of(settings(logo=str(tmp_path / name)))
        assert raised.value.subject == f"logo {tmp_path / name}"


@pytest.mark.parametrize(
    ("page", "subject", "cause"),
    [
        pytest.param({"colour": "red; }"}, "colour", "is no colour", id="colour"),
        pytest.param({"colour": "#ffd700"}, "colour", "too pale to read on paper: its contrast is 1.3", id="pale"),
        pytest.param({"paper": "a3"}, "paper", "is no paper", id="paper"),
        pytest.param({"logo": "none.png"}, "logo none.png", "no such file", id="logo-missing"),
        pytest.param({"logo": __file__}, f"logo {__file__}", "is no .png or .svg", id="logo-kind"),
    ],
)
def test_what_cannot_be_meant_so_is_named(page: dict[str, str], subject: str, cause: str) -> None:
    with pytest.raises(UsageError, match=cause) as raised:
        look_of(settings(**page))
    assert raised.value.subject == subject


def test_a_folder_of_fonts_that_is_not_there_is_named(tmp_path: Path) -> None:
    there = Settings(store=Path("s.db"), user=Path("user"), fonts=(str(tmp_path),))
    assert look_of(there).fonts == (str(tmp_path),)
    gone = Settings(store=Path("s.db"), user=Path("user"), fonts=(str(tmp_path / "gone"),))
    with pytest.raises(UsageError, match="gone: no such folder"):
        look_of(gone)
