"""Books that are scripts: their blocks, and what each typeset format makes of them."""

import io
import re
import zipfile

import pytest
from hypothesis import example, given
from lxml.html import fromstring
from markdown_it import MarkdownIt

from orchestrator.adapters.export.book.epub import to_epub
from orchestrator.adapters.export.book.fountain import to_fountain
from orchestrator.adapters.export.book.markdown import to_markdown, to_text
from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.adapters.export.book.page import to_html
from orchestrator.adapters.export.book.reading import book_of_text
from orchestrator.adapters.export.book.script import setting_of
from orchestrator.adapters.export.book.word import to_docx
from orchestrator.domain.drafts import Draft
from orchestrator.domain.fountain import scene_text
from tests.support.books import EN, ZH, hostile_book
from tests.support.scripts import (
    EN_SCRIPT,
    FOLDER,
    NEW_SCRIPT,
    PAGES,
    REVISED_SCRIPT,
    ZH_SCRIPT,
    script_book,
)
from tests.support.word import accepted, changes, opened, rejected, remarks

CREDITS = ["written by", "Mira Fuchs", "1 May 2026", "1 Mill Lane", "Bellbrook", "Revision: 2"]
EN_BLOCKS = [
    ("action", "FADE IN:"),
    ("scene", "1A INT. MILL - NIGHT"),
    ("action", "A fox sits by the wheel. Rain.\nIt drips “steadily” -- for ever."),
    ("cue", "MIRA"), ("parenthetical", "(softly)"), ("speech", "I can mend you."), ("parenthetical", "(beat)"),
    ("speech", "You’ll see."),
    ("cue", "McFritz (O.S.)"), ("speech", "You can’t."),
    ("cue", "MIRA"), ("speech", "I can!"),
    ("scene", "EXT. YARD - DAY"),
    ("action", "SCANNING THE ROOF...\nShe finds #1 of the bells."),
    ("centred", "THE BELL"),
    ("cue", "BELL"), ("lyric", "Ding dong, ding dong,\nthe night is long."), ("speech", "So it goes."),
    ("lyric first", "La la, says the wind,"),
    ("lyric first", "and again."),
    ("transition", "CUT TO:"),
    ("scene", "the roof"),
    ("action", "1. She climbs."),
    ("break", ""),
    ("action", "BANG! <Crash> [the roof](gone) `tin` &amp; all."),
    ("transition", "Burn to white."),
    ("centred", "THE END"),
]  # fmt: skip
ZH_BLOCKS = [
    ("scene", "内景 磨坊 夜"),
    ("action", "一只狐狸坐在水轮旁。雨。"),
    ("cue", "米拉"), ("parenthetical", "（轻声）"), ("speech", "我能修好你。"), ("parenthetical", "（停顿）"),
    ("speech", "你会看到的。"),
    ("cue", "福里茨（画外音）"), ("speech", "你不能，“永远”不能。"),
    ("transition", "切至："),
    ("scene", "外景 院子 日"),
    ("centred", "铃"),
    ("cue", "铃"), ("lyric", "叮咚，叮咚，夜真长。"),
    ("action", "狐狸抬起头，看着屋顶。风把瓦片一片一片地掀起来，落进院子里的水洼，水洼里有整个天空。"),
    ("transition", "淡出。"),
    ("centred", "剧终"),
]  # fmt: skip
STYLES = {
    "scene": "Scene Heading", "cue": "Character", "parenthetical": "Parenthetical", "speech": "Dialogue",
    "lyric": "Lyrics", "lyric first": "Lyrics First", "transition": "Transition", "centred": "Centered",
    "action": "Action", "break": "Scene Break",
}  # fmt: skip


def blocks(book):
    return [(block.kind, block.text) for chapter in setting_of(book).chapters for block in chapter.blocks]


def told(tree):
    for line in tree.iter("br"):
        line.text = "\n"
    return [(element.get("class"), element.text_content()) for element in tree]


def page(book):
    return fromstring(to_html(book)).find_class("script")[0]


# -- what is set ----------------------------------------------------------------------------------------------


def test_the_title_page_is_the_title_and_no_text():
    setting = setting_of(EN_SCRIPT)
    assert (setting.title, list(setting.credits)) == ("The Mill A Fox's Tale", CREDITS)
    assert setting.chapters[0].blocks[0].text == "FADE IN:"
    assert setting_of(script_book("INT. MILL\n\nA fox.")).title == "x"


def test_parts_that_are_scenes_follow_each_other_without_breaks():
    pages = (Part(draft=Draft.of("INT. MILL\n\nA fox.")), Part(draft=Draft.of("EXT. YARD\n\nRain."), gap="[no more]"))
    assert blocks(Book(title="x", language="en", parts=pages)) == [
        ("scene", "INT. MILL"), ("action", "A fox."), ("scene", "EXT. YARD"), ("action", "Rain."), ("gap", "[no more]"),
    ]  # fmt: skip


