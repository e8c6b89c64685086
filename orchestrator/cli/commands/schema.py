"""``inkloom schema``: what editors complete workflow files from."""

from __future__ import annotations

import click

from orchestrator.cli.output import print_json


@click.command(help="Print the JSON Schema of workflow files, or of role cards.")
@click.option("--card", is_flag=True, help="The schema of role cards instead.")
def command(card: bool) -> None:
    """Print a schema."""
    from orchestrator.language.schema import card_schema, workflow_schema

    print_json(card_schema() if card else workflow_schema())
