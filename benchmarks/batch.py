"""Batches: CPU a call, a full server, memory of very many items, how soon a resumed batch calls.

    .venv/bin/python -m benchmarks.batch calls [PYTHON]    CPU of a durable call of a 26-call workflow, beside LangGraph
    .venv/bin/python -m benchmarks.batch rows [N]          10,000 rows of a 6-call workflow, and 100 rows more
    .venv/bin/python -m benchmarks.batch full [N]          4,000 rows of it, 2 s a call, 800 in flight, beside the ideal
    .venv/bin/python -m benchmarks.batch served [N]        500 rows of ad-copy on vLLM, beside a bare client
    .venv/bin/python -m benchmarks.batch many [N]          100,000 items: memory while it grows, resumed half-way

N is for a trial with another number of items. `served` wants vLLM (docs/serving.md).
PYTHON is the interpreter of an environment with ``pip install langgraph langgraph-checkpoint-sqlite aiohttp``.
Everything is asked of a server in a process of its own, whose words follow from the request (``answering``). What is
measured runs as ``inkloom batch`` does, in a process of its own, whose start is left out unless it is said.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.answering import answering

ROUNDS = 3
CALLS_ITEMS = 150
WORKFLOWS = {
    26: """
name: bench
inputs: {premise: {type: text}}
steps:
  outline: {agent: planner}
  scenes:
    foreach: outline.scenes
    as: scene
    steps:
      draft: {agent: drafter}
      critique: {agent: critic, of: draft}
      revise: {agent: editor, of: draft}
    result: draft
  summary: {agent: summarizer, of: scenes | first}
outputs: {summary: summary.text}
""",
    6: """
name: bench
inputs: {premise: {type: text}}
steps:
  outline: {agent: planner}
  draft: {agent: drafter, with: {scene: outline.scenes | first}}
  first: {agent: critic, of: draft}
  revise: {agent: editor, of: draft, with: {critique: first}}
  second: {agent: critic, of: draft, sampling: {temperature: 0.3}, needs: [revise]}
  summary: {agent: summarizer, of: draft, needs: [second]}
outputs: {text: draft, summary: summary.text}
""",
    1: """
name: bench
inputs: {premise: {type: text}}
steps:
  outline: {agent: planner}
