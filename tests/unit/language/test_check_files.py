"""Check files: what they say becomes a check like any other, and nothing in them runs that is not a bare expression."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.checks.registry import REGISTRY, Check, run_checks
from orchestrator.domain.errors import DefinitionError
from orchestrator.domain.reports import CheckReport
from orchestrator.language.check_files import CheckShelf, compile_check
from orchestrator.language.compiler import compile_workflow
from orchestrator.language.plan import CheckStep
from orchestrator.language.sources import SourceText
from orchestrator.language.templates import TemplateLibrary

HOUSE_WORDS = """
check: house-words
description: Words this house does not print.
language: en
find:
  words: [suddenly, very, not only, 忽然]
measures:
  per_thousand: found * 1000 / words
targets:
  per_thousand: {max: 2}
instruction: Take out "{quote}".
too_few: Be less strict.
severity: major
"""


def check(text: str) -> Check:
    return compile_check(SourceText("checks/own.yaml", text))


def report(definition: str, text: str, **targets: object) -> CheckReport:
    made = check(definition)
    (part,) = run_checks(text, [made.name], {made.name: targets}, known={made.name: made}).reports  # type: ignore[dict-item]
    return part


def mistakes(text: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        check(text)
    return [d.message for d in caught.value.diagnostics]


def test_a_file_says_everything_there_is_to_say() -> None:
    made = check(HOUSE_WORDS)
    assert (made.name, made.description, made.languages) == (
        "house-words", "Words this house does not print.", ("en",)
    )  # fmt: skip
    assert {name: spec.description for name, spec in made.targets.items()} == {
        "found": "How many places are found; a bare number is a maximum.",
        "per_thousand": "found * 1000 / words; a bare number is a maximum.",
    }
    judged = report(HOUSE_WORDS, "Suddenly he was not only sad. " + "Word " * 994)
    assert judged.measured == {"found": 2, "per_thousand": 2.0}
    assert judged.passed is True
    stricter = report(HOUSE_WORDS, "Suddenly he was not only sad.", found=1)
    assert [(f.quote, f.instruction, f.severity) for f in stricter.findings] == [
        ("Suddenly", 'Take out "Suddenly".', "major"),
        ("not only", 'Take out "not only".', "major"),
    ]


def test_two_lines_are_enough() -> None:
    judged = report("check: no-very\nfind: {words: [very]}", "Very well.", found=0)
    assert [f.instruction for f in judged.findings] == ['Take out or change "Very".']
    assert judged.targets == {"found": 0}


def test_a_pattern_finds_what_words_cannot() -> None:
    definition = "check: not-but\nfind:\n  pattern: '\\bnot only\\b.*?\\bbut also\\b'\ntargets: {found: 0}"
    judged = report(definition, "It was not only dark, but also cold.")
    assert [f.quote for f in judged.findings] == ["not only dark, but also"]


def test_numbers_alone_make_a_check() -> None:
    definition = "{check: pace, measures: {a: words / sentences, b: characters, c: paragraphs, d: words ** 2}}"
    assert report(definition, "One two three.\n\nFour.").measured == {"a": 2.0, "b": 17, "c": 2, "d": 16}


@pytest.mark.parametrize(
    "formula", ["1 / (words - 1)", "words ** 9999", "(0 - words) ** 0.5", "[words][3]", "1e308 * 10"]
)
def test_a_formula_without_a_value_gives_none(formula: str) -> None:
    definition = f'{{check: odd, measures: {{value: "{formula}"}}}}'
    judged = report(definition, "Word.", value=1)
    assert (judged.measured, judged.reliable, judged.passed) == ({"value": None}, False, None)


def test_texts_are_data_and_never_rendered() -> None:
    definition = 'check: braces\nfind: {pattern: "[{].*[}]"}\ninstruction: "Cut {quote}"\ntargets: {found: 0}'
    judged = report(definition, "Say {{ 7 * 7 }} and {% raw %}{quote}.")
    assert judged.findings[0].instruction == "Cut {{ 7 * 7 }} and {% raw %}{quote}"


@pytest.mark.parametrize(
    "expression", ["found.__class__", "found.real", "range(3).start", "''.join(found)", "cycler()", "self", "inputs.x"]
)
def test_an_expression_reaches_nothing_but_the_counts(expression: str) -> None:
    definition = f'check: sly\nfind: {{words: [very]}}\nmeasures: {{value: "{expression}"}}'
    try:
        judged = report(definition, "Very well.")
    except DefinitionError:
        return
    assert judged.measured["value"] is None


@pytest.mark.parametrize(
    ("definition", "messages"),
    [
        ("check: x\nfind:", ["'find' says nothing to look for"]),
        ("check: x\nfind: very", ["'find' must be a mapping, not text"]),
        ("check: x\nfind: {words: very}", ["'words' must be a list, not text"]),
        ("check: x\nfind: {words: []}", ["'words' must not be empty"]),
        ("check: x\nfind: {words: [[very]]}", ["an entry of 'words' must be text, not a list"]),
        ("check: x\nfind: {pattern: ''}", ["a pattern is missing here"]),
        ("check: x\nfind: {pattern: 3}", ["'pattern' must be text, not a number"]),
        ("check: x\nmeasures: {}", ["this check measures nothing"]),
        ("check: x\nmeasures: {round: words}", ["'round' is a word of the language and cannot be a name here"]),
        ("check: x\nmeasures: {a: }", ["'a' is empty: an expression is missing"]),
        ("check: x\nmeasures: {a: '{{ words }}'}", ["an expression is written without {{ }}"]),
        ("check: x\nmeasures: {a: words}\ntargets: {a: {max: [1]}}", ["a bound is a number here, not a list"]),
        ("check: x\nmeasures: {a: words}\ntargets: {a: true}", ["a bound is a number here, not true or false"]),
        ("check: x\nmeasures: {a: words}\ntargets: {a: }", ["a bound is a number here, not nothing"]),
        ("check: x\nmeasures: {a: words}\nseverity: bad", ["'severity' cannot be 'bad'"]),
        ("check: x\nfind: {words: [a]}\ninstruction: '{{ quote }}'", ["'{{ quote }}' stands for nothing"]),
        ("check: ''\nfind: {words: [a]}", ["'' cannot be a name"]),
        ("check: x\nfind: {words: [&a very]}", ["'&a' is an anchor, and anchors and aliases are not used here"]),
        (f"check: x\nfind: {{words: [{'x' * 101}]}}", ["a word of 101 characters"]),
        (f"check: x\nfind: {{words: [{', '.join(['x'] * 1001)}]}}", ["1,001 words are too many"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(definition: str, messages: list[str]) -> None:
    assert mistakes(definition) == messages


@pytest.fixture
def shelf() -> CheckShelf:
    files = {
        "house-words": HOUSE_WORDS,
        "length": "{check: length, measures: {share: words / characters}}",
        "broken": "check: broken",
        "misnamed": "{check: other, find: {words: [a]}}",
    }
    return CheckShelf({name: SourceText(f"checks/{name}.yaml", text) for name, text in files.items()}, REGISTRY)


def test_the_checks_of_a_project_stand_over_the_others(shelf: CheckShelf) -> None:
    assert sorted(shelf) == sorted({*REGISTRY, "house-words", "broken", "misnamed"})
    assert len(shelf) == len(list(shelf))
    assert list(shelf["length"].targets) == ["share"]
    assert shelf["readability"] is REGISTRY["readability"]
    assert shelf["house-words"] is shelf["house-words"]
    assert "nope" not in shelf
    with pytest.raises(KeyError):
        shelf["nope"]


def test_a_broken_file_is_told_only_where_its_check_is_used(shelf: CheckShelf) -> None:
    assert "broken" in shelf
    assert run_checks("Hi.", ["house-words"], known=shelf).reports[0].check == "house-words"
    with pytest.raises(DefinitionError, match="this check measures nothing"):
        run_checks("Hi.", ["broken"], known=shelf)


def test_file_and_check_are_called_the_same(shelf: CheckShelf) -> None:
    with pytest.raises(DefinitionError, match="the file is called 'misnamed' and the check 'other'"):
        shelf["misnamed"]


WORKFLOW = """
name: judge
inputs: {{text: {{type: text}}, limit: {{type: int, default: 2}}}}
steps:
  report: {{check: [house-words], of: inputs.text, targets: {{house-words: {{{target}: {{max: inputs.limit}}}}}}}}
