"""``inkloom agents``: the role cards of this project and the shipped ones."""

from __future__ import annotations

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.output import print_json, print_table


@click.command(help="List the role agents: what each takes and what it makes.")
@json_option
def command(as_json: bool) -> None:
    """List the role agents."""
    from orchestrator.app import build_app
    from orchestrator.language.cards import compile_card

    project = build_app(None, {}).project
    shelf = project.cards()
    rows = []
    for name, source in sorted(shelf.texts.items()):
        card = compile_card(source)
        rows.append(
            {
                "name": name,
                "makes": str(card.output),
                "takes": ", ".join(f"{taken}: {type_}" for taken, type_ in card.takes.items()),
                "description": card.description,
                "from": "project" if name in shelf.own else "shipped",
            }
        )
    if as_json:
        print_json(rows)
    else:
        print_table(rows, ["name", "makes", "takes", "description", "from"])
