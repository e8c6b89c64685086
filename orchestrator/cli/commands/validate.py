"""``inkloom validate``: every mistake in workflows, before a model is asked."""

from __future__ import annotations

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.output import print_json
from orchestrator.domain.errors import DefinitionError, Diagnostic


@click.command(help="Find every mistake in WORKFLOWs, their role cards and templates.")
@click.argument("workflows", nargs=-1, required=True, metavar="WORKFLOW…")
@json_option
def command(workflows: tuple[str, ...], as_json: bool) -> None:
    """Validate workflows."""
    from orchestrator.app import build_app

    documents = []
    for name in workflows:
        app = build_app(name, {})
        source = app.find_workflow(name)
        try:
            plan = app.compile(source)
        except DefinitionError as error:
            documents.append({"file": source.file, "valid": False, "errors": [_document(d) for d in error.diagnostics]})
            if not as_json:
                click.echo(error.message, err=True)
        else:
            documents.append({"file": source.file, "valid": True, "errors": []})
            if not as_json:
                click.echo(f"{source.file}: {plan.name} is in order")
    if as_json:
        print_json(documents)
    raise click.exceptions.Exit(0 if all(document["valid"] for document in documents) else DefinitionError.exit_code)


def _document(diagnostic: Diagnostic) -> dict[str, object]:
    place = diagnostic.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }
