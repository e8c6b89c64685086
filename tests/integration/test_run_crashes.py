"""Runs under kill -9: no reply that was kept is lost or asked for again, and the end is the same to the byte."""

import itertools
import json
import random
import time
from contextlib import suppress
from os import kill
from signal import SIGKILL

import pytest

from orchestrator.adapters.store import StoreReader
from orchestrator.domain.errors import UsageError
from tests.support.counted import counted
from tests.support.nursery import Nursery

pytestmark = [pytest.mark.enable_socket]

WRITER = """
role: writer
template: writer.md.j2
takes: {text: text, task: text}
output: text
reply: text
"""
FIVE_STAGES = """
name: tale
inputs: {about: {type: text, default: a hen}}
steps:
  plan: {agent: writer, with: {text: inputs.about, task: "'Plan'"}}
  draft: {agent: writer, with: {text: plan, task: "'Write'"}}
  critique: {agent: writer, with: {text: draft, task: "'Find what stops a reader'"}}
  revise: {agent: writer, with: {text: draft ~ critique, task: "'Mend'"}}
  summary: {agent: writer, with: {text: revise, task: "'Tell in short'"}}
outputs: {summary: summary, tale: revise}
"""
FORTY_STEPS = """
name: tale
inputs: {about: {type: list, default: [a, b, c, d, e, f, g, h]}}
steps:
  parts:
    foreach: inputs.about
    as: part
    key: part
    steps:
      plan: {agent: writer, with: {text: part, task: "'Plan'"}}
      draft: {agent: writer, with: {text: plan, task: "'Write'"}}
      critique: {agent: writer, with: {text: draft, task: "'Find what stops a reader'"}}
      revise: {agent: writer, with: {text: draft ~ critique, task: "'Mend'"}}
      summary: {agent: writer, with: {text: revise, task: "'Tell in short'"}}
    result: {tale: revise, summary: summary}
outputs: {parts: parts}
"""
FORTY = 40
AT_ONCE = 8


@pytest.fixture(scope="module")
def nursery():
    with Nursery() as nursery:
        yield nursery


def write_project(folder, workflow):
    for name in ("agents", "templates"):
        (folder / name).mkdir(parents=True)
    (folder / "agents" / "writer.yaml").write_text(WRITER)
    (folder / "templates" / "writer.md.j2").write_text("{{ task }}: {{ text }}")
    (folder / "tale.yaml").write_text(workflow)
    return folder


def kept(folder):
    """The seeds of all calls whose replies are kept, read beside whoever may be writing."""
    with suppress(UsageError), StoreReader.open(folder / ".inkloom") as reader:
        return {json.loads(call.request)["seed"] for run in reader.runs() for call in reader.calls(run.id)}
    return set()


def state(folder):
    """The status of the one item of the one run; None before it has ended, "none" where there is no run."""
    with suppress(UsageError), StoreReader.open(folder / ".inkloom") as reader:
        return next((row.status for run in reader.runs() for row in reader.items(run.id)), "none")
    return "none"


def document(folder):
    return json.loads((folder / "stdout").read_text())


def end_of(nursery, folder, server, *command):
    """The outputs of a run that comes to its end."""
    code = nursery.run(*command, "--model", server.url, "--json", cwd=folder)
    assert code == 0, (folder / "stderr").read_text()
    return document(folder)["outputs"]


def check_kept(server, before, folder):
    """No reply that was kept was asked for again since; what is kept now."""
    asked_again = before & set(server.seeds)
    assert not asked_again
    now = kept(folder)
    assert before <= now  # nothing kept was lost
    return now


def killed_at(nth, nursery, folder, server):
    """A run that dies at the nth write of its store, and then goes on: its outputs; None if it did not die."""
    write_project(folder, FIVE_STAGES)
    server.forget()
    code = nursery.run("run", "tale.yaml", "--model", server.url, "--json", cwd=folder, fault_at=nth)
    if code == 0:
        return None
    assert code == -SIGKILL, (folder / "stderr").read_text()
    asked, before = len(server.seeds), kept(folder)
    server.forget()
    was = state(folder)
    resuming = nth % 2 and was != "none"
    outputs = end_of(nursery, folder, server, *(("resume", "last") if resuming else ("run", "tale.yaml")))
    check_kept(server, before, folder)
    assert asked - len(before) in (0, 1)  # one call at a time: at most it was on its way
    assert asked + len(server.seeds) <= 5 + 1
    assert document(folder)["usage"]["cached"] == (0 if resuming and was == "done" else len(before))
    return outputs


