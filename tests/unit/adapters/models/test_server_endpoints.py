"""Several servers for one model: where an item's calls go, and what happens when one falls sick."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.adapters.models.server.endpoints import Endpoint, Endpoints
from orchestrator.adapters.models.server.retrying import Patience
from orchestrator.domain.errors import ModelError
from tests.support.loopback import Loopback, answers, chat, models, refusing_address, serving, stalls
from tests.support.requests import ask

URLS = ["http://a/v1", "http://b/v1", "http://c/v1"]
ITEMS = [f"story-{number}" for number in range(300)]


def homes(endpoints, now=0.0):
    return {item: endpoints.choose(item, now).url for item in ITEMS}


def sick(endpoint, now):
    for _ in range(3):
        endpoint.failed(now)


def test_what_servers_are_said_to_digest_is_where_learning_begins():
    assert Endpoints(URLS).limit(0.0) == 32 * len(URLS)
    assert [endpoint.pressure.limit for endpoint in Endpoints(URLS, 100 * len(URLS) - 1).all] == [100] * len(URLS)
    assert Endpoints(URLS[:1], 4).limit(0.0) == 32  # who asks for fewer sends fewer
    assert Endpoints(URLS[:1], 5000).limit(0.0) == 1024


def test_an_item_stays_where_it_is_and_items_are_spread():
    endpoints = Endpoints(URLS)
    assert homes(endpoints) == homes(endpoints)
    assert all(70 <= count <= 130 for count in Counter(homes(endpoints).values()).values())


def test_only_the_items_of_a_server_that_is_gone_move():
    before, after = homes(Endpoints(URLS)), homes(Endpoints(URLS[:2]))
    assert all(after[item] == url for item, url in before.items() if url != URLS[2])


def test_an_item_moves_to_the_least_busy_server_where_its_own_has_more_than_eight_calls_more():
    endpoints = Endpoints(URLS)
    own = endpoints.choose("story", 0)
    others = [endpoint for endpoint in endpoints.all if endpoint is not own]
    own.in_flight, others[0].in_flight, others[1].in_flight = 12, 4, 5
    assert endpoints.choose("story", 0) is own
    own.in_flight = 13
    assert endpoints.choose("story", 0) is others[0]


def test_three_failures_in_a_row_leave_a_server_out_for_a_second_and_then_longer():
    endpoint = Endpoint(URLS[0])
    endpoint.failed(10)
    endpoint.failed(10)
    assert endpoint.sick_until == 0
    endpoint.failed(10)
    assert endpoint.sick_until == 11
    endpoint.failed(10.5)  # sent before it fell sick
    assert endpoint.sick_until == 11
    waits = []
    for _ in range(6):
        now = endpoint.sick_until
        endpoint.failed(now)
        waits.append(endpoint.sick_until - now)
    assert waits == [2, 4, 8, 16, 30, 30]


def test_an_answer_makes_a_server_well():
    endpoint = Endpoint(URLS[0])
    sick(endpoint, 10)
    endpoint.went_well()
    endpoint.failed(12)
    endpoint.failed(12)
    assert endpoint.sick_until == 0


def test_a_sick_server_is_left_out_and_taken_back():
    endpoints = Endpoints(URLS)
    own = endpoints.choose("story", 0)
    sick(own, 5)
    assert endpoints.choose("story", 5.5) is not own
    assert endpoints.limit(5.5) == 64
    assert endpoints.choose("story", 6) is own
    assert endpoints.limit(6) == 96


def test_where_all_are_sick_the_first_to_recover_is_tried():
    endpoints = Endpoints(URLS)
    for now, endpoint in enumerate(endpoints.all):
        sick(endpoint, 10 - now / 10)
    assert endpoints.choose("story", 10) is endpoints.all[2]
    assert endpoints.limit(10) == 1


async def test_room_is_given_in_the_order_it_was_asked_for_and_back_by_who_is_cancelled():
    endpoint = Endpoint(URLS[0])
    endpoint.pressure.limit = 1
    order = []

    async def call(name, until):
        async with endpoint.room():
            order.append(name)
            await until.wait()

    go = asyncio.Event()
    calls = [asyncio.create_task(call(name, go)) for name in "abcd"]
    await asyncio.sleep(0)
    assert (endpoint.in_flight, endpoint.load) == (1, 4)
    calls[1].cancel()  # waits
    await asyncio.sleep(0)
    go.set()
    await asyncio.sleep(0)  # a leaves, and it is c's turn
    calls[2].cancel()  # its turn has come
    await asyncio.gather(*calls, return_exceptions=True)
    assert order[0] == "a"
    assert order[-1] == "d"
    assert "b" not in order
    assert (endpoint.in_flight, endpoint.load) == (0, 0)


@pytest.mark.enable_socket
async def test_calls_are_spread_and_a_dead_server_costs_no_reply():
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(Loopback(serving(answers(chat())))) for _ in range(2)]
        urls = ",".join([*(server.url for server in servers), refusing_address()])
        model = await ServerModel.connect(parse_addresses(urls), patience=Patience(longest_wait_seconds=0.02))
        replies = await asyncio.gather(*(model.generate(replace(ask(seed=n), item=f"story-{n}")) for n in range(120)))
        assert {reply.text for reply in replies} == {"The hen slept."}
        assert all(server.fired["answer 200"] >= 30 for server in servers)
        await model.aclose()


@pytest.mark.enable_socket
async def test_a_server_that_hangs_is_left_out_after_a_few_calls():
    patience = Patience(deadline_seconds=0.3)
    async with Loopback(serving(stalls())) as hanging, Loopback(serving(answers(chat()))) as well:
        model = await ServerModel.connect(parse_addresses(f"{hanging.url},{well.url}"), patience=patience)
        items = [f"story-{n}" for n in range(40)]
        mine = [item for item in items if model._endpoints.choose(item, 0).url == hanging.url][:6]
        for item in mine[:3]:
            with pytest.raises(ModelError, match="no whole answer"):
                await model.generate(replace(ask(), item=item))
        for item in mine[3:]:
            assert (await model.generate(replace(ask(), item=item))).text == "The hen slept."
        assert hanging.fired["stall"] == 3
        await model.aclose()


@pytest.mark.enable_socket
async def test_a_model_connects_where_only_its_second_server_is_there():
    async with Loopback(serving(answers(chat()))) as server:
        model = await ServerModel.connect(parse_addresses(f"{refusing_address()},{server.url}"))
        assert model.info.name == "tiny"
        await model.aclose()


@pytest.mark.enable_socket
async def test_a_server_whose_answers_are_none_is_left_out_and_costs_no_reply():
    """A page that asks people to log in, with status 200."""

    def page(seen):
        return answers(models("tiny")) if seen.method == "GET" else answers(b"<h1>Log in</h1>", name="page")

    async with Loopback(page) as odd, Loopback(serving(answers(chat()))) as well:
        patience = Patience(longest_wait_seconds=0.02)
        model = await ServerModel.connect(parse_addresses(f"{odd.url},{well.url}"), patience=patience)
        items = [f"story-{n}" for n in range(20)]
        mine = next(item for item in items if model._endpoints.choose(item, 0).url == odd.url)
        for _ in range(4):
            assert (await model.generate(replace(ask(), item=mine))).text == "The hen slept."
        assert odd.fired["page"] == 3
        await model.aclose()
