"""The EPUB of a book, looked at as an archive of XML."""

import io
import zipfile

import pytest
from lxml.etree import fromstring

from orchestrator.adapters.export.book.epub import to_epub
from orchestrator.adapters.export.book.model import Book
from tests.support.books import EN, ZH, hostile_book

X = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"


def opened(book):
    return zipfile.ZipFile(io.BytesIO(to_epub(book)))


def test_the_type_comes_first_and_as_it_is():
    data = to_epub(EN)
    assert data[30:58] == b"mimetypeapplication/epub+zip"


def test_a_file_for_each_chapter_in_the_order_of_the_book():
    archive = opened(EN)
    package = fromstring(archive.read("OEBPS/package.opf"))
    assert [item.get("idref") for item in package.iter(f"{OPF}itemref")] == [
        "title", "nav", "chapter-001", "chapter-002",
    ]  # fmt: skip
    listed = {f"OEBPS/{item.get('href')}" for item in package.iter(f"{OPF}item")}
    assert listed | {"mimetype", "META-INF/container.xml", "OEBPS/package.opf"} == set(archive.namelist())
    nav = fromstring(archive.read("OEBPS/nav.xhtml"))
    assert [(a.get("href"), a.text) for a in nav.iter(f"{X}a")] == [
        ("chapter-001.xhtml", "The Well"), ("chapter-002.xhtml", "The Road"),
    ]  # fmt: skip


def test_chapters_have_their_text_and_language():
    chapter = fromstring(opened(ZH).read("OEBPS/chapter-001.xhtml"))
    assert chapter.get("lang") == "zh"
    assert ["".join(p.itertext()) for p in chapter.iter(f"{X}p")] == [
        "“井里没有水。”米拉说，谁也没有笑。", "「你来晚了。」她说：\"对。\"",
    ]  # fmt: skip


def test_the_same_book_gives_the_same_bytes_and_another_one_another_name():
    def identity(book):
        package = fromstring(opened(book).read("OEBPS/package.opf"))
        return package.find(".//{http://purl.org/dc/elements/1.1/}identifier").text

    assert to_epub(EN) == to_epub(EN)
    other = Book(title=EN.title, language="en", parts=EN.parts[:1])
    assert identity(other) != identity(EN)


@pytest.mark.parametrize("book", [hostile_book(), Book(title="", language="", parts=())], ids=["hostile", "empty"])
def test_every_file_is_well_formed_whatever_the_texts(book):
    archive = opened(book)
    for name in archive.namelist():
        if name.endswith((".xhtml", ".opf", ".xml")):
            tree = fromstring(archive.read(name))
            assert {f"{X}script", f"{X}img"}.isdisjoint(element.tag for element in tree.iter())
