"""Results as CSV that a spreadsheet may open: no cell is a formula.

A cell that begins with = + - @ is run by spreadsheets (owasp.org/www-community/attacks/CSV_Injection), and so are the
full-width forms of these signs in some of them. A leading ' makes it a text; so does one before a tab or a line end.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import IO

from orchestrator.adapters.results.rows import ResultRow, columns_of

_RUN = tuple("=+-@＝＋－＠\t\r\n")


def safe_cell(value: str | int) -> str | int:
    """``value`` as a cell that no spreadsheet runs.

    >>> safe_cell("=1+1"), safe_cell("- one"), safe_cell("One = 1"), safe_cell(-1)
    ("'=1+1", "'- one", 'One = 1', -1)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUN) else value


class CsvForm:
    """UTF-8, commas, a line with the names of the columns; lines end as RFC 4180 says."""

    def __init__(self, file: IO[bytes], outputs: Sequence[str]) -> None:
        self._outputs = outputs
        self._text = io.TextIOWrapper(file, "utf-8", errors="replace", newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(map(safe_cell, columns_of(outputs)))

    def write(self, row: ResultRow) -> None:
        """Add a result."""
        self._writer.writerow(map(safe_cell, row.cells(self._outputs)))

    def end(self) -> None:
        """Give the file back, with everything in it."""
        self._text.detach()
