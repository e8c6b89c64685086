"""The JSON Schemas that editors complete from: made of the models that the compiler checks with."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from orchestrator.language.schema import card_schema, check_schema, workflow_schema
from tests.unit.language.compiling import ROOT

WORKFLOWS = sorted((ROOT / "workflows").glob("*.yaml"))
CARDS = sorted((ROOT / "agents").glob("*.yaml"))


def errors(schema, document):
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]


@pytest.mark.parametrize(
    "schema", [workflow_schema(), card_schema(), check_schema()], ids=["workflow", "card", "check"]
)
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


CHECK = {
    "check": "house-words",
    "find": {"words": ["very"]},
    "measures": {"per_thousand": "found * 1000 / words"},
    "targets": {"per_thousand": {"max": 2}, "found": 3},
    "severity": "major",
}


@pytest.mark.parametrize(
    "change",
    [
        {"descripton": ""},
        {"find": {}},
        {"find": {"words": []}},
        {"find": {"words": ["very"], "pattern": "very"}},
        {"find": {"words": [3]}},
        {"targets": {"found": {"maxx": 3}}},
        {"targets": {"found": "many"}},
        {"severity": "bad"},
    ],
)
def test_an_editor_sees_the_same_mistakes_in_a_check_file(change):
    assert errors(check_schema(), CHECK) == []
    assert errors(check_schema(), {**CHECK, **change}) != []


def test_a_check_file_needs_a_name_and_something_to_measure():
    assert errors(check_schema(), {"find": {"words": ["very"]}}) != []
    assert errors(check_schema(), {"check": "x"}) != []
    assert errors(check_schema(), {"check": "x", "measures": {"pace": "words / sentences"}}) == []


CARD = {"role": "poet", "template": "poet.md.j2", "takes": {"theme": "text"}, "output": "Draft"}


@pytest.mark.parametrize(
    "change",
    [
        {"extends": "drafter"},
        {"output": "Revision", "whole": True},
        {"output": {"type": "object", "properties": {"lines": {"type": "array", "items": {"type": "string"}}}}},
        {"takes": {"theme": "optional list of Scene", "主题": "any"}},
        {"sampling": {"temperature": 0, "stop": ["###"], "seed": 0}},
    ],
)
def test_a_good_card_is_taken(change):
    assert errors(card_schema(), CARD) == []
    assert errors(card_schema(), {**CARD, **change}) == []


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"takes": {"theme": "texts"}},
        {"takes": {"a theme": "text"}},
        {"output": "Drafts"},
        {"output": {"type": "array", "items": {"type": "string"}}},
        {"output": {"type": "object", "properties": {}}},
        {"output": {"type": "object", "properties": {"a": {"type": "text"}}}},
        {"output": {"type": "object", "properties": {"a": {"type": "array"}}}},
        {"whole": True},
        {"reply": "xml"},
        {"sampling": {"temperature": 9}},
        {"sampling": {"heat": 1}},
    ],
)
def test_an_editor_sees_the_same_mistakes_in_a_card(change):
    assert errors(card_schema(), {**CARD, **change}) != []


def test_only_a_card_that_extends_another_can_leave_out_its_template_and_output():
    assert errors(card_schema(), {"role": "poet"}) != []
    assert errors(card_schema(), {"role": "poet", "extends": "drafter"}) == []
    assert errors(card_schema(), {"role": "poet", "extends": "", "template": "poet.md.j2"}) != []


def keys_without_description(schema, path=""):
    """The keys of a schema that tell an author nothing; conditions test keys that are described elsewhere."""
    if isinstance(schema, list):
        for part in schema:
            yield from keys_without_description(part, path)
    if not isinstance(schema, dict):
        return
    for name, part in schema.get("properties", {}).items():
        if "additionalProperties" in schema and "description" not in part:
            yield f"{path}.{name}"
    for name, part in [*schema.get("properties", {}).items(), *schema.get("$defs", {}).items()]:
        yield from keys_without_description(part, f"{path}.{name}")
    for keyword in ("then", "else", "anyOf", "allOf", "items", "additionalProperties"):
        yield from keys_without_description(schema.get(keyword), f"{path}/{keyword}")


@pytest.mark.parametrize(
    "schema", [workflow_schema(), card_schema(), check_schema()], ids=["workflow", "card", "check"]
)
def test_every_key_is_described(schema):
    assert list(keys_without_description(schema)) == []
