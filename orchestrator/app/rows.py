"""Rows of a table as items of a workflow: which column gives which input, and what each row is known by.

A row that does not fit is an item that has failed already, with its line: the others go on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestrator.adapters.tables import Table, TableRow
from orchestrator.domain.errors import UsageError
from orchestrator.domain.records import ItemRow
from orchestrator.domain.runs import Failure, ItemResult
from orchestrator.domain.text import clean
from orchestrator.engine.runner import Item
from orchestrator.language.diagnostics import did_you_mean, quoted
from orchestrator.language.inputs import InputSpec, read_inputs
from orchestrator.language.sandbox import plain

BAD_ROW = "BadRow"
"""The kind of failure of an item whose row does not fit the workflow."""
NOT_AN_ITEM = "null"
"""The inputs that are kept of such a row: there is nothing to run, however often it is tried again."""

_KEY_CHARACTERS = 120
_DIGEST_CHARACTERS = 12
_MARK_BYTES = 8

ReadValue = Callable[[InputSpec, Any], Any]
"""What a cell stands for: itself, or the text of the file that it names; UsageError where that cannot be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where the inputs of a workflow come from.

    Attributes:
        of: the column that gives an input, by input.
        constants: values that are the same for every item, by input; they win over a column of that name.
        defaults: values of inputs whose defaults are files, where an item has none of its own.
        key: the column that an item is known by; None where its content is what it is known by.
    """

    of: Mapping[str, str]
    constants: Mapping[str, Any]
    defaults: Mapping[str, Any]
    key: str | None

    def unused(self, table: Table) -> list[str]:
        """The columns of ``table`` that nothing takes, in their order; where each row has its own, none is known."""
        return [column for column in table.columns or () if column not in self.of.values() and column != self.key]


def match_columns(
    specs: Mapping[str, InputSpec],
    table: Table,
    *,
    mapped: Mapping[str, str],
    constants: Mapping[str, Any],
    defaults: Mapping[str, Any],
    key: str | None,
) -> Columns:
    """Which column gives which input: as ``mapped`` (input to column) says, else the one of its name.

    Raises:
        UsageError: a name is unknown, or nothing gives an input that is required; all of it at once.
    """
    wrong = [
        f"--map {name}={column}: {_unknown(name, specs, 'input')}"
        for name, column in mapped.items()
        if name not in specs
    ]
    wrong += [f"--map {name}={mapped[name]}: --set gives '{name}' as well" for name in mapped if name in constants]
    if table.columns is None:  # each row has its own: what is missing is told row by row
        of = {name: mapped.get(name, name) for name in specs if name not in constants}
    else:
        there = set(table.columns)
        wrong += [
            f"--map {name}={column}: {_unknown(column, there, 'column')}"
            for name, column in mapped.items()
            if column not in there
        ]
        if key is not None and key not in there:
            wrong.append(f"--key {key}: {_unknown(key, there, 'column')}")
        of = {
            name: mapped.get(name, name) for name in specs if name not in constants and mapped.get(name, name) in there
        }
        wrong += [
            f"nothing gives '{name}'; name its column with --map {name}=COLUMN, or give it with --set"
            for name, spec in specs.items()
            if spec.required and name not in of and name not in constants and name not in mapped
        ]
    if wrong:
        raise UsageError("\n".join(wrong), hint=_hint(table))
    return Columns(of=of, constants=constants, defaults=defaults, key=key)


def _unknown(name: str, known: Mapping[str, Any] | set[str], what: str) -> str:
    return f"no {what} {quoted(name)}; {did_you_mean(name, known, f'{what}s')}"


def _hint(table: Table) -> str:
    return "" if table.columns is None else f"the columns of {table.name}: {', '.join(table.columns)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowItem:
    """A row as an item.

    Attributes:
        number: its place from 0.
        line: where it begins in the file.
        inputs: by name; None where the row does not fit.
        problem: why not.
    """

    id: str
    number: int
    line: int
    inputs: Mapping[str, Any] | None
    problem: str = ""

    def row(self) -> ItemRow:
        """The item as it is kept: not begun, or failed."""
        if self.inputs is not None:
            return Item(self.id, self.inputs, self.number).row()
        failure = Failure(item=self.id, step="", error=BAD_ROW, message=self.problem)
        result = ItemResult(item=self.id, status="failed", failures=(failure,))
        return ItemRow(
            number=self.number, id=self.id, inputs=NOT_AN_ITEM, status="failed", result=result.model_dump_json()
        )


@dataclass(slots=True)
class _Known:
    """The ids that are taken, by a mark of a few bytes each, and the lines they stand in."""

    lines: dict[bytes, int] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)

    def line_of(self, id_: str) -> int | None:
        return self.lines.get(self._mark(id_))

    def take(self, id_: str, line: int) -> str:
        """``id_`` if it is free, else one made of it; it is taken then."""
        unique = id_
        while self.line_of(unique) is not None:
            self.again[id_] = self.again.get(id_, 1) + 1
            unique = f"{id_}~{self.again[id_]}"
        self.lines[self._mark(unique)] = line
        return unique

    @staticmethod
    def _mark(id_: str) -> bytes:
        return hashlib.blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=_MARK_BYTES).digest()


def items_of(
    table: Table, specs: Mapping[str, InputSpec], columns: Columns, read_value: ReadValue
) -> Iterator[RowItem]:
    """The rows of ``table`` as items, one by one: nothing but the marks of their ids stays in memory.

    Two rows with one content are two items with the same replies; two rows with one key are a mistake of the second.

    Raises:
        UsageError: the file cannot be read on.
    """
    known = _Known()
    for number, row in enumerate(table.rows()):
        inputs, wrong = _inputs(row, specs, columns, read_value)
        key, mistake = _key(row, columns)
        wrong += mistake
        first = known.line_of(key) if key and columns.key is not None else None
        if first is not None:
            wrong.append(f"the key {quoted(key)} is that of line {first}")
        id_ = key or (_digest(inputs) if inputs is not None and columns.key is None else f"line {row.line}")
        yield RowItem(
            id=known.take(id_, row.line),
            number=number,
            line=row.line,
            inputs=None if wrong else inputs,
            problem=f"{table.name}:{row.line}: {'; '.join(wrong)}" if wrong else "",
        )


def _inputs(
    row: TableRow, specs: Mapping[str, InputSpec], columns: Columns, read_value: ReadValue
) -> tuple[dict[str, Any] | None, list[str]]:
    """The inputs that a row gives, and what is wrong with it."""
    if row.values is None:
        return None, [row.problem]
    given, unread = dict(columns.defaults), {}
    for name, column in columns.of.items():
        value = row.values.get(column)
        if value is None or value == "":  # an empty cell gives nothing
            continue
        try:
            given[name] = read_value(specs[name], value)
        except UsageError as error:
            unread[name] = error.message
    given.update(columns.constants)
    try:
        return read_inputs(specs, given, unread), []
    except ValueError as error:
        return None, str(error).splitlines()


def _key(row: TableRow, columns: Columns) -> tuple[str, list[str]]:
    """What a row is known by where a column says it, and what is wrong with that."""
    if columns.key is None or row.values is None:
        return "", []
    value = row.values.get(columns.key)
    if isinstance(value, (list, dict)):
        return "", [f"the key {quoted(columns.key)} must be one text or number"]
    key = " ".join(clean(str("" if value is None else value)).split())
    if not key:
        return "", [f"the key {quoted(columns.key)} is empty"]
    if len(key) > _KEY_CHARACTERS:
        return "", [f"the key has {len(key):,} characters; at most {_KEY_CHARACTERS} fit"]
    return key, []


def _digest(inputs: Mapping[str, Any]) -> str:
    """What an item is known by where no column says it: its content."""
    text = json.dumps(plain(inputs), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARACTERS]
