"""``inkloom recover``: a new store out of what is whole of a damaged one."""

from __future__ import annotations

from pathlib import Path

import click

from orchestrator.cli.kept.opening import home_option
from orchestrator.cli.options import json_option
from orchestrator.cli.output import print_json


@click.command(help="Save what is whole of a damaged store into a new one; the damaged file is kept beside it.")
@home_option
@json_option
def command(home: Path | None, as_json: bool) -> None:
    """Save what is whole of a damaged store."""
    from orchestrator.adapters.store import recover
    from orchestrator.app import build_app

    recovered = recover(build_app(None, {"home": home}).home)
    if as_json:
        aside = str(recovered.aside.resolve())
        print_json({"kept": dict(recovered.kept), "lost": recovered.lost, "aside": aside})
        return
    kept = ", ".join(f"{count} {table}" for table, count in recovered.kept.items() if count)
    click.echo(f"kept: {kept or 'nothing'}")
    click.echo(f"lost: {recovered.lost} damaged rows" if recovered.lost else "lost: no row that could be seen")
    click.echo(f"the old store is {recovered.aside}")
    if recovered.lost:
        click.echo("go on with `inkloom resume`, or run again: only what was lost is asked for anew", err=True)
