"""A page of a script is Fountain whatever a model wrote; another program reads it as it is meant."""

import pytest
from hypothesis import example, given
from screenplay_tools.fountain.parser import Parser

from orchestrator.adapters.export.book.fountain import to_fountain
from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.domain.drafts import Draft
from orchestrator.domain.fountain import scene_text
from orchestrator.domain.text import words
from tests.support.scripts import PAGES


def elements(text):
    parser = Parser()
    parser.mergeActions = False
    parser.add_text(text)
    script = parser.script
    assert not script.notes
    assert not script.boneyards
    return [
        (element.type.name, element.name if element.type.name == "CHARACTER" else element.text_raw)
        for element in script.elements
        if element.type.name == "CHARACTER" or (element.text_raw or "").strip()
    ]


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        ("The mill - night", "INT. THE MILL - NIGHT"),
        ("ext. yard\n- day", "EXT. YARD - DAY"),
        ("**INT. MILL**", "INT. MILL"),
    ],
)
def test_a_heading_says_inside_or_outside(heading, first):
    assert elements("Title: x\n\n" + scene_text("It rains.", heading)) == [("HEADING", first), ("ACTION", "It rains.")]


def test_the_number_of_a_scene_stands_behind_its_heading():
    for heading, told in [
        ("1. Int. mill", "INT. MILL #1#"),
        ("12A INT. MILL - NIGHT 12A", "INT. MILL - NIGHT #12A#"),
        ("1. INT. ROOM 1", "INT. ROOM 1 #1#"),
        ("1. INT. MILL - DAY 1", "INT. MILL - DAY 1 #1#"),
        ("INT. MILL - VIEWPOINT: FOX", "INT. MILL - VIEWPOINT: FOX"),
        ("Scene 3: ext: yard", "EXT. YARD #3#"),
        ("int/ext: car", "INT/EXT. CAR"),
        (f"1 INT. a{' ' * 50_000}b", "INT. A B #1#"),
    ]:
        assert scene_text("It rains.", heading) == f"{told}\n\nIt rains."


def test_a_chinese_heading_is_forced_to_be_one():
    assert scene_text("雨下着。", "磨坊 夜") == ".内景 磨坊 夜\n\n雨下着。"
    assert scene_text("外景 院子 夜\n雨下着。", "外景 院子 日") == ".外景 院子 日\n\n雨下着。"


def test_a_page_becomes_cues_hints_speeches_and_action():
    page = (
        "```fountain\n\n**int. mill - night**\n\nA fox.\n\nMIRA: (softly) It's dry.\n\n@米拉\n\n我知道。\n\n@Nobody\n\n"
        "# Act Two\n\n福里茨（笑）：（轻声）你不能。\n\n[[not for readers]] /* nor this\n\nCUT TO:"
    )
    assert elements("Title: x\n\n" + scene_text(page, "INT. MILL - NIGHT")) == [
        ("HEADING", "INT. MILL - NIGHT"),
        ("ACTION", "A fox."),
        ("CHARACTER", "MIRA"), ("PARENTHETICAL", "softly"), ("DIALOGUE", "It's dry."),
        ("CHARACTER", "米拉"), ("DIALOGUE", "我知道。"),
        ("CHARACTER", "Nobody"), ("DIALOGUE", "Act Two"),
        ("CHARACTER", "福里茨"), ("PARENTHETICAL", "轻声"), ("DIALOGUE", "你不能。"),
        ("ACTION", "[ [not for readers] ] / * nor this"),
        ("TRANSITION", "CUT TO:"),
    ]  # fmt: skip


@given(PAGES)
@example("@米拉")
@example("@a\n\n@b\n\nINT. X")
def test_whatever_a_model_writes_is_well_formed(page):
    text = scene_text(page, "INT. MILL - NIGHT")
    exported = to_fountain(Book(title="x", language="en", parts=(Part(draft=Draft.of(f"Title: x\n\n{text}")),)))
    for read in (elements(f"Title: x\n\n{text}"), elements(exported)):
        assert read[0] == ("HEADING", "INT. MILL - NIGHT")
        kinds = [kind for kind, _ in read]
        assert {"SECTION", "SYNOPSIS", "NOTE", "BONEYARD"}.isdisjoint(kinds)
        for kind, following in zip(kinds, [*kinds[1:], ""], strict=True):
            assert kind != "CHARACTER" or following in ("PARENTHETICAL", "DIALOGUE")


def test_what_is_in_form_stays_as_it_is():
    once = scene_text("A fox.\n\nMIRA: (softly) No.\n\n米拉：来。\n\n# Act\n\n***", "磨坊")
    assert scene_text(once, "磨坊") == once


@given(PAGES)
def test_no_word_of_it_is_lost(page):
    told = [word.lower() for word in words(scene_text(f"It rains.\n\n{page}", "INT. MILL"))]
    for word in words(page):
        assert word.lower() in told


def test_a_model_that_repeats_its_headings_is_put_in_form_all_the_same():
    text = scene_text("INT. MILL\n" * 3000 + "A fox.", "Mill")
    assert text.count("INT. MILL") == 3000
    assert text.endswith("A fox.")
    text = scene_text("A fox.\n" + "INT. MILL\nA fox.\nCUT TO:\n" * 3000, "Mill")
    assert (text.count("INT. MILL"), text.count("A fox."), text.count("\n\nCUT TO:")) == (3001, 3001, 3000)


def test_what_is_shown_on_the_screen_is_no_speaker():
    for line in ("SUPER: Ten years later.", "MONTAGE: They dance.", "蒙太奇：他们跳舞。", "INSERT: A letter."):
        assert scene_text(line, "Mill") == f"INT. MILL\n\n{line}"