outputs: {{passed: report.passed}}
"""


def test_a_workflow_uses_it_like_any_other(shelf: CheckShelf) -> None:
    def compiled(target: str) -> object:
        text = WORKFLOW.format(target=target)
        return compile_workflow(text, file="w.yaml", cards={}, templates=TemplateLibrary({}), checks=shelf)

    step = compiled("per_thousand").block.steps["report"]  # type: ignore[attr-defined]
    assert isinstance(step, CheckStep)
    assert step.checks == ("house-words",)
    with pytest.raises(DefinitionError) as caught:
        compiled("per_thousnd")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message == "the check 'house-words' has no target 'per_thousnd'"
    assert diagnostic.hint.startswith("did you mean 'per_thousand'?")


PIECES = st.sampled_from(
    ["check", "find", "words", "pattern", "measures", "targets", "found", "max", "very", "{quote}", ": ", "\n", "\n  ",
     "{", "}", "[", "]", ", ", "'", '"', "(", ")", "\\b", "*", "1", "/ ", "- ", "&a", "*a", "!", "é", "不"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(deadline=None, max_examples=500)
def test_any_text_is_a_check_or_told_quickly(text: str) -> None:
    began = time.perf_counter()
    for definition in (
        text,
        f"check: x\nfind:\n  {text}",
        f"check: x\nfind: {{words: [a]}}\nmeasures: {{a: '{text}'}}",
    ):
        try:
            made = check(definition)
        except DefinitionError as error:
            assert error.diagnostics  # noqa: PT017
        else:
            assert isinstance(made, Check)
    assert time.perf_counter() - began < 3
