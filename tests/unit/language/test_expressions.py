"""Expressions are typed when they are loaded and bounded when they run."""

import pytest

from orchestrator.domain.errors import ExpressionError, Place
from orchestrator.language.expressions import ExpressionParser, ExpressionProblem, literal
from orchestrator.language.types import parse_type

HERE = Place("w.yaml", 1, 1)
SCOPE = {
    name: parse_type(type_)
    for name, type_ in {
        "outline": "Outline",
        "critique": "Critique",
        "report": "Report",
        "perhaps": "optional Report",
        "count": "int",
        "text": "text",
        "draft": "Draft",
    }.items()
}


def parse(source):
    return ExpressionParser().parse(source, HERE, SCOPE)


def problems(source):
    with pytest.raises(ExpressionProblem) as caught:
        parse(source)
    return [(source[p.offset : p.offset + p.length], p.message, p.hint) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("outline.scenes", "list of Scene"),
        ("outline.scenes[0].goal", "text"),
        ("outline.scenes[1:]", "list of Scene"),
        ("outline.bible.characters | map(attribute='name')", "list of text"),
        ("outline.scenes | first", "Scene"),
        ("critique.score >= 8 and report.passed", "optional bool"),
        ("critique.score", "int"),
        ("critique.score + 0.5", "float"),
        ("count // 2", "int"),
        ("count / 2", "float"),
        ("text ~ count", "text"),
        ("draft.text | words", "int"),
        ("not report.passed", "bool"),
        ("perhaps.score if perhaps else none", "optional float"),
        ("perhaps.reports if perhaps else []", "any"),
        ("perhaps and perhaps.passed", "optional any"),
        ("perhaps | default(report)", "Report"),
        ("[count, critique.score]", "list of int"),
        ("range(count)", "list of int"),
        ("{'a': count, 'b': text}", "{a: int, b: text}"),
        ("perhaps is none", "bool"),
    ],
)
def test_an_expression_has_the_type_its_parts_give_it(source, type_):
    assert str(parse(source).type) == type_


@pytest.mark.parametrize(
    ("source", "at", "message", "hint"),
    [
        ("outlin.title", "outlin", "unknown name 'outlin'", "did you mean 'outline'"),
        ("outline.scense", "scense", "outline (Outline) has no field 'scense'", "did you mean 'scenes'"),
        ("outline.scenes[0].gaol", "gaol", "outline.scenes[0] (Scene) has no field 'gaol'", "did you mean 'goal'"),
        ("count + outline.scense", "scense", "outline (Outline) has no field 'scense'", "did you mean 'scenes'"),
        ("perhaps.passed", "perhaps", "'perhaps' may be none here", "else"),
        ("text + count", "text", "text + int has no meaning", "use ~ to join texts"),
        ("text > count", "text", "text > int has no meaning", ""),
        ("outline > 3", "outline", "Outline > int has no meaning", ""),
        ("text.upper()", "text.upper", "'text.upper' cannot be called", "write text | upper"),
        ("text.length", "length", "text (text) has no fields, so no 'length'", "write text | length"),
        ("text | uper", "uper", "unknown filter 'uper'", "did you mean 'upper'"),
        ("count is evn", "evn", "unknown test 'evn'", "did you mean 'even'"),
        ("outline.scenes | map(attribute='gaol')", "gaol", "Scene has no field 'gaol'", "did you mean 'goal'"),
        ("critique.score > outline.scor", "scor", "outline (Outline) has no field 'scor'", ""),
        ("9" * 5000, "9" * 5000, "this expression holds a number that is too large", ""),
        ("{{ text }}", "{{", "an expression is written without {{ }}", "remove the braces"),
        ("text text", "text text", "this expression does not parse: 'text' does not belong here", ""),
        ("count[0]", "count", "'count' is int, not a list", ""),
    ],
)
def test_what_cannot_be_is_said_at_its_place(source, at, message, hint):
    found = problems(source)
    assert found[0][:2] == (at, message)
    assert hint in found[0][2]


def test_all_problems_of_an_expression_come_at_once():
    assert len(problems("outlin.title ~ critique.scroe ~ nobody")) == 3


def test_nesting_without_end_is_a_problem_and_no_crash():
    assert problems("(" * 1000 + "1" + ")" * 1000)[0][1] == "this expression is nested too deeply"


def test_a_pure_reference_is_known_as_one():
    assert parse("outline.scenes").reference == ("outline", "scenes")
    assert parse("outline.scenes | list").reference is None
    assert parse("critique.score >= count").names == {"critique", "count"}


def test_keys_come_before_attributes():
    scope = {"row": parse_type("any")}
    expression = ExpressionParser().parse("row.items", HERE, scope)
    assert expression.evaluate({"row": {"items": "the key"}}) == "the key"


@pytest.mark.parametrize(
    "source",
    [
        "'a' * 300000000",
        "10 ** 10 ** 10 ** 10 ** 10",
        "range(100000000)",
        "'%0300000000d' % 1",
        "[1] * 300000000",
        "data.missing",
        "data['missing']",
        "data.text.upper()",
        "data.__class__",
        "''.__class__.__mro__",
        "data | attr('__class__')",
        "cycler.__init__",
        "data.list[0].denominator",
        "1 / 0",
    ],
)
def test_nothing_gets_out_of_the_sandbox_and_nothing_grows_without_bound(source):
    data = {"text": "t", "list": [1]}
    with pytest.raises((ExpressionError, ExpressionProblem)):
        ExpressionParser().parse(source, HERE, {"data": parse_type("any")}).evaluate({"data": data})


def test_a_constant_is_its_own_value():
    three = literal(3, HERE)
    assert three.evaluate({}) == 3
    assert str(three.type) == "int"
