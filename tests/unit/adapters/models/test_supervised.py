"""A served model outlives its server; what kills the server twice is put aside; a hung one is ended."""

import asyncio

import pytest

from orchestrator.adapters.models.vllm.supervised import Served, SupervisedModel, Timing
from orchestrator.domain.errors import ModelError, ModelUnavailable, UsageError
from orchestrator.engine.ports import Message, ModelInfo, Reply, Request

SOON = 0.02


class FakeServer:
    """A server that dies when it is told to."""

    def __init__(self):
        self._gone = asyncio.Event()
        self.was_killed = self.is_dying = False

    @property
    def ended(self):
        return self._gone.is_set()

    def die(self, *, by_signal=False):
        self.was_killed = by_signal
        self._gone.set()

    async def wait(self):
        await self._gone.wait()

    async def stop(self):
        self._gone.set()

    async def is_well(self):
        return not (self.is_dying or self.ended)


class Fleet:
    """Starts servers one after the other; a poisonous request kills the one it reaches."""

    def __init__(self, *, fails_from=1000, error=ModelUnavailable):
        self.servers = []
        self.in_flight = self.most = 0
        self.sent = []
        self.fails_from = fails_from
        self.error = error
        self.tokens = 0.0
        self.requests = 0

    async def start(self):
        if len(self.servers) >= self.fails_from:
            raise self.error("it does not come up")
        self.servers.append(FakeServer())
        return Served(self.servers[-1], FleetModel(self, self.servers[-1]), self.servers[-1].is_well)

    async def progress(self):
        return self.tokens, self.requests


class FleetModel:
    def __init__(self, fleet, server):
        self.info = ModelInfo(name="fleet", concurrency=8)
        self._fleet, self._server = fleet, server

    async def generate(self, request):
        fleet = self._fleet
        fleet.sent.append(request.path)
        fleet.in_flight += 1
        fleet.most = max(fleet.most, fleet.in_flight)
        try:
            if "poison" in (request.path, request.item):
                await asyncio.sleep(SOON)
                self._server.die()
            elif request.path == "hangs all" or (request.path == "hangs" and len(fleet.servers) == 1):
                await self._server.wait()
            else:
                await asyncio.sleep(2 * SOON)
                fleet.tokens += 1
            if self._server.ended:
                raise ModelError(f"{request.path}: the answer was cut off")
            if request.path == "fails" and len(fleet.servers) == 1:
                raise ModelError("fails: the server answered 500: out of luck")
            return Reply(text=request.path)
        finally:
            fleet.in_flight -= 1

    async def aclose(self):
        pass


def request(path, seed=0, item=""):
    return Request(messages=(Message("user", "?"),), role="critic", path=path, seed=seed, item=item)


async def until(condition):
    while not condition():  # noqa: ASYNC110  (nobody tells a test that looks on)
        await asyncio.sleep(SOON / 4)


async def supervised(fleet, **options):
    return await SupervisedModel.begin(fleet.start, fleet.progress, Timing(first_wait_seconds=SOON, **options))


async def test_a_call_in_flight_at_a_death_is_answered_by_the_next_server():
    fleet = Fleet()
    model = await supervised(fleet)
    call = asyncio.create_task(model.generate(request("a")))
    await asyncio.sleep(SOON)
    fleet.servers[0].die(by_signal=True)
    assert (await call).text == "a"
    assert len(fleet.servers) == 2
    await model.aclose()


async def test_a_request_that_kills_the_server_twice_is_in_quarantine_and_the_others_are_answered():
    fleet = Fleet()
    model = await supervised(fleet)
    calls = [model.generate(request(path)) for path in ("a", "poison", "b", "c")]
    a, poison, b, c = await asyncio.gather(*calls, return_exceptions=True)
    assert (a.text, b.text, c.text) == ("a", "b", "c")
    assert isinstance(poison, ModelError)
    assert "died twice" in poison.message
    assert fleet.sent.count("poison") == 2
    with pytest.raises(ModelError, match="died twice"):
        await model.generate(request("poison", seed=1))  # a retry has another seed
    assert fleet.sent.count("poison") == 2
    assert (await model.generate(request("d"))).text == "d"
    await model.aclose()


async def test_the_same_step_of_another_item_is_not_put_into_quarantine_with_it():
    """It has the same path."""
    fleet = Fleet()
    model = await supervised(fleet)
    calls = [model.generate(request("draft", item=item)) for item in ("a", "poison", "b")]
    a, poison, b = await asyncio.gather(*calls, return_exceptions=True)
    assert (a.text, b.text) == ("draft", "draft")
    assert isinstance(poison, ModelError)
    await model.aclose()


async def test_a_call_that_fails_while_the_server_is_dying_waits_for_the_next_one():
    """Its engine is dead, and its process takes longer to end than any call that fails."""
    fleet = Fleet()
    model = await supervised(fleet)
    fleet.servers[0].is_dying = True
    call = asyncio.create_task(model.generate(request("fails")))
    await asyncio.sleep(10 * SOON)
    assert not call.done()
    fleet.servers[0].die()
    assert (await call).text == "fails"
    await model.aclose()


