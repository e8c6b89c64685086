from __future__ import annotations

from tests.unit.checks.checking import check, quotes

TOLD = "The fox ran to the mill and looked for her bell in the dark. "


def test_the_share_of_speech_is_worked_out_by_hand() -> None:
    # 4 times 14 words told, 2 speeches of 3 and 5 words, 2 words beside them: 8 of 66.
    text = TOLD * 4 + "“Who is there?” he asked. “Only me and my bell.”"
    measured = check("dialogue", text).measured
    assert measured == {"share": round(8 / 66, 3), "words_per_line": 4.0, "lines": 2}


def test_a_long_line_is_quoted_and_a_line_of_the_right_length_is_not() -> None:
    text = TOLD * 4 + "“Who is there?” he asked. “Only me, and my bell that I lost in the well last night,” she said."
    report = check("dialogue", text, words_per_line=7)
    assert report.passed is False
    assert quotes(report) == ["“Only me, and my bell that I lost in the well last night,”"]
    assert report.findings[0].instruction.startswith("Shorten this line of 13 words: ")


def test_a_screenplay_speaks_under_its_cues() -> None:
    text = (
        "INT. MILL - NIGHT\n\n" + "TOM\nWho is there? Who comes so late to my door tonight?\n\nMIRA\nOnly me.\n\n" * 5
    )
    report = check("dialogue", text, genre="dialogue")
    assert (report.measured["lines"], report.passed) == (10, True)


def test_chinese_speech_is_counted_in_characters() -> None:
    text = "狐狸跑到磨坊，在黑暗里找她的铃铛。" * 4 + "“谁在那里？”他问。“只有我。”"
    measured = check("dialogue", text, "zh").measured
    assert (measured["lines"], measured["words_per_line"]) == (2, 3.5)
    assert check("dialogue", text, "zh", share={"min": 0.5}).findings[0].instruction == "让人物多说话。"


def test_what_is_short_is_not_judged() -> None:
    assert check("dialogue", "“Go!” he said.", share=0.1).passed is None
