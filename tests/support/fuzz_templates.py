"""Hostile and broken templates and expressions: grown from a grammar, mutated from good ones, and known escapes."""

# ruff: noqa: E501, PT017 (tables of hostile texts, whose lines are as long as they are)
from __future__ import annotations

import json
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

from orchestrator.domain.critiques import Critique
from orchestrator.domain.drafts import Draft
from orchestrator.domain.errors import ExpressionError, Place
from orchestrator.language.expressions import ExpressionParser, ExpressionProblem
from orchestrator.language.filters import MAX_OUTPUT_CHARACTERS
from orchestrator.language.sandbox import FILTERS, Sandbox, plain
from orchestrator.language.templates import BLOCKS, TemplateLibrary, TemplateProblem
from orchestrator.language.types import parse_type

_ROOT = Path(__file__).parents[2] / "templates"
_SHIPPED = {path.relative_to(_ROOT).as_posix(): path.read_text("utf-8") for path in sorted(_ROOT.rglob("*.j2"))}
TEMPLATES = tuple(_SHIPPED.values())
EXPRESSIONS = (
    "text text", "critique.score >= 8 and report.passed", "outline.scenes | map(attribute='heading') | join(', ')", "text ~ count",
    "draft.text | words", "perhaps.score if perhaps else none", "rows[1:] | selectattr('n', 'gt', 2) | list",
    "range(count) | list", "{'a': count, 'b': text}", "rows | sort(attribute='n', reverse=true) | first", "rows | sum('n')",
)  # fmt: skip
ESCAPES = (
    "''.__class__.__mro__[1].__subclasses__()", "text['__class__']", "text|attr('__class__')", "rows.__init__.__globals__",
    "text.format('{0.__class__}')", "'{0.__class__.__init__.__globals__}'.format(text)", "text.format_map({'a': 1})",
    "'%s' % text", "'%(a)s'|format(a=1)", "('{0.__class__}'|attr('format'))(text)", "['format']|map('attr', text)|list",
    "lipsum.__globals__['os'].popen('id').read()", "cycler.__init__.__globals__.os.system('id')", "joiner.__init__.__globals__",
    "namespace.__init__.__globals__", "self.__init__.__globals__", "self._TemplateReference__context", "self.user()", "super()",
    "loop.__class__", "loop._iterable", "loop._undefined.__init__", "loop.cycle.__func__.__globals__", "caller.__globals__", "varargs.__class__",
    "nobody.__class__.__init__.__globals__", "nobody._undefined_exception", "nobody.__call__()", "range.__globals__", "range.__self__",
    "\"\\x5f\\x5fimport\\x5f\\x5f\"('os')", "text['\\x5f\\x5fclass\\x5f\\x5f']", "rows|map(attribute='__class__')|list",
    "rows|map(attribute='n.__class__.__mro__')|list", "rows|groupby('__class__.__init__')", "rows|groupby('n.__class__')|list",
    "rows|selectattr('__class__')|list", "rows|sort(attribute='__class__')", "rows|sum('__class__')", "rows|map('attr', '__class__')|list",
    "rows|map('pay run')|list", "[-99999999]|map('pay run')|list", "text|xmlattr", "text|pprint", "text|urlize", "text|safe",
    "text|tojson(indent=999999999)", "5|round(-999999999)", "5|round(999999999, 'ceil')", "'f' * 999 | int(base=36)",
    "text|trim('b' * 3999999)", "rows|sum(start=[])", "'a'|center(999999999)", "'a' * 300000000", "10 ** 10 ** 10 ** 10", "range(999999999999)",
    "[1] * 300000000", "'%0300000000d' % 1", "dict(a=1)", "config", "request.application", "get_flashed_messages.__globals__", "_", "__builtins__",
    "context.get_all()", "environment.filters", "caller()", "varargs", "kwargs", "loop.changed(rows)", "loop(rows)", "text.upper()", "rows.append(1)",
    "rows.clear()", "draft.update({'text': 1})", "draft.pop('text')", "text.encode()", "(1).real", "(1).to_bytes(999999999, 'big')", "rows.copy()",
    "{'a': 1}.items()", "draft|items|list", "draft.items", "draft['items']", "rows[0:1].__class__", "text[::-1]", "rows|map(text)|list",
    "((text, 1), 2) in {}", "{rows: 1}", "{(1, (2, 3)): 1}", "rows[rows]", "text|default(text|default(text|default(nobody)))", "1e999", "9" * 5000,
    "0x" + "f" * 2000, "'\\ud800'", "'\\u0000'", "ª", "ｒａｎｇｅ(3)", "-" * 300 + "1", "(" * 300 + "1" + ")" * 300, "text" + ".a" * 300,
    "text" + "|upper" * 300, "1" + " + 1" * 300, "text" + " ~ text" * 300, "range(a=1, a=2)", "1[1:2]", "1(2)", "'a' is sameas text", "true.real",
)  # fmt: skip
_STATEMENTS = (
    "{% import 'parts.md.j2' as p %}{{ p.__class__ }}{{ p._body_stream }}{{ p.draft.__globals__ }}", "{% import '/etc/passwd' as p %}",
    "{% import '../parts.md.j2' as p %}", "{% from 'parts.md.j2' import draft, nothing %}{{ nothing }}", "{% include '/etc/passwd' %}",
    "{% extends 'parts.md.j2' %}", "{% import text as p %}", "{% do rows.append(1) %}", "{% debug %}", "{% autoescape true %}{{ text }}{% endautoescape %}",
    "{% set ns = namespace(a=1) %}{% set ns.a = 2 %}", "{% set rows.n = 2 %}", "{% set text.x = 1 %}", "{% trans %}x{% endtrans %}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}", "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}",
    "{% macro m() %}{{ {varargs: 1} }}{{ m(varargs, varargs) }}{% endmacro %}{{ m(1) }}", "{% macro m(a, a) %}{% endmacro %}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{{ i }}{% endfor %}{% endfor %}", "{% for x in rows recursive %}{{ loop(rows) }}{% endfor %}",
    "{% set a %}{% for i in range(99999) %}{{ text }}{% endfor %}{% endset %}", "{% filter upper %}{% for i in range(99999) %}xxx{{ text }}{% endfor %}{% endfilter %}",
    "{% macro c() %}{{ caller() }}{{ caller() }}{% endmacro %}{% call c() %}{% for i in range(9999) %}{{ text }}{% endfor %}{% endcall %}",
    "{% for i in range(99999) %}{{ rows | tojson }}{% endfor %}", "{% for i in range(99999) %}{{ rows == rows | list }}{% endfor %}",
    "{% for i in range(9999) %}{{ rows | sort(attribute='n,n,n,n') | map(attribute='n') | unique | join }}{% endfor %}",
    "{% set x = [1] %}" + "{% set x = [x, x] %}" * 60 + "{{ x }}", "{% set x = [1] %}" + "{% set x = [x, x] %}" * 60 + "{{ x == 1 or x() }}",
    "{% set x = 'xxxxxxxx' %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}", "{% set x = [1] %}" + "{% set x = x + x %}" * 40 + "{{ x | length }}",
    "{% set x = 3 %}" + "{% set x = x * x %}" * 40 + "{{ x }}", "{% block user %}{{ self.user() }}{% endblock %}", "{% block system %}{{ super() }}{% endblock %}",
    "{% block user %}{% block system %}x{% endblock %}{% endblock %}", "{% for x in rows %}" * 25 + "{% endfor %}" * 25, "{% if text %}" * 110 + "{% endif %}" * 110,
    "{% raw %}{{ 7 * 7 }}{% endraw %}", "{% call range(3) %}x{% endcall %}", "{% for a, b, c in rows %}{% endfor %}", "{% with a = text %}{{ a }}{% endwith %}",
    "{% for x in rows %}{{ loop.index }}{{ loop.previtem }}{{ loop.cycle('a', 'b') }}{{ loop.changed(x) }}{{ loop.__class__ }}{% else %}none{% endfor %}",
)  # fmt: skip

