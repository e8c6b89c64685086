"""A book as the typeset formats take it: chapters of blocks, cleaned of whatever breaks a format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.domain.headings import markdown_heading
from orchestrator.domain.script import ElementKind
from orchestrator.domain.text import clean, is_break

_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_AROUND = "*_ \t《》"
"""What may stand around a title that a text says."""
_QUOTES = frozenset('"“”「」『』')
_Kind = Literal["paragraph", "subheading", "break"]


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


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands above a part as it is set; empty for nothing. A text that begins with it does not set it again."""

    words: str
    is_title: bool

    def is_said_by(self, kind: str, text: str) -> bool:
        """Whether a block says no more than that: a heading of its own, or the title alone in a paragraph.

        >>> opening = Opening("The Well", is_title=True)
        >>> [opening.is_said_by(*block) for block in (("subheading", "The well!"), ("paragraph", "**The Well**"))]
        [True, True]
        >>> opening.is_said_by("paragraph", "“The Well!”"), Opening("", is_title=False).is_said_by("subheading", "…")
        (False, False)
        """
        is_same = _bare(text) == _bare(self.words) != ""
        if kind == "paragraph":
            return is_same and self.is_title
        is_quoted = _QUOTES.isdisjoint(text) != _QUOTES.isdisjoint(self.words)
        has_letters = letters(text) == letters(self.words) != "" and not is_quoted
        return kind == "subheading" and (is_same or has_letters)


def opening_of(book: Book, number: int) -> Opening:
    """What stands above the part of this number: its heading, or above a first part without one the title."""
    heading = one_line(book.parts[number].heading)
    is_title = number == 0 and not heading
    return Opening(one_line(book.title) if is_title else heading, is_title)


def _bare(text: str) -> str:
    return " ".join(text.casefold().translate(_STRAIGHT).strip(_AROUND).split())


def letters(text: str) -> str:
    """The letters and digits of ``text``, small: what two headings have in common that say the same."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def chapters_of(book: Book) -> tuple[Chapter, ...]:
    """The chapters of ``book``: each heading begins one; parts without a heading follow after a scene break."""
    chapters: list[tuple[str, list[Block]]] = []
    for number, part in enumerate(book.parts):
        heading = one_line(part.heading)
        if heading or not chapters:
            chapters.append((heading, []))
        elif chapters[-1][1] and part.draft is not None:
            chapters[-1][1].append(Block("break", part=number))
        chapters[-1][1].extend(_blocks(part, number, opening_of(book, number)))
    return tuple(Chapter(heading, tuple(blocks)) for heading, blocks in chapters)


def says_title(book: Book) -> bool:
    r"""Whether the text begins with the title of the book: then that is not set twice.

    >>> from orchestrator.domain.drafts import Draft
    >>> parts = [(Part(draft=Draft.of(text)),) for text in ("# The Well\n\nDry.", "The well\n\nDry.", '"The Well!"')]
    >>> [says_title(Book(title="The Well", language="en", parts=each)) for each in parts]
    [True, True, False]
    """
    draft = book.parts[0].draft if book.parts else None
    if draft is None or not draft.paragraphs:
        return False
    opening, blocks = opening_of(book, 0), list(read_prose(clean(draft.paragraphs[0].text).strip()))
    return opening.is_title and len(opened(blocks, opening)) < len(blocks)


def one_line(text: str) -> str:
    r"""``text`` on one line, clean.

    >>> one_line("The\n Well\x00")
    'The Well'
    """
    return " ".join(clean(text).split())


def _blocks(part: Part, number: int, opening: Opening) -> Iterator[Block]:
    for at, paragraph in enumerate(part.draft.paragraphs if part.draft is not None else ()):
        blocks = list(read_prose(clean(paragraph.text).strip()))
        yield from (Block(kind, text, number, at) for kind, text in (opened(blocks, opening) if at == 0 else blocks))
    if part.gap:
        yield Block("gap", one_line(part.gap), number)


def text_below(text: str, opening: Opening) -> str:
    r"""The text of a part without a first line that is a heading and says what stands above it.

    >>> text_below("## Rain\n\nIt rained.", Opening("Rain", is_title=False))
    'It rained.'
    """
    first, _, rest = text.partition("\n")
    heading = markdown_heading(first)
    is_said = heading is not None and opening.is_said_by("subheading", heading[1])
    return rest.lstrip("\n") if is_said and not opening.is_title else text


def opened(blocks: Sequence[tuple[_Kind, str]], opening: Opening) -> Sequence[tuple[_Kind, str]]:
    """The blocks of the first paragraph of a part, without one that says what stands above it."""
    return blocks[1:] if blocks and opening.is_said_by(*blocks[0]) else blocks


def read_prose(paragraph: str) -> Iterator[tuple[_Kind, str]]:
    r"""What a paragraph of prose is, and what it says: a heading may have text right under it.

    >>> list(read_prose("## Rain ##\nIt rained.")), list(read_prose("# C#")), list(read_prose("***"))
    ([('subheading', 'Rain'), ('paragraph', 'It rained.')], [('subheading', 'C#')], [('break', '')])
    """
    if is_break(paragraph):
        yield "break", ""
        return
    first, _, rest = paragraph.partition("\n")
    heading = markdown_heading(first)
    if heading is not None:
        yield "subheading", one_line(heading[1])
        paragraph = rest.strip()
    if paragraph:
        yield "paragraph", paragraph


def opens_scene(blocks: Sequence[Block], at: int) -> bool:
    """Whether the paragraph at ``at`` follows a heading or a break: it is then set without an indent."""
    return at == 0 or blocks[at - 1].kind != "paragraph"


def opens_paragraph(blocks: Sequence[Block], at: int) -> bool:
    """Whether the block at ``at`` is the first of what one paragraph of a script became."""
    before, block = blocks[at - 1], blocks[at]
    return at == 0 or (before.part, before.paragraph) != (block.part, block.paragraph)
