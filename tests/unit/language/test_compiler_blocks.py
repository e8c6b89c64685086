"""Order, scopes, foreach, and steps that may not run."""

from __future__ import annotations

import pytest

from orchestrator.language.plan import ForeachStep
from tests.unit.language.compiling import HEAD, SCENES, TAIL, bindings, block, compile_text, messages, mistakes_in


def test_an_explicit_reference_may_name_a_step_written_further_down():
    plan = compile_text(
        "name: story\ninputs: {premise: {type: text}}\nsteps:\n"
        "  summary: {agent: summarizer, of: story}\n"
        "  story: {agent: continuer, of: outline.logline}\n"
        "  outline: {agent: planner}\n"
        "outputs: {summary: summary.text}\n"
    )
    assert list(plan.block.steps) == ["outline", "story", "summary"]


def test_needs_is_a_dependency_without_data():
    steps = block("  draft: {agent: continuer, of: inputs.premise, needs: [late]}\n  late: {agent: planner}\n").steps
    assert steps["draft"].after == {"late"}
    assert list(steps) == ["outline", "late", "draft"]


def test_a_reference_from_inside_a_block_is_a_dependency_of_the_block():
    steps = block(
        "  scenes_written:\n    foreach: range(3)\n    as: number\n    steps:\n"
        "      draft: {agent: continuer, of: late.logline}\n    result: draft\n  late: {agent: planner}\n"
    ).steps
    assert steps["scenes_written"].after == {"late"}


def test_steps_without_references_stay_as_they_were_written():
    steps = block("".join(f"  s{n}: {{agent: continuer, of: inputs.premise}}\n" for n in (3, 1, 2))).steps
    assert list(steps) == ["outline", "s3", "s1", "s2"]


def test_a_cycle_is_named_from_its_first_step_and_only_once():
    text = (
        "name: s\nsteps:\n"
        "  a: {agent: continuer, of: c}\n  b: {agent: continuer, of: a}\n  c: {agent: continuer, of: b}\n"
        "  d: {agent: continuer, of: c}\noutputs: {d: d}\n"
    )
    (mistake,) = mistakes_in(text)
    assert mistake.message == "these steps wait for each other: a → c → b → a"
    assert (mistake.place.line, mistake.place.column) == (3, 3)
    assert mistake.hint == "remove one of these: line 3 refers to 'c', line 5 refers to 'b', line 4 refers to 'a'"


def test_each_item_of_a_serial_foreach_sees_the_results_before_it():
    drafts = block(SCENES.format(order="serial", result="draft")).steps["drafts"]
    assert isinstance(drafts, ForeachStep)
    assert drafts.serial
    assert bindings(drafts.block.steps["draft"])["previous"] == ("previous", "scope")


def test_the_items_of_a_parallel_foreach_do_not_see_each_other():
    drafts = block(SCENES.format(order="parallel", result="draft")).steps["drafts"]
    assert isinstance(drafts, ForeachStep)
    assert bindings(drafts.block.steps["draft"])["previous"] == (None, "unbound")


def test_previous_has_the_type_of_the_results():
    steps = SCENES.format(order="serial", result="draft")
    steps = steps.replace("draft: {agent: drafter}", 'draft: {agent: drafter, with: {note: "(previous | last).txet"}}')
    (message,) = messages(steps)
    assert message.endswith("(Draft) has no field 'txet'")


def test_a_result_may_be_a_mapping():
    steps = block(SCENES.format(order="parallel", result="{text: draft, goal: scene.goal}")).steps
    assert str(steps["drafts"].type) == "list of {text: Draft, goal: text}"


def test_mistakes_in_a_mapping_of_results_have_their_own_places():
    found = mistakes_in(HEAD + SCENES.format(order="parallel", result="{text: drfat, goal: scene.gaol}") + TAIL)
    assert [(d.place.line, d.place.column, d.message) for d in found] == [
        (15, 20, "unknown name 'drfat'"),
        (15, 39, "scene (Scene) has no field 'gaol'"),
    ]


def test_a_block_inside_a_block_is_named_by_its_path():
    drafts = block(SCENES.format(order="serial", result="draft")).steps["drafts"]
    assert isinstance(drafts, ForeachStep)
    assert drafts.block.steps["draft"].path == "drafts.draft"


def test_a_name_inside_a_block_may_return_outside_further_down():
    steps = SCENES.format(order="serial", result="draft") + "  draft: {agent: continuer, of: outline.logline}\n"
    assert str(block(steps).steps["draft"].type) == "text"


def test_collect_leaves_items_out_and_skip_leaves_none():
    steps = block(
        SCENES.format(order="parallel", result="draft") + "    on_error: collect\n"
        "  maybe: {agent: continuer, of: outline.title, on_error: skip}\n"
    ).steps
    assert str(steps["drafts"].type) == "list of Draft"
    assert str(steps["maybe"].type) == "optional text"


@pytest.mark.parametrize(
    ("more", "type_"),
    [
        ("when: inputs.scenes > 3", "optional Outline"),
        ("when: inputs.scenes > 3, else: outline", "Outline"),
        ("when: inputs.scenes > 3, else: none", "optional Outline"),
        ("when: inputs.scenes > 3, else: outline, on_error: skip", "optional Outline"),
        ("when: inputs.premise", "optional Outline"),
    ],
)
def test_a_step_that_may_not_run_may_be_none(more, type_):
    assert str(block(f"  again: {{agent: planner, {more}}}\n").steps["again"].type) == type_


def test_a_field_of_what_may_be_none_needs_asking_first():
    again = "  again: {agent: planner, when: inputs.scenes > 3}\n"
    assert messages(again, "outputs: {title: again.title}\n") == ["'again' may be none here"]
    assert messages(again, "outputs: {title: again.title if again else outline.title}\n") == []
