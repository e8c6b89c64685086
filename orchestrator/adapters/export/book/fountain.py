"""A book as Fountain (fountain.io/syntax), the plain text that screenwriters' programs read.

A script stays one: its headings, cues and speeches are put into the form that the syntax wants, whatever a model made
of it (``MIRA: Hello.`` on one line, a heading in bold). Prose becomes action, and what would be misread in it is forced
to be action with an exclamation mark. Nothing that a reader should see is left to a note or a section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.adapters.export.book.script import PartHeading, blocks_of, headings_of, is_script_book, texts_of
from orchestrator.adapters.export.book.setting import chapters_of, one_line
from orchestrator.domain.fountain import is_misread, scene_heading, script_blocks, shown_blocks
from orchestrator.domain.script import title_page


def to_fountain(book: Book) -> str:
    r"""The book as Fountain.

    >>> from orchestrator.adapters.export.book.model import Part
    >>> from orchestrator.domain.drafts import Draft
    >>> script = Draft.of("int. mill - night\n\nA fox.\n\nMIRA: I can mend it.")
    >>> print(to_fountain(Book(title="The Mill", language="en", parts=(Part(draft=script),))))
    Title: The Mill
    <BLANKLINE>
    INT. MILL - NIGHT
    <BLANKLINE>
    A fox.
    <BLANKLINE>
    MIRA
    I can mend it.
    <BLANKLINE>
    """
    paragraphs = texts_of(book)
    is_script = is_script_book(book)
    entries = _title_page(paragraphs, book) if is_script else {"Title": one_line(book.title)}
    head = "\n".join(_entry(key, value) for key, value in entries.items())
    if is_script:
        above = headings_of(book, blocks_of(paragraphs, book.language))
        parts = zip(book.parts, paragraphs, above, strict=True)
        blocks = [block for part, own, heading in parts for block in _part(part, own, heading)]
        return "\n\n".join([head, *shown_blocks(blocks, notes=True)]) + "\n"
    return "\n\n".join([head, *shown_blocks(list(_prose(book)), notes=False)]) + "\n"


def _title_page(paragraphs: Sequence[list[str]], book: Book) -> dict[str, str]:
    """What the title page says; one that the text begins with is taken out of it."""
    entries = {"Title": one_line(book.title)}
    found = title_page(paragraphs[0][0]) if paragraphs and paragraphs[0] else None
    if found is not None:
        paragraphs[0].pop(0)
        entries |= found
    return entries


def _entry(key: str, value: str) -> str:
    """An entry of the title page; one of several lines stands under its key."""
    lines = [one_line(line) for line in value.split("\n")]
    return f"{key}: {lines[0]}" if len(lines) == 1 else "\n    ".join([f"{key}:", *lines])


def _part(part: Part, paragraphs: Sequence[str], above: PartHeading) -> Iterator[str]:
    if above.text:
        yield f"> {above.text} <" if above.is_act else scene_heading(above.text)
    for text in paragraphs:
        yield from script_blocks(text)
    if part.gap:
        yield f"!{one_line(part.gap)}"


def _heading(text: str) -> str:
    """A heading, as that of a scene; one that begins with a sign, which Fountain does not take for one, centred."""
    return scene_heading(text) if text[:1].isalnum() else f"> {text} <"


def _prose(book: Book) -> Iterator[str]:
    for chapter in chapters_of(book):
        if chapter.heading:
            yield _heading(chapter.heading)
        for block in chapter.blocks:
            match block.kind:
                case "break":
                    yield "> * * * <"
                case "subheading":
                    yield _heading(block.text)
                case "gap":
                    yield f"!{block.text}"
                case _:
                    yield "\n".join(
                        f"!{line.lstrip()}" if is_misread(line) else line for line in block.text.split("\n")
                    )
