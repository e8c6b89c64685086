from __future__ import annotations

from typing import Any

import pytest

from orchestrator.checks.names import unknown_people
from orchestrator.domain.outlines import Bible, Character, Fact
from tests.unit.checks.checking import check, quotes

BIBLE = Bible(
    characters=(
        Character(name="Katrine Vale", aliases=("the Fox",)),
        Character(name="Tom", traits=("miller",)),
        Character(name="Old Bess", traits=("dead",)),
        Character(name="欧阳明月"),
        Character(name="李大山"),
    ),
    places=("Mill End",),
    facts=(
        Fact(text="Tom drowned in the river.", chapter=3),
        Fact(text="Katrine has lost the silver key.", chapter=5),
        Fact(text="李大山死了。", chapter=2),
        Fact(text="欧阳明月找到了银钥匙。", chapter=6),
    ),
)


def faults(text: str, language: str = "en", **targets: Any) -> list[str]:
    return quotes(check("continuity", text, language, bible=BIBLE, **targets))


def test_a_text_that_agrees_with_its_bible_has_passed() -> None:
    report = check("continuity", "Katrine walked home. Tom nodded. The Fox slept.", bible=BIBLE, chapter=2)
    assert (report.passed, report.score, report.findings) == (True, 1.0, ())


@pytest.mark.parametrize("sentence", ["Tom opened the door.", "“Yes,” said Tom.", "Then Tom slowly walks in."])
def test_the_dead_do_not_act(sentence: str) -> None:
    assert faults(sentence, chapter=4) == [sentence]
    assert faults(sentence, chapter=3) == []
    assert faults(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    ["Katrine remembered how Tom walked.", "Tom had opened it himself.", "“Tom said so,” she cried.", "Tom's hat fell.",
     "Once Tom opened this door."],
)  # fmt: skip
def test_remembering_the_dead_is_no_fault(sentence: str) -> None:
    assert faults(sentence, chapter=4) == []


def test_who_is_dead_from_the_beginning_never_acts() -> None:
    assert faults("Old Bess laughed. Bess took the key.") == ["Old Bess laughed.", "Bess took the key."]


def test_the_chinese_dead_do_not_act_either() -> None:
    assert faults("李大山走进屋。“他来了。”", "zh", chapter=3) == ["李大山走进屋。"]
    assert faults("她想起李大山走进屋的样子。李大山的帽子在地上。", "zh", chapter=3) == []


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("The heron pointed at the weir.", True),
        ("“Where?” asked the heron.", True),
        ("Then said the heron nothing more.", True),
        ("She asked the heron.", False),
        ("Mira said the heron was ill.", False),
        ("老王笑着说：“来。”", True),
        ("老王点头。", True),
        ("老王端起茶杯。", True),
        ("老王一屁股坐下。", True),
        ("她问老王。", False),
    ],
)
def test_who_acts_is_told_from_who_is_only_named(text: str, acts: bool) -> None:
    found = check("continuity", text, "zh" if "老" in text else "en", absent=["the heron", "老王"])
    assert quotes(found) == ([text] if acts else [])


def test_the_absent_do_not_act() -> None:
    report = check("continuity", "Mira came in. Rolf said no.", absent=["Mira"])
    assert (report.passed, quotes(report)) == (False, ["Mira came in."])
    assert quotes(check("continuity", "The Fox came in.", bible=BIBLE, absent=["Katrine Vale"])) == ["The Fox came in."]


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("There stood Katrina in the rain.", ["Katrina"]),
        ("Then Kathrine Vale came home.", ["Kathrine"]),
        ("There stood Katrine’s mother, and the Vales.", []),
        ("All went to Hill End. Many Toms came.", []),
        ("The valet came. Valet he was.", []),
        ("There sat Karin in the rain.", []),
    ],
)
def test_a_name_that_is_nearly_one_of_the_bible_is_a_slip(text: str, slips: list[str]) -> None:
    assert faults(text) == slips


def test_a_chinese_name_with_one_wrong_character_is_a_slip() -> None:
    assert faults("欧阳名月走进屋，欧阳明月看着她。", "zh") == ["欧阳名月"]
    assert faults("李小山说：“走吧。”", "zh") == ["李小山"]
    assert faults("欧阳明月走进屋，明月当空。", "zh") == []


def test_a_fact_is_not_told_before_its_chapter() -> None:
    early = "By then Katrine had lost the silver key."
    assert faults(early, chapter=4) == [early]
    assert faults(early, chapter=5) == []
    assert faults("Katrine had not lost the silver key. She took a silver key.", chapter=4) == []
    assert faults("后来欧阳明月找到了银钥匙。", "zh", chapter=2) == ["后来欧阳明月找到了银钥匙。"]


def test_a_promise_is_due_in_the_chapter_it_names() -> None:
    bible = Bible(promises=("The letter is opened by chapter 4.", "第五章之前找到钥匙"))
    report = check("continuity", "Rain fell.", bible=bible, chapter=5)
    assert [f.instruction for f in report.findings] == [
        "This promise is overdue; keep it or take it back: The letter is opened by chapter 4.",
        "This promise is overdue; keep it or take it back: 第五章之前找到钥匙",
    ]
    assert check("continuity", "Rain fell.", bible=bible, chapter=4).passed is True
    assert len(check("continuity", "Rain fell.", bible=bible, chapter=4, last=True).findings) == 2


def test_strangers_are_told_only_where_the_cast_is_closed() -> None:
    text = "“Come,” said Rolf. Katrine nodded. At dusk, Rolf Hagen opened the gate."
    assert faults(text) == []
    assert faults(text, closed=True) == ["Rolf", "Rolf Hagen"]
    assert faults("王二虎走进屋。欧阳明月笑了。", "zh", closed=True) == ["王二虎"]


def test_what_is_capitalised_for_another_reason_is_no_stranger() -> None:
    assert list(unknown_people("The wind came. wind", "The wind came. wind", [])) == []


def test_without_anything_to_agree_with_nothing_is_judged() -> None:
    assert check("continuity", "Tom ran.", bible=Bible()).reliable is False
    assert check("continuity", "", bible=BIBLE).reliable is False


def test_who_is_asked_or_called_does_not_act() -> None:
    text = "“Have you seen it?” she asked the heron. Tom turned and called the heron. The heron pointed at the weir."
    assert quotes(check("continuity", text, absent=["the heron"])) == ["The heron pointed at the weir."]
    assert quotes(check("continuity", "“Well?” asked the heron.", absent=["the heron"])) == ["“Well?” asked the heron."]
    text = "“看见了吗？”她问苍鹭。苍鹭指了指水坝。"
    assert quotes(check("continuity", text, "zh", absent=["苍鹭"])) == ["苍鹭指了指水坝。"]


def test_a_chinese_word_that_begins_like_a_surname_is_no_stranger() -> None:
    assert faults("马上走了过来。高高坐在树上。毛驴走了，黄昏走来。", "zh", closed=True) == []
    assert faults("马小明走了过来。", "zh", closed=True) == ["马小明"]
