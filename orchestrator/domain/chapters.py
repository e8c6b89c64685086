"""A manuscript that somebody has, told apart into its chapters.

A chapter begins at a line such as "Chapter 7: The Well", 第七章 or 尾声, in Markdown or not; where there is none, at
the Markdown headings of the highest level that comes more than once. What has no text, such as a line of a table of
contents, is no chapter. A text without any heading is one chapter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.domain.numerals import CHINESE_NUMBER, ENGLISH_NUMBER, number_of, written_like
from orchestrator.domain.text import clean, guess_language

_ENGLISH = re.compile(
    rf"(?P<label>chapter\s+(?:the\s+)?(?P<number>{ENGLISH_NUMBER})\b|(?:prologue|epilogue)\b)[\s.:—–-]*(?P<title>.*)",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    rf"(?P<label>第(?P<number>{CHINESE_NUMBER})[章回节]|(?:序章|序幕|楔子|引子|尾声|终章|后记)(?=$|[\s：:]))"
    r"[\s：:、.．·—-]*(?P<title>.*)"
)
_MARKDOWN = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<title>.+?)[ \t]*#*")
_MOST_TITLE_CHARACTERS = 80
_ENDS_SENTENCE = re.compile(r"[.。,，;；!！…”\"]$")
_EMPHASIS = "*_ \t\u3000"


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
    """A manuscript; ``title`` is empty where it says none."""

    title: str
    chapters: tuple[ReadChapter, ...]

    def label_after(self, place: int) -> str:
        r"""What stands before the title of the ``place``-th chapter after the last, in the manner of those there are.

        Empty where chapters have titles and no numbers.

        >>> [read_book(f"{line}\n\nIt rang.").label_after(2) for line in ("CHAPTER IX. Rain", "第九章 雨", "A.")]
        ['CHAPTER XI', '第十一章', 'Chapter 3']
        """
        numbered = [match for chapter in self.chapters if (match := _numbered(chapter.heading)) is not None]
        for match in reversed(numbered):
            said = match["number"] or ""
            number = number_of(said)
            if number is not None:
                return match["label"].replace(said, written_like(number + place, said))
        if not numbered and any(chapter.heading for chapter in self.chapters):
            return ""
        number = place + (0 if numbered else len(self.chapters))
        is_chinese = guess_language("".join(chapter.text for chapter in self.chapters)) == "zh"
        return f"第{number}章" if is_chinese else f"Chapter {number}"


@dataclass(frozen=True, slots=True)
class _Heading:
    line: int
    text: str
    title: str
    level: int
    numbered: bool


def read_book(text: str) -> ReadBook:
    r"""The chapters of ``text``, each with some text; a short text before the first heading is the title.

    >>> book = read_book("# The Bell\n\n## Chapter 1: Lost\n\nIt was gone.\n\n## Chapter 2\n\nIt rang.")
    >>> book.title, [(chapter.title, chapter.text) for chapter in book.chapters]
    ('The Bell', [('Lost', 'It was gone.'), ('', 'It rang.')])
    >>> [chapter.title for chapter in read_book("第一章 失铃\n铃不见了。\n第二章　寻铃\n她去找。").chapters]
    ['失铃', '寻铃']
    """
    lines = clean(text).split("\n")
    headings = _chapter_headings(lines)
    if not headings:
        title, body = _front(lines)
        # A text that is nothing but a heading is still a text.
        return ReadBook(title if body else "", (ReadChapter("", "", body or clean(text).strip()),))
    title, before = _title_page(lines[: headings[0].line])
    chapters = [ReadChapter("", "", before)] if before else []
    ends = [heading.line for heading in headings[1:]] + [len(lines)]
    for heading, end in zip(headings, ends, strict=True):
        own, body = _titled(heading, lines[heading.line + 1 : end])
        if body:
            chapters.append(ReadChapter(_on_one_line(heading, own), own, body))
    return ReadBook(title, tuple(chapters or [ReadChapter("", "", clean(text).strip())]))


def opens_chapter(line: str) -> bool:
    """Whether a line is the heading of a chapter, or a Markdown heading.

    >>> opens_chapter("Chapter 2: Rain"), opens_chapter("## Rain"), opens_chapter("Chapter 2 was about rain.")
    (True, True, False)
    """
    return _heading(0, line) is not None


def _chapter_headings(lines: Sequence[str]) -> list[_Heading]:
    found = [heading for number, line in enumerate(lines) if (heading := _heading(number, line)) is not None]
    numbered = [heading for heading in found if heading.numbered]
    if numbered:
        return numbered
    levels = Counter(heading.level for heading in found)
    level = min((level for level, count in levels.items() if count > 1), default=0)
    return [heading for heading in found if heading.level == level]


def _heading(number: int, line: str) -> _Heading | None:
    """The heading that a line is, or None."""
    bare = line.strip(_EMPHASIS)
    if len(bare) > 2 * _MOST_TITLE_CHARACTERS:
        return None
    markdown = _MARKDOWN.fullmatch(bare)
    said = markdown["title"].strip(_EMPHASIS) if markdown else bare
    if not said or len(said) > _MOST_TITLE_CHARACTERS:
        return None
    match = _numbered(said)
    level = len(markdown["level"]) if markdown else 0
    if match is not None and (markdown or not _ENDS_SENTENCE.search(match["title"])):
        return _Heading(number, said, match["title"].strip(_EMPHASIS), level, numbered=True)
    return _Heading(number, said, said, level, numbered=False) if markdown else None


def _numbered(said: str) -> re.Match[str] | None:
    """A heading such as "Chapter 7: The Well" or 尾声."""
    return _ENGLISH.fullmatch(said) or _CHINESE.fullmatch(said)


def _on_one_line(heading: _Heading, title: str) -> str:
    """The heading with its title, which may stand on a line below it."""
    if heading.title == title:
        return heading.text
    joint = " " if heading.text.endswith((".", ":")) or not heading.text.isascii() else ": "
    return f"{heading.text}{joint}{title}"


def _titled(heading: _Heading, lines: Sequence[str]) -> tuple[str, str]:
    """The title of a chapter and its text: a short line right below a number is its title."""
    body = "\n".join(lines).strip()
    if heading.title or not heading.numbered or len(lines) < 2:
        return heading.title, body
    first, second = lines[0].strip(_EMPHASIS), lines[1].strip()
    is_title = first and not second and len(first) <= _MOST_TITLE_CHARACTERS and not _ENDS_SENTENCE.search(first)
    return (first, "\n".join(lines[1:]).strip()) if is_title else ("", body)


def _front(lines: Sequence[str]) -> tuple[str, str]:
    """What stands before the first chapter: the title of the book, if it is one, and the text."""
    text = "\n".join(lines).strip()
    first, _, rest = text.partition("\n")
    markdown = _MARKDOWN.fullmatch(first.strip()) if len(first) <= 2 * _MOST_TITLE_CHARACTERS else None
    if markdown is not None and len(markdown["level"]) == 1:
        return markdown["title"].strip(_EMPHASIS), rest.strip()
    is_title = _is_title(first) and not rest.strip()
    return (first.strip(_EMPHASIS), "") if is_title else ("", text)


def _title_page(lines: Sequence[str]) -> tuple[str, str]:
    """What stands before the first heading; of title, author and edition, none a sentence, the first is the title."""
    title, text = _front(lines)
    first, _, rest = text.partition("\n")
    if title or not all(map(_is_title, text.split("\n"))):
        return title, text
    return first.strip(_EMPHASIS), rest.strip()


def _is_title(line: str) -> bool:
    return len(line) <= _MOST_TITLE_CHARACTERS and not _ENDS_SENTENCE.search(line)
