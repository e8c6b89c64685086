"""Text is cleaned where it enters and counted as an editor would."""

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.text import cjk_share, clean, count_words, split_paragraphs, word_places, words


def test_chinese_is_counted_in_characters_and_other_words_as_words():
    assert count_words("在这个充满奇迹的世界里，Alice 有 3 只猫。") == 11 + 1 + 1 + 1 + 2


def test_share_of_chinese():
    assert cjk_share("你好 world again") == 0.5
    assert cjk_share("…") == 0.0


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_what_utf8_can_carry(text):
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
    assert "\x00" not in once


@given(st.text())
def test_paragraphs_hold_all_the_words(text):
    assert count_words(" ".join(split_paragraphs(text))) == count_words(clean(text))


@given(st.text(st.sampled_from("ab'’-1 .井字ｱのー\n")))
def test_words_are_counted_as_they_are_listed(text):
    assert count_words(text) == len(words(text))
    assert [text[start:end] for start, end in word_places(text)] == words(text)
