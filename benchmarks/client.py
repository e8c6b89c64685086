"""CPU of the client for one call of a served model, beside bare aiohttp and httpx.

A server in another process answers every chat completion at once with the same bytes, so what is measured is the client
alone: CPU seconds of this process (``time.process_time``) over calls, with 800 calls in flight throughout. Each client
sends the same body; ours builds it from a ``Request`` and checks what comes back, the others send bytes and parse JSON.
The clients take turns, in three rounds, and the best round of each counts.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiohttp
import httpx

from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.domain.runs import Sampling
from orchestrator.engine.ports import Message, Request

IN_FLIGHT = 800
CALLS = 8000
HTTPX_CALLS = 1600
ROUNDS = 3
PROMPT = "The hen went down to the well, and the well was dry. " * 40
REPLY = "She sat on the rim and thought of rain. " * 20

SERVER = """
import asyncio, json, sys
REPLY = sys.argv[1]
MODELS = {"object": "list", "data": [{"id": "tiny", "object": "model", "owned_by": "vllm", "max_model_len": 8192}]}
CHAT = {"id": "c", "object": "chat.completion", "created": 1, "model": "tiny", "choices": [{"index": 0,
        "message": {"role": "assistant", "content": REPLY}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 500, "completion_tokens": 200, "total_tokens": 700}}

def whole(value):
    body = json.dumps(value).encode()
    return b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body

class Answering(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.data = transport, b""
    def data_received(self, data):
        self.data += data
        while (end := self.data.find(b"\\r\\n\\r\\n")) >= 0:
            head = self.data[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15:].split(b"\\r\\n", 1)[0]) if at >= 0 else 0
            if len(self.data) < end + 4 + length:
                return
            self.transport.write(LIST if head.startswith(b"get") else ANSWER)
            self.data = self.data[end + 4 + length:]

LIST, ANSWER = whole(MODELS), whole(CHAT)

async def main():
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""

Send = Callable[[], Awaitable[str]]


def request() -> Request:
    """What each call asks."""
    messages = (Message("system", "You are the drafter."), Message("user", PROMPT))
    sampling = Sampling(temperature=0.8, max_tokens=300)
    return Request(messages=messages, role="drafter", path="draft", seed=7, sampling=sampling)


def body() -> bytes:
    """The same as bytes, for clients that know nothing of requests."""
    messages = [{"role": message.role, "content": message.content} for message in request().messages]
    settings = {"temperature": 0.8, "max_tokens": 300, "seed": 7, "stream": False, "priority": 0}
    return json.dumps({"model": "tiny", "messages": messages, **settings}).encode()


@asynccontextmanager
async def ours(url: str) -> AsyncIterator[Send]:
    model = await ServerModel.connect(parse_addresses(url))
    model._endpoints.all[0].pressure.limit = IN_FLIGHT  # learned by a run; here all are in flight from the start
    asked = request()

    async def send() -> str:
        return (await model.generate(asked)).text

    yield send
    await model.aclose()


@asynccontextmanager
async def bare_aiohttp(url: str) -> AsyncIterator[Send]:
    headers = {"Content-Type": "application/json"}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), headers=headers) as session:

        async def send() -> str:
            async with session.post(f"{url}/chat/completions", data=body()) as answer:
                return str((await answer.json())["choices"][0]["message"]["content"])

        yield send


@asynccontextmanager
async def bare_httpx(url: str) -> AsyncIterator[Send]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    headers = {"Content-Type": "application/json"}
    async with httpx.AsyncClient(limits=limits, headers=headers, timeout=600, trust_env=False) as client:

        async def send() -> str:
            answer = await client.post(f"{url}/chat/completions", content=body())
            return str(answer.json()["choices"][0]["message"]["content"])

        yield send


async def cpu_a_call(opened: AbstractAsyncContextManager[Send], calls: int) -> float:
    """CPU milliseconds of this process for a call."""
    numbers = iter(range(calls))

    async def work(send: Send) -> None:
        for _ in numbers:
            if await send() != REPLY:
                raise ValueError("a reply is not what was sent")

    async with opened as send:
        await asyncio.gather(*(send() for _ in range(IN_FLIGHT)))  # the connections are made
        begun = time.process_time()
        await asyncio.gather(*(work(send) for _ in range(IN_FLIGHT)))
        return (time.process_time() - begun) / calls * 1000


def main() -> None:
    """Measure, and print a table."""
    with subprocess.Popen([sys.executable, "-c", SERVER, REPLY], stdout=subprocess.PIPE, text=True) as server:
        try:
            port = server.stdout.readline().strip() if server.stdout else ""
            url = f"http://127.0.0.1:{port}/v1"
            clients = {"ours": (ours, CALLS), "aiohttp": (bare_aiohttp, CALLS), "httpx": (bare_httpx, HTTPX_CALLS)}
            best = dict.fromkeys(clients, float("inf"))
            for _ in range(ROUNDS):
                for name, (client, calls) in clients.items():
                    best[name] = min(best[name], asyncio.run(cpu_a_call(client(url), calls)))
        finally:
            server.terminate()
    print(f"{IN_FLIGHT} calls in flight\n{'client':<10}{'ms CPU a call':>16}{'of aiohttp':>14}")
    for name, milliseconds in best.items():
        print(f"{name:<10}{milliseconds:>16.3f}{milliseconds / best['aiohttp']:>13.2f}x")


if __name__ == "__main__":
    main()
