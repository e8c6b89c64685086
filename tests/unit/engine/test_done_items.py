"""Items that are done already: taken as they are where nothing has changed that they follow from, else gone through."""

import json

import pytest

from orchestrator.checks.registry import REGISTRY
from orchestrator.domain.errors import ModelError, UsageError
from orchestrator.engine.dispatch import Budget
from orchestrator.engine.people import Nobody
from orchestrator.engine.ports import ModelInfo, Reply
from orchestrator.engine.replies import ByName
from orchestrator.engine.runner import Item, Limits, Surroundings, run_items
from tests.support.journal import MemoryJournal
from tests.support.running import ACCEPT, Person, Recorder, compiled

PAIR = """
name: pair
inputs: {premise: {type: text}}
steps:
  one: {agent: continuer, of: inputs.premise}
  two: {agent: continuer, of: one, on_error: skip}
outputs: {one: one}
"""
ASKING = """
name: asking
inputs: {premise: {type: text}}
steps:
  one: {agent: continuer, of: inputs.premise}
  fine: {human: approve, of: one}
outputs: {one: fine}
"""


class Telling:
    """Answers at once; a model of another revision is another model."""

    def __init__(self, revision="", failing=""):
        self.info = ModelInfo(name="telling", revision=revision, concurrency=4)
        self.asked = []
        self._failing = failing

    async def generate(self, request):
        self.asked.append(request.path)
        if request.path == self._failing:
            raise ModelError("no answer")
        return Reply(text=f"{request.path} of {json.dumps(request.item)}.")

    async def aclose(self):
        pass


async def ended(journal, *items, plan=PAIR, model=None, person=None, observer=None, models=None, **how):
    """The results, and what the model was asked."""
    model = model or Telling()
    around = Surroundings(
        model=model,
        checks=REGISTRY,
        observer=observer or Recorder(),
        person=person or Nobody(),
        journal=journal,
        models=models or ByName(),
    )
    limits = Limits(concurrency=4, open_items=8, budget=Budget())
    found = run_items(compiled(plan), items, around, limits=limits, **{"seed": 0, **how})
    return {result.item: result async for result in found}, model.asked


def item(name="a", premise="A fox.", content="c1", number=0):
    return Item(name, {"premise": premise}, number, content)


async def test_a_done_item_of_the_same_content_is_taken_under_its_new_name_and_nothing_is_gone_through():
    journal, observer = MemoryJournal(), Recorder()
    first, _ = await ended(journal, item())
    links = len(journal.links)
    again, asked = await ended(journal, item("b", number=7), observer=observer)
    assert (asked, len(journal.links), journal.reused) == ([], links, [("b", "a")])
    assert again["b"].outputs == first["a"].outputs
    assert (again["b"].item, again["b"].usage.cached, again["b"].usage.calls, again["b"].roles) == ("b", 2, 0, {})
    assert [event.kind for event in observer.events] == ["item_started", "item_reused", "item_ended"]
    assert observer.events[1].detail == {"replies": 2}
    assert (journal.items["b"].status, journal.items["b"].number) == ("done", 7)


@pytest.mark.parametrize(
    "change",
    [
        {"items": [item("b", "A hen.", "c2")]},
        {"items": [item("b", content="")]},
        {"seed": 1},
        {"retries": 1},
        {"model": Telling(revision="2")},
    ],
    ids=["content", "no content", "seed", "a retry", "model"],
)
async def test_what_it_follows_from_has_changed_and_it_is_gone_through(change):
    journal = MemoryJournal()
    await ended(journal, item())
    (name, result), *_ = (await ended(journal, *change.pop("items", [item("b")]), **change))[0].items()
    assert (name, result.status, journal.reused) == ("b", "done", [])


async def test_an_item_in_which_a_part_was_left_out_is_gone_through_once_more():
    journal = MemoryJournal()
    first, _ = await ended(journal, item(), model=Telling(failing="two"))
    assert (first["a"].status, len(first["a"].failures), journal.done) == ("done", 1, {})
    again, asked = await ended(journal, item("b"))
    assert (asked, again["b"].failures) == (["two"], ())


async def test_a_person_who_has_accepted_one_item_is_asked_of_the_next():
    journal, person = MemoryJournal(), Person(ACCEPT, ACCEPT)
    for name in ("a", "b"):
        await ended(journal, item(name), plan=ASKING, person=person)
    assert (len(person.questions), journal.done) == (2, {})


async def test_an_item_that_has_gone_in_the_meantime_is_gone_through():
    class Forgetting(MemoryJournal):
        async def item_reused(self, row, key, earlier):
            return False

    journal = Forgetting()
    await ended(journal, item())
    again, asked = await ended(journal, item("b"))
    assert (again["b"].status, asked, len(journal.links)) == ("done", [], 2)


async def test_an_item_whose_model_became_another_one_while_it_ran_is_not_taken_again():
    class Changing(Telling):
        async def generate(self, request):
            self.info = ModelInfo(name="telling", revision="new", concurrency=4)
            return await super().generate(request)

    journal = MemoryJournal()
    await ended(journal, item(), model=Changing())
    assert journal.done == {}


class Unknown:
    async def info_of(self, name):
        raise UsageError(f"no model {name}")


NAMED = 'of: one, model: "http://127.0.0.1:9",'


async def test_a_model_that_a_step_names_counts():
    plan, journal = PAIR.replace("of: one,", NAMED), MemoryJournal()
    await ended(journal, item())
    await ended(journal, item("b"), plan=plan)
    await ended(journal, item("c"), plan=plan)
    assert journal.reused == [("c", "b")]


async def test_where_a_model_cannot_be_told_from_others_every_item_is_gone_through():
    plan, journal = PAIR.replace("of: one,", NAMED + """ when: "inputs.premise == 'A hen.'","""), MemoryJournal()
    for name in ("a", "b"):
        results, _ = await ended(journal, item(name), plan=plan, models=Unknown())
        assert results[name].status == "done"
    assert (journal.done, journal.reused) == ({}, [])
