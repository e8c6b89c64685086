"""``inkloom gc``: runs are forgotten, and the replies that only they used."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestrator.cli.kept.opening import home_option
from orchestrator.cli.options import json_option
from orchestrator.cli.output import print_json

if TYPE_CHECKING:
    from orchestrator.domain.records import RunRecord


@click.command(
    help="Forget runs that are over: those named, or all but the newest (--keep) or recent (--older-than). Without "
    "any of these it only says how many there are. A run that waits, was interrupted or is running is forgotten only "
    "when it is named, and never while it runs."
)
@click.argument("runs", nargs=-1)
@click.option("--keep", type=click.IntRange(min=0), metavar="N", help="Keep the N newest of those that are over.")
@click.option("--older-than", type=click.FloatRange(min=0), metavar="DAYS", help="Only what ended so long ago.")
@click.option("--dry-run", is_flag=True, help="Forget nothing; say what would be forgotten.")
@home_option
@json_option
def command(
    runs: tuple[str, ...],
    keep: int | None,
    older_than: float | None,
    dry_run: bool,
    home: Path | None,
    as_json: bool,
) -> None:
    """Forget runs."""
    from orchestrator.adapters.store import StoreReader, collect
    from orchestrator.app import build_app
    from orchestrator.cli.keeping import forgettable
    from orchestrator.domain.errors import UsageError

    if runs and (keep is not None or older_than is not None):
        raise UsageError("name runs, or give --keep or --older-than, not both")
    folder = build_app(None, {"home": home}).home
    with StoreReader.open(folder) as reader:
        all_runs = reader.runs()
        chosen = [reader.find(run) for run in dict.fromkeys(runs)] or forgettable(
            all_runs, now=time.time(), keep=keep or 0, older_than_days=older_than or 0.0
        )
    size = _bytes(folder)
    asked = bool(runs) or keep is not None or older_than is not None
    only_said = dry_run or not asked
    told: dict[str, Any] = {"runs": [run.id for run in chosen], "dry_run": only_said, "replies": None}
    told |= {"kept": len(all_runs) - len(told["runs"]), "bytes_before": size, "bytes_after": size}
    if not only_said and chosen:
        collected = collect(folder, {run.id for run in all_runs} - set(told["runs"]))
        told |= {"replies": collected.replies}
        told |= {"bytes_before": collected.bytes_before, "bytes_after": collected.bytes_after}
    if as_json:
        print_json(told)
        return
    _tell(chosen, told)
    if chosen and not asked:
        click.echo("forget them with --keep N, --older-than DAYS, or by their ids", err=True)


def _tell(chosen: list[RunRecord], told: dict[str, Any]) -> None:
    from orchestrator.cli.keeping import in_words

    before, after = in_words(told["bytes_before"]), in_words(told["bytes_after"])
    for run in chosen:
        click.echo(f"{run.id}  {run.workflow}  {run.status}")
    runs = "1 run" if len(chosen) == 1 else f"{len(chosen)} runs"
    if told["dry_run"]:
        click.echo(f"{runs} can be forgotten, {told['kept']} more are kept; the store takes {before}")
    elif not chosen:
        click.echo(f"there is nothing to forget; the store takes {before}")
    else:
        click.echo(f"{runs} and {told['replies']} replies forgotten, {told['kept']} kept; {before} before, {after} now")


def _bytes(home: Path) -> int:
    """Of the store and its log."""
    return sum(file.stat().st_size for file in home.glob("store.db*"))
