"""A workflow as a step: its own inputs and scope, the same run, its outputs as a record."""

import pytest

from orchestrator.domain.errors import ModelError
from orchestrator.domain.outlines import Outline, Scene
from orchestrator.domain.replies import write_json
from tests.support.running import ACCEPT, Answering, Person, Recorder, compiled, reject, run_one

CARDS = {
    "writer": """
        role: writer
        template: writer.md.j2
        takes: {topic: text, length: optional int}
        output: Draft
        reply: text
    """
}
TEMPLATES = {"writer.md.j2": "{{ topic }}/{{ length }}"}
AD = """
name: ad
inputs:
  topic: {type: text, max_chars: 40}
  length: {type: int, default: 10, min: 1, max: 20}
steps:
  draft: {agent: writer}
outputs: {ad: draft, words: inputs.length, ids: "draft.paragraphs | map(attribute='id') | list"}
"""


def outer(steps, *, outputs="out: ad.ad", inputs="", ad=AD, **others):
    indented = "\n".join("  " + line for line in steps.strip("\n").splitlines())
    text = f"name: outer\ninputs: {{{inputs}}}\nsteps:\n{indented}\noutputs:\n  {outputs}\n"
    return compiled(text, cards=CARDS, templates=TEMPLATES, workflows={"ad": ad, **others})


def echo(request):
    return f"<{request.messages[-1].content}>"


async def test_its_steps_run_below_its_path_and_its_outputs_are_its_value():
    model, recorder = Answering(echo), Recorder()
    plan = outer("""ad: {workflow: ad, with: {topic: "'Hens'", length: 5}}""")
    result = await run_one(plan, model, observer=recorder)
    assert result.outputs["out"] == "<Hens/5>"
    assert model.paths("writer") == ["ad.draft"]
    assert recorder.paths("step_started") == ["ad", "ad.draft"]


async def test_what_is_not_given_is_the_default():
    plan = outer("""ad: {workflow: ad, with: {topic: "'Hens'"}}""", outputs="out: ad.words + 1")
    assert (await run_one(plan, Answering(echo))).outputs["out"] == "11"


async def test_its_inputs_are_given_and_never_found_by_name():
    model = Answering(echo)
    plan = outer(
        """ad: {workflow: ad, with: {topic: inputs.topic}}""",
        inputs="topic: {type: text}, length: {type: int}",
    )
    await run_one(plan, model, {"topic": "Hens", "length": 3})
    assert model.prompt("ad.draft") == "Hens/10"


async def test_outputs_keep_their_type():
    steps = """
ad: {workflow: ad, with: {topic: "'Hens'"}}
each: {foreach: ad.ids, as: identity, steps: {one: {agent: writer, with: {topic: identity}}}, result: one}
"""
    plan = outer(steps, outputs="out: ad.ad.paragraphs[0].id ~ each | length")
    model = Answering(lambda request: "One.\n\nTwo.")
    assert (await run_one(plan, model)).outputs["out"] == "p12"
    assert len(model.requests) == 3


async def test_a_draft_is_given_where_text_is_taken_and_the_other_way_round():
    steps = """
first: {agent: writer, with: {topic: "'Hens'"}}
ad: {workflow: ad, with: {topic: first}}
second: {agent: writer, with: {topic: ad.ad}}
summary: {agent: summarizer, of: ad.ad}
"""
    model = Answering(lambda request: '{"text": "Short."}' if request.role == "summarizer" else echo(request))
    result = await run_one(outer(steps, outputs="out: summary.text"), model)
    assert model.prompt("ad.draft") == "<Hens/None>/10"
    assert model.prompt("second") == "<<Hens/None>/10>/None"
    assert result.outputs["out"] == "Short."


async def test_a_text_output_is_taken_as_a_draft():
    ad = AD.replace("ad: draft,", "ad: draft.text,")
    steps = """
ad: {workflow: ad, with: {topic: "'Hens'"}}
summary: {agent: summarizer, of: ad.ad}
"""
    model = Answering(lambda request: '{"text": "Short."}' if request.role == "summarizer" else "One.\n\nTwo.")
    result = await run_one(outer(steps, outputs="out: summary.text", ad=ad), model)
    assert "One.\n\nTwo." in model.prompt("summary")
    assert result.outputs["out"] == "Short."


@pytest.mark.parametrize(
    ("inputs", "says"),
    [({"length": 21}, "at most 20"), ({"length": 0}, "at least 1"), ({"topic": "x" * 41}, "41 characters")],
)
async def test_a_value_out_of_bounds_fails_the_item_before_a_call(inputs, says):
    model = Answering(echo)
    plan = outer(
        "ad: {workflow: ad, with: {topic: inputs.topic, length: inputs.length}}",
        inputs="topic: {type: text, default: Hens}, length: {type: int, default: 3}",
    )
    result = await run_one(plan, model, inputs)
    assert [(f.step, f.error) for f in result.failures] == [("ad", "ExpressionError")]
    assert "the workflow 'ad'" in result.failures[0].message
    assert says in result.failures[0].message
    assert model.requests == []


def failing_on(path):
    def answer(request):
        if request.path == path:
            raise ModelError("no")
        return echo(request)

    return Answering(answer)


async def test_a_failure_inside_is_named_by_its_whole_path():
    plan = outer("""ad: {workflow: ad, with: {topic: "'Hens'"}}""")
    result = await run_one(plan, failing_on("ad.draft"))
    assert [(f.step, f.error) for f in result.failures] == [("ad.draft", "ModelError")]


