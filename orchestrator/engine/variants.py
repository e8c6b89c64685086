"""Variants: the block several times over, all at once, and which of the results is kept.

The judge compares two at a time in a knock-out, each pair in both orders, because which text comes first sways a
model. Where the two answers disagree, the earlier variant stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orchestrator.domain.critiques import Choice
from orchestrator.domain.errors import InkloomError
from orchestrator.engine.context import Context, RunBlock
from orchestrator.engine.leaves import run_agent
from orchestrator.engine.people import pick, shown
from orchestrator.engine.scope import Scope
from orchestrator.engine.tasks import all_of
from orchestrator.language.plan import AgentStep, VariantsStep
from orchestrator.language.syntax import MAX_VARIANTS


async def run_variants(step: VariantsStep, scope: Scope, context: Context, run_block: RunBlock) -> Any:
    """The results of all variants, or the one that is chosen.

    Raises:
        ExpressionError: the number of variants, or what they are chosen by, is not what it must be.
    """
    scopes = [
        scope.child({"variant": number}) for number in range(1, scope.count(step.count, "variants", MAX_VARIANTS) + 1)
    ]
    here = step.calls - step.block.calls + step.calls_after + context.calls_after
    await all_of(
        run_block(step.block, inner, context.marked(f"@{number}", calls_after=here), None)
        for number, inner in enumerate(scopes, start=1)
    )
    results = [inner.evaluate_as(step.result, step.result.type) for inner in scopes]
    if step.choose is None:
        return tuple(results)
    if len(results) == 1:
        return results[0]
    if step.choose.score is not None:
        scores = [inner.number(step.choose.score, "choose.by") for inner in scopes]
        chosen = scores.index(max(scores))  # the earlier one on ties
    elif step.choose.judge is not None:
        chosen = await _knock_out(step.choose.judge, results, scope, context)
    else:
        chosen = await pick([shown(result) for result in results], step.description or step.name, context)
    context.tell("chosen", {"variant": chosen + 1, "of": len(results)})
    return results[chosen]


async def _knock_out(judge: AgentStep, results: Sequence[Any], scope: Scope, context: Context) -> int:
    """The index of the variant that is left when pairs have been compared, round by round."""
    left = list(range(len(results)))
    while len(left) > 1:
        pairs = list(zip(left[::2], left[1::2], strict=False))
        winners = await all_of([_better(judge, results, pair, scope, context) for pair in pairs])
        left = [*winners, *left[2 * len(pairs) :]]
    return left[0]


async def _better(
    judge: AgentStep, results: Sequence[Any], pair: tuple[int, int], scope: Scope, context: Context
) -> int:
    """The better of two variants, by their indices; the first where the judge answers by the order he reads in."""
    first, second = pair

    async def asked(a: int, b: int) -> int:
        inner = scope.child({"a": results[a], "b": results[b]})
        here = context.at("choose").marked(f"[{a + 1}-{b + 1}]", calls_after=context.calls_after)
        try:
            choice: Choice = await run_agent(judge, inner, here)
        except InkloomError as error:
            error.step = here.path
            raise
        return a if choice.winner == "a" else b

    one, other = await all_of([asked(first, second), asked(second, first)])
    return one if one == other else first
