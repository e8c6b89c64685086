"""Results as Parquet, through pyarrow (an extra), a group of rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from orchestrator.adapters.results.rows import COUNTED, ResultRow, columns_of
from orchestrator.domain.errors import UsageError

_ROWS_A_GROUP, _CHARACTERS_A_GROUP = 5_000, 10_000_000
"""A group is held in memory until it is written: there are few rows in it where they are chapters."""


def require_pyarrow(path: Path) -> None:
    """See that Parquet can be written.

    Raises:
        UsageError: it cannot.
    """
    if find_spec("pyarrow") is None:
        hint = "pip install 'inkloom[parquet]', or write .jsonl or .csv"
        raise UsageError(f"{path}: pyarrow writes Parquet, and is not installed", hint=hint)


class ParquetForm:
    """One column of texts for each output; counts are numbers."""

    def __init__(self, file: IO[bytes], outputs: Sequence[str]) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        names = columns_of(outputs)
        numbers = {"row", *COUNTED}
        self._schema = pyarrow.schema([(n, pyarrow.int64() if n in numbers else pyarrow.string()) for n in names])
        self._writer = ParquetWriter(file, self._schema)
        self._outputs = outputs
        self._rows: list[list[str | int]] = []
        self._characters = 0

    def write(self, row: ResultRow) -> None:
        """Add a result."""
        cells = row.cells(self._outputs)
        self._rows.append(cells)
        self._characters += sum(len(cell) for cell in cells if isinstance(cell, str))
        if len(self._rows) == _ROWS_A_GROUP or self._characters >= _CHARACTERS_A_GROUP:
            self._write_group()

    def end(self) -> None:
        """Write the last group, and the footer."""
        self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        import pyarrow

        if self._rows:
            columns = [list(column) for column in zip(*self._rows, strict=True)]
            self._writer.write_table(pyarrow.table(columns, schema=self._schema))
            self._rows, self._characters = [], 0
