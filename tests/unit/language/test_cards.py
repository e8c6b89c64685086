"""Role cards: what they say, what follows from it, and JSON Schemas of their own."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from orchestrator.domain.critiques import Critique
from orchestrator.domain.errors import DefinitionError
from orchestrator.domain.replies import json_schema, read_json
from orchestrator.language.cards import compile_card
from orchestrator.language.sources import SourceText
from tests.unit.language.compiling import CARDS


def card(text):
    role = re.search(r"role: (\w+)", text)[1]
    return compile_card(role, {role: SourceText("agents/poet.yaml", text)})


def mistakes(text):
    with pytest.raises(DefinitionError) as caught:
        card(text)
    return [d.message for d in caught.value.diagnostics]


@pytest.mark.parametrize("role", sorted(CARDS))
def test_every_shipped_card_compiles(role):
    assert compile_card(role, CARDS).role == role


@pytest.mark.parametrize(
    ("output", "reply"), [("text", "text"), ("Draft", "text"), ("Revision", "paragraphs"), ("Critique", "json")]
)
def test_a_card_that_does_not_say_how_it_replies_does_what_suits_its_output(output, reply):
    assert card(f"{{role: poet, template: p, output: {output}}}").reply == reply


def test_only_json_replies_have_a_shape():
    assert card("{role: poet, template: p, output: Critique}").shape is Critique
    assert card("{role: poet, template: p, output: Draft}").shape is None


def test_an_editor_that_rewrites_all_replies_with_prose():
    assert card("{role: poet, template: p, output: Revision, whole: true}").reply == "text"


def test_prose_inside_json_is_refused():
    assert mistakes("{role: poet, template: p, output: Draft, reply: json}") == ["`reply: json` cannot give Draft"]


def test_sampling_says_only_what_was_written():
    sampling = card('{role: poet, template: p, output: text, sampling: {temperature: 0, stop: ["###"]}}').sampling
    assert sampling.model_fields_set == {"temperature", "stop"}
    assert sampling.stop == ("###",)


SCHEMA = """
role: judge
template: judge.md.j2
output:
  type: object
  required: [verdict, reasons]
  properties:
    reasons: {type: array, items: {type: string, minLength: 1}, maxItems: 3}
    verdict: {type: string, enum: [good, bad]}
    score: {type: integer, minimum: 1, maximum: 10}
    place:
      type: object
      required: [name]
      properties: {name: {type: string}, far: {type: boolean}, miles: {type: number}}
"""


def test_a_schema_of_its_own_gives_the_output_a_type_with_fields():
    output = card(SCHEMA).output
    assert str(output) == (
        "{reasons: list of text, verdict: text, score: optional int, "
        "place: optional {name: text, far: optional bool, miles: optional float}}"
    )


def test_words_to_choose_from_need_no_type_beside_them():
    made = card("{role: poet, template: p, output: {type: object, properties: {mood: {enum: [sad, glad]}}}}")
    assert str(made.output) == "{mood: optional text}"
    assert made.shape is not None
    assert made.shape.model_validate({"mood": "sad"}).model_dump() == {"mood": "sad"}
    with pytest.raises(ValidationError):
        made.shape.model_validate({"mood": "mad"})


def test_a_reply_is_read_by_the_schema():
    shape = card(SCHEMA).shape
    assert shape is not None
    value = read_json('{"reasons": ["It rains."], "verdict": "bad", "place": {"name": "Ems", "miles": 2}}', shape)
    assert value.model_dump() == {
        "reasons": ("It rains.",), "verdict": "bad", "score": None, "place": {"name": "Ems", "far": None, "miles": 2.0},
    }  # fmt: skip


@pytest.mark.parametrize(
    "reply",
    [
        {"verdict": "bad"},
        {"verdict": "ugly", "reasons": []},
        {"verdict": "bad", "reasons": [""]},
        {"verdict": "bad", "reasons": ["a", "b", "c", "d"]},
        {"verdict": "bad", "reasons": [], "score": 11},
    ],
)
def test_a_reply_of_another_shape_is_refused(reply):
    shape = card(SCHEMA).shape
    assert shape is not None
    with pytest.raises(ValidationError):
        shape.model_validate(reply)


def test_the_model_is_held_to_the_schema_as_it_was_written():
    shape = card(SCHEMA).shape
    assert shape is not None
    schema = json_schema(shape)
    assert list(schema["properties"]) == ["reasons", "verdict", "score", "place"]
    assert schema["required"] == ["reasons", "verdict"]
    assert schema["properties"]["verdict"] == {"enum": ["good", "bad"], "type": "string"}
    assert schema["properties"]["reasons"]["maxItems"] == 3


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("{type: array, items: {type: string}}", "a schema for replies must be of `type: object`"),
        ("{type: object}", "a schema of an object needs `properties`"),
        ("{type: object, properties: {a: {type: array}}}", "a schema of a list needs `items`"),
        ("{type: object, properties: {a: {type: string, minLength: x}}}", "'minLength' must be a whole number"),
        ("{type: object, properties: {copy: {type: string}}}", "'copy' cannot be a property here"),
        ("{type: object, properties: {a: {type: string, $ref: b}}}", "unknown key '$ref' in a schema"),
        ("3", "'3' cannot be an output"),
        ("[a]", "a list cannot be an output"),
    ],
)
def test_a_schema_that_cannot_be_used_says_why(output, message):
    assert mistakes(f"{{role: poet, template: p, output: {output}}}") == [message]
