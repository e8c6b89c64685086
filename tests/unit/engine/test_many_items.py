"""Many items at once: what is nearest to its end goes first, so that results flow out early and few items are open."""

import asyncio
import gc
import json
from contextlib import nullcontext
from dataclasses import replace

import pytest

from orchestrator.checks.registry import REGISTRY
from orchestrator.domain.errors import ModelUnavailable
from orchestrator.domain.runs import Usage
from orchestrator.engine.dispatch import Budget
from orchestrator.engine.people import Nobody
from orchestrator.engine.ports import ModelInfo, Reply
from orchestrator.engine.runner import DRAIN_SECONDS, Item, Limits, Stop, Surroundings, run_items
from tests.support.journal import MemoryJournal
from tests.support.running import compiled

CHAIN = """
name: chain
inputs: {premise: {type: text}}
steps:
  one: {agent: continuer, of: inputs.premise}
  two: {agent: continuer, of: one}
  three: {agent: continuer, of: two}
outputs: {three: three}
"""
CALLS = 3
LOOPS = """
name: loops
inputs: {premise: {type: text}}
steps:
  drafts:
    foreach: "[1, 2]"
    as: number
    steps:
      draft: {agent: continuer, of: inputs.premise}
      polish:
        loop: {max: 2, until: report.passed, best: report.score or 0}
        carry: {text: draft}
        steps:
          report: {check: [length], of: text, targets: {length: {words: {min: 500}}}}
          revise: {agent: continuer, of: text, sets: text}
        result: text
    result: polish
outputs: {text: "drafts | first"}
"""


class Slow:
    """Answers after some turns of the loop, and notes whose call came when."""

    info = ModelInfo(name="slow", concurrency=4)

    def __init__(self):
        self.asked = []

    async def generate(self, request):
        self.asked.append(request.item)
        for _ in range(5):
            await asyncio.sleep(0)
        return Reply(text=f"{request.path} of {json.dumps(request.item)}.", usage=Usage(completion_tokens=1))

    async def aclose(self):
        pass


def around(model):
    return Surroundings(model=model, checks=REGISTRY, observer=lambda _: None, person=Nobody())


async def test_there_is_no_barrier_between_stages_and_few_items_are_half_done():
    model, half_done, begun = Slow(), [], set()
    items = (Item(f"i{number}", {"premise": f"Fox {number}."}, number) for number in range(100))
    limits = Limits(concurrency=4, open_items=50)
    ended = []
    async for result in run_items(compiled(CHAIN), items, around(model), seed=0, limits=limits):
        ended.append(result.item)
        begun = {item for item in model.asked}
        half_done.append(len(begun - set(ended)))
    assert len(ended) == 100
    assert max(half_done) <= 8  # twice the calls in flight, however many items are open
    first_end = ended.index("i99")
    assert first_end >= 90  # items end about in their order


class InRounds(Slow):
    """Answers all that it was asked at once, when nobody asks any more."""

    def __init__(self):
        super().__init__()
        self.rounds = 0
        self._answered = asyncio.Event()

    async def generate(self, request):
        answered = self._answered
        reply = await super().generate(request)
        await answered.wait()
        return reply

    async def tick(self):
        while True:
            for _ in range(100):
                await asyncio.sleep(0)
            answered, self._answered = self._answered, asyncio.Event()
            self.rounds += 1
            answered.set()


async def test_at_the_end_no_place_is_left_empty():
    model = InRounds()
    items = (Item(f"i{number}", {"premise": f"Fox {number}."}, number) for number in range(22))
    limits = Limits(concurrency=4, open_items=8)
    ticking = asyncio.create_task(model.tick())
    results = [result async for result in run_items(compiled(CHAIN), items, around(model), seed=0, limits=limits)]
    ticking.cancel()
    assert len(results) == 22
    # 66 calls, 4 at a time. In fours, from beginning to end, they would take 18: the last two would be alone.
    assert model.rounds == 17


