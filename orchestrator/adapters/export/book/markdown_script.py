"""A script as Markdown that reads as one wherever Markdown is shown.

A scene is a heading, so that outlines and tables of contents have it. A speech is a quotation, the name in bold first,
each line of the script on one of its own: every program sets quotations apart and indents them, as scripts do.
What would be Markdown in the text is escaped, but for emphasis, which Fountain writes as Markdown does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from orchestrator.adapters.export.book.script import Setting
from orchestrator.adapters.export.book.setting import Block
from orchestrator.domain.text import is_break

_BREAK_LINE = "\\\n"
"""A line that ends here: a backslash, as two blanks are lost in editors."""
_SPOKEN = frozenset({"cue", "parenthetical", "speech", "lyric"})
_INSIDE = re.compile(r"[<`\[]|&(?=#?\w+;)|(?<!\\)\\(?![\\*_])")
_MARKS = re.compile(r"[\\`*_\[\]<>]|&(?=#?\w+;)")
_AT_HEAD = re.compile(r"^(?:(?=[#>+=|~]|-)|(\d{1,9})(?=[.)]))")


def written_script(setting: Setting, scene_break: str) -> str:
    """The script."""
    told = [f"# {_heading(setting.title)}"]
    if setting.credits:
        told.append(_BREAK_LINE.join(_line(line) for line in setting.credits))
    for chapter in setting.chapters:
        if chapter.heading:
            told.append(f"## {_heading(chapter.heading)}")
        told += _written(chapter.blocks, scene_break)
    return "\n\n".join(told) + "\n"


def _written(blocks: Sequence[Block], scene_break: str) -> Iterator[str]:
    """The blocks, those of a speech as one: it begins with a name, a speech of verse with a paragraph of it."""
    speech = 0
    numbered = []
    for block in blocks:
        speech += block.kind == "cue"
        numbered.append((block, (block.kind in _SPOKEN, block.part, block.paragraph, speech)))
    for (is_spoken, *_), same in groupby(numbered, key=lambda one: one[1]):
        own = [block for block, _ in same]
        if is_spoken:
            lines = [line for block in own for line in _spoken(block)]
            yield "\n".join(f"> {line}" for line in _BREAK_LINE.join(lines).split("\n"))
        else:
            yield from (_alone(block, scene_break) for block in own)


def _spoken(block: Block) -> list[str]:
    match block.kind:
        case "cue":
            return [f"**{_escaped(block.text)}**"]
        case "lyric":
            return [_emphasised(line, "*") for line in block.text.split("\n")]
        case _:
            return _lines(block.text)


def _alone(block: Block, scene_break: str) -> str:
    match block.kind:
        case "scene":
            return f"### {_heading(block.text)}"
        case "break":
            return scene_break
        case "centred":
            return _BREAK_LINE.join(_emphasised(line, "**") for line in block.text.split("\n"))
        case _:
            return _BREAK_LINE.join(_lines(block.text))


def _lines(text: str) -> list[str]:
    return [_line(line) for line in text.split("\n") if line.strip()]


def _line(line: str) -> str:
    """A line on which only emphasis is Markdown."""
    if is_break(line):
        return _AT_HEAD.sub(r"\\", _escaped(line.strip()))
    return _AT_HEAD.sub(r"\1\\", _INSIDE.sub(r"\\\g<0>", line.strip()))


def _emphasised(line: str, mark: str) -> str:
    """A line that is emphasised as a whole, where nothing in it is already."""
    return _line(line) if _MARKS.search(line) else f"{mark}{line.strip()}{mark}"


def _heading(line: str) -> str:
    said = line.rstrip("#")
    return _INSIDE.sub(r"\\\g<0>", said) + "\\#" * (len(line) - len(said))


def _escaped(line: str) -> str:
    return _MARKS.sub(r"\\\g<0>", line)
