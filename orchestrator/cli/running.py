"""What all commands share that run something: a new run, one that goes on, one that is tried again."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from orchestrator.cli.interrupts import Terminated, run_async
from orchestrator.cli.output import print_json, report_error
from orchestrator.domain.errors import InkloomError, UsageError
from orchestrator.domain.runs import ItemResult

if TYPE_CHECKING:
    from orchestrator.adapters.store import Store
    from orchestrator.app import App
    from orchestrator.cli.batching import How, Outcome
    from orchestrator.domain.records import RunRecord
    from orchestrator.engine.runner import Stop
    from orchestrator.executors.recorded import RecordedRun

ITEM = "main"
"""The id of the one item of a run that is no batch."""
_EXIT_FAILED, _EXIT_WAITING, _EXIT_INTERRUPTED, _EXIT_TERMINATED = 3, 6, 130, 143

OpenRun = Callable[["Store"], Awaitable["RecordedRun"]]
"""Begins a run in a store, or takes one over."""


class Ending:
    """How a run came out: the run, once there is one, and the result of its item, or the outcome of a batch."""

    def __init__(self) -> None:
        self.run: RecordedRun | None = None
        self.result: ItemResult | None = None
        self.outcome: Outcome | None = None

    @property
    def run_id(self) -> str | None:
        """The id of the run, once there is one."""
        return self.run.record.id if self.run is not None else None


def carry_out(
    app: App, open_run: OpenRun, *, no_input: bool, strict: bool, as_json: bool, how: How | None = None
) -> NoReturn:
    """Run what ``open_run`` opens, write its results, say how it came out, and exit.

    Raises:
        Exit: with the code that says how it ended.
    """
    from orchestrator.cli.batching import How as Usual
    from orchestrator.engine.runner import Stop

    ending, stop = Ending(), Stop()
    try:
        run_async(_go(app, open_run, ending, stop, how or Usual(), no_input=no_input), stop)
    except KeyboardInterrupt as interrupt:
        hint = f"go on with `inkloom resume {ending.run_id}`" if ending.run_id else ""
        report_error("interrupted", kind="Interrupted", hint=hint, run=ending.run_id, as_json=as_json)
        code = _EXIT_TERMINATED if isinstance(interrupt, Terminated) else _EXIT_INTERRUPTED
        raise click.exceptions.Exit(code) from None
    except InkloomError as error:
        hint = error.hint or (f"then go on with `inkloom resume {ending.run_id}`" if ending.run_id else "")
        report_error(error.message, kind=type(error).__name__, hint=hint, run=ending.run_id, as_json=as_json)
        raise click.exceptions.Exit(error.exit_code) from None
    _conclude(app, ending, strict=strict, as_json=as_json)


async def _go(app: App, open_run: OpenRun, ending: Ending, stop: Stop, how: How, *, no_input: bool) -> None:
    from rich.console import Console

    from orchestrator.adapters.store import Store
    from orchestrator.adapters.telemetry import Progress
    from orchestrator.adapters.terminal import Terminal
    from orchestrator.cli.batching import go_batch
    from orchestrator.engine.people import Nobody

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    # A daemon may have been started with its stdin closed.
    person = Nobody() if no_input or sys.stdin is None else Terminal(console, sys.stdin.fileno())

    def keep(result: ItemResult) -> None:
        ending.result = result

    store = await Store.open(app.home)
    try:
        run = ending.run = await open_run(store)
        if run.batch is not None:
            ending.outcome = await go_batch(app, run, how, stop, console)
            return
        left = list(run.left(failed_too=how.retrying))
        if not left:
            await run.end_again()
            ending.result = run.result(ITEM)
            return
        with Progress(console) as progress:
            await run.go(left, keep, observer=progress, person=person, stop=stop)
    finally:
        await store.aclose()


def _conclude(app: App, ending: Ending, *, strict: bool, as_json: bool) -> NoReturn:
    from orchestrator.cli.batching import conclude_batch
    from orchestrator.cli.results import not_written, run_document, write_results

    run, result = ending.run, ending.result
    assert run is not None
    if ending.outcome is not None:
        conclude_batch(run.record.id, ending.outcome, strict=strict, as_json=as_json)
    assert result is not None
    plan, files = run.definition.plan, []
    if result.status == "done":
        try:
            files = write_results(plan, result, app.settings.out / f"{plan.name}-{run.record.id}")
        except UsageError as error:  # what was written is not lost with the place it was meant for
            result = not_written(result, error)
    if as_json:
        print_json(run_document(run.record.id, result, files))
    else:
        _tell(run.record.id, result, files)
    raise click.exceptions.Exit(_exit_code(result, strict=strict))


def _exit_code(result: ItemResult, *, strict: bool) -> int:
    if result.status == "waiting":
        return _EXIT_WAITING
    if result.status == "failed" or (strict and (result.unmet or result.failures)):
        return _EXIT_FAILED
    return 0


def _tell(run_id: str, result: ItemResult, files: list[Path]) -> None:
    for failure in result.failures:
        ending = "left out" if result.status == "done" else result.status
        # Many messages begin with the step already, for those who see nothing but them.
        message = failure.message.removeprefix(f"{failure.step}: ").removeprefix(f"{failure.step} ")
        click.echo(f"{ending}: {failure.step}: {message}", err=True)
        if failure.hint:
            click.echo(f"  hint: {failure.hint}", err=True)
    for loop in result.unmet:
        click.echo(f"not met: {loop} ended without its `until`", err=True)
    _tell_usage(run_id, result)
    for file in files:
        click.echo(file)
    if not files and result.outputs:  # nothing to look up in a file: here it is
        click.echo(next(iter(result.outputs.values()), ""))


def _tell_usage(run_id: str, result: ItemResult) -> None:
    from orchestrator.adapters.telemetry import told_of

    usage, cached = result.usage, result.usage.cached_prompt_tokens
    kept = f", {usage.cached} replies from before" if usage.cached else ""
    saved = f", {cached:,} of the prompts' from the server's cache" if cached else ""
    tokens = usage.prompt_tokens + usage.completion_tokens
    calls = "1 call" if usage.calls == 1 else f"{usage.calls} calls"
    click.echo(f"run {run_id}: {calls}{kept}, {tokens:,} tokens{saved}", err=True)
    for role, used in result.roles.items():
        click.echo(f"  {told_of(role, used)}", err=True)


def go_on(run: str, options: dict[str, Any], *, retrying: bool) -> NoReturn:
    """Take over ``run`` (an id, the beginning of one, or ``last``) and carry it out.

    Args:
        run: as typed.
        options: of the command, by name; its own model and seed count where no other model is asked for.
        retrying: whether what failed is tried once more.
    """
    from orchestrator.cli.batching import How as Carried
    from orchestrator.executors.recorded import RecordedRun as Recorded

    own = {name: options.pop(name) for name in ("no_input", "strict", "as_json")}
    how = Carried(progress=options.pop("progress"), retrying=retrying)
    app, record = reopened(run, options)

    async def take_over(store: Store) -> RecordedRun:
        return await Recorded.take_over(app, store, record.id, retrying=retrying)

    carry_out(app, take_over, how=how, **own)


def reopened(run: str, options: dict[str, Any]) -> tuple[App, RunRecord]:
    """The run that was typed, and the application that goes on with it, as ``go_on`` says."""
    from orchestrator.adapters.store import StoreReader
    from orchestrator.app import build_app

    with StoreReader.open(build_app(None, options).home) as reader:
        record = reader.find(run)
    return build_app(None, {**options, "seed": record.seed, "model": options["model"] or record.model}), record
