from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.checks.registry import run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport

# 54 words, no three of them in the same order twice.
FRESH = (
    "A fox lived under an old bridge. Each night she counted boats. One boat never moved. Its sail hung grey and torn. "
    "Who owned it? Nobody in town could say. So she swam across, climbed aboard, and knocked. Something knocked back. "
    "Her fur stood up. Then came laughter, small and kind, from below the deck."
)


def repetition(text: str | Draft, **targets: object) -> CheckReport:
    (report,) = run_checks(text, ["repetition"], {"repetition": targets}).reports  # type: ignore[dict-item]
    return report


def test_the_share_of_repeated_phrases_is_worked_out_by_hand() -> None:
    # a b c, b c a, c a b, a b c: four phrases, three different ones, 1 - 3/4.
    assert repetition("Ash beech cedar ash beech cedar.").measured["repeated_share"] == 0.25


def test_chinese_phrases_are_four_characters() -> None:
    # 一二三四, 二三四一, 三四一二, 四一二三, 一二三四: 1 - 4/5.
    assert repetition("一二三四一二三四。").measured["repeated_share"] == 0.2


def test_fresh_prose_repeats_nothing_and_passes() -> None:
    report = repetition(FRESH, share={"max": 0.05})
    assert (report.passed, report.score, report.findings) == (True, 1.0, ())
    assert (report.measured["repeated_share"], report.measured["repeated_sentences"]) == (0.0, 0)


def test_the_second_of_two_equal_sentences_is_named() -> None:
    draft = Draft.of(f"{FRESH}\n\nHe slept.\n\nEACH night, she counted boats!")
    report = repetition(draft, share=0.01)
    assert report.passed is False
    (finding,) = report.findings
    assert finding.instruction == 'Cut or change this repeated sentence: "EACH night, she counted boats!"'
    assert (finding.paragraph, draft.text[finding.start :]) == ("p3", "EACH night, she counted boats!")


def test_no_sentence_may_come_twice_where_that_is_asked() -> None:
    assert repetition(FRESH, sentences=0).passed is True
    twice, thrice = (
        repetition(f"{FRESH}\n\n{'Each night she counted boats. ' * times}", sentences=0) for times in (1, 2)
    )
    assert (twice.passed, thrice.passed) == (False, False)
    assert twice.score is not None
    assert thrice.score is not None
    assert 1 > twice.score > thrice.score
    assert [finding.quote for finding in thrice.findings] == ["Each night she counted boats."] * 2
    assert repetition(f"{FRESH} Each night she counted boats.", sentences=1).passed is True


def test_a_sentence_with_one_word_changed_is_a_repeat() -> None:
    # Ten words, eight runs of three; the last word changed leaves seven of them: 7/8 is more than 0.7.
    text = f"{FRESH} The grey owl sat upon the roof of the mill. The grey owl sat upon the roof of the house."
    assert repetition(text).measured["repeated_sentences"] == 1


def test_a_sentence_half_changed_is_none() -> None:
    text = f"{FRESH} The grey owl sat upon the roof of the mill. The grey owl sat upon and broke a little branch."
    assert repetition(text).measured["repeated_sentences"] == 0


def test_short_lines_may_come_as_often_as_they_like() -> None:
    assert repetition(f"{FRESH} She ran on. She ran on.").measured["repeated_sentences"] == 0


def test_a_phrase_is_named_where_no_sentence_repeats() -> None:
    text = f"{FRESH} Round and round went Mira, and round and round went Tom, while round and round went everyone."
    report = repetition(text, share=0.01)
    (finding,) = report.findings
    assert finding.instruction.startswith('Cut or change this phrase, used 3 times: "round and round"')
    assert text[finding.start :].startswith("round and round went Tom")


def test_without_a_target_repeats_are_found_but_not_judged() -> None:
    report = repetition(f"{FRESH} {FRESH}")
    assert (report.passed, report.score, len(report.findings)) == (None, None, 8)


def test_49_words_are_measured_but_not_judged() -> None:
    report = repetition("go " * 49, share=0.0)
    assert (report.reliable, report.passed) == (False, None)


