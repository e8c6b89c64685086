"""Where everything of the picture stands: boxes inside boxes, edges between them, in pixels.

A block is laid out from the inside: its nodes are measured (a foreach or a loop by laying out its own block), put
into rows, and joined. Since a long edge has a place of its own in every row it passes, no edge crosses a box. Places
are relative to the block; y grows downward.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from orchestrator.adapters.export.graph.cards import DETAIL, Line, header_lines, pill_lines, step_lines, wrapped
from orchestrator.adapters.export.graph.layering import Layers, Slot, layered
from orchestrator.adapters.export.graph.model import Block, Edge, Node
from orchestrator.adapters.export.graph.placing import PORT_MARGIN, centers, ports

PADDING = 14.0
ICON_ROOM = 28.0
BLOCK_PADDING = 24.0
PAPER_STEP = 6.0
PAPERS = 2
ROW_GAP = 38.0
MOST_ROW_GAP = 84.0
TRACK = 26.0
LABEL_ROOM = 148.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A node in its place. ``inner`` is the layout of its block, ``inner_at`` where that begins in the box."""

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
        """How many sheets show below the box of a foreach; they belong to its height."""
        return PAPERS if self.node.kind == "foreach" else 0


@dataclass(frozen=True, slots=True)
class Route:
    """An edge: curves through the gaps between rows, straight through rows.

    ``points`` come in pairs: the line is straight within a pair, curved from one pair to the next.
    """

    edge: Edge
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A block in its place.

    Attributes:
        returns: routes of straight lines, from a step around to what the loop carries.
        label: what ends the loop, beside the returns, with the left end of its first base line at ``label_at``.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    returns: tuple[Route, ...] = ()
    label: tuple[Line, ...] = ()
    label_at: Point = (0.0, 0.0)


def arrange(block: Block, until: str = "") -> Layout:
    """The layout of ``block``; ``until`` is what ends its rounds, where it is a loop's."""
    boxes = _same_widths([_measure(node) for node in block.nodes])
    widths = {id_: box.width for id_, box in boxes.items()}
    layers = layered(
        list(boxes),
        block.edges,
        first=[node.id for node in block.nodes if node.kind in ("input", "carried")],
        last=[node.id for node in block.nodes if node.kind == "output"],
    )
    places = centers(layers, widths)
    touching = ports(layers, widths, places)
    gaps = [
        min(MOST_ROW_GAP, ROW_GAP + 0.1 * max((abs(a - b) for link, (a, b) in touching.items() if link.upper in row), default=0))
        for row in map(set, layers.rows[:-1])
    ]
    bands = _bands(layers, boxes, gaps)
    placed = {
        slot: replace(boxes[slot], x=places[slot] - widths[slot] / 2, y=top)
        for row, (top, _) in zip(layers.rows, bands, strict=True)
        for slot in row
        if isinstance(slot, str)
    }
    rows = {slot: band for row, band in zip(layers.rows, bands, strict=True) for slot in row}
    routes: dict[Edge, list[Point]] = {edge: [] for edge in block.edges}
    for link in layers.links:
        (start, end), (_, bottom) = touching[link], rows[link.upper]
        leaves = placed[link.upper].y + placed[link.upper].height if isinstance(link.upper, str) else rows[link.upper][0]
        routes[link.edge] += [(start, leaves), (start, bottom), (end, rows[link.lower][0])]
    layout = Layout(
        width=max((box.x + box.width for box in placed.values()), default=0.0),
        height=max((bottom for _, bottom in bands), default=0.0),
        boxes=tuple(placed[node.id] for node in block.nodes),
        routes=tuple(Route(edge, tuple(points)) for edge, points in routes.items()),
    )
    return layout
