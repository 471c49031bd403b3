"""Settings: where each comes from, what is refused, and where a key may go."""

from pathlib import Path

import pytest

from briefer.config import KEYS, Settings, example_toml, folder, load_settings, resource
from briefer.errors import UsageError

EVIL = "http://elsewhere.example/v1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home" / "project" / "deep").mkdir(parents=True)
    (tmp_path / "home" / ".config" / "briefer").mkdir(parents=True)
    return tmp_path / "home"


def load(home: Path, *, flags: dict[str, str] | None = None, env: dict[str, str] | None = None) -> Settings:
    return load_settings(flags or {}, env or {}, home / "project" / "deep", home=home, platform="linux")


def test_without_anything_the_embedded_engine_and_the_users_data_folder(home: Path) -> None:
    settings = load(home)
    assert (settings.engine, settings.model, settings.base_url, settings.api_key) == ("auto", "", None, None)
    assert settings.store == home / ".local" / "share" / "briefer" / "briefer.db"
    assert settings.user == home / ".config" / "briefer"
    assert not settings.uses_model


def test_a_file_above_is_found_and_the_nearest_counts_alone(home: Path) -> None:
    (home / "project" / "briefer.toml").write_text('model = "near"\nstore = "kept.db"\n')
    (home / ".config" / "briefer" / "briefer.toml").write_text('model = "far"\nengine = "llm"\n')
    settings = load(home)
    assert (settings.model, settings.engine, settings.store) == ("near", "auto", home / "project" / "kept.db")


def test_lists_come_from_the_file_and_files_in_them_are_relative_to_it(home: Path) -> None:
    text = 'feeds = ["https://a.example/rss", "more.opml"]\nwatch = ["Ada Korr"]\n'
    (home / "project" / "briefer.toml").write_text(text)
    settings = load(home, flags={"store": "here.db"})
    assert settings.feeds == ("https://a.example/rss", str(home / "project" / "more.opml"))
    assert settings.watch == ("Ada Korr",)


def test_the_users_own_file_counts_where_none_is_above(home: Path) -> None:
    (home / ".config" / "briefer" / "briefer.toml").write_text('model = "far"\n')
    assert load(home).model == "far"


@pytest.mark.parametrize(
    ("flags", "env", "model"),
    [
        pytest.param({"model": "flag"}, {"BRIEFER_MODEL": "variable"}, "flag", id="flag-before-variable"),
        pytest.param({"model": None}, {"BRIEFER_MODEL": "variable"}, "variable", id="variable-before-file"),
        pytest.param({}, {"BRIEFER_MODEL": ""}, "file", id="an-empty-variable-says-nothing"),
    ],
)
def test_flags_go_before_variables_before_the_file(
    home: Path, flags: dict[str, str], env: dict[str, str], model: str
) -> None:
    (home / "project" / "briefer.toml").write_text('model = "file"\n')
    assert load(home, flags=flags, env=env).model == model


def test_the_vendors_own_variables_come_last(home: Path) -> None:
    vendor = {"OPENAI_API_KEY": "vendor", "OPENAI_BASE_URL": "https://vendor.example/v1"}
    settings = load(home, env=vendor)
    assert (settings.api_key, settings.base_url) == ("vendor", "https://vendor.example/v1")
    assert load(home, env={**vendor, "BRIEFER_API_KEY": "own"}).api_key == "own"


def test_a_key_alone_asks_no_model(home: Path) -> None:
    assert not load(home, env={"OPENAI_API_KEY": "key"}).uses_model


def test_the_key_is_never_shown(home: Path) -> None:
    assert "canary" not in repr(load(home, env={"BRIEFER_API_KEY": "canary"}))


@pytest.mark.parametrize("variable", ["BRIEFER_API_KEY", "OPENAI_API_KEY"])
def test_a_key_of_the_environment_never_goes_where_a_found_file_says(home: Path, variable: str) -> None:
    (home / "project" / "briefer.toml").write_text(f'model = "m"\nbase_url = "{EVIL}"\n')
    with pytest.raises(UsageError) as raised:
        load(home, env={variable: "canary"})
    assert variable in str(raised.value)
    assert "set BRIEFER_BASE_URL" in raised.value.remedy
    assert "canary" not in str(raised.value)


OTHER = "https://other.example/v1"


@pytest.mark.parametrize(
    ("more", "env", "flags", "goes"),
    [
        pytest.param("", {}, {}, (EVIL, None), id="no-key-at-all"),
        pytest.param('api_key = "none"', {"OPENAI_API_KEY": "k"}, {}, (EVIL, "none"), id="the-file-brings-its-own-key"),
        pytest.param("", {"BRIEFER_API_KEY": "k", "BRIEFER_BASE_URL": EVIL}, {}, (EVIL, "k"), id="allowed-by-variable"),
        pytest.param("", {"BRIEFER_API_KEY": "k"}, {"base_url": OTHER}, (OTHER, "k"), id="a-flag-names-another"),
    ],
)
def test_a_found_file_may_name_an_address_where_no_key_leaks(
    home: Path, more: str, env: dict[str, str], flags: dict[str, str], goes: tuple[str, str | None]
) -> None:
    (home / "project" / "briefer.toml").write_text(f'model = "m"\nbase_url = "{EVIL}"\n{more}\n')
    settings = load(home, env=env, flags=flags)
    assert (settings.base_url, settings.api_key) == goes