@pytest.mark.parametrize(
    ("first", "step"), [(6, 23), pytest.param(1, 1, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])]
)
def test_a_run_killed_at_the_nth_write_of_its_store_ends_as_if_nothing_had_happened(tmp_path, nursery, first, step):
    with counted(0) as server:
        undisturbed = end_of(nursery, write_project(tmp_path / "calm", FIVE_STAGES), server, "run", "tale.yaml")
        assert len(server.seeds) == 5
        died = 0
        for nth in itertools.count(first, step):
            outputs = killed_at(nth, nursery, tmp_path / str(nth), server)
            if outputs is None:
                break
            assert outputs == undisturbed
            died += 1
    print(f"{died} kills, one at every {step} writes and syncs until none was left")
    assert died > 60 / step


def until_killed(nursery, folder, server, command, chance):
    """Kill a run at a chance instant while calls are in flight; how many were, or None if it ended before."""
    process = nursery.start(*command, "--model", server.url, "--json", cwd=folder)
    wait_for = len(server.seeds) + chance.randrange(1, 14)
    deadline = time.monotonic() + 60
    while len(server.seeds) < wait_for or not server.in_flight:
        if ended(process) or time.monotonic() > deadline:
            assert nursery.wait() == 0, (folder / "stderr").read_text()
            return None
        time.sleep(0.0005)
    time.sleep(chance.random() * 0.01)
    in_flight = server.in_flight
    kill(process, SIGKILL)
    code = nursery.wait()
    assert code in (-SIGKILL, 0)
    return in_flight if code == -SIGKILL else None


def ended(process):
    """Whether it has ended, and waits to be asked for its exit code."""
    with open(f"/proc/{process}/stat") as told:
        return told.read().rpartition(")")[2].split()[0] == "Z"


def killed_again_and_again(nursery, folder, server, chance):
    """A run of forty steps, killed until it ends: its outputs, and how many calls were in flight at each kill."""
    write_project(folder, FORTY_STEPS)
    server.forget()
    in_flight, before, again = [], set(), 0
    while True:
        resuming = chance.random() < 0.5 and state(folder) != "none"
        command = ("resume", "last") if resuming else ("run", "tale.yaml")
        seen = len(server.seeds)
        flying = until_killed(nursery, folder, server, command, chance)
        assert not before & set(server.seeds[seen:])  # nothing kept was asked for again
        now = kept(folder)
        assert before <= now  # nothing kept was lost
        before = now
        if flying is None:
            break
        uncommitted = len(set(server.seeds) - now)
        assert uncommitted <= AT_ONCE
        again += uncommitted
        in_flight.append(flying)
    assert len(server.seeds) <= FORTY + again
    return document(folder)["outputs"], in_flight


@pytest.mark.parametrize("kills", [8, pytest.param(500, marks=[pytest.mark.slow, pytest.mark.timeout(1500)])])
def test_a_run_killed_at_any_instant_ends_as_if_nothing_had_happened(tmp_path, nursery, kills):
    chance = random.Random(kills)  # noqa: S311
    with counted(0.01) as server:
        undisturbed = end_of(nursery, write_project(tmp_path / "calm", FORTY_STEPS), server, "run", "tale.yaml")
        assert len(server.seeds) == FORTY
        assert server.most_in_flight == AT_ONCE
        in_flight = []
        for number in itertools.count():
            outputs, flying = killed_again_and_again(nursery, tmp_path / str(number), server, chance)
            assert outputs == undisturbed
            in_flight += flying
            if len(in_flight) >= kills:
                break
    landed = [count for count in in_flight if count]
    mean = sum(landed) / len(landed)
    print(f"{len(in_flight)} kills, {len(landed)} of them with calls in flight, {mean:.1f} on average")
    assert len(landed) > 0.8 * len(in_flight)
