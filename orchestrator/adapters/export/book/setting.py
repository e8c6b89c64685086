"""A book as the typeset formats take it: chapters of blocks, cleaned of whatever breaks a format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.domain.script import ElementKind
from orchestrator.domain.text import clean, is_break

_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*\s*(?:\n(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """What stands on lines of its own.

    Attributes:
        text: empty for a scene break.
        paragraph: which of its part's paragraphs it is, or is of; -1 for what is none.
    """

    kind: Literal["paragraph", "subheading", "gap"] | ElementKind
    text: str = ""
    part: int = 0
    paragraph: int = -1


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter; its heading is empty where the book has none before its text."""

    heading: str
    blocks: tuple[Block, ...]


def chapters_of(book: Book) -> tuple[Chapter, ...]:
    """The chapters of ``book``: each heading begins one; parts without a heading follow after a scene break."""
    chapters: list[tuple[str, list[Block]]] = []
    for number, part in enumerate(book.parts):
        heading = one_line(part.heading)
        if heading or not chapters:
            chapters.append((heading, []))
        elif chapters[-1][1] and part.draft is not None:
            chapters[-1][1].append(Block("break", part=number))
        blocks = _blocks(part, number, heading)
        if number == 0 and says_title(book):
            next(blocks)
        chapters[-1][1].extend(blocks)
    return tuple(Chapter(heading, tuple(blocks)) for heading, blocks in chapters)


def says_title(book: Book) -> bool:
    r"""Whether the text begins with the title of the book: then that is not set twice.

    >>> from orchestrator.domain.drafts import Draft
    >>> parts = [(Part(draft=Draft.of(text)),) for text in ("# The Well\n\nDry.", "The well\n\nDry.", '"The Well!"')]
    >>> [says_title(Book(title="The Well", language="en", parts=each)) for each in parts]
    [True, True, False]
    """
    first = next(iter(book.parts), None)
    if first is None or first.draft is None or first.heading or not first.draft.paragraphs:
        return False
    text = clean(first.draft.paragraphs[0].text).strip()
    marked = _HEADING.fullmatch(text)
    said = (marked[1] if marked is not None and not marked[2] else text).strip()
    return bool(said) and said.casefold().split() == book.title.casefold().split()


def one_line(text: str) -> str:
    r"""``text`` on one line, clean.

    >>> one_line("The\n Well\x00")
    'The Well'
    """
    return " ".join(clean(text).split())


def _blocks(part: Part, number: int, heading: str) -> Iterator[Block]:
    for at, paragraph in enumerate(part.draft.paragraphs if part.draft is not None else ()):
        for kind, text in read_prose(clean(paragraph.text).strip()):
            # A chapter that begins with its own heading would have it twice.
            if at > 0 or kind != "subheading" or _folded(text) != _folded(heading):
                yield Block(kind, text, number, at)
    if part.gap:
        yield Block("gap", one_line(part.gap), number)


def read_prose(paragraph: str) -> Iterator[tuple[Literal["paragraph", "subheading", "break"], str]]:
    r"""What a paragraph of prose is, and what it says: a heading may have text right under it.

    >>> list(read_prose("## Rain\nIt rained.")), list(read_prose("***"))
    ([('subheading', 'Rain'), ('paragraph', 'It rained.')], [('break', '')])
    """
    marked = _HEADING.fullmatch(paragraph)
    if is_break(paragraph):
        yield "break", ""
    elif marked is not None:
        yield "subheading", one_line(marked[1])
        if marked[2] and marked[2].strip():
            yield "paragraph", marked[2].strip()
    elif paragraph:
        yield "paragraph", paragraph


def opens_scene(blocks: Sequence[Block], at: int) -> bool:
    """Whether the paragraph at ``at`` follows a heading or a break: it is then set without an indent."""
    return at == 0 or blocks[at - 1].kind != "paragraph"


def opens_paragraph(blocks: Sequence[Block], at: int) -> bool:
    """Whether the block at ``at`` is the first of what one paragraph of a script became."""
    before, block = blocks[at - 1], blocks[at]
    return at == 0 or (before.part, before.paragraph) != (block.part, block.paragraph)


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
