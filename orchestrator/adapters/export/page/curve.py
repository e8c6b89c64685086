"""The valence of the sentences as a picture: a bar for each sentence, and the trend through them.

Coordinates only; the template draws them. A long text has more sentences than a screen has columns, so
neighbours are averaged until the bars can be told apart.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.adapters.export.page.model import Valences

WIDTH, HEIGHT = 720.0, 150.0
LIMIT = 5.0
MAX_BARS = 180
MIN_SENTENCES = 4
"""Fewer are no curve."""

_TREND_TERMS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One sentence, or some neighbours: where it is drawn, its valence, and where it begins in the text."""

    x: float
    y: float
    width: float
    height: float
    valence: float
    start: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The picture: ``trend`` is the points of a line, as SVG writes them."""

    bars: tuple[Bar, ...]
    trend: str


def curve_of(valences: Valences) -> Curve | None:
    """The curve of sentences in order; None for too few of them."""
    if len(valences) < MIN_SENTENCES:
        return None
    groups = _groups(valences)
    step = WIDTH / len(groups)
    bars = tuple(
        _bar(number * step, step, sum(value for _, value in group) / len(group), group[0][0])
        for number, group in enumerate(groups)
    )
    trend = _trend([bar.valence for bar in bars])
    points = [f"{(number + 0.5) * step:.1f},{_height_of(value):.1f}" for number, value in enumerate(trend)]
    return Curve(bars, " ".join(points))


def _groups(valences: Valences) -> list[Valences]:
    count = min(len(valences), MAX_BARS)
    borders = [len(valences) * number // count for number in range(count + 1)]
    return [valences[low:high] for low, high in itertools.pairwise(borders)]


def _height_of(value: float) -> float:
    """From the top: 0 for joy, ``HEIGHT`` for despair."""
    return HEIGHT * (LIMIT - max(-LIMIT, min(LIMIT, value))) / (2 * LIMIT)


def _bar(x: float, step: float, value: float, start: int) -> Bar:
    y, zero = _height_of(value), _height_of(0.0)
    gap = min(1.5, step / 5)
    return Bar(
        round(x + gap / 2, 1), round(min(y, zero), 1), round(step - gap, 1), round(abs(y - zero), 1), value, start
    )


def _trend(values: Sequence[float]) -> list[float]:
    """The low frequencies of ``values``: a DCT-II of which five terms are kept (as the syuzhet package does)."""
    count = len(values)
    terms = [
        sum(value * math.cos(math.pi * k * (2 * n + 1) / (2 * count)) for n, value in enumerate(values))
        for k in range(min(_TREND_TERMS, count))
    ]
    return [
        terms[0] / count
        + sum(
            2 / count * term * math.cos(math.pi * k * (2 * n + 1) / (2 * count))
            for k, term in enumerate(terms[1:], start=1)
        )
        for n in range(count)
    ]