_ATOMS = (
    "text", "count", "rows", "draft", "draft.text", "draft.paragraphs", "critique.score", "outline.scenes", "perhaps", "nobody", "1", "0", "-3", "2.5",
    "99999", "'a'", "'名字'", "''", "[]", "{}", "true", "none", "[1, 2]", "{'a': 1}", "(1, 2)", "range(9)", "range(99999)", "x", "row.n", "loop.index", "loop",
)  # fmt: skip
_BINARY = (
    " + ",
    " - ",
    " * ",
    " / ",
    " // ",
    " % ",
    " ** ",
    " ~ ",
    " == ",
    " != ",
    " < ",
    " >= ",
    " in ",
    " not in ",
    " and ",
    " or ",
)


_EXPRESSIONS = (
    *["¤ | FILTER"] * 3, *["¤ | FILTER(ARGUMENTS)"] * 3, *["(¤OPERATOR¤)"] * 4, "¤ if ¤ else ¤", "(¤).NAME", "(¤)[¤]", "(¤)[¤:¤]", "not ¤",
    "[¤, ¤]", "¤ is TEST", "¤ is TEST ¤", "{'a': ¤, ¤: 1}",
)  # fmt: skip
_ARGUMENTS = (
    "¤",
    "¤, ¤",
    "attribute='n'",
    "'n'",
    "'upper'",
    "attribute=¤",
    "default=¤",
    "start=¤",
    "indent=¤",
    "*¤",
    "**¤",
)
_NAMES = ("text", "n", "x", "__class__", "items")


