"""Which paragraph became which."""

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.adapters.export.book.changes import aligned

LINES = st.lists(st.sampled_from(["a b c", "a b d", "e f g", "e f", "h", "井里没有水", "井里有水"]), max_size=7)


@given(LINES, LINES)
def test_no_paragraph_is_lost_and_all_stay_in_order(old, new):
    rows = aligned(old, new)
    assert [text for text, _ in rows if text is not None] == old
    assert [number for _, number in rows if number is not None] == list(range(len(new)))


def test_a_paragraph_put_before_does_not_shift_the_others():
    old = ["The hen slept in the yard.", "Mira walked to the well."]
    new = ["It was night.", "The old hen slept in the yard.", "Mira walked to the dry well."]
    assert aligned(old, new) == [(None, 0), (old[0], 1), (old[1], 2)]


def test_paragraphs_with_nothing_in_common_are_not_one_changed():
    assert aligned(["A boat."], ["The moon rose."]) == [("A boat.", None), (None, 0)]


def test_two_texts_of_a_thousand_paragraphs_take_no_time():
    assert len(aligned([f"old {n}" for n in range(1000)], [f"new {n}" for n in range(1000)])) == 2000
