"""The styles of a DOCX: everything in it has one, so that it can be restyled in one place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from orchestrator.adapters.export.book.model import is_chinese

TITLE, CHAPTER, SUBHEADING = "Title", "Heading 1", "Heading 2"
PROSE, FIRST, BREAK, GAP, CONTENTS, CONTENTS_HEADING = (
    "Prose", "Prose First", "Scene Break", "Gap", "toc 1", "Contents Heading",
)  # fmt: skip
"""Names of styles: prose with an indent, after a break without one, what is missing, an entry of the contents."""

SCENE, CREDIT, LYRICS, FIRST_LYRICS = "Scene Heading", "Title Page", "Lyrics", "Lyrics First"
STYLES: Mapping[str, str] = MappingProxyType(
    {
        "break": BREAK, "subheading": SUBHEADING, "gap": GAP, "scene": SCENE, "cue": "Character",
        "parenthetical": "Parenthetical", "speech": "Dialogue", "lyric": LYRICS, "transition": "Transition",
        "centred": "Centered", "action": "Action",
    }
)  # fmt: skip
"""Names of styles by the kind of a block; those of a script are the ones that screenwriters' programs have."""

_SCRIPT_INDENTS: Mapping[str, tuple[float, float, float]] = MappingProxyType(
    {
        SCENE: (0, 0, 24), "Action": (0, 0, 12), "Character": (2.2, 0, 12), "Parenthetical": (1.6, 2, 0),
        "Dialogue": (1, 1.5, 0), LYRICS: (1, 1.5, 0), FIRST_LYRICS: (1, 1.5, 12), "Transition": (0, 0, 12),
        "Centered": (0, 0, 12), CREDIT: (0, 0, 0),
    }
)  # fmt: skip
"""By style, inches from the left and the right margin, and points above: those of the usual page of a screenplay."""
_SCRIPT_FONT = "Courier New"
_FONTS: Mapping[str, str] = MappingProxyType(
    {"ascii": "Georgia", "hAnsi": "Georgia", "cs": "Times New Roman", "eastAsia": "SimSun"}
)
_INK = RGBColor(0, 0, 0)
_WARNING = RGBColor(0x8A, 0x4B, 0x08)


def add_styles(document: Document, language: str) -> None:
    """Give ``document`` the styles of a book in ``language``."""
    chinese = is_chinese(language)
    normal = document.styles["Normal"]
    normal.font.size = Pt(12)
    normal.paragraph_format.line_spacing = 1.5 if chinese else 1.3
    normal.paragraph_format.space_after = Pt(0)
    _set_fonts(normal.element)
    _set_language(normal.element, language)
    for name, points in ((TITLE, 26), (CHAPTER, 18), (SUBHEADING, 14)):
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(points), True, _INK
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(points * 2), Pt(points * 1.5)
        _set_fonts(style.element)
    document.styles[CHAPTER].paragraph_format.page_break_before = True
    _without_rule(document.styles[TITLE].element)
    for name in (PROSE, FIRST, BREAK, GAP, CONTENTS, CONTENTS_HEADING):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == CONTENTS).base_style = normal
    _set_indents(document, chinese=chinese)
    for name in (BREAK, CONTENTS_HEADING):
        format_ = document.styles[name].paragraph_format
        format_.alignment, format_.space_before, format_.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(14), Pt(14)
    gap = document.styles[GAP]
    gap.font.italic, gap.font.color.rgb = not chinese, _WARNING
    gap.paragraph_format.space_before = gap.paragraph_format.space_after = Pt(14)


def add_script_styles(document: Document, language: str) -> None:
    """Give ``document``, which has the styles of a book, those of a script, and its margins."""
    chinese = is_chinese(language)
    for name, (left, right, above) in _SCRIPT_INDENTS.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _set_fonts(style.element, {**_FONTS, "ascii": _SCRIPT_FONT, "hAnsi": _SCRIPT_FONT})
        format_ = style.paragraph_format
        format_.left_indent, format_.right_indent = Inches(left), Inches(right)
        format_.space_before, format_.line_spacing = Pt(above), 1.25 if chinese else 1.0
        format_.keep_with_next = name in (SCENE, "Character", "Parenthetical")
    styles = document.styles
    styles[SCENE].font.bold = True
    # Chinese has neither capitals nor letters that slant; names of Latin letters in it stay as they are.
    styles[SCENE].font.all_caps = styles[LYRICS].font.italic = styles[FIRST_LYRICS].font.italic = not chinese
    styles["Character"].font.bold = chinese
    styles["Transition"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name in ("Centered", CREDIT):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for section in document.sections:
        section.left_margin, section.right_margin = Inches(1.5), Inches(1)


def _set_indents(document: Document, *, chinese: bool) -> None:
    """Paragraphs begin with an indent: Chinese ones all, by two characters; English ones not after a break."""
    if not chinese:
        document.styles[PROSE].paragraph_format.first_line_indent = Pt(18)
        return
    for name in (PROSE, FIRST):
        format_ = document.styles[name].paragraph_format
        format_.first_line_indent = Pt(24)
        format_.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        # In characters, so that it stays two of them in whatever size.
        document.styles[name].element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")


def _set_fonts(style: Any, named: Mapping[str, str] = _FONTS) -> None:
    fonts = style.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()  # those of a theme would win
    for script, name in named.items():
        fonts.set(qn(f"w:{script}"), name)


def _set_language(style: Any, language: str) -> None:
    said = OxmlElement("w:lang")
    chinese = is_chinese(language)
    said.set(qn("w:val"), "en-US" if chinese else {"en": "en-US"}.get(language, language))
    said.set(qn("w:eastAsia"), ({"zh": "zh-CN"}.get(language, language)) if chinese else "zh-CN")
    style.get_or_add_rPr().append(said)


def _without_rule(style: Any) -> None:
    """Take away the line that the template draws under a title."""
    border = style.pPr.find(qn("w:pBdr"))
    if border is not None:
        style.pPr.remove(border)
