"""What ``sets`` does: a step's value changes what a round, or an item of a serial foreach, hands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestrator.domain.critiques import Summary
from orchestrator.domain.drafts import Draft, Revision
from orchestrator.domain.outlines import Bible
from orchestrator.engine.context import Context
from orchestrator.engine.scope import Scope
from orchestrator.language.expressions import Expression
from orchestrator.language.plan import Step
from orchestrator.language.types import Type, coerce


def begin(carry: Mapping[str, Expression], types: Mapping[str, Type], scope: Scope) -> dict[str, Any]:
    """What a block carries at first."""
    return {name: scope.evaluate_as(expression, types[name]) for name, expression in carry.items()}


def value_when_set(step: Step, value: Any, scope: Scope, context: Context) -> Any:
    """The value of a step that may set something: a Revision of a draft becomes the revised draft."""
    if step.sets is None or not isinstance(value, Revision):
        return value
    current: Draft = scope.value(step.sets)
    revised, dropped = value.apply(current)
    for entry in dropped:
        context.item.dropped.append(entry)
        context.tell("dropped", entry.model_dump())
    return revised


def handed_on(
    carried: Mapping[str, Any], steps: Mapping[str, Step], types: Mapping[str, Type], scope: Scope, *, part: int
) -> dict[str, Any]:
    """``carried`` changed by those of ``steps`` that set something; ``scope`` has their values.

    Args:
        carried: what the round or item began with.
        steps: those that ran.
        types: of what is carried.
        scope: of the round or item.
        part: from which part of the text on new facts are true, from 1.
    """
    after = dict(carried)
    for name, step in steps.items():
        value = scope.value(name) if step.sets is not None else None
        if step.sets is None or value is None:  # a skipped step changes nothing
            continue
        current = carried[step.sets]
        if isinstance(value, Summary) and isinstance(current, Bible):
            after[step.sets] = value.added_to(current, chapter=part)
        else:
            after[step.sets] = _in_place_of(current, coerce(value, types[step.sets]))
    return after


def _in_place_of(current: Any, value: Any) -> Any:
    """``value``, which replaces ``current``: a draft written anew keeps the history of the one it replaces."""
    if isinstance(current, Draft) and isinstance(value, Draft) and not value.versions:
        return value.model_copy(update={"versions": current.versions})
    return value
