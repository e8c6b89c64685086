"""Nothing runs away, nothing gets out, and no value is ever rendered again."""

import importlib
import time

import pytest
from jinja2.exceptions import SecurityError

from orchestrator.domain.errors import ExpressionError, Place
from orchestrator.language.expressions import ExpressionParser, ExpressionProblem
from orchestrator.language.filters import MAX_OUTPUT_CHARACTERS
from orchestrator.language.meter import MAX_STEPS, Meter
from orchestrator.language.templates import TemplateLibrary, TemplateProblem
from orchestrator.language.types import parse_type
from tests.support.fuzz_templates import ESCAPES, run_expression, run_template
from tests.support.fuzzing import Watch

ROWS = [{"n": n, "t": f"row {n}"} for n in range(2_000)]
VALUES = {
    "rows": ROWS,
    "text": "one two " * 50_000,
    "short": "abc",
    "tree": [{"n": 1, "below": [{"n": 2, "below": []}]}],
}
DOUBLED = "{% set x = [1] %}" + "{% set x = [x, x] %}" * 60


def rendered(text, values=VALUES, **others):
    return TemplateLibrary({"a": text, **others}).parse("a").render(values)


def evaluated(source, **values):
    scope = dict.fromkeys(values, parse_type("any"))
    return ExpressionParser().parse(source, Place("w.yaml", 1, 1), scope).evaluate(values)


@pytest.fixture(scope="module")
def watch():
    importlib.import_module("jinja2.debug")  # Jinja loads it to explain its first mistake
    return Watch()


@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) if not rows | sort(attribute='t') %}{% endfor %}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}",
        "{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}"
        "{% call m() %}{% for i in range(9999) %}{{ text }}{% endfor %}{% endcall %}",
        "{% set a %}{% for i in range(99999) %}{{ text }}{% endfor %}{% endset %}",
        "{% set a %}{% for i in range(99999) %}" + "static text " * 50 + "{% endfor %}{% endset %}",
        "{% filter upper %}{% for i in range(99999) %}{{ text }}{% endfor %}{% endfilter %}",
        "{% for i in range(99999) %}{{ rows == rows | list }}{% endfor %}",
        "{% for i in range(99999) %}{{ 'three' in text }}{% endfor %}",
        "{% for i in range(99999) %}{{ rows | groupby('n') | length }}{% endfor %}",
        "{% for i in range(99999) %}{{ rows | map(attribute='t') | unique | join | length }}{% endfor %}",
        "{% for i in range(99999) %}{{ rows | tojson | length }}{% endfor %}",
        "{% for i in range(99999) %}{{ text | words }}{% endfor %}",
        "{% for i in range(99999) %}{{ text[::-1] | length }}{% endfor %}",
        "{% for i in range(99999) %}{{ loop.changed(rows) }}{% endfor %}",
        "{% for i in range(99999) %}{% import 'big' as b with context %}{% endfor %}",
        "{{ text | map('list') | list }}",
        DOUBLED + "{{ x }}",
        DOUBLED + "{{ x == 1 }}",
        DOUBLED + "{{ x | tojson }}",
        DOUBLED + "{{ {x | join: 1} }}",
        "{% macro m() %}{{ {varargs: 1} }}{{ m(varargs, varargs) }}{% endmacro %}{{ m(1) }}",
    ],
)
def test_work_without_end_is_stopped_by_a_count_and_not_by_the_clock(text):
    started = time.thread_time()
    with pytest.raises(ExpressionError, match=rf"template a(, line \d+)?: it takes more than {MAX_STEPS:,} steps"):
        rendered(text, big="{% for i in range(999) %}{{ i }}{% endfor %}")
    assert time.thread_time() - started < 1


def test_the_keys_of_a_mapping_are_texts_and_numbers():
    assert evaluated("{'a': 1, 2: 3}") == {"a": 1, 2: 3}
    with pytest.raises(ExpressionError, match="not range"):
        evaluated("{range(9): 1}")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("'a fox' | truncate(2)", "truncate to 2 leaves no room"),
        ("'a fox' | truncate(4, leeway=-1)", "0 or more"),
    ],
)
def test_a_text_is_not_cut_to_less_than_what_marks_the_cut(source, says):
    with pytest.raises(ExpressionError, match=says):
        evaluated(source)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("'a' * 300000000", "longer than"),
        ("'ab' | replace('', 'x' * 3999999)", "longer than"),
        ("['a' * 3000000, 'b' * 3000000] | join", "longer than"),
        ("10 ** 10 ** 10 ** 10 ** 10", "too large"),
        ("('f' * 9999) | int(base=16)", "too large"),
        ("5 | round(-1000000000)", "at most 15 decimals"),
        ("5 | round(1000000000, 'ceil')", "at most 15 decimals"),
        ("[1] | tojson(indent=1000000000)", "0 to 8 spaces"),
        ("'a' | trim('b' * 999)", "at most 100 characters"),
        ("[[1], [2]] | sum(start=[])", "sum adds numbers"),
        ("range(1000000000)", "Range too big"),
        ("[1, '%0300000000d'][1] % 1", "formats no text"),
        ("(-8) ** 0.5", "no such power"),
    ],
)
def test_what_would_fill_the_memory_is_refused_before_it_is_built(source, says):
    with pytest.raises(ExpressionError, match=says):
        evaluated(source)


