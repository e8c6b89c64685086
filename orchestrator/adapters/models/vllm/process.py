"""One run of vLLM: started, waited for until it is healthy, stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from orchestrator.adapters.models.vllm.command import Command
from orchestrator.domain.errors import ModelUnavailable

START_SECONDS = 900.0
"""Loading and compiling a large model takes minutes."""
_LOOK_SECONDS = 0.25
_TAIL_LINES = 12
_STOP_SECONDS = 15.0

IsHealthy = Callable[[], Awaitable[bool]]


class VllmProcess:
    """A vLLM server below this process."""

    def __init__(self, guard: asyncio.subprocess.Process, log: Path) -> None:
        self._guard = guard
        self._log = log

    @classmethod
    async def start(cls, command: Command, log: Path) -> VllmProcess:
        """Start ``command``; what it prints is added to ``log``.

        Raises:
            ModelUnavailable: the system does not let it.
        """
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            guard = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "orchestrator.adapters.models.vllm.guard",
                str(log),
                *command.arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                env={**command.environment, **os.environ},
                start_new_session=True,
            )
        except OSError as error:
            raise ModelUnavailable(f"vLLM cannot be started: {error}", hint=f"its log would be {log}") from error
        return cls(guard, log)

    async def healthy(self, is_healthy: IsHealthy) -> None:
        """Wait until the server answers.

        Raises:
            ModelUnavailable: it ended, or did not come up in time; with the end of its log.
        """
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not await is_healthy():
            if self.ended:
                raise ModelUnavailable(f"vLLM ended while it started:\n{self.tail()}", hint=f"its log: {self._log}")
            if asyncio.get_running_loop().time() > deadline:
                raise ModelUnavailable(f"vLLM was not up after {START_SECONDS:.0f} seconds", hint=f"log: {self._log}")
            await asyncio.sleep(_LOOK_SECONDS)

    @property
    def ended(self) -> bool:
        """Whether the server is gone."""
        return self._guard.returncode is not None

    @property
    def was_killed(self) -> bool:
        """Whether it was somebody else's signal that ended it, and no fault of its own."""
        return (self._guard.returncode or 0) in (128 + signal.SIGKILL, 128 + signal.SIGTERM)

    async def wait(self) -> None:
        """Until it ends."""
        await self._guard.wait()

    async def stop(self) -> None:
        """End it and everything below it. May be called twice."""
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        try:
            await asyncio.wait_for(self._guard.wait(), _STOP_SECONDS)
        except TimeoutError:
            self._guard.kill()
            await self._guard.wait()

    def tail(self) -> str:
        """The last lines of the log."""
        try:
            lines = self._log.read_text("utf-8", "replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-_TAIL_LINES:])


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server can listen on ``port`` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a closed one may linger
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
