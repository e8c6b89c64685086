"""A server that answers every role at once, or after a while, with words that depend on the request alone.

    python -m benchmarks.answering [SECONDS]

It prints its port. It runs in a process of its own, so that what is measured is whoever asks it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

MARK = "MMMMMMMM"
PROSE = f"{MARK}: The fox ran to the old mill. She looked for the silver bell.\n\nIt was not there. She was sad."
GOALS = (
    "Mira looks for the bell by the well.",
    "Oskar hides what he has found.",
    "A storm keeps everybody inside.",
    "The old map is read at last.",
    "Nobody believes the hen.",
    "They dig behind the barn all night.",
    "Something rings under the floor.",
    "The bell hangs in the tower again.",
)
SCENES = [
    {"heading": f"Part {n}", "goal": goal, "mood": "hopeful", "valence": 2, "length": 120}
    for n, goal in enumerate(GOALS)
]
ISSUE = {"paragraph": "p1", "quote": "The fox ran", "problem": "Too bare.", "fix": "Say how.", "severity": "minor"}
REPLIES = {
    "You are the planner": json.dumps({"title": f"Bell {MARK}", "logline": "A fox seeks a bell.", "scenes": SCENES}),
    "You are the drafter": PROSE,
    "You are the critic": json.dumps({"issues": [ISSUE], "score": 7}),
    "You are the editor": f"[p2] It was gone. She sat down and cried {MARK}.",
    "You are the summarizer": json.dumps(
        {"text": f"A fox looks for a bell {MARK}.", "facts": [{"text": "It is gone."}]}
    ),
}
LISTED = {"data": [{"id": "tiny", "object": "model", "owned_by": "vllm", "max_model_len": 8192}], "object": "list"}


def reply_to(body: bytes) -> bytes:
    """The answer to a chat completion: the same for the same messages and seed."""
    asked: dict[str, Any] = json.loads(body)
    system = asked["messages"][0]["content"]
    text = next(reply for opening, reply in REPLIES.items() if system.startswith(opening))
    mark = zlib.crc32(json.dumps([asked["messages"], asked.get("seed")]).encode())
    message = {"role": "assistant", "content": text.replace(MARK, f"{mark:08x}")}
    usage = {"prompt_tokens": 500, "completion_tokens": 200, "total_tokens": 700}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return whole(
        {"id": "c", "object": "chat.completion", "created": 1, "model": "tiny", "choices": [choice], "usage": usage}
    )


def whole(value: Any) -> bytes:
    """The bytes of a whole answer."""
    body = json.dumps(value).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class Answering(asyncio.Protocol):
    """One connection."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._data) < end + 4 + length:
                return
            body, self._data = self._data[end + 4 : end + 4 + length], self._data[end + 4 + length :]
            is_asked = not head.startswith(b"get")
            answer = reply_to(body) if is_asked else whole(LISTED)
            if self._seconds and is_asked:
                asyncio.get_running_loop().call_later(self._seconds, self._write, answer)
            else:
                self._write(answer)

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


@contextmanager
def answering(seconds: float = 0.0) -> Iterator[str]:
    """The address of such a server."""
    command = [sys.executable, "-m", "benchmarks.answering", str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip() if server.stdout else ''}"
        finally:
            server.terminate()


async def _main(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(seconds), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0))
