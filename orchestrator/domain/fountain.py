r"""A script in the form of Fountain (fountain.io/syntax), whatever wrote it.

What a model writes is put right by rules, never trusted: a name with its speech on one line becomes a cue with the
speech under it, a heading in bold or small letters a heading, a cue without a speech action; what would hide a text
from its reader (notes, sections, comments) is text. The same page always becomes the same Fountain, and what is in
form already stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from orchestrator.domain.numerals import CHINESE_NUMBER
from orchestrator.domain.text import cjk_share, is_break, split_paragraphs

_CJK = "\u3400-\u9fff"
HOURS = "日|夜|晨|昏|清晨|黄昏|傍晚|夜晚|白天|早上|晚上|凌晨|正午|午后"
"""Times of day as headings have them, for a pattern."""
_PLACE = r"(?:INT\.?/EXT|INT|EXT|EST|I/E)[.: ]"
SCENE = re.compile(
    rf"(?:scene\s+)?(?:\d+[A-Z]?[.):]?\s+)?{_PLACE}|\.[^\W_]"
    r"|(?:(?:场\s*)?\d+\s*[.、\s：:]\s*)?(?:内景|外景|内外景|室内|室外)"
    rf"|第(?:\d+|{CHINESE_NUMBER})场(?:[\s：:]|$)"
    rf"|\d+(?:-\d+)?[、.\s]\s*(?:(?:\S+\s+)*(?:{HOURS})[\s/／]*[内外]$|(?:{HOURS})[\s/／]*[内外]\s+\S)",
    re.IGNORECASE,
)
"""How the heading of a scene begins: as Fountain has it, numbered (``1. INT. MILL``), 第3场, or ``1-2 日 内 磨坊``."""
PLAIN_SCENE = re.compile(_PLACE, re.IGNORECASE)
"""How one begins that is not forced to be one."""
_NUMBERED_SCENE = re.compile(rf"(?:scene )?(?P<number>\d+[A-Z]?)(?P<dot>[.):]?) (?P<heading>{_PLACE}.*)", re.IGNORECASE)
_COLON = re.compile(r"^(INT\.?/EXT|INT|EXT|EST|I/E):")
_CUE = re.compile(r"(?:@.{1,60}|[A-Z][^a-z\n]{0,60}?)(?:\s*\([^()\n]*\))?\s*\^?")
_SPOKEN = re.compile(
    rf"(?P<name>[A-Z][A-Z0-9 .'’\-]{{0,40}}(?:\([^()]*\))?|[{_CJK}·]{{1,8}}(?:[（(][^（）()]*[）)])?)"
    r"\s*[:：]\s*(?P<speech>\S.*|)"
)
_TELLS = re.compile(
    r"\bTO$|[说道问答想看见到着是有喊叫写字]$|^(?:SERIES|ANGLE|CLOSE|LATER|MEANWHILE|MONTAGE|BACK|ON)\b"
)
"""A line that goes on after a colon and names nobody who speaks (``DISSOLVE TO:``, ``他看见：``)."""
_ASIDE = re.compile(r"([（(][^（）()]*[）)])\s*(\S.*)")
_NO_NAMES = frozenset(
    {
        "时间", "地点", "人物", "场景", "道具", "字幕", "标题", "FADE IN", "FADE OUT", "CUT TO", "TITLE", "SUPER",
        "INSERT", "NOTE", "CARD", "CHYRON", "MONTAGE", "FLASHBACK", "INTERCUT", "蒙太奇", "闪回",
    }
)  # fmt: skip
_MARKUP = re.compile(r"(?:#{1,6}\s+)?(\*{0,3}|_{0,3})(?:【([^】]*)】|(.*?))\1")
_SYNTAX = re.compile(r"[!@>~=#]|\.[^\W_]|(?:INT|EXT|EST|I/E)\b|FADE IN", re.IGNORECASE)
_LOUD = re.compile(r"[^a-z]*[A-Z][^a-z]*")
_HIDING: Mapping[str, str] = MappingProxyType({"[[": "[ [", "]]": "] ]", "/*": "/ *", "*/": "* /"})
_FENCE = re.compile(r"```\w*")
_NO_SPEECH = re.compile(rf"(?i:{SCENE.pattern})|[^a-z]*[A-Z][^a-z]*:$")
_BARE_MARKS = re.compile(r"^[ \t]*[@!~=>#^]+[ \t]*$", re.MULTILINE)
_FORCED_CUE = re.compile(r"@[^\n]{1,60}")
_MARKS = re.compile(r"^(?:[#=~>!@\s]|\.(?=[^\W_]))+")
_HIDDEN = re.compile(r"[#=~]|@|>(?!.*<$)")


def scene_text(page: str, heading: str) -> str:
    r"""One scene: ``heading`` as a heading of INT. or EXT. (内景, 外景), and under it ``page`` in form.

    A heading that says neither is taken to be inside. One that the page begins with gives way to ``heading``.

    >>> print(scene_text("**Int. mill**\n\nA fox.\n\nMIRA: (softly) It's dry.", "Mill - night"))
    INT. MILL - NIGHT
    <BLANKLINE>
    A fox.
    <BLANKLINE>
    MIRA
    (softly)
    It's dry.
    """
    paragraphs = split_paragraphs(_BARE_MARKS.sub("", page))
    blocks = [block for text in paragraphs if not _FENCE.fullmatch(text) for block in script_blocks(text)]
    if blocks and _is_heading(blocks[0]):
        del blocks[0]
    shown = filter(str.strip, map(_in_form, _with_speeches(blocks)))
    return "\n\n".join([_inside(heading), *shown_blocks(list(shown), notes=False)])


def _inside(heading: str) -> str:
    line = " ".join(plain_line(heading).split()).lstrip(".")
    if not SCENE.match(line):
        line = f"内景 {line}" if cjk_share(line) > 0 else f"INT. {line}"
    return scene_heading(line)


def _is_heading(block: str) -> bool:
    return "\n" not in block and SCENE.match(block) is not None


def _with_speeches(blocks: Sequence[str]) -> list[str]:
    """``blocks``, a forced cue that stands alone joined with the speech after it."""
    made: list[str] = []
    for block in blocks:
        if made and _FORCED_CUE.fullmatch(made[-1]) and not _is_heading(block) and not is_cue(block.split("\n")[0]):
            made[-1] = f"{made[-1]}\n{block}"
        else:
            made.append(block)
    return made


def _in_form(block: str) -> str:
    """``block`` with nothing at the head of a line that would hide it, or make it what it is not."""
    return "\n\n".join(filter(None, map(_formed, _apart(block))))


def _apart(block: str) -> Iterator[str]:
    """``block`` cut at headings and transitions that have no blank line around them."""
    first, *rest = block.split("\n")
    lines = [first]
    for line in rest:
        if _NO_SPEECH.match(line.strip()):
            yield "\n".join(lines)
            yield scene_heading(line.strip()) if SCENE.match(line.strip()) else line.strip()
            lines = []
        else:
            lines.append(line)
    yield "\n".join(lines)


def _formed(block: str) -> str:
    """What ``_apart`` cut, in form."""
    if _is_heading(block) or block == "> * * * <":
        return block
    first, *rest = block.split("\n")
    speech = [said for line in rest if (said := _MARKS.sub("", line.strip()))]
    if speech and is_cue(first):
        return "\n".join([first, *speech])
    if first.startswith("@"):  # nobody speaks: it is action
        first = first.lstrip("@ ")
        if is_break(first) and not rest:
            return "> * * * <"
    lines = list(filter(str.strip, (first, *rest)))
    forced = (_HIDDEN.match(line.strip()) or (len(lines) > 1 and is_cue(line)) for line in lines)
    return "\n".join(f"!{line.lstrip()}" if force else line for line, force in zip(lines, forced, strict=True))


def has_speaker(text: str) -> bool:
    """Whether a paragraph says who speaks, on a line of its own or before the speech."""
    first, _, rest = text.partition("\n")
    return bool(_spoken(first, rest)) or (bool(rest) and is_cue(first) and not is_cue(rest.split("\n")[0]))


def script_blocks(text: str) -> Iterator[str]:
    """The blocks that one paragraph of a script becomes."""
    first, _, rest = text.partition("\n")
    bare = plain_line(first)
    while SCENE.match(bare):
        yield scene_heading(bare)
        if not rest.strip():
            return
        text = rest.strip("\n")
        first, _, rest = text.partition("\n")
        bare = plain_line(first)
    if is_break(text) and not text.startswith("="):
        yield "> * * * <"
    elif rest and is_cue(bare):
        yield f"{_cue(bare)}\n{rest}"
    elif _spoken(first, rest):
        yield from _speeches(text)
    else:
        yield text


def _spoken(line: str, below: str) -> tuple[str, str] | None:
    """Who speaks on a line, and what; what is said may stand ``below``, under the name and a colon."""
    spoken = _SPOKEN.fullmatch(line.strip().replace("**", ""))
    name = spoken["name"].strip() if spoken is not None else ""
    if spoken is None or name in _NO_NAMES:
        return None
    is_told = bool(spoken["speech"]) or (bool(below.strip()) and not _TELLS.search(name))
    return (name, spoken["speech"]) if is_told else None


def _speeches(text: str) -> Iterator[str]:
    """Lines of which each says who speaks, then what is said; a line without a name goes on with the one before it."""
    speech: list[str] = []
    lines = text.split("\n")
    for line, below in zip(lines, (*lines[1:], ""), strict=True):
        spoken = _spoken(line, below)
        if spoken is None:
            speech.append(line)
            continue
        if speech:
            yield "\n".join(speech)
        speech = [_cue(spoken[0]), *_said(spoken[1])]
    yield "\n".join(speech)


def _said(speech: str) -> list[str]:
    """A speech, with what stands in brackets before it on a line of its own."""
    aside = _ASIDE.fullmatch(speech)
    if aside is not None:
        return [f"({aside[1][1:-1]})", aside[2]]
    return [speech] if speech else []


def is_cue(line: str) -> bool:
    """Whether a line names who speaks, and no more."""
    bare = plain_line(line)
    return bool(_CUE.fullmatch(bare)) and not SCENE.match(bare) and not bare.endswith((":", "!", "?"))


def _cue(name: str) -> str:
    """A name as a cue; one that is not in capitals of the Latin alphabet is forced to be one."""
    name = name.replace("（", " (").replace("）", ")")
    return name if name.startswith("@") or re.fullmatch(r"[A-Z][^a-z]*?(?:\(.*\))?\s*\^?", name) else f"@{name}"


def scene_heading(heading: str) -> str:
    """A heading as one: INT. and EXT. in capitals, their number behind them; any other forced to be one."""
    heading = " ".join(heading.split())
    numbered = _NUMBERED_SCENE.fullmatch(heading)
    if numbered is not None:
        number, heading = numbered["number"], numbered["heading"]
        if not numbered["dot"]:  # a script that is to be shot has it on both sides
            heading = heading.removesuffix(f" {number}")
        heading = f"{heading} #{number}#"
    if PLAIN_SCENE.match(heading):
        return _COLON.sub(r"\1.", heading.upper())
    return heading if re.match(r"\.[^\W_]", heading) else f".{heading}"


def plain_line(line: str) -> str:
    """A line without the Markdown or the brackets around it."""
    found = _MARKUP.fullmatch(line.strip())
    return ((found[2] or found[3] or "") if found else "").strip() or line.strip()


def is_misread(line: str) -> bool:
    """Whether a line of prose would be read as something else."""
    bare = line.strip()
    return bool(_SYNTAX.match(bare) or _LOUD.fullmatch(bare))


def shown_blocks(blocks: Sequence[str], *, notes: bool) -> list[str]:
    """The blocks as one text, with nothing in it that hides what follows; without ``notes``, nothing that is hidden."""
    text = "\n\n".join(blocks)
    for opening, closing in (("[[", "]]"), ("/*", "*/")):
        if not notes or text.count(opening) != text.count(closing):
            text = text.replace(opening, _HIDING[opening]).replace(closing, _HIDING[closing])
    return [text] if text else []
