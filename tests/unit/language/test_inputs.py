"""Inputs: reading values as they are given on a command line or in a file."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from orchestrator.language.inputs import InputSpec, path_in, read_inputs
from orchestrator.language.schema import workflow_schema
from tests.unit.language.compiling import compile_text, mistakes_in


def spec(type_, **more):
    return InputSpec(type=type_, **more)


@pytest.mark.parametrize(
    ("given", "spec", "value"),
    [
        ("3", spec("int"), 3),
        (3, spec("int"), 3),
        (3.0, spec("int"), 3),
        ("4.5", spec("float"), 4.5),
        (4, spec("float"), 4.0),
        ("yes", spec("bool"), True),
        ("False", spec("bool"), False),
        ("否", spec("bool"), False),
        (1984, spec("text"), "1984"),
        ("a\r\nb\x00", spec("text"), "a\nb"),
        ("zh", spec("choice", choices=("en", "zh")), "zh"),
        ("sad, happy", spec("list"), ("sad", "happy")),
        ("孤独，快乐、平静", spec("list"), ("孤独", "快乐", "平静")),
        ("one\ntwo", spec("list"), ("one", "two")),
        ('["a, b", "c"]', spec("list"), ("a, b", "c")),
        ([1, "2"], spec("list", item="int"), (1, 2)),
        ("", spec("list"), ()),
        ("", spec("text", has_default=True, default=""), ""),
        (None, spec("int", has_default=True), None),
        ("sad, happy", spec("list", item="choice", choices=("sad", "happy")), ("sad", "happy")),
        ("notes.md", spec("file"), "notes.md"),
        ("One.\r\n\r\nTwo.", spec("file"), "One.\n\nTwo."),
    ],
)
def test_a_value_becomes_what_its_input_says(given, spec, value):
    read = spec.read("x", given)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("given", "spec", "message"),
    [
        ("many", spec("int"), "'x' must be a whole number, not 'many'"),
        ("2.5", spec("int"), "'x' must be a whole number, not '2.5'"),
        (True, spec("int"), "'x' must be a whole number, not 'True'"),
        ("0", spec("int", min=1), "'x' must be at least 1, not 0"),
        ("13", spec("int", max=12), "'x' must be at most 12, not 13"),
        ("12345678", spec("int", max=12), "'x' must be at most 12, not 12,345,678"),
        ("0.25", spec("float", min=0.5), "'x' must be at least 0.5, not 0.25"),
        ("", spec("list", min=1), "'x' must have at least 1 entry, not 0"),
        ("nan", spec("float"), "'x' must be a number, not 'nan'"),
        ("1e999", spec("float"), "'x' must be a number, not '1e999'"),
        (10**30, spec("int"), f"'x' must be a whole number, not '{10**30}'"),
        ("maybe", spec("bool"), "'x' must be true or false, not 'maybe'"),
        (1, spec("bool"), "'x' must be true or false, not '1'"),
        ("  ", spec("text"), "'x' is empty"),
        ("abcd", spec("text", max_chars=3), "'x' has 4 characters; at most 3 fit"),
        (["a"], spec("text"), "'x' must be text, not a list"),
        (True, spec("text"), "'x' must be text, not true or false"),
        ("frr", spec("choice", choices=("en", "fr")), "'x' cannot be 'frr'; did you mean 'fr'? choices: en, fr"),
        ("a", spec("list", min=2), "'x' must have at least 2 entries, not 1"),
        ("[1", spec("list"), "'x' begins like a JSON list and is none"),
        (3, spec("list"), "'x' must be a list, not a number"),
        ("1, b", spec("list", item="int"), "'x' must be a whole number, not 'b'"),
        (None, spec("int"), "'x' has no value"),
        (
            "sad, hapy",
            spec("list", item="choice", choices=("sad", "happy")),
            "'x' cannot be 'hapy'; did you mean 'happy'? choices: happy, sad",
        ),
        (" \n", spec("file"), "'x' is empty"),
        ("abcd", spec("file", max_chars=3), "'x' has 4 characters; at most 3 fit"),
    ],
)
def test_a_value_that_does_not_fit_says_why(given, spec, message):
    with pytest.raises(ValueError, match=r".") as caught:
        spec.read("x", given)
    assert str(caught.value) == message


def test_all_that_is_wrong_with_the_inputs_is_said_at_once():
    specs = {"premise": spec("text", description="What it is about."), "scenes": spec("int", max=12)}
    with pytest.raises(ValueError, match=r".") as caught:
        read_inputs(specs, {"scenes": "99", "prmise": "A fox."})
    assert str(caught.value).splitlines() == [
        "unknown input 'prmise'; did you mean 'premise'? inputs: premise, scenes",
        "'premise' is missing (What it is about.)",
        "'scenes' must be at most 12, not 99",
    ]


def test_a_value_that_could_not_be_had_is_not_said_to_be_missing():
    with pytest.raises(ValueError, match=r".") as caught:
        read_inputs({"a": spec("file"), "b": spec("int")}, {"b": "x"}, {"a": "a.md: no such file"})
    assert str(caught.value).splitlines() == ["'a': a.md: no such file", "'b' must be a whole number, not 'x'"]


@pytest.mark.parametrize(
    ("type_", "value", "path"),
    [
        ("file", "one.md", "one.md"),
        ("file", "@one.md", "one.md"),
        ("file", "@@one.md", "@one.md"),
        ("file", "", ""),
        ("file", 7, None),
        ("table", "rows.csv", "rows.csv"),
        ("table", "@rows", "rows"),
        ("table", ' [{"a": 1}]', None),
        ("table", [{"a": 1}], None),
        ("json", "cast.JSON", "cast.JSON"),
        ("json", "@cast", "cast"),
        ("json", '"cast.json"', None),
        ("json", "{}", None),
        ("text", "@one.md", None),
        ("list", "@one.md", None),
    ],
)
def test_which_values_are_paths(type_, value, path):
    assert path_in(type_, value) == path


WORKFLOW = """
name: story
inputs: {inputs}
steps:
  text: {{agent: continuer, of: inputs.seed}}