outputs: {title: outline.title}
""",
}
PEER = Path(__file__).with_name("batch_peer.py")


def rows(count: int, first: int = 0) -> Iterator[str]:
    """The lines of a table of items."""
    yield "premise\n"
    for number in range(first, first + count):
        yield f"A fox seeks bell {number} of the old mill.\n"


class Watched:
    """What a batch in this process shows of itself while it runs."""

    def __init__(self, url: str) -> None:
        self.began = time.perf_counter()
        self.first_call: float | None = None
        self.memory: list[tuple[int, float]] = []
        self._url = url

    async def run(
        self, folder: Path, calls: int, table: Path, *, resume: bool, stop_after: int, **settings: Any
    ) -> dict[str, Any]:
        """One batch, from the rows to its results; CPU and time without the start."""
        from rich.console import Console

        from orchestrator.adapters.store import Store, StoreReader
        from orchestrator.adapters.tables import open_table
        from orchestrator.app import Sources, build_app
        from orchestrator.app.rows import items_of, match_columns
        from orchestrator.cli.batch_options import How
        from orchestrator.cli.batching import go_batch
        from orchestrator.engine.runner import Stop
        from orchestrator.executors.batch import Batch
        from orchestrator.executors.recorded import RecordedRun

        workflow = folder / "bench.yaml"
        workflow.write_text(WORKFLOWS[calls], "utf-8")
        flags = {"model": self._url, "home": folder / "home", "out": folder / "out", **settings}
        app = build_app(str(workflow), flags)
        definition = app.define(Sources.of(app.project, app.find_workflow(str(workflow))))
        stop = Stop()
        store = await Store.open(app.home)
        begun = time.process_time(), time.perf_counter()
        if resume:
            with StoreReader.open(app.home) as reader:
                run = await RecordedRun.take_over(app, store, reader.find("last"), retrying=False)
            read = time.perf_counter()
        else:
            with open_table(str(table)) as opened:
                specs = definition.plan.inputs
                columns = match_columns(specs, opened, mapped={}, constants={}, defaults={}, key=None)
                total = sum(1 for _ in opened.rows())
                items = (item.row() for item in items_of(opened, specs, columns, lambda _, value: value))
                run = await RecordedRun.begin(app, store, definition, items, Batch(total=total))
            read = time.perf_counter()
        watching = asyncio.create_task(self._watch(run, stop, stop_after))
        outcome = await go_batch(app, run, How(progress="none"), stop, Console(stderr=True))
        cpu, wall = time.process_time() - begun[0], time.perf_counter() - begun[1]
        watching.cancel()
        await store.aclose()
        told = outcome.told
        return {
            "calls": told["calls"],
            "cached": told["cached"],
            "done": outcome.items.get("done", 0),
            "cpu": cpu,
            "wall": wall,
            "read": read - begun[1],
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "memory": self.memory,
        }

    async def _watch(self, run: Any, stop: Any, stop_after: int) -> None:
        while True:
            await asyncio.sleep(0.5)
            done = run.counts().get("done", 0)
            self.memory.append((done, resident()))
            if stop_after and done >= stop_after:
                stop.request()


def resident() -> float:
    """MB of this process now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def child(arguments: dict[str, Any]) -> dict[str, Any]:
    """What ``Watched.run`` tells of a batch in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.batch", "child", json.dumps(arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def batch(url: str, folder: Path, calls: int, count: int, **more: Any) -> dict[str, Any]:
    """A batch of ``count`` items."""
    table = folder / "items.csv"
    with table.open("w", encoding="utf-8") as file:
        file.writelines(rows(count))
    return child({"url": url, "folder": str(folder), "calls": calls, "table": str(table), **more})


def measure_calls(python: str | None) -> None:
    """CPU a call, ours and LangGraph's in turn; the best round of each counts."""
    ours, peers = [], []
    with answering() as url:
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as name:
                told = batch(url, Path(name), 26, CALLS_ITEMS, concurrency=256)
                if told["done"] != CALLS_ITEMS or told["calls"] < 26 * CALLS_ITEMS:
                    raise SystemExit(f"nothing was measured: {told}")
                ours.append((told["cpu"] / told["calls"] * 1e3, told["calls"] / told["wall"]))
            if python is not None:
                with tempfile.TemporaryDirectory() as name:
                    command = [python, str(PEER), url, name, str(CALLS_ITEMS), "32"]
                    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                    peer, made = json.loads(done.stdout), 26 * CALLS_ITEMS
                    peers.append((peer["cpu"] / made * 1e3, made / peer["wall"]))
    print(f"{CALLS_ITEMS} items of 26 calls, durable, {ROUNDS} rounds")
    best = min(ours)
    print(f"  inkloom    {best[0]:.2f} ms CPU a call, {best[1]:,.0f} calls/s")
    if peers:
        peer = min(peers)
        print(f"  LangGraph  {peer[0]:.2f} ms CPU a call, {peer[1]:,.0f} calls/s: {peer[0] / best[0]:.1f} times")


def measure_rows(count: int) -> None:
    """So many rows, then the same with 100 more: only theirs are asked for."""
    with answering() as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = batch(url, folder, 6, count)
        print(f"{count:,} rows of 6 calls: {first['done']:,} done, {first['calls']:,} calls, {first['wall']:.0f} s")
        print(
            f"  {first['cpu'] / first['calls'] * 1e3:.2f} ms CPU a call, {first['calls'] / first['wall']:,.0f} calls/s"
        )
        print(f"  peak {first['peak']:.0f} MB; rows read in {first['read']:.1f} s")
        again = batch(url, folder, 6, count + 100)
        print(
            f"100 rows more: {again['done']:,} done, {again['calls']:,} calls, {again['cached']:,} replies from before"
        )
        print(f"  {again['wall']:.1f} s, {again['cpu']:.1f} s of CPU; {count / again['wall']:,.0f} done items a second")


def measure_full(items: int) -> None:
    """800 calls in flight at 2 s each: as long as the calls alone would take.

    The ideal is that every place is always taken: calls / in flight * seconds. Beyond it are the start, the time from a
    reply to the call that takes its place, and the end, when there are fewer items left than places and each still has
    some of its calls, one after the other, before it. The end weighs less the more items there are.
    """
    in_flight, seconds = 800, 2.0
    with answering(seconds) as url, tempfile.TemporaryDirectory() as name:
        told = batch(url, Path(name), 6, items, concurrency=in_flight)
    ideal = items * 6 / in_flight * seconds
    taken = told["wall"] - told["read"]
    print(f"{items:,} items of 6 calls of {seconds:g} s, {in_flight} in flight: {taken:.1f} s, ideal {ideal:.1f} s")
    print(f"  {taken / ideal * 100 - 100:.1f} % over it; {told['cpu']:.0f} s of CPU")


