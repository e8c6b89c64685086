"""``inkloom workflows``: what can be run by name."""

from __future__ import annotations

from typing import Any

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.output import first_mistake, print_json, print_table
from orchestrator.domain.errors import DefinitionError


@click.command(help="List the workflows of this project and the shipped ones, with their inputs.")
@json_option
def command(as_json: bool) -> None:
    """List the workflows."""
    from orchestrator.app import build_app
    from orchestrator.cli.input_help import default_of

    app = build_app(None, {})
    shelf = app.project.workflows()
    rows: list[dict[str, Any]] = []
    for name, source in sorted(shelf.texts.items()):
        origin = "project" if name in shelf.own else "shipped"
        try:
            plan = app.compile(source)
        except DefinitionError as error:
            rows.append({"name": name, "description": first_mistake(error), "inputs": {}, "from": origin})
            continue
        inputs = {i: default_of(spec) for i, spec in plan.inputs.items()}
        rows.append({"name": name, "description": plan.description, "inputs": inputs, "from": origin})
    if as_json:
        print_json(rows)
        return
    told = [{**row, "inputs": ", ".join(f"{n} ({d})" for n, d in row["inputs"].items())} for row in rows]
    print_table(told, ["name", "description", "inputs", "from"])
