from __future__ import annotations

import pytest

from tests.unit.checks.checking import check, quotes

PAST = (
    "She walked to the mill. He opened the door. Mira said nothing. He took his lamp. She sat down. He looked at the "
    "well. “He always goes there,” said Tom. The mill is old and has two wheels. "
)


def test_a_present_in_a_story_of_the_past_is_a_drift() -> None:
    report = check("tense", PAST + "She quickly runs out of the door.", genre="fiction")
    assert (report.passed, quotes(report)) == (False, ["She quickly runs out of the door."])
    assert report.findings[0].instruction.startswith("The story is told in the past tense: bring this into it: ")


def test_a_past_in_a_story_of_the_present_is_one_too() -> None:
    text = "She walks in. He opens it. Mira says no. He takes it. She sits down. He looks up. "
    assert quotes(check("tense", text + "She ran home.", genre="fiction")) == ["She ran home."]


@pytest.mark.parametrize(
    "more",
    ["“She runs out,” he said.", "Her hands were cold.", "Water is wet.", "She _runs_ it herself.", "Walks were rare."],
)
def test_speech_truths_and_nouns_are_none(more: str) -> None:
    assert check("tense", PAST + more, genre="fiction").passed is True


def test_chinese_has_no_tense_and_the_report_says_so() -> None:
    report = check("tense", "她走到磨坊。他开了门。" * 20, "zh", drifts=0)
    assert (report.reliable, report.passed) == (False, None)


def test_a_text_of_few_verbs_is_not_judged() -> None:
    assert check("tense", "She walked. He runs.", genre="fiction").reliable is False
