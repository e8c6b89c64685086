"""The values of an item that has not ended, as far as they go: read back from the journal into the shapes of the plan.

The journal has every value as a reader gets it: prose as text, everything else as JSON. A step that is done has its
value; a foreach that is not has the results of the items that are there; a loop that is not has the best text so far.
What cannot be had is left out, and whatever needs it with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from orchestrator.cli.kept.paths import round_of
from orchestrator.cli.kept.rounds import Visits, carried, detail_of, revised_round
from orchestrator.domain.errors import ExpressionError
from orchestrator.engine.carrying import begin, handed_on
from orchestrator.engine.foreach import keys_of
from orchestrator.engine.scope import Scope
from orchestrator.language.expressions import Expression
from orchestrator.language.inputs import read_inputs
from orchestrator.language.plan import Block, ForeachStep, LoopStep, Step, WorkflowStep
from orchestrator.language.types import ANY, Type, coerce

NOTHING = object()
"""Stands for a value that is not there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a foreach.

    Attributes:
        number: from 1.
        result: what there is of it; ``NOTHING`` where there is none.
        path: of the item, with its key.
        whole: whether every step of it has ended well.
        begun: whether anything of it was.
    """

    number: int
    path: str
    item: Any
    result: Any
    whole: bool
    begun: bool


class Rebuilding:
    """Reads the values of one item back.

    Attributes:
        scope: the values at the top of the workflow.
        entries: of each foreach whose list is known, its items, by its path.
    """

    def __init__(self, block: Block, inputs: Mapping[str, Any], visits: Visits) -> None:
        self._visits = visits
        self._paths = [visit.path for visit in visits.all]
        self.scope = Scope({"inputs": dict(inputs)})
        self.entries: dict[str, list[Entry]] = {}
        self._block(block, "", self.scope)

    def _block(self, block: Block, prefix: str, scope: Scope) -> None:
        for step in block.steps.values():
            value = self._value(step, f"{prefix}.{step.name}" if prefix else step.name, scope)
            if value is not NOTHING:
                scope.set(step.name, value)

    def _value(self, step: Step, path: str, scope: Scope) -> Any:
        visit = self._visits.at(path)
        if visit is not None and visit.status == "skipped":
            return None if step.otherwise is None else some(scope, step.otherwise)
        if isinstance(step, ForeachStep):  # its own text does not say which of it belongs to which item
            return self._foreach(step, path, scope)
        if visit is not None and visit.status == "failed" and step.on_error == "skip":
            return None
        if visit is not None and visit.status == "done":
            if isinstance(step, WorkflowStep):
                self._nested(step, path, scope)  # for the items in it
            return typed(visit.value, step.type)
        if isinstance(step, LoopStep):
            return self._loop(step, path, scope)
        return self._nested(step, path, scope) if isinstance(step, WorkflowStep) else NOTHING

    def _foreach(self, step: ForeachStep, path: str, scope: Scope) -> Any:
        try:
            items = scope.evaluate(step.items)
            keys = keys_of(step, items, scope) if isinstance(items, (list, tuple)) else []
        except ExpressionError:
            return NOTHING
        entries: list[Entry] = []
        carried_on: Mapping[str, Any] = {}
        with suppress(ExpressionError):
            carried_on = begin(step.carry, step.carry_types, scope)
        for number, (item, key) in enumerate(zip(items, keys, strict=True), start=1):
            previous = tuple(entry.result for entry in entries if entry.whole)
            inner = scope.child({step.variable: item, "previous": previous, **carried_on})
            here = f"{path}[{key}]"
            self._block(step.block, here, inner)
            with suppress(ExpressionError, ValueError):
                carried_on = handed_on(carried_on, step.block.steps, step.carry_types, inner, part=number)
            result = some(inner.child(carried_on), step.result, step.type.item or ANY)
            entries.append(Entry(number, here, item, result, self._ended(step.block, here), self._begun(here)))
        self.entries[path] = entries
        return tuple(entry.result for entry in entries if entry.result is not NOTHING)

    def _ended(self, block: Block, prefix: str) -> bool:
        for name, step in block.steps.items():
            visit = self._visits.at(f"{prefix}.{name}")
            well = ("done", "skipped", "failed") if step.on_error == "skip" else ("done", "skipped")
            if visit is None or visit.status not in well:
                return False
        return True

    def _begun(self, prefix: str) -> bool:
        return any(path.startswith(f"{prefix}.") for path in self._paths)

    def _loop(self, step: LoopStep, path: str, scope: Scope) -> Any:
        """What the loop would give if it ended now."""
        rounds = self._visits.rounds(path)
        last = max((found[1] for visit in rounds if (found := round_of(visit.path))), default=1)
        number = revised_round(self._visits, path, last) if step.best else last
        here = f"{path}#{number}"
        texts = carried(self._visits, here)
        values = {name: typed(text, step.carry_types[name]) for name, text in texts.items() if name in step.carry_types}
        inner = scope.child({"round": number, **values})
        self._block(step.block, here, inner)
        return some(inner, step.result, step.type)

    def _nested(self, step: WorkflowStep, path: str, scope: Scope) -> Any:
        given = {name: some(scope, expression) for name, expression in step.given.items()}
        try:
            known = {name: value for name, value in given.items() if value is not NOTHING}
            inner = Scope({"inputs": read_inputs(step.plan.inputs, known)})
        except ValueError:
            return NOTHING
        self._block(step.plan.block, path, inner)
        outputs = {name: some(inner, expression) for name, expression in step.plan.outputs.items()}
        return {name: value for name, value in outputs.items() if value is not NOTHING} or NOTHING


def some(scope: Scope, expression: Expression, wanted: Type | None = None) -> Any:
    """The value of ``expression``, or what there is of it: of a record, the fields that can be had."""
    if expression.fields is not None:
        types = dict(wanted.fields) if wanted is not None else {}
        parts = {name: some(scope, part, types.get(name)) for name, part in expression.fields.items()}
        return {name: value for name, value in parts.items() if value is not NOTHING} or NOTHING
    try:
        return scope.evaluate_as(expression, wanted or expression.type)
    except ExpressionError:
        return NOTHING


def typed(text: str, type_: Type) -> Any:
    """A kept value in the shape that its step gives; ``NOTHING`` where the text does not say it."""
    if not text and type_.optional:
        return None
    if type_.kind == "scalar" and type_.name == "text":
        return text
    with suppress(ValueError, RecursionError):
        return coerce(_data(text, type_), type_)
    return NOTHING


def _data(text: str, type_: Type) -> Any:
    if type_.kind == "domain" and type_.name == "Draft":
        return text
    if type_.kind == "list" and not text.startswith("["):
        return [text]  # several texts, joined: which of them is which is not kept
    if type_.kind == "any" and not text.startswith(("{", "[")):
        return text
    return json.loads(text)


def reason_of(visits: Visits, path: str) -> str:
    """Why the step or item at ``path`` is not finished, in the words of the first step in it that says so."""
    inside: Sequence[str] = (f"{path}.", f"{path}[", f"{path}#", f"{path}@")
    for visit in visits.all:
        if visit.path == path or visit.path.startswith(tuple(inside)):
            message = str(detail_of(visit).get("message", ""))
            if visit.status in ("failed", "waiting") and message:
                return message.removeprefix(f"{visit.path}: ").removeprefix(f"{visit.path} ")
    return ""
