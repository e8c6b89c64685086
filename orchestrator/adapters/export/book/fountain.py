"""A book as Fountain (fountain.io/syntax), the plain text that screenwriters' programs read.

A script stays one: its headings, cues and speeches are put into the form that the syntax wants, whatever a model made
of it (``MIRA: Hello.`` on one line, a heading in bold). Prose becomes action, and what would be misread in it is forced
to be action with an exclamation mark. Nothing that a reader should see is left to a note or a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.adapters.export.book.setting import chapters_of, is_break, one_line
from orchestrator.domain.text import clean

_CJK = "\u3400-\u9fff"
_SCENE = re.compile(
    r"(?:(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ]|\.[^\W_]|(?:\d+\s*[.、]\s*)?(?:内景|外景|内外景|室内|室外))", re.IGNORECASE
)
_PLAIN_SCENE = re.compile(r"(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ]", re.IGNORECASE)
_CUE = re.compile(r"(?:@.{1,60}|[A-Z][^a-z\n]{0,60}?)(?:\s*\([^()\n]*\))?\s*\^?")
_SPOKEN = re.compile(
    rf"(?P<name>[A-Z][A-Z0-9 .'’\-]{{0,40}}(?:\([^()]*\))?|[{_CJK}·]{{1,8}}(?:[（(][^（）()]*[）)])?)"
    r"\s*[:：]\s*(?P<speech>\S.*)"
)
_TITLE_KEY = re.compile(
    r"(Title|Credit|Authors?|Source|Draft date|Contact|Copyright|Notes|Revision|Format)\s*:\s*(.*)", re.IGNORECASE
)
_ASIDE = re.compile(r"([（(][^（）()]*[）)])\s*(\S.*)")
_NO_NAMES = frozenset(
    {"时间", "地点", "人物", "场景", "道具", "字幕", "标题", "FADE IN", "FADE OUT", "CUT TO", "TITLE"}
)
_MARKUP = re.compile(r"^(?:#{1,6}\s+)?(\*{0,3}|_{0,3})(.*?)\1\s*$")
_SYNTAX = re.compile(r"[!@>~=#]|\.[^\W_]|(?:INT|EXT|EST|I/E)\b|FADE IN", re.IGNORECASE)
_LOUD = re.compile(r"[^a-z]*[A-Z][^a-z]*")
_HIDING: Mapping[str, str] = MappingProxyType({"[[": "[ [", "]]": "] ]", "/*": "/ *", "*/": "* /"})


def to_fountain(book: Book) -> str:
    r"""The book as Fountain.

    >>> from orchestrator.adapters.export.book.model import Part
    >>> from orchestrator.domain.drafts import Draft
    >>> script = Draft.of("int. mill - night\n\nA fox.\n\nMIRA: I can mend it.")
    >>> print(to_fountain(Book(title="The Mill", language="en", parts=(Part(draft=script),))))
    Title: The Mill
    <BLANKLINE>
    INT. MILL - NIGHT
    <BLANKLINE>
    A fox.
    <BLANKLINE>
    MIRA
    I can mend it.
    <BLANKLINE>
    """
    paragraphs = [_paragraphs(part) for part in book.parts]
    texts = [text for part in paragraphs for text in part]
    entries = _title_page(paragraphs, book)
    head = "\n".join(f"{key}: {value}" for key, value in entries.items())
    if _is_script(texts):
        blocks = [block for part, own in zip(book.parts, paragraphs, strict=True) for block in _part(part, own)]
        return "\n\n".join([head, *_shown(blocks, notes=True)]) + "\n"
    return "\n\n".join([head, *_shown(list(_prose(book)), notes=False)]) + "\n"


def _paragraphs(part: Part) -> list[str]:
    return [clean(paragraph.text) for paragraph in part.draft.paragraphs] if part.draft is not None else []


def _title_page(paragraphs: Sequence[list[str]], book: Book) -> dict[str, str]:
    """What the title page says; one that the text begins with is taken out of it."""
    entries = {"Title": one_line(book.title)}
    lines = paragraphs[0][0].split("\n") if paragraphs and paragraphs[0] else []
    found = [_TITLE_KEY.fullmatch(line.strip()) for line in lines]
    if found and all(found):
        paragraphs[0].pop(0)
        entries |= {match[1].capitalize(): one_line(match[2]) for match in found if match and match[2].strip()}
    return entries


def _is_script(paragraphs: Sequence[str]) -> bool:
    """Whether a text is a script: it has scenes and speakers, or begins as only a script does."""
    first, titled = paragraphs[:1], bool(paragraphs) and all(map(_TITLE_KEY.fullmatch, paragraphs[0].split("\n")))
    begins = titled or any(_PLAIN_SCENE.match(_bare(text)) and "\n" not in text for text in first)
    scenes = any(_SCENE.match(_bare(text.split("\n")[0])) for text in paragraphs)
    return (begins and scenes) or ((begins or scenes) and any(map(_has_speaker, paragraphs)))


def _has_speaker(text: str) -> bool:
    first, _, rest = text.partition("\n")
    return _speaks(first) or (bool(rest) and _is_cue(first) and not _is_cue(rest.split("\n")[0]))


def _part(part: Part, paragraphs: Sequence[str]) -> Iterator[str]:
    heading = one_line(part.heading)
    has_scenes = bool(paragraphs) and bool(_SCENE.match(_bare(paragraphs[0].split("\n")[0])))
    if heading and not has_scenes:
        yield _scene(heading)
    for text in paragraphs:
        yield from _script(text)
    if part.gap:
        yield f"!{one_line(part.gap)}"


def _prose(book: Book) -> Iterator[str]:
    for chapter in chapters_of(book):
        if chapter.heading:
            yield _scene(chapter.heading)
        for block in chapter.blocks:
            match block.kind:
                case "break":
                    yield "> * * * <"
                case "subheading":
                    yield _scene(block.text)
                case "gap":
                    yield f"!{block.text}"
                case _:
                    yield "\n".join(f"!{line.lstrip()}" if _misread(line) else line for line in block.text.split("\n"))


def _script(text: str) -> Iterator[str]:
    """The blocks that one paragraph of a script becomes."""
    first, _, rest = text.partition("\n")
    bare = _bare(first)
    if _SCENE.match(bare):
        yield _scene(bare)
        if rest.strip():
            yield from _script(rest.strip("\n"))
    elif is_break(text) and not text.startswith("="):
        yield "> * * * <"
    elif rest and _is_cue(bare):
        yield f"{_cue(bare)}\n{rest}"
    elif _speaks(first):
        yield from _speeches(text)
    else:
        yield text


def _speaks(line: str) -> bool:
    spoken = _SPOKEN.fullmatch(line.strip().replace("**", ""))
    return spoken is not None and spoken["name"].strip() not in _NO_NAMES


def _speeches(text: str) -> Iterator[str]:
    """Lines of which each says who speaks, then what is said; a line without a name goes on with the one before it."""
    speech: list[str] = []
    for line in text.split("\n"):
        if _speaks(line):
            if speech:
                yield "\n".join(speech)
            spoken = _SPOKEN.fullmatch(line.strip().replace("**", ""))
            assert spoken is not None
            speech = [_cue(spoken["name"].strip()), *_said(spoken["speech"])]
        else:
            speech.append(line)
    yield "\n".join(speech)


def _said(speech: str) -> list[str]:
    """A speech, with what stands in brackets before it on a line of its own."""
    aside = _ASIDE.fullmatch(speech)
    return [f"({aside[1][1:-1]})", aside[2]] if aside else [speech]


def _is_cue(line: str) -> bool:
    bare = _bare(line)
    return bool(_CUE.fullmatch(bare)) and not _SCENE.match(bare) and not bare.endswith((":", "!", "?"))


def _cue(name: str) -> str:
    """A name as a cue; one that is not in capitals of the Latin alphabet is forced to be one."""
    name = name.replace("（", " (").replace("）", ")")
    return name if name.startswith("@") or re.fullmatch(r"[A-Z][^a-z]*?(?:\(.*\))?\s*\^?", name) else f"@{name}"


def _scene(heading: str) -> str:
    if _PLAIN_SCENE.match(heading):
        return heading.upper()
    return heading if re.match(r"\.[^\W_]", heading) else f".{heading}"


def _bare(line: str) -> str:
    """A line without the Markdown around it."""
    found = _MARKUP.fullmatch(line.strip())
    return found[2].strip() if found and found[2].strip() else line.strip()


def _misread(line: str) -> bool:
    bare = line.strip()
    return bool(_SYNTAX.match(bare) or _LOUD.fullmatch(bare))


def _shown(blocks: Sequence[str], *, notes: bool) -> list[str]:
    """The blocks as one text, with nothing in it that hides what follows; without ``notes``, nothing that is hidden."""
    text = "\n\n".join(blocks)
    for opening, closing in (("[[", "]]"), ("/*", "*/")):
        if not notes or text.count(opening) != text.count(closing):
            text = text.replace(opening, _HIDING[opening]).replace(closing, _HIDING[closing])
    return [text] if text else []
