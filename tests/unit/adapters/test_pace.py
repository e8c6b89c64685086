"""How far a batch is, told to people and to machines."""

import io
import json

from rich.console import Console

from orchestrator.adapters.telemetry import BatchProgress, Pace
from orchestrator.domain.runs import Failure, ItemResult, Usage
from orchestrator.engine.ports import Event


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def ended(pace, status, error=None):
    failures = () if error is None else (Failure(item="a", step="s", error=error, message="m"),)
    pace.ended(ItemResult(item="a", status=status, failures=failures))


def called(pace, tokens):
    usage = Usage(prompt_tokens=10, completion_tokens=tokens)
    pace.notice(Event(kind="call_ended", item="a", detail={"usage": usage}))


def test_it_counts_items_calls_and_tokens_and_says_how_long_it_will_take():
    clock = Clock()
    pace = Pace(20, clock)
    pace.settle({"done": 4, "failed": 1, None: 15})
    for _ in range(5):
        called(pace, 100)
        ended(pace, "done")
    pace.notice(Event(kind="call_reused", item="a", detail={}))
    pace.notice(Event(kind="call_failed", item="a", detail={"role": "planner"}))
    ended(pace, "failed", "ReplyError")
    clock.now += 10
    told = pace.document()
    assert told["items"] == {"total": 20, "done": 9, "failed": 2, "waiting": 0, "open": 9}
    assert (told["calls"], told["cached"], told["prompt_tokens"], told["completion_tokens"]) == (6, 1, 50, 500)
    assert (told["tokens_per_second"], told["items_per_second"], told["seconds_left"]) == (50.0, 0.6, 15)
    assert told["failures"] == {"ReplyError": 1}


def test_the_pace_is_that_of_the_last_half_minute():
    clock = Clock()
    pace = Pace(1000, clock)
    for _ in range(60):
        clock.now += 1
        ended(pace, "done")
        pace.document()
    for _ in range(60):
        clock.now += 1
        for _ in range(5):
            ended(pace, "done")
        told = pace.document()
    assert 4.9 < told["items_per_second"] < 5.1


def test_machines_get_a_line_of_json_each_time_and_one_in_the_end():
    out, clock = io.StringIO(), Clock()
    pace = Pace(2, clock)
    with BatchProgress(pace, Console(file=out), "json", clock) as progress:
        progress.tell()
        ended(pace, "done")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["items"]["done"] for line in lines] == [0, 1]
    assert {line["event"] for line in lines} == {"progress"}


def test_where_there_is_no_terminal_a_line_comes_now_and_then():
    out, clock = io.StringIO(), Clock()
    with BatchProgress(Pace(2, clock), Console(file=out, width=200), "auto", clock) as progress:
        for _ in range(40):
            clock.now += 1
            progress.tell()
    assert out.getvalue() == "0 of 2 items · 0 calls · 0 tokens/s\n" * 2


def test_on_a_terminal_the_line_moves_and_is_gone_in_the_end():
    out, clock = io.StringIO(), Clock()
    console = Console(file=out, force_terminal=True, width=200)
    with BatchProgress(Pace(2, clock), console, "auto", clock) as progress:
        progress.tell()
        assert "0 of 2 items" in out.getvalue()
    assert out.getvalue().endswith("\x1b[2K")


def test_nothing_is_told_where_nobody_wants_it():
    out = io.StringIO()
    with BatchProgress(Pace(2), Console(file=out), "none") as progress:
        progress.tell()
    assert out.getvalue() == ""
