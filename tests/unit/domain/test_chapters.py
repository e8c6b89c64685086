"""A manuscript told apart into its chapters, as people and tools write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.chapters import read_book


def told(text):
    book = read_book(text)
    return book.title, [(chapter.title, chapter.text) for chapter in book.chapters]


@pytest.mark.parametrize(
    ("text", "title", "chapters"),
    [
        # the usual ones
        ("Chapter 1\n\nOne.\n\nChapter 2\n\nTwo.", "", [("", "One."), ("", "Two.")]),
        ("CHAPTER I. A Hole\n\nOne.\n\nCHAPTER II. A Pool\n\nTwo.", "", [("A Hole", "One."), ("A Pool", "Two.")]),
        ("Chapter One: Rain\nOne.\nEpilogue\nTwo.", "", [("Rain", "One."), ("", "Two.")]),
        ("Chapter Twenty-One — Rain\n\nOne.", "", [("Rain", "One.")]),
        ("第一章 失铃\n\n一。\n\n第二章　寻铃\n二。", "", [("失铃", "一。"), ("寻铃", "二。")]),
        ("第十二回：风雪\n一。\n尾声\n二。", "", [("风雪", "一。"), ("", "二。")]),
        ("第3章\n\n一。", "", [("", "一。")]),
        ("**Chapter 1**\n\nOne.", "", [("", "One.")]),
        # what this program writes itself
        ("# Bell\n\n## Chapter 1: A\n\nOne.\n\n## Chapter 2: B\n\nTwo.", "Bell", [("A", "One."), ("B", "Two.")]),
        ("# 银铃\n\n## 第1章 失铃\n\n一。", "银铃", [("失铃", "一。")]),
        # Markdown headings without numbers: the highest level that comes more than once
        ("# Bell\n\n## A\n\n1.\n\n### On\n\n2.\n\n## B\n\n3.", "Bell", [("A", "1.\n\n### On\n\n2."), ("B", "3.")]),
        ("# Lost\n\nOne.\n\n# Found\n\nTwo.", "", [("Lost", "One."), ("Found", "Two.")]),
        # the title on a line of its own, below its number or above all
        ("CHAPTER I.\nDown the Hole\n\nOne.", "", [("Down the Hole", "One.")]),
        ("The Bell\n\nChapter 1\n\nOne.", "The Bell", [("", "One.")]),
        ("The Bell\n\nby Jane Doe\n\nChapter 1\n\nOne.", "The Bell", [("", "by Jane Doe"), ("", "One.")]),
        # a foreword is kept, a table of contents is none
        ("It is all true.\n\nChapter 1\n\nOne.", "", [("", "It is all true."), ("", "One.")]),
        ("Chapter 1. A\nChapter 2. B\n\nChapter 1. A\n\n1.\n\nChapter 2. B\n\n2.", "", [("A", "1."), ("B", "2.")]),
        # no headings at all
        ("It rained.\n\nIt was wet.", "", [("", "It rained.\n\nIt was wet.")]),
        ("# The Bell\n\nIt rained.", "The Bell", [("", "It rained.")]),
        ("Chapter 1", "", [("", "Chapter 1")]),
        # prose is no heading
        ("Chapter 3 was the hardest, she said.\n\nOn.", "", [("", "Chapter 3 was the hardest, she said.\n\nOn.")]),
        ("第三章写得最慢，他说。\n\n完。", "", [("", "第三章写得最慢，他说。\n\n完。")]),
    ],
)  # fmt: skip
def test_a_manuscript_is_told_apart(text, title, chapters):
    assert told(text) == (title, chapters)
    assert told(text.replace("\n", "\r\n")) == (title, chapters)


@pytest.mark.parametrize(
    ("text", "headings", "after"),
    [
        ("Prologue\n\nOne.\n\nChapter 1: Rain\n\nTwo.", ["Prologue", "Chapter 1: Rain"], "Chapter 2"),
        ("CHAPTER IX.\nRain\n\nOne.\n\nEpilogue\n\nTwo.", ["CHAPTER IX. Rain", "Epilogue"], "CHAPTER X"),
        ("Chapter Twenty\nRain\n\nOne.", ["Chapter Twenty: Rain"], "Chapter Twenty-One"),
        ("## 第九回　雨\n\n一。", ["第九回　雨"], "第十回"),
        ("第１９章\n雨\n\n一。", ["第１９章 雨"], "第20章"),
        ("楔子\n一。", ["楔子"], "第1章"),
        ("# A\n\n1.\n\n# B\n\n2.", ["A", "B"], ""),
        ("It rained.", [""], "Chapter 2"),
        ("下雨了。", [""], "第2章"),
    ],
)
def test_headings_stay_as_they_were_written_and_the_next_one_follows_them(text, headings, after):
    book = read_book(text)
    assert [chapter.heading for chapter in book.chapters] == headings
    assert book.label_after(1) == after


@given(
    st.lists(st.sampled_from(["Chapter 1", "第二章", "# A", "## B", "It rained.", "", "下雨了。", "尾声"]), min_size=1)
)
def test_no_prose_is_lost_and_no_chapter_is_empty(lines):
    text = "\n".join(lines)
    chapters = read_book(text).chapters
    assert chapters
    if text.strip():
        assert all(chapter.text for chapter in chapters)
    for sentence in ("It rained.", "下雨了。"):
        assert sum(chapter.text.count(sentence) for chapter in chapters) == lines.count(sentence)
