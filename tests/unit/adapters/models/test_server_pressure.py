"""How many calls a server gets at once: sequences worked out by hand, and simulated servers."""

import asyncio
import heapq
import random
from contextlib import aclosing

import pytest

from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.adapters.models.server.pressure import HIGHEST, Pressure
from orchestrator.adapters.models.server.retrying import Patience
from tests.support.loopback import Loopback, answers, chat, models
from tests.support.requests import ask


def a_window(pressure, *, begun, seconds, tokens=10):
    """Twice as many calls as are allowed at once, sent when the window begins, all places taken."""
    limit = pressure.limit
    for number in range(2 * limit):
        now = begun + seconds * (number + 1) / (2 * limit)
        pressure.ended(tokens=tokens, in_flight=limit, sent_at=begun, now=now)
    return pressure.limit


def test_the_limit_doubles_while_that_brings_more_and_then_stays_midway():
    pressure = Pressure(limit=4)
    assert a_window(pressure, begun=0, seconds=1) == 8  # 80 tokens/s, the first figure
    assert a_window(pressure, begun=1, seconds=1) == 16  # 160 tokens/s: twice as many
    assert a_window(pressure, begun=2, seconds=1.95) == 12  # 164 tokens/s: no more, so between 8 and 16


def test_the_limit_stays_where_doubling_brought_little():
    pressure = Pressure(limit=4)
    a_window(pressure, begun=0, seconds=1)  # 80 tokens/s with 4
    assert a_window(pressure, begun=1, seconds=1.8) == 8  # 89 tokens/s with 8


def test_the_limit_goes_back_where_doubling_did_harm():
    pressure = Pressure(limit=4)
    a_window(pressure, begun=0, seconds=1)  # 80 tokens/s with 4
    assert a_window(pressure, begun=1, seconds=2.2) == 4  # 73 tokens/s with 8


def test_the_limit_stays_while_the_rate_does():
    pressure = Pressure(limit=4)
    a_window(pressure, begun=0, seconds=1)
    assert a_window(pressure, begun=1, seconds=2) == 6  # 80 tokens/s with 8 as with 4
    # 12 calls of 10 tokens in 1.5 s are 80 tokens/s again, in 1.2 s 100
    assert [a_window(pressure, begun=begun, seconds=1.5) for begun in (3, 4.5, 6)] == [6, 6, 6]
    assert a_window(pressure, begun=7.5, seconds=1.2) == 6


def test_the_limit_grows_again_when_a_server_becomes_quicker():
    pressure = Pressure(limit=4)
    a_window(pressure, begun=0, seconds=1)
    a_window(pressure, begun=1, seconds=2)
    assert a_window(pressure, begun=3, seconds=0.9) == 12  # 133 tokens/s after 80


def test_calls_that_do_not_reach_the_limit_say_nothing():
    pressure = Pressure(limit=4)
    for number in range(100):
        pressure.ended(tokens=10, in_flight=3, sent_at=number, now=number + 1)
    assert pressure.limit == 4


def test_an_overloaded_server_gets_a_quarter_less_and_then_one_more_a_window():
    pressure = Pressure(limit=32)
    pressure.overloaded(sent_at=0, now=1)
    assert pressure.limit == 24
    assert [a_window(pressure, begun=1 + n, seconds=1) for n in range(3)] == [25, 26, 27]


def test_calls_turned_away_together_are_one_sign():
    pressure = Pressure(limit=32)
    for _ in range(20):
        pressure.overloaded(sent_at=0.5, now=1)
    assert pressure.limit == 24
    pressure.overloaded(sent_at=2, now=3)
    assert pressure.limit == 18


def test_the_limit_stays_between_one_and_the_highest():
    pressure = Pressure(limit=2)
    for second in range(9):
        pressure.overloaded(sent_at=second + 0.5, now=second + 1)
    assert pressure.limit == 1
    grown = Pressure(limit=HIGHEST)
    assert a_window(grown, begun=0, seconds=1) == HIGHEST