outputs: {{text: text}}
"""


def test_defaults_are_read_like_values():
    plan = compile_text(
        WORKFLOW.format(
            inputs="{seed: {type: text, default: 1984}, grade: {type: float, default: 4}, n: {type: int, default: ~}}"
        )
    )
    assert [(s.default, s.has_default) for s in plan.inputs.values()] == [("1984", True), (4.0, True), (None, True)]


def test_choices_that_look_like_numbers_are_text():
    plan = compile_text(WORKFLOW.format(inputs="{seed: {type: choice, of: [1, no, true], default: 1}}"))
    assert plan.inputs["seed"].choices == ("1", "no", "true")
    assert plan.inputs["seed"].default == "1"


def test_an_input_without_a_value_by_default_may_be_none():
    text = WORKFLOW.format(inputs="{seed: {type: text, default: null}}")
    (mistake,) = mistakes_in(text)
    assert mistake.message == "what 'continuer' takes as 'text' must be text, and 'inputs.seed' may be none"


def inputs_of(inputs):
    """The compiled inputs of a workflow that also has the text ``seed``."""
    return compile_text(WORKFLOW.format(inputs=f"{{seed: {{type: text}}, {inputs}}}")).inputs


def mistakes_of(expression, inputs):
    """What is wrong with a workflow that uses ``expression`` as a text, below these inputs."""
    return [d.message for d in mistakes_in(WORKFLOW.replace("inputs.seed", expression).format(inputs=f"{{{inputs}}}"))]


@pytest.mark.parametrize(
    ("written", "type_"),
    [
        ("{type: file}", "text"),
        ("{type: file, default: notes/voice.md}", "text"),
        ("{type: file, default: null}", "optional text"),
        ("{type: list, of: [sad, happy]}", "list of text"),
        ("{type: table}", "list of any"),
        ("{type: table, of: {name: text, price: optional float}}", "list of {name: text, price: optional float}"),
        ("{type: table, default: ~}", "optional list of any"),
        ("{type: json}", "any"),
        ("{type: json, of: {type: array, items: {type: integer}}}", "list of int"),
        ("{type: json, of: {type: string}, default: null}", "optional text"),
    ],
)
def test_each_input_has_a_type_for_expressions(written, type_):
    assert str(inputs_of(f"x: {written}")["x"].value_type) == type_


def test_a_reference_into_a_table_is_checked_to_the_column():
    table = "rows: {type: table, of: {name: text}}"
    assert mistakes_of("'inputs.rows[0].name'", table) == []
    assert mistakes_of("'inputs.rows[0].nmae'", table) == ["inputs.rows[0] ({name: text}) has no field 'nmae'"]


def test_a_file_is_text_wherever_a_draft_is_taken():
    assert mistakes_of("inputs.chapter", "chapter: {type: file}") == []


@pytest.mark.parametrize(
    ("written", "default"),
    [
        ("{type: table, of: {n: int}, default: [{n: 1}, {n: '2'}]}", ({"n": 1}, {"n": 2})),
        ("{type: table, default: '[]'}", ()),
        ("{type: json, default: {a: [1, no]}}", {"a": [1, "no"]}),
        ("{type: json, default: '[true]'}", [True]),
        ("{type: list, of: [sad, happy], default: [happy]}", ("happy",)),
    ],
)
def test_defaults_of_tables_and_json_are_read_when_the_workflow_is(written, default):
    spec = inputs_of(f"x: {written}")["x"]
    assert (spec.default, spec.required) == (default, False)


@pytest.mark.parametrize(
    "written",
    ["{type: file, default: a/b.csv}", "{type: table, default: '@a/b.csv'}", "{type: json, default: '@a/b.csv'}"],
)
def test_a_default_that_is_a_file_is_kept_as_its_path(written):
    spec = inputs_of(f"x: {written}")["x"]
    assert (spec.default_file, spec.has_default, spec.required) == ("a/b.csv", False, False)


@pytest.mark.parametrize("path", ["/etc/passwd", "../x.md", "a/../../x.md", "..\\x.md", "C:/x.md", "~/x.md", "@/x.md"])
@pytest.mark.parametrize("type_", ["file", "table"])
def test_a_default_never_leads_out_of_the_project(type_, path):
    (mistake,) = mistakes_in(
        WORKFLOW.format(inputs=f"{{seed: {{type: text}}, x: {{type: {type_}, default: '{path}'}}}}")
    )
    assert mistake.message.startswith("'default' must be the path of a file in the project, not ")


WRITTEN = [
    "{type: file, max_chars: 9, default: notes/voice.md}",
    "{type: file, default: null}",
    "{type: list, of: [sad, happy], default: [sad]}",
    "{type: list, of: int, min: 1}",
    "{type: table, min: 1, max: 3}",
    "{type: table, of: {name: text, price: optional float}, default: [{name: Tea}]}",
    "{type: table, default: rows.csv}",
    "{type: json, default: {a: [1]}}",
    "{type: json, of: {type: array, items: {type: string}}, default: cast.json}",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_an_editor_takes_what_the_compiler_takes(written):
    text = WORKFLOW.format(inputs=f"{{seed: {{type: text}}, x: {written}}}")
    assert mistakes_in(text) == ()
    jsonschema.validate(yaml.safe_load(text), workflow_schema())
