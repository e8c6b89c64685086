"""Steps found by the paths they have in a run: ``scenes[s2].polish#2.critique`` is the step ``scenes.polish.critique``.

Keys of items are data and may hold any character, so a path is not taken apart: it is matched with what each step's
paths look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.language.plan import Block, ForeachStep, LoopStep, Plan, Step, VariantsStep, WorkflowStep


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A step of a plan, or of a workflow that is a step in it.

    Attributes:
        path: names from the root of the whole plan, joined by dots.
        pattern: of the paths that it has in a run.
    """

    step: Step
    path: str
    pattern: re.Pattern[str]


def placed_steps(plan: Plan) -> tuple[PlacedStep, ...]:
    """All steps of ``plan`` in the order in which they can run, each block before what is in it."""
    return tuple(_placed(plan.block, "", ""))


def step_at(plan: Plan, path: str) -> Step | None:
    """The step that has ``path`` in a run of ``plan``."""
    return next((placed.step for placed in placed_steps(plan) if placed.pattern.fullmatch(path)), None)


def _placed(block: Block, path: str, pattern: str) -> Iterator[PlacedStep]:
    for step in block.steps.values():
        here, shape = f"{path}{step.name}", f"{pattern}{re.escape(step.name)}"
        yield PlacedStep(step, here, re.compile(shape, re.DOTALL))
        match step:
            case ForeachStep():
                yield from _placed(step.block, f"{here}.", rf"{shape}\[.*\]\.")
            case LoopStep():
                yield from _placed(step.block, f"{here}.", rf"{shape}#\d+\.")
            case VariantsStep():
                yield from _placed(step.block, f"{here}.", rf"{shape}@\d+\.")
            case WorkflowStep():
                yield from _placed(step.plan.block, f"{here}.", rf"{shape}\.")
