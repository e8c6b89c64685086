"""Loops judge, then revise; a worse round never replaces a better draft; nothing unjudged leaves a loop."""

import pytest

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.domain.drafts import Draft, Edit, Revision
from tests.support.running import Recorder, compiled, run_one, score

POLISH = """
name: polish
inputs: {{text: {{type: text}}}}
steps:
  polish:
    loop: {{{loop}}}
    carry: {{text: inputs.text}}
    steps:
      critique: {{agent: critic}}
      revise: {{agent: editor, sets: text}}
    result: text
outputs: {{text: polish}}
manuscript: {{title: "'Polished'", parts: polish}}
"""


def polish(loop):
    return compiled(POLISH.format(loop=loop))


def edit(text):
    """A revision that replaces the only paragraph."""
    return Revision(edits=(Edit(action="replace", paragraph="p1", text=text),))


async def run_polish(loop, *, critic, editor, text="First.", **options):
    model = ScriptedModel(critic=[score(s) for s in critic], editor=[edit(t) for t in editor])
    result = await run_one(polish(loop), model, {"text": text}, **options)
    model.assert_exhausted()
    return result


async def test_a_worse_round_never_replaces_a_better_draft():
    model = ScriptedModel(critic=[score(5), score(7), score(4)], editor=[edit("Better."), edit("Worse.")])
    result = await run_one(polish("max: 3, best: critique.score"), model, {"text": "First."})
    assert result.outputs["text"] == "Better."
    model.assert_exhausted()


@pytest.mark.parametrize(
    ("loop", "critic", "editor", "text", "why"),
    [
        ("max: 1, until: critique.score >= 8", [5], [], "First.", "one round judges and does not revise"),
        ("max: 3, until: critique.score >= 8", [9], [], "First.", "good at once: no revision"),
        ("max: 3, until: critique.score >= 8", [5, 8], ["Second."], "Second.", "good in round 2"),
        ("max: 3, until: critique.score >= 8", [5, 6, 4], ["Second.", "Third."], "Third.", "without best: the last"),
        ("max: 3, best: critique.score", [5, 7, 4], ["B.", "C."], "B.", "the best"),
        ("max: 3, best: critique.score", [5, 5, 5], ["B.", "C."], "First.", "on ties the earlier"),
        ("max: 4, best: critique.score", [5, 4, 6, 6], ["B.", "C.", "D."], "C.", "a later best counts"),
        ("max: 5, best: critique.score, patience: 1", [5, 4], ["B."], "First.", "one round without a new best"),
        ("max: 5, best: critique.score, patience: 2", [5, 6, 6, 5], ["B.", "C.", "D."], "B.", "patience starts anew"),
        ("max: 3, until: critique.score >= 6, best: -critique.score", [5, 6], ["B."], "B.", "until wins over best"),
    ],
)
async def test_the_table(loop, critic, editor, text, why):
    assert (await run_polish(loop, critic=critic, editor=editor)).outputs["text"] == text, why


async def test_a_round_revises_the_best_value_so_far_with_the_critique_it_got():
    model = ScriptedModel(critic=[score(7), score(3), score(5)], editor=[edit("Worse."), edit("Other.")])
    await run_one(polish("max: 3, best: critique.score"), model, {"text": "First."})
    second_revision = [r for r in model.requests if r.role == "editor"][1]
    assert second_revision.path == "polish#2.revise"
    assert "First." in second_revision.messages[-1].content
    assert "Worse." not in second_revision.messages[-1].content


async def test_two_revisions_of_the_same_draft_are_different_visits_with_different_seeds():
    model = ScriptedModel(critic=[score(7), score(3), score(5)], editor=[edit("Worse."), edit("Other.")])
    await run_one(polish("max: 3, best: critique.score"), model, {"text": "First."})
    first, second = (r.seed for r in model.requests if r.role == "editor")
    assert first != second


