"""Where a long sentence is split: at clauses, never within what "and" only lists."""

import pytest

from orchestrator.checks.splitting import split_places


def parts(quote, count):
    places = split_places(quote, count)
    return [quote[start:end] for start, end in zip((0, *places), (*places, None), strict=True)]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("She opened the old door of the mill and walked slowly into it.", "and walked slowly into it."),
        ("The wind rose over the hills and it blew the hats off all the men.", "and it blew the hats off all the men."),
        (
            "There, among the willows, something small and bright was ringing in the wind.",
            "something small and bright was ringing in the wind.",
        ),
        ("The silver bell was gone, and although she looked long she could not find it.",
         "and although she looked long she could not find it."),
    ],
)  # fmt: skip
def test_a_new_sentence_begins_where_a_clause_does(quote, expected):
    assert parts(quote, 2)[-1] == expected


def test_what_and_only_lists_stays_in_one_piece():
    assert split_places("The cat and the dog and the hen lived together in the old house by the sea.", 2) == ()
