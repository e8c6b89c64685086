"""JSON as an input: what is let in, in which form, and what is said of the rest."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from orchestrator.domain.drafts import Draft
from orchestrator.domain.text import clean
from orchestrator.language.diagnostics import Problems
from orchestrator.language.input_json import MAX_DEPTH
from orchestrator.language.inputs import InputSpec
from orchestrator.language.own_schema import schema_of
from orchestrator.language.sources import SourceText
from orchestrator.language.yaml_source import read_yaml

ANYTHING = InputSpec(type="json")


def shaped(schema):
    """A json input with a schema, written as YAML."""
    problems = Problems()
    made = schema_of("Cast", read_yaml(SourceText("schema", schema), problems), problems)
    problems.raise_if_any()
    return InputSpec(type="json", shape=TypeAdapter(made[0]), of=made[1])


CAST = shaped(
    "{type: array, maxItems: 3, items: {type: object, required: [name], properties: "
    "{name: {type: string}, age: {type: integer, minimum: 0}, mood: {type: string, enum: [sad, happy]}}}}"
)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ('{"a": [1, 2.5, true, null]}', {"a": [1, 2.5, True, None]}),
        ('"text"', "text"),
        ("null", None),
        ({"a": ("b", "c\r\n")}, {"a": ["b", "c\n"]}),
        ('{"a\\u0000": "\\ud800b"}', {"a": "b"}),
        (Draft.of("One."), Draft.of("One.").model_dump(mode="json")),
    ],
)
def test_json_text_and_native_values_become_plain_cleaned_data(given, value):
    assert ANYTHING.read("x", given) == value


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (" hello", "'x' is no JSON; a text would stand in double quotes: \"…\""),
        ("", "'x' is no JSON (line 1, column 1: expecting value)"),
        ('{"a": 1,\n "b" 2}', "'x' is no JSON (line 2, column 6: expecting ':' delimiter)"),
        ("[NaN]", "'x' holds NaN, which is no JSON"),
        ("[-Infinity]", "'x' holds -Infinity, which is no JSON"),
        ("[1e999]", "'x' holds a number that is not finite"),
        ([float("nan")], "'x' holds a number that is not finite"),
        ("9" * 5000, "'x' holds a number of thousands of digits"),
        ('{"a": 1, "a": 2}', "'x' has the key 'a' twice in one place"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "'x' is nested more than 64 deep"),
        ("[" * 100_000, "'x' is nested more than 64 deep"),
        ('{"a":' * 100_000, "'x' is nested more than 64 deep"),
        ({"a": {1, 2}}, "'x' cannot hold set"),
    ],
)
def test_what_json_does_not_allow_or_a_run_cannot_keep_is_told(given, message):
    with pytest.raises(ValueError, match=r".") as caught:
        ANYTHING.read("x", given)
    assert str(caught.value) == message


def test_the_deepest_value_that_is_taken():
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert json.dumps(ANYTHING.read("x", text)) == text


def test_a_schema_leaves_out_what_it_does_not_name_and_makes_the_optional_none():
    read = CAST.read("cast", [{"name": "Ann", "hat": "red"}, {"name": "Bo", "age": 3, "mood": "sad"}])
    assert read == [{"name": "Ann", "age": None, "mood": None}, {"name": "Bo", "age": 3, "mood": "sad"}]


def test_every_mistake_is_told_with_its_place():
    with pytest.raises(ValueError, match=r".") as caught:
        CAST.read("cast", '[{"age": "3"}, {"name": 7, "age": -1, "mood": "odd"}]')
    assert str(caught.value).splitlines() == [
        "'cast' at [0].name: is missing",
        "'cast' at [0].age: must be a whole number",
        "'cast' at [1].name: must be text",
        "'cast' at [1].age: must be at least 0",
        "'cast' at [1].mood: must be 'sad' or 'happy'",
    ]


def test_a_value_of_another_kind_than_the_schema_is_told():
    with pytest.raises(ValueError, match=r"^'cast' must be a list$"):
        CAST.read("cast", {"name": "Ann"})


def test_more_mistakes_than_anybody_reads_are_counted():
    with pytest.raises(ValueError, match=r".") as caught:
        shaped("{type: array, items: {type: integer}}").read("ages", ["a"] * 40)
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (11, "'ages' has 30 more mistakes")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex("[a-z]{1,3}", fullmatch=True), inner),
    max_leaves=20,
)


def cleaned(value):
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(part) for part in value]
    return {key: cleaned(part) for key, part in value.items()} if isinstance(value, dict) else value


@given(VALUES)
def test_a_value_is_the_same_as_text_and_natively(value):
    expected = cleaned(value)
    assert ANYTHING.read("x", json.dumps(value)) == expected
    if not isinstance(value, str) and value is not None:
        assert ANYTHING.read("x", value) == expected


@given(st.text())
def test_any_text_is_json_or_a_plain_mistake(text):
    said = "'x' is fine"
    try:
        ANYTHING.read("x", text)
    except ValueError as error:
        said = str(error)
    assert said.startswith("'x' ")
