"""CSV and TSV, record by record: what both a whole text and a stream of lines are read with."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from orchestrator.domain.errors import UsageError
from orchestrator.domain.text import clean
from orchestrator.language.diagnostics import quoted

MAX_CELL_CHARACTERS = 64_000_000


class NeverEnds(UsageError):
    """A cell begins with a quotation mark that is never closed: all that follows it is in it."""


def records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each record that is not an empty line, with the line it begins in; a text where it is none: what is wrong.

    Raises:
        NeverEnds: the file ends in the middle of a cell.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            record = _next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                message = f'{begins}: a cell begins with " and never ends; write a quotation mark in it twice'
                raise NeverEnds(message) from None
            yield begins, _mistake(str(error))
        else:
            if record:
                yield begins, record
        begins = reader.line_num + 1


def _next(reader: Iterator[list[str]]) -> list[str]:
    # The module's own limit is 131,072 characters, less than a chapter of some books.
    usual_limit = csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        return next(reader)
    finally:
        csv.field_size_limit(usual_limit)


def _mistake(message: str) -> str:
    if "expected after" in message:
        return 'a cell goes on after its closing "; write a quotation mark in it twice'
    if "larger than field limit" in message:
        return f"a cell has more than {MAX_CELL_CHARACTERS // 1_000_000} million characters"
    return message


def delimiter_of(header: str) -> str:
    r"""A comma; where there is none the semicolon that spreadsheets write where it is the decimal point, or a tab.

    >>> delimiter_of("name,line;\n"), delimiter_of("name;line\n"), delimiter_of("name\tline\n")
    (',', ';', '\t')
    """
    return next((delimiter for delimiter in ",;\t" if delimiter in header), ",")


def columns_of(header: list[str]) -> tuple[list[str], list[str]]:
    """The names of the columns, and what is wrong with them.

    >>> columns_of(["name ", "name", "", " "])
    (['name', 'name'], ["two columns are called 'name'"])
    """
    columns = [clean(name).strip() for name in _without_empty_end(header)]
    if not columns:
        return columns, ["the first line must name the columns"]
    wrong = []
    seen: set[str] = set()
    for number, name in enumerate(columns, start=1):
        if not name:
            wrong.append(f"column {number} has no name")
        elif name in seen:
            wrong.append(f"two columns are called {quoted(name)}")
        seen.add(name)
    return columns, wrong


def row_of(record: list[str], columns: list[str]) -> dict[str, str] | str:
    """The cells by column; a text where they do not fit the columns: what is wrong."""
    cells = record if len(record) <= len(columns) else _without_empty_end(record, least=len(columns))
    if len(cells) != len(columns):
        return f"{_counted(len(cells), 'cell')} in a table of {_counted(len(columns), 'column')}"
    return {name: clean(cell) for name, cell in zip(columns, cells, strict=True)}


def _without_empty_end(cells: list[str], least: int = 0) -> list[str]:
    """``cells`` without the empty ones that spreadsheets put at the end of a line, but at least so many."""
    end = len(cells)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
