"""A text as a book: what a workflow without a manuscript brings may have a title, headings and breaks all the same."""

from __future__ import annotations

from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.domain.drafts import Draft
from orchestrator.domain.headings import markdown_heading
from orchestrator.domain.text import split_paragraphs


def book_of_text(text: str, *, title: str, language: str, gap: str = "") -> Book:
    r"""The book that a Markdown text is.

    Args:
        text: with ``# Title`` first, if it has one, and parts under ``## Headings``, if it has some.
        title: where the text has none.
        language: of the text.
        gap: what is missing after it.

    >>> book = book_of_text("# The Well\n\n## One\n\nDry.", title="story", language="en")
    >>> book.title, book.parts[0].heading, book.parts[0].draft.text
    ('The Well', 'One', 'Dry.')
    """
    paragraphs = split_paragraphs(text)
    level, named = _heading(paragraphs[0]) if paragraphs else (0, "")
    if level == 1:
        title, paragraphs = named, paragraphs[1:]
    parts: list[tuple[str, list[str]]] = []
    for paragraph in paragraphs:
        level, heading = _heading(paragraph)
        if level == 2:
            parts.append((heading, []))
        elif not parts:
            parts.append(("", [paragraph]))
        else:
            parts[-1][1].append(paragraph)
    made = [Part(heading=heading, draft=Draft.of("\n\n".join(texts))) for heading, texts in parts]
    return Book(title=title, language=language, parts=(*made, Part(gap=gap)) if gap else tuple(made))


def _heading(paragraph: str) -> tuple[int, str]:
    """Level and text of the heading that a paragraph is; level 0 where it is none."""
    return (markdown_heading(paragraph) if "\n" not in paragraph else None) or (0, "")
