"""Durable steps a second of the store, beside LangGraph's AsyncSqliteSaver; opening, bytes and memory of large runs.

    .venv/bin/python -m benchmarks.store [PYTHON]

PYTHON is the interpreter of an environment with ``pip install langgraph langgraph-checkpoint-sqlite``; without it the
store is measured alone. Both write 1,000 workflows of 5 steps, 200 at once, 2 kB a step, to files in one folder.
"""

from __future__ import annotations

import asyncio
import random
import resource
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from orchestrator.adapters.store import Store
from orchestrator.domain.records import CallRecord, ItemRow, RunRecord, VisitRecord
from orchestrator.domain.runs import Usage

WORKFLOWS, STEPS, AT_ONCE, REPLY_CHARACTERS, ROUNDS = 1_000, 5, 200, 2_000, 3
LARGE, HUGE = 10_000, 100_000
WORDS = (
    "fox",
    "ran",
    "mill",
    "where",
    "had",
    "lost",
    "her",
    "silver",
    "bell",
    "nobody",
    "else",
    "would",
    "look",
    "for",
)
PEER = """
import asyncio, sys, time
from typing import TypedDict
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, StateGraph
folder, workflows, steps, at_once, text = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
class State(TypedDict):
    text: str
def step(number):
    async def write(state):
        return {"text": f"{number}" + text}
    return write
async def main():
    graph = StateGraph(State)
    names = [f"s{n}" for n in range(steps)]
    for n, name in enumerate(names):
        graph.add_node(name, step(n))
    for a, b in zip([START, *names], [*names, END]):
        graph.add_edge(a, b)
    async with AsyncSqliteSaver.from_conn_string(f"{folder}/peer.db") as saver:
        app = graph.compile(checkpointer=saver)
        limit = asyncio.Semaphore(at_once)
        async def one(n):
            async with limit:
                await app.ainvoke({"text": ""}, {"configurable": {"thread_id": str(n)}}, durability="sync")
        begun = time.perf_counter()
        await asyncio.gather(*map(one, range(workflows)))
        print(workflows * steps / (time.perf_counter() - begun))
asyncio.run(main())
"""


def prose(number: int) -> str:
    """2 kB that no other number has."""
    words = random.Random(number).choices(WORDS, k=REPLY_CHARACTERS // 3)
    return f"{number} {' '.join(words)}"[:REPLY_CHARACTERS]


def call(item: int, step: int, reply: str) -> CallRecord:
    """A step's call."""
    request = f'{{"messages": [{{"role": "user", "content": "Write step {step} of {item}: {reply[:400]}"}}]}}'
    return CallRecord(
        key=sha256(request.encode()).hexdigest(),
        item=f"i{item}",
        path=f"step{step}",
        attempt=0,
        role="drafter",
        request=request,
        reply=reply,
        finish_reason="stop",
        usage=Usage(calls=1, prompt_tokens=500, completion_tokens=400),
        seconds=1.0,
        at=time.time(),
    )


def new_run() -> RunRecord:
    """A run."""
    return RunRecord(id="r1", workflow="bench", seed=0, model="none", sources="{}", started=time.time())


async def steps_a_second(home: Path, replies: list[str]) -> float:
    """Every step: noted, its reply kept, noted again; on the disk before the next one begins."""
    store = await Store.open(home)
    writer = await store.begin(new_run())
    numbers = iter(range(WORKFLOWS))

    async def work() -> None:
        for item in numbers:
            for step in range(STEPS):
                note = VisitRecord(item=f"i{item}", path=f"step{step}", kind="agent", status="started")
                writer.visit(note)
                await writer.keep(call(item, step, replies[item * STEPS + step]))

    begun = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    seconds = time.perf_counter() - begun
    await store.aclose()
    return WORKFLOWS * STEPS / seconds


def peer_steps_a_second(python: str, folder: Path) -> float:
    """The same of AsyncSqliteSaver."""
    command = [python, "-c", PEER, str(folder), str(WORKFLOWS), str(STEPS), str(AT_ONCE), prose(0)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


async def fill(home: Path, items: int) -> None:
    """A run of ended items, each with one call."""
    store = await Store.open(home)
    writer = await store.begin(new_run())

    async def one(number: int) -> None:
        reply = prose(number)
        await writer.keep(call(number, 0, reply))
        row = ItemRow(number=number, id=f"i{number}", inputs=f'{{"n": {number}}}', status="done", result=reply)
        await writer.item_ended(row)

    for first in range(0, items, 500):
        await asyncio.gather(*(one(number) for number in range(first, min(items, first + 500))))
    await store.aclose()


async def open_and_list(home: Path) -> tuple[float, int]:
    """Seconds from opening to the first page of items, and how many they are."""
    begun = time.perf_counter()
    store = await Store.open(home)
    writer = await store.claim("r1")
    writer.items(but=("done",))
    count = sum(writer.counts().values())
    seconds = time.perf_counter() - begun
    await store.aclose()
    return seconds, count


def main(python: str | None) -> None:
    """Measure in turn; the best round of each counts."""
    replies = [prose(number) for number in range(WORKFLOWS * STEPS)]
    ours, peer = [], []
    with tempfile.TemporaryDirectory() as name:
        for number in range(ROUNDS):
            folder = Path(name) / str(number)
            ours.append(asyncio.run(steps_a_second(folder / "home", replies)))
            if python is not None:
                peer.append(peer_steps_a_second(python, folder))
        print(f"  store             {max(ours):,.0f} durable steps/s")
        if peer:
            print(f"  AsyncSqliteSaver  {max(peer):,.0f} durable steps/s, ratio {max(ours) / max(peer):.1f}")
        for items in (LARGE, HUGE):
            home = Path(name) / f"items{items}"
            asyncio.run(fill(home, items))
            seconds, count = asyncio.run(open_and_list(home))
            size = (home / "store.db").stat().st_size
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"  {count:,} items: counted in {seconds:.2f} s, {size / 1e6:.0f} MB on disk, peak {memory:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
