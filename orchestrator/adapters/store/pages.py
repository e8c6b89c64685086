"""Records out of the pages of a SQLite file, whatever is left of its structure.

A file is a row of pages; a table's rows are cells of its leaf pages (sqlite.org/fileformat2.html, sections 1.5, 1.6
and 2.1). Reading every page on its own needs neither the header, nor the schema, nor the way down from the root: so one
damaged page costs only its own rows. Nothing is promised of what comes out: who calls must check it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PAGE_BYTES = 4096

_LEAF = 0x0D
_FILE_HEADER_BYTES = 100
_LOG_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24
_MAX_LOCAL = PAGE_BYTES - 35
_MIN_LOCAL = (PAGE_BYTES - 12) * 32 // 255 - 23
_MAX_RECORD_BYTES = 1_000_000_000
_INTEGER_BYTES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}

Field = str | bytes | int | float | None


class Pages:
    """The pages of a database file, the committed ones of its write-ahead log in the place of older ones."""

    def __init__(self, file: BinaryIO, log: BinaryIO | None) -> None:
        self._file = file
        self._log = log
        self._frames = _committed_frames(log) if log is not None else {}
        file.seek(0, 2)
        self.count = max(-(-file.tell() // PAGE_BYTES), max(self._frames, default=0))

    def read(self, number: int) -> bytes:
        """The page of that number, from 1; empty if there is none."""
        if self._log is not None and number in self._frames:
            self._log.seek(self._frames[number])
            return self._log.read(PAGE_BYTES)
        if number < 1:
            return b""
        self._file.seek((number - 1) * PAGE_BYTES)
        return self._file.read(PAGE_BYTES)

    def records(self) -> Iterator[tuple[int, tuple[Field, ...]]]:
        """Every row that can be read on any leaf page of a table: its number, and its columns."""
        for number in range(1, self.count + 1):
            page = self.read(number)
            header = _FILE_HEADER_BYTES if number == 1 else 0
            if len(page) == PAGE_BYTES and page[header] == _LEAF:
                yield from self._cells(page, header)

    def _cells(self, page: bytes, header: int) -> Iterator[tuple[int, tuple[Field, ...]]]:
        count = int.from_bytes(page[header + 3 : header + 5], "big")
        for place in range(header + 8, min(header + 8 + 2 * count, PAGE_BYTES - 1), 2):
            try:
                row, payload = self._cell(page, int.from_bytes(page[place : place + 2], "big"))
                yield row, fields(payload)
            except (ValueError, IndexError, struct.error):
                continue  # not a row, or no longer one

    def _cell(self, page: bytes, at: int) -> tuple[int, bytes]:
        size, at = varint(page, at)
        row, at = varint(page, at)
        if size <= _MAX_LOCAL:
            return row, page[at : at + size]
        if size > _MAX_RECORD_BYTES:
            raise ValueError("no record is so long")
        surplus = _MIN_LOCAL + (size - _MIN_LOCAL) % (PAGE_BYTES - 4)
        local = surplus if surplus <= _MAX_LOCAL else _MIN_LOCAL
        following = int.from_bytes(page[at + local : at + local + 4], "big")
        return row, page[at : at + local] + self._overflow(following, size - local)

    def _overflow(self, number: int, size: int) -> bytes:
        parts = []
        while size > 0:
            page = self.read(number)
            part = page[4 : 4 + size]
            if not part:
                raise ValueError("the chain of pages is broken")
            parts.append(part)
            size -= len(part)
            number = int.from_bytes(page[:4], "big")
        return b"".join(parts)


def read_pages(path: Path) -> Iterator[tuple[int, tuple[Field, ...]]]:
    """Every row that can be read from the database file at ``path`` and its log."""
    log = path.with_name(f"{path.name}-wal")
    with path.open("rb") as file:
        if not log.exists():
            yield from Pages(file, None).records()
            return
        with log.open("rb") as log_file:
            yield from Pages(file, log_file).records()


def fields(record: bytes) -> tuple[Field, ...]:
    """The columns of a record.

    >>> fields(bytes([4, 0, 1, 15, 7]) + b"a")
    (None, 7, 'a')

    Raises:
        ValueError, IndexError, struct.error: it is not one.
    """
    end, at = varint(record, 0)
    kinds = []
    while at < end:
        kind, at = varint(record, at)
        kinds.append(kind)
    found = []
    for kind in kinds:
        size = _INTEGER_BYTES[kind] if kind in _INTEGER_BYTES else (kind - 12) // 2
        data = record[at : at + size]
        if kind in (10, 11) or len(data) != size:
            raise ValueError("not a record")
        found.append(_field(kind, data))
        at += size
    return tuple(found)


def varint(data: bytes, at: int) -> tuple[int, int]:
    """The number that begins there, and where the next one does.

    >>> varint(bytes([0x81, 0x00]), 0)
    (128, 2)
    """
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9


def _field(kind: int, data: bytes) -> Field:
    if kind == 0:
        return None
    if kind == 7:
        return float(struct.unpack(">d", data)[0])
    if kind in (8, 9):
        return kind - 8
    if kind < 7:
        return int.from_bytes(data, "big", signed=True)
    return data.decode("utf-8") if kind % 2 else data


def _committed_frames(log: BinaryIO) -> dict[int, int]:
    """Where in the log the last committed version of each page is (format: section 4.1 of the same document)."""
    salts = log.read(_LOG_HEADER_BYTES)[16:24]
    frames: dict[int, int] = {}
    open_frames: dict[int, int] = {}
    at = _LOG_HEADER_BYTES
    while len(header := log.read(_FRAME_HEADER_BYTES)) == _FRAME_HEADER_BYTES and header[8:16] == salts:
        number, committed = struct.unpack(">II", header[:8])
        open_frames[number] = at + _FRAME_HEADER_BYTES
        at += _FRAME_HEADER_BYTES + PAGE_BYTES
        log.seek(at)
        if committed:
            frames |= open_frames
            open_frames = {}
    return frames
