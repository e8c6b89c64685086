"""The headings of chapters: whether a line may be one, what it says, and how the next one is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestrator.domain.numerals import CHINESE_NUMBER, ENGLISH_NUMBER, number_of, written_like

_ENGLISH = re.compile(
    rf"(?P<label>chapter\s+(?:the\s+)?(?P<number>{ENGLISH_NUMBER})\b"
    r"|(?:prologue|epilogue|preface|foreword|interlude|afterword)\b)"
    r"(?P<joint>[\s.:,—–-]*)(?P<title>.*)",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    rf"(?P<label>第(?P<number>{CHINESE_NUMBER})[章回节]"
    r"|(?:序|序章|序幕|序言|自序|前言|楔子|引子|尾声|终章|番外|后记)(?=$|[\s：:]))"
    r"(?P<joint>[\s：:、，.．·—-]*)(?P<title>.*)"
)
BARE = re.compile(
    r"(?P<label>(?P<number>\d{1,3}|[IVXLC]{1,8}|[一二三四五六七八九十百]{1,5}))"
    r"(?P<joint>\s*[.:)—–、．：]\s*|$)(?P<title>.*)"
)
"""A line that counts: a number, and perhaps a title behind it."""
_MARKDOWN = re.compile(r"(#{1,6})[ \t\u3000]+(?=\S)")
MOST_TITLE_CHARACTERS = 80
EMPHASIS = "*_ \t\u3000"
"""What may stand around a line without being of it."""
_ENDS_SENTENCE = re.compile(r"[.。,，;；!！…”\"]$")
_ENDS_NO_TITLE = re.compile(r"[.。,，;；:：]$")
"""Neither does a title end so that a sign or a blank parts from its number (``Chapter 1: Run!``, ``第三章 “谁？”``)."""
_IS_CLAUSE = re.compile(r"^[课里裡].*[?？:：」』》]$")
"""Nor one that nothing parts from it and that goes on with it (``第二节课是谁的？``, ``第三章里写着“走”``)."""
_PART = re.compile(
    rf"(?i:(?:part|book|volume)\s+(?:the\s+)?(?:{ENGLISH_NUMBER})\b(?:\s*[.:—–-].*)?|(?:table\s+of\s+)?contents)"
    rf"|第{CHINESE_NUMBER}[部卷](?:$|[\s：:].*)|目\s*录"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that begins a chapter.

    Attributes:
        line: its number, from 0.
        text: without the marks around it; ``title`` without the number as well, may be empty.
        level: of Markdown, 1 to 6; 0 where it is none.
        numbered: whether it says that it is a chapter, or counts.
    """

    line: int
    text: str
    title: str
    level: int
    numbered: bool

    @property
    def number(self) -> int | None:
        """Of a chapter that says so; None where it has none."""
        match = _numbered(self.text)
        return number_of(match["number"] or "") if match is not None else None


def opens_chapter(line: str) -> bool:
    """Whether a line is the heading of a chapter, or a Markdown heading.

    >>> opens_chapter("Chapter 2: Rain"), opens_chapter("## Rain"), opens_chapter("Chapter 2 was about rain.")
    (True, True, False)
    """
    return heading_of(0, line) is not None


def heading_of(number: int, line: str) -> Heading | None:
    """The heading that a line is, or None."""
    bare = line.strip(EMPHASIS)
    if len(bare) > 2 * MOST_TITLE_CHARACTERS:
        return None
    level, text = markdown_heading(bare) or (0, bare)
    said = text.strip(EMPHASIS)
    if not said or len(said) > MOST_TITLE_CHARACTERS:
        return None
    match = _numbered(said)
    if match is not None and (level or _may_title(match)):
        return Heading(number, said, match["title"].strip(EMPHASIS), level, numbered=True)
    return Heading(number, said, said, level, numbered=False) if level else None


def heading_due(line_number: int, line: str, due: int) -> Heading | None:
    """A lone line with a full stop behind its title (``Chapter 9: Washington, D.C.``), where its number is ``due``."""
    said = line.strip(EMPHASIS)
    match = _numbered(said)
    if match is None or not match["joint"].strip() or _has_comma(match):
        return None
    plain = heading_of(line_number, said.rstrip(".。"))
    if plain is None or plain.number not in (1, due):
        return None
    return replace(plain, text=said, title=match["title"].strip(EMPHASIS))


