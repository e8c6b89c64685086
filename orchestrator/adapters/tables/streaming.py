"""A table row by row, however large its file is, and again from the beginning as often as it is asked for.

What is wrong with one row is told with that row, and the next one follows. What is wrong with the file (no names of
columns, bytes that are no text, a cell without end) is an error.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from orchestrator.adapters.tables.decoding import lines, settle_encoding
from orchestrator.adapters.tables.rows import TableRow
from orchestrator.adapters.tables.separated import NeverEnds, columns_of, delimiter_of, records, row_of
from orchestrator.domain.errors import UsageError
from orchestrator.language.diagnostics import did_you_mean
from orchestrator.language.input_json import parse_json
from orchestrator.language.input_scalars import kind_of_value

STANDARD_INPUT = "-"
_SUFFIXES = {".csv": "csv", ".tsv": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
_PARQUET_MARK = b"PAR1"


class Table:
    """A table that is open.

    Attributes:
        name: of its file, for messages.
        columns: their names; None where each row has its own (JSON Lines).
    """

    def __init__(
        self, name: str, columns: tuple[str, ...] | None, read: Callable[[], Iterator[TableRow]], open_: ExitStack
    ) -> None:
        self.name = name
        self.columns = columns
        self._read = read
        self._open = open_

    def rows(self) -> Iterator[TableRow]:
        """The rows in their order, from the first one.

        Raises:
            UsageError: the file cannot be read on; with the line.
        """
        return self._read()

    def __enter__(self) -> Self:
        """Itself; closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._open.close()


def open_table(path: str, standard_input: BinaryIO | None = None, *, encoding: str | None = None) -> Table:
    """The table at ``path``; its name says what it is, and of standard input (``-``) how it begins.

    Args:
        path: a .csv, .tsv, .jsonl or .parquet file, or ``-``.
        standard_input: what ``-`` is; copied to a file first, since a table is read more than once.
        encoding: of a text without a mark of its own; UTF-8 unless given.

    Raises:
        UsageError: it is not there, is empty, or is no table; with the line where there is one.
    """
    with ExitStack() as stack:
        file, form = _spooled(standard_input, stack) if path == STANDARD_INPUT else _opened(path, stack)
        name = "standard input" if path == STANDARD_INPUT else path
        columns: tuple[str, ...] | None = None
        if form == "parquet":
            from orchestrator.adapters.tables.parquet import open_parquet

            columns, read = open_parquet(file, name)
        else:
            settled = settle_encoding(file, name, encoding)
            if form == "jsonl":
                read = partial(_json_lines, file, settled, name)
            else:
                delimiter = "\t" if form == "tsv" else delimiter_of(_header(file, settled, name))
                columns = _columns(records(lines(file, settled, name), delimiter), name)
                read = partial(_separated, file, settled, name, delimiter, columns)
        return Table(name, columns, read, stack.pop_all())
    raise AssertionError("unreachable: a stack of files swallows no error")


def _opened(path: str, stack: ExitStack) -> tuple[BinaryIO, str]:
    suffix = Path(path).suffix.lower()
    if suffix not in _SUFFIXES:
        hint = did_you_mean(suffix, [s for s in _SUFFIXES if s != ".ndjson"], "files of items end in")
        raise UsageError(f"{path}: no file of items", hint=f"{hint}; save a spreadsheet as CSV")
    try:
        return stack.enter_context(Path(path).open("rb")), _SUFFIXES[suffix]
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such file") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from error


def _spooled(standard_input: BinaryIO | None, stack: ExitStack) -> tuple[BinaryIO, str]:
    file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
    if standard_input is not None:
        shutil.copyfileobj(standard_input, file)
    file.seek(0)
    head = file.read(64)
    if head.startswith(_PARQUET_MARK):
        return file, "parquet"
    return file, "jsonl" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"


def _header(file: BinaryIO, encoding: str, name: str) -> str:
    return next((line for line in lines(file, encoding, name) if line.strip()), "")


def _columns(found: Iterator[tuple[int, list[str] | str]], name: str) -> tuple[str, ...]:
    try:
        number, header = next(found, (1, []))
    except NeverEnds as error:
        raise UsageError(f"{name}:{error.message}") from None
    columns, wrong = ([], [header]) if isinstance(header, str) else columns_of(header)
    if wrong:
        raise UsageError("\n".join(f"{name}:{number}: {mistake}" for mistake in wrong))
    return tuple(columns)


def _separated(
    file: BinaryIO, encoding: str, name: str, delimiter: str, columns: tuple[str, ...]
) -> Iterator[TableRow]:
    found = records(lines(file, encoding, name), delimiter)
    next(found)  # the names of the columns
    try:
        for number, record in found:
            row = record if isinstance(record, str) else row_of(record, list(columns))
            yield TableRow(number, None, row) if isinstance(row, str) else TableRow(number, row)
    except NeverEnds as error:
        raise UsageError(f"{name}:{error.message}", hint="nothing after it can be told apart") from None


def _json_lines(file: BinaryIO, encoding: str, name: str) -> Iterator[TableRow]:
    for number, line in enumerate(lines(file, encoding, name), start=1):
        if not line.strip():
            continue
        try:
            value = parse_json(line.rstrip("\r\n"))
        except ValueError as error:
            yield TableRow(number, None, str(error).replace("line 1, ", ""))
            continue
        if isinstance(value, dict):
            yield TableRow(number, value)
        else:
            yield TableRow(number, None, f"must be a mapping of columns to values, not {kind_of_value(value)}")
