"""Finding the prose in a text: what is markup, a heading or a speaker's name is blanked, nothing moves.

A readability formula that counts a heading as a sentence, or a name before a colon as a word of the speech,
measures the layout. So each character that is not prose becomes a space, and offsets stay those of the
original: a sentence found in the blanked text can be quoted from the original as it stands.

What goes: fenced code, headings (``#``, underlined, or a short line without an end mark on its own before a
paragraph), rules and scene breaks, tables, front-of-line marks (bullets, numbers, ``>``), bullet points that
are no sentences, emphasis, links' addresses, tags, and from screenplays scene headings, transitions,
parentheticals and speaker cues.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from orchestrator.domain.text import count_words

_MAX_HEADING_WORDS = 10
_MAX_CUE_WORDS = 5
_MIN_LINES = 5
_MAX_HEADING_CHARACTERS = 80
_LINES_LOOKED_AHEAD = 8
_LINES_THAT_END = 0.8

_FENCE = re.compile(r"[ \t]*(```|~~~)")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}(?:[ \t]|$)")
_UNDERLINE = re.compile(r"[ \t]*(?:={3,}|-{3,})[ \t]*$")
_RULE = re.compile(r"[ \t]*(?:[-*_=~#][ \t]*){3,}$")
_TABLE_ROW = re.compile(r"[ \t]*\|")
_SCENE_HEADING = re.compile(r"[ \t]*(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ]", re.IGNORECASE)
_TRANSITION = re.compile(r"[ \t]*(?:[A-Z ]{2,40}TO:|FADE (?:IN|OUT)[.:]?)[ \t]*$")
_PARENTHETICAL = re.compile(r"[ \t]*\([^()]{1,80}\)[ \t]*$")
_QUOTE_MARK = re.compile(r"[ \t]*(?:>[ \t]?)+")
_BULLET = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+")
_SPEAKER = re.compile(
    r"[ \t]*(?:\*\*|__)?[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){0,2}(?: \([^()\n]{1,40}\))?:(?:\*\*|__)?[ \t]"
)
_END_MARK = re.compile(r"[.!?…。！？:：;；,，—-][\"'”’」』)*_]*[ \t]*$")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’」』)*_]*[ \t]*$")

_INLINE = (
    re.compile(r"<[/!a-zA-Z][^<>\n]{0,300}>"),
    re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)"),
    re.compile(r"(?<=\])\([^()\n]{0,500}\)"),
    re.compile(r"https?://[^\s)\]]+"),
    re.compile(r"[*`\[\]~\\]"),
    re.compile(r"(?<![^\W_])_|_(?![^\W_])"),
)


@dataclass(frozen=True, slots=True)
class Prose:
    """Text with everything but prose blanked.

    Attributes:
        text: as long as the original; spaces where something was blanked.
        blocks: start and end of each run of prose that no sentence crosses the border of.
    """

    text: str
    blocks: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Lines:
    """The lines of a text, with what is known of each as they are read one after the other."""

    lines: list[str]
    each_line: bool = False
    in_fence: bool = False
    breaks: set[int] = field(default_factory=set)

    def blank_at(self, number: int) -> bool:
        return not (0 <= number < len(self.lines)) or not self.lines[number].strip()


def find_prose(text: str) -> Prose:
    r"""Where the prose of ``text`` is.

    >>> find_prose("# Tom\n\nHe *ran*.").text
    '     \n\nHe  ran .'
    """
    lines = text.split("\n")
    reader = _Lines(lines, each_line=_one_paragraph_a_line(lines))
    masked = [_mask_line(reader, number) for number in range(len(lines))]
    joined = "\n".join(masked)
    for pattern in _INLINE:
        joined = pattern.sub(_blank, joined)
    return Prose(joined, _blocks(joined, reader.breaks, each_line=reader.each_line))


def section_starts(text: str) -> tuple[int, ...]:
    r"""Where a new section begins: the offsets of the headings and scene breaks of ``text``.

    A heading in another form than ``#`` may be a line of verse, so it begins none.

    >>> section_starts("# One\nHe ran.\n\n***\n\nShe came.")
    (0, 15)
    """
    found, at = [], 0
    for line in text.split("\n"):
        if _HEADING.match(line) or _RULE.match(line):
            found.append(at)
        at += len(line) + 1
    return tuple(found)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _mask_line(reader: _Lines, number: int) -> str:
    line = reader.lines[number]
    if _FENCE.match(line):
        reader.in_fence = not reader.in_fence
        return " " * len(line)
    if reader.in_fence or _is_layout(reader, number) or _is_cue(reader, number):
        return " " * len(line)
    if bullet := _BULLET.match(line):
        reader.breaks.add(number)
        if _is_bare_item(reader, number):
            return " " * len(line)
        return " " * bullet.end() + line[bullet.end() :]
    mark = _QUOTE_MARK.match(line) or _SPEAKER.match(line)
    if mark is None:
        return line
    if not line.lstrip().startswith(">"):
        reader.breaks.add(number)
    return " " * mark.end() + line[mark.end() :]


def _is_layout(reader: _Lines, number: int) -> bool:
    """Headings, rules, tables, scene headings, transitions, parentheticals."""
    line = reader.lines[number]
    if not line.strip():
        return False
    if _HEADING.match(line) or _RULE.match(line) or _TABLE_ROW.match(line):
        return True
    if _SCENE_HEADING.match(line) or _TRANSITION.match(line):
        return reader.blank_at(number - 1) or line.strip().isupper()
    if _PARENTHETICAL.match(line):
        return not reader.blank_at(number - 1) and reader.lines[number - 1].strip().isupper()
    following = reader.lines[number + 1] if number + 1 < len(reader.lines) else ""
    if _UNDERLINE.match(following) and reader.blank_at(number - 1):
        return True
    return _is_plain_heading(reader, number)


def _is_plain_heading(reader: _Lines, number: int) -> bool:
    """A short line on its own, without an end mark, before something else.

    Where each line is a paragraph, it needs no blank lines around it.
    """
    line = reader.lines[number]
    if reader.each_line and not reader.blank_at(number + 1):
        if len(line) > _MAX_HEADING_CHARACTERS or len(reader.lines) < _MIN_LINES or _END_MARK.search(line):
            return False
        return count_words(line) <= _MAX_HEADING_WORDS
    alone = reader.blank_at(number - 1) and number + 1 < len(reader.lines) and reader.blank_at(number + 1)
    if not alone or _END_MARK.search(line[-_MAX_HEADING_CHARACTERS:]) or _BULLET.match(line):
        return False
    is_short = len(line.split()) <= _MAX_HEADING_WORDS and len(line.strip()) <= _MAX_HEADING_CHARACTERS
    return is_short and not all(reader.blank_at(number + ahead) for ahead in range(2, _LINES_LOOKED_AHEAD))


def _is_cue(reader: _Lines, number: int) -> bool:
    """A name in capitals over a speech, as in a screenplay."""
    line = reader.lines[number].strip()
    if not line.isupper() or _SENTENCE_END.search(line) or len(line) > _MAX_HEADING_CHARACTERS:
        return False
    return len(line.split()) <= _MAX_CUE_WORDS and reader.blank_at(number - 1) and not reader.blank_at(number + 1)


def _is_bare_item(reader: _Lines, number: int) -> bool:
    """A bullet point of one line that is no sentence ("- two eggs")."""
    following = number + 1
    one_line = reader.blank_at(following) or _BULLET.match(reader.lines[following]) is not None
    return one_line and not _SENTENCE_END.search(reader.lines[number][-_MAX_HEADING_CHARACTERS:])


def _one_paragraph_a_line(lines: list[str]) -> bool:
    """Whether line ends are paragraph ends: nearly all lines end a sentence, which wrapped lines do not."""
    written = [line for line in lines if line.strip()]
    return sum(1 for line in written if _SENTENCE_END.search(line[-_MAX_HEADING_CHARACTERS:])) >= _LINES_THAT_END * len(
        written
    )


def _blocks(masked: str, breaks: set[int], *, each_line: bool) -> tuple[tuple[int, int], ...]:
    blocks: list[tuple[int, int]] = []
    start: int | None = None
    at = 0
    for number, line in enumerate(masked.split("\n")):
        is_blank = not line.strip()
        if start is not None and (is_blank or each_line or number in breaks):
            blocks.append((start, at))
            start = None
        if start is None and not is_blank:
            start = at
        at += len(line) + 1
    if start is not None:
        blocks.append((start, len(masked)))
    return tuple(blocks)
