from __future__ import annotations

import pytest

from orchestrator.checks.registry import run_checks
from orchestrator.checks.valence import sentence_valence
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport

DARK = "She was sad and alone. The cruel wind hurt her. Nobody came."
BRIGHT = "He was happy. They loved the wonderful feast! The sun rose."
FLAT = "He took the cup. It stood on the table. The door was shut."


def sentiment(text: str | Draft, **targets: object) -> CheckReport:
    (report,) = run_checks(text, ["sentiment"], {"sentiment": targets}).reports  # type: ignore[dict-item]
    return report


@pytest.mark.parametrize(
    ("text", "mood", "passed"),
    [
        (DARK, "lonely", True),
        (DARK, "joyful", False),
        (BRIGHT, "joyful", True),
        (BRIGHT, "full of despair", False),
        (BRIGHT, "绝望", False),
        (FLAT, "lonely", True),
        (FLAT, "joyful", True),
        (DARK, "bittersweet", None),
        (DARK, "purple", None),
        (DARK, "", None),
        (DARK, None, None),
    ],
)
def test_a_text_fails_only_a_mood_that_it_clearly_contradicts(text: str, mood: str | None, passed: bool | None) -> None:
    assert sentiment(text, mood=mood).passed is passed


def test_valence_is_the_mean_over_all_sentences() -> None:
    report = sentiment(DARK)
    valences = [sentence_valence(s) for s in ("She was sad and alone.", "The cruel wind hurt her.", "Nobody came.")]
    assert report.measured["valence"] == round(sum(valences) / 3, 2)
    assert (report.measured["positive_sentences"], report.measured["negative_sentences"]) == (0, 3)


def test_the_trend_shows_where_a_story_turns() -> None:
    report = sentiment(f"{DARK} {FLAT} {BRIGHT}")
    assert float(str(report.measured["valence_first_third"])) < -1
    assert float(str(report.measured["valence_last_third"])) > 1
    assert float(str(report.measured["valence_trend"])) > 2


def test_the_trend_is_the_rise_of_the_straight_line_that_fits_best() -> None:
    # Ratings b, 0, -b lie on a line that falls by 2b.
    rating = sentence_valence("He was happy.")
    report = sentiment("He was happy. It stood on the table. He was unhappy.")
    last = sentence_valence("He was unhappy.")
    assert report.measured["valence_trend"] == pytest.approx(last - rating, abs=0.011)


def test_the_sentences_that_pull_the_wrong_way_are_named_worst_first() -> None:
    draft = Draft.of("He took the cup.\n\nHe was happy.\n\nThey loved the wonderful feast!\n\nIt was a bad day.")
    report = sentiment(draft, mood="lonely")
    assert [(f.paragraph, f.instruction) for f in report.findings] == [
        (
            "p3",
            'Make this sentence darker (mood: lonely), beginning with "loved", "wonderful", "feast": "They loved the '
            'wonderful feast!"',
        ),
        ("p2", 'Make this sentence darker (mood: lonely), beginning with "happy": "He was happy."'),
    ]
    assert all(f.quote == draft.text[f.start : f.start + len(f.quote)] for f in report.findings)


def test_the_other_way_asks_for_brighter() -> None:
    assert (
        sentiment(DARK, mood="joyful")
        .findings[0]
        .instruction.startswith('Make this sentence brighter (mood: joyful), beginning with "')
    )


def test_a_bare_valence_is_met_within_two() -> None:
    assert [sentiment(FLAT, valence=valence).passed for valence in (0, 2, -2, 2.5, -2.5)] == [True] * 3 + [False] * 2


def test_a_valence_no_prose_averages_is_judged_as_the_strongest_that_it_does() -> None:
    # Judged as -3 within 2: at most -1.
    assert float(str(sentiment(DARK).measured["valence"])) < -1
    assert sentiment(DARK, valence=-5).passed is True


def test_valence_may_have_bounds() -> None:
    assert sentiment(FLAT, valence={"min": -1, "max": 1}).passed is True
    report = sentiment(FLAT, valence={"min": 1})
    assert report.passed is False
    assert [f.instruction for f in report.findings] == ["Make the text brighter (valence: min 1)."]
    assert report.score == 0.6  # 1 off, of a span of 2.5


def test_valence_goes_before_mood() -> None:
    assert sentiment(DARK, mood="joyful", valence=-2).passed is True


def test_two_sentences_are_measured_but_not_judged() -> None:
    report = sentiment("She was sad. She was alone.", mood="joyful")
    assert (report.reliable, report.passed, report.findings) == (False, None, ())
    assert float(str(report.measured["valence"])) < 0


CHINESE_DARK = "她很孤独。冷风刺骨。没有人来。"


@pytest.mark.parametrize(("mood", "passed"), [("孤独", True), ("快乐", False), ("lonely", True), ("joyful", False)])
def test_chinese_is_judged_like_english(mood: str, passed: bool) -> None:
    (report,) = run_checks(CHINESE_DARK, ["sentiment"], {"sentiment": {"mood": mood}}, "zh").reports
    assert report.passed is passed


def test_a_chinese_writer_is_told_in_chinese_and_which_words_to_change() -> None:
    (report,) = run_checks(CHINESE_DARK, ["sentiment"], {"sentiment": {"mood": "快乐"}}, "zh").reports
    assert report.findings[0].instruction == ('让这句更明快一些（基调：快乐），先改"冷风"、"刺骨"："冷风刺骨。"')
    assert all(f.quote == CHINESE_DARK[f.start : f.start + len(f.quote)] for f in report.findings)


def test_a_language_without_a_lexicon_is_not_rated() -> None:
    (report,) = run_checks("Il est triste. Il pleure. Il est seul.", ["sentiment"], language="fr").reports
    assert (report.reliable, report.passed, report.measured) == (False, None, {})


def test_a_mood_from_a_model_is_shown_on_one_short_line() -> None:
    report = sentiment(BRIGHT, mood="lonely\nand " + "very " * 100 + "sad")
    first_line = report.findings[0].instruction
    assert "\n" not in first_line
    assert len(first_line) < 200
