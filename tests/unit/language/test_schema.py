"""The JSON Schemas that editors complete from: made of the models that the compiler checks with."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from orchestrator.language.schema import card_schema, workflow_schema
from tests.unit.language.compiling import ROOT

WORKFLOWS = sorted((ROOT / "workflows").glob("*.yaml"))
CARDS = sorted((ROOT / "agents").glob("*.yaml"))


def errors(schema, document):
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("schema", [workflow_schema(), card_schema()], ids=["workflow", "card"])
def test_the_schemas_are_schemas_of_2020_12(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_shipped_workflow_meets_the_schema(path):
    assert errors(workflow_schema(), yaml.safe_load(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_every_shipped_card_meets_the_schema(path):
    assert errors(card_schema(), yaml.safe_load(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"steps": {}},
        {"steps": {"outline": {"agent": "planner", "check": ["length"]}}},
        {"steps": {"outline": {"agent": "planner", "retry": 11}}},
        {"steps": {"outline": {}}},
        {"steps": {"polish": {"loop": {"until": "true"}, "steps": {"a": {"agent": "a"}}, "result": "a"}}},
        {"inputs": {"premise": {"type": "txt"}}},
        {"outputs": {}},
    ],
)
def test_an_editor_sees_the_same_mistakes(change):
    document = {"name": "s", "steps": {"outline": {"agent": "planner"}}, "outputs": {"plan": "outline"}}
    assert errors(workflow_schema(), document) == []
    assert errors(workflow_schema(), {**document, **change}) != []


def keys_without_description(node, path=""):
    """The keys of a schema that tell an author nothing."""
    for name, part in node.get("properties", {}).items():
        if "description" not in part and "$ref" not in part:
            yield f"{path}.{name}"
    for name, definition in node.get("$defs", {}).items():
        yield from keys_without_description(definition, name)


@pytest.mark.parametrize("schema", [workflow_schema(), card_schema()], ids=["workflow", "card"])
def test_every_key_is_described(schema):
    assert list(keys_without_description(schema)) == []
