"""Texts in the encodings and documents that people have them in."""

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from orchestrator.adapters.documents import document_text
from orchestrator.domain.errors import UsageError

CHINESE = "第一章 失铃\n\n小狐狸米拉的铃不见了。她在河边走来走去，想不起来是在什么地方丢的。\n"
ENGLISH = "Chapter 1\n\nIt rained — all night.\n"


@pytest.mark.parametrize("text", [CHINESE, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_utf_8_and_utf_16_are_read_with_and_without_a_mark(text, encoding):
    assert document_text(text.encode(encoding), "a.txt") == text
    assert document_text(text.replace("\n", "\r\n").encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_chinese_in_gbk_is_read(encoding):
    assert document_text(CHINESE.encode(encoding), "a.txt") == CHINESE


@pytest.mark.parametrize(
    "data",
    [
        "Café au lait, déjà vu à Noël, garçon.".encode("latin-1"),
        "小狐狸米拉的鈴不見了。她在河邊走來走去，想不起來是在什麼地方丟的。".encode("big5"),
        "米拉は鈴を探しています。".encode("shift-jis"),
        b"\xff\xfd\xfc" * 100,
        CHINESE.encode("gbk")[:-2] + b"\xff",
        b"ok \xc3",
    ],
)
def test_what_makes_no_sense_is_refused_and_not_guessed(data):
    with pytest.raises(UsageError) as refused:
        document_text(data, "a.txt")
    assert refused.value.message.startswith("a.txt: not UTF-8 (byte ")
    assert refused.value.hint == "save it as UTF-8; UTF-16, GBK and .docx are read as well"


def test_half_a_character_of_utf_16_is_told():
    with pytest.raises(UsageError, match=r"a\.txt: begins as UTF-16 and is none"):
        document_text(CHINESE.encode("utf-16")[:-1], "a.txt")


def test_headings_of_a_word_document_become_markdown():
    document = docx.Document()
    document.add_heading("The Bell", 0)
    document.add_heading("Lost", 1)
    document.add_paragraph("It was gone.")
    document.add_paragraph("")
    document.add_paragraph("“Where?”")
    data = io.BytesIO()
    document.save(data)
    assert document_text(data.getvalue(), "a.docx") == "# The Bell\n\n## Lost\n\nIt was gone.\n\n“Where?”"


def with_body(*paragraphs):
    """A Word document with these paragraphs, as XML."""
    document, data = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        document.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{paragraph}</w:p>"))
    document.save(data)
    return data.getvalue()


def test_tracked_changes_are_read_as_accepted():
    data = with_body(
        "<w:r><w:t xml:space='preserve'>It was </w:t></w:r>"
        "<w:del w:id='1'><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r>",
        "<w:del w:id='3'><w:r><w:delText>All gone.</w:delText></w:r></w:del>",
        "<w:moveFrom w:id='4'><w:r><w:t>Moved.</w:t></w:r></w:moveFrom>",
        "<w:moveTo w:id='5'><w:r><w:t>Moved.</w:t></w:r></w:moveTo>",
        "<w:hyperlink><w:r><w:t>There</w:t><w:br/><w:t>it is.</w:t></w:r></w:hyperlink>",
    )
    assert document_text(data, "a.docx") == "It was new.\n\nMoved.\n\nThere\nit is."


def test_a_table_is_read_and_a_table_of_contents_is_not():
    document, data = docx.Document(), io.BytesIO()
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Lost 3", style="toc 1")
    document.add_heading("Lost", 1)
    document.add_table(1, 2).rows[0].cells[1].text = "In a cell."
    document.add_paragraph("It was gone.")
    document.save(data)
    assert document_text(data.getvalue(), "a.docx") == "# Lost\n\nIn a cell.\n\nIt was gone."


@pytest.mark.parametrize("data", [b"PK\x03\x04 torn", b"PK\x03\x04"])
def test_a_damaged_word_document_is_told(data):
    with pytest.raises(UsageError, match=r"a\.docx: no Word document that can be read"):
        document_text(data, "a.docx")


def test_an_old_word_document_is_told():
    with pytest.raises(UsageError, match="of the old kind") as refused:
        document_text(b"\xd0\xcf\x11\xe0rest", "a.doc")
    assert refused.value.hint == "save it as .docx"