def measure_many(count: int) -> None:
    """Items of one call: stopped half-way, resumed; memory all along."""
    with answering() as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = batch(url, folder, 1, count, stop_after=count // 2)
        print(
            f"{count:,} items: read in {first['read']:.1f} s, stopped at {first['done']:,}, peak {first['peak']:.0f} MB"
        )
        _tell_memory(first["memory"])
        second = batch(url, folder, 1, count, resume=True)
        print(f"resumed: first call after {second['first_call']:.2f} s from the start of its process")
        print(
            f"  {second['done']:,} done, peak {second['peak']:.0f} MB, "
            f"{second['cpu'] / second['calls'] * 1e3:.2f} ms CPU a call"
        )
        _tell_memory(second["memory"])


async def measure_served(count: int) -> None:
    """Rows of ad-copy on vLLM with the built-in model: the engine, and a client that only sends the same calls."""
    from benchmarks.replay import Recording, bodies_of, dialect_at, replay_pass, run_pass
    from benchmarks.vllm import forget_prefixes, serving
    from orchestrator.adapters.models.server import ServerModel, parse_addresses
    from orchestrator.app import build_app
    from orchestrator.engine.runner import Item
    from orchestrator.language.inputs import read_inputs

    app = build_app("ad-copy", {})
    plan = app.compile(app.find_workflow("ad-copy"))
    given = {"channels": [{"name": "poster", "words": 12}], "variants": 2}
    items = [
        Item(
            f"ad{n}",
            read_inputs(plan.inputs, {"product": f"A bicycle bell, number {n}, that never rusts.", **given}),
            n,
        )
        for n in range(count)
    ]
    async with serving() as url:
        model = await ServerModel.connect(parse_addresses(url))
        recording = Recording(model)
        ours = await run_pass(plan, items, recording, observer=recording.observe)
        await model.aclose()
        bodies = bodies_of([call.request for call in recording.calls], await dialect_at(url))
        await forget_prefixes(url)
        bare = await replay_pass(url, recording.calls, bodies)
    calls = len(recording.calls)
    print(f"{count} rows of ad-copy on vLLM, {calls:,} calls, {ours.usage.completion_tokens:,} tokens")
    print(f"  inkloom      {ours.tokens_a_second:,.0f} tokens/s, {ours.seconds:.0f} s")
    print(f"  bare client  {bare.tokens_a_second:,.0f} tokens/s, {bare.seconds:.0f} s")
    print(f"  ratio        {ours.tokens_a_second / bare.tokens_a_second:.2f}")


def _tell_memory(memory: list[tuple[int, float]]) -> None:
    for done, megabytes in memory[:: max(1, len(memory) // 6)]:
        print(f"  {done:>7,} done: {megabytes:.0f} MB")


def main(arguments: list[str]) -> None:
    """What is asked for."""
    match arguments:
        case ["calls", *python]:
            measure_calls(python[0] if python else None)
        case ["rows", *count]:
            measure_rows(int(*count or ["10000"]))
        case ["full", *count]:
            measure_full(int(*count or ["4000"]))
        case ["many", *count]:
            measure_many(int(*count or ["100000"]))
        case ["served", *count]:
            from benchmarks.vllm import run

            run(measure_served(int(*count or ["500"])))
        case ["child", text]:
            _child(json.loads(text))
        case _:
            raise SystemExit(__doc__)


def _child(told: dict[str, Any]) -> None:
    from orchestrator.adapters.models.server import ServerModel

    watched = Watched(told.pop("url"))
    folder, table = Path(told.pop("folder")), Path(told.pop("table"))
    generate = ServerModel.generate

    async def noting(self: ServerModel, request: Any) -> Any:
        if watched.first_call is None:
            watched.first_call = time.time() - _born()
        return await generate(self, request)

    ServerModel.generate = noting  # type: ignore[method-assign]
    run = {"resume": False, "stop_after": 0, **told}
    found = asyncio.run(watched.run(folder, table=table, **run))
    print(json.dumps({**found, "first_call": watched.first_call}))


def _born() -> float:
    """When this process was started, seconds since the epoch."""
    ticks = float(Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()[19])
    up = float(Path("/proc/uptime").read_text("ascii").split()[0])
    return time.time() - (up - ticks / os.sysconf("SC_CLK_TCK"))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main(sys.argv[1:])
