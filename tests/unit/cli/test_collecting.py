"""Collecting rarely: while it lasts, and not a moment longer."""

import gc

import pytest

from orchestrator.cli.collecting import collecting_rarely


class Knot:
    """Refers to itself."""

    alive = 0

    def __init__(self):
        self.me = self
        Knot.alive += 1

    def __del__(self):
        Knot.alive -= 1


def test_it_is_as_before_afterwards_whatever_happened():
    before = gc.get_threshold(), gc.get_freeze_count()

    def fail():
        with collecting_rarely():
            assert gc.get_threshold()[0] > before[0][0]
            assert gc.get_freeze_count() > before[1]
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        fail()
    assert (gc.get_threshold(), gc.get_freeze_count()) == before


def test_what_only_refers_to_itself_is_still_collected():
    with collecting_rarely():
        for _ in range(200_000):
            Knot()
        assert Knot.alive < 60_000
