"""Counting what readability formulas ask for, over our own sentences.

Words are counted by their distinct forms: a text of a hundred thousand words has a few thousand of them.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.checks.formulas import Counts
from orchestrator.checks.passage import Passage
from orchestrator.checks.syllables import count_syllables

POLYSYLLABLE = 3
"""Syllables from which a word is hard to read."""

_COMPLEX_FROM = {"pl": 4, "hu": 5}  # languages of longer words (textstat's thresholds)
_LONG_WORD = 7  # letters
_WORDS_REMEMBERED = 65_536
_THIRD_SYLLABLE = ("es", "ed", "ing")
_EASY_WORDS = ("textstat", "resources/en/easy_words.txt")
_INFLECTIONS = (
    ("'s", ""), ("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
    ("er", ""), ("er", "e"), ("est", ""), ("est", "e"), ("ier", "y"), ("iest", "y"), ("ly", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """The words of a passage.

    Attributes:
        language: ISO 639 code that its syllables were counted in.
        forms: how often each form of a word comes.
        names: forms that stand in capitals within a sentence.
        counts: what the formulas take.
    """

    language: str
    forms: Counter[str]
    names: frozenset[str]
    counts: Counts

    @property
    def difficult_words(self) -> int | None:
        """Words that few fourth-graders know; None where the list is not installed."""
        easy = easy_words()
        if not easy:
            return None
        return sum(n for form, n in self.forms.items() if form not in self.names and not _is_easy(form, easy))


def tally(passage: Passage, language: str) -> Tally:
    """Count the words of ``passage``, which must have some, as words of ``language``."""
    forms: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    for sentence in passage.sentences:
        forms.update(sentence.words)
        firsts[sentence.words[0]] += 1
    names = frozenset(form for form, n in forms.items() if form[0].isupper() and n > firsts[form])
    letters = syllables = poly = complex_words = mono = long_words = 0
    for form, n in forms.items():
        size = sum(map(str.isalnum, form))
        spoken = count_syllables(form, language)
        letters += n * size
        syllables += n * spoken
        mono += n * (spoken == 1)
        poly += n * (spoken >= POLYSYLLABLE)
        long_words += n * (size >= _LONG_WORD)
        complex_words += n * (form not in names and _is_complex(form, spoken, language))
    counts = Counts(
        words=forms.total(),
        sentences=len(passage.sentences),
        letters=letters,
        syllables=syllables,
        polysyllables=poly,
        complex_words=complex_words,
        monosyllables=mono,
        long_words=long_words,
    )
    return Tally(language, forms, names, counts)


def _is_complex(form: str, syllables: int, language: str) -> bool:
    least = _COMPLEX_FROM.get(language, POLYSYLLABLE)
    if syllables < least or "-" in form:
        return False
    return not (language == "en" and syllables == least and form.lower().endswith(_THIRD_SYLLABLE))


@functools.cache
def easy_words() -> frozenset[str]:
    """Dale and Chall's list as textstat ships it; empty where that is not installed (extra ``dale-chall``).

    Only the file is read: importing textstat takes 0.6 seconds.
    """
    import importlib.util
    from importlib.machinery import SourceFileLoader

    package, path = _EASY_WORDS
    spec = importlib.util.find_spec(package)
    if spec is None or spec.submodule_search_locations is None or not isinstance(spec.loader, SourceFileLoader):
        return frozenset()
    data = spec.loader.get_data(f"{spec.submodule_search_locations[0]}/{path}")
    return frozenset(data.decode().split())


@functools.lru_cache(maxsize=_WORDS_REMEMBERED)
def _is_easy(form: str, easy: frozenset[str]) -> bool:
    word = form.lower().replace("’", "'")
    return not word[0].isalpha() or any(stem in easy for stem in _stems(word))


def _stems(word: str) -> Iterator[str]:
    """``word`` and what it may be a regular inflection of, which Dale and Chall count as known too."""
    yield word
    for ending, instead in _INFLECTIONS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending) + instead
            yield stem
            if stem[-1:] == stem[-2:-1]:
                yield stem[:-1]
