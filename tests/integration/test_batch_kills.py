"""A batch that is killed again and again: nothing is lost, nothing doubled, and it ends as an undisturbed one does."""

import json
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.support import roles
from tests.support.command import document, inkloom
from tests.support.loopback import in_a_thread

pytestmark = pytest.mark.enable_socket
CONCURRENCY = 16
SECONDS_A_CALL = 0.05


def project(folder, items):
    folder.mkdir()
    (folder / "inkloom.toml").write_text("")
    (folder / "tale.yaml").write_text(roles.WORKFLOW)
    rows = "".join(f"{number},Fox {number} seeks a bell.\n" for number in range(items))
    (folder / "items.csv").write_text("sku,premise\n" + rows)
    return folder


def command(url, *arguments):
    options = ("--model", url, "--concurrency", str(CONCURRENCY), "--progress", "none", "--json")
    return [sys.executable, "-m", "orchestrator.cli", *arguments, *options]


BEGIN = ("batch", "tale.yaml", "--items", "items.csv", "--key", "sku", "--results", "results.jsonl")


def kill_once(folder, server, first):
    """Start it, or go on with it, and kill it among its calls; how many were in flight. None: it had ended before."""
    arguments = BEGIN if first else ("resume", "last")
    before = roles.completions(server)
    # In the middle of things: some calls after those that had been in flight the last time.
    wanted = before + CONCURRENCY + random.randrange(5, 30)  # noqa: S311
    child = subprocess.Popen(
        command(server.url, *arguments), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        while roles.completions(server) < wanted or not server.at_once:
            if child.poll() is not None:
                return None
            time.sleep(0.002)
        in_flight = server.at_once
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    finally:
        child.kill()
        child.communicate()
    while server.at_once:  # what it had sent is answered, to nobody
        time.sleep(0.01)
    return in_flight


def told_by(folder):
    lines = (folder / "results.jsonl").read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    return [{name: row[name] for name in ("item", "row", "status", "outputs", "scores")} for row in told]


def check_kills(tmp_path, kills, items):
    undisturbed = project(tmp_path / "undisturbed", items)
    disturbed = project(tmp_path / "disturbed", items)
    with in_a_thread(roles.responding()) as server:
        done = inkloom(*command(server.url, *BEGIN)[3:], cwd=undisturbed)
        assert done.returncode == 0, done.stdout + done.stderr
        assert roles.completions(server) == items * roles.CALLS
    with in_a_thread(roles.responding(after=SECONDS_A_CALL)) as server:
        in_flight = [kill_once(disturbed, server, first=number == 0) for number in range(kills)]
        assert None not in in_flight, "the batch had ended before it could be killed so often"
        assert not (disturbed / "results.jsonl").exists(), "results before the end"
        partial = (disturbed / "results.jsonl.partial.jsonl").read_text("utf-8").splitlines()
        last = inkloom(*command(server.url, "resume", "last")[3:], cwd=disturbed)
        assert last.returncode == 0, last.stdout + last.stderr
        asked = roles.completions(server)
    assert document(last)["items"] == {"done": items, "failed": 0, "waiting": 0, "open": 0}
    assert told_by(disturbed) == told_by(undisturbed)
    came = [json.loads(line)["item"] for line in partial[:-1]]  # the last one may be cut off
    assert len(set(came)) == len(came)
    assert len(came) > kills or kills < 5, "the kills landed before any item had ended"
    # Paid for twice: at most what was in flight at a kill, or had come and was not yet on the disk.
    assert items * roles.CALLS <= asked <= items * roles.CALLS + kills * 2 * CONCURRENCY
    print(f"{kills} kills with {in_flight} calls in flight; {asked - items * roles.CALLS} calls made twice")
    assert min(in_flight) >= 1


def test_a_batch_that_is_killed_twice_ends_as_if_nothing_had_been(tmp_path):
    check_kills(tmp_path, 2, 50)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_batch_that_is_killed_twenty_times_ends_as_if_nothing_had_been(tmp_path):
    check_kills(tmp_path, 20, 450)
