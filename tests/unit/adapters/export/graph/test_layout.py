"""The geometry of the picture: what a reader would call overlapping, clipped or crossing never happens."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.adapters.export.graph.layering import Link, crossings, layered
from orchestrator.adapters.export.graph.layout import CARD_PADDING, ICON_ROOM, arrange
from orchestrator.adapters.export.graph.model import Edge, Graph
from orchestrator.adapters.export.graph.placing import BETWEEN_BOXES, spread
from orchestrator.adapters.export.graph.shapes import Box, Hop, Layout, Point
from tests.unit.adapters.export.graph.graphs import block, graph, graphs, step

ROUNDING = 1e-6
patient = settings(deadline=None, max_examples=30)


def layouts(layout: Layout) -> Iterator[Layout]:
    yield layout
    for box in layout.boxes:
        if box.inner is not None:
            yield from layouts(box.inner)


def along(hop: Hop) -> Iterator[Point]:
    """Points of the curve as it is drawn: a cubic whose handles stand halfway down."""
    yield hop.start
    (x0, y0), (x1, y1) = hop.turn, hop.end
    middle = (y0 + y1) / 2
    for number in range(21):
        t = number / 20
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        xs, ys = (x0, x0, x1, x1), (y0, middle, middle, y1)
        yield (
            sum(w * x for w, x in zip(weights, xs, strict=True)),
            sum(w * y for w, y in zip(weights, ys, strict=True)),
        )


def between(start: Point, end: Point) -> Iterator[Point]:
    for number in range(21):
        yield tuple(a + (b - a) * number / 20 for a, b in zip(start, end, strict=True))  # type: ignore[misc]


def is_inside(point: Point, box: Box) -> bool:
    x, y = point
    return box.x + ROUNDING < x < box.right - ROUNDING and box.y + ROUNDING < y < box.bottom - ROUNDING


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.right - ROUNDING
        and other.x < one.right - ROUNDING
        and one.y < other.bottom - ROUNDING
        and other.y < one.bottom - ROUNDING
    )


@patient
@given(graphs())
def test_boxes_never_overlap(graph: Graph) -> None:
    for layout in layouts(arrange(graph.block)):
        assert not any(overlap(one, other) for one, other in combinations(layout.boxes, 2))


@patient
@given(graphs())
def test_everything_lies_in_the_block_it_belongs_to(graph: Graph) -> None:
    for layout in layouts(arrange(graph.block)):
        points = [(box.x, box.y) for box in layout.boxes] + [(box.right, box.bottom) for box in layout.boxes]
        points += [point for route in layout.routes for hop in route.hops for point in along(hop)]
        points += [point for way in layout.returns for point in way.points]
        label_bottom = layout.label_at[1] + sum(line.face.height for line in layout.label)
        points += [layout.label_at, *((layout.label_at[0] + line.width, label_bottom) for line in layout.label)]
        assert all(-ROUNDING <= x <= layout.width + ROUNDING for x, _ in points)
        assert all(-layout.above - ROUNDING <= y <= layout.height + ROUNDING for _, y in points)


@patient
@given(graphs())
def test_a_block_lies_below_the_heading_of_its_box_and_inside_it(graph: Graph) -> None:
    boxes = [box for layout in layouts(arrange(graph.block)) for box in layout.boxes if box.inner is not None]
    for box in boxes:
        assert box.inner is not None
        (left, top), heading = box.inner_at, CARD_PADDING + sum(line.face.height for line in box.lines)
        assert heading <= top - box.inner.above
        assert left >= 0
        assert left + box.inner.width <= box.width + ROUNDING
        assert top + box.inner.height <= box.height + ROUNDING


@patient
@given(graphs())
def test_text_fits_its_box(graph: Graph) -> None:
    for box in (box for layout in layouts(arrange(graph.block)) for box in layout.boxes):
        room = box.width - (2 * CARD_PADDING + ICON_ROOM if box.node.is_step else 0)
        assert all(line.width <= room + ROUNDING for line in box.lines)
        assert sum(line.face.height for line in box.lines) <= box.height


@patient
@given(graphs())
def test_no_edge_crosses_a_box(graph: Graph) -> None:
    for layout in layouts(arrange(graph.block)):
        points = [point for route in layout.routes for hop in route.hops for point in along(hop)]
        points += [p for way in layout.returns for start, end in pairwise(way.points) for p in between(start, end)]
        assert not any(is_inside(point, box) for point in points for box in layout.boxes)


@patient
@given(graphs())
def test_edges_begin_below_their_source_and_end_above_their_target(graph: Graph) -> None:
    for layout in layouts(arrange(graph.block)):
        boxes = {box.node.id: box for box in layout.boxes}
        for route in layout.routes:
            source, target = boxes[route.edge.source], boxes[route.edge.target]
            (x, y), (end_x, end_y) = route.hops[0].start, route.hops[-1].end
            assert source.x <= x <= source.right
            assert y == source.bottom
            assert target.x <= end_x <= target.right
            assert end_y == target.y
            assert all(before.end == after.start for before, after in pairwise(route.hops))


def test_a_chain_stands_in_one_column_with_straight_edges() -> None:
    layout = arrange(graph(step("a"), step("b", "a"), step("c", "b")).block)
    assert len({box.x + box.width / 2 for box in layout.boxes}) == 1
    assert all(hop.start[0] == hop.end[0] for route in layout.routes for hop in route.hops)


def test_arms_stand_side_by_side_around_what_they_come_from() -> None:
    layout = arrange(graph(step("a"), step("b", "a"), step("c", "a"), step("d", "b", "c")).block)
    a, b, c, d = layout.boxes
    assert b.y == c.y
    assert c.x - b.right == pytest.approx(BETWEEN_BOXES)
    assert (b.x + c.right) / 2 == pytest.approx(a.x + a.width / 2) == pytest.approx(d.x + d.width / 2)


def test_inputs_share_the_first_row_and_outputs_the_last() -> None:
    drawn = graph(
        step("inputs:a", kind="input"),
        step("inputs:b", kind="input"),
        step("one", "inputs:a"),
        step("two", "one", "inputs:b"),
        step("outputs:x", "one", kind="output"),
        step("outputs:y", "two", kind="output"),
    )
    first, second, one, two, x, y = arrange(drawn.block).boxes
    assert first.y == second.y < one.y < two.y < x.y == y.y


def test_a_way_back_runs_to_the_right_of_all_steps_with_what_ends_it_beside() -> None:
    inner = block(
        step("loop:text", kind="carried"),
        step("loop.revise", "loop:text"),
        returns=(Edge("loop.revise", "loop:text"),),
        again="again until score >= 8",
    )
    layout = arrange(inner)
    (way,) = layout.returns
    text, revise = layout.boxes
    track = max(x for x, _ in way.points)
    assert track > max(text.right, revise.right)
    assert way.points[0] == (revise.right, revise.y + revise.height / 2)
    assert way.points[-1] == (text.right, text.y + text.height / 2)
    assert layout.label_at[0] > track
    assert [line.text for line in layout.label] == ["again until score >= 8"]


@settings(deadline=None)
@given(st.permutations(range(5)))
def test_crossings_are_pairs_of_links_in_opposite_order(order: list[int]) -> None:
    above, below = [f"a{number}" for number in range(5)], [f"b{number}" for number in range(5)]
    links = [Link(Edge(f"a{number}", f"b{number}"), f"a{number}", f"b{number}") for number in range(5)]
    inversions = sum(a > b for a, b in combinations(order, 2))
    assert crossings([above, [below[number] for number in order]], links) == inversions


def test_a_crossing_that_can_be_avoided_is() -> None:
    edges = [Edge("a", "d"), Edge("b", "c")]
    layers = layered(["a", "b", "c", "d"], edges, first=(), last=())
    assert crossings([["a", "b"], ["c", "d"]], layers.links) == 1
    assert crossings(layers.rows, layers.links) == 0


def test_an_edge_past_a_row_has_a_place_of_its_own_there() -> None:
    edges = [Edge("a", "b"), Edge("b", "c"), Edge("a", "c")]
    layers = layered(["a", "b", "c"], edges, first=(), last=())
    assert [len(row) for row in layers.rows] == [1, 2, 1]
    assert [link.edge for link in layers.links].count(Edge("a", "c")) == 2


places = st.floats(-1000, 1000)


@settings(deadline=None)
@given(st.lists(st.tuples(places, st.floats(1, 100), st.floats(0.01, 100)), min_size=1, max_size=8))
def test_spreading_keeps_the_distances_and_no_single_step_would_be_better(slots: list[tuple[float, ...]]) -> None:
    wanted, distances, weights = ([slot[part] for slot in slots] for part in range(3))
    found = spread(wanted, distances[1:], weights)

    def cost(at: list[float]) -> float:
        return sum(w * (a - b) ** 2 for a, b, w in zip(at, wanted, weights, strict=True))

    def keeps_distances(at: list[float]) -> bool:
        return all(b - a >= gap - 1e-6 for (a, b), gap in zip(pairwise(at), distances[1:], strict=True))

    assert keeps_distances(found)
    for start in range(len(found)):
        for end in range(start + 1, len(found) + 1):
            for by in (-1.0, 1.0):
                moved = [at + by * (start <= place < end) for place, at in enumerate(found)]
                assert not keeps_distances(moved) or cost(moved) >= cost(found) - 1e-3
