"""Ctrl-C and SIGTERM: what is in flight comes back and is kept, a second one leaves at once, and both go on later."""

import json
import time
from contextlib import contextmanager
from os import kill
from signal import SIGINT, SIGTERM

import pytest

from tests.support.counted import counted
from tests.support.nursery import Nursery
from tests.support.tales import write_project

pytestmark = [pytest.mark.enable_socket]

CODES = {SIGINT: 130, SIGTERM: 143}


@pytest.fixture(scope="module")
def nursery():
    with Nursery() as nursery:
        yield nursery


@contextmanager
def in_flight(nursery, folder, seconds):
    """A run with two calls in flight, each of which takes so many seconds, and the server."""
    with counted(seconds) as server:
        process = nursery.start("run", "tale.yaml", "--model", server.url, "--json", cwd=folder)
        deadline = time.monotonic() + 60
        while server.in_flight < 2:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        yield process, server


def check_interrupted(nursery, folder, sent):
    assert nursery.wait() == CODES[sent]
    told = json.loads((folder / "stdout").read_text())
    (error,) = told["errors"]
    assert (error["error"], error["hint"]) == ("Interrupted", f"go on with `inkloom resume {told['run']}`")
    assert (told["status"], told["items"]["done"]) == ("interrupted", 0)
    assert "Traceback" not in (folder / "stderr").read_text()
    assert nursery.run("status", "last", "--json", cwd=folder) == 0
    assert json.loads((folder / "stdout").read_text())["status"] == "interrupted"


def told_of(folder):
    """The document that was printed last."""
    return json.loads((folder / "stdout").read_text())


def resumed(nursery, folder):
    """What it cost to go on to the end."""
    with counted(0) as server:
        assert nursery.run("resume", "--model", server.url, "--json", cwd=folder) == 0
        told = json.loads((folder / "stdout").read_text())
        assert told["usage"]["calls"] == len(server.seeds)
        return told["usage"]


@pytest.mark.parametrize("sent", [SIGINT, SIGTERM])
def test_one_signal_lets_the_calls_in_flight_come_back_and_sends_no_more(tmp_path, nursery, sent):
    folder = write_project(tmp_path)
    with in_flight(nursery, folder, 1.0) as (process, server):
        kill(process, sent)
        check_interrupted(nursery, folder, sent)
        assert len(server.seeds) == 2
    assert "stopping: what is in flight has 30 seconds to come back" not in (folder / "stdout").read_text()
    assert told_of(folder)["usage"]["calls"] == 2
    usage = resumed(nursery, folder)
    assert (usage["calls"], usage["cached"]) == (1, 2)


@pytest.mark.parametrize("sent", [SIGINT, SIGTERM])
def test_a_second_signal_leaves_at_once(tmp_path, nursery, sent):
    folder = write_project(tmp_path)
    with in_flight(nursery, folder, 20.0) as (process, _):
        begun = time.monotonic()
        kill(process, sent)
        while "stopping" not in (folder / "stderr").read_text():
            assert time.monotonic() < begun + 10
            time.sleep(0.005)
        kill(process, sent)
        check_interrupted(nursery, folder, sent)
        assert time.monotonic() - begun < 15  # well before the calls would have come back
    usage = resumed(nursery, folder)
    assert (usage["calls"], usage["cached"]) == (3, 0)


def test_who_resumes_a_run_that_somebody_runs_is_told_so_at_once(tmp_path, nursery):
    folder, elsewhere = write_project(tmp_path / "project"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    with in_flight(nursery, folder, 5.0) as (process, server), Nursery() as second:
        home = ("--home", str(folder / ".inkloom"))
        second.run("--version", cwd=elsewhere)  # it has imported everything
        begun = time.monotonic()
        assert second.run("resume", "last", *home, "--model", server.url, "--json", cwd=elsewhere) == 4
        assert time.monotonic() - begun < 2.0
        (error,) = json.loads((elsewhere / "stdout").read_text())["errors"]
        assert error["error"] == "StoreLocked"
        assert f"is being run by process {process} on" in error["message"]
        assert nursery.wait() == 0  # the owner was not disturbed
        assert len(server.seeds) == 3
