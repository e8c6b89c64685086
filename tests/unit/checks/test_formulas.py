"""Each formula on counts small enough for paper and pencil."""

from __future__ import annotations

import pytest

from orchestrator.checks import formulas
from orchestrator.checks.formulas import EASE, GRADE, Counts

# 100 words in 8 sentences: 12.5 words a sentence.
COUNTS = Counts(
    words=100,
    sentences=8,
    letters=430,
    syllables=140,
    polysyllables=9,
    complex_words=7,
    monosyllables=70,
    long_words=15,
)
THIRTY = Counts(words=400, sentences=40, polysyllables=48)


@pytest.mark.parametrize(
    ("value", "by_hand"),
    [
        (GRADE.of(12.5, 1.4), 5.805),  # 4.875 + 16.52 - 15.59
        (EASE["en"].of(12.5, 1.4), 75.7075),  # 206.835 - 12.6875 - 118.44
        (formulas.gunning_fog(COUNTS), 7.8),  # 0.4 * (12.5 + 7)
        (formulas.smog(THIRTY), 9.3871),  # 48 * 30 / 40 = 36, root 6; 1.043 * 6 + 3.1291
        (formulas.automated_readability_index(COUNTS), 5.073),  # 4.71 * 4.3 + 6.25 - 21.43 = 20.253 + 6.25 - 21.43
        (formulas.coleman_liau_index(COUNTS), 7.116),  # 0.0588 * 430 - 0.296 * 8 - 15.8 = 25.284 - 2.368 - 15.8
        (formulas.dale_chall(COUNTS, 5), 1.4095),  # 0.1579 * 5 + 0.0496 * 12.5 = 0.7895 + 0.62
        (formulas.dale_chall(COUNTS, 6), 5.2039),  # 0.9474 + 0.62 + 3.6365
        (formulas.lix(COUNTS), 27.5),  # 12.5 + 15
        (formulas.gulpease(COUNTS), 70.0),  # 89 + (2400 - 4300) / 100
        (formulas.szigriszt_pazos(COUNTS), 107.115),  # 206.835 - 87.22 - 12.5
        (formulas.gutierrez_polini(COUNTS), 49.115),  # 95.2 - 41.71 - 4.375
        (formulas.wiener_sachtextformel(COUNTS), 2.613),  # 1.7415 + 2.09 + 1.9455 - 2.289 - 0.875
        (EASE["de"].of(12.5, 1.4), 85.6),  # 180 - 12.5 - 81.9
        (EASE["es"].of(12.5, 1.4), 110.09),  # 206.84 - 12.75 - 84
        (EASE["fr"].of(12.5, 1.4), 91.2725),  # 207 - 12.6875 - 103.04
        (EASE["it"].of(12.5, 1.4), 116.75),  # 217 - 16.25 - 84
        (EASE["nl"].of(12.5, 1.4), 87.415),  # 206.84 - 11.625 - 107.8
        (EASE["ru"].of(12.5, 1.4), 106.445),  # 206.835 - 16.25 - 84.14
        (EASE["hu"].of(12.5, 1.4), 112.2475),  # 206.835 - 12.6875 - 81.9
    ],
)
def test_a_formula_gives_what_its_paper_says(value: float, by_hand: float) -> None:
    assert value == pytest.approx(by_hand, abs=1e-9)


def test_smog_says_nothing_of_fewer_than_thirty_sentences() -> None:
    assert formulas.smog(Counts(words=290, sentences=29, polysyllables=5)) is None


def test_grades_and_ease_at_their_easiest() -> None:
    # One word of one syllable a sentence.
    assert GRADE.of(1, 1) == pytest.approx(-3.4)
    assert EASE["en"].of(1, 1) == pytest.approx(121.22)
