"""Scripts read: which texts are some, their title pages, and what each line is."""

import pytest

from orchestrator.domain.fountain import scene_text
from orchestrator.domain.script import elements, is_script, shown_paragraphs, title_page
from orchestrator.domain.text import split_paragraphs

PROSE = ["It was late.", "She said nothing."] * 20
ZH_PROSE = ["天黑了。", "他低声说：“走吧。”", "米拉说：“好。”"] * 20


@pytest.mark.parametrize(
    "text",
    [
        "Title: The Mill\n\nINT. MILL\n\nA fox.",
        "INT. MILL - NIGHT\n\nA fox.",
        "FADE IN:\n\nExt. yard - day\n\nRain.",
        ".内景 狐狸来了。\n\n雨下着。",
        "内景 磨坊 夜\n\n米拉：我来了。",
        "1、外景 院子 日\n\n狐狸。",
        "Here is the scene.\n\n**INT. MILL - NIGHT**\n\nMIRA: It's dry.",
        "Title: 井\n\n@米拉\n我来了。\n\n@福里茨\n走。",
        "1. INT. MILL\n\nMIRA:\nIt's dry.",
        "12A INT. MILL - NIGHT 12A\n\nA fox.",
        'INT. "THE FOX" INN - NIGHT\n\nRain.',
        "第1场 内景 磨坊 夜\n\n狐狸。",
        "第二场 磨坊\n\n米拉：\n我来了。",
        "内景，磨坊，夜\n\n狐狸。",
        "【内景 磨坊 夜】\n\n狐狸。",
        "场1 内景 磨坊 夜\n\n狐狸。",
        "1、磨坊 日 内\n\n狐狸。\n\n米拉：来。",
        "1-1 日 内 磨坊\n\n狐狸。\n\n米拉：来。",
        "INT: MILL - NIGHT\n\nA fox.",
        "Scene 1: INT. MILL - NIGHT\n\nA fox.",
        "Int. mill\n\nA fox.\n\nExt. yard\n\nRain.",
        "Int. mill\n\nA fox.\n\nMIRA: It's dry.",
        "内景 磨坊\n\n米拉：“来。”\n\n外景 院子\n\n米拉：“走。”",
        "第1场 室内 磨坊 夜\n\n狐狸。\n\n第2场 室外 院子 日\n\n雪。",
        "第1场 日/内 客厅\n\n△他坐着。\n\n第2场 夜/外 街\n\n△他走着。",
        "1-1、磨坊  清晨  内\n\n狐狸。\n\n米拉：来。",
        f"INT. MILL - NIGHT\n\n{'A fox. ' * 40}",
    ],
)
def test_texts_that_are_scripts(text):
    assert is_script(split_paragraphs(text))


@pytest.mark.parametrize(
    "paragraphs",
    [
        [],
        ["", "A"],
        ["STOP", *PROSE],
        ["STOP\nit said.", *PROSE],
        [*PROSE, "He read aloud:", "INT. MILL - NIGHT", "MIRA\nIt's dry.", *PROSE],
        ["Title: The Well", *PROSE, "STOP\nit said."],
        ["Est il vrai?", "NOTE: gone", "MIRA: yes"],
        [".38 calibre.", "NOTE: gone"],
        ["Ext. the bell rang, and nobody came.", "MIRA: yes"],
        ["Est. 1920", "# One", *PROSE],
        ["EST. 1920", "# One", *PROSE],
        ["EST: 1920", *PROSE],
        ["INT: 18, STR: 12", *PROSE],
        ["12 EXT. 4", *PROSE],
        ["第一场雨", *ZH_PROSE],
        ["第一场 雨夜", *ZH_PROSE],
        ["第一场 揭幕战", *ZH_PROSE, "第二场 雨夜", "天黑了。"],
        ["Int. mill", *PROSE],
        [f"Int. mill {'and so on ' * 12}", "Ext. yard", *PROSE],
        ["第一场 大雪", *ZH_PROSE],
        ["第一场 揭幕战", "米拉：来。", *ZH_PROSE],
        ["室内，很暗", *ZH_PROSE],
        ["外景地", "# 一", *ZH_PROSE],
        ["室内很暗。", *ZH_PROSE],
        ["内景，夜。他念道：", *ZH_PROSE],
        [*ZH_PROSE, "内景 磨坊 夜", *ZH_PROSE],
        ["Title: 井", "室内很暗。", *ZH_PROSE],
    ],
)
def test_prose_with_something_of_a_script_in_it_is_prose(paragraphs):
    assert not is_script(paragraphs)


def test_every_page_in_form_is_a_script():
    for heading in ("The mill, at night.", "磨坊。", "INT. MILL"):
        assert is_script(split_paragraphs(scene_text("It rains.", heading)))