def _expression(rng: random.Random, depth: int = 4) -> str:
    """One grown from the grammar: each ¤ of a pattern is an expression again, each word in capitals one of its kind."""
    if depth <= 0 or rng.random() < 0.15:
        return rng.choice(_ATOMS) if rng.random() < 0.9 else rng.choice(ESCAPES)
    pattern = rng.choice(_EXPRESSIONS).replace("ARGUMENTS", rng.choice(_ARGUMENTS))
    for word, choices in (("FILTER", _filters()), ("OPERATOR", _BINARY), ("TEST", _tests()), ("NAME", _NAMES)):
        pattern = pattern.replace(word, rng.choice(choices))
    return "".join(
        _expression(rng, depth - rng.randint(1, 2)) if part == "¤" else part for part in re.split("(¤)", pattern)
    )


@cache
def _filters() -> list[str]:
    return sorted(FILTERS)


@cache
def _tests() -> list[str]:
    return sorted(name for name in Sandbox().tests if name.isidentifier())


_COMPOUND = (
    "{% for row in ¤ %}§{% endfor %}", "{% for row in ¤ if ¤ recursive %}§{{ loop(row) }}{% else %}§{% endfor %}",
    "{% if ¤ %}§{% else %}§{% endif %}", "{% set x = ¤ %}§", "{% set x %}§{% endset %}{{ x }}",
    "{% macro m(x) %}§{% endmacro %}{{ m(¤) }}", "{% filter FILTER %}§{% endfilter %}", "{% with x = ¤ %}§{% endwith %}",
    "{% macro m() %}{{ caller() }}{{ m() }}{% endmacro %}{% call m() %}§{% endcall %}", "{% block user %}§{% endblock %}",
    "{% import 'parts.md.j2' as x with context %}{{ x.draft(¤) }}§",
)  # fmt: skip


def _statement(rng: random.Random, depth: int = 3) -> str:
    """One grown from the grammar: each § of a pattern is some statements, each ¤ an expression."""
    if depth <= 0 or rng.random() < 0.4:
        return rng.choice([f"{{{{ {_expression(rng)} }}}}", "text ", "\n\n", rng.choice(_STATEMENTS)])
    pattern = rng.choice(_COMPOUND).replace("FILTER", rng.choice(_filters()))
    parts = []
    for part in re.split("([¤§])", pattern):
        if part == "§":
            parts += [_statement(rng, depth - 1) for _ in range(rng.randint(0, 3))]
        else:
            parts.append(_expression(rng) if part == "¤" else part)
    return "".join(parts)


def _mutated(rng: random.Random, text: str) -> str:
    for _ in range(rng.randint(1, 5)):
        at = rng.randint(0, len(text))
        end = at + rng.choice([0, 0, 1, 2, 5, 30])
        piece = rng.choice(
            [
                "",
                rng.choice(ESCAPES),
                rng.choice(["{{", "}}", "{%", "%}", "{#", "|", "(", ")", "'", "\\", ".", "[", "-"]),
                _expression(rng, 2),
                text[at:end] * 3,
            ]
        )
        text = text[:at] + piece + text[end:]
    return text


