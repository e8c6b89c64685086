"""Most roles ask the run's own model, some another one by name; each is made once and all are closed."""

import asyncio

import pytest

from orchestrator.adapters.models.pool import ModelPool
from orchestrator.domain.errors import UsageError
from orchestrator.engine.ports import Message, ModelInfo, Reply, Request


class Named:
    """A model that answers with its name, and keeps what it is asked."""

    def __init__(self, name):
        self.info = ModelInfo(name=name)
        self.requests = []
        self.closed = 0

    async def generate(self, request):
        self.requests.append(request)
        return Reply(text=self.info.name)

    async def aclose(self):
        self.closed += 1


def request(model=None):
    return Request(messages=(Message("user", "?"),), role="critic", path="critique", seed=0, model=model)


async def test_a_request_goes_to_the_model_that_it_names_and_to_the_runs_own_without_a_name():
    made = []

    async def make(name):
        await asyncio.sleep(0)
        made.append(Named(name))
        return made[-1]

    own = Named("own")
    pool = ModelPool(own, make)
    replies = await asyncio.gather(*(pool.generate(request(name)) for name in (None, "fast", "fast", "wise")))
    assert [reply.text for reply in replies] == ["own", "fast", "fast", "wise"]
    assert [model.info.name for model in made] == ["fast", "wise"], "each is made once"
    assert [asked.model for model in made for asked in model.requests] == [None] * 3, "the name is the pool's alone"
    await pool.aclose()
    await pool.aclose()
    assert [model.closed for model in made] == [1, 1]
    assert own.closed == 2


async def test_a_name_that_means_nothing_fails_the_call_and_closing_still_works():
    async def make(name):
        raise UsageError(f"{name} names no model")

    pool = ModelPool(Named("own"), make)
    with pytest.raises(UsageError, match="nobody names no model"):
        await pool.generate(request("nobody"))
    await pool.aclose()
