"""A book as Fountain (fountain.io/syntax), the plain text that screenwriters' programs read.

A script stays one: its headings, cues and speeches are put into the form that the syntax wants, whatever a model made
of it (``MIRA: Hello.`` on one line, a heading in bold). Prose becomes action, and what would be misread in it is forced
to be action with an exclamation mark. Nothing that a reader should see is left to a note or a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.adapters.export.book.setting import chapters_of, one_line
from orchestrator.domain.fountain import (
    PLAIN_SCENE,
    SCENE,
    has_speaker,
    is_misread,
    plain_line,
    scene_heading,
    script_blocks,
    shown_blocks,
)
from orchestrator.domain.text import clean

_TITLE_KEY = re.compile(
    r"(Title|Credit|Authors?|Source|Draft date|Contact|Copyright|Notes|Revision|Format)\s*:\s*(.*)", re.IGNORECASE
)


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
    paragraphs = [_paragraphs(part) for part in book.parts]
    texts = [text for part in paragraphs for text in part]
    entries = _title_page(paragraphs, book)
    head = "\n".join(f"{key}: {value}" for key, value in entries.items())
    if _is_script(texts):
        blocks = [block for part, own in zip(book.parts, paragraphs, strict=True) for block in _part(part, own)]
        return "\n\n".join([head, *shown_blocks(blocks, notes=True)]) + "\n"
    return "\n\n".join([head, *shown_blocks(list(_prose(book)), notes=False)]) + "\n"


def _paragraphs(part: Part) -> list[str]:
    return [clean(paragraph.text) for paragraph in part.draft.paragraphs] if part.draft is not None else []


def _title_page(paragraphs: Sequence[list[str]], book: Book) -> dict[str, str]:
    """What the title page says; one that the text begins with is taken out of it."""
    entries = {"Title": one_line(book.title)}
    lines = paragraphs[0][0].split("\n") if paragraphs and paragraphs[0] else []
    found = [_TITLE_KEY.fullmatch(line.strip()) for line in lines]
    if found and all(found):
        paragraphs[0].pop(0)
        entries |= {match[1].capitalize(): one_line(match[2]) for match in found if match and match[2].strip()}
    return entries


def _is_script(paragraphs: Sequence[str]) -> bool:
    """Whether a text is a script: it has scenes and speakers, or begins as only a script does."""
    first, titled = paragraphs[:1], bool(paragraphs) and all(map(_TITLE_KEY.fullmatch, paragraphs[0].split("\n")))
    begins = titled or any(PLAIN_SCENE.match(plain_line(text)) and "\n" not in text for text in first)
    scenes = any(SCENE.match(plain_line(text.split("\n")[0])) for text in paragraphs)
    return (begins and scenes) or ((begins or scenes) and any(map(has_speaker, paragraphs)))


def _part(part: Part, paragraphs: Sequence[str]) -> Iterator[str]:
    heading = one_line(part.heading)
    has_scenes = bool(paragraphs) and bool(SCENE.match(plain_line(paragraphs[0].split("\n")[0])))
    if heading and not has_scenes:
        yield scene_heading(heading)
    for text in paragraphs:
        yield from script_blocks(text)
    if part.gap:
        yield f"!{one_line(part.gap)}"


def _prose(book: Book) -> Iterator[str]:
    for chapter in chapters_of(book):
        if chapter.heading:
            yield scene_heading(chapter.heading)
        for block in chapter.blocks:
            match block.kind:
                case "break":
                    yield "> * * * <"
                case "subheading":
                    yield scene_heading(block.text)
                case "gap":
                    yield f"!{block.text}"
                case _:
                    yield "\n".join(
                        f"!{line.lstrip()}" if is_misread(line) else line for line in block.text.split("\n")
                    )
