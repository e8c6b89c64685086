"""Text is cleaned where it enters and counted as an editor would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.text import (
    cjk_share,
    clean,
    count_words,
    split_paragraphs,
    with_paragraphs,
    word_places,
    words,
)


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


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        (
            "第一章 雨\n　　天黑了。\n　　“谁？”\n　　没有人——\n　　她睡了。",
            5,
        ),  # one a line, as Chinese books have them
        ("It rained.\n“Where?”\nNowhere.", 3),
        ("It rained.\n\nIt was wet.\n\nShe slept.", 3),
        ("The bell was\ngone and no\nbody knew.", 1),  # wrapped
        ("床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。", 1),  # verse
        ("It rained.\nIt was wet.", 1),  # too little to tell by
        ("一。\n二。\n\n三。\n\n四。\n\n五。", 4),  # a line break within a paragraph
    ],
)
def test_paragraphs_that_stand_one_a_line_are_told_apart(text, paragraphs):
    made = with_paragraphs(text)
    assert len(split_paragraphs(made)) == paragraphs
    assert (made == text) == (len(split_paragraphs(text)) == paragraphs)
