"""Templates know what they need, keep to their blocks, and cannot run away."""

import pytest

from orchestrator.domain.errors import ExpressionError
from orchestrator.language.templates import TemplateLibrary, TemplateProblem


def library(**texts):
    return TemplateLibrary({name.replace("_", "."): text for name, text in texts.items()})


def test_a_template_says_which_names_it_uses_and_where():
    template = library(a="Hello {{ name }}\n{% for x in rows %}{{ x }} {{ name }}{% endfor %}").parse("a")
    assert dict(template.free_names) == {"name": 1, "rows": 2}


def test_blocks_are_rendered_apart_and_see_the_imports_above_them():
    texts = {
        "p": "{% macro shout(t) %}{{ t | upper }}!{% endmacro %}",
        "a": '{% import "p" as p %}{% block system %}Be kind.{% endblock %}'
        "{% block user %}{{ p.shout(word) }}{% endblock %}",
    }
    template = TemplateLibrary(texts).parse("a")
    assert dict(template.free_names) == {"word": 1}
    assert template.render_block("system", {"word": "hey"}) == "Be kind."
    assert template.render_block("user", {"word": "hey"}) == "HEY!"
    assert template.render_block("assistant", {"word": "hey"}) == ""


def test_a_text_without_blocks_is_the_user_message():
    assert library(a="Hi {{ n }}").parse("a").render_block("user", {"n": 1}) == "Hi 1"


def test_what_a_reply_begins_with_keeps_every_space():
    template = library(a="{% block user %}x{% endblock %}{% block assistant %}  {{ t }} {% endblock %}").parse("a")
    assert template.render_block("assistant", {"t": "Once"}) == "  Once "


def test_a_value_is_never_rendered_again():
    assert library(a="{{ t }}").parse("a").render({"t": "{{ 7 * 7 }}{% raw %}"}) == "{{ 7 * 7 }}{% raw %}"


def test_chinese_templates_stand_beside_the_others():
    variants = TemplateLibrary({"a": "Hello", "zh/a": "你好"}).variants("a")
    assert {language: t.render({}) for language, t in variants.items()} == {"": "Hello", "zh": "你好"}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("ok\n{% if x %}", 2, "a {% if %} is not closed: {% endif %} is missing"),
        ("{{ x | nope }}", 1, "unknown filter 'nope'"),
        ('{% include "b" %}', 1, "include and extends are not available"),
        ('{% import "b" as b %}', 1, "import of an unknown template 'b'"),
        ("{% import x as b %}", 1, "of a computed name"),
        ("\n{% block sytem %}{% endblock %}", 2, "unknown block 'sytem'"),
    ],
)
def test_a_broken_template_is_a_problem_with_its_line(text, line, says):
    with pytest.raises(TemplateProblem, match=says) as caught:
        library(a=text).parse("a")
    assert caught.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        "{{ t.upper() }}",
        "{{ t.__class__ }}",
        "{{ t.missing }}",
        "{{ nobody }}",
        "{% for i in range(99999) %}{% for j in range(99999) %}xxxxxxxxxx{% endfor %}{% endfor %}",
        "{{ 'a' * 99999999 }}",
        "{{ 'aaaa' | replace('a', 'b' * 999999) | replace('b', 'c' * 99) }}",
        "{{ self.__init__ }}",
        "{{ range.__call__ }}",
    ],
)
def test_what_runs_away_or_reaches_out_is_an_error(text):
    with pytest.raises(ExpressionError):
        library(a=text).parse("a").render({"t": "text"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ chapter.titel }}", "there is no 'titel'; did you mean 'title'? known here: title"),
        ("{{ chapter.title.text }}", "a text has no 'text'"),
        ("{{ chapters[3] }}", "a list of 1 entry has no '3'"),
        ("{{ nothing.title }}", "there is no 'title' of none"),
        ("{{ 1 + chapter.title }}", "int + text has no meaning"),
        ("{{ 1 - nothing }}", "int - none has no meaning"),
        ("{{ chapters < 3 }}", "a list < int has no meaning"),
        ("{% for c in chapters %}\n{{ c.title }}{{ c.goal }}\n{% endfor %}", "there is no 'goal'; known here: title"),
    ],
)
def test_what_goes_wrong_while_it_runs_is_told_with_its_line_and_in_words(text, says):
    template = TemplateLibrary({"page.md.j2": f"{{# A page. #}}\n\n{text}"}).parse("page.md.j2")
    chapter = {"title": "The Kite"}
    with pytest.raises(ExpressionError) as caught:
        template.render({"chapter": chapter, "chapters": [chapter], "nothing": None})
    line = 4 if "for" in text else 3
    assert caught.value.message == f"template page.md.j2, line {line}: {says}"
