from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.checks.readability import X
from orchestrator.checks.registry import run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport

# 10 words, 2 sentences; the 1 gar·den 2 was 1 cold 1, Tom 1 ran 1 down 1 to 1 the 1 riv·er 2: 12 syllables.
PLAIN = "The garden was cold. Tom ran down to the river."

# 20 words of one syllable.
LONG = "The old fox ran down the hill to the green pond and saw the red moon and the dark wood."


def readability(text: str | Draft, language: str = "en", **targets: object) -> CheckReport:
    (report,) = run_checks(text, ["readability"], {"readability": targets}, language).reports  # type: ignore[dict-item]
    return report


def test_a_passage_measures_as_worked_out_by_hand() -> None:
    report = readability(" ".join([PLAIN] * 12))
    assert report.measured == {
        "words": 120,
        "sentences": 24,
        "flesch_kincaid_grade": 0.5,  # 0.39 * 5 + 11.8 * 1.2 - 15.59 = 1.95 + 14.16 - 15.59 = 0.52
        "flesch_reading_ease": 100.2,  # 206.835 - 1.015 * 5 - 84.6 * 1.2 = 206.835 - 5.075 - 101.52 = 100.24
        "words_per_sentence": 5.0,
        "syllables_per_word": 1.2,
        "hard_words": 0,
    }
    assert (report.passed, report.score, report.reliable, report.findings) == (None, None, True, ())


def test_a_number_is_the_highest_grade_allowed() -> None:
    text = " ".join([PLAIN] * 12)  # grade 0.5
    assert [readability(text, grade=grade).passed for grade in (4, 0.5, 0.4)] == [True, True, False]
    assert readability(text, grade={"min": 1}).passed is False
    assert readability(text, grade={"min": 0, "max": 1}).passed is True


def test_a_grade_missed_by_three_scores_a_half() -> None:
    # Spans six grades: grade 4.0 against at most 1 is 3 grades off, 1 - 3/6.
    assert readability(" ".join([LONG] * 6), grade=1).score == 0.5


def test_long_sentences_are_to_be_split_into_as_many_as_the_grade_needs() -> None:
    # 120 words, 6 sentences, 120 syllables: 0.39 * 20 + 11.8 - 15.59 = 4.01. Grade 2 needs
    # (2 + 15.59 - 11.8) / 0.39 = 14.8 words a sentence: 120 / 14.8 - 6 = 2.1, so 3 sentences more;
    # or 120 * (4.0 - 2) / 11.8 = 20.3 syllables fewer.
    report = readability(Draft.of("\n\n".join([LONG] * 6)), grade=2)
    assert report.passed is False
    assert (report.measured["sentences_to_add"], report.measured["syllables_to_drop"]) == (3, 21)
    assert [f.paragraph for f in report.findings] == ["p1", "p2", "p3"]
    finding = report.findings[0]
    assert finding.instruction == f'Split this sentence of 20 words into 2: "{LONG}"'
    assert (finding.quote, finding.start, finding.measured, finding.target) == (LONG, 0, 20, 14)


def test_doing_what_the_findings_say_meets_the_grade() -> None:
    text = " ".join([LONG] * 6)
    for finding in reversed(readability(text, grade=2).findings):
        halves = finding.quote.replace(" and saw", ". It saw")
        text = text[: finding.start] + halves + text[finding.start + len(finding.quote) :]
    assert readability(text, grade=2).passed is True


def test_only_the_sentences_that_are_too_long_are_named() -> None:
    # 24 sentences of 5 words and one of 40: 160 words, 12 * 12 + 40 = 184 syllables, 1.15 a word. Grade 0.3 needs
    # (0.3 + 15.59 - 11.8 * 1.15) / 0.39 = 5.95 words a sentence: 160 / 5.95 - 25 = 1.9, so 2 sentences more.
    monster = f"{LONG[:-1]} {LONG.lower()}"
    report = readability(" ".join([PLAIN] * 12) + " " + monster, grade=0.3)
    assert [f.instruction for f in report.findings] == [f'Split this sentence of 40 words into 3: "{monster}"']


