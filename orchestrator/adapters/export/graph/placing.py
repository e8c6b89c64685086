"""How far to the right each slot of layered rows stands, and where edges touch boxes.

Every slot wants to stand at the mean of its neighbours. Within a row that is a least-squares problem with least
distances, which pooling adjacent violators solves exactly (Barlow et al. 1972, isotonic regression); sweeping over the
rows spreads it through the drawing. Long edges are then pulled straight where there is room.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from orchestrator.adapters.export.graph.layering import Bend, Layers, Link, Slot
from orchestrator.adapters.export.graph.model import Edge

BETWEEN_BOXES = 32.0
BETWEEN_EDGES = 20.0
PORT_MARGIN = 14.0
"""Room between the corner of a box and an edge that touches it."""

_SPARE = 6.0
BETWEEN_PORTS = 16.0
SWEEPS = 24
_LIGHT, _PINNED = 1e-3, 1e6

Range = tuple[float, float]
_NOWHERE: Range = (float("inf"), -float("inf"))


def spread(wanted: Sequence[float], distances: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The places nearest to ``wanted`` (weighted least squares) that keep their order and the least distances.

    Args:
        wanted: where each would like to be.
        distances: the least distance from each to the next; one fewer than ``wanted``.
        weights: how much each minds being moved, above 0.

    >>> spread([0.0, 0.0, 50.0], [10.0, 10.0], [1.0, 1.0, 1.0])
    [-5.0, 5.0, 50.0]
    >>> spread([0.0, 0.0], [10.0], [4.0, 1.0])
    [-2.0, 8.0]
    """
    offsets = [0.0]
    for distance in distances:
        offsets.append(offsets[-1] + distance)
    pools: list[tuple[float, float, int]] = []  # mean place less offset, weight and number of what moves as one
    for place, offset, weight in zip(wanted, offsets, weights, strict=True):
        mean, count = place - offset, 1
        while pools and pools[-1][0] > mean:
            other, other_weight, other_count = pools.pop()
            mean = (mean * weight + other * other_weight) / (weight + other_weight)
            weight, count = weight + other_weight, count + other_count
        pools.append((mean, weight, count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def centers(layers: Layers, widths: Mapping[str, float], light: Collection[str]) -> dict[Slot, float]:
    """The middle of every slot, such that the boxes of a row keep ``BETWEEN_BOXES`` and the leftmost begins at 0.

    Args:
        layers: rows and links.
        widths: of the boxes, by id.
        light: boxes that hardly pull at others, so that these align with each other.
    """
    near: dict[Slot, list[tuple[Slot, float]]] = defaultdict(list)
    for link in layers.links:
        weight = _weight(link, light)
        near[link.upper].append((link.lower, weight))
        near[link.lower].append((link.upper, weight))
    # With these weights every step of the sweeps lowers the sum of all pulls, so that they come to rest.
    firmness = {slot: sum(weight for _, weight in near[slot]) or _LIGHT for row in layers.rows for slot in row}
    places = dict.fromkeys(firmness, 0.0)
    _settle(layers, widths, places, near, firmness)
    bends = [slot for slot in firmness if isinstance(slot, Bend)]
    firmness |= dict.fromkeys(bends, _PINNED)
    near |= {bend: [] for bend in bends}
    for _ in range(3):
        # What straight lines push aside changes where they could stand; that soon comes to rest.
        _straighten(layers, widths, places)
        _settle(layers, widths, places, near, firmness)
    _straighten(layers, widths, places)
    left = min((place - _half(slot, widths) for slot, place in places.items()), default=0.0)
    return {slot: place - left for slot, place in places.items()}


def _settle(
    layers: Layers,
    widths: Mapping[str, float],
    places: dict[Slot, float],
    near: Mapping[Slot, Sequence[tuple[Slot, float]]],
    firmness: Mapping[Slot, float],
) -> None:
    """Move ``places`` to where their neighbours pull them, row by row, down and up again."""
    for sweep in range(SWEEPS):
        for row in layers.rows if sweep % 2 == 0 else reversed(layers.rows):
            wanted = [_wish(slot, near[slot], places, widths) for slot in row]
            distances = [_distance(left, right, widths) for left, right in pairwise(row)]
            places |= zip(row, spread(wanted, distances, [firmness[slot] for slot in row]), strict=True)


def _weight(link: Link, light: Collection[str]) -> float:
    """How hard the ends of ``link`` pull at each other; only the proportions count."""
    if link.upper in light or link.lower in light:
        return _LIGHT
    # Boxes stand in columns as if nothing else were there; bends make a long edge one straight line.
    return (1.0, _LIGHT, 10 * _LIGHT)[isinstance(link.upper, Bend) + isinstance(link.lower, Bend)]


def _wish(
    slot: Slot, near: Sequence[tuple[Slot, float]], places: Mapping[Slot, float], widths: Mapping[str, float]
) -> float:
    total = sum(weight for _, weight in near)
    if not total:
        return places[slot]
    return sum(_beside(slot, other, places, widths) * weight for other, weight in near) / total


def _beside(slot: Slot, other: Slot, places: Mapping[Slot, float], widths: Mapping[str, float]) -> float:
    """Where ``other`` wants ``slot``: boxes middle to middle, a bend anywhere along a box."""
    if isinstance(slot, Bend) == isinstance(other, Bend):
        return places[other]
    if isinstance(slot, Bend):
        return _clamp(places[slot], _reach(other, widths, places))
    return places[slot] + places[other] - _clamp(places[other], _reach(slot, widths, places))


def _half(slot: Slot, widths: Mapping[str, float]) -> float:
    return widths[slot] / 2 if isinstance(slot, str) else 0.0


def _distance(left: Slot, right: Slot, widths: Mapping[str, float]) -> float:
    both_boxes = isinstance(left, str) and isinstance(right, str)
    return _half(left, widths) + _half(right, widths) + (BETWEEN_BOXES if both_boxes else BETWEEN_EDGES)


def _straighten(layers: Layers, widths: Mapping[str, float], places: dict[Slot, float]) -> None:
    """Give the bends of each edge one common place, where their neighbours leave one, best right below its box."""
    position = {slot: (row, index) for row in layers.rows for index, slot in enumerate(row)}
    chains: dict[Edge, list[Bend]] = defaultdict(list)
    for row in layers.rows:
        for slot in row:
            if isinstance(slot, Bend):
                chains[slot.edge].append(slot)
    for edge, chain in sorted(chains.items(), key=lambda entry: len(entry[1]), reverse=True):
        room = (-float("inf"), float("inf"))
        for bend in chain:
            row, index = position[bend]
            left = [places[slot] + _distance(slot, bend, widths) for slot in row[max(0, index - 1) : index]]
            right = [places[slot] - _distance(bend, slot, widths) for slot in row[index + 1 : index + 2]]
            room = _common(room, (max(left, default=room[0]), min(right, default=room[1]))) or _NOWHERE
        if room == _NOWHERE:
            continue
        for box in (edge.source, edge.target):
            room = _common(room, _reach(box, widths, places)) or room
        mean = sum(places[bend] for bend in chain) / len(chain)
        places.update(dict.fromkeys(chain, _clamp(mean, room)))


def _common(one: Range, other: Range) -> Range | None:
    left, right = max(one[0], other[0]), min(one[1], other[1])
    return (left, right) if left <= right else None


def ports(layers: Layers, widths: Mapping[str, float], places: Mapping[Slot, float]) -> dict[Link, Range]:
    """For each link, where it leaves what is above and where it enters what is below.

    An edge runs straight down where the two boxes lie above each other; edges at one side of a box are kept apart.
    """
    out: dict[Slot, list[Link]] = defaultdict(list)
    into: dict[Slot, list[Link]] = defaultdict(list)
    for link in layers.links:
        out[link.upper].append(link)
        into[link.lower].append(link)
    reach = {slot: _reach(slot, widths, places, PORT_MARGIN) for slot in places}
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


def _reach(
    slot: Slot, widths: Mapping[str, float], places: Mapping[Slot, float], margin: float = PORT_MARGIN + _SPARE
) -> Range:
    """Where edges may touch a box; with some to spare while boxes still move, so that small steps need no bend."""
    room = max(0.0, _half(slot, widths) - margin)
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
    xs = spread([wanted[link][end] for link in ordered], [step] * (len(side) - 1), [1.0] * len(side))
    # Spreading may push the outer ones past the corners: shift all of them back by as much.
    shift = max(0.0, left - xs[0]) - max(0.0, xs[-1] - right)
    return {link: _clamp(x + shift, (left, right)) for link, x in zip(ordered, xs, strict=True)}
