"""Executors that share a run out: two engines in this process, or two processes that own no store."""

import asyncio
import json
import sys
from dataclasses import asdict, replace

from orchestrator.domain.records import CallRecord, DoneItem, ItemRow, QuestionRecord, VisitRecord
from orchestrator.domain.runs import ItemResult, Usage
from orchestrator.engine.runner import plain
from orchestrator.executors.local import run_locally
from tests.support.command import ROOT

SHARDS = 2
_RECORDS = {
    "keep": (CallRecord,),
    "link": (CallRecord,),
    "visit": (VisitRecord,),
    "item_ended": (ItemRow, str),
    "item_reused": (ItemRow, str, DoneItem),
    "asked": (QuestionRecord,),
}
_ANSWERED = ("reply", "keep", "item_ended", "done_before", "item_reused", "decision")


def shared_out(items):
    """The items of each shard, dealt as they come."""
    shards = [[] for _ in range(SHARDS)]
    for number, item in enumerate(items):
        shards[number % SHARDS].append(item)
    return shards


async def merged(streams):
    """What all ``streams`` bring, as it comes."""
    queue = asyncio.Queue()

    async def drain(stream):
        try:
            async for result in stream:
                await queue.put(result)
        finally:
            await queue.put(None)

    tasks = [asyncio.create_task(drain(stream)) for stream in streams]
    try:
        for _ in tasks:
            while (result := await queue.get()) is not None:
                yield result
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def two_engines(app, definition, items, **around):
    """Each shard on an engine of its own, with one journal."""
    each = app.settings.model_copy(update={"concurrency": app.settings.concurrency // SHARDS})
    streams = [run_locally(replace(app, settings=each), definition, shard, **around) for shard in shared_out(items)]
    async for result in merged(streams):
        yield result


class TwoProcesses:
    """Each shard in a process of its own, which reaches the journal by a pipe; ``pids`` are theirs."""

    def __init__(self, url):
        self.url = url
        self.pids = set()
        self.by_shard = [[] for _ in range(SHARDS)]

    async def __call__(self, app, definition, items, *, journal, **_):
        streams = [
            self._shard(number, shard, app, definition, journal) for number, shard in enumerate(shared_out(items))
        ]
        async for result in merged(streams):
            yield result

    async def _shard(self, number, items, app, definition, journal):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.shard_child", self.url, cwd=ROOT, limit=2**24,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self.pids.add(process.pid)
        told = [
            {"id": item.id, "number": item.number, "inputs": plain(item.inputs), "content": item.content}
            for item in items
        ]
        begin = {"sources": definition.sources.to_json(), "seed": app.settings.seed, "items": told}
        process.stdin.write(json.dumps(begin).encode() + b"\n")
        while line := await process.stdout.readline():
            _, method, *arguments = json.loads(line)
            if method == "result":
                result = ItemResult.model_validate(arguments[0])
                self.by_shard[number].append(result.item)
                yield result
                continue
            answer = await asked_of(journal, method, arguments)
            if method in _ANSWERED:
                process.stdin.write(json.dumps(answer).encode() + b"\n")
        assert await process.wait() == 0


def record_of(kind, told):
    """A record, or a text, out of plain data."""
    if kind is str:
        return told
    return kind(**{name: Usage(**value) if name == "usage" else value for name, value in told.items()})


async def asked_of(journal, method, arguments):
    """What ``journal`` does and says, of plain data and as plain data."""
    kinds = _RECORDS.get(method, ())
    if kinds:
        arguments = [record_of(kind, told) for kind, told in zip(kinds, arguments, strict=True)]
    found = getattr(journal, method)(*arguments)
    if asyncio.iscoroutine(found):
        found = await found
    if found is None or isinstance(found, bool):
        return found
    return {**asdict(found), "usage": found.usage.model_dump()} if method in ("reply", "keep") else asdict(found)
