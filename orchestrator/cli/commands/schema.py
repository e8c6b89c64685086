"""``inkloom schema``: what editors complete workflow files, role cards and check files from."""

from __future__ import annotations

import click

from orchestrator.cli.output import print_json


@click.command(help="Print the JSON Schema of workflow files, of role cards or of check files.")
@click.option("--card", "kind", flag_value="card", help="The schema of role cards instead.")
@click.option("--check", "kind", flag_value="check", help="The schema of check files instead.")
def command(kind: str | None) -> None:
    """Print a schema."""
    from orchestrator.language.schema import card_schema, check_schema, workflow_schema

    schemas = {"card": card_schema, "check": check_schema, None: workflow_schema}
    print_json(schemas[kind]())
