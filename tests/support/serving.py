"""Real vLLM for tests: an ``inkloom serve`` in a folder, and the processes that belong to a log."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestrator.adapters.models.vllm.process import free_port
from tests.support.command import ROOT

START_SECONDS = 240

NEEDS_VLLM = [
    pytest.mark.slow,
    pytest.mark.xdist_group("vllm"),  # one engine at a time: each takes all cores
    pytest.mark.enable_socket,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not (ROOT / ".vllm" / "ready").exists(), reason="vLLM is not installed: `make vllm`"),
]


def processes(word):
    """The ids of the processes that have ``word`` in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in command:
            found.append(int(entry.parent.name))
    return found


def belongs_to(process, log):
    """Whether a process writes into ``log``: other tests have servers of their own."""
    try:
        return os.path.samefile(f"/proc/{process}/fd/1", log)
    except OSError:
        return False


def starts(log):
    """How often vLLM came up, as its log tells."""
    return log.read_text(errors="replace").count("Application startup complete") if log.exists() else 0


def stretch():
    """How many times as long as alone something takes here now, because others want the cores, too."""
    begun, used = time.monotonic(), time.thread_time()
    while time.thread_time() - used < 0.2:
        pass
    return (time.monotonic() - begun) / (time.thread_time() - used)


def wait_for(condition, seconds):
    """Until ``condition()`` is true; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.2)


class Serving:
    """An ``inkloom serve`` in a folder of its own; ``flags`` go to vLLM."""

    def __init__(self, folder, *flags):
        self.folder = folder
        self.port = free_port()
        self.note = folder / ".inkloom" / "served.json"
        self.log = folder / ".inkloom" / "vllm.log"
        command = [sys.executable, "-m", "orchestrator.cli", "serve", "built-in", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--", *flags] if flags else command,
            cwd=folder, env={**os.environ, "HF_HUB_OFFLINE": "1"}, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(lambda: self.note.exists() or self.process.poll() is not None, START_SECONDS)
        assert self.process.poll() is None, self.log.read_text(errors="replace")[-2000:]

    @property
    def url(self):
        return json.loads(self.note.read_text())["url"]

    def engines(self):
        """Its processes that are still there."""
        return processes(f"--port {self.port}")

    def stop(self):
        """End it as Ctrl-C does; nothing of it may be left."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(60) == 130
        assert not self.note.exists()
        assert self.engines() == []
