"""``on_max: ask``: where ``until`` never held, a person sees what there is: accept it, more rounds, or reject it."""

import pytest

from orchestrator.domain.errors import PersonNeeded
from orchestrator.domain.replies import write_json
from tests.support.running import ACCEPT, Answering, Person, more, reject, run_one, score
from tests.support.watched import polish, scoring, watched


async def run_polish(loop, scores, *decisions, options="", person=None):
    """Round n gets the nth score, and its revision is version n + 1."""

    model, person = scoring(*scores), person or Person(*decisions)
    result = await run_one(polish(f"{loop}, on_max: ask", more=options), model, person=person)
    assert len(model.paths("watcher")) == len(scores) or result.status == "waiting"
    return result, model, person


async def test_nobody_is_asked_where_until_holds():
    result, _, _ = await run_polish("max: 2, until: watch.score >= 8", [5, 8])
    assert (result.status, result.outputs["out"], result.unmet) == ("done", "Version 2.", ())


async def test_the_person_sees_what_would_leave_and_can_accept_it_as_it_is():
    result, _, person = await run_polish("max: 2, until: watch.score >= 8", [5, 6], ACCEPT)
    assert (result.status, result.outputs["out"], result.unmet) == ("done", "Version 2.", ("polish",))
    (question,) = person.questions
    assert (question.path, question.texts) == ("polish", ("Version 2.",))
    assert question.options == ("accept", "again", "reject")
    assert "2 rounds" in question.title


async def test_the_question_is_in_the_words_of_the_workflow():
    _, _, person = await run_polish(
        "max: 1, until: watch.score >= 8", [5], ACCEPT, options="description: Until it reads well"
    )
    assert person.questions[0].title.startswith("Until it reads well")


async def test_with_best_the_person_sees_the_best_not_the_last():
    loop = "max: 3, until: watch.score >= 8, best: watch.score"
    result, _, person = await run_polish(loop, [5, 7, 4], ACCEPT)
    assert person.questions[0].texts == ("Version 2.",)
    assert result.outputs["out"] == "Version 2."


async def test_more_rounds_are_as_many_again_with_the_note_for_the_first_revision():
    result, model, person = await run_polish("max: 2, until: watch.score >= 8", [5, 6, 7, 8], more("Shorter."))
    assert (result.status, result.outputs["out"], result.unmet) == ("done", "Version 4.", ())
    assert model.paths("editor") == [f"polish#{number}.revise" for number in (1, 2, 3)]
    assert model.prompt("polish#1.revise") == "Version 1.|-"
    assert model.prompt("polish#2.revise") == "Version 2.|Shorter."
    assert len(person.questions) == 1


async def test_after_as_many_again_the_person_is_asked_again():
    loop = "max: 2, until: watch.score >= 8"
    result, _, person = await run_polish(loop, [5, 5, 5, 5, 5, 5], more(), more("Darker."), ACCEPT)
    assert [question.texts[0] for question in person.questions] == ["Version 2.", "Version 4.", "Version 6."]
    assert "6 rounds" in person.questions[2].title
    assert (result.outputs["out"], result.unmet) == ("Version 6.", ("polish",))


async def test_more_rounds_go_on_from_the_best():
    loop = "max: 2, until: watch.score >= 8, best: watch.score"
    _, model, person = await run_polish(loop, [7, 5, 5, 9], more())
    assert model.prompt("polish#2.revise") == "Version 1.|-"
    assert person.questions[0].texts == ("Version 1.",)


async def test_rejecting_fails_the_item_with_the_note():
    result, _, _ = await run_polish("max: 2, until: watch.score >= 8", [5, 6], reject("Hopeless."))
    assert [(f.step, f.error) for f in result.failures] == [("polish", "Rejected")]
    assert "Hopeless." in result.failures[0].message
    assert "2 rounds" in result.failures[0].message


async def test_rejecting_can_be_skipped():
    loop = "max: 1, until: watch.score >= 8"
    result, _, _ = await run_polish(loop, [5], reject(), options="on_error: skip")
    assert (result.status, result.outputs["out"]) == ("done", "nothing")


async def test_patience_that_runs_out_asks_too_and_starts_anew_with_more_rounds():
    loop = "max: 5, until: watch.score >= 8, best: watch.score, patience: 2"
    # Two rounds without a new best after the first; asked; two more; asked again.
    result, _, person = await run_polish(loop, [7, 5, 5, 6, 6], more(), ACCEPT)
    assert ["3 rounds" in person.questions[0].title, "5 rounds" in person.questions[1].title] == [True, True]
    assert result.outputs["out"] == "Version 1."


async def test_nobody_there_leaves_the_item_waiting():
    class Gone(Person):
        async def decide(self, question):
            raise PersonNeeded("gone")

    result, _, _ = await run_polish("max: 1, until: watch.score >= 8", [5], person=Gone())
    assert (result.status, result.failures[0].step) == ("waiting", "polish")


@pytest.mark.parametrize(("decision", "status"), [(ACCEPT, "done"), (reject("No."), "failed")])
async def test_what_a_person_rejected_in_its_round_is_asked_about_once_more(decision, status):
    text = """
name: both
steps:
  polish:
    loop: {max: 1, until: ok and watch.score >= 8, on_max: ask}
    carry: {text: "'Version 1.'"}
    steps:
      ok: {human: approve, of: text}
      watch: {agent: watcher}
      revise: {agent: editor, sets: text}
    result: text
outputs: {out: polish}
"""
    person = Person(reject("Hm."), decision)
    model = Answering(lambda _: write_json(score(9)))
    result = await run_one(watched(text), model, person=person)
    assert person.asked_at == ["polish#1.ok", "polish"]
    assert result.status == status
