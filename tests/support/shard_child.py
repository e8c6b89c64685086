"""An engine in a process of its own that owns no store: its journal is a pipe to the process that does.

    python -m tests.support.shard_child URL

It is what an executor for many machines would start. Replies and decisions are asked for over the pipe, one at a time;
everything else is sent, and what must be durable is waited for.
"""

import asyncio
import json
import sys
from dataclasses import fields
from itertools import count

from orchestrator.app import Sources, build_app
from orchestrator.domain.records import DoneItem, StoredReply
from orchestrator.domain.runs import Usage
from orchestrator.engine.people import Nobody
from orchestrator.engine.runner import Item, Stop
from orchestrator.executors.local import run_locally
from orchestrator.language.inputs import read_inputs


def plain(record):
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return {name: value.model_dump() if isinstance(value, Usage) else value for name, value in values.items()}


def stored(found):
    return None if found is None else StoredReply(**{**found, "usage": Usage(**found["usage"])})


class PipedJournal:
    """Every method of ``Journal``, as lines of JSON on stdout, with answers on stdin."""

    def __init__(self):
        self._numbers = count()

    def _send(self, method, *arguments):
        number = next(self._numbers)
        print(json.dumps([number, method, *arguments]), flush=True)
        return number

    def _ask(self, method, *arguments):
        self._send(method, *arguments)
        return json.loads(sys.stdin.readline())

    def reply(self, key):
        return stored(self._ask("reply", key))

    async def keep(self, call):
        return stored(self._ask("keep", plain(call)))

    def link(self, call):
        self._send("link", plain(call))

    def visit(self, visit):
        self._send("visit", plain(visit))

    async def item_ended(self, row, key=""):
        self._ask("item_ended", plain(row), key)

    def done_before(self, key):
        found = self._ask("done_before", key)
        return None if found is None else DoneItem(**found)

    async def item_reused(self, row, key, earlier):
        return self._ask("item_reused", plain(row), key, plain(earlier))

    def asked(self, question):
        self._send("asked", plain(question))

    def decision(self, item, path, number):
        return self._ask("decision", item, path, number)


async def run(url):
    told = json.loads(sys.stdin.readline())
    app = build_app(None, {"model": url, "seed": told["seed"]})
    definition = app.define(Sources.from_json(told["sources"]))
    items = [
        Item(item["id"], read_inputs(definition.plan.inputs, item["inputs"]), item["number"], item["content"])
        for item in told["items"]
    ]
    results = run_locally(
        app, definition, items, journal=PipedJournal(), observer=lambda _: None, person=Nobody(), stop=Stop(), retries=0
    )
    async for result in results:
        print(json.dumps([-1, "result", result.model_dump(mode="json")]), flush=True)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1]))
