"""A table out of the text of a file, whole: what a workflow takes as one input.

What a column must hold, and whether it is there, the workflow says: see ``language.input_rows``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from orchestrator.adapters.tables.separated import NeverEnds, columns_of, delimiter_of, records, row_of
from orchestrator.domain.errors import UsageError
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
    delimiter = "\t" if suffix == ".tsv" else delimiter_of(text.lstrip().partition("\n")[0])
    columns: list[str] | None = None
    try:
        for number, record in records(io.StringIO(text, newline=""), delimiter):
            if isinstance(record, str):
                wrong.append(f"{number}: {record}")
            elif columns is None:
                columns, mistakes = columns_of(record)
                wrong.extend(f"{number}: {mistake}" for mistake in mistakes)
                if mistakes:
                    return
            elif isinstance(row := row_of(record, columns), str):
                wrong.append(f"{number}: {row}")
            else:
                yield row
    except NeverEnds as error:
        wrong.append(error.message)
    if columns is None and not wrong:
        wrong.append("1: the first line must name the columns")
