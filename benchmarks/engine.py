"""CPU time of the engine for each step, with a model that answers at once.

1,000 items of 5 steps (planner → drafter → critic → editor → summarizer), every reply read and validated. The floor
is the same number of calls of the same model from bare coroutines that do nothing else.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from orchestrator.adapters.files import Project, builtin_root
from orchestrator.checks.registry import REGISTRY
from orchestrator.domain.runs import Usage
from orchestrator.engine.people import Nobody
from orchestrator.engine.ports import Message, ModelInfo, Reply, Request
from orchestrator.engine.runner import Item, Limits, Surroundings, run_items
from orchestrator.language.compiler import compile_workflow
from orchestrator.language.templates import TemplateLibrary

ITEMS = 1_000
STEPS = 5
WORKFLOW = """
name: bench
inputs: {premise: {type: text}}
steps:
  outline: {agent: planner}
  draft: {agent: drafter, with: {scene: "outline.scenes[0]"}}
  critique: {agent: critic, of: draft, with: {scene: "outline.scenes[0]"}}
  revise: {agent: editor, of: draft}
  summary: {agent: summarizer, of: draft}
outputs: {summary: summary.text}
"""
PROSE = "The fox ran to the old mill. She looked for the silver bell.\n\nIt was not there. She was sad."
REPLIES = {
    "planner": '{"title": "The Bell", "logline": "A fox seeks a bell.", "scenes": [{"heading": "The mill", "goal": '
    '"Mira looks for the bell.", "mood": "hopeful", "valence": 2, "length": 120}]}',
    "drafter": PROSE,
    "critic": '{"issues": [{"paragraph": "p1", "quote": "The fox ran", "problem": "Too bare.", "fix": "Say how.", '
    '"severity": "minor"}], "score": 7}',
    "editor": "[p2] It was gone. She sat down and cried.",
    "summarizer": '{"text": "A fox looks for a bell.", "facts": [{"text": "The bell is gone."}]}',
}
REQUEST = Request(messages=(Message("user", "?"),), role="drafter", path="floor", seed=0)


class Instant:
    """Answers each role with the same words, at once."""

    info = ModelInfo(name="instant", concurrency=256)

    async def generate(self, request: Request) -> Reply:
        """Answer."""
        return Reply(text=REPLIES[request.role], usage=Usage(prompt_tokens=100, completion_tokens=20))

    async def aclose(self) -> None:
        """Do nothing: there is nothing to close."""


async def engine_seconds() -> float:
    """CPU seconds of a whole run, compilation excluded."""
    shipped = Project(builtin_root(), builtin_root())
    texts = {name: source.text for name, source in shipped.templates().texts.items()}
    plan = compile_workflow(
        WORKFLOW, file="bench.yaml", cards=shipped.cards().texts, templates=TemplateLibrary(texts), checks=REGISTRY
    )
    items = [Item(str(n), {"premise": f"A fox seeks bell {n}."}, n) for n in range(ITEMS)]
    limits = Limits(concurrency=256, open_items=1024)
    started = time.process_time()
    around = Surroundings(model=Instant(), checks=REGISTRY, observer=lambda _: None, person=Nobody())
    results = run_items(plan, items, around, seed=0, limits=limits)
    done = [result.status async for result in results]
    seconds = time.process_time() - started
    if done != ["done"] * ITEMS:
        raise SystemExit("an item failed: nothing was measured")
    return seconds


async def floor_seconds() -> float:
    """CPU seconds of the calls alone."""
    model = Instant()

    async def chain() -> None:
        for _ in range(STEPS):
            await model.generate(REQUEST)

    started = time.process_time()
    await asyncio.gather(*(chain() for _ in range(ITEMS)))
    return time.process_time() - started


def main() -> None:
    """Measure three times; the best of each counts."""
    engine = min(asyncio.run(engine_seconds()) for _ in range(3))
    floor = min(asyncio.run(floor_seconds()) for _ in range(3))
    steps = ITEMS * STEPS
    print(f"{Path(__file__).stem}: {ITEMS:,} items of {STEPS} steps")
    print(f"  engine      {engine / steps * 1e3:.3f} ms CPU a step")
    print(f"  bare calls  {floor / steps * 1e3:.4f} ms CPU a step")
    print(f"  ratio       {engine / floor:.0f}")


if __name__ == "__main__":
    main()
