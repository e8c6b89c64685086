"""Payments in a syntax tree: what Jinja gives no hook for pays the meter through filters of our own.

Loops, macros, comparisons, slices and mappings are wrapped in filters whose names no template can write. The
price of running a loop or a macro once is known from its tree, so a loop pays for all its rounds at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.exceptions import TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from orchestrator.language.filters import MAX_INTEGER_BITS, meter_of
from orchestrator.language.meter import CHARACTERS_PER_STEP

# No name in a template has a space.
_ELEMENTS, _RUN, _WEIGHED, _SLICED = "pay elements", "pay run", "pay all", "take slice"
_LOOP_STEPS = 4
KEY_STEPS = 4
_STEPS: Mapping[type[nodes.Node], int] = MappingProxyType(
    {
        nodes.Call: 20, nodes.CallBlock: 20, nodes.Import: 20, nodes.FromImport: 20,
        nodes.For: 10, nodes.Filter: 5, nodes.Test: 5, nodes.Getattr: 3, nodes.Getitem: KEY_STEPS,
    }
)  # fmt: skip


@pass_context
def _elements(context: Context, value: Any, steps_for_each: int) -> Any:
    """``value``, when all its elements are paid for."""
    meter_of(context).spend((1 + len(value)) * steps_for_each)
    return value


@pass_context
def _run(context: Context, steps: int) -> None:
    meter_of(context).spend(steps)


@pass_context
def _weighed(context: Context, value: Any) -> Any:
    if not isinstance(value, (int, float)):
        meter_of(context).weigh(value)
    return value


@pass_context
def _sliced(context: Context, value: Any, start: Any, stop: Any, step: Any) -> Any:
    part = value[start:stop:step]
    meter_of(context).spend(len(part) // CHARACTERS_PER_STEP if isinstance(part, str) else len(part))
    return part


def payments() -> dict[str, Callable[..., Any]]:
    """The filters that ``metered`` puts into trees, by name."""
    return {_ELEMENTS: _elements, _RUN: _run, _WEIGHED: _weighed, _SLICED: _sliced}


def metered(tree: nodes.Node) -> nodes.Node:
    """``tree``, changed so that what runs it pays; once for a tree.

    Raises:
        TemplateSyntaxError: it holds a number or a character that nothing can write, or what is not available.
    """
    return _Metering().visit(tree)  # type: ignore[no-any-return]


class _Metering(NodeTransformer):
    """Puts payments into a tree, from the leaves up."""

    def visit_For(self, node: nodes.For) -> nodes.Node:
        self.generic_visit(node)
        steps = _LOOP_STEPS + _steps([*node.body, *([node.test] if node.test else [])])
        if node.recursive:  # its body runs again when `loop(…)` is called, on a list that is not known here
            node.body.insert(0, paying(node.body, node.lineno))
        node.iter = _filter(_ELEMENTS, node.iter, nodes.Const(1 if node.recursive else steps))
        return node

    def visit_Macro(self, node: nodes.Macro | nodes.CallBlock) -> nodes.Node:
        self.generic_visit(node)
        node.body.insert(0, paying([*node.body, *node.defaults], node.lineno))
        return node

    visit_CallBlock = visit_Macro

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        """Turns every ``a ~ b`` into a join, which is bounded; Jinja offers no hook for ``~`` itself."""
        self.generic_visit(node)
        return _filter("join", nodes.List(node.nodes, lineno=node.lineno))

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        self.generic_visit(node)
        node.expr = _weighing(node.expr)
        for operand in node.ops:
            operand.expr = _weighing(operand.expr)
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:
        self.generic_visit(node)
        node.key = _weighing(node.key)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        self.generic_visit(node)
        if not isinstance(node.arg, nodes.Slice):
            return node
        bounds = (node.arg.start, node.arg.stop, node.arg.step)
        none = nodes.Const(None, lineno=node.lineno)
        return _filter(_SLICED, node.node, *(bound or none for bound in bounds))

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:
        """A list, which is no key of a mapping: looking up one in the other could take for ever."""
        self.generic_visit(node)
        return nodes.List(node.items, lineno=node.lineno) if node.ctx == "load" else node

    def visit_Const(self, node: nodes.Const) -> nodes.Node:
        value = node.value
        if isinstance(value, float) and not math.isfinite(value):
            raise TemplateSyntaxError("a number is too large", node.lineno)
        if isinstance(value, int) and value.bit_length() > MAX_INTEGER_BITS:
            raise TemplateSyntaxError("a number is too large", node.lineno)
        if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
            raise TemplateSyntaxError("half a character ('\\ud800' to '\\udfff') is no text", node.lineno)
        return node

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier) -> nodes.Node:
        raise TemplateSyntaxError("autoescape is not available", node.lineno)


def _steps(body: Iterable[nodes.Node]) -> int:
    """What running ``body`` once costs, without the loops and macros inside, which pay for themselves."""
    steps = 0
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        steps += _STEPS.get(type(node), 1)
        if isinstance(node, nodes.TemplateData):
            steps += len(node.data) // CHARACTERS_PER_STEP
        pays_itself = isinstance(node, (nodes.For, nodes.Macro, nodes.CallBlock))
        waiting += node.iter_child_nodes(exclude=("body", "test") if pays_itself else None)
    return steps


def _filter(name: str, value: nodes.Node, *arguments: nodes.Node) -> nodes.Filter:
    return nodes.Filter(value, name, list(arguments), [], None, None, lineno=value.lineno)


def paying(body: Iterable[nodes.Node], line: int) -> nodes.Node:
    """A statement that pays for running ``body`` once."""
    return nodes.ExprStmt(_filter(_RUN, nodes.Const(_steps(body), lineno=line)), lineno=line)


def _weighing(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _filter(_WEIGHED, node)