def simulate(knee, calls, *, refuse_above=None):
    """The limits that ``Pressure`` goes through with a server of that knee, in a time that is only counted.

    Up to ``knee`` calls take a second each, more share what the server gives. Above ``refuse_above`` it turns away.
    """
    pressure, now, running, limits = Pressure(limit=32), 0.0, [], []
    for number in range(calls):
        while len(running) < pressure.limit:
            count = len(running) + 1
            if refuse_above is not None and count > refuse_above:
                pressure.overloaded(sent_at=now, now=now + 0.001)
                break
            heapq.heappush(running, (now + max(1.0, count / knee) + 1e-6 * number, now))
        ends, sent_at = heapq.heappop(running)
        now = max(now, ends)
        pressure.ended(tokens=100, in_flight=len(running) + 1, sent_at=sent_at, now=now)
        limits.append(pressure.limit)
    return limits


@pytest.mark.parametrize("knee", [20, 64, 100, 300, 700])
def test_the_limit_ends_near_the_knee_of_a_simulated_server(knee):
    limits = simulate(knee, 20_000)[-2000:]
    assert knee * 0.9 <= min(limits)
    assert max(limits) <= knee * 2.75


@pytest.mark.parametrize("most", [3, 10, 50, 200])
def test_the_limit_stays_about_what_a_simulated_server_takes(most):
    limits = simulate(10_000, 20_000, refuse_above=most)[-5000:]
    assert max(limits) <= most + 1
    assert min(limits) >= most * 3 // 4 - 1


def capacity(places, seconds):
    """A loopback server that works at ``places`` calls at once, some longer than others; more wait for a place."""
    work = asyncio.Semaphore(places)
    chance = random.Random(7)  # noqa: S311

    async def respond(seen):
        if seen.method == "GET":
            return answers(models("tiny"))
        async with work:
            await asyncio.sleep(seconds * chance.uniform(0.6, 1.4))
        return answers(chat(completion_tokens=50))

    return respond


async def keep_busy(model, calls, workers):
    """Send ``calls`` calls, so many at once."""
    numbers = iter(range(calls))

    async def work():
        for number in numbers:
            await model.generate(ask(seed=number))

    await asyncio.gather(*(work() for _ in range(workers)))


async def limit_found(places, seconds):
    """The limit that 500 calls find for a loopback server with so many places."""
    async with (
        Loopback(capacity(places, seconds)) as server,
        aclosing(await ServerModel.connect(parse_addresses(server.url))) as model,
    ):
        assert model.info.concurrency == 32
        await keep_busy(model, 500, workers=220)
        assert server.most_at_once >= 64
        return model.info.concurrency


@pytest.mark.enable_socket
async def test_the_limit_grows_to_near_the_knee_of_a_real_server():
    # A machine that stands still for one window makes the next one look quicker: seldom, and not three times running.
    for _ in range(3):
        limit = await limit_found(48, 0.25)
        if 48 <= limit <= 178:
            return
    pytest.fail(f"the limit of a server with 48 places came to {limit}")


@pytest.mark.enable_socket
@pytest.mark.parametrize("status", [429, 503])
async def test_the_limit_shrinks_to_what_a_real_server_takes(status):
    at_once = 0

    async def respond(seen):
        nonlocal at_once
        if seen.method == "GET":
            return answers(models("tiny"))
        if at_once >= 10:
            return answers({}, status=status)
        at_once += 1
        await asyncio.sleep(0.01)
        at_once -= 1
        return answers(chat())

    async with Loopback(respond) as server:
        patience = Patience(longest_wait_seconds=0.05)
        async with aclosing(await ServerModel.connect(parse_addresses(server.url), patience=patience)) as model:
            await keep_busy(model, 300, workers=100)
            assert server.fired[f"answer {status}"] >= 22
            assert 5 <= model.info.concurrency <= 14
            assert server.fired["answer 200"] == 301


@pytest.mark.enable_socket
async def test_the_limit_shrinks_when_calls_run_out_of_time():
    async with Loopback(capacity(1, 60)) as server:
        patience = Patience(deadline_seconds=0.3)
        async with aclosing(await ServerModel.connect(parse_addresses(server.url), patience=patience)) as model:
            ends = await asyncio.gather(*(model.generate(ask(seed=n)) for n in range(32)), return_exceptions=True)
            assert all("no whole answer" in str(end) for end in ends)
            assert model.info.concurrency == 1  # nobody is well there any more
