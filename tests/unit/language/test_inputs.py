"""Inputs: reading values as they are given on a command line or in a file."""

from __future__ import annotations

import pytest

from orchestrator.language.inputs import InputSpec, read_inputs
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
        (3, spec("list"), "'x' must be a list, not int"),
        ("1, b", spec("list", item="int"), "'x' must be a whole number, not 'b'"),
        (None, spec("int"), "'x' has no value"),
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