def test_a_found_file_does_not_stop_the_embedded_engine(home: Path) -> None:
    (home / "project" / "briefer.toml").write_text(f'model = "m"\nbase_url = "{EVIL}"\n')
    assert not load(home, env={"BRIEFER_API_KEY": "k"}, flags={"engine": "embedded"}).uses_model


@pytest.mark.parametrize("place", [".config/briefer", "."])
def test_the_users_own_file_may_name_where_the_key_goes(home: Path, place: str) -> None:
    (home / place / "briefer.toml").write_text(f'model = "m"\nbase_url = "{EVIL}"\n')
    settings = load(home, env={"BRIEFER_API_KEY": "key"})
    assert (settings.base_url, settings.api_key) == (EVIL, "key")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        pytest.param('modell = "m"', "modell", id="unknown-key"),
        pytest.param("model = 3", "model", id="wrong-type"),
        pytest.param('[model]\nname = "m"', "model", id="table-for-a-string"),
        pytest.param('engine = "fast"', "engine", id="unknown-engine"),
        pytest.param("model = ", "TOML", id="no-toml"),
        pytest.param('base_url = "ftp://x"', "base_url", id="no-http-address"),
    ],
)
def test_a_setting_that_cannot_be_meant_so_is_named(home: Path, content: str, named: str) -> None:
    (home / "project" / "briefer.toml").write_text(content)
    with pytest.raises(UsageError, match=named):
        load(home)


def test_the_place_of_a_wrong_engine_is_named(home: Path) -> None:
    with pytest.raises(UsageError, match="BRIEFER_ENGINE"):
        load(home, env={"BRIEFER_ENGINE": "fast"})
    with pytest.raises(UsageError, match="--engine"):
        load(home, flags={"engine": "fast"})


@pytest.mark.parametrize(
    ("named", "expected"),
    [("~/kept.db", "kept.db"), ("kept.db", "project/deep/kept.db"), ("../kept.db", "project/deep/../kept.db")],
)
def test_a_store_named_by_variable_is_relative_to_here(home: Path, named: str, expected: str) -> None:
    assert load(home, env={"BRIEFER_STORE": named}).store == home / expected


@pytest.mark.parametrize(
    ("platform", "env", "config", "data"),
    [
        ("linux", {}, ".config/briefer", ".local/share/briefer"),
        ("linux", {"XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d"}, "/c/briefer", "/d/briefer"),
        ("linux", {"XDG_DATA_HOME": "relative"}, ".config/briefer", ".local/share/briefer"),
        ("darwin", {}, "Library/Application Support/briefer", "Library/Application Support/briefer"),
        ("win32", {}, "AppData/Roaming/briefer", "AppData/Local/briefer"),
    ],
)
def test_each_system_has_its_folders(platform: str, env: dict[str, str], config: str, data: str) -> None:
    home = Path("/home/ida")
    assert folder("config", env, home, platform) == home / config
    assert folder("data", env, home, platform) == home / data


def test_the_example_names_every_setting_and_sets_none(home: Path) -> None:
    text = example_toml()
    (home / "project" / "briefer.toml").write_text(text)
    assert load(home) == load_settings({}, {}, home, home=home, platform="linux")
    uncommented = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line)
    (home / "project" / "briefer.toml").write_text(uncommented)
    load(home)
    assert all(f"\n{key} = " in f"\n{uncommented}" for key in KEYS)


def test_the_users_own_prompt_comes_first(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "own.txt").write_text("mine")
    assert resource("prompts", "own.txt", user=tmp_path) == tmp_path / "prompts" / "own.txt"
    with pytest.raises(UsageError, match=r"prompts/other\.txt"):
        resource("prompts", "other.txt", user=tmp_path)


def test_openais_key_and_address_are_not_given_to_another_vendor(tmp_path: Path) -> None:
    env = {"OPENAI_API_KEY": "sk-o", "OPENAI_BASE_URL": "https://api.openai.example/v1", "BRIEFER_MODEL": "anthropic/m"}
    settings = load_settings({}, env, tmp_path, home=tmp_path)
    assert (settings.api_key, settings.base_url) == (None, None)


def test_the_file_says_how_the_page_looks(home: Path) -> None:
    text = 'title = "The Sund Letter"\npaper = "letter"\nlogo = "marks/sund.svg"\n'
    (home / "project" / "briefer.toml").write_text(text)
    logo = str(home / "project" / "marks" / "sund.svg")
    assert load(home).page == {"title": "The Sund Letter", "paper": "letter", "logo": logo}
