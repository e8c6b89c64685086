"""The curve: bars where the sentences are, a trend that follows them."""

import pytest

from orchestrator.adapters.export.page.curve import HEIGHT, MAX_BARS, WIDTH, curve_of


def points(curve):
    return [tuple(map(float, point.split(","))) for point in curve.trend.split()]


def test_joy_stands_above_the_middle_and_despair_hangs_below():
    joy, despair, nothing, half = curve_of([(0, 5.0), (10, -5.0), (20, 0.0), (30, 2.5)]).bars
    assert (joy.y, joy.height) == (0, HEIGHT / 2)
    assert (despair.y, despair.height) == (HEIGHT / 2, HEIGHT / 2)
    assert (nothing.y, nothing.height) == (HEIGHT / 2, 0)
    assert (half.y, half.height) == (37.5, 37.5)
    assert [bar.x + bar.width for bar in (joy, half)] == pytest.approx([WIDTH / 4, WIDTH], abs=1)


def test_a_level_text_has_a_level_trend():
    assert {y for _, y in points(curve_of([(n, 2.5) for n in range(20)]))} == {37.5}


def test_a_rise_rises():
    heights = [y for _, y in points(curve_of([(n, n / 4 - 5) for n in range(40)]))]
    assert heights[0] > 120
    assert heights[-1] < 30
    assert heights == sorted(heights, reverse=True)


def test_a_long_text_is_averaged_into_bars_that_can_be_told_apart():
    bars = curve_of([(n, 1.0 if n % 2 else 0.0) for n in range(4 * MAX_BARS)]).bars
    assert len(bars) == MAX_BARS
    assert {bar.valence for bar in bars} == {0.5}
    assert [bar.start for bar in bars] == list(range(0, 4 * MAX_BARS, 4))


def test_a_few_sentences_are_no_curve():
    assert curve_of([(0, 1.0), (9, 2.0), (20, 1.0)]) is None
