"""How far to the right each slot of layered rows stands, and where edges touch boxes.

Every slot wants to stand at the mean of its neighbours. Within a row that is a least-squares problem with least
distances, which pooling adjacent violators solves exactly (Barlow et al. 1972, isotonic regression); sweeping over the
rows spreads it through the drawing. Long edges are then pulled straight where there is room.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from orchestrator.adapters.export.graph.layering import Bend, Layers, Link, Slot

BETWEEN_BOXES = 32.0
BETWEEN_EDGES = 20.0
PORT_MARGIN = 20.0
BETWEEN_PORTS = 16.0
SWEEPS = 24

Range = tuple[float, float]


def spread(wanted: Sequence[float], distances: Sequence[float]) -> list[float]:
    """The places nearest to ``wanted`` (least squares) whose neighbours are at least ``distances`` apart, in order.

    Args:
        wanted: where each would like to be.
        distances: the least distance from each to the next; one fewer than ``wanted``.

    >>> spread([0.0, 0.0, 50.0], [10.0, 10.0])
    [-5.0, 5.0, 50.0]
    """
    offsets = [0.0]
    for distance in distances:
        offsets.append(offsets[-1] + distance)
    pools: list[tuple[float, int]] = []  # sum and number of the places, less their offsets, that move as one
    for place, offset in zip(wanted, offsets, strict=True):
        total, count = place - offset, 1
        while pools and pools[-1][0] * count > total * pools[-1][1]:
            total, count = total + pools[-1][0], count + pools[-1][1]
            pools.pop()
        pools.append((total, count))
    means = [total / count for total, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def centers(layers: Layers, widths: Mapping[str, float]) -> dict[Slot, float]:
    """The middle of every slot, such that the boxes of a row keep ``BETWEEN_BOXES`` and the leftmost begins at 0."""
    gaps = {row: _distances(row, widths) for row in layers.rows}
    near: dict[Slot, list[tuple[Slot, float]]] = defaultdict(list)
    for link in layers.links:
        # Bends pull hardest at bends: a long edge should be one straight line rather than a staircase.
        weight = 1.0 + 3.0 * sum(isinstance(slot, Bend) for slot in (link.upper, link.lower))
        near[link.upper].append((link.lower, weight))
        near[link.lower].append((link.upper, weight))
    places: dict[Slot, float] = {}
    for row in layers.rows:
        places |= zip(row, spread([0.0] * len(row), gaps[row]), strict=True)
    for sweep in range(SWEEPS):
        for row in layers.rows if sweep % 2 == 0 else reversed(layers.rows):
            wanted = [_mean(slot, near[slot], places) for slot in row]
            places |= zip(row, spread(wanted, gaps[row]), strict=True)
    _straighten(layers, widths, places)
    left = min((places[slot] - _half(slot, widths) for row in layers.rows for slot in row), default=0.0)
    return {slot: place - left for slot, place in places.items()}


def _half(slot: Slot, widths: Mapping[str, float]) -> float:
    return widths[slot] / 2 if isinstance(slot, str) else 0.0


def _distance(left: Slot, right: Slot, widths: Mapping[str, float]) -> float:
    both_boxes = isinstance(left, str) and isinstance(right, str)
    return _half(left, widths) + _half(right, widths) + (BETWEEN_BOXES if both_boxes else BETWEEN_EDGES)


def _distances(row: Sequence[Slot], widths: Mapping[str, float]) -> list[float]:
    return [_distance(left, right, widths) for left, right in pairwise(row)]


def _mean(slot: Slot, near: Sequence[tuple[Slot, float]], places: Mapping[Slot, float]) -> float:
    total = sum(weight for _, weight in near)
    return sum(places[other] * weight for other, weight in near) / total if total else places[slot]


def _straighten(layers: Layers, widths: Mapping[str, float], places: dict[Slot, float]) -> None:
    """Give the bends of each edge one common place, where their neighbours leave one."""
    position = {slot: (row, index) for row in layers.rows for index, slot in enumerate(row)}
    chains: dict[object, list[Bend]] = defaultdict(list)
    for row in layers.rows:
        for slot in row:
            if isinstance(slot, Bend):
                chains[slot.edge].append(slot)
    for chain in sorted(chains.values(), key=len, reverse=True):
        least, most = -float("inf"), float("inf")
        for bend in chain:
            row, index = position[bend]
            if index:
                least = max(least, places[row[index - 1]] + _distance(row[index - 1], bend, widths))
            if index + 1 < len(row):
                most = min(most, places[row[index + 1]] - _distance(bend, row[index + 1], widths))
        if least <= most:
            mean = sum(places[bend] for bend in chain) / len(chain)
            places.update(dict.fromkeys(chain, min(max(mean, least), most)))


def ports(layers: Layers, widths: Mapping[str, float], places: Mapping[Slot, float]) -> dict[Link, Range]:
    """For each link, where it leaves what is above and where it enters what is below.

    An edge runs straight down where the two boxes lie above each other; edges at one side of a box are kept apart.
    """
    out: dict[Slot, list[Link]] = defaultdict(list)
    into: dict[Slot, list[Link]] = defaultdict(list)
    for link in layers.links:
        out[link.upper].append(link)
        into[link.lower].append(link)
    reach = {slot: _reach(slot, widths, places) for slot in places}
    wanted = {link: _wanted(link, reach, widths) for link in layers.links}
    upper = {link: x for side in out.values() for link, x in _apart(side, reach, wanted, places, above=True).items()}
    lower = {link: x for side in into.values() for link, x in _apart(side, reach, wanted, places, above=False).items()}
    for link in layers.links:
        # What is alone on its side follows the other end, so that the line between them is straight.
        if len(out[link.upper]) == 1:
            upper[link] = _clamp(lower[link], reach[link.upper])
        elif len(into[link.lower]) == 1:
            lower[link] = _clamp(upper[link], reach[link.lower])
    return {link: (upper[link], lower[link]) for link in layers.links}


def _clamp(x: float, between: Range) -> float:
    return min(max(x, between[0]), between[1])


def _reach(slot: Slot, widths: Mapping[str, float], places: Mapping[Slot, float]) -> Range:
    room = max(0.0, _half(slot, widths) - PORT_MARGIN)
    return (places[slot] - room, places[slot] + room)


def _wanted(link: Link, reach: Mapping[Slot, Range], widths: Mapping[str, float]) -> Range:
    narrow, wide = sorted((link.upper, link.lower), key=lambda slot: _half(slot, widths))
    middle = sum(reach[narrow]) / 2
    there = _clamp(middle, reach[wide])
    here = _clamp(there, reach[narrow])
    return (here, there) if narrow is link.upper else (there, here)


def _apart(
    side: Sequence[Link],
    reach: Mapping[Slot, Range],
    wanted: Mapping[Link, Range],
    places: Mapping[Slot, float],
    *,
    above: bool,
) -> dict[Link, float]:
    """Where the links at one side of a box touch it, ordered as their other ends are."""
    end = 0 if above else 1
    ordered = sorted(side, key=lambda link: (places[link.lower if above else link.upper], wanted[link][end]))
    left, right = reach[side[0].upper if above else side[0].lower]
    step = min(BETWEEN_PORTS, (right - left) / max(1, len(side) - 1))
    xs = spread([wanted[link][end] for link in ordered], [step] * (len(side) - 1))
    # Spreading may push the outer ones past the corners: shift all of them back by as much.
    shift = max(0.0, left - xs[0]) - max(0.0, xs[-1] - right)
    return {link: _clamp(x + shift, (left, right)) for link, x in zip(ordered, xs, strict=True)}