async def test_keep_if_forbids_a_better_score_that_made_something_else_worse():
    text = """
        name: kept
        inputs: {text: {type: text}}
        steps:
          polish:
            loop: {max: 2, best: critique.score, keep_if: (text.text | words) <= (kept.text.text | words)}
            carry: {text: inputs.text}
            steps:
              critique: {agent: critic}
              revise: {agent: editor, sets: text}
            result: text
        outputs: {text: polish}
    """
    model = ScriptedModel(critic=[score(5), score(9)], editor=[edit("Much longer than it was before.")])
    result = await run_one(compiled(text), model, {"text": "Short one."})
    assert result.outputs["text"] == "Short one."


async def test_a_list_of_scores_is_compared_left_to_right():
    result = await run_polish(
        'max: 3, best: ["critique.score", "-(text.text | words)"]',
        critic=[7, 7, 7],
        editor=["Two words.", "Now three words."],
        text="Three words here.",
    )
    assert result.outputs["text"] == "Two words."


async def test_every_round_of_a_draft_stays_readable_with_its_score():
    result = await run_polish("max: 3, best: critique.score", critic=[5, 7, 4], editor=["Better.", "Worse."])
    versions = result.manuscript.parts[0].draft.versions
    assert [(v.round, v.text, v.score, v.kept) for v in versions] == [
        (1, "First.", (5,), True),
        (2, "Better.", (7,), True),
        (3, "Worse.", (4,), False),
    ]


async def test_a_loop_that_must_be_met_fails_when_it_is_not():
    model = ScriptedModel(critic=[score(5), score(6)], editor=[edit("B.")])
    result = await run_one(polish("max: 2, until: critique.score >= 8, on_max: fail"), model, {"text": "A."})
    assert result.status == "failed"
    assert result.failures[0].step == "polish"
    assert "'critique.score >= 8' did not hold in 2 rounds" in result.failures[0].message


async def test_an_unmet_loop_that_is_accepted_is_named_in_the_result():
    result = await run_polish("max: 1, until: critique.score >= 8", critic=[5], editor=[])
    assert result.status == "done"
    assert result.unmet == ("polish",)


async def test_max_may_be_an_input_and_must_be_a_whole_number_of_at_least_one():
    text = POLISH.format(loop="max: inputs.rounds, until: critique.score >= 8").replace(
        "inputs: {text: {type: text}}", "inputs: {text: {type: text}, rounds: {type: int}}"
    )
    model = ScriptedModel(critic=[score(5), score(5)], editor=[edit("B.")])
    done = await run_one(compiled(text), model, {"text": "A.", "rounds": 2})
    assert done.outputs["text"] == "B."
    failed = await run_one(compiled(text), ScriptedModel(), {"text": "A.", "rounds": 0})
    assert "must be a whole number from 1 to 100" in failed.failures[0].message


async def test_an_edit_of_a_paragraph_that_is_not_there_is_dropped_and_told():
    recorder = Recorder()
    lost = Revision(edits=(Edit(action="replace", paragraph="p9", text="Lost."),))
    model = ScriptedModel(critic=[score(5), score(6)], editor=[lost])
    result = await run_one(polish("max: 2, best: critique.score"), model, {"text": "A."}, observer=recorder)
    assert result.outputs["text"] == "A."
    assert [d.reason for d in result.dropped] == ["no such paragraph"]
    assert recorder.paths("dropped") == ["polish#1.revise"]


async def test_rounds_are_told_with_their_scores():
    recorder = Recorder()
    await run_polish("max: 2, best: critique.score", critic=[5, 4], editor=["B."], observer=recorder)
    rounds = [(e.path, e.detail["score"], e.detail["best"]) for e in recorder.events if e.kind == "round_ended"]
    assert rounds == [("polish#1", (5,), True), ("polish#2", (4,), False)]


def test_a_draft_remembers_nothing_in_what_templates_see():
    assert "versions" not in Draft.of("A.").model_dump()
