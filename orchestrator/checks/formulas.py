"""Readability formulas as their authors published them; counts in, a number out.

Two families: grades (school years needed to read a text; lower is easier) and scores of ease (0 to 100 for most
texts; higher is easier). They disagree by two grades on one text: compare a text with itself, not with a number
from another tool.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

SMOG_SENTENCES = 30
"""McLaughlin normed SMOG on thirty sentences; with fewer it says nothing."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas ask of a text.

    Attributes:
        words: at least 1.
        sentences: at least 1.
        letters: letters and digits in words; no apostrophes, no hyphens.
        syllables: of all words.
        polysyllables: words of three syllables or more.
        complex_words: those of them that Gunning counts: no names, no compounds, no third syllable by -es, -ed, -ing.
        monosyllables: words of one syllable.
        long_words: words of more than six letters.
    """

    words: int
    sentences: int
    letters: int = 0
    syllables: int = 0
    polysyllables: int = 0
    complex_words: int = 0
    monosyllables: int = 0
    long_words: int = 0

    @property
    def words_per_sentence(self) -> float:
        """Average length of a sentence."""
        return self.words / self.sentences

    @property
    def syllables_per_word(self) -> float:
        """Average length of a word."""
        return self.syllables / self.words


def gunning_fog(counts: Counts) -> float:
    """School years needed (Gunning 1952, The Technique of Clear Writing).

    >>> gunning_fog(Counts(words=100, sentences=5, complex_words=10))
    12.0
    """
    return 0.4 * (counts.words_per_sentence + 100 * counts.complex_words / counts.words)


def smog(counts: Counts) -> float | None:
    """School years needed to understand a text fully; None for fewer than ``SMOG_SENTENCES`` sentences.

    McLaughlin 1969, Journal of Reading 12:8.

    >>> round(smog(Counts(words=400, sentences=30, polysyllables=25)), 2)
    8.34
    """
    if counts.sentences < SMOG_SENTENCES:
        return None
    return 1.043 * math.sqrt(counts.polysyllables * 30 / counts.sentences) + 3.1291


def automated_readability_index(counts: Counts) -> float:
    """US school grade from letters, not syllables (Smith and Senter 1967, AMRL-TR-66-220).

    >>> round(automated_readability_index(Counts(words=100, sentences=10, letters=450)), 3)
    4.765
    """
    return 4.71 * counts.letters / counts.words + 0.5 * counts.words_per_sentence - 21.43


def coleman_liau_index(counts: Counts) -> float:
    """US school grade from letters and sentences a hundred words (Coleman and Liau 1975, J. Applied Psychology 60:2).

    >>> round(coleman_liau_index(Counts(words=100, sentences=10, letters=450)), 2)
    7.7
    """
    return 0.0588 * 100 * counts.letters / counts.words - 0.296 * 100 * counts.sentences / counts.words - 15.8


def dale_chall(counts: Counts, difficult_words: int) -> float:
    """Dale and Chall's score: 4.9 and less is grade 4, 9.0 and more college (1948, Educational Research Bulletin 27).

    Args:
        counts: of the text.
        difficult_words: how many of its words are not on the list of 3,000 that fourth-graders know.

    >>> round(dale_chall(Counts(words=100, sentences=10), 4), 4), round(dale_chall(Counts(100, 10), 10), 4)
    (1.1276, 5.7115)
    """
    percent = 100 * difficult_words / counts.words
    return 0.1579 * percent + 0.0496 * counts.words_per_sentence + (3.6365 if percent > 5 else 0.0)


def lix(counts: Counts) -> float:
    """Björnsson's index, for any language with words: 30 is a children's book, 60 a law (Björnsson 1968, Läsbarhet).

    >>> lix(Counts(words=100, sentences=10, long_words=20))
    30.0
    """
    return counts.words_per_sentence + 100 * counts.long_words / counts.words


def gulpease(counts: Counts) -> float:
    """Italian, 0 to 100; higher is easier (Lucisano and Piemontese 1988, Scuola e città 39:3).

    >>> gulpease(Counts(words=100, sentences=5, letters=450))
    59.0
    """
    return 89 + (300 * counts.sentences - 10 * counts.letters) / counts.words


def szigriszt_pazos(counts: Counts) -> float:
    """Spanish, 0 to 100; higher is easier (Szigriszt Pazos 1993, dissertation, Universidad Complutense de Madrid).

    >>> round(szigriszt_pazos(Counts(words=100, sentences=10, syllables=190)), 3)
    78.465
    """
    return 206.835 - 62.3 * counts.syllables_per_word - counts.words_per_sentence


def gutierrez_polini(counts: Counts) -> float:
    """Spanish, for school texts; higher is easier (Gutiérrez de Polini 1972, Caracas).

    >>> round(gutierrez_polini(Counts(words=100, sentences=10, letters=450)), 2)
    48.05
    """
    return 95.2 - 9.7 * counts.letters / counts.words - 0.35 * counts.words_per_sentence


def wiener_sachtextformel(counts: Counts) -> float:
    """German school year, 4 to 15 (first formula; Bamberger and Vanecek 1984, Lesen - Verstehen - Lernen - Schreiben).

    >>> round(wiener_sachtextformel(Counts(100, 10, polysyllables=10, long_words=20, monosyllables=50)), 3)
    3.691
    """
    share = 100 / counts.words
    return (
        0.1935 * counts.polysyllables * share
        + 0.1672 * counts.words_per_sentence
        + 0.1297 * counts.long_words * share
        - 0.0327 * counts.monosyllables * share
        - 0.875
    )


@dataclass(frozen=True, slots=True)
class Linear:
    """A formula of two terms, ``base + sentence * words/sentence + word * syllables/word``, and its two inverses.

    A grade grows with both terms, a score of ease falls.
    """

    base: float
    sentence: float
    word: float = 0.0

    def of(self, words_per_sentence: float, syllables_per_word: float) -> float:
        """The grade or score.

        >>> round(EASE["de"].of(10, 1.7), 2)
        70.55
        """
        return self.base + self.sentence * words_per_sentence + self.word * syllables_per_word

    def sentence_length_for(self, target: float, syllables_per_word: float) -> float:
        """Words a sentence at which a text of such words meets ``target``; may be below any real sentence.

        >>> round(GRADE.sentence_length_for(4, 1.3), 1)
        10.9
        """
        return (target - self.base - self.word * syllables_per_word) / self.sentence

    def syllables_for(self, target: float, words_per_sentence: float) -> float:
        """Syllables a word at which a text of such sentences meets ``target``.

        >>> round(GRADE.syllables_for(4, 10.9), 1)
        1.3
        """
        return (target - self.base - self.sentence * words_per_sentence) / self.word


GRADE = Linear(-15.59, 0.39, 11.8)
"""US school grade, about -3.4 at the easiest (Kincaid, Fishburne, Rogers and Chissom 1975, Navy RBR 8-75)."""

LENGTH = Linear(0.0, 1.0)
"""Words a sentence, as a formula."""

EASE: Mapping[str, Linear] = MappingProxyType(
    {
        "en": Linear(206.835, -1.015, -84.6),  # Flesch 1948, J. Applied Psychology 32:3
        "de": Linear(180.0, -1.0, -58.5),  # Amstad 1978, Wie verständlich sind unsere Zeitungen?
        "es": Linear(206.84, -1.02, -60.0),  # Fernández Huerta 1959, Consigna 214
        "fr": Linear(207.0, -1.015, -73.6),  # Kandel and Moles 1958, Cahiers d'Études de Radio-Télévision 19
        "it": Linear(217.0, -1.3, -60.0),  # Franchina and Vacca 1986, Linguaggi 3
        "nl": Linear(206.84, -0.93, -77.0),  # Douma 1960, De leesbaarheid van landbouwbladen
        "ru": Linear(206.835, -1.3, -60.1),  # Oborneva 2006, dissertation, Moscow
        "hu": Linear(206.835, -1.015, -58.5),  # textstat's constants; no paper of their own
    }
)
"""Scores of ease by language (ISO 639)."""

OTHERS: Mapping[str, Mapping[str, Callable[[Counts], float | None]]] = MappingProxyType(
    {
        "en": {
            "gunning_fog": gunning_fog,
            "smog": smog,
            "automated_readability_index": automated_readability_index,
            "coleman_liau_index": coleman_liau_index,
        },
        "de": {"wiener_sachtextformel": wiener_sachtextformel},
        "es": {"szigriszt_pazos": szigriszt_pazos, "gutierrez_polini": gutierrez_polini},
        "it": {"gulpease": gulpease},
        "pl": {"gunning_fog": gunning_fog},
    }
)
"""What else is measured, by language and name; `lix` is measured in all of them but English."""
