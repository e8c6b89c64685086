"""A book as one HTML page: self-contained, without scripts, readable in light and dark, and on paper."""

from __future__ import annotations

from orchestrator.adapters.export.book.markup import body, rendered, words_for
from orchestrator.adapters.export.book.model import Book
from orchestrator.adapters.export.book.setting import chapters_of, one_line


def to_html(book: Book) -> str:
    """The page.

    >>> page = to_html(Book(title="<i>A", language="en", parts=()))
    >>> "<h1>&lt;i&gt;A</h1>" in page, "<script" in page
    (True, False)
    """
    chapters = chapters_of(book)
    return rendered(
        "page.html.j2",
        "page.css",
        title=one_line(book.title),
        language=one_line(book.language),
        words=words_for(book.language),
        chapters=[(chapter.heading, body(chapter, book.language)) for chapter in chapters],
        contents=sum(bool(chapter.heading) for chapter in chapters) > 1,
    )
