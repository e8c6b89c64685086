"""A book as one HTML page: self-contained, without scripts, readable in light and dark, and on paper."""

from __future__ import annotations

from orchestrator.adapters.export.book.markup import body, rendered
from orchestrator.adapters.export.book.model import Book
from orchestrator.adapters.export.book.script import setting_of
from orchestrator.adapters.export.book.setting import one_line
from orchestrator.adapters.export.wording import labels_for


def to_html(book: Book) -> str:
    """The page.

    >>> page = to_html(Book(title="<i>A", language="en", parts=()))
    >>> "<h1>&lt;i&gt;A</h1>" in page, "<script" in page
    (True, False)
    """
    setting = setting_of(book)
    return rendered(
        "page.html.j2",
        "page.css",
        *(["page.script.css"] if setting.is_script else []),
        title=setting.title,
        credits=setting.credits,
        is_script=setting.is_script,
        language=one_line(book.language),
        words=labels_for(book.language),
        chapters=[(chapter.heading, body(chapter, book.language)) for chapter in setting.chapters],
        contents=sum(bool(chapter.heading) for chapter in setting.chapters) > 1,
    )
