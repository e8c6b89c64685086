"""What all commands share that run something: a new run, one that goes on, one that is tried again."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from orchestrator.cli.interrupts import Terminated, run_async
from orchestrator.cli.output import print_json, report_error
from orchestrator.domain.errors import BudgetExhausted, InkloomError, PersonNeeded, UsageError
from orchestrator.domain.runs import Failure, ItemResult

if TYPE_CHECKING:
    from orchestrator.adapters.store import Store
    from orchestrator.app import App
    from orchestrator.cli.batch_options import How
    from orchestrator.cli.batch_outcome import Outcome
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
    from orchestrator.cli.batch_options import How as Usual
    from orchestrator.engine.runner import Stop

    ending, stop = Ending(), Stop()
    try:
        run_async(_go(app, open_run, ending, stop, how or Usual(), no_input=no_input), stop)
    except KeyboardInterrupt as interrupt:
        _report("interrupted", "Interrupted", "", app, ending, as_json=as_json)
        code = _EXIT_TERMINATED if isinstance(interrupt, Terminated) else _EXIT_INTERRUPTED
        raise click.exceptions.Exit(code) from None
    except InkloomError as error:
        _report(error.message, type(error).__name__, error.hint, app, ending, as_json=as_json)
        raise click.exceptions.Exit(error.exit_code) from None
    _conclude(app, ending, strict=strict, as_json=as_json)


def _report(message: str, kind: str, hint: str, app: App, ending: Ending, *, as_json: bool) -> None:
    """Say why a run did not come to its end, how far it came, and how it goes on."""
    from orchestrator.adapters.store import StoreReader
    from orchestrator.cli.advice import next_command
    from orchestrator.cli.kept.account import run_line

    line = None
    if ending.run_id is not None:
        then = f"go on with `{next_command('resume', ending.run_id, app.home)}`"
        hint = f"{hint}; then {then}" if hint else then
        with suppress(InkloomError), StoreReader.open(app.home) as reader:
            line = run_line(reader, reader.find(ending.run_id))
    report_error(message, kind=kind, hint=hint, run=ending.run_id, line=line, as_json=as_json)


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
        left = list(run.left())
        if not left:
            await run.end_again()
            ending.result = run.result(ITEM)
            return
        with Progress(console) as progress:
            await run.go(left, keep, observer=progress, person=person, stop=stop)
    finally:
        await store.aclose()


def _conclude(app: App, ending: Ending, *, strict: bool, as_json: bool) -> NoReturn:
    from orchestrator.adapters.store import StoreReader
    from orchestrator.cli.batch_outcome import conclude_batch
    from orchestrator.cli.results import not_written, run_document, write_results

    run, result = ending.run, ending.result
    assert run is not None
    if ending.outcome is not None:
        conclude_batch(run.record.id, ending.outcome, app.home, strict=strict, as_json=as_json)
    assert result is not None
    files: list[Path] = []
    if result.status == "done":
        try:
            with StoreReader.open(app.home) as reader:
                files = write_results(reader, run, ITEM, app.settings.out) if run.definition.plan.export else []
        except UsageError as error:  # what was written is not lost with the place it was meant for
            result = not_written(result, error)
    if as_json:
        print_json(run_document(run.record.id, result, files))
    else:
        _tell(run.record.id, result, files, app.home)
    raise click.exceptions.Exit(_exit_code(result, strict=strict))


def _exit_code(result: ItemResult, *, strict: bool) -> int:
    if result.status == "waiting":
        return _EXIT_WAITING
    if result.status == "failed" or (strict and (result.unmet or result.failures)):
        return _EXIT_FAILED
    return 0


def _tell(run_id: str, result: ItemResult, files: list[Path], home: Path) -> None:
    from orchestrator.cli.advice import next_command

    for failure in result.failures:
        ending = _ending(failure, result)
        click.echo(f"{ending}: {failure.step}: {failure.why}", err=True)
        if failure.hint:
            click.echo(f"  hint: {failure.hint}", err=True)
    for loop in result.unmet:
        click.echo(f"not met: {loop} ended without its `until`", err=True)
    _tell_usage(run_id, result)
    if result.failures and result.status != "waiting":
        click.echo(f"  hint: try what failed once more with `{next_command('retry', run_id, home)}`", err=True)
    if result.status == "failed":
        click.echo(f"  hint: what is finished: `{next_command('export', run_id, home)} --format md`", err=True)
    for file in files:
        click.echo(file)
    if not files and result.outputs:  # nothing to look up in a file: here it is
        click.echo(next(iter(result.outputs.values()), ""))


def _ending(failure: Failure, result: ItemResult) -> str:
    """What became of the step: what failed on the way of an item that goes on has been left out."""
    waits = failure.error in {kind.__name__ for kind in (PersonNeeded, BudgetExhausted)}
    return result.status if result.status == "failed" or waits else "left out"


def _tell_usage(run_id: str, result: ItemResult) -> None:
    from orchestrator.adapters.telemetry import told_of

    usage, cached = result.usage, result.usage.cached_prompt_tokens
    kept = f", {_counted(usage.cached, 'reply')} from before" if usage.cached else ""
    saved = f", {cached:,} of the prompts' from the server's cache" if cached else ""
    tokens = usage.prompt_tokens + usage.completion_tokens
    click.echo(f"run {run_id}: {_counted(usage.calls, 'call')}{kept}, {tokens:,} tokens{saved}", err=True)
    for role, used in result.roles.items():
        click.echo(f"  {told_of(role, used)}", err=True)


def _counted(count: int, what: str) -> str:
    """A number of calls or replies, in words."""
    plural = what.removesuffix("y") + "ies" if what.endswith("y") else f"{what}s"
    return f"{count} {what if count == 1 else plural}"


def go_on(run: str, options: dict[str, Any], *, retrying: bool) -> NoReturn:
    """Take over ``run`` (an id, the beginning of one, or ``last``) and carry it out.

    Args:
        run: as typed.
        options: of the command, by name; its own model and seed count where no other model is asked for.
        retrying: whether what failed is tried once more.
    """
    from orchestrator.cli.batch_options import How as Carried
    from orchestrator.executors.recorded import RecordedRun as Recorded

    own = {name: options.pop(name) for name in ("no_input", "strict", "as_json")}
    how = Carried(progress=options.pop("progress"))
    app, record = reopened(run, options)

    async def take_over(store: Store) -> RecordedRun:
        return await Recorded.take_over(app, store, record, retrying=retrying)

    carry_out(app, take_over, how=how, **own)


def reopened(run: str, options: dict[str, Any]) -> tuple[App, RunRecord]:
    """The run that was typed, and the application that goes on with it, as ``go_on`` says."""
    from orchestrator.adapters.store import StoreReader
    from orchestrator.app import build_app

    with StoreReader.open(build_app(None, options).home) as reader:
        record = reader.find(run)
    return build_app(None, {**options, "seed": record.seed, "model": options["model"] or record.model}), record
