"""What a laid-out picture consists of: boxes, routes of edges, and the layout of a block. Pixels, y downward."""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.adapters.export.graph.cards import Line
from orchestrator.adapters.export.graph.model import Edge, Node

PAPER_STEP = 6.0
PAPERS = 2
PILED = frozenset({"foreach", "variants"})
"""Kinds of blocks that there are several of, which shows as sheets below."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A node in its place.

    Attributes:
        inner: the layout of the node's own block, or None.
        inner_at: where that begins, from the upper left corner of the box.
    """

    node: Node
    lines: tuple[Line, ...]
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0
    inner: Layout | None = None
    inner_at: Point = (0.0, 0.0)

    @property
    def papers(self) -> int:
        """How many sheets show below the box, each by ``PAPER_STEP``; they belong to its height."""
        return PAPERS if self.node.kind in PILED else 0

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Hop:
    """The part of a route from one row to the next: straight from ``start`` to ``turn``, then curved to ``end``."""

    start: Point
    turn: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Route:
    """An edge in its place: the next hop starts where one ends."""

    edge: Edge
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """What a round or an item hands to the next: straight lines from a step around to what the block carries."""

    edge: Edge
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A block in its place.

    Attributes:
        height: below y = 0, where the first row begins.
        above: room needed above that, for returns.
        label: what is said of its returns, beside them.
        label_at: the upper left corner of the label.
    """

    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    routes: tuple[Route, ...] = ()
    returns: tuple[Return, ...] = ()
    above: float = 0.0
    label: tuple[Line, ...] = ()
    label_at: Point = (0.0, 0.0)
