"""What the engine may rely on, whichever model it asks."""

import asyncio
import threading

import pytest

from tests.support.requests import ask


async def test_a_request_gets_a_reply_and_its_cost(model):
    reply = await model.generate(ask(max_tokens=12, temperature=1))
    assert reply.text
    assert reply.finish_reason in {"stop", "length"}
    assert reply.usage.calls == 1
    assert reply.usage.cached == 0
    assert reply.usage.prompt_tokens >= 4
    assert 1 <= reply.usage.completion_tokens <= 12


async def test_the_same_request_twice_gives_the_same_reply(model):
    request = ask(max_tokens=30, temperature=1, seed=7)
    assert await model.generate(request) == await model.generate(request)


async def test_concurrent_requests_are_all_answered(model):
    replies = await asyncio.gather(*(model.generate(ask(seed=seed, max_tokens=5)) for seed in range(12)))
    assert len(replies) == 12
    assert all(reply.usage.calls == 1 for reply in replies)


async def test_a_cancelled_call_leaves_the_others_alone_and_no_task_behind(model):
    before = asyncio.all_tasks()
    kept = [ask(seed=seed, max_tokens=40, temperature=1) for seed in range(3)]
    alone = [await model.generate(request) for request in kept]
    calls = [asyncio.create_task(model.generate(request)) for request in (*kept, ask(seed=9, max_tokens=400))]
    await asyncio.sleep(0)
    calls[3].cancel()
    with pytest.raises(asyncio.CancelledError):
        await calls[3]
    assert [await call for call in calls[:3]] == alone
    assert asyncio.all_tasks() == before


async def test_a_model_says_what_it_is(model):
    assert model.info.name in {"scripted", "tiny-chat", "tiny-plain"}
    assert model.info.concurrency >= 1


async def test_a_model_can_be_closed_twice_and_leaves_no_thread(model):
    await model.aclose()
    await model.aclose()
    assert not [thread for thread in threading.enumerate() if thread.name == "inkloom-local-model"]
