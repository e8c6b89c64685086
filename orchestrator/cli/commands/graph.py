"""``inkloom graph``: a picture of a workflow."""

from __future__ import annotations

import click

_FORMATS = ("text", "mermaid", "svg", "json")


@click.command(help="Draw WORKFLOW on stdout.")
@click.argument("workflow")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
def command(workflow: str, form: str) -> None:
    """Draw a workflow."""
    from orchestrator.adapters.export.graph import FORMATS
    from orchestrator.app import build_app

    app = build_app(workflow, {})
    click.echo(FORMATS[form](app.compile(app.find_workflow(workflow))).rstrip("\n"))
