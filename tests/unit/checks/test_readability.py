from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.checks.formulas import GRADE
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
    # 120 words, 24 sentences; letters 3+6+3+4 and 3+3+4+2+3+5 = 36 in ten words, 432 in all.
    assert report.measured == {
        "words": 120,
        "sentences": 24,
        "flesch_kincaid_grade": 0.5,  # 0.39 * 5 + 11.8 * 1.2 - 15.59 = 1.95 + 14.16 - 15.59 = 0.52
        "flesch_reading_ease": 100.2,  # 206.835 - 1.015 * 5 - 84.6 * 1.2 = 206.835 - 5.075 - 101.52 = 100.24
        "gunning_fog": 2.0,  # 0.4 * (5 + 0)
        "smog": None,  # fewer than 30 sentences
        "automated_readability_index": -2.0,  # 4.71 * 3.6 + 0.5 * 5 - 21.43 = 16.956 + 2.5 - 21.43 = -1.974
        "coleman_liau_index": -0.6,  # 0.0588 * 360 - 0.296 * 20 - 15.8 = 21.168 - 5.92 - 15.8 = -0.552
        "dale_chall": 5.5,  # Tom is not on the list: 0.1579 * 10 + 0.0496 * 5 + 3.6365 = 5.46
        "difficult_words": 12,
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
    assert finding.instruction == f'Split this sentence of 20 words into 2, after "the green pond": "{LONG}"'
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
    assert [f.instruction for f in report.findings] == [
        'Split this sentence of 40 words into 3, after "the green pond" and '
        f'"the old fox ran down the hill to the green pond": "{monster}"'
    ]


def test_where_splitting_cannot_help_the_hardest_words_are_named_first() -> None:
    # 4 words a sentence, syllables 5 + 1 + 4 + 1: grade 0.39 * 4 + 11.8 * 2.75 - 15.59 = 18.4
    report = readability(" ".join(["Particularly good understanding helps."] * 30), grade=4)
    assert report.passed is False
    assert "sentences_to_add" not in report.measured
    (finding,) = report.findings
    # At four words a sentence grade 4 takes (4 + 15.59 - 1.56) / 11.8 = 1.528 syllables a word: 330 - 183.4.
    assert finding.instruction == (
        'Use shorter words, 147 syllables fewer in all; begin with "Particularly", "understanding".'
    )
    assert (finding.quote, finding.start) == ("Particularly", 0)
    assert finding.severity == "critical"
    assert finding.measured == 2.75


def test_names_are_not_hard_words() -> None:
    report = readability(" ".join(["Did Alexandria Papadopoulos understanding come."] * 30), grade=4)
    assert report.findings[0].instruction.endswith('; begin with "understanding".')


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
    # 9 characters a sentence, 4.5 a clause; 小 狐狸 跑 了 天 很 黑 了: 8 words, of which 狐狸 is beyond HSK 3.
    report = readability("小狐狸跑了，天很黑了。" * 12, "zh", grade=4)
    assert report.measured == {
        "characters": 108,
        "sentences": 12,
        "words": 96,
        "characters_per_sentence": 9.0,
        "characters_per_clause": 4.5,
        "words_per_sentence": 8.0,
        "hard_words": 12,
    }
    assert (report.passed, report.reliable, report.findings) == (None, True, ())


def test_a_character_that_is_no_letter_yet_is_a_clause_all_the_same() -> None:
    # U+2EBE1 lies among the CJK ideographs, and Unicode has not assigned it.
    assert readability("\U0002ebe1", "en").measured["characters_per_clause"] == 1.0


def test_a_chinese_sentence_is_told_where_to_be_split() -> None:
    # 4 sentences of 29 characters; at most 12 need ceil(116 / 12 - 4) = 6 more.
    long = "小狐狸一早就跑出了家门，它沿着小河走了很久很久，天黑以后才回来。"
    report = readability(long * 4, "zh", characters_per_sentence=12)
    assert report.measured["sentences_to_add"] == 6
    assert [(f.start, f.target) for f in report.findings] == [(0, 12), (32, 12), (64, 12)]
    assert (
        report.findings[0].instruction
        == f'这句有 29 个字，断成 3 句，在"就跑出了家门"、"走了很久很久"之后断开："{long}"'
    )


def test_a_chinese_text_too_simple_is_told_to_join_sentences() -> None:
    report = readability("小狐狸跑了，天很黑了。" * 12, "zh", genre="news")
    assert report.passed is False
    assert report.findings[0].instruction == '把这句和下一句连成一句："小狐狸跑了，天很黑了。"'


def test_chinese_is_judged_by_characters_a_sentence() -> None:
    text = "小狐狸跑了，天很黑了。" * 12
    verdicts = [readability(text, "zh", characters_per_sentence={"max": most}).passed for most in (9, 8)]
    assert verdicts == [True, False]
    assert readability(text, "zh", characters_per_sentence=4).score == 0.75  # 5 of 20 off


@pytest.mark.parametrize(
    ("language", "text"), [("pt", "O gato dorme. "), ("en", "Кот спит дома. "), ("ru", "The cat sat. ")]
)
def test_a_language_no_formula_is_made_for_is_only_counted(language: str, text: str) -> None:
    report = readability(text * 50, language, ease=1)
    assert (report.reliable, report.passed, report.measured) == (False, None, {"words": 150, "sentences": 50})


def test_german_is_judged_by_its_own_formula() -> None:
    # Der 1 al·te 2 Hund 1 mag 1 Kat·zen 2: 5 words, 7 syllables.
    text = "Der alte Hund mag Katzen. " * 20
    report = readability(text, "de", ease=90)
    assert report.measured["reading_ease"] == 93.1  # 180 - 5 - 58.5 * 7 / 5 = 180 - 5 - 81.9
    assert report.passed is True
    assert readability(text, "de", ease=95).passed is False
    assert readability(text, "de", ease={"max": 90}).findings[0].instruction.startswith("Join this sentence")


def test_english_may_be_asked_for_ease_too_and_the_target_missed_furthest_is_told() -> None:
    text = " ".join([LONG] * 6)  # grade 4.0, ease 206.835 - 20.3 - 84.6 = 101.9
    assert readability(text, ease=100).passed is True
    assert readability(text, ease=110).passed is False
    both = readability(text, ease=103, grade=1)  # 1.1 of 40 off, 3 of 6 off
    assert both.score == 0.5
    assert readability(text, ease=100, grade=5).passed is True


def test_words_a_sentence_may_be_asked_for() -> None:
    report = readability(" ".join([LONG] * 6), words_per_sentence=12)
    assert report.measured["sentences_to_add"] == 4  # 120 / 12 - 6
    assert "syllables_to_drop" not in report.measured


def test_a_genre_has_bands_in_both_languages_and_a_number_goes_before_them() -> None:
    text = " ".join([LONG] * 6)  # grade 4.0
    assert [readability(text, genre=genre).passed for genre in ("children", "ya", "news")] == [False, True, False]
    assert readability(text, genre="children", grade=5).passed is True
    easy = "小狐狸跑了，天很黑了。" * 12
    assert [readability(easy, "zh", genre=genre).passed for genre in ("children", "ya")] == [True, False]


@given(st.floats(1, 12), st.floats(1, 1.5))
def test_the_sentence_length_for_a_grade_gives_that_grade(grade: float, syllables_per_word: float) -> None:
    length = GRADE.sentence_length_for(grade, syllables_per_word)
    assert GRADE.of(length, syllables_per_word) == pytest.approx(grade)
    assert GRADE.syllables_for(grade, length) == pytest.approx(syllables_per_word)


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