def test_a_loop_shows_in_how_far_it_shrinks() -> None:
    assert float(str(repetition(FRESH).measured["compression_ratio"])) < 2
    assert float(str(repetition("He ran and he ran. " * 200).measured["compression_ratio"])) > 9


@pytest.mark.timeout(60)
def test_sentences_that_share_a_beginning_take_no_quadratic_time() -> None:
    text = " ".join(f"He said that word{n} was all." for n in range(20_000))
    assert repetition(text).measured["repeated_sentences"] == 0


@given(st.lists(st.sampled_from(["sea", "sky", "Fox.", "ran", "*and*", '"sat."', "好。"]), min_size=60, max_size=200))
@settings(deadline=None)
def test_findings_quote_the_text_and_shares_are_shares(pieces: list[str]) -> None:
    text = " ".join(pieces)
    report = repetition(text, share=0.0)
    assert 0 <= float(str(report.measured["repeated_share"])) <= 1
    assert all(f.quote == text[f.start : f.start + len(f.quote)] for f in report.findings)


LOOP = "The fox ran home to the old mill again. "


def test_a_loop_is_caught_whatever_stands_around_it() -> None:
    report = repetition(f"{FRESH} {LOOP * 6}{FRESH}", loops=0)
    assert report.passed is False
    assert report.findings[0].severity == "critical"
    assert report.findings[0].quote == LOOP.strip()
    assert repetition(FRESH, loops=0).passed is True


def test_a_chinese_loop_is_caught() -> None:
    (report,) = run_checks(
        "狐狸跑回了老磨坊，谁也不见。" * 6, ["repetition"], {"repetition": {"loops": 0}}, "zh"
    ).reports
    assert (report.passed, report.findings[0].quote) == (False, "狐狸跑回了老磨坊，谁也不见。")


def test_likeness_to_another_part_is_worked_out_by_hand() -> None:
    # Phrases of five words: a-e b-f … here; 50 words of the text are 46 phrases, the other has six of them and no more.
    words = [f"{a}{b}" for a in "bcdfg" for b in ("aa", "ee", "ii", "oo", "uu", "ya", "ye", "yi", "yo", "yu")]
    report = repetition(" ".join(words) + ".", others=[" ".join(words[:10]), "Nothing of it."], overlap=0.02)
    assert report.measured["overlap"] == round(6 / 46, 3)
    assert report.passed is False


def test_a_sentence_that_stands_in_another_part_is_quoted() -> None:
    taken = "The silver bell lay under the mill wheel all that long winter."
    report = repetition(f"{FRESH} {taken}", others=[Draft.of(f"{LOOP} {taken}")], overlap=0.02)
    assert [finding.quote for finding in report.findings] == [taken]
    assert report.targets == {"others": 1, "overlap": 0.02}


def test_a_chinese_sentence_that_stands_in_another_part_is_quoted() -> None:
    taken = "银铃铛整个冬天都躺在水车下面。"
    text = (
        "狐狸住在旧桥下，每天夜里数着过路的船只，有一只船从来不动，帆布灰白破烂。谁也说不出它属于谁，她就游过去敲门。"
        + taken
    )
    targets = {"repetition": {"others": [f"春天来了。{taken}"]}}
    (report,) = run_checks(text, ["repetition"], targets, "zh").reports  # type: ignore[arg-type]
    assert [finding.quote for finding in report.findings] == [taken]


def test_a_chinese_phrase_is_told_in_chinese() -> None:
    text = (
        "清早狐狸沿着河边去找铃铛。雾还没有散，牛在远处叫。孩子们也沿着河边跑来了，手里拿着风筝。"
        "老人说昨夜有船沿着河边漂下去，灯没点，谁都没看清。"
    )
    (report,) = run_checks(text, ["repetition"], {"repetition": {"share": 0.0}}, "zh").reports
    (finding,) = report.findings
    assert finding.instruction == '这个说法用了3次，删去或换掉："沿着河边"'
    assert text[finding.start or 0 :].startswith("沿着河边跑来")
