"""Chapters, scene breaks and headings."""

import pytest

from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.adapters.export.book.reading import book_of_text
from orchestrator.adapters.export.book.setting import chapters_of, is_break, opens_scene, read_prose
from orchestrator.domain.drafts import Draft
from tests.support.books import EN


def test_headings_begin_chapters_and_parts_without_one_follow_after_a_break():
    first, second = chapters_of(EN)
    assert (first.heading, second.heading) == ("The Well", "The Road")
    # Its own heading does not stand twice.
    assert [block.kind for block in first.blocks] == [
        "paragraph", "paragraph", "break", "paragraph", "break", "paragraph",
    ]  # fmt: skip
    assert [(block.kind, block.text) for block in second.blocks] == [
        ("gap", "[chapter 2 is missing: the model is gone]")
    ]


def test_scenes_without_headings_are_one_chapter():
    book = Book(title="A", language="en", parts=(Part(draft=Draft.of("One.")), Part(draft=Draft.of("Two."))))
    (chapter,) = chapters_of(book)
    assert [block.kind for block in chapter.blocks] == ["paragraph", "break", "paragraph"]
    assert [opens_scene(chapter.blocks, at) for at in (0, 2)] == [True, True]


@pytest.mark.parametrize("text", ["***", "* * *", "---", "#", "⁂", "\\*\\*\\*", "◇ ◇ ◇"])
def test_signs_that_break_scenes(text):
    assert is_break(text)


@pytest.mark.parametrize("text", ["*", "**bold**", "— said nobody", "#1", "……"])
def test_other_short_lines_break_nothing(text):
    assert not is_break(text) or text == "*"


def test_a_heading_inside_a_chapter_is_a_smaller_one():
    (chapter,) = chapters_of(Book(title="A", language="en", parts=(Part(heading="H", draft=Draft.of("## I\nText.")),)))
    assert [(block.kind, block.text) for block in chapter.blocks] == [("subheading", "I"), ("paragraph", "Text.")]


def test_a_text_with_headings_is_a_book():
    book = book_of_text("# T\n\nFirst.\n\n## A\n\nOne.\n\nTwo.", title="x", language="en", gap="[gone]")
    assert book.title == "T"
    assert [(part.heading, part.draft and part.draft.text, part.gap) for part in book.parts] == [
        ("", "First.", ""), ("A", "One.\n\nTwo.", ""), ("", None, "[gone]"),
    ]  # fmt: skip
    assert book_of_text("", title="x", language="en").parts == ()


def blocks_of(title, text, heading=""):
    book = Book(title=title, language="en", parts=(Part(heading=heading, draft=Draft.of(text)),))
    return [block.text for chapter in chapters_of(book) for block in chapter.blocks]


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("The Well", "# The Well"), ("The Well", "# *The Well*!"), ("The Well", "**The Well**"),
        ('The "Dry" Well', "The “Dry” Well"), ("井", "《井》"), ("…", "# …"), ("🌊", "🌊"),
    ],
)  # fmt: skip
def test_a_title_that_the_text_says_itself_is_set_once_and_nothing_else_is_lost(title, first):
    assert blocks_of(title, f"{first}\n\nShe left.") == ["She left."]
    assert blocks_of(title, f"{first}\n\n{first}") == [first.removeprefix("# ")]
    assert blocks_of(title, first) == []


@pytest.mark.parametrize(
    ("title", "first"), [("The Well", "“The Well!”"), ("The Well", "Well"), ("?!", "# 🌊"), ("", "# …"), ("…", "?!")]
)
def test_what_is_not_the_title_is_set(title, first):
    assert blocks_of(title, f"{first}\n\nShe left.") == [first.removeprefix("# "), "She left."]


def test_a_chapter_does_not_begin_with_its_own_heading_once_more():
    assert blocks_of("T", "## Rain!\nIt rained.\n\n## Rain", heading="Rain") == ["It rained.", "Rain"]
    assert blocks_of("T", "Rain\n\nIt rained.", heading="Rain") == ["Rain", "It rained."]
    assert blocks_of("T", "## “Help!”\n\nDry.", heading="Help") == ["“Help!”", "Dry."]


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        ("第一章 雨", "## 第一章：雨"), ("第一章 雨", "## 【第一章 雨】"), ("Chapter 1: Rain", "## Chapter 1 - Rain"),
        ("Chapter 1: Rain", "# **Chapter 1:** Rain"), ("The Well, Again", "## The Well Again"),
    ],
)  # fmt: skip
def test_other_signs_between_the_words_of_a_heading_do_not_matter(heading, first):
    assert blocks_of("T", f"{first}\n\nIt rained.", heading=heading) == ["It rained."]


def test_long_lines_of_blanks_and_marks_take_no_long_time():
    long = [f"## Rain{' ' * 100_000}3", f"# {'#' * 100_000}b"]
    assert [len(text) for line in long for _, text in read_prose(line)] == [len("Rain 3"), 100_001]
