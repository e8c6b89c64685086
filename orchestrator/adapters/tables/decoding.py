"""Bytes of a large file as lines of text: in which encoding, and never more than a line at once."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from orchestrator.adapters.tables.separated import MAX_CELL_CHARACTERS
from orchestrator.domain.errors import UsageError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK_BYTES = 1_000_000
_UTF_16 = ("utf-16-le", "utf-16-be")
_CHINESE = "gb18030"
_CHINESE_SHARE = 0.5
_LINE_CHARACTERS = 2 * MAX_CELL_CHARACTERS


def settle_encoding(file: BinaryIO, name: str, given: str | None) -> str:
    """The encoding of ``file``: what its mark says, else ``given``, else UTF-8; all of it was decoded once.

    Raises:
        UsageError: the file is empty, there is no such encoding, or it is in another one; with the line.
    """
    file.seek(0)
    head = file.read(4)
    if not head:
        raise UsageError(f"{name}: the file is empty")
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    encoding = marked or given or _unmarked(head)
    try:
        line = _undecodable(file, encoding)
    except LookupError:
        raise UsageError(f"no encoding '{encoding}'", hint="for example utf-8, gbk, latin-1, utf-16") from None
    if line is not None:
        said = "UTF-8" if encoding.startswith("utf-8") else encoding
        raise UsageError(f"{name}:{line}: not {said}", hint=_hint(file) if given is None else "")
    return encoding


def _unmarked(head: bytes) -> str:
    r"""The encoding of a file that has no mark: of UTF-16, every other byte of plain letters is zero.

    >>> _unmarked("name".encode("utf-16-le")[:4]), _unmarked(b"name"), _unmarked(b"a,\x00\n")
    ('utf-16-le', 'utf-8', 'utf-8')
    """
    if head[::2].strip(b"\0") and not head[1::2].strip(b"\0"):
        return _UTF_16[0]
    if head[1::2].strip(b"\0") and not head[::2].strip(b"\0"):
        return _UTF_16[1]
    return "utf-8"


def _undecodable(file: BinaryIO, encoding: str) -> int | None:
    """The first line, from 1, that cannot be decoded."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    while True:
        chunk = file.read(_CHUNK_BYTES)
        try:
            lines += decoder.decode(chunk, final=not chunk).count("\n")
        except UnicodeDecodeError as error:
            return lines + error.object[: error.start].count(b"\n")
        if not chunk:
            return None


def _hint(file: BinaryIO) -> str:
    """What it may be. Spreadsheets in China save CSV as GBK: nearly all of it is then Chinese when it is read so."""
    file.seek(0)
    head = file.read(_CHUNK_BYTES)
    for encoding in _UTF_16:
        with suppress(UnicodeDecodeError):
            sample = codecs.getincrementaldecoder(encoding)().decode(head)
            if "\n" in sample and "\0" not in sample:
                return f"it looks like UTF-16 without its mark: pass --encoding {encoding}, or save it as UTF-8"
    with suppress(UnicodeDecodeError):
        # The last character of the sample may be cut off.
        sample = codecs.getincrementaldecoder(_CHINESE)().decode(head)
        foreign = [character for character in sample if character > "\x7f"]
        if sum("\u4e00" <= c <= "\u9fff" or c in "，。、；：？！“”（）" for c in foreign) > _CHINESE_SHARE * len(
            foreign
        ):
            return "it looks like GBK: pass --encoding gbk, or save it as UTF-8"
    return "save it as UTF-8, or say what it is with --encoding"


def lines(file: BinaryIO, encoding: str, name: str) -> Iterator[str]:
    """The lines of ``file``, with their ends as they are.

    Raises:
        UsageError: one has no end.
    """
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        while line := text.readline(_LINE_CHARACTERS):
            if len(line) == _LINE_CHARACTERS:
                raise UsageError(f"{name}: a line of more than {_LINE_CHARACTERS // 1_000_000} million characters")
            yield line
    finally:
        if not file.closed:  # who has read enough may have closed it
            text.detach()  # or the file would be closed with the text
