"""Passages for the nursery, for young adults and for a newspaper keep that order by every measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.checks.registry import run_checks

PASSAGES = Path(__file__).parents[2] / "assets" / "reading"
ORDER = ("nursery", "young-adult", "news")

HARDER_IS_MORE = (
    "flesch_kincaid_grade",
    "gunning_fog",
    "automated_readability_index",
    "coleman_liau_index",
    "dale_chall",
    "words_per_sentence",
    "syllables_per_word",
)
HARDER_IS_MORE_ZH = ("characters_per_sentence", "characters_per_clause", "words_per_sentence", "hard_words_share")


def passage(name: str, language: str) -> str:
    return (PASSAGES / f"{name}.{language}.txt").read_text(encoding="utf-8")


def measured(language: str, name: str) -> list[float]:
    """What is measured by that name of the three passages, in order."""
    found = []
    for text in ORDER:
        (report,) = run_checks(passage(text, language), ["readability"], language=language).reports
        assert report.reliable
        share = int(str(report.measured["hard_words"])) / int(str(report.measured["words"]))
        found.append(share if name == "hard_words_share" else float(str(report.measured[name])))
    return found


@pytest.mark.parametrize("name", HARDER_IS_MORE)
def test_english_passages_keep_their_order(name: str) -> None:
    easy, middle, hard = measured("en", name)
    assert easy < middle < hard


def test_ease_falls_where_grades_rise() -> None:
    easy, middle, hard = measured("en", "flesch_reading_ease")
    assert easy > middle > hard


@pytest.mark.parametrize("name", HARDER_IS_MORE_ZH)
def test_chinese_passages_keep_their_order(name: str) -> None:
    easy, middle, hard = measured("zh", name)
    assert easy < middle < hard


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("name", "genre"), [("nursery", "children"), ("young-adult", "ya")])
def test_a_passage_is_in_the_band_of_its_genre(name: str, language: str, genre: str) -> None:
    report = run_checks(passage(name, language), ["readability"], {"readability": {"genre": genre}}, language)
    assert report.passed is True
