"""``inkloom retry``: what failed in a run is tried once more."""

from __future__ import annotations

from typing import Any

import click

from orchestrator.cli.batch_options import progress_option
from orchestrator.cli.options import json_option, people_options, run_options
from orchestrator.cli.running import go_on


@click.command(
    help="Try once more what failed or was left out in RUN (an id, its beginning, or `last`); the rest is kept."
)
@click.argument("run", default="last")
@progress_option
@people_options
@run_options
@json_option
def command(run: str, **options: Any) -> None:
    """Try a run again."""
    go_on(run, options, retrying=True)