def test_headings_of_parts_are_scenes_where_pages_have_none_and_else_acts():
    def headed(*texts):
        parts = tuple(Part(heading=heading, draft=Draft.of(text)) for heading, text in texts)
        chapters = setting_of(Book(title="x", language="en", parts=parts)).chapters
        return [(c.heading, [b.text for b in c.blocks if b.kind == "scene"]) for c in chapters]

    page = "INT. MILL\n\nA fox.\n\nMIRA\nDry."
    assert headed(("One", page), ("Two", page)) == [("One", ["INT. MILL"]), ("Two", ["INT. MILL"])]
    assert headed(("One", page), ("Two", "MIRA\nDry.")) == [("One", ["INT. MILL"]), ("Two", [])]
    assert headed(("INT. MILL", page), ("int. mill - night", page)) == [("", ["INT. MILL", "INT. MILL"])]
    assert headed(("INT. MILL", page), ("ext. yard", page)) == [("", ["INT. MILL", "EXT. YARD", "INT. MILL"])]
    assert headed(("第1场", "内景 磨坊 夜\n\n米拉：来。")) == [("", ["第1场", "内景 磨坊 夜"])]


@pytest.mark.parametrize("mark", ["##", "###"])
@pytest.mark.parametrize(
    ("headings", "speech"),
    [(("INT. MILL - NIGHT", "EXT. YARD - DAY"), "MIRA: No."), (("内景 磨坊 夜", "外景 院子 日"), "米拉：不。")],
)
def test_scenes_under_markdown_headings_of_any_level_are_a_script(mark, headings, speech):
    text = "\n\n".join(["# M", *(f"{mark} {heading}\n\nA fox.\n\n{speech}" for heading in headings)])
    setting = setting_of(book_of_text(text, title="x", language="en"))
    assert setting.is_script
    assert [block.text for block in setting.chapters[0].blocks if block.kind == "scene"] == list(headings)


def test_chapters_that_are_headed_by_a_calibre_are_prose():
    parts = tuple(Part(heading=heading, draft=Draft.of("He left.")) for heading in (".45 Caliber", ".22"))
    assert not setting_of(Book(title="x", language="en", parts=parts)).is_script


@pytest.mark.parametrize("book", [EN, ZH, hostile_book()], ids=["en", "zh", "hostile"])
def test_a_novel_is_no_script(book):
    assert not setting_of(book).is_script
    assert ".script" not in to_html(book)
    assert "Dialogue" not in [style.name for style in opened(to_docx(book)).styles]


# -- HTML and EPUB --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("book", "expected"), [(EN_SCRIPT, EN_BLOCKS), (ZH_SCRIPT, ZH_BLOCKS)], ids=["en", "zh"])
def test_the_page_has_a_class_for_each_element(book, expected):
    assert told(page(book).find("main/section")) == expected


def test_the_page_begins_with_the_title_page():
    header = page(EN_SCRIPT).find("header")
    assert [element.text_content() for element in header] == ["The Mill A Fox’s Tale", *CREDITS]


@pytest.mark.parametrize(("book", "expected"), [(EN_SCRIPT, EN_BLOCKS), (ZH_SCRIPT, ZH_BLOCKS)], ids=["en", "zh"])
def test_the_epub_is_set_like_the_page(book, expected):
    archive = zipfile.ZipFile(io.BytesIO(to_epub(book)))
    chapter = fromstring(archive.read("OEBPS/chapter-001.xhtml"))
    assert told(chapter.find_class("script")[0].find("section")) == expected
    assert b".script p.speech" in archive.read("OEBPS/style.css")


def test_chinese_is_neither_forced_into_capitals_nor_slanted():
    style = to_html(ZH_SCRIPT).split("<style>")[1].split("</style>")[0]
    assert ":lang(zh) .script h3.scene { font-family: var(--heiti); text-transform: none; }" in style
    styles = opened(to_docx(ZH_SCRIPT)).styles
    assert not styles["Scene Heading"].font.all_caps
    assert not styles["Lyrics"].font.italic
    assert opened(to_docx(EN_SCRIPT)).styles["Scene Heading"].font.all_caps


# -- DOCX -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("book", "expected"), [(EN_SCRIPT, EN_BLOCKS), (ZH_SCRIPT, ZH_BLOCKS)], ids=["en", "zh"])
def test_word_has_the_styles_that_screenwriters_know(book, expected):
    paragraphs = [(p.style.name, p.text) for p in opened(to_docx(book)).paragraphs]
    start = 1 + len(setting_of(book).credits)
    assert [style for style, _ in paragraphs[:start]] == ["Title", *["Title Page"] * (start - 1)]
    assert paragraphs[start:] == [(STYLES[kind], text or "* * *") for kind, text in expected]