def test_a_value_can_be_nested_a_hundred_levels_deep_and_no_deeper():
    deep = []
    for _ in range(99):
        deep = [deep]
    Meter().weigh([deep[0]])
    with pytest.raises(ExpressionError, match="nested more than 100 levels"):
        rendered("{{ deep }}", {"deep": [[deep]]})


def test_the_last_resort_is_the_clock():
    times = iter([0.0, 0.5, 0.7])
    meter = Meter(clock=lambda: next(times))
    meter.spend(30_000)
    with pytest.raises(SecurityError, match=r"more than 0\.6 seconds"):
        meter.spend(30_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% for node in tree recursive %}{{ node.n }}{{ loop(node.below) }}{% endfor %}", "12"),
        (
            "{% for row in rows[:3] if row.n %}{{ loop.index }}/{{ loop.length }}:{{ row.n }} {% endfor %}",
            "1/2:1 2/2:2",
        ),
        ("{% set a %}{{ short | upper }}!{% endset %}{{ a ~ a }}", "ABC!ABC!"),
        ("{{ short[1:] }}{{ [1, 2, 3][::-1] }}", "bc[3, 2, 1]"),
        ("{{ rows | sum('n') }} {{ [1, 2.5] | sum }} {{ [1] | sum(start=2) }}", "1999000 3.5 3"),
        ("{{ rows | map(attribute='n') | select('gt', 1997) | join(',') }}", "1998,1999"),
        ("{{ [] | first | default('none') }}{{ 'yes' if 2 in (1, 2) }}", "noneyes"),
        ("{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}{{ v }}{% endfor %}", "a2b1"),
        ("{{ 'x' | tojson }}{{ {'a': [1]} | tojson(indent=1) }}", '"x"{\n "a": [\n  1\n ]\n}'),
        ("{{ 2 ** 10 }} {{ 7 // 2 }} {{ -7 % 3 }} {{ 3.14159 | round(2) }} {{ '12' | int }}", "1024 3 2 3.14 12"),
    ],
)
def test_ordinary_work_is_as_jinja_has_it(text, expected):
    assert rendered(text) == expected


def test_a_document_of_a_long_novel_is_far_below_the_limit():
    chapters = [{"title": str(n), "paragraphs": [{"text": "word " * 100}] * 60} for n in range(100)]
    text = "{% for c in cs %}# {{ c.title | upper }}\n{% for p in c.paragraphs %}{{ p.text }}\n{% endfor %}{% endfor %}"
    assert len(rendered(text, {"cs": chapters})) > 3_000_000


def test_each_rendering_has_a_meter_of_its_own():
    template = TemplateLibrary({"a": "{% for i in range(60000) %}{{ i }}{% endfor %}"}).parse("a")
    assert len({template.render({}) for _ in range(3)}) == 1


