"""What is said aloud in a text: the spans between quotation marks, and lines of dialogue that begin with a dash.

Told apart are straight and curly double marks, single curly ones (where a closing mark is not an apostrophe),
CJK corner brackets and guillemets. A quotation that is not closed ends with its paragraph, as it does in prose in
which a speech goes on over several of them.
"""

from __future__ import annotations

import functools
import re

_TO_PARAGRAPH_END = r"[^{stop}\n]*(?:\n(?![^\S\n]*\n)[^{stop}\n]*)*"


def _between(opening: str, closing: str) -> str:
    inside = _TO_PARAGRAPH_END.format(stop=opening + closing)
    return f"{opening}{inside}{closing}?"


_SPEECH = re.compile(
    "|".join(
        [
            _between("“", "”"),
            _between("「", "」"),
            _between("『", "』"),
            _between("«", "»"),
            # A straight mark opens before a word and after anything but one.
            r'(?<![\w"])"(?=[\w\'’.…—-])' + _TO_PARAGRAPH_END.format(stop='"') + '"?',
            # Apostrophes are the same sign as closing marks: one before a letter is none, nor is that of a plural.
            r"(?<!\w)‘(?:[^‘’\n]+|\n(?![^\S\n]*\n)|‘[^‘’\n]{0,80}’|’(?=\w)|(?<=s)’(?= [a-z]))*’?",
            r"(?m:^)[^\S\n]*[—–―][^\S\n]?(?=[^\s—–―-])[^\n]*",
        ]
    )
)


@functools.lru_cache(maxsize=4)
def speech_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each span of speech, quotation marks included, in order; none lies in another.

    >>> [text[a:b] for text in ['“Go,” he said. “Now.”'] for a, b in speech_spans(text)]
    ['“Go,”', '“Now.”']
    """
    return tuple(match.span() for match in _SPEECH.finditer(text))


@functools.lru_cache(maxsize=4)
def narration(text: str) -> str:
    """``text`` with all speech blanked: spaces stand in its place, so that every offset stays what it was.

    >>> narration('“Go!” he said.')
    '      he said.'
    """
    pieces, at = [], 0
    for start, end in speech_spans(text):
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])
