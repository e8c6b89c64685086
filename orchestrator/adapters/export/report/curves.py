"""Curves as inline SVG: the scores of a draft's rounds, and the feeling of scenes as planned and as measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 260.0, 92.0
_LEFT, _TOP, _BOTTOM = 14.0, 22.0, 18.0
ARC_WIDTH, ARC_HEIGHT = 720.0, 220.0
ARC_LEFT = 30.0
VALENCES = (-5, 0, 5)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a curve; ``best`` and ``final`` as its round is."""

    x: float
    y: float
    value: float
    label: str
    best: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points that follow each other."""

    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The line as SVG draws it."""
        return "M" + "L".join(f"{point.x:.1f} {point.y:.1f}" for point in self.points) if self.points else ""


def score_curve(scores: Sequence[tuple[float, str, bool, bool]]) -> Curve:
    """The curve of scores, each with its label, whether it was best, and whether it is final.

    >>> [(point.x, point.y) for point in score_curve([(5, "1", True, False), (9, "2", True, True)]).points]
    [(14.0, 74.0), (246.0, 22.0)]
    """
    values = [score for score, *_ in scores]
    low, high = min(values, default=0.0), max(values, default=0.0)
    step = (WIDTH - 2 * _LEFT) / max(len(scores) - 1, 1)
    room = HEIGHT - _TOP - _BOTTOM

    def height(value: float) -> float:
        return _TOP + room * (0.5 if high == low else (high - value) / (high - low))

    return Curve(
        tuple(
            Point(_LEFT + step * number, height(score), score, label, best, final)
            for number, (score, label, best, final) in enumerate(scores)
        )
    )


def valence_curves(values: Sequence[float | None], labels: Sequence[str]) -> list[Curve]:
    """The curve of valences by scene; where one is missing it is broken, and goes on after it."""
    curves: list[list[Point]] = [[]]
    for number, (value, label) in enumerate(zip(values, labels, strict=True)):
        if value is None:
            curves.append([])
        else:
            curves[-1].append(Point(valence_x(number, len(values)), valence_y(value), value, label))
    return [Curve(tuple(points)) for points in curves if points]


def valence_x(number: int, count: int) -> float:
    """Where scene ``number`` of ``count`` stands."""
    room = ARC_WIDTH - ARC_LEFT - 16
    return ARC_LEFT + 8 + (room * number / (count - 1) if count > 1 else room / 2)


def valence_y(value: float) -> float:
    """Where a valence stands.

    >>> valence_y(5), valence_y(0)
    (16.0, 110.0)
    """
    return 16 + (ARC_HEIGHT - 32) * (5 - value) / 10
