from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.checks.curves import SHAPES, dtw, nearest_shape, pearson, shape_values, smooth, standardized

ARCS = st.lists(st.floats(-5, 5), min_size=4, max_size=30)


def test_the_shapes_are_those_of_the_formulas() -> None:
    # x = 0, 1/3, 2/3, 1
    assert shape_values("rise", 4) == pytest.approx((-1, -1 / 3, 1 / 3, 1))
    assert shape_values("fall", 3) == (1, 0, -1)
    assert shape_values("man-in-a-hole", 5) == pytest.approx((1, 0, -1, 0, 1), abs=1e-9)
    assert shape_values("icarus", 5) == pytest.approx((-1, 0, 1, 0, -1), abs=1e-9)
    assert shape_values("cinderella", 4) == pytest.approx((-1, 1, -1, 1))
    assert shape_values("oedipus", 4) == pytest.approx((1, -1, 1, -1))


@pytest.mark.parametrize("beats", [7, 10, 20])
def test_noisy_arcs_are_recognized(beats: int) -> None:
    """Of arcs from -5 to 5 under noise of standard deviation 1.5, at least nine in ten."""
    rnd = random.Random(beats)  # noqa: S311
    right = [
        nearest_shape([5 * value + rnd.gauss(0, 1.5) for value in shape_values(name, beats)]) == name
        for name in SHAPES
        for _ in range(50)
    ]
    assert sum(right) >= 0.9 * len(right)


def test_a_flat_arc_has_no_shape() -> None:
    assert nearest_shape([1.0] * 8) is None
    assert nearest_shape([1, 2, 3]) is None


@given(ARCS)
def test_smoothing_keeps_the_mean_and_all_terms_keep_everything(values: list[float]) -> None:
    assert sum(smooth(values)) == pytest.approx(sum(values), abs=1e-6)
    assert smooth(values, len(values)) == pytest.approx(values, abs=1e-6)


@given(ARCS)
def test_smoothing_twice_changes_nothing_more(values: list[float]) -> None:
    once = smooth(values)
    assert smooth(once) == pytest.approx(once, abs=1e-6)


def test_correlation_as_worked_out_by_hand() -> None:
    # 1 2 3 and 2 4 9: means 2 and 5; products -1 * -3 + 0 + 1 * 4 = 7; squares 2 and 9 + 1 + 16 = 26.
    assert pearson([1, 2, 3], [2, 4, 9]) == pytest.approx(7 / math.sqrt(2 * 26))
    assert pearson([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert pearson([1, 1, 1], [1, 2, 3]) is None
    assert standardized([2, 2]) is None


def test_warping_forgives_a_beat_that_comes_late() -> None:
    assert dtw([0, 0, 5, 0], [0, 5, 0, 0]) == 0
    assert dtw([0, 0, 0], [1, 1, 1]) == 0.5  # three steps of 1 over six beats
    assert dtw([0, 5], [5, 0]) == 2.5  # 5 + 5 over four


@given(ARCS, ARCS)
def test_warping_is_the_same_both_ways_and_never_below_nothing(one: list[float], other: list[float]) -> None:
    assert dtw(one, other) == pytest.approx(dtw(other, one))
    assert dtw(one, other) >= 0
    assert dtw(one, one) == 0
