"""What a batch will ask for before it is begun: from what its workflow asked for before, else from its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from orchestrator.adapters.store import StoreReader
from orchestrator.app import App, Definition
from orchestrator.domain.errors import ExpressionError, UsageError
from orchestrator.domain.runs import ItemResult, Usage
from orchestrator.engine.scope import Scope
from orchestrator.language.expressions import Expression
from orchestrator.language.plan import (
    AgentStep,
    Block,
    ForeachStep,
    LoopStep,
    Plan,
    Step,
    VariantsStep,
    WorkflowStep,
)

_ITEMS_LOOKED_AT = 200
_ORDERS = 2
"""A judge reads two variants in both orders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Calls and tokens for one item, on the average.

    Attributes:
        least, most: calls; ``most`` is None where a model decides how often a part is run.
        tokens: of prompts and replies; None where nothing is known of them.
        reply_tokens: that replies can have at most; None where ``most`` is, or where a reply has no limit.
        run: id of the run that it is taken from; empty where it is taken from the steps.
    """

    least: float
    most: float | None
    tokens: float | None = None
    reply_tokens: float | None = None
    run: str = ""


def estimate(app: App, definition: Definition, sample: Sequence[Mapping[str, Any]]) -> Estimate:
    """What items with inputs such as those of ``sample`` will ask for.

    Raises:
        StoreError: what is kept of earlier runs cannot be read.
    """
    with suppress(UsageError), StoreReader.open(app.home) as reader:  # a home without runs tells nothing
        for run in reader.runs():
            if run.workflow == definition.plan.name and (found := _as_before(reader, run.id)) is not None:
                return found
    return _mean([_of_block(definition.plan.block, {"inputs": inputs}) for inputs in sample])


def _as_before(reader: StoreReader, run: str) -> Estimate | None:
    """What the items of a run asked for; None where none is done that asked for all of its calls then."""
    done = [item.id for item in reader.items(run) if item.status == "done"][:_ITEMS_LOOKED_AT]
    rows = (reader.item(run, item) for item in done)
    results = [ItemResult.model_validate_json(row.result) for row in rows if row is not None]
    usages = [result.usage for result in results if result.usage.calls and not result.usage.cached]
    if not usages:
        return None
    usage = sum(usages, Usage())
    calls = usage.calls / len(usages)
    tokens = (usage.prompt_tokens + usage.completion_tokens) / len(usages)
    return Estimate(least=calls, most=calls, tokens=tokens, run=run)


def _mean(estimates: Sequence[Estimate]) -> Estimate:
    def mean(values: Iterable[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return sum(known) / len(known) if known and len(known) == len(estimates) else None

    return Estimate(
        least=mean(e.least for e in estimates) or 0.0,
        most=mean(e.most for e in estimates),
        reply_tokens=mean(e.reply_tokens for e in estimates),
    )


_NONE = Estimate(least=0, most=0, reply_tokens=0)


def _of_block(block: Block, values: Mapping[str, Any], only: frozenset[str] | None = None) -> Estimate:
    parts = [_of_step(step, values) for name, step in block.steps.items() if only is None or name in only]
    return _sum(parts)


def _of_step(step: Step, values: Mapping[str, Any]) -> Estimate:
    match step:
        case AgentStep():
            found = _of_agent(step, values)
        case WorkflowStep():
            found = _of_plan(step.plan)
        case LoopStep():
            rounds = _known(step.max, values)
            judging = _of_block(step.block, values, step.judging)
            revising = _of_block(step.block, values, frozenset(step.block.steps.keys() - step.judging))
            often = _sum([_times(judging, rounds), _times(revising, None if rounds is None else rounds - 1)])
            found = Estimate(least=judging.least, most=often.most, reply_tokens=often.reply_tokens)
        case ForeachStep():
            items = _known(step.items, values)
            found = _times(_of_block(step.block, values), len(items) if isinstance(items, (list, tuple)) else None)
        case VariantsStep():
            found = _of_variants(step, values)
        case _:
            return _NONE
    return found if step.when is None else Estimate(least=0, most=found.most, reply_tokens=found.reply_tokens)


def _of_agent(step: AgentStep, values: Mapping[str, Any]) -> Estimate:
    own = step.sampling.get("max_tokens")
    limit = _known(own, values) if own is not None else step.card.sampling.max_tokens
    return Estimate(least=1, most=1, reply_tokens=limit if isinstance(limit, int) else None)


def _of_plan(plan: Plan) -> Estimate:
    return _of_block(plan.block, {})


def _of_variants(step: VariantsStep, values: Mapping[str, Any]) -> Estimate:
    count = _known(step.count, values)
    found = _times(_of_block(step.block, values), count)
    if step.choose is not None and step.choose.judge is not None:
        duels = _ORDERS * (count - 1) if isinstance(count, int) else None
        found = _sum([found, _times(_of_agent(step.choose.judge, values), duels)])
    return found


def _known(expression: Expression, values: Mapping[str, Any]) -> Any:
    """The value of ``expression`` where it depends on ``values`` alone; else None."""
    if not expression.constant and not expression.names <= values.keys():
        return None
    try:
        return Scope(values).evaluate(expression)
    except ExpressionError:
        return None


def _times(one: Estimate, count: int | None) -> Estimate:
    """``one`` so often; at least once where nobody knows."""
    if count is None:
        return Estimate(least=one.least, most=0 if one.most == 0 else None)
    return Estimate(
        least=one.least * count,
        most=None if one.most is None else one.most * count,
        reply_tokens=None if one.reply_tokens is None else one.reply_tokens * count,
    )


def _sum(parts: Sequence[Estimate]) -> Estimate:
    most = [part.most for part in parts]
    tokens = [part.reply_tokens for part in parts if part.most != 0]
    return Estimate(
        least=sum(part.least for part in parts),
        most=None if None in most else sum(value for value in most if value is not None),
        reply_tokens=None if None in tokens else sum(value for value in tokens if value is not None),
    )
