"""A book as EPUB 3: an archive of XHTML, one file a chapter.

Written with ``zipfile`` and templates whose every value is escaped: prose never becomes markup. Nothing in the archive
depends on the clock, the machine or chance: the same book gives the same bytes.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterator

from orchestrator.adapters.export.book.markup import body, inline, rendered
from orchestrator.adapters.export.book.model import Book
from orchestrator.adapters.export.book.script import setting_of
from orchestrator.adapters.export.book.setting import Chapter, one_line
from orchestrator.adapters.export.wording import labels_for

# Names the book by what is in it (RFC 9562, version 5), so that readers tell two texts under one title apart.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:inkloom:book")
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that an archive can say
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="OEBPS/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


def to_epub(book: Book) -> bytes:
    """The archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in _files(book):
            entry = zipfile.ZipInfo(name, _NO_DATE)
            # The format wants its own name first and as it is, so that it can be told by the first bytes.
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, text.encode())
    return buffer.getvalue()


def _files(book: Book) -> Iterator[tuple[str, str]]:
    setting = setting_of(book)
    chapters = setting.chapters or (Chapter("", ()),)
    title = setting.title or "…"
    language = one_line(book.language) or "und"
    words = labels_for(language)
    told = [
        {
            "id": f"chapter-{number:03d}",
            "heading": inline(chapter.heading, language),
            "label": inline(chapter.heading or (title if len(chapters) == 1 else words["beginning"]), language),
            "body": body(chapter, language),
        }
        for number, chapter in enumerate(chapters, start=1)
    ]
    identity = uuid.uuid5(_NAMESPACE, "\n".join([title, language, *(f"{t['heading']}\n{t['body']}" for t in told)]))
    shared = {
        "title": inline(title, language),
        "credits": [inline(line, language) for line in setting.credits],
        "is_script": setting.is_script,
        "language": language,
        "words": words,
        "chapters": told,
    }
    css = ("epub.css", "epub.script.css") if setting.is_script else ("epub.css",)
    yield "mimetype", "application/epub+zip"
    yield "META-INF/container.xml", _CONTAINER
    yield "OEBPS/package.opf", rendered("epub.opf.j2", *css, **shared, plain_title=title, identity=identity)
    yield "OEBPS/style.css", rendered("epub.css.j2", *css)
    yield "OEBPS/nav.xhtml", rendered("epub.nav.j2", *css, **shared)
    yield "OEBPS/title.xhtml", rendered("epub.title.j2", *css, **shared)
    for chapter in told:
        yield f"OEBPS/{chapter['id']}.xhtml", rendered("epub.chapter.j2", *css, **shared, chapter=chapter)
