"""What a streamed table gives: its rows, each with its line or with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row.

    Attributes:
        line: where it begins in the file, from 1; of Parquet, which has no lines, the number of the row.
        values: by column, texts (CSV, TSV) or native values; None where the row cannot be read.
        problem: why it cannot be read.
    """

    line: int
    values: Mapping[str, Any] | None
    problem: str = ""
