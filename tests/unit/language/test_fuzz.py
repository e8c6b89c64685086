"""Thousands of broken and hostile files, templates and expressions: typed errors, little time, no side effect."""

import pytest

from tests.support.fuzzing import MAX_GROWTH_MIB, MAX_SECONDS, fuzz

KINDS = ("yaml", "templates", "expressions")


def check(kind, first, count):
    found = fuzz(kind, first, count)
    assert found.failures == []
    assert found.cases == count
    assert 0 < found.accepted < count  # else the cases are all good or all nonsense, and prove little
    assert found.slowest_seconds < MAX_SECONDS
    assert found.peak_growth_mib < MAX_GROWTH_MIB


@pytest.mark.parametrize(("kind", "count"), [("yaml", 1_000), ("templates", 500), ("expressions", 500)])
def test_what_is_generated_ends_soon_with_a_typed_error_or_none_and_touches_nothing(kind, count):
    check(kind, 1_000_000, count)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("kind", "count"), [("yaml", 20_000), ("templates", 10_000), ("expressions", 10_000)])
def test_so_does_much_more_of_it(kind, count):
    check(kind, 0, count)


def test_a_case_that_opens_a_file_is_seen():
    found = fuzz("touching", 0, 1)
    assert len(found.failures) == 1
    assert "open" in found.failures[0]
    assert "fuzzing.py" in found.failures[0]
