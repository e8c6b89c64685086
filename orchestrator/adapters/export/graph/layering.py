"""Which row each node of a block stands in, and in which order: the first half of a layered drawing.

Sugiyama, Tagawa and Toda 1981: nodes go to rows so that every edge leads down; an edge that passes rows gets a
``Bend`` in each of them, so that it has a place of its own there and crosses no box; rows are then sorted again and
again by the barycenters of their neighbours, and the order with the fewest crossings is kept.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestrator.adapters.export.graph.model import Edge

SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Bend:
    """Where a long edge passes a row."""

    edge: Edge
    row: int


Slot = str | Bend
"""What stands in a row: a node by its id, or a bend."""


@dataclass(frozen=True, slots=True)
class Link:
    """The part of an edge between one row and the next."""

    edge: Edge
    upper: Slot
    lower: Slot


@dataclass(frozen=True, slots=True)
class Layers:
    """Rows of slots from the top, each from the left, and the links between neighbouring rows."""

    rows: tuple[tuple[Slot, ...], ...]
    links: tuple[Link, ...]


def layered(names: Sequence[str], edges: Sequence[Edge], *, first: Collection[str], last: Collection[str]) -> Layers:
    """The rows of a graph without cycles.

    Args:
        names: the nodes, each after those it depends on.
        edges: between them.
        first: nodes without incoming edges that have the top row to themselves.
        last: nodes without outgoing edges that have the bottom row to themselves.

    >>> layered(["a", "b", "c"], [Edge("a", "b"), Edge("b", "c")], first=(), last=()).rows
    (('a',), ('b',), ('c',))
    """
    ranks = _ranks(names, edges, first, last)
    rows: list[list[Slot]] = [[] for _ in range(max(ranks.values(), default=-1) + 1)]
    for name in names:
        rows[ranks[name]].append(name)
    links: list[Link] = []
    for edge in edges:
        bends: list[Slot] = [Bend(edge, row) for row in range(ranks[edge.source] + 1, ranks[edge.target])]
        for bend, row in zip(bends, range(ranks[edge.source] + 1, ranks[edge.target]), strict=True):
            rows[row].append(bend)
        links.extend(Link(edge, upper, lower) for upper, lower in pairwise([edge.source, *bends, edge.target]))
    return Layers(_fewest_crossings(rows, links), tuple(links))


def _ranks(
    names: Sequence[str], edges: Sequence[Edge], first: Collection[str], last: Collection[str]
) -> Mapping[str, int]:
    above: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        above[edge.target].append(edge.source)
    top = 1 if first else 0
    ranks: dict[str, int] = {}
    for name in names:
        least = 0 if name in first else top
        ranks[name] = max((ranks[source] + 1 for source in above[name]), default=least)
        ranks[name] = max(ranks[name], least)
    bottom = 1 + max((rank for name, rank in ranks.items() if name not in last), default=-1)
    return ranks | dict.fromkeys(last, bottom)


def crossings(rows: Sequence[Sequence[Slot]], links: Sequence[Link]) -> int:
    """How often links cross between neighbouring rows.

    >>> links = [Link(Edge("a", "d"), "a", "d"), Link(Edge("b", "c"), "b", "c")]
    >>> crossings([["a", "b"], ["c", "d"]], links), crossings([["a", "b"], ["d", "c"]], links)
    (1, 0)
    """
    place = {slot: (row, position) for row, slots in enumerate(rows) for position, slot in enumerate(slots)}
    by_row: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for link in links:
        row, position = place[link.upper]
        by_row[row].append((position, place[link.lower][1]))
    total = 0
    for pairs in by_row.values():
        seen: list[int] = []
        for _, lower in sorted(pairs):
            total += len(seen) - bisect_right(seen, lower)
            insort(seen, lower)
    return total


def _fewest_crossings(rows: list[list[Slot]], links: Sequence[Link]) -> tuple[tuple[Slot, ...], ...]:
    above: dict[Slot, list[Slot]] = defaultdict(list)
    below: dict[Slot, list[Slot]] = defaultdict(list)
    for link in links:
        above[link.lower].append(link.upper)
        below[link.upper].append(link.lower)
    best, fewest = [list(row) for row in rows], crossings(rows, links)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        downward = sweep % 2 == 0
        order = range(1, len(rows)) if downward else range(len(rows) - 2, -1, -1)
        for row in order:
            fixed = rows[row - 1] if downward else rows[row + 1]
            rows[row] = _by_barycenter(rows[row], fixed, above if downward else below)
        now = crossings(rows, links)
        if now < fewest:
            best, fewest = [list(row) for row in rows], now
    return tuple(tuple(row) for row in best)


def _by_barycenter(row: Sequence[Slot], fixed: Sequence[Slot], neighbours: Mapping[Slot, Sequence[Slot]]) -> list[Slot]:
    place = {slot: position / max(1, len(fixed) - 1) for position, slot in enumerate(fixed)}

    def wanted(position: int) -> float:
        places = [place[other] for other in neighbours.get(row[position], ())]
        return sum(places) / len(places) if places else position / max(1, len(row) - 1)

    return [row[position] for position in sorted(range(len(row)), key=wanted)]
