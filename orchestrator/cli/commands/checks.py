"""``inkloom checks``: what can be measured, and what can be asked for."""

from __future__ import annotations

from typing import Any

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.output import print_json, print_table


@click.command(help="List the checks and the targets that each understands.")
@json_option
def command(as_json: bool) -> None:
    """List the checks."""
    from orchestrator.app import find_checks

    checks = sorted(find_checks().values(), key=lambda check: check.name)
    rows: list[dict[str, Any]] = [
        {
            "name": check.name,
            "description": check.description,
            "languages": ", ".join(check.languages),
            "targets": {name: spec.description for name, spec in check.targets.items()},
        }
        for check in checks
    ]
    if as_json:
        print_json(rows)
        return
    told = [{**row, "targets": "\n".join(f"{n}: {d}" for n, d in row["targets"].items())} for row in rows]
    print_table(told, ["name", "description", "languages", "targets"])
