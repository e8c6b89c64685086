"""``inkloom run``: one workflow, one set of inputs, results in files."""

from __future__ import annotations

import secrets
import sys
import time
from pathlib import Path
from typing import Any

import click

from orchestrator.cli.inputs import collect_inputs
from orchestrator.cli.interrupts import run_async
from orchestrator.cli.options import json_option, run_options
from orchestrator.cli.output import print_json
from orchestrator.domain.errors import UsageError
from orchestrator.domain.runs import ItemResult, Usage

ITEM = "main"
_EXIT_FAILED, _EXIT_WAITING = 3, 6


@click.command(help="Run WORKFLOW, a file or the name of a shipped one (see `inkloom workflows`).")
@click.argument("workflow")
@click.option("--set", "assignments", multiple=True, metavar="K=V", help="An input; K=@FILE reads a file.")
@click.option("--inputs", "inputs_file", type=click.Path(path_type=Path), help="Inputs as a YAML or JSON file.")
@click.option("--no-input", is_flag=True, help="Ask nobody: where a person must decide, stop (exit 6).")
@click.option("--strict", is_flag=True, help="Exit with 3 when a loop ends unmet or a part was left out.")
@run_options
@json_option
def command(
    workflow: str,
    assignments: tuple[str, ...],
    inputs_file: Path | None,
    no_input: bool,
    strict: bool,
    as_json: bool,
    **flags: Any,
) -> None:
    """Run one workflow."""
    from orchestrator.adapters.files import can_write
    from orchestrator.app import build_app
    from orchestrator.cli.results import not_written, run_document, write_results

    app = build_app(workflow, flags)
    plan = app.compile(app.find_workflow(workflow))
    inputs = collect_inputs(plan.inputs, assignments, inputs_file, app.project.root)
    if plan.export:
        can_write(app.settings.out)  # before a model is asked, not after
    run_id = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"
    folder = app.settings.out / f"{plan.name}-{run_id}"
    result = run_async(_run(app, plan, inputs, no_input=no_input))
    files = []
    if result.status == "done":
        try:
            files = write_results(plan, result, folder)
        except UsageError as error:  # what was written is not lost with the place it was meant for
            result = not_written(result, error)
    if as_json:
        print_json(run_document(run_id, result, files))
    else:
        _tell(result, files)
    raise click.exceptions.Exit(_exit_code(result, strict=strict))


async def _run(app: Any, plan: Any, inputs: dict[str, Any], *, no_input: bool) -> ItemResult:
    from rich.console import Console

    from orchestrator.adapters.telemetry import Progress
    from orchestrator.adapters.terminal import Terminal
    from orchestrator.engine.people import Nobody
    from orchestrator.engine.runner import Item
    from orchestrator.executors.local import run_locally

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    # A daemon may have been started with its stdin closed.
    person = Nobody() if no_input or sys.stdin is None else Terminal(console, sys.stdin.fileno())
    with Progress(console) as progress:
        results = [result async for result in run_locally(app, plan, [Item(ITEM, inputs)], progress, person)]
    return results[0]


def _exit_code(result: ItemResult, *, strict: bool) -> int:
    if result.status == "waiting":
        return _EXIT_WAITING
    if result.status == "failed" or (strict and (result.unmet or result.failures)):
        return _EXIT_FAILED
    return 0


def _tell(result: ItemResult, files: list[Path]) -> None:
    for failure in result.failures:
        ending = "left out" if result.status == "done" else result.status
        # Many messages begin with the step already, for those who see nothing but them.
        message = failure.message.removeprefix(f"{failure.step}: ").removeprefix(f"{failure.step} ")
        click.echo(f"{ending}: {failure.step}: {message}", err=True)
        if failure.hint:
            click.echo(f"  hint: {failure.hint}", err=True)
    for loop in result.unmet:
        click.echo(f"not met: {loop} ended without its `until`", err=True)
    _tell_usage(result)
    for file in files:
        click.echo(file)
    if not files and result.outputs:  # nothing to look up in a file: here it is
        click.echo(next(iter(result.outputs.values()), ""))


def _tell_usage(result: ItemResult) -> None:
    usage, cached = result.usage, result.usage.cached_prompt_tokens
    saved = f", {cached:,} of the prompts' from the server's cache" if cached else ""
    click.echo(f"{_calls(usage)}, {usage.prompt_tokens + usage.completion_tokens:,} tokens{saved}", err=True)
    for role, used in result.roles.items():
        told = f"{_calls(used)}, {used.prompt_tokens:,} + {used.completion_tokens:,} tokens"
        click.echo(f"  {role}: {told}, {used.tokens_per_second:.0f} tokens/s a call", err=True)


def _calls(usage: Usage) -> str:
    return "1 call" if usage.calls == 1 else f"{usage.calls} calls"