def test_where_splitting_cannot_help_the_hardest_words_are_named_first() -> None:
    # 4 words a sentence, syllables 5 + 1 + 4 + 1: grade 0.39 * 4 + 11.8 * 2.75 - 15.59 = 18.4
    report = readability(" ".join(["Particularly good understanding helps."] * 30), grade=4)
    assert report.passed is False
    assert "sentences_to_add" not in report.measured
    (finding,) = report.findings
    assert finding.instruction == 'Use shorter words for "Particularly", "understanding"'
    assert (finding.quote, finding.start) == ("Particularly", 0)
    assert finding.severity == "critical"
    assert finding.measured == 2.75


def test_names_are_not_hard_words() -> None:
    report = readability(" ".join(["Did Alexandria Papadopoulos understanding come."] * 30), grade=4)
    assert report.findings[0].instruction == 'Use shorter words for "understanding"'


def test_a_text_too_simple_is_told_to_join_sentences() -> None:
    report = readability(" ".join([PLAIN] * 12), grade={"min": 5})
    assert report.findings[0].instruction == 'Join this sentence with the next one: "The garden was cold."'


def test_a_failure_always_says_what_to_do() -> None:
    report = readability("He ran home. " * 40, grade=-9)  # -2.6 is as easy as such words can be
    assert [f.instruction for f in report.findings] == ["Use shorter words and shorter sentences."]


def test_99_words_are_measured_but_not_judged() -> None:
    words = "go " * 9 + "now. "
    short, enough = readability(words * 9 + "go " * 8 + "now.", grade=-9), readability(words * 10, grade=-9)
    assert (short.measured["words"], short.reliable, short.passed, short.findings) == (99, False, None, ())
    assert (enough.measured["words"], enough.reliable, enough.passed) == (100, True, False)


def test_headings_do_not_make_a_text_easier() -> None:
    body = " ".join([LONG] * 6)
    headed = "# One\n\n" + body + "\n\n## Two\n\n- three\n- four"
    assert readability(headed).measured == readability(body).measured


def test_a_text_without_end_marks_is_not_judged() -> None:
    report = readability("word " * 500, grade=4)
    assert (report.reliable, report.passed) == (False, None)


def test_chinese_is_measured_in_characters_and_gets_no_grade() -> None:
    # 10 characters a sentence, 5 a clause.
    report = readability("小狐狸跑了，天很黑了。" * 12, "zh", grade=4)
    assert report.measured == {
        "characters": 108,
        "sentences": 12,
        "characters_per_sentence": 9.0,
        "characters_per_clause": 4.5,
    }
    assert (report.passed, report.reliable, report.findings) == (None, True, ())


def test_chinese_is_judged_by_characters_a_sentence() -> None:
    text = "小狐狸跑了，天很黑了。" * 12
    verdicts = [readability(text, "zh", characters_per_sentence={"max": most}).passed for most in (9, 8)]
    assert verdicts == [True, False]
    assert readability(text, "zh", characters_per_sentence=4).score == 0.75  # 5 of 20 off


def test_a_language_the_formula_is_not_made_for_is_only_counted() -> None:
    report = readability("Le chat dort. " * 50, "fr", grade=1)
    assert (report.reliable, report.passed, report.measured) == (False, None, {"words": 150, "sentences": 50})


def test_the_formulas_at_their_easiest() -> None:
    # One word of one syllable a sentence.
    assert flesch_kincaid_grade(1, 1) == pytest.approx(-3.4)
    assert flesch_reading_ease(1, 1) == pytest.approx(121.22)


@given(st.floats(1, 12), st.floats(1, 1.5))
def test_the_sentence_length_for_a_grade_gives_that_grade(grade: float, syllables_per_word: float) -> None:
    length = sentence_length_for(grade, syllables_per_word)
    assert flesch_kincaid_grade(length, syllables_per_word) == pytest.approx(grade)


@given(st.lists(st.integers(1, 40), min_size=5, max_size=30), st.floats(-2, 10))
@settings(deadline=None)
def test_no_split_asks_for_more_sentences_than_are_missing(lengths: list[int], grade: float) -> None:
    text = " ".join(" ".join(["Sit", *["now"] * (length - 1)]) + "." for length in lengths)
    report = readability(text, grade=grade)
    added = sum(
        int(f.instruction.split(" into ")[1][0]) - 1 for f in report.findings if f.instruction.startswith("Split")
    )
    assert added <= int(report.measured.get("sentences_to_add") or sum(lengths))
    assert all(int(str(f.measured)) > int(str(f.target)) for f in report.findings if f.instruction.startswith("Split"))
