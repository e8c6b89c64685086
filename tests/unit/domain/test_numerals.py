"""Numbers of chapters, read and written in the numerals that people use."""

import pytest

from orchestrator.domain.numerals import number_of, written_like


@pytest.mark.parametrize("sample", ["1", "I", "v", "One", "seven", "三"])
def test_what_is_written_is_read_as_the_same_number(sample):
    assert all(number_of(written_like(number, sample)) == number for number in range(1, 1100))


@pytest.mark.parametrize(
    ("text", "number"),
    [("１２", 12), ("iiii", None), ("forty-two", 42), ("两百零三", 203), ("〇", 0), ("一〇五", 105), ("rain", None)],
)  # fmt: skip
def test_a_number_is_read_where_there_is_one(text, number):
    assert number_of(text) == number
