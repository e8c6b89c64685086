"""The graph as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from orchestrator.adapters.export.graph.model import Block, Graph, Node


def draw_json(graph: Graph) -> str:
    """``graph`` as a JSON document, see ``_step`` for a step; the last line ends with a line break.

    ``critical_path`` lists the paths of the steps on the way with the most model calls, ``calls`` is how many these
    are: an estimate, since how long lists are and how many rounds loops take is known only when a workflow runs.
    """
    tops = graph.block.nodes
    document = {
        "name": graph.name,
        "description": graph.description,
        "inputs": [{"name": node.name, "type": node.subtitle} for node in tops if node.kind == "input"],
        "steps": list(_steps(graph.block, None)),
        "outputs": [{"name": node.name, "takes": _takes(node)} for node in tops if node.kind == "output"],
        "critical_path": list(graph.critical_path),
        "calls": graph.calls,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _steps(block: Block, inside: str | None) -> Iterator[dict[str, Any]]:
    """The steps of ``block`` in an order in which they can run, each foreach and loop before what it contains."""
    steps = {node.id for node in block.nodes if node.is_step}
    for node in block.nodes:
        if node.is_step:
            yield _step(node, inside, [id_ for id_ in node.after if id_ in steps])
            if node.block is not None:
                yield from _steps(node.block, node.id)


def _step(node: Node, inside: str | None, after: list[str]) -> dict[str, Any]:
    """One step.

    ``inside`` is the path of the foreach or loop around it; ``after`` holds the paths of all steps it waits for;
    ``takes`` maps each name it takes to the expression that it is. What a step does not have is null.
    """
    return {
        "path": node.id,
        "kind": node.kind,
        "about": node.subtitle,
        "inside": inside,
        "after": after,
        "takes": _takes(node),
        "sets": node.sets or None,
        "when": node.when or None,
        "else": node.otherwise or None,
        "items": node.items or None,
        "serial": node.serial if node.kind == "foreach" else None,
        "until": node.until or None,
        "result": node.gives or None,
        "calls": node.calls,
    }


def _takes(node: Node) -> dict[str, str]:
    return {take.name: take.source for take in node.takes}
