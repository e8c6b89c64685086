"""Parquet files, through pyarrow (an extra)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from orchestrator.adapters.tables.rows import TableRow
from orchestrator.adapters.tables.separated import columns_of
from orchestrator.domain.errors import UsageError

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_ROWS_A_BATCH = 500


def open_parquet(file: BinaryIO, name: str) -> tuple[tuple[str, ...], Callable[[], Iterator[TableRow]]]:
    """The columns of a Parquet file, and what reads its rows.

    Raises:
        UsageError: pyarrow is not installed, it is no Parquet file, or its columns cannot be told apart.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        hint = "pip install 'inkloom[parquet]', or save it as CSV or JSON Lines"
        raise UsageError(f"{name}: pyarrow reads Parquet, and is not installed", hint=hint) from error
    file.seek(0, 2)
    if not file.tell():
        raise UsageError(f"{name}: the file is empty")
    try:
        opened = ParquetFile(file)
    except (ArrowException, OSError, ValueError) as error:
        raise UsageError(f"{name}: no Parquet file: {str(error).splitlines()[0]}") from error
    columns, wrong = columns_of(list(opened.schema_arrow.names))
    if wrong:
        raise UsageError(f"{name}: {'; '.join(wrong)}")
    return tuple(columns), partial(_rows, opened, name)


def _rows(opened: ParquetFile, name: str) -> Iterator[TableRow]:
    from pyarrow import ArrowException

    number = 0
    try:
        for batch in opened.iter_batches(batch_size=_ROWS_A_BATCH):
            for row in batch.to_pylist():
                number += 1
                yield _row(number, row)
    except (ArrowException, OSError) as error:
        raise UsageError(f"{name}: damaged after row {number}: {str(error).splitlines()[0]}") from error


def _row(number: int, row: Mapping[str, Any]) -> TableRow:
    try:
        return TableRow(number, {column.strip(): _native(value) for column, value in row.items()})
    except ValueError as error:
        return TableRow(number, None, str(error))


def _native(value: Any) -> Any:
    """What JSON can hold, of any Parquet type: structs and maps as mappings, lists, times as ISO 8601 says."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _native(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_native(part) for part in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        raise ValueError("a cell holds bytes; write them as text")
    raise ValueError(f"a cell holds a {type(value).__name__}, which is no text, number, list or mapping")
