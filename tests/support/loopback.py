"""A real HTTP server on the loopback that misbehaves on command, and counts how often each misbehaviour was done.

``respond`` is asked for each request and gives an ``Act``: what is done to the connection. An act has a name; after it
was done, and not before, ``server.fired[name]`` goes up by one: a test can show that its fault happened.
"""

import asyncio
import json
import socket
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    method: str
    path: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass(frozen=True)
class Act:
    """What is done for one request; ``do`` returns whether the connection is kept."""

    name: str
    do: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bool]]


class Loopback:
    """The server; ``respond`` takes a ``Seen`` and gives an ``Act``, or awaits one."""

    def __init__(self, respond):
        self._respond = respond
        self.requests = []
        self.fired = Counter()
        self.open = 0
        self.opened = 0
        self.at_once = 0
        self.most_at_once = 0

    async def __aenter__(self):
        self._tasks = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=2048, limit=2**22)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def all_closed(self):
        """Until no connection is open, or three seconds have passed; says whether none is."""
        with suppress(TimeoutError):
            async with asyncio.timeout(3):
                while self.open:  # noqa: ASYNC110 - a socket has no event to wait for
                    await asyncio.sleep(0.01)
        return self.open == 0

    async def _serve(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.open += 1
        self.opened += 1
        try:
            while (seen := await _read_request(reader)) is not None:
                self.requests.append(seen)
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                try:
                    act = self._respond(seen)
                    act = await act if asyncio.iscoroutine(act) else act
                    kept = await act.do(reader, writer)
                finally:
                    self.at_once -= 1
                self.fired[act.name] += 1
                if not kept:
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the server is told to stop
        finally:
            self.open -= 1
            writer.close()


async def _read_request(reader):
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    line, *fields = head.decode("latin-1").split("\r\n")
    method, path, _ = line.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields if field)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Seen(method, path, headers, body)


def http(body=b"", *, status=200, headers=(), framing="length"):
    """The bytes of a whole answer; ``framing`` is length, chunked or close."""
    lines = [f"HTTP/1.1 {status} Anything", "Content-Type: application/json", *headers]
    if framing == "length":
        lines.append(f"Content-Length: {len(body)}")
    elif framing == "chunked":
        lines.append("Transfer-Encoding: chunked")
        pieces = [body[start : start + 40] for start in range(0, len(body), 40)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    else:
        lines.append("Connection: close")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def sends(data, *, name="answer", keep=True, after=0.0):
    """All of ``data``, or what of it the client stays for, ``after`` so many seconds."""

    async def do(reader, writer):
        await asyncio.sleep(after)
        writer.write(data)
        try:
            await writer.drain()
        except ConnectionError:
            return False
        return keep

    return Act(name, do)


def answers(value, *, status=200, headers=(), after=0.0, name=None):
    """A whole JSON answer (bytes are sent as they are)."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return sends(http(body, status=status, headers=headers), name=name or f"answer {status}", after=after)


def cuts(data, at):
    """``data`` up to the byte ``at``, and the connection is closed."""
    return sends(data[:at], name="cut", keep=False)


def stalls(data=b""):
    """``data``, then nothing for ever; fires when the client has given up."""

    async def do(reader, writer):
        writer.write(data)
        await writer.drain()
        await reader.read(1)
        return False

    return Act("stall", do)


def drips(data, seconds):
    """One byte of ``data`` every so many ``seconds``: never idle, never done; fires when the client has given up."""

    async def do(reader, writer):
        for byte in data:
            writer.write(bytes([byte]))
            try:
                await writer.drain()
                async with asyncio.timeout(seconds):
                    await reader.read(1)
                return False
            except TimeoutError:
                continue
            except ConnectionError:
                return False
        raise AssertionError("the client waited for all of it")

    return Act("drip", do)


def chat(text="The hen slept.", *, finish="stop", prompt_tokens=12, completion_tokens=4, **message):
    """A chat completion as all servers send it."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1790000000,
        "model": "tiny",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}
        ],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
        },
    }


def models(*names, owned_by="vllm", **more):
    """An answer of ``GET /models``."""
    return {
        "object": "list",
        "data": [{"id": name, "object": "model", "owned_by": owned_by, **more} for name in names],
    }


def serving(*acts, listed=None):
    """A ``respond`` that lists models and gives ``acts`` in turn to completions, the last one again and again."""
    left = list(acts)

    def respond(seen):
        if seen.method == "GET":
            return answers(listed or models("tiny", max_model_len=4096))
        return left.pop(0) if len(left) > 1 else left[0]

    return respond


@contextmanager
def in_a_thread(respond):
    """A ``Loopback`` on an event loop of its own: its tasks are not among the test's."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="loopback")
    thread.start()
    server = Loopback(respond)
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def refusing_address():
    """An address of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


@contextmanager
def hanging_address():
    """An address whose connects hang: its queue of connections is full, and that is seen before it is given."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        fillers = []
        try:
            for _ in range(10):
                filler = socket.socket()
                fillers.append(filler)
                filler.settimeout(0.2)
                try:
                    filler.connect(listening.getsockname())
                except TimeoutError:
                    yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
                    return
            raise AssertionError("the connects did not hang")
        finally:
            for filler in fillers:
                filler.close()
