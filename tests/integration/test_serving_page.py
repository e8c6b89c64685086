"""docs/serving.md is true: its commands are taken, its settings read, its workflow compiled."""

import json
import re
import shlex
import tomllib

import pytest

from orchestrator.adapters.models.choose import parse_model
from orchestrator.adapters.models.server import parse_addresses
from orchestrator.cli.commands.serve import command
from orchestrator.settings import load_settings
from tests.support.command import ROOT
from tests.support.running import compiled

BLOCKS = re.findall(
    r"^```(\w+)\n(.*?)^```$", (ROOT / "docs" / "serving.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)


def blocks(language):
    found = [text for kind, text in BLOCKS if kind == language]
    assert found
    return found


@pytest.mark.parametrize("line", blocks("sh"))
def test_a_command_is_taken_and_what_stands_behind_the_dashes_goes_to_vllm(line):
    words = shlex.split(line)
    assert words[:2] == ["inkloom", "serve"]
    parsed = command.make_context("serve", words[2:]).params
    assert parsed["model"] == words[2]
    behind = words[words.index("--") + 1 :] if "--" in words else []
    assert list(parsed["flags"]) == behind
    for word in behind:
        if word.startswith("{"):
            assert json.loads(word)["method"] == "ngram"


@pytest.mark.parametrize("text", blocks("toml"))
def test_settings_are_settings(tmp_path, text):
    (tmp_path / "inkloom.toml").write_text(text)
    settings = load_settings(tmp_path, {})
    for name, value in tomllib.loads(text).items():
        told = getattr(settings, name)
        assert (list(told) if isinstance(told, tuple) else told if isinstance(told, dict) else str(told)) == value
    for model in (settings.model, *settings.models.values()):
        choice = parse_model(model)
        assert choice.kind == "built-in" or parse_addresses(choice.target)


def test_the_workflow_compiles():
    (text,) = blocks("yaml")
    plan = compiled(text)
    draft, shorter = (plan.block.steps[name] for name in ("draft", "shorter"))
    assert (draft.adapter, shorter.model) == ("soft", "fast")
