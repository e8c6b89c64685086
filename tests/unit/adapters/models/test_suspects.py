"""Who is sent again after a death, in which order, how many at once, and who is not."""

import asyncio
from contextlib import AsyncExitStack

from orchestrator.adapters.models.vllm.suspects import Suspects
from orchestrator.engine.ports import Message, Request


def request(name):
    return Request(messages=(Message("user", "?"),), role="critic", path=str(name), seed=0)


async def a_death(suspects, names, *, by_signal=False):
    """The server dies while these are in flight, sent in that order."""
    async with AsyncExitStack() as stack:
        for name in names:
            await stack.enter_async_context(suspects.sending(request(name)))
        assert suspects.in_flight == len(names)
        suspects.died(by_signal=by_signal)


class Sent:
    """All of ``names`` are sent; ``out`` are those whose turn it is, in the order in which it came."""

    def __init__(self, suspects, names):
        self.suspects = suspects
        self.out = []
        self._answers = {name: asyncio.Event() for name in names}
        self.tasks = [asyncio.create_task(self._send(name)) for name in names]

    async def _send(self, name):
        async with self.suspects.sending(request(name)):
            self.out.append(name)
            await self._answers[name].wait()
            self.suspects.answered(request(name))
        self.out.remove(name)

    async def answer(self, *names):
        """These are answered; what comes out after them."""
        for name in names:
            self._answers[name].set()
        for _ in range(8):
            await asyncio.sleep(0)
        return list(self.out)

    async def end(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def test_the_last_sent_is_tried_first_four_alone_and_then_twice_as_many_each_time():
    suspects, names = Suspects(), list(range(20))
    await a_death(suspects, names)
    sent = Sent(suspects, names)
    assert await sent.answer() == [19]
    assert await sent.answer(19) == [18]
    assert await sent.answer(18) == [17]
    assert await sent.answer(17) == [16]
    assert await sent.answer(16) == [15]
    assert await sent.answer(15) == [14, 13]
    assert await sent.answer(14, 13) == [12, 11, 10, 9]
    assert await sent.answer(12, 11, 10, 9) == [8, 7, 6, 5, 4, 3, 2, 1]
    await sent.end()


async def test_others_are_not_held_up_by_suspects():
    suspects = Suspects()
    await a_death(suspects, ["a", "b"])
    sent = Sent(suspects, ["a", "b", "c", "d"])
    assert sorted(await sent.answer()) == ["b", "c", "d"]
    await sent.end()


async def test_a_suspect_that_is_the_only_one_in_flight_at_the_next_death_is_in_quarantine():
    suspects = Suspects()
    await a_death(suspects, ["a", "b"])
    await a_death(suspects, ["b"])
    assert suspects.is_quarantined(request("b"))
    assert not suspects.is_quarantined(request("a"))


async def test_of_several_suspects_at_a_death_each_is_tried_alone_and_none_is_condemned():
    suspects, names = Suspects(), list(range(7))
    await a_death(suspects, names)
    sent = Sent(suspects, names)
    for name in (6, 5, 4, 3, 2):
        await sent.answer(name)
    assert sent.out == [1, 0]
    suspects.died(by_signal=False)
    await sent.end()
    assert not any(suspects.is_quarantined(request(name)) for name in names)
    again = Sent(suspects, [0, 1])
    assert await again.answer() == [1]
    suspects.died(by_signal=False)
    await again.end()
    assert [suspects.is_quarantined(request(name)) for name in (0, 1)] == [False, True]


async def test_a_kill_counts_half_and_makes_no_suspect():
    suspects, names = Suspects(), ["a", "b", "c"]
    await a_death(suspects, names, by_signal=True)
    sent = Sent(suspects, names)
    assert await sent.answer() == names
    await sent.end()
    for _ in range(2):
        await a_death(suspects, ["a"], by_signal=True)
    assert not suspects.is_quarantined(request("a"))
    await a_death(suspects, ["a"], by_signal=True)
    assert suspects.is_quarantined(request("a"))


async def test_what_was_answered_is_no_suspect_any_more():
    suspects = Suspects()
    await a_death(suspects, ["a"])
    sent = Sent(suspects, ["a"])
    await sent.answer("a")
    await a_death(suspects, ["a"])
    assert not suspects.is_quarantined(request("a"))


async def test_a_turn_of_one_who_is_cancelled_is_the_next_ones():
    suspects, names = Suspects(), ["a", "b", "c"]
    await a_death(suspects, names)
    sent = Sent(suspects, names)
    assert await sent.answer() == ["c"]
    sent.tasks[1].cancel()  # waits
    sent.tasks[2].cancel()  # is out
    await asyncio.gather(*sent.tasks[1:], return_exceptions=True)
    assert (await sent.answer())[-1] == "a"
    assert suspects.in_flight == 1
    await sent.end()
