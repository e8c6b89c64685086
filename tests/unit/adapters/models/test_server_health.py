"""Whether a vLLM server is well and what it is at: its metrics are read whole, or not believed."""

import asyncio

import pytest

from orchestrator.adapters.models.server import is_healthy, work_at
from tests.support.loopback import Act, Loopback, answers, http, refusing_address

pytestmark = pytest.mark.enable_socket

BEGIN = b"# HELP vllm:prompt_tokens_total Read.\n" + b'vllm:prompt_tokens_total{engine="0"} 1.2e+03\n'
END = b'vllm:generation_tokens_total{engine="0"} 345.0\nvllm:num_requests_running{engine="0"} 3.0\n'


def in_pieces(*pieces, whole):
    """An answer with a pause between its pieces; it says that it has ``whole``."""

    async def do(reader, writer):
        head, _, _ = http(whole).partition(b"\r\n\r\n")
        writer.write(head + b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)
        return False

    return Act("pieces", do)


async def work_of(act):
    async with Loopback(lambda seen: act) as server:
        return await work_at(server.url.removesuffix("/v1"))


async def test_metrics_that_come_in_pieces_are_read_to_their_end():
    assert await work_of(in_pieces(BEGIN, END, whole=BEGIN + END)) == (1545.0, 3)


async def test_metrics_that_are_cut_off_say_nothing():
    assert await work_of(in_pieces(BEGIN, whole=BEGIN + END)) is None


async def test_a_server_without_metrics_says_nothing():
    assert await work_of(answers(b"some other page")) is None
    assert await work_at(refusing_address().removesuffix("/v1")) is None


@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False), (302, False)])
async def test_a_server_is_well_that_says_so(status, well):
    async with Loopback(lambda seen: answers(b"", status=status, headers=["Location: /"])) as server:
        assert await is_healthy(server.url.removesuffix("/v1")) is well
