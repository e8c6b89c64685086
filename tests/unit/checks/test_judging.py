from __future__ import annotations

import pytest

from orchestrator.checks.judging import Bound, as_number, asks, closeness, severity_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (4, Bound(high=4.0)),
        ({"max": 4}, Bound(high=4.0)),
        ({"min": 1.5}, Bound(low=1.5)),
        ({"min": 1, "max": 4}, Bound(1.0, 4.0)),
        ({"min": None, "max": 4}, Bound(high=4.0)),
    ],
)
def test_a_bound_is_read_as_written(value: object, expected: Bound) -> None:
    assert Bound.of(value, bare="max") == expected  # type: ignore[arg-type]


def test_a_value_outside_has_a_signed_gap_and_one_on_the_edge_none() -> None:
    bound = Bound(2.0, 4.0)
    assert [bound.gap(value) for value in (1.5, 2, 3, 4, 5)] == [-0.5, 0.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize("value", ["4", None, True, float("nan"), float("inf"), 10**400, [1]])
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="number"):
        as_number(value)


def test_none_and_empty_texts_ask_for_nothing() -> None:
    assert [asks(value) for value in (None, "", " ", {"max": None}, {}, 0, "sad", {"max": 0})] == [False] * 5 + [
        True
    ] * 3


def test_a_score_falls_evenly_to_zero() -> None:
    assert [closeness(gap, span=4) for gap in (0, 1, -2, 4, 9)] == [1.0, 0.75, 0.5, 0.0, 0.0]


def test_severity_follows_the_score() -> None:
    assert [severity_of(score) for score in (0.0, 0.24, 0.25, 0.74, 0.75, 1.0)] == [
        "critical",
        "critical",
        "major",
        "major",
        "minor",
        "minor",
    ]
