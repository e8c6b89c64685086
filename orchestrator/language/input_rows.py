"""Tables as an input: a list of rows, each a mapping of columns to values, every cell in the type of its column.

Rows count from 1, without the line that names the columns. Columns that nobody asked for are left out. An empty
cell is an empty text; in an optional column it is none; in a column of numbers it is a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from orchestrator.language.diagnostics import did_you_mean, quoted
from orchestrator.language.input_json import json_value, parse_json, shortened
from orchestrator.language.input_scalars import READERS, kind_of_value
from orchestrator.language.types import Type

Row = dict[str, Any]


def read_rows(value: Any, columns: Mapping[str, Type]) -> tuple[Row, ...]:
    """The rows of a table.

    Args:
        value: a list of mappings, or that list as JSON text.
        columns: the type of each column, a scalar; without any, rows are taken as they are.

    Raises:
        ValueError: it is no table or does not fit; every mistake on a line, up to ten.

    >>> from orchestrator.language.types import FLOAT
    >>> read_rows([{"name": "tea", "price": "3.5"}], {"price": FLOAT})
    ({'price': 3.5},)
    """
    rows = parse_json(value) if isinstance(value, str) else json_value(value)
    if not isinstance(rows, list):
        raise ValueError(f"must be a list of rows, not {kind_of_value(rows)}")
    wrong = [
        f"row {number}: must be a mapping of columns to values, not {kind_of_value(row)}"
        for number, row in enumerate(rows, start=1)
        if not isinstance(row, dict)
    ] or list(_missing_columns(rows, columns))
    if not columns or wrong:
        _raise_if_any(wrong)
        return tuple(rows)
    read = tuple(_read_row(number, row, columns, wrong) for number, row in enumerate(rows, start=1))
    _raise_if_any(wrong)
    return read


def _raise_if_any(wrong: list[str]) -> None:
    if wrong:
        raise ValueError("\n".join(shortened(wrong)))


def _missing_columns(rows: list[Row], columns: Mapping[str, Type]) -> Iterator[str]:
    """What is said of columns that no row has: once, not for every row."""
    there = {name for row in rows for name in row}
    for name, type_ in columns.items():
        if rows and name not in there and not type_.optional:
            yield f"has no column {quoted(name)}; {did_you_mean(name, there, 'columns there')}"


def _read_row(number: int, row: Row, columns: Mapping[str, Type], wrong: list[str]) -> Row:
    cells: Row = {}
    for name, type_ in columns.items():
        try:
            cells[name] = _cell(row.get(name), type_)
        except ValueError as error:
            wrong.append(f"row {number}, column {quoted(name)}: {error}")
    return cells


def _cell(value: Any, type_: Type) -> Any:
    empty = value is None or (isinstance(value, str) and not value.strip())
    if empty and type_.optional:
        return None
    if value is None or (empty and type_.name != "text"):
        raise ValueError("is empty")
    return READERS[type_.name](value)
