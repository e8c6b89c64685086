"""Where the names that a card or template takes find their values."""

from __future__ import annotations

from orchestrator.language.plan import CheckStep, RenderStep
from tests.unit.language.compiling import HEAD, TAIL, bindings, block, compile_text, mistakes_in


def test_names_are_found_above_before_they_are_found_among_the_inputs():
    steps = block("  premise: {agent: continuer, of: \"'A fox.'\"}\n  again: {agent: planner}\n").steps
    assert bindings(steps["outline"])["premise"] == ("inputs.premise", "inputs")
    assert bindings(steps["again"])["premise"] == ("premise", "scope")


def test_what_is_written_further_down_is_not_found_by_itself():
    steps = block("  title: {agent: planner}\n  scenes: {agent: continuer, of: outline.title}\n").steps
    assert bindings(steps["title"])["scenes"] == ("inputs.scenes", "inputs")


def test_with_wins_over_everything():
    steps = block('  again: {agent: planner, with: {premise: outline.logline, scenes: "5"}}\n').steps
    assert bindings(steps["again"])["premise"] == ("outline.logline", "with")
    assert bindings(steps["again"])["scenes"] == ("5", "with")


def test_of_is_what_the_card_takes_as_text():
    steps = block("  summary: {agent: summarizer, of: outline.logline}\n").steps
    assert bindings(steps["summary"])["text"] == ("outline.logline", "of")


def test_an_optional_name_that_nothing_answers_to_is_none():
    (mistake,) = mistakes_in(HEAD + "  critique: {agent: critic}\n" + TAIL)
    assert mistake.message == "'critic' takes 'text' (Draft), and nothing above is called that"
    steps = block("  critique: {agent: critic, of: outline.logline}\n").steps
    assert bindings(steps["critique"])["report"] == (None, "unbound")


def test_none_can_be_said():
    steps = block("  critique: {agent: critic, of: outline.logline, with: {outline: none}}\n").steps
    assert bindings(steps["critique"])["outline"] == ("none", "with")


def test_a_constant_of_the_file_can_be_bound():
    steps = block("  again: {agent: planner, with: {scenes: 5}}\n").steps
    (scenes,) = [b for b in steps["again"].bindings if b.name == "scenes"]
    assert scenes.value.constant
    assert scenes.value.value == 5


def test_a_template_binds_its_names_like_a_card():
    plan = compile_text(
        HEAD + "  page: {render: page.md.j2, with: {name: outline.title}}\n" + TAIL,
        templates={"page.md.j2": "{{ name }}: {{ outline.logline }} ({{ premise }})"},
    )
    assert bindings(plan.block.steps["page"]) == {
        "name": ("outline.title", "with"), "outline": ("outline", "scope"), "premise": ("inputs.premise", "inputs"),
    }  # fmt: skip


def test_a_chinese_template_stands_beside_the_default_and_its_names_count_too():
    text = HEAD + "  page: {render: page.md.j2}\n" + TAIL
    plan = compile_text(text, templates={"page.md.j2": "{{ premise }}", "zh/page.md.j2": "{{ outline.title }}"})
    page = plan.block.steps["page"]
    assert isinstance(page, RenderStep)
    assert sorted(page.templates) == ["", "zh"]
    assert sorted(bindings(page)) == ["outline", "premise"]
    assert page.language is not None
    assert page.language.source == "inputs.language"


def test_a_step_called_language_says_the_language():
    steps = block(
        "  language: {agent: continuer, of: outline.title}\n  report: {check: [length], of: outline.logline}\n"
    ).steps
    report = steps["report"]
    assert isinstance(report, CheckStep)
    assert report.language is not None
    assert report.language.source == "language"
    assert report.after == {"outline", "language"}


def test_a_check_measures_the_text_above_unless_told_otherwise():
    steps = block("  text: {agent: continuer, of: outline.title}\n  report: {check: [length]}\n").steps
    report = steps["report"]
    assert isinstance(report, CheckStep)
    assert report.of.source == "text"
