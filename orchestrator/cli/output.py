"""What the command line prints: results on stdout, everything else on stderr, JSON as one document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import click

from orchestrator.domain.errors import DefinitionError


def print_json(document: Any) -> None:
    """Print ``document`` as the one JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


_NOTHING: Mapping[str, Any] = MappingProxyType(
    {
        "status": "failed",
        "usage": {"calls": 0, "cached": 0, "prompt_tokens": 0, "completion_tokens": 0},
        "items": {"done": 0, "failed": 0, "waiting": 0},
    }
)
"""How far a run came that did not begin."""


def report_error(
    message: str,
    *,
    kind: str,
    hint: str = "",
    run: str | None = None,
    line: Mapping[str, Any] | None = None,
    as_json: bool,
) -> None:
    """Say what went wrong: on stderr for people; for machines as the document of a run.

    Args:
        message: of the error.
        kind: its class.
        hint: what to do about it.
        run: id of the run, if one had begun.
        line: how far it came: its status, usage and items.
        as_json: whether it is for machines.
    """
    if as_json:
        far = {name: (line or _NOTHING)[name] for name in _NOTHING}
        error = {"item": "", "step": "", "error": kind, "message": message, "hint": hint}
        print_json({"run": run, **far, "outputs": {}, "files": [], "errors": [error]})
        return
    click.echo(message if kind == "DefinitionError" else f"error: {message}", err=True)
    if hint:
        click.echo(f"  hint: {hint}", err=True)


def first_mistake(error: DefinitionError) -> str:
    """What stands in a list in the place of something that is wrong."""
    first = error.diagnostics[0]
    return f"wrong: {first.place}: {first.message}"


def print_table(rows: list[dict[str, Any]], columns: list[str]) -> None:
    """Print ``rows`` as a table of these columns, as wide as the terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(str(row.get(column, "")) for column in columns))
    Console(soft_wrap=False).print(table)
