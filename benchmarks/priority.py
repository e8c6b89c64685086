"""Items short and long, all there at once: our order, by remaining critical path, against first come, first served.

Two hundred items write one to four scenes each, in two calls a scene, one after the other. First come, first served
is the same engine with a model that takes every call at once, so that none is held back for a more urgent one, and
sends all with one priority: the client and the server serve them as they come. Both ask the same server, turn about.

    python -m benchmarks.priority [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from dataclasses import replace

from benchmarks.replay import Pass, premise, run_pass
from benchmarks.vllm import forget_prefixes, run, serving
from orchestrator.adapters.files import Project, builtin_root
from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.checks.registry import REGISTRY
from orchestrator.engine.ports import Model, ModelInfo, Reply, Request
from orchestrator.engine.runner import Item
from orchestrator.language.compiler import compile_workflow
from orchestrator.language.plan import Plan
from orchestrator.language.templates import TemplateLibrary

ITEMS = 200
ROUNDS = 2
WORKFLOW = """
name: mixed
inputs: {beginnings: {type: list}}
steps:
  scenes:
    foreach: inputs.beginnings
    as: beginning
    order: serial
    steps:
      draft: {agent: continuer, of: beginning, sampling: {max_tokens: 48}}
      longer: {agent: continuer, of: draft, sampling: {max_tokens: 32}}
    result: longer
outputs: {story: "scenes | join(' ')"}
"""


class FirstCome:
    """A model that takes whatever comes, in that order."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def info(self) -> ModelInfo:
        """What the model says of itself, but that nothing need wait for it."""
        return replace(self._model.info, concurrency=1_000_000)

    async def generate(self, request: Request) -> Reply:
        """The model's reply, whose turn came when it came."""
        return await self._model.generate(replace(request, priority=0))

    async def aclose(self) -> None:
        """Leave the model to whoever made it."""


def scenes_of(number: int) -> int:
    """How many scenes item ``number`` has: 1 to 4, mixed."""
    return 1 + number * 7 % 4


def mixed() -> tuple[Plan, list[Item]]:
    """The workflow and its items."""
    shipped = Project(builtin_root(), builtin_root())
    plan = compile_workflow(
        WORKFLOW,
        file="mixed.yaml",
        cards=shipped.cards().texts,
        templates=TemplateLibrary({name: source.text for name, source in shipped.templates().texts.items()}),
        checks=REGISTRY,
    )
    beginnings = [[premise(n * 4 + scene) for scene in range(scenes_of(n))] for n in range(ITEMS)]
    return plan, [Item(str(n), {"beginnings": texts}, n) for n, texts in enumerate(beginnings)]


async def one_pass(url: str, *, by_arrival: bool) -> Pass:
    """All items, on a client that has learned nothing yet."""
    plan, items = mixed()
    await forget_prefixes(url)
    model = await ServerModel.connect(parse_addresses(url))
    done = await run_pass(plan, items, FirstCome(model) if by_arrival else model)
    await model.aclose()
    if len(done.ends) != ITEMS:
        raise SystemExit("an item is missing: nothing was measured")
    return done


def figures(done: Pass) -> dict[str, float]:
    """Seconds until items were done."""
    ends = sorted(done.ends.values())
    by_scenes: dict[int, list[float]] = defaultdict(list)
    for item, end in done.ends.items():
        by_scenes[scenes_of(int(item))].append(end)
    means = {f"mean, {scenes} scenes": statistics.mean(by_scenes[scenes]) for scenes in sorted(by_scenes)}
    return {
        "mean": statistics.mean(ends),
        "p50": statistics.median(ends),
        "p95": ends[-ITEMS // 20],
        **means,
        "all": ends[-1],
    }


def medians(passes: list[Pass]) -> dict[str, float]:
    """Each figure's median over ``passes``."""
    measured = [figures(done) for done in passes]
    return {name: statistics.median(each[name] for each in measured) for name in measured[0]}


async def main(rounds: int) -> None:
    """Measure, and print a table."""
    ours: list[Pass] = []
    by_arrival: list[Pass] = []
    async with serving() as url:
        for _ in range(rounds):
            ours.append(await one_pass(url, by_arrival=False))
            by_arrival.append(await one_pass(url, by_arrival=True))
    print(f"{ITEMS} items\n{'seconds until done':<20}{'critical path':>15}{'first come':>13}{'ratio':>9}")
    theirs = medians(by_arrival)
    for name, seconds in medians(ours).items():
        print(f"{name:<20}{seconds:>15.1f}{theirs[name]:>13.1f}{seconds / theirs[name]:>8.2f}x")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    run(main(*(numbers + [ROUNDS][len(numbers) :])))
