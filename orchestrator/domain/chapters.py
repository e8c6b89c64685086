"""A manuscript that somebody has, told apart into its chapters.

A chapter begins at a line such as "Chapter 7: The Well", 第七章 or 尾声, in Markdown or not; where there is none, at
the Markdown headings of the highest level that comes more than once; where there are none either, at lines that count
("1. Rain", II, 三、雨) and stand alone. What has no text, such as a line of a table of contents, is no chapter. A text
without any heading is one chapter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.domain.numerals import CHINESE_NUMBER, ENGLISH_NUMBER, number_of, written_like
from orchestrator.domain.text import clean, count_words, guess_language, is_break

_ENGLISH = re.compile(
    rf"(?P<label>chapter\s+(?:the\s+)?(?P<number>{ENGLISH_NUMBER})\b|(?:prologue|epilogue)\b)"
    r"(?P<joint>[\s.:—–-]*)(?P<title>.*)",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    rf"(?P<label>第(?P<number>{CHINESE_NUMBER})[章回节]|(?:序章|序幕|楔子|引子|尾声|终章|后记)(?=$|[\s：:]))"
    r"(?P<joint>[\s：:、.．·—-]*)(?P<title>.*)"
)
_BARE = re.compile(
    r"(?P<label>(?P<number>\d{1,3}|[IVXLC]{1,8}|[一二三四五六七八九十百]{1,5}))"
    r"(?P<joint>\s*[.:)—–、．：]\s*|$)(?P<title>.*)"
)
_MARKDOWN = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<title>.+?)[ \t]*#*")
_MOST_TITLE_CHARACTERS = 80
_MOST_FRONT_WORDS = 60
"""More than that before the first heading is a chapter without one."""
_ENDS_SENTENCE = re.compile(r"[.。,，;；!！…”\"]$")
_PART = re.compile(r"(?i:part|book|volume)\s+\S+|(?i:contents)|第.{1,4}[部卷]|目录")
_SENTENCE_ENDED = re.compile(r"[.。!！?？…—\"'”’»」』)）*_~]$")
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
        numbered = [match for match in map(_numbered, headings) if match is not None]
        counting = [match for match in numbered or _bare(headings) if number_of(match["number"] or "") is not None]
        if counting:
            return _following(counting, place, title)
        if headings and not numbered:
            return title
        number = place + (0 if numbered else len(self.chapters))
        is_chinese = guess_language("".join(chapter.text for chapter in self.chapters)) == "zh"
        return f"第{number}章 {title}".rstrip() if is_chinese else f"Chapter {number}: {title}".rstrip(": ")


def _following(counting: Sequence[re.Match[str]], place: int, title: str) -> str:
    """The heading that follows those that have a number."""
    last, said = counting[-1], counting[-1]["number"]
    number = number_of(said)
    assert number is not None
    before, after = last.string[: last.start("number")], last.string[last.end("number") : last.end("label")]
    label = f"{before}{written_like(number + place, said).zfill(len(said) if said.startswith('0') else 0)}{after}"
    own = _numbered(title)
    named = own["title"] if own is not None else title
    titled = next((match for match in reversed(counting) if match["title"]), None)
    if titled is None or not named:
        return f"{label}{last['joint'].strip() if titled is None else ''}"
    return f"{label}{titled['joint']}{named.upper() if titled['title'].isupper() else named}"


@dataclass(frozen=True, slots=True)
class _Heading:
    line: int
    text: str
    title: str
    level: int
    numbered: bool


def read_book(text: str) -> ReadBook:
    r"""The chapters of ``text``, each with some text; what is short before the first heading is title and front.

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
    title, front = _title_page(lines[: headings[0].line])
    is_chapter = count_words(front) > _MOST_FRONT_WORDS
    chapters = [ReadChapter("", "", front)] if is_chapter else []
    ends = [heading.line for heading in headings[1:]] + [len(lines)]
    for heading, end in zip(headings, ends, strict=True):
        own, body = _titled(heading, lines[heading.line + 1 : end])
        if body:
            chapters.append(ReadChapter(_on_one_line(heading, own), own, body))
    if not chapters:
        return ReadBook(title, (ReadChapter("", "", clean(text).strip()),))
    return ReadBook(title, tuple(chapters), "" if is_chapter else front)