@pytest.mark.parametrize(
    ("paragraph", "entries"),
    [
        ("Title: A\ncredit: by\nDRAFT DATE: 1/2", {"Title": "A", "Credit": "by", "Draft date": "1/2"}),
        ("Title:\n\tA\n   B\nSource:", {"Title": "A\nB"}),
        ("Title：磨坊", {"Title": "磨坊"}),
        ("Title: A\nAnd then", None),
        ("MIRA: Hello.", None),
        ("", None),
    ],
)
def test_title_pages(paragraph, entries):
    assert title_page(paragraph) == entries


@pytest.mark.parametrize(
    ("paragraph", "told"),
    [
        ("int. mill - night #12A#", [("scene", "12A INT. MILL - NIGHT")]),
        (".the roof", [("scene", "the roof")]),
        ("**EXT. YARD**\nRain.", [("scene", "EXT. YARD"), ("action", "Rain.")]),
        (".内景 磨坊 夜", [("scene", "内景 磨坊 夜")]),
        ("室内 磨坊", [("scene", "室内 磨坊")]),
        ("MIRA (V.O.) ^\n(softly)\nDry.\n(beat)\nSo\ndry.", [
            ("cue", "MIRA (V.O.)"), ("parenthetical", "(softly)"), ("speech", "Dry."), ("parenthetical", "(beat)"),
            ("speech", "So\ndry."),
        ]),
        ("@McFritz\nNo.", [("cue", "McFritz"), ("speech", "No.")]),
        ("米拉（笑）：（轻声）来。", [("cue", "米拉 (笑)"), ("parenthetical", "(轻声)"), ("speech", "来。")]),
        ("MIRA: No.\nFRITZ: Yes.", [("cue", "MIRA"), ("speech", "No."), ("cue", "FRITZ"), ("speech", "Yes.")]),
        ("MIRA:\nNo.\nFRITZ:\nYes.", [("cue", "MIRA"), ("speech", "No."), ("cue", "FRITZ"), ("speech", "Yes.")]),
        ("米拉：\n（轻声）\n不。", [("cue", "米拉"), ("parenthetical", "（轻声）"), ("speech", "不。")]),
        ("他看见：\n一只狐狸。", [("action", "他看见：\n一只狐狸。")]),
        ("DISSOLVE TO:\nA fox.", [("action", "DISSOLVE TO:\nA fox.")]),
        ("MIRA:", [("action", "MIRA:")]),
        ("ROBERTO:\nNo.", [("cue", "ROBERTO"), ("speech", "No.")]),
        ("SERIES OF SHOTS:\nA fox.", [("action", "SERIES OF SHOTS:\nA fox.")]),
        ("ANGLE ON:\nA fox.", [("action", "ANGLE ON:\nA fox.")]),
        ("陈念：\n没有。", [("cue", "陈念"), ("speech", "没有。")]),
        ("墙上写：\n快走。", [("action", "墙上写：\n快走。")]),
        ("1. INT. MILL - NIGHT", [("scene", "1 INT. MILL - NIGHT")]),
        ("12A INT. MILL - NIGHT 12A", [("scene", "12A INT. MILL - NIGHT")]),
        ("第1场 内景 磨坊 夜", [("scene", "第1场 内景 磨坊 夜")]),
        ("BELL\n~Ding\n~dong\nSo.", [("cue", "BELL"), ("lyric", "Ding\ndong"), ("speech", "So.")]),
        ("CUT TO:", [("transition", "CUT TO:")]),
        ("FADE OUT.", [("transition", "FADE OUT.")]),
        ("切至：", [("transition", "切至：")]),
        ("> Burn to white.", [("transition", "Burn to white.")]),
        ("> THE END <\n> *fin* <", [("centred", "THE END\n*fin*")]),
        ("!CUT TO:", [("action", "CUT TO:")]),
        ("!MIRA\nlooks up.", [("action", "MIRA\nlooks up.")]),
        ("I came TO:", [("action", "I came TO:")]),
        ("@米拉", [("action", "米拉")]),
        ("切到他的手。", [("action", "切到他的手。")]),
        ("***", [("break", "")]),
        ("# Act One\n= It rains.\nRain.", [("action", "Rain.")]),
        ("===", []),
        ("MIRA\n\nGone.", [("cue", "MIRA"), ("speech", "Gone.")]),
        ("", []),
    ],
)  # fmt: skip
def test_what_lines_are(paragraph, told):
    assert [tuple(element) for element in elements(paragraph)] == told


def test_notes_and_comments_are_not_shown_and_what_is_never_closed_is():
    given = ["A [[why?]]fox[[.]].", "MIRA\n[[softly?]]\nNo /* not */ yes.", "/* gone", "gone */", "[[open", "shut]] /*"]
    shown = shown_paragraphs(given)
    assert shown == ["A fox.", "MIRA\n\nNo yes.", "", "", "[[open", "shut]] /*"]
    assert [tuple(element) for element in elements(shown[1])] == [("cue", "MIRA"), ("speech", "No yes.")]


def test_many_comments_that_are_never_closed_take_no_time():
    assert shown_paragraphs(["/* " * 500_000 + "x"]) == ["/* " * 500_000 + "x"]
