"""Variants: how many, what their value is, who may choose among them and by what."""

import pytest

from orchestrator.domain.errors import DefinitionError
from orchestrator.language.plan import AgentStep, VariantsStep
from tests.support.running import compiled


def variants(
    *,
    count="3",
    choose="",
    steps="draft: {agent: drafter, with: {scene: inputs.scene}}",
    result="draft",
    more="",
    **own,
):
    text = f"""
name: variants
inputs:
  scene: {{type: json, default: {{heading: At the well, goal: She climbs down.}}}}
  brief: {{type: text, default: Short.}}
  count: {{type: int, default: 2}}
steps:
  ads:
    variants: {count}
    steps:
      {steps}
    result: {result}
    {f"choose: {choose}" if choose else ""}
    {more}
outputs: {{out: ads}}
"""
    return compiled(text, **own)


def step(**options) -> VariantsStep:
    made = variants(**options).block.steps["ads"]
    assert isinstance(made, VariantsStep)
    return made


def mistakes(**options):
    with pytest.raises(DefinitionError) as caught:
        variants(**options)
    return [(d.place.line, d.message, d.hint) for d in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("choose", "type_"),
    [("", "list of Draft"), ("{by: judge}", "Draft"), ("{by: person}", "Draft"), ("{by: variant}", "Draft")],
)
def test_the_value_is_the_list_or_with_choose_one_of_them(choose, type_):
    assert str(step(choose=choose).type) == type_


def test_the_value_may_be_none_where_the_step_may_be_left_out():
    assert str(step(more="when: inputs.count > 1").type) == "optional list of Draft"


def test_variant_is_a_number_inside_and_unknown_outside():
    assert str(step(result="variant").type) == "list of int"
    assert "'variant'" in mistakes(count="variant")[0][1]


@pytest.mark.parametrize("count", ["0", "101", "-1", "2.5"])
def test_a_number_out_of_bounds_is_a_mistake(count):
    found = mistakes(count=count)
    assert len(found) == 1
    assert found[0][0] == 9


@pytest.mark.parametrize("count", ["1", "100", "inputs.count", "inputs.count + 1"])
def test_a_number_may_be_an_expression(count):
    assert step(count=count).count.source == count


def test_a_number_that_is_no_number_is_a_mistake():
    assert "the number of variants" in mistakes(count="inputs.brief")[0][1]


def test_a_score_must_be_a_number():
    assert "what variants are chosen by" in mistakes(choose="{by: draft}")[0][1]
    assert "what variants are chosen by" in mistakes(choose="{by: draft.text}")[0][1]


def test_a_score_names_what_is_inside():
    ((_, message, hint),) = mistakes(choose="{by: darft.paragraphs}")
    assert "'darft'" in message
    assert "'draft'" in hint


def test_with_goes_with_a_judge():
    ((line, message, _),) = mistakes(choose="{by: variant, with: {brief: inputs.brief}}")
    assert (line, message) == (13, "`with` goes with `by: judge`")


def test_what_the_judge_takes_is_found_by_name_or_given():
    found = {b.name: (b.value and b.value.source, b.origin) for b in step(choose="{by: judge}").choose.judge.bindings}
    assert found["a"] == ("a", "scope")
    assert found["b"] == ("b", "scope")
    assert found["brief"] == ("inputs.brief", "inputs")
    assert found["outline"] == (None, "unbound")
    given = step(choose="{by: judge, with: {brief: inputs.scene.goal}}").choose.judge.bindings
    assert {b.name: b.value.source for b in given if b.value}["brief"] == "inputs.scene.goal"


def test_what_the_judge_does_not_take_is_a_mistake():
    assert "'brif'" in mistakes(choose="{by: judge, with: {brif: inputs.brief}}")[0][1]


def test_the_judge_sees_nothing_of_the_inside_of_a_variant():
    message = mistakes(choose="{by: judge, with: {brief: draft.text}}")[0][1]
    assert "'draft'" in message


def test_the_judge_compares_what_he_takes():
    ((line, message, hint),) = mistakes(choose="{by: judge}", result="variant")
    assert line == 13
    assert message == "the judge compares two of Draft, and a variant is int"
    assert "result" in hint


def test_text_can_be_judged_where_drafts_are_taken():
    assert isinstance(step(choose="{by: judge}", result="draft.text").choose.judge, AgentStep)


def test_a_card_called_judge_must_be_one():
    odd = {"judge": "{role: judge, template: summarizer.md.j2, takes: {text: Draft}, output: Summary}"}
    assert any("a judge gives a Choice" in message for _, message, _ in mistakes(choose="{by: judge}", cards=odd))
    lame = {"judge": "{role: judge, template: judge.md.j2, takes: {a: Draft}, output: Choice}"}
    assert any("'a' and 'b'" in message for _, message, _ in mistakes(choose="{by: judge}", cards=lame))


def test_a_card_of_ones_own_judges_other_things():
    own = {"judge": "{role: judge, template: titles.md.j2, takes: {a: Outline, b: Outline}, output: Choice}"}
    templates = {"titles.md.j2": "{{ a.title }} or {{ b.title }}?"}
    planned = "plan: {agent: planner, with: {premise: inputs.brief, scenes: 2}}"
    made = step(choose="{by: judge}", steps=planned, result="plan", cards=own, templates=templates)
    assert str(made.type) == "Outline"


def test_calls_count_one_variant_and_the_rounds_of_the_knock_out():
    assert step(count="5").calls == 1
    assert step(count="5", choose="{by: judge}").calls == 1 + 3
    assert step(count="5", choose="{by: person}").calls == 1


def test_a_step_inside_may_not_be_called_variant_and_sets_nothing():
    assert mistakes(steps="variant: {agent: drafter, with: {scene: inputs.scene}}", result="1")
    messages = [m for _, m, _ in mistakes(steps="draft: {agent: drafter, with: {scene: inputs.scene}, sets: text}")]
    assert messages == ["`sets` stands in a step that is not directly inside a loop or a serial foreach"]


def test_steps_inside_are_not_seen_outside():
    assert any("'draft'" in m for _, m, _ in mistakes(more="when: draft.text"))
