"""The calls of a run, recorded, and sent again by a client that does nothing but send them.

A call may be sent once those calls of its item have ended that had ended when the engine asked for it; nothing else
holds it back. So a replay has the order of the run and none of the run's own cost.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from orchestrator.adapters.models.server.dialect import Dialect, dialect_of
from orchestrator.app import build_app
from orchestrator.domain.runs import ItemResult, Usage
from orchestrator.engine.people import Nobody
from orchestrator.engine.ports import Event, Model, ModelInfo, Observer, Reply, Request
from orchestrator.engine.runner import Item, Limits, Surroundings, run_items
from orchestrator.language.inputs import read_inputs
from orchestrator.language.plan import Plan

NAMES = ("Mira", "Oskar", "Lena", "Bruno", "Ada", "Felix", "Nora", "Emil")
ANIMALS = ("fox", "hen", "badger", "hare", "owl", "mole", "goose", "cat")
THINGS = ("bell", "key", "lamp", "map", "ring", "drum", "kite", "clock")
PLACES = ("mill", "well", "barn", "tower", "bridge", "harbour", "garden", "inn")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a run: what was asked, and the numbers of the calls of its item that it had waited for."""

    request: Request
    after: tuple[int, ...]
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said, and what it counted."""

    text: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Pass:
    """How long it took to make all calls, and what they used; ``ends`` tells when each item was done."""

    seconds: float
    usage: Usage
    ends: dict[str, float] = field(default_factory=dict)

    @property
    def tokens_a_second(self) -> float:
        """Tokens written, over the time of it all."""
        return self.usage.completion_tokens / self.seconds

    @property
    def cached_share(self) -> float:
        """Share of the tokens of the prompts that the server had in its prefix cache."""
        return self.usage.cached_prompt_tokens / self.usage.prompt_tokens


class Recording:
    """A model and an observer that keep what a run asks of ``model``."""

    def __init__(self, model: Model) -> None:
        self.calls: list[Call] = []
        self._model = model
        self._ended: dict[str, list[int]] = defaultdict(list)
        self._asked: dict[tuple[str, str], deque[tuple[int, ...]]] = defaultdict(deque)

    @property
    def info(self) -> ModelInfo:
        """What the model says of itself."""
        return self._model.info

    def observe(self, event: Event) -> None:
        """Note what had ended when a call became ready: it may be sent a good while later."""
        if event.kind == "call_started":
            self._asked[event.item, event.path].append(tuple(self._ended[event.item]))

    async def generate(self, request: Request) -> Reply:
        """The model's reply."""
        number = len(self.calls)
        after = self._asked[request.item, request.path].popleft()
        self.calls.append(Call(request, after))
        reply = await self._model.generate(request)
        self.calls[number] = Call(request, after, reply)
        self._ended[request.item].append(number)
        return reply

    async def aclose(self) -> None:
        """Leave the model to whoever made it."""


def stories(count: int, scenes: Callable[[int], int]) -> tuple[Plan, list[Item]]:
    """The shipped short story, and ``count`` items of it, no two alike."""
    app = build_app("short-story", {})
    plan = app.compile(app.find_workflow("short-story"))
    return plan, [
        Item(f"story{n}", read_inputs(plan.inputs, {"premise": premise(n), "scenes": str(scenes(n))}), n)
        for n in range(count)
    ]


def premise(number: int) -> str:
    """What story ``number`` is about; the first 4,096 differ."""
    name, animal = NAMES[number % 8], ANIMALS[(number // 8 + number) % 8]
    thing, place = THINGS[(number // 64 + number) % 8], PLACES[(number // 512 + 3 * number) % 8]
    return f"{name}, a young {animal}, wants to win back the silver {thing} of the old {place}."


async def run_pass(plan: Plan, items: Sequence[Item], model: Model, *, observer: Observer = lambda event: None) -> Pass:
    """Run ``items`` through the engine, all open at once."""
    app = build_app(None, {})
    limits = Limits(concurrency=None, open_items=len(items))
    begun = time.perf_counter()
    ended: list[ItemResult] = []
    ends: dict[str, float] = {}
    around = Surroundings(model=model, checks=app.checks, observer=observer, person=Nobody())
    async for result in run_items(plan, items, around, seed=0, limits=limits):
        ended.append(result)
        ends[result.item] = time.perf_counter() - begun
    return Pass(time.perf_counter() - begun, sum((result.usage for result in ended), Usage()), ends)


async def replay_pass(url: str, calls: Sequence[Call], bodies: Sequence[bytes]) -> Pass:
    """Send ``bodies``, those of ``calls``, each as soon as it may be."""
    ends = [asyncio.Event() for _ in calls]

    async def send(session: aiohttp.ClientSession, number: int) -> Answer:
        for other in calls[number].after:
            await ends[other].wait()
        answer = await post(session, url, bodies[number])
        ends[number].set()
        return answer

    async with bare_session() as session:
        begun = time.perf_counter()
        answers = await asyncio.gather(*(send(session, number) for number in range(len(calls))))
        return Pass(time.perf_counter() - begun, sum((answer.usage for answer in answers), Usage()))


_CONNECTIONS = 256
"""At once: more than vLLM takes into a batch, and fewer than make its socket break."""


def bare_session() -> aiohttp.ClientSession:
    """A client that checks nothing."""
    headers = {"Content-Type": "application/json"}
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_CONNECTIONS), headers=headers)


async def post(session: aiohttp.ClientSession, url: str, body: bytes) -> Answer:
    """Send one body, and read the JSON of what comes back."""
    async with session.post(f"{url}/v1/chat/completions", data=body) as answer:
        answer.raise_for_status()
        told = await answer.json()
    return Answer(told["choices"][0]["message"]["content"], _usage(told["usage"]))


def _usage(usage: dict[str, Any]) -> Usage:
    return Usage(
        calls=1,
        prompt_tokens=usage["prompt_tokens"],
        completion_tokens=usage["completion_tokens"],
        cached_prompt_tokens=(usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0,
    )


async def dialect_at(url: str) -> Dialect:
    """How the server at ``url`` is spoken to."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/v1/models") as answer:
        dialect = dialect_of(await answer.json(), "")
    if dialect is None:
        raise SystemExit(f"{url} serves no model")
    return dialect


def bodies_of(requests: Iterable[Request], dialect: Dialect) -> list[bytes]:
    """The bytes that our own client sends for ``requests``."""
    return [json.dumps(dialect.body(request, frozenset())).encode() for request in requests]


def of_length(body: bytes, tokens: int) -> bytes:
    """The same request, for a free reply of just so many tokens."""
    settings = json.loads(body) | {"max_tokens": tokens, "min_tokens": tokens, "ignore_eos": True}
    settings.pop("response_format", None)
    return json.dumps(settings).encode()