def opens_chapter(line: str) -> bool:
    """Whether a line is the heading of a chapter, or a Markdown heading.

    >>> opens_chapter("Chapter 2: Rain"), opens_chapter("## Rain"), opens_chapter("Chapter 2 was about rain.")
    (True, True, False)
    """
    return _heading(0, line) is not None


def _chapter_headings(lines: Sequence[str]) -> list[_Heading]:
    found = [heading for number, line in enumerate(lines) if (heading := _heading(number, line)) is not None]
    labelled = [heading for heading in found if heading.numbered]
    if any(_number_in(heading) is not None for heading in labelled):
        return labelled
    levels = Counter(heading.level for heading in found if not heading.numbered)
    level = min((level for level, count in levels.items() if count > 1), default=0)
    others = [heading for heading in found if heading.level == level and not heading.numbered] or _counting_lines(lines)
    # A prologue or an epilogue stands beside chapters of any kind.
    return sorted([*labelled, *others], key=lambda heading: heading.line)


def _number_in(heading: _Heading) -> int | None:
    match = _numbered(heading.text)
    return number_of(match["number"] or "") if match is not None else None


def _counting_lines(lines: Sequence[str]) -> list[_Heading]:
    """The lines that count from 1 on and stand alone after the end of a sentence, each with text of its own.

    So neither the points of a list nor the numbers of pages are taken for chapters.
    """
    found: list[_Heading] = []
    form, ended = "", True  # how they count; whether the sentence before is at its end
    for number, (above, line, below) in enumerate(zip(("", *lines), lines, (*lines[1:], ""), strict=False)):
        said = line.strip(_EMPHASIS)
        match = _BARE.fullmatch(said) if len(said) <= _MOST_TITLE_CHARACTERS else None
        alone = not above.strip() and not below.strip()
        is_title = match is not None and _is_title(match["title"]) and not match["title"].endswith(("?", "？"))
        if match and is_title and alone and form in ("", own := _form_of(match)):
            counted = number_of(match["number"])
            if counted == len(found) + 1 and (ended or match["title"] or not found):
                found.append(_Heading(number, said, match["title"].strip(_EMPHASIS), 0, numbered=True))
                form = own
            elif found:
                return []  # it counts something else
        elif said:
            ended = bool(_SENTENCE_ENDED.search(line.rstrip())) or is_break(line.strip())
    ends = [*(heading.line for heading in found[1:]), len(lines)][: len(found)]
    told = all(_titled(heading, lines[heading.line + 1 : end])[1] for heading, end in zip(found, ends, strict=True))
    return found if len(found) > 1 and told else []


def _form_of(match: re.Match[str]) -> str:
    """The kind of numeral and what follows it."""
    number = match["number"]
    kind = "1" if number.isdecimal() else "I" if number.isascii() else "一"
    return f"{kind}{match['joint'].strip()}"


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


def _bare(headings: Sequence[str]) -> list[re.Match[str]]:
    """Headings such as "7. The Well", where all are such."""
    found = [match for match in map(_BARE.fullmatch, headings) if match is not None]
    return found if len(found) == len(headings) else []


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
    """What stands before the first heading: the title, alone in its paragraph, and what else there is."""
    title, text = _front(lines)
    first, _, rest = text.partition("\n")
    if title or not _is_title(first) or rest.partition("\n")[0].strip():
        return title, text
    return first.strip(_EMPHASIS), rest.strip()


def _is_title(line: str) -> bool:
    is_part = _PART.fullmatch(line.strip(_EMPHASIS)) is not None
    return len(line) <= _MOST_TITLE_CHARACTERS and not _ENDS_SENTENCE.search(line) and not is_part
