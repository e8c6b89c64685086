"""A book that is a script, as the typeset formats take it: scenes, cues and speeches instead of paragraphs.

What a book is set as is decided here, once for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orchestrator.adapters.export.book.inline import plain, spans
from orchestrator.adapters.export.book.model import Book, Part, is_chinese
from orchestrator.adapters.export.book.setting import Block, Chapter, chapters_of, letters, one_line
from orchestrator.domain.fountain import SCENE, plain_line, scene_heading
from orchestrator.domain.script import Element, elements, is_script, shown_paragraphs, title_page
from orchestrator.domain.text import cjk_share, clean

_NAMED_BY_ITSELF = frozenset({"Title", "Credit", "Author", "Authors", "Source", "Contact", "Copyright", "Draft date"})
"""Entries of a title page that are read without saying what they are."""
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Setting:
    """A book to set.

    Attributes:
        title: on one line.
        credits: the other lines of a script's title page.
        chapters: one without a heading where the book has none.
        is_script: whether it is set as a script.
    """

    title: str
    credits: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    is_script: bool


def setting_of(book: Book) -> Setting:
    """``book`` set as what it is: prose or a script."""
    texts = texts_of(book)
    if not is_script_book(book):
        return Setting(one_line(book.title), (), chapters_of(book), is_script=False)
    page: Mapping[str, str] = {}
    first = next((own for own in texts if own), [])
    if first and (found := title_page(first[0])) is not None:
        page, first[0] = found, ""
    title = plain(spans(one_line(page.get("Title", book.title))))
    return Setting(title, tuple(_credits(page)), _chapters(book, texts), is_script=True)


def texts_of(book: Book) -> list[list[str]]:
    """The paragraphs of each part."""
    return [
        [clean(paragraph.text).strip() for paragraph in part.draft.paragraphs] if part.draft is not None else []
        for part in book.parts
    ]


def is_script_book(book: Book) -> bool:
    """Whether a book is a script by its pages, and by the scenes that the headings of its parts name."""
    shown: list[str] = []
    for part, own in zip(book.parts, texts_of(book), strict=True):
        heading = plain_line(one_line(part.heading))
        begins_with_title_page = not shown and own != [] and title_page(own[0]) is not None
        is_scene = SCENE.match(heading) and not heading.startswith(".")  # ``.45 Caliber`` is a chapter's
        shown += [heading] if is_scene and not begins_with_title_page else []
        shown += own
    return is_script(shown)


def read_script(paragraph: str, language: str) -> Iterator[Element]:
    r"""The elements of a paragraph, as the language sets them: Chinese has brackets of its own.

    >>> [text for _, text in read_script("@米拉 (笑)\n(轻声)\n来。(走)", "zh")]
    ['米拉（笑）', '（轻声）', '来。(走)']
    """
    for element in elements(paragraph):
        if is_chinese(language) and element.kind in ("cue", "parenthetical") and cjk_share(element.text) > 0:
            yield Element(element.kind, _BRACKETS.sub(r"（\1）", element.text))
        else:
            yield element


def _credits(page: Mapping[str, str]) -> Iterator[str]:
    for key, value in page.items():
        if key != "Title":
            said = value if key in _NAMED_BY_ITSELF else f"{key}: {value}"
            yield from said.split("\n")


class PartHeading(NamedTuple):
    """What is set above a part of a script; empty for nothing."""

    text: str
    is_act: bool


def headings_of(book: Book, told: Sequence[Sequence[Block]]) -> list[PartHeading]:
    """The headings of the parts, of which ``told`` has the blocks.

    Where there are scenes they are those of acts or episodes; one that is a scene's is not set where its part says it.
    """
    said = [plain_line(one_line(part.heading)) for part in book.parts]
    has_scenes = any(block.kind == "scene" for own in told for block in own) or any(map(SCENE.match, said))
    found = []
    for heading, own in zip(said, told, strict=True):
        is_act = heading != "" and has_scenes and not SCENE.match(heading)
        first = own[0].text if own and own[0].kind == "scene" else ""
        is_said = bool(first) and (letters(heading) in letters(first) or letters(first) in letters(heading))
        found.append(PartHeading(heading if is_act or not is_said else "", is_act))
    return found


def _chapters(book: Book, texts: Sequence[Sequence[str]]) -> tuple[Chapter, ...]:
    """The chapters: acts and episodes begin them."""
    told = blocks_of(texts, book.language)
    chapters: list[tuple[str, list[Block]]] = []
    for number, (part, own, above) in enumerate(zip(book.parts, told, headings_of(book, told), strict=True)):
        if above.is_act or not chapters:
            chapters.append((above.text if above.is_act else "", []))
        if above.text and not above.is_act:
            chapters[-1][1].append(Block("scene", scene_heading(above.text).removeprefix("."), number))
        chapters[-1][1].extend([*own, *_gap(part, number)])
    return tuple(Chapter(heading, tuple(blocks)) for heading, blocks in chapters)


def blocks_of(texts: Sequence[Sequence[str]], language: str) -> list[list[Block]]:
    """The blocks of each part, of which ``texts`` has the paragraphs."""
    return [_blocks(own, number, language) for number, own in enumerate(texts)]


def _blocks(paragraphs: Sequence[str], number: int, language: str) -> list[Block]:
    return [
        Block(kind, text, number, at)
        for at, paragraph in enumerate(shown_paragraphs(paragraphs))
        for kind, text in read_script(paragraph, language)
    ]


def _gap(part: Part, number: int) -> Iterator[Block]:
    if part.gap:
        yield Block("gap", one_line(part.gap), number)
