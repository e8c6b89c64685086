import pytest

from orchestrator.adapters.models.choose import ModelChoice, parse_model
from orchestrator.domain.errors import UsageError


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("built-in", ModelChoice("built-in")),
        (" built-in ", ModelChoice("built-in")),
        ("local:built-in", ModelChoice("built-in")),
        ("local:Qwen/Qwen3-0.6B", ModelChoice("local", "Qwen/Qwen3-0.6B")),
        ("local:/models/hen", ModelChoice("local", "/models/hen")),
        ("local:C:/models", ModelChoice("local", "C:/models")),
        ("scripted:replies.yaml", ModelChoice("scripted", "replies.yaml")),
    ],
)
def test_a_model_is_named_in_one_of_these_ways(text, choice):
    assert parse_model(text) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("http://127.0.0.1:8000/v1#hen", ModelChoice("server", "http://127.0.0.1:8000/v1#hen")),
        ("HTTPS://host", ModelChoice("server", "HTTPS://host")),
        ("vllm:built-in", ModelChoice("vllm", "built-in")),
        ("vllm:org/hen", ModelChoice("vllm", "org/hen")),
    ],
)
def test_a_server_is_chosen_by_its_address_or_by_vllm(text, choice):
    assert parse_model(text) == choice


def test_a_folder_that_exists_is_a_local_model(tmp_path):
    assert parse_model(str(tmp_path)) == ModelChoice("local", str(tmp_path))


@pytest.mark.parametrize("target", ["last", "20261124", "../other/.inkloom#last"])
def test_a_recorded_run_is_named_by_its_id_and_maybe_its_home(target):
    assert parse_model(f"replay:{target}") == ModelChoice("replay", target)


@pytest.mark.parametrize("text", ["local:", "scripted:", "replay:"])
def test_a_kind_without_its_target_is_refused(text):
    with pytest.raises(UsageError, match="names nothing after the colon"):
        parse_model(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gpt-5", "gpt-5 names no model and no folder"),
        ("Qwen/Qwen3-0.6B", "Qwen/Qwen3-0.6B names no model and no folder"),
        ("lokal:x", "lokal:x names no model and no folder"),
        ("", "an empty text names no model and no folder"),
    ],
)
def test_what_is_no_model_is_refused_with_the_forms_there_are(text, message):
    with pytest.raises(UsageError) as caught:
        parse_model(text)
    assert caught.value.message == message
    assert "local:ID" in caught.value.hint
