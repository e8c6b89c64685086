"""Which lines of a manuscript begin its chapters.

A chapter begins at a line such as "Chapter 7: The Well", 第七章 or 尾声, in Markdown or not; where there is none, at
the Markdown headings of the highest level that comes more than once; where there are none either, at lines that count
("1. Rain", II, 三、雨) and stand alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from orchestrator.domain.headings import (
    BARE,
    EMPHASIS,
    MOST_TITLE_CHARACTERS,
    Heading,
    heading_due,
    heading_of,
    is_part,
    is_title,
)
from orchestrator.domain.numerals import CHINESE_NUMBER, number_of
from orchestrator.domain.text import cjk_share, is_break

_SECTION = re.compile(rf"第{CHINESE_NUMBER}节")
"""What is within a chapter where there are 章 or 回, and a chapter where there are none."""
_BACK_MATTER = re.compile(
    r"(?i:about the authors?|(?:author’s |author's )?notes?|acknowledge?ments?|appendix.*|glossary|copyright|index)"
    r"|(?:关于|關於)作者|作者简介|作者簡介|致谢|致謝|鸣谢|附录.*|附錄.*|版权.*|注释|参考文献"
)
"""What stands after the chapters of a book and is of the level of its title."""
_LONG_LINE = 40
"""Characters, those of Chinese twice: a line of that length may go on below."""
_SENTENCE_ENDED = re.compile(r"[.。!！?？…—\"'”’»」』)）*_~]$")


def chapter_headings(lines: Sequence[str]) -> list[Heading]:
    """The lines that begin chapters, in their order; those of a table of contents only where it is not told apart."""
    found = list(_headings(lines))
    labelled = _chapters_alone([heading for heading in found if heading.numbered])
    named = [heading for heading in found if not heading.numbered]
    level = _level_of_chapters(named, lines)
    counted = [heading for heading in labelled if heading.number is not None]
    # A line of the text, such as the chapter that somebody reads in, makes no chapter where headings are in Markdown.
    if (
        len(counted) == 1
        and counted[0].level == 0
        and any(heading.level == level > 0 and heading.line < counted[0].line for heading in found)
    ):
        labelled.remove(counted[0])
    elif counted:
        return _after_contents(labelled, lines)
    others = [heading for heading in named if heading.level <= level] or _counting_lines(lines)
    # A prologue or an epilogue stands beside chapters of any kind.
    return _after_contents(sorted([*labelled, *others], key=lambda heading: heading.line), lines)


def _headings(lines: Sequence[str]) -> Iterator[Heading]:
    """The lines that may begin chapters: those that say so, and the headings of Markdown."""
    last = 0
    for number, (above, line, below) in enumerate(zip(("", *lines), lines, (*lines[1:], ""), strict=False)):
        heading = heading_of(number, line)
        if heading is None and not above.strip() and not below.strip():
            heading = heading_due(number, line, last + 1)
        if heading is not None and (heading.level or not _goes_on(above, heading, last)):
            last = heading.number or last
            yield heading


def _goes_on(above: str, heading: Heading, last: int) -> bool:
    """Whether a line goes on with the sentence of the one above it: a text may be cut into lines anywhere.

    One that counts on from ``last`` is of a sentence only where it begins like none of the headings before it.
    """
    said = above.strip()
    begins_small = heading.text[:1].islower()
    if said and begins_small and heading.number is None:
        return True
    is_sentence = any(map(str.isalnum, said)) and not _SENTENCE_ENDED.search(said)
    if not is_sentence or is_part(said) or heading_of(0, said) is not None:
        return False
    if heading.number in (1, last + 1):
        return begins_small and last > 0
    return begins_small or (heading.number is not None and len(said) * (1 + cjk_share(said)) > _LONG_LINE)


def _chapters_alone(labelled: Sequence[Heading]) -> list[Heading]:
    """Without the 节 of a text that has 章: where the first stands before them all, they are within it and others."""
    sections = [heading for heading in labelled if _SECTION.match(heading.text)]
    chapters = [heading for heading in labelled if not _SECTION.match(heading.text)]
    first = next((heading for heading in chapters if heading.number is not None), None)
    return chapters if first is not None and sections and first.line < sections[0].line else list(labelled)


def _level_of_chapters(named: Sequence[Heading], lines: Sequence[str]) -> int:
    """The highest level of Markdown that comes more than once; parts of the book do not count, nor does its title."""
    counted = [heading for heading in named if not is_part(heading.text)]
    is_titled = (
        len(counted) > 1 and 1 == counted[0].level < counted[1].level and not _text_between(*counted[:2], lines=lines)
    )
    often = sorted(level for level, count in Counter(heading.level for heading in counted).items() if count > 1)
    if not often:
        return counted[1].level if is_titled else 0
    after = [heading for heading in counted[1:] if heading.level == often[0]]
    is_back = often[0] == 1 and all(_BACK_MATTER.fullmatch(heading.text) for heading in after)
    return often[1] if is_titled and is_back and len(often) > 1 else often[0]


def _after_contents(headings: Sequence[Heading], lines: Sequence[str]) -> list[Heading]:
    """``headings`` without those of a table of contents: they come again, and have no text between them."""
    texts = [heading.text for heading in headings]
    many = texts.index(texts[0], 1) if texts[:1] and texts[0] in texts[1:] else 0
    listed = pairwise(headings[:many])
    is_listed = many > 1 and not any(_text_between(one, other, lines=lines) for one, other in listed)
    return list(headings[many:] if is_listed and texts[:many] == texts[many : 2 * many] else headings)


def _text_between(one: Heading, other: Heading, *, lines: Sequence[str]) -> bool:
    return any(line.strip() and not is_part(line) for line in lines[one.line + 1 : other.line])


class _Candidate(NamedTuple):
    """A lone line that counts and may begin a chapter.

    Attributes:
        ended: whether the sentence before it is at its end.
        told: whether there is text between it and the candidate before.
        opens_part: whether a part of the book begins between them.
    """

    heading: Heading
    number: int
    ended: bool
    told: bool
    opens_part: bool


def _candidates(lines: Sequence[str]) -> Iterator[_Candidate]:
    """The lines that count in the way of the first that says 1."""
    form, ended, told, opens_part = "", True, True, False
    for at, (above, line, below) in enumerate(zip(("", *lines), lines, (*lines[1:], ""), strict=False)):
        said, alone = line.strip(EMPHASIS), not above.strip() and not below.strip()
        if not said:
            continue
        match = BARE.fullmatch(said) if alone and len(said) <= MOST_TITLE_CHARACTERS else None
        number = number_of(match["number"]) if match is not None and _may_count(match["title"]) else None
        if alone and is_part(said):
            opens_part = True
        elif match is None or number is None or (_form_of(match) != form if form else number != 1):
            ended, told = bool(_SENTENCE_ENDED.search(line.rstrip())) or is_break(line.strip()), True
        else:
            heading = Heading(at, said, match["title"].strip(EMPHASIS), 0, numbered=True)
            yield _Candidate(heading, number, ended, told, opens_part)
            form, told, opens_part = _form_of(match), False, False


def _counting_lines(lines: Sequence[str]) -> list[Heading]:
    """The lines that count from 1 on and stand alone after the end of a sentence, each with text of its own.

    So neither the points of a list nor the numbers of pages are taken for chapters. Each part of a book may begin at 1
    again, and so may the chapters after the contents.
    """
    found: list[_Candidate] = []
    after = beyond = 0  # how far they count, and a number further on that was met
    in_new_part = False
    for one in _candidates(lines):
        in_new_part = in_new_part or one.opens_part
        if one.number == 1 and (not one.told or _begins_again(found, one)):
            found, after = [], 0  # those before were the contents
        if one.number == after + 1 or (one.number == 1 and in_new_part):
            if found and not one.ended and not one.heading.title:
                return []  # the numbers of pages
            found.append(one)
            after, in_new_part = one.number, False
        elif one.number <= after or one.number == beyond + 1:
            return []  # a list within a chapter, or chapters of which some have other headings
        else:
            beyond = one.number
    headings = [one.heading for one in found]
    ends = [*(heading.line for heading in headings[1:]), len(lines)][: len(headings)]
    has_text = all(any(map(str.strip, lines[one.line + 1 : end])) for one, end in zip(headings, ends, strict=True))
    return headings if len(headings) > 1 and has_text else []


def _begins_again(found: Sequence[_Candidate], one: _Candidate) -> bool:
    """Whether those found were the contents, with a few words behind them, and the chapters begin here."""
    is_list = len(found) > 1 and not any(other.told for other in found[1:])
    return is_list and one.heading.text == found[0].heading.text


def _may_count(title: str) -> bool:
    """Whether a counting line with this title, or none, is no point of a list and no question."""
    return is_title(title.rstrip("!！")) and not title.endswith(("?", "？"))


def _form_of(match: re.Match[str]) -> str:
    """The kind of numeral and what follows it."""
    number = match["number"]
    kind = "1" if number.isdecimal() else "I" if number.isascii() else "一"
    return f"{kind}{match['joint'].strip()}"