async def test_a_call_that_fails_on_a_server_that_is_well_fails_at_once():
    fleet = Fleet()
    model = await supervised(fleet)
    with pytest.raises(ModelError, match="out of luck"):
        await asyncio.wait_for(model.generate(request("fails")), 20 * SOON)
    assert len(fleet.servers) == 1
    await model.aclose()


async def test_after_a_death_the_suspects_are_sent_one_at_a_time():
    fleet = Fleet()
    model = await supervised(fleet)
    calls = asyncio.gather(*(model.generate(request(path)) for path in "abc"))
    await asyncio.sleep(SOON)
    assert fleet.most == 3
    fleet.servers[0].die()
    fleet.most = 0
    await calls
    assert fleet.most == 1
    await model.aclose()


async def test_after_a_kill_from_outside_all_are_sent_again_together():
    fleet = Fleet()
    model = await supervised(fleet)
    calls = asyncio.gather(*(model.generate(request(path)) for path in "abc"))
    await until(lambda: fleet.in_flight == 3)
    fleet.servers[0].die(by_signal=True)
    fleet.most = 0
    await calls
    assert (fleet.most, len(fleet.servers)) == (3, 2)
    await model.aclose()


async def test_a_request_that_hangs_every_server_is_in_quarantine_though_the_watchdog_kills_them():
    fleet = Fleet()
    model = await supervised(fleet, stalled_seconds=5 * SOON)
    call = asyncio.create_task(model.generate(request("hangs all")))
    for number in range(2):
        await until(lambda count=number: len(fleet.servers) > count)
        fleet.servers[number].was_killed = True  # what hangs does not end politely
    with pytest.raises(ModelError, match="died twice"):
        await call
    await model.aclose()


async def test_two_kills_from_outside_put_nothing_into_quarantine():
    fleet = Fleet()
    model = await supervised(fleet)
    call = asyncio.create_task(model.generate(request("a")))
    for number in range(2):
        await until(lambda count=number: len(fleet.servers) > count and fleet.in_flight)
        fleet.servers[number].die(by_signal=True)
        await until(lambda: not fleet.in_flight)
    assert (await call).text == "a"
    await model.aclose()


@pytest.mark.parametrize("error", [ModelUnavailable, UsageError])
async def test_a_server_that_does_not_come_up_any_more_ends_every_call(error):
    fleet = Fleet(fails_from=1, error=error)
    model = await supervised(fleet)
    calls = [asyncio.create_task(model.generate(request(path))) for path in "ab"]
    await asyncio.sleep(SOON)
    fleet.servers[0].die()
    for call in calls:
        with pytest.raises(ModelUnavailable, match="does not come up"):
            await call
    with pytest.raises(ModelUnavailable):
        await model.until_given_up()
    await model.aclose()


async def test_a_server_that_stands_still_with_calls_in_flight_is_ended_and_an_idle_one_is_not():
    fleet = Fleet()
    model = await supervised(fleet, stalled_seconds=10 * SOON)
    await asyncio.sleep(15 * SOON)
    assert len(fleet.servers) == 1, "idle, it need not get on"
    assert (await model.generate(request("hangs"))).text == "hangs"
    assert len(fleet.servers) == 2
    await model.aclose()


async def test_a_server_that_stands_still_with_calls_of_others_is_ended_too():
    fleet = Fleet()
    model = await supervised(fleet, stalled_seconds=10 * SOON)
    fleet.requests = 3
    await until(lambda: len(fleet.servers) == 2)
    fleet.requests = 0
    await asyncio.sleep(15 * SOON)
    assert len(fleet.servers) == 2
    await model.aclose()


async def test_a_server_that_answers_others_between_its_deaths_is_started_every_time():
    fleet = Fleet()
    model = await supervised(fleet, stalled_seconds=2 * SOON)
    for number in range(8):
        await until(lambda count=number: len(fleet.servers) > count)
        for _ in range(5):  # some of it between two looks
            fleet.tokens += 1
            await asyncio.sleep(SOON / 4)
        fleet.servers[number].die()
    await until(lambda: len(fleet.servers) == 9)
    await model.aclose()


async def test_a_death_is_told_at_once_with_whether_it_was_a_kill():
    fleet, told = Fleet(), []
    timing = Timing(first_wait_seconds=SOON)
    model = await SupervisedModel.begin(fleet.start, fleet.progress, timing, on_death=told.append)
    for number, killed in enumerate((True, False)):
        await until(lambda count=number: len(fleet.servers) > count)
        fleet.servers[number].die(by_signal=killed)
        await until(lambda count=number: len(told) > count)
        assert len(fleet.servers) == number + 1, "it was told before the next one was started"
    assert told == [True, False]
    await model.aclose()


async def test_closing_twice_leaves_no_task():
    before = asyncio.all_tasks()
    fleet = Fleet()
    model = await supervised(fleet)
    await model.aclose()
    await model.aclose()
    assert fleet.servers[0].ended
    assert asyncio.all_tasks() == before