def markdown_heading(line: str) -> tuple[int, str] | None:
    """Level (1 to 6) and text of the Markdown heading that a line is; None where it is none.

    >>> [markdown_heading(line) for line in ("## Rain ##", "# C#", "# ##", "#1")]
    [(2, 'Rain'), (1, 'C#'), None, None]
    """
    marked = _MARKDOWN.match(line)
    said = line[marked.end() :].rstrip() if marked is not None else ""
    unmarked = said.rstrip("#")
    text = unmarked.rstrip() if unmarked.endswith((" ", "\t")) or not unmarked else said
    return (len(marked[1]), text) if marked is not None and text else None


def _may_title(match: re.Match[str]) -> bool:
    """Whether what follows the number of a chapter may be its title, or whether the line is of a sentence."""
    joint, title = match["joint"], match["title"]
    if title.startswith((";", "；")) or (_has_comma(match) and _ENDS_SENTENCE.search(title)):
        return False
    if not match["label"].isascii():
        if joint or title.startswith(("“", "「", "『", "《")):
            return not _ENDS_NO_TITLE.search(title)
        if match["label"].endswith("回") and title.endswith(("?", "？", ":", "：")):  # 第二回 is the second time, too
            return False
        return not _IS_CLAUSE.search(title) and not _ENDS_SENTENCE.search(title)
    if joint.strip() and not _has_comma(match):
        return not _ENDS_NO_TITLE.search(title)
    goes_on = title[:1].islower() and match["label"][0].isupper() and not title.startswith(("in which", "wherein"))
    return not goes_on and not _ENDS_SENTENCE.search(title)


def _has_comma(match: re.Match[str]) -> bool:
    """Whether a comma parts the number from the title, as one parts the words of a sentence, too."""
    return not {",", "，"}.isdisjoint(match["joint"])


def _numbered(said: str) -> re.Match[str] | None:
    """A heading such as "Chapter 7: The Well" or 尾声."""
    return _ENGLISH.fullmatch(said) or _CHINESE.fullmatch(said)


def _counting_headings(headings: Sequence[str]) -> list[re.Match[str]]:
    """Headings such as "7. The Well", where all are such."""
    found = [match for match in map(BARE.fullmatch, headings) if match is not None]
    return found if len(found) == len(headings) else []


def is_title(line: str) -> bool:
    """Whether a line may be a title: short, no sentence, neither a part's nor of the contents."""
    return len(line) <= MOST_TITLE_CHARACTERS and not _ENDS_SENTENCE.search(line) and not is_part(line)


def counts(line: str) -> bool:
    """Whether a line has a number before a title, as a chapter in the contents.

    >>> [counts(line) for line in ("1. Rain", "二、雪", "L.A. Confidential", "3:10 to Yuma", "7")]
    [True, True, False, False, False]
    """
    match = BARE.fullmatch(line.strip(EMPHASIS))
    return match is not None and match["joint"][-1:] in (" ", "、", "．") and bool(match["title"])


def is_part(line: str) -> bool:
    """Whether a line is the heading of a part of a book, or that of its contents.

    >>> [is_part(line) for line in ("PART ONE: SPRING", "第一卷 春", "Contents", "Book Lovers")]
    [True, True, True, False]
    """
    return _PART.fullmatch(line.strip(f"#{EMPHASIS}")) is not None


def heading_after(headings: Sequence[str], place: int, title: str) -> str | None:
    """The ``place``-th heading after ``headings``, in their manner; None where they have none to go by."""
    labelled = [match for match in map(_numbered, headings) if match is not None]
    # A prologue or an epilogue stands beside chapters of any kind.
    others = [heading for heading in headings if _numbered(heading) is None]
    counting = [match for match in labelled if match["number"]] or _counting_headings(others)
    counting = [match for match in counting if number_of(match["number"]) is not None]
    if counting:
        return _following(counting, place, title)
    return title if others else None


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
