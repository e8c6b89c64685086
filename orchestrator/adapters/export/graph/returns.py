"""What goes back in a block: along a gutter to the right of its steps, with what is said of it written beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestrator.adapters.export.graph.cards import DETAIL, wrapped
from orchestrator.adapters.export.graph.model import Block, Edge
from orchestrator.adapters.export.graph.shapes import Box, Layout, Point, Return
from orchestrator.adapters.export.graph.wrapping import tied

_MARGIN = 8.0
# Closer to the corner than edges come, so that a way back never runs along one.
_FROM_CORNER = 10.0
_TRACK = 26.0
_NEXT_TRACK = 12.0
_LABEL_ROOM = 150.0
_LABEL_GAP = 12.0


def with_returns(layout: Layout, block: Block) -> Layout:
    """``layout`` with the ways back of ``block`` to the right of it.

    Carried values have a track each; steps that set the same value share it. A way leaves a box at its right
    side, or below it where another box stands in the way, and enters likewise from the right or from above.
    """
    if not block.returns:
        return layout
    boxes = {box.node.id: box for box in layout.boxes}
    targets = list(dict.fromkeys(edge.target for edge in block.returns))
    tracks = {target: layout.width + _TRACK + number * _NEXT_TRACK for number, target in enumerate(targets)}
    ways = tuple(Return(edge, _points(edge, boxes, tracks[edge.target])) for edge in block.returns)
    ys = [y for way in ways for _, y in way.points]
    label = wrapped(tied(block.again), DETAIL, _LABEL_ROOM)
    left = max(tracks.values()) + _LABEL_GAP
    label_height = sum(line.face.height for line in label)
    top = max(0.0, (min(ys) + max(ys) - label_height) / 2)
    return replace(
        layout,
        width=left + max(line.width for line in label),
        height=max(layout.height, top + label_height, *ys),
        above=max(0.0, -min(ys)),
        returns=ways,
        label=label,
        label_at=(left, top),
    )


def _points(edge: Edge, boxes: Mapping[str, Box], track: float) -> tuple[Point, ...]:
    source, target = boxes[edge.source], boxes[edge.target]
    others = list(boxes.values())
    leave = _sideways(source) if _is_free(source, others) else _below(source, others)
    enter = _sideways(target) if _is_free(target, others) else _above(target)
    return (*leave, (track, leave[-1][1]), (track, enter[-1][1]), *reversed(enter))


def _same_row(box: Box, others: Sequence[Box]) -> list[Box]:
    # The boxes of a row begin at the same height, and only they do.
    return [other for other in others if other.y == box.y]


def _is_free(box: Box, others: Sequence[Box]) -> bool:
    return all(other.x <= box.x for other in _same_row(box, others))


def _sideways(box: Box) -> tuple[Point, ...]:
    return ((box.right, box.y + (box.height - box.papers) / 2),)


def _below(box: Box, others: Sequence[Box]) -> tuple[Point, ...]:
    x = box.right - _FROM_CORNER
    return ((x, box.bottom), (x, max(other.bottom for other in _same_row(box, others)) + _MARGIN))


def _above(box: Box) -> tuple[Point, ...]:
    x = box.x + box.width / 2
    return ((x, box.y), (x, box.y - _MARGIN))
