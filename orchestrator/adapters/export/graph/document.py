"""The graph as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from orchestrator.adapters.export.graph.model import Block, Graph, Node


def draw_json(graph: Graph) -> str:
    """``graph`` as a JSON document; the last line ends with a line break. What a step does not have is null.

    The document:
        name, description: of the workflow.
        inputs: those that something reads: ``name``; ``type`` as the file says it (``table``); ``value``, the type
            it has in expressions (``list of {title: text}``).
        steps: each as below, in an order in which they can run, a block before the steps inside it.
        outputs: ``name`` and ``takes``, the expressions that it is made of by name; the manuscript stands among them.
        critical_path: paths of the steps on the way with the most model calls.
        calls: how many these are: an estimate, since how long lists are and how many rounds loops take is known
            only when a workflow runs.

    A step:
        path: its names from the root, joined by dots. kind: agent, check, render, human, workflow, foreach, loop or
            variants. about: what it does, in a few words: the role, the checks, the template, the other workflow.
            description: what the file says it is for.
        inside: the path of the block around it. after: the paths of the steps beside it that it waits for.
        type: of its value.
        takes: each name that it takes with the expression it is; of a human step ``of``; of a workflow the inputs
            it is given; of a block what its carried values begin as; of variants what the judge takes.
        sets: the carried value it replaces. when, else: expressions.
        retry: how often it is tried again. timeout_seconds: for one try. on_error: fail, skip or collect.
        items, serial: of a foreach: the list it goes through, and whether one by one.
        rounds, until: of a loop: how often at most, and what ends it. variants, chosen_by: how many, and who or
            what keeps one: judge, person or an expression.
        hands_on: of a loop or a foreach that carries values: for each value, and ``note``, what a person says, the
            paths of the steps that replace it; without such values, what ends a ``round``.
        result: of a block, for one round, item or variant. gives: the names of the outputs of another workflow.
        calls: model calls on the longest way through it, an estimate.
    """
    tops = graph.block.nodes
    inputs = [node for node in tops if node.kind == "input"]
    document = {
        "name": graph.name,
        "description": graph.description,
        "inputs": [{"name": node.name, "type": node.subtitle, "value": node.type} for node in inputs],
        "steps": list(_steps(graph.block, None)),
        "outputs": [{"name": node.name, "takes": _takes(node)} for node in tops if node.kind == "output"],
        "critical_path": list(graph.critical_path),
        "calls": graph.calls,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _steps(block: Block, inside: str | None) -> Iterator[dict[str, Any]]:
    steps = {node.id for node in block.nodes if node.is_step}
    for node in block.nodes:
        if node.is_step:
            yield _step(node, inside, [id_ for id_ in node.after if id_ in steps])
            if node.block is not None:
                yield from _steps(node.block, node.id)


def _step(node: Node, inside: str | None, after: list[str]) -> dict[str, Any]:
    return {
        "path": node.id,
        "kind": node.kind,
        "about": node.subtitle,
        "description": node.description or None,
        "inside": inside,
        "after": after,
        "type": node.type or None,
        "takes": _takes(node),
        "sets": node.sets or None,
        "when": node.when or None,
        "else": node.otherwise or None,
        "retry": node.retry,
        "timeout_seconds": node.timeout_seconds,
        "on_error": node.on_error or None,
        "items": node.items or None,
        "serial": node.serial if node.kind == "foreach" else None,
        "rounds": node.rounds or None,
        "until": node.until or None,
        "variants": node.variants or None,
        "chosen_by": node.chosen_by or None,
        "hands_on": _hands_on(node.block),
        "result": node.gives or None if node.block is not None else None,
        "gives": node.gives.split(", ") if node.kind == "workflow" else None,
        "calls": node.calls,
    }


def _takes(node: Node) -> dict[str, str]:
    return {take.name: take.source for take in node.takes}


def _hands_on(block: Block | None) -> dict[str, list[str]] | None:
    carried = [node for node in block.nodes if node.kind == "carried"] if block is not None else []
    if block is None or not carried:
        return None
    return {node.name: [edge.source for edge in block.returns if edge.target == node.id] for node in carried}
