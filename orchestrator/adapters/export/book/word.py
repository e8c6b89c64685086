"""A book as DOCX, clean enough to send: styles for everything, chapters that begin pages, a table of contents.

What a critic found of the text stands beside it as comments on the very words, and what the last round changed as
tracked changes that can be accepted or rejected, word by word. Comments and changes have no dates, and the archive has
none either: the same book gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from orchestrator.adapters.export.book.changes import Origin, origins_of
from orchestrator.adapters.export.book.inline import plain, spans, typeset, typographic
from orchestrator.adapters.export.book.model import Book, is_chinese
from orchestrator.adapters.export.book.script import Setting, read_script, setting_of
from orchestrator.adapters.export.book.setting import (
    Block,
    Chapter,
    opened,
    opening_of,
    opens_paragraph,
    opens_scene,
    read_prose,
)
from orchestrator.adapters.export.book.word_remarks import (
    hidden_after,
    hidden_before,
    place_of,
    remarks_on,
    shown_numbers,
)
from orchestrator.adapters.export.book.word_runs import Marks, Note, Piece, bookmarked, pieces, write_contents
from orchestrator.adapters.export.book.word_styles import (
    CHAPTER,
    CONTENTS,
    CONTENTS_HEADING,
    CREDIT,
    FIRST,
    FIRST_LYRICS,
    PROSE,
    STYLES,
    TITLE,
    add_script_styles,
    add_styles,
)
from orchestrator.adapters.export.wording import labels_for
from orchestrator.domain.script import shown_paragraphs, title_page
from orchestrator.domain.text import clean

_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that an archive can say
_BREAK_SIGN = "* * *"


def to_docx(book: Book) -> bytes:
    """The document."""
    document = docx.Document()
    setting = setting_of(book)
    add_styles(document, book.language)
    if setting.is_script:
        add_script_styles(document, book.language)
    _properties(document, setting.title, book.language)
    _Setter(document, book, setting).all()
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_dates(buffer)


class _Setter:
    """Sets one book into one document."""

    def __init__(self, document: Document, book: Book, setting: Setting) -> None:
        self._document = document
        self._language = book.language
        self._setting = setting
        self._marks = Marks(dots=is_chinese(book.language))
        self._origins = [origins_of(part) for part in book.parts]
        self._changed = [sorted({*before, *after}) for before, after in self._origins]
        self._shown = shown_numbers(setting, book.parts)
        self._openings = [opening_of(book, number) for number in range(len(book.parts))]
        self._remarks = [remarks_on(part, shown) for part, shown in zip(book.parts, self._shown, strict=True)]

    def all(self) -> None:
        """Title, contents, chapters."""
        self._paragraph(TITLE, self._kept(self._setting.title))
        for line in self._setting.credits:
            self._paragraph(CREDIT, self._kept(line))
        chapters = list(enumerate(self._setting.chapters, start=1))
        numbered = [(number, chapter) for number, chapter in chapters if chapter.heading]
        if len(numbered) > 1:
            self._paragraph(CONTENTS_HEADING, self._kept(labels_for(self._language)["contents"]))
            entries = [(chapter, number, self._paragraph(CONTENTS, [])) for number, chapter in numbered]
            write_contents(
                [(entry, plain(typeset(chapter.heading, self._language)), n) for chapter, n, entry in entries]
            )
        for number, chapter in chapters:
            self._chapter(chapter, number)

    def _chapter(self, chapter: Chapter, number: int) -> None:
        if chapter.heading:
            bookmarked(self._paragraph(CHAPTER, self._kept(chapter.heading)), number)
        styled = [(_style(chapter.blocks, at), block) for at, block in enumerate(chapter.blocks)]
        for (part, at), blocks in groupby(styled, key=lambda styled: (styled[1].part, styled[1].paragraph)):
            before, after = self._origins[part]
            origin = before.get(at)
            self._hidden(part, at, ends=False)
            self._gone(origin, part, at)
            self._blocks([*blocks], origin)
            self._gone(after.get(at), part)
            self._hidden(part, at, ends=True)

    def _blocks(self, styled: Sequence[tuple[str, Block]], origin: Origin | None) -> None:
        """The blocks that a paragraph became, beside those that it was."""
        blocks = [block for _, block in styled]
        notes = self._notes(blocks)
        old: Sequence[tuple[str, str]] = [(block.kind, block.text) for block in blocks]
        by = ""
        if origin is not None:
            opens = blocks[0].paragraph == 0 and not origin.gone
            by = origin.by
            old = self._read(origin.old, blocks[0].part, opens=opens) if origin.old is not None else []
        for was, now in _beside([kind for kind, _ in old], [block.kind for block in blocks]):
            before = None if was is None else old[was]
            if now is None:
                assert before is not None
                self._deleted(*before, by)
                continue
            style, block = styled[now]
            text = self._set(block.text or _BREAK_SIGN)
            given = pieces(self._set(before[1] or _BREAK_SIGN) if before is not None else None, text)
            paragraph = self._paragraph(style, given, by, notes[now])
            if was is None:
                self._marks.whole(paragraph, "w:ins", by)

    def _hidden(self, part: int, at: int, *, ends: bool) -> None:
        """What the paragraphs of a script were that are not shown before a shown one, or after it where it is the last.

        The title page is one of them, notes are others.
        """
        before, after = self._origins[part]
        hidden = hidden_after(at, self._shown[part]) if ends else hidden_before(at, self._shown[part])
        changed = self._changed[part]
        for number in changed[bisect_left(changed, hidden.start) : bisect_left(changed, hidden.stop)]:
            origin = before.get(number)
            if origin is not None:
                old = () if origin.old is None else (origin.old,)
                self._gone(Origin((*origin.gone, *old), None, origin.by), part, number)
            self._gone(after.get(number), part)

    def _gone(self, origin: Origin | None, part: int, at: int = -1) -> None:
        """Paragraphs that are no more, before the paragraph ``at``."""
        for number, text in enumerate(origin.gone if origin is not None else ()):
            assert origin is not None
            for kind, said in self._read(text, part, opens=at == 0 and number == 0):
                self._deleted(kind, said, origin.by)

    def _deleted(self, kind: str, text: str, by: str) -> None:
        given = [Piece(span, "gone") for span in spans(self._set(text or _BREAK_SIGN))]
        self._marks.whole(self._paragraph(STYLES.get(kind, PROSE), given, by), "w:del", by)

    def _read(self, paragraph: str, part: int, *, opens: bool) -> Sequence[tuple[str, str]]:
        """Kinds and texts of the blocks that a paragraph of an earlier round was; whether it ``opens`` its part."""
        text = clean(paragraph).strip()
        if not self._setting.is_script:
            blocks = list(read_prose(text))
            return opened(blocks, self._openings[part]) if opens else blocks
        if "Title" in (title_page(text) or ()):
            return []
        return [(kind, said) for kind, said in read_script(shown_paragraphs([text])[0], self._language)]

    def _paragraph(self, style: str, given: Sequence[Piece], author: str = "", notes: Sequence[Note] = ()) -> Any:
        paragraph = self._document.add_paragraph(style=self._document.styles[style])._p
        self._marks.write(paragraph, given, author, notes)
        return paragraph

    def _notes(self, blocks: Sequence[Block]) -> list[list[Note]]:
        """For each of the blocks of a paragraph the comments on it, which are added to the document here."""
        notes: list[list[Note]] = [[] for _ in blocks]
        for issue, role in self._remarks[blocks[0].part].get(blocks[0].paragraph, ()):
            at, start, end = place_of(issue.quote, [block.text for block in blocks])
            fix = f" → {issue.fix}" if issue.fix else ""
            severity = labels_for(self._language)[issue.severity]
            told = f"（{severity}）" if is_chinese(self._language) else f" ({severity})"
            said = clean(f"{issue.problem}{fix}{told}")
            comment = self._document.comments.add_comment(text=said, author=role, initials=role[:1].upper())
            comment._comment_elm.attrib.pop(qn("w:date"), None)
            notes[at].append(Note(comment.comment_id, start, end))
        return notes

    def _kept(self, text: str) -> list[Piece]:
        return pieces(self._set(text), self._set(text))

    def _set(self, text: str) -> str:
        return typographic(text) if self._language.split("-")[0] == "en" else text


def _style(blocks: Sequence[Block], at: int) -> str:
    if blocks[at].kind == "paragraph":
        return FIRST if opens_scene(blocks, at) else PROSE
    if blocks[at].kind == "lyric" and opens_paragraph(blocks, at):
        return FIRST_LYRICS
    return STYLES[blocks[at].kind]


def _beside(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """The numbers of blocks side by side whose kinds are the same in the same order; None beside what is alone."""
    for op, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield from zip(range(a, a_end), range(b, b_end), strict=True)
        else:
            yield from ((was, None) for was in range(a, a_end))
            yield from ((None, now) for now in range(b, b_end))


def _properties(document: Document, title: str, language: str) -> None:
    properties = document.core_properties
    properties.title, properties.language = title[:255], language
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = datetime(*_NO_DATE, tzinfo=UTC)


def _without_dates(buffer: io.BytesIO) -> bytes:
    """The same archive with the same dates on any day."""
    out = io.BytesIO()
    with zipfile.ZipFile(buffer) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in given.infolist():
            archive.writestr(zipfile.ZipInfo(entry.filename, _NO_DATE), given.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()
