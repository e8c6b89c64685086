"""Texts that people have: plain text in the encodings it comes in, and Word documents.

Definitions (workflows, cards, templates) are UTF-8. A manuscript may come from an editor or a reading site: UTF-16, or
Chinese in GBK. An encoding is taken only where the text makes sense in it; else the file is refused, not guessed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from orchestrator.domain.errors import UsageError
from orchestrator.domain.text import cjk_share

_ZIP = b"PK\x03\x04"
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_COMMON = re.compile("[的一是不了在有人我他她这来上大个到说们为子和你地出道时年得就那要下以生]")
_MOSTLY_CHINESE = 0.3
_LEAST_COMMON = 0.03
_TOO_SHORT_TO_TELL = 40
_HEADING = re.compile(r"(?:heading|标题) ?([1-6])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc(?: [1-9]| heading)|contents heading|目录.*", re.IGNORECASE)
_MAX_UNPACKED_BYTES = 200_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _R, _T = f"{_W}p", f"{_W}r", f"{_W}t"
_NOT_READ = frozenset({_P, f"{_W}del", f"{_W}moveFrom", _FALLBACK})
_SIGNS: Mapping[str, str] = MappingProxyType(
    {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
)


def document_text(data: bytes, name: str) -> str:
    """The text in the bytes of a file: plain text in UTF-8, UTF-16 or GBK, or a Word document (.docx).

    Headings of a document become Markdown headings; tracked changes count as accepted, tables are read cell by cell,
    tables of contents are left out. Line ends are newlines.

    Raises:
        UsageError: it is none of these; ``name`` says where it came from.
    """
    if data.startswith(_ZIP):
        return _word_text(data, name)
    if data.startswith(_OLD_WORD):
        raise UsageError(f"{name}: a Word document of the old kind (.doc)", hint="save it as .docx")
    return _plain_text(data, name).replace("\r\n", "\n").replace("\r", "\n")


def _plain_text(data: bytes, name: str) -> str:
    if data.startswith(_UTF_16_MARKS):
        return _decoded(data, "utf-16", name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf_8(data, error.start, name)
    return text if text.count("\0") < len(text) / 4 else _without_mark(data, name)


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"{name}: begins as {encoding.upper()} and is none (byte {error.start})"
        raise UsageError(message, hint="save it as UTF-8") from error


def _without_mark(data: bytes, name: str) -> str:
    """UTF-16 without a mark: every second byte of its Latin letters is zero."""
    return _decoded(data, _half_zero(data), name)


def _half_zero(data: bytes) -> str:
    """UTF-16 by where the zeros of its plain letters and line ends are."""
    return "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"


def _not_utf_8(data: bytes, byte: int, name: str) -> str:
    if data.count(0) > len(data) / 100:  # line ends and blanks of UTF-16 have zeros, no text in GBK has any
        text = data.decode(_half_zero(data), errors="replace")
    else:
        text = data.decode("gb18030", errors="replace")
    if "\ufffd" in text or not _makes_sense(text):
        hint = "save it as UTF-8; UTF-16, GBK and .docx are read as well"
        raise UsageError(f"{name}: not UTF-8 (byte {byte})", hint=hint)
    return text


def _makes_sense(text: str) -> bool:
    """Whether ``text`` is Chinese as people write it: bytes of another encoding make rare characters."""
    if cjk_share(text) < _MOSTLY_CHINESE:
        return False
    common = len(_COMMON.findall(text))
    return common >= 1 if len(text) < _TOO_SHORT_TO_TELL else common >= _LEAST_COMMON * len(text)


def _word_text(data: bytes, name: str) -> str:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED_BYTES:
                raise UsageError(f"{name}: more than {_MAX_UNPACKED_BYTES // 1_000_000} MB unpacked", hint="split it")
        document = docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise UsageError(f"{name}: no Word document that can be read", hint="save it as .docx or plain text") from error
    styles = {style.style_id: style.name or "" for style in document.styles}
    read = [(styles.get(each.style, ""), _word_paragraph(each)) for each in document.element.body.iter(_P)]
    told = [(style, text) for style, text in read if text and not _CONTENTS.fullmatch(style)]
    below_title = 1 if told and told[0][0] == "Title" else 0
    return "\n\n".join(_in_markdown(style, text, below_title) for style, text in told)


def _word_paragraph(paragraph: Any) -> str:
    """A paragraph as it stands once every change is accepted; empty where it stands in the place of another."""
    if any(True for _ in paragraph.iterancestors(_FALLBACK)):
        return ""
    return "".join(_run_text(run) for run in paragraph.iter(_R) if _is_read(run, paragraph)).strip()


def _in_markdown(style: str, text: str, below_title: int) -> str:
    """A paragraph as Markdown has it: Word counts the levels of headings from below the title."""
    heading = _HEADING.fullmatch(style)
    level = 1 if style == "Title" else min(6, int(heading[1]) + below_title) if heading else 0
    return f"{'#' * level} {text}" if level else text


def _is_read(run: Any, paragraph: Any) -> bool:
    """Whether a run is text of this paragraph: no old text, nor that of a box within it."""
    for around in run.iterancestors():
        if around is paragraph:
            return True
        if around.tag in _NOT_READ:
            return False
    return False


def _run_text(run: Any) -> str:
    return "".join((part.text or "") if part.tag == _T else _SIGNS.get(part.tag, "") for part in run)
