"""The graph of a block: which step waits for which, in what order they can run, what the longest way costs.

Costs are counted in model calls, because everything else is quick beside them. They are estimates: how many
items a list will have and how many rounds a loop will need are known only when a run has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

import networkx as nx

from orchestrator.language.plan import Block, ForeachStep, LoopStep, Plan, Step, VariantsStep

SERIAL_ITEMS_GUESS = 8
"""Items taken for granted in a serial foreach."""

ROUNDS_GUESS = 3
"""Rounds taken for granted in a loop whose ``max`` is known only when it runs."""


VARIANTS_GUESS = 3
"""Variants taken for granted where their number is known only when it runs."""


def knock_out_rounds(variants: int) -> int:
    """Rounds of a knock-out among so many: in each, half of those left are out.

    >>> [knock_out_rounds(n) for n in (1, 2, 3, 4, 5)]
    [0, 1, 2, 2, 3]
    """
    return (variants - 1).bit_length()


def dependency_graph(after: Mapping[str, Set[str]]) -> nx.DiGraph[str]:
    """The graph with an edge from each step to every step that waits for it; steps keep their order."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(after)
    graph.add_edges_from((earlier, name) for name, earliers in after.items() for earlier in sorted(earliers))
    return graph


def cycles(after: Mapping[str, Set[str]]) -> tuple[tuple[str, ...], ...]:
    """One cycle of each group of steps that wait for each other, from its first step back to it.

    >>> cycles({"outline": {"draft"}, "draft": {"outline"}, "title": {"draft"}})
    (('outline', 'draft', 'outline'),)
    """
    order = {name: number for number, name in enumerate(after)}
    waits_for = dependency_graph(after).reverse(copy=False)
    found = []
    for group in nx.strongly_connected_components(waits_for):
        first = min(group, key=order.__getitem__)
        if len(group) > 1:
            inside = waits_for.subgraph(group)
            ways = [nx.shortest_path(inside, step, first) for step in sorted(inside[first], key=order.__getitem__)]
            found.append((first, *min(ways, key=len)))
        elif waits_for.has_edge(first, first):
            found.append((first, first))
    return tuple(sorted(found, key=lambda cycle: order[cycle[0]]))


def topological_order(after: Mapping[str, Set[str]]) -> tuple[str, ...]:
    """The steps, each behind those it waits for, otherwise as they were written.

    Args:
        after: for each step, in the order of the file, the steps it waits for; without cycles.

    Raises:
        ValueError: the steps wait for each other.

    >>> topological_order({"summary": {"story"}, "outline": set(), "story": {"outline"}})
    ('outline', 'story', 'summary')
    """
    order = {name: number for number, name in enumerate(after)}
    try:
        return tuple(nx.lexicographical_topological_sort(dependency_graph(after), key=order.__getitem__))
    except nx.NetworkXUnfeasible as error:
        raise ValueError("the steps wait for each other") from error


def without_cycles(after: Mapping[str, Set[str]]) -> dict[str, frozenset[str]]:
    """``after`` without the references among steps that wait for each other."""
    group_of = {
        name: number
        for number, group in enumerate(nx.strongly_connected_components(dependency_graph(after)))
        for name in group
    }
    return {name: frozenset(e for e in earlier if group_of[e] != group_of[name]) for name, earlier in after.items()}


def closure(names: Set[str], after: Mapping[str, Set[str]]) -> frozenset[str]:
    """``names`` and everything that they wait for, directly or not."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(after[name])
    return frozenset(found)


def with_estimates(steps: Sequence[Step]) -> Block:
    """The block of ``steps``, which stand in an order in which they can run, each with its ``calls_after``."""
    calls_after = dict.fromkeys((step.name for step in steps), 0)
    for step in reversed(steps):
        for earlier in step.after & calls_after.keys():
            calls_after[earlier] = max(calls_after[earlier], step.calls + calls_after[step.name])
    return Block({step.name: replace(step, calls_after=calls_after[step.name]) for step in steps})


def critical_path(plan: Plan) -> tuple[str, ...]:
    """The paths of the steps on the longest way through ``plan``, in the order in which they run."""
    return tuple(_longest_way(plan.block))


def _longest_way(block: Block) -> list[str]:
    """Follows the steps whose calls and calls after them are the most; blocks are entered."""
    way: list[str] = []
    candidates = [step for step in block.steps.values() if not step.after]
    while candidates:
        step = max(candidates, key=lambda s: s.calls + s.calls_after)
        way += _longest_way(step.block) if isinstance(step, (ForeachStep, LoopStep, VariantsStep)) else [step.path]
        candidates = [s for s in block.steps.values() if step.name in s.after]
    return way
