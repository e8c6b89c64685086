"""A workflow as a graph to draw, whatever it is drawn with.

Nodes stand in blocks; a foreach, a loop and variants are nodes with a block of their own. A block's ``edges`` join its
own nodes only and are transitively reduced: what an edge shows is implied by no others, so that a picture stays
legible. What a node needs in full stands in its ``after`` and ``takes``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import networkx as nx

Kind = Literal[
    "input", "output", "carried", "agent", "check", "render", "human", "workflow", "foreach", "loop", "variants"
]
_NO_STEPS = frozenset({"input", "output", "carried"})


@dataclass(frozen=True, slots=True)
class Take:
    """One value that a node takes: the name it has there, and the expression that it is."""

    name: str
    source: str

    def __str__(self) -> str:
        """Short where the source follows from the name, as it does in a workflow file.

        >>> str(Take("scene", "scene")), str(Take("premise", "inputs.premise")), str(Take("text", "draft"))
        ('scene', 'premise', 'text ← draft')
        """
        return self.name if self.source in (self.name, f"inputs.{self.name}") else f"{self.name} ← {self.source}"


@dataclass(frozen=True, slots=True)
class Edge:
    """An order between two nodes of one block, by their ids."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Block:
    """Nodes in an order in which they can run, and what joins them.

    Attributes:
        edges: transitively reduced; along all of them a target comes after its source.
        returns: what a round or an item hands on to the next: from a step to what the block carries.
        again: what is said of these ways back.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    returns: tuple[Edge, ...] = ()
    again: str = "next round"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A step, an input or output of the workflow, or a value that a block carries from round to round, item to item.

    Attributes:
        id: unique in the graph; of a step its path.
        name: unique in its block among nodes of one kind.
        subtitle: what it does, in a few words.
        after: ids of all nodes of its block that it needs, not reduced.
        description: what the file says a step is for.
        type: of the value of a step or an input.
        sets: the carried value that a step replaces, or an empty string.
        when: the condition of a step, or an empty string.
        otherwise: the value where ``when`` does not hold, or an empty string.
        retry: how often a failed step is tried again.
        timeout_seconds: how long a step may take, or None.
        on_error: ``fail``, ``skip`` or ``collect``.
        until: what ends a loop, or an empty string.
        rounds: how often a loop goes round at most, an expression.
        variants: how many of them there are, an expression.
        chosen_by: ``judge``, ``person`` or an expression, or an empty string where all variants are kept.
        gives: the result of a block, an expression; of another workflow, the names of its outputs.
        items: the list that a foreach goes through, an expression.
        serial: a foreach that takes its items one by one.
        calls: model calls on the longest way through it, an estimate.
        block: of a foreach, a loop or variants.
    """

    id: str
    name: str
    kind: Kind
    subtitle: str = ""
    takes: tuple[Take, ...] = ()
    after: tuple[str, ...] = ()
    description: str = ""
    type: str = ""
    sets: str = ""
    when: str = ""
    otherwise: str = ""
    retry: int = 0
    timeout_seconds: float | None = None
    on_error: str = ""
    until: str = ""
    rounds: str = ""
    variants: str = ""
    chosen_by: str = ""
    gives: str = ""
    items: str = ""
    serial: bool = False
    calls: int = 0
    block: Block | None = None

    @property
    def is_step(self) -> bool:
        """Whether it is one of the workflow's steps."""
        return self.kind not in _NO_STEPS

    @property
    def phrase(self) -> str:
        """What stands below or beside the name of a step: its kind, where the subtitle does not say it, and that.

        >>> Node(id="a", name="a", kind="agent", subtitle="critic").phrase
        'agent · critic'
        """
        parts = (self.subtitle,) if self.block is not None else (self.kind, self.subtitle)
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A whole workflow.

    Attributes:
        critical_path: ids of the steps on the way with the most model calls; after a foreach, a loop or variants
            come the steps inside it.
        calls: model calls on that way, an estimate, since the lengths of lists are known only when it runs.
    """

    name: str
    description: str
    block: Block
    critical_path: tuple[str, ...] = ()
    calls: int = 0


def walk(block: Block) -> Iterator[Node]:
    """Every node of ``block`` and of the blocks inside it, each before what it contains."""
    for node in block.nodes:
        yield node
        if node.block is not None:
            yield from walk(node.block)


def reduced_edges(nodes: Sequence[Node]) -> tuple[Edge, ...]:
    """The fewest edges that imply every ``after`` among ``nodes``, in the order of the nodes.

    >>> first, second = Node(id="a", name="a", kind="agent"), Node(id="b", name="b", kind="agent", after=("a",))
    >>> reduced_edges([first, second, Node(id="c", name="c", kind="render", after=("a", "b"))])
    (Edge(source='a', target='b'), Edge(source='b', target='c'))
    """
    order = {node.id: position for position, node in enumerate(nodes)}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(order)
    graph.add_edges_from((source, node.id) for node in nodes for source in node.after)
    edges = sorted(nx.transitive_reduction(graph).edges, key=lambda edge: (order[edge[0]], order[edge[1]]))
    return tuple(Edge(source, target) for source, target in edges)


def generations(block: Block) -> tuple[tuple[Node, ...], ...]:
    """The steps of ``block`` by how many others must end before them; those of one generation run at the same time."""
    steps = {node.id: node for node in block.nodes if node.is_step}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(steps)
    graph.add_edges_from(
        (edge.source, edge.target) for edge in block.edges if {edge.source, edge.target} <= steps.keys()
    )
    return tuple(tuple(steps[id_] for id_ in group) for group in nx.topological_generations(graph))
