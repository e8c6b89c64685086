from __future__ import annotations

import pytest

from tests.unit.checks.checking import check, quotes

PLAIN = (
    "The fox ran to the mill. It was late, and the wheel had stopped hours ago. Who had the key? Nobody she "
    "knew. Up in the loft an owl turned its head, once, and went back to sleep as if foxes came by every night "
    "of the year. She sat on a sack. Rain began. By the time the miller woke, the yard was a pond, and two "
    "ducks were crossing it towards the door with the air of people who have paid. He let them in. Then he saw "
    "the fox. Neither spoke for a while. Somewhere behind the flour bins a small bell rang, and that settled "
    "it. They looked at each other and laughed. "
)
PLAIN_ZH = (
    "狐狸跑到磨坊。天已经很晚，水车几个钟头前就停了。谁有钥匙？她不认识的人。阁楼上一只猫头鹰转过头，又睡"
    "着了，好像狐狸每夜都来似的。她坐在麻袋上。下雨。磨坊主醒来时，院子成了池塘，两只鸭子正朝门口走来，神"
    "气得像付过钱的客人。他让它们进屋，接着看见狐狸。两个都不说话。面粉箱后面不知哪里响起小铃铛的声音，这"
    "就定下来。他们互相看看，笑。"
)


@pytest.mark.parametrize(("text", "language"), [(PLAIN * 2, "en"), (PLAIN_ZH * 2, "zh")])
def test_plain_prose_has_no_habit(text: str, language: str) -> None:
    report = check("tells", text, language, genre="fiction")
    assert (report.passed, report.findings) == (True, ())


def test_a_rate_is_worked_out_by_hand() -> None:
    # 124 words count as 400: three worn ones are 3 * 1000 / 400.
    text = PLAIN + "It was a testament to the vibrant tapestry."
    assert check("tells", text).measured["worn"] == 7.5


@pytest.mark.parametrize(
    ("habit", "planted", "quote"),
    [
        ("worn", "Her heart was a testament to unwavering hope, a tapestry of vibrant light. ", "a testament to"),
        ("not_but", "It was not a bell but a promise. It wasn’t rain. It was grief. ", "not a bell but a"),
        ("dashes", "She ran—fast—to the mill—and back—and then—at last—home—alone—again. ", "—"),
        (
            "same_transition",
            "However, it rained. However, she ran. However, it was late. However, he slept. ",
            "However",
        ),
        ("same_opening", "She ran. She fell. She stood up. She sat down again. She wept. ", "She fell."),
    ],
)
def test_an_english_habit_is_found_and_quoted(habit: str, planted: str, quote: str) -> None:
    report = check("tells", PLAIN + planted * (1 if habit.startswith("same") else 2), genre="fiction")
    assert report.passed is False
    assert quote in quotes(report)


@pytest.mark.parametrize(
    ("habit", "planted", "quote"),
    [
        ("worn", "空气仿佛凝固，她心中涌起一股暖流，嘴角微微上扬，眼中闪过一丝悸动。", "空气仿佛凝固"),
        ("not_but", "这不是铃铛，而是承诺。那不是雨，而是泪。", "不是铃铛，而是"),
        ("dashes", "她跑——很快——跑到磨坊——又跑回来——", "——"),
        ("same_transition", "然而下雨。然而她跑。然而很晚。然而他睡。", "然而"),
        ("same_opening", "她跑着去。她跑得快。她跑不动。她跑回家。", "她跑得快。"),
        ("le_run", "雨停了。门开了。她走了。他笑了。灯灭了。天亮了。鸭子来了。铃响了。", "门开了。"),
    ],
)
def test_a_chinese_habit_is_found_and_quoted(habit: str, planted: str, quote: str) -> None:
    report = check(
        "tells", PLAIN_ZH + planted * (1 if "_" in habit and habit != "not_but" else 2), "zh", genre="fiction"
    )
    assert report.passed is False
    assert quote in quotes(report)


def test_sentences_and_paragraphs_of_one_length_are_told() -> None:
    even = "The fox ran to the mill and sat down. The owl woke up and flew to the loft. "
    report = check(
        "tells", "\n\n".join([even * 2] * 8), sentence_variation={"min": 0.3}, paragraph_variation={"min": 0.15}
    )
    assert [f.instruction for f in report.findings] == [
        "Vary the length of the sentences: some much shorter, some longer.",
        "Vary the length of the paragraphs.",
    ]


def test_names_of_the_bible_are_no_habit() -> None:
    text = PLAIN + "Tapestry met Beacon. Tapestry saw Beacon. " * 2
    bible = {"characters": [{"name": "Tapestry"}, {"name": "Beacon"}]}
    assert check("tells", text).measured["worn"] == 20.0
    assert check("tells", text, bible=bible).measured["worn"] == 0.0


def test_they_are_is_a_thing_that_it_is_not_before_too() -> None:
    report = check("tells", PLAIN + "Mornings aren't just about waking up early — they're about calm.", not_but=0)
    assert quotes(report) == ["aren't just about waking up early — they're"]


def test_no_place_of_a_habit_ranks_with_a_broken_story() -> None:
    report = check("tells", PLAIN + "A testament to hope, a vibrant tapestry, luminous, ethereal. " * 3, worn=1)
    assert report.score is not None
    assert report.score < 0.1
    assert {finding.severity for finding in report.findings} == {"major"}
