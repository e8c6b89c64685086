"""Loops: what judges, what is carried, what may leave."""

from __future__ import annotations

import pytest

from orchestrator.language.plan import AgentStep, LoopStep
from tests.unit.language.compiling import bindings, block, messages

LOOP = """  draft: {{agent: drafter, with: {{scene: outline.scenes | first}}}}
  polish:
    loop: {loop}
    carry: {{text: {carry}}}
    steps:
      report: {{check: [readability], of: text}}
      critique: {{agent: critic}}
      idea: {{agent: continuer, of: text.text}}
      revise: {{agent: editor, sets: text, needs: [idea]}}
    result: {result}
"""


def loop(options="{max: 3, until: critique.score >= 8, best: critique.score}", carry="draft", result="text"):
    return LOOP.format(loop=options, carry=carry, result=result)


def test_judging_is_what_until_best_and_keep_if_need():
    polish = block(loop()).steps["polish"]
    assert isinstance(polish, LoopStep)
    # The critic takes the report, so the report is judging too; the idea and the revision are not.
    assert polish.judging == {"critique", "report"}


def test_a_loop_that_judges_nothing_only_revises():
    polish = block(loop("{max: 2}")).steps["polish"]
    assert isinstance(polish, LoopStep)
    assert polish.judging == frozenset()


def test_a_revision_that_is_set_is_the_draft_it_revised():
    polish = block(loop()).steps["polish"]
    assert isinstance(polish, LoopStep)
    revise = polish.block.steps["revise"]
    assert isinstance(revise, AgentStep)
    assert (str(revise.type), str(revise.output)) == ("Draft", "Revision")


def test_a_text_that_a_step_revises_is_carried_as_a_draft():
    polish = block(loop(carry="outline.logline").replace("of: text.text", "of: text")).steps["polish"]
    assert isinstance(polish, LoopStep)
    assert str(polish.carry_types["text"]) == "Draft"
    assert str(polish.type) == "Draft"


def test_a_text_that_nobody_revises_stays_a_text():
    steps = """  again:
    loop: {max: 2}
    carry: {text: outline.logline}
    steps: {on: {agent: continuer, sets: text}}
    result: text
"""
    again = block(steps).steps["again"]
    assert isinstance(again, LoopStep)
    assert str(again.carry_types["text"]) == "text"


def test_a_carried_value_hides_what_has_its_name_outside():
    steps = "  text: {agent: continuer, of: outline.logline}\n" + loop(carry="text").replace(
        "of: text.text", "of: text"
    )
    polish = block(steps).steps["polish"]
    assert isinstance(polish, LoopStep)
    assert bindings(polish.block.steps["critique"])["text"] == ("text", "scope")
    assert polish.after == {"text", "outline"}


def test_rounds_can_be_counted_and_the_best_so_far_looked_at():
    keep_if = "critique.score >= kept.critique.score"
    polish = block(loop(f"{{max: inputs.scenes, until: round > 2, best: critique.score, keep_if: {keep_if}}}")).steps[
        "polish"
    ]
    assert isinstance(polish, LoopStep)
    assert polish.keep_if is not None
    assert polish.keep_if.names == {"critique", "kept"}
    assert polish.max.source == "inputs.scenes"


def test_the_best_so_far_has_what_was_carried_and_judged_and_nothing_else():
    found = messages(loop("{max: 3, best: critique.score, keep_if: kept.idea == kept.text.text}"))
    assert found == [
        "kept ({text: Draft, round: int, critique: Critique, report: Report}) has no field 'idea'",
    ]


def test_best_may_be_a_list_compared_left_to_right():
    polish = block(loop("{max: 3, best: [1 if report.passed else 0, critique.score]}")).steps["polish"]
    assert isinstance(polish, LoopStep)
    assert [e.source for e in polish.best] == ["1 if report.passed else 0", "critique.score"]


def test_what_judges_cannot_set_even_through_another_step():
    text = loop("{max: 3, until: critique.score >= 8}").replace(
        "critique: {agent: critic}", "critique: {agent: critic, needs: [revise]}"
    )
    text = text.replace(
        "revise: {agent: editor, sets: text, needs: [idea]}",
        "revise: {agent: editor, sets: text, with: {critique: none}}",
    )
    assert messages(text) == ["'revise' sets 'text', and `until` depends on it"]


@pytest.mark.parametrize("result", ["revise", "idea", "{text: text, idea: idea}"])
def test_what_leaves_a_loop_must_have_been_judged(result):
    (message,) = messages(loop(result=result))
    assert message.endswith("does not run in the last round, which only judges")


@pytest.mark.parametrize(
    "result", ["critique", "text.text", "{text: text, score: critique.score, round: round}", "outline.title"]
)
def test_carried_values_judgements_and_what_is_outside_may_leave_a_loop(result):
    assert messages(loop(result=result)) == []


@pytest.mark.parametrize("rounds", ["0", "101", "-1", "2.0", "'3'", "1 / 0", "true", "[1]"])
def test_the_rounds_of_a_loop_are_a_number_from_1_to_100(rounds):
    assert len(messages(loop(f'{{max: "{rounds}"}}'))) == 1


def test_a_step_in_a_block_inside_the_loop_cannot_set():
    steps = """  polish:
    loop: {max: 2}
    carry: {text: outline.logline}
    steps:
      several:
        foreach: range(2)
        as: number
        steps: {on: {agent: continuer, sets: text}}
        result: on
    result: text
"""
    assert messages(steps) == ["`sets` stands in a step that is not directly inside a loop or a serial foreach"]


KEEP_IF = "{{max: 3, best: critique.score, keep_if: {}}}"


@pytest.mark.parametrize(
    ("keep_if", "message"),
    [
        ("report | no_worse_than(kept.report)", None),
        ("report | no_worse_than(kept.reprot)",
         "kept ({text: Draft, round: int, critique: Critique, report: Report}) has no field 'reprot'"),
        ("report | no_worse_than(kept.critique)",
         "no_worse_than compares Reports, and 'kept.critique' is Critique"),
        ("text | no_worse_than(kept.report)", "no_worse_than compares Reports, and 'text' is Draft"),
        ("report | no_worse_than", "no_worse_than compares with one Report"),
    ],
)  # fmt: skip
def test_reports_are_compared_check_by_check(keep_if: str, message: str | None) -> None:
    assert messages(loop(KEEP_IF.format(keep_if))) == ([] if message is None else [message])
