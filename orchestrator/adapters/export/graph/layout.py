"""Where everything of the picture stands: boxes inside boxes, and the edges between them.

A block is laid out from the inside: its nodes are measured (one with a block by laying that out), put
into rows, and joined. Since a long edge has a place of its own in every row it passes, no edge crosses a box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestrator.adapters.export.graph.cards import Line, header_lines, pill_lines, step_lines, step_room
from orchestrator.adapters.export.graph.layering import Layers, Link, Slot, layered
from orchestrator.adapters.export.graph.model import Block, Edge, Node
from orchestrator.adapters.export.graph.placing import Range, centers, ports
from orchestrator.adapters.export.graph.returns import with_returns
from orchestrator.adapters.export.graph.shapes import PAPER_STEP, PAPERS, PILED, Box, Hop, Layout, Route

CARD_PADDING = 12.0
ICON_ROOM = 26.0
PILL_PADDING_X, PILL_PADDING_Y = 16.0, 6.0
BLOCK_PADDING = 22.0
HEADER_GAP = 16.0

_ROW_GAP = 38.0
_MOST_ROW_GAP = 84.0
# A curve that goes far to the side needs height, or it lies almost flat and is hard to follow.
_GAP_PER_WIDTH = 0.1


def arrange(block: Block) -> Layout:
    """The layout of ``block``."""
    room = max((step_room(node) for node in block.nodes if _is_card(node)), default=0.0)
    boxes = _alike([_measure(node, room) for node in block.nodes])
    widths = {id_: box.width for id_, box in boxes.items()}
    first = {node.id for node in block.nodes if node.kind in ("input", "carried")}
    last = {node.id for node in block.nodes if node.kind == "output"}
    layers = layered(list(boxes), block.edges, first=first, last=last)
    places = centers(layers, widths, light=first | last)
    touching = ports(layers, widths, places)
    bands = _bands(layers, boxes, touching)
    placed = {id_: replace(box, x=places[id_] - box.width / 2, y=bands[id_][0]) for id_, box in boxes.items()}
    layout = Layout(
        width=max([*(box.right for box in placed.values()), *places.values()], default=0.0),
        height=max((bottom for _, bottom in bands.values()), default=0.0),
        boxes=tuple(placed.values()),
        routes=_routes(block.edges, touching, bands, placed),
    )
    return with_returns(layout, block)


def _measure(node: Node, room: float) -> Box:
    if node.block is not None:
        return _measure_block(node, arrange(node.block))
    if not node.is_step:
        lines = pill_lines(node)
        return Box(node, lines, _widest(lines) + 2 * PILL_PADDING_X, _height(lines) + 2 * PILL_PADDING_Y)
    lines = step_lines(node, room)
    return Box(node, lines, ICON_ROOM + room + 2 * CARD_PADDING, _height(lines) + 2 * CARD_PADDING)


def _measure_block(node: Node, inner: Layout) -> Box:
    lines = header_lines(node, inner.width - ICON_ROOM)
    inside = max(inner.width, ICON_ROOM + _widest(lines))
    header = CARD_PADDING + _height(lines) + HEADER_GAP + inner.above
    papers = PAPERS * PAPER_STEP if node.kind in PILED else 0.0
    return Box(
        node,
        lines,
        width=inside + 2 * BLOCK_PADDING,
        height=header + inner.height + BLOCK_PADDING + papers,
        inner=inner,
        inner_at=(BLOCK_PADDING + (inside - inner.width) / 2, header),
    )


def _widest(lines: Sequence[Line]) -> float:
    return max((line.width for line in lines), default=0.0)


def _height(lines: Sequence[Line]) -> float:
    return sum(line.face.height for line in lines)


def _alike(boxes: Sequence[Box]) -> dict[str, Box]:
    """``boxes`` by the ids of their nodes, pills of one kind made of one height."""
    heights: dict[str, float] = defaultdict(float)
    for box in boxes:
        heights[box.node.kind] = max(heights[box.node.kind], box.height)
    return {box.node.id: box if box.node.is_step else replace(box, height=heights[box.node.kind]) for box in boxes}


def _is_card(node: Node) -> bool:
    return node.is_step and node.block is None


def _bands(layers: Layers, boxes: Mapping[str, Box], touching: Mapping[Link, Range]) -> dict[Slot, Range]:
    """For each slot the top and the bottom of its row."""
    bands: dict[Slot, Range] = {}
    top = 0.0
    for row in layers.rows:
        bottom = top + max((boxes[slot].height for slot in row if isinstance(slot, str)), default=0.0)
        bands |= dict.fromkeys(row, (top, bottom))
        aside = max((abs(a - b) for link, (a, b) in touching.items() if link.upper in row), default=0.0)
        top = bottom + min(_MOST_ROW_GAP, _ROW_GAP + _GAP_PER_WIDTH * aside)
    return bands


def _routes(
    edges: Sequence[Edge], touching: Mapping[Link, Range], bands: Mapping[Slot, Range], boxes: Mapping[str, Box]
) -> tuple[Route, ...]:
    hops: dict[Edge, list[Hop]] = {edge: [] for edge in edges}
    for link, (leave_x, enter_x) in touching.items():
        top, bottom = bands[link.upper]
        leave_y = boxes[link.upper].bottom if isinstance(link.upper, str) else top
        hops[link.edge].append(Hop((leave_x, leave_y), (leave_x, bottom), (enter_x, bands[link.lower][0])))
    return tuple(Route(edge, tuple(route)) for edge, route in hops.items())
