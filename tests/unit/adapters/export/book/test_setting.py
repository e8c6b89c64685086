"""Chapters, scene breaks and headings."""

import pytest

from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.adapters.export.book.reading import book_of_text
from orchestrator.adapters.export.book.setting import chapters_of, is_break, opens_scene
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
