"""The gate to the model: order, limits, budgets, and nothing left behind."""

import asyncio

import pytest

from orchestrator.domain.errors import BudgetExhausted, ModelError
from orchestrator.domain.runs import Usage
from orchestrator.engine.dispatch import Budget, Dispatcher, Sending
from orchestrator.engine.ports import Message, ModelInfo, Reply, Request
from orchestrator.engine.records import ItemRecord


class SlowModel:
    """Answers when told to; remembers who asked, and how many at once."""

    def __init__(self, *, fail: bool = False) -> None:
        self.asked: list[str] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.fail = fail
        self.info = ModelInfo(name="slow")

    async def generate(self, request):
        self.asked.append(request.path)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(0.001)
            if self.fail:
                raise ModelError("no")
            return Reply(text="ok", usage=Usage(calls=1, prompt_tokens=10, completion_tokens=5))
        finally:
            self.in_flight -= 1

    async def aclose(self):
        pass


def request(path):
    return Request(messages=(Message("user", "?"),), role="critic", path=path, seed=0)


def dispatcher(model, concurrency=1, **budget):
    return Dispatcher(model, concurrency=concurrency, budget=Budget(**budget))


async def test_calls_that_become_ready_together_go_in_the_order_of_the_frontier():
    model = SlowModel()
    gate = dispatcher(model)
    calls = [("side", 0, 1), ("main", 0, 5), ("near", 1, 2)]
    await asyncio.gather(*(gate.ask(request(p), Sending(ItemRecord(str(i), i), c)) for p, i, c in calls))
    assert model.asked == ["near", "main", "side"]


async def test_never_more_in_flight_than_allowed_and_as_many_as_allowed():
    model = SlowModel()
    gate = dispatcher(model, concurrency=3)
    await asyncio.gather(*(gate.ask(request(str(n)), Sending(ItemRecord(str(n), n), 1)) for n in range(20)))
    assert model.most_in_flight == 3


async def test_a_failed_call_gives_its_place_back():
    model = SlowModel(fail=True)
    gate = dispatcher(model)
    item = ItemRecord("0", 0)
    for _ in range(3):
        with pytest.raises(ModelError):
            await gate.ask(request("a"), Sending(item, 1))
    assert len(model.asked) == 3
    assert item.usage.calls == 3, "a call that fails was sent all the same"


async def test_cancelled_calls_give_their_places_back_whether_they_waited_or_ran():
    model = SlowModel()
    gate = dispatcher(model)
    tasks = [asyncio.create_task(gate.ask(request(str(n)), Sending(ItemRecord(str(n), n), 1))) for n in range(5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for task in tasks[:4]:
        task.cancel()
    assert (await tasks[4]).text == "ok"
    await asyncio.wait_for(gate.ask(request("after"), Sending(ItemRecord("9", 9), 1)), 1)
    assert model.in_flight == 0


async def test_the_budget_of_calls_is_kept_to_the_call():
    model = SlowModel()
    gate = dispatcher(model, concurrency=4, max_calls=3)
    results = await asyncio.gather(
        *(gate.ask(request(str(n)), Sending(ItemRecord(str(n), n), 1)) for n in range(6)), return_exceptions=True
    )
    assert len(model.asked) == 3
    assert sum(isinstance(result, BudgetExhausted) for result in results) == 3


async def test_no_call_is_sent_once_the_tokens_are_used():
    model = SlowModel()
    gate = dispatcher(model, max_tokens=30)
    for _ in range(2):
        await gate.ask(request("a"), Sending(ItemRecord("0", 0), 1))
    with pytest.raises(BudgetExhausted, match="has used 30"):
        await gate.ask(request("b"), Sending(ItemRecord("0", 0), 1))
    assert gate.usage == Usage(calls=2, prompt_tokens=20, completion_tokens=10)
