"""The inside of a DOCX paragraph: runs of text, changed or not, with the comments that stand on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise
from typing import Any, Literal

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from orchestrator.adapters.export.book.inline import Span, cut, spans
from orchestrator.domain.worddiff import word_diff


@dataclass(frozen=True, slots=True)
class Piece:
    """A span that stayed, came or is gone; ``span.start`` of one that is gone is where it would stand now."""

    span: Span
    kind: Literal["kept", "come", "gone"]


@dataclass(frozen=True, slots=True)
class Note:
    """A comment of the document on the characters from ``start`` to ``end`` of its paragraph."""

    number: int
    start: int
    end: int


def pieces(old: str | None, new: str) -> list[Piece]:
    """What became of ``old`` in ``new``, both as they are set but for their marks of emphasis."""
    if old is None:
        return [Piece(span, "come") for span in spans(new)]
    if old == new:
        return [Piece(span, "kept") for span in spans(new)]
    before, after = spans(old), spans(new)
    found: list[Piece] = []
    a = b = 0
    for change in word_diff(old, new):
        if change.op != "equal":
            found += [Piece(replace(span, start=b), "gone") for span in cut(before, a, a + len(change.a))]
        kind: Literal["kept", "come"] = "kept" if change.op == "equal" else "come"
        found += [Piece(span, kind) for span in cut(after, b, b + len(change.b))]
        a, b = a + len(change.a), b + len(change.b)
    return found


class Marks:
    """Writes the runs of one document, and numbers the changes in it.

    With ``dots``, emphasis is a dot under each character, as in Chinese, whose characters do not slant.
    """

    def __init__(self, *, dots: bool) -> None:
        self._numbers = count(1)
        self._dots = dots

    def change(self, tag: Literal["w:ins", "w:del"], author: str) -> Any:
        """An element that says that what is inside came or is gone."""
        element = OxmlElement(tag)
        element.set(qn("w:id"), str(next(self._numbers)))
        element.set(qn("w:author"), author)
        return element

    def whole(self, paragraph: Any, tag: Literal["w:ins", "w:del"], author: str) -> None:
        """Say of a whole paragraph that it came or is gone: its mark, which parts it from the next one, as well."""
        properties = paragraph.get_or_add_pPr()
        of_mark = OxmlElement("w:rPr")
        of_mark.append(self.change(tag, author))
        properties.append(of_mark)

    def write(self, paragraph: Any, given: Iterable[Piece], author: str, notes: Sequence[Note] = ()) -> None:
        """Write runs into ``paragraph``, with the beginnings and ends of comments between them."""
        opening = sorted(notes, key=lambda note: note.start)
        closing = sorted(notes, key=lambda note: note.end)
        for piece in _cut_at(given, {place for note in notes for place in (note.start, note.end)}):
            while piece.kind != "gone" and closing and closing[0].end <= piece.span.start:
                _close(paragraph, closing.pop(0))
            while piece.kind != "gone" and opening and opening[0].start <= piece.span.start:
                paragraph.append(_ranged("w:commentRangeStart", opening.pop(0)))
            run = _run(piece.span, gone=piece.kind == "gone", dots=self._dots)
            if piece.kind == "kept":
                paragraph.append(run)
            else:
                change = self.change("w:ins" if piece.kind == "come" else "w:del", author)
                change.append(run)
                paragraph.append(change)
        for note in opening:
            paragraph.append(_ranged("w:commentRangeStart", note))
        for note in closing:
            _close(paragraph, note)


def _cut_at(given: Iterable[Piece], places: set[int]) -> Iterator[Piece]:
    """The pieces, none of which goes beyond one of ``places``."""
    for piece in given:
        if piece.kind == "gone":
            yield piece
            continue
        inside = sorted(place for place in places if piece.span.start < place < piece.span.end)
        edges = [piece.span.start, *inside, piece.span.end]
        for start, end in pairwise(edges):
            for span in cut([piece.span], start, end):
                yield Piece(span, piece.kind)


def _close(paragraph: Any, note: Note) -> None:
    paragraph.append(_ranged("w:commentRangeEnd", note))
    run = OxmlElement("w:r")
    run.append(_ranged("w:commentReference", note))
    paragraph.append(run)


def _ranged(tag: str, note: Note) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:id"), str(note.number))
    return element


def _run(span: Span, *, gone: bool = False, dots: bool = False) -> Any:
    run = OxmlElement("w:r")
    if span.emphasis or span.strong:
        run.append(_look(span, dots=dots))
    for number, line in enumerate(span.text.split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        for column, text in enumerate(line.split("\t")):
            if column:
                run.append(OxmlElement("w:tab"))
            if text:
                run.append(_text("w:delText" if gone else "w:t", text))
    return run


def _look(span: Span, *, dots: bool) -> Any:
    look = OxmlElement("w:rPr")
    if span.strong:
        look.append(OxmlElement("w:b"))
    if span.emphasis:
        emphasis = OxmlElement("w:em" if dots else "w:i")
        if dots:
            emphasis.set(qn("w:val"), "dot")
        look.append(emphasis)
    return look


def _text(tag: str, text: str) -> Any:
    element = OxmlElement(tag)
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def bookmarked(paragraph: Any, number: int) -> None:
    """Make ``paragraph`` a place that the table of contents can lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), place(number))
    properties = paragraph.pPr
    paragraph.insert(0 if properties is None else 1, start)
    paragraph.append(end)


def place(number: int) -> str:
    """The name of the place that chapter ``number`` begins at."""
    return f"_Toc{number:06d}"


def write_contents(paragraphs: Sequence[tuple[Any, str, int]]) -> None:
    """Make one field of the entries of a table of contents: paragraphs, each with a heading and a chapter's number.

    It is filled already; a word processor that updates it puts page numbers beside the headings.
    """
    for at, (paragraph, heading, number) in enumerate(paragraphs):
        if at == 0:
            for element in (_field("begin"), _instruction(), _field("separate")):
                paragraph.append(element)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), place(number))
        link.append(_run(Span(heading, 0)))
        paragraph.append(link)
    paragraphs[-1][0].append(_field("end"))


def _field(kind: str) -> Any:
    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


def _instruction() -> Any:
    run = OxmlElement("w:r")
    run.append(_text("w:instrText", ' TOC \\o "1-1" \\h \\z \\u '))
    return run