async def test_items_that_fit_in_at_once_still_end_one_after_the_other():
    model, asked = Slow(), []
    items = (Item(f"i{number}", {"premise": f"Fox {number}."}, number) for number in range(8))
    async for _ in run_items(compiled(CHAIN), items, around(model), seed=0, limits=Limits(concurrency=1, open_items=8)):
        asked.append(len(model.asked))
    assert all(calls <= CALLS * ended + 1 for ended, calls in enumerate(asked, start=1))


async def test_to_stop_waits_for_what_is_in_flight_and_not_for_those_whose_turn_never_comes():
    model, stop = Slow(), Stop()
    surroundings = replace(around(model), journal=MemoryJournal(), stop=stop)
    items = (Item(f"i{number}", {"premise": f"Fox {number}."}, number) for number in range(100))
    limits = Limits(concurrency=4, open_items=50)
    ended = 0
    async with asyncio.timeout(DRAIN_SECONDS / 3):
        async for _ in run_items(compiled(CHAIN), items, surroundings, seed=0, limits=limits):
            ended += 1
            stop.request()
    assert 1 <= ended < 10
    assert len(surroundings.journal.calls) == len(model.asked)  # every call that was sent came back and is kept


class SlowToSay(MemoryJournal):
    """What is on the disk at once is told of a while later, some of it later still."""

    async def item_ended(self, row, key=""):
        await super().item_ended(row, key)
        await asyncio.sleep(0.01 * (1 + len(self.items) % 4))


class GoneAfter(Slow):
    """A model that is no longer there after some calls."""

    def __init__(self, calls):
        super().__init__()
        self._calls = calls

    async def generate(self, request):
        if len(self.asked) >= self._calls:
            raise ModelUnavailable("gone")
        return await super().generate(request)


@pytest.mark.parametrize("why", ["stopped", "the model is gone"])
async def test_whatever_ends_a_run_early_each_item_that_is_kept_as_ended_is_told(why):
    journal, stop, told = SlowToSay(), Stop(), []
    model = Slow() if why == "stopped" else GoneAfter(90)
    items = (Item(f"i{number}", {"premise": f"Fox {number}."}, number) for number in range(100))
    surroundings = replace(around(model), journal=journal, stop=stop)
    with pytest.raises(ModelUnavailable) if why != "stopped" else nullcontext():
        async for result in run_items(
            compiled(CHAIN), items, surroundings, seed=0, limits=Limits(concurrency=8, open_items=16)
        ):
            told.append(result.item)
            if why == "stopped" and len(told) > 10:
                stop.request()
    assert 10 < len(told) < 100
    assert sorted(told) == sorted(journal.items)


async def test_items_are_taken_from_their_source_only_as_others_end():
    taken = 0

    def source():
        nonlocal taken
        for number in range(100):
            taken += 1
            yield Item(f"i{number}", {"premise": f"Fox {number}."}, number)

    most_ahead = 0
    limits = Limits(concurrency=4, open_items=10)
    ended = 0
    async for _ in run_items(compiled(CHAIN), source(), around(Slow()), seed=0, limits=limits):
        ended += 1
        most_ahead = max(most_ahead, taken - ended)
    assert (ended, taken) == (100, 100)
    assert most_ahead <= 10


async def test_beyond_the_budget_nothing_is_taken():
    taken = 0

    def source():
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield Item(f"i{number}", {"premise": f"Fox {number}."}, number)

    limits = Limits(concurrency=4, open_items=10, budget=Budget(max_calls=30))
    results = run_items(compiled(CHAIN), source(), around(Slow()), seed=0, limits=limits)
    statuses = [result.status async for result in results]
    assert statuses.count("done") >= 7
    assert taken == len(statuses) < 40


async def knots(count):
    """How many objects are left that only refer to each other, once so many items have ended."""
    items = [Item(f"i{number}", {"premise": f"Fox {number}."}, number) for number in range(count)]
    limits = Limits(concurrency=4, open_items=10)
    gc.collect()
    gc.disable()
    try:
        async for result in run_items(compiled(LOOPS), items, around(Slow()), seed=0, limits=limits):
            assert result.status == "done"
        return gc.collect()
    finally:
        gc.enable()


async def test_an_item_that_has_ended_is_let_go_of_without_a_search():
    await knots(2)
    few, many = await knots(4), await knots(40)
    assert many - few < 36  # less than one an item
