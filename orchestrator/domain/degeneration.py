"""Whether a text goes round in circles, as a model does that is caught in a loop.

The field calls it neural text degeneration (Holtzman et al. 2020, arXiv 1904.09751). A loop is a run of words in which
each word is the one a fixed distance before it. The runs are found in one pass: a phrase of eight words that came
before gives the distance, and as long as the words keep it the run goes on. What people write on purpose does not keep
a distance for long: refrains have verses between them, litanies change a name.

Words are what separates them from music: a CJK character counts as one. Numbering is no difference ("1. The fox ran.
2. The fox ran."), any other number is. A stretch of text without any word is a loop as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

_PHRASE_WORDS = 8
_LEAST_WORDS = 40
"""A loop has five phrases of eight words or more: a refrain sung four times in a row is none."""
_LEAST_TIMES = 4
_LONG_WORDS = 40
_LEAST_TIMES_LONG = 3
"""Nobody writes a paragraph of ``_LONG_WORDS`` three times in a row."""

_SHOWN_CHARACTERS = 8
_WORDLESS = re.compile(r"(?<![\W_])[\W_]{500,}")
# From U+2E80 on scripts are written without spaces, so each character is a word. Elsewhere a loop may come without
# spaces too ("hahaha"), so a long word is taken in pieces.
_WORD = re.compile(r"[^\W_\x00-\u2e7f]|[^\W_\u2e80-\U0010ffff]{1,20}")
_CHINESE_DIGITS = "〇零一二三四五六七八九十百千"
_NUMBERING = re.compile(
    r"\[-?p\d[\d.]*\+?\]"
    r"|(?<![^\W_])\d++(?=[.):、．）：]|\s*+[^\W\d_])"
    rf"|第[{_CHINESE_DIGITS}\d]++"
    rf"|(?<![{_CHINESE_DIGITS}])[{_CHINESE_DIGITS}]++、"
)


@dataclass(frozen=True, slots=True)
class Loop:
    """What comes again and again in a text.

    Attributes:
        unit: what is repeated, as it stands there the first time.
        start: where that is in the text, in characters.
        words: how many words it has, numbering left out; 0 where it has none.
    """

    unit: str
    start: int
    words: int

    @property
    def end(self) -> int:
        """Where the repetition begins, in characters."""
        return self.start + len(self.unit)


def find_loop(text: str) -> Loop | None:
    """The first loop in ``text``, or None; takes time in proportion to its length.

    >>> find_loop("The hen slept. " + "Then the fox ran home. " * 20)
    Loop(unit='Then the fox ran home. ', start=15, words=5)
    >>> find_loop("Row, row, row your boat, gently down the stream.") is None
    True
    """
    # Blanks in place of the numbering keep every place where it is.
    unnumbered = _NUMBERING.sub(lambda number: " " * len(number[0]), text)
    if run := _first_run(_WORD.findall(unnumbered)):
        first, words = run
        starts = [match.start() for match in islice(_WORD.finditer(unnumbered), first, first + words + 1)]
        return Loop(text[starts[0] : starts[-1]], starts[0], words)
    if wordless := _WORDLESS.search(text):
        # The first of these characters may well end what stands before.
        start = wordless.start() + _SHOWN_CHARACTERS
        return Loop(text[start : start + _SHOWN_CHARACTERS], start, 0)
    return None


def _first_run(words: list[str]) -> tuple[int, int] | None:
    """The first word and the period of the first run that is a loop."""
    latest: dict[int, int] = {}
    phrases = [hash(phrase) for phrase in zip(*(words[offset:] for offset in range(_PHRASE_WORDS)), strict=False)]
    period = length = 0
    for at, phrase in enumerate(phrases):
        if period and phrases[at - period] == phrase:
            length += 1
        else:
            period, length = at - latest.get(phrase, at), 0
        latest[phrase] = at
        if period and _is_loop(period, period + length + _PHRASE_WORDS):
            return at - length - period, period
    return None


def _is_loop(period: int, words: int) -> bool:
    times = _LEAST_TIMES_LONG if period >= _LONG_WORDS else _LEAST_TIMES
    return words >= max(_LEAST_WORDS, times * period)
