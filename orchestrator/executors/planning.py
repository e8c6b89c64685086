"""What a run would do, before it does it: which replies are there, which calls it would make, and why.

The run itself is run, with the replies that are kept, a model that never answers and a person who never decides. When
nothing moves any more, what they were asked is what would be asked. Nothing is written.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from orchestrator.adapters.models.choose import parse_model
from orchestrator.app import App, Definition
from orchestrator.domain.errors import ModelUnavailable
from orchestrator.domain.runs import Failure, ItemResult
from orchestrator.engine.comparing import Difference, nearest
from orchestrator.engine.keys import request_text
from orchestrator.engine.paths import placed_steps
from orchestrator.engine.ports import ModelInfo, NamedModels, Question, Request
from orchestrator.engine.replies import ByName
from orchestrator.engine.runner import Item, Limits, Surroundings, run_items
from orchestrator.executors.rehearsal import Events, Identified, Kept, Silent, Undecided
from orchestrator.language.plan import AgentStep, Plan

_QUIET_TURNS = 1000
"""Turns of the event loop without an event after which everything waits. All work is done in turns: nothing sleeps."""
_LOOK_SECONDS = 5.0
"""How long a server has to say its name; a run has more patience."""


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call that would be made now.

    Attributes:
        asked_before: whether an earlier run of the workflow made one at that path.
        differences: to the nearest that the latest such run made.
    """

    item: str
    path: str
    role: str
    asked_before: bool
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run would do.

    Attributes:
        replies: how many there are already, by role.
        calls: that would be made first; what follows depends on their replies.
        questions: that a person would be asked.
        not_reached: paths of the steps that depend on those calls and questions, as they stand in the workflow.
        failures: what would go wrong with the replies there are.
    """

    replies: Counter[str]
    calls: tuple[PlannedCall, ...]
    questions: tuple[Question, ...]
    not_reached: tuple[str, ...]
    failures: tuple[Failure, ...]


async def forecast(app: App, definition: Definition, items: Sequence[Item]) -> Forecast:
    """What a run of ``items`` would do now.

    Raises:
        UsageError: there is no such model.
        ModelUnavailable: it must be asked for its name, and is not there.
        StoreError: what is kept cannot be read.
    """
    kept = Kept(app.home)
    try:
        model = Silent(await _identity(app, kept))
        named = await _named(app, definition.plan, kept)
        person, seen = Undecided(), Events()
        around = Surroundings(
            model=model,
            checks=definition.checks,
            observer=seen,
            person=person,
            journal=kept,
            models=named,
        )
        results: list[ItemResult] = []

        async def run() -> None:
            limits = Limits(concurrency=None, open_items=max(1, len(items)))
            async for result in run_items(definition.plan, items, around, seed=app.settings.seed, limits=limits):
                results.append(result)

        await _until_quiet(asyncio.create_task(run()), seen)
        reached = seen.reached(definition.plan)
        return Forecast(
            replies=kept.replies,
            calls=tuple(
                [await _planned(request, model.info, named, definition.plan.name, kept) for request in model.requests]
            ),
            questions=tuple(person.questions),
            not_reached=tuple(p.path for p in placed_steps(definition.plan) if p.path not in reached),
            failures=tuple(failure for result in results for failure in result.failures),
        )
    finally:
        kept.close()


async def _named(app: App, plan: Plan, kept: Kept) -> NamedModels:
    """The other models that steps of ``plan`` name; of one that is not there only the name is known."""
    if app.model_is_replay:
        return ByName()
    infos: dict[str, ModelInfo] = {}
    steps = [placed.step for placed in placed_steps(plan) if isinstance(placed.step, AgentStep)]
    for name in {step.model for step in steps if step.model is not None}:
        try:
            infos[name] = await _identity(app.with_model(name), kept)
        except ModelUnavailable:
            infos[name] = ModelInfo(name=name)
    return Identified(infos)


async def _until_quiet(run: asyncio.Task[None], seen: Events) -> None:
    """Return when ``run`` has ended, or all of it waits.

    Raises:
        StoreError: from the run.
    """
    quiet = 0
    try:
        while not run.done() and quiet < _QUIET_TURNS:
            before = seen.count
            await asyncio.sleep(0)
            quiet = quiet + 1 if seen.count == before else 0
        if run.done():
            await run
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)


async def _identity(app: App, kept: Kept) -> ModelInfo:
    """What the model says of itself, or said in the latest run where it would have to be started for that."""
    known = app.model_identity()
    if known is not None:
        return known
    name = app.settings.model
    kind = parse_model(app.settings.models.get(name, name)).kind
    if kind != "vllm":
        with suppress(ModelUnavailable, TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS if kind == "server" else None), app.model() as model:
                return model.info
    said = kept.model_of(name)
    if said is None and kind != "vllm":
        raise ModelUnavailable(f"{name} is not there, and nothing is known of it", hint="start it, or pass --model")
    return ModelInfo(name=said[0], revision=said[1]) if said is not None else ModelInfo(name=name)


async def _planned(request: Request, own: ModelInfo, named: NamedModels, workflow: str, kept: Kept) -> PlannedCall:
    earlier = kept.latest_calls(workflow, request.item, request.path)
    info = own if request.model is None else await named.info_of(request.model)
    asked = request_text(request, 0, info)
    found = nearest([(call.path, call.request) for call in earlier], asked, ignoring=("attempt",))
    differences = found[1] if found is not None else ()
    return PlannedCall(request.item, request.path, request.role, bool(earlier), differences)
