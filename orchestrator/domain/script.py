"""A script as it is read: whether a text is one, its title page, and what each of its lines is.

The form is that of Fountain (fountain.io/syntax), into which ``fountain`` puts what is not in it yet. A reader is not
shown sections, synopses, notes and comments; page breaks are those of whoever sets the script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from orchestrator.domain.fountain import HOURS, PLAIN_SCENE, SCENE, has_speaker, is_cue, plain_line, script_blocks

ElementKind = Literal["scene", "cue", "parenthetical", "speech", "lyric", "transition", "centred", "action", "break"]


class Element(NamedTuple):
    """What one or more lines of a script are, and what they say, without the marks that say what they are."""

    kind: ElementKind
    text: str


_TITLE_KEY = re.compile(
    r"(Title|Credit|Authors?|Source|Draft date|Contact|Copyright|Notes|Revision|Format)\s*[:：]\s*(.*)", re.IGNORECASE
)
_OPENING = re.compile(r"FADE IN[:.]?|淡入[:：。]?", re.IGNORECASE)
_LONGEST_HEADING = 100
_INSIDE = re.compile(rf"[内外]景|室[内外]|(?:{HOURS})[/／]?[内外]|(?:^|\s)[内外](?:\s|$|[/／])")
_TIMED = re.compile(rf" [-–—] |(?:{HOURS})\s*$")
"""Of a heading that says a time of day: one such is enough."""
_NO_HEADING = re.compile(
    r"[。！？；…“”「」]|[!?,;:\"”]$|[a-z]\.$|^\..*\.$|^(?:室内|室外)\w|^(?=.*[a-z])(?i:INT|EXT|EST)\s"
    rf"|，(?!.*(?:{HOURS})\s*$)"
)
"""What no heading has, but a sentence that begins like one (``Est il``, ``.38 calibre.``, ``室内很暗。``)."""
_FOUNDED = re.compile(r"EST[.:]?\s+\d|(?:INT|EXT):\s*\d", re.IGNORECASE)
_TOLD = re.compile(r"[^\n:：]{1,40}[:：]\s*[“\"「『]")
"""Speech as a novel has it: a script has no quotation marks around it."""
_LEAST_SCRIPT, _LEAST_SCENES = 0.1, 0.01
"""How many headings and speakers, and how many headings, there are to a line of a script that begins like none."""
_LEAST_CUES = 0.25
"""Share of cues, of a script with a title page and without scenes."""
_PARENTHETICAL = re.compile(r"\(.*\)|（.*）")
_NUMBER = re.compile(r"(.*?)\s*#([\w.\-]+)#")
_TRANSITION = re.compile(
    r"[A-Z][^a-z]*\bTO:|FADE (?:OUT|TO BLACK)[.:]?|(?:淡出|切至|切到|叠化|渐隐|黑场|转场)[:：。.]?"
)


def is_script(paragraphs: Sequence[str]) -> bool:
    r"""Whether a text is a script: it begins as only a script does, or is full of scenes and speakers.

    A novel with a line in capitals, or in which somebody reads a script, is none.

    >>> is_script(["INT. MILL - NIGHT", "A fox."]), is_script(["He read:", "INT. MILL", "STOP\nhere", *["So."] * 99])
    (True, False)
    """
    titled = bool(paragraphs) and title_page(paragraphs[0]) is not None
    body = paragraphs[1:] if titled else paragraphs
    first = next((text for text in body if not _OPENING.fullmatch(text)), "")
    if titled:
        cues = sum("\n" in text and is_cue(text.split("\n")[0]) for text in body)
        has_scenes = any("\n" not in text and (_is_in_form(text) or _begins_scene(text)) for text in body)
        return has_scenes or cues > _LEAST_CUES * len(body)
    begins = "\n" not in first and _begins_scene(first)
    is_placed = begins and _says_place(first)
    if is_placed and (_is_in_form(first) or _TIMED.search(plain_line(first))):
        return True
    scenes = sum(map(_begins_scene, body))
    lines = sum(text.count("\n") + 1 for text in body)
    if scenes == 0 or scenes < _LEAST_SCENES * lines:
        return False
    told = sum(_TOLD.match(text) is not None for text in body)
    played = sum(text.startswith("△") or (has_speaker(text) and not _TOLD.match(text)) for text in body)
    if is_placed and scenes > 1:
        return True
    if played == 0 or played < told:
        return False
    return begins or scenes + played >= _LEAST_SCRIPT * lines


def _says_place(heading: str) -> bool:
    """Whether a heading says inside or outside, or is forced; 第一场 begins a chapter of a novel as well."""
    return not plain_line(heading).startswith("第") or _INSIDE.search(heading) is not None


def _is_in_form(text: str) -> bool:
    """Whether a paragraph is the heading of a scene as ``fountain`` writes it, whatever it says."""
    return (text.startswith(".") and SCENE.match(text) is not None) or _is_loud_heading(text)


def _is_loud_heading(line: str) -> bool:
    return PLAIN_SCENE.match(line) is not None and line == line.upper() and not _FOUNDED.match(line)


def _begins_scene(text: str) -> bool:
    """Whether a paragraph begins with what can only be the heading of a scene."""
    first = text.split("\n", 1)[0]
    if len(first) > _LONGEST_HEADING:
        return False
    line = plain_line(first)
    forced = line.startswith(".") and SCENE.match(line[1:])
    told = SCENE.match(line) and not _NO_HEADING.search(line) and not _FOUNDED.match(line)
    return bool(forced or told or _is_loud_heading(line))


def title_page(paragraph: str) -> Mapping[str, str] | None:
    r"""What the title page that a paragraph is says, by key (``Title``, ``Draft date``); None where it is none.

    >>> title_page("title: The Mill\nAuthors:\n    Mira\n    Fritz"), title_page("Title: and text\nunder it")
    ({'Title': 'The Mill', 'Authors': 'Mira\nFritz'}, None)
    """
    entries: dict[str, str] = {}
    key = ""
    for line in paragraph.split("\n"):
        found = _TITLE_KEY.fullmatch(line.strip())
        if found is not None:
            key = found[1].capitalize()
            entries[key] = found[2].strip()
        elif key and line[:1].isspace():
            entries[key] = f"{entries[key]}\n{line.strip()}".strip()
        else:
            return None
    return {key: value for key, value in entries.items() if value}


def shown_paragraphs(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs without notes and comments, which may go over several; what is all hidden is empty.

    >>> shown_paragraphs(["A [[why?]] fox.", "/* Not", "here. */ Rain.", "/* never closed"])
    ['A fox.', '', 'Rain.', '/* never closed']
    """
    # The mark between paragraphs is one that no clean text has.
    without = _without("\0".join(paragraphs), "/*", "*/")
    return [_without(paragraph, "[[", "]]").strip() for paragraph in without.split("\0")]


