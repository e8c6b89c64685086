"""How requests that are made at the same time reach the thread that answers them."""

import asyncio

from orchestrator.adapters.models.local.model import LocalModel
from orchestrator.engine.ports import ModelInfo, Reply
from tests.support.requests import ask


class Recorder:
    """In place of the worker: notes what is handed over together, and answers at once."""

    def __init__(self):
        self.groups = []

    def submit(self, jobs):
        self.groups.append([job.request.seed for job in jobs])
        for job in jobs:
            job.deliver(Reply(text=str(job.request.seed)))


def recorded():
    worker = Recorder()
    return LocalModel(worker, ModelInfo(name="none"), asyncio.get_running_loop().create_future()), worker


async def test_requests_made_together_are_handed_over_together():
    model, worker = recorded()
    replies = await asyncio.gather(*(model.generate(ask(seed=seed)) for seed in range(9)))
    assert worker.groups == [list(range(9))]
    assert [reply.text for reply in replies] == [str(seed) for seed in range(9)]


async def test_requests_that_come_a_few_turns_apart_are_handed_over_together():
    model, worker = recorded()

    async def later(turns):
        for _ in range(turns):
            await asyncio.sleep(0)
        return await model.generate(ask(seed=turns))

    await asyncio.gather(*(later(turns) for turns in range(0, 12, 3)))
    assert worker.groups == [[0, 3, 6, 9]]


async def test_a_request_that_comes_later_is_handed_over_by_itself():
    model, worker = recorded()
    await model.generate(ask(seed=1))
    await model.generate(ask(seed=2))
    assert worker.groups == [[1], [2]]
