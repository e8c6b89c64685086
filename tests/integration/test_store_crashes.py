"""The store under kill -9, a full disk, several owners and a stopped one; each test shows that its fault happened."""

import asyncio
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orchestrator.adapters.store import Lease, Store, StoreReader, decide
from orchestrator.domain.errors import UsageError
from tests.support import journals
from tests.support.store_child import CALLS

ROOT = Path(__file__).parents[2]


def command(home, *arguments):
    return [sys.executable, "-m", "tests.support.store_child", str(home), *map(str, arguments)]


def write(home, nth, fault):
    """What a child said until it ended, and how it ended."""
    done = subprocess.run(command(home, "write", nth, fault), cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr
    return done.stdout.split("\n"), done.returncode


async def check_what_is_kept(home, said):
    """All that was acknowledged is there, and all that is there is whole; then the run goes on to its end."""
    store = await Store.open(home)
    try:
        writer = await store.claim("r1") if "begun" in said else None
    except UsageError:
        pytest.fail("an acknowledged run is gone")
    if writer is not None:
        kept = [number for number in range(CALLS) if writer.reply(journals.call(number).key) is not None]
        assert {number for number in range(CALLS) if f"kept {number}" in said} <= set(kept)
        with StoreReader.open(home) as reader:
            assert reader.calls("r1") == [journals.call(number) for number in kept]
            assert all(visit == journals.visit(visit.path, "started") for visit in reader.visits("r1"))
            if "ended" in said:
                assert reader.item("r1", "i1").status == "done"
        for number in range(CALLS):
            await writer.keep(journals.call(number))
        await writer.end("done")
        assert StoreReader.open(home).calls("r1") == [journals.call(number) for number in range(CALLS)]
    await store.aclose()


def writes_of_an_undisturbed_run(home):
    said, code = write(home, 0, "none")
    assert code == 0
    return int(said[-2].removeprefix("writes "))


def try_every(tmp_path, fault, numbers):
    """For each number: the child, what it said, and a check of what it left."""

    def one(nth):
        home = tmp_path / f"{fault}{nth}"
        said, code = write(home, nth, fault)
        asyncio.run(check_what_is_kept(home, said))
        return said, code

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, numbers))


def check_kills(outcomes):
    assert {code for _, code in outcomes} == {-signal.SIGKILL}
    between = [said for said, _ in outcomes if "begun" in said and "ended" not in said]
    assert len(between) > len(outcomes) / 3  # the kills landed where there was something to lose


def check_full(outcomes):
    assert all("full" in said for said, _ in outcomes)
    stopped = [said for said, code in outcomes if code == 4]
    assert all(any(line.startswith("StoreFull") for line in said) for said in stopped)
    assert len(stopped) > len(outcomes) / 2


@pytest.mark.parametrize("fault", ["kill", "full"])
def test_a_fault_at_some_writes_loses_nothing_acknowledged(tmp_path, fault):
    total = writes_of_an_undisturbed_run(tmp_path / "undisturbed")
    outcomes = try_every(tmp_path, fault, range(5, total - 5, max(1, total // 8)))
    (check_kills if fault == "kill" else check_full)(outcomes)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("fault", ["kill", "full"])
def test_a_fault_at_every_write_loses_nothing_acknowledged(tmp_path, fault):
    total = writes_of_an_undisturbed_run(tmp_path / "undisturbed")
    outcomes = try_every(tmp_path, fault, range(1, total - 5))
    print(f"{len(outcomes)} faults of kind {fault}")
    (check_kills if fault == "kill" else check_full)(outcomes)


async def abandoned_run(home):
    store = await Store.open(home)
    await store.begin(journals.run())
    await store.aclose()


def race(home):
    """Two processes claim one run; what each said, and how long both answers took."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": ROOT, "text": True}
    children = [subprocess.Popen(command(home, "claim"), **pipes) for _ in range(2)]
    try:
        assert [child.stdout.readline() for child in children] == ["ready\n"] * 2
        began = time.monotonic()
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
        said = [child.stdout.readline() for child in children]
        seconds = time.monotonic() - began
    finally:
        codes = []
        for child in children:
            child.communicate("end\n", timeout=30)
            codes.append(child.returncode)
    return said, codes, seconds


@pytest.mark.parametrize("times", [3, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_of_two_processes_one_owns_the_run(tmp_path, times):
    asyncio.run(abandoned_run(tmp_path))
    for _ in range(times):
        said, codes, seconds = race(tmp_path)
        assert sorted(codes) == [0, 4]
        assert sorted(line.split(":")[0].strip() for line in said) == ["StoreLocked", "owner"]
        assert any("is being run by process" in line for line in said)
        assert seconds < 2.0


def test_the_late_writes_of_a_stopped_owner_are_refused(tmp_path):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": ROOT, "text": True}
    child = subprocess.Popen(command(tmp_path, "hold", 1.0), **pipes)
    try:
        assert child.stdout.readline() == "holding\n"
        child.send_signal(signal.SIGSTOP)
        time.sleep(1.2)
        asyncio.run(take_over(tmp_path))
        child.send_signal(signal.SIGCONT)
        said, _ = child.communicate("go on\n", timeout=30)
    finally:
        child.kill()
        child.wait()
    assert child.returncode == 4
    assert said == "StoreLocked: run r1 was taken over by another process\n"
    with StoreReader.open(tmp_path) as reader:
        assert reader.calls("r1") == [journals.call(1), journals.call(3)]


async def take_over(home):
    store = await Store.open(home, lease=Lease(60.0))
    writer = await store.claim("r1")
    await writer.keep(journals.call(3))
    # Left without giving it up: to the one that was stopped it looks like a living owner.
    writer._writer.dismiss(writer._tenure)
    await store._writer.aclose()


def test_a_run_of_a_killed_owner_is_taken_over_at_once(tmp_path):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": ROOT, "text": True}
    child = subprocess.Popen(command(tmp_path, "hold", 600), **pipes)
    assert child.stdout.readline() == "holding\n"
    with StoreReader.open(tmp_path) as reader:
        assert reader.owner("r1").pid == child.pid
        child.kill()
        child.communicate()
        assert reader.owner("r1") is None
    asyncio.run(check_what_is_kept(tmp_path, ["begun", "kept 1"]))


async def test_of_two_answers_at_once_one_counts(tmp_path):
    store = await Store.open(tmp_path)
    writer = await store.begin(journals.run())
    for number in range(20):
        writer.asked(journals.question(number=number))
    await writer.flush()

    def answer(number, who):
        return decide(tmp_path, "r1", "i1", "approve", number, f'"{who}"')

    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            won = list(pool.map(lambda who, number=number: answer(number, who), ["first", "second"]))
            assert sorted(won) == [False, True]
            winner = "first" if won[0] else "second"
            assert writer.decision("i1", "approve", number).decision == f'"{winner}"'
    with pytest.raises(UsageError, match="run r1 asks nothing at elsewhere"):
        decide(tmp_path, "r1", "i1", "elsewhere", 0, "{}")
    await store.aclose()
