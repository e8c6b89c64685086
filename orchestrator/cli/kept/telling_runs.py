"""Runs as people read them: the list of all, and one of them in full."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from orchestrator.cli.kept.account import Account, run_line
from orchestrator.cli.kept.run_document import answered
from orchestrator.cli.kept.tree import COLOURS, MARKS, lines, tree, without_path
from orchestrator.cli.printing import line, printable, say
from orchestrator.domain.records import RunRecord, VisitRecord

if TYPE_CHECKING:
    from orchestrator.adapters.store import StoreReader

_WIDE = 100
_RUNS_SHOWN = 30
_ITEMS_SHOWN = 20
_ERRORS_SHOWN = 10
_COLOURS = {**COLOURS, "running": "cyan", "interrupted": "yellow", "open": "cyan"}


def tell_runs(reader: StoreReader, runs: Sequence[RunRecord]) -> None:
    """Print the list of runs; on a narrow terminal each has two lines."""
    rows = [_row(run, run_line(reader, run)) for run in runs[:_RUNS_SHOWN]]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(4)] if rows else []
    wide = shutil.get_terminal_size((_WIDE, 24)).columns >= _WIDE
    for row in rows:
        first = "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row[:4], widths, strict=True))
        say(f"{first}  {row[4]}" if wide else f"{first.rstrip()}\n    {row[4]}")
    if len(runs) > len(rows):
        say(f"… and {len(runs) - len(rows)} older ones: --json has them all")


def _row(run: RunRecord, told: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    cost = f"{told_counts(told['items'])} · {told_usage(told['usage'])}"
    return run.id, line(run.workflow, 30), told["status"], when(run.started), cost


def when(seconds: float) -> str:
    """A time as people read it, where they are."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def told_counts(items: Mapping[str, int]) -> str:
    """How many items came how far.

    >>> told_counts({"done": 2, "failed": 0, "waiting": 1, "open": 0})
    '2 done, 1 waiting'
    """
    words = {"done": "done", "failed": "failed", "waiting": "waiting", "open": "not ended"}
    return ", ".join(f"{count} {words[status]}" for status, count in items.items() if count) or "no items"


def told_usage(usage: Mapping[str, Any]) -> str:
    """What was asked of models.

    >>> told_usage({"calls": 1, "cached": 2, "prompt_tokens": 900, "completion_tokens": 300})
    '1 call, 2 replies from before, 1,200 tokens'
    """
    calls = "1 call" if usage["calls"] == 1 else f"{usage['calls']:,} calls"
    replies = "1 reply" if usage["cached"] == 1 else f"{usage['cached']:,} replies"
    reused = f"{replies} from before, " if usage["cached"] else ""
    return f"{calls}, {reused}{usage['prompt_tokens'] + usage['completion_tokens']:,} tokens"


def tell_run(account: Account, document: Mapping[str, Any], reader: StoreReader) -> None:
    """Print one run: who runs it, its steps or its unfinished items, what it cost, what to do."""
    several = sum(document["items"].values()) > 1
    _tell_head(account, document, several=several)
    say()
    if several:
        _tell_items(document, alive=account.owner is not None)
    else:
        asked = reader.questions(account.record.id)
        visits = [answered(visit, asked) for visit in reader.visits(account.record.id)]
        _tell_steps(visits, alive=account.owner is not None)
    say()
    say(told_usage(document["usage"]))
    for role, used in document["usage"]["roles"].items():
        say(f"  {printable(role)}: {told_usage(used)}")
    _tell_questions(document["questions"], alive=account.owner is not None)
    _tell_errors(document["errors"], several=several)
    for command in document["next"]:
        say()
        say(f"Go on with: {command}", bold=True)


def _tell_head(account: Account, document: Mapping[str, Any], *, several: bool) -> None:
    record = account.record
    say(f"{record.id}  {printable(record.workflow)}  {account.status}", bold=True, fg=_COLOURS.get(account.status))
    ended = f", ended {when(record.ended)}" if record.ended is not None and account.owner is None else ""
    say(f"began {when(record.started)}{ended}; model {printable(record.model)}, seed {record.seed}")
    if account.owner is not None:
        say(f"process {account.owner.pid} on {printable(account.owner.host)} runs it now")
    if account.gone:
        say("interrupted (its process is gone); nothing that was finished is lost")
    if several:
        say(f"items: {told_counts(document['items'])}")


def _tell_steps(visits: Iterable[VisitRecord], *, alive: bool) -> None:
    for told in lines(tree(visits), alive=alive, now=time.time()):
        say(f"{'  ' * told.depth}{MARKS[told.status]} {told.text}", fg=COLOURS.get(told.status))


def _tell_items(document: Mapping[str, Any], *, alive: bool) -> None:
    unfinished = document["unfinished"]
    steps: dict[str, Mapping[str, Any]] = {}
    for step in document["steps"]:
        if step["status"] in ("started", "failed", "waiting"):
            steps[step["item"]] = step  # the innermost began last
    for item in unfinished[:_ITEMS_SHOWN]:
        status = item["status"] or ("started" if alive else "stopped")
        step = steps.get(item["item"])
        at = f"  {printable(step['path'])}" if step is not None else ""
        say(f"{MARKS[status]} {line(item['item'], 60)}{at}", fg=COLOURS.get(status))
    if len(unfinished) > _ITEMS_SHOWN:
        say(f"… and {len(unfinished) - _ITEMS_SHOWN} more that are not done")


def _tell_questions(questions: Sequence[Mapping[str, Any]], *, alive: bool) -> None:
    for question in questions:
        say()
        say(f"? {line(question['title'])}  ({printable(question['path'])})", fg=COLOURS["waiting"])
        # Nobody but who runs it can answer while it runs.
        say("  answer where it runs" if alive else f"  answer with: {printable(question['command'])}")


def _tell_errors(errors: Sequence[Mapping[str, Any]], *, several: bool) -> None:
    told = [error for error in errors if error["error"] != "PersonNeeded"]  # the questions tell of those
    for error in told[:_ERRORS_SHOWN]:
        say()
        item = f"{printable(error['item'])}: " if several else ""
        step = f"{printable(error['step'])}: " if error["step"] else ""  # of a row that does not fit there is none
        say(f"{item}{step}{printable(without_path(error['message'], error['step']))}", fg="red")
        if error["hint"]:
            say(f"  hint: {printable(error['hint'])}")
    if len(told) > _ERRORS_SHOWN:
        say(f"… and {len(told) - _ERRORS_SHOWN} more errors: --json has them all")
