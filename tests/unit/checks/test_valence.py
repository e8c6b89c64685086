from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.checks.valence import SCALE, felt_words, sentence_valence

ASSETS = Path(__file__).parents[2] / "assets" / "sentiment"
NEUTRAL = 0.5
"""A valence nearer to 0 counts as neutral."""


def labelled(language: str) -> list[tuple[int, str]]:
    """A hundred sentences with a reader's valence; what is tuned is tuned on the first, third, fifth … only."""
    lines = (ASSETS / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(int(label), sentence) for label, sentence in (line.split("\t") for line in lines)]


def sign(value: float, neutral: float = 0.0) -> int:
    return (value > neutral) - (value < -neutral)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_three_of_four_held_out_sentences_are_felt_as_a_reader_feels_them(language: str) -> None:
    held_out = labelled(language)[1::2]
    agreed = sum(sign(sentence_valence(text), NEUTRAL) == sign(label) for label, text in held_out)
    assert len(held_out) == 50
    assert agreed >= 38


def test_vader_alone_agrees_less() -> None:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    rate = SentimentIntensityAnalyzer().polarity_scores
    held_out = labelled("en")[1::2]
    theirs = sum(sign(rate(text)["compound"], 0.05) == sign(label) for label, text in held_out)
    ours = sum(sign(sentence_valence(text), NEUTRAL) == sign(label) for label, text in held_out)
    assert ours >= theirs + 5


def test_a_word_has_the_valence_of_its_rating() -> None:
    # Our -3 for "sad" is -2.4 on VADER's scale; 5 * -2.4 / sqrt(2.4² + 15) = -12 / 4.5563.
    assert sentence_valence("He is sad.") == pytest.approx(-2.634, abs=0.001)
    assert sentence_valence("He is here.") == 0.0
    # So is 3 for 高兴 is 2.4, the other way.
    assert sentence_valence("他高兴。") == pytest.approx(2.634, abs=0.001)


@pytest.mark.parametrize(
    ("plain", "turned"),
    [
        ("She was happy.", "She was not happy."),
        ("It was dangerous.", "It was never dangerous."),
        ("He slept with fear.", "He slept without fear."),
        ("他生气了。", "他没有生气。"),
        ("她很快乐。", "她不快乐。"),
        ("她忘记了他。", "她没有忘记他。"),
    ],
)
def test_a_negation_turns_what_follows(plain: str, turned: str) -> None:
    assert sign(sentence_valence(turned)) == -sign(sentence_valence(plain)) != 0


@pytest.mark.parametrize(
    ("plain", "stronger"),
    [
        ("He was happy.", "He had never been so happy."),
        ("He was grinning.", "He could not stop grinning."),
        ("他高兴。", "他从来没有这么高兴过。"),
        ("他高兴。", "他非常高兴。"),
    ],
)
def test_what_looks_like_a_negation_may_be_none(plain: str, stronger: str) -> None:
    assert sentence_valence(stronger) >= sentence_valence(plain) > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Her heart sank.", -1),
        ("Her heart leapt.", 1),
        ("His shoulders sagged.", -1),
        ("The dog's tail wagged.", 1),
        ("He took her heart pills from the shelf.", 0),
        ("他的心一沉。", -1),
        ("他的眼睛亮了。", 1),
        ("她的手在发抖。", -1),
        ("他用手打开门。", 0),
        ("他心里想着昨天的事。", 0),
    ],
)
def test_what_a_body_does_is_felt(text: str, expected: int) -> None:
    assert sign(sentence_valence(text)) == expected


@pytest.mark.parametrize("text", ["It was like a kind of well.", "忍不住", "不过他走了。", "差不多了"])
def test_words_of_grammar_feel_of_nothing(text: str) -> None:
    assert sentence_valence(text) == 0


def test_what_stands_behind_but_weighs_more() -> None:
    assert sentence_valence("He was sad, but happy.") > 0 > sentence_valence("He was happy, but sad.")


def test_english_in_chinese_and_chinese_in_english_count_too() -> None:
    assert sentence_valence("他说 happy 就是高兴。") > sentence_valence("他说高兴。")
    assert sentence_valence("His name was 高兴.") > 0


def test_the_words_that_carry_feeling_are_named() -> None:
    assert [word for word, _ in felt_words("The happy dog wept.")] == ["happy", "wept"]
    assert [word for word, _ in felt_words("他很高兴。")] == ["高兴"]


def test_a_sentence_without_end_is_rated_in_pieces() -> None:
    one = sentence_valence(" ".join(["happy"] * 100))
    assert sentence_valence(" ".join(["happy"] * 30_000)) == pytest.approx(one)


@given(st.text())
def test_every_text_has_a_valence_within_the_scale(text: str) -> None:
    assert math.isfinite(sentence_valence(text))
    assert -SCALE <= sentence_valence(text) <= SCALE
