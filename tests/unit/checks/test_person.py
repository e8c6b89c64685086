from __future__ import annotations

import pytest

from tests.unit.checks.checking import check, quotes

THIRD = (
    "She ran to the mill. He opened the door for her. She looked at his lamp. “I lost my bell,” she said. He took his "
    "coat. She followed him down to the well. He let down his rope. She held her breath. He pulled it up for her. "
)
THIRD_ZH = (
    "她跑到磨坊。他给她开了门。她看着他的灯。“我的铃铛丢了。”她说。他穿上外衣。她跟着他下到井边。他放下"
    "绳子。她屏住呼吸。他把它拉了上来。"
)


def test_an_i_in_a_story_of_others_is_a_slip() -> None:
    report = check("person", THIRD + "Then I took the bell out of the bucket.", genre="fiction")
    assert (report.passed, quotes(report)) == (False, ["Then I took the bell out of the bucket."])
    assert report.measured["narrator"] == "third"


@pytest.mark.parametrize(
    "more",
    [
        "“I have it,” she cried.",
        "I must go home, she thought.",
        "*I will never tell,* and she went.",
        "Henry I. had built the mill for her.",
        "Reader, I married him.",
    ],
)
def test_what_is_said_thought_or_set_apart_is_none(more: str) -> None:
    assert check("person", THIRD + more, genre="fiction").passed is True


def test_a_chinese_i_in_a_story_of_others_is_a_slip() -> None:
    report = check("person", THIRD_ZH + "然后我从桶里拿出了铃铛。", "zh", genre="fiction")
    assert (report.passed, quotes(report)) == (False, ["然后我从桶里拿出了铃铛。"])
    assert check("person", THIRD_ZH + "他想，我该回家了。自我是什么？", "zh", genre="fiction").passed is True


def test_a_narrator_who_says_i_is_not_called_by_name() -> None:
    text = "I ran to the mill. I opened the door. I looked about. I called for him. I took my lamp. I sat down. "
    report = check("person", text + "Mira slowly went home.", name="Mira", genre="fiction")
    assert (report.measured["narrator"], quotes(report)) == ("first", ["Mira slowly went home."])


def test_where_it_is_not_clear_who_narrates_nothing_is_judged() -> None:
    mixed = "I ran home. She ran too. I stood. He stood. I sat. She sat. I slept. He slept. I sang. She sang. "
    assert check("person", mixed, genre="fiction").reliable is False
    assert check("person", mixed, narrator="third", slips=0).passed is False


def test_a_slip_that_the_author_means_is_left_alone() -> None:
    slip = "Then I took the bell out of the bucket."
    report = check("person", THIRD + slip, intended=(slip,), genre="fiction")
    assert (report.passed, [f.intended for f in report.findings]) == (True, [True])


def test_a_chinese_i_with_a_heart_is_a_slip_too() -> None:
    assert quotes(check("person", THIRD_ZH + "我走在街上，心里很难过。", "zh", slips=0)) == ["我走在街上，心里很难过。"]
