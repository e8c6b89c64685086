"""Tables out of the text of a file: CSV and TSV with a line that names the columns, JSON Lines, JSON.

Only the form is looked at here. What a column must hold, and whether it is there, the workflow says: see
``language.input_rows``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from orchestrator.domain.errors import UsageError
from orchestrator.domain.text import clean
from orchestrator.language.diagnostics import quoted
from orchestrator.language.input_json import MAX_MISTAKES, parse_json

SUFFIXES = (".csv", ".tsv", ".jsonl", ".json")
"""How the names of files end that can be read as tables."""


def parse_table(text: str, file: str) -> Any:
    r"""The rows of a table: from CSV and TSV mappings of columns to texts, from JSON whatever it holds.

    Args:
        text: of the file.
        file: its name, for messages; how it ends says what the text is.

    Raises:
        UsageError: it cannot be read; every mistake on a line, up to ten, each with its line in the file.

    >>> parse_table('name,line\nAnn,"Oh, no!"\n', "cast.csv")
    [{'name': 'Ann', 'line': 'Oh, no!'}]
    """
    suffix = file[file.rfind(".") :].lower() if "." in file else ""
    if suffix not in SUFFIXES:
        hint = "a table is a .csv, .tsv, .jsonl or .json file; save a spreadsheet as CSV"
        raise UsageError(f"{file}: cannot be read as a table; {hint}")
    if suffix == ".json":
        try:
            return parse_json(text)
        except ValueError as error:
            raise UsageError(f"{file}: {error}") from None
    wrong: list[str] = []
    rows = list(_json_lines(text, wrong) if suffix == ".jsonl" else _separated(text, suffix, wrong))
    if wrong:
        raise UsageError("\n".join(f"{file}:{mistake}" for mistake in wrong[:MAX_MISTAKES]))
    return rows


def _json_lines(text: str, wrong: list[str]) -> Iterator[Any]:
    # Not splitlines(): JSON lets U+2028 and its like stand in a text.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield parse_json(line)
            except ValueError as error:
                wrong.append(f"{number}: {error}")


def _separated(text: str, suffix: str, wrong: list[str]) -> Iterator[dict[str, str]]:
    lines = _records(text, "\t" if suffix == ".tsv" else _delimiter(text), wrong)
    number, header = next(lines, (1, []))
    columns = [clean(name).strip() for name in _without_empty_end(header)]
    wrong.extend(f"{number}: {mistake}" for mistake in _header_mistakes(columns))
    if wrong:
        return
    for number, record in lines:
        cells = record if len(record) <= len(columns) else _without_empty_end(record, least=len(columns))
        if len(cells) != len(columns):
            wrong.append(f"{number}: {_counted(len(cells), 'cell')} in a table of {_counted(len(columns), 'column')}")
        else:
            yield {name: clean(cell) for name, cell in zip(columns, cells, strict=True)}


def _records(text: str, delimiter: str, wrong: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not an empty line, with the line it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    # The module's own limit is 131,072 characters, less than a chapter of some books.
    usual_limit = csv.field_size_limit(max(len(text), 1))
    begins = 1
    try:
        for record in reader:
            if record:
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        wrong.append(f"{begins}: {_csv_mistake(str(error))}")
    finally:
        csv.field_size_limit(usual_limit)


def _csv_mistake(message: str) -> str:
    if "unexpected end" in message:
        return 'a cell begins with " and never ends; write a quotation mark in it twice'
    if "expected after" in message:
        return 'a cell goes on after its closing "; write a quotation mark in it twice'
    return message


def _delimiter(text: str) -> str:
    """A comma, or the semicolon that spreadsheets write where the comma is the decimal point."""
    header = text.lstrip().partition("\n")[0]
    return ";" if ";" in header and "," not in header else ","


def _header_mistakes(columns: list[str]) -> Iterator[str]:
    if not columns:
        yield "the first line must name the columns"
    seen: set[str] = set()
    for number, name in enumerate(columns, start=1):
        if not name:
            yield f"column {number} has no name"
        elif name in seen:
            yield f"two columns are called {quoted(name)}"
        seen.add(name)


def _without_empty_end(cells: list[str], least: int = 0) -> list[str]:
    """``cells`` without the empty ones that spreadsheets put at the end of a line, but at least so many."""
    end = len(cells)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
