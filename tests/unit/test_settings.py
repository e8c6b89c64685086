"""Flags win over the environment, the environment over .env, .env over inkloom.toml."""

import pytest

from orchestrator.domain.errors import UsageError
from orchestrator.settings import load_settings


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    monkeypatch.delenv("INKLOOM_MODEL", raising=False)
    monkeypatch.delenv("INKLOOM_SEED", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def test_each_source_wins_over_the_next(tmp_path, monkeypatch):
    assert load_settings(tmp_path, {}).model == "built-in"
    (tmp_path / "inkloom.toml").write_text('model = "from-toml"\n')
    assert load_settings(tmp_path, {}).model == "from-toml"
    (tmp_path / ".env").write_text("INKLOOM_MODEL=from-dotenv\nSOMETHING_ELSE=1\n")
    assert load_settings(tmp_path, {}).model == "from-dotenv"
    monkeypatch.setenv("INKLOOM_MODEL", "from-environment")
    assert load_settings(tmp_path, {"model": None}).model == "from-environment"
    assert load_settings(tmp_path, {"model": "from-flag"}).model == "from-flag"


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("modle = 'x'", "setting 'modle'"),
        ("seed = -1", "setting 'seed'"),
        ("seed =", "inkloom.toml"),
        ("[models]\nm = 3", "models.m"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, toml, says):
    (tmp_path / "inkloom.toml").write_text(toml)
    with pytest.raises(UsageError, match=says):
        load_settings(tmp_path, {})


def test_settings_are_frozen(tmp_path):
    with pytest.raises(ValueError, match="frozen"):
        load_settings(tmp_path, {}).model = "other"


def test_the_variables_other_programs_use_name_a_server_over_the_file_and_under_our_own(tmp_path, monkeypatch):
    (tmp_path / "inkloom.toml").write_text('model = "from-file"\n')
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    settings = load_settings(tmp_path, {})
    assert settings.model == "http://127.0.0.1:9/v1"
    assert settings.api_key.get_secret_value() == "sk-secret"
    assert "sk-secret" not in repr(settings)
    monkeypatch.setenv("INKLOOM_MODEL", "scripted:x")
    assert load_settings(tmp_path, {}).model == "scripted:x"
