"""A book as DOCX, clean enough to send: styles for everything, chapters that begin pages, a table of contents.

What a critic found of the text stands beside it as comments on the very words, and what the last round changed as
tracked changes that can be accepted or rejected, word by word. Comments and changes have no dates, and the archive has
none either: the same book gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from orchestrator.adapters.export.book.changes import Origin, origins_of
from orchestrator.adapters.export.book.inline import plain, spans, typeset, typographic
from orchestrator.adapters.export.book.markup import words_for
from orchestrator.adapters.export.book.model import Book, Part, is_chinese
from orchestrator.adapters.export.book.setting import Block, Chapter, chapters_of, one_line, opens_scene
from orchestrator.adapters.export.book.word_runs import Marks, Note, Piece, bookmarked, pieces, write_contents
from orchestrator.adapters.export.book.word_styles import (
    BREAK,
    CHAPTER,
    CONTENTS,
    CONTENTS_HEADING,
    FIRST,
    GAP,
    PROSE,
    SUBHEADING,
    TITLE,
    add_styles,
)
from orchestrator.adapters.export.wording import labels_for
from orchestrator.domain.critiques import Issue
from orchestrator.domain.text import clean

_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that an archive can say
_BREAK_SIGN = "* * *"


def to_docx(book: Book) -> bytes:
    """The document."""
    document = docx.Document()
    add_styles(document, book.language)
    _properties(document, book)
    _Setter(document, book).all()
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_dates(buffer)


class _Setter:
    """Sets one book into one document."""

    def __init__(self, document: Document, book: Book) -> None:
        self._document = document
        self._language = book.language
        self._title = one_line(book.title)
        self._chapters = chapters_of(book)
        self._marks = Marks(dots=is_chinese(book.language))
        self._origins = [origins_of(part) for part in book.parts]
        self._remarks = [_remarks(part) for part in book.parts]

    def all(self) -> None:
        """Title, contents, chapters."""
        self._paragraph(TITLE, self._kept(self._title))
        numbered = [(number, chapter) for number, chapter in enumerate(self._chapters, start=1) if chapter.heading]
        if len(numbered) > 1:
            self._paragraph(CONTENTS_HEADING, self._kept(words_for(self._language)["contents"]))
            entries = [(chapter, number, self._paragraph(CONTENTS, [])) for number, chapter in numbered]
            write_contents(
                [(entry, plain(typeset(chapter.heading, self._language)), n) for chapter, n, entry in entries]
            )
        for number, chapter in enumerate(self._chapters, start=1):
            self._chapter(chapter, number)

    def _chapter(self, chapter: Chapter, number: int) -> None:
        if chapter.heading:
            bookmarked(self._paragraph(CHAPTER, self._kept(chapter.heading)), number)
        for at, block in enumerate(chapter.blocks):
            before, after = self._origins[block.part]
            origin = before.get(block.paragraph)
            self._gone(origin)
            style = {"break": BREAK, "subheading": SUBHEADING, "gap": GAP}.get(block.kind) or (
                FIRST if opens_scene(chapter.blocks, at) else PROSE
            )
            self._block(style, block, origin)
            self._gone(after.get(block.paragraph))

    def _block(self, style: str, block: Block, origin: Origin | None) -> None:
        text = self._set(block.text or _BREAK_SIGN)
        if origin is None or origin.old == block.text:
            self._paragraph(style, pieces(text, text), notes=self._notes(block))
            return
        if block.kind == "paragraph" and origin.old is not None:
            paragraph_pieces = pieces(self._set(clean(origin.old).strip()), text)
            self._paragraph(style, paragraph_pieces, origin.by, self._notes(block))
            return
        if origin.old is not None:  # a heading or a break that was another one
            self._gone(Origin((origin.old,), None, origin.by))
        paragraph = self._paragraph(style, pieces(None, text), origin.by, self._notes(block))
        self._marks.whole(paragraph, "w:ins", origin.by)

    def _gone(self, origin: Origin | None) -> None:
        """Paragraphs that are no more."""
        for text in origin.gone if origin is not None else ():
            assert origin is not None
            given = [Piece(span, "gone") for span in spans(self._set(clean(text).strip()))]
            self._marks.whole(self._paragraph(PROSE, given, origin.by), "w:del", origin.by)

    def _paragraph(self, style: str, given: Sequence[Piece], author: str = "", notes: Sequence[Note] = ()) -> Any:
        paragraph = self._document.add_paragraph(style=self._document.styles[style])._p
        self._marks.write(paragraph, given, author, notes)
        return paragraph

    def _notes(self, block: Block) -> list[Note]:
        """The comments of the document on a block, which are added to it here."""
        notes = []
        for issue, role in self._remarks[block.part].get(block.paragraph, ()) if block.paragraph >= 0 else ():
            start = block.text.find(clean(issue.quote)) if issue.quote else -1
            end = start + len(clean(issue.quote)) if start >= 0 else len(block.text)
            fix = f" → {issue.fix}" if issue.fix else ""
            severity = labels_for(self._language)[issue.severity]
            told = f"（{severity}）" if is_chinese(self._language) else f" ({severity})"
            said = clean(f"{issue.problem}{fix}{told}")
            comment = self._document.comments.add_comment(text=said, author=role, initials=role[:1].upper())
            comment._comment_elm.attrib.pop(qn("w:date"), None)
            notes.append(Note(comment.comment_id, max(start, 0), end))
        return notes

    def _kept(self, text: str) -> list[Piece]:
        return pieces(self._set(text), self._set(text))

    def _set(self, text: str) -> str:
        return typographic(text) if self._language.split("-")[0] == "en" else text


def _remarks(part: Part) -> dict[int, list[tuple[Issue, str]]]:
    """By the number of a paragraph, what was said of it in the last judgement, and by whom."""
    remarks: dict[int, list[tuple[Issue, str]]] = {}
    for passage in part.passages:
        for judged in passage.last.judged:
            for issue in judged.critique.issues if judged.critique is not None else ():
                at = _paragraph_of(issue, part, passage.start, passage.end)
                remarks.setdefault(at, []).append((issue, one_line(judged.role)))
    return remarks


def _paragraph_of(issue: Issue, part: Part, start: int, end: int) -> int:
    """Which paragraph an issue is about: the one with its words, the named one before others; else the first."""
    assert part.draft is not None
    found = [at for at in range(start, end) if clean(issue.quote) in clean(part.draft.paragraphs[at].text)]
    named = [at for at in found if part.draft.paragraphs[at].id == issue.paragraph]
    return next(iter(named or found), start)


def _properties(document: Document, book: Book) -> None:
    properties = document.core_properties
    properties.title, properties.language = one_line(book.title)[:255], book.language
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = datetime(*_NO_DATE, tzinfo=UTC)


def _without_dates(buffer: io.BytesIO) -> bytes:
    """The same archive with the same dates on any day."""
    out = io.BytesIO()
    with zipfile.ZipFile(buffer) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in given.infolist():
            archive.writestr(zipfile.ZipInfo(entry.filename, _NO_DATE), given.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()