async def test_a_failed_workflow_can_be_skipped_or_tried_again():
    skipped = outer("""ad: {workflow: ad, with: {topic: "'Hens'"}, on_error: skip}""", outputs="out: ad is none")
    assert (await run_one(skipped, failing_on("ad.draft"))).outputs["out"] == "true"
    model = failing_on("ad.draft")
    again = outer("""ad: {workflow: ad, with: {topic: "'Hens'"}, retry: 2}""")
    assert (await run_one(again, model)).status == "failed"
    assert len({request.seed for request in model.requests}) == len(model.requests) == 3


async def test_its_calls_come_out_of_the_budget_of_the_run():
    steps = """
one: {agent: writer, with: {topic: "'Hens'"}}
ad: {workflow: ad, with: {topic: one}}
"""
    result = await run_one(outer(steps), Answering(echo), max_calls=1)
    assert (result.status, result.usage.calls) == ("waiting", 1)
    assert [(f.step, f.error) for f in result.failures] == [("ad.draft", "BudgetExhausted")]


async def test_the_same_workflow_twice_is_two_visits_with_seeds_of_their_own():
    steps = """
first: {workflow: ad, with: {topic: "'Hens'"}}
second: {workflow: ad, with: {topic: "'Hens'", length: 3}}
"""
    model = Answering(echo)
    result = await run_one(outer(steps, outputs="out: first.ad.text ~ second.ad.text"), model)
    assert result.outputs["out"] == "<Hens/10><Hens/3>"
    assert sorted(model.paths("writer")) == ["first.draft", "second.draft"]
    assert len({request.seed for request in model.requests}) == 2


async def test_in_a_foreach_it_runs_for_each_item_at_once():
    steps = """
each:
  foreach: inputs.topics
  as: topic
  key: topic
  steps: {ad: {workflow: ad, with: {topic: topic}}}
  result: ad.ad
"""
    model = Answering(echo)
    plan = outer(steps, outputs="out: each", inputs="topics: {type: list, default: [x, y, z]}")
    result = await run_one(plan, model)
    assert model.most == 3
    assert model.paths("writer") == ["each[x].ad.draft", "each[y].ad.draft", "each[z].ad.draft"]
    assert result.outputs["out"] == "<x/10>\n\n<y/10>\n\n<z/10>"


async def test_a_workflow_inside_a_workflow_inside_a_workflow():
    middle = """
name: middle
inputs: {topic: {type: text}}
steps: {ad: {workflow: ad, with: {topic: inputs.topic, length: 2}}}
outputs: {got: ad.ad}
"""
    model = Answering(echo)
    plan = outer("""m: {workflow: middle, with: {topic: "'Hens'"}}""", outputs="out: m.got", middle=middle)
    assert (await run_one(plan, model)).outputs["out"] == "<Hens/2>"
    assert model.paths("writer") == ["m.ad.draft"]


async def test_a_typed_output_can_be_gone_through_field_by_field():
    planned = """
name: planned
inputs: {premise: {type: text}}
steps: {outline: {agent: planner}}
outputs: {outline: outline}
"""
    outline = Outline(title="Wells", scenes=(Scene(heading="One", goal="a"), Scene(heading="Two", goal="b")))
    steps = """
plan: {workflow: planned, with: {premise: "'A well.'"}}
each:
  foreach: plan.outline.scenes
  as: scene
  steps: {draft: {agent: drafter}}
  result: draft
"""
    model = Answering(lambda request: write_json(outline) if request.role == "planner" else "Prose.")
    result = await run_one(outer(steps, outputs="out: plan.outline.title ~ each | length", planned=planned), model)
    assert result.outputs["out"] == "Wells2"
    assert sorted(model.paths("drafter")) == ["each[s1].draft", "each[s2].draft"]


ASKS = """
name: asks
inputs: {topic: {type: text}}
steps:
  draft: {agent: writer}
  ok: {human: approve, of: draft}
outputs: {ok: ok}
"""
IN_A_LOOP = """
rounds:
  loop: {max: 2}
  carry: {text: "'Begin.'"}
  steps:
    asked: {workflow: asks, with: {topic: text}}
    next: {render: next.md.j2, with: {asked: asked.ok}, sets: text}
  result: text
"""


async def test_a_person_asked_in_a_workflow_answers_for_that_workflow_alone():
    with_template = {**TEMPLATES, "next.md.j2": "{{ asked.text }}"}
    text = "name: outer\nsteps:\n" + "\n".join("  " + line for line in IN_A_LOOP.strip().splitlines())
    plan = compiled(text + "\noutputs: {out: rounds}\n", cards=CARDS, templates=with_template, workflows={"asks": ASKS})
    accepted = await run_one(plan, Answering(echo), person=Person(ACCEPT))
    assert accepted.outputs["out"] == "<Begin./None>"
    # Its own file knows no loop: rejecting there fails the item, though a loop stands around the step.
    rejected = await run_one(plan, Answering(echo), person=Person(reject("No.")))
    assert [(f.step, f.error) for f in rejected.failures] == [("rounds#1.asked.ok", "Rejected")]


async def test_an_output_that_comes_out_wrong_fails_at_the_step():
    ad = AD.replace("words: inputs.length,", 'words: "[1, 2][inputs.length]",')
    plan = outer("""ad: {workflow: ad, with: {topic: "'Hens'"}}""", ad=ad)
    result = await run_one(plan, Answering(echo))
    assert [(f.step, f.error) for f in result.failures] == [("ad", "ExpressionError")]
