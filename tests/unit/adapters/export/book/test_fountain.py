"""Fountain that other programs read as it is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screenplay_tools.fountain.parser import Parser
from screenplay_tools.fountain.writer import Writer

from orchestrator.adapters.export.book.fountain import to_fountain
from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.domain.drafts import Draft
from tests.support.books import EN, ZH, hostile_book

SCRIPT = """Title: The Mill
Author: Mira

**INT. MILL - NIGHT**

A fox sits by the wheel. Rain.

MIRA
(softly)
I can mend you.

FRITZ: You can't.
MIRA: (laughing) Watch.

FADE OUT.

.THE ROOF

BANG! The roof goes.

CUT TO:

## ext. yard - day
The sun comes up. /* never closed"""
ELEMENTS = [
    ("HEADING", "INT. MILL - NIGHT"),
    ("ACTION", "A fox sits by the wheel. Rain."),
    ("CHARACTER", "MIRA"),
    ("PARENTHETICAL", "softly"),
    ("DIALOGUE", "I can mend you."),
    ("CHARACTER", "FRITZ"),
    ("DIALOGUE", "You can't."),
    ("CHARACTER", "MIRA"),
    ("PARENTHETICAL", "laughing"),
    ("DIALOGUE", "Watch."),
    ("ACTION", "FADE OUT."),
    ("HEADING", "THE ROOF"),
    ("ACTION", "BANG! The roof goes."),
    ("TRANSITION", "CUT TO:"),
    ("HEADING", "EXT. YARD - DAY"),
    ("ACTION", "The sun comes up. / * never closed"),
]


def parsed(text):
    parser = Parser()
    parser.mergeActions = False
    parser.add_text(text)
    return parser.script


def elements(text):
    return [
        (element.type.name, element.name if element.type.name == "CHARACTER" else element.text_raw)
        for element in parsed(text).elements
        if element.type.name == "CHARACTER" or (element.text_raw or "").strip()
    ]


def book_of(text, **more):
    return Book(title="x", language="en", parts=(Part(draft=Draft.of(text), **more),))


def test_a_script_is_read_back_element_by_element():
    written = to_fountain(book_of(SCRIPT))
    assert elements(written) == ELEMENTS
    assert [(entry.key, entry.text_raw) for entry in parsed(written).titleEntries] == [
        ("Title", "The Mill"), ("Author", "Mira"),
    ]  # fmt: skip


def test_what_another_program_writes_of_it_is_the_same_script():
    writer = Writer()
    writer.pretty_print = False
    again = writer.write(parsed(to_fountain(book_of(SCRIPT))))
    assert elements(again) == ELEMENTS


def test_a_script_that_is_well_formed_stays_as_it_is():
    once = to_fountain(book_of(SCRIPT))
    assert to_fountain(book_of(once)) == once


def test_the_headings_of_acts_are_centred():
    acts = [("Act One", "INT. MILL - NIGHT\n\nA fox."), ("Act Two", "It rains."), ("EXT. YARD", "Snow.")]
    parts = tuple(Part(heading=heading, draft=Draft.of(text)) for heading, text in acts)
    assert elements(to_fountain(Book(title="T", language="en", parts=parts))) == [
        ("ACTION", " Act One "), ("HEADING", "INT. MILL - NIGHT"), ("ACTION", "A fox."),
        ("ACTION", " Act Two "), ("ACTION", "It rains."),
        ("HEADING", "EXT. YARD"), ("ACTION", "Snow."),
    ]  # fmt: skip


def test_a_chinese_script_has_forced_cues_and_headings():
    text = "内景 磨坊 夜\n\n一只狐狸。\n\n米拉：我能修好你。\n福里茨（笑）：（轻声）你不能。"
    written = to_fountain(Book(title="磨坊", language="zh", parts=(Part(draft=Draft.of(text)),)))
    assert written == (
        "Title: 磨坊\n\n.内景 磨坊 夜\n\n一只狐狸。\n\n@米拉\n我能修好你。\n\n@福里茨 (笑)\n(轻声)\n你不能。\n"
    )
    assert elements(written)[2:] == [
        ("CHARACTER", "米拉"), ("DIALOGUE", "我能修好你。"),
        ("CHARACTER", "福里茨"), ("PARENTHETICAL", "轻声"), ("DIALOGUE", "你不能。"),
    ]  # fmt: skip


def test_prose_is_action_under_forced_headings():
    assert to_fountain(EN) == (
        'Title: The "Dry" Well\n\n.The Well\n\n"It\'s dry," said *Mira*.\n\n**Nobody** laughed.\nNot one.\n\n'
        "> * * * <\n\nNight.\n\n> * * * <\n\nA second scene.\n\n.The Road\n\n!"
        "[chapter 2 is missing: the model is gone]\n"
    )
    assert '「你来晚了。」她说："对。"' in to_fountain(ZH)


@pytest.mark.parametrize("heading", ["“Who?”", "...And Then", "《信》"])
def test_a_heading_that_begins_with_a_sign_is_centred(heading):
    part = Part(heading=heading, draft=Draft.of("She left."))
    assert elements(to_fountain(Book(title="T", language="en", parts=(part,))))[0] == ("ACTION", f" {heading} ")


@pytest.mark.parametrize(
    "line", [".dot", "@at", "#hash", ">right", "~song", "=line", "!bang", "INT. HERE", "ext. there", "STOP", "GO TO:"]
)
def test_prose_that_looks_like_a_script_is_forced_to_be_action(line):
    read = elements(to_fountain(book_of(f"He read the sign:\n\n{line}\nand went on.")))
    assert [kind for kind, _ in read] == ["ACTION"] * 3
    assert read[1][1] == line


@given(st.lists(st.text(st.sampled_from("aB .:!@>~=#[]/*()\n井"), min_size=1), min_size=1, max_size=4))
def test_nothing_of_prose_is_hidden_from_a_reader(paragraphs):
    text = "it was late. " + "\n\nthen ".join(paragraphs)
    script = parsed(to_fountain(book_of(text)))
    assert not script.notes
    assert not script.boneyards


def test_texts_that_break_formats_are_read():
    assert "<script>alert(1)</script>" in str(elements(to_fountain(hostile_book())))


def test_what_looks_like_a_title_page_before_prose_is_written_once():
    text = "Title: The Bell\nAuthor: Mira\n\nShe went home."
    assert to_fountain(Book(title="T", language="en", parts=(Part(draft=Draft.of(text)),))).count("Author: Mira") == 1
