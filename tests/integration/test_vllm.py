"""Real vLLM on the CPU with the model in the box: served, attached to, killed, and gone with its owner."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from orchestrator.adapters.models.vllm.process import free_port
from tests.support.command import ROOT, document, inkloom

PREMISE = "premise=Mira, a young fox, wants to win back the silver bell of the old mill."
START_SECONDS = 240

pytestmark = [
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
        if word in command and "pytest" not in command:
            found.append(int(entry.parent.name))
    return found


def wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.2)


class Serving:
    """An ``inkloom serve`` in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.note = folder / ".inkloom" / "served.json"
        environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
        command = [sys.executable, "-m", "orchestrator.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL)
        wait_for(self.note.exists, START_SECONDS)

    @property
    def url(self):
        return json.loads(self.note.read_text())["url"]

    def engines(self):
        return processes(f"--port {self.port}")


@pytest.fixture(scope="module")
def serving(tmp_path_factory):
    server = Serving(tmp_path_factory.mktemp("serving"))
    yield server
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(60) == 130
    assert not server.note.exists()
    assert server.engines() == []


def tell(folder, *options):
    done = inkloom(
        "run", "short-story", "--model", "vllm:built-in", "--set", PREMISE, "--set", "scenes=1", "--json", *options,
        cwd=folder, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return document(done)


def test_a_run_attaches_to_the_server_and_tells_a_story(serving):
    begun = time.monotonic()
    told = tell(serving.folder)
    assert told["status"] == "done"
    assert len(told["outputs"]["story"].split()) > 40
    assert set(told["usage"]["roles"]) >= {"planner", "drafter", "critic", "summarizer"}
    assert time.monotonic() - begun < START_SECONDS
    # A run that started a server of its own would have left its log beside the server's.
    assert (serving.folder / ".inkloom" / "vllm.log").read_text().count("Application startup complete") == 1


def test_its_greedy_replies_are_those_of_transformers(serving):
    """Fifty prompts. The weights are bfloat16: in a batch of another make-up a sum may round the other way, and where
    two tokens are nearly as likely the text goes on differently."""
    script = f"""
import asyncio
from orchestrator.adapters.models.local import LocalModel
from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.domain.runs import Sampling
from orchestrator.engine.ports import Message, Request

def request(number):
    text = f"Write a scene about a fox, a bell and {{number}} hens."
    return Request(messages=(Message("user", text),), role="drafter", path="p", seed=number,
                   sampling=Sampling(temperature=0, max_tokens=40))

async def main():
    here = await LocalModel.load({str(ROOT / "models" / "built-in")!r})
    there = await ServerModel.connect(parse_addresses({serving.url!r}))
    try:
        for model in (here, there):
            texts = await asyncio.gather(*(model.generate(request(n)) for n in range(50)))
            print("@@".join(reply.text.replace(chr(10), " ") for reply in texts))
    finally:
        await here.aclose()
        await there.aclose()

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    here, there = (line.split("@@") for line in done.stdout.strip().splitlines())
    assert len(here) == len(there) == 50
    assert sum(one == other for one, other in zip(here, there, strict=True)) >= 40


def test_a_server_that_is_killed_comes_back_and_the_run_finishes(tmp_path):
    """Without a server to attach to the run starts its own, which is killed twice while calls are in flight."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "orchestrator.cli", "run", "short-story", "--model", "vllm:built-in"]
    command += ["--set", PREMISE, "--set", "scenes=1", "--json"]
    run = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    log = tmp_path / ".inkloom" / "vllm.log"
    for start in (1, 2):
        wait_for(partial(_is_up, log, start, run), START_SECONDS)
        time.sleep(1.0)
        victims = [p for p in processes("vllm.entrypoints") if _belongs_to(p, log)]
        assert victims, "the run was over before its server could be killed"
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
    stdout, _ = run.communicate(timeout=400)
    told = json.loads(stdout)
    assert told["status"] == "done", told["errors"]
    assert _starts(log) == 3
    assert [p for p in processes("vllm.entrypoints") if _belongs_to(p, log)] == []


def _is_up(log, start, run):
    return _starts(log) >= start or run.poll() is not None


def _starts(log):
    return log.read_text(errors="replace").count("Application startup complete") if log.exists() else 0


def _belongs_to(process, log):
    """Whether a process writes into ``log``: other tests have servers of their own."""
    try:
        return os.path.samefile(f"/proc/{process}/fd/1", log)
    except OSError:
        return False


def test_nothing_is_left_when_the_owner_is_killed(tmp_path):
    server = Serving(tmp_path)
    assert server.engines()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    wait_for(lambda: server.engines() == [], 30)
