"""A manuscript that somebody has, told apart into its chapters, each under its heading (``chapter_headings``).

What has no text, such as a line of a table of contents, is no chapter. A text without any heading is one chapter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from orchestrator.domain.chapter_headings import chapter_headings
from orchestrator.domain.headings import (
    EMPHASIS,
    MOST_TITLE_CHARACTERS,
    Heading,
    counts,
    heading_after,
    is_part,
    is_title,
    markdown_heading,
)
from orchestrator.domain.text import clean, count_words, guess_language

_PAGE = re.compile(r"[\s.·…]+\d+$")
_MOST_FRONT_WORDS = 60
"""More than that before the first heading is a chapter without one."""


@dataclass(frozen=True, slots=True)
class ReadChapter:
    """A chapter of a manuscript.

    Attributes:
        heading: as it was written, on one line; empty where the chapter has none.
        title: the heading without its number; may be empty.
    """

    heading: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadBook:
    """A manuscript; ``title`` is empty where it says none.

    Attributes:
        front: the few words before the first chapter besides the title, such as the author; may be empty.
    """

    title: str
    chapters: tuple[ReadChapter, ...]
    front: str = ""

    def heading_after(self, place: int, title: str) -> str:
        r"""The heading of the ``place``-th chapter after the last, in the manner of those there are.

        It has no number where those have none, and no title where those have none.

        >>> lines = ("CHAPTER IX. Rain", "第九章 雨", "# Rain", "Chapter 9", "It rained.")
        >>> [read_book(f"{line}\n\nIt rang.").heading_after(2, "Snow") for line in lines]
        ['CHAPTER XI. Snow', '第十一章 Snow', 'Chapter 3: Snow', 'Chapter 11', 'Chapter 3: Snow']
        """
        headings = [chapter.heading for chapter in self.chapters if chapter.heading]
        following = heading_after(headings, place, title)
        if following is not None:
            return following
        number = place + (0 if headings else len(self.chapters))  # a prologue alone is no chapter 1
        is_chinese = guess_language("".join(chapter.text for chapter in self.chapters)) == "zh"
        return f"第{number}章 {title}".rstrip() if is_chinese else f"Chapter {number}: {title}".rstrip(": ")


def read_book(text: str) -> ReadBook:
    r"""The chapters of ``text``, each with some text; what is short before the first heading is title and front.

    >>> book = read_book("# The Bell\n\n## Chapter 1: Lost\n\nIt was gone.\n\n## Chapter 2\n\nIt rang.")
    >>> book.title, [(chapter.title, chapter.text) for chapter in book.chapters]
    ('The Bell', [('Lost', 'It was gone.'), ('', 'It rang.')])
    >>> [chapter.title for chapter in read_book("第一章 失铃\n铃不见了。\n第二章　寻铃\n她去找。").chapters]
    ['失铃', '寻铃']
    """
    lines = clean(text).split("\n")
    headings = chapter_headings(lines)
    if not headings:
        title, body = _front(lines)
        # A text that is nothing but a heading is still a text.
        return ReadBook(title if body else "", (ReadChapter("", "", body or clean(text).strip()),))
    title, front = _title_page(_without_contents(lines[: headings[0].line], headings))
    found = _with_texts(headings, lines)
    first = found[0]
    if not title and _is_title(first.heading, first.body, headings[1:]):
        title, front, found = first.heading.text, f"{front}\n\n{first.body}".strip(), found[1:]
    before, chapters = _told(front, found)
    if not chapters:
        return ReadBook(title, (ReadChapter("", "", clean(text).strip()),))
    return ReadBook(title, chapters, before)


class _Found(NamedTuple):
    """A heading with the title that it has, on its line or the next, and the text below; ``line`` as it was written."""

    heading: Heading
    title: str
    body: str
    line: str


def _with_texts(headings: Sequence[Heading], lines: Sequence[str]) -> list[_Found]:
    ends = [*(heading.line for heading in headings[1:]), len(lines)]
    return [
        _Found(one, *_titled(one, lines[one.line + 1 : end]), lines[one.line].strip())
        for one, end in zip(headings, ends, strict=True)
    ]


def _told(front: str, found: Sequence[_Found]) -> tuple[str, tuple[ReadChapter, ...]]:
    """What stands before the first chapter, and the chapters: a heading without text ends the chapter before it."""
    is_chapter = count_words(front) > _MOST_FRONT_WORDS
    before = [front] if front and not is_chapter else []
    told: list[tuple[str, str, list[str]]] = [("", "", [front])] if is_chapter else []
    with_text = {named for one in found if one.body for named in (_named(one), (_named(one)[0], ""))}
    begun = False
    for one in found:
        if one.body:
            told.append((_on_one_line(one.heading, one.title), one.title, [one.body]))
            begun = True
        elif one.heading.numbered and not begun and _named(one) in with_text:
            continue  # a line of the contents
        elif told:  # a part of the book begins, or a chapter that is still to be written
            is_whole = one.heading.title == one.title
            told[-1][2].append(one.line if is_whole else _on_one_line(one.heading, one.title))
        else:
            before.append(_on_one_line(one.heading, one.title))
    chapters = tuple(ReadChapter(heading, title, "\n\n".join(texts)) for heading, title, texts in told)
    return "\n\n".join(before), chapters


def _without_contents(lines: Sequence[str], headings: Sequence[Heading]) -> list[str]:
    """What stands before the chapters, without the list of them, if there is one."""
    said = {heading.text for heading in headings}
    listed = [at for at, line in enumerate(lines) if _plain(line) in said]
    if listed and _plain(lines[listed[0]]) in {_plain(lines[at]) for at in listed[1:]}:
        del listed[0]  # the title of book and chapter both
    if len(listed) < 2:
        return list(lines)
    run, left = lines[listed[0] : listed[-1] + 1], set(listed)
    if any(line.strip() and at not in left and not is_part(line) for at, line in enumerate(run, start=listed[0])):
        return list(lines)
    kept = "\n".join(line for at, line in enumerate(lines) if at not in left)
    return re.sub(r"\n{3,}", "\n\n", kept).split("\n")


def _plain(line: str) -> str:
    return (markdown_heading(line.strip()) or (0, line))[1].strip(EMPHASIS)


def _named(one: _Found) -> tuple[str, str]:
    """The number of a chapter and its title, without that of the page where it begins."""
    label = f"{one.heading.text[0].casefold()} {one.heading.number or one.heading.text}"  # C 1, 第 1
    return label, _PAGE.sub("", one.title)


def _is_title(heading: Heading, body: str, below: Sequence[Heading]) -> bool:
    """Whether the first heading is the title of the book: without text, or alone of its level above the chapters."""
    if heading.level != 1 or heading.numbered or is_part(heading.text):
        return False
    others = [one for one in below if one.level == 1 and not one.numbered and not is_part(one.text)]
    return not body or (bool(below) and (below[0].level > 1 or not others))


def _on_one_line(heading: Heading, title: str) -> str:
    """The heading with its title, which may stand on a line below it."""
    if heading.title == title:
        return heading.text
    joint = " " if heading.text.endswith((".", ":")) or not heading.text.isascii() else ": "
    return f"{heading.text}{joint}{title}"


def _titled(heading: Heading, lines: Sequence[str]) -> tuple[str, str]:
    """The title of a chapter and its text: a short line right below a number is its title."""
    body = "\n".join(lines).strip()
    if heading.title or not heading.numbered or len(lines) < 2:
        return heading.title, body
    first, second = lines[0].strip(EMPHASIS), lines[1].strip()
    has_title = first and not second and is_title(first)
    return (first, "\n".join(lines[1:]).strip()) if has_title else ("", body)


def _front(lines: Sequence[str]) -> tuple[str, str]:
    """What stands before the first chapter: the title of the book, if it is one, and the text."""
    text = "\n".join(lines).strip()
    first, _, rest = text.partition("\n")
    level, title = markdown_heading(first.strip()) or (0, "")
    if level == 1 and len(title) <= 2 * MOST_TITLE_CHARACTERS and not is_part(title):
        return title.strip(EMPHASIS), rest.strip()
    return (first.strip(EMPHASIS), "") if is_title(first) and not rest.strip() else ("", text)


def _title_page(lines: Sequence[str]) -> tuple[str, str]:
    """What stands before the first heading: the title, alone in its paragraph, and what else there is."""
    title, text = _front(lines)
    first, _, rest = text.partition("\n")
    if title or not is_title(first) or counts(first) or rest.partition("\n")[0].strip():
        return title, text
    return first.strip(EMPHASIS), rest.strip()
