"""A person accepts a value, changes it or rejects it; in a loop a rejection is a note for the next round."""

import asyncio

import pytest

from orchestrator.domain.outlines import Outline, Scene
from orchestrator.domain.replies import write_json
from tests.support.running import (
    ACCEPT,
    Answering,
    Person,
    Recorder,
    compiled,
    edit,
    reject,
    run_many,
    run_one,
)
from tests.support.watched import watched


def asking(human="approve", *, more="", of="draft", outputs="ok"):
    text = f"""
name: asking
steps:
  draft: {{agent: writer, with: {{topic: "'Hens'"}}}}
  ok:
    human: {human}
    of: {of}
    {more}
outputs:
  out: {outputs}
"""
    return watched(text)


def three(_request):
    return "One.\n\nTwo.\n\nThree."


# -- outside of any loop ------------------------------------------------------------------------------------


@pytest.mark.parametrize("human", ["approve", "edit"])
async def test_an_accepted_value_is_the_value_of_the_step(human):
    result = await run_one(asking(human), Answering(three), person=Person(ACCEPT))
    assert (result.status, result.outputs["out"]) == ("done", "One.\n\nTwo.\n\nThree.")


@pytest.mark.parametrize(
    ("human", "options"), [("approve", ("accept", "reject")), ("edit", ("accept", "edit", "reject"))]
)
async def test_the_person_is_told_what_it_is_and_what_can_be_answered(human, options):
    person, recorder = Person(ACCEPT), Recorder()
    await run_one(asking(human, more="description: Is it good?"), Answering(three), person=person, observer=recorder)
    (question,) = person.questions
    assert (question.path, question.item, question.title) == ("ok", "main", "Is it good?")
    assert question.texts == ("One.\n\nTwo.\n\nThree.",)
    assert (question.options, question.problem) == (options, "")
    assert recorder.paths("asked") == recorder.paths("answered") == ["ok"]


async def test_a_rejected_value_fails_the_item_with_the_note():
    result = await run_one(asking(), Answering(three), person=Person(reject("Too sad.")))
    assert result.status == "failed"
    assert [(f.step, f.error, f.message) for f in result.failures] == [("ok", "Rejected", "rejected: Too sad.")]


async def test_a_rejected_value_that_is_skipped_is_none():
    plan = asking(more="on_error: skip", outputs="ok.text if ok else 'nothing'")
    result = await run_one(plan, Answering(three), person=Person(reject("No.")))
    assert (result.status, result.outputs["out"]) == ("done", "nothing")
    assert result.failures[0].error == "Rejected"


async def test_nobody_to_ask_leaves_the_item_waiting_even_where_errors_are_skipped():
    result = await run_one(asking(more="on_error: skip"), Answering(three))
    assert result.status == "waiting"
    assert (result.failures[0].step, result.failures[0].error) == ("ok", "PersonNeeded")
    assert "inkloom approve" in result.failures[0].hint


async def test_steps_that_need_no_answer_go_on_while_somebody_thinks():
    plan = watched(
        """
        name: beside
        steps:
          ok: {human: approve, of: "'Go?'"}
          beside: {agent: writer, with: {topic: "'Hens'"}}
        outputs: {out: beside}
        """
    )
    written = asyncio.Event()

    class Slow(Person):
        async def decide(self, question):
            await asyncio.wait_for(written.wait(), 5)
            return await super().decide(question)

    def answer(_request):
        written.set()
        return "Hens."

    result = await run_one(plan, Answering(answer), person=Slow(ACCEPT))
    assert result.status == "done"


async def test_a_question_that_takes_longer_than_its_timeout_fails():
    class Never(Person):
        async def decide(self, question):
            async with asyncio.timeout(question.timeout_seconds):
                await asyncio.sleep(30)

    result = await run_one(asking(more="timeout: 0.05"), Answering(three), person=Never())
    assert result.failures[0].error == "StepTimeout"


async def test_the_questions_of_several_items_of_a_run_name_their_item():
    person = Person(ACCEPT, ACCEPT)
    await run_many(asking(), Answering(three), {"a": {}, "b": {}}, person=person)
    assert sorted(question.item for question in person.questions) == ["a", "b"]


# -- changing -----------------------------------------------------------------------------------------------


