"""A batch while it runs and when it has ended: its progress, its results, its files."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from orchestrator.cli.batch_options import How
from orchestrator.cli.batch_outcome import Outcome
from orchestrator.domain.errors import UsageError
from orchestrator.domain.runs import ItemResult

if TYPE_CHECKING:
    from rich.console import Console

    from orchestrator.adapters.results import ResultLines
    from orchestrator.adapters.store import StoreReader
    from orchestrator.adapters.telemetry import BatchProgress, Pace
    from orchestrator.app import App, Definition
    from orchestrator.engine.runner import Item, Stop
    from orchestrator.executors.recorded import RecordedRun

RESULTS_FILE = "results.jsonl"
STANDARD_OUTPUT = "-"


def usable_results(path: Path | None, app: App, definition: Definition) -> Path | None:
    """The file for results as it will be kept with the run; None for the usual one.

    Raises:
        UsageError: nothing can be written there.
    """
    from orchestrator.adapters.files import can_write
    from orchestrator.adapters.results import suffix_of

    if path is None or definition.plan.export:
        can_write(app.settings.out)  # before a model is asked, not after
    if path is None or str(path) == STANDARD_OUTPUT:
        return path
    suffix_of(path)
    if path.is_dir():
        raise UsageError(f"{path}: a folder of that name is there", hint="name another file for the results")
    can_write(path.resolve().parent)
    return path.resolve()


class Keeping:
    """What becomes of each item as it ends: a line in the results so far, its files, its place in the numbers."""

    def __init__(self, run: RecordedRun, files: ItemFiles, how: How, stop: Stop, pace: Pace) -> None:
        assert run.batch is not None
        self.stopped = ""
        self._files = files
        self._limit = how.max_failures
        self._most = how.max_failures.of(run.batch.total) if how.max_failures is not None else None
        self._stop = stop
        self._pace = pace
        self._numbers: dict[str, int] = {}
        self.lines: ResultLines | None = None
        self._look()

    def passing(self, items: Iterable[Item]) -> Iterator[Item]:
        """``items``, noting the place of each that is begun."""
        for item in items:
            self._numbers[item.id] = item.number
            yield item

    def __call__(self, result: ItemResult) -> None:
        """Keep how an item ended."""
        from orchestrator.adapters.results import ResultRow, line_of

        row = ResultRow.of(self._numbers.pop(result.item), result)
        if self.lines is not None:
            self.lines.write(row)
        else:
            click.echo(line_of(row), nl=False)
        self._files.write(result, again=True)
        self._pace.ended(result)
        self._look()

    def _look(self) -> None:
        """Stop the run when too many items have failed."""
        failed = self._pace.items["failed"]
        if self._most is not None and failed > self._most and not self._stop.requested:
            self.stopped = f"{failed:,} of {self._pace.total:,} items have failed (--max-failures {self._limit})"
            self._stop.request()


class ItemFiles:
    """The files of items that are done, where the workflow exports; each item's own, named after it."""

    def __init__(self, reader: StoreReader, run: RecordedRun, out: Path) -> None:
        self._reader = reader
        self._run = run
        self._out = out
        self._last = run.definition.plan.export[-1:]

    def write(self, result: ItemResult, *, again: bool) -> None:
        """Write those of one item; ``again``: also where they are there."""
        from orchestrator.cli.exporting import edition_file
        from orchestrator.cli.results import write_results

        if result.status != "done" or not self._last:
            return
        last = edition_file(self._run.record, result.item, self._last[0], self._out)
        if again or not last.exists():
            write_results(self._reader, self._run, result.item, self._out)


async def go_batch(app: App, run: RecordedRun, how: How, stop: Stop, console: Console) -> Outcome:
    """Run what is left of a batch, and write its results.

    Raises:
        UsageError: results cannot be written.
        ModelUnavailable, StoreError: as ``RecordedRun.go`` says.
    """
    from orchestrator.adapters.results import ResultLines, partial_of
    from orchestrator.adapters.store import StoreReader as Reader
    from orchestrator.adapters.telemetry import BatchProgress, Pace
    from orchestrator.cli.collecting import collecting_rarely
    from orchestrator.engine.people import Nobody

    assert run.batch is not None
    folder = (app.settings.out / f"{run.definition.plan.name}-{run.record.id}").resolve()
    target = Path(run.batch.results) if run.batch.results else folder / RESULTS_FILE
    pace = Pace(run.batch.total)
    pace.settle({status: count for status, count in run.counts().items() if status != "waiting"})
    for result in run.failed():
        pace.note_failure(result)
    with ExitStack() as stack:
        stack.enter_context(collecting_rarely())
        files = ItemFiles(stack.enter_context(Reader.open(app.home)), run, app.settings.out)
        keep = Keeping(run, files, how, stop, pace)
        left = run.left()
        first = next(left, None)
        progress = stack.enter_context(BatchProgress(pace, console, how.progress))
        if str(target) != STANDARD_OUTPUT:
            keep.lines = stack.enter_context(ResultLines(partial_of(target), anew=run.is_new))
        if keep.stopped or first is None:  # no model is needed for what is there
            status = await run.end_again()
        else:
            ticking = asyncio.create_task(_tick(progress))
            try:
                items = keep.passing(chain((first,), left))
                status = await run.go(items, keep, observer=progress, person=Nobody(), stop=stop)
            finally:
                ticking.cancel()
                pace.settle(run.counts())
        outcome = Outcome(status=status, items=dict(run.counts()), told=pace.document(), stopped=keep.stopped)
        if not stop.requested or keep.stopped:  # who interrupts it wants it to end
            _write_all(run, outcome, files, folder, target)
    return outcome


async def _tick(progress: BatchProgress) -> NoReturn:
    from orchestrator.adapters.telemetry.batch import LOOK_SECONDS

    while True:
        await asyncio.sleep(LOOK_SECONDS)
        progress.tell()


def _write_all(run: RecordedRun, outcome: Outcome, files: ItemFiles, folder: Path, target: Path) -> None:
    """Write the results of all items that have ended, in the order of the table, and the files that are missing."""
    from orchestrator.adapters.results import ResultRow, ResultsFile, partial_of

    plan = run.definition.plan
    like = _likenesses(run)
    outcome.alike = len(like)
    earliest = dict.fromkeys(like.values(), "")
    to_file = str(target) != STANDARD_OUTPUT
    with ExitStack() as stack:
        file = stack.enter_context(ResultsFile(target, list(plan.outputs))) if to_file else None
        for number, result in run.ended():
            if number in earliest:
                earliest[number] = result.item
            outcome.note(number, result)
            files.write(result, again=False)
            if file is not None:
                file.write(ResultRow.of(number, result, earliest[like[number]] if number in like else ""))
        if file is not None:
            outcome.files.append(file.commit())
    if plan.export:
        outcome.files.append(folder)
    if to_file and None not in outcome.items:
        with suppress(FileNotFoundError):
            partial_of(target).unlink()


def _likenesses(run: RecordedRun) -> dict[int, int]:
    """The items whose text is nearly that of an earlier one, by their places: the place of that one."""
    from orchestrator.checks.alike import Alikes

    alikes, places = Alikes(), []
    for number, result in run.ended():
        if result.status == "done" and result.outputs:
            alikes.add(next(iter(result.outputs.values())))
            places.append(number)
    return {places[later]: places[earlier] for later, earlier in alikes.pairs().items()}
