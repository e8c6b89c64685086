"""What a step is bound to, and why, as a pipeline author asks for it."""

import pytest

from orchestrator.domain.errors import UsageError
from orchestrator.language.explanation import explain
from tests.support.running import compiled

WORKFLOW = """
name: tales
inputs:
  premise: {type: text}
  language: {type: choice, of: [en, zh], default: en}
steps:
  outline: {agent: planner}
  tales:
    foreach: outline.scenes
    as: scene
    key: scene.id
    order: serial
    carry: {bible: outline.bible}
    steps:
      draft: {agent: drafter, sampling: {temperature: 0.5}}
      polish:
        loop: {max: 2, until: critique.score >= 8, on_max: ask}
        carry: {text: draft}
        steps:
          report: {check: [length], targets: {length: {words: {max: 90}}}}
          critique: {agent: critic}
          approved: {human: approve, of: text}
          revise: {agent: editor, sets: text, when: not critique.issues, else: text, retry: 2}
        result: text
      facts: {agent: summarizer, of: polish, sets: bible, on_error: skip}
    result: polish
  best:
    variants: 3
    steps: {again: {workflow: other, with: {about: inputs.premise}}}
    result: again.text
    choose: {by: judge}
  page: {render: page.md.j2, needs: [tales]}
outputs: {page: page}
"""
OTHER = """
name: other
inputs: {about: {type: text}, words: {type: int, default: 9}}
steps: {plan: {agent: planner, with: {premise: inputs.about}}}
outputs: {text: plan.title}
"""


@pytest.fixture(scope="module")
def plan():
    return compiled(WORKFLOW, templates={"page.md.j2": "{{ best }}"}, workflows={"other": OTHER})


def lines(plan, step):
    return [" ".join(line.split()) for line in str(explain(plan, step)).splitlines()]


def test_each_name_says_where_it_comes_from(plan):
    assert lines(plan, "tales.polish.revise") == [
        "tales.polish.revise: asks the model as editor, with editor.md.j2, zh/editor.md.j2 (test.yaml:23)",
        "takes text (Draft) text; by name: carried by tales.polish from round to round: begins as draft, set by "
        "'revise'",
        "takes critique (optional Critique) critique; by name: the step 'critique' above",
        "takes report (optional Report) report; by name: the step 'report' above",
        "takes scene (optional Scene) scene; by name: the variable 'scene' of tales: an item of outline.scenes",
        "takes outline (optional Outline) outline; by name: the step 'outline' above",
        "takes language (optional text) inputs.language; by name: the input 'language' (choice)",
        "takes note (optional text) note; by name: what a person said in tales.polish",
        "sampling max_tokens 2000; from the card 'editor'",
        "runs only when not critique.issues; the step 'critique' above",
        "is otherwise text; carried by tales.polish from round to round: begins as draft, set by 'revise'",
        "waits for critique, report",
        "sets text for the next round or item",
        "retry 2",
        "gives Draft",
    ]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("draft", "sampling temperature 0.5; from the step"),
        ("draft", "takes previous (optional list of Draft) "),
        ("draft", "takes note (optional text) nothing here is called that: none"),
        ("facts", "takes text (Draft) polish; given by `of`: the step 'polish' above"),
        ("facts", "on_error skip"),
        ("polish.report", "measures text; carried by tales.polish"),
        ("polish.report", "target length.words.max 90"),
        ("approved", "when rejected the value is none and the note goes to the loop"),
        ("tales", "items scene (Scene) outline.scenes; the step 'outline' above"),
        ("tales", "carries bible (Bible) outline.bible; begins as: the step 'outline' above"),
        ("tales", "known by scene.id"),
        ("polish", "judges by report, critique"),
        ("polish", "on_max ask"),
        ("again", "input about (text) inputs.premise; given by `with`: the input 'premise' (text)"),
        ("again", "input words (int) 9; its default"),
        ("best", "takes a (Draft) a; by name: one variant"),
        ("best", "takes outline (optional Outline) outline; by name: the step 'outline' above"),
        ("page", "waits for best, tales"),
    ],
)
def test_every_kind_of_step_is_explained_in_its_own_terms(plan, step, said):
    told = lines(plan, step)
    assert any(line.startswith(said) for line in told), "\n".join(told)


def test_a_step_is_found_by_the_end_of_its_path_where_only_one_has_it(plan):
    assert explain(plan, "critique").path == explain(plan, "polish.critique").path == "tales.polish.critique"


def test_a_name_that_is_near_a_step_is_suggested(plan):
    with pytest.raises(UsageError, match="no step 'critiqe'") as wrong:
        explain(plan, "critiqe")
    assert wrong.value.hint.startswith("did you mean 'critique'? steps: outline, tales")


def test_the_document_has_every_line_with_the_place_it_was_written_at(plan):
    told = explain(plan, "critique").document()
    assert told["path"] == "tales.polish.critique"
    first = told["lines"][0]
    assert (first["kind"], first["name"], first["type"], first["value"]) == ("takes", "text", "Draft", "text")
    assert first["written"].startswith("test.yaml:")


def test_a_step_of_another_workflow_is_explained_there(plan):
    with pytest.raises(UsageError, match=r"no step 'again.plan'") as wrong:
        explain(plan, "again.plan")
    assert wrong.value.hint == "'again' is a workflow of its own: `inkloom validate other --explain plan`"