async def test_a_changed_draft_keeps_the_ids_of_the_paragraphs_that_stayed():
    plan = asking("edit", outputs="ok.paragraphs | map(attribute='id') | join(' ')")
    result = await run_one(plan, Answering(three), person=Person(edit("One.\n\nOne and a half.\n\nTwo.\n\nThree.")))
    assert result.outputs["out"] == "p1 p1.1 p2 p3"


async def test_a_text_of_which_nothing_is_left_is_asked_again():
    person = Person(edit(" \n\n "), edit("Two."))
    result = await run_one(asking("edit"), Answering(three), person=person)
    assert result.outputs["out"] == "Two."
    assert person.questions[0].problem == ""
    assert person.questions[1].problem == "there is no text left"


async def test_a_draft_given_as_text_is_changed_as_text():
    result = await run_one(asking("edit", of="draft.text"), Answering(three), person=Person(edit("4.\n\n5.")))
    assert result.outputs["out"] == "4.\n\n5."


OUTLINE = Outline(title="Wells", scenes=(Scene(heading="At the well", goal="She climbs down."),))
PLANNED = """
name: planned
steps:
  outline: {agent: planner, with: {premise: "'A well.'"}}
  ok: {human: edit, of: outline}
outputs: {title: ok.title, scene: "ok.scenes[0].id ~ ' ' ~ ok.scenes[0].heading"}
"""


async def test_anything_but_prose_is_shown_and_changed_as_json():
    changed = '{"title": "Brunnen", "scenes": [{"id": "s7", "heading": "Am Brunnen", "goal": "Hinab."}]}'
    person = Person(edit(changed))
    result = await run_one(compiled(PLANNED), Answering(lambda _: write_json(OUTLINE)), person=person)
    assert '"heading": "At the well"' in person.questions[0].texts[0]
    assert result.outputs == {"title": "Brunnen", "scene": "s7 Am Brunnen"}


async def test_what_is_shown_as_json_and_comes_back_unchanged_is_the_same_value():
    class SendsBack(Person):
        async def decide(self, question):
            return edit(question.texts[0])

    result = await run_one(compiled(PLANNED), Answering(lambda _: write_json(OUTLINE)), person=SendsBack())
    assert result.outputs == {"title": "Wells", "scene": "s1 At the well"}


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ('{"title": "Wells",\n "scenes": [}', "line 2: not JSON"),
        ('{"title": "Wells", "scenes": []}', "scenes"),
        ('{"scenes": [{"heading": "a", "goal": "b"}]}', "title"),
        ("[1, 2]", "Outline"),
        ("null", "nothing where Outline is needed"),
        ("  ", "there is no text left"),
    ],
)
async def test_json_that_does_not_fit_is_asked_again_with_the_text_as_it_was_left(wrong, problem):
    person = Person(edit(wrong), edit(write_json(OUTLINE)))
    result = await run_one(compiled(PLANNED), Answering(lambda _: write_json(OUTLINE)), person=person)
    again = person.questions[1]
    assert problem in again.problem
    assert again.texts == (wrong,)
    assert again.options == ("edit", "reject")  # what is shown now is nothing that could be accepted
    assert result.outputs["title"] == "Wells"


@pytest.mark.parametrize(
    ("of", "text", "out"),
    [("3", "4", "4"), ("true", "false", "false"), ("['a', 'b']", '["c"]', "c"), ("1.5", "2", "2.0")],
)
async def test_values_of_other_types_keep_their_type(of, text, out):
    plan = compiled(f'name: typed\nsteps:\n  ok: {{human: edit, of: "{of}"}}\noutputs: {{out: ok}}\n')
    result = await run_one(plan, Answering(three), person=Person(edit(text)))
    assert result.outputs["out"] == out


@pytest.mark.parametrize(
    ("of", "text", "right"), [("3", '"four"', "4"), ("3", "4.5", "4"), ("['a']", '{"a": 1}', '["b"]')]
)
async def test_values_of_another_type_are_asked_again(of, text, right):
    plan = compiled(f'name: typed\nsteps:\n  ok: {{human: edit, of: "{of}"}}\noutputs: {{out: ok}}\n')
    person = Person(edit(text), edit(right))
    assert (await run_one(plan, Answering(three), person=person)).status == "done"
    assert person.questions[1].problem
