"""Two texts word by word."""

import time
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.worddiff import Change, Counts, counts, marked, tokens, word_diff


def changed(a, b):
    return [(change.op, change.a, change.b) for change in word_diff(a, b) if change.op != "equal"]


def test_chinese_is_compared_by_characters():
    assert changed("井里没有水。", "井里有水。") == [("delete", "没", "")]


def test_a_word_with_an_apostrophe_is_one_word():
    assert changed("She didn't run.", "She did run.") == [("replace", " didn't", " did")]


def test_a_new_paragraph_is_one_change_and_the_others_keep_theirs():
    assert word_diff("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.") == [
        Change("equal", "One.\n\n", "One.\n\n"),
        Change("insert", "", "New.\n\n"),
        Change("equal", "Two.", "Two."),
    ]


def test_a_new_sentence_is_one_change():
    assert changed("One. Two. Three.", "One. Two. New. Three.") == [("insert", "", " New.")]
    assert changed("一。二。三。", "一。三。") == [("delete", "二。", "")]


def test_a_paragraph_break_that_is_gone_is_a_change():
    assert changed("One.\n\nTwo.", "One. Two.") == [("replace", "\n\nTwo", " Two")]


def test_what_both_sides_begin_with_stands_before_the_marks():
    assert marked(word_diff("The hen walked.", "The hen ran.")) == "The hen [-walked-]{+ran+}."


def test_words_are_counted_as_an_editor_counts_them():
    assert counts(word_diff("母鸡 ran, slowly.", "母鸡 ran.")) == Counts(old=4, new=3, gone=1, came=0)


def test_equal_texts_have_no_change_and_empty_ones_no_stretch():
    assert changed("同一。", "同一。") == []
    assert word_diff("", "") == []


@given(st.text())
def test_the_tokens_of_a_text_are_the_text(text):
    assert "".join(tokens(text)) == text


@given(st.text(alphabet="ab 井\n.\u202e\u200d"), st.text(alphabet="ab 井\n.\u202e\u200d"))
def test_both_texts_can_be_read_off_the_changes(a, b):
    changes = word_diff(a, b)
    assert "".join(change.a for change in changes) == a
    assert "".join(change.b for change in changes) == b
    assert all((change.a == change.b) == (change.op == "equal") for change in changes)


def _scattered(number):
    """A number below 3000 that looks drawn by chance."""
    return int.from_bytes(sha256(str(number).encode()).digest()[:4], "big") % 3000


@pytest.mark.parametrize("word", [lambda n: f" word{n}", lambda n: chr(0x4E00 + n)])
@pytest.mark.parametrize("number", [_scattered, lambda n: n % 7, lambda n: n % 2999])
def test_ten_thousand_words_take_less_than_two_seconds(word, number):
    words = [word(number(n)) for n in range(10_000)]
    other = [word for place, word in enumerate(words) if place % 5]
    began = time.process_time()
    assert counts(word_diff("".join(words), "".join(other))).gone >= 2000
    assert time.process_time() - began < 2


def test_of_scattered_words_only_those_are_marked_that_are_gone():
    words = [f" word{_scattered(n)}" for n in range(10_000)]
    other = [word for place, word in enumerate(words) if place % 50]
    assert counts(word_diff("".join(words), "".join(other))) == Counts(old=10_000, new=9_800, gone=200, came=0)
