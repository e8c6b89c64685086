"""``inkloom validate``: every mistake in workflows, before a model is asked; and what a step is bound to."""

from __future__ import annotations

from typing import Any

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.output import print_json, report_error
from orchestrator.domain.errors import DefinitionError, Diagnostic, UsageError


@click.command(help="Find every mistake in WORKFLOWs, their role cards, templates and checks.")
@click.argument("workflows", nargs=-1, required=True, metavar="WORKFLOW…")
@click.option("--explain", "step", metavar="STEP", help="Say what each name of a step is bound to, and why.")
@json_option
def command(workflows: tuple[str, ...], step: str | None, as_json: bool) -> None:
    """Validate workflows."""
    documents = [_validate(name, step, as_json=as_json) for name in workflows]
    if as_json:
        print_json(documents)
    raise click.exceptions.Exit(0 if all(document["valid"] for document in documents) else DefinitionError.exit_code)


def _validate(name: str, step: str | None, *, as_json: bool) -> dict[str, Any]:
    from orchestrator.app import build_app
    from orchestrator.language.explanation import explain

    file = name
    try:
        app = build_app(name, {})
        source = app.find_workflow(name)
        file = source.file
        plan = app.compile(source)
        explanation = explain(plan, step) if step is not None else None
    except DefinitionError as error:
        if not as_json:
            click.echo(error.message, err=True)
        return {"file": file, "valid": False, "errors": [_document(d) for d in error.diagnostics]}
    except UsageError as error:
        if not as_json:
            report_error(error.message, kind="UsageError", hint=error.hint, as_json=False)
        wrong = {"file": file, "line": None, "column": None, "message": error.message, "hint": error.hint}
        return {"file": file, "valid": False, "errors": [wrong]}
    if not as_json:
        click.echo(f"{file}: {plan.name} is in order" if explanation is None else explanation)
    told = {} if explanation is None else {"explanation": explanation.document()}
    return {"file": file, "valid": True, "errors": [], **told}


def _document(diagnostic: Diagnostic) -> dict[str, object]:
    place = diagnostic.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }
