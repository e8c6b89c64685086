"""Real vLLM on the CPU that dies of a request, and that hangs while it says that it is well."""

import asyncio
import os
import signal

import pytest
import pytest_asyncio

from orchestrator.adapters.files import Project, builtin_root
from orchestrator.adapters.models.server import is_healthy, work_at
from orchestrator.adapters.models.vllm.supervised import SupervisedModel, Timing
from orchestrator.app.serving import VllmStarter
from orchestrator.settings import load_settings
from tests.support.requests import ask
from tests.support.running import compiled, run_many
from tests.support.serving import NEEDS_VLLM, belongs_to, processes, starts

pytestmark = [*NEEDS_VLLM, pytest.mark.asyncio(loop_scope="module")]

# A prompt longer than a batch is read in chunks; then vLLM 0.32 on the CPU dies of a seed in the request.
FLAGS = ("--enable-chunked-prefill", "--max-num-batched-tokens", "2048", "--max-num-seqs", "16")
DEATH = "RuntimeError: Worker failed with error 'CPU Generator does not use offset'"
STALLED_SECONDS = 6.0

WORKFLOW = """
name: telling
inputs: {text: {type: text}}
steps:
  told: {agent: teller}
outputs: {told: told}
"""
CARDS = {
    "teller": """
role: teller
description: Writes the first words of a story.
template: teller.md.j2
takes: {text: text}
output: Draft
reply: text
sampling: {max_tokens: 300, stop: [".", ",", "!", "?"]}
"""
}
TEMPLATES = {"teller.md.j2": "{% block user %}Write a story about {{ text }}{% endblock %}"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def starter(tmp_path_factory):
    root = tmp_path_factory.mktemp("faults")
    settings = load_settings(root, {"vllm_flags": FLAGS})
    return VllmStarter("built-in", str(builtin_root() / "models" / "built-in"), settings, Project(root, builtin_root()))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model(starter):
    timing = Timing(stalled_seconds=STALLED_SECONDS)
    supervised = await SupervisedModel.begin(starter.start, starter.progress, timing)
    yield supervised
    await supervised.aclose()
    assert [process for process in processes("") if belongs_to(process, starter.log)] == []


async def tell(model, items):
    plan = compiled(WORKFLOW, cards=CARDS, templates=TEMPLATES)
    return await run_many(plan, model, {name: {"text": text} for name, text in items.items()})


def failures(told):
    """Why items failed, for a test that did not expect it."""
    return {item: [failure.message for failure in result.failures] for item, result in told.items() if result.failures}


async def test_a_request_that_kills_the_server_is_put_aside_and_the_others_finish(model, starter):
    items = {f"hen {number}": f"a hen and {number} eggs." for number in range(5)}
    told = await tell(model, {**items, "poison": "a fox and a hen and a bell. " * 260})
    assert {item for item, result in told.items() if result.status != "done"} == {"poison"}, failures(told)
    (failure,) = told["poison"].failures
    assert "the server died twice while it worked on this request" in failure.message
    # It fired, and no third time.
    assert starter.log.read_text(errors="replace").count(DEATH) == 2


async def test_a_server_that_hangs_in_good_health_is_ended_and_its_calls_are_answered(model, starter):
    await model.generate(ask(max_tokens=5))  # it is up, whatever the test before did to it
    before = starts(starter.log)
    url = starter.url
    asked = [ask(f"Tell of {number} hens.", path=f"draft[{number}]", max_tokens=100) for number in range(64)]
    calls = asyncio.gather(*(model.generate(request) for request in asked))
    begun = await work_at(url)
    while await work_at(url) == begun:  # noqa: ASYNC110 - the server has no event to wait for
        await asyncio.sleep(0.01)
    engines = [process for process in processes("VLLM::EngineCore") if belongs_to(process, starter.log)]
    assert engines
    for engine in engines:
        os.kill(engine, signal.SIGSTOP)
    assert not calls.done(), "the calls were answered before the engine could be stopped"
    seen = []
    for _ in range(4):
        seen.append((await is_healthy(url), await work_at(url)))
        await asyncio.sleep(0.5)
    assert [healthy for healthy, _ in seen] == [True] * 4
    assert len({work for _, work in seen}) == 1
    assert all(reply.text for reply in await calls)
    assert starts(starter.log) == before + 1
    assert starter.url != url