def test_a_text_longer_than_the_limit_is_refused():
    with pytest.raises(ExpressionError, match="renders more than 4,000,000 characters"):
        rendered("{{ t }}{{ t }}", {"t": "x" * (MAX_OUTPUT_CHARACTERS // 2 + 1)})


BRACES = (
    "{{ 7 * 7 }} {% raw %}{# no #}{% endraw %} {{ nobody.__class__ }} ${7*7} <%= 7 %> # 7\n## 8 {%- set text = 1 -%}"
)


def test_source_texts_are_values_and_come_out_byte_for_byte():
    prompt = TemplateLibrary(
        {
            "m": "{% macro m(t) %}{% for part in t.parts %}{{ part.text }}{% endfor %}{% endmacro %}",
            "a": "{% import 'm' as m %}{% block system %}{{ t.text }}{% endblock %}"
            "{% block user %}{{ m.m(t) }}{% endblock %}"
            "{% block assistant %}{% set kept %}{{ t.text }}{% endset %}{{ kept }}{% endblock %}",
        }
    ).parse("a")
    values = {"t": {"text": BRACES, "parts": [{"text": BRACES}]}}
    assert [prompt.render_block(block, values) for block in ("system", "user", "assistant")] == [BRACES] * 3
    assert rendered("{{ t }}{% filter trim %}{{ t }}{% endfilter %}", {"t": BRACES}) == BRACES * 2
    assert evaluated("t.text", t=values["t"]) == BRACES
    assert evaluated("[t.text, t.parts[0].text] | join('|')", t=values["t"]) == f"{BRACES}|{BRACES}"
    assert evaluated("t.text | replace('7', u)", t=values["t"], u="{{ 8 }}") == BRACES.replace("7", "{{ 8 }}")


@pytest.mark.parametrize("source", ESCAPES, ids=range(len(ESCAPES)))
def test_no_known_escape_gets_anywhere(source, watch):
    with watch.watching():
        run_expression(source)
        run_template("{{ " + source + " }}")
        run_template("{% for loop_ in rows %}{% set x = " + source + " %}{{ x }}{% endfor %}")
    assert watch.seen == []


# Of each of these something may be shown, but it is no object of Python's: at most a number, a text or a list.
REACHING_OUT = [source for source in ESCAPES if "__" in source or "attr" in source or "format" in source]


@pytest.mark.parametrize("source", REACHING_OUT, ids=range(len(REACHING_OUT)))
def test_reaching_for_what_is_behind_a_value_is_an_error(source):
    with pytest.raises((ExpressionError, TemplateProblem)):
        rendered("{{ " + source + " }}")
    with pytest.raises((ExpressionError, ExpressionProblem)):
        evaluated(source, **VALUES)


@pytest.mark.parametrize(
    "text",
    [
        "{% import '/etc/passwd' as p %}",
        "{% import '../a' as p %}",
        "{% include '/etc/passwd' %}",
        "{% extends '/etc/passwd' %}",
        "{% do rows.append(1) %}",
        "{% debug %}",
        "{% trans %}{% endtrans %}",
        "{% autoescape true %}{% endautoescape %}",
        "{{ 'x' | attr('format') }}",
        "{{ " + "9" * 5_000 + " }}",
        "{{ 0x" + "f" * 2_000 + " }}",
        "{{ 1e999 }}",
        "{{ '\\ud800' }}",
        "{{ short" + ".a" * 300 + " }}",
        "{% for x in rows %}" * 25 + "{% endfor %}" * 25,
        "{% macro m(a, a) %}{% endmacro %}",
        "{{ range(a=1, a=2) }}",
        "{{ 1 }}" * 6_000,
        "x" * 100_001,
    ],
)
def test_what_no_template_needs_is_a_problem_when_it_is_read(text):
    with pytest.raises(TemplateProblem):
        TemplateLibrary({"a": text}).parse("a")


@pytest.mark.parametrize(
    "text",
    [
        "{{ self._TemplateReference__context }}",
        "{{ self.user() }}",
        "{{ loop }}",
        "{% for r in rows %}{{ loop._iterable }}{% endfor %}",
        "{% for r in rows %}{{ loop.__init__ }}{% endfor %}",
        "{% for r in rows %}{{ loop.cycle.__func__ }}{% endfor %}",
        "{% macro m() %}{{ caller.__globals__ }}{{ varargs.__class__ }}{% endmacro %}{{ m.__class__ }}{{ m() }}",
        "{% set ns = namespace() %}",
        "{% set short.x = 1 %}",
        "{% import 'other' as o %}{{ o._body_stream }}",
        "{% import 'other' as o %}{{ o.__dict__ }}",
        "{{ [1] | map('pay run') | list }}",
        "{{ nobody.__class__ }}",
        "{{ nobody._undefined_exception }}",
        "{{ short() }}",
        "{% filter groupby %}{% endfilter %}{% filter list %}x{% endfilter %}",
    ],
)
def test_the_insides_of_jinja_cannot_be_read(text):
    with pytest.raises(ExpressionError):
        rendered(text, other="{% macro m() %}{% endmacro %}")


def test_an_expression_gives_plain_data_or_an_error():
    assert evaluated("range(3)") == [0, 1, 2]
    assert evaluated("(1, (2, 'a'))") == [1, [2, "a"]]
    assert evaluated("1 if false") is None
    assert evaluated("['x' if x]", x=0) == [None]
    with pytest.raises(ExpressionError, match="missing"):
        evaluated("[x.missing]", x={})
