"""A book as Markdown, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.adapters.export.book.markdown_script import written_script
from orchestrator.adapters.export.book.model import Book
from orchestrator.adapters.export.book.script import setting_of
from orchestrator.adapters.export.book.setting import one_line, opening_of, says_title, text_below
from orchestrator.domain.text import clean

SCENE_BREAK = "* * *"


def to_markdown(book: Book) -> str:
    """The book as a reader wants it: title, then each part under its heading or a scene break; a script as one.

    >>> from orchestrator.adapters.export.book.model import Part
    >>> from orchestrator.domain.drafts import Draft
    >>> parts = (Part(draft=Draft.of("One.")), Part(draft=Draft.of("Two."), gap="[scene 3 is missing]"))
    >>> print(to_markdown(Book(title="A Story", language="en", parts=parts)))
    # A Story
    <BLANKLINE>
    One.
    <BLANKLINE>
    * * *
    <BLANKLINE>
    Two.
    <BLANKLINE>
    [scene 3 is missing]
    <BLANKLINE>
    """
    setting = setting_of(book)
    return written_script(setting, SCENE_BREAK) if setting.is_script else _written(book, "# ", "## ", SCENE_BREAK)


def to_text(book: Book) -> str:
    """The same without the marks of Markdown's headings."""
    return _written(book, "", "", SCENE_BREAK)


def _written(book: Book, title: str, heading: str, scene_break: str) -> str:
    head = [] if says_title(book) else [f"{title}{one_line(book.title)}"]
    return clean("\n\n".join([*head, *_blocks(book, heading, scene_break)])) + "\n"


def _blocks(book: Book, heading: str, scene_break: str) -> Iterator[str]:
    for number, part in enumerate(book.parts):
        if part.heading:
            yield f"{heading}{one_line(part.heading)}"
        elif number and part.draft is not None:
            yield scene_break
        if part.draft is not None and (text := text_below(part.draft.text, opening_of(book, number))):
            yield text
        if part.gap:
            yield one_line(part.gap)
