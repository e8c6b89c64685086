"""Emotional arcs as lists of numbers: the six shapes of stories, smoothing, and how alike two arcs are.

The shapes are those that Reagan et al. 2016 (EPJ Data Science 5:31) found in 1,327 novels, as formulas on x from 0
(the first beat) to 1 (the last). Plain data in, plain data out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

SMOOTH_TERMS = 5
"""Low frequencies that smoothing keeps (syuzhet's default)."""

SHAPES: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        "rise": lambda x: 2 * x - 1,
        "fall": lambda x: 1 - 2 * x,
        "man-in-a-hole": lambda x: math.cos(2 * math.pi * x),
        "icarus": lambda x: -math.cos(2 * math.pi * x),
        "cinderella": lambda x: -math.cos(3 * math.pi * x),
        "oedipus": lambda x: math.cos(3 * math.pi * x),
    }
)
"""Shapes by name, from -1 to 1."""


def shape_values(name: str, beats: int) -> tuple[float, ...]:
    """The shape ``name`` at ``beats`` places, at least 2, from -1 to 1.

    >>> shape_values("rise", 3)
    (-1.0, 0.0, 1.0)
    """
    return tuple(SHAPES[name](beat / (beats - 1)) for beat in range(beats))


def smooth(values: Sequence[float], terms: int = SMOOTH_TERMS) -> tuple[float, ...]:
    """``values`` without what changes fast: their first ``terms`` terms of the discrete cosine transform (DCT-II).

    >>> [round(value, 2) for value in smooth([1, -1, 1, -1, 1, -1], 1)]
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    count = len(values)
    waves = [
        [math.cos(math.pi * (at + 0.5) * term / count) for at in range(count)] for term in range(min(terms, count))
    ]
    weights = [
        (2 if term else 1) / count * sum(value * part for value, part in zip(values, wave, strict=True))
        for term, wave in enumerate(waves)
    ]
    return tuple(sum(weight * wave[at] for weight, wave in zip(weights, waves, strict=True)) for at in range(count))


def standardized(values: Sequence[float]) -> tuple[float, ...] | None:
    """``values`` with mean 0 and standard deviation 1; None where they are all the same.

    >>> standardized([1, 3])
    (-1.0, 1.0)
    """
    mean = sum(values) / len(values)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return tuple((value - mean) / spread for value in values) if spread > 1e-9 else None


def pearson(one: Sequence[float], other: Sequence[float]) -> float | None:
    """How much two arcs go up and down together, -1 to 1; None where one is flat.

    >>> round(pearson([1, 2, 3], [2, 4, 9]), 3)
    0.971
    """
    left, right = standardized(one), standardized(other)
    if left is None or right is None:
        return None
    return sum(a * b for a, b in zip(left, right, strict=True)) / len(left)


def dtw(one: Sequence[float], other: Sequence[float]) -> float:
    """How far apart two arcs are when beats may come earlier or later: dynamic time warping, a step of the way.

    The least sum of differences along a way through both, divided by the number of beats of both (Sakoe and Chiba
    1978). Takes time in the product of their lengths.

    >>> dtw([0, 1, 1], [0, 0, 1]), dtw([0, 0], [1, 1])
    (0.0, 0.5)
    """
    row = [0.0] + [math.inf] * len(other)
    for a in one:
        before, row = row, [math.inf]
        for at, b in enumerate(other):
            row.append(abs(a - b) + min(before[at], before[at + 1], row[at]))
    return row[-1] / (len(one) + len(other))


def nearest_shape(values: Sequence[float]) -> str | None:
    """The name of the shape that ``values``, smoothed, go along with best; None for a flat arc or fewer than 4 beats.

    >>> nearest_shape([3, 1, -2, -3, -2, 2, 3])
    'man-in-a-hole'
    """
    if len(values) < 4:
        return None
    arc = smooth(values)
    likeness = {name: pearson(arc, shape_values(name, len(arc))) for name in SHAPES}
    known = {name: r for name, r in likeness.items() if r is not None}
    return max(known, key=lambda name: known[name]) if known else None
