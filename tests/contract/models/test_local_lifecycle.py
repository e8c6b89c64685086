"""Closing, cancelling, failing: nobody waits for ever and nothing stays behind."""

import asyncio
import threading

import pytest

from orchestrator.adapters.models.local import LocalModel
from orchestrator.domain.errors import ModelError, ModelUnavailable
from tests.support.requests import ask


def model_threads():
    return [thread for thread in threading.enumerate() if thread.name == "inkloom-local-model"]


async def test_closing_fails_what_is_unanswered_and_ends_the_thread(chat_folder):
    model = await LocalModel.load(str(chat_folder))
    calls = [asyncio.create_task(model.generate(ask(seed=n, max_tokens=450, temperature=1))) for n in range(3)]
    calls.append(asyncio.create_task(model.generate(ask(max_tokens=450, beams=8))))
    await asyncio.sleep(0.05)
    await model.aclose()
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(outcome, ModelError) for outcome in outcomes)
    assert model_threads() == []


async def test_closing_at_once_fails_what_was_just_asked(chat_folder):
    model = await LocalModel.load(str(chat_folder))
    call = asyncio.create_task(model.generate(ask()))
    await asyncio.sleep(0)
    await model.aclose()
    with pytest.raises(ModelError):
        await call


async def test_a_closed_model_answers_no_more(chat_folder):
    model = await LocalModel.load(str(chat_folder))
    await model.aclose()
    with pytest.raises(ModelUnavailable, match="draft: the model is closed"):
        await model.generate(ask())


async def test_the_event_loop_goes_on_while_the_model_works(chat):
    call = asyncio.create_task(chat.generate(ask(max_tokens=300, temperature=0)))
    turns = 0
    while not call.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 10


async def test_a_reply_cancelled_at_work_makes_room_at_once(chat):
    # Far longer than the test may take, were it not dropped.
    long_calls = [asyncio.create_task(chat.generate(ask(seed=n, max_tokens=450, beams=32))) for n in range(20)]
    await asyncio.sleep(0.05)
    for call in long_calls:
        call.cancel()
    async with asyncio.timeout(5):
        reply = await chat.generate(ask(max_tokens=5, temperature=0))
    assert reply.usage.completion_tokens == 5
    assert all(
        isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*long_calls, return_exceptions=True)
    )


async def test_more_requests_than_a_batch_holds_wait_their_turn(chat_folder):
    requests = [ask(seed=n, max_tokens=10 + n, temperature=1) for n in range(7)]
    wide = await LocalModel.load(str(chat_folder))
    expected = await asyncio.gather(*(wide.generate(request) for request in requests))
    await wide.aclose()
    for limits in ({"max_batch_rows": 2}, {"max_batch_tokens": 150}):
        narrow = await LocalModel.load(str(chat_folder), **limits)
        assert await asyncio.gather(*(narrow.generate(request) for request in requests)) == expected
        await narrow.aclose()


async def test_a_load_that_is_cancelled_leaves_no_thread(chat_folder):
    load = asyncio.create_task(LocalModel.load(str(chat_folder)))
    await asyncio.sleep(0.005)
    load.cancel()
    with pytest.raises(asyncio.CancelledError):
        await load
    async with asyncio.timeout(60):
        while model_threads():  # noqa: ASYNC110 - a thread has no event to wait for
            await asyncio.sleep(0.01)
