"""``inkloom batch``: one workflow, an item for each row of a table, results in one file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestrator.cli.batch_options import Failures, FailuresType, How, progress_option
from orchestrator.cli.inputs import constant_inputs, default_files, read_cell
from orchestrator.cli.options import json_option, run_options, seed_option, strict_option
from orchestrator.cli.running import carry_out
from orchestrator.domain.errors import UsageError

if TYPE_CHECKING:
    from orchestrator.adapters.store import Store
    from orchestrator.adapters.tables import Table
    from orchestrator.adapters.telemetry import Form
    from orchestrator.app import App, Definition
    from orchestrator.app.rows import RowItem
    from orchestrator.executors.recorded import RecordedRun


@click.command(help="Run WORKFLOW once for each row of a table: each row is an item, and ends on its own.")
@click.argument("workflow")
@click.option(
    "--items", "items_file", required=True, metavar="FILE", help="A .csv, .tsv, .jsonl or .parquet file, or -: stdin."
)
@click.option("--map", "mapped", multiple=True, metavar="IN=COL", help="Input IN is in column COL; else by its name.")
@click.option("--key", metavar="COL", help="Column that an item is known by.  [default: all that it holds]")
@click.option("--set", "assignments", multiple=True, metavar="K=V", help="An input that is the same for every item.")
@click.option("--encoding", metavar="NAME", help="Of the table, such as gbk.  [default: its mark, else UTF-8]")
@click.option(
    "--results", type=click.Path(path_type=Path), metavar="FILE",
    help="A .jsonl, .csv or .parquet file.  [default: results.jsonl in the folder for results]",
)  # fmt: skip
@click.option("--max-failures", type=FailuresType(), metavar="N|P%", help="Stop (exit 3) when more items have failed.")
@click.option("--dry-run", is_flag=True, help="Check every row, estimate calls and tokens; ask no model.")
@progress_option
@strict_option
@seed_option
@run_options
@json_option
def command(
    workflow: str,
    items_file: str,
    mapped: tuple[str, ...],
    key: str | None,
    assignments: tuple[str, ...],
    encoding: str | None,
    results: Path | None,
    max_failures: Failures | None,
    dry_run: bool,
    progress: Form,
    strict: bool,
    as_json: bool,
    **flags: Any,
) -> None:
    """Run a batch."""
    from orchestrator.adapters.tables import open_table
    from orchestrator.app import Sources, build_app
    from orchestrator.app.rows import items_of, match_columns
    from orchestrator.cli.batching import usable_results
    from orchestrator.executors.batch import Batch
    from orchestrator.executors.recorded import RecordedRun as Recorded

    app = build_app(workflow, flags).with_settled_model()
    definition = app.define(Sources.of(app.project, app.find_workflow(workflow)))
    specs = definition.plan.inputs
    given: dict[str, Any] = {
        "mapped": _mapped(mapped),
        "constants": constant_inputs(specs, assignments),
        "defaults": default_files(specs, app.project.root),
        "key": key,
    }
    stdin = sys.stdin.buffer if items_file == "-" and sys.stdin is not None else None
    with open_table(items_file, stdin, encoding=encoding) as table:
        columns = match_columns(specs, table, **given)
        read_value = partial(read_cell, folder=Path() if items_file == "-" else Path(items_file).parent)

        def rows() -> Iterator[RowItem]:
            return items_of(table, specs, columns, read_value)

        total = _count(table)
        if dry_run:
            _try_out(app, definition, rows(), columns.unused(table), as_json=as_json)
            return
        if as_json and str(results) == "-":
            raise UsageError("--json and --results - would both be on stdout", hint="name a file for the results")
        target = usable_results(results, app, definition)
        batch = Batch(total=total, results=str(target) if target is not None else "")

        async def begin(store: Store) -> RecordedRun:
            return await Recorded.begin(app, store, definition, (item.row() for item in rows()), batch)

        how = How(progress=progress, max_failures=max_failures)
        carry_out(app, begin, no_input=True, strict=strict, as_json=as_json, how=how)


def _mapped(assignments: tuple[str, ...]) -> Mapping[str, str]:
    """Input to column.

    Raises:
        UsageError: one is not written so.
    """
    pairs = [assignment.partition("=") for assignment in assignments]
    for (name, equals, column), assignment in zip(pairs, assignments, strict=True):
        if not (name and equals and column):
            raise UsageError(f"--map {assignment}: write it as --map input=column")
    found: dict[str, str] = {}
    for name, _, column in pairs:
        if name in found:
            raise UsageError(f"--map {name}={column}: '{name}' is in column {found[name]} already")
        found[name] = column
    return found


def _count(table: Table) -> int:
    """How many rows there are: the file is read to its end before anything is begun.

    Raises:
        UsageError: it cannot be, or there is none.
    """
    total = sum(1 for _ in table.rows())
    if not total:
        raise UsageError(f"{table.name}: there are no items in it")
    return total


def _try_out(app: App, definition: Definition, rows: Iterator[RowItem], unused: list[str], *, as_json: bool) -> None:
    from orchestrator.cli.trying import Trial, tell_trial
    from orchestrator.executors.estimating import estimate

    trial = Trial.of(rows)
    tell_trial(trial, estimate(app, definition, trial.sample), unused, as_json=as_json)
    raise click.exceptions.Exit(3 if trial.wrong else 0)