def make_template(rng: random.Random) -> str:
    """A template: grown, mutated, or with an escape in it."""
    kind = rng.random()
    if kind < 0.4:
        return "".join(_statement(rng) for _ in range(rng.randint(1, 4)))
    if kind < 0.7:
        return _mutated(rng, rng.choice(TEMPLATES))
    if kind < 0.85:
        around = rng.choice(
            [
                "{{ %s }}",
                "{%% if %s %%}x{%% endif %%}",
                "{%% for x in %s %%}{{ x }}{%% endfor %%}",
                "{%% set x = %s %%}{{ x }}",
            ]
        )
        return around % rng.choice(ESCAPES)
    return _mutated(rng, rng.choice(_STATEMENTS)) if kind < 0.95 else rng.choice(_STATEMENTS)


def make_expression(rng: random.Random) -> str:
    """An expression: grown, mutated, or an escape."""
    kind = rng.random()
    if kind < 0.6:
        return _expression(rng, 5)
    return _mutated(rng, rng.choice(EXPRESSIONS)) if kind < 0.85 else rng.choice(ESCAPES)


@cache
def values() -> dict[str, Any]:
    """Plain values such as a run has, some of them large."""
    draft = Draft.of("\n\n".join(["The bell was gone. {{ 7 * 7 }} Mira looked for it in the mill."] * 200))
    scene = {
        "id": "s1",
        "heading": "The mill",
        "goal": "Mira finds the bell.",
        "mood": "calm",
        "valence": 1,
        "length": 200,
    }
    outline = {
        "title": "铃",
        "logline": "A fox.",
        "scenes": [scene] * 8,
        "bible": {
            "characters": [{"name": "Mira", "aliases": ["M"], "traits": ["fox"]}],
            "places": ["mill"],
            "facts": [{"text": "dry"}],
            "promises": [],
        },
    }
    return {
        "text": "word " * 20_000, "count": 3, "rows": [{"n": n, "t": f"row {n}"} for n in range(2_000)], "draft": plain(draft), "row": {"n": 1},
        "critique": plain(Critique(issues=(), score=7)), "outline": outline, "scene": scene, "perhaps": None, "x": {"a": [1, 2]},
        "report": {"passed": False, "score": 0.5, "instructions": []}, "previous": [plain(draft)], "story_scenes": [plain(draft)], "note": "n", "premise": "p", "scenes": 3,
    }  # fmt: skip


@cache
def _written_values() -> str:
    return json.dumps(values())


def run_template(text: str) -> bool:
    """Whether ``text`` parses and renders; only a ``TemplateProblem`` and an ``ExpressionError`` may say no."""
    before = _written_values()
    try:
        template = TemplateLibrary({**_SHIPPED, "case": text}).parse("case")
        for block in BLOCKS:
            written = template.render_block(block, values())
            assert len(written) <= MAX_OUTPUT_CHARACTERS
            written.encode()
    except (TemplateProblem, ExpressionError) as error:
        assert len(str(error)) < 2_000
        return False
    finally:
        assert json.dumps(values()) == before
    return True


_TYPES = {
    "text": "text", "count": "int", "draft": "Draft", "critique": "Critique", "perhaps": "optional Report", "outline": "Outline", "report": "Report",
    "rows": "any", "row": "any", "x": "any", "loop": "any",
}  # fmt: skip


def run_expression(text: str) -> bool:
    """Whether ``text`` has a value; only an ``ExpressionProblem`` and an ``ExpressionError`` may say no."""
    scope = {name: parse_type(type_) for name, type_ in _TYPES.items()}
    try:
        expression = ExpressionParser().parse(text, Place("case.yaml", 1, 1), scope)
        assert_plain(expression.evaluate({**values(), "loop": []}))
    except (ExpressionProblem, ExpressionError) as error:
        assert len(str(error)) < 20_000
        return False
    finally:
        assert len(json.dumps(values())) == len(_written_values())
    return True


def assert_plain(value: Any) -> None:
    """Nothing but numbers, texts, lists and mappings."""
    if isinstance(value, list):
        for part in value:
            assert_plain(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            assert_plain(key)
            assert_plain(part)
    else:
        assert value is None or type(value) in (bool, int, float, str), type(value)
