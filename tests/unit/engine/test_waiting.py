"""What must wait keeps nothing else from going on, and goes on itself when what it waited for is there."""

import asyncio
import json

from orchestrator.engine.people import Nobody
from orchestrator.engine.runner import Item, Limits, Stop, Surroundings, run_items
from tests.support.journal import MemoryJournal
from tests.support.running import ACCEPT, Answering, Person, Recorder, compiled, run_one

PARALLEL = """
name: parallel
steps:
  asked: {human: approve, of: "'A hen.'"}
  after: {agent: continuer, of: asked}
  beside: {agent: continuer, with: {text: "'Rain.'"}}
  more: {agent: continuer, of: beside}
outputs: {after: after, more: more}
"""
EACH = """
name: each
steps:
  lines:
    foreach: "['x', 'y', 'z']"
    as: letter
    steps:
      line: {agent: continuer, of: letter}
      ok: {human: edit, of: line}
    result: ok
outputs: {lines: lines}
"""
ACCEPTED = json.dumps({"option": "accept"})


def echo(request):
    return f"{request.path}."


async def test_what_runs_beside_a_step_that_waits_goes_on():
    journal, model = MemoryJournal(), Answering(echo)
    result = await run_one(compiled(PARALLEL), model, journal=journal)
    assert result.status == "waiting"
    assert [request.path for request in model.requests] == ["beside", "more"]
    assert {path: visit.status for path, visit in journal.visits.items()} == {
        "asked": "waiting",
        "beside": "done",
        "more": "done",
    }


async def test_every_question_of_a_parallel_foreach_is_asked():
    journal = MemoryJournal()
    result = await run_one(compiled(EACH), Answering(echo), journal=journal)
    assert [failure.step for failure in result.failures] == [f"lines[{at}].ok" for at in _keys(journal)]
    assert len(result.failures) == 3
    assert len(journal.questions) == 3


def _keys(journal):
    return [path.split("[")[1].split("]")[0] for _, path, _ in journal.questions]


async def test_a_decision_from_elsewhere_is_taken_without_asking_or_paying_again():
    journal, plan = MemoryJournal(), compiled(PARALLEL)
    await run_one(plan, Answering(echo), journal=journal)
    journal.decide("asked", ACCEPTED)
    model, recorder = Answering(echo), Recorder()
    result = await run_one(plan, model, journal=journal, observer=recorder)
    assert result.outputs == {"after": "after.", "more": "more."}
    assert [request.path for request in model.requests] == ["after"]
    assert recorder.paths("asked") == []


async def test_a_decision_on_another_text_is_no_decision():
    journal = MemoryJournal()
    await run_one(compiled(PARALLEL), Answering(echo), journal=journal)
    journal.decide("asked", ACCEPTED)
    changed = compiled(PARALLEL.replace("A hen.", "A fox."))
    assert (await run_one(changed, Answering(echo), journal=journal)).status == "waiting"


async def test_what_a_person_says_at_the_terminal_is_kept_as_well():
    journal, plan = MemoryJournal(), compiled(PARALLEL)
    first = await run_one(plan, Answering(echo), journal=journal, person=Person(ACCEPT))
    again = await run_one(plan, Answering(echo), journal=journal, person=Nobody())
    assert again.outputs == first.outputs


async def test_a_budget_that_ends_lets_calls_in_flight_come_back():
    plan = compiled("""
        name: two
        steps:
          one: {agent: continuer, with: {text: "'A hen.'"}}
          two: {agent: continuer, with: {text: "'Rain.'"}}
          three: {agent: continuer, with: {text: "'A fox.'"}}
        outputs: {one: one}
    """)
    journal, model = MemoryJournal(), Answering(echo)
    result = await run_one(plan, model, journal=journal, max_calls=2)
    assert (result.status, len(model.requests), len(journal.calls)) == ("waiting", 2, 2)
    assert [failure.error for failure in result.failures] == ["BudgetExhausted"]


class Held(Answering):
    """A model whose replies come when they are let go."""

    def __init__(self):
        super().__init__(echo)
        self.asked = asyncio.Event()
        self.let_go = asyncio.Event()

    async def generate(self, request):
        self.requests.append(request)
        self.asked.set()
        await self.let_go.wait()
        return await super().generate(request)


async def test_a_run_told_to_stop_keeps_what_is_in_flight_and_sends_no_more():
    plan = compiled("""
        name: row
        steps:
          one: {agent: continuer, with: {text: "'A hen.'"}}
          two: {agent: continuer, of: one}
        outputs: {two: two}
    """)
    model, journal, stop = Held(), MemoryJournal(), Stop()
    around = Surroundings(model=model, checks={}, observer=Recorder(), person=Nobody(), journal=journal, stop=stop)
    limits = Limits(concurrency=8, open_items=2)
    results = []

    async def go():
        async for result in run_items(plan, [Item("main", {})], around, seed=0, limits=limits):
            results.append(result)

    running = asyncio.create_task(go())
    await model.asked.wait()
    stop.request()
    await asyncio.sleep(0.01)
    assert not running.done()
    model.let_go.set()
    await asyncio.wait_for(running, 5)
    assert results == []
    assert [call.path for call in journal.calls] == ["one"]
    assert not stop.heard