def test_what_was_changed_in_a_script_is_tracked_element_by_element():
    document = opened(to_docx(REVISED_SCRIPT))
    assert accepted(document) == [
        "The Mill", "INT. MILL - NIGHT", "A fox sits down.", "MIRA", "I can mend it.", "BANG! The roof goes.",
        "THE END", "It rains.",
    ]  # fmt: skip
    assert rejected(document) == [
        "The Mill", "INT. MILL - NIGHT", "A fox sits.", "MIRA", "(softly)", "I can mend you.", "FRITZ", "Nobody can.",
        "BANG! The roof goes.", "CUT TO:", "It rains.",
    ]  # fmt: skip
    assert changes(document) == [
        ("ins", " down"),
        ("del", "(softly)"), ("del", " you"), ("ins", " it"),
        ("del", "FRITZ"), ("del", "Nobody can."),
        ("del", "CUT TO:"), ("ins", "THE END"),
    ]  # fmt: skip
    gone_or_come = [p.style.name for p in document.paragraphs if not p.text]
    assert gone_or_come == ["Parenthetical", "Character", "Dialogue", "Transition", "Centered"]


def test_remarks_on_a_script_stand_on_its_words_or_on_what_is_shown_next():
    assert remarks(opened(to_docx(REVISED_SCRIPT))) == [
        ("critic", "INT. MILL - NIGHT", "All of it. (major)"),
        ("critic", "mend it", "What? (major)"),
        ("critic", "MIRA", "Who? (major)"),
        ("critic", "BANG! The roof goes.", "Yes. (major)"),
    ]


# -- Markdown and the formats that keep a script as it is -------------------------------------------------------


def test_markdown_has_headings_for_scenes_and_quotations_for_speeches():
    assert to_markdown(script_book(NEW_SCRIPT)) == (
        "# The Mill\n\n### INT. MILL - NIGHT\n\nA fox sits down.\n\n> **MIRA**\\\n> I can mend it.\n\n"
        "BANG! The roof goes.\n\n**THE END**\n\nIt rains.\n"
    )
    assert "> **福里茨（画外音）**\\\n> 你不能，“永远”不能。\n\n切至：\n\n### 外景 院子 日" in to_markdown(ZH_SCRIPT)


@pytest.mark.parametrize(("book", "expected"), [(EN_SCRIPT, EN_BLOCKS), (ZH_SCRIPT, ZH_BLOCKS)], ids=["en", "zh"])
def test_markdown_reads_as_the_script_wherever_it_is_shown(book, expected):
    tree = fromstring(MarkdownIt("commonmark").render(to_markdown(book)))
    assert {element.tag for element in tree.iter()} <= {
        "div", "h1", "h3", "p", "br", "em", "strong", "blockquote", "hr",
    }  # fmt: skip
    quoted = "".join(element.text_content() for element in tree.iter("blockquote"))
    shown = straight(tree.text_content())
    for kind, text in expected:
        for line in straight(text).split("\n"):
            assert line in (straight(quoted) if kind in ("cue", "parenthetical", "speech", "lyric") else shown)
    assert [element.text for element in tree.iter("h3")] == [text for kind, text in expected if kind == "scene"]
    assert len(list(tree.iter("blockquote"))) == len([kind for kind, _ in expected if kind in ("cue", "lyric first")])


def straight(text):
    """Without the difference between quotation marks: Markdown keeps those that were written."""
    return re.sub("[“”]", '"', text.replace("’", "'"))


@pytest.mark.parametrize(
    "line",
    ["# a", "> a", "- a", "+ a", "1. a", "2) a", "= a", "---", "* * *", "~~~", "<b>x", "&lt;", "[a](b)", "`a`", "a\\"],
)
def test_what_would_be_markdown_in_a_script_is_text(line):
    text = to_markdown(script_book(f"INT. MILL\n\n!A fox.\n!{line}\n\nMIRA\nNo."))
    tree = fromstring(MarkdownIt("commonmark").render(text))
    assert [element.tag for element in tree] == ["h1", "h3", "p", "blockquote"]
    assert tree[2].text_content() == f"A fox.\n{line}"


def test_text_and_fountain_keep_a_script_as_it_is():
    given_ = (FOLDER / "mill.fountain").read_text("utf-8")
    assert to_fountain(EN_SCRIPT) == given_.replace("\n***\n", "\n> * * * <\n")
    assert given_.rstrip("\n") in to_text(EN_SCRIPT)


# -- whatever a model writes ------------------------------------------------------------------------------------


@given(PAGES)
@example("MIRA\n*No* <b>\n\n!# Act &amp;\n\n> right")
def test_nothing_that_is_said_or_seen_is_lost(written):
    script = scene_text(f"It rains.\n\n{written}", "INT. MILL - NIGHT")
    body = page(script_book(script)).find("main").text_content()
    assert letters(body) == letters(script)


def letters(text):
    return [letter for letter in text.casefold() if letter.isalnum() or letter in "&[("]
