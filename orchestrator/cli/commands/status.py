"""``inkloom status``: the runs there are, and how far one of them is."""

from __future__ import annotations

from pathlib import Path

import click

from orchestrator.cli.kept.opening import home_option, reading
from orchestrator.cli.options import json_option
from orchestrator.cli.printing import print_document


@click.command(help="List the runs, or tell how far RUN is: an id, the beginning of one, or `last`.")
@click.argument("run", required=False)
@home_option
@json_option
def command(run: str | None, home: Path | None, as_json: bool) -> None:
    """Tell of runs."""
    with reading(home, as_json=as_json) as reader:
        from orchestrator.cli.kept.account import account_of, run_line
        from orchestrator.cli.kept.run_document import run_document
        from orchestrator.cli.kept.telling_runs import tell_run, tell_runs

        if run is None:
            records = reader.runs()
            if as_json:
                print_document([run_line(reader, record) for record in records])
            else:
                tell_runs(reader, records)
            return
        account = account_of(reader, reader.find(run))
        document = run_document(reader, account)
        if as_json:
            print_document(document)
        else:
            tell_run(account, document, reader)
