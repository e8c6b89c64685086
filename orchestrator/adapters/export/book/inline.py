"""The inside of a paragraph: emphasis, and the quotation marks of the language.

Of Markdown only emphasis is read (``*em*``, ``**strong**``, ``_em_``, and a backslash before a mark that is meant):
models write it, and nothing else of Markdown belongs into prose. Everything else is text, HTML and links included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from markdown_it import MarkdownIt

LONGEST_READ = 50_000
"""Characters of a paragraph in which emphasis is looked for; a longer one is no paragraph that somebody marked up."""

_MARKS = re.compile(r"[*_\\]")
_OPENS = re.compile(r"[\s(\[{<—–\-/“‘\u3000]")
_LEAST_WRAPPED = 45
"""Characters of a line that was broken only because it was full."""
_MEANT = ("  ", "\\")
"""What stands at the end of a line that is to end there, in Markdown."""
_QUOTES = re.compile("[\"']")
_ELISION = re.compile(r"\d|(?:tis|twas|twere|twill|em|til)\b", re.IGNORECASE)  # the ’90s, ’tis


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one kind; ``start`` is where it begins in the paragraph that it was read from, in characters."""

    text: str
    start: int
    emphasis: bool = False
    strong: bool = False

    @property
    def end(self) -> int:
        """Where it ends there."""
        return self.start + len(self.text)


def typeset(text: str, language: str) -> list[Span]:
    """A paragraph as it is set.

    >>> [(span.text, span.emphasis) for span in typeset('She said *"no"*.', "en")]
    [('She said ', False), ('“no”', True), ('.', False)]
    """
    return spans(typographic(text) if language.split("-")[0] == "en" else text)


def spans(text: str) -> list[Span]:
    """The spans of ``text``: what stands between its marks, in order."""
    if len(text) > LONGEST_READ or not _MARKS.search(text):
        return [Span(text, 0)] if text else []
    found: list[Span] = []
    at = emphasis = strong = 0
    for token in _parser().parseInline(text)[0].children or ():
        match token.type:
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "hardbreak":
                at = text.index("\n", at) + 1
                found.append(Span("\n", at - 1))
            case _ if token.content:
                # A token stands in the text as it is, after the marks that were read.
                at = text.index(token.content, at)
                found.append(Span(token.content, at, emphasis > 0, strong > 0))
                at += len(token.content)
    return found


def cut(given: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    """What of the spans stands between two places of their paragraph."""
    for span in given:
        first, last = max(start, span.start), min(end, span.end)
        if first < last:
            yield replace(span, text=span.text[first - span.start : last - span.start], start=first)


def plain(given: Sequence[Span]) -> str:
    """The text without its marks."""
    return "".join(span.text for span in given)


def typographic(text: str) -> str:
    r"""``text`` as an English printer sets it, one character for one: its quotation marks, and its lines.

    Prose that somebody wrapped by hand flows again; verse, and other lines that are meant, stay.

    >>> typographic("'Don't,' she said, \"it's the dog's.\"")
    '‘Don’t,’ she said, “it’s the dog’s.”'
    """
    text = text.replace("\n", " ") if _is_wrapped(text) else text
    set_: list[str] = []
    done, last, last_opens = 0, -1, False
    for found in _QUOTES.finditer(text):
        at = found.start()
        before = at - 1
        while before >= done and text[before] in "*_":
            before -= 1  # a mark of emphasis is not printed
        if before == last >= 0:
            # A mark right after another one looks the way that one does: "'Tis" opens twice, ’” closes twice.
            opens = last_opens and text[before] != text[at]
        else:
            opens = before < 0 or bool(_OPENS.match(text[before]))
        after = text[at + 1 : at + 7]
        opens = opens and bool(after) and not after[0].isspace()
        set_ += text[done:at], _set(text[at], after, opens=opens)
        done, last, last_opens = at + 1, at, opens
    return "".join((*set_, text[done:]))


def _is_wrapped(text: str) -> bool:
    """Whether the lines of a paragraph are long ones that go on in the next, and not all begin like those of verse."""
    *lines, last = text.split("\n")
    wrapped = all(len(line) >= _LEAST_WRAPPED and not line.endswith(_MEANT) for line in lines)
    return wrapped and any(line[:1].islower() for line in (*lines[1:], last))


def _set(mark: str, after: str, *, opens: bool) -> str:
    if mark == '"':
        return "“" if opens else "”"
    return "‘" if opens and not _ELISION.match(after) else "’"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["emphasis", "escape"])
    # Joined tokens would not stand in the text as they are.
    parser.core.ruler.disable("text_join", True)
    return parser