def _without(text: str, opening: str, closing: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start + len(opening))) >= 0:
        before, hidden = text[at:start], text[start:end]
        at = end + len(closing)
        kept += before if text[at : at + 1].strip() else before.rstrip(" "), "\0" * hidden.count("\0")
    return "".join((*kept, text[at:]))


def elements(paragraph: str) -> Iterator[Element]:
    r"""What a paragraph of a script consists of; nothing where all of it is hidden.

    >>> [tuple(element) for element in elements("@米拉\n(轻声)\n我来了。")]
    [('cue', '米拉'), ('parenthetical', '(轻声)'), ('speech', '我来了。')]
    """
    text = "\n".join(line for line in paragraph.split("\n") if line.strip())
    for block in script_blocks(text) if text else ():
        yield from _elements(block.strip())


def _elements(block: str) -> Iterator[Element]:
    first, *rest = block.split("\n")
    if block == "> * * * <":
        yield Element("break", "")
    elif not rest and SCENE.match(first):
        yield Element("scene", _numbered(first.removeprefix(".").strip()))
    elif not rest and _TRANSITION.fullmatch(first.strip()):
        yield Element("transition", first.strip())
    elif rest and is_cue(first):
        yield Element("cue", first.removeprefix("@").rstrip("^ ").strip())
        yield from _joined(_speech(line.strip()) for line in rest)
    else:
        yield from _joined(_line(line, "action") for line in (first.removeprefix("@"), *rest))


def _numbered(heading: str) -> str:
    """A heading with its number before it, where Fountain has it after it: ``#12A#``."""
    found = _NUMBER.fullmatch(heading)
    return f"{found[2]} {found[1]}" if found else heading


def _speech(line: str) -> Element | None:
    return Element("parenthetical", line) if _PARENTHETICAL.fullmatch(line) else _line(line, "speech")


def _line(line: str, kind: ElementKind) -> Element | None:
    """A line by the mark at its head; one without is of ``kind``; None for what is not shown."""
    bare = line.strip()
    match bare[:1]:
        case "#" | "=":
            return None
        case "!":
            return Element("action", bare[1:].rstrip())
        case "~":
            return Element("lyric", bare[1:].strip())
        case ">" if bare.endswith("<") and len(bare) > 1:
            return Element("centred", bare[1:-1].strip())
        case ">":
            return Element("transition", bare[1:].strip())
        case _:
            return Element(kind, line.rstrip())


def _joined(lines: Iterator[Element | None]) -> Iterator[Element]:
    """Neighbours of one kind as one element, without those that say nothing."""
    said = (line for line in lines if line is not None and line.text.strip())
    for kind, same in groupby(said, key=lambda line: line.kind):
        yield Element(kind, "\n".join(line.text for line in same))
