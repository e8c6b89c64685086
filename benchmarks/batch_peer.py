"""The 26-call workflow of ``batch`` in LangGraph, durable with its AsyncSqliteSaver; runs in LangGraph's environment.

PYTHON benchmarks/batch_peer.py URL FOLDER ITEMS ITEMS_AT_ONCE
"""

from __future__ import annotations

import asyncio
import json
import operator
import sys
import time
from typing import Annotated, Any, TypedDict

import aiohttp
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Send


class Outer(TypedDict):
    """What a story is made of."""

    premise: str
    outline: dict
    scenes: Annotated[list, operator.add]
    summary: str


class Inner(TypedDict):
    """What a scene is made of."""

    scene: dict
    draft: str
    critique: dict
    revised: str


async def ask(session: aiohttp.ClientSession, url: str, role: str, text: str) -> str:
    messages = [{"role": "system", "content": f"You are the {role}."}, {"role": "user", "content": text}]
    body = {"model": "tiny", "max_tokens": 300, "messages": messages}
    async with session.post(f"{url}/v1/chat/completions", json=body) as answer:
        return (await answer.json())["choices"][0]["message"]["content"]


def graphs(session: aiohttp.ClientSession, url: str, saver: AsyncSqliteSaver) -> Any:
    """The story, each of its scenes a graph of its own, every step a checkpoint."""

    async def draft(state: Inner) -> dict:
        return {"draft": await ask(session, url, "drafter", json.dumps(state["scene"]))}

    async def criticize(state: Inner) -> dict:
        return {"critique": json.loads(await ask(session, url, "critic", state["draft"]))}

    async def revise(state: Inner) -> dict:
        return {"revised": await ask(session, url, "editor", state["draft"] + json.dumps(state["critique"]))}

    async def plan(state: Outer) -> dict:
        return {"outline": json.loads(await ask(session, url, "planner", state["premise"]))}

    def scenes_of(state: Outer) -> list[Send]:
        title = state["outline"]["title"]
        return [Send("write", {"scene": {**scene, "title": title}}) for scene in state["outline"]["scenes"]]

    async def write(state: dict) -> dict:
        return {"scenes": [(await scene.ainvoke({"scene": state["scene"]}))["draft"]]}

    async def summarize(state: Outer) -> dict:
        return {"summary": await ask(session, url, "summarizer", state["scenes"][0])}

    inner = StateGraph(Inner)
    inner.add_sequence([("drafting", draft), ("judging", criticize), ("mending", revise)])
    inner.add_edge(START, "drafting")
    scene = inner.compile(checkpointer=True)
    outer = StateGraph(Outer)
    for name, node in (("plan", plan), ("write", write), ("summarize", summarize)):
        outer.add_node(name, node)
    outer.add_edge(START, "plan")
    outer.add_conditional_edges("plan", scenes_of, ["write"])
    outer.add_edge("write", "summarize")
    outer.add_edge("summarize", END)
    return outer.compile(checkpointer=saver)


async def main(url: str, folder: str, items: int, at_once: int) -> None:
    connector = aiohttp.TCPConnector(limit=0)
    async with (
        AsyncSqliteSaver.from_conn_string(f"{folder}/peer.db") as saver,
        aiohttp.ClientSession(connector=connector) as session,
    ):
        app = graphs(session, url, saver)
        limit = asyncio.Semaphore(at_once)

        async def one(number: int) -> None:
            async with limit:
                settings = {"configurable": {"thread_id": str(number)}}
                premise = {"premise": f"A fox seeks bell {number} of the old mill."}
                if not (await app.ainvoke(premise, settings, durability="sync"))["summary"]:
                    raise ValueError("an item brought nothing")

        cpu, wall = time.process_time(), time.perf_counter()
        await asyncio.gather(*map(one, range(items)))
        print(json.dumps({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}))


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
