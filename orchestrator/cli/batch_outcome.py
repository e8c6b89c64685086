"""How a batch came out, told to people and to machines, and as an exit code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from orchestrator.cli.output import print_json
from orchestrator.domain.runs import Failure, ItemResult, Status

if TYPE_CHECKING:
    from orchestrator.domain.records import RunStatus

_ERRORS_TOLD = 100
_REASONS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Example:
    """How one item failed, and the number of its row, from 1."""

    row: int
    failure: Failure

    def __str__(self) -> str:
        """What failed, and why; where the row itself is at fault, its line stands in the reason."""
        if not self.failure.step:
            return self.failure.message
        return f"row {self.row:,} ({self.failure.item}): {self.failure.step}: {self.failure.why}"


@dataclass(slots=True, kw_only=True)
class Outcome:
    """How a batch came out.

    Attributes:
        items: how many there are of each status; None those that have not ended.
        files: where results are.
        told: numbers of what this process did, as ``Pace.document`` has them.
        reasons: how many items are not done, by kind of failure.
        examples: the first of each kind, in words.
        errors: failures of items, the first hundred.
        unmet: items that are done in which a loop ended unmet.
        left_out: items that are done of which a part was left out.
        alike: items whose text is nearly that of an earlier one.
        stopped: why it was stopped early; empty where it was not.
    """

    status: RunStatus
    items: dict[Status | None, int]
    told: dict[str, Any]
    files: list[Path] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Example] = field(default_factory=dict)
    errors: list[Failure] = field(default_factory=list)
    unmet: int = 0
    left_out: int = 0
    alike: int = 0
    stopped: str = ""

    def note(self, number: int, result: ItemResult) -> None:
        """Count what is wrong with the item at the place ``number`` from 0."""
        self.errors.extend(result.failures[: _ERRORS_TOLD - len(self.errors)])
        if result.status == "done":
            self.unmet += bool(result.unmet)
            self.left_out += bool(result.failures)
        elif result.failures:
            first = result.failures[0]
            self.reasons[first.error] += 1
            self.examples.setdefault(first.error, Example(number + 1, first))


def conclude_batch(run_id: str, outcome: Outcome, home: Path, *, strict: bool, as_json: bool) -> NoReturn:
    """Say how a batch came out, and exit."""
    if as_json:
        print_json(batch_document(run_id, outcome))
    else:
        _tell(run_id, outcome, home)
    raise click.exceptions.Exit(_exit_code(outcome, strict=strict))


def batch_document(run_id: str, outcome: Outcome) -> dict[str, Any]:
    """What ``--json`` prints of a batch."""
    usage = ("calls", "cached", "prompt_tokens", "completion_tokens")
    return {
        "run": run_id,
        "status": outcome.status,
        "outputs": {},
        "files": [str(file) for file in outcome.files],
        "usage": {name: outcome.told[name] for name in usage},
        "items": {status: outcome.items.get(status, 0) for status in ("done", "failed", "waiting")}
        | {"open": outcome.items.get(None, 0)},
        "failures": dict(outcome.reasons.most_common()),
        "alike": outcome.alike,
        "stopped": outcome.stopped,
        "errors": [failure.model_dump() for failure in outcome.errors],
    }


def _exit_code(outcome: Outcome, *, strict: bool) -> int:
    if outcome.stopped:
        return 3
    if outcome.status == "waiting":
        return 6
    return 3 if outcome.items.get("failed") or (strict and (outcome.unmet or outcome.left_out)) else 0


def _tell(run_id: str, outcome: Outcome, home: Path) -> None:
    for kind, count in outcome.reasons.most_common(_REASONS_SHOWN):
        example = outcome.examples[kind]
        click.echo(f"{count:,} × {kind}, such as {example}", err=True)
        if example.failure.hint:
            click.echo(f"  hint: {example.failure.hint}", err=True)
    if outcome.unmet:
        click.echo(f"{_items(outcome.unmet)} done with a loop unmet", err=True)
    if outcome.left_out:
        click.echo(f"{_items(outcome.left_out)} done with a part left out: see `reason` in the results", err=True)
    if outcome.alike:
        click.echo(
            f"{outcome.alike:,} items read nearly as an earlier one does: `like` in the results names it", err=True
        )
    told = outcome.told
    counts = [
        f"{outcome.items.get(status, 0):,} {status}"
        for status in ("done", "failed", "waiting")
        if outcome.items.get(status)
    ]
    if outcome.items.get(None):
        counts.append(f"{outcome.items[None]:,} not begun or not ended")
    cached = f", {told['cached']:,} replies from before" if told["cached"] else ""
    tokens = told["prompt_tokens"] + told["completion_tokens"]
    click.echo(f"run {run_id}: {', '.join(counts)}; {told['calls']:,} calls{cached}, {tokens:,} tokens", err=True)
    if outcome.stopped:
        click.echo(f"stopped: {outcome.stopped}", err=True)
    hint = _next(run_id, outcome, home)
    if hint:
        click.echo(f"  hint: {hint}", err=True)
    for file in outcome.files:
        click.echo(file, err=not file.exists())


def _items(count: int) -> str:
    return "1 item is" if count == 1 else f"{count:,} items are"


def _next(run_id: str, outcome: Outcome, home: Path) -> str:
    """What to type now."""
    from orchestrator.cli.advice import next_command

    if outcome.stopped or outcome.status in ("waiting", "interrupted"):
        return f"go on with `{next_command('resume', run_id, home)}`"
    from orchestrator.app.rows import BAD_ROW

    if outcome.left_out or outcome.items.get("failed", 0) > outcome.reasons[BAD_ROW]:
        return f"try what failed once more with `{next_command('retry', run_id, home)}`"
    if outcome.reasons[BAD_ROW]:
        return "mend those rows and run the batch again: what is done is not paid for twice"
    return ""
