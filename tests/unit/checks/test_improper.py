"""Words of the list are told by category and place; words that contain them are not."""

import pytest

from orchestrator.checks.improper_words import CHINESE, ENGLISH
from orchestrator.checks.registry import run_checks


def found(text, language="en"):
    (report,) = run_checks(text, ["improper"], {"improper": {"found": 0}}, language).reports
    assert all(text[f.start : f.start + len(f.quote)] == f.quote for f in report.findings)
    assert report.passed is (not report.findings)
    return [(finding.measured, finding.quote) for finding in report.findings]


def test_words_are_told_in_any_case_and_phrases_over_line_ends():
    text = "FUCK it, he said. He had slit\nher throat, and she called it suicide."
    assert found(text) == [("profanity", "FUCK"), ("violence", "slit\nher throat"), ("self_harm", "suicide")]


def test_chinese_words_are_found_anywhere():
    assert found("他骂了一句他妈的，又说起海洛因。", "zh") == [("profanity", "他妈的"), ("drugs", "海洛因")]


@pytest.mark.parametrize(
    "text",
    [
        "The hen pecked at the cock, the ass brayed, and the bastard son inherited Scunthorpe.",
        "“Shitake?” he ejaculated; his horny hands shook. They studied the grapes in Essex.",
        "聊以自慰。故事到了高潮。男性交友，一次性交易，剖腹产。",
    ],
)
def test_what_means_something_else_is_left_alone(text):
    assert found(text, "zh" if "。" in text else "en") == []


def test_every_category_is_in_both_languages_and_every_word_is_found():
    assert ENGLISH.keys() == CHINESE.keys()
    for words, around, language in ((ENGLISH, "They said {} there.", "en"), (CHINESE, "他们说{}，就走了。", "zh")):
        for category, entries in words.items():
            assert len(entries) == len(set(entries))
            for entry in entries:
                assert (category, entry) in found(around.format(entry), language)


def test_a_word_that_is_meant_stays_and_is_marked():
    text = "She thought of suicide again."
    (report,) = run_checks(text, ["improper"], {"improper": {"found": 0}}, intended=["suicide"]).reports
    assert report.passed is True
    assert [finding.intended for finding in report.findings] == [True]
