"""``inkloom resume``: a run goes on where it stopped, as it was recorded."""

from __future__ import annotations

from typing import Any

import click

from orchestrator.cli.batch_options import progress_option
from orchestrator.cli.options import json_option, people_options, run_options
from orchestrator.cli.running import go_on


@click.command(help="Go on with RUN where it stopped, as it was recorded: an id, the beginning of one, or `last`.")
@click.argument("run", default="last")
@progress_option
@people_options
@run_options
@json_option
def command(run: str, **options: Any) -> None:
    """Go on with a run."""
    go_on(run, options, retrying=False)
