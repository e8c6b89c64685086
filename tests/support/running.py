"""Compile a workflow text with the shipped cards and templates, and run it on a scripted model."""

import asyncio
from textwrap import dedent

from orchestrator.adapters.files import Project, builtin_root
from orchestrator.checks.registry import REGISTRY
from orchestrator.domain.critiques import Critique
from orchestrator.engine.dispatch import Budget
from orchestrator.engine.ports import Event
from orchestrator.engine.runner import Item, Limits, run_items
from orchestrator.language.compiler import compile_workflow
from orchestrator.language.inputs import read_inputs
from orchestrator.language.sources import SourceText
from orchestrator.language.templates import TemplateLibrary

_SHIPPED = Project(builtin_root(), builtin_root())


def score(value: int) -> Critique:
    """A critic's reply without issues."""
    return Critique(issues=(), score=value)


def compiled(text, *, cards=None, templates=None):
    """The plan of a workflow text; ``cards`` and ``templates`` are texts by name, over the shipped ones."""
    own = {name: SourceText(f"agents/{name}.yaml", dedent(card)) for name, card in (cards or {}).items()}
    shipped = {name: source.text for name, source in _SHIPPED.templates().texts.items()}
    return compile_workflow(
        dedent(text),
        file="test.yaml",
        cards={**_SHIPPED.cards().texts, **own},
        templates=TemplateLibrary({**shipped, **(templates or {})}),
        checks=REGISTRY,
    )


class Recorder:
    """An observer that keeps everything."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def paths(self, kind: str) -> list[str]:
        return [event.path for event in self.events if event.kind == kind]


async def run_many(plan, model, items, *, observer=None, seed=0, concurrency=8, open_items=16, **budget):
    """The results of all items, by item id."""
    results = run_items(
        plan,
        [Item(name, read_inputs(plan.inputs, inputs)) for name, inputs in items.items()],
        model=model,
        checks=REGISTRY,
        observer=observer or Recorder(),
        seed=seed,
        limits=Limits(concurrency=concurrency, open_items=open_items, budget=Budget(**budget)),
    )
    return {result.item: result async for result in results}


async def run_one(plan, model, inputs=None, **options):
    """The result of one item; no task may be left behind."""
    before = asyncio.all_tasks()
    results = await run_many(plan, model, {"main": inputs or {}}, **options)
    assert asyncio.all_tasks() == before
    return results["main"]
