"""A long draft in parts: chapters, paragraphs, sentences; nothing of it is lost and no part is too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.chunking import chunks_of
from orchestrator.domain.drafts import Draft
from orchestrator.domain.text import count_words, words

TEXTS = st.text(st.sampled_from("ab .!?\n“”井。第章1#,'"), max_size=400)


def texts(text, size):
    return [part.text for part in chunks_of(Draft.of(text), size)]


def test_a_chapter_begins_a_new_chunk_unless_there_is_little_before_it():
    text = "# One\n\na b c\n\nChapter 2: On\n\nd e f\n\n第三章 雨\n\ng h"
    assert texts(text, 12) == ["# One\n\na b c", "Chapter 2: On\n\nd e f", "第三章 雨\n\ng h"]
    assert texts(text, 60) == [text]  # never 15 words before a heading


def test_what_is_no_heading_begins_nothing():
    assert len(texts("a b c d\n\npart of it was gone.\n\n第三章他写得很好，后来再也没有写过这样的文章了。", 60)) == 1


def test_the_chunks_of_a_chapter_are_of_about_the_same_length():
    text = "\n\n".join("one two three four five" for _ in range(21))  # 105 words
    assert [count_words(part) for part in texts(text, 100)] == [55, 50]


def test_paragraphs_keep_their_ids_and_pieces_get_new_ones():
    parts = chunks_of(Draft.of("One two. Three four.\nFive six.\n\nSeven."), 2)
    assert [[(p.id, p.text) for p in part.paragraphs] for part in parts] == [
        [("p1", "One two.")],
        [("p1.1", "Three four.")],
        [("p1.2", "Five six.")],
        [("p2", "Seven.")],
    ]


def test_chinese_is_cut_after_its_end_marks():
    assert texts("“下雨了。”她说。天黑了！没有人来。", 7) == ["“下雨了。”她说。", "天黑了！没有人来。"]


def test_a_sentence_without_an_end_is_cut_between_words():
    assert texts("word " * 7, 3) == ["word word word", "word word word", "word"]


@given(TEXTS, st.integers(1, 30))
def test_nothing_is_lost_and_no_chunk_is_too_long(text, size):
    draft = Draft.of(text)
    parts = chunks_of(draft, size)
    assert [word for part in parts for word in words(part.text)] == words(draft.text)
    assert all(count_words(part.text) <= size for part in parts)
    ids = [paragraph.id for part in parts for paragraph in part.paragraphs]
    assert len(ids) == len(set(ids))


def test_a_chunk_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1 word"):
        chunks_of(Draft.of("a"), 0)
